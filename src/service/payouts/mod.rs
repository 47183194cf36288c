//! Payouts: approved statements sent to the bank, prepared by one person and approved by another.

mod file;
mod payees;
mod settle;

use serde_json::{Value, json};

use super::approval::as_seen;
use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{ServiceError, fresh};
use super::listing::{Listing, Page};
use super::settings;
use crate::domain::payout::{Payer, Payment, PaymentStatus, Payout, PayoutStatus};
use crate::domain::{Amount, Currency, Note, PayoutId, Period, StatementId, Word};
use crate::storage::Tx;
use crate::storage::payouts::payments;
use crate::storage::{payouts, periods};
use payees::Payees;

pub use crate::storage::payouts::LISTED;
pub use file::{BankFile, BankFormat, export, give_out};
pub use settle::{Settlement, settle};

/// A batch with its payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The batch.
    pub payout: Payout,
    /// Its payments in the order of the files.
    pub payments: Vec<Payment>,
}

/// A batch to be prepared: what is due of a period in a currency.
#[derive(Debug, Clone, Copy)]
pub struct NewPayout {
    /// The period.
    pub period: Period,
    /// The currency.
    pub currency: Currency,
}

/// Why a statement that is due is not in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// Its partner is suspended.
    Suspended,
    /// Its partner has no bank account that somebody confirmed.
    NoAccount,
    /// Its partner has changed the account, and nobody has confirmed that.
    AccountPending,
    /// Neither its partner's name nor the account's title can be written in the letters that banks take.
    NoLatinTitle,
}

impl Waits {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Waits::Suspended => "partner_suspended",
            Waits::NoAccount => "no_bank_account",
            Waits::AccountPending => "bank_account_pending",
            Waits::NoLatinTitle => "no_latin_title",
        }
    }
}

/// What was prepared, and what has to wait.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The batch.
    pub batch: Batch,
    /// Statements that are due and not in it.
    pub waiting: Vec<(StatementId, Waits)>,
}

/// Prepares a batch of everything that is due and can be paid.
pub fn create(tx: &mut Tx<'_>, by: &By, new: &NewPayout) -> Result<Prepared, ServiceError> {
    if periods::by_period(tx, new.period)?.is_none() {
        let detail = format!("{} is not closed", new.period);
        return Err(ServiceError::Conflict("period_not_closed", detail));
    }
    let settings = settings::in_force(tx, by.now.today)?;
    let payer = settings.texts.payer().ok_or_else(|| {
        let detail = "the settings payer_title and payer_iban say from which account is paid";
        ServiceError::Conflict("no_payer", detail.to_owned())
    })?;
    let pay_on = settings.calendar().next_working_day(by.now.today);
    let id = new_id();
    let (found, waiting) = found(tx, &id, new)?;
    if found.is_empty() {
        return Err(nothing(new, waiting.len()));
    }
    let batch = file::sealed(batch(by, (id, pay_on, payer), new, found)?)?;
    payouts::insert(tx, &batch.payout)?;
    payments::insert(tx, &batch.payments).map_err(ServiceError::meanwhile)?;
    audit::note(tx, by, &Change::of("payouts.create", (None, &batch.payout)))?;
    Ok(Prepared { batch, waiting })
}

fn nothing(new: &NewPayout, waiting: usize) -> ServiceError {
    let NewPayout { period, currency } = new;
    let wait = match waiting {
        0 => String::new(),
        count => format!("; {count} wait for a partner's account or standing"),
    };
    let detail = format!("no statement of {period} is to be paid in {currency}{wait}");
    ServiceError::Conflict("nothing_to_pay", detail)
}

/// What is due and can be paid, by the partners' codes, and what has to wait.
type Found = (Vec<Payment>, Vec<(StatementId, Waits)>);

fn found(tx: &mut Tx<'_>, id: &PayoutId, new: &NewPayout) -> Result<Found, ServiceError> {
    let (mut found, mut waiting) = (Vec::new(), Vec::new());
    let due = payments::due(tx, (new.period, new.currency))?;
    let payees = Payees::load(tx, due.iter().map(|(_, partner, _)| partner))?;
    for (statement, partner, amount) in due {
        let partner = payees.partner(&partner)?;
        match payees.account(partner) {
            Ok(account) => found.push(Payment {
                payout: id.clone(),
                statement,
                partner: partner.id.clone(),
                position: 0,
                code: partner.code.clone(),
                name: partner.name.clone(),
                title: account.title.clone(),
                iban: account.iban.clone(),
                amount,
                status: PaymentStatus::Waiting,
                reference: None,
                settled: None,
            }),
            Err(waits) => waiting.push((statement, waits)),
        }
    }
    found.sort_by(|a, b| a.code.cmp(&b.code));
    for (position, payment) in (0..).zip(&mut found) {
        payment.position = position;
    }
    Ok((found, waiting))
}

