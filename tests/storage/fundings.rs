//! Fundings: what was asked for and decided stands, steps follow each other, each is whole, and nobody
//! does two of them.

use crate::database::Refusal::{Rule, Value};
use crate::database::{Db, on_both};
use crate::rows::{A, B, FINANCE, FINANCE_TOO, FRESH, MANAGER, id};

const NOON: &str = "'2026-08-01 12:00:00'";
/// The person of A that asks in each row.
const OWNER: &str = "'usr_a0a00000000000000000000000000001'";

type Columns = &'static [(&'static str, &'static str)];

const DECIDED: Columns = &[
    ("approved", "80000"),
    ("decision_reason", "'part of it'"),
    ("decided_by", MANAGER),
    ("decided_at", NOON),
];
const PROVEN: Columns = &[
    ("spent", "70000"),
    ("spent_on", "'2026-07-31'"),
    ("reference", "'R-1'"),
    ("proven_by", OWNER),
    ("proven_at", NOON),
];
const REVIEWED: Columns =
    &[("review_reason", "'seen'"), ("reviewed_by", FINANCE), ("reviewed_at", NOON)];

/// The columns of a funding that stands somewhere.
fn standing(status: &'static str) -> Vec<(&'static str, &'static str)> {
    let (literal, done): (_, &[Columns]) = match status {
        "requested" => ("'requested'", &[]),
        "withdrawn" => ("'withdrawn'", &[]),
        "refused" => ("'refused'", &[DECIDED]),
        "approved" => ("'approved'", &[DECIDED]),
        "proven" => ("'proven'", &[DECIDED, PROVEN]),
        _ => ("'settled'", &[DECIDED, PROVEN, REVIEWED]),
    };
    let mut columns = vec![("status", literal)];
    columns.extend(done.iter().copied().flatten().copied());
    columns.retain(|(column, _)| status != "refused" || *column != "approved");
    columns
}

const EVERYWHERE: [&str; 6] =
    ["requested", "withdrawn", "refused", "approved", "proven", "settled"];

/// The same columns with one that is otherwise.
fn but(
    columns: &[(&'static str, &'static str)],
    other: (&'static str, &'static str),
) -> Vec<(&'static str, &'static str)> {
    let rest = columns.iter().filter(|(column, _)| *column != other.0);
    rest.copied().chain([other]).collect()
}

/// The statement that changes columns of A's funding of that number.
fn change(number: u32, columns: &[(&str, &str)]) -> String {
    let set: Vec<String> =
        columns.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!("UPDATE fundings SET {} WHERE id = {}", set.join(", "), id("fnd", A, number))
}

/// The statement that changes A's first funding, of which somebody has asked and no more.
fn step(columns: &[(&str, &str)]) -> String {
    change(1, columns)
}

/// Does something that is undone.
fn tried(db: &mut Db, attack: impl FnOnce(&mut Db)) {
    db.run("BEGIN");
    attack(db);
    db.run("ROLLBACK");
}

#[test]
fn what_was_asked_for_stands() {
    on_both(|db| {
        let (event, owner) = (id("evt", A, 2), id("usr", A, 2));
        let other = id("par", B, 1);
        for (column, value) in [
            ("id", &*id("fnd", A, 2)),
            ("event_id", &event),
            ("partner_id", &other),
            ("requested", "100001"),
            ("currency", "'USD'"),
            ("purpose", "'something else'"),
            ("requested_by", &owner),
            ("created_at", NOON),
        ] {
            db.refuses(Rule("fundings_are_frozen"), &step(&[(column, value)]));
            // Nor is it changed beside a step.
            let beside = [("status", "'withdrawn'"), (column, value)];
            db.refuses(Rule("fundings_are_frozen"), &step(&beside));
        }
        assert_eq!(db.run(&step(&[("version", "2"), ("updated_at", NOON)])), 1);
    });
}

