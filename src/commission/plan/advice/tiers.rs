//! Tiers: cliffs, falls, and tiers that change nothing.

use super::super::{Cap, Measure, Mode, Rule, Tier, TierPay, Tiered};
use super::Advisor;
use crate::domain::{Amount, Percent};

const WHOLE: i128 = Percent::WHOLE as i128;

/// Two tiers, one after the other.
struct Step<'a> {
    rule: &'a Rule,
    tiered: &'a Tiered,
    before: Tier,
    tier: Tier,
}

/// Whether the tier pays 0.
pub(super) fn pays_nothing(tier: &Tier) -> bool {
    figure(tier.pay) == 0
}

fn figure(pay: TierPay) -> i128 {
    match pay {
        TierPay::Percent(percent) => i128::from(percent.parts()),
        TierPay::Flat(amount) => i128::from(amount.minor()),
    }
}

impl Step<'_> {
    /// What the tiers pay, where both pay percentages or both amounts.
    fn figures(&self) -> Option<(i128, i128)> {
        let alike = matches!(
            (self.before.pay, self.tier.pay),
            (TierPay::Percent(_), TierPay::Percent(_)) | (TierPay::Flat(_), TierPay::Flat(_))
        );
        alike.then(|| (figure(self.before.pay), figure(self.tier.pay)))
    }

    /// Whether the measure is of the very credits that are paid.
    fn own_measure(&self) -> bool {
        !matches!(&self.tiered.mode, Mode::Retroactive { counts: Some(_) })
    }
}

