//! A month as finance sees it: how far it has come, its statements, and what they compare with.

use super::by::By;
use super::error::ServiceError;
use super::listing::{Listing, Page};
use super::naming::Names;
use super::periods::{self as closes, Accepted, Changes, ClosedPeriod, PeriodView};
use super::reconciliation::{self, Reconciliation};
use super::settings;
use super::statements::is_draft;
use crate::domain::payout::Payout;
use crate::domain::statement::{Statement, StatementStatus};
use crate::domain::{Amount, Currency, Period};
use crate::storage::{Tx, entries, payouts, periods, statements};

pub use crate::storage::entries::RuleSum;
pub use crate::storage::statements::Standing;

/// How many months a chart of a month goes back.
const MONTHS: usize = 6;

/// The steps of a month, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It takes in sales.
    Open,
    /// Its entries and statements are made.
    Closed,
    /// Partners look at their statements, and somebody approves them.
    InReview,
    /// All statements are approved.
    Approved,
    /// Nothing is left to be paid.
    Paid,
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 5] =
        [Step::Open, Step::Closed, Step::InReview, Step::Approved, Step::Paid];

    /// How far a closed month has come, by its statements.
    pub fn of(standing: &Standing) -> Self {
        let Standing { drafts, unpaid, all } = *standing;
        match (drafts, unpaid) {
            (0, 0) => Step::Paid,
            (0, _) => Step::Approved,
            (drafts, _) if drafts == all => Step::Closed,
            _ => Step::InReview,
        }
    }
}

/// A closed month in a list, and how far it has come.
#[derive(Debug, Clone)]
pub struct ListedMonth {
    /// What closed it.
    pub closed: ClosedPeriod,
    /// How far it has come.
    pub step: Step,
    /// What its statements still wait for.
    pub standing: Standing,
}

/// A page of the closed months.
pub fn list(
    tx: &mut Tx<'_>,
    by: &By,
    listing: &Listing,
) -> Result<Page<ListedMonth>, ServiceError> {
    let page = closes::list(tx, by, listing)?;
    let months: Vec<Period> = page.rows.iter().map(|closed| closed.period).collect();
    let standings = statements::standings(tx, &months)?;
    Ok(page.map(|closed| {
        let standing = standings.get(&closed.period).copied().unwrap_or_default();
        ListedMonth { step: Step::of(&standing), standing, closed }
    }))
}

/// The month closed last, where any was.
pub fn last(tx: &mut Tx<'_>) -> Result<Option<Period>, ServiceError> {
    Ok(periods::last(tx)?.map(|last| last.period))
}

/// A month with everything that its page shows.
#[derive(Debug, Clone)]
pub struct Month {
    /// The month, and what closed it.
    pub view: PeriodView,
    /// How far it has come.
    pub step: Step,
    /// The month closed last, if any.
    pub last: Option<Period>,
    /// Its statements, the highest commission first.
    pub statements: Vec<Statement>,
    /// How many drafts can be approved now.
    pub ready: usize,
    /// What changed from the month before, and why; none while it is open.
    pub changes: Option<Changes>,
    /// What was accepted when it was closed.
    pub accepted: Vec<Accepted>,
    /// What each rule came to, in the months up to this one.
    pub rules: Vec<RuleSum>,
    /// Whether its money adds up.
    pub reconciliation: Option<Reconciliation>,
    /// Its batches.
    pub payouts: Vec<Payout>,
    /// What its partners and people are called.
    pub names: Names,
}

