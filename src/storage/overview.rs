//! What the central view counts, by partner, and what waits for somebody.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::{recruit_stage_moves, recruits, sale_credits, sales, sellers};
use crate::domain::recruit::{RecruitStatus, Stage};
use crate::domain::{PartnerId, Word};

/// How many of those that wait are named; all are counted.
const NAMED: i64 = 50;

/// A count of a partner's.
pub type ByPartner = (PartnerId, i64);

fn partner(text: &str) -> Result<PartnerId, StorageError> {
    PartnerId::parse(text).ok_or_else(|| StorageError::Failed(format!("partner {text}: its id")))
}

/// How many recruits each partner sent from an instant until, and not at, another; those refused at
/// receipt are not counted.
pub fn recruits_received(
    tx: &mut Tx<'_>,
    (from, until): (NaiveDateTime, NaiveDateTime),
) -> Result<Vec<ByPartner>, StorageError> {
    let rows: Vec<(String, i64)> = recruits::table
        .filter(recruits::received_at.ge(from))
        .filter(recruits::received_at.lt(until))
        .filter(recruits::status.ne(RecruitStatus::Refused.as_str()))
        .group_by(recruits::partner_id)
        .select((recruits::partner_id, count_star()))
        .load(tx.connection)?;
    rows.into_iter().map(|(id, count)| Ok((partner(&id)?, count))).collect()
}

/// How many live recruits each partner has in each stage.
pub fn live_stages(tx: &mut Tx<'_>) -> Result<Vec<(PartnerId, Stage, i64)>, StorageError> {
    let rows: Vec<(String, String, i64)> = recruits::table
        .filter(recruits::status.eq_any(live()))
        .group_by((recruits::partner_id, recruits::stage))
        .select((recruits::partner_id, recruits::stage, count_star()))
        .load(tx.connection)?;
    let read = |(id, stage, count): (String, String, i64)| {
        let known = Stage::parse(&stage)
            .ok_or_else(|| StorageError::Failed(format!("a recruit's stage {stage}")))?;
        Ok((partner(&id)?, known, count))
    };
    rows.into_iter().map(read).collect()
}

fn live() -> Vec<&'static str> {
    vec![RecruitStatus::Open.as_str(), RecruitStatus::InReview.as_str()]
}

/// A partner's credit of a confirmed sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    /// The sale.
    pub sale: String,
    /// `new`, `renewal`, `upgrade` or `add_on`.
    pub kind: String,
    /// The sale's amount in minor units.
    pub amount: i64,
    /// Its currency.
    pub currency: String,
    /// Who is credited.
    pub partner: PartnerId,
    /// For which share, in parts of 10<sup>-8</sup>.
    pub share_parts: i32,
}

/// The credits of the confirmed sales that were paid from a day to a day, sale by sale, in the order in
/// which a sale is split.
pub fn credited(
    tx: &mut Tx<'_>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Credited>, StorageError> {
    type Row = (String, String, i64, String, String, i32);
    let rows: Vec<Row> = sales::table
        .inner_join(sale_credits::table)
        .filter(sales::status.eq("confirmed"))
        .filter(sales::paid_on.ge(from))
        .filter(sales::paid_on.le(to))
        .select((
            sales::id,
            sales::kind,
            sales::amount,
            sales::currency,
            sale_credits::partner_id,
            sale_credits::share_parts,
        ))
        .order((sales::id, sale_credits::position))
        .load(tx.connection)?;
    let read = |(sale, kind, amount, currency, id, share_parts): Row| {
        Ok(Credited { sale, kind, amount, currency, partner: partner(&id)?, share_parts })
    };
    rows.into_iter().map(read).collect()
}

/// Something that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: String,
    /// Whose it is, where it is somebody's.
    pub partner: Option<String>,
    /// The seller's name.
    pub name: String,
    /// Since when it waits, or when it ends.
    pub on: NaiveDate,
}

/// How many wait, and the first of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Queue {
    /// All of them.
    pub count: i64,
    /// The first.
    pub first: Vec<Waiting>,
}

