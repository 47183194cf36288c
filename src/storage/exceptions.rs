//! What deserves a look before a period is closed, and what of it was accepted.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::adjustments::stated_in;
use super::database::Tx;
use super::disputes::undecided;
use super::error::StorageError;
use super::money::money;
use super::schema::{
    accepted_exceptions, adjustments, bank_accounts, disputes, partners, sales, statements,
};
use crate::domain::statement::ExceptionKey;
use crate::domain::{
    AdjustmentId, DisputeId, Money, Name, PartnerId, Period, ProductId, SaleId, SellerId, Span,
    UserId,
};

/// A sale that deserves a look.
#[derive(Debug, Clone)]
pub struct NoticedSale {
    /// Its id.
    pub id: SaleId,
    /// What the platform calls it.
    pub external_id: String,
    /// Whose membership it is.
    pub seller: SellerId,
    /// What was sold.
    pub product: ProductId,
    /// When it was paid.
    pub paid_on: NaiveDate,
    /// How much.
    pub amount: Money,
}

type SaleRow = (String, String, String, String, NaiveDate, i64, String);

const SALE: (
    sales::id,
    sales::external_id,
    sales::seller_id,
    sales::product_id,
    sales::paid_on,
    sales::amount,
    sales::currency,
) = (
    sales::id,
    sales::external_id,
    sales::seller_id,
    sales::product_id,
    sales::paid_on,
    sales::amount,
    sales::currency,
);

fn noticed(row: SaleRow) -> Result<NoticedSale, StorageError> {
    let (id, external_id, seller, product, paid_on, amount, currency) = row;
    let read = || {
        Some(NoticedSale {
            id: SaleId::parse(&id)?,
            external_id,
            seller: SellerId::parse(&seller)?,
            product: ProductId::parse(&product)?,
            paid_on,
            amount: money(amount, &currency)?,
        })
    };
    read().ok_or_else(|| StorageError::Failed(format!("sale {id} cannot be read")))
}

/// The sales paid up to a day that nobody has confirmed.
pub fn unconfirmed(tx: &mut Tx<'_>, until: NaiveDate) -> Result<Vec<NoticedSale>, StorageError> {
    let query = sales::table
        .filter(sales::status.eq("recorded"))
        .filter(sales::paid_on.le(until))
        .select(SALE)
        .order((sales::paid_on, sales::external_id));
    query.load::<SaleRow>(tx.connection)?.into_iter().map(noticed).collect()
}

/// Whether another sale of the seller has the same product and day; one that is void is none.
const HAS_A_TWIN: &str = "EXISTS (SELECT 1 FROM sales AS twin WHERE twin.seller_id = sales.seller_id \
     AND twin.paid_on = sales.paid_on AND twin.product_id = sales.product_id \
     AND twin.id <> sales.id AND twin.status <> 'void')";

/// The sales of some days of which there is another by the same seller, product and day.
pub fn alike(tx: &mut Tx<'_>, days: Span) -> Result<Vec<NoticedSale>, StorageError> {
    let query = sales::table
        .filter(sales::paid_on.between(days.first, days.last))
        .filter(sales::status.ne("void"))
        .filter(sql::<Bool>(HAS_A_TWIN))
        .select(SALE)
        .order((sales::paid_on, sales::seller_id, sales::product_id, sales::external_id));
    query.load::<SaleRow>(tx.connection)?.into_iter().map(noticed).collect()
}

/// A line in dispute.
#[derive(Debug, Clone)]
pub struct OpenDispute {
    /// Its id.
    pub id: DisputeId,
    /// Whose.
    pub partner: PartnerId,
    /// Of which period's statement.
    pub period: Period,
    /// What is held because of it.
    pub held: Money,
}

/// The disputes that are to be decided.
pub fn open_disputes(tx: &mut Tx<'_>) -> Result<Vec<OpenDispute>, StorageError> {
    type Row = (String, String, String, i64, String);
    let query = disputes::table
        .inner_join(statements::table.on(statements::id.eq(disputes::statement_id)))
        .filter(undecided())
        .select((
            disputes::id,
            disputes::partner_id,
            statements::period,
            disputes::held,
            disputes::currency,
        ))
        .order(disputes::id);
    let dispute = |(id, partner, period, held, currency): Row| {
        let read = || {
            Some(OpenDispute {
                id: DisputeId::parse(&id)?,
                partner: PartnerId::parse(&partner)?,
                period: Period::parse(&period)?,
                held: money(held, &currency)?,
            })
        };
        read().ok_or_else(|| StorageError::Failed(format!("dispute {id} cannot be read")))
    };
    query.load::<Row>(tx.connection)?.into_iter().map(dispute).collect()
}

