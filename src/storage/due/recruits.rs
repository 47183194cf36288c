//! Recruits for which nothing is done, and those whose protection ends soon.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Part, ids};
use crate::domain::recruit::{RecruitStatus, Stage};
use crate::domain::{RecruitId, SellerId, Word};
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::{recruits, sales};

/// The recruits that protect a seller on a day, and for which nothing was done since an instant; not
/// those that the platform verifies.
pub fn quiet(
    tx: &mut Tx<'_>,
    (today, since): (NaiveDate, NaiveDateTime),
    part: Part<'_>,
) -> Result<Vec<RecruitId>, StorageError> {
    let [open, review] = [RecruitStatus::Open, RecruitStatus::InReview].map(Word::as_str);
    let found: Vec<String> = recruits::table
        .filter(recruits::status.eq(open).or(recruits::status.eq(review)))
        .filter(recruits::protected_until.ge(today))
        .filter(recruits::stage.ne(Stage::Verifying.as_str()))
        .filter(recruits::received_at.lt(since))
        .filter(recruits::last_activity_at.is_null().or(recruits::last_activity_at.lt(since)))
        .filter(recruits::id.gt(part.after))
        .select(recruits::id)
        .order(recruits::id)
        .limit(part.most.into())
        .load(tx.connection)?;
    ids(found)
}

/// The recruits whose protection has its last day between two, both included.
pub fn ending(
    tx: &mut Tx<'_>,
    (first, last): (NaiveDate, NaiveDate),
    part: Part<'_>,
) -> Result<Vec<RecruitId>, StorageError> {
    let [open, review] = [RecruitStatus::Open, RecruitStatus::InReview].map(Word::as_str);
    let found: Vec<String> = recruits::table
        .filter(recruits::status.eq(open).or(recruits::status.eq(review)))
        .filter(recruits::protected_until.ge(first))
        .filter(recruits::protected_until.le(last))
        .filter(recruits::id.gt(part.after))
        .select(recruits::id)
        .order(recruits::id)
        .limit(part.most.into())
        .load(tx.connection)?;
    ids(found)
}

/// The time in which a sale was not decided, or was taken for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaleSpan {
    /// When it was recorded.
    pub recorded_at: NaiveDateTime,
    /// When it was confirmed or, where it was none, made void; none while it awaits confirmation.
    pub ended_at: Option<NaiveDateTime>,
}

/// The times in which sales to a seller awaited confirmation, or stood until they were made void.
pub fn sales_of(tx: &mut Tx<'_>, seller: &SellerId) -> Result<Vec<SaleSpan>, StorageError> {
    type Found = (NaiveDateTime, Option<NaiveDateTime>, Option<NaiveDateTime>);
    let found: Vec<Found> = sales::table
        .filter(sales::seller_id.eq(seller.as_str()))
        .select((sales::created_at, sales::confirmed_at, sales::voided_at))
        .load(tx.connection)?;
    let span = |(recorded_at, confirmed_at, voided_at): Found| SaleSpan {
        recorded_at,
        ended_at: voided_at.or(confirmed_at),
    };
    Ok(found.into_iter().map(span).collect())
}
