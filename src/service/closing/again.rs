//! A single entry, computed once more from the facts.

use super::programme::Programme;
use super::{Asked, Computed, LeaveOut, compute_touched};
use crate::commission::Touched;
use crate::domain::{Amount, Note, Span};
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::entries::{EntryRecord, NamedEntry};
use crate::storage::periods;

/// What the facts of today give for an entry in its period, on what was posted before that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::service) struct Again {
    pub amount: Amount,
    pub basis: Option<Amount>,
    pub steps: Vec<String>,
}

impl Again {
    /// Whether that is the entry, to the last step of its explanation.
    pub fn is(&self, entry: &EntryRecord) -> bool {
        self.amount == entry.amount && self.basis == entry.basis && self.steps == entry.explanation
    }
}

/// Computes an entry once more, by the code that closes; none, where the facts give none any more. Of
/// all facts only those are loaded that bear on its days.
pub(in crate::service) fn again(
    tx: &mut Tx<'_>,
    named: &NamedEntry,
) -> Result<Option<Again>, ServiceError> {
    let entry = &named.entry;
    let before = periods::by_period(tx, entry.period.before())?;
    let left_out = left_out(tx, entry)?;
    let asked = Asked {
        period: entry.period,
        last: before.as_ref(),
        left_out: &left_out,
        only: Some(&entry.partner),
    };
    let programme = Programme::load(tx)?;
    let mut touched = Touched::by(entry.period);
    touched.add(
        &named.partner_code,
        entry.window.unwrap_or(Span { first: entry.day, last: entry.day }),
    );
    let found = |_: &mut Tx<'_>, computed: &Computed<'_, '_>| Ok(found(computed, named));
    compute_touched(tx, asked, (&programme, &touched), found)
}

fn left_out(tx: &mut Tx<'_>, entry: &EntryRecord) -> Result<Vec<LeaveOut>, ServiceError> {
    let all = periods::left_out(tx, entry.period)?.into_iter();
    // Why they were left out changes no figure.
    Ok(all.filter_map(|sale| Some(LeaveOut { sale, reason: Note::parse("left out")? })).collect())
}

fn found(computed: &Computed<'_, '_>, named: &NamedEntry) -> Option<Again> {
    let kept = &named.entry;
    let mut entries = computed.entries();
    entries.find_map(|found| {
        let entry = found.entry();
        let is_it = *entry.partner == named.partner_code
            && entry.sale == named.sale_external_id.as_deref()
            && entry.rule == kept.rule.as_str()
            && entry.from_partner == named.from_code.as_ref()
            && entry.window == kept.window;
        is_it.then(|| Again {
            amount: entry.amount,
            basis: entry.basis,
            steps: found.explain().steps().to_vec(),
        })
    })
}
