//! Whether the money of a period adds up, computed again from what it is made of.

use std::collections::{BTreeMap, HashMap};

use super::closing::outcome::money;
use super::error::ServiceError;
use crate::domain::statement::{Figures, Statement, StatementStatus};
use crate::domain::{Amount, Currency, Money, PartnerId, Period, StatementId};
use crate::storage::payouts::{self, payments};
use crate::storage::{Tx, adjustments, periods, reconciliation, statements};

/// What a period's figures come to, each compared with what it is made of.
#[derive(Debug, Clone)]
pub struct Reconciliation {
    /// The period.
    pub period: Period,
    /// The comparisons, in each currency.
    pub checks: Vec<Check>,
    /// Statements that contradict themselves or what they are made of.
    pub faulty: Vec<StatementId>,
}

impl Reconciliation {
    /// Whether everything adds up.
    pub fn is_balanced(&self) -> bool {
        self.faulty.is_empty() && self.checks.iter().all(Check::is_equal)
    }
}

/// Two figures that have to be equal.
#[derive(Debug, Clone)]
pub struct Check {
    /// What is compared.
    pub name: &'static str,
    /// What statements or batches say.
    pub stated: Money,
    /// What they are made of.
    pub found: Money,
}

impl Check {
    /// Whether they are.
    pub fn is_equal(&self) -> bool {
        self.stated == self.found
    }
}

/// Sums of two sides in each currency, by the name of what is compared.
#[derive(Default)]
struct Sums(BTreeMap<(&'static str, &'static str), (Currency, i128, i128)>);

impl Sums {
    fn add(&mut self, name: &'static str, currency: Currency, (stated, found): (i128, i128)) {
        let sums = self.0.entry((name, currency.code())).or_insert((currency, 0, 0));
        sums.1 += stated;
        sums.2 += found;
    }
}

/// What statements are made of.
struct Parts {
    entries: HashMap<PartnerId, i64>,
    adjusted: HashMap<PartnerId, i128>,
    opened: HashMap<PartnerId, Amount>,
    held: HashMap<StatementId, i64>,
    live: HashMap<StatementId, i64>,
    paid: HashMap<StatementId, Amount>,
}

/// Adds up a closed period once more.
pub fn of(tx: &mut Tx<'_>, period: Period) -> Result<Reconciliation, ServiceError> {
    periods::by_period(tx, period)?.ok_or(ServiceError::NotFound)?;
    let parts = Parts {
        entries: reconciliation::entries_of(tx, period)?,
        adjusted: adjustments::approved(tx, period)?,
        opened: statements::balances(tx, period.before())?,
        held: reconciliation::held_of(tx, period)?,
        live: reconciliation::payments_of(tx, period)?,
        paid: payments::paid(tx, period)?
            .into_iter()
            .map(|one| (one.statement, one.amount))
            .collect(),
    };
    let (mut sums, mut faulty) = (Sums::default(), Vec::new());
    for statement in statements::of_period(tx, period)? {
        if !compare(&statement, &parts, &mut sums) {
            faulty.push(statement.id);
        }
    }
    batches(tx, period, &mut sums)?;
    let check = |((name, _), (currency, stated, found))| -> Result<Check, ServiceError> {
        Ok(Check { name, stated: money(stated, currency)?, found: money(found, currency)? })
    };
    let checks = sums.0.into_iter().map(check).collect::<Result<_, _>>()?;
    Ok(Reconciliation { period, checks, faulty })
}

/// Compares a statement with what it is made of; whether all is as it should be.
fn compare(statement: &Statement, parts: &Parts, sums: &mut Sums) -> bool {
    let Statement { given, figures, currency, payout_currency, .. } = statement;
    let Ok(again) = given.figures(*currency, *payout_currency) else { return false };
    let all = of_plan(statement, parts, &again).map(|figure| (*currency, figure));
    let paid = of_payout(statement, parts, &again).map(|figure| (*payout_currency, figure));
    let mut adds_up = again == *figures;
    for (currency, (name, stated, found)) in all.into_iter().chain(paid) {
        sums.add(name, currency, (stated, found));
        adds_up &= stated == found;
    }
    adds_up
}

/// A figure by its name, as it is stated and as it is found.
type Figure = (&'static str, i128, i128);

/// The figures in the plan's currency.
fn of_plan(statement: &Statement, parts: &Parts, again: &Figures) -> [Figure; 6] {
    let Statement { given, figures, partner, id, .. } = statement;
    let opened = parts.opened.get(partner).copied().unwrap_or_default();
    let entries = parts.entries.get(partner).copied().unwrap_or_default();
    let held = parts.held.get(id).copied().unwrap_or_default();
    let adjusted = parts.adjusted.get(partner).copied().unwrap_or_default();
    let made_of = [given.opening_balance, given.commission, given.adjustments].map(minor);
    [
        ("opening_balance", minor(given.opening_balance), minor(opened)),
        ("commission", minor(given.commission), entries.into()),
        ("adjustments", minor(given.adjustments), adjusted),
        ("gross", minor(figures.gross), made_of.iter().sum()),
        ("held", minor(given.held), held.into()),
        ("carried_forward", minor(figures.carried_forward), minor(again.carried_forward)),
    ]
}

/// The figures in the currency that is paid.
fn of_payout(statement: &Statement, parts: &Parts, again: &Figures) -> [Figure; 4] {
    let Statement { figures, id, status, .. } = statement;
    let Figures { payable, sales_tax, withholding_tax, net, .. } = figures;
    let taxed = minor(*payable) + minor(*sales_tax) - minor(*withholding_tax);
    let live = parts.live.get(id).copied().map(i128::from);
    let paid = parts.paid.get(id).copied().unwrap_or_default();
    let is_paid = *status == StatementStatus::Paid;
    [
        ("payable", minor(*payable), minor(again.payable)),
        ("net", minor(*net), taxed),
        ("payments", live.map_or(0, |_| minor(*net)), live.unwrap_or_default()),
        ("paid", if is_paid { minor(*net) } else { 0 }, minor(paid)),
    ]
}

fn minor(amount: Amount) -> i128 {
    i128::from(amount.minor())
}

/// Compares each batch with its payments.
fn batches(tx: &mut Tx<'_>, period: Period, sums: &mut Sums) -> Result<(), ServiceError> {
    for payout in payouts::of_period(tx, period)? {
        let payments = payments::of_payout(tx, &payout.id)?;
        let all = payments.iter().map(|one| minor(one.amount)).sum();
        sums.add("payouts", payout.currency, (minor(payout.total), all));
    }
    Ok(())
}
