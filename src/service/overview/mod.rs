//! The central view of the programme: the month to date against its targets, and what waits for
//! somebody.
//!
//! `docs/API.md`, "Overview". What happened is counted from the month's first day to the day asked for;
//! stages and what waits are as they are now.

mod compliance;
mod estimated;
mod figures;
mod waiting;

use chrono::NaiveDate;

use super::by::By;
use super::error::ServiceError;
use super::settings;
use crate::domain::check_in::Report;
use crate::domain::{PartnerId, Period, Role, Span, start_of};
use crate::storage::{Tx, entries, overview as stored, targets};

pub use crate::storage::entries::RuleSum;
pub use crate::storage::overview::{Queue, Waiting};
pub use estimated::{Estimated, Estimates};
pub use figures::{Figures, Sales};
pub use waiting::WorkQueue;

use compliance::Reporting;
use figures::Tally;

/// A partner's figures.
#[derive(Debug, Clone)]
pub struct PartnerFigures {
    /// The partner.
    pub id: PartnerId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its figures.
    pub figures: Figures,
}

/// The central view.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The last day that it counts.
    pub on: NaiveDate,
    /// The month that it counts.
    pub month: Period,
    /// Whether the caller may see money.
    pub shows_money: bool,
    /// The last day whose reports are counted: the cut-off of later ones has not passed.
    pub reported_until: Option<NaiveDate>,
    /// From what commissions are estimated; none where the day is not in the open period, or the
    /// caller may not see money.
    pub estimated: Option<Estimated>,
    /// All partners together.
    pub total: Figures,
    /// Each partner, by code.
    pub partners: Vec<PartnerFigures>,
    /// What waits for somebody.
    pub queue: WorkQueue,
}

/// The central view on a day, as somebody of the platform may see it.
pub fn overview(
    tx: &mut Tx<'_>,
    by: &By,
    estimates: &Estimates,
    on: NaiveDate,
) -> Result<Overview, ServiceError> {
    let month = Period::of(on);
    let days = Span { first: month.first_day(), last: on };
    let shows_money = by.actor.role() != Role::Manager;
    let mut tally = Tally::default();
    happened(tx, &mut tally, days)?;
    for target in targets::all_of_month(tx, month)? {
        tally.add_target(&target.partner, target.figures);
    }
    let reporting = Reporting::until(tx, by, on)?;
    reporting.tally(tx, &mut tally, days)?;
    let estimated = if shows_money { estimates.of(tx, by, month)? } else { None };
    for (partner, money) in estimated.iter().flat_map(Estimated::commissions) {
        tally.add_commission(partner, *money);
    }
    let queue = waiting::queue(tx, &reporting, on)?;
    let (total, partners) = tally.listed(stored::named(tx)?);
    let reported_until = reporting.last_in(days);
    Ok(Overview { on, month, shows_money, reported_until, estimated, total, partners, queue })
}

/// The month to date of the caller's partner, without money.
pub fn own_month(tx: &mut Tx<'_>, by: &By) -> Result<Figures, ServiceError> {
    let own = by.actor.partner().ok_or(ServiceError::Forbidden)?;
    let month = Period::of(by.now.today);
    tx.as_programme(|tx| {
        let mut tally = Tally::default();
        happened(tx, &mut tally, Span { first: month.first_day(), last: by.now.today })?;
        for target in targets::all_of_month(tx, month)? {
            tally.add_target(&target.partner, target.figures);
        }
        let (_, partners) = tally.listed(stored::named(tx)?);
        let found = partners.into_iter().find(|partner| partner.id == *own);
        Ok(found.map(|partner| partner.figures).unwrap_or_default())
    })
}

/// What became of each report that was expected on some days.
#[derive(Debug, Clone)]
pub struct Reports {
    /// The last working day whose cut-off has passed.
    pub last_working: Option<NaiveDate>,
    /// Who, on which day, and what became of it: by person, each in the order of the days. Days whose
    /// cut-off has not passed are left out.
    pub reports: Vec<(String, NaiveDate, Report)>,
}

/// What became of each report that was expected on some days, which are at most the month before the
/// last of them; of one partner's people where it is named.
pub fn reports(
    tx: &mut Tx<'_>,
    by: &By,
    (days, partner): (Span, Option<&PartnerId>),
) -> Result<Reports, ServiceError> {
    let reporting = Reporting::until(tx, by, days.last)?;
    let mut found = Reports { last_working: reporting.last_working, reports: Vec::new() };
    let Some(last) = reporting.last_in(days) else { return Ok(found) };
    let mut first = days.first;
    while first <= last {
        let month = Period::of(first);
        let part = Span { first, last: last.min(month.last_day()) };
        let reports = reporting.reports(tx, part)?.into_iter();
        let reports = reports.filter(|(who, ..)| partner.is_none_or(|of| who.partner == *of));
        found.reports.extend(reports.map(|(who, day, report)| (who.user.to_string(), day, report)));
        first = month.next().first_day();
    }
    Ok(found)
}

/// What closed periods posted by rule, from a period on.
pub fn posted_by_rule(
    tx: &mut Tx<'_>,
    by: &By,
    from: Period,
) -> Result<Vec<RuleSum>, ServiceError> {
    if by.actor.role() == Role::Manager {
        return Err(ServiceError::Forbidden);
    }
    Ok(entries::sums_by_rule(tx, (from, None))?)
}

/// Counts recruits, stages and sales.
fn happened(tx: &mut Tx<'_>, tally: &mut Tally, days: Span) -> Result<(), ServiceError> {
    let zone = settings::in_force(tx, days.last)?.zone;
    let next = days.last.succ_opt().unwrap_or(days.last);
    let instant = |day| start_of(day, zone).naive_utc();
    for (partner, count) in stored::recruits_received(tx, (instant(days.first), instant(next)))? {
        tally.add_recruits(&partner, count);
    }
    for (partner, stage, count) in stored::live_stages(tx)? {
        tally.add_stage(&partner, stage, count);
    }
    for sold in stored::sold_alone(tx, days)? {
        tally.add_sold(&sold);
    }
    for credits in stored::shared(tx, days)?.chunk_by(|a, b| a.sale == b.sale) {
        tally.add_shared(credits);
    }
    Ok(())
}
