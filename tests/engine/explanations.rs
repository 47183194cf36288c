//! Whoever reads an explanation can redo the sum by hand: every step is worked out again from its
//! own text, and the steps lead from one to the next to the entry.
//!
//! `docs/COMMISSIONS.md` section 5.

use std::collections::HashMap;

use num_rational::BigRational;
use num_traits::Zero;
use saathi::commission::Step;
use serde_json::json;

use crate::build::{paying, percent, plan, rule, sale, tiers};
use crate::cases::Case;
use crate::engine::{self, Key};
use crate::evaluator::{Statement, check, figure};
use crate::generate::hold_for_programmes;
use crate::model::rows::EntryRow;

/// What is wrong with the explanations of all entries of a ledger, the first of it.
pub fn check_all(explained: &[(EntryRow, Vec<String>)]) -> Result<(), String> {
    let mut posted: HashMap<Key, BigRational> = HashMap::new();
    for (entry, steps) in explained {
        if let Some(step) = steps.iter().find(|step| !is_read_back(step)) {
            return Err(format!("cannot be read back: {step}"));
        }
        let before = posted.entry(engine::key(entry)).or_insert_with(BigRational::zero);
        check_entry(entry, steps, before)
            .map_err(|why| format!("{why}\n  {entry:?}\n  {}", steps.join("\n  ")))?;
        *before += figure(&entry.amount).unwrap();
    }
    Ok(())
}

/// Other languages say again what they read: every step is one that is known, to its last figure.
fn is_read_back(step: &str) -> bool {
    Step::parse(step).is_some_and(|read| {
        let is_reckoned = step.contains(": ") && !step.starts_with("on hold until ");
        read.to_string() == step && read.reckoning.is_some() == is_reckoned
    })
}

fn check_entry(entry: &EntryRow, steps: &[String], before: &BigRational) -> Result<(), String> {
    let said: Vec<Statement> = steps.iter().map(|step| check(step)).collect::<Result<_, _>>()?;
    let Some((Statement::Sum { operands, result }, way)) = said.split_last() else {
        return Err("the last step is not a sum".into());
    };
    let [entitled, posted] = operands.as_slice() else {
        return Err("the last step is not what is entitled less what was posted".into());
    };
    if Some(result) != figure(&entry.amount).as_ref() {
        return Err("the last figure is not the entry's amount".into());
    }
    if posted != before {
        return Err(format!("not what was posted before, {before}"));
    }
    if entitled != &reached(way) {
        return Err("the entry does not start from what the steps before it come to".into());
    }
    check_use(&said)?;
    check_basis(entry, steps, &said)?;
    check_tier(steps, &said)
}

/// What the steps come to: the figure of the last one, or nothing where it says so in words.
fn reached(way: &[Statement]) -> BigRational {
    match way.last() {
        Some(Statement::Sum { result, .. } | Statement::Figure(result)) => result.clone(),
        Some(Statement::Words) | None => BigRational::zero(),
    }
}

/// Every figure that is worked out is needed further on.
fn check_use(said: &[Statement]) -> Result<(), String> {
    for (place, statement) in said.iter().enumerate().take(said.len() - 1) {
        let Statement::Sum { result, .. } = statement else { continue };
        let uses = |later: &Statement| match later {
            Statement::Sum { operands, .. } => operands.contains(result),
            Statement::Figure(figure) => figure == result,
            Statement::Words => false,
        };
        if !said[place + 1..].iter().any(uses) {
            return Err(format!("{result} of step {} is not used again", place + 1));
        }
    }
    Ok(())
}

/// The basis said is the entry's, and follows from the amount of the sale.
fn check_basis(entry: &EntryRow, steps: &[String], said: &[Statement]) -> Result<(), String> {
    let place = steps.iter().position(|step| step.starts_with("basis: "));
    let given = place.map(|place| said[place].clone());
    if given != figure(&entry.basis).map(Statement::Figure) {
        return Err("not the entry's basis".into());
    }
    let mut figures =
        said.iter().take(place.unwrap_or(0)).filter_map(|statement| match statement {
            Statement::Figure(figure) | Statement::Sum { result: figure, .. } => Some(figure),
            Statement::Words => None,
        });
    match (figures.next_back(), given) {
        (Some(last), Some(Statement::Figure(basis))) if *last != basis => {
            Err("the basis does not follow".into())
        }
        _ => Ok(()),
    }
}

/// A tier that pays begins at or below what the window measured.
fn check_tier(steps: &[String], said: &[Statement]) -> Result<(), String> {
    for (place, step) in steps.iter().enumerate() {
        let Some((_, tier)) = step.split_once("of the tier from ") else { continue };
        let from = tier.split([' ', ',', ':']).next().and_then(figure).ok_or("not a tier")?;
        let measured = said[..place].iter().rev().find_map(|statement| match statement {
            Statement::Figure(figure) => Some(figure),
            _ => None,
        });
        if measured.is_none_or(|measured| *measured < from) {
            return Err(format!("the tier from {from} is not reached"));
        }
    }
    Ok(())
}

