//! How long a month takes to close in a database, and whether the months closed before it matter.
//!
//! `cargo bench --bench close_month -- [sales of the month] [sales of each month before] [months before]`
//! (200,000, 200,000 and 24 unless told) fills a database with that many sales of 2,000 partners, closes
//! all months but the last, and measures the last: previewed, closed, exported, and a statement read.
//! The same is done without the months before. It is SQLite in a folder for temporary files, and also
//! PostgreSQL where `SAATHI_BENCH_POSTGRES` is the URL of an empty database, whose owner is a superuser.

#![expect(clippy::expect_used, reason = "a bench's database works")]
#![expect(clippy::float_arithmetic, reason = "seconds are no money")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use saathi::domain::{Actor, Email, InstallationId, Period, Role, Scope, UserId};
use saathi::service::audit::OnBehalf;
use saathi::service::clock::Clock;
use saathi::service::periods::CloseTerms;
use saathi::service::{App, By, ServiceError, Tx, periods, statements};
use saathi::storage::{Database, DatabaseUrl, Installation, Limits, migrate};

const PARTNERS: u64 = 2_000;
const SELLERS: u64 = 20_000;
const FIRST: &str = "usr_000000000000000000000000000000f1";
const SECOND: &str = "usr_000000000000000000000000000000f2";
const NOON: &str = "'2024-01-01 12:00:00'";
const VERSION: &str = r#"{"effective_from": "2024-01-01", "clawback_days": 90, "rules": [
    {"name": "verified-new", "when": {"kinds": ["new"], "products": ["verified"]},
     "pay": {"type": "percent", "percent": "20"}, "max_per_credit": "1500.00"},
    {"name": "new", "when": {"kinds": ["new", "upgrade"]},
     "pay": {"type": "tiered", "mode": "marginal", "measure": "amount", "window": "month",
             "tiers": [{"from": "0", "percent": "10"}, {"from": "10000.00", "percent": "12.5"},
                       {"from": "50000.00", "percent": "15"}]}},
    {"name": "renewal",
     "pay": {"type": "tiered", "mode": "marginal", "measure": "amount", "window": "month",
             "tiers": [{"from": "0", "percent": "4"}, {"from": "20000.00", "percent": "6"}]}}
]}"#;

/// A database, and how facts are written into it past the program.
struct Books {
    url: DatabaseUrl,
    app: App,
    /// The number of the next sale.
    next: u64,
}

impl Books {
    fn new(url: DatabaseUrl) -> Self {
        let clock =
            Clock::standing_at(chrono_tz::Asia::Karachi, "2030-01-01".parse().expect("a day"));
        let created_at = clock.real_time();
        let installation =
            Installation { id: InstallationId::from_bits(7), first_today: None, created_at };
        migrate(&url, &installation).expect("it migrates");
        let database = Database::open(url.clone(), Limits::default()).expect("it opens");
        let app = App::new(database, clock, None).expect("an application");
        let books = Self { url, app, next: 1 };
        books.sql(&programme());
        books
    }

    fn sql(&self, sql: &str) {
        match &self.url {
            DatabaseUrl::Sqlite(file) => {
                let file = file.to_string_lossy();
                let mut connection = SqliteConnection::establish(&file).expect("it opens");
                connection.batch_execute("PRAGMA synchronous = OFF").expect("a pragma");
                connection.batch_execute(sql).expect("it writes");
            }
            DatabaseUrl::Postgres(url) => {
                let mut connection = PgConnection::establish(url).expect("it listens");
                connection.batch_execute(sql).expect("it writes");
            }
        }
    }

