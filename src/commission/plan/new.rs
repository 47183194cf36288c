//! From a draft to a plan: the one door.

use chrono::NaiveDate;

use super::check::{AllFaults, PlanChecks, TierFrom, Windowed};
use super::{
    Bonus, BonusPay, Measure, Mode, Override, Pay, Plan, PlanDraft, Rule, Tier, TierPay, Tiered,
    Version, When,
};
use crate::domain::{Amount, Code, Currency, Days, FiscalYearStart};

impl Plan {
    /// The plan that `draft` describes, its versions in the order of their dates, or all that is
    /// wrong with it; paths lead into the versions in the order of the draft.
    ///
    /// `docs/COMMISSIONS.md` section 4.11.
    pub fn new(mut draft: PlanDraft) -> Result<Plan, AllFaults> {
        let mut walk = Walk { checks: PlanChecks::default(), currency: draft.currency };
        walk.plan(&draft);
        let faults = walk.checks.into_faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        draft.versions.sort_by_key(|version| version.effective_from);
        Ok(Plan { draft })
    }

    /// A plan of which no version ever comes into force: no period is closed after 2199. Its one rule,
    /// named as the plan is, pays zero.
    pub fn paying_nothing(code: Code, currency: Currency) -> Plan {
        let pay = Pay::Flat(Amount::ZERO);
        let rule = Rule { name: code.clone(), when: When::default(), pay, max_per_credit: None };
        let version = Version {
            effective_from: NaiveDate::from_ymd_opt(9999, 1, 1).unwrap_or(NaiveDate::MAX),
            clawback_days: Days::default(),
            hold_days: Days::default(),
            requires_verification: false,
            holdback: None,
            rules: vec![rule],
            overrides: Vec::new(),
            bonuses: Vec::new(),
            cap: None,
        };
        let draft = PlanDraft {
            code,
            name: String::new(),
            currency,
            fiscal_year_start: FiscalYearStart::default(),
            minimum_payout: Amount::ZERO,
            versions: vec![version],
        };
        Plan { draft }
    }
}

/// A walk over a draft that tells the checks what it meets.
struct Walk {
    checks: PlanChecks,
    currency: Currency,
}

impl Walk {
    fn plan(&mut self, draft: &PlanDraft) {
        self.checks.plan_name("/name", &draft.name);
        self.amount("/minimum_payout", draft.minimum_payout);
        self.checks.not_empty("/versions", draft.versions.len(), "version");
        for (index, version) in draft.versions.iter().enumerate() {
            self.version(&format!("/versions/{index}"), version);
        }
    }

    fn version(&mut self, path: &str, version: &Version) {
        self.checks.begin_version();
        self.checks.effective_from(&format!("{path}/effective_from"), version.effective_from);
        self.checks.not_empty(&format!("{path}/rules"), version.rules.len(), "rule");
        for (index, rule) in version.rules.iter().enumerate() {
            self.rule(&format!("{path}/rules/{index}"), rule);
        }
        for (index, over) in version.overrides.iter().enumerate() {
            self.over(&format!("{path}/overrides/{index}"), over);
        }
        for (index, bonus) in version.bonuses.iter().enumerate() {
            self.bonus(&format!("{path}/bonuses/{index}"), bonus);
        }
        if let Some(cap) = &version.cap {
            self.checks.window(&format!("{path}/cap/window"), Windowed::Cap, cap.window);
            self.amount(&format!("{path}/cap/amount"), cap.amount);
        }
    }

    fn rule(&mut self, path: &str, rule: &Rule) {
        self.checks.name(&format!("{path}/name"), &rule.name);
        self.when(&format!("{path}/when"), &rule.when);
        match &rule.pay {
            Pay::Percent(_) => {}
            Pay::Flat(amount) => self.amount(&format!("{path}/pay/amount"), *amount),
            Pay::Tiered(tiered) => self.tiered(&format!("{path}/pay"), &rule.name, tiered),
        }
        if let Some(most) = rule.max_per_credit {
            self.amount(&format!("{path}/max_per_credit"), most);
        }
    }

