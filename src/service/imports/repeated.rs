//! Rows of one file that mean the same record: a check tries rows and keeps none, so that it would not see
//! them by itself.

use std::hash::{DefaultHasher, Hash, Hasher};

use rustc_hash::FxHashMap;

use crate::formats::import::{Described, ImportRow};

/// The records that the rows so far are of. Some sixteen bytes for each name of a record.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// By a hash of what names a record, its row and a hash of all that the row says.
    rows: FxHashMap<u64, (i64, u64)>,
}

/// A row that names a record which another row named before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeated {
    /// The row before.
    pub row: i64,
    /// Whether both say the same.
    pub same: bool,
}

impl Seen {
    /// Whether a row before this one was of the same record.
    pub fn before(&self, row: &ImportRow) -> Option<Repeated> {
        let all = hashed(&format!("{row:?}"));
        let known = names(row).iter().find_map(|name| self.rows.get(&hashed(name)));
        known.map(|(number, said)| Repeated { row: *number, same: *said == all })
    }

    /// Keeps a row that could be taken.
    pub fn keep(&mut self, number: i64, row: &ImportRow) {
        let all = hashed(&format!("{row:?}"));
        for name in names(row) {
            self.rows.entry(hashed(&name)).or_insert((number, all));
        }
    }
}

fn hashed(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// What names the record of a row, where something does for sure.
fn names(row: &ImportRow) -> Vec<String> {
    match row {
        ImportRow::Seller(row) => numbers(&row.described, || format!("{row:?}")),
        ImportRow::Recruit(row) => numbers(&row.described, || format!("{row:?}")),
        ImportRow::Sale(row) => vec![row.external_id.to_string()],
        ImportRow::Registration(row) => vec![format!("{} {}", row.event, row.phone)],
        ImportRow::Rate(row) => vec![format!("{} {} {}", row.date, row.base, row.quote)],
    }
}

/// The numbers that a seller is named by; without any, all that is said.
fn numbers(seller: &Described, all: impl FnOnce() -> String) -> Vec<String> {
    let names = [
        seller.ntn.as_ref().map(|ntn| format!("ntn {ntn}")),
        seller.cnic.as_ref().map(|cnic| format!("cnic {cnic}")),
        seller.member_id.as_ref().map(|member| format!("member {member}")),
    ];
    let names: Vec<String> = names.into_iter().flatten().collect();
    if names.is_empty() { vec![all()] } else { names }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, Rate, parse_date};
    use crate::formats::import::RateRow;

    fn rate(day: &str, rate: &str) -> ImportRow {
        ImportRow::Rate(RateRow {
            date: parse_date(day).unwrap(),
            base: Currency::parse("USD").unwrap(),
            quote: Currency::parse("PKR").unwrap(),
            rate: Rate::parse(rate).unwrap(),
        })
    }

    #[test]
    fn the_same_record_is_known_again() {
        let mut seen = Seen::default();
        assert_eq!(seen.before(&rate("2026-07-31", "283")), None);
        seen.keep(2, &rate("2026-07-31", "283"));
        let again = seen.before(&rate("2026-07-31", "283.0"));
        assert_eq!(again, Some(Repeated { row: 2, same: true }));
        let other = seen.before(&rate("2026-07-31", "284"));
        assert_eq!(other, Some(Repeated { row: 2, same: false }));
        assert_eq!(seen.before(&rate("2026-08-01", "283")), None);
    }
}