    /// Records and confirms so many sales of a month, day by day.
    fn sell(&mut self, period: Period, sales: u64) {
        let (id, hash) = match self.url {
            DatabaseUrl::Sqlite(_) => ("printf('%s_%032x', 'PRE', NUM)", "zeroblob(32)"),
            DatabaseUrl::Postgres(_) => {
                ("'PRE_' || lpad(to_hex(NUM), 32, '0')", "decode(repeat('00', 32), 'hex')")
            }
        };
        let id = |prefix: &str, number: &str| id.replace("PRE", prefix).replace("NUM", number);
        let (sale, partner) = (id("sal", "i"), id("par", "i * 7919 % 2000"));
        // A seller buys seldom twice on a day, or each sale would deserve a look.
        let seller = id("sel", &format!("i % {SELLERS}"));
        let other = id("par", "(i * 7919 + 1 + i % 17) % 2000");
        let mut sql = "BEGIN;".to_owned();
        for day in 1..=28 {
            let (first, last) = (self.next, self.next + sales / 28);
            self.next = last;
            let n = format!(
                "WITH RECURSIVE n (i) AS (SELECT CAST({first} AS BIGINT) UNION ALL \
                 SELECT i + 1 FROM n WHERE i < {last} - 1)"
            );
            let written = write!(
                sql,
                "INSERT INTO sales (id, external_id, fingerprint, seller_id, kind, product_id, \
                 amount, currency, paid_on, source, city, status, recorded_by, created_at, \
                 updated_at) {n} SELECT {sale}, 'S-' || CAST(100000000 + i AS TEXT), {hash}, \
                 {seller}, CASE i % 4 WHEN 0 THEN 'new' WHEN 1 THEN 'renewal' WHEN 2 \
                 THEN 'upgrade' ELSE 'add_on' END, 'pro_{product:032x}', \
                 5000 + i * 7919 % 945000, 'USD', '{period}-{day:02}', 'visit', 'Sialkot', \
                 'recorded', '{FIRST}', {NOON}, {NOON} FROM n; \
                 INSERT INTO sale_credits (sale_id, partner_id, position, share_parts) {n} \
                 SELECT {sale}, {partner}, 0, \
                 CASE WHEN i % 10 < 3 THEN 60000000 ELSE 100000000 END FROM n; \
                 INSERT INTO sale_credits (sale_id, partner_id, position, share_parts) {n} \
                 SELECT {sale}, {other}, 1, 40000000 FROM n WHERE i % 10 < 3;",
                product = 1,
            );
            written.expect("text grows");
        }
        let confirm = format!(
            "UPDATE sales SET status = 'confirmed', confirmed_by = '{SECOND}', \
             confirmed_at = {NOON} WHERE status = 'recorded'; COMMIT"
        );
        self.sql(&(sql + &confirm));
    }

    fn close(&self, period: Period) -> usize {
        let email = Email::parse("first@books.test").expect("an address");
        self.app.close_as(&email, period).expect("it closes").entries
    }

