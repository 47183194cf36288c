//! What came of an event, for its report. Asked with the programme's sight.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::super::database::Tx;
use super::super::error::StorageError;
use super::super::schema::{arrivals, entries, recruits, registrations, sales, sellers};
use crate::domain::event::Mode;
use crate::domain::{Amount, Currency, EventId, Money, PartnerId, Word};

/// One registration, and whether somebody came by it.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// How the visitor took part, or would have.
    pub mode: Mode,
    /// Whether the visitor came without having registered.
    pub walk_in: bool,
    /// Whether the visitor came.
    pub came: bool,
    /// Of which company.
    pub company: Option<String>,
    /// Which phone.
    pub phone: Option<String>,
    /// Whose person invited.
    pub inviter: Option<String>,
    /// Whose the visitor is.
    pub whose: Option<String>,
}

/// All who registered for an event, and all who came.
pub fn visitors(tx: &mut Tx<'_>, event: &EventId) -> Result<Vec<Visitor>, StorageError> {
    type Found = (
        (String, bool, Option<String>, Option<String>, Option<String>),
        Option<(String, Option<String>)>,
    );
    let rows: Vec<Found> = registrations::table
        .left_join(arrivals::table)
        .filter(registrations::event_id.eq(event.as_str()))
        .select((
            (
                registrations::mode,
                registrations::walk_in,
                registrations::company,
                registrations::phone,
                registrations::invited_by_partner_id,
            ),
            (arrivals::mode, arrivals::attributed_partner_id).nullable(),
        ))
        .load(tx.connection)?;
    let visitor = |((mode, walk_in, company, phone, inviter), arrival): Found| {
        let unreadable = || StorageError::Failed(format!("event {event}: a mode"));
        let (came, whose) = match arrival {
            Some((mode, whose)) => (Some(mode), whose),
            None => (None, None),
        };
        let mode = Mode::parse(came.as_ref().unwrap_or(&mode)).ok_or_else(unreadable)?;
        Ok(Visitor { mode, walk_in, came: came.is_some(), company, phone, inviter, whose })
    };
    rows.into_iter().map(visitor).collect()
}

/// Of these phones, those of sellers that were there before an instant.
pub fn known_before(
    tx: &mut Tx<'_>,
    phones: Vec<String>,
    before: NaiveDateTime,
) -> Result<BTreeSet<String>, StorageError> {
    let known: Vec<Option<String>> = sellers::table
        .filter(sellers::phone.eq_any(phones))
        .filter(sellers::created_at.lt(before))
        .select(sellers::phone)
        .load(tx.connection)?;
    Ok(known.into_iter().flatten().collect())
}

/// Whose the recruits of an event are: one for each.
pub fn recruits_of(tx: &mut Tx<'_>, event: &EventId) -> Result<Vec<PartnerId>, StorageError> {
    let partners: Vec<String> = recruits::table
        .filter(recruits::event_id.eq(event.as_str()))
        .filter(recruits::status.ne("refused"))
        .select(recruits::partner_id)
        .load(tx.connection)?;
    partners.iter().map(|text| partner(text)).collect()
}

/// A confirmed sale to a recruit of an event.
#[derive(Debug, Clone)]
pub struct Won {
    /// The sale.
    pub sale: String,
    /// The recruit.
    pub recruit: String,
    /// Whose it is.
    pub partner: PartnerId,
    /// When it was paid.
    pub paid_on: NaiveDate,
    /// What was paid.
    pub amount: Money,
}

/// What the recruits of an event paid until a day.
pub fn won_until(
    tx: &mut Tx<'_>,
    event: &EventId,
    last: NaiveDate,
) -> Result<Vec<Won>, StorageError> {
    type Found = (String, String, String, NaiveDate, i64, String);
    let rows: Vec<Found> = sales::table
        .inner_join(recruits::table)
        .filter(recruits::event_id.eq(event.as_str()))
        .filter(sales::status.eq("confirmed"))
        .filter(sales::paid_on.le(last))
        .order(sales::id)
        .select((
            sales::id,
            recruits::id,
            recruits::partner_id,
            sales::paid_on,
            sales::amount,
            sales::currency,
        ))
        .load(tx.connection)?;
    let won = |(sale, recruit, whose, paid_on, amount, currency): Found| {
        let unreadable = || StorageError::Failed(format!("a sale to {recruit}"));
        let currency = Currency::parse(&currency).ok_or_else(unreadable)?;
        let amount = Amount::try_from(amount).map_err(|_| unreadable())?;
        let partner = partner(&whose)?;
        Ok(Won { sale, recruit, partner, paid_on, amount: Money { amount, currency } })
    };
    rows.into_iter().map(won).collect()
}

/// What closed periods paid to a partner for some sales.
#[derive(Debug, Clone)]
pub struct Paid {
    /// To whom.
    pub partner: PartnerId,
    /// How much, in minor units.
    pub amount: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// What closed periods paid for these sales, by partner and currency.
pub fn commissions(tx: &mut Tx<'_>, sales: Vec<String>) -> Result<Vec<Paid>, StorageError> {
    let rows: Vec<(String, String, i64)> = entries::table
        .filter(entries::sale_id.eq_any(sales))
        .group_by((entries::partner_id, entries::currency))
        .select((
            entries::partner_id,
            entries::currency,
            sql::<BigInt>("CAST(sum(entries.amount) AS BIGINT)"),
        ))
        .load(tx.connection)?;
    let read = |(whose, code, amount): (String, String, i64)| {
        let unreadable = || StorageError::Failed(format!("entries in {code}"));
        let currency = Currency::parse(&code).ok_or_else(unreadable)?;
        Ok(Paid { partner: partner(&whose)?, amount, currency })
    };
    rows.into_iter().map(read).collect()
}

fn partner(text: &str) -> Result<PartnerId, StorageError> {
    PartnerId::parse(text).ok_or_else(|| StorageError::Failed("a recruit's partner".to_owned()))
}
