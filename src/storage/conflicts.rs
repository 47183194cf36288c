//! Conflicts: two partners that claim one seller.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::conflicts;
use crate::domain::recruit::{Conflict, ProposedShare, Ruling, Side, Verdict};
use crate::domain::{ConflictId, Evidence, Note, PartnerId, RecruitId, Share, UserId, Word};

/// What may be asked of the list of conflicts.
pub const LISTED: Listed = Listed {
    name: "conflicts",
    id: "conflicts.id",
    columns: &[
        Column::new("partner_id", Kind::Text, "conflicts.partner_id"),
        Column::new("recruit_id", Kind::Text, "conflicts.recruit_id"),
        Column::new(
            "status",
            Kind::Word(&["open", "decided"]),
            "CASE WHEN conflicts.decision IS NULL THEN 'open' ELSE 'decided' END",
        ),
        Column::new("decision", Kind::Word(&["keep", "transfer", "split"]), "conflicts.decision"),
        Column::new("filed_at", Kind::Instant, "conflicts.filed_at").sorted(),
    ],
    searched: &["conflicts.id", "conflicts.claim"],
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = conflicts, treat_none_as_null = true)]
struct Row {
    id: String,
    partner_id: String,
    recruit_id: String,
    claim: String,
    filed_by: String,
    filed_at: NaiveDateTime,
    decision: Option<String>,
    shares: Option<String>,
    reason: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<NaiveDateTime>,
    version: i32,
    evidence: String,
    against_id: Option<String>,
    answer: Option<String>,
    answer_evidence: Option<String>,
    answered_by: Option<String>,
    answered_at: Option<NaiveDateTime>,
}

impl From<&Conflict> for Row {
    fn from(conflict: &Conflict) -> Self {
        let Conflict { id, partner, recruit, filed, against, answer, ruling, version } = conflict;
        let Side { claim, evidence, by: filed_by, at: filed_at } = filed;
        let (answer, ruling) = (answer.as_ref(), ruling.as_ref());
        let split = ruling.filter(|ruling| ruling.verdict == Verdict::Split);
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            recruit_id: recruit.to_string(),
            claim: claim.to_string(),
            filed_by: filed_by.to_string(),
            filed_at: *filed_at,
            decision: ruling.map(|ruling| ruling.verdict.as_str().to_owned()),
            shares: split.map(|ruling| shares_text(&ruling.shares)),
            reason: ruling.map(|ruling| ruling.reason.to_string()),
            decided_by: ruling.map(|ruling| ruling.by.to_string()),
            decided_at: ruling.map(|ruling| ruling.at),
            version: *version,
            evidence: evidence_text(evidence),
            against_id: against.as_ref().map(ToString::to_string),
            answer: answer.map(|answer| answer.claim.to_string()),
            answer_evidence: answer.map(|answer| evidence_text(&answer.evidence)),
            answered_by: answer.map(|answer| answer.by.to_string()),
            answered_at: answer.map(|answer| answer.at),
        }
    }
}

fn evidence_text(evidence: &[Evidence]) -> String {
    json!(evidence.iter().map(Evidence::as_str).collect::<Vec<_>>()).to_string()
}

fn evidence(text: &str) -> Option<Vec<Evidence>> {
    let each: Vec<String> = serde_json::from_str(text).ok()?;
    each.iter().map(|piece| Evidence::parse(piece)).collect()
}

/// A side as it is kept: its words, its evidence, who wrote it and when.
fn side((claim, shown, by): (&str, &str, &str), at: NaiveDateTime) -> Option<Side> {
    let (claim, by) = (Note::parse(claim)?, UserId::parse(by)?);
    Some(Side { claim, evidence: evidence(shown)?, by, at })
}

fn shares_text(shares: &[ProposedShare]) -> String {
    let each = shares.iter().map(|proposed| {
        json!({"partner_id": proposed.partner.as_str(), "parts": proposed.share.parts()})
    });
    Value::Array(each.collect()).to_string()
}

fn shares(text: &str) -> Option<Vec<ProposedShare>> {
    let Ok(Value::Array(each)) = serde_json::from_str(text) else { return None };
    let read = |value: &Value| {
        let partner = PartnerId::parse(value.get("partner_id")?.as_str()?)?;
        let share = Share::from_parts(value.get("parts")?.as_i64()?)?;
        Some(ProposedShare { partner, share })
    };
    each.iter().map(read).collect()
}

