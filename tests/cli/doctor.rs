//! `doctor`: what it finds, and that it says what to do.

use serde_json::Value;

use crate::books::{Books, on_both};
use crate::harness::Answer;

/// The level of a finding, and what stands in it.
fn finding(answer: &Answer, name: &str) -> (String, String) {
    let json: Value = serde_json::from_str(&answer.stdout).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["name"] == name);
    let found = found.unwrap_or_else(|| panic!("{name} is not in {answer:?}"));
    let level = found["level"].as_str().unwrap().to_owned();
    assert_eq!(level == "ok", found["advice"].is_null(), "{found}");
    (level, format!("{} {}", found["found"], found["advice"]))
}

#[track_caller]
fn finds(answer: &Answer, name: &str, level: &str, words: &str) {
    let (found, text) = finding(answer, name);
    assert_eq!(found, level, "{text}");
    assert!(text.contains(words), "{words} is not in {text}");
    assert_eq!(answer.status, i32::from(answer.stdout.contains("\"fail\"")), "{answer:?}");
}

fn examine(books: &Books) -> Answer {
    books.saathi(&["doctor", "--json"])
}

#[test]
fn a_healthy_installation_needs_nothing() {
    on_both(|books| {
        let answer = examine(books);
        for name in ["database", "engine", "durability", "settings", "clock", "zone", "secret"] {
            assert_eq!(finding(&answer, name).0, "ok", "{answer:?}");
        }
        finds(&answer, "administrator", "ok", "1 can sign in");
        finds(&answer, "test_database", "ok", "no test database");
        finds(&answer, "demo", "ok", "no demo");
        finds(&answer, "engine", "ok", if books.is_sqlite() { "SQLite 3." } else { "PostgreSQL " });
        let words = books.saathi(&["doctor"]).accepted();
        assert!(words.contains("ok    zone: Asia/Karachi"), "{words}");
    });
}

#[test]
fn a_database_that_is_not_there_is_not_made() {
    let books = Books::empty();
    finds(&examine(&books), "migrations", "fail", "`saathi migrate`");
    assert_eq!(books.folder.names(), [""; 0]);
    let room = finding(&examine(&books), "disk").1;
    assert!(room.contains("MiB are free"), "the folder is there: {room}");
    let answer = books.folder.saathi([
        "doctor",
        "--json",
        "--database-url",
        "postgres://x@/y?host=/nowhere",
    ]);
    finds(&answer, "database", "fail", "check DATABASE_URL");
    let (_, text) = finding(&answer, "database");
    assert!(!text.contains("\\n") && !text.contains("\\t"), "{text}");
}

#[test]
fn nobody_who_may_do_anything_is_told() {
    finds(&examine(&Books::migrated()), "administrator", "warn", "`saathi user add --role admin");
    on_both(|books| {
        books.sql("UPDATE users SET status = 'disabled' WHERE role = 'admin'");
        finds(&examine(books), "administrator", "warn", "nobody");
    });
}

#[test]
fn a_day_that_stands_over_real_books_is_told() {
    let books = Books::new();
    let answer = books.saathi(&["doctor", "--json", "--today", "2026-11-23"]);
    finds(&answer, "test_database", "fail", "unset SAATHI_TODAY");
    let test = Books::empty();
    test.saathi(&["migrate", "--today", "2026-11-23"]).accepted();
    finds(&examine(&test), "test_database", "warn", "no real books");
}

#[test]
fn a_short_secret_and_a_running_server_are_told() {
    let books = Books::new();
    let answer = books.saathi(&["doctor", "--json", "--secret", "short"]);
    finds(&answer, "secret", "fail", "openssl rand -hex 32");
    finds(&examine(&books), "process", "ok", "no other");
    let served = books.app();
    finds(&examine(&books), "process", "ok", "another saathi process uses");
    drop(served);
    finds(&examine(&books), "process", "ok", "no other");
}

#[test]
fn a_clock_that_is_behind_the_trail_is_told() {
    on_both(|books| {
        books.attack("UPDATE audit SET at = '2999-01-01 00:00:00' WHERE seq = 3");
        finds(&examine(books), "clock", "fail", "set this machine's clock");
    });
}

#[test]
fn settings_journal_and_a_newer_schema_are_told() {
    let books = Books::new();
    books.attack(
        "INSERT INTO settings (key, value, effective_from, created_at) \
         VALUES ('x', '{', '2026-01-01', '2026-01-01 00:00:00'); PRAGMA journal_mode = delete",
    );
    finds(&examine(&books), "settings", "fail", "1 of the database's settings");
    finds(&examine(&books), "durability", "warn", "journal_mode is delete, not wal");
    books.sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('99999999999999')");
    finds(&examine(&books), "database", "fail", "does not know");
}

#[test]
fn jobs_that_nobody_does_are_told() {
    on_both(|books| {
        finds(&examine(books), "jobs", "warn", "protections is overdue, and was never done");
        saathi::jobs::tick(&books.app(), "one", &|| true);
        finds(&examine(books), "jobs", "ok", "were done when they were due");
        books.sql("UPDATE jobs SET outcome = 'failed', error = 'no room' WHERE name = 'cleaning'");
        finds(&examine(books), "jobs", "warn", "cleaning failed, and was last done on");
        books.sql("UPDATE jobs SET outcome = 'done', error = NULL, done_for = '2026-01-01'");
        finds(
            &examine(books),
            "jobs",
            "warn",
            "holders is overdue, and was last done on 2026-01-01",
        );
    });
}
