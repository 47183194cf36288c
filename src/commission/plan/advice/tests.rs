//! Each advice with its figures, and the near miss that draws none.

use super::super::samples::{cap, code, days, draft, percent, rule, ten, tiered, usd, version};
use super::super::{Holdback, Kind, Mode, Override, PlanDraft, Tier, TierPay, Tiered, When};
use super::*;
use crate::domain::{FiscalYearStart, Text, parse_date};

fn advice(draft: PlanDraft) -> Vec<(String, String)> {
    let advice = advise(&Plan::new(draft).unwrap());
    advice.into_iter().map(|advice| (advice.path, advice.message)).collect()
}

/// The one advice on a version with `change`.
fn one(change: impl FnOnce(&mut Version)) -> (String, String) {
    let mut advice = of(change);
    assert_eq!(advice.len(), 1, "{advice:#?}");
    advice.remove(0)
}

fn of(change: impl FnOnce(&mut Version)) -> Vec<(String, String)> {
    let mut version = version("2026-01-01", vec![ten("all")]);
    change(&mut version);
    advice(draft(vec![version]))
}

fn told((path, message): (String, String), at: &str, words: &[&str]) {
    assert_eq!(path, format!("/versions/0{at}"));
    for word in words {
        assert!(message.contains(word), "{word}: {message}");
    }
}

fn for_kinds(name: &str, kinds: &[Kind]) -> Rule {
    let when = When { kinds: Some(kinds.to_vec()), ..When::default() };
    Rule { when, ..ten(name) }
}

fn by_tiers(tiered: Tiered) -> Vec<Rule> {
    vec![rule("t", Pay::Tiered(tiered))]
}

const OWN: Mode = Mode::Retroactive { counts: None };

#[test]
fn a_sound_version_draws_none() {
    let sound = of(|version| {
        version.rules = vec![for_kinds("new", &[Kind::New]), ten("rest")];
        version.hold_days = days(90);
        version.cap = cap(WindowKind::Month, "500");
    });
    assert_eq!(sound, []);
}

#[test]
fn a_rule_behind_others_is_hidden() {
    let behind = one(|version| version.rules.push(for_kinds("new", &[Kind::New])));
    told(behind, "/rules/1", &["`new` never pays", "earlier rule `all`"]);
    let by_two = one(|version| {
        version.rules = vec![
            for_kinds("a", &[Kind::New, Kind::Upgrade]),
            for_kinds("b", &[Kind::Renewal, Kind::AddOn]),
            ten("rest"),
        ];
    });
    told(by_two, "/rules/2", &["`a`, `b`"]);
    let seen = of(|version| {
        version.rules = vec![for_kinds("a", &[Kind::New]), ten("rest")];
    });
    assert_eq!(seen, []);
}

#[test]
fn the_search_for_hidden_rules_has_an_end() {
    let many = |name: usize| {
        let mut rule = ten(&format!("r{name}"));
        rule.when.products = Some((0..50).map(|p| code(&format!("p{}", p * name))).collect());
        rule
    };
    let rules = (1..2000).map(many).collect();
    assert_eq!(of(|version| version.rules = rules), []);
}

#[test]
fn a_rule_is_hidden_in_every_list_or_not_at_all() {
    let karachi = |name: &str, products: &[&str]| {
        let mut rule = ten(name);
        rule.when.cities = Text::parse("Karachi").map(|city| vec![city]);
        rule.when.products = Some(products.iter().map(|product| code(product)).collect());
        rule
    };
    let hidden = one(|version| {
        version.rules = vec![karachi("a", &["x", "y"]), karachi("b", &["y"])];
    });
    told(hidden, "/rules/1", &["`a`"]);
    let seen = of(|version| {
        version.rules = vec![karachi("a", &["x", "y"]), karachi("b", &["y", "z"])];
    });
    assert_eq!(seen, []);
}

