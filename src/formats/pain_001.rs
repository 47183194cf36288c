//! Payments as ISO 20022 `pain.001.001.09`, the customer credit transfer initiation.
//!
//! Elements stand in the order of the message's schema; every text is in the basic Latin set and
//! within its length. Nothing in the file depends on when it is written, so that a batch exported
//! twice is the same file, and a bank that gets both sees one message identification.

use std::io;

use chrono::SubsecRound;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::payout::{Account, BankFileError, Batch, Checked, Payment};
use crate::domain::{Bic, Iban, write_scaled};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

type Xml = Writer<Vec<u8>>;

/// The batch as one message with one block of payments.
pub fn written(batch: &Batch) -> Result<Vec<u8>, BankFileError> {
    let checked = batch.checked()?;
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("Document").with_attribute(("xmlns", NAMESPACE)).write_inner_content(
        |xml| {
            within(xml, "CstmrCdtTrfInitn", |xml| {
                within(xml, "GrpHdr", |xml| group_header(xml, &checked))?;
                within(xml, "PmtInf", |xml| payments(xml, &checked))
            })
        },
    )?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn group_header(xml: &mut Xml, checked: &Checked<'_>) -> io::Result<()> {
    let created_at = checked.batch.created_at.trunc_subsecs(0);
    text(xml, "MsgId", checked.batch.reference.as_str())?;
    text(xml, "CreDtTm", &created_at.format("%Y-%m-%dT%H:%M:%SZ").to_string())?;
    sums(xml, checked)?;
    within(xml, "InitgPty", |xml| text(xml, "Nm", &checked.payer))
}

fn sums(xml: &mut Xml, checked: &Checked<'_>) -> io::Result<()> {
    let mut total = String::new();
    write_scaled(&mut total, checked.total, checked.batch.currency.decimals())
        .map_err(io::Error::other)?;
    text(xml, "NbOfTxs", &checked.payments.len().to_string())?;
    text(xml, "CtrlSum", &total)
}

fn payments(xml: &mut Xml, checked: &Checked<'_>) -> io::Result<()> {
    let batch = checked.batch;
    text(xml, "PmtInfId", batch.reference.as_str())?;
    text(xml, "PmtMtd", "TRF")?;
    sums(xml, checked)?;
    within(xml, "ReqdExctnDt", |xml| text(xml, "Dt", &batch.pay_on.to_string()))?;
    within(xml, "Dbtr", |xml| text(xml, "Nm", &checked.payer))?;
    account(xml, "DbtrAcct", &batch.payer.iban)?;
    within(xml, "DbtrAgt", |xml| payers_bank(xml, &batch.payer))?;
    for payment in &checked.payments {
        within(xml, "CdtTrfTxInf", |xml| transfer(xml, checked, payment))?;
    }
    Ok(())
}

/// The payer's bank has to be there; where its identifier is not known, the file says so.
fn payers_bank(xml: &mut Xml, payer: &Account) -> io::Result<()> {
    match &payer.bic {
        Some(bic) => bank(xml, bic),
        None => within(xml, "FinInstnId", |xml| {
            within(xml, "Othr", |xml| text(xml, "Id", "NOTPROVIDED"))
        }),
    }
}

fn transfer(xml: &mut Xml, checked: &Checked<'_>, payment: &Payment<'_>) -> io::Result<()> {
    let currency = checked.batch.currency;
    let amount = payment.transfer.amount.in_currency(currency).to_string();
    within(xml, "PmtId", |xml| text(xml, "EndToEndId", payment.transfer.reference.as_str()))?;
    within(xml, "Amt", |xml| {
        xml.create_element("InstdAmt")
            .with_attribute(("Ccy", currency.code()))
            .write_text_content(BytesText::new(&amount))
            .map(drop)
    })?;
    if let Some(bic) = &payment.transfer.account.bic {
        within(xml, "CdtrAgt", |xml| bank(xml, bic))?;
    }
    within(xml, "Cdtr", |xml| text(xml, "Nm", &payment.name))?;
    account(xml, "CdtrAcct", &payment.transfer.account.iban)?;
    within(xml, "RmtInf", |xml| text(xml, "Ustrd", &payment.remittance))
}

fn account(xml: &mut Xml, name: &str, iban: &Iban) -> io::Result<()> {
    within(xml, name, |xml| within(xml, "Id", |xml| text(xml, "IBAN", iban.as_str())))
}

fn bank(xml: &mut Xml, bic: &Bic) -> io::Result<()> {
    within(xml, "FinInstnId", |xml| text(xml, "BICFI", bic.as_str()))
}

fn within(
    xml: &mut Xml,
    name: &str,
    inner: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element(name).write_inner_content(inner).map(drop)
}

fn text(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(text)).map(drop)
}

#[cfg(test)]
mod tests;
