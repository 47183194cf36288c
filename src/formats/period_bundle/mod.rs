//! Everything that a period was computed from and what it came to, in one file that can be checked without
//! a database: a zip of tables as `docs/COMMISSIONS.md` sections 3 and 7 have them, and a manifest.

mod read;
mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use read::{BundleError, EntryRow, Files, entry_rows, sale_days};
pub use write::{Key, Tables};

/// By what a reader knows the form of the file.
pub const FORM: &str = "saathi-period-bundle-1";

/// What a bundle is of, and the hash of each of its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORM`].
    pub form: String,
    /// The period.
    pub period: String,
    /// The one partner that it is for; none where it is whole.
    pub partner: Option<String>,
    /// SHA-256 of the period's entries; none where lines of another partner are left out of them.
    pub fingerprint: Option<String>,
    /// Sales of which nobody can tell how the close knew them.
    pub changed_sales: Vec<String>,
    /// Days, `first..last`, that such facts bear on, by partner.
    pub changed_days: BTreeMap<String, Vec<String>>,
    /// SHA-256 of each file.
    pub files: BTreeMap<String, String>,
}

/// A statement's figures, amounts as decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementFile {
    /// Whose.
    pub partner: String,
    /// The plan's currency.
    pub currency: String,
    /// The currency of the payout.
    pub payout_currency: String,
    /// What the last statement carried forward.
    pub opening_balance: String,
    /// The sum of the entries.
    pub commission: String,
    /// The sum of the adjustments.
    pub adjustments: String,
    /// What is in dispute.
    pub held: String,
    /// What the plan pays at the least.
    pub minimum_payout: String,
    /// The rate of the payout, where the currencies differ.
    pub rate: Option<RateFile>,
    /// The percentage that is withheld.
    pub withholding_percent: String,
    /// What that is a percentage of.
    pub withhold_on: String,
    /// The percentage of sales tax.
    pub sales_tax_percent: String,
    /// The three together.
    pub gross: String,
    /// What the next statement opens with.
    pub carried_forward: String,
    /// What is paid, before taxes.
    pub payable: String,
    /// Added.
    pub sales_tax: String,
    /// Taken off.
    pub withholding_tax: String,
    /// What reaches the partner.
    pub net: String,
}

/// A rate, and whether it divides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateFile {
    /// Its day.
    pub date: String,
    /// The rate.
    pub rate: String,
    /// Whether amounts are divided by it.
    pub divides: bool,
}