impl TryFrom<Row> for Conflict {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            partner_id,
            recruit_id,
            claim,
            filed_by,
            filed_at,
            decision,
            shares: split,
            reason,
            decided_by,
            decided_at,
            version,
            evidence,
            against_id,
            answer,
            answer_evidence,
            answered_by,
            answered_at,
        } = row;
        let unreadable = || StorageError::Failed(format!("conflict {id}: cannot be read"));
        let ruling = match (decision, reason, decided_by, decided_at) {
            (Some(decision), Some(reason), Some(by), Some(at)) => Some(Ruling {
                verdict: Verdict::parse(&decision).ok_or_else(unreadable)?,
                shares: shares(split.as_deref().unwrap_or("[]")).ok_or_else(unreadable)?,
                reason: Note::parse(&reason).ok_or_else(unreadable)?,
                by: UserId::parse(&by).ok_or_else(unreadable)?,
                at,
            }),
            _ => None,
        };
        let answer = match (answer, answer_evidence, answered_by, answered_at) {
            (Some(claim), Some(shown), Some(by), Some(at)) => {
                Some(side((&claim, &shown, &by), at).ok_or_else(unreadable)?)
            }
            _ => None,
        };
        let against = against_id.map(|id| RecruitId::parse(&id).ok_or_else(unreadable));
        Ok(Self {
            partner: PartnerId::parse(&partner_id).ok_or_else(unreadable)?,
            recruit: RecruitId::parse(&recruit_id).ok_or_else(unreadable)?,
            filed: side((&claim, &evidence, &filed_by), filed_at).ok_or_else(unreadable)?,
            against: against.transpose()?,
            answer,
            ruling,
            id: ConflictId::parse(&id).ok_or_else(unreadable)?,
            version,
        })
    }
}

/// Adds a conflict.
pub fn insert(tx: &mut Tx<'_>, conflict: &Conflict) -> Result<(), StorageError> {
    diesel::insert_into(conflicts::table).values(Row::from(conflict)).execute(tx.connection)?;
    Ok(())
}

/// Writes a conflict over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, conflict: &Conflict) -> Result<bool, StorageError> {
    let before = conflicts::table
        .filter(conflicts::id.eq(conflict.id.as_str()))
        .filter(conflicts::version.eq(conflict.version - 1));
    Ok(diesel::update(before).set(Row::from(conflict)).execute(tx.connection)? == 1)
}

/// Keeps what the other side says of an open conflict; `false` where it was decided or answered before.
pub fn answer(tx: &mut Tx<'_>, id: &ConflictId, answer: &Side) -> Result<bool, StorageError> {
    let Side { claim, evidence, by, at } = answer;
    let open = conflicts::table
        .filter(conflicts::id.eq(id.as_str()))
        .filter(conflicts::decision.is_null())
        .filter(conflicts::answer.is_null());
    let said = (
        conflicts::answer.eq(claim.as_str()),
        conflicts::answer_evidence.eq(evidence_text(evidence)),
        conflicts::answered_by.eq(by.as_str()),
        conflicts::answered_at.eq(at),
    );
    Ok(diesel::update(open).set(said).execute(tx.connection)? == 1)
}

type Query<'q> = conflicts::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see: a partner sees what it claims itself.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(conflicts::partner_id.eq(partner.to_string())),
        None => query,
    }
}

fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<Conflict>, StorageError> {
    let query = seen(tx, query).select(Row::as_select());
    query.get_result(tx.connection).optional()?.map(Conflict::try_from).transpose()
}

/// The conflict with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &ConflictId) -> Result<Option<Conflict>, StorageError> {
    first(tx, conflicts::table.filter(conflicts::id.eq(id.as_str())).into_boxed())
}

/// The conflict about a registration, where the scope may see it.
pub fn of_recruit(tx: &mut Tx<'_>, recruit: &RecruitId) -> Result<Option<Conflict>, StorageError> {
    first(tx, conflicts::table.filter(conflicts::recruit_id.eq(recruit.as_str())).into_boxed())
}

/// The open conflicts that a registration stands against, the first filed first. Asked with the
/// programme's sight, since they are others'.
pub fn open_against(tx: &mut Tx<'_>, recruit: &RecruitId) -> Result<Vec<Conflict>, StorageError> {
    let rows: Vec<Row> = conflicts::table
        .filter(conflicts::against_id.eq(recruit.as_str()))
        .filter(conflicts::decision.is_null())
        .select(Row::as_select())
        .order(conflicts::id)
        .load(tx.connection)?;
    rows.into_iter().map(Conflict::try_from).collect()
}

/// A page of the conflicts that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Conflict>, StorageError> {
    let mut query = seen(tx, conflicts::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Conflict::try_from)
}
