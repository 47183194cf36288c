//! How fast months are closed from facts in memory, and how much memory a sale takes.
//!
//! `cargo bench --bench close -- [sales]` (10,000,000 unless told) makes the facts of one year under
//! a typical plan and prints sales a second for one and two threads, the cost of the last month
//! alone, the cost of twice the sales, and bytes a sale. `docs/SPEED.md` shows results.

#![expect(
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::panic,
    reason = "a bench's facts are valid"
)]

use std::process::Command;
use std::time::Instant;

use chrono::NaiveDate;
use rayon::ThreadPoolBuilder;
use saathi::commission::Ledger;
use saathi::commission::facts::{Credits, Facts, Gathering, RefundRow, SaleBlock, SaleRow};
use saathi::commission::plan::Kind;
use saathi::domain::{Amount, Code, Currency, Period, Share, Word};
use saathi::formats::plan_file;

/// How often each figure is measured.
const RUNS: usize = 5;
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
    // Room is made once, as for a file whose size is known.
    gathering.expect_sales(sales, 1, 0);
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

/// What one process measured, in fresh memory.
struct Measured {
    /// Seconds for all twelve months.
    all: f64,
    /// Seconds for the twelfth month, the others being closed.
    last: f64,
    entries: usize,
    /// The most memory that the process ever held, in bytes.
    peak: u64,
}

/// Measures in this process, on so many threads, and prints the figures.
fn measure(sales: u64, threads: usize) {
    let facts = facts(sales);
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| {
        let begin = Instant::now();
        let mut ledger = Ledger::open(&facts);
        ledger.close_through(last()).expect("in range");
        let all = begin.elapsed().as_secs_f64();
        let entries = ledger.entry_count();
        let peak = peak();
        drop(ledger);
        let mut ledger = Ledger::open(&facts);
        ledger.close_through(Period::parse("2026-11").expect("a period")).expect("in range");
        let begin = Instant::now();
        ledger.close(last()).expect("in range");
        println!("{all} {} {entries} {peak}", begin.elapsed().as_secs_f64());
    });
}

/// The most memory that this process ever held, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

/// Measures in a process of its own.
fn measured(sales: u64, threads: usize) -> Measured {
    let bench = std::env::current_exe().expect("this bench");
    let arguments = ["measure".to_owned(), sales.to_string(), threads.to_string()];
    let output = Command::new(bench).args(arguments).output().expect("a child");
    let text = String::from_utf8(output.stdout).expect("figures");
    let figures: Vec<&str> = text.split_whitespace().collect();
    let [all, last, entries, peak] = figures.as_slice() else {
        panic!("{}", String::from_utf8_lossy(&output.stderr))
    };
    Measured {
        all: all.parse().expect("seconds"),
        last: last.parse().expect("seconds"),
        entries: entries.parse().expect("a number"),
        peak: peak.parse().expect("a number"),
    }
}

fn median(mut runs: Vec<f64>) -> f64 {
    runs.sort_by(f64::total_cmp);
    runs[runs.len() / 2]
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let numbers: Vec<u64> = arguments.iter().filter_map(|text| text.parse().ok()).collect();
    if let (true, [sales, threads]) = (arguments.iter().any(|a| a == "measure"), &numbers[..]) {
        return measure(*sales, *threads as usize);
    }
    let sales = numbers.first().copied().unwrap_or(10_000_000);
    // In turn, so that a machine whose speed drifts is fair to all.
    let runs: Vec<[Measured; 3]> = (0..RUNS)
        .map(|_| [measured(sales, 1), measured(sales, 2), measured(sales / 2, 1)])
        .collect();
    let all = |which: usize| median(runs.iter().map(|run| run[which].all).collect());
    let (one, two, half) = (all(0), all(1), all(2));
    let month = median(runs.iter().map(|run| run[0].last).collect());
    let [first, ..] = &runs[0];
    println!("{sales} sales, {} entries, medians of {RUNS} runs", first.entries);
    println!("one thread      {one:7.3} s  {:5.2} million sales/s", sales as f64 / one / 1e6);
    println!("two threads     {two:7.3} s  {:5.2} times as fast", one / two);
    println!("the last month  {month:7.3} s  {:5.3} of all twelve", month / one);
    println!("half the sales  {half:7.3} s  twice as many take {:4.2} times as long", one / half);
    println!("memory, at most {:7} bytes a sale with its entries", first.peak / sales);
}
