//! Disputes: lines of a draft that its partner does not agree with, held until somebody has decided.
//!
//! What a decision comes to is an adjustment of the open period, approved by a second person as every
//! other one.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::adjustments::{self, NewAdjustment};
use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use super::notifications::{Notice, To, tell};
use super::settings;
use super::statements::{is_draft, not_draft};
use crate::domain::statement::{Claim, Decided, Decision, Dispute, Evidence, Given, Statement};
use crate::domain::{
    AdjustmentId, Amount, DisputeId, EntryId, Money, Note, NoticeKind, PartnerId, Role,
    StatementId, Word,
};
use crate::storage::entries::EntryRecord;
use crate::storage::{StorageError, Tx};
use crate::storage::{disputes, entries, periods, statements};

pub use crate::storage::disputes::LISTED;

/// A line that its partner does not agree with.
#[derive(Debug, Clone)]
pub struct NewDispute {
    /// The line.
    pub entry: EntryId,
    /// What should stand there.
    pub claim: ClaimSent,
    /// Why.
    pub reason: Note,
    /// What bears it out.
    pub evidence: Evidence,
}

/// What should stand in a line, as it is sent.
#[derive(Debug, Clone)]
pub enum ClaimSent {
    /// This amount.
    Money(Money),
    /// What these words say.
    Words(Note),
}

/// What becomes of a dispute.
#[derive(Debug, Clone)]
pub struct NewDecision {
    /// Which way.
    pub decision: Decision,
    /// What the line comes to; not needed where it stands, or comes to what was claimed.
    pub amount: Option<Money>,
    /// Why.
    pub reason: Note,
    /// What bears it out.
    pub evidence: Evidence,
}

/// Opens a dispute, which holds a line that is above zero. The transaction must hold the facts: what is
/// held changes what the next statement opens with.
pub fn open(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&StatementId, Option<i32>),
    new: &NewDispute,
) -> Result<Dispute, ServiceError> {
    if by.actor.role() != Role::PartnerOwner {
        return Err(ServiceError::Forbidden);
    }
    let before = statements::by_id(tx, id)?.ok_or(ServiceError::NotFound)?;
    fresh(before.version, seen)?;
    let entry = line(tx, &before, &new.entry)?;
    if !is_draft(&before) {
        return Err(not_draft(&before));
    }
    if periods::last(tx)?.is_some_and(|last| last.period > before.period) {
        let detail = "the next period is closed; ask for an adjustment instead".to_owned();
        return Err(ServiceError::Conflict("period_closed", detail));
    }
    let answer_by = settings::in_force(tx, by.now.today)?.dispute_answer.after(by.now.today);
    let dispute = dispute(by, (&before, &entry), new, answer_by)?;
    let statement = holding(by, &before, dispute.held)?;
    // Only the platform writes statements and what is held of them.
    tx.as_programme(|tx| store(tx, &dispute, &statement))?;
    let data = json!({"statement_id": id.as_str(), "entry_id": entry.id.as_str()});
    say(tx, by, To::Everybody(Role::Finance), (NoticeKind::DisputeOpened, &dispute, data))?;
    audit::note(tx, by, &Change::of("disputes.open", (None, &dispute)).because(&dispute.reason))?;
    Ok(dispute)
}

/// The line that is disputed, where it is one of the statement.
fn line(tx: &mut Tx<'_>, statement: &Statement, id: &EntryId) -> Result<EntryRecord, ServiceError> {
    let entry = entries::by_id(tx, id)?
        .filter(|entry| entry.period == statement.period && entry.partner == statement.partner);
    let message = "is not the id of a line of this statement";
    entry.ok_or_else(|| ServiceError::invalid("/entry_id", "unknown_id", message))
}

fn dispute(
    by: &By,
    (statement, entry): (&Statement, &EntryRecord),
    new: &NewDispute,
    answer_by: NaiveDate,
) -> Result<Dispute, ServiceError> {
    let claim = match &new.claim {
        ClaimSent::Money(money) => Claim::Amount(in_currency(*money, statement, "/claim")?),
        ClaimSent::Words(words) => Claim::Words(words.clone()),
    };
    Ok(Dispute {
        id: new_id(),
        statement: statement.id.clone(),
        partner: statement.partner.clone(),
        entry: entry.id.clone(),
        claim,
        currency: entry.currency,
        reason: new.reason.clone(),
        evidence: new.evidence.clone(),
        line: entry.amount,
        held: Dispute::held_of(entry.amount),
        opened_by: by.actor.user().clone(),
        answer_by: Some(answer_by),
        decided: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    })
}

fn in_currency(money: Money, statement: &Statement, pointer: &str) -> Result<Amount, ServiceError> {
    if money.currency == statement.currency {
        return Ok(money.amount);
    }
    let message = format!("is not in {}, that of the line", statement.currency);
    Err(ServiceError::invalid(format!("{pointer}/currency"), "currency", message))
}

/// The statement with more of it held, and what is paid of it then.
fn holding(by: &By, before: &Statement, more: Amount) -> Result<Statement, ServiceError> {
    let beyond =
        || ServiceError::Unprocessable("out_of_range", "what is held of the statement".to_owned());
    let held = i128::from(before.given.held.minor()) + i128::from(more.minor());
    let given = Given { held: Amount::try_from(held).map_err(|_| beyond())?, ..before.given };
    let figures = given.figures(before.currency, before.payout_currency);
    Ok(Statement {
        given,
        figures: figures.map_err(|_| beyond())?,
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    })
}

