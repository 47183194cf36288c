//! `verify` and `close` on books of which months are closed.

use std::fs;
use std::process::Stdio;
use std::thread;

use crate::books::{Books, on_both_closed};
use crate::harness::Answer;
use crate::verify::find;

/// What is done past every rule; the check that finds it, and what it says.
const ATTACKS: [(&str, &str, &str); 31] = [
    ("UPDATE entries SET amount = 1999 WHERE period = '2026-08'", "entries", "another commission"),
    ("UPDATE entries SET entry = 'true_up'", "entries", "has another fingerprint than its"),
    ("UPDATE entries SET basis = basis + 1", "entries", "has another fingerprint than its"),
    ("UPDATE entries SET rule = 'other'", "entries", "has another fingerprint than its"),
    ("UPDATE entries SET partner_id = #par2", "entries", "and no statement"),
    ("UPDATE entries SET position = 5", "entries", "has place 5, not 0"),
    ("UPDATE entries SET currency = 'EUR'", "entries", "has entries in another currency"),
    ("UPDATE entries SET entry = 'gift'", "entries", "cannot be read"),
    ("DELETE FROM entries WHERE period = '2026-09'", "entries", "with 1 entries, and has 0"),
    ("UPDATE periods SET fingerprint = {hash}", "entries", "fingerprint than the audit trail"),
    ("UPDATE periods SET fingerprint = {hash}", "entries", "another fingerprint than its entries"),
    ("UPDATE periods SET facts_through = 0 WHERE period = '2026-09'", "entries", "fewer facts"),
    ("UPDATE periods SET statements = 9", "entries", "with 9 statements, and has 1"),
    ("UPDATE statements SET fingerprint = {hash}", "entries", "another fingerprint than its"),
    ("UPDATE statements SET entries = 7", "entries", "says 7 entries, and has 1"),
    ("UPDATE statements SET opening_balance = 1999", "statements", "does not begin with"),
    ("UPDATE statements SET carried_forward = 1999", "statements", "that do not add up"),
    ("UPDATE statements SET payable = payable + 1", "statements", "that do not add up"),
    ("UPDATE statements SET sales_tax = sales_tax + 1", "statements", "that do not add up"),
    ("UPDATE statements SET net = net + 1", "statements", "that do not add up"),
    ("UPDATE statements SET adjustments = 499", "statements", "has other adjustments"),
    ("UPDATE adjustments SET amount = 501", "statements", "has other adjustments"),
    (
        "DELETE FROM statements WHERE period = '2026-09'",
        "statements",
        "a balance or adjustments in",
    ),
    (
        "UPDATE sales SET amount = 30000 WHERE id = #sal2",
        "entitlements",
        "for sale S-2, all, and earned 3000",
    ),
    (
        "UPDATE sales SET status = 'void' WHERE id = #sal2",
        "entitlements",
        "was posted 2000 for sale S-2, all, and earned 0",
    ),
    (
        "UPDATE sale_credits SET share_parts = 100000000 - share_parts WHERE sale_id = #sal3",
        "entitlements",
        "was posted 57000 for sale S-3, all, and earned 38000",
    ),
    (
        "DELETE FROM entries WHERE sale_id = #sal3",
        "entitlements",
        "was posted nothing for sale S-3, all, and earned 57000",
    ),
    (
        "UPDATE plan_versions SET file = replace(file, '\"10\"', '\"11\"')",
        "entitlements",
        "was posted 2000 for sale S-2, all, and earned 2200",
    ),
    (
        "UPDATE entries SET day = '2026-08-11' WHERE period = '2026-08'",
        "entries_bear_on_their_day",
        "and its sale was paid on 2026-08-10",
    ),
    ("UPDATE exchange_rates SET rate = '283.4'", "payouts_have_a_rate", "at a rate of 283.4175"),
    ("UPDATE statements SET withholding_parts = 1", "taxes_were_confirmed", "taxes that nobody"),
];

#[test]
fn every_attack_on_what_was_closed_is_found() {
    for attack in &ATTACKS {
        find(&Books::closed(), attack);
    }
}

/// One for each check, on one database, since PostgreSQL takes its time to make one.
#[test]
fn every_check_of_what_was_closed_finds_on_postgresql_too() {
    let Some(books) = Books::closed_on_postgres() else { return };
    let mut known = "";
    for attack in &ATTACKS {
        if attack.1 != known {
            find(&books, attack);
            known = attack.1;
        }
    }
}

/// They belong to the next close, which sets right what they make wrong.
#[test]
fn facts_that_came_after_the_last_close_are_no_fault() {
    on_both_closed(|books| {
        books.sql(
            "INSERT INTO sales (id, external_id, fingerprint, seller_id, kind, product_id, amount, \
             currency, paid_on, status, recorded_by, created_at, updated_at) VALUES \
             (#sal4, 'S-4', {hash}, #sel1, 'upgrade', #pro1, 77700, 'EUR', '2026-08-20', 'recorded', \
             #usr1, '2026-10-20 12:00:00', '2026-10-20 12:00:00'); \
             INSERT INTO sale_credits (sale_id, partner_id, position, share_parts) VALUES \
             (#sal4, #par1, 0, 100000000); \
             UPDATE sales SET status = 'confirmed', confirmed_by = #usr2, \
             confirmed_at = '2026-10-21 12:00:00' WHERE id = #sal4; \
             UPDATE sales SET status = 'void', voided_by = #usr1, voided_at = '2026-10-21 12:00:00', \
             void_reason = 'twice' WHERE id = #sal2; \
             INSERT INTO refunds (id, external_id, fingerprint, sale_id, amount, currency, \
             refunded_on, reason, status, recorded_by, created_at, updated_at) VALUES \
             (#ref2, 'R-2', {hash}, #sal3, 100000, 'USD', '2026-09-06', 'less', 'recorded', #usr1, \
             '2026-10-20 12:00:00', '2026-10-20 12:00:00')",
        );
        books.saathi(&["verify"]).accepted();
    });
}

