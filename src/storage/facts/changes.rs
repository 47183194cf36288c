//! What came to be known since a close.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::dsl::max;
use diesel::prelude::*;

use super::unreadable;
use crate::domain::{ExchangeRateId, PartnerId, PlanId, SaleId, Span};
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::{fact_changes, refunds, sale_credits, sales};

/// A change of a fact other than a sale.
#[derive(Debug, Clone)]
pub struct Change {
    /// What changed.
    pub subject: Subject,
    /// The first day of payment that it bears on.
    pub first: NaiveDate,
    /// The last one, where that is known.
    pub last: Option<NaiveDate>,
}

/// What changed.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A rate came.
    Rate(ExchangeRateId),
    /// A partner's upper partner.
    Parent(PartnerId),
    /// A partner's agreement.
    Agreement(PartnerId),
    /// A plan's version was approved.
    Version(PlanId),
}

/// The number of the last change; 0 before the first.
pub fn last_change(tx: &mut Tx<'_>) -> Result<i64, StorageError> {
    let last: Option<i64> =
        fact_changes::table.select(max(fact_changes::seq)).get_result(tx.connection)?;
    Ok(last.unwrap_or(0))
}

/// The changes after a number, but for those of sales.
pub fn changes(tx: &mut Tx<'_>, after: i64) -> Result<Vec<Change>, StorageError> {
    type Row = (String, String, NaiveDate, Option<NaiveDate>);
    let columns = (
        fact_changes::kind,
        fact_changes::subject_id,
        fact_changes::first_on,
        fact_changes::last_on,
    );
    let query = fact_changes::table
        .filter(fact_changes::seq.gt(after))
        .filter(fact_changes::kind.ne("sale"))
        .select(columns)
        .distinct();
    let change = |(kind, id, first, last): Row| {
        let subject = match kind.as_str() {
            "rate" => ExchangeRateId::parse(&id).map(Subject::Rate),
            "parent" => PartnerId::parse(&id).map(Subject::Parent),
            "agreement" => PartnerId::parse(&id).map(Subject::Agreement),
            "version" => PlanId::parse(&id).map(Subject::Version),
            _ => None,
        };
        let subject = subject.ok_or_else(|| unreadable("a change of", &id))?;
        Ok(Change { subject, first, last })
    };
    query.load::<Row>(tx.connection)?.into_iter().map(change).collect()
}

/// Who is credited with a sale, and when it was paid.
type Day = (PartnerId, NaiveDate);

fn days(rows: Vec<(String, NaiveDate)>) -> Result<Vec<Day>, StorageError> {
    let day = |(partner, day): (String, NaiveDate)| {
        let partner = PartnerId::parse(&partner).ok_or_else(|| unreadable("partner", &partner))?;
        Ok((partner, day))
    };
    rows.into_iter().map(day).collect()
}

/// Whom sales credit that were paid before a day and changed after a number, and when they were paid.
pub fn concerned_by_changes(
    tx: &mut Tx<'_>,
    after: i64,
    before: NaiveDate,
) -> Result<Vec<Day>, StorageError> {
    let changed = fact_changes::table
        .filter(fact_changes::seq.gt(after))
        .filter(fact_changes::kind.eq("sale"))
        .filter(fact_changes::first_on.lt(before))
        .select(fact_changes::subject_id);
    let credits = sale_credits::table
        .inner_join(sales::table)
        .filter(sales::id.eq_any(changed))
        .select((sale_credits::partner_id, sales::paid_on))
        .distinct();
    days(credits.load(tx.connection)?)
}

/// The sales that were paid before a day and changed after a number, as the engine calls them.
pub fn changed_before(
    tx: &mut Tx<'_>,
    after: i64,
    before: NaiveDate,
) -> Result<HashSet<String>, StorageError> {
    let changed = fact_changes::table
        .filter(fact_changes::seq.gt(after))
        .filter(fact_changes::kind.eq("sale"))
        .filter(fact_changes::first_on.lt(before))
        .select(fact_changes::subject_id);
    let query = sales::table.filter(sales::id.eq_any(changed)).select(sales::external_id);
    Ok(query.load::<String>(tx.connection)?.into_iter().collect())
}

/// Whom sales credit that were paid before some days and verified or refunded on them, and when they
/// were paid.
pub fn dated_in(tx: &mut Tx<'_>, on: Span) -> Result<Vec<Day>, StorageError> {
    let credits = || sale_credits::table.inner_join(sales::table);
    let columns = (sale_credits::partner_id, sales::paid_on);
    let verified = credits()
        .filter(sales::verified_on.between(on.first, on.last))
        .filter(sales::paid_on.lt(on.first))
        .select(columns)
        .distinct();
    let mut rows: Vec<(String, NaiveDate)> = verified.load(tx.connection)?;
    let refunded = refunds::table
        .filter(refunds::refunded_on.between(on.first, on.last))
        .select(refunds::sale_id);
    let refunded = credits()
        .filter(sales::id.eq_any(refunded))
        .filter(sales::paid_on.lt(on.first))
        .select(columns)
        .distinct();
    rows.extend(refunded.load::<(String, NaiveDate)>(tx.connection)?);
    days(rows)
}

/// The same of one sale.
pub fn sale_days(tx: &mut Tx<'_>, sale: &SaleId) -> Result<Vec<Day>, StorageError> {
    let credits = sale_credits::table
        .inner_join(sales::table)
        .filter(sales::id.eq(sale.as_str()))
        .select((sale_credits::partner_id, sales::paid_on));
    days(credits.load(tx.connection)?)
}

/// What the engine calls some sales.
pub fn sale_names(tx: &mut Tx<'_>, some: &[SaleId]) -> Result<HashSet<String>, StorageError> {
    let mut names = HashSet::new();
    for sale in some {
        let of = sales::table.filter(sales::id.eq(sale.as_str())).select(sales::external_id);
        names.extend(of.load::<String>(tx.connection)?);
    }
    Ok(names)
}