fn store(tx: &mut Tx<'_>, dispute: &Dispute, statement: &Statement) -> Result<(), ServiceError> {
    disputes::insert(tx, dispute).map_err(|error| match error {
        StorageError::Refused(rule) if rule == "disputes_entry_id_key" => {
            let detail = "the line has been disputed already".to_owned();
            ServiceError::Conflict("disputed", detail)
        }
        error => error.into(),
    })?;
    ServiceError::stale_unless(statements::update(tx, statement)?)
}

/// A dispute that the caller may see.
pub fn get(tx: &mut Tx<'_>, id: &DisputeId) -> Result<Dispute, ServiceError> {
    disputes::by_id(tx, id)?.ok_or(ServiceError::NotFound)
}

/// A page of the disputes that the caller may see.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Dispute>, ServiceError> {
    Ok(disputes::list(tx, listing)?)
}

/// Decides a dispute: what was held comes back in the open period, with the difference. A decision that has
/// lapsed would lose what was held, and is taken again. The transaction must hold the facts, so that the
/// open period stays open.
pub fn decide(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&DisputeId, Option<i32>),
    new: &NewDecision,
) -> Result<Dispute, ServiceError> {
    let before = get(tx, id)?;
    fresh(before.version, seen)?;
    by.is_second_to(&before.opened_by)?;
    if !before.is_open() {
        let detail = "the dispute is decided already".to_owned();
        return Err(ServiceError::Conflict("status", detail));
    }
    let amount = decided_amount(tx, &before, new)?;
    let adjustment = come_back(tx, by, &before, (amount, &new.reason))?;
    let dispute = Dispute {
        decided: Some(Decided {
            decision: new.decision,
            amount,
            reason: new.reason.clone(),
            evidence: new.evidence.clone(),
            by: (by.actor.user().clone(), by.at()),
            adjustment,
            has_lapsed: false,
        }),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    ServiceError::stale_unless(disputes::decide(tx, &dispute)?)?;
    let data = json!({
        "statement_id": dispute.statement.as_str(), "decision": new.decision.as_str(),
    });
    say(tx, by, To::OwnersOf(&dispute.partner), (NoticeKind::DisputeDecided, &dispute, data))?;
    let change = Change::of("disputes.decide", (Some(&before), &dispute)).because(&new.reason);
    audit::note(tx, by, &change)?;
    Ok(dispute)
}

/// What the line comes to by the decision.
fn decided_amount(
    tx: &mut Tx<'_>,
    dispute: &Dispute,
    new: &NewDecision,
) -> Result<Amount, ServiceError> {
    let statement = statements::by_id(tx, &dispute.statement)?.ok_or(ServiceError::NotFound)?;
    let given = match new.amount {
        Some(money) => Some(in_currency(money, &statement, "/amount")?),
        None => None,
    };
    let missing = || {
        let message = "is missing: what the line comes to";
        ServiceError::invalid("/amount", "required", message)
    };
    match (new.decision, given, &dispute.claim) {
        (Decision::Deny, None, _) => Ok(dispute.line),
        (Decision::Deny, Some(amount), _) if amount == dispute.line => Ok(amount),
        (Decision::Deny, Some(_), _) => {
            let message = "is not what the line comes to, which stands where it is denied";
            Err(ServiceError::invalid("/amount", "out_of_range", message))
        }
        (Decision::Uphold, None, Claim::Amount(claimed)) => Ok(*claimed),
        (_, given, _) => given.ok_or_else(missing),
    }
}

/// Prepares the adjustment of the open period, where anything comes back.
fn come_back(
    tx: &mut Tx<'_>,
    by: &By,
    dispute: &Dispute,
    (amount, reason): (Amount, &Note),
) -> Result<Option<AdjustmentId>, ServiceError> {
    let beyond = || ServiceError::Unprocessable("out_of_range", "the difference".to_owned());
    let amount = dispute.comes_back(amount).ok_or_else(beyond)?;
    if amount == Amount::ZERO {
        return Ok(None);
    }
    let last = periods::last(tx)?.ok_or(ServiceError::NotFound)?;
    let new = NewAdjustment {
        partner: dispute.partner.clone(),
        period: last.period.next(),
        amount: Money { amount, currency: dispute.currency },
        reason: reason.clone(),
    };
    Ok(Some(adjustments::create(tx, by, &new)?.id))
}

fn say(
    tx: &mut Tx<'_>,
    by: &By,
    to: To<'_>,
    (kind, dispute, data): (NoticeKind, &Dispute, Value),
) -> Result<(), ServiceError> {
    let subject_id = dispute.id.as_str();
    let notice = Notice { kind, subject_kind: "dispute", subject_id, data };
    tell(tx, by.at(), to, &notice)?;
    Ok(())
}

fn shown(evidence: &Evidence) -> Vec<&str> {
    evidence.pieces().iter().map(Note::as_str).collect()
}

impl Recorded for Dispute {
    const KIND: &'static str = "dispute";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    fn shown(&self) -> Value {
        let text = |amount: Amount| amount.in_currency(self.currency).to_string();
        let decided = self.decided.as_ref();
        json!({
            "statement_id": self.statement.as_str(),
            "entry_id": self.entry.as_str(),
            "line": text(self.line),
            "held": text(self.held),
            "currency": self.currency.code(),
            "evidence": shown(&self.evidence),
            "decision_evidence": decided.map(|decided| shown(&decided.evidence)),
            "decision": decided.map(|decided| decided.decision.as_str()),
            "amount": decided.map(|decided| text(decided.amount)),
        })
    }
}
