//! Reads the whole database again, on a path of its own, and says what does not hold.
//!
//! A check is one file with a `CHECK` in it and a line in `CHECKS`, or, where a question in SQL
//! says it all, a rule in `storage::inspection`. What writes is never asked.

mod approvals;
mod bundle;
mod entitlements;
mod entries;
mod months;
mod records;
mod statements;
mod trail;

pub use bundle::{Verified, verify_bundle};

use chrono::NaiveDate;

use super::error::ServiceError;
use crate::storage::inspection::{self, Outcome, RULES, hold, inspect};
use crate::storage::{DatabaseUrl, StorageError, Tx, pending};

/// Something that must hold, and how to find out.
pub(super) struct Check {
    /// What it is called.
    pub name: &'static str,
    /// Looks at everything that it is about, a part at a time.
    pub run: fn(&mut Tx<'_>) -> Result<Outcome, ServiceError>,
}

/// The checks that are more than a question in SQL, in the order in which they are made.
const CHECKS: &[Check] = &[
    Check { name: "integrity", run: |tx| Ok(inspection::integrity(tx)?) },
    Check { name: "schema", run: |tx| Ok(inspection::schema(tx)?) },
    Check { name: "references", run: |tx| Ok(inspection::references(tx)?) },
    trail::CHECK,
    approvals::CHECK,
    records::CHECK,
    entries::CHECK,
    statements::CHECK,
    entitlements::CHECK,
];

/// What came of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Which one.
    pub name: &'static str,
    /// What it found.
    pub outcome: Outcome,
}

/// Makes all checks in one snapshot, on the day of business `today`; a server may go on meanwhile.
pub fn verify(url: &DatabaseUrl, today: NaiveDate) -> Result<Vec<Checked>, ServiceError> {
    let missing = pending(url)?.len();
    if missing > 0 {
        let message =
            format!("the database lacks {missing} migrations; run `saathi migrate` first");
        return Err(StorageError::Unusable(message).into());
    }
    inspect(url, |tx| {
        let code = CHECKS.iter().map(|check| attempt(tx, check.name, check.run));
        let mut all: Vec<Checked> = code.collect();
        for rule in RULES {
            all.push(attempt(tx, rule.name, |tx| Ok(hold(tx, rule, today)?)));
        }
        Ok(all)
    })
}

/// What cannot be read is a finding too, and the other checks go on.
fn attempt(
    tx: &mut Tx<'_>,
    name: &'static str,
    run: impl FnOnce(&mut Tx<'_>) -> Result<Outcome, ServiceError>,
) -> Checked {
    let outcome = tx.savepoint(run).unwrap_or_else(|error| {
        let mut outcome = Outcome::default();
        outcome.note("database", format!("cannot be checked: {error}"));
        outcome
    });
    Checked { name, outcome }
}