impl Advisor<'_> {
    /// Advises on the tiers of a rule, whose `pay` is at `path`.
    pub(super) fn tiered(&mut self, path: &str, rule: &Rule, tiered: &Tiered, cap: Option<Cap>) {
        self.limited(path, rule, tiered);
        let mut paid = 0;
        for (index, pair) in tiered.tiers.windows(2).enumerate() {
            let [before, tier] = *pair else { continue };
            let path = format!("{path}/tiers/{}", index + 1);
            let step = Step { rule, tiered, before, tier };
            paid = paid_before(&step, paid);
            if self.capped(&path, &step, paid, cap) {
                return;
            }
            self.step(&path, &step);
        }
    }

    /// Advises where a whole sale never gets the amount of a tier.
    fn limited(&mut self, path: &str, rule: &Rule, tiered: &Tiered) {
        let Some(most) = rule.max_per_credit else { return };
        for (index, tier) in tiered.tiers.iter().enumerate() {
            if let TierPay::Flat(amount) = tier.pay
                && amount > most
            {
                let message = format!(
                    "a whole sale never gets the {}: `max_per_credit` is {}",
                    self.money(amount),
                    self.money(most)
                );
                self.say(format!("{path}/tiers/{index}/flat"), message);
            }
        }
    }

    fn step(&mut self, path: &str, step: &Step<'_>) {
        let Some((before, after)) = step.figures() else { return };
        let retroactive = matches!(step.tiered.mode, Mode::Retroactive { .. });
        if retroactive && step.own_measure() && step.tier.from == 1 {
            let message = format!(
                "is reached by the first sale: the {} of the tier before it are never paid",
                self.pay(step.before.pay)
            );
            self.say(path, message);
        } else if before == after {
            let message = format!(
                "pays {} like the tier before it: the tier changes nothing",
                self.pay(step.tier.pay)
            );
            self.say(path, message);
        } else if retroactive {
            let message = self.cliff(step, before, after);
            self.say(path, message);
        } else if after < before {
            let message = format!(
                "pays {} from {} on, less than the {} before it: who sells more is paid less for it",
                self.pay(step.tier.pay),
                self.measure(step),
                self.pay(step.before.pay)
            );
            self.say(path, message);
        }
    }

    /// What one more minor unit of sales, or one more sale, is worth at a retroactive threshold.
    fn cliff(&self, step: &Step<'_>, before: i128, after: i128) -> String {
        let window = step.tiered.window;
        let reaching = format!(
            "reaching {} pays {} instead of {} on everything in the {window}",
            self.measure(step),
            self.pay(step.tier.pay),
            self.pay(step.before.pay)
        );
        let one_more = match step.tiered.measure {
            Measure::Amount => self.money_of(1, 1),
            Measure::Count => "sale".to_owned(),
        };
        let (jump, worth) = self.jump(step, before, after);
        let word = if jump < 0 { "costs" } else { "is worth" };
        let at_most = if step.rule.max_per_credit.is_some() { "up to " } else { "" };
        format!("{reaching}: one more {one_more} {word} {at_most}{worth}")
    }

    /// What reaching the tier adds to what the rule pays, above or below zero, and in words: the
    /// whole of it where the threshold says how much was sold, else for a part of that.
    fn jump(&self, step: &Step<'_>, before: i128, after: i128) -> (i128, String) {
        let from = i128::from(step.tier.from);
        let (whole, part) = (from * after - (from - 1) * before, after - before);
        match (step.tiered.measure, step.tier.pay, step.own_measure()) {
            (Measure::Amount, TierPay::Percent(_), true) => {
                (whole, self.money_of(whole.abs(), WHOLE))
            }
            (Measure::Count, TierPay::Flat(_), true) => (whole, self.money_of(whole.abs(), 1)),
            (_, TierPay::Percent(_), _) => {
                let thousand = self.thousand();
                let paid = self.money_of(i128::from(thousand.minor()) * part.abs(), WHOLE);
                (part, format!("{paid} for each {} of it", self.money(thousand)))
            }
            (_, TierPay::Flat(_), _) => {
                (part, format!("{} for each sale", self.money_of(part.abs(), 1)))
            }
        }
    }

    /// Whether the cap leaves nothing for this tier and those after it.
    fn capped(&mut self, path: &str, step: &Step<'_>, paid: i128, cap: Option<Cap>) -> bool {
        let Some(cap) = cap else { return false };
        // Under a limit per credit, or a cap of a shorter window, the sum is not known.
        let known = step.rule.max_per_credit.is_none() && cap.window >= step.tiered.window;
        let rises = step.figures().is_some_and(|(before, after)| after > before);
        let enough = i128::from(cap.amount.minor()) * WHOLE;
        if !(known && rises && paid > 0 && paid >= enough) {
            return false;
        }
        let message = format!(
            "never pays more: at {} the rule has paid {} already, and the cap is {} a {}",
            self.measure(step),
            self.money_of(paid, WHOLE),
            self.money(cap.amount),
            cap.window
        );
        self.say(path, message);
        true
    }

    fn pay(&self, pay: TierPay) -> String {
        match pay {
            TierPay::Percent(percent) => format!("{percent} %"),
            TierPay::Flat(amount) => self.money(amount),
        }
    }

    fn measure(&self, step: &Step<'_>) -> String {
        match step.tiered.measure {
            Measure::Amount => self.money_of(i128::from(step.tier.from), 1),
            Measure::Count if step.tier.from == 1 => "1 sale".to_owned(),
            Measure::Count => format!("{} sales", step.tier.from),
        }
    }

    /// A thousand of the plan's currency.
    fn thousand(&self) -> Amount {
        let minor = 1000 * 10i64.pow(self.plan.currency().decimals());
        Amount::try_from(minor).unwrap_or(Amount::MAX)
    }
}

/// What a rule has paid for its own sales when they come to the tier's threshold, in parts of
/// [`Percent::WHOLE`]; `paid` is the same for the tier before. Zero where it cannot be told.
fn paid_before(step: &Step<'_>, paid: i128) -> i128 {
    let TierPay::Percent(percent) = step.before.pay else { return 0 };
    let covered = match step.tiered.mode {
        Mode::Marginal => step.tier.from - step.before.from,
        Mode::Retroactive { .. } => step.tier.from,
    };
    let slice = i128::from(covered) * i128::from(percent.parts());
    match (step.tiered.measure, &step.tiered.mode) {
        (Measure::Amount, Mode::Marginal) => paid + slice,
        (Measure::Amount, Mode::Retroactive { counts: None }) => slice,
        _ => 0,
    }
}