#[test]
fn what_was_decided_stands() {
    on_both(|db| {
        assert_eq!(db.run(&step(&standing("approved"))), 1);
        for (column, value) in [
            ("approved", "80001"),
            ("approved", "NULL"),
            ("decision_reason", "'another reason'"),
            ("decided_by", FINANCE_TOO),
            ("decided_at", "'2026-08-02 12:00:00'"),
        ] {
            db.refuses(Rule("fundings_are_frozen"), &step(&[(column, value)]));
            let beside = but(&standing("proven"), (column, value));
            db.refuses(Rule("fundings_are_frozen"), &step(&beside));
        }
        let taken_back: Vec<_> = DECIDED.iter().map(|(column, _)| (*column, "NULL")).collect();
        db.refuses(Rule("fundings_are_frozen"), &step(&taken_back));
    });
}

#[test]
fn what_has_ended_is_not_touched_again() {
    on_both(|db| {
        let touches = [("version", "2"), ("updated_at", NOON), ("proof_note", "NULL")];
        for ended in ["withdrawn", "refused", "settled"] {
            for touch in touches {
                tried(db, |db| {
                    db.insert("fundings", A, FRESH, &standing(ended));
                    db.refuses(Rule("fundings_are_frozen"), &change(FRESH, &[touch]));
                });
            }
        }
    });
}

#[test]
fn steps_follow_each_other() {
    let ways = [
        ("requested", ["approved", "refused", "withdrawn"].as_slice()),
        ("approved", &["withdrawn", "proven"]),
        ("proven", &["approved", "settled"]),
    ];
    on_both(|db| {
        for (from, ways) in ways {
            for to in EVERYWHERE.into_iter().filter(|to| *to != from) {
                tried(db, |db| {
                    db.insert("fundings", A, FRESH, &standing(from));
                    let mut columns = standing(to);
                    columns.retain(|column| !standing(from).contains(column));
                    let sql = change(FRESH, &columns);
                    if ways.contains(&to) {
                        assert_eq!(db.run(&sql), 1, "{from} to {to}");
                    } else {
                        db.refuses(Rule("fundings_go_on_by_steps"), &sql);
                    }
                });
            }
        }
    });
}

#[test]
fn a_proof_that_was_returned_gives_way_to_another() {
    on_both(|db| {
        db.run(&step(&standing("approved")));
        db.run(&step(&standing("proven")));
        db.run(&step(&but(REVIEWED, ("status", "'approved'"))));
        let again = [("status", "'proven'"), ("spent", "80000"), ("reference", "'R-2'")];
        let unread = REVIEWED.iter().map(|(column, _)| (*column, "NULL"));
        assert_eq!(db.run(&step(&again.into_iter().chain(unread).collect::<Vec<_>>())), 1);
        assert_eq!(db.run(&step(&but(REVIEWED, ("status", "'settled'")))), 1);
    });
}

#[test]
fn nobody_takes_two_steps() {
    on_both(|db| {
        for (status, column, by) in [
            ("approved", "decided_by", OWNER),
            ("refused", "decided_by", OWNER),
            ("settled", "reviewed_by", OWNER),
            ("settled", "reviewed_by", MANAGER),
        ] {
            let columns = but(&standing(status), (column, by));
            db.refuses_row(Value, "fundings", A, FRESH, &columns);
        }
    });
}

#[test]
fn each_step_is_whole() {
    on_both(|db| {
        for status in ["refused", "approved", "proven", "settled"] {
            for (column, _) in standing(status).into_iter().skip(1) {
                let columns = but(&standing(status), (column, "NULL"));
                db.refuses_row(Value, "fundings", A, FRESH, &columns);
            }
            tried(db, |db| db.insert("fundings", A, FRESH, &standing(status)));
        }
    });
}

#[test]
fn no_step_is_taken_before_its_time() {
    on_both(|db| {
        for (status, column, value) in [
            ("requested", "approved", "1"),
            ("requested", "proof_note", "'x'"),
            ("refused", "approved", "80000"),
            ("approved", "approved", "100001"),
            ("approved", "approved", "0"),
            ("proven", "spent", "0"),
        ] {
            db.refuses_row(Value, "fundings", A, FRESH, &but(&standing(status), (column, value)));
        }
        for (status, more) in [
            ("requested", DECIDED),
            ("requested", PROVEN),
            ("requested", REVIEWED),
            ("refused", PROVEN),
            ("withdrawn", PROVEN),
            ("approved", REVIEWED),
        ] {
            let columns: Vec<_> = standing(status).iter().chain(more).copied().collect();
            db.refuses_row(Value, "fundings", A, FRESH, &columns);
        }
    });
}
