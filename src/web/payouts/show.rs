//! `/payouts/{id}`: a batch; approved by a second person, sent to the bank, and settled.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::tone;
use crate::domain::payout::{Payment, PaymentStatus, PayoutStatus};
use crate::domain::{Amount, BankReference, PayoutId, StatementId, Word};
use crate::service::naming::Names;
use crate::service::payouts::{self, BankFormat, Batch, Settlement};
use crate::service::{By, Hold, ServiceError, Tx};
use crate::web::acts::{Form, Sent, act_here, told};
use crate::web::answer::page_with;
use crate::web::error::PageError;
use crate::web::frame::{Flash, Frame, Place};
use crate::web::sections::{AUDITORS, FINANCE, is_finance, read, sections};
use crate::web::session::{Visitor, app_of};
use crate::web::shown::{Shown, minute};
use crate::web::texts::Line;

#[derive(Template)]
#[template(path = "payouts/show.html")]
struct PayoutPage {
    frame: Frame,
    sections: Vec<Place>,
    batch: Batch,
    names: Names,
    is_finance: bool,
    /// Whether the reader has prepared it, and so does not approve it.
    is_own: bool,
    zone: chrono_tz::Tz,
}

impl PayoutPage {
    fn month(&self) -> String {
        self.frame.language.month(self.batch.payout.period)
    }

    fn shown(&self, amount: &Amount) -> Shown {
        Shown::of(*amount, self.batch.payout.currency)
    }

    fn fingerprint(&self) -> String {
        self.batch.payout.fingerprint.to_string()
    }

    fn at(&self, at: &chrono::NaiveDateTime) -> String {
        minute(at, self.zone)
    }

    fn tone(&self) -> Line {
        tone(&self.batch.payout.status)
    }

    fn state_of(&self, payment: &Payment) -> (Line, Line) {
        let tone = match payment.status {
            PaymentStatus::Waiting => "info",
            PaymentStatus::Paid => "good",
            PaymentStatus::Rejected => "bad",
            PaymentStatus::Withdrawn => "",
        };
        (tone, self.frame.language.payment_status(&payment.status))
    }

    fn is_draft(&self) -> bool {
        self.batch.payout.status == PayoutStatus::Draft
    }

    /// Whether the bank has answered to every payment, so that nothing is left to send.
    fn is_settled(&self) -> bool {
        self.batch.payout.status == PayoutStatus::Settled
    }

    /// Whether it may go to the bank.
    fn is_sent(&self) -> bool {
        matches!(self.batch.payout.status, PayoutStatus::Approved | PayoutStatus::Settled)
    }

    /// Whether the reader enters what the bank says: also what it paid of a batch that was withdrawn.
    fn can_settle(&self) -> bool {
        self.is_finance && (self.can_reject() || self.batch.payout.may_be_paid_still())
    }

    fn can_reject(&self) -> bool {
        self.batch.payout.status == PayoutStatus::Approved
    }

    fn waits(&self, payment: &Payment) -> bool {
        matches!(payment.status, PaymentStatus::Waiting | PaymentStatus::Withdrawn)
    }

    fn formats(&self) -> Vec<(Line, Line)> {
        let named = |format: &BankFormat| {
            let word = format.as_str();
            (word, self.frame.language.file(word))
        };
        BankFormat::ALL.iter().map(named).collect()
    }
}

/// One of them.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(AUDITORS)?;
    let id = PayoutId::parse(&id).ok_or(PageError::NotFound)?;
    let flash = told(&request, Frame::of(&request).language);
    shown((&request, &visitor), id, (StatusCode::OK, flash)).await
}

/// Approves, withdraws or settles it.
pub(in crate::web) async fn act_on(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(FINANCE)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let id = PayoutId::parse(&id).ok_or(PageError::NotFound)?;
    let of = id.clone();
    let work = move |tx: &mut Tx<'_>, by: &By| done(tx, by, (&of, &sent));
    let again = |told| shown((&request, &visitor), id, told);
    act_here((&request, &visitor), Hold::Nothing, work, again).await
}

fn done(tx: &mut Tx<'_>, by: &By, (id, sent): (&PayoutId, &Sent)) -> Result<String, ServiceError> {
    let seen = sent.optional("seen", |text| text.parse().ok())?;
    let told = match sent.text("do") {
        "approve" => {
            payouts::approve(tx, by, (id, seen), Some(sent.text("fingerprint")))?;
            "approved"
        }
        "withdraw" => {
            payouts::withdraw(tx, by, (id, seen), &sent.note("reason")?)?;
            "withdrawn"
        }
        answer @ ("paid" | "rejected") => {
            settle(tx, by, (id, sent), answer == "paid")?;
            "settled"
        }
        _ => return Err(ServiceError::Forbidden),
    };
    Ok(told.to_owned())
}

/// Enters the bank's answer to all payments that were chosen.
fn settle(
    tx: &mut Tx<'_>,
    by: &By,
    (id, sent): (&PayoutId, &Sent),
    is_paid: bool,
) -> Result<(), ServiceError> {
    let chosen: Vec<StatementId> = sent.all("statement").filter_map(StatementId::parse).collect();
    if chosen.is_empty() {
        let message = "is missing: choose at least one payment";
        return Err(ServiceError::invalid("/payments", "none_chosen", message));
    }
    let reference = sent.optional("reference", BankReference::parse)?;
    for statement in chosen {
        let settlement = Settlement { statement, is_paid, reference: reference.clone() };
        payouts::settle(tx, by, id, &settlement)?;
    }
    Ok(())
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    id: PayoutId,
    (status, flash): (StatusCode, Option<Flash>),
) -> Result<HttpResponse, PageError> {
    let (batch, names) = read((request, visitor), move |tx, _| load(tx, &id)).await?;
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash;
    page_with(
        status,
        &PayoutPage {
            sections: sections(&frame, visitor),
            is_finance: is_finance(visitor),
            is_own: batch.payout.prepared_by == visitor.user.id,
            zone: app_of(request)?.clock.zone(),
            frame,
            batch,
            names,
        },
    )
}

fn load(tx: &mut Tx<'_>, id: &PayoutId) -> Result<(Batch, Names), ServiceError> {
    let batch = payouts::get(tx, id)?;
    let mut names = Names::default();
    let approved = batch.payout.approved.iter().chain(&batch.payout.exported);
    let approved = approved.map(|(user, _)| user);
    names.learn_users(tx, approved.chain([&batch.payout.prepared_by]))?;
    Ok((batch, names))
}
