//! What is legal in a plan and yet suspicious.
//!
//! A plan that passes section 4.11 of `docs/COMMISSIONS.md` may still not say what was meant. Each
//! advice names the figures, and nothing is advised that a careful author writes on purpose often.

mod hidden;
mod tiers;

use chrono::NaiveDate;

use super::{Bonus, BonusPay, Cap, Measure, Pay, Plan, Rule, Version};
use crate::domain::{Amount, Percent, Period, Span, WindowKind, round_half_away};

/// Something suspicious in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The place, as a JSON pointer.
    pub path: String,
    /// What is suspicious, with its figures, in words.
    pub message: String,
}

/// What is known beside the plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// The dates of the versions in the order of the plan's file, so that paths lead into it.
    /// Empty: paths count the versions by date.
    pub file_order: Vec<NaiveDate>,
    /// When partners have this plan. `None`: it is not known, and no version is called out of reach.
    pub agreements: Option<Vec<Span>>,
}

/// What is suspicious in `plan`; paths count its versions by date.
pub fn advise(plan: &Plan) -> Vec<Advice> {
    advise_knowing(plan, &Known::default())
}

/// The same where more is known than the plan.
pub fn advise_knowing(plan: &Plan, known: &Known) -> Vec<Advice> {
    let mut advisor = Advisor { plan, advice: Vec::new(), steps: hidden::MOST_STEPS };
    let mut before = None;
    // Of a plan that nobody ever has, this says it once.
    let agreements = known.agreements.as_deref();
    if agreements == Some(&[]) {
        advisor.say("/plan", "no row of the partners' table names this plan: it pays nobody");
    }
    for (index, version) in plan.versions().iter().enumerate() {
        let in_file = known.file_order.iter().position(|date| *date == version.effective_from);
        let path = format!("/versions/{}", in_file.unwrap_or(index));
        let span = plan.in_force(index, version);
        advisor.reach(&path, span, agreements.unwrap_or(&[]));
        advisor.days(&path, version);
        advisor.rules(&path, version);
        advisor.overrides(&path, version);
        for (index, bonus) in version.bonuses.iter().enumerate() {
            advisor.bonus(&format!("{path}/bonuses/{index}"), bonus, version.cap, span);
        }
        if let Some(cap) = version.cap {
            advisor.cap(&path, cap, before, span);
        }
        before = Some(version);
    }
    advisor.advice
}

impl Plan {
    /// The days on which the version at `index` is in force.
    fn in_force(&self, index: usize, version: &Version) -> Span {
        let next = self.versions().get(index + 1);
        let last = next.and_then(|next| next.effective_from.pred_opt()).unwrap_or(NaiveDate::MAX);
        Span { first: version.effective_from, last }
    }
}

struct Advisor<'a> {
    plan: &'a Plan,
    advice: Vec<Advice>,
    /// How much may still be compared in the search for hidden rules.
    steps: usize,
}

impl<'a> Advisor<'a> {
    fn say(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.advice.push(Advice { path: path.into(), message: message.into() });
    }

    fn money(&self, amount: Amount) -> String {
        amount.in_currency(self.plan.currency()).to_string()
    }

    /// An amount that a product of figures comes to, rounded; at the range's end where it leaves it.
    fn money_of(&self, numerator: i128, denominator: i128) -> String {
        let amount = Amount::try_from(round_half_away(numerator, denominator));
        self.money(amount.unwrap_or(Amount::MAX))
    }

    fn reach(&mut self, path: &str, span: Span, agreements: &[Span]) {
        let end = Period::LAST.last_day();
        if span.first > end {
            let message = format!(
                "begins after {end}, when the last period ends that can be closed: it pays nobody"
            );
            self.say(format!("{path}/effective_from"), message);
            return;
        }
        let meets = |other: &Span| other.first <= span.last && span.first <= other.last;
        if !agreements.is_empty() && !agreements.iter().any(meets) {
            let message = format!(
                "no partner has this plan while this version is in force ({}): it pays nobody",
                in_words(span)
            );
            self.say(format!("{path}/effective_from"), message);
        }
    }

    fn days(&mut self, path: &str, version: &Version) {
        let (clawback, hold) = (version.clawback_days.get(), version.hold_days.get());
        if hold > clawback {
            let message = format!(
                "commission is held for {hold} days, but after {clawback} days no refund costs the \
                 partner anything"
            );
            self.say(format!("{path}/hold_days"), message);
        }
        let Some(holdback) = version.holdback else { return };
        let (percent, days) = (holdback.percent, holdback.days.get());
        let path = format!("{path}/holdback");
        if percent.parts() == 0 {
            self.say(format!("{path}/percent"), "0 % keeps nothing back; leave `holdback` out");
        } else if days <= hold {
            let message = format!(
                "{days} days are over when the hold of {hold} days ends: the {percent} % are never \
                 kept back"
            );
            self.say(format!("{path}/days"), message);
        } else if days > clawback {
            let message = format!(
                "{percent} % are kept back for {days} days, but after {clawback} days no refund \
                 costs the partner anything"
            );
            self.say(format!("{path}/days"), message);
        }
    }

