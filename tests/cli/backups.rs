//! `backup` and `restore`: nothing that was answered as done is lost, and nothing is overwritten.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use saathi::domain::Scope;
use saathi::domain::hex;
use saathi::service::audit::{Change, OnBehalf, record};
use saathi::service::{App, ServiceError};
use saathi::storage::Tx;
use saathi::storage::audit::{AuditRow, after};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::books::Books;
use crate::harness::Answer;
use crate::postgres;

/// Changes something, and so writes a row of the trail.
fn change(app: &App) {
    let at = app.clock.real_time().naive_utc();
    let work = move |tx: &mut Tx<'_>| -> Result<(), ServiceError> {
        let change = Change {
            action: "test.change",
            subject_kind: "test",
            subject_id: "1",
            ..Change::default()
        };
        record(tx, &OnBehalf::default(), &change, at)
    };
    app.database.write(Scope::of_programme(), work).unwrap();
}

fn trail(app: &App) -> Vec<AuditRow> {
    let read = |tx: &mut Tx<'_>| after(tx, 0, 1_000_000);
    app.database.read(&Scope::of_programme(), read).unwrap()
}

/// Restores `books.bak` of that folder to `new.db` beside it.
fn restore(books: &Books) -> Answer {
    books.folder.saathi(["restore", "books.bak", "--to", "sqlite://new.db"])
}

#[track_caller]
fn refused(answer: &Answer, word: &str) {
    assert_eq!((answer.status, answer.stdout.as_str()), (1, ""), "{answer:?}");
    assert!(answer.stderr.contains(word), "{word} is not in {answer:?}");
}

fn write_on(app: &App, done: &AtomicBool, acknowledged: &Sender<()>) {
    while !done.load(Ordering::Relaxed) {
        change(app);
        acknowledged.send(()).unwrap();
    }
}

fn wait_for(acknowledged: &Receiver<()>, count: usize) {
    assert_eq!(acknowledged.iter().take(count).count(), count);
}

#[test]
fn a_backup_beside_a_busy_server_is_a_state_that_was_committed() {
    let books = Books::new();
    let (app, done) = (books.app(), AtomicBool::new(false));
    let (send, acknowledged) = channel();
    let before = thread::scope(|scope| {
        scope.spawn(|| write_on(&app, &done, &send));
        wait_for(&acknowledged, 50);
        let before = trail(&app).len();
        let answer = books.saathi(&["backup", "books.bak"]);
        wait_for(&acknowledged, 50);
        done.store(true, Ordering::Relaxed);
        assert_eq!(answer.status, 0, "{answer:?}");
        before
    });
    let manifest: Value =
        serde_json::from_str(&books.folder.read("books.bak.manifest.json")).unwrap();
    let answer = restore(&books);
    assert_eq!(answer.status, 0, "{answer:?}");
    assert!(answer.stderr.contains("restored new.db"), "{answer:?}");
    assert!(answer.stdout.contains("ok    audit_trail"), "{answer:?}");
    let url = format!("sqlite://{}", books.folder.path().join("new.db").display());
    let restored = Books::at(url);
    let (whole, kept) = (trail(&app), trail(&restored.app()));
    assert!(kept.len() >= before && kept.len() < whole.len(), "{before} {}", kept.len());
    assert_eq!(kept, whole[..kept.len()]);
    assert_eq!(manifest["audit_seq"], kept.len());
    change(&restored.app());
    restored.saathi(&["verify"]).accepted();
}

#[test]
fn a_backup_says_what_it_is_and_is_its_owners_alone() {
    let books = Books::new();
    let answer = books.saathi(&["backup", "books.bak"]);
    assert_eq!(answer.status, 0, "{answer:?}");
    assert_eq!(answer.stdout, books.folder.read("books.bak.manifest.json"));
    let manifest: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(manifest["installation_id"], format!("ins_{:0>32}", 7));
    assert_eq!(manifest["audit_seq"], 3);
    let file = books.folder.path().join("books.bak");
    assert_eq!(manifest["bytes"], fs::metadata(&file).unwrap().len());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let names = ["books.bak", "books.bak.manifest.json", "books.db"];
    assert_eq!(books.folder.names(), names);
}

