//! The tables of a bundle on their way out.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::{Manifest, StatementFile};
use crate::commission::facts::{Credits, PartnerRow, RateRow, RefundRow, SaleRow};
use crate::commission::plan::Plan;
use crate::domain::{Amount, Currency, Word, hex};
use crate::formats::bundle::Bundle;
use crate::formats::plan_file;

/// A partner, sale, rule, lower partner and window, empty where it does not apply.
pub type Key = [String; 5];

/// The tables of a bundle, filled row by row.
pub struct Tables {
    plans: Vec<String>,
    partners: csv::Writer<Vec<u8>>,
    rates: csv::Writer<Vec<u8>>,
    sales: csv::Writer<Vec<u8>>,
    refunds: csv::Writer<Vec<u8>>,
    posted: csv::Writer<Vec<u8>>,
    /// The entries, as the export has them.
    pub entries: Vec<u8>,
}

impl Tables {
    /// Tables without rows.
    pub fn new() -> io::Result<Self> {
        let table = |columns: &[&str]| {
            let mut table = csv::Writer::from_writer(Vec::new());
            table.write_record(columns).map(|()| table)
        };
        let sales = [
            "sale",
            "partner",
            "seller",
            "kind",
            "product",
            "source",
            "city",
            "amount",
            "currency",
            "paid_on",
            "verified_on",
            "credits",
        ];
        let posted = ["partner", "sale", "rule", "from_partner", "window", "amount", "currency"];
        Ok(Self {
            plans: Vec::new(),
            partners: table(&["partner", "parent", "plan", "from"])?,
            rates: table(&["date", "base", "quote", "rate"])?,
            sales: table(&sales)?,
            refunds: table(&["refund", "sale", "amount", "refunded_on"])?,
            posted: table(&posted)?,
            entries: Vec::new(),
        })
    }

    /// Adds a plan.
    pub fn plan(&mut self, plan: &Plan) {
        self.plans.push(plan_file::write(plan));
    }

    /// Adds a row of a partner.
    pub fn partner(&mut self, row: &PartnerRow) -> io::Result<()> {
        let parent = row.parent.as_ref().map(ToString::to_string).unwrap_or_default();
        let from = date(row.from);
        Ok(self.partners.write_record([row.partner.as_str(), &parent, row.plan.as_str(), &from])?)
    }

    /// Adds a rate.
    pub fn rate(&mut self, row: &RateRow) -> io::Result<()> {
        let (date, rate) = (row.date.to_string(), row.rate.to_string());
        Ok(self.rates.write_record([date.as_str(), row.base.code(), row.quote.code(), &rate])?)
    }

    /// Adds a sale.
    pub fn sale(&mut self, row: &SaleRow<'_>) -> io::Result<()> {
        let (partner, credits) = match row.credits {
            Credits::Whole(partner) => (partner, String::new()),
            Credits::Split(shares) => {
                let shares = shares.iter().map(|(partner, share)| format!("{partner}:{share}"));
                ("", shares.collect::<Vec<_>>().join(";"))
            }
        };
        // Where credits are given they replace the partner, which has to be a code all the same.
        let partner = if partner.is_empty() { "-" } else { partner };
        Ok(self.sales.write_record([
            row.sale,
            partner,
            "-",
            row.kind.as_str(),
            row.product,
            row.source,
            row.city,
            &row.amount.in_currency(row.currency).to_string(),
            row.currency.code(),
            &row.paid_on.to_string(),
            &date(row.verified_on),
            &credits,
        ])?)
    }

    /// Adds a refund.
    pub fn refund(&mut self, row: &RefundRow) -> io::Result<()> {
        let on = row.refunded_on.to_string();
        Ok(self.refunds.write_record([row.refund.as_str(), row.sale.as_str(), &row.amount, &on])?)
    }

    /// Adds what was posted for a key in earlier periods.
    pub fn posted(&mut self, key: &Key, amount: Amount, currency: Currency) -> io::Result<()> {
        let amount = amount.in_currency(currency).to_string();
        let fields = key.iter().map(String::as_str);
        Ok(self.posted.write_record(fields.chain([amount.as_str(), currency.code()]))?)
    }

    /// Writes the bundle; the manifest's hashes are filled in.
    pub fn write(
        self,
        out: impl Write,
        day: NaiveDate,
        statements: &[StatementFile],
        mut manifest: Manifest,
    ) -> io::Result<()> {
        let bytes = |table: csv::Writer<Vec<u8>>| {
            table.into_inner().map_err(|error| io::Error::other(error.to_string()))
        };
        let mut files: BTreeMap<(String, &str), Vec<u8>> = BTreeMap::new();
        let tables = [
            ("partners", self.partners),
            ("rates", self.rates),
            ("sales", self.sales),
            ("refunds", self.refunds),
            ("posted", self.posted),
        ];
        for (name, table) in tables {
            files.insert((name.to_owned(), "csv"), bytes(table)?);
        }
        files.insert(("entries".to_owned(), "csv"), self.entries);
        files.insert(("statements".to_owned(), "json"), serde_json::to_vec_pretty(statements)?);
        for (number, plan) in self.plans.into_iter().enumerate() {
            files.insert((format!("plan-{}", number + 1), "json"), plan.into_bytes());
        }
        let hash = |bytes: &[u8]| hex(&Sha256::digest(bytes));
        let hashes =
            files.iter().map(|((stem, kind), file)| (format!("{stem}.{kind}"), hash(file)));
        manifest.files = hashes.collect();
        let mut bundle = Bundle::new(out, day);
        bundle.add("manifest", "json", &serde_json::to_vec_pretty(&manifest)?)?;
        for ((stem, kind), file) in &files {
            bundle.add(stem, kind, file)?;
        }
        bundle.finish().map(drop)
    }
}

fn date(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