const MANY: usize = 2_000;

/// Books with many sales in one month that can be closed.
fn busy() -> Books {
    let books = Books::new();
    books.sql(&format!(
        "INSERT INTO exchange_rates (id, date, base, quote, rate, created_at) VALUES \
         (#rat1, '2026-07-01', 'USD', 'PKR', '283.4175', '2026-08-01 12:00:00'); \
         CREATE TEMP TABLE many (i, id); \
         WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 999 + {MANY}) \
         INSERT INTO many SELECT i, printf('sal_%032x', i) FROM n; \
         INSERT INTO sales (id, external_id, fingerprint, seller_id, kind, product_id, amount, \
         currency, paid_on, status, recorded_by, created_at, updated_at) \
         SELECT id, 'M-' || i, {{hash}}, #sel1, 'renewal', #pro1, 10000 + i, 'USD', '2026-08-11', \
         'recorded', #usr1, '2026-08-12 12:00:00', '2026-08-12 12:00:00' FROM many; \
         INSERT INTO sale_credits (sale_id, partner_id, position, share_parts) \
         SELECT id, #par1, 0, 100000000 FROM many; \
         UPDATE sales SET status = 'confirmed', confirmed_by = #usr2, \
         confirmed_at = '2026-08-13 12:00:00' WHERE status = 'recorded'"
    ));
    books
}

const CLOSE: [&str; 5] = ["close", "2026-08", "--as", "f1@x.test", "--json"];

/// Kills a close once it has written so many bytes to the journal; whether it was still there.
fn kill_at(books: &Books, written: u64) -> bool {
    let journal = books.folder.path().join("books.db-wal");
    let database = ["--database-url", books.url.as_str()];
    let args = CLOSE.iter().chain(&database);
    let mut child = books.folder.command(args).spawn().expect("it starts");
    loop {
        if child.try_wait().expect("its state").is_some() {
            return false;
        }
        if fs::metadata(&journal).is_ok_and(|file| file.len() >= written) {
            child.kill().expect("it is there to be killed");
            return !child.wait().expect("it ended").success();
        }
        thread::yield_now();
    }
}

fn count(books: &Books, table: &str) -> String {
    books.text(&format!("SELECT CAST(count(*) AS TEXT) AS value FROM {table}"))
}

#[test]
fn a_close_that_is_killed_has_happened_or_has_not() {
    let whole = busy();
    whole.saathi(&CLOSE).accepted();
    let expected = whole.saathi(&["export", "2026-08"]).accepted();
    assert_eq!(expected.lines().count(), MANY + 1);
    let mut killed = 0;
    for written in [0, 1, 50_000, 400_000, 800_000, 1_200_000] {
        let books = busy();
        killed += u32::from(kill_at(&books, written));
        let is_closed = count(&books, "periods") == "1";
        let entries = if is_closed { MANY } else { 0 };
        assert_eq!(count(&books, "entries"), entries.to_string(), "killed at {written} bytes");
        assert_eq!(count(&books, "statements"), u8::from(is_closed).to_string());
        books.saathi(&["verify"]).accepted();
        if !is_closed {
            books.saathi(&CLOSE).accepted();
        }
        assert_eq!(books.saathi(&["export", "2026-08"]).accepted(), expected);
    }
    assert!(killed > 0, "none was killed while it ran");
}

#[test]
fn a_closed_month_is_exported_beside_a_running_server() {
    on_both_closed(|books| {
        let alone = books.saathi(&["export", "2026-08"]).accepted();
        let bundle = ["export", "2026-08", "--bundle", "--output", "month.zip"];
        let served = books.app();
        assert_eq!(books.saathi(&["export", "2026-08"]).accepted(), alone);
        books.saathi(&bundle).accepted();
        let open = books.saathi(&["export", "2026-10"]);
        assert_eq!((open.status, open.stderr.as_str()), (1, "2026-10 is not closed\n"));
        drop(served);
    });
}

#[test]
fn a_refused_export_leaves_the_file_that_is_there() {
    let books = Books::closed();
    for bundle in [&[][..], &["--bundle"]] {
        books.folder.write("month", "of last year");
        let args = [&["export", "2026-10", "--output", "month"], bundle].concat();
        let refused = books.saathi(&args);
        assert_eq!((refused.status, refused.stderr.as_str()), (1, "2026-10 is not closed\n"));
        assert_eq!(books.folder.read("month"), "of last year");
    }
    books.saathi(&["export", "2026-08", "--output", "month"]).accepted();
    let whole = books.saathi(&["export", "2026-08"]).accepted();
    assert_eq!(books.folder.read("month").trim_end(), whole.trim_end());
}

#[test]
fn an_export_of_which_only_the_beginning_is_read_is_done() {
    let books = Books::closed();
    let args = ["export", "2026-08", "--database-url", &books.url];
    let mut export = books.folder.command(args);
    let mut running = export.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Nobody reads any of it.
    drop(running.stdout.take());
    let answer = Answer::of(running.wait_with_output().unwrap());
    assert_eq!((answer.status, answer.stderr.as_str()), (0, ""));
}
