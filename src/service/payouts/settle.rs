//! What the bank says of a payment: paid, or rejected and to be paid again.

use serde_json::json;

use super::{Batch, get, next, store};
use crate::domain::payout::{Payment, PaymentStatus, Payout, PayoutStatus, Settled};
use crate::domain::statement::{Statement, StatementStatus};
use crate::domain::{BankReference, NoticeKind, PayoutId, StatementId, Word};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::service::notifications::{Notice, To, tell};
use crate::storage::payouts::payments;
use crate::storage::{Tx, statements};

/// The bank's answer to a payment.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// Of which statement.
    pub statement: StatementId,
    /// Whether it was paid or rejected.
    pub is_paid: bool,
    /// What the bank calls it.
    pub reference: Option<BankReference>,
}

/// Keeps the bank's answer; the same one twice is kept once.
pub fn settle(
    tx: &mut Tx<'_>,
    by: &By,
    id: &PayoutId,
    settlement: &Settlement,
) -> Result<Batch, ServiceError> {
    let batch = get(tx, id)?;
    let payment = batch.payments.iter().find(|one| one.statement == settlement.statement);
    let payment = payment.ok_or_else(|| {
        let message = "is not the id of a statement in this payout";
        ServiceError::invalid("/statement_id", "unknown_id", message)
    })?;
    let status = if settlement.is_paid { PaymentStatus::Paid } else { PaymentStatus::Rejected };
    if payment.status == status && payment.reference == settlement.reference {
        return Ok(batch);
    }
    may_settle(tx, &batch.payout, (payment, status))?;
    let settled = Payment {
        status,
        reference: settlement.reference.clone(),
        settled: Some(Settled { by: by.actor.user().clone(), on: by.now.today, at: by.at() }),
        ..payment.clone()
    };
    let stored = payments::settle(tx, &settled, payment.status).map_err(ServiceError::meanwhile)?;
    ServiceError::stale_unless(stored)?;
    if settlement.is_paid {
        pay(tx, by, &settlement.statement)?;
    }
    let payout = settled_payout(by, &batch);
    store(tx, &payout)?;
    tell_owners(tx, by, &settled)?;
    note(tx, by, (payment, &settled))?;
    let payments = batch.payments.into_iter();
    let now = |one: Payment| if one.statement == settled.statement { settled.clone() } else { one };
    Ok(Batch { payout, payments: payments.map(now).collect() })
}

/// The bank answers to what waits for it; it may also have paid of a batch that was withdrawn after its
/// file was given out.
fn may_settle(
    tx: &mut Tx<'_>,
    payout: &Payout,
    (payment, answer): (&Payment, PaymentStatus),
) -> Result<(), ServiceError> {
    match (payout.status, payment.status) {
        (PayoutStatus::Approved, PaymentStatus::Waiting) => Ok(()),
        (_, PaymentStatus::Withdrawn)
            if payout.may_be_paid_still() && answer == PaymentStatus::Paid =>
        {
            nothing_else_pays(tx, &payment.statement)
        }
        (status, PaymentStatus::Waiting | PaymentStatus::Withdrawn) => {
            let detail = format!("the payout is {}", status.as_str());
            Err(ServiceError::Conflict("status", detail))
        }
        (_, answered) => {
            let detail = format!("the payment is {} already", answered.as_str());
            Err(ServiceError::Conflict("settled", detail))
        }
    }
}

/// A statement is paid at most once: what another batch pays of it is stopped first.
fn nothing_else_pays(tx: &mut Tx<'_>, statement: &StatementId) -> Result<(), ServiceError> {
    let all = payments::of_statement(tx, statement)?;
    let pays = |one: &&Payment| matches!(one.status, PaymentStatus::Waiting | PaymentStatus::Paid);
    let Some(Payment { payout, status, .. }) = all.iter().find(pays) else { return Ok(()) };
    let detail = match status {
        PaymentStatus::Paid => format!(
            "{payout} has paid the statement: what was paid twice comes back by an adjustment"
        ),
        _ => format!(
            "{payout} pays the statement too: see to it that the bank does not, and withdraw it first"
        ),
    };
    Err(ServiceError::Conflict("paid_otherwise", detail))
}

/// A batch is settled with the last answer, unless it was withdrawn.
fn settled_payout(by: &By, batch: &Batch) -> Payout {
    let waiting = batch.payments.iter().filter(|one| one.status == PaymentStatus::Waiting).count();
    let payout = next(by, &batch.payout);
    let is_last = payout.status == PayoutStatus::Approved && waiting <= 1;
    let status = if is_last { PayoutStatus::Settled } else { payout.status };
    Payout { status, ..payout }
}

fn pay(tx: &mut Tx<'_>, by: &By, id: &StatementId) -> Result<(), ServiceError> {
    let before = statements::by_id(tx, id)?.ok_or(ServiceError::NotFound)?;
    let statement = Statement {
        status: StatementStatus::Paid,
        version: before.version + 1,
        updated_at: by.at(),
        ..before
    };
    ServiceError::stale_unless(statements::update(tx, &statement)?)
}

fn tell_owners(tx: &mut Tx<'_>, by: &By, payment: &Payment) -> Result<(), ServiceError> {
    let notice = Notice {
        kind: NoticeKind::StatementSettled,
        subject_kind: "statement",
        subject_id: payment.statement.as_str(),
        data: json!({"status": payment.status.as_str()}),
    };
    tell(tx, by.at(), To::OwnersOf(&payment.partner), &notice)?;
    Ok(())
}

fn note(
    tx: &mut Tx<'_>,
    by: &By,
    (before, after): (&Payment, &Payment),
) -> Result<(), ServiceError> {
    let reference = after.reference.as_ref().map(BankReference::as_str);
    let change = Change {
        action: "payouts.settle",
        subject_kind: "payout",
        subject_id: after.payout.as_str(),
        before: Some(json!({"status": before.status.as_str()})),
        after: Some(json!({
            "statement_id": after.statement.as_str(),
            "status": after.status.as_str(),
            "reference": reference,
        })),
        ..Change::default()
    };
    audit::note(tx, by, &change)
}
