//! How an installation is: what was found, and what to do about it.

use chrono::{NaiveDateTime, TimeDelta};
use serde::Serialize;

use super::clock::Clock;
use super::due::{self, JobState};
use super::settings as programme;
use crate::storage::inspection::{self, Facts, inspect};
use crate::storage::{DatabaseUrl, StorageError, Tx, demo, disk, installation, pending};

/// How good or bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Ok,
    /// It works, and somebody should look at it.
    Warn,
    /// It does not work, or will not for long.
    Fail,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub name: &'static str,
    /// How good or bad it is.
    pub level: Level,
    /// What was found.
    pub found: String,
    /// What to do; none where nothing is to be done.
    pub advice: Option<String>,
}

impl Finding {
    fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, level: Level::Ok, found: found.into(), advice: None }
    }

    fn warn(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { name, level: Level::Warn, found: found.into(), advice: Some(advice.into()) }
    }

    fn fail(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { name, level: Level::Fail, found: found.into(), advice: Some(advice.into()) }
    }
}

/// What the process was told about itself.
#[derive(Debug, Clone)]
pub struct Told {
    /// The clock that business goes by.
    pub clock: Clock,
    /// Whether that clock was made to stand, by `SAATHI_TODAY`.
    pub stands: bool,
    /// The length of `SAATHI_SECRET`, where it is given.
    pub secret_bytes: Option<usize>,
}

/// The oldest engines that can be used, as numbers that can be compared.
const OLDEST_SQLITE: u32 = 3_051_003;
const OLDEST_POSTGRES: u32 = 14_000_000;
/// Clocks of two machines may differ by so much.
const SKEW: TimeDelta = TimeDelta::seconds(30);
/// Below these the disk is nearly full, and as good as full.
const LITTLE_ROOM: u64 = 1 << 30;
const NO_ROOM: u64 = 100 << 20;

/// Looks at everything, and changes nothing.
pub fn diagnose(url: &DatabaseUrl, told: &Told) -> Vec<Finding> {
    let mut all = vec![secret(told)];
    if let DatabaseUrl::Sqlite(file) = url {
        all.extend([place(file), room(file), process(file)]);
    }
    match pending(url) {
        Err(error) => all.push(Finding::fail(
            "database",
            error.to_string(),
            "check DATABASE_URL, that the database runs, and that this user may use it",
        )),
        Ok(missing) if !missing.is_empty() => all.push(Finding::fail(
            "migrations",
            format!("{} have not run", missing.len()),
            "stop the server and run `saathi migrate`",
        )),
        Ok(_) => all.extend(of_database(url, told)),
    }
    all
}

fn zone(tx: &mut Tx<'_>, told: &Told) -> Finding {
    match programme::clock_in_force(tx, &told.clock) {
        Ok(clock) => {
            Finding::ok("zone", format!("{}, where it is {}", clock.zone(), clock.now().today))
        }
        Err(error) => Finding::fail("zone", error.to_string(), "set it again"),
    }
}

fn jobs(tx: &mut Tx<'_>, told: &Told) -> Finding {
    const NAME: &str = "jobs";
    let states = match due::states(tx, &told.clock) {
        Ok(states) => states,
        Err(error) => return Finding::fail(NAME, error.to_string(), "run `saathi verify`"),
    };
    let wrong: Vec<&JobState> = states.iter().filter(|state| state.advice().is_some()).collect();
    let Some(first) = wrong.first() else {
        return Finding::ok(NAME, format!("all {} were done when they were due", states.len()));
    };
    let told: Vec<String> = wrong.iter().map(|state| job(state)).collect();
    Finding::warn(NAME, told.join("; "), first.advice().unwrap_or_default())
}

fn job(state: &JobState) -> String {
    let done_for = state.last.as_ref().and_then(|last| last.done_for);
    let done =
        done_for.map_or("was never done".to_owned(), |day| format!("was last done on {day}"));
    match state.error() {
        Some(error) => format!("{} failed, and {done}: {error}", state.name),
        None => format!("{} is overdue, and {done}", state.name),
    }
}

fn secret(told: &Told) -> Finding {
    const SHORTEST: usize = 32;
    match told.secret_bytes {
        Some(length) if length < SHORTEST => Finding::fail(
            "secret",
            format!("SAATHI_SECRET has {length} bytes"),
            "give it 32 or more: `openssl rand -hex 32` makes a good one",
        ),
        Some(_) => Finding::ok("secret", "SAATHI_SECRET signs access tokens"),
        None => Finding::ok("secret", "a key in the database signs access tokens"),
    }
}

fn place(file: &std::path::Path) -> Finding {
    match disk::network_file_system(file) {
        Some(kind) => Finding::fail(
            "file_system",
            format!("the database is on {kind}, a file system of another machine"),
            "move it to a local disk: the write-ahead log does not work over a network",
        ),
        None => Finding::ok("file_system", "the database is on no network file system known here"),
    }
}

fn room(file: &std::path::Path) -> Finding {
    let Some(free) = disk::free_bytes(file) else {
        return Finding::warn("disk", "how much is free is not known", "look at it yourself");
    };
    let found = format!("{} MiB are free", free >> 20);
    if free < NO_ROOM {
        Finding::fail("disk", found, "make room now: writes fail on a full disk")
    } else if free < LITTLE_ROOM {
        Finding::warn("disk", found, "make room, at least 1 GiB")
    } else {
        Finding::ok("disk", found)
    }
}