    fn tiered(&mut self, path: &str, rule: &Code, tiered: &Tiered) {
        let owner = Windowed::Rule(rule.clone());
        self.checks.window(&format!("{path}/window"), owner, tiered.window);
        let from = |tier: &Tier| {
            let written = self.figure(tiered.measure, tier.from);
            Some(TierFrom { value: tier.from, written })
        };
        let froms: Vec<_> = tiered.tiers.iter().map(from).collect();
        self.checks.tiers(&format!("{path}/tiers"), &froms);
        let by_slice = tiered.mode == Mode::Marginal && tiered.measure == Measure::Amount;
        for (index, tier) in tiered.tiers.iter().enumerate() {
            self.measure(&format!("{path}/tiers/{index}/from"), tiered.measure, tier.from);
            let TierPay::Flat(amount) = tier.pay else { continue };
            let path = format!("{path}/tiers/{index}/flat");
            self.amount(&path, amount);
            if by_slice {
                self.checks.flat_in_slice(&path, amount.in_currency(self.currency).to_string());
            }
        }
        if let Mode::Retroactive { counts: Some(counts) } = &tiered.mode {
            self.when(&format!("{path}/counts"), counts);
        }
    }

    fn over(&mut self, path: &str, over: &Override) {
        self.checks.name(&format!("{path}/name"), &over.name);
        self.when(&format!("{path}/when"), &over.when);
        self.checks.not_empty(&format!("{path}/percents"), over.percents.len(), "percentage");
    }

    fn bonus(&mut self, path: &str, bonus: &Bonus) {
        self.checks.name(&format!("{path}/name"), &bonus.name);
        self.when(&format!("{path}/when"), &bonus.when);
        let owner = Windowed::Bonus(bonus.name.clone());
        self.checks.window(&format!("{path}/window"), owner, bonus.window);
        let (threshold, written) =
            (format!("{path}/threshold"), self.figure(bonus.measure, bonus.threshold));
        self.checks.threshold(&threshold, bonus.threshold, &written);
        self.measure(&threshold, bonus.measure, bonus.threshold);
        if let BonusPay::Flat(amount) = bonus.pay {
            self.amount(&format!("{path}/pay/amount"), amount);
        }
    }

    fn when(&mut self, path: &str, when: &When) {
        let mut list = |name: &str, members: Option<usize>, member: &str| {
            if let Some(members) = members {
                self.checks.not_empty(&format!("{path}/{name}"), members, member);
            }
        };
        list("kinds", when.kinds.as_ref().map(Vec::len), "kind");
        list("products", when.products.as_ref().map(Vec::len), "product");
        list("sources", when.sources.as_ref().map(Vec::len), "source");
        list("cities", when.cities.as_ref().map(Vec::len), "city");
    }

    fn amount(&mut self, path: &str, amount: Amount) {
        if amount < Amount::ZERO {
            let written = amount.in_currency(self.currency).to_string();
            self.checks.fault(path, written, "must not be below zero");
        }
    }

    /// The range alone: the order of tiers and the sign of a threshold have their own checks.
    fn measure(&mut self, path: &str, measure: Measure, value: i64) {
        if value > Amount::MAX.minor() {
            let written = self.figure(measure, value);
            self.checks.fault(path, written, "is out of range: at most 10^15");
        }
    }