#[test]
fn a_backup_overwrites_nothing() {
    for there in ["books.bak", "books.bak.manifest.json", "books.bak.part"] {
        let books = Books::new();
        books.folder.write(there, "precious");
        refused(&books.saathi(&["backup", "books.bak"]), "is there already");
        assert_eq!(books.folder.read(there), "precious");
        assert_eq!(books.folder.names().len(), 2, "{:?}", books.folder.names());
    }
}

#[test]
fn a_backup_of_nothing_leaves_nothing() {
    let books = Books::empty();
    refused(&books.saathi(&["backup", "books.bak"]), "there is no file");
    assert_eq!(books.folder.names(), [""; 0]);
}

#[test]
fn what_is_not_the_backup_is_not_restored() {
    let books = Books::new();
    assert_eq!(books.saathi(&["backup", "books.bak"]).status, 0);
    let file = books.folder.path().join("books.bak");
    let (whole, manifest) =
        (fs::read(&file).unwrap(), books.folder.read("books.bak.manifest.json"));
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for bytes in [&flipped[..], &whole[..whole.len() - 1], &[]] {
        books.folder.write("books.bak", bytes);
        refused(&restore(&books), "nothing was restored");
    }
    books.folder.write("books.bak", &whole);
    for (from, to, word) in [
        ("\"audit_seq\": 3", "\"audit_seq\": 4", "nothing was restored"),
        ("\"schema\": \"", "\"schema\": \"9", "nothing was restored"),
        ("\"sha256\": \"", "\"sha256\": \"0", "nothing was restored"),
        ("ins_0", "ins_1", "nothing was restored"),
        ("\"format\": 1", "\"format\": 2", "newer version"),
        ("{", "", "is no manifest"),
        ("\"bytes\"", "\"octets\"", "is no manifest"),
    ] {
        assert!(manifest.contains(from), "{from} is not in {manifest}");
        books.folder.write("books.bak.manifest.json", manifest.replacen(from, to, 1));
        refused(&restore(&books), word);
    }
    fs::remove_file(books.folder.path().join("books.bak.manifest.json")).unwrap();
    refused(&restore(&books), "the manifest cannot be read");
    assert!(!books.folder.names().iter().any(|name| name == "new.db" || name.ends_with(".part")));
    books.folder.write("books.bak.manifest.json", &manifest);
    assert_eq!(restore(&books).status, 0);
}

#[test]
fn a_restore_overwrites_nothing() {
    let books = Books::new();
    assert_eq!(books.saathi(&["backup", "books.bak"]).status, 0);
    for there in ["new.db", "new.db-wal", "new.db-journal"] {
        books.folder.write(there, "precious");
        refused(&restore(&books), "is there already");
        assert_eq!(books.folder.read(there), "precious");
        fs::remove_file(books.folder.path().join(there)).unwrap();
        let names = ["books.bak", "books.bak.manifest.json", "books.db"];
        assert_eq!(books.folder.names(), names, "what is refused leaves nothing behind");
    }
    let served = books.app();
    let answer = books.folder.saathi(["restore", "books.bak", "--to", &books.url]);
    refused(&answer, "another saathi process uses this database");
    drop(served);
    refused(&books.folder.saathi(["restore", "books.bak", "--to", &books.url]), "is there already");
    books.saathi(&["verify"]).accepted();
}

/// How many rows each table has, and the digest of what is in them.
fn tables(books: &Books) -> BTreeMap<String, (String, String)> {
    let list = |sql: &str| -> Vec<String> {
        let text = books
            .text(&format!("SELECT coalesce(group_concat(x, '\n'), '') AS value FROM ({sql})"));
        text.lines().map(str::to_owned).collect()
    };
    let names = list(
        "SELECT name AS x FROM sqlite_schema WHERE type = 'table' \
        AND name NOT LIKE 'sqlite_%'",
    );
    let contents = names.into_iter().map(|table| {
        let columns = list(&format!("SELECT 'quote(\"' || name || '\")' AS x FROM pragma_table_info('{table}')"));
        let row = columns.join(" || ',' || ");
        let text = books.text(&format!(
            "SELECT coalesce(group_concat(x, '\n'), '') AS value FROM (SELECT {row} AS x FROM \"{table}\" ORDER BY 1)"
        ));
        let count = books.text(&format!("SELECT CAST(count(*) AS TEXT) AS value FROM \"{table}\""));
        (table, (count, hex(&Sha256::digest(text))))
    });
    contents.collect()
}

