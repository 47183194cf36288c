//! A database with a little of everything in it, and somebody who may do anything to it.

use std::fs;
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use saathi::domain::{Email, InstallationId, Name, Period, Role};
use saathi::service::App;
use saathi::service::audit::OnBehalf;
use saathi::service::clock::Clock;
use saathi::service::users::NewUser;
use saathi::storage::{Database, DatabaseUrl, Installation, Limits, migrate};

use crate::harness::{Answer, Folder};
use crate::postgres;

/// Whom partners and sellers have to do with, as the server would write it.
const SEED: &str = include_str!("books.sql");
/// What their months are closed over.
const CLOSED: &str = include_str!("closed.sql");
/// What comes late, before and after the next close.
const LATE: [&str; 2] = [include_str!("late.sql"), include_str!("later.sql")];

/// A database for one test, and a folder to work in.
pub struct Books {
    pub folder: Folder,
    pub url: String,
    _postgres: Option<postgres::Database>,
}

#[derive(QueryableByName)]
struct OneText {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Runs a test on books of each kind that can be kept here.
pub fn on_both(test: impl Fn(&Books)) {
    test(&Books::new());
    if let Some(books) = Books::on_postgres() {
        test(&books);
    }
}

/// The same with August and September 2026 closed.
pub fn on_both_closed(test: impl Fn(&Books)) {
    test(&Books::closed());
    if let Some(books) = Books::closed_on_postgres() {
        test(&books);
    }
}

/// The same with October closed too, and facts of closed months that came before that and after.
pub fn on_both_late(test: impl Fn(&Books)) {
    test(&Books::late());
    if let Some(books) = Books::on_postgres_like(fill_and_close_late) {
        test(&books);
    }
}

fn fill_and_close(url: &str) {
    fill(url);
    run(url, &written(url, CLOSED));
    close(url, "2026-10-15", &["2026-08", "2026-09"]);
}

fn fill_and_close_late(url: &str) {
    fill_and_close(url);
    let [late, later] = LATE;
    run(url, &written(url, late));
    close(url, "2026-11-15", &["2026-10"]);
    run(url, &written(url, later));
}

fn close(url: &str, on: &str, periods: &[&str]) {
    let database = Database::open(DatabaseUrl::parse(url).unwrap(), Limits::default()).unwrap();
    let clock = Clock::standing_at(chrono_tz::Asia::Karachi, on.parse().unwrap());
    let app = App::new(database, clock, None).unwrap();
    for period in periods {
        let email = Email::parse("f1@x.test").unwrap();
        app.close_as(&email, Period::parse(period).unwrap()).unwrap();
    }
}

fn fill(url: &str) {
    let database = prepare(url);
    add_administrator(database);
    run(url, &written(url, SEED));
}

fn prepare(url: &str) -> DatabaseUrl {
    let url = DatabaseUrl::parse(url).unwrap();
    let id = InstallationId::from_bits(7);
    let created_at = clock().real_time();
    migrate(&url, &Installation { id, first_today: None, created_at }).unwrap();
    url
}

fn clock() -> Clock {
    Clock::real(chrono_tz::Asia::Karachi)
}

/// Three people of the platform, so that the audit trail has three rows.
fn add_administrator(url: DatabaseUrl) {
    let app = open(url);
    for (role, email) in
        [(Role::Admin, "a@x.test"), (Role::Manager, "m@x.test"), (Role::Auditor, "r@x.test")]
    {
        let new = NewUser {
            email: Email::parse(email).unwrap(),
            name: Name::parse("Amina Khan").unwrap(),
            role,
            partner: None,
            password: "a long enough password".to_owned(),
        };
        app.add_user(new, OnBehalf::default()).unwrap();
    }
}

fn open(url: DatabaseUrl) -> App {
    let database = Database::open(url, Limits::default()).unwrap();
    App::new(database, clock(), None).unwrap()
}

/// SQL for either database: `#par1` is the id of the first partner, `{hash}` some 32 bytes.
fn written(url: &str, sql: &str) -> String {
    let hash = match url.starts_with("sqlite") {
        true => format!("x'{}'", "5a".repeat(32)),
        false => format!("'\\x{}'::bytea", "5a".repeat(32)),
    };
    let mut parts = sql.split('#');
    let mut written = parts.next().unwrap().to_owned();
    for part in parts {
        let (prefix, rest) = part.split_at(3);
        let (number, rest) = rest.split_at(1);
        written += &format!("'{prefix}_{number:0>32}'{rest}");
    }
    written.replace("{hash}", &hash)
}

fn run(url: &str, sql: &str) {
    let done = match url.strip_prefix("sqlite://") {
        Some(file) => {
            let mut connection = SqliteConnection::establish(file).unwrap();
            connection.batch_execute(sql)
        }
        None => PgConnection::establish(url).unwrap().batch_execute(sql),
    };
    done.unwrap_or_else(|error| panic!("{error}: {:.200}", sql));
}

impl Books {
    /// Books in a SQLite file, `books.db` in their folder.
    pub fn new() -> Self {
        static FILLED: OnceLock<Vec<u8>> = OnceLock::new();
        Self::like(&FILLED, fill)
    }

