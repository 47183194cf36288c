//! A period's bundle, computed again without a database: every entry, every sum, every statement.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read, Seek};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::Checked;
use crate::commission::Ledger;
use crate::commission::facts::{Facts, Gathering};
use crate::domain::statement::{Exchange, Given, TaxTerms};
use crate::domain::{
    Amount, Currency, Fingerprint, Percent, Period, Rate, Span, WithholdOn, Word, parse_date,
};
use crate::formats::fact_tables::{read_partners, read_rates, read_refunds, read_sales};
use crate::formats::period_bundle::{
    BundleError, EntryRow, Files, Key, StatementFile, entry_rows, sale_days,
};
use crate::formats::plan_file;
use crate::storage::inspection::Outcome;

/// What came of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What was checked.
    pub checks: Vec<Checked>,
    /// How many keys of a bundle could not be computed again.
    pub left: u64,
    /// What was taken as the bundle has it, in words.
    pub given: Vec<String>,
}

/// Checks a bundle: its files, its entries by its facts, and its statements by its entries.
pub fn verify_bundle(input: impl Read + Seek) -> Result<Verified, BundleError> {
    let bundle = Files::open(input)?;
    let (checked, changed) = bundle.changed();
    let mut files = Outcome { checked: checked as u64, ..Outcome::default() };
    for name in changed {
        files.note(name, "is not what the manifest says");
    }
    let entries = entry_rows("entries.csv", bundle.file("entries.csv"))?;
    let computed = computed(&bundle, &entries)?;
    let (given, left) = (given(&bundle, &computed), computed.outcome.given);
    let checks = vec![
        Checked { name: "files", outcome: files },
        Checked { name: "fingerprint", outcome: fingerprint(&bundle) },
        Checked { name: "entries", outcome: computed.outcome },
        Checked { name: "statements", outcome: stated(&bundle, &entries)? },
    ];
    Ok(Verified { checks, left, given })
}

/// What no bundle of that kind shows, and is believed.
fn given(bundle: &Files, computed: &Computed) -> Vec<String> {
    let mut given = vec![
        "the facts, the plans, and what was posted in earlier periods".to_owned(),
        "opening balances, adjustments, amounts in dispute, taxes and the rate of each statement"
            .to_owned(),
    ];
    if computed.overrides > 0 && bundle.manifest.partner.is_some() {
        given.push(format!(
            "of {} overrides the product, day and basis, how far below the partner stands, and that \
             the override fits: the sale behind each is not in the bundle",
            computed.overrides
        ));
    }
    if bundle.manifest.fingerprint.is_none() {
        given.push(
            "that the lines are those of the close: its fingerprint is of lines that name the sales \
             behind overrides"
                .to_owned(),
        );
    }
    if computed.outcome.given > 0 {
        given.push(format!(
            "{} keys as they were posted: the manifest says that nobody can tell how the close knew the \
             facts that bear on them",
            computed.outcome.given
        ));
    }
    given
}

fn form(what: impl ToString) -> BundleError {
    BundleError::Form(what.to_string())
}

fn fingerprint(bundle: &Files) -> Outcome {
    let mut outcome = Outcome::default();
    let Some(told) = &bundle.manifest.fingerprint else { return outcome };
    outcome.checked = 1;
    let hash = Sha256::new().chain_update(bundle.file("entries.csv"));
    if !Fingerprint::from(hash).is(told) {
        outcome.note("entries.csv", "has another fingerprint than the close");
    }
    outcome
}

/// What came of the keys.
#[derive(Default)]
struct Computed {
    outcome: Outcome,
    /// How many of those checked are overrides.
    overrides: u64,
}

/// Compares what each key has with what the facts entitle it to.
fn computed(bundle: &Files, entries: &[EntryRow]) -> Result<Computed, BundleError> {
    let (facts, period) = facts(bundle)?;
    let entitled = entitlements(&facts, period)?;
    let known = Known::read(bundle)?;
    let before = sums(&entry_rows("posted.csv", bundle.file("posted.csv"))?);
    let now = sums(entries);
    let mut computed = Computed::default();
    let keys: BTreeSet<&Key> = entitled.keys().chain(before.keys()).chain(now.keys()).collect();
    for key in keys.into_iter().filter(|key| known.is_own(key)) {
        if !known.can_be_computed(key) {
            computed.outcome.given += 1;
            continue;
        }
        computed.outcome.checked += 1;
        computed.overrides += u64::from(!key[3].is_empty());
        let of = |all: &BTreeMap<Key, i128>| all.get(key).copied().unwrap_or_default();
        let (due, is) = (of(&entitled) - of(&before), of(&now));
        if due != is {
            let currency = known.currency(&key[0]);
            let what = format!(
                "was posted {}, and the facts give {}",
                shown(is, currency),
                shown(due, currency)
            );
            computed.outcome.note(name(key), what);
        }
    }
    Ok(computed)
}

