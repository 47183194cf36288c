//! Random programmes: small, valid and vicious. [`programme`] gives the same one for a seed every
//! time.
//!
//! Things happen on the same few days, at the ends of months, and on the last day of a clawback
//! time; names sort otherwise bytewise than by number; shares leave units over; currencies have
//! none to four decimals.

mod facts;
mod plans;
mod pools;
mod random;

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{Datelike, Days, Months, NaiveDate};
use rayon::prelude::*;

use super::model::Input;
use pools::{CURRENCIES, decimals, usd_worth};
pub use random::Random;

/// Holds something for the random programmes of some seeds, each closed through a period;
/// `SAATHI_SEEDS=1000..20000` takes others than a test's own.
pub fn hold_for_programmes(
    own: Range<u64>,
    check: impl Fn(&Input, &str) -> Result<(), String> + Sync,
) {
    let wrong = |seed| {
        let (input, through) = programme(seed);
        let why = check(&input, &through).err()?;
        Some(format!("seed {seed} through {through}: {why}\n"))
    };
    let wrong: Vec<String> = seeds(own).into_par_iter().filter_map(wrong).collect();
    let first: String = wrong.iter().take(5).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} programmes fail:\n{first}", wrong.len());
}

fn seeds(own: Range<u64>) -> Range<u64> {
    let Ok(wanted) = std::env::var("SAATHI_SEEDS") else { return own };
    let (from, to) = wanted.split_once("..").expect("SAATHI_SEEDS=FROM..TO");
    from.parse().expect("a first seed")..to.parse().expect("the seed to stop before")
}

struct Generator {
    random: Random,
    start: NaiveDate,
    months: u64,
    /// Days on which many things happen at once.
    hot_days: Vec<NaiveDate>,
    plan_currencies: Vec<&'static str>,
    sale_currencies: Vec<&'static str>,
    clawback_days: Vec<u64>,
    /// The limit of a huge amount: low where a conversion could bring it out of range.
    huge: u64,
}

/// A random valid programme, and the period to close through.
pub fn programme(seed: u64) -> (Input, String) {
    let mut generator = Generator::new(seed);
    let plans = generator.plans();
    let partners = generator.partners(&plans);
    let sales = generator.sales(&partners);
    let refunds = generator.refunds(&sales);
    let rates = generator.rates();
    let through = generator.through();
    let needs_partners = plans.len() > 1 || generator.random.chance(85);
    let partners = needs_partners.then_some(partners);
    let mut input = Input { plans, partners, rates, sales, refunds };
    shuffle(&mut input, &mut generator.random);
    (input, through)
}

/// Puts plans and rows in another order.
pub fn shuffle(input: &mut Input, random: &mut Random) {
    random.shuffle(&mut input.plans);
    random.shuffle(&mut input.sales);
    random.shuffle(&mut input.refunds);
    random.shuffle(&mut input.rates);
    if let Some(rows) = &mut input.partners {
        random.shuffle(rows);
    }
}

impl Generator {
    fn new(seed: u64) -> Generator {
        let mut random = Random::new(seed);
        let starts = ["2023-11-01", "2024-01-01", "2024-02-01", "2025-06-01", "2026-01-01"];
        let start: NaiveDate = random.pick(&starts).parse().unwrap();
        let months = random.between(1, 9);
        let plan_currencies = random.some_of(&CURRENCIES.map(|currency| currency.0), 2);
        let mut sale_currencies = plan_currencies.clone();
        if plan_currencies.len() > 1 || random.chance(60) {
            sale_currencies.extend(random.some_of(&CURRENCIES.map(|currency| currency.0), 3));
            sale_currencies.sort_unstable();
            sale_currencies.dedup();
        }
        let huge = if sale_currencies.len() == 1 { 50_000_000_000_000 } else { 500_000_000 };
        let (hot_days, clawback_days) = (Vec::new(), Vec::new());
        let mut generator = Generator {
            random,
            start,
            months,
            hot_days,
            plan_currencies,
            sale_currencies,
            clawback_days,
            huge,
        };
        generator.hot_days = generator.hot_days();
        generator
    }

    fn any_day(&mut self) -> NaiveDate {
        self.start + Days::new(self.random.below(self.months * 30))
    }

    fn hot_days(&mut self) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> = (0..3).map(|_| self.any_day()).collect();
        for _ in 0..2 {
            let month_end = last_of_month(self.any_day());
            days.extend([month_end, month_end + Days::new(1)]);
        }
        let leap_day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        let end = self.start + Months::new(u32::try_from(self.months).unwrap());
        if self.start.year() < 2025 && end > leap_day {
            days.push(leap_day);
        }
        days
    }

    fn day(&mut self) -> NaiveDate {
        if self.random.chance(55) { self.random.pick(&self.hot_days) } else { self.any_day() }
    }

    /// Often before the last sale, often after it.
    fn through(&mut self) -> String {
        let early = self.random.chance(25);
        let after = if early { self.random.below(self.months) } else { self.random.below(6) };
        let months = if early { after } else { self.months + after };
        (self.start + Months::new(u32::try_from(months).unwrap())).format("%Y-%m").to_string()
    }

    /// An amount of a currency, at times without the zeros at its end.
    fn amount(&mut self, minor: u64, currency: &str) -> String {
        let text = fixed(u128::from(minor), decimals(currency));
        if text.contains('.') && self.random.chance(20) {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text
        }
    }

    /// An amount of a plan, up to so many USD's worth.
    fn sum(&mut self, currency: &str, usd: u64) -> String {
        let most = usd * usd_worth(currency);
        let round = self.random.chance(50);
        let tenths = self.random.between(1, 10);
        let minor = if round { most / 10 * tenths } else { self.random.below(most) };
        self.amount(minor, currency)
    }
}

fn last_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap() + Months::new(1) - Days::new(1)
}

/// A figure with a fixed number of decimals.
fn fixed(units: u128, places: u32) -> String {
    let digits = format!("{units:0>width$}", width = places as usize + 1);
    let (whole, rest) = digits.split_at(digits.len() - places as usize);
    if places == 0 { whole.to_owned() } else { format!("{whole}.{rest}") }
}

/// Names that are taken.
type Names = BTreeSet<&'static str>;
