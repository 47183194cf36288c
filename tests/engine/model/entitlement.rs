//! The entitlement of every key at the end of a day.
//!
//! `docs/COMMISSIONS.md` sections 4.5 to 4.10.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;

use super::calendar::{WINDOWS, Window};
use super::commission::{after_hold, commission, holdback_ends};
use super::credits::{Credit, counted_credits, credits_at, measure};
use super::facts::{Facts, Sale};
use super::number::{decimal, percent_of, round, whole};
use super::plan::{amount, bound, fits, is_same_plan, list, text, window};

/// What an entitlement belongs to, ordered as the entries of a period are (7): bytewise, empty
/// first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub partner: String,
    pub sale: String,
    pub rule: String,
    pub from_partner: String,
    pub window: String,
}

impl Key {
    fn of_sale(partner: &str, sale: &Sale, rule: &Value, from_partner: &str) -> Key {
        Key {
            partner: partner.into(),
            sale: sale.row.sale.clone(),
            rule: text(rule, "name").into(),
            from_partner: from_partner.into(),
            window: String::new(),
        }
    }

    fn of_window(partner: &str, rule: &str, window: &Window) -> Key {
        let (sale, from_partner) = (String::new(), String::new());
        let (partner, rule, window) = (partner.into(), rule.into(), window.name());
        Key { partner, sale, rule, from_partner, window }
    }

    /// No rule, override or bonus is called `cap` (4.11).
    pub fn is_cap(&self) -> bool {
        self.rule == "cap"
    }
}

/// What a key has earned in all.
#[derive(Clone)]
pub struct Entitlement<'a> {
    pub amount: i128,
    /// Of sales and overrides only.
    pub basis: Option<i128>,
    pub holdback_ends: Option<NaiveDate>,
    /// The plan that it is under.
    pub plan: &'a Value,
    /// The day by which it falls into a window of a cap (4.10).
    pub day: NaiveDate,
}

impl<'a> Entitlement<'a> {
    fn of_window(amount: i128, plan: &'a Value, day: NaiveDate) -> Self {
        Entitlement { amount, basis: None, holdback_ends: None, plan, day }
    }
}

/// The entitlements of all keys.
pub type Entitlements<'a> = BTreeMap<Key, Entitlement<'a>>;

/// 4: the entitlements at the end of a day.
pub fn entitlements_at<'a>(facts: &'a Facts<'a>, end: NaiveDate) -> Entitlements<'a> {
    let (credits, _) = credits_at(facts, end);
    let mut all = Entitlements::new();
    add_commissions(&mut all, &credits, end);
    add_overrides(&mut all, facts, end);
    add_bonuses(&mut all, facts, &credits, end);
    add_caps(&mut all, facts, end);
    all
}

fn add<'a>(all: &mut Entitlements<'a>, key: Key, entitlement: Entitlement<'a>) {
    let before = all.insert(key.clone(), entitlement);
    assert!(before.is_none(), "two entitlements of one key: {key:?}");
}

/// 4.5 to 4.7: the credits that a rule pays.
fn add_commissions<'a>(all: &mut Entitlements<'a>, credits: &[Credit<'a>], end: NaiveDate) {
    for credit in credits {
        let Some(rule) = credit.rule else { continue };
        let Credit { sale, version, .. } = credit;
        let entitlement = Entitlement {
            amount: after_hold(commission(credit, rule, credits), sale, version, end),
            basis: Some(credit.basis),
            holdback_ends: holdback_ends(sale, version),
            plan: credit.plan,
            day: sale.paid_on,
        };
        add(all, Key::of_sale(credit.partner, sale, rule, ""), entitlement);
    }
}

/// 4.8: for every credit, what each partner above gets by its own plan, whatever pays the lower
/// one.
fn add_overrides<'a>(all: &mut Entitlements<'a>, facts: &'a Facts<'a>, end: NaiveDate) {
    for sale in facts.sales_by(end) {
        for (lower, _) in &sale.credits {
            for (level, upper) in facts.above_on(lower, sale.paid_on).into_iter().enumerate() {
                add_overrides_of(all, facts, sale, (lower, upper, level), end);
            }
        }
    }
}