fn process(file: &std::path::Path) -> Finding {
    Finding::ok(
        "process",
        match inspection::is_served(file) {
            true => "another saathi process uses the database",
            false => "no other saathi process uses the database",
        },
    )
}

fn of_database(url: &DatabaseUrl, told: &Told) -> Vec<Finding> {
    let looked = inspect(url, |tx| -> Result<_, StorageError> {
        // Both read settings, and are told even where these cannot be read.
        let (zone, jobs) = (zone(tx, told), jobs(tx, told));
        let facts = inspection::facts(tx)?;
        Ok(vec![
            Finding::ok("database", format!("answers; its schema is {}", facts.schema)),
            engine(tx)?,
            journal(tx)?,
            settings(tx)?,
            clock(&facts, told.clock.real_time().naive_utc()),
            mark(tx, told)?,
            invented(tx)?,
            administrator(&facts),
            zone,
            jobs,
        ])
    });
    looked.unwrap_or_else(|error| {
        let advice = "run `saathi verify`; on PostgreSQL the user of the URL must be a member of \
                      saathi_app";
        vec![Finding::fail("database", error.to_string(), advice)]
    })
}

fn engine(tx: &mut Tx<'_>) -> Result<Finding, StorageError> {
    let (name, version, number) = inspection::version(tx)?;
    let (oldest, wanted) =
        if name == "SQLite" { (OLDEST_SQLITE, "3.51.3") } else { (OLDEST_POSTGRES, "14") };
    let found = format!("{name} {version}");
    Ok(if number >= oldest {
        Finding::ok("engine", found)
    } else {
        Finding::fail("engine", found, format!("{wanted} is the oldest that can be used"))
    })
}

fn journal(tx: &mut Tx<'_>) -> Result<Finding, StorageError> {
    let wrong = inspection::journal(tx)?;
    Ok(if wrong.is_empty() {
        Finding::ok("durability", "every commit is on the disk before it is answered")
    } else {
        let advice = "on SQLite `saathi serve` sets it; on PostgreSQL set it in postgresql.conf";
        Finding::warn("durability", wrong.join("; "), advice)
    })
}

fn settings(tx: &mut Tx<'_>) -> Result<Finding, StorageError> {
    Ok(match inspection::unreadable_settings(tx)? {
        0 => Finding::ok("settings", "can be read"),
        bad => {
            let found = format!("{bad} of the database's settings cannot be read");
            Finding::fail("settings", found, "set them again, and run `saathi verify`")
        }
    })
}

fn clock(facts: &Facts, now: NaiveDateTime) -> Finding {
    let ahead = facts.last_change.map(|last| last - now).filter(|ahead| *ahead > SKEW);
    if let Some(ahead) = ahead {
        return Finding::fail(
            "clock",
            format!("the last change was written down {} s after now", ahead.num_seconds()),
            "set this machine's clock, and let it follow a time server",
        );
    }
    let skew = (facts.time - now).abs();
    if skew > SKEW {
        return Finding::warn(
            "clock",
            format!("the database's clock is {} s away from this machine's", skew.num_seconds()),
            "let both machines follow a time server",
        );
    }
    Finding::ok("clock", format!("{} UTC", now.format("%Y-%m-%d %H:%M:%S")))
}

fn mark(tx: &mut Tx<'_>, told: &Told) -> Result<Finding, StorageError> {
    const NAME: &str = "test_database";
    Ok(match (installation(tx)?.is_test(), told.stands) {
        (false, true) => Finding::fail(
            NAME,
            "SAATHI_TODAY is set, and this is no test database",
            "unset SAATHI_TODAY, or point DATABASE_URL at a test database",
        ),
        (true, _) => Finding::warn(
            NAME,
            "this is a test database: it was first migrated with SAATHI_TODAY",
            "keep no real books in it",
        ),
        (false, false) => Finding::ok(NAME, "this is no test database"),
    })
}

fn invented(tx: &mut Tx<'_>) -> Result<Finding, StorageError> {
    const NAME: &str = "demo";
    Ok(match demo::step(tx)? {
        None => Finding::ok(NAME, "this is no demo"),
        Some(_) => Finding::warn(
            NAME,
            "this is a demo: what is in it is invented, and everybody knows its passwords",
            "keep no real books in it, and let nothing pass requests of others on to it",
        ),
    })
}

fn administrator(facts: &Facts) -> Finding {
    match facts.administrators {
        0 => Finding::warn(
            "administrator",
            "nobody with the role admin can sign in",
            "run `saathi user add --role admin --email ADDRESS --name NAME --password-stdin`",
        ),
        count => Finding::ok("administrator", format!("{count} can sign in")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_behind_the_trail_or_away_from_the_databases_is_told() {
        let now = NaiveDateTime::default();
        let second = TimeDelta::seconds(1);
        for (last, database, level) in [
            (None, now, Level::Ok),
            (Some(now + SKEW), now + SKEW, Level::Ok),
            (Some(now + SKEW + second), now, Level::Fail),
            (Some(now), now + SKEW + second, Level::Warn),
            (Some(now), now - SKEW - second, Level::Warn),
        ] {
            let facts = Facts {
                schema: String::new(),
                time: database,
                last_change: last,
                administrators: 1,
            };
            assert_eq!(clock(&facts, now).level, level, "{last:?} {database}");
        }
    }
}
