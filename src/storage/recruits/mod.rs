//! Recruits: registrations of sellers, and the protection that they give.

mod history;
pub mod pipeline;
mod row;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use self::row::Row;
use super::connection::MultiBackend;
use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::{event_hosts, events, recruits};
use crate::domain::recruit::{Recruit, RecruitStatus, Source};
use crate::domain::{ClientRef, EventId, PartnerId, RecruitId, SellerId, Word};

pub use history::{
    activities, extension, insert_activity, insert_extension, insert_move, last_activities, moves,
};

/// What may be asked of the list of recruits.
pub const LISTED: Listed = Listed {
    name: "recruits",
    id: "recruits.id",
    columns: &[
        Column::new(
            "status",
            Kind::Word(&["open", "in_review", "refused", "expired", "released", "won", "lost"]),
            "recruits.status",
        )
        .sorted(),
        Column::new(
            "stage",
            Kind::Word(&[
                "lead",
                "contacted",
                "visited",
                "demo",
                "proposal",
                "contract",
                "verifying",
                "active",
            ]),
            "recruits.stage",
        )
        .sorted(),
        Column::new(
            "source",
            Kind::Word(&["event", "visit", "referral", "inbound", "platform_list"]),
            "recruits.source",
        ),
        Column::new("partner_id", Kind::Text, "recruits.partner_id"),
        Column::new("user_id", Kind::Text, "recruits.user_id"),
        Column::new("seller_id", Kind::Text, "recruits.seller_id"),
        Column::new("event_id", Kind::Text, "recruits.event_id"),
        Column::new("city", Kind::Text, "recruits.seller_city"),
        // To whom nobody has spoken.
        Column::new(
            "uncontacted",
            Kind::Flag,
            "(recruits.status IN ('open', 'in_review') AND recruits.stage = 'lead' \
             AND recruits.last_activity_at IS NULL)",
        ),
        // How soon somebody spoke to it; one that still waits has none of these.
        Column::new(
            "first_contact",
            Kind::Word(&["in_time", "late", "never"]),
            "CASE \
             WHEN recruits.status = 'refused' THEN '' \
             WHEN EXISTS (SELECT 1 FROM recruit_activities AS a WHERE a.recruit_id = recruits.id \
               AND a.happened_at >= CASE WHEN recruits.captured_at < recruits.received_at \
                 THEN recruits.captured_at ELSE recruits.received_at END \
               AND a.happened_at <= recruits.first_contact_due_at) \
             OR EXISTS (SELECT 1 FROM recruit_stage_moves AS m WHERE m.recruit_id = recruits.id \
               AND m.to_stage NOT IN ('lead', 'lost') \
               AND m.moved_at <= recruits.first_contact_due_at) THEN 'in_time' \
             WHEN EXISTS (SELECT 1 FROM recruit_activities AS a WHERE a.recruit_id = recruits.id \
               AND a.happened_at >= CASE WHEN recruits.captured_at < recruits.received_at \
                 THEN recruits.captured_at ELSE recruits.received_at END) \
             OR EXISTS (SELECT 1 FROM recruit_stage_moves AS m WHERE m.recruit_id = recruits.id \
               AND m.to_stage NOT IN ('lead', 'lost')) THEN 'late' \
             WHEN recruits.status IN ('open', 'in_review') THEN '' ELSE 'never' END",
        ),
        // When a confirmed sale to it was paid.
        Column::within(
            "won_paid_on",
            Kind::Date,
            (
                "EXISTS (SELECT 1 FROM sales AS s WHERE s.recruit_id = recruits.id \
                 AND s.status = 'confirmed' AND s.paid_on",
                ")",
            ),
        ),
        Column::new("name", Kind::Text, "recruits.seller_name").sorted(),
        Column::new("protected_until", Kind::Date, "recruits.protected_until"),
        Column::new("received_at", Kind::Instant, "recruits.received_at").sorted(),
        Column::new("updated_at", Kind::Instant, "recruits.updated_at").sorted(),
    ],
    // What was typed holds the phone, and the partner typed it.
    searched: &[
        "recruits.id",
        "recruits.seller_name",
        "recruits.seller_city",
        "recruits.submitted",
    ],
};

/// Adds a recruit.
pub fn insert(tx: &mut Tx<'_>, recruit: &Recruit) -> Result<(), StorageError> {
    diesel::insert_into(recruits::table).values(Row::from(recruit)).execute(tx.connection)?;
    Ok(())
}

/// Writes a recruit over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, recruit: &Recruit) -> Result<bool, StorageError> {
    let before = recruits::table
        .filter(recruits::id.eq(recruit.id.as_str()))
        .filter(recruits::version.eq(recruit.version - 1));
    Ok(diesel::update(before).set(Row::from(recruit)).execute(tx.connection)? == 1)
}

type Query<'q> = recruits::BoxedQuery<'q, MultiBackend>;

/// Narrows a query to what the scope may see.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(recruits::partner_id.eq(partner.to_string())),
        None => query,
    }
}

fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<Recruit>, StorageError> {
    let query = seen(tx, query).select(Row::as_select());
    query.get_result(tx.connection).optional()?.map(Recruit::try_from).transpose()
}

fn all(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Vec<Recruit>, StorageError> {
    let query = seen(tx, query).select(Row::as_select()).order(recruits::seq);
    let rows: Vec<Row> = query.load(tx.connection)?;
    rows.into_iter().map(Recruit::try_from).collect()
}

/// Those whose seller is protected, as far as their status goes.
fn live() -> Query<'static> {
    let [open, review] = [RecruitStatus::Open, RecruitStatus::InReview].map(Word::as_str);
    recruits::table.filter(recruits::status.eq(open).or(recruits::status.eq(review))).into_boxed()
}

