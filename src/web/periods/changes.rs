//! What changed since the month before, partner by partner.

use std::collections::HashMap;

use crate::domain::statement::Statement;
use crate::domain::{Amount, PartnerId};
use crate::service::naming::Names;
use crate::web::shown::Shown;

/// How many partners are shown, those that changed most.
const MOST: usize = 12;

/// A partner's commission in two months.
pub(super) struct Change {
    pub(super) partner: String,
    pub(super) before: Shown,
    pub(super) now: Shown,
    pub(super) difference: Shown,
}

/// Those whose commission changed most, in order; none, where there was no month before.
pub(super) fn changes(
    statements: &[Statement],
    before: &HashMap<PartnerId, Amount>,
    names: &Names,
) -> Vec<Change> {
    if before.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<(i64, Change)> = statements
        .iter()
        .filter_map(|one| {
            let was = before.get(&one.partner).copied().unwrap_or_default();
            let now = one.given.commission;
            let difference = now.checked_sub(was)?;
            let shown = |amount| Shown::of(amount, one.currency);
            let change = Change {
                partner: names.partner(&one.partner).to_owned(),
                before: shown(was),
                now: shown(now),
                difference: shown(difference),
            };
            (difference != Amount::ZERO).then_some((difference.minor().saturating_abs(), change))
        })
        .collect();
    all.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    all.into_iter().take(MOST).map(|(_, change)| change).collect()
}
