//! How long the central view takes over 500 partners, in this process and over SQLite.
//!
//! `cargo bench --bench overview` fills a database with a month of 1,000 people, 20,000 check-ins,
//! 10,000 recruits and 10,000 sales, and prints the median of 21 views: with the estimate at hand, and
//! the first one, which computes it. `docs/SPEED.md` shows results.

#![expect(
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a bench prints what it measured, and fails where it cannot"
)]

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use saathi::domain::{Actor, InstallationId, Role, Scope, UserId};
use saathi::service::audit::OnBehalf;
use saathi::service::clock::Clock;
use saathi::service::overview::{Overview, overview};
use saathi::service::{App, By, ServiceError};
use saathi::storage::{Database, DatabaseUrl, Installation, Limits, migrate};

const VIEWS: usize = 21;
const AT: &str = "'2026-11-01 06:00:00'";

fn main() {
    let folder = std::env::temp_dir().join(format!("saathi-overview-{}", std::process::id()));
    std::fs::create_dir(&folder).expect("a new folder");
    let url = DatabaseUrl::Sqlite(folder.join("saathi.db"));
    let today = "2026-11-26".parse().expect("a date");
    let clock = Clock::standing_at(chrono_tz::Asia::Karachi, today);
    let (id, created_at) = (InstallationId::from_bits(1), clock.real_time());
    migrate(&url, &Installation { id, first_today: Some(today), created_at }).expect("it migrates");
    fill(&folder.join("saathi.db"));
    let database = Database::open(url, Limits::default()).expect("it opens");
    let app = App::new(database, clock, None).expect("an application");
    let (first, view) = timed(&app);
    println!("partners                    {:>8}", view.partners.len());
    println!("sales                       {:>8}", view.total.new_sales.count);
    println!("reports expected            {:>8}", view.total.compliance.expected());
    println!("the first view              {:>8.1} ms", first.as_secs_f64() * 1e3);
    let mut times: Vec<Duration> = (0..VIEWS).map(|_| timed(&app).0).collect();
    times.sort_unstable();
    let median = times.get(VIEWS / 2).expect("a median");
    println!("a view, median of {VIEWS}        {:>8.1} ms", median.as_secs_f64() * 1e3);
    drop(app);
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

/// One view as an administrator sees it.
fn timed(app: &App) -> (Duration, Overview) {
    let now = app.clock.now();
    let user = UserId::from_bits(1);
    let by = By {
        actor: Actor::new(user, Role::Admin, None).expect("an actor"),
        on_behalf: OnBehalf::default(),
        now,
        recorded_at: now.at.naive_utc(),
    };
    let estimates = app.estimates();
    let begun = Instant::now();
    let view = app.database.read(&Scope::of_programme(), |tx| -> Result<_, ServiceError> {
        overview(tx, &by, &estimates, now.today)
    });
    (begun.elapsed(), view.expect("a view"))
}

/// Partners 1 to 500 with two people each, who report 20 days; 20 recruits and 20 sales of each.
fn fill(file: &std::path::Path) {
    let mut connection =
        SqliteConnection::establish(file.to_str().expect("a path in UTF-8")).expect("it opens");
    let facts = [people(), recruits(), terms(), sales()].concat().join(";\n");
    connection.batch_execute(&format!("BEGIN;\n{facts};\nCOMMIT")).expect("facts");
}

/// The numbers from 1 on.
fn numbers(last: u32) -> String {
    format!("WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {last})")
}

/// The id of a number.
fn id(prefix: &str, number: &str) -> String {
    format!("printf('{prefix}_%032d', {number})")
}

/// Whose the people, recruits and sales of a number are.
fn its() -> String {
    id("par", "1 + n % 500")
}

fn people() -> Vec<String> {
    let (few, people) = (numbers(500), numbers(1_000));
    let (partner, user, its) = (id("par", "n"), id("usr", "n"), its());
    vec![
        format!(
            "{few} INSERT INTO partners (id, code, name, city, payout_currency, status, created_at, \
             updated_at) SELECT {partner}, printf('P-%03d', n), 'Partner', 'Lahore', 'PKR', 'active', \
             {AT}, {AT} FROM n"
        ),
        format!(
            "{people} INSERT INTO users (id, email, name, role, partner_id, status, created_at, \
             updated_at) SELECT {user}, printf('%d@bench.test', n), 'Amina Khan', 'partner_staff', \
             {its}, 'invited', {AT}, {AT} FROM n"
        ),
        "UPDATE users SET status = 'active', password_hash = '$argon2id$'".to_owned(),
        format!(
            "{people}, d (d) AS (SELECT 2 UNION ALL SELECT d + 1 FROM d WHERE d < 21) \
             INSERT INTO check_ins (id, partner_id, user_id, date, calls, visits, demos, proposals, \
             new_recruits, contracts, sales_count, sales_amount, sales_currency, received_at, status, \
             late, after_lock, version, updated_at) SELECT printf('chk_%032d', n * 100 + d), {its}, \
             {user}, printf('2026-11-%02d', d), 5, 2, 0, 0, 0, 0, 0, 0, 'PKR', {AT}, 'submitted', \
             n % 7 = 0, FALSE, 1, {AT} FROM n, d"
        ),
    ]
}

fn recruits() -> Vec<String> {
    let (many, its, owner) = (numbers(10_000), its(), id("usr", "500 + n % 500"));
    let (seller, recruit) = (id("sel", "n"), id("rec", "n"));
    vec![
        format!(
            "{many} INSERT INTO sellers (id, name, city, status, membership_ends_on, created_at, \
             updated_at) SELECT {seller}, 'Seller', 'Sialkot', 'active', \
             printf('2027-02-%02d', 1 + n % 28), {AT}, {AT} FROM n"
        ),
        format!(
            "{many} INSERT INTO recruits (id, partner_id, user_id, created_by, seller_id, seller_name, \
             seller_city, submitted, source, received_at, status, stage, protected_until, version, \
             updated_at) SELECT {recruit}, {its}, {owner}, {owner}, {seller}, 'Seller', 'Sialkot', \
             '{{}}', 'visit', {AT}, 'open', 'contacted', '2026-12-31', 1, {AT} FROM n"
        ),
    ]
}

/// Ten per cent for everybody.
fn terms() -> Vec<String> {
    let (few, partner) = (numbers(500), id("par", "n"));
    let plan = r#"{"plan": "PK", "currency": "USD", "minimum_payout": "50.00"}"#;
    let version = r#"{"effective_from": "2026-01-01", "clawback_days": 90, "rules": [{"name": "all", "pay": {"type": "percent", "percent": "10"}}]}"#;
    vec![
        format!(
            "INSERT INTO products (id, code, name, kind, price_amount, price_currency, created_at, \
             updated_at) VALUES (printf('pro_%032d', 1), 'verified', 'Verified', 'membership', 100, \
             'USD', {AT}, {AT})"
        ),
        format!(
            "INSERT INTO plans (id, code, name, currency, file, created_at, updated_at) VALUES \
             (printf('pln_%032d', 1), 'PK', 'PK', 'USD', '{plan}', {AT}, {AT})"
        ),
        format!(
            "INSERT INTO plan_versions (id, plan_id, effective_from, file, prepared_by, approved_by, \
             approved_at, created_at, updated_at) VALUES (printf('plv_%032d', 1), \
             printf('pln_%032d', 1), '2026-01-01', '{version}', printf('usr_%032d', 1), \
             printf('usr_%032d', 2), {AT}, {AT}, {AT})"
        ),
        format!(
            "{few} INSERT INTO agreements (id, partner_id, plan_id, starts_on, created_by, created_at, \
             updated_at) SELECT printf('agr_%032d', n), {partner}, printf('pln_%032d', 1), \
             '2026-01-01', printf('usr_%032d', 1), {AT}, {AT} FROM n"
        ),
    ]
}

/// Sales of USD 950.00; a tenth of them are shared.
fn sales() -> Vec<String> {
    let (many, its) = (numbers(10_000), its());
    let (seller, sale) = (id("sel", "n"), id("sal", "n"));
    vec![
        format!(
            "{many} INSERT INTO sales (id, external_id, fingerprint, seller_id, kind, product_id, \
             amount, currency, paid_on, source, city, status, recorded_by, created_at, updated_at) \
             SELECT {sale}, printf('S-%d', n), zeroblob(32), {seller}, 'new', \
             printf('pro_%032d', 1), 95000, 'USD', printf('2026-11-%02d', 1 + n % 26), 'visit', \
             'Sialkot', 'recorded', printf('usr_%032d', 1), {AT}, {AT} FROM n"
        ),
        format!(
            "{many} INSERT INTO sale_credits (sale_id, partner_id, position, share_parts) \
             SELECT {sale}, {its}, 0, iif(n % 10 = 0, 60000000, 100000000) FROM n"
        ),
        format!(
            "{many} INSERT INTO sale_credits (sale_id, partner_id, position, share_parts) \
             SELECT {sale}, {}, 1, 40000000 FROM n WHERE n % 10 = 0",
            id("par", "1 + (n + 1) % 500")
        ),
        format!(
            "UPDATE sales SET status = 'confirmed', confirmed_by = printf('usr_%032d', 2), \
             confirmed_at = {AT}"
        ),
    ]
}
