//! A statement with everything that its documents say.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::domain::programme::{SettingName, Settings};
use crate::domain::statement::{Exchange, Statement, StatementStatus};
use crate::domain::{Amount, Name, Partner, Percent, SaleId, day_of};
use crate::formats::statement::{
    Adjustment, Conversion, Figures, Issuer, Line, Recipient, Standing, Statement as Document,
};
use crate::service::error::ServiceError;
use crate::service::statements::{self, NamedEntry, Part};
use crate::storage::former_names::{self, Former};
use crate::storage::{Tx, adjustments, disputes, exports, partners, users};

/// The document of a statement, which bears the day of the close and what held then, so that it is the
/// same whenever it is written.
pub(super) fn of(tx: &mut Tx<'_>, statement: &Statement) -> Result<Document, ServiceError> {
    let settings = statements::at_close(tx, statement.period)?;
    let (taxes, acceptance) = (statement.given.taxes, settings.acceptance);
    // A draft is the same on every day: of silence only what an approval went by is told.
    let approved = statement.approved.as_ref();
    let deemed = approved.and_then(|(_, at)| statement.deemed_accepted(*at, acceptance));
    let issued_on = day_of(statement.created_at.and_utc(), settings.zone);
    Ok(Document {
        id: statement.id.as_str().into(),
        period: statement.period,
        issued_on,
        standing: standing(statement),
        accept_by: day_of(statement.silent_until(acceptance).and_utc(), settings.zone),
        deemed_accepted: deemed.is_some(),
        issuer: issuer(&settings)?,
        partner: recipient(tx, statement)?,
        plan_currency: statement.currency,
        payout_currency: statement.payout_currency,
        lines: lines(tx, (statement, issued_on))?,
        adjustments: adjusted(tx, statement)?,
        figures: figures(statement),
        conversion: conversion(statement),
        sales_tax: Some(taxes.sales_tax).filter(|percent| *percent != Percent::ZERO),
        withholding_tax: taxes.withholding,
        fingerprint: statement.fingerprint,
        verification_link: verification_link(&settings, statement),
    })
}

/// Whom it is to, as it was called then.
fn recipient(tx: &mut Tx<'_>, statement: &Statement) -> Result<Recipient, ServiceError> {
    let partner = partners::by_id(tx, &statement.partner)?.ok_or(ServiceError::NotFound)?;
    let Partner { code, name, city, ntn, .. } = partner;
    let mut recipient = Recipient { code, name, city, ntn };
    if let Some(former) = former(tx, partner.id.as_str(), statement)? {
        recipient.name = former.name;
        recipient.city = former.city.unwrap_or(recipient.city);
        recipient.ntn = former.ntn;
    }
    Ok(recipient)
}

/// What somebody was called when a statement was made, where that is not so any more.
fn former(
    tx: &mut Tx<'_>,
    id: &str,
    statement: &Statement,
) -> Result<Option<Former>, ServiceError> {
    let found = tx.as_programme(|tx| former_names::at(tx, &[id], statement.created_at))?;
    Ok(found.into_values().next())
}

/// Where its figures and fingerprint can be looked at; a path alone, where no address is set.
fn verification_link(settings: &Settings, statement: &Statement) -> Box<str> {
    let site = settings.texts.get(SettingName::PublicAddress);
    format!("{site}/statements/{}", statement.id).into()
}

/// How far a statement has come; one with nothing to pay is settled when it is approved.
pub(super) fn standing(statement: &Statement) -> Standing {
    match statement.status {
        StatementStatus::Draft => Standing::Draft,
        StatementStatus::Approved if statement.figures.net == Amount::ZERO => Standing::Paid,
        StatementStatus::Approved => Standing::Approved,
        StatementStatus::Paid => Standing::Paid,
    }
}

/// Who states it.
pub(super) fn issuer(settings: &Settings) -> Result<Issuer, ServiceError> {
    let name = Name::parse(settings.texts.get(SettingName::IssuerName));
    let nameless = || ServiceError::Internal("the issuer has no name".to_owned());
    let lines = settings.texts.get(SettingName::IssuerLines).lines();
    Ok(Issuer { name: name.ok_or_else(nameless)?, lines: lines.map(Into::into).collect() })
}

/// Its figures as documents have them.
pub(super) fn figures(statement: &Statement) -> Figures {
    let (given, figures) = (&statement.given, &statement.figures);
    Figures {
        opening_balance: given.opening_balance,
        commission: given.commission,
        adjustments: given.adjustments,
        gross: figures.gross,
        held: given.held,
        carried_forward: figures.carried_forward,
        payable: figures.payable,
        sales_tax: figures.sales_tax,
        withholding_tax: figures.withholding_tax,
        net: figures.net,
    }
}

fn conversion(statement: &Statement) -> Option<Conversion> {
    let (plan, payout) = (statement.currency, statement.payout_currency);
    let (dated, rate, base, quote) = match statement.given.exchange? {
        Exchange::Same => return None,
        Exchange::Times(dated, rate) => (dated, rate, plan, payout),
        Exchange::By(dated, rate) => (dated, rate, payout, plan),
    };
    Some(Conversion { rate, base, quote, dated })
}

fn lines(
    tx: &mut Tx<'_>,
    (statement, issued_on): (&Statement, NaiveDate),
) -> Result<Vec<Line>, ServiceError> {
    let disputed: HashSet<_> = disputes::of_statement(tx, &statement.id)?
        .into_iter()
        .filter(|dispute| dispute.held > Amount::ZERO)
        .map(|dispute| dispute.entry)
        .collect();
    let part = Part { period: statement.period, partner: Some(statement.partner.clone()) };
    let (mut lines, mut position) = (Vec::new(), statements::BEFORE_THE_FIRST);
    while let Some(rows) = statements::next_entries(tx, &part, position)? {
        position = rows.last().map_or(i32::MAX, |last| last.entry.position);
        let sold: Vec<&SaleId> = rows.iter().filter_map(|row| row.entry.sale.as_ref()).collect();
        let sellers =
            tx.as_programme(|tx| exports::sellers_of(tx, (statement, issued_on), &sold))?;
        let seller = |row: &NamedEntry| sellers.get(row.entry.sale.as_ref()?).cloned();
        let read = |row: NamedEntry| line(seller(&row), disputed.contains(&row.entry.id), row);
        lines.extend(rows.into_iter().map(read));
    }
    Ok(lines)
}

fn line(seller: Option<Name>, in_dispute: bool, named: NamedEntry) -> Line {
    let NamedEntry { entry, partner_code: _, sale_external_id, from_code } = named;
    Line {
        sale: sale_external_id.map(Into::into),
        seller,
        rule: entry.rule.as_str().into(),
        from_partner: from_code,
        window: entry.window,
        kind: entry.kind,
        basis: entry.basis,
        amount: entry.amount,
        in_dispute,
    }
}

fn adjusted(tx: &mut Tx<'_>, statement: &Statement) -> Result<Vec<Adjustment>, ServiceError> {
    let all = adjustments::of_statement(tx, (statement.period, &statement.partner))?;
    let mut adjusted = Vec::with_capacity(all.len());
    for one in all {
        let Some((approver, _)) = &one.approved else { continue };
        // A statement says who approved what was adjusted.
        let user = tx.as_programme(|tx| users::by_id(tx, approver))?;
        let former = former(tx, approver.as_str(), statement)?;
        adjusted.push(Adjustment {
            amount: one.amount.amount,
            reason: one.reason.as_str().into(),
            approved_by: match former {
                Some(former) => former.name,
                None => user.ok_or(ServiceError::NotFound)?.name,
            },
        });
    }
    Ok(adjusted)
}
