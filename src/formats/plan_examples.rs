//! The examples of a plan, run: what their facts earn, beside what they must.
//!
//! `docs/COMMISSIONS.md` section 7. The engine never sees them. Their facts go through the tables that a
//! simulation reads, so that what is refused there is refused here, in the same words.

use std::io;

use super::fact_tables::{read_partners, read_rates, read_refunds, read_sales};
use super::plan_file::{Example, Expectation, PARTNER, RATE, REFUND, Row, SALE};
use crate::commission::facts::{Fault, Faults, Gathering};
use crate::commission::plan::Plan;
use crate::commission::{Entry, EntryRef, Ledger};
use crate::domain::{Amount, Money, Name, Period};

/// How an example came out.
#[derive(Debug, Clone)]
pub struct Tried {
    /// What it shows.
    pub name: Name,
    /// The last period that was closed.
    pub through: Period,
    /// What each expectation came to, or why nothing could be computed.
    pub outcome: Result<Vec<Outcome>, String>,
}

/// What came of an expectation.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The entries that it is about, in words; none where it is about all of them.
    pub of: Option<String>,
    /// What they must come to.
    pub expected: Money,
    /// What they come to; none where that is out of range.
    pub found: Option<Money>,
    /// The entries with their explanations, where it does not hold.
    pub entries: Vec<String>,
}

impl Tried {
    /// Whether all that it expects came.
    pub fn holds(&self) -> bool {
        self.outcome.as_ref().is_ok_and(|all| all.iter().all(Outcome::holds))
    }

    /// What does not hold, line by line.
    pub fn complaints(&self) -> Vec<String> {
        match &self.outcome {
            Ok(all) => all.iter().filter(|one| !one.holds()).map(Outcome::in_words).collect(),
            Err(fault) => fault.lines().map(str::to_owned).collect(),
        }
    }
}

impl Outcome {
    /// Whether what came is what was expected.
    pub fn holds(&self) -> bool {
        self.found == Some(self.expected)
    }

    /// The entries that it is about, in words.
    pub fn about(&self) -> &str {
        self.of.as_deref().unwrap_or("all entries")
    }

    /// What they come to, in words.
    pub fn came_to(&self) -> String {
        self.found.map_or_else(|| "what is out of range".to_owned(), |found| found.to_string())
    }

    fn in_words(&self) -> String {
        format!("{}: expected {}, found {}", self.about(), self.expected, self.came_to())
    }
}

/// Runs an example by a plan.
pub fn run(plan: &Plan, example: &Example) -> Tried {
    let Example { name, through, .. } = example;
    Tried { name: name.clone(), through: *through, outcome: outcomes(plan, example) }
}

fn outcomes(plan: &Plan, example: &Example) -> Result<Vec<Outcome>, String> {
    let gathering = gathering(plan, example).map_err(|error| error.to_string())?;
    let facts = gathering.finish(example.through).map_err(|faults| told(&faults))?;
    let mut ledger = Ledger::open(&facts);
    ledger.close_through(example.through).map_err(|error| error.to_string())?;
    let periods = ledger.posted_in();
    let entries: Vec<EntryRef<'_, '_>> =
        periods.iter().flat_map(|period| ledger.entries(*period)).collect();
    Ok(example.expected.iter().map(|expected| outcome(expected, &entries, plan)).collect())
}

/// The faults of facts, each with its table and row.
fn told(faults: &Faults) -> String {
    let line = |fault: &Fault| {
        // A table's first line is its header, which an example does not have.
        let row = fault.line.saturating_sub(2);
        let table = format!("{:?}", fault.table).to_lowercase();
        format!("{table}/{row}: {}", fault.in_words())
    };
    faults.shown().map(line).collect::<Vec<_>>().join("\n")
}

fn outcome(expected: &Expectation, entries: &[EntryRef<'_, '_>], plan: &Plan) -> Outcome {
    let own: Vec<_> = entries.iter().filter(|entry| is_of(expected, &entry.entry())).collect();
    let sum: i128 = own.iter().map(|entry| i128::from(entry.entry().amount.minor())).sum();
    let money = |amount| Money { amount, currency: plan.currency() };
    let mut outcome = Outcome {
        of: words(expected),
        expected: money(expected.amount),
        found: Amount::try_from(sum).ok().map(money),
        entries: Vec::new(),
    };
    if !outcome.holds() {
        let explained = |entry: &&EntryRef<'_, '_>| {
            let line = entry.entry();
            let of = line.sale.map(|sale| format!(" of sale {sale}")).unwrap_or_default();
            let (period, kind, rule) = (line.period, line.kind.as_str(), line.rule);
            let amount = money(line.amount);
            format!("{period} {kind} by {rule}{of}: {amount}\n{}", entry.explain())
        };
        outcome.entries = own.iter().map(explained).collect();
    }
    outcome
}

/// Whether an entry has the fields that are expected.
fn is_of(expected: &Expectation, entry: &Entry<'_>) -> bool {
    let field = |name: &str| match name {
        "period" => entry.period.to_string(),
        "partner" => entry.partner.to_string(),
        "sale" => entry.sale.unwrap_or_default().to_owned(),
        "rule" => entry.rule.to_owned(),
        "from_partner" => entry.from_partner.map(ToString::to_string).unwrap_or_default(),
        "window" => entry.window.map(|window| window.to_string()).unwrap_or_default(),
        _ => entry.kind.as_str().to_owned(),
    };
    expected.of.iter().all(|(name, value)| field(name) == *value)
}