    fn rules(&mut self, path: &str, version: &Version) {
        for (index, rule) in version.rules.iter().enumerate() {
            let path = format!("{path}/rules/{index}");
            if let Some(names) = hidden::hidden_by(&version.rules, index, &mut self.steps) {
                let (s, names) = (if names.len() == 1 { "" } else { "s" }, names.join(", "));
                let message = format!(
                    "`{}` never pays: every sale that it fits is paid by the earlier rule{s} \
                     {names}; move it up or remove it",
                    rule.name
                );
                self.say(path, message);
            } else if self.rule_pays(&path, rule)
                && let Pay::Tiered(tiered) = &rule.pay
            {
                self.tiered(&format!("{path}/pay"), rule, tiered, version.cap);
            }
        }
    }

    /// Whether the rule pays anything; advises where it does not, or never all that it says.
    fn rule_pays(&mut self, path: &str, rule: &Rule) -> bool {
        let (place, nothing) = match &rule.pay {
            Pay::Percent(percent) => ("percent", percent.parts() == 0),
            Pay::Flat(amount) => ("amount", *amount == Amount::ZERO),
            Pay::Tiered(tiered) => ("tiers", tiered.tiers.iter().all(tiers::pays_nothing)),
        };
        if nothing {
            let message = "pays 0: the sales that it fits earn nothing, and are not listed as \
                           unmatched either";
            self.say(format!("{path}/pay/{place}"), message);
            return false;
        }
        let Some(most) = rule.max_per_credit else { return true };
        let most_path = format!("{path}/max_per_credit");
        if most == Amount::ZERO {
            self.say(most_path, "is 0: the rule never pays anything");
            return false;
        }
        if let Pay::Flat(amount) = rule.pay
            && amount > most
        {
            let (most, amount) = (self.money(most), self.money(amount));
            self.say(most_path, format!("a whole sale never gets the {amount}, only {most}"));
        }
        true
    }

    fn overrides(&mut self, path: &str, version: &Version) {
        for (index, over) in version.overrides.iter().enumerate() {
            if over.percents.iter().all(|percent| percent.parts() == 0) {
                self.say(
                    format!("{path}/overrides/{index}/percents"),
                    "are all 0: nothing is paid",
                );
            }
        }
    }

    fn bonus(&mut self, path: &str, bonus: &Bonus, cap: Option<Cap>, span: Span) {
        let window = bonus.window;
        if let Some(decider) = self.later_decider(window, span) {
            // Where that version has the bonus too, it has only been carried along.
            if !decider.bonuses.iter().any(|other| other.name == bonus.name) {
                let message = format!(
                    "never pays: it is decided on the last day of a {window}, by the version of \
                     {}, which does not have it; this version is in force {}",
                    decider.effective_from,
                    in_words(span)
                );
                self.say(path, message);
                return;
            }
        }
        let least = match bonus.pay {
            BonusPay::Flat(amount) => Some(i128::from(amount.minor()) * i128::from(Percent::WHOLE)),
            BonusPay::Percent(percent) if percent.parts() == 0 => Some(0),
            BonusPay::Percent(percent) => (bonus.measure == Measure::Amount)
                .then(|| i128::from(bonus.threshold) * i128::from(percent.parts())),
        };
        let Some(least) = least else { return };
        let amount = self.money_of(least, i128::from(Percent::WHOLE));
        if least == 0 {
            self.say(format!("{path}/pay"), "pays 0: reaching the threshold is worth nothing");
        } else if let Some(cap) = cap
            && i128::from(cap.amount.minor()) * i128::from(Percent::WHOLE) <= least
        {
            let message = format!(
                "pays {amount} or more, and the cap leaves no more than {} for the whole {}, \
                 commission included: the cap eats the bonus",
                self.money(cap.amount),
                cap.window
            );
            self.say(format!("{path}/pay"), message);
        }
    }

    fn cap(&mut self, path: &str, cap: Cap, before: Option<&Version>, span: Span) {
        let (window, amount) = (cap.window, self.money(cap.amount));
        if cap.amount == Amount::ZERO {
            self.say(format!("{path}/cap/amount"), "is 0: under this version nothing is paid");
        } else if let Some(decider) =
            self.later_decider(window, span).filter(|decider| decider.cap.is_none())
        {
            let message = format!(
                "does not last: a {window} is capped by the version in force on its last day, that \
                 of {}, which has no cap; this version is in force {}",
                decider.effective_from,
                in_words(span)
            );
            self.say(format!("{path}/cap"), message);
        } else if let Some(before) = before {
            let holding = self.plan.window(window, span.first);
            let other = before.cap.map(|cap| cap.amount);
            if holding.first < span.first && other.is_none_or(|other| other > cap.amount) {
                let other = other.map_or("no cap".to_owned(), |other| self.money(other));
                let message = format!(
                    "caps the whole {window} {holding} at {amount}, also what was earned before \
                     {} under a version with {other}; a version that begins with a {window} does \
                     not",
                    span.first
                );
                self.say(format!("{path}/cap"), message);
            }
        }
    }

    /// Where no window of that kind ends in `span`: the version that decides the one it lies in.
    fn later_decider(&self, window: WindowKind, span: Span) -> Option<&'a Version> {
        let last = self.plan.window(window, span.first).last;
        let before = |version: &&Version| version.effective_from <= last;
        (last > span.last).then(|| self.plan.versions().iter().rfind(before))?
    }
}

fn in_words(span: Span) -> String {
    match span.last {
        NaiveDate::MAX => format!("from {} on", span.first),
        last => format!("from {} to {last}", span.first),
    }
}

#[cfg(test)]
mod tests;
