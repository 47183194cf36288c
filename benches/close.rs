//! How fast months are closed from facts in memory, and how much memory a sale takes.
//!
//! `cargo bench --bench close -- [sales]` (10,000,000 unless told) makes the facts of one year under
//! a typical plan and prints sales a second for one and two threads, the cost of the last month
//! alone, the cost of twice the sales, and bytes a sale. `docs/SPEED.md` shows results.

#![expect(clippy::expect_used, clippy::float_arithmetic, reason = "a bench's facts are valid")]

use std::time::Instant;

use chrono::NaiveDate;
use rayon::ThreadPoolBuilder;
use saathi::commission::Ledger;
use saathi::commission::facts::{Credits, Facts, Gathering, RefundRow, SaleBlock, SaleRow};
use saathi::commission::plan::Kind;
use saathi::domain::{Amount, Code, Currency, Period, Share};
use saathi::formats::plan_file;

const PARTNERS: u64 = 2_000;
const PLAN: &str = r#"{
  "plan": "PK-2026", "name": "Typical", "currency": "USD",
  "versions": [{"effective_from": "2026-01-01", "clawback_days": 90, "rules": [
    {"name": "verified-new", "when": {"kinds": ["new"], "products": ["verified"]},
     "pay": {"type": "percent", "percent": "20"}, "max_per_credit": "1500.00"},
    {"name": "new", "when": {"kinds": ["new", "upgrade"]},
     "pay": {"type": "tiered", "mode": "marginal", "measure": "amount", "window": "month",
             "tiers": [{"from": "0", "percent": "10"}, {"from": "10000.00", "percent": "12.5"},
                       {"from": "50000.00", "percent": "15"}]}},
    {"name": "renewal",
     "pay": {"type": "tiered", "mode": "marginal", "measure": "amount", "window": "month",
             "tiers": [{"from": "0", "percent": "4"}, {"from": "20000.00", "percent": "6"}]}}
  ]}]
}"#;

/// A fixed sequence of numbers that look random.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// A year of sales: ids rise with the day, one in a hundred is refunded, three in ten are split.
fn facts(sales: u64) -> Facts {
    let mut gathering = Gathering::new();
    gathering.plan(plan_file::read(PLAN.as_bytes()).expect("a valid plan"));
    let (mut sequence, mut refunds) = (Sequence(2026), Vec::new());
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
    let names: Vec<String> = (0..PARTNERS).map(|i| format!("P{i:04}")).collect();
    let (sixty, forty) = (Share::parse("60").expect("60"), Share::parse("40").expect("40"));
    let mut block = SaleBlock::default();
    for number in 0..sales {
        let id = format!("S{number:08}");
        let paid_on = first + chrono::Days::new(number * 365 / sales);
        let partner = sequence.below(PARTNERS);
        let other = (partner + 1 + sequence.below(PARTNERS - 1)) % PARTNERS;
        let name = |partner: u64| names[partner as usize].as_str();
        let split = [(name(partner), sixty), (name(other), forty)];
        let is_split = sequence.below(10) < 3;
        let amount = 5_000 + sequence.below(945_000) as i64;
        let kind = Kind::ALL[sequence.below(4) as usize];
        let row = SaleRow {
            sale: &id,
            credits: if is_split { Credits::Split(&split) } else { Credits::Whole(name(partner)) },
            kind,
            product: ["standard", "verified", "premium", "ads"][sequence.below(4) as usize],
            source: ["event", "visit", "referral", "inbound"][sequence.below(4) as usize],
            city: ["Sialkot", "Lahore", "Faisalabad"][sequence.below(3) as usize],
            amount: Amount::try_from(amount).expect("in range"),
            currency: Currency::parse("USD").expect("USD"),
            paid_on,
            verified_on: Some(paid_on + chrono::Days::new(7)),
        };
        block.push(number + 2, &row).expect("room");
        if number % 100_000 == 0 {
            gathering.sales(&std::mem::take(&mut block)).expect("room");
        }
        if sequence.below(100) == 0 {
            let cents = 1 + sequence.below(amount as u64);
            refunds.push(RefundRow {
                line: refunds.len() as u64 + 2,
                refund: Code::parse(&format!("R{number:08}")).expect("a code"),
                sale: Code::parse(&id).expect("a code"),
                amount: format!("{}.{:02}", cents / 100, cents % 100).into(),
                refunded_on: paid_on + chrono::Days::new(sequence.below(120)),
            });
        }
    }
    gathering.sales(&block).expect("room");
    gathering.refunds(refunds);
    gathering.finish(last()).expect("facts without fault")
}

fn last() -> Period {
    Period::parse("2026-12").expect("a period")
}

/// Closes all twelve months on so many threads; the seconds for all.
fn close_all(facts: &Facts, threads: usize) -> f64 {
    on_threads(threads, || {
        let begin = Instant::now();
        let mut ledger = Ledger::open(facts);
        ledger.close_through(last()).expect("in range");
        begin.elapsed().as_secs_f64()
    })
}

/// The seconds of the last month alone, the others being closed.
fn close_last(facts: &Facts, threads: usize) -> f64 {
    on_threads(threads, || {
        let mut ledger = Ledger::open(facts);
        ledger.close_through(Period::parse("2026-11").expect("a period")).expect("in range");
        let begin = Instant::now();
        ledger.close(last()).expect("in range");
        begin.elapsed().as_secs_f64()
    })
}

fn on_threads<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(run)
}

/// The memory that the process holds now, in bytes.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or(0) * 4096
}

fn median(mut runs: Vec<f64>) -> f64 {
    runs.sort_by(f64::total_cmp);
    runs[runs.len() / 2]
}

fn main() {
    let sales = std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(10_000_000);
    let before = resident();
    let half = facts(sales / 2);
    let half_seconds = median((0..5).map(|_| close_all(&half, 1)).collect());
    drop(half);
    let facts = facts(sales);
    let of_facts = resident() - before;
    let (mut one, mut two, mut month) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        one.push(close_all(&facts, 1));
        two.push(close_all(&facts, 2));
        month.push(close_last(&facts, 1));
    }
    let mut ledger = Ledger::open(&facts);
    ledger.close_through(last()).expect("in range");
    let held = resident() - before;
    let (one, two, month) = (median(one), median(two), median(month));
    let entries = ledger.entry_count();
    println!("{sales} sales, {entries} entries, medians of 5 runs");
    println!(
        "one thread            {:8.3} s  {:6.2} million sales/s",
        one,
        sales as f64 / one / 1e6
    );
    println!("two threads           {:8.3} s  {:6.2} times one thread", two, one / two);
    println!("the last month alone  {:8.3} s  {:6.3} of all twelve", month, month / one);
    println!(
        "half the sales        {:8.3} s  {:6.2} times as long for twice as many",
        half_seconds,
        one / half_seconds
    );
    println!(
        "memory: facts {} B a sale, with books and entries {} B a sale",
        of_facts / sales,
        held / sales
    );
}
