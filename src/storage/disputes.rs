//! Disputes of lines.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{Eq, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::disputes;
use crate::domain::statement::{Claim, Decided, Decision, Dispute, Evidence};
use crate::domain::{
    AdjustmentId, Amount, Currency, DisputeId, EntryId, Note, PartnerId, StatementId, UserId, Word,
};

/// What may be asked of the list of disputes.
pub const LISTED: Listed = Listed {
    name: "disputes",
    id: "disputes.id",
    columns: &[
        Column::new("partner_id", Kind::Text, "disputes.partner_id"),
        Column::new("statement_id", Kind::Text, "disputes.statement_id"),
        Column::new("entry_id", Kind::Text, "disputes.entry_id"),
        Column::new("status", Kind::Word(&STATUSES), STATUS),
        Column::new("decision", Kind::Word(&DECISIONS), "disputes.decision"),
        Column::new("answer_by", Kind::Date, "disputes.answer_by"),
        Column::new("created_at", Kind::Instant, "disputes.created_at").sorted(),
    ],
    searched: &["disputes.id", "disputes.reason", PARTNER],
};

/// The code and the name of its partner.
const PARTNER: &str = "(SELECT partners.code || ' ' || partners.name FROM partners \
    WHERE partners.id = disputes.partner_id)";

const STATUSES: [&str; 2] = ["open", "decided"];
const OPEN: &str = STATUSES[0];
/// A decision lapses with its adjustment: where that was withdrawn, or where nobody approved it before its
/// period was closed.
const STATUS: &str = "(CASE WHEN disputes.decision IS NULL OR EXISTS (SELECT 1 FROM adjustments AS a \
    WHERE a.id = disputes.adjustment_id AND a.approved_by IS NULL AND (a.withdrawn_at IS NOT NULL \
        OR EXISTS (SELECT 1 FROM periods AS p WHERE p.period >= a.period))) \
    THEN 'open' ELSE 'decided' END)";
const DECISIONS: [&str; 3] = ["uphold", "partial", "deny"];

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = disputes)]
struct Row {
    id: String,
    statement_id: String,
    partner_id: String,
    entry_id: String,
    claim_amount: Option<i64>,
    claim_words: Option<String>,
    currency: String,
    reason: String,
    line_amount: i64,
    held: i64,
    opened_by: String,
    decision: Option<String>,
    decided_amount: Option<i64>,
    decision_reason: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<NaiveDateTime>,
    adjustment_id: Option<String>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    answer_by: Option<NaiveDate>,
    evidence: String,
    decision_evidence: String,
}

impl From<&Dispute> for Row {
    fn from(dispute: &Dispute) -> Self {
        let Dispute {
            id,
            statement,
            partner,
            entry,
            claim,
            currency,
            reason,
            evidence,
            line,
            held,
            opened_by,
            answer_by,
            decided,
            version,
            created_at,
            updated_at,
        } = dispute;
        let (claim_amount, claim_words) = match claim {
            Claim::Amount(amount) => (Some(amount.minor()), None),
            Claim::Words(words) => (None, Some(words.to_string())),
        };
        let decided = decided.as_ref();
        Self {
            id: id.to_string(),
            statement_id: statement.to_string(),
            partner_id: partner.to_string(),
            entry_id: entry.to_string(),
            claim_amount,
            claim_words,
            currency: currency.code().to_owned(),
            reason: reason.to_string(),
            line_amount: line.minor(),
            held: held.minor(),
            opened_by: opened_by.to_string(),
            decision: decided.map(|decided| decided.decision.as_str().to_owned()),
            decided_amount: decided.map(|decided| decided.amount.minor()),
            decision_reason: decided.map(|decided| decided.reason.to_string()),
            decided_by: decided.map(|decided| decided.by.0.to_string()),
            decided_at: decided.map(|decided| decided.by.1),
            adjustment_id: decided
                .and_then(|decided| Some(decided.adjustment.as_ref()?.to_string())),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
            answer_by: *answer_by,
            evidence: pieces(Some(evidence)),
            decision_evidence: pieces(decided.map(|decided| &decided.evidence)),
        }
    }
}

/// Of disputes that are to be decided: nobody has, or what was decided has lapsed.
pub(super) fn undecided() -> Eq<SqlLiteral<Text>, &'static str> {
    sql::<Text>(STATUS).eq(OPEN)
}

/// A dispute and its status.
#[derive(Queryable, Selectable)]
#[diesel(table_name = disputes)]
struct Found {
    #[diesel(embed)]
    row: Row,
    #[diesel(select_expression = sql::<Text>(STATUS))]
    #[diesel(select_expression_type = SqlLiteral<Text>)]
    status: String,
}

impl TryFrom<Found> for Dispute {
    type Error = StorageError;

