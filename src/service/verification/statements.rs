//! Statements: that each goes on where the one before it ended, and that its figures add up.

use std::collections::HashMap;

use super::Check;
use crate::domain::statement::Statement;
use crate::domain::{Amount, PartnerId};
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::inspection::Outcome;
use crate::storage::{adjustments, periods, statements};

/// All statements, period by period.
pub(super) const CHECK: Check = Check { name: "statements", run };

fn run(tx: &mut Tx<'_>) -> Result<Outcome, ServiceError> {
    let mut outcome = Outcome::default();
    let mut carried: HashMap<PartnerId, Amount> = HashMap::new();
    for closed in periods::all(tx)? {
        let mut beside = Beside { carried, adjusted: adjustments::approved(tx, closed.period)? };
        carried = HashMap::new();
        for statement in statements::of_period(tx, closed.period)? {
            outcome.checked += 1;
            judge(&statement, &mut beside, &mut outcome);
            carried.insert(statement.partner, statement.figures.carried_forward);
        }
        let left = beside.carried.into_iter().filter(|(_, amount)| *amount != Amount::ZERO);
        for partner in left.map(|(partner, _)| partner).chain(beside.adjusted.into_keys()) {
            let what =
                format!("has a balance or adjustments in {}, and no statement", closed.period);
            outcome.note(format!("partner {partner}"), what);
        }
    }
    Ok(outcome)
}

/// What goes into a period's statements beside entries, and is not in one yet.
struct Beside {
    carried: HashMap<PartnerId, Amount>,
    adjusted: HashMap<PartnerId, i128>,
}

fn judge(statement: &Statement, beside: &mut Beside, outcome: &mut Outcome) {
    let place = format!("statement {}", statement.id);
    let Statement { partner, given, figures, currency, payout_currency, .. } = statement;
    if given.opening_balance != beside.carried.remove(partner).unwrap_or_default() {
        outcome.note(&place, "does not begin with what the one before it carried forward");
    }
    let adjusted = beside.adjusted.remove(partner).unwrap_or_default();
    if i128::from(given.adjustments.minor()) != adjusted {
        outcome.note(&place, "has other adjustments than were approved");
    }
    match given.figures(*currency, *payout_currency) {
        Ok(again) if again == *figures => {}
        Ok(_) => outcome.note(&place, "has figures that do not add up"),
        Err(fault) => outcome.note(&place, format!("has figures that cannot be: {fault}")),
    }
}
