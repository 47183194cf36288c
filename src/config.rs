//! Settings of the process, from options and the environment.

use std::net::SocketAddr;

use chrono::NaiveDate;
use clap::Args;

use crate::domain::parse_date;
use crate::domain::programme::Settings;
use crate::service::Proxies;
use crate::service::clock::Clock;
use crate::storage::{DatabaseUrl, NoDatabaseUrl};

/// Which database.
#[derive(Debug, Clone, Args)]
pub struct DatabaseOptions {
    /// The database: sqlite://FILE or postgres://USER@HOST/DATABASE
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite://saathi.db", value_name = "URL",
        hide_env_values = true, value_parser = parse_url)]
    pub database_url: DatabaseUrl,
}

fn parse_url(url: &str) -> Result<DatabaseUrl, NoDatabaseUrl> {
    DatabaseUrl::parse(url)
}

/// Which time.
#[derive(Debug, Clone, Args)]
pub struct TimeOptions {
    /// For tests: business time stands at 09:00 of this day; only a database that was first migrated
    /// with it takes it
    #[arg(long, env = "SAATHI_TODAY", value_name = "DATE", value_parser = parse_day)]
    pub today: Option<NaiveDate>,
}

fn parse_day(text: &str) -> Result<NaiveDate, &'static str> {
    parse_date(text).ok_or("is not a date that exists, written 2026-11-23")
}

impl TimeOptions {
    /// The clock that they describe, in the zone that the programme has until a setting names another.
    pub fn clock(&self) -> Clock {
        let zone = Settings::default().zone;
        match self.today {
            Some(day) => Clock::standing_at(zone, day),
            None => Clock::real(zone),
        }
    }
}

/// Where to serve, and how much at once.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// The address to listen on
    #[arg(long, env = "SAATHI_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// How many proxies stand before it, each of which adds to X-Forwarded-For from where it was asked;
    /// without any that header is not believed
    #[arg(long, env = "SAATHI_PROXIES", default_value_t = 0, value_name = "NUMBER",
        value_parser = clap::value_parser!(u8).range(..=i64::from(Proxies::MOST)))]
    pub proxies: u8,
    /// How many connections to the database
    #[arg(long, env = "SAATHI_CONNECTIONS", default_value_t = 8, value_name = "NUMBER",
        value_parser = clap::value_parser!(u32).range(1..=256))]
    pub connections: u32,
    /// The key that signs access tokens, 32 bytes or more; without it one is made and kept in the
    /// database
    #[arg(long, env = "SAATHI_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub secret: Option<String>,
}
