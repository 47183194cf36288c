//! The worked cases, pushed through the database and closed month by month.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use saathi::domain::Period;
use sha2::{Digest, Sha256};

use crate::harness::{Service, on_both};
use crate::ledger::{Books, Fact, date, facts};

/// The beginning of time in the database.
pub const BEGINNING: &str = "0001-01-01";

/// A worked case of the engine.
pub struct Case {
    pub name: String,
    pub plans: Vec<serde_json::Value>,
    pub partners: Vec<Fact>,
    pub rates: Vec<Fact>,
    pub sales: Vec<Fact>,
    pub refunds: Vec<Fact>,
    pub through: Period,
    pub expected: String,
}

impl Case {
    pub fn all() -> Vec<Case> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/cases");
        let entries = fs::read_dir(folder).expect("the cases").map(|entry| entry.expect("a case"));
        let mut folders: Vec<PathBuf> =
            entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
        folders.sort();
        assert_eq!(folders.len(), 16, "worked cases");
        folders.iter().map(|folder| Case::read(folder)).collect()
    }

    fn read(folder: &Path) -> Case {
        let text = |name: &str| fs::read_to_string(folder.join(name)).ok();
        let table = |name: &str| text(name).map(|text| facts(&text)).unwrap_or_default();
        let story = text("README.md").expect("a story");
        let (_, through) = story.split_once("Through ").expect("the period to close through");
        let plans = ["plan", "plan1", "plan2", "plan3"].iter().filter_map(|name| {
            let file = text(&format!("{name}.json"))?;
            Some(serde_json::from_str(&file).expect("a plan"))
        });
        let mut case = Case {
            name: folder.file_name().expect("a name").to_string_lossy().into_owned(),
            plans: plans.collect(),
            partners: table("partners.csv"),
            rates: table("fx.csv"),
            sales: table("sales.csv"),
            refunds: table("refunds.csv"),
            through: Period::parse(&through[..7]).expect("a period"),
            expected: text("expected.csv").expect("what is expected"),
        };
        if case.partners.is_empty() {
            case.partners = case.on_the_one_plan();
        }
        case
    }

    /// Without a table of partners every partner is on the one plan.
    fn on_the_one_plan(&self) -> Vec<Fact> {
        let plan = self.plans[0]["plan"].as_str().expect("a code");
        let named: BTreeSet<&str> = self.sales.iter().flat_map(credited).collect();
        let row = |name: &str| {
            let fields = [("partner", name), ("parent", ""), ("plan", plan), ("from", "")];
            fields.iter().map(|(name, field)| ((*name).into(), (*field).into())).collect()
        };
        named.into_iter().map(row).collect()
    }

    /// Everything but sales and refunds.
    fn begin<'s>(&self, service: &'s Service) -> Books<'s> {
        let mut books = Books::new(service).together();
        self.plans.iter().for_each(|plan| books.plan(plan));
        let mut rows: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
        for row in &self.partners {
            // Payouts are not looked at here, and need no rate in the plan's own currency.
            let plan = self.plans.iter().find(|plan| plan["plan"] == *row["plan"]);
            let currency = plan.expect("a plan")["currency"].as_str().expect("a currency");
            books.partner(&row["partner"], currency);
            rows.entry(&row["partner"]).or_default().push(row);
        }
        for (partner, mut rows) in rows {
            rows.sort_by_key(|row| from(row));
            for (place, row) in rows.iter().enumerate() {
                let next = rows.get(place + 1).map(|next| date(from(next)));
                let until = next.and_then(|day| day.pred_opt()).map(|day| day.to_string());
                books.agree(partner, &row["plan"], from(row), until.as_deref());
                books.parent(partner, &row["parent"], from(row));
            }
        }
        self.rates.iter().for_each(|rate| books.rate(rate));
        books
    }

    pub fn currency_of(&self, sale: &str) -> &str {
        let sale = self.sales.iter().find(|row| row["sale"] == sale);
        &sale.expect("a sale")["currency"]
    }

    pub fn periods(&self) -> Vec<Period> {
        let first = self.sales.iter().map(|sale| Period::of(date(&sale["paid_on"]))).min();
        let all = std::iter::successors(first, |period| Some(period.next()));
        all.take_while(|period| *period <= self.through).collect()
    }
}

/// The day from which a partner's row holds.
pub fn from(row: &Fact) -> &str {
    match row.get("from").map(String::as_str) {
        None | Some("") => BEGINNING,
        Some(day) => day,
    }
}

/// The partners that a sale credits.
pub fn credited(sale: &Fact) -> Vec<&str> {
    match sale["credits"].as_str() {
        "" => vec![&sale["partner"]],
        credits => credits.split(';').filter_map(|c| Some(c.split_once(':')?.0)).collect(),
    }
}

/// The lines of a file behind its header.
pub fn lines(csv: &str) -> &str {
    csv.split_once('\n').map_or("", |(_, lines)| lines)
}

/// What the entries of each key add up to.
pub fn sums(csv: &str) -> BTreeMap<[String; 5], i64> {
    let mut sums = BTreeMap::new();
    for row in facts(csv) {
        let key = ["partner", "sale", "rule", "from_partner", "window"].map(|n| row[n].clone());
        let minor: i64 = row["amount"].replace('.', "").parse().expect("an amount");
        *sums.entry(key).or_insert(0) += minor;
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn closed_month_by_month_give_the_entries_that_are_expected() {
    for case in Case::all() {
        on_both(|service| {
            let mut books = case.begin(service);
            case.sales.iter().for_each(|sale| books.sale(sale));
            for refund in &case.refunds {
                books.refund(refund, case.currency_of(&refund["sale"]));
            }
            let mut given = String::new();
            for period in case.periods() {
                let closed = books.close(period).unwrap_or_else(|e| panic!("{}: {e}", case.name));
                let csv = books.csv(period);
                assert_eq!(
                    closed.fingerprint.to_string(),
                    hex(&Sha256::digest(&csv)),
                    "{}",
                    case.name
                );
                given.push_str(lines(&csv));
            }
            assert_eq!(given, lines(&case.expected), "{}", case.name);
            assert_eq!(service.verify(), None);
        });
    }
}

#[test]
fn facts_that_come_late_and_out_of_order_leave_the_same_sums() {
    for case in Case::all() {
        on_both(|service| {
            let mut books = case.begin(service);
            let periods = case.periods();
            let last = periods.len() - 1;
            let place = |day: &str| periods.iter().position(|p| *p == Period::of(date(day)));
            // Each sale comes up to three months after its payment, the last ones first.
            let comes = |sale: &Fact| {
                let late = sale["sale"].bytes().map(usize::from).sum::<usize>() % 4;
                (place(&sale["paid_on"]).unwrap_or(last) + late).min(last)
            };
            let mut all = String::new();
            for (month, period) in periods.iter().enumerate() {
                for sale in case.sales.iter().rev().filter(|sale| comes(sale) == month) {
                    books.sale(sale);
                    let of_sale = case.refunds.iter().filter(|row| row["sale"] == sale["sale"]);
                    of_sale.for_each(|refund| books.refund(refund, &sale["currency"]));
                }
                books.close(*period).unwrap_or_else(|error| panic!("{}: {error}", case.name));
                let csv = books.csv(*period);
                all.push_str(if month == 0 { &csv } else { lines(&csv) });
            }
            assert_eq!(sums(&all), sums(&case.expected), "{}", case.name);
        });
    }
}