/// Recruits that wait for a manager's decision, the longest first.
pub fn awaiting_decision(tx: &mut Tx<'_>) -> Result<Queue, StorageError> {
    let waiting = || recruits::table.filter(recruits::status.eq(RecruitStatus::InReview.as_str()));
    let count = waiting().count().get_result(tx.connection)?;
    let rows: Vec<(String, String, String, NaiveDateTime)> = waiting()
        .select((recruits::id, recruits::partner_id, recruits::seller_name, recruits::received_at))
        .order(recruits::seq)
        .limit(NAMED)
        .load(tx.connection)?;
    let first = rows.into_iter().map(|(id, partner, name, at)| Waiting {
        id,
        partner: Some(partner),
        name,
        on: at.date(),
    });
    Ok(Queue { count, first: first.collect() })
}

/// Open recruits whose protection ends from a day to a day, the earliest first.
pub fn protections_ending(
    tx: &mut Tx<'_>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Queue, StorageError> {
    let ending = || {
        recruits::table
            .filter(recruits::status.eq(RecruitStatus::Open.as_str()))
            .filter(recruits::protected_until.ge(from))
            .filter(recruits::protected_until.le(to))
    };
    let count = ending().count().get_result(tx.connection)?;
    let rows: Vec<(String, String, String, Option<NaiveDate>)> = ending()
        .select((
            recruits::id,
            recruits::partner_id,
            recruits::seller_name,
            recruits::protected_until,
        ))
        .order((recruits::protected_until, recruits::seq))
        .limit(NAMED)
        .load(tx.connection)?;
    let first = rows.into_iter().map(|(id, partner, name, until)| Waiting {
        id,
        partner: Some(partner),
        name,
        on: until.unwrap_or(from),
    });
    Ok(Queue { count, first: first.collect() })
}

/// Open recruits that went into verification before an instant and are still there, the longest first.
pub fn verifications_since(tx: &mut Tx<'_>, before: NaiveDateTime) -> Result<Queue, StorageError> {
    let stuck = || {
        recruits::table
            .inner_join(
                recruit_stage_moves::table.on(recruit_stage_moves::recruit_id.eq(recruits::id)),
            )
            .filter(recruits::status.eq(RecruitStatus::Open.as_str()))
            .filter(recruits::stage.eq(Stage::Verifying.as_str()))
            .filter(recruit_stage_moves::to_stage.eq(Stage::Verifying.as_str()))
            .filter(recruit_stage_moves::moved_at.lt(before))
    };
    let count = stuck().count().get_result(tx.connection)?;
    let rows: Vec<(String, String, String, NaiveDateTime)> = stuck()
        .select((
            recruits::id,
            recruits::partner_id,
            recruits::seller_name,
            recruit_stage_moves::moved_at,
        ))
        .order((recruit_stage_moves::moved_at, recruits::seq))
        .limit(NAMED)
        .load(tx.connection)?;
    let first = rows.into_iter().map(|(id, partner, name, at)| Waiting {
        id,
        partner: Some(partner),
        name,
        on: at.date(),
    });
    Ok(Queue { count, first: first.collect() })
}

/// Sellers whose membership ends from a day to a day, the earliest first.
pub fn renewals_due(
    tx: &mut Tx<'_>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Queue, StorageError> {
    let due = || {
        sellers::table
            .filter(sellers::membership_ends_on.ge(from))
            .filter(sellers::membership_ends_on.le(to))
    };
    let count = due().count().get_result(tx.connection)?;
    let rows: Vec<(String, Option<String>, String, Option<NaiveDate>)> = due()
        .select((sellers::id, sellers::partner_id, sellers::name, sellers::membership_ends_on))
        .order((sellers::membership_ends_on, sellers::id))
        .limit(NAMED)
        .load(tx.connection)?;
    let first = rows.into_iter().map(|(id, partner, name, ends_on)| Waiting {
        id,
        partner,
        name,
        on: ends_on.unwrap_or(from),
    });
    Ok(Queue { count, first: first.collect() })
}