#[test]
fn a_cliff_names_what_one_more_minor_unit_is_worth() {
    let by_amount = tiered(OWN, Measure::Amount, &[(0, "15 %"), (2_000_000, "18 %")]);
    let cliff = one(|version| version.rules = by_tiers(by_amount.clone()));
    let words = ["reaching 20000.00 pays 18 % instead of 15 %", "one more 0.01 is worth 600.00"];
    told(cliff, "/rules/0/pay/tiers/1", &words);
    let limited = one(|version| {
        version.rules = by_tiers(by_amount);
        version.rules[0].max_per_credit = Some(usd("100"));
    });
    told(limited, "/rules/0/pay/tiers/1", &["is worth up to 600.00"]);
    let marginal = tiered(Mode::Marginal, Measure::Amount, &[(0, "15 %"), (2_000_000, "18 %")]);
    assert_eq!(of(|version| version.rules = by_tiers(marginal)), []);
}

#[test]
fn a_cliff_by_count_names_what_one_more_sale_is_worth() {
    let flat = tiered(OWN, Measure::Count, &[(0, "50.00"), (10, "60.00")]);
    let cliff = one(|version| version.rules = by_tiers(flat));
    told(cliff, "/rules/0/pay/tiers/1", &["reaching 10 sales", "one more sale is worth 150.00"]);
    let percents = tiered(OWN, Measure::Count, &[(0, "4 %"), (10, "6 %")]);
    let cliff = one(|version| version.rules = by_tiers(percents));
    told(cliff, "/rules/0/pay/tiers/1", &["20.00 for each 1000.00 of it"]);
    let counts = Mode::Retroactive { counts: Some(When::default()) };
    let others = tiered(counts, Measure::Count, &[(0, "50.00"), (10, "60.00")]);
    let cliff = one(|version| version.rules = by_tiers(others));
    told(cliff, "/rules/0/pay/tiers/1", &["10.00 for each sale"]);
}

#[test]
fn tiers_that_fall_or_change_nothing() {
    let falls = tiered(OWN, Measure::Amount, &[(0, "18 %"), (2_000_000, "15 %")]);
    let fall = one(|version| version.rules = by_tiers(falls));
    told(fall, "/rules/0/pay/tiers/1", &["one more 0.01 costs 600.00"]);
    let falls = tiered(Mode::Marginal, Measure::Count, &[(0, "18 %"), (5, "15 %")]);
    let fall = one(|version| version.rules = by_tiers(falls));
    told(fall, "/rules/0/pay/tiers/1", &["15 % from 5 sales on, less than the 18 %"]);
    let level = tiered(Mode::Marginal, Measure::Count, &[(0, "18 %"), (5, "18 %")]);
    let level = one(|version| version.rules = by_tiers(level));
    told(level, "/rules/0/pay/tiers/1", &["changes nothing"]);
    let mixed = tiered(Mode::Marginal, Measure::Count, &[(0, "18 %"), (5, "10.00")]);
    assert_eq!(of(|version| version.rules = by_tiers(mixed)), []);
}

#[test]
fn a_tier_that_the_first_sale_passes_by() {
    let at_once = tiered(OWN, Measure::Count, &[(0, "18 %"), (1, "20 %")]);
    let passed = one(|version| version.rules = by_tiers(at_once));
    told(passed, "/rules/0/pay/tiers/1", &["first sale", "the 18 %"]);
    let marginal = tiered(Mode::Marginal, Measure::Count, &[(0, "18 %"), (1, "20 %")]);
    assert_eq!(of(|version| version.rules = by_tiers(marginal)), []);
}

