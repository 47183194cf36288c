//! What the central view counts, by partner, and what waits for somebody.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::database::Tx;
use super::error::StorageError;
use super::schema::{
    check_ins, partners, recruit_stage_moves, recruits, sale_credits, sales, sellers,
};
use crate::domain::recruit::{RecruitStatus, Stage};
use crate::domain::{Amount, Currency, Money, PartnerId, PartnerStatus, Share, Span, Word, day_of};

diesel::allow_columns_to_appear_in_same_group_by_clause!(
    sale_credits::partner_id,
    sales::kind,
    sales::currency,
);

/// How many of those that wait are named; all are counted.
pub const NAMED: i64 = 50;

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

/// A partner as the view names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: PartnerId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it belongs to the programme now, be it suspended.
    pub is_member: bool,
}

/// All partners, by code.
pub fn named(tx: &mut Tx<'_>) -> Result<Vec<Named>, StorageError> {
    let rows: Vec<(String, String, String, String)> = partners::table
        .select((partners::id, partners::code, partners::name, partners::status))
        .order(partners::code)
        .load(tx.connection)?;
    let members = [PartnerStatus::Active, PartnerStatus::Suspended];
    let read = |(id, code, name, status): (String, String, String, String)| {
        let is_member = members.iter().any(|member| member.as_str() == status);
        Ok(Named { id: partner(&id)?, code, name, is_member })
    };
    rows.into_iter().map(read).collect()
}

/// What a person reported on which days of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// Who, by id.
    pub user: String,
    /// Whether these came late.
    pub late: bool,
    /// The days: bit 1 is the first of the month.
    pub days: i64,
}

/// Who reported on which days, which are of one month. A person has one report of a day, so that the
/// sum of its days' bits holds each of them once.
pub fn reported(tx: &mut Tx<'_>, days: Span) -> Result<Vec<Reported>, StorageError> {
    let bits = sql::<BigInt>(
        "CAST(sum(CAST(1 AS BIGINT) << CAST(substr(CAST(check_ins.date AS TEXT), 9, 2) AS INTEGER)) \
         AS BIGINT)",
    );
    let rows: Vec<(String, bool, i64)> = check_ins::table
        .filter(check_ins::date.ge(days.first))
        .filter(check_ins::date.le(days.last))
        .group_by((check_ins::user_id, check_ins::late))
        .select((check_ins::user_id, check_ins::late, bits))
        .load(tx.connection)?;
    Ok(rows.into_iter().map(|(user, late, days)| Reported { user, late, days }).collect())
}

/// The confirmed sales of one partner, kind and currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sold {
    /// Whose.
    pub partner: PartnerId,
    /// `new`, `renewal`, `upgrade` or `add_on`.
    pub kind: String,
    /// How many.
    pub count: i64,
    /// Their sum in minor units.
    pub amount: i64,
    /// Its currency.
    pub currency: Currency,
}

/// The confirmed sales paid on some days that credit one partner with the whole.
pub fn sold_alone(tx: &mut Tx<'_>, days: Span) -> Result<Vec<Sold>, StorageError> {
    type Row = (String, String, String, i64, i64);
    let rows: Vec<Row> = sales::table
        .inner_join(sale_credits::table)
        .filter(sales::status.eq("confirmed"))
        .filter(sales::paid_on.ge(days.first))
        .filter(sales::paid_on.le(days.last))
        .filter(sale_credits::share_parts.eq(WHOLE))
        .group_by((sale_credits::partner_id, sales::kind, sales::currency))
        .select((
            sale_credits::partner_id,
            sales::kind,
            sales::currency,
            count_star(),
            sql::<BigInt>("CAST(sum(sales.amount) AS BIGINT)"),
        ))
        .load(tx.connection)?;
    let read = |(id, kind, code, count, amount): Row| {
        Ok(Sold { partner: partner(&id)?, kind, count, amount, currency: currency(&code)? })
    };
    rows.into_iter().map(read).collect()
}

/// The whole of a sale, in the parts in which shares are kept.
const WHOLE: i32 = 100_000_000;

fn currency(code: &str) -> Result<Currency, StorageError> {
    Currency::parse(code).ok_or_else(|| StorageError::Failed(format!("a sale's currency {code}")))
}

/// A partner's credit of a confirmed sale that several share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    /// The sale.
    pub sale: String,
    /// `new`, `renewal`, `upgrade` or `add_on`.
    pub kind: String,
    /// What was paid for all of it.
    pub paid: Money,
    /// Who is credited.
    pub partner: PartnerId,
    /// With which share.
    pub share: Share,
}