fn facts(bundle: &Files) -> Result<(Facts, Period), BundleError> {
    let period = Period::parse(&bundle.manifest.period).ok_or_else(|| form("is of no period"))?;
    let mut gathering = Gathering::new();
    for (name, bytes) in bundle.plans() {
        let plan = plan_file::read(bytes).map_err(|_| form(format!("{name} is no plan")))?;
        gathering.plan(plan);
    }
    read_partners(bundle.file("partners.csv"), &mut gathering)?;
    read_rates(bundle.file("rates.csv"), &mut gathering)?;
    read_sales(bundle.file("sales.csv"), 0, &mut gathering, |_| {})?;
    read_refunds(bundle.file("refunds.csv"), &mut gathering)?;
    let facts = gathering.finish(period).map_err(|faults| {
        let told = faults.shown().take(5);
        let told = told.map(|fault| {
            format!("{:?} {}: {} {}", fault.table, fault.line, fault.field, fault.message)
        });
        form(format!(
            "the facts have {} faults: {}",
            faults.total(),
            told.collect::<Vec<_>>().join("; ")
        ))
    })?;
    Ok((facts, period))
}

/// What each key is entitled to at the period's end.
fn entitlements(facts: &Facts, period: Period) -> Result<BTreeMap<Key, i128>, BundleError> {
    let mut ledger = Ledger::open(facts);
    ledger.close(period).map_err(form)?;
    let entry = |entry: crate::commission::EntryRef<'_, '_>| {
        let entry = entry.entry();
        let key = [
            entry.partner.to_string(),
            entry.sale.unwrap_or_default().to_owned(),
            entry.rule.to_owned(),
            entry.from_partner.map(ToString::to_string).unwrap_or_default(),
            entry.window.map(|window| window.to_string()).unwrap_or_default(),
        ];
        (key, i128::from(entry.amount.minor()))
    };
    Ok(ledger.entries(period).map(entry).collect())
}

fn sums(rows: &[EntryRow]) -> BTreeMap<Key, i128> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(row.key.clone()).or_insert(0) += i128::from(row.amount.minor());
    }
    sums
}

/// What says of a key whether its facts are in the bundle, as they were.
struct Known<'a> {
    bundle: &'a Files,
    days: HashMap<String, NaiveDate>,
    changed: HashMap<&'a str, Vec<Span>>,
    currencies: HashMap<String, Currency>,
}

impl<'a> Known<'a> {
    fn read(bundle: &'a Files) -> Result<Self, BundleError> {
        let span = |text: &String| span(text).ok_or_else(|| form(format!("{text} are no days")));
        let changed = bundle.manifest.changed_days.iter().map(|(partner, days)| {
            Ok((partner.as_str(), days.iter().map(span).collect::<Result<_, BundleError>>()?))
        });
        let entries = entry_rows("entries.csv", bundle.file("entries.csv"))?;
        Ok(Self {
            bundle,
            days: sale_days(bundle.file("sales.csv"))?,
            changed: changed.collect::<Result<_, BundleError>>()?,
            currencies: entries.iter().map(|row| (row.key[0].clone(), row.currency)).collect(),
        })
    }

    fn currency(&self, partner: &str) -> Option<Currency> {
        self.currencies.get(partner).copied()
    }

    /// Whether a key is what the bundle is about: where it is one partner's, those that hide others
    /// come to something too.
    fn is_own(&self, [partner, ..]: &Key) -> bool {
        self.bundle.manifest.partner.as_ref().is_none_or(|only| partner == only)
    }

    /// Whether the facts that bear on a key are told as the close knew them.
    fn can_be_computed(&self, [partner, sale, _, _, window]: &Key) -> bool {
        // A window is open as a whole where any of its days is.
        let own = match self.days.get(sale) {
            Some(day) => Some(Span { first: *day, last: *day }),
            None => span(window),
        };
        let overlaps = |days: &Span, own: Span| days.first <= own.last && own.first <= days.last;
        let is_open = self.changed.get(partner.as_str()).is_some_and(|changed| {
            own.is_some_and(|own| changed.iter().any(|days| overlaps(days, own)))
        });
        !self.bundle.manifest.changed_sales.contains(sale) && !is_open
    }
}