#[test]
fn a_tier_behind_the_cap() {
    let list = [(0, "10 %"), (1_000_000, "12 %"), (2_000_000, "15 %")];
    let marginal = tiered(Mode::Marginal, Measure::Amount, &list);
    let behind = |amount: &str, window| {
        of(|version| {
            version.rules = by_tiers(marginal.clone());
            version.cap = cap(window, amount);
        })
    };
    let [first] = behind("2200", WindowKind::Quarter).try_into().unwrap();
    let words = ["at 20000.00 the rule has paid 2200.00", "2200.00 a quarter"];
    told(first, "/rules/0/pay/tiers/2", &words);
    assert_eq!(behind("2200.01", WindowKind::Quarter), []);
    assert_eq!(behind("2200", WindowKind::Month), []);
}

#[test]
fn pay_of_zero() {
    let zero = one(|version| version.rules[0].pay = Pay::Percent(percent("0")));
    told(zero, "/rules/0/pay/percent", &["pays 0"]);
    let zero = one(|version| version.rules[0].max_per_credit = Some(Amount::ZERO));
    told(zero, "/rules/0/max_per_credit", &["never pays"]);
    let some = Tier { from: 0, pay: TierPay::Percent(percent("0")) };
    let mut quota = tiered(Mode::Marginal, Measure::Count, &[(0, "0 %"), (5, "10 %")]);
    assert_eq!(of(|version| version.rules = by_tiers(quota.clone())), []);
    quota.tiers = vec![some];
    told(one(|version| version.rules = by_tiers(quota)), "/rules/0/pay/tiers", &["pays 0"]);
    let none = one(|version| {
        let percents = vec![percent("0")];
        version.overrides = vec![Override { name: code("o"), when: When::default(), percents }];
    });
    told(none, "/overrides/0/percents", &["all 0"]);
}

#[test]
fn an_amount_above_its_own_limit() {
    let limited = one(|version| {
        version.rules[0].pay = Pay::Flat(usd("25"));
        version.rules[0].max_per_credit = Some(usd("20"));
    });
    told(limited, "/rules/0/max_per_credit", &["25.00", "20.00"]);
    let limited = one(|version| {
        version.rules = by_tiers(tiered(Mode::Marginal, Measure::Count, &[(0, "25")]));
        version.rules[0].max_per_credit = Some(usd("20"));
    });
    told(limited, "/rules/0/pay/tiers/0/flat", &["25.00", "20.00"]);
}

fn bonus(pay: BonusPay) -> Bonus {
    Bonus {
        name: code("b"),
        when: When::default(),
        window: WindowKind::Quarter,
        measure: Measure::Amount,
        threshold: 1_000_000,
        pay,
    }
}

#[test]
fn a_bonus_that_the_cap_eats() {
    let under = |pay, amount: &str| {
        of(|version| {
            version.bonuses = vec![bonus(pay)];
            version.cap = cap(WindowKind::Month, amount);
        })
    };
    let [eaten] = under(BonusPay::Flat(usd("500")), "500").try_into().unwrap();
    told(eaten, "/bonuses/0/pay", &["pays 500.00 or more", "no more than 500.00", "month"]);
    assert_eq!(under(BonusPay::Flat(usd("500")), "500.01"), []);
    let [eaten] = under(BonusPay::Percent(percent("6")), "500").try_into().unwrap();
    told(eaten, "/bonuses/0/pay", &["pays 600.00 or more"]);
    assert_eq!(under(BonusPay::Percent(percent("4")), "500"), []);
    let [zero] = under(BonusPay::Percent(percent("0")), "500").try_into().unwrap();
    told(zero, "/bonuses/0/pay", &["pays 0"]);
}

#[test]
fn a_version_in_which_no_window_ends() {
    let mut short = version("2026-01-01", vec![ten("all")]);
    short.bonuses = vec![bonus(BonusPay::Flat(usd("5")))];
    short.cap = cap(WindowKind::Quarter, "100");
    let two = |date| advice(draft(vec![short.clone(), version(date, vec![ten("all")])]));
    let [bonus, cap] = two("2026-03-31").try_into().unwrap();
    told(bonus, "/bonuses/0", &["never pays", "of 2026-03-31", "from 2026-01-01 to 2026-03-30"]);
    told(cap, "/cap", &["does not last", "of 2026-03-31, which has no cap"]);
    assert_eq!(two("2026-04-01"), []);
    let later = Version { effective_from: parse_date("2026-03-31").unwrap(), ..short.clone() };
    assert_eq!(advice(draft(vec![short, later])), []);
}