    /// The same with August and September 2026 closed.
    pub fn closed() -> Self {
        static FILLED: OnceLock<Vec<u8>> = OnceLock::new();
        Self::like(&FILLED, fill_and_close)
    }

    /// The same with October closed too, and facts of closed months that came before that and after.
    pub fn late() -> Self {
        static FILLED: OnceLock<Vec<u8>> = OnceLock::new();
        Self::like(&FILLED, fill_and_close_late)
    }

    fn like(filled: &OnceLock<Vec<u8>>, fill: fn(&str)) -> Self {
        let filled = filled.get_or_init(|| {
            let books = Self::empty();
            fill(&books.url);
            fs::read(books.folder.path().join("books.db")).unwrap()
        });
        let books = Self::empty();
        books.folder.write("books.db", filled);
        books
    }

    /// Books in a PostgreSQL database, where there is one.
    pub fn on_postgres() -> Option<Self> {
        Self::on_postgres_like(fill)
    }

    /// The same with August and September 2026 closed.
    pub fn closed_on_postgres() -> Option<Self> {
        Self::on_postgres_like(fill_and_close)
    }

    fn on_postgres_like(fill: fn(&str)) -> Option<Self> {
        let place = postgres::database_like(fill)?;
        Some(Self { folder: Folder::new(), url: place.url(), _postgres: Some(place) })
    }

    /// A migrated SQLite file without anybody in it.
    pub fn migrated() -> Self {
        let books = Self::empty();
        prepare(&books.url);
        books
    }

    /// A place for a SQLite file.
    pub fn empty() -> Self {
        let folder = Folder::new();
        let url = format!("sqlite://{}", folder.path().join("books.db").display());
        Self { folder, url, _postgres: None }
    }

    /// Books that are there already.
    pub fn at(url: String) -> Self {
        Self { folder: Folder::new(), url, _postgres: None }
    }

    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite")
    }

    /// The application over these books, as a server has it.
    pub fn app(&self) -> App {
        open(DatabaseUrl::parse(&self.url).unwrap())
    }

    /// Runs the program on these books.
    pub fn saathi(&self, args: &[&str]) -> Answer {
        self.folder.saathi(args.iter().chain(&["--database-url", &self.url]))
    }

    /// Runs SQL as who owns the file or the server.
    pub fn sql(&self, sql: &str) {
        run(&self.url, &written(&self.url, sql));
    }

    /// The `value` that a question to a SQLite file gives.
    pub fn text(&self, sql: &str) -> String {
        let file = self.url.strip_prefix("sqlite://").unwrap();
        let mut connection = SqliteConnection::establish(file).unwrap();
        let OneText { value } = sql_query(sql).get_result(&mut connection).unwrap();
        value
    }

    /// Writes past every rule that the schema keeps, and leaves the triggers as they were.
    pub fn attack(&self, sql: &str) {
        let sql = written(&self.url, sql);
        let Some(file) = self.url.strip_prefix("sqlite://") else {
            return run(&self.url, &format!("{PAST_POSTGRES} {sql}"));
        };
        let mut connection = SqliteConnection::establish(file).unwrap();
        let query = |what: &str| {
            format!("SELECT {what} AS value FROM sqlite_schema WHERE type = 'trigger'")
        };
        let drops: Vec<OneText> =
            sql_query(query("'DROP TRIGGER ' || name")).load(&mut connection).unwrap();
        let makes: Vec<OneText> = sql_query(query("sql")).load(&mut connection).unwrap();
        let past = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON";
        let all = [past.to_owned()].into_iter().chain(drops.into_iter().map(|drop| drop.value));
        for sql in all.chain([sql]).chain(makes.into_iter().map(|make| make.value)) {
            connection.batch_execute(&sql).unwrap_or_else(|error| panic!("{error}: {:.200}", sql));
        }
    }
}

/// A superuser's way past triggers and references, and past the rest.
const PAST_POSTGRES: &str = "
    SET session_replication_role = 'replica';
    DO $$ DECLARE c record; BEGIN
        FOR c IN SELECT conrelid::regclass AS place, conname FROM pg_constraint
            WHERE contype IN ('c', 'x') AND conrelid <> 0
                AND connamespace = current_schema()::regnamespace
        LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.place, c.conname); END LOOP;
    END $$;";
