//! What holds for every programme, over random ones and over figures that proptest picks.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use proptest::prelude::*;
use saathi::commission::{CloseError, Ledger};
use saathi::domain::{Amount, Period, Share, split_part};
use serde_json::json;

use crate::build::{paying, percent, rule, sale, tiers};
use crate::engine::{self, Key};
use crate::generate::{Random, hold_for_programmes, shuffle};
use crate::model::rows::{EntryRow, RefundRow};
use crate::model::{Input, Outcome};

/// What all entries of each key add up to, in minor units, where that is not zero.
pub fn sums(outcome: &Outcome) -> BTreeMap<Key, i128> {
    let mut sums = BTreeMap::new();
    for entry in &outcome.entries {
        *sums.entry(engine::key(entry)).or_default() += minor(&entry.amount);
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

/// All amounts of a currency are written with the same decimals.
fn minor(amount: &str) -> i128 {
    amount.replace('.', "").parse().unwrap()
}

/// An error with what only one of two has.
pub fn same_sums(one: &BTreeMap<Key, i128>, other: &BTreeMap<Key, i128>) -> Result<(), String> {
    let only = |of: &BTreeMap<Key, i128>, without: &BTreeMap<Key, i128>| -> String {
        let surplus = of.iter().filter(|(key, sum)| without.get(key) != Some(sum));
        surplus.map(|surplus| format!("  {surplus:?}\n")).collect()
    };
    let (first, second) = (only(one, other), only(other, one));
    let same = first.is_empty() && second.is_empty();
    if same { Ok(()) } else { Err(format!("only here\n{first} only there\n{second}")) }
}

/// An error with the first entry, or unmatched credit, in which two differ.
fn same(one: &Outcome, other: &Outcome) -> Result<(), String> {
    if one == other {
        return Ok(());
    }
    let longest = one.entries.len().max(other.entries.len());
    let pairs = (0..longest).map(|place| (one.entries.get(place), other.entries.get(place)));
    let entries = pairs.into_iter().find(|(one, other)| one != other);
    Err(format!("{entries:?} {:?} {:?}", one.unmatched, other.unmatched))
}

/// The months from the first sale's to `through`.
pub fn months(input: &Input, through: &str) -> Vec<Period> {
    let first = engine::good_facts(input, through).first_period();
    let months = std::iter::successors(first, |period| Some(period.next()));
    months.take_while(|period| *period <= engine::period(through)).collect()
}

/// What closing these periods one by one gives.
fn closed_in(input: &Input, periods: &[Period], through: &str) -> Outcome {
    let facts = engine::good_facts(input, through);
    let mut ledger = Ledger::open(&facts);
    periods.iter().for_each(|period| ledger.close(*period).unwrap());
    engine::outcome(&ledger)
}

fn last_day(through: &str) -> NaiveDate {
    engine::period(through).last_day()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_order_of_input_does_not_matter() {
    hold_for_programmes(0..150, |input, through| {
        let given = engine::close_through(input, through);
        (0..3).try_for_each(|seed| {
            let mut other = input.clone();
            shuffle(&mut other, &mut Random::new(seed));
            same(&given, &engine::close_through(&other, through))
        })
    });
}

#[test]
fn closing_month_by_month_is_closing_all_at_the_end() {
    hold_for_programmes(1000..1150, |input, through| {
        let given = engine::close_through(input, through);
        same(&given, &closed_in(input, &months(input, through), through))
    });
}

#[test]
fn whichever_period_is_closed_first_the_sums_of_the_keys_are_the_same() {
    hold_for_programmes(2000..2200, |input, through| {
        let months = months(input, through);
        let all = sums(&engine::close_through(input, through));
        let starts = [1, months.len() / 2, months.len().saturating_sub(1)];
        starts.into_iter().filter(|start| *start < months.len()).try_for_each(|start| {
            same_sums(&all, &sums(&closed_in(input, &months[start..], through)))
        })
    });
}

#[test]
fn a_period_is_closed_once_and_none_is_left_out() {
    let given = paying([rule("r", percent("10"))]).sale(sale("S", "P", "100", "2026-07-01"));
    let facts = engine::good_facts(&given.0, "2026-12");
    let mut ledger = Ledger::open(&facts);
    ledger.close(engine::period("2026-07")).unwrap();
    let entries = engine::csv(&ledger);
    for other in ["2026-06", "2026-07", "2026-09"] {
        let (period, next) = (engine::period(other), engine::period("2026-08"));
        assert_eq!(ledger.close(period), Err(CloseError::NotNext { period, next }));
    }
    assert_eq!(engine::csv(&ledger), entries);
    ledger.close(engine::period("2026-08")).unwrap();
}

#[test]
fn a_closed_periods_entries_never_change() {
    hold_for_programmes(3000..3150, |input, through| {
        let given = engine::close_through(input, through);
        let later = (date(&format!("{through}-01")) + Months::new(4)).format("%Y-%m").to_string();
        let mut further = engine::close_through(input, &later);
        further.entries.retain(|entry| entry.period.as_str() <= through);
        same(&given, &Outcome { unmatched: given.unmatched.clone(), ..further })
    });
}

/// Takes away all that is dated after a day, as far as the plans and partners can do without.
fn without_later_facts(input: &Input, end: NaiveDate) -> Input {
    let mut known = input.clone();
    let later = |text: &str| !text.is_empty() && date(text) > end;
    known.sales.retain(|sale| !later(&sale.paid_on));
    for sale in known.sales.iter_mut().filter(|sale| later(&sale.verified_on)) {
        sale.verified_on.clear();
    }
    let sold: Vec<String> = known.sales.iter().map(|sale| sale.sale.clone()).collect();
    known.refunds.retain(|refund| !later(&refund.refunded_on) && sold.contains(&refund.sale));
    known.rates.retain(|rate| !later(&rate.date));
    for plan in &mut known.plans {
        let versions = plan["versions"].as_array_mut().unwrap();
        let from = |version: &serde_json::Value| version["effective_from"].as_str().unwrap().into();
        let first: String = versions.iter().map(from).min().unwrap();
        versions.retain(|version| from(version) == first || !later(&from(version)));
    }
    if let Some(rows) = &mut known.partners {
        let all = rows.clone();
        let is_first = |row: &crate::model::rows::PartnerRow| {
            all.iter().filter(|other| other.partner == row.partner).all(|o| o.from >= row.from)
        };
        rows.retain(|row| is_first(row) || !later(&row.from));
        rows.iter_mut().filter(|row| later(&row.from)).for_each(|row| row.parent.clear());
    }
    known
}

#[test]
fn facts_dated_after_the_last_period_change_nothing() {
    hold_for_programmes(4000..4200, |input, through| {
        let known = without_later_facts(input, last_day(through));
        same(&engine::close_through(input, through), &engine::close_through(&known, through))
    });
}

#[test]
fn no_entry_is_zero_and_no_key_but_a_cap_is_owed() {
    hold_for_programmes(5000..5200, |input, through| {
        let outcome = engine::close_through(input, through);
        if let Some(zero) = outcome.entries.iter().find(|entry| minor(&entry.amount) == 0) {
            return Err(format!("{zero:?}"));
        }
        let wrong = sums(&outcome).into_iter().find(|(key, sum)| (*sum < 0) != (key.rule == "cap"));
        wrong.map_or(Ok(()), |wrong| Err(format!("{wrong:?}")))
    });
}

/// The programme with one sale refunded in full on a day, within every clawback time.
fn with_full_refund(input: &Input, sale: usize, refunded_on: NaiveDate) -> Input {
    let mut refunded = input.clone();
    for version in refunded.plans.iter_mut().flat_map(|p| p["versions"].as_array_mut().unwrap()) {
        version["clawback_days"] = json!(36_500);
    }
    let of = &input.sales[sale];
    refunded.refunds.retain(|refund| refund.sale != of.sale);
    if minor(&of.amount) > 0 {
        refunded.refunds.push(RefundRow {
            refund: "FULL".into(),
            sale: of.sale.clone(),
            amount: of.amount.clone(),
            refunded_on: refunded_on.to_string(),
        });
    }
    refunded
}

#[test]
fn a_full_refund_leaves_everything_as_if_the_sale_had_never_been() {
    hold_for_programmes(6000..6200, |input, through| {
        let end = last_day(through);
        let paid = input.sales.iter().enumerate().filter(|(_, sale)| date(&sale.paid_on) <= end);
        for (place, sale) in paid.take(3) {
            let days = (end - date(&sale.paid_on)).num_days().unsigned_abs();
            let after = Random::new(place as u64).between(0, days);
            let refunded_on = date(&sale.paid_on) + Days::new(after);
            let refunded = with_full_refund(input, place, refunded_on);
            let mut never = refunded.clone();
            never.sales.remove(place);
            never.refunds.retain(|refund| refund.sale != sale.sale);
            let left = sums(&engine::close_through(&refunded, through));
            same_sums(&left, &sums(&engine::close_through(&never, through)))?;
        }
        Ok(())
    });
}

/// Shares that add up to 100, each above 0.
fn shares() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::btree_set(1u32..100_000_000, 0..20).prop_map(|cuts| {
        let ends = cuts.iter().copied().chain([100_000_000]);
        let starts = [0].into_iter().chain(cuts.iter().copied());
        ends.zip(starts).map(|(end, start)| end - start).collect()
    })
}

fn share(millionths: u32) -> String {
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}

fn usd(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// Tiers by amount whose percentages do not fall.
fn rising_tiers() -> impl Strategy<Value = Vec<(String, String)>> {
    let starts = prop::collection::btree_set(1i64..2_000_000, 0..5);
    let percents = prop::collection::vec(0u32..=100_000_000, 6);
    (starts, percents).prop_map(|(starts, mut percents)| {
        percents.sort_unstable();
        let starts = [0].into_iter().chain(starts);
        starts.zip(percents).map(|(from, percent)| (usd(from), share(percent))).collect()
    })
}

fn total(entries: &[EntryRow]) -> i128 {
    entries.iter().map(|entry| minor(&entry.amount)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_parts_of_a_split_add_up(net in 0i64..=1_000_000_000_000_000, shares in shares()) {
        let total = Amount::try_from(net).unwrap();
        let given: Vec<Share> = shares.iter().map(|s| Share::parse(&share(*s)).unwrap()).collect();
        let mut sum = 0;
        for (place, of) in given.iter().enumerate() {
            let part = split_part(total, given.iter().copied(), place).minor();
            let down = i128::from(net) * i128::from(of.parts()) / 100_000_000;
            prop_assert!((down..=down + 1).contains(&i128::from(part)));
            sum += part;
        }
        prop_assert_eq!(sum, net);
    }

    #[test]
    fn the_parts_of_a_refunded_sale_add_up_to_its_net(
        amount in 1i64..1_000_000,
        refunded in 0i64..1_000_000,
        shares in shares(),
    ) {
        let refunded = refunded % amount;
        let credits: Vec<String> =
            shares.iter().enumerate().map(|(n, s)| format!("P{n}:{}", share(*s))).collect();
        let given = paying([rule("r", percent("100"))])
            .sale(sale("S", "", &usd(amount), "2026-07-01").split(&credits.join(";")));
        let given = if refunded == 0 { given } else {
            given.refund("S", &usd(refunded), "2026-07-31")
        };
        prop_assert_eq!(total(&given.close("2026-07").entries), i128::from(amount - refunded));
    }

    #[test]
    fn more_is_never_paid_less_by_marginal_tiers_that_do_not_fall(
        starts in rising_tiers(),
        earlier in 0i64..1_500_000,
        one in 0i64..1_500_000,
        more in 0i64..500_000,
    ) {
        let starts: Vec<(&str, &str)> =
            starts.iter().map(|(from, percent)| (from.as_str(), percent.as_str())).collect();
        let given = |amount: i64| {
            let entries = paying([rule("r", tiers("marginal amount", &starts))])
                .sale(sale("A", "P", &usd(earlier), "2026-07-01"))
                .sale(sale("B", "P", &usd(amount), "2026-07-02"))
                .close("2026-07")
                .entries;
            let of_the_sale: Vec<_> = entries.into_iter().filter(|e| e.sale == "B").collect();
            total(&of_the_sale)
        };
        prop_assert!(given(one) <= given(one + more));
    }
}
