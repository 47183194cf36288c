//! The demo's payouts: who pays, a month that is paid, and a payment that the bank rejects and that is
//! paid again.

use std::net::SocketAddr;

use super::programme::{Programme, iban};
use super::stage::{Stage, read, wrong};
use crate::domain::payout::PaymentStatus;
use crate::domain::programme::{Given, SettingName};
use crate::domain::{BankReference, Currency, Note, Period, User};
use crate::service::payouts::{self, Batch, NewPayout, Settlement};
use crate::service::settings::{self, SettingChanges};
use crate::service::{ServiceError, listing};

/// The number of the account that the programme pays from, behind those of all partners.
const PAYER: usize = 900_000;

/// Says from which account is paid, and under which address a letter's statement can be looked at.
pub(super) fn introduce(
    stage: &mut Stage<'_, '_>,
    admin: &User,
    address: SocketAddr,
) -> Result<(), ServiceError> {
    let mut texts = vec![
        (SettingName::PayerTitle, "Saathi Channel Programme".to_owned()),
        (SettingName::PayerIban, iban(PAYER)),
        (SettingName::IssuerName, "Saathi Channel Programme".to_owned()),
        (SettingName::IssuerLines, "12 Paris Road\nSialkot 51310".to_owned()),
    ];
    // Where the system chooses the port, nobody knows it yet.
    if address.port() != 0 {
        texts.push((SettingName::PublicAddress, format!("http://{address}")));
    }
    let value = |(name, text): (SettingName, String)| {
        Ok((name, name.read(&Given::Text(&text)).map_err(|_| wrong(&text))?))
    };
    let values = texts.into_iter().map(value).collect::<Result<_, ServiceError>>()?;
    let reason = read("The head of our letters, and our account", Note::parse)?;
    let changes = SettingChanges { values, from: None, reason };
    settings::change(stage.tx, &stage.by(admin, 9 * 60)?, &changes).map(drop)
}

/// Pays what is due of a month: prepared by one person of finance, approved by the other.
pub(super) fn pay(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    period: Period,
) -> Result<(), ServiceError> {
    let new = NewPayout { period, currency: read("PKR", Currency::parse)? };
    let batch = payouts::create(stage.tx, &stage.by(&programme.finance, 10 * 60)?, &new)?.batch;
    let by = stage.by(&programme.second, 15 * 60)?;
    payouts::approve(stage.tx, &by, (&batch.payout.id, None), None).map(drop)
}

/// Keeps what the bank says of the batches that it has: it rejects so many of the first payments, and
/// has paid the others.
pub(super) fn settle(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    rejected: usize,
) -> Result<(), ServiceError> {
    let by = stage.by(&programme.finance, 11 * 60)?;
    let asked = listing::question(&payouts::LISTED, &[("status", "approved")])?;
    for payout in payouts::list(stage.tx, &by, &asked)?.rows {
        let Batch { payments, .. } = payouts::get(stage.tx, &payout.id)?;
        let waiting = payments.iter().filter(|one| one.status == PaymentStatus::Waiting);
        for (place, payment) in waiting.enumerate() {
            let is_paid = place >= rejected;
            let told = if is_paid { format!("FT-{:05}", place + 1) } else { "AC01".to_owned() };
            let settlement = Settlement {
                statement: payment.statement.clone(),
                is_paid,
                reference: Some(read(&told, BankReference::parse)?),
            };
            payouts::settle(stage.tx, &by, &payout.id, &settlement)?;
        }
    }
    Ok(())
}