    fn read<T>(&self, read: impl FnMut(&mut Tx<'_>) -> Result<T, ServiceError>) -> T {
        self.app.database.read(&Scope::of_programme(), read).expect("it reads")
    }

    fn preview(&self, period: Period) -> usize {
        let actor = Actor::new(UserId::parse(FIRST).expect("an id"), Role::Finance, None);
        let now = self.app.clock.now();
        let by = By {
            actor: actor.expect("an actor"),
            on_behalf: OnBehalf::default(),
            now,
            recorded_at: now.at.naive_utc(),
        };
        let terms = CloseTerms::default();
        self.read(|tx| periods::preview_on(tx, &by, period, &terms)).outcome.entries
    }

    /// Writes the entries of a period nowhere, a part at a time; how many bytes.
    fn export(&self, period: Period) -> usize {
        self.read(|tx| {
            let part = statements::part_of_period(tx, period)?;
            let (mut bytes, mut position) = (0, -1);
            while let Some((text, last)) = statements::export(tx, &part, position)? {
                bytes += text.len();
                position = last;
            }
            Ok(bytes)
        })
    }
}

/// Two people, partners on one plan, a seller and a product.
fn programme() -> String {
    let mut sql = format!(
        "INSERT INTO users (id, email, name, role, status, password_hash, created_at, updated_at) \
         VALUES ('{FIRST}', 'first@books.test', 'F', 'finance', 'active', '$argon2id$x', {NOON}, \
         {NOON}), ('{SECOND}', 'second@books.test', 'S', 'finance', 'active', '$argon2id$x', {NOON}, \
         {NOON}); INSERT INTO products (id, code, name, kind, price_amount, price_currency, created_at, \
         updated_at) VALUES ('pro_{one:032x}', 'verified', 'Verified', 'membership', 100, 'USD', \
         {NOON}, {NOON}); INSERT INTO plans (id, code, name, currency, file, created_at, updated_at) \
         VALUES ('pln_{one:032x}', 'PK', 'PK', 'USD', '{{\"plan\": \"PK\", \"currency\": \"USD\"}}', \
         {NOON}, {NOON}); INSERT INTO plan_versions (id, plan_id, effective_from, file, prepared_by, \
         approved_by, approved_at, created_at, updated_at) VALUES ('plv_{one:032x}', \
         'pln_{one:032x}', '2024-01-01', '{VERSION}', '{FIRST}', '{SECOND}', {NOON}, {NOON}, {NOON});",
        one = 1
    );
    for number in 0..SELLERS {
        let written = write!(
            sql,
            "INSERT INTO sellers (id, name, city, status, categories, created_at, updated_at) VALUES \
             ('sel_{number:032x}', 'Seller', 'Sialkot', 'active', '[]', {NOON}, {NOON});"
        );
        written.expect("text grows");
    }
    for number in 0..PARTNERS {
        let written = write!(
            sql,
            "INSERT INTO partners (id, code, name, city, payout_currency, status, created_at, \
             updated_at) VALUES ('par_{number:032x}', 'P{number:04}', 'P', 'Lahore', 'USD', \
             'active', {NOON}, {NOON}); INSERT INTO agreements (id, partner_id, plan_id, starts_on, \
             created_by, created_at, updated_at) VALUES ('agr_{number:032x}', 'par_{number:032x}', \
             'pln_{one:032x}', '2024-01-01', '{FIRST}', {NOON}, {NOON});",
            one = 1
        );
        written.expect("text grows");
    }
    format!("BEGIN; {sql} COMMIT")
}

/// Seconds, and what came of the work.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begin = Instant::now();
    let done = work();
    (begin.elapsed().as_secs_f64(), done)
}

/// The most memory that this process held since [`forget_peak`], in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0)
        / 1024
}

fn forget_peak() {
    // Where it cannot be written, the peak is that of everything before.
    let _written: std::io::Result<()> = fs::write("/proc/self/clear_refs", "5");
}

fn measure(name: &str, url: DatabaseUrl, (sales, before, months): (u64, u64, u64)) -> f64 {
    let mut books = Books::new(url);
    let mut period = Period::parse("2024-01").expect("a period");
    let (history, ()) = timed(|| {
        for _ in 0..months {
            books.sell(period, before);
            books.close(period);
            period = period.next();
        }
    });
    books.sell(period, sales);
    forget_peak();
    let (preview, entries) = timed(|| books.preview(period));
    let (close, closed) = timed(|| books.close(period));
    assert_eq!(entries, closed, "a preview is the close");
    let held = peak();
    forget_peak();
    let base = peak();
    let (export, bytes) = timed(|| books.export(period));
    println!("{name}, {months} months of {before} sales closed before ({history:.0} s)");
    println!("  preview  {preview:7.2} s  of {sales} sales, {entries} entries");
    println!("  close    {close:7.2} s  {held} MiB at the most");
    println!(
        "  export   {export:7.2} s  {} MiB, {} MiB more memory",
        bytes >> 20,
        peak().saturating_sub(base)
    );
    close
}

fn main() {
    let told: Vec<u64> = std::env::args().filter_map(|text| text.parse().ok()).collect();
    let told = |place: usize, or: u64| told.get(place).copied().unwrap_or(or);
    let (sales, before, months) = (told(0, 200_000), told(1, 200_000), told(2, 24));
    let folder: PathBuf = std::env::temp_dir().join(format!("saathi-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let file = |name: &str| DatabaseUrl::Sqlite(folder.join(name));
    let alone = measure("SQLite", file("alone.db"), (sales, before, 0));
    let behind = measure("SQLite", file("behind.db"), (sales, before, months));
    println!("  {:.2} times as long as without them", behind / alone);
    fs::remove_dir_all(&folder).expect("it was made");
    if let Ok(url) = std::env::var("SAATHI_BENCH_POSTGRES") {
        measure("PostgreSQL", DatabaseUrl::Postgres(url), (sales, before, months));
    }
}