/// An adjustment of a period.
#[derive(Debug, Clone)]
pub struct Adjusted {
    /// Its id.
    pub id: AdjustmentId,
    /// Whose.
    pub partner: PartnerId,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Whether a second person has approved it.
    pub is_approved: bool,
}

/// All adjustments for the statements of a period, approved or not, but for those that were withdrawn.
pub fn adjusted(tx: &mut Tx<'_>, period: Period) -> Result<Vec<Adjusted>, StorageError> {
    type Row = (String, String, i64, String, String, Option<String>);
    let query = stated_in(adjustments::table.into_boxed(), period)
        .filter(adjustments::withdrawn_at.is_null())
        .select((
            adjustments::id,
            adjustments::partner_id,
            adjustments::amount,
            adjustments::currency,
            adjustments::reason,
            adjustments::approved_by,
        ))
        .order(adjustments::id);
    let adjustment = |(id, partner, amount, currency, reason, approved_by): Row| {
        let read = || {
            Some(Adjusted {
                id: AdjustmentId::parse(&id)?,
                partner: PartnerId::parse(&partner)?,
                amount: money(amount, &currency)?,
                reason,
                is_approved: approved_by.is_some(),
            })
        };
        read().ok_or_else(|| StorageError::Failed(format!("adjustment {id} cannot be read")))
    };
    query.load::<Row>(tx.connection)?.into_iter().map(adjustment).collect()
}

/// The partners that take part today.
pub fn active_partners(tx: &mut Tx<'_>) -> Result<HashSet<PartnerId>, StorageError> {
    let query = partners::table.filter(partners::status.eq("active")).select(partners::id);
    ids(query.load(tx.connection)?)
}

/// The names of the partners with a bank account that was confirmed, and its title.
pub fn accounts(tx: &mut Tx<'_>) -> Result<HashMap<PartnerId, (Name, Name)>, StorageError> {
    let query = bank_accounts::table
        .inner_join(partners::table.on(partners::id.eq(bank_accounts::partner_id)))
        .filter(bank_accounts::status.eq("confirmed"))
        .select((bank_accounts::partner_id, partners::name, bank_accounts::title));
    let account = |(id, name, title): (String, String, String)| {
        let read = || Some((PartnerId::parse(&id)?, (Name::parse(&name)?, Name::parse(&title)?)));
        read().ok_or_else(|| StorageError::Failed(format!("the account of {id} cannot be read")))
    };
    query.load(tx.connection)?.into_iter().map(account).collect()
}

fn ids(rows: Vec<String>) -> Result<HashSet<PartnerId>, StorageError> {
    let unreadable = |id: &str| StorageError::Failed(format!("partner {id} cannot be read"));
    rows.iter().map(|id| PartnerId::parse(id).ok_or_else(|| unreadable(id))).collect()
}

/// An exception that whoever closed a period accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// What it is called.
    pub exception: ExceptionKey,
    /// What it was, in words.
    pub detail: String,
    /// Why it was accepted.
    pub reason: String,
    /// By whom.
    pub by: UserId,
    /// When.
    pub at: NaiveDateTime,
}

/// Keeps that an exception was accepted.
pub fn accept(tx: &mut Tx<'_>, period: Period, accepted: &Accepted) -> Result<(), StorageError> {
    let Accepted { exception, detail, reason, by, at } = accepted;
    diesel::insert_into(accepted_exceptions::table)
        .values((
            accepted_exceptions::period.eq(period.to_string()),
            accepted_exceptions::exception.eq(exception.as_str()),
            accepted_exceptions::detail.eq(detail),
            accepted_exceptions::reason.eq(reason),
            accepted_exceptions::accepted_by.eq(by.as_str()),
            accepted_exceptions::accepted_at.eq(*at),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// What was accepted when a period was closed.
pub fn accepted(tx: &mut Tx<'_>, period: Period) -> Result<Vec<Accepted>, StorageError> {
    type Row = (String, String, String, String, NaiveDateTime);
    let query = accepted_exceptions::table
        .filter(accepted_exceptions::period.eq(period.to_string()))
        .select((
            accepted_exceptions::exception,
            accepted_exceptions::detail,
            accepted_exceptions::reason,
            accepted_exceptions::accepted_by,
            accepted_exceptions::accepted_at,
        ))
        .order(accepted_exceptions::exception);
    let accepted = |(exception, detail, reason, by, at): Row| {
        let unreadable = || StorageError::Failed(format!("exception {exception} cannot be read"));
        Ok(Accepted {
            by: UserId::parse(&by).ok_or_else(unreadable)?,
            exception: ExceptionKey::parse(&exception).ok_or_else(unreadable)?,
            detail,
            reason,
            at,
        })
    };
    query.load::<Row>(tx.connection)?.into_iter().map(accepted).collect()
}
