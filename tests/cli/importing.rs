//! `saathi import`: what it says of a file, that nothing is taken twice, and that what was killed goes on.

use std::process::Stdio;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};

use crate::books::{Books, on_both};
use crate::harness::Answer;

const RATES: &str = "Date;From;To;Rate\n\
    31/07/2026;usd;PKR;283.4175\n\
    2026-08-01;USD;PKR;283.5\n\
    32/08/2026;USDT;PKR;\n\
    1 Aug 2026;EUR;PKR;310.25\n";

fn import(books: &Books, file: &str, more: &[&str]) -> Answer {
    let args = ["import", file, "--kind", "exchange_rates", "--as", "a@x.test"];
    books.saathi(&[&args, more].concat())
}

fn says(answer: &Answer, status: i32, counts: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.stdout.contains(counts), "{counts} is not in {answer:?}");
}

#[test]
fn a_file_is_tried_then_taken_and_again_changes_nothing() {
    on_both(|books| {
        books.folder.write("rates.csv", RATES);
        let tried = import(books, "rates.csv", &["--dry-run"]);
        says(&tried, 1, "checked: 4 rows, 3 new, 0 unchanged, 1 faulty");
        assert!(tried.stderr.contains("row 4, Date \"32/08/2026\""), "{tried:?}");
        assert!(tried.stderr.contains("1 rows cannot be taken"), "{tried:?}");
        let taken = import(books, "rates.csv", &["--faults", "faulty.csv"]);
        says(&taken, 1, "done: 4 rows, 3 new, 0 unchanged, 1 faulty");
        let again = import(books, "rates.csv", &["--json"]);
        says(&again, 1, r#""counts":{"faulty":1,"new":0,"rows":4,"unchanged":3}"#);
        // The faulty row comes back, is mended, and taken.
        let faulty = books.folder.read("faulty.csv");
        assert_eq!(faulty.lines().count(), 2, "{faulty}");
        let mended = faulty.replace("32/08/2026", "30/08/2026").replace("USDT", "USD");
        let mended = mended.replace(",PKR,,", ",PKR,284,");
        books.folder.write("mended.csv", mended);
        says(&import(books, "mended.csv", &[]), 0, "done: 1 rows, 1 new, 0 unchanged, 0 faulty");
    });
}

#[test]
fn columns_can_be_named_and_values_fixed() {
    on_both(|books| {
        books.folder.write("rates.csv", "day,value\n2026-07-31,283.4\n");
        let unnamed = import(books, "rates.csv", &[]);
        assert_eq!((unnamed.status, unnamed.stdout.as_str()), (1, ""), "{unnamed:?}");
        let named = ["--map", "day=date", "--map", "value=rate"];
        let fixed = ["--fix", "base=USD", "--fix", "quote=PKR"];
        let done = import(books, "rates.csv", &[named, fixed].concat());
        says(&done, 0, "done: 1 rows, 1 new, 0 unchanged, 0 faulty");
    });
}

#[test]
fn what_cannot_be_imported_is_told() {
    on_both(|books| {
        books.folder.write("rates.csv", RATES);
        books.folder.write("no.csv", [0_u8, 1, 2]);
        let refused = |file: &str, kind: &str, email: &str, words: &str| {
            let answer = books.saathi(&["import", file, "--kind", kind, "--as", email]);
            assert_eq!((answer.status, answer.stdout.as_str()), (1, ""), "{answer:?}");
            assert!(answer.stderr.contains(words), "{words} is not in {answer:?}");
        };
        refused("absent.csv", "exchange_rates", "a@x.test", "absent.csv: ");
        refused("no.csv", "exchange_rates", "a@x.test", "neither CSV nor a spreadsheet");
        refused("rates.csv", "exchange_rates", "x@x.test", "is not the address of an active user");
        // Managers import no money, and auditors nothing.
        refused("rates.csv", "exchange_rates", "m@x.test", "");
        refused("rates.csv", "sellers", "r@x.test", "");
        let usage = books.saathi(&["import", "rates.csv", "--kind", "rates", "--as", "a@x.test"]);
        usage.misused("is not one of sellers");
    });
}

/// So many rates, in chunks of a thousand rows.
const ROWS: u64 = 6_000;
/// Where the program is killed, at the earliest.
const KILLED_AT: u64 = 2_000;

#[test]
fn what_was_killed_goes_on_where_it_stood() {
    let books = Books::new();
    let first = NaiveDate::from_ymd_opt(2005, 1, 1).unwrap();
    let row = |day| format!("{},USD,PKR,283.5\n", first + Days::new(day));
    let rows: String = (0..ROWS).map(row).collect();
    books.folder.write("rates.csv", format!("date,base,quote,rate\n{rows}"));
    let args = ["import", "rates.csv", "--kind", "exchange_rates", "--as", "a@x.test"];
    let mut command = books.folder.command(args.iter().chain(&["--database-url", &books.url]));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begin = Instant::now();
    let is_under_way = "SELECT CAST(count(*) AS TEXT) AS value FROM imports \
        WHERE status = 'committing' AND row_count >= ";
    while books.text(&format!("{is_under_way}{KILLED_AT}")) != "1" {
        assert!(begin.elapsed() < Duration::from_secs(300), "it gets nowhere");
        assert_eq!(child.try_wait().unwrap(), None, "it ended too early");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let count = |of: &str| -> u64 {
        books.text(&format!("SELECT CAST(count(*) AS TEXT) AS value FROM {of}")).parse().unwrap()
    };
    let taken = count("exchange_rates");
    assert!((KILLED_AT..ROWS).contains(&taken) && taken % 1_000 == 0, "{taken}");
    // As a server does when it begins.
    books.app().resume_imports().unwrap();
    assert_eq!(count("exchange_rates"), ROWS);
    assert_eq!(count("audit WHERE action = 'exchange_rates.create'"), ROWS);
    let ended =
        "imports WHERE status = 'done' AND new_count = row_count AND row_count = total_rows";
    assert_eq!((count(ended), count("audit WHERE action = 'imports.done'")), (1, 1));
    let again = import(&books, "rates.csv", &[]);
    says(&again, 0, "done: 6000 rows, 0 new, 6000 unchanged, 0 faulty");
}

#[test]
fn beside_a_server_the_server_takes_the_file() {
    let books = Books::new();
    books.folder.write("rates.csv", RATES);
    let served = books.app();
    let refused = import(&books, "rates.csv", &[]);
    assert_eq!((refused.status, refused.stdout.as_str()), (1, ""), "{refused:?}");
    for words in ["another saathi process uses", "Imports", "POST /api/v1/imports"] {
        assert!(refused.stderr.contains(words), "{words} is not in {refused:?}");
    }
    drop(served);
    says(&import(&books, "rates.csv", &[]), 1, "done: 4 rows, 3 new");
}