    fn figure(&self, measure: Measure, value: i64) -> String {
        match (measure, Amount::try_from(value)) {
            (Measure::Amount, Ok(amount)) => amount.in_currency(self.currency).to_string(),
            _ => value.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{cap, code, draft, rule, ten, tiered, usd, version};
    use super::super::{Measure, Tiered};
    use super::*;
    use crate::domain::WindowKind;

    fn paths(draft: PlanDraft) -> Vec<String> {
        let faults = Plan::new(draft).unwrap_err();
        assert!(faults.iter().all(|fault| !fault.message.is_empty()));
        faults.into_iter().map(|fault| fault.path).collect()
    }

    fn tiers(tiered: Tiered) -> PlanDraft {
        draft(vec![version("2026-01-01", vec![rule("t", Pay::Tiered(tiered))])])
    }

    #[test]
    fn a_plan_that_pays_nothing_passes_every_check() {
        let plan = Plan::paying_nothing(code("none"), draft(Vec::new()).currency);
        assert_eq!(Plan::new(plan.draft.clone()), Ok(plan));
    }

    fn bonus(name: &str, threshold: i64) -> Bonus {
        Bonus {
            name: code(name),
            when: When::default(),
            window: WindowKind::Month,
            measure: Measure::Count,
            threshold,
            pay: BonusPay::Flat(usd("1")),
        }
    }

    #[test]
    fn sorts_the_versions_of_a_sound_draft() {
        let dates = ["2026-07-01", "2025-01-01", "2026-01-01"];
        let versions = dates.iter().map(|date| version(date, vec![ten("all")])).collect();
        let plan = Plan::new(draft(versions)).unwrap();
        let sorted: Vec<_> =
            plan.versions().iter().map(|version| version.effective_from.to_string()).collect();
        assert_eq!(sorted, ["2025-01-01", "2026-01-01", "2026-07-01"]);
    }

    #[test]
    fn refuses_what_is_empty() {
        assert_eq!(paths(draft(Vec::new())), ["/versions"]);
        assert_eq!(paths(draft(vec![version("2026-01-01", vec![])])), ["/versions/0/rules"]);
        let mut listless = ten("all");
        listless.when.cities = Some(Vec::new());
        let mut version = version("2026-01-01", vec![listless]);
        let (name, when) = (code("o"), When::default());
        version.overrides.push(Override { name, when, percents: Vec::new() });
        assert_eq!(
            paths(draft(vec![version])),
            ["/versions/0/rules/0/when/cities", "/versions/0/overrides/0/percents"]
        );
    }

    #[test]
    fn counts_paths_in_the_order_of_the_draft() {
        let versions = ["2026-07-01", "2026-01-01", "2026-07-01"];
        let versions = versions.iter().map(|date| version(date, vec![ten("all")])).collect();
        assert_eq!(paths(draft(versions)), ["/versions/2/effective_from"]);
    }

    #[test]
    fn refuses_names_used_twice_or_kept() {
        let mut version = version("2026-01-01", vec![ten("a"), ten("a"), ten("cap")]);
        version.bonuses = vec![bonus("a", 1), bonus("b", 1)];
        assert_eq!(
            paths(draft(vec![version])),
            ["/versions/0/rules/1/name", "/versions/0/rules/2/name", "/versions/0/bonuses/0/name"]
        );
    }

    #[test]
    fn refuses_windows_that_change() {
        let quarter = tiered(Mode::Marginal, Measure::Amount, &[(0, "1 %")]);
        let month = Tiered { window: WindowKind::Month, ..quarter.clone() };
        let rules = [Pay::Tiered(quarter), Pay::Flat(usd("1")), Pay::Tiered(month)];
        let dates = ["2026-01-01", "2027-01-01", "2028-01-01"];
        let mut versions: Vec<Version> = dates
            .iter()
            .zip(rules)
            .map(|(date, pay)| version(date, vec![rule("t", pay)]))
            .collect();
        versions[0].cap = cap(WindowKind::Month, "1");
        versions[2].cap = cap(WindowKind::Year, "1");
        assert_eq!(
            paths(draft(versions)),
            ["/versions/2/rules/0/pay/window", "/versions/2/cap/window"]
        );
    }

    #[test]
    fn refuses_tiers_that_do_not_rise_from_zero() {
        let tier = "/versions/0/rules/0/pay/tiers";
        let by_count = |list: &[(i64, &str)]| tiers(tiered(Mode::Marginal, Measure::Count, list));
        assert_eq!(paths(by_count(&[])), [tier]);
        assert_eq!(paths(by_count(&[(1, "1 %")])), [format!("{tier}/0/from")]);
        let falling = by_count(&[(0, "1 %"), (2, "2 %"), (2, "3 %"), (1, "4 %")]);
        assert_eq!(paths(falling), [format!("{tier}/2/from"), format!("{tier}/3/from")]);
        let far = by_count(&[(0, "1 %"), (Amount::MAX.minor() + 1, "2 %")]);
        assert_eq!(paths(far), [format!("{tier}/1/from")]);
    }

    #[test]
    fn refuses_a_flat_slice_but_not_a_flat_sale() {
        let list = [(0, "1 %"), (100, "5.00")];
        let slice = tiers(tiered(Mode::Marginal, Measure::Amount, &list));
        assert_eq!(paths(slice), ["/versions/0/rules/0/pay/tiers/1/flat"]);
        let retroactive = Mode::Retroactive { counts: None };
        for (mode, measure) in [(Mode::Marginal, Measure::Count), (retroactive, Measure::Amount)] {
            assert!(Plan::new(tiers(tiered(mode, measure, &list))).is_ok());
        }
    }

    #[test]
    fn refuses_figures_below_zero() {
        let mut version = version("2026-01-01", vec![rule("f", Pay::Flat(usd("-1")))]);
        version.bonuses = vec![bonus("zero", 0), bonus("one", 1)];
        version.cap = cap(WindowKind::Month, "-0.01");
        let mut draft = draft(vec![version]);
        draft.minimum_payout = usd("-5");
        draft.name = "x".repeat(201);
        assert_eq!(
            paths(draft),
            [
                "/name",
                "/minimum_payout",
                "/versions/0/rules/0/pay/amount",
                "/versions/0/bonuses/0/threshold",
                "/versions/0/cap/amount",
            ]
        );
    }
}
