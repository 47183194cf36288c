//! A statement with everything that its page shows: its lines by rule, adjustments, disputes, payment.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::by::By;
use super::error::ServiceError;
use super::naming::Names;
use super::periods::ClosedPeriod;
use super::settings;
use super::statements::{self, Awaited, NamedEntry, Part, is_draft};
use crate::domain::payout::{Payment, PaymentStatus};
use crate::domain::statement::{Adjustment, Dispute, Statement};
use crate::domain::{Amount, Code, Name, SaleId, StatementId, day_of};
use crate::storage::payouts::payments;
use crate::storage::{Tx, adjustments, disputes, exports, periods};

/// So many lines are shown at once; where there are more, so many of each rule.
const MOST_LINES: i32 = 60;
const LINES_OF_RULE: usize = 6;

/// A statement with everything that its page shows.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The statement.
    pub statement: Statement,
    /// What closed its period.
    pub closed: ClosedPeriod,
    /// The day from which on its partner's silence counts as acceptance.
    pub accept_by: NaiveDate,
    /// The day on which it did.
    pub deemed_accepted_on: Option<NaiveDate>,
    /// Whether it can be approved without a reason.
    pub is_ready: bool,
    /// Its lines, by rule.
    pub rules: Vec<OfRule>,
    /// What was added or taken off by hand.
    pub adjustments: Vec<Adjustment>,
    /// What its partner does not agree with.
    pub disputes: Vec<Dispute>,
    /// What was sent to the bank for it last; a partner's people see that it was paid, and no more.
    pub payment: Option<Payment>,
    /// Who paid, of the sellers that the partner holds.
    pub sellers: HashMap<SaleId, Name>,
    /// What its partner and people are called.
    pub names: Names,
}

/// The lines of a rule.
#[derive(Debug, Clone)]
pub struct OfRule {
    /// The rule.
    pub rule: Code,
    /// How many lines it has.
    pub count: usize,
    /// What they come to.
    pub sum: Amount,
    /// The first of them, or all.
    pub lines: Vec<NamedEntry>,
}

/// A statement that the caller may see.
pub fn of(tx: &mut Tx<'_>, by: &By, id: &StatementId) -> Result<Whole, ServiceError> {
    let statement = statements::get(tx, id)?;
    let closed = tx.as_programme(|tx| periods::by_period(tx, statement.period))?;
    let closed = closed.ok_or(ServiceError::NotFound)?;
    let Awaited { statement, accept_by, deemed_accepted_on } =
        statements::awaited(tx, by, statement)?;
    let is_accepted = statement.accepted.is_some() || deemed_accepted_on.is_some();
    let is_ready = is_draft(&statement) && is_accepted;
    let rules = rules(tx, &statement)?;
    let adjustments = adjustments::of_statement(tx, (statement.period, &statement.partner))?;
    let disputes = disputes::of_statement(tx, id)?;
    let payment = payment(tx, &statement)?;
    let lines = rules.iter().flat_map(|rule| &rule.lines);
    let sold: Vec<&SaleId> = lines.filter_map(|line| line.entry.sale.as_ref()).collect();
    let zone = settings::at_close(tx, &closed)?.zone;
    let made_on = day_of(statement.created_at.and_utc(), zone);
    let sellers = tx.as_programme(|tx| exports::sellers_of(tx, (&statement, made_on), &sold))?;
    let mut names = Names::default();
    names.learn_partners(tx, [&statement.partner])?;
    let approved = statement.approved.iter().chain(&statement.accepted).map(|(user, _)| user);
    names.learn_users(tx, approved.chain([&closed.closed_by]))?;
    let adjusted = adjustments.iter().flat_map(|one| &one.approved).map(|(user, _)| user);
    names.learn_users(tx, adjusted)?;
    Ok(Whole {
        statement,
        closed,
        accept_by,
        deemed_accepted_on,
        is_ready,
        rules,
        adjustments,
        disputes,
        payment,
        sellers,
        names,
    })
}

/// The lines by rule, in the order of the rules' names; all are summed, whether they are kept or not.
fn rules(tx: &mut Tx<'_>, statement: &Statement) -> Result<Vec<OfRule>, ServiceError> {
    let most = if statement.entries <= MOST_LINES { usize::MAX } else { LINES_OF_RULE };
    let part = Part { period: statement.period, partner: Some(statement.partner.clone()) };
    let mut rules: BTreeMap<Code, (i128, usize, Vec<NamedEntry>)> = BTreeMap::new();
    let mut position = statements::BEFORE_THE_FIRST;
    while let Some(rows) = statements::next_entries(tx, &part, position)? {
        position = rows.last().map_or(i32::MAX, |last| last.entry.position);
        for row in rows {
            let (sum, count, lines) = rules.entry(row.entry.rule.clone()).or_default();
            *sum += i128::from(row.entry.amount.minor());
            *count += 1;
            if lines.len() < most {
                lines.push(row);
            }
        }
    }
    let beyond = |_| ServiceError::Unprocessable("out_of_range", "the sum of a rule".to_owned());
    let of = |(rule, (sum, count, lines)): (Code, (i128, usize, Vec<NamedEntry>))| {
        Ok(OfRule { rule, count, sum: Amount::try_from(sum).map_err(beyond)?, lines })
    };
    rules.into_iter().map(of).collect()
}

/// The statement's last payment that was not withdrawn, for those who see batches.
fn payment(tx: &mut Tx<'_>, statement: &Statement) -> Result<Option<Payment>, ServiceError> {
    if tx.scope().partner().is_some() {
        return Ok(None);
    }
    let payments = payments::of_statement(tx, &statement.id)?;
    Ok(payments.into_iter().rfind(|one| one.status != PaymentStatus::Withdrawn))
}

impl Whole {
    /// What its partner says against a line.
    pub fn dispute_of(&self, line: &NamedEntry) -> Option<&Dispute> {
        self.disputes.iter().find(|dispute| dispute.entry == line.entry.id)
    }

    /// Who paid for what a line is of.
    pub fn seller_of(&self, line: &NamedEntry) -> Option<&Name> {
        self.sellers.get(line.entry.sale.as_ref()?)
    }

    /// Whether somebody closed its period, and so does not approve it.
    pub fn was_closed_by(&self, by: &By) -> bool {
        self.closed.closed_by == *by.actor.user()
    }
}
