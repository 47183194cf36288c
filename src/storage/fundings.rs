//! What hosts ask the platform for towards their events.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::fundings;
use crate::domain::event::{DecidedFunding, Funding, FundingProof, FundingStatus, ReviewedProof};
use crate::domain::{Amount, Currency, EventId, FundingId, Name, Note, PartnerId, UserId, Word};

/// What may be asked of the list of fundings.
pub const LISTED: Listed = Listed {
    name: "fundings",
    id: "fundings.id",
    columns: &[
        Column::new("event_id", Kind::Text, "fundings.event_id"),
        Column::new("partner_id", Kind::Text, "fundings.partner_id"),
        Column::new("status", Kind::Word(&STATUSES), "fundings.status").sorted(),
        Column::new("created_at", Kind::Instant, "fundings.created_at").sorted(),
    ],
    searched: &["fundings.id", "fundings.purpose"],
};

const STATUSES: [&str; 6] = ["requested", "approved", "refused", "withdrawn", "proven", "settled"];

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = fundings, treat_none_as_null = true)]
struct Row {
    id: String,
    event_id: String,
    partner_id: String,
    requested: i64,
    currency: String,
    purpose: String,
    requested_by: String,
    status: String,
    approved: Option<i64>,
    decision_reason: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<NaiveDateTime>,
    spent: Option<i64>,
    spent_on: Option<NaiveDate>,
    reference: Option<String>,
    proof_note: Option<String>,
    proven_by: Option<String>,
    proven_at: Option<NaiveDateTime>,
    review_reason: Option<String>,
    reviewed_by: Option<String>,
    reviewed_at: Option<NaiveDateTime>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&Funding> for Row {
    fn from(funding: &Funding) -> Self {
        let Funding {
            id,
            event,
            partner,
            requested,
            currency,
            purpose,
            requested_by,
            status,
            decided,
            proof,
            reviewed,
            version,
            created_at,
            updated_at,
        } = funding;
        let (decided, proof, reviewed) = (decided.as_ref(), proof.as_ref(), reviewed.as_ref());
        Self {
            id: id.to_string(),
            event_id: event.to_string(),
            partner_id: partner.to_string(),
            requested: requested.minor(),
            currency: currency.code().to_owned(),
            purpose: purpose.to_string(),
            requested_by: requested_by.to_string(),
            status: status.as_str().to_owned(),
            approved: decided.and_then(|decided| decided.approved).map(Amount::minor),
            decision_reason: decided.map(|decided| decided.reason.to_string()),
            decided_by: decided.map(|decided| decided.by.to_string()),
            decided_at: decided.map(|decided| decided.at),
            spent: proof.map(|proof| proof.spent.minor()),
            spent_on: proof.map(|proof| proof.spent_on),
            reference: proof.map(|proof| proof.reference.to_string()),
            proof_note: proof.and_then(|proof| Some(proof.note.as_ref()?.to_string())),
            proven_by: proof.map(|proof| proof.by.to_string()),
            proven_at: proof.map(|proof| proof.at),
            review_reason: reviewed.map(|reviewed| reviewed.reason.to_string()),
            reviewed_by: reviewed.map(|reviewed| reviewed.by.to_string()),
            reviewed_at: reviewed.map(|reviewed| reviewed.at),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

impl TryFrom<Row> for Funding {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let id = row.id.clone();
        read(row).ok_or_else(|| StorageError::Failed(format!("funding {id} cannot be read")))
    }
}

fn read(row: Row) -> Option<Funding> {
    let Row {
        id,
        event_id,
        partner_id,
        requested,
        currency,
        purpose,
        requested_by,
        status,
        approved,
        decision_reason,
        decided_by,
        decided_at,
        spent,
        spent_on,
        reference,
        proof_note,
        proven_by,
        proven_at,
        review_reason,
        reviewed_by,
        reviewed_at,
        version,
        created_at,
        updated_at,
    } = row;
    let decided = match (decision_reason, decided_by, decided_at) {
        (Some(reason), Some(by), Some(at)) => Some(DecidedFunding {
            approved: approved.map(Amount::try_from).transpose().ok()?,
            reason: Note::parse(&reason)?,
            by: UserId::parse(&by)?,
            at,
        }),
        _ => None,
    };
    let proof = proof_of((spent, spent_on, reference), proof_note, (proven_by, proven_at))?;
    let reviewed = match (review_reason, reviewed_by, reviewed_at) {
        (Some(reason), Some(by), Some(at)) => {
            Some(ReviewedProof { reason: Note::parse(&reason)?, by: UserId::parse(&by)?, at })
        }
        _ => None,
    };
    Some(Funding {
        id: FundingId::parse(&id)?,
        event: EventId::parse(&event_id)?,
        partner: PartnerId::parse(&partner_id)?,
        requested: Amount::try_from(requested).ok()?,
        currency: Currency::parse(&currency)?,
        purpose: Note::parse(&purpose)?,
        requested_by: UserId::parse(&requested_by)?,
        status: FundingStatus::parse(&status)?,
        decided,
        proof,
        reviewed,
        version,
        created_at,
        updated_at,
    })
}

/// What a host has shown, where it has; `None` where that cannot be read.
fn proof_of(
    what: (Option<i64>, Option<NaiveDate>, Option<String>),
    note: Option<String>,
    (by, at): (Option<String>, Option<NaiveDateTime>),
) -> Option<Option<FundingProof>> {
    let ((Some(spent), Some(spent_on), Some(reference)), Some(by), Some(at)) = (what, by, at)
    else {
        return Some(None);
    };
    let note = match note {
        Some(note) => Some(Note::parse(&note)?),
        None => None,
    };
    Some(Some(FundingProof {
        spent: Amount::try_from(spent).ok()?,
        spent_on,
        reference: Name::parse(&reference)?,
        note,
        by: UserId::parse(&by)?,
        at,
    }))
}

/// Adds a funding.
pub fn insert(tx: &mut Tx<'_>, funding: &Funding) -> Result<(), StorageError> {
    diesel::insert_into(fundings::table).values(Row::from(funding)).execute(tx.connection)?;
    Ok(())
}

/// Writes a funding over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, funding: &Funding) -> Result<bool, StorageError> {
    let before = fundings::table
        .filter(fundings::id.eq(funding.id.as_str()))
        .filter(fundings::version.eq(funding.version - 1));
    Ok(diesel::update(before).set(Row::from(funding)).execute(tx.connection)? == 1)
}

type Query<'q> = fundings::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(fundings::partner_id.eq(partner.to_string())),
        None => query,
    }
}

/// The funding with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &FundingId) -> Result<Option<Funding>, StorageError> {
    let query = seen(tx, fundings::table.filter(fundings::id.eq(id.to_string())).into_boxed());
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(Funding::try_from).transpose()
}

/// The fundings of an event that the scope may see.
pub fn of_event(tx: &mut Tx<'_>, event: &EventId) -> Result<Vec<Funding>, StorageError> {
    let query = fundings::table.filter(fundings::event_id.eq(event.to_string()));
    let query = seen(tx, query.into_boxed()).select(Row::as_select()).order(fundings::id);
    query.load(tx.connection)?.into_iter().map(Funding::try_from).collect()
}

/// A page of the fundings that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Funding>, StorageError> {
    let mut query = seen(tx, fundings::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Funding::try_from)
}
