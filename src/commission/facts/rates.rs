//! Exchange rates, and which one converts a basis.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::fault::{Faults, Table};
use crate::domain::{Amount, Currency, Rate};

/// One unit of `base` is `rate` units of `quote`, from that day on. Base and quote differ.
#[derive(Debug, Clone, Copy)]
pub struct RateRow {
    /// The line of its table.
    pub line: u64,
    /// The day.
    pub date: NaiveDate,
    /// The currency of which one unit is meant.
    pub base: Currency,
    /// The currency in which the rate is stated.
    pub quote: Currency,
    /// The rate.
    pub rate: Rate,
}

/// All rates, each pair's by day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rates {
    pairs: HashMap<(Currency, Currency), Vec<(NaiveDate, Rate)>>,
}

/// How an amount of one currency becomes one of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// The currencies are the same.
    Same,
    /// Times the rate of that day.
    Times(NaiveDate, Rate),
    /// Divided by the inverse pair's rate of that day.
    By(NaiveDate, Rate),
}

impl Conversion {
    /// The amount converted and rounded; `None` where it is out of range.
    pub fn convert(self, amount: Amount, from: Currency, to: Currency) -> Option<Amount> {
        match self {
            Conversion::Same => Some(amount),
            Conversion::Times(_, rate) => rate.multiply(amount, from, to),
            Conversion::By(_, rate) => rate.divide(amount, from, to),
        }
    }
}

impl Rates {
    /// Files the rates; a second one of a day and pair is a fault.
    pub fn new(mut rows: Vec<RateRow>, faults: &mut Faults) -> Self {
        let mut rates = Self::default();
        rows.sort_by_key(|row| (row.date, row.line));
        for row in rows {
            let pair = rates.pairs.entry((row.base, row.quote)).or_default();
            if pair.last().is_some_and(|(date, _)| *date == row.date) {
                let message = second_rate(row.base, row.quote);
                faults.row((Table::Rates, row.line), "date", row.date.to_string(), message);
            } else {
                pair.push((row.date, row.rate));
            }
        }
        rates
    }

    /// The conversion at the latest rate dated on or before `on`: of the pair itself, else of the
    /// inverse pair. No third currency is tried. `docs/COMMISSIONS.md` section 4.3.
    pub fn conversion(&self, from: Currency, to: Currency, on: NaiveDate) -> Option<Conversion> {
        if from == to {
            return Some(Conversion::Same);
        }
        let direct = self.latest((from, to), on).map(|(date, rate)| Conversion::Times(date, rate));
        direct.or_else(|| self.latest((to, from), on).map(|(d, rate)| Conversion::By(d, rate)))
    }

    fn latest(&self, pair: (Currency, Currency), on: NaiveDate) -> Option<(NaiveDate, Rate)> {
        let days = self.pairs.get(&pair)?;
        let later = days.partition_point(|(date, _)| *date <= on);
        later.checked_sub(1).and_then(|latest| days.get(latest)).copied()
    }
}

/// What is wrong with a rate of a pair that has one of its day.
pub(super) fn second_rate(base: Currency, quote: Currency) -> String {
    format!("is a second rate of {base} to {quote} for that day; keep one")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_date;

    #[test]
    fn the_direct_pair_goes_before_the_inverse_and_the_latest_day_before_earlier_ones() {
        let (usd, pkr) = (Currency::parse("USD").unwrap(), Currency::parse("PKR").unwrap());
        let row = |line, date, base, quote, rate: &str| RateRow {
            line,
            date: parse_date(date).unwrap(),
            base,
            quote,
            rate: Rate::parse(rate).unwrap(),
        };
        let rows = vec![
            row(2, "2026-07-10", usd, pkr, "284"),
            row(3, "2026-07-01", usd, pkr, "283"),
            row(4, "2026-07-05", pkr, usd, "0.0035"),
            row(5, "2026-07-10", usd, pkr, "285"),
        ];
        let mut faults = Faults::default();
        let rates = Rates::new(rows, &mut faults);
        let found: Vec<_> = faults.shown().map(|f| (f.line, f.field.as_str())).collect();
        assert_eq!(found, [(5, "date")]);
        let on = |date| rates.conversion(pkr, usd, parse_date(date).unwrap());
        let day = |date| parse_date(date).unwrap();
        assert_eq!(on("2026-06-30"), None);
        let by = Conversion::By(day("2026-07-01"), Rate::parse("283").unwrap());
        assert_eq!(on("2026-07-04"), Some(by));
        let times = Conversion::Times(day("2026-07-05"), Rate::parse("0.0035").unwrap());
        assert_eq!(on("2026-07-20"), Some(times));
    }
}