fn add_overrides_of<'a>(
    all: &mut Entitlements<'a>,
    facts: &'a Facts<'a>,
    sale: &Sale,
    (lower, upper, level): (&str, &str, usize),
    end: NaiveDate,
) {
    let Some((plan, version)) = facts.terms_on(upper, sale.paid_on) else { return };
    if sale.is_pending(version, end) {
        return;
    }
    let fitting = list(version, "overrides").iter().filter(|o| fits(o.get("when"), sale.row));
    for over in fitting {
        let Some(percent) = list(over, "percents").get(level) else { continue };
        let percent = decimal(percent.as_str().unwrap());
        let basis = facts.basis(sale, lower, (plan, version), end);
        let commission = round(&percent_of(&whole(basis), &percent));
        let entitlement = Entitlement {
            amount: after_hold(commission, sale, version, end),
            basis: Some(basis),
            holdback_ends: holdback_ends(sale, version),
            plan,
            day: sale.paid_on,
        };
        add(all, Key::of_sale(upper, sale, over, lower), entitlement);
    }
}

/// 4.9: every window that has ended and holds a credit; without one no threshold is reached, being
/// above zero.
fn add_bonuses<'a>(
    all: &mut Entitlements<'a>,
    facts: &'a Facts<'a>,
    credits: &[Credit<'a>],
    end: NaiveDate,
) {
    for (partner, code, days) in bonus_windows(credits).into_iter().filter(|w| w.2.last <= end) {
        // The plan and the version in force on the window's last day decide.
        let Some((plan, version)) = facts.terms_on(partner, days.last) else { continue };
        if text(plan, "plan") != code {
            continue;
        }
        let over = |bonus: &&Value| window(plan, text(bonus, "window"), days.last) == days;
        for bonus in list(version, "bonuses").iter().filter(over) {
            let counted = counted_credits((partner, plan), bonus.get("when"), &days, credits);
            let amount = bonus_amount(bonus, plan, &counted);
            let key = Key::of_window(partner, text(bonus, "name"), &days);
            add(all, key, Entitlement::of_window(amount, plan, days.last));
        }
    }
}

/// Partner, plan code and window, for the windows of any kind that hold a credit.
fn bonus_windows<'a>(credits: &[Credit<'a>]) -> BTreeSet<(&'a str, &'a str, Window)> {
    let windows = credits.iter().flat_map(|credit| {
        let holding = |kind| window(credit.plan, kind, credit.sale.paid_on);
        WINDOWS.map(|kind| (credit.partner, text(credit.plan, "plan"), holding(kind)))
    });
    windows.collect()
}

fn bonus_amount(bonus: &Value, plan: &Value, counted: &[&Credit]) -> i128 {
    let kind = text(bonus, "measure");
    let pay = &bonus["pay"];
    if measure(kind, counted) < bound(plan, kind, bonus, "threshold") {
        return 0;
    }
    match text(pay, "type") {
        "flat" => amount(plan, pay, "amount"),
        "percent" => {
            let sum = whole(measure("amount", counted));
            round(&percent_of(&sum, &decimal(text(pay, "percent"))))
        }
        other => panic!("unknown pay of a bonus {other}"),
    }
}

/// 4.10: every window, of the kind of the plan's cap, that holds an entitlement under the plan.
fn add_caps<'a>(all: &mut Entitlements<'a>, facts: &'a Facts<'a>, end: NaiveDate) {
    let mut caps = Entitlements::new();
    for (key, earned) in all.iter() {
        for kind in WINDOWS {
            let days = window(earned.plan, kind, earned.day);
            // The plan and version in force on the window's last day, or now if it has not ended.
            let decided_on = days.last.min(end);
            let Some((plan, version)) = facts.terms_on(&key.partner, decided_on) else { continue };
            let Some(cap) = version.get("cap").filter(|cap| text(cap, "window") == kind) else {
                continue;
            };
            if !is_same_plan(plan, earned.plan) {
                continue;
            }
            let total = total_in(&days, &key.partner, plan, all);
            let amount = -(total - amount(plan, cap, "amount")).max(0);
            // Each entitlement of the window leads here, with the same result.
            let key = Key::of_window(&key.partner, "cap", &days);
            caps.insert(key, Entitlement::of_window(amount, plan, decided_on));
        }
    }
    all.extend(caps);
}

/// What a partner has earned in a window under a plan.
fn total_in(days: &Window, partner: &str, plan: &Value, all: &Entitlements) -> i128 {
    let of_partner = all.iter().filter(|(key, _)| key.partner == partner);
    let under_plan = of_partner.filter(|(_, earned)| is_same_plan(earned.plan, plan));
    let in_window = under_plan.filter(|(_, earned)| days.holds(earned.day));
    in_window.map(|(_, earned)| earned.amount).sum()
}
