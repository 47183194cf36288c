//! A day in the field: who was there to report it, and what was logged of it.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::partners::read;
use super::schema::{
    partners, recruit_activities, recruit_stage_moves, recruits, sale_credits, sales, users,
};
use crate::domain::recruit::{ActivityKind, Stage};
use crate::domain::{Amount, Currency, Money, PartnerId, Phone, Role, UserId, Word};

/// Somebody of a partner who may report a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// What the person is called.
    pub name: String,
    /// The person's number, where it is known.
    pub phone: Option<Phone>,
    /// What it may do.
    pub role: Role,
    /// Since when it is there.
    pub created_at: NaiveDateTime,
    /// Whose person it is.
    pub partner: PartnerId,
    /// The partner's code.
    pub partner_code: String,
    /// The partner's name.
    pub partner_name: String,
}

/// The active people of active partners whom the scope may see, by partner and name.
pub fn people(tx: &mut Tx<'_>) -> Result<Vec<Person>, StorageError> {
    type Found = (String, String, Option<String>, String, NaiveDateTime, String, String, String);
    let mut query = users::table
        .inner_join(partners::table)
        .filter(users::status.eq("active"))
        .filter(partners::status.eq("active"))
        .into_boxed();
    if let Some(partner) = tx.scope().partner() {
        query = query.filter(partners::id.eq(partner.to_string()));
    }
    let rows: Vec<Found> = query
        .select((
            users::id,
            users::name,
            users::phone,
            users::role,
            users::created_at,
            partners::id,
            partners::code,
            partners::name,
        ))
        .order((partners::code, users::name, users::id))
        .load(tx.connection)?;
    let person =
        |(id, name, phone, role, created_at, partner, partner_code, partner_name): Found| {
            let unreadable = || StorageError::Failed(format!("user {id}"));
            Ok(Person {
                phone: read(phone, Phone::parse, unreadable)?,
                role: Role::parse(&role).ok_or_else(unreadable)?,
                partner: PartnerId::parse(&partner).ok_or_else(unreadable)?,
                user: UserId::parse(&id).ok_or_else(unreadable)?,
                name,
                created_at,
                partner_code,
                partner_name,
            })
        };
    rows.into_iter().map(person).collect()
}

/// Something that the records say of a person's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logged {
    /// Something done for a recruit.
    Activity(ActivityKind),
    /// A recruit was registered.
    Recruit,
    /// A recruit came to a stage.
    Stage(Stage),
    /// A seller of the person's recruit paid.
    Sale(Money),
}

/// A day: its date, and the instants between which it lies.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    /// The date.
    pub date: NaiveDate,
    /// Its first instant.
    pub from: NaiveDateTime,
    /// The first instant of the next.
    pub until: NaiveDateTime,
}

/// All that the records say of a day, of whom the scope may see or of one person.
pub fn logged(
    tx: &mut Tx<'_>,
    day: Day,
    user: Option<&UserId>,
) -> Result<Vec<(UserId, Logged)>, StorageError> {
    let mut all = activities(tx, day)?;
    all.extend(registered(tx, day)?);
    all.extend(moves(tx, day)?);
    all.extend(paid(tx, day)?);
    all.retain(|(whose, _)| user.is_none_or(|user| user == whose));
    Ok(all)
}

fn of(user: &str, what: Option<Logged>) -> Result<(UserId, Logged), StorageError> {
    let unreadable = || StorageError::Failed(format!("what was logged of {user}"));
    UserId::parse(user).zip(what).ok_or_else(unreadable)
}

fn activities(tx: &mut Tx<'_>, day: Day) -> Result<Vec<(UserId, Logged)>, StorageError> {
    let mut query = recruit_activities::table
        .filter(recruit_activities::happened_at.ge(day.from))
        .filter(recruit_activities::happened_at.lt(day.until))
        .into_boxed();
    if let Some(partner) = tx.scope().partner() {
        query = query.filter(recruit_activities::partner_id.eq(partner.to_string()));
    }
    let rows: Vec<(String, String)> = query
        .select((recruit_activities::created_by, recruit_activities::kind))
        .load(tx.connection)?;
    let kind = |kind: &str| ActivityKind::parse(kind).map(Logged::Activity);
    rows.iter().map(|(user, word)| of(user, kind(word))).collect()
}

/// By the phone's time, where it said one.
fn registered(tx: &mut Tx<'_>, day: Day) -> Result<Vec<(UserId, Logged)>, StorageError> {
    let at = diesel::dsl::sql::<diesel::sql_types::Timestamp>(
        "coalesce(recruits.captured_at, recruits.received_at)",
    );
    let mut query = recruits::table
        .filter(at.clone().ge(day.from))
        .filter(at.lt(day.until))
        .filter(recruits::status.ne("refused"))
        .into_boxed();
    if let Some(partner) = tx.scope().partner() {
        query = query.filter(recruits::partner_id.eq(partner.to_string()));
    }
    let users: Vec<String> = query.select(recruits::created_by).load(tx.connection)?;
    users.iter().map(|user| of(user, Some(Logged::Recruit))).collect()
}

fn moves(tx: &mut Tx<'_>, day: Day) -> Result<Vec<(UserId, Logged)>, StorageError> {
    let mut query = recruit_stage_moves::table
        .filter(recruit_stage_moves::moved_at.ge(day.from))
        .filter(recruit_stage_moves::moved_at.lt(day.until))
        .filter(recruit_stage_moves::to_stage.eq(Stage::Contract.as_str()))
        .filter(recruit_stage_moves::moved_by.is_not_null())
        .into_boxed();
    if let Some(partner) = tx.scope().partner() {
        query = query.filter(recruit_stage_moves::partner_id.eq(partner.to_string()));
    }
    let rows: Vec<Option<String>> =
        query.select(recruit_stage_moves::moved_by).load(tx.connection)?;
    let contract = || Some(Logged::Stage(Stage::Contract));
    rows.iter().flatten().map(|user| of(user, contract())).collect()
}

/// Sales that made a person's recruit won, or that followed from its seller while it was.
fn paid(tx: &mut Tx<'_>, day: Day) -> Result<Vec<(UserId, Logged)>, StorageError> {
    let mut query = sales::table
        .inner_join(recruits::table)
        .filter(sales::paid_on.eq(day.date))
        .filter(sales::status.ne("void"))
        .into_boxed();
    if let Some(partner) = tx.scope().partner() {
        let credited = sale_credits::table
            .filter(sale_credits::partner_id.eq(partner.to_string()))
            .select(sale_credits::sale_id);
        query = query.filter(sales::id.eq_any(credited));
        query = query.filter(recruits::partner_id.eq(partner.to_string()));
    }
    let rows: Vec<(String, i64, String)> =
        query.select((recruits::created_by, sales::amount, sales::currency)).load(tx.connection)?;
    let money = |amount: i64, currency: &str| {
        let (amount, currency) = (Amount::try_from(amount).ok()?, Currency::parse(currency)?);
        Some(Logged::Sale(Money { amount, currency }))
    };
    rows.iter().map(|(user, amount, currency)| of(user, money(*amount, currency))).collect()
}