#[test]
fn every_row_of_every_table_is_restored() {
    let books = Books::closed();
    assert_eq!(books.saathi(&["backup", "books.bak"]).status, 0);
    assert_eq!(restore(&books).status, 0);
    let restored = Books::at(format!("sqlite://{}", books.folder.path().join("new.db").display()));
    let (before, after) = (tables(&books), tables(&restored));
    assert!(before.len() > 50, "{} tables", before.len());
    let filled = before.values().filter(|(count, _)| count != "0").count();
    assert!(filled > 20, "only {filled} tables have rows");
    assert_eq!(after, before);
    // A single value that differs shows.
    restored.attack("UPDATE users SET name = 'Another' WHERE email = 'a@x.test'");
    let tampered = tables(&restored);
    let differs = before.keys().filter(|table| tampered[*table] != before[*table]);
    assert!(differs.into_iter().any(|table| table == "users"));
}

#[test]
fn a_restore_answers_machines_too() {
    let books = Books::new();
    assert_eq!(books.saathi(&["backup", "books.bak"]).status, 0);
    let args = ["restore", "books.bak", "--json", "--to", "sqlite://new.db"];
    let answer = books.folder.saathi(args);
    assert_eq!(answer.status, 0, "{answer:?}");
    let told: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!((&told["restored"], &told["audit_seq"]), (&"new.db".into(), &3.into()));
    assert_eq!((&told["sound"], &told["missing_migrations"]), (&true.into(), &0.into()));
    assert!(told["checks"].as_array().unwrap().len() > 20, "{told}");
}

#[test]
fn what_was_tampered_with_is_restored_and_said() {
    let books = Books::new();
    books.attack("UPDATE refunds SET amount = 950001");
    assert_eq!(books.saathi(&["backup", "books.bak"]).status, 0);
    let answer = restore(&books);
    assert_eq!(answer.status, 1, "{answer:?}");
    assert!(answer.stderr.contains("restored new.db"), "{answer:?}");
    assert!(answer.stdout.contains("FAIL  refunds_fit"), "{answer:?}");
}

#[test]
fn for_postgresql_commands_are_printed_that_do_it() {
    let Some(books) = Books::on_postgres() else { return };
    let answer = books.saathi(&["backup", "it's.dump"]);
    assert_eq!(answer.status, 2, "{answer:?}");
    let command = r#"pg_dump --format=custom --file='it'\''s.dump' --dbname="$SUPERUSER_URL""#;
    assert_eq!(answer.stdout.trim_end(), command);
    assert!(answer.stderr.contains("BYPASSRLS"), "{answer:?}");
    shell(&books, &books.url, &answer.stdout);

    let empty = postgres::database().unwrap();
    let answer = books.folder.saathi(["restore", "it's.dump", "--to", &empty.url()]);
    assert_eq!(answer.status, 2, "{answer:?}");
    let (command, then) = answer.stdout.split_once('\n').unwrap();
    assert_eq!(then, "saathi verify\n");
    shell(&books, &empty.url(), command);
    Books::at(empty.url()).saathi(&["verify"]).accepted();
}

/// Runs a command as a person would, with the tools of the newest PostgreSQL here.
fn shell(books: &Books, url: &str, command: &str) {
    let path = r#"for bin in /usr/lib/postgresql/*/bin; do PATH="$bin:$PATH"; done; "#;
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{path}{command}")]).current_dir(books.folder.path());
    let answer = Answer::of(shell.env("SUPERUSER_URL", url).output().unwrap());
    assert_eq!(answer.status, 0, "{command}: {answer:?}");
}
