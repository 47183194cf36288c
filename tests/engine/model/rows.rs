//! The rows of the fact tables and of the entries, every field as it stands in its file.
//!
//! `docs/COMMISSIONS.md` sections 3 and 7.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleRow {
    pub sale: String,
    pub partner: String,
    pub seller: String,
    pub kind: String,
    pub product: String,
    pub source: String,
    pub city: String,
    pub amount: String,
    pub currency: String,
    pub paid_on: String,
    pub verified_on: String,
    pub credits: String,
}

/// A refund of a sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundRow {
    pub refund: String,
    pub sale: String,
    pub amount: String,
    pub refunded_on: String,
}

/// An exchange rate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRow {
    pub date: String,
    pub base: String,
    pub quote: String,
    pub rate: String,
}

/// A partner's plan and parent from a day on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerRow {
    pub partner: String,
    pub parent: String,
    pub plan: String,
    #[serde(default)]
    pub from: String,
}

/// An entry as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryRow {
    pub period: String,
    pub partner: String,
    pub sale: String,
    pub rule: String,
    pub from_partner: String,
    pub window: String,
    pub entry: String,
    pub basis: String,
    pub amount: String,
    pub currency: String,
}

/// A table as CSV, with its header even where it has no rows.
pub fn write<Row: Serialize + Default>(rows: &[Row]) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let header = [Row::default()];
    let all = if rows.is_empty() { header.as_slice() } else { rows };
    all.iter().for_each(|row| csv.serialize(row).unwrap());
    let text = String::from_utf8(csv.into_inner().unwrap()).unwrap();
    let end = if rows.is_empty() { text.find('\n').unwrap() + 1 } else { text.len() };
    text[..end].to_owned()
}

/// The rows of a CSV table.
pub fn read<Row: DeserializeOwned>(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}