#[test]
fn of_the_worked_cases_can_be_redone() {
    for case in Case::all() {
        let facts = engine::facts(&case.files, &case.through).unwrap();
        let ledger = engine::closed(&facts, &case.through).unwrap();
        check_all(&engine::explained(&ledger)).unwrap_or_else(|why| panic!("{}: {why}", case.name));
    }
}

#[test]
fn of_random_programmes_can_be_redone() {
    hold_for_programmes(0..400, |input, through| {
        let facts = engine::good_facts(input, through);
        let ledger = engine::closed(&facts, through).unwrap();
        check_all(&engine::explained(&ledger))
    });
}

/// The check itself finds what it should find.
#[test]
fn that_are_wrong_are_found() {
    let entry = EntryRow { basis: "30.00".into(), amount: "6.00".into(), ..EntryRow::default() };
    let right = [
        "sale A: 60.00 USD",
        "share: 60.00 * 50 / 100 = 30",
        "basis: 30.00 USD",
        "measured: 10.00",
        "commission of the tier from 10.00: 30.00 * 20 / 100 = 6",
        "rounded: 6 rounds to 6.00",
        "entry: 6.00 - 0.00 = 6.00",
    ];
    let checked = |place: usize, step: &str| {
        let mut steps = right.map(str::to_owned);
        step.clone_into(&mut steps[place]);
        check_entry(&entry, &steps, &BigRational::zero())
    };
    assert_eq!(checked(0, right[0]), Ok(()));
    for (place, step) in [
        (1, "share: 60.00 * 50 / 100 = 31"),
        (2, "basis: 60.00 USD"),
        (3, "measured: 9.99"),
        (4, "commission of the tier from 10.00: 40.00 * 15 / 100 + 1 = 7"),
        (5, "rounded: 6 rounds to 7"),
        (6, "entry: 7.00 - 1.00 = 6.00"),
        (6, "entry: 6.00 - 1.00 = 5.00"),
    ] {
        assert!(checked(place, step).is_err(), "{step}");
    }
}

/// The account of a cap comes under another plan when the partner moves; an older entry does not.
#[test]
fn of_a_cap_go_by_the_plan_of_their_time() {
    let mut july = plan("JULY", [rule("r", percent("10"))]);
    july["fiscal_year_start"] = json!(7);
    july["versions"][0]["cap"] = json!({"window": "year", "amount": "4"});
    let given = paying([rule("r", percent("10"))])
        .with("cap", json!({"window": "year", "amount": "4"}))
        .another_plan(july)
        .partner("P", "", "PLAN", "")
        .partner("P", "", "JULY", "2026-02-01")
        .sale(sale("S", "P", "100", "2026-01-01"));
    let facts = engine::good_facts(&given.0, "2026-02");
    let ledger = engine::closed(&facts, "2026-02").unwrap();
    let explained = engine::explained(&ledger);
    check_all(&explained).unwrap();
    let caps = explained.iter().filter(|(entry, _)| entry.rule == "cap");
    let steps: Vec<&String> = caps.flat_map(|(_, steps)| steps).collect();
    assert_eq!(
        steps,
        [
            "plan PLAN, version from 2020-01-01, in force on 2026-01-31",
            "cap over year 2026-01-01..2026-12-31, entitlements under the plan: 10.00",
            "above the cap: 0 - max(0, 10.00 - 4.00) = -6.00",
            "entry, what is entitled less what was posted before: -6.00 - 0.00 = -6.00",
            "plan JULY, version from 2020-01-01, in force on 2026-02-28",
            "it has no cap over 2026-01-01..2026-12-31, so nothing is taken off",
            "entry, what is entitled less what was posted before: 0.00 - -6.00 = 6.00",
        ]
    );
}

#[test]
fn show_how_slices_are_cut() {
    let pay = tiers("marginal amount", &[("0", "10"), ("1000", "12.5"), ("2000", "15")]);
    let given = paying([rule("r", pay)]).sale(sale("A", "P", "900", "2026-07-01")).sale(sale(
        "B",
        "P",
        "1200.10",
        "2026-07-02",
    ));
    let facts = engine::good_facts(&given.0, "2026-07");
    let ledger = engine::closed(&facts, "2026-07").unwrap();
    let (_, steps) = engine::explained(&ledger).swap_remove(1);
    assert_eq!(
        steps[2..],
        [
            "basis: 1200.10 USD",
            "earlier credits of the rule in month 2026-07-01..2026-07-31: 900.00",
            "covers what follows 900.00, up to: 900.00 + 1200.10 = 2100.10",
            "slice in the tier from 0.00: 1000.00 - 900.00 = 100.00",
            "slice in the tier from 1000.00: 2000.00 - 1000.00 = 1000.00",
            "slice in the tier from 2000.00: 2100.10 - 2000.00 = 100.10",
            "commission by slices: \
             100.00 * 10 / 100 + 1000.00 * 12.5 / 100 + 100.10 * 15 / 100 = 150.015",
            "rounded: 150.015 rounds to 150.02",
            "entry, what is entitled less what was posted before: 150.02 - 0.00 = 150.02",
        ]
    );
}
