//! Examples that a plan file carries: facts, and what they must earn.
//!
//! `docs/COMMISSIONS.md` section 7. The engine never sees them. Their facts go through the tables that a
//! simulation reads, so that what is refused there is refused here, in the same words.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::Deserialize;

use super::fact_tables::{read_partners, read_rates, read_refunds, read_sales};
use crate::commission::Entry;
use crate::commission::facts::Gathering;
use crate::commission::plan::Plan;
use crate::domain::{Amount, Period};

/// A plan file, as far as its examples go.
#[derive(Debug, Deserialize)]
struct Carrier {
    #[serde(default)]
    examples: Vec<ExampleFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleFile {
    name: String,
    #[serde(default)]
    partners: Vec<Row>,
    #[serde(default)]
    rates: Vec<Row>,
    #[serde(default)]
    sales: Vec<Row>,
    #[serde(default)]
    refunds: Vec<Row>,
    through: String,
    expect: Vec<ExpectationFile>,
}

#[derive(Debug, Deserialize)]
struct ExpectationFile {
    amount: String,
    #[serde(flatten)]
    of: BTreeMap<String, String>,
}

/// A row of a table by its columns.
type Row = BTreeMap<String, String>;

/// Facts, and what they must earn.
#[derive(Debug)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The last period that is closed.
    pub through: Period,
    /// What it expects; of which entries, and how much they come to.
    pub expected: Vec<Expectation>,
    file: ExampleFile,
}

/// What all entries with those fields must come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The fields of an entry, as its file has them.
    pub of: BTreeMap<String, String>,
    /// How much.
    pub amount: Amount,
}

/// The fields by which entries are told apart.
const FIELDS: [&str; 7] = ["period", "partner", "sale", "rule", "from_partner", "window", "entry"];

/// The columns of a sale with what stands in one that an example leaves out; the currency is the plan's.
const SALES: [(&str, &str); 12] = [
    ("sale", ""),
    ("partner", "P"),
    ("seller", "S"),
    ("kind", "new"),
    ("product", "product"),
    ("source", ""),
    ("city", ""),
    ("amount", ""),
    ("currency", ""),
    ("paid_on", ""),
    ("verified_on", ""),
    ("credits", ""),
];
const REFUNDS: [(&str, &str); 4] =
    [("refund", ""), ("sale", ""), ("amount", ""), ("refunded_on", "")];
const RATES: [(&str, &str); 4] = [("date", ""), ("base", ""), ("quote", ""), ("rate", "")];
const PARTNERS: [(&str, &str); 4] = [("partner", ""), ("parent", ""), ("plan", ""), ("from", "")];

/// The examples of a plan's file, or what is wrong with them.
pub fn read(bytes: &[u8], plan: &Plan) -> Result<Vec<Example>, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let carrier: Carrier =
        serde_json::from_slice(bytes).map_err(|error| format!("/examples: {error}"))?;
    let numbered = carrier.examples.into_iter().enumerate();
    numbered.map(|(place, file)| example(place, file, plan)).collect()
}

fn example(place: usize, file: ExampleFile, plan: &Plan) -> Result<Example, String> {
    let wrong = |field: String, message: String| format!("/examples/{place}/{field}: {message}");
    let through = Period::parse(&file.through).filter(|period| *period <= Period::LAST);
    let through = through.ok_or_else(|| {
        wrong("through".to_owned(), "is not a month, written like 2026-09".to_owned())
    })?;
    let mut expected = Vec::with_capacity(file.expect.len());
    for (number, ExpectationFile { amount, of }) in file.expect.iter().enumerate() {
        let at = |field: &str| format!("expect/{number}/{field}");
        let amount = Amount::parse(amount, plan.currency())
            .map_err(|fault| wrong(at("amount"), fault.to_string()))?;
        if let Some(unknown) = of.keys().find(|field| !FIELDS.contains(&field.as_str())) {
            let message = format!("is an unknown field; known are amount, {}", FIELDS.join(", "));
            return Err(wrong(at(unknown), message));
        }
        expected.push(Expectation { of: of.clone(), amount });
    }
    if expected.is_empty() {
        return Err(wrong("expect".to_owned(), "must have at least one member".to_owned()));
    }
    Ok(Example { name: file.name.clone(), through, expected, file })
}

