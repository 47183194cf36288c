//! What an entry rests on: its sale and refunds, its plan's version, its statement, and that it comes to
//! the same when it is computed again.

use super::by::By;
use super::closing::again::again;
use super::error::ServiceError;
use super::listing;
use super::naming::Names;
use super::plans::{self, VersionedPlan};
use super::statements::{self, NamedEntry};
use super::{agreements, disputes, refunds, sales};
use crate::domain::statement::{Dispute, Statement};
use crate::domain::{EntryId, Money, Name, Refund, Sale, SaleId};
use crate::storage::Tx;
use crate::storage::entries;
use crate::storage::periods::{self, ClosedPeriod};
use crate::storage::sellers;

/// An entry and what it rests on, as far as the caller may see it.
#[derive(Debug, Clone)]
pub struct Grounds {
    /// The entry.
    pub named: NamedEntry,
    /// Its statement.
    pub statement: Statement,
    /// What closed its period.
    pub closed: ClosedPeriod,
    /// Its sale, with the seller's name and what was refunded.
    pub sale: Option<SaleGround>,
    /// The plan that pays it, and which of its versions does.
    pub plan: Option<(VersionedPlan, usize)>,
    /// What its partner has to say against it.
    pub dispute: Option<Dispute>,
    /// What comes of computing it again.
    pub recomputed: Recomputed,
    /// What those are called whom these name.
    pub names: Names,
}

/// A sale that an entry rests on.
#[derive(Debug, Clone)]
pub struct SaleGround {
    /// The sale.
    pub sale: Sale,
    /// Who paid.
    pub seller: Option<Name>,
    /// What it got back.
    pub refunds: Vec<Refund>,
}

/// What comes of computing an entry again from the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recomputed {
    /// The same, step by step.
    Same,
    /// Facts came after the close: by them it would be this, and the difference is in a later period.
    Otherwise(Money),
}

/// An entry that the caller may see, and what it rests on.
pub fn of(tx: &mut Tx<'_>, by: &By, id: &EntryId) -> Result<Grounds, ServiceError> {
    let statement = statement_of(tx, id)?;
    let closed = tx.as_programme(|tx| periods::by_period(tx, statement.period))?;
    let closed = closed.ok_or(ServiceError::NotFound)?;
    let named = statements::entry(tx, id)?;
    let sale = match &named.entry.sale {
        Some(sale) => sale_ground(tx, sale)?,
        None => None,
    };
    let plan = plan_of(tx, &named)?;
    let recomputed = tx.as_programme(|tx| recomputed(tx, id))?;
    let dispute = dispute_of(tx, by, id)?;
    let mut grounds = Grounds {
        named,
        statement,
        closed,
        sale,
        plan,
        dispute,
        recomputed,
        names: Names::default(),
    };
    grounds.names = grounds.learnt(tx)?;
    Ok(grounds)
}

/// The statement that an entry is a line of, where the caller may see it.
pub fn statement_of(tx: &mut Tx<'_>, id: &EntryId) -> Result<Statement, ServiceError> {
    let record = entries::by_id(tx, id)?.ok_or(ServiceError::NotFound)?;
    let statement = entries::statement_of(tx, &record)?.ok_or(ServiceError::NotFound)?;
    statements::get(tx, &statement)
}

impl Grounds {
    fn learnt(&self, tx: &mut Tx<'_>) -> Result<Names, ServiceError> {
        let mut names = Names::default();
        names.learn_partners(tx, [&self.statement.partner])?;
        let mut users = vec![&self.closed.closed_by];
        users.extend(self.statement.approved.iter().map(|(user, _)| user));
        if let Some(SaleGround { sale, .. }) = &self.sale {
            names.learn_partners(tx, sale.credits.iter().map(|credit| &credit.partner))?;
            users.push(&sale.recorded_by);
            users.extend(sale.confirmed.iter().map(|done| &done.by));
        }
        let version = self.plan.as_ref().and_then(|(plan, n)| plan.versions.get(*n));
        if let Some(version) = version {
            users.push(&version.prepared_by);
            users.extend(version.approved.iter().map(|done| &done.by));
        }
        names.learn_users(tx, users)?;
        Ok(names)
    }
}

/// The sale, where the caller may see it.
fn sale_ground(tx: &mut Tx<'_>, id: &SaleId) -> Result<Option<SaleGround>, ServiceError> {
    let sale = match sales::get(tx, id) {
        Ok(sale) => sale,
        Err(ServiceError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let seller = sellers::by_id(tx, &sale.seller)?.map(|seller| seller.name);
    let refunds = refunds::of_sale(tx, id)?;
    Ok(Some(SaleGround { sale, seller, refunds }))
}

/// The plan that its partner had on the entry's day, and the place of the version in force then.
fn plan_of(
    tx: &mut Tx<'_>,
    named: &NamedEntry,
) -> Result<Option<(VersionedPlan, usize)>, ServiceError> {
    let day = named.entry.day;
    let agreed = agreements::in_force(tx, &named.entry.partner, day)?;
    let Some(agreed) = agreed else { return Ok(None) };
    let plan = plans::by_id(tx, &agreed.plan)?;
    Ok(plan.place_on(day).map(|version| (plan, version)))
}

/// With the programme's sight: an entry rests on more than its partner may see.
fn recomputed(tx: &mut Tx<'_>, id: &EntryId) -> Result<Recomputed, ServiceError> {
    let named = statements::entry(tx, id)?;
    let again = again(tx, &named)?;
    if again.as_ref().is_some_and(|again| again.is(&named.entry)) {
        return Ok(Recomputed::Same);
    }
    let amount = again.map(|again| again.amount).unwrap_or_default();
    Ok(Recomputed::Otherwise(Money { amount, currency: named.entry.currency }))
}

fn dispute_of(tx: &mut Tx<'_>, by: &By, id: &EntryId) -> Result<Option<Dispute>, ServiceError> {
    let asked = listing::question(&disputes::LISTED, &[("entry_id", id.as_str())])?;
    Ok(disputes::list(tx, by, &asked)?.rows.into_iter().next())
}
