//! Both schemas are the same, and the one that `schema.rs` describes.

use crate::catalogue::{self, Column};
use crate::database::{Db, on_both, postgres_db, sqlite};

fn expected(db: &Db) -> Vec<Column> {
    let spell = |column: Column| {
        let kind = catalogue::spelling(&column.kind, db.is_sqlite()).to_owned();
        Column { kind, ..column }
    };
    catalogue::of_diesel().into_iter().map(spell).collect()
}

#[test]
fn every_column_is_as_schema_rs_says() {
    assert!(catalogue::tables().len() > 30);
    on_both(|db| {
        let (expected, found) = (expected(db), catalogue::of_database(db));
        for column in &found {
            assert!(expected.contains(column), "{}: {column:?} is not in schema.rs", db.name());
        }
        for column in &expected {
            assert!(found.contains(column), "{} has no {column:?}", db.name());
        }
        assert_eq!(found, expected, "the order of columns");
    });
}

#[test]
fn keys_and_indexes_are_the_same() {
    let Some(mut postgres) = postgres_db() else { return };
    let mut sqlite = sqlite();
    let (left, right) =
        (catalogue::foreign_keys(&mut sqlite), catalogue::foreign_keys(&mut postgres));
    assert!(left.len() > 40);
    assert_eq!(left, right);
    let (left, right) = (catalogue::indexes(&mut sqlite), catalogue::indexes(&mut postgres));
    assert!(left.len() > 60);
    assert_eq!(left, right);
}

#[test]
fn every_table_of_sqlite_is_strict() {
    let mut db = sqlite();
    let strict = "SELECT name AS value FROM pragma_table_list
        WHERE schema = 'main' AND strict = 1 ORDER BY name";
    assert_eq!(db.texts(strict), catalogue::tables());
}

#[test]
fn every_text_of_postgres_compares_by_its_bytes() {
    let Some(mut db) = postgres_db() else { return };
    let others = "SELECT table_name || '.' || column_name AS value FROM information_schema.columns
        WHERE table_schema = current_schema() AND data_type = 'text'
            AND collation_name IS DISTINCT FROM 'C' AND table_name NOT LIKE '\\_\\_diesel%'";
    assert_eq!(db.texts(others), Vec::<String>::new());
}