impl Example {
    /// Its facts, not yet checked.
    pub fn gathering(&self, plan: &Plan) -> io::Result<Gathering> {
        let mut gathering = Gathering::new();
        gathering.plan(plan.clone());
        let code = plan.code().as_str();
        if !self.file.partners.is_empty() {
            let partners = table(&PARTNERS, &self.file.partners, ("plan", code))?;
            read_partners(partners.as_slice(), &mut gathering)?;
        }
        let rates = table(&RATES, &self.file.rates, ("", ""))?;
        read_rates(rates.as_slice(), &mut gathering)?;
        let currency = plan.currency().code();
        let sales = table(&SALES, &self.file.sales, ("currency", currency))?;
        read_sales(sales.as_slice(), 0, &mut gathering, |_| {})?;
        let refunds = table(&REFUNDS, &self.file.refunds, ("", ""))?;
        read_refunds(refunds.as_slice(), &mut gathering)?;
        Ok(gathering)
    }
}

/// Rows as a table: known columns with their defaults, and whatever else was given, to be refused by name.
fn table(
    known: &[(&str, &str)],
    rows: &[Row],
    (own, default): (&str, &str),
) -> io::Result<Vec<u8>> {
    let more = rows.iter().flat_map(|row| row.keys().map(String::as_str));
    let more: BTreeSet<&str> = more.filter(|name| known.iter().all(|one| one.0 != *name)).collect();
    let columns: Vec<&str> = known.iter().map(|one| one.0).chain(more).collect();
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(&columns)?;
    for row in rows {
        let field = |name: &&str| {
            let default = || match *name == own {
                true => default,
                false => known.iter().find(|one| one.0 == *name).map_or("", |one| one.1),
            };
            row.get(*name).map_or_else(default, String::as_str).to_owned()
        };
        csv.write_record(columns.iter().map(field))?;
    }
    csv.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

impl Expectation {
    /// Whether an entry has its fields.
    pub fn is_of(&self, entry: &Entry<'_>) -> bool {
        let field = |name: &str| match name {
            "period" => entry.period.to_string(),
            "partner" => entry.partner.to_string(),
            "sale" => entry.sale.unwrap_or_default().to_owned(),
            "rule" => entry.rule.to_owned(),
            "from_partner" => entry.from_partner.map(ToString::to_string).unwrap_or_default(),
            "window" => entry.window.map(|window| window.to_string()).unwrap_or_default(),
            _ => entry.kind.as_str().to_owned(),
        };
        self.of.iter().all(|(name, value)| field(name) == *value)
    }

    /// Which entries it is about, in words.
    pub fn words(&self) -> String {
        if self.of.is_empty() {
            return "all entries".to_owned();
        }
        let words: Vec<_> = self.of.iter().map(|(name, value)| format!("{name} {value}")).collect();
        words.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::plan_file;

    const PLAN: &str = r#"{"plan": "P", "currency": "USD", "versions": [{"effective_from":
        "2026-01-01", "clawback_days": 90, "rules": [{"name": "new", "pay": {"type": "percent",
        "percent": "20"}}]}], "examples": EXAMPLES}"#;

    fn read_both(examples: &str) -> Result<Vec<Example>, String> {
        let file = PLAN.replace("EXAMPLES", examples);
        read(file.as_bytes(), &plan_file::read(file.as_bytes()).unwrap())
    }

    #[test]
    fn an_example_says_only_what_matters() {
        let examples = read_both(
            r#"[{"name": "a sale", "through": "2026-07",
                "sales": [{"sale": "A", "amount": "100.00", "paid_on": "2026-07-01"}],
                "expect": [{"amount": "20.00"}, {"sale": "A", "amount": "20.00"}]}]"#,
        );
        let examples = examples.unwrap();
        assert_eq!(examples.len(), 1);
        let words: Vec<_> = examples[0].expected.iter().map(Expectation::words).collect();
        assert_eq!(words, ["all entries", "sale A"]);
        let table = table(&SALES, &examples[0].file.sales, ("currency", "USD")).unwrap();
        let text = String::from_utf8(table).unwrap();
        assert!(text.ends_with("A,P,S,new,product,,,100.00,USD,2026-07-01,,\n"), "{text}");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let wrong =
            |change: &str| read_both(&format!("[{{\"name\": \"x\", {change}}}]")).unwrap_err();
        for (change, place) in [
            (r#""through": "2026-13", "expect": []"#, "/examples/0/through: "),
            (r#""through": "2026-07", "expect": []"#, "/examples/0/expect: "),
            (
                r#""through": "2026-07", "expect": [{"amount": "1.001"}]"#,
                "/examples/0/expect/0/amount: ",
            ),
            (
                r#""through": "2026-07", "expect": [{"amount": "1.00", "sael": "A"}]"#,
                "/examples/0/expect/0/sael: ",
            ),
            (r#""through": "2026-07", "expext": []"#, "/examples: unknown field"),
        ] {
            let told = wrong(change);
            assert!(told.starts_with(place), "{told}");
        }
    }
}
