//! The real engine, run on the files of a programme.

use saathi::commission::facts::{Facts, Faults, Gathering};
use saathi::commission::{CloseError, Ledger};
use saathi::domain::Period;
use saathi::formats::entries::write_csv;
use saathi::formats::fact_tables::{read_partners, read_rates, read_refunds, read_sales};
use saathi::formats::plan_file;

use crate::model::rows::{self, EntryRow};
use crate::model::{Input, Outcome};

/// A file's name and what is in it.
pub type NamedFile = (String, Vec<u8>);

/// The files of a programme: `plan1.json` and so on, and the fact tables that it has.
pub fn files(input: &Input) -> Vec<NamedFile> {
    let plans = input.plans.iter().zip(1..);
    let plans = plans.map(|(plan, number)| (format!("plan{number}.json"), plan.to_string()));
    let partners = input.partners.as_ref();
    let tables = [
        partners.map(|rows| ("partners.csv", rows::write(rows))),
        Some(("fx.csv", rows::write(&input.rates))),
        Some(("sales.csv", rows::write(&input.sales))),
        Some(("refunds.csv", rows::write(&input.refunds))),
    ];
    let tables = tables.into_iter().flatten().map(|(name, text)| (name.to_owned(), text));
    plans.chain(tables).map(|(name, text)| (name, text.into_bytes())).collect()
}

/// The facts of some files, checked for closing through a period.
pub fn facts(files: &[NamedFile], through: &str) -> Result<Facts, Faults> {
    let mut gathering = Gathering::new();
    for (name, bytes) in files {
        let bytes = bytes.as_slice();
        match name.as_str() {
            "partners.csv" => read_partners(bytes, &mut gathering).expect("readable partners"),
            "fx.csv" => read_rates(bytes, &mut gathering).expect("readable rates"),
            "sales.csv" => read_sales(bytes, 0, &mut gathering, |_| ()).expect("readable sales"),
            "refunds.csv" => read_refunds(bytes, &mut gathering).expect("readable refunds"),
            _ => match plan_file::read(bytes) {
                Ok(plan) => gathering.plan(plan),
                Err(bad) => gathering.faulty_plan(bad.code.as_ref(), bad.faults),
            },
        }
    }
    gathering.finish(period(through))
}

/// The facts of a programme that has no fault.
pub fn good_facts(input: &Input, through: &str) -> Facts {
    facts(&files(input), through).unwrap_or_else(|faults| panic!("{}", report(&faults)))
}

/// All faults, a line each.
pub fn report(faults: &Faults) -> String {
    faults.shown().map(|fault| format!("{fault:?}\n")).collect()
}

pub fn period(text: &str) -> Period {
    Period::parse(text).expect("a period")
}

/// The books closed through a period.
pub fn closed<'f>(facts: &'f Facts, through: &str) -> Result<Ledger<'f>, CloseError> {
    let mut ledger = Ledger::open(facts);
    ledger.close_through(period(through))?;
    Ok(ledger)
}

/// What the engine makes of a programme.
pub fn close_through(input: &Input, through: &str) -> Outcome {
    let facts = good_facts(input, through);
    let ledger = closed(&facts, through).unwrap_or_else(|error| panic!("{error}"));
    outcome(&ledger)
}

/// All entries and what is unmatched.
pub fn outcome(ledger: &Ledger<'_>) -> Outcome {
    let unmatched = ledger.unmatched().into_iter().map(|credit| {
        (credit.sale.to_owned(), credit.partner.to_string(), credit.reason.as_str().to_owned())
    });
    Outcome { entries: rows::read(&csv(ledger)), unmatched: unmatched.collect() }
}

/// All entries as `saathi simulate` prints them.
pub fn csv(ledger: &Ledger<'_>) -> String {
    let mut out = Vec::new();
    write_csv(&mut out, ledger, false).expect("writing to memory");
    String::from_utf8(out).expect("UTF-8")
}

/// All entries, each with the steps of its explanation.
pub fn explained(ledger: &Ledger<'_>) -> Vec<(EntryRow, Vec<String>)> {
    let entries = ledger.closed().iter().flat_map(|period| ledger.entries(*period));
    let steps = entries.map(|entry| entry.explain().steps().to_vec());
    outcome(ledger).entries.into_iter().zip(steps).collect()
}

/// What an entry belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub partner: String,
    pub sale: String,
    pub rule: String,
    pub from_partner: String,
    pub window: String,
}

/// The key of an entry.
pub fn key(entry: &EntryRow) -> Key {
    let EntryRow { partner, sale, rule, from_partner, window, .. } = entry.clone();
    Key { partner, sale, rule, from_partner, window }
}