fn batch(
    by: &By,
    (id, pay_on, payer): (PayoutId, chrono::NaiveDate, Payer),
    new: &NewPayout,
    payments: Vec<Payment>,
) -> Result<Batch, ServiceError> {
    let total: i128 = payments.iter().map(|payment| i128::from(payment.amount.minor())).sum();
    let beyond = |_| ServiceError::Unprocessable("out_of_range", "the batch's total is".to_owned());
    let payout = Payout {
        id,
        period: new.period,
        currency: new.currency,
        status: PayoutStatus::Draft,
        pay_on,
        payer,
        payments: i32::try_from(payments.len()).unwrap_or(i32::MAX),
        total: Amount::try_from(total).map_err(beyond)?,
        fingerprint: [0; 32].into(),
        prepared_by: by.actor.user().clone(),
        approved: None,
        exported: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    Ok(Batch { payout, payments })
}

/// A batch with its payments.
pub fn get(tx: &mut Tx<'_>, id: &PayoutId) -> Result<Batch, ServiceError> {
    let payout = payouts::by_id(tx, id)?.ok_or(ServiceError::NotFound)?;
    let payments = payments::of_payout(tx, id)?;
    Ok(Batch { payout, payments })
}

/// A page of the batches.
pub fn list(tx: &mut Tx<'_>, _: &By, listing: &Listing) -> Result<Page<Payout>, ServiceError> {
    Ok(payouts::list(tx, listing)?)
}

/// Approves a batch that another person prepared, exactly as it was seen: where a fingerprint is given,
/// it is that one's.
pub fn approve(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&PayoutId, Option<i32>),
    fingerprint: Option<&str>,
) -> Result<Batch, ServiceError> {
    let batch = get(tx, id)?;
    fresh(batch.payout.version, seen)?;
    by.is_second_to(&batch.payout.prepared_by)?;
    is_draft(&batch.payout)?;
    file::holds(&batch)?;
    as_seen(batch.payout.fingerprint, fingerprint)?;
    are_payable(tx, &batch)?;
    let payout = Payout {
        status: PayoutStatus::Approved,
        approved: Some((by.actor.user().clone(), by.at())),
        ..next(by, &batch.payout)
    };
    store(tx, &payout)?;
    audit::note(tx, by, &Change::of("payouts.approve", (Some(&batch.payout), &payout)))?;
    Ok(Batch { payout, ..batch })
}

/// Whether all payments of a batch go where their partners are paid today.
fn are_payable(tx: &mut Tx<'_>, batch: &Batch) -> Result<(), ServiceError> {
    let payees = Payees::load(tx, batch.payments.iter().map(|payment| &payment.partner))?;
    batch.payments.iter().try_for_each(|payment| still_payable(&payees, payment))
}

/// Whether a payment goes where its partner is paid today.
fn still_payable(payees: &Payees, payment: &Payment) -> Result<(), ServiceError> {
    let partner = payees.partner(&payment.partner)?;
    let code = &partner.code;
    match payees.account(partner) {
        Ok(account) if account.iban == payment.iban && account.title == payment.title => Ok(()),
        Ok(_) => {
            let detail = format!("{code} has another bank account since; withdraw the batch");
            Err(ServiceError::Conflict("bank_account_changed", detail))
        }
        Err(waits) => {
            let detail = format!("{code} cannot be paid now: {}", waits.as_str());
            Err(ServiceError::Conflict(waits.as_str(), detail))
        }
    }
}

/// Withdraws a batch of which the bank has answered to nothing, so that its statements can be paid by
/// another one. Of one whose file was given out, somebody must see to it that the bank does not pay it:
/// another person than who took the file.
pub fn withdraw(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&PayoutId, Option<i32>),
    reason: &Note,
) -> Result<Batch, ServiceError> {
    let batch = get(tx, id)?;
    fresh(batch.payout.version, seen)?;
    may_withdraw(&batch)?;
    let before = batch.payout;
    before.exported.iter().try_for_each(|(taker, _)| by.is_second_to(taker))?;
    // Nobody approves what is withdrawn; who had is in the trail.
    let payout = Payout { status: PayoutStatus::Withdrawn, approved: None, ..next(by, &before) };
    store(tx, &payout)?;
    payments::withdraw(tx, id)?;
    audit::note(tx, by, &Change::of("payouts.withdraw", (Some(&before), &payout)).because(reason))?;
    get(tx, id)
}

impl Batch {
    /// Whether it can be withdrawn still.
    pub fn can_be_withdrawn(&self) -> bool {
        let has_answers = self.payments.iter().any(|one| one.status != PaymentStatus::Waiting);
        let is_live = matches!(self.payout.status, PayoutStatus::Draft | PayoutStatus::Approved);
        is_live && !has_answers
    }
}

fn may_withdraw(batch: &Batch) -> Result<(), ServiceError> {
    if batch.can_be_withdrawn() {
        return Ok(());
    }
    let detail = match batch.payout.status {
        PayoutStatus::Approved => "the bank has answered to payments of it".to_owned(),
        status => format!("the payout is {}", status.as_str()),
    };
    Err(ServiceError::Conflict("status", detail))
}

fn is_draft(payout: &Payout) -> Result<(), ServiceError> {
    if payout.status == PayoutStatus::Draft {
        return Ok(());
    }
    let detail = format!("the payout is {}", payout.status.as_str());
    Err(ServiceError::Conflict("status", detail))
}

fn next(by: &By, before: &Payout) -> Payout {
    Payout { version: before.version + 1, updated_at: by.at(), ..before.clone() }
}

fn store(tx: &mut Tx<'_>, payout: &Payout) -> Result<(), ServiceError> {
    ServiceError::stale_unless(payouts::update(tx, payout)?)
}

impl Recorded for Payout {
    const KIND: &'static str = "payout";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn shown(&self) -> Value {
        json!({
            "period": self.period.to_string(),
            "status": self.status.as_str(),
            "payments": self.payments,
            "total": self.total.in_currency(self.currency).to_string(),
            "currency": self.currency.code(),
            "fingerprint": self.fingerprint.to_string(),
            "exported": self.exported.is_some(),
        })
    }
}
