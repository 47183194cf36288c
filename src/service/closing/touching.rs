//! What is new since the last close, as days of payment.

use chrono::NaiveDate;

use super::Asked;
use super::programme::Programme;
use crate::commission::Touched;
use crate::domain::{PartnerId, Period, Span};
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::facts::{self, Change, Known, Subject};
use crate::storage::periods;

/// The days that a close computes again: all of them, where it is the first.
pub(super) fn touched(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    programme: &Programme,
) -> Result<Touched, ServiceError> {
    let period = asked.period;
    let Some(last) = asked.last else { return Ok(Touched::everything(period)) };
    let mut touched = Touched::by(period);
    let own = Span { first: period.first_day(), last: period.last_day() };
    let mut days = facts::concerned_by_changes(tx, last.facts_through, own.first)?;
    days.extend(facts::dated_in(tx, own)?);
    // What the last close left out this one takes in, and the other way round.
    let before = periods::left_out(tx, last.period)?;
    for sale in before.iter().chain(asked.left_out.iter().map(|left_out| &left_out.sale)) {
        days.extend(facts::sale_days(tx, sale)?);
    }
    concern_all(programme, days, &mut touched);
    for change in facts::changes(tx, last.facts_through)? {
        touch(tx, programme, &change, &mut touched)?;
    }
    Ok(touched)
}

/// The days of payment, by partner, that sales bear on of which nobody can tell how a close knew them.
pub(in crate::service) fn untold(
    tx: &mut Tx<'_>,
    programme: &Programme,
    known: &Known,
) -> Result<Touched, ServiceError> {
    // A period so late that no hold or holdback ends in it: no day is touched by time alone.
    let mut touched = Touched::by(Period::LAST);
    let mut days = Vec::new();
    for sale in known.untold()? {
        days.extend(facts::sale_days(tx, &sale)?);
    }
    concern_all(programme, days, &mut touched);
    Ok(touched)
}

/// Touches days on which sales were paid, for whom they credit and all above.
fn concern_all(
    programme: &Programme,
    mut days: Vec<(PartnerId, NaiveDate)>,
    touched: &mut Touched,
) {
    days.sort_by(|(a, on), (b, off)| (a.as_str(), on).cmp(&(b.as_str(), off)));
    days.dedup();
    for partner in days.chunk_by(|(a, _), (b, _)| a == b) {
        let Some((id, _)) = partner.first() else { continue };
        let days = partner.iter().map(|(_, day)| Span { first: *day, last: *day });
        concern(programme, id, days, touched);
    }
}

/// Touches days of a partner, and of all that ever stood above it.
fn concern(
    programme: &Programme,
    partner: &PartnerId,
    days: impl Iterator<Item = Span> + Clone,
    touched: &mut Touched,
) {
    let above = programme.above(partner);
    let above = above.iter().filter_map(|id| PartnerId::parse(id));
    for id in above.chain([partner.clone()]) {
        if let Some(partner) = programme.partner(&id) {
            days.clone().for_each(|days| touched.add(&partner.code, days));
        }
    }
}

fn touch(
    tx: &mut Tx<'_>,
    programme: &Programme,
    change: &Change,
    touched: &mut Touched,
) -> Result<(), ServiceError> {
    let Change { subject, first, last } = change;
    let days =
        |last: Option<NaiveDate>| Span { first: *first, last: last.unwrap_or(NaiveDate::MAX) };
    match subject {
        Subject::Rate(rate) => {
            let next = facts::next_rate(tx, rate)?.and_then(|next| next.pred_opt());
            touched.add_for_all(days(next));
        }
        Subject::Parent(partner) => {
            let later = programme.parents_of(partner).iter().map(|row| row.from);
            let next = later.filter(|from| from > first).min().and_then(|next| next.pred_opt());
            concern(programme, partner, [days(next)].into_iter(), touched);
        }
        Subject::Agreement(partner) => {
            let partner = programme.partner(partner);
            partner.into_iter().for_each(|partner| touched.add(&partner.code, days(*last)));
        }
        Subject::Version(plan) => {
            let next = programme.next_version(plan, *first).and_then(|next| next.pred_opt());
            let having = programme.having(plan);
            having.for_each(|partner| touched.add(&partner.code, days(next)));
        }
    }
    Ok(())
}