#[test]
fn a_cap_that_comes_inside_a_window() {
    let second = |date, before, after| {
        let mut versions =
            [version("2026-01-01", vec![ten("all")]), version(date, vec![ten("all")])];
        versions[0].cap = before;
        versions[1].cap = after;
        advice(draft(versions.to_vec()))
    };
    let month = |amount| cap(WindowKind::Month, amount);
    let [(path, message)] = second("2026-09-16", None, month("5000")).try_into().unwrap();
    assert_eq!(path, "/versions/1/cap");
    for word in ["2026-09-01..2026-09-30", "5000.00", "before 2026-09-16", "no cap"] {
        assert!(message.contains(word), "{word}: {message}");
    }
    assert_eq!(second("2026-09-16", month("5000.01"), month("5000")).len(), 1);
    assert_eq!(second("2026-09-16", month("5000"), month("5000")), []);
    assert_eq!(second("2026-09-01", None, month("5000")), []);
}

#[test]
fn waits_that_do_not_fit_each_other() {
    told(one(|version| version.hold_days = days(91)), "/hold_days", &["91 days", "90 days"]);
    let kept = |percent_text, held| {
        of(|version| {
            version.hold_days = days(7);
            version.holdback = Some(Holdback { percent: percent(percent_text), days: days(held) });
        })
    };
    assert_eq!(kept("10", 90), []);
    assert_eq!(kept("10", 8), []);
    let [short] = kept("10", 7).try_into().unwrap();
    told(short, "/holdback/days", &["7 days", "never kept back"]);
    let [long] = kept("10", 91).try_into().unwrap();
    told(long, "/holdback/days", &["91 days", "90 days"]);
    let [none] = kept("0", 30).try_into().unwrap();
    told(none, "/holdback/percent", &["0 %"]);
}

#[test]
fn with_agreements_a_version_out_of_reach_is_named_where_it_stands_in_the_file() {
    let day = |text| parse_date(text).unwrap();
    let dates = ["2026-07-01", "2026-01-01"];
    let mut draft = draft(dates.iter().map(|date| version(date, vec![ten("all")])).collect());
    draft.fiscal_year_start = FiscalYearStart::new(7).unwrap();
    let plan = Plan::new(draft).unwrap();
    let known = |first| Known {
        file_order: dates.map(day).to_vec(),
        agreements: Some(vec![Span { first: day(first), last: NaiveDate::MAX }]),
    };
    let [advice] = advise_knowing(&plan, &known("2026-07-01")).try_into().unwrap();
    assert_eq!(advice.path, "/versions/1/effective_from");
    assert!(advice.message.contains("from 2026-01-01 to 2026-06-30"));
    assert_eq!(advise_knowing(&plan, &known("2026-06-30")), []);
    assert_eq!(advise(&plan), []);
    let nobody = Known { agreements: Some(Vec::new()), ..known("2026-07-01") };
    let [advice] = advise_knowing(&plan, &nobody).try_into().unwrap();
    assert_eq!(advice.path, "/plan");
}

#[test]
fn a_version_that_begins_after_the_last_period_is_named() {
    let dates = ["2199-12-31", "2200-01-01"];
    let plan = draft(dates.iter().map(|date| version(date, vec![ten("all")])).collect());
    let [advice] = advise(&Plan::new(plan).unwrap()).try_into().unwrap();
    assert_eq!(advice.path, "/versions/1/effective_from");
    assert!(advice.message.contains("after 2199-12-31"), "{}", advice.message);
}
