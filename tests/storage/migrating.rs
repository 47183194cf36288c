//! Migrations, and what opening a database refuses.

use std::fs;
use std::thread;

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use saathi::domain::{InstallationId, Scope};
use saathi::storage::{
    Database, DatabaseUrl, Installation, StorageError, installation, migrate, pending,
};

use crate::postgres;
use crate::server::{Folder, LIMITS, first, on_both, on_postgres, on_sqlite, seller};

/// Runs a test on a place for a database of each kind, in which there is nothing yet.
fn on_both_empty(test: impl Fn(&DatabaseUrl)) {
    let folder = Folder::new();
    test(&folder.url());
    if let Some(place) = postgres::database() {
        test(&DatabaseUrl::Postgres(place.url()));
    }
}

fn read_installation(url: &DatabaseUrl) -> Installation {
    let database = Database::open(url.clone(), LIMITS).expect("it opens");
    database.read(&Scope::of_programme(), installation).expect("a row")
}

fn unusable<T: std::fmt::Debug>(result: Result<T, StorageError>, words: &str) {
    match result {
        Err(StorageError::Unusable(why)) => assert!(why.contains(words), "{why}"),
        other => panic!("{other:?} is not unusable for {words:?}"),
    }
}

#[test]
fn the_first_run_says_what_the_database_is_and_the_second_does_nothing() {
    on_both_empty(|url| {
        let all = pending(url).expect("it can be asked");
        assert!(all.len() >= 9 && all[0].ends_with("_programme"), "{all:?}");
        let first_today = NaiveDate::from_ymd_opt(2026, 11, 23);
        let test = Installation { first_today, ..first() };
        assert_eq!(migrate(url, &test), Ok(all));
        assert_eq!(pending(url), Ok(Vec::new()));
        let other = Installation { id: InstallationId::from_bits(8), ..first() };
        assert_eq!(migrate(url, &other), Ok(Vec::new()));
        assert_eq!(read_installation(url), test);
        assert!(test.is_test());
    });
}

#[test]
fn asking_makes_no_database() {
    let folder = Folder::new();
    assert!(pending(&folder.url()).is_ok_and(|names| !names.is_empty()));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn two_who_migrate_at_once_do_it_once_on_postgres() {
    let Some(place) = postgres::database() else { return };
    let url = DatabaseUrl::Postgres(place.url());
    let mut counts: Vec<usize> = thread::scope(|scope| {
        let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| migrate(&url, &first()))).collect();
        let names = runs.into_iter().map(|run| run.join().expect("no panic").expect("it runs"));
        names.map(|names| names.len()).collect()
    });
    counts.sort_unstable();
    assert_eq!(counts[..2], [0, 0]);
    assert!(counts[2] >= 9);
}

#[test]
fn a_run_that_fails_leaves_nothing() {
    on_both_empty(|url| {
        // In the way of the last migration.
        let sql = "CREATE TABLE agreements (id INTEGER)";
        match url {
            DatabaseUrl::Sqlite(file) => {
                let file = file.to_str().expect("a path");
                SqliteConnection::establish(file).expect("a file").batch_execute(sql)
            }
            DatabaseUrl::Postgres(url) => {
                PgConnection::establish(url).expect("a connection").batch_execute(sql)
            }
        }
        .expect("a table");
        let before = pending(url).expect("it can be asked");
        assert!(matches!(migrate(url, &first()), Err(StorageError::Failed(_))));
        assert_eq!(pending(url), Ok(before));
    });
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    let folder = Folder::new();
    let url = folder.url();
    migrate(&url, &first()).expect("it migrates");
    let DatabaseUrl::Sqlite(file) = &url else { unreachable!("it is a file") };
    let mut connection = SqliteConnection::establish(file.to_str().expect("a path")).expect("it");
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000001')";
    connection.batch_execute(newer).expect("a row");
    unusable(pending(&url), "20990101000001");
    unusable(migrate(&url, &first()), "20990101000001");
}

#[test]
fn an_owner_who_is_no_superuser_migrates_and_serves() {
    let Some(place) = postgres::Cluster::alone().map(|cluster| cluster.database()) else { return };
    let url = place.url();
    let mut connection = PgConnection::establish(&url).expect("a connection");
    connection
        .batch_execute(
            "CREATE ROLE keeper LOGIN CREATEROLE; GRANT CREATE ON SCHEMA public TO keeper",
        )
        .expect("a role");
    let url = DatabaseUrl::Postgres(url.replace("postgres@", "keeper@"));
    assert!(migrate(&url, &first()).is_ok_and(|names| names.len() >= 9));
    assert_eq!(read_installation(&url), first());
}

#[test]
fn a_sqlite_file_serves_one_process() {
    let server = on_sqlite(LIMITS);
    let again = || Database::open(server.url.clone(), LIMITS).map(drop);
    unusable(again(), "another saathi process uses this database");
    unusable(migrate(&server.url, &first()), "another saathi process uses this database");
    let DatabaseUrl::Sqlite(file) = &server.url else { unreachable!("it is a file") };
    let link = file.with_extension("link");
    std::os::unix::fs::symlink(file, &link).expect("a link");
    let by_link = DatabaseUrl::Sqlite(link);
    unusable(Database::open(by_link, LIMITS).map(drop), "another saathi process");
    assert_eq!(pending(&server.url), Ok(Vec::new()), "asking is free");
}

#[test]
fn a_database_that_cannot_be_opened_says_why() {
    let folder = Folder::new();
    let open = |url: &DatabaseUrl| Database::open(url.clone(), LIMITS).map(drop);
    unusable(open(&DatabaseUrl::Sqlite(folder.path().join("absent/saathi.db"))), "No such file");
    let text = folder.path().join("text.db");
    fs::write(&text, "no database, but long enough to be read as one".repeat(50)).expect("a file");
    let refused = open(&DatabaseUrl::Sqlite(text));
    assert!(matches!(&refused, Err(StorageError::Failed(why)) if why.contains("not a database")));
    let Some(server) = on_postgres(LIMITS) else { return };
    let DatabaseUrl::Postgres(url) = &server.url else { unreachable!("it is PostgreSQL") };
    let absent = DatabaseUrl::Postgres(url.replace("/test_", "/absent_"));
    unusable(open(&absent), "does not exist");
    unusable(pending(&absent), "does not exist");
}

#[test]
fn a_rule_has_one_name_on_both_databases() {
    on_both(LIMITS, |server| {
        let refused = |sql: &str| match server.write(sql) {
            Err(StorageError::Refused(rule)) => rule,
            other => panic!("{other:?}: {sql}"),
        };
        server.write(seller(1)).expect("a write");
        assert_eq!(refused(&seller(1)), "sellers_pkey");
        assert_eq!(
            server.write("UPDATE sellers SET member_id = 'M1'"),
            Ok(1),
            "the first with its number"
        );
        server.write(seller(2)).expect("a write");
        assert_eq!(refused("UPDATE sellers SET member_id = 'M1'"), "sellers_member_id_key");
        assert_eq!(refused("UPDATE audit_head SET seq = 9"), "audit_head_only_moves_forward");
    });
}