    fn try_from(Found { row, status }: Found) -> Result<Self, StorageError> {
        let id = row.id.clone();
        let unreadable = || StorageError::Failed(format!("dispute {id} cannot be read"));
        read(row, status == OPEN).ok_or_else(unreadable)
    }
}

fn read(row: Row, is_open: bool) -> Option<Dispute> {
    let decided = decided(&row, is_open)?;
    let Row { id, statement_id, partner_id, entry_id, claim_amount, claim_words, .. } = row;
    let Row { currency, reason, line_amount, held, opened_by, version, .. } = row;
    let claim = match (claim_amount, claim_words) {
        (Some(amount), _) => Claim::Amount(Amount::try_from(amount).ok()?),
        (None, words) => Claim::Words(Note::parse(&words?)?),
    };
    Some(Dispute {
        id: DisputeId::parse(&id)?,
        statement: StatementId::parse(&statement_id)?,
        partner: PartnerId::parse(&partner_id)?,
        entry: EntryId::parse(&entry_id)?,
        claim,
        currency: Currency::parse(&currency)?,
        reason: Note::parse(&reason)?,
        evidence: evidence(&row.evidence)?,
        line: Amount::try_from(line_amount).ok()?,
        held: Amount::try_from(held).ok()?,
        opened_by: UserId::parse(&opened_by)?,
        answer_by: row.answer_by,
        decided,
        version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// Evidence as it is kept; an empty list, where there is none.
fn pieces(evidence: Option<&Evidence>) -> String {
    let pieces = evidence.map_or(&[][..], Evidence::pieces).iter().map(Note::as_str);
    serde_json::json!(pieces.collect::<Vec<_>>()).to_string()
}

fn evidence(kept: &str) -> Option<Evidence> {
    let pieces: Vec<String> = serde_json::from_str(kept).ok()?;
    let pieces = pieces.iter().map(|piece| Note::parse(piece)).collect::<Option<_>>()?;
    Evidence::new(pieces)
}

fn decided(row: &Row, has_lapsed: bool) -> Option<Option<Decided>> {
    let Some(decision) = &row.decision else { return Some(None) };
    let adjustment = match &row.adjustment_id {
        Some(id) => Some(AdjustmentId::parse(id)?),
        None => None,
    };
    Some(Some(Decided {
        decision: Decision::parse(decision)?,
        amount: Amount::try_from(row.decided_amount?).ok()?,
        reason: Note::parse(row.decision_reason.as_ref()?)?,
        evidence: evidence(&row.decision_evidence)?,
        by: (UserId::parse(row.decided_by.as_ref()?)?, row.decided_at?),
        adjustment,
        has_lapsed,
    }))
}

/// Adds a dispute.
pub fn insert(tx: &mut Tx<'_>, dispute: &Dispute) -> Result<(), StorageError> {
    diesel::insert_into(disputes::table).values(Row::from(dispute)).execute(tx.connection)?;
    Ok(())
}

/// Writes a decision over the version before it; `false` where that is not there any more.
pub fn decide(tx: &mut Tx<'_>, dispute: &Dispute) -> Result<bool, StorageError> {
    let before = disputes::table
        .filter(disputes::id.eq(dispute.id.as_str()))
        .filter(disputes::version.eq(dispute.version - 1));
    let row = Row::from(dispute);
    let changed = diesel::update(before)
        .set((
            disputes::decision.eq(row.decision),
            disputes::decided_amount.eq(row.decided_amount),
            disputes::decision_reason.eq(row.decision_reason),
            disputes::decided_by.eq(row.decided_by),
            disputes::decided_at.eq(row.decided_at),
            disputes::adjustment_id.eq(row.adjustment_id),
            disputes::decision_evidence.eq(row.decision_evidence),
            disputes::version.eq(row.version),
            disputes::updated_at.eq(row.updated_at),
        ))
        .execute(tx.connection)?;
    Ok(changed == 1)
}

type Query<'q> = disputes::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(disputes::partner_id.eq(partner.to_string())),
        None => query,
    }
}

/// The dispute with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &DisputeId) -> Result<Option<Dispute>, StorageError> {
    let query = seen(tx, disputes::table.filter(disputes::id.eq(id.to_string())).into_boxed());
    let row = query.select(Found::as_select()).get_result(tx.connection).optional()?;
    row.map(Dispute::try_from).transpose()
}

/// The disputes of a statement's lines.
pub fn of_statement(
    tx: &mut Tx<'_>,
    statement: &StatementId,
) -> Result<Vec<Dispute>, StorageError> {
    let query = disputes::table.filter(disputes::statement_id.eq(statement.to_string()));
    let query = seen(tx, query.into_boxed()).select(Found::as_select()).order(disputes::id);
    query.load(tx.connection)?.into_iter().map(Dispute::try_from).collect()
}

/// A page of the disputes that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Dispute>, StorageError> {
    let mut query = seen(tx, disputes::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Found::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Dispute::try_from)
}