/// Which entries are meant, in words.
fn words(expected: &Expectation) -> Option<String> {
    let words: Vec<_> = expected.of.iter().map(|(name, value)| format!("{name} {value}")).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// The facts of an example, not yet checked. What a row leaves out is what does not matter.
fn gathering(plan: &Plan, Example { facts, .. }: &Example) -> io::Result<Gathering> {
    let mut gathering = Gathering::new();
    gathering.plan(plan.clone());
    if !facts.partners.is_empty() {
        let partners = table(&facts.partners, &[("plan", plan.code().as_str())], &PARTNER)?;
        read_partners(partners.as_slice(), &mut gathering)?;
    }
    read_rates(table(&facts.rates, &[], &RATE)?.as_slice(), &mut gathering)?;
    let defaults = [
        ("partner", "P"),
        ("seller", "S"),
        ("kind", "new"),
        ("product", "product"),
        ("currency", plan.currency().code()),
    ];
    let sales = table(&facts.sales, &defaults, &SALE)?;
    read_sales(sales.as_slice(), 0, &mut gathering, |_| {})?;
    let refunds = table(&facts.refunds, &[], &REFUND)?;
    read_refunds(refunds.as_slice(), &mut gathering)?;
    Ok(gathering)
}

/// Rows as a table, with what stands for a column that a row leaves out.
fn table(rows: &[Row], defaults: &[(&str, &str)], columns: &[&str]) -> io::Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(columns)?;
    for row in rows {
        let default =
            |name: &str| defaults.iter().find(|one| one.0 == name).map_or("", |one| one.1);
        let field = |name: &&str| row.get(*name).map_or_else(|| default(name), String::as_str);
        csv.write_record(columns.iter().map(field))?;
    }
    csv.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::plan_file;

    const FILE: &str = r#"{"plan": "P", "currency": "USD", "versions": [{"effective_from":
        "2026-01-01", "clawback_days": 90, "rules": [{"name": "new", "pay": {"type": "percent",
        "percent": "20"}}], "examples": OWN}], "examples": [EXAMPLES]}"#;

    fn tried(example: &str) -> Vec<Tried> {
        let file = FILE.replace("EXAMPLES", example).replace("OWN", "[]");
        let (draft, examples) = plan_file::read_draft(file.as_bytes()).unwrap();
        let plan = Plan::new(draft).unwrap();
        examples.iter().map(|example| run(&plan, example)).collect()
    }

    #[test]
    fn an_example_says_only_what_matters() {
        let tried = tried(
            r#"{"name": "a sale", "through": "2026-07",
                "sales": [{"sale": "A", "amount": "100.00", "paid_on": "2026-07-01"}],
                "expect": [{"amount": "20.00"}, {"sale": "A", "partner": "P", "amount": "20.01"}]}"#,
        );
        let outcomes = tried[0].outcome.as_ref().unwrap();
        let of: Vec<_> = outcomes.iter().map(|one| (one.of.as_deref(), one.holds())).collect();
        assert_eq!(of, [(None, true), (Some("partner P, sale A"), false)]);
        assert!(outcomes[0].entries.is_empty() && outcomes[1].entries.len() == 1);
        assert!(!tried[0].holds());
        let told = "partner P, sale A: expected 20.01 USD, found 20.00 USD";
        assert_eq!(tried[0].complaints(), [told]);
    }

    #[test]
    fn facts_that_are_none_are_told_with_their_rows() {
        let tried = tried(
            r#"{"name": "a sale", "through": "2026-07", "expect": [{"amount": "0"}],
                "sales": [{"sale": "A", "amount": "1", "paid_on": "2026-02-30"}]}"#,
        );
        let complaints = tried[0].complaints();
        assert!(complaints[0].starts_with("sales/0: paid_on: \"2026-02-30\" "), "{complaints:?}");
    }

    #[test]
    fn what_is_wrong_with_the_form_is_told_with_its_place() {
        let faults = |own: &str, example: &str| {
            let file = FILE.replace("EXAMPLES", example).replace("OWN", own);
            let found = plan_file::read_draft(file.as_bytes()).unwrap_err();
            found.faults.iter().map(|fault| fault.path.clone()).collect::<Vec<_>>()
        };
        let example = r#"{"name": "", "through": "2026-13", "sales": [{"sael": "A", "amount": 1}],
            "expect": [{"amount": "1.001"}, {"period": 7, "entri": "cap"}]}"#;
        let places = ["name", "sales/0/sael", "sales/0/amount", "through", "expect/0/amount"];
        let mut expected: Vec<_> =
            places.iter().map(|place| format!("/examples/0/{place}")).collect();
        for place in ["entri", "amount", "period"] {
            expected.push(format!("/examples/0/expect/1/{place}"));
        }
        assert_eq!(faults("[]", example), expected);
        let none = r#"[{"name": "x", "through": "2026-07", "expect": []}]"#;
        let sound = r#"{"name": "x", "through": "2026-07", "expect": [{"amount": "-1.00"}]}"#;
        assert_eq!(faults(none, sound), ["/versions/0/examples/0/expect"]);
        assert_eq!(faults("[]", &[sound; 101].join(",")), ["/examples"]);
        assert_eq!(faults("[]", "7"), ["/examples/0"]);
    }
}