fn span(text: &str) -> Option<Span> {
    let (first, last) = text.split_once("..")?;
    Some(Span { first: parse_date(first)?, last: parse_date(last)? })
}

fn name([partner, sale, rule, from, window]: &Key) -> String {
    let part = |name: &str, value: &str| match value {
        "" => String::new(),
        value => format!(", {name} {value}"),
    };
    let (sale, from) = (part("sale", sale), part("from", from));
    format!("partner {partner}{sale}, rule {rule}{from}{}", part("window", window))
}

fn shown(minor: i128, currency: Option<Currency>) -> String {
    let amount = Amount::try_from(minor).ok().zip(currency);
    amount.map_or_else(
        || format!("{minor} minor units"),
        |(amount, currency)| format!("{} {currency}", amount.in_currency(currency)),
    )
}

/// Holds each statement against its entries, and its figures against each other.
fn stated(bundle: &Files, entries: &[EntryRow]) -> Result<Outcome, BundleError> {
    let mut earned: BTreeMap<&str, i128> = BTreeMap::new();
    for row in entries {
        *earned.entry(&row.key[0]).or_default() += i128::from(row.amount.minor());
    }
    let mut outcome = Outcome::default();
    for statement in &bundle.statements()? {
        outcome.checked += 1;
        let place = format!("statement of {}", statement.partner);
        let sum = earned.remove(statement.partner.as_str()).unwrap_or_default();
        let Some(read) = StatedFigures::of(statement) else {
            outcome.note(&place, "cannot be read");
            continue;
        };
        if i128::from(read.given.commission.minor()) != sum {
            let what = format!(
                "says {} of commission, and its entries come to {}",
                statement.commission,
                shown(sum, Some(read.plan))
            );
            outcome.note(&place, what);
        }
        if !read.adds_up(statement) {
            outcome.note(&place, "has figures that are not what they are made of");
        }
    }
    for partner in earned.into_keys() {
        outcome.note(format!("partner {partner}"), "has entries and no statement");
    }
    Ok(outcome)
}

/// A statement that was read.
struct StatedFigures {
    given: Given,
    plan: Currency,
    payout: Currency,
}

impl StatedFigures {
    fn of(file: &StatementFile) -> Option<Self> {
        let plan = Currency::parse(&file.currency)?;
        let payout = Currency::parse(&file.payout_currency)?;
        let own = |text: &str| Amount::parse(text, plan).ok();
        let exchange = match &file.rate {
            None => (plan == payout).then_some(Exchange::Same),
            Some(rate) => {
                let (date, parsed) = (parse_date(&rate.date)?, Rate::parse(&rate.rate).ok()?);
                Some(match rate.divides {
                    true => Exchange::By(date, parsed),
                    false => Exchange::Times(date, parsed),
                })
            }
        };
        let taxes = TaxTerms {
            withholding: Percent::parse(&file.withholding_percent).ok()?,
            withhold_on: WithholdOn::parse(&file.withhold_on)?,
            sales_tax: Percent::parse(&file.sales_tax_percent).ok()?,
        };
        let given = Given {
            opening_balance: own(&file.opening_balance)?,
            commission: own(&file.commission)?,
            adjustments: own(&file.adjustments)?,
            held: own(&file.held)?,
            minimum_payout: own(&file.minimum_payout)?,
            taxes,
            exchange,
        };
        Some(Self { given, plan, payout })
    }

    /// Whether the figures, computed again, are those of the file.
    fn adds_up(&self, file: &StatementFile) -> bool {
        let Ok(figures) = self.given.figures(self.plan, self.payout) else { return false };
        let own = |amount: Amount| amount.in_currency(self.plan).to_string();
        let paid = |amount: Amount| amount.in_currency(self.payout).to_string();
        [
            (own(figures.gross), &file.gross),
            (own(figures.carried_forward), &file.carried_forward),
            (paid(figures.payable), &file.payable),
            (paid(figures.sales_tax), &file.sales_tax),
            (paid(figures.withholding_tax), &file.withholding_tax),
            (paid(figures.net), &file.net),
        ]
        .iter()
        .all(|(computed, told)| computed == *told)
    }
}