/// The recruit with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &RecruitId) -> Result<Option<Recruit>, StorageError> {
    first(tx, recruits::table.filter(recruits::id.eq(id.as_str())).into_boxed())
}

/// The recruit that a partner's phone called so.
pub fn by_client_ref(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    client_ref: &ClientRef,
) -> Result<Option<Recruit>, StorageError> {
    let named = recruits::table
        .filter(recruits::partner_id.eq(partner.as_str()))
        .filter(recruits::client_ref.eq(client_ref.as_str()));
    first(tx, named.into_boxed())
}

/// The recruit that is live on a seller by its status, of which there is at most one. Its protection may
/// be over; [`Recruit::protects_on`] says. Asked with the programme's sight where it may be another's.
pub fn live_of(tx: &mut Tx<'_>, seller: &SellerId) -> Result<Option<Recruit>, StorageError> {
    first(tx, live().filter(recruits::seller_id.eq(seller.to_string())))
}

/// The recruit that protects a seller on a day that is today.
pub fn live_protection_of(
    tx: &mut Tx<'_>,
    seller: &SellerId,
    today: NaiveDate,
) -> Result<Option<Recruit>, StorageError> {
    Ok(live_of(tx, seller)?.filter(|recruit| recruit.protects_on(today)))
}

/// The recruit that protected a seller on a day gone by, of which the first and last instant are given;
/// one that was refused since did not.
pub fn protection_on(
    tx: &mut Tx<'_>,
    seller: &SellerId,
    (day, begins, ends): (NaiveDate, NaiveDateTime, NaiveDateTime),
) -> Result<Option<Recruit>, StorageError> {
    let protected = recruits::table
        .filter(recruits::seller_id.eq(seller.to_string()))
        .filter(recruits::status.ne(RecruitStatus::Refused.as_str()))
        .filter(recruits::received_at.lt(ends))
        .filter(recruits::protected_until.ge(day))
        .filter(recruits::ended_at.is_null().or(recruits::ended_at.ge(begins)))
        // Where one ended and another began on that day, it was the first one's.
        .order(recruits::seq);
    first(tx, protected.into_boxed())
}

/// The last recruit of a partner on a seller that was won.
pub fn last_won(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    seller: &SellerId,
) -> Result<Option<Recruit>, StorageError> {
    let won = recruits::table
        .filter(recruits::partner_id.eq(partner.as_str()))
        .filter(recruits::seller_id.eq(seller.to_string()))
        .filter(recruits::status.eq(RecruitStatus::Won.as_str()))
        .order(recruits::seq.desc())
        .limit(1);
    first(tx, won.into_boxed())
}

/// The last recruit of a partner on a seller that went back to the pool.
pub fn last_released(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    seller: &SellerId,
) -> Result<Option<Recruit>, StorageError> {
    let released = recruits::table
        .filter(recruits::partner_id.eq(partner.as_str()))
        .filter(recruits::seller_id.eq(seller.as_str()))
        .filter(recruits::status.eq(RecruitStatus::Released.as_str()))
        .order(recruits::seq.desc());
    first(tx, released.into_boxed())
}

/// All live recruits of a partner, in the order of receipt.
pub fn live_of_partner(tx: &mut Tx<'_>, partner: &PartnerId) -> Result<Vec<Recruit>, StorageError> {
    all(tx, live().filter(recruits::partner_id.eq(partner.to_string())))
}

/// Recruits whose protection is over, though nobody has written that down yet: the first of them.
pub fn overdue(tx: &mut Tx<'_>, today: NaiveDate, most: u16) -> Result<Vec<Recruit>, StorageError> {
    all(tx, live().filter(recruits::protected_until.lt(today)).limit(most.into()))
}

/// How many registrations a partner made in the instants from one to, and without, another, by the
/// phone's time as far as it can be believed; not those of events, nor those that were never taken.
pub fn captured_within(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    (from, to): (NaiveDateTime, NaiveDateTime),
) -> Result<u32, StorageError> {
    let believed = recruits::captured_at.le(recruits::received_at.nullable());
    let by_phone = believed.and(recruits::captured_at.ge(from)).and(recruits::captured_at.lt(to));
    let unbelieved = recruits::captured_at
        .is_null()
        .or(recruits::captured_at.gt(recruits::received_at.nullable()));
    let by_receipt =
        unbelieved.and(recruits::received_at.ge(from)).and(recruits::received_at.lt(to));
    let counted = recruits::source.ne(Source::Event.as_str()).or(recruits::event_id.is_null());
    let count: i64 = recruits::table
        .filter(recruits::partner_id.eq(partner.as_str()))
        .filter(counted)
        .filter(recruits::protected_until.is_not_null())
        .filter(by_phone.or(by_receipt))
        .count()
        .get_result(tx.connection)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A page of the recruits that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Recruit>, StorageError> {
    let mut query = seen(tx, recruits::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Recruit::try_from)
}

/// Whether there is such an event, and the scope's partner is a host of it.
pub fn event_is_seen(tx: &mut Tx<'_>, event: &EventId) -> Result<bool, StorageError> {
    let mut query =
        events::table.filter(events::id.eq(event.to_string())).select(events::id).into_boxed();
    if let Some(partner) = tx.scope().partner() {
        let hosted = event_hosts::table
            .filter(event_hosts::event_id.eq(events::id))
            .filter(event_hosts::partner_id.eq(partner.to_string()));
        query = query.filter(diesel::dsl::exists(hosted));
    }
    let found: Option<String> = query.get_result(tx.connection).optional()?;
    Ok(found.is_some())
}
