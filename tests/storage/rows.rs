//! Rows to attack with: of each table one that both databases take, for either of two partners, with
//! whatever a test changes in it. `rows.txt` has them, what is referred to before what refers.
//!
//! In it `@sel.n` is the id of the partner's seller of that number, `@sel.1` of its first one and
//! `@sel.n3` of the third at most; words in braces are those of [`fill`].

use crate::database::Db;

const ROWS: &str = include_str!("rows.txt");

/// Whose row it is. Everything of B has `b0b0` in its ids and `canary-b` in its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    A,
    B,
}

pub use Who::{A, B};

/// The number of a row that [`seed`] has not inserted, though all that it refers to is there.
pub const FRESH: u32 = 9;

/// The manager, and two people of finance.
pub const MANAGER: &str = "'usr_00000000000000000000000000000001'";
pub const FINANCE: &str = "'usr_00000000000000000000000000000002'";
pub const FINANCE_TOO: &str = "'usr_00000000000000000000000000000003'";

/// Tables of one row, which is there.
pub const ONE_ROW: &[&str] = &["installation", "audit_head", "demo"];

/// The names of all tables, what is referred to before what refers.
pub fn tables() -> impl Iterator<Item = &'static str> {
    ROWS.lines().filter(|line| !line.is_empty() && !line.starts_with(' '))
}

/// What tests find in the database: of each table a row for A and one for B, of those that others
/// refer to some more, and three people of the platform.
pub fn seed(db: &mut Db) {
    db.insert("installation", A, 1, &[]);
    db.insert("demo", A, 1, &[]);
    for (number, role) in [(1, "'manager'"), (2, "'finance'"), (3, "'finance'")] {
        let (id, email) = (format!("'usr_{number:032x}'"), format!("'platform{number}@s.example'"));
        let changes = [("id", &*id), ("email", &*email), ("role", role), ("partner_id", "NULL")];
        db.insert("users", A, 1, &changes);
    }
    for table in tables().filter(|table| !ONE_ROW.contains(table)) {
        let count = match table {
            "sellers" | "registrations" | "refresh_families" | "sales" => 3,
            "users" | "recruits" | "events" | "entries" | "payouts" => 2,
            _ => 1,
        };
        for number in 1..=count {
            for who in [A, B] {
                let holder = [("partner_id", &*id("par", who, 1))];
                let is_held = table == "sellers" && number == 1;
                db.insert(table, who, number, if is_held { &holder } else { &[] });
            }
        }
    }
}

/// An id as a literal: `'rec_b0b0…1'`.
pub fn id(prefix: &str, who: Who, number: u32) -> String {
    format!("'{prefix}_{}{number:028x}'", hex(who))
}

/// A partner's id as a bare word.
pub fn partner(who: Who) -> String {
    id("par", who, 1).trim_matches('\'').to_owned()
}

/// The statement that inserts a row of `table`, with `changes` in place of what it has.
pub fn insert(table: &str, who: Who, number: u32, changes: &[(&str, &str)]) -> String {
    let (columns, mut values): (Vec<&str>, Vec<String>) =
        template(table).map(|(column, value)| (column, fill(value, who, number))).unzip();
    for (column, literal) in changes {
        let place = columns.iter().position(|name| name == column);
        let place = place.unwrap_or_else(|| panic!("rows.txt has no {table}.{column}"));
        values[place] = (*literal).to_owned();
    }
    format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", "))
}

fn template(table: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut lines = ROWS.lines().skip_while(move |line| *line != table);
    assert!(lines.next().is_some(), "rows.txt has no {table}");
    lines.map_while(|line| line.trim_start().split_once(" = "))
}

fn hex(who: Who) -> &'static str {
    if who == A { "a0a0" } else { "b0b0" }
}

fn fill(value: &str, who: Who, number: u32) -> String {
    if let Some((prefix, which)) = value.strip_prefix('@').and_then(|id| id.split_once('.')) {
        let most =
            which.strip_prefix('n').map_or(which, |most| if most.is_empty() { "9" } else { most });
        let most = most.parse().expect("a number");
        return id(prefix, who, if which.starts_with('n') { number.min(most) } else { most });
    }
    // The audit's chain: A's first, B's first, and from there on A's.
    let place = if number == 1 { 1 + u32::from(who == B) } else { 3 };
    // Periods close one after the other, and a partner has one statement of each.
    let (period, stated) = match (number, who) {
        (1, A) => ("2026-08", "2026-08"),
        (1, B) => ("2026-09", "2026-09"),
        (_, A) => ("2026-10", "2026-09"),
        (_, B) => ("2026-10", "2026-08"),
    };
    let hash = |kind: u32| format!("hash:{:02x}", kind * 64 + u32::from(who == B) * 32 + number);
    let words = [
        ("{n}", number.to_string()),
        ("{tag}", if who == A { "canary-a" } else { "canary-b" }.to_owned()),
        ("{hex}", hex(who).to_owned()),
        ("{holiday}", if who == A { "2026" } else { "2027" }.to_owned()),
        ("{hash0}", hash(0)),
        ("{hash1}", hash(1)),
        ("{place}", place.to_string()),
        ("{place_before}", (place - 1).to_string()),
        ("{year}", (2026 + number).to_string()),
        ("{next_year}", (2027 + number).to_string()),
        ("{month}", if who == A { "07" } else { "08" }.to_owned()),
        ("{period}", period.to_owned()),
        ("{closed}", if who == A { "2026-08" } else { "2026-09" }.to_owned()),
        ("{statement}", stated.to_owned()),
        ("{noon}", "'2026-08-01 12:00:00.123456'".to_owned()),
        ("{later}", "'2026-08-02 12:00:00.500'".to_owned()),
        ("{manager}", MANAGER.to_owned()),
        ("{finance}", FINANCE.to_owned()),
        ("{finance_too}", FINANCE_TOO.to_owned()),
    ];
    words.iter().fold(value.to_owned(), |text, (word, meaning)| text.replace(word, meaning))
}
