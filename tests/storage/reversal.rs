//! Migrations go up, down and up again, and down leaves nothing.

use diesel::{Connection, PgConnection};
use diesel_migrations::MigrationHarness;

use crate::catalogue;
use crate::database::{Db, POSTGRES, SQLITE, empty_sqlite};
use crate::postgres;

/// Everything that migrations can leave in PostgreSQL, but diesel's own table.
const LEFT_IN_POSTGRES: &str = "
    SELECT relname::text AS value FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relname NOT LIKE '\\_\\_diesel%'
    UNION ALL
    SELECT proname::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
    UNION ALL
    SELECT typname::text FROM pg_type
    WHERE typnamespace = current_schema()::regnamespace AND typname NOT LIKE '%\\_\\_diesel%'
    UNION ALL
    SELECT grantee::text FROM information_schema.table_privileges WHERE grantee = 'saathi_app'
    ORDER BY 1";

#[test]
fn sqlite_goes_up_down_and_up() {
    let mut connection = empty_sqlite();
    let up = connection.run_pending_migrations(SQLITE).expect("up").len();
    connection.revert_all_migrations(SQLITE).expect("down");
    let mut db = Db::Sqlite(connection);
    let left = "SELECT name AS value FROM sqlite_schema
        WHERE name NOT GLOB '*__diesel*' AND name <> 'sqlite_sequence'";
    assert_eq!(db.texts(left), Vec::<String>::new());
    let Db::Sqlite(mut connection) = db else { unreachable!("it was SQLite") };
    assert_eq!(connection.run_pending_migrations(SQLITE).expect("up again").len(), up);
    assert_eq!(
        catalogue::of_database(&mut Db::Sqlite(connection)).len(),
        catalogue::of_diesel().len()
    );
}

#[test]
fn postgres_goes_up_down_and_up() {
    let Some(database) = postgres::database() else { return };
    let mut connection = PgConnection::establish(&database.url()).expect("a connection");
    let up = connection.run_pending_migrations(POSTGRES).expect("up").len();
    connection.revert_all_migrations(POSTGRES).expect("down");
    let mut db = Db::Postgres(connection, database);
    assert_eq!(db.texts(LEFT_IN_POSTGRES), Vec::<String>::new());
    let Db::Postgres(mut connection, database) = db else { unreachable!("it was PostgreSQL") };
    assert_eq!(connection.run_pending_migrations(POSTGRES).expect("up again").len(), up);
    let mut db = Db::Postgres(connection, database);
    assert_eq!(catalogue::of_database(&mut db).len(), catalogue::of_diesel().len());
}

#[test]
fn both_sides_have_migrations_of_the_same_names() {
    let names = |side: &str| {
        let folder = format!("{}/migrations/{side}", env!("CARGO_MANIFEST_DIR"));
        let entries = std::fs::read_dir(folder).expect("the folder of migrations");
        let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(names("sqlite").len() >= 9);
}
