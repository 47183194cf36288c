//! The files of a payout, the same whenever they are written, and the seal that keeps them so.

use sha2::{Digest, Sha256};

use super::{Batch, are_payable, get, next, store};
use crate::domain::payout::{Payer, Payment, Payout, PayoutStatus};
use crate::domain::{Fingerprint, PayoutId, Word};
use crate::formats::payout::{Account, BankFileError, Batch as Transfers, Reference, Transfer};
use crate::formats::{bank_csv, pain_001};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::storage::Tx;

/// In which form a batch goes to the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankFormat {
    /// ISO 20022.
    Pain001,
    /// A table.
    Csv,
}

impl Word for BankFormat {
    const ALL: &'static [Self] = &[BankFormat::Pain001, BankFormat::Csv];

    fn as_str(self) -> &'static str {
        match self {
            BankFormat::Pain001 => "pain.001",
            BankFormat::Csv => "csv",
        }
    }
}

/// The file of a batch.
#[derive(Debug, Clone)]
pub struct BankFile {
    /// What goes to the bank.
    pub bytes: Vec<u8>,
    /// Whether nobody has taken it yet.
    pub is_first: bool,
}

/// The file of a batch that was approved: exactly what was. Before it is given out, all partners must
/// still be paid on these accounts; from then on it stays the same.
pub fn export(
    tx: &mut Tx<'_>,
    id: &PayoutId,
    format: BankFormat,
) -> Result<BankFile, ServiceError> {
    let batch = get(tx, id)?;
    may_leave(tx, &batch)?;
    Ok(BankFile { bytes: written(&batch, format)?, is_first: batch.payout.exported.is_none() })
}

/// Keeps who takes the file of a batch first, before it leaves.
pub fn give_out(tx: &mut Tx<'_>, by: &By, id: &PayoutId) -> Result<(), ServiceError> {
    let batch = get(tx, id)?;
    may_leave(tx, &batch)?;
    if batch.payout.exported.is_some() {
        return Ok(());
    }
    let exported = Some((by.actor.user().clone(), by.at()));
    let payout = Payout { exported, ..next(by, &batch.payout) };
    store(tx, &payout)?;
    audit::note(tx, by, &Change::of("payouts.export", (Some(&batch.payout), &payout)))
}

/// Whether a batch may go to the bank.
fn may_leave(tx: &mut Tx<'_>, batch: &Batch) -> Result<(), ServiceError> {
    if !matches!(batch.payout.status, PayoutStatus::Approved | PayoutStatus::Settled) {
        let detail = format!(
            "the payout is {}; an approved one goes to the bank",
            batch.payout.status.as_str()
        );
        return Err(ServiceError::Conflict("not_approved", detail));
    }
    holds(batch)?;
    let is_out = batch.payout.exported.is_some() || batch.payout.status == PayoutStatus::Settled;
    if is_out { Ok(()) } else { are_payable(tx, batch) }
}

fn written(batch: &Batch, format: BankFormat) -> Result<Vec<u8>, ServiceError> {
    let transfers = transfers(batch);
    let written = match format {
        BankFormat::Pain001 => pain_001::written(&transfers),
        BankFormat::Csv => bank_csv::written(&transfers),
    };
    written.map_err(|error| match error {
        BankFileError::Payout(fault) => ServiceError::Unprocessable("payout", fault.to_string()),
        BankFileError::Io(error) => ServiceError::Internal(format!("a bank file: {error}")),
    })
}

fn transfers(batch: &Batch) -> Transfers {
    let Batch { payout, payments } = batch;
    let Payer { title, iban, bic } = payout.payer.clone();
    let transfer = |payment: &Payment| Transfer {
        reference: Reference::of(&payment.statement),
        statement: payment.statement.as_str().into(),
        period: payout.period,
        partner: payment.code.clone(),
        name: payment.name.clone(),
        account: Account { title: payment.title.clone(), iban: payment.iban.clone(), bic: None },
        amount: payment.amount,
    };
    Transfers {
        reference: Reference::of(&payout.id),
        created_at: payout.created_at,
        pay_on: payout.pay_on,
        payer: Account { title, iban, bic },
        currency: payout.currency,
        transfers: payments.iter().map(transfer).collect(),
    }
}

/// Seals a batch with its fingerprint. One that no file can be written of is refused before anybody
/// approves it.
pub(super) fn sealed(mut batch: Batch) -> Result<Batch, ServiceError> {
    written(&batch, BankFormat::Pain001)?;
    batch.payout.fingerprint = fingerprint(&batch);
    Ok(batch)
}

/// Whether a batch is still the one that was sealed.
pub(super) fn holds(batch: &Batch) -> Result<(), ServiceError> {
    if fingerprint(batch) == batch.payout.fingerprint {
        return Ok(());
    }
    let detail = format!("{} is not what its fingerprint says", batch.payout.id);
    Err(ServiceError::Internal(detail))
}

/// SHA-256 of who is paid how much, on which accounts, and from which: a line for each, its fields
/// apart by tabs, which none of them holds.
fn fingerprint(batch: &Batch) -> Fingerprint {
    let Batch { payout, payments } = batch;
    let Payer { title, iban, bic } = &payout.payer;
    let bic = bic.as_ref().map(|bic| bic.as_str()).unwrap_or_default();
    let mut hash = Sha256::new();
    let (id, period, currency) = (&payout.id, payout.period, payout.currency);
    hash.update(format!("{id}\t{period}\t{currency}\t{}\t{title}\t{iban}\t{bic}\n", payout.pay_on));
    for payment in payments {
        let Payment { statement, code, name, title, iban, amount, .. } = payment;
        let amount = amount.in_currency(currency);
        hash.update(format!("{statement}\t{code}\t{name}\t{title}\t{iban}\t{amount}\n"));
    }
    hash.into()
}