/// A month, closed or open.
pub fn get(tx: &mut Tx<'_>, by: &By, period: Period) -> Result<Month, ServiceError> {
    let view = closes::get(tx, by.now.today, period)?;
    let last = last(tx)?;
    let mut statements = statements::of_period(tx, period)?;
    statements.sort_by_key(|one| (one.currency.code(), -one.given.commission.minor()));
    let first = (1..MONTHS).fold(period, |first, _| first.before());
    let rules = entries::sums_by_rule(tx, (first, None))?;
    let rules = rules.into_iter().filter(|sum| sum.period <= period).collect();
    let (mut changes, mut accepted, mut reconciliation) = (None, Vec::new(), None);
    if view.closed.is_some() {
        changes = Some(closes::changes(tx, by, period)?);
        accepted = closes::accepted_at_close(tx, period)?;
        reconciliation = Some(reconciliation::of(tx, period)?);
    }
    let payouts = payouts::of_period(tx, period)?;
    let mut names = Names::default();
    names.learn_partners(tx, statements.iter().map(|one| &one.partner))?;
    names.learn_partners(tx, changes.iter().flat_map(Changes::whose))?;
    names.learn_users(tx, view.closed.iter().map(|closed| &closed.closed_by))?;
    names.learn_users(tx, accepted.iter().map(|one| &one.by))?;
    let step = if view.closed.is_some() { Step::of(&standing(&statements)) } else { Step::Open };
    let ready = ready(tx, by, &view, &statements)?;
    Ok(Month {
        view,
        step,
        last,
        statements,
        ready,
        changes,
        accepted,
        rules,
        reconciliation,
        payouts,
        names,
    })
}

fn ready(
    tx: &mut Tx<'_>,
    by: &By,
    view: &PeriodView,
    all: &[Statement],
) -> Result<usize, ServiceError> {
    let Some(closed) = &view.closed else { return Ok(0) };
    let acceptance = settings::at_close(tx, closed)?.acceptance;
    let is_ready = |one: &&Statement| is_draft(one) && one.is_accepted(by.at(), acceptance);
    Ok(all.iter().filter(is_ready).count())
}

fn standing(all: &[Statement]) -> Standing {
    let count = |is: &dyn Fn(&Statement) -> bool| {
        all.iter().filter(|one| is(one)).count().try_into().unwrap_or(i64::MAX)
    };
    Standing {
        all: count(&|_| true),
        drafts: count(&is_draft),
        unpaid: count(&|one| one.status != StatementStatus::Paid && one.figures.net > Amount::ZERO),
    }
}

impl Month {
    /// How many statements are in a status.
    pub fn count(&self, status: StatementStatus) -> usize {
        self.statements.iter().filter(|one| one.status == status).count()
    }

    /// Whether somebody closed it, and so does not approve it.
    pub fn was_closed_by(&self, by: &By) -> bool {
        self.view.closed.as_ref().is_some_and(|closed| closed.closed_by == *by.actor.user())
    }

    /// A figure of all statements together, in each of their currencies.
    pub fn sum(&self, figure: impl Fn(&Statement) -> (Currency, Amount)) -> Vec<(Currency, i128)> {
        let mut sums: Vec<(Currency, i128)> = Vec::new();
        for (currency, amount) in self.statements.iter().map(figure) {
            match sums.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, sum)) => *sum += i128::from(amount.minor()),
                None => sums.push((currency, amount.minor().into())),
            }
        }
        sums
    }

    /// The currencies in which approved statements wait for a batch.
    pub fn unpaid_currencies(&self) -> Vec<Currency> {
        let due = self.statements.iter().filter(|one| {
            one.status == StatementStatus::Approved && one.figures.net > Amount::ZERO
        });
        let mut found: Vec<Currency> = due.map(|one| one.payout_currency).collect();
        found.sort_by_key(|currency| currency.code());
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_as_far_as_its_last_statement() {
        for (all, drafts, unpaid, step) in [
            (3, 3, 2, Step::Closed),
            (3, 1, 2, Step::InReview),
            (3, 0, 2, Step::Approved),
            (3, 0, 0, Step::Paid),
            (0, 0, 0, Step::Paid),
        ] {
            assert_eq!(Step::of(&Standing { all, drafts, unpaid }), step);
        }
    }
}
