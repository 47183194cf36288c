//! A check-in as its tables keep it.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::error::StorageError;
use super::money::money;
use super::schema::{check_in_blockers, check_in_plans, check_ins};
use super::signed;
use crate::domain::check_in::{Blocker, BlockerCategory, CheckIn, CheckInStatus, Counts, Told};
use crate::domain::{CheckInId, ClientRef, Note, PartnerId, RecruitId, UserId, Word};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = check_ins, treat_none_as_null = true)]
pub(super) struct Row {
    pub id: String,
    partner_id: String,
    user_id: String,
    date: NaiveDate,
    calls: i32,
    visits: i32,
    demos: i32,
    proposals: i32,
    new_recruits: i32,
    contracts: i32,
    sales_count: i32,
    sales_amount: i64,
    sales_currency: String,
    plan: Option<String>,
    note: Option<String>,
    captured_at: Option<NaiveDateTime>,
    received_at: NaiveDateTime,
    client_ref: Option<String>,
    status: String,
    late: bool,
    after_lock: bool,
    reviewed_by: Option<String>,
    reviewed_at: Option<NaiveDateTime>,
    review_comment: Option<String>,
    version: i32,
    updated_at: NaiveDateTime,
    corrected: bool,
    correction_reason: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = check_in_blockers)]
pub(super) struct BlockerRow {
    check_in_id: String,
    position: i32,
    partner_id: String,
    text: Option<String>,
    category: String,
    since: Option<NaiveDate>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = check_in_plans)]
pub(super) struct PlanRow {
    check_in_id: String,
    position: i32,
    partner_id: String,
    recruit_id: String,
}

impl PlanRow {
    pub(super) fn of(check_in: &CheckIn, position: i32, recruit: &RecruitId) -> Self {
        Self {
            check_in_id: check_in.id.to_string(),
            position,
            partner_id: check_in.partner.to_string(),
            recruit_id: recruit.to_string(),
        }
    }
}

/// What check-ins have beside their rows, each in its order.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) blockers: Vec<BlockerRow>,
    pub(super) plans: Vec<PlanRow>,
}

impl Parts {
    /// Those of one check-in; `None` where one of them cannot be read.
    fn of(&self, id: &str) -> Option<(Vec<Blocker>, Vec<RecruitId>)> {
        let blockers = self.blockers.iter().filter(|row| row.check_in_id == id).map(blocker);
        let plans = self.plans.iter().filter(|row| row.check_in_id == id);
        let planned = plans.map(|row| RecruitId::parse(&row.recruit_id));
        Some((blockers.collect::<Option<_>>()?, planned.collect::<Option<_>>()?))
    }
}

impl BlockerRow {
    pub(super) fn of(check_in: &CheckIn, position: i32, blocker: &Blocker) -> Self {
        let Blocker { category, note, since } = blocker;
        Self {
            check_in_id: check_in.id.to_string(),
            position,
            partner_id: check_in.partner.to_string(),
            text: note.as_ref().map(ToString::to_string),
            category: category.as_str().to_owned(),
            since: *since,
        }
    }
}

/// Figures are at most [`Counts::MOST`], which the database holds to.
fn kept(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

impl From<&CheckIn> for Row {
    fn from(check_in: &CheckIn) -> Self {
        let CheckIn {
            id,
            partner,
            user,
            date,
            told: Told { counts, sales_amount, blockers: _, plan, planned: _, note, correction },
            captured_at,
            received_at,
            client_ref,
            status,
            late,
            after_lock,
            corrected,
            reviewed,
            review_comment,
            version,
            updated_at,
        } = check_in;
        let Counts { calls, visits, demos, proposals, new_recruits, contracts, sales } = *counts;
        let (reviewed_by, reviewed_at) = signed::columns(reviewed.as_ref());
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            user_id: user.to_string(),
            date: *date,
            calls: kept(calls),
            visits: kept(visits),
            demos: kept(demos),
            proposals: kept(proposals),
            new_recruits: kept(new_recruits),
            contracts: kept(contracts),
            sales_count: kept(sales),
            sales_amount: sales_amount.amount.minor(),
            sales_currency: sales_amount.currency.code().to_owned(),
            plan: plan.as_ref().map(ToString::to_string),
            note: note.as_ref().map(ToString::to_string),
            captured_at: *captured_at,
            received_at: *received_at,
            client_ref: client_ref.as_ref().map(ToString::to_string),
            status: status.as_str().to_owned(),
            late: *late,
            after_lock: *after_lock,
            reviewed_by,
            reviewed_at,
            review_comment: review_comment.as_ref().map(ToString::to_string),
            version: *version,
            updated_at: *updated_at,
            corrected: *corrected,
            correction_reason: correction.as_ref().map(ToString::to_string),
        }
    }
}

/// The check-in of a row, with those of the parts that are its own.
pub(super) fn told_of(row: Row, parts: &Parts) -> Result<CheckIn, StorageError> {
    let Row {
        id,
        partner_id,
        user_id,
        date,
        calls,
        visits,
        demos,
        proposals,
        new_recruits,
        contracts,
        sales_count,
        sales_amount,
        sales_currency,
        plan,
        note,
        captured_at,
        received_at,
        client_ref,
        status,
        late,
        after_lock,
        reviewed_by,
        reviewed_at,
        review_comment,
        version,
        updated_at,
        corrected,
        correction_reason,
    } = row;
    let unreadable = |what: &str| StorageError::Failed(format!("check-in {id}: {what}"));
    let noted = |text: Option<String>, what: &str| {
        text.map(|text| Note::parse(&text).ok_or_else(|| unreadable(what))).transpose()
    };
    let (blockers, planned) = parts.of(&id).ok_or_else(|| unreadable("blockers or plan"))?;
    let figures = [calls, visits, demos, proposals, new_recruits, contracts, sales_count];
    let sold = money(sales_amount, &sales_currency);
    let told = Told {
        counts: counts(figures),
        sales_amount: sold.ok_or_else(|| unreadable("sales amount"))?,
        blockers,
        plan: noted(plan, "plan")?,
        planned,
        note: noted(note, "note")?,
        correction: noted(correction_reason, "reason of its correction")?,
    };
    let reviewed = signed::read(reviewed_by.as_deref(), reviewed_at);
    Ok(CheckIn {
        partner: PartnerId::parse(&partner_id).ok_or_else(|| unreadable("partner"))?,
        user: UserId::parse(&user_id).ok_or_else(|| unreadable("user"))?,
        date,
        told,
        captured_at,
        received_at,
        client_ref: client_ref
            .map(|text| ClientRef::parse(&text).ok_or_else(|| unreadable("client_ref")))
            .transpose()?,
        status: CheckInStatus::parse(&status).ok_or_else(|| unreadable("status"))?,
        late,
        after_lock,
        corrected,
        reviewed: reviewed.ok_or_else(|| unreadable("reviewer"))?,
        review_comment: noted(review_comment, "review comment")?,
        version,
        updated_at,
        id: CheckInId::parse(&id).ok_or_else(|| unreadable("id"))?,
    })
}

/// The figures in the order of their columns.
fn counts(figures: [i32; 7]) -> Counts {
    let [calls, visits, demos, proposals, new_recruits, contracts, sales] =
        figures.map(i32::unsigned_abs);
    Counts { calls, visits, demos, proposals, new_recruits, contracts, sales }
}

fn blocker(row: &BlockerRow) -> Option<Blocker> {
    let note = match &row.text {
        Some(text) => Some(Note::parse(text)?),
        None => None,
    };
    Some(Blocker { category: BlockerCategory::parse(&row.category)?, note, since: row.since })
}