/// The credits of the confirmed sales paid on some days that several partners share, sale by sale, in
/// the order in which a sale is split.
pub fn shared(tx: &mut Tx<'_>, days: Span) -> Result<Vec<Credited>, StorageError> {
    type Row = (String, String, i64, String, String, i32);
    let rows: Vec<Row> = sales::table
        .inner_join(sale_credits::table)
        .filter(sales::status.eq("confirmed"))
        .filter(sales::paid_on.ge(days.first))
        .filter(sales::paid_on.le(days.last))
        .filter(sale_credits::share_parts.ne(WHOLE))
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
    let read = |(sale, kind, amount, code, id, parts): Row| {
        let unreadable = || StorageError::Failed(format!("sale {sale}: its credits"));
        let amount = Amount::try_from(amount).map_err(|_| unreadable())?;
        let share = Share::from_parts(parts.into()).ok_or_else(unreadable)?;
        let paid = Money { amount, currency: currency(&code)? };
        Ok(Credited { partner: partner(&id)?, kind, paid, share, sale })
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
    /// The name of the seller or the person.
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

/// The id of one that waits, its partner and its name.
type Who = (String, Option<String>, String);

impl Queue {
    fn of<T>(count: i64, first: Vec<(Who, T)>, on: impl Fn(T) -> NaiveDate) -> Self {
        let waiting =
            |((id, partner, name), at): (Who, T)| Waiting { id, partner, name, on: on(at) };
        Self { count, first: first.into_iter().map(waiting).collect() }
    }
}

/// What is named of a recruit that waits.
fn recruit() -> (recruits::id, diesel::dsl::Nullable<recruits::partner_id>, recruits::seller_name) {
    (recruits::id, recruits::partner_id.nullable(), recruits::seller_name)
}

/// Recruits that wait for a manager's decision, the longest first.
pub fn awaiting_decision(tx: &mut Tx<'_>, zone: Tz) -> Result<Queue, StorageError> {
    let waiting = || recruits::table.filter(recruits::status.eq(RecruitStatus::InReview.as_str()));
    let count = waiting().count().get_result(tx.connection)?;
    let first = waiting()
        .select((recruit(), recruits::received_at))
        .order(recruits::seq)
        .limit(NAMED)
        .load(tx.connection)?;
    Ok(Queue::of(count, first, |at: NaiveDateTime| day_of(at.and_utc(), zone)))
}

/// Open recruits whose protection ends from a day to a day, the earliest first.
pub fn protections_ending(
    tx: &mut Tx<'_>,
    Span { first: from, last: to }: Span,
) -> Result<Queue, StorageError> {
    let ending = || {
        recruits::table
            .filter(recruits::status.eq(RecruitStatus::Open.as_str()))
            .filter(recruits::protected_until.ge(from))
            .filter(recruits::protected_until.le(to))
    };
    let count = ending().count().get_result(tx.connection)?;
    let first = ending()
        .select((recruit(), recruits::protected_until))
        .order((recruits::protected_until, recruits::seq))
        .limit(NAMED)
        .load(tx.connection)?;
    Ok(Queue::of(count, first, |until: Option<NaiveDate>| until.unwrap_or(from)))
}

/// Open recruits that went into verification before an instant and are still there, the longest first.
pub fn verifications_since(
    tx: &mut Tx<'_>,
    (before, zone): (NaiveDateTime, Tz),
) -> Result<Queue, StorageError> {
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
    let first = stuck()
        .select((recruit(), recruit_stage_moves::moved_at))
        .order((recruit_stage_moves::moved_at, recruits::seq))
        .limit(NAMED)
        .load(tx.connection)?;
    Ok(Queue::of(count, first, |at: NaiveDateTime| day_of(at.and_utc(), zone)))
}

/// Sellers whose membership ends from a day to a day, the earliest first.
pub fn renewals_due(
    tx: &mut Tx<'_>,
    Span { first: from, last: to }: Span,
) -> Result<Queue, StorageError> {
    let due = || {
        sellers::table
            .filter(sellers::membership_ends_on.ge(from))
            .filter(sellers::membership_ends_on.le(to))
    };
    let count = due().count().get_result(tx.connection)?;
    let first = due()
        .select(((sellers::id, sellers::partner_id, sellers::name), sellers::membership_ends_on))
        .order((sellers::membership_ends_on, sellers::id))
        .limit(NAMED)
        .load(tx.connection)?;
    Ok(Queue::of(count, first, |ends_on: Option<NaiveDate>| ends_on.unwrap_or(from)))
}
