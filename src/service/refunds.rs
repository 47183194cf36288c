//! Refunds: what sellers got back.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::{Invalid, ServiceError, fresh};
use super::sales::{self, external_id_taken, fingerprint};
use crate::domain::{
    Amount, Code, Money, Note, Refund, RefundId, RefundStatus, Sale, SaleId, SaleStatus, Voided,
    Word,
};
use crate::storage::{StorageError, Tx, refunds};

/// A refund to be recorded.
#[derive(Debug, Clone)]
pub struct NewRefund {
    /// What it is called where it was made.
    pub external_id: Code,
    /// How much.
    pub amount: Money,
    /// On which day.
    pub refunded_on: NaiveDate,
    /// Why.
    pub reason: Note,
}

/// Records a refund of a sale. The same again is the first, and `false` with it.
pub fn record(
    tx: &mut Tx<'_>,
    by: &By,
    sale: &SaleId,
    new: &NewRefund,
) -> Result<(Refund, bool), ServiceError> {
    let sale = sales::get(tx, sale)?;
    let fingerprint = fingerprint(&as_sent(&sale.id, new));
    if let Some(known) = refunds::by_external_id(tx, &new.external_id)? {
        if known.fingerprint == fingerprint {
            return Ok((known, false));
        }
        return Err(external_id_taken(&new.external_id));
    }
    if sale.status == SaleStatus::Void {
        return Err(ServiceError::Conflict("sale_void", "the sale is void".to_owned()));
    }
    check(by, &sale, new)?;
    if new.amount.amount > left(tx, &sale)? {
        return Err(too_large());
    }
    let NewRefund { external_id, amount, refunded_on, reason } = new.clone();
    let refund = Refund {
        id: new_id(),
        external_id,
        fingerprint,
        sale: sale.id,
        amount,
        refunded_on,
        reason,
        recorded_by: by.actor.user().clone(),
        voided: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    refunds::insert(tx, &refund).map_err(unfit)?;
    audit::note(tx, by, &Change::of("refunds.record", (None, &refund)).because(&refund.reason))?;
    Ok((refund, true))
}

/// The refunds of a sale that the caller may see.
pub fn of_sale(tx: &mut Tx<'_>, sale: &SaleId) -> Result<Vec<Refund>, ServiceError> {
    sales::get(tx, sale)?;
    Ok(refunds::of_sale(tx, sale)?)
}

/// Makes a refund void, for ever.
pub fn void(
    tx: &mut Tx<'_>,
    by: &By,
    (sale, id, seen): (&SaleId, &RefundId, Option<i32>),
    reason: &Note,
) -> Result<Refund, ServiceError> {
    let found = refunds::by_id(tx, id)?.filter(|refund| refund.sale == *sale);
    let before = found.ok_or(ServiceError::NotFound)?;
    fresh(before.version, seen)?;
    if before.status() == RefundStatus::Void {
        return Err(ServiceError::Conflict("refund_void", "it is void already".to_owned()));
    }
    let (by_user, at) = (by.actor.user().clone(), by.at());
    let after = Refund {
        voided: Some(Voided { by: by_user, at, reason: reason.clone() }),
        version: before.version + 1,
        updated_at: at,
        ..before.clone()
    };
    ServiceError::stale_unless(refunds::update(tx, &after)?)?;
    audit::note(tx, by, &Change::of("refunds.void", (Some(&before), &after)).because(reason))?;
    Ok(after)
}

fn check(by: &By, sale: &Sale, new: &NewRefund) -> Result<(), ServiceError> {
    let mut faults = Vec::new();
    let mut fault = |pointer: &str, code, message: String| {
        faults.push(Invalid { pointer: pointer.to_owned(), code, message });
    };
    if new.amount.amount <= Amount::ZERO {
        fault("/amount/amount", "not_positive", "is not above zero".to_owned());
    }
    if new.amount.currency != sale.amount.currency {
        let message = format!("is not the sale's, {}", sale.amount.currency);
        fault("/amount/currency", "other_currency", message);
    }
    if new.refunded_on < sale.paid_on {
        let message = format!("is before the payment, on {}", sale.paid_on);
        fault("/refunded_on", "before_payment", message);
    }
    if new.refunded_on > by.now.today {
        fault("/refunded_on", "in_the_future", "is a day that has not come yet".to_owned());
    }
    if faults.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(faults)) }
}

/// What of a sale was not refunded yet.
fn left(tx: &mut Tx<'_>, sale: &Sale) -> Result<Amount, ServiceError> {
    let all = refunds::of_sale(tx, &sale.id)?;
    let counts = all.iter().filter(|refund| refund.status() == RefundStatus::Recorded);
    let left =
        counts.map(|refund| refund.amount.amount).try_fold(sale.amount.amount, Amount::checked_sub);
    Ok(left.unwrap_or(Amount::ZERO))
}

fn too_large() -> ServiceError {
    let detail = "the refunds of a sale never exceed its amount".to_owned();
    ServiceError::Unprocessable("refund_exceeds_sale", detail)
}

/// What the database says where another refund came in between.
fn unfit(error: StorageError) -> ServiceError {
    match error {
        StorageError::Refused(rule) if rule == "refunds_fit_their_sale" => too_large(),
        error => ServiceError::meanwhile(error),
    }
}

fn as_sent(sale: &SaleId, new: &NewRefund) -> Value {
    let NewRefund { external_id, amount, refunded_on, reason } = new;
    json!({
        "sale_id": sale.as_str(),
        "external_id": external_id.as_str(),
        "amount": audit::money(*amount),
        "refunded_on": refunded_on.to_string(),
        "reason": reason.as_str(),
    })
}

impl Recorded for Refund {
    const KIND: &'static str = "refund";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn shown(&self) -> Value {
        json!({
            "external_id": self.external_id.as_str(),
            "sale_id": self.sale.as_str(),
            "amount": audit::money(self.amount),
            "refunded_on": self.refunded_on.to_string(),
            "status": self.status().as_str(),
        })
    }
}
