//! The explanation of an entry of a sale or an override.

use std::fmt::Display;

use chrono::NaiveDate;

use super::{Comes, Exact, Minor, Reckoning, Saying, Steps};
use crate::commission::basis::{conversion, counted_refunds, net, part};
use crate::commission::book::{BoundPays, BoundTerm, Line, share};
use crate::commission::closing::tiers_pay;
use crate::commission::entitlement::{entitled, on_hold_until};
use crate::commission::entry::Posting;
use crate::commission::facts::{Conversion, Facts};
use crate::commission::ledger::EntryRef;
use crate::commission::plan::{Measure, Mode, Pay, TierPay, Tiered};
use crate::commission::tiers::{Slice, flat, percent_of, reached, slices};
use crate::domain::{Amount, Currency, Percent, Share};

impl EntryRef<'_, '_> {
    /// Explains what a line is entitled to at the end of the entry's period.
    pub(super) fn explain_line(&self, line: &Line, steps: &mut Steps) -> Amount {
        let pay = LinePay {
            facts: self.ledger.facts(),
            term: self.ledger.term(line.term()),
            line,
            posting: self.posting,
            on: self.period.last_day(),
        };
        pay.terms(steps);
        if pay.facts.is_pending(line.sale, pay.term.version, pay.on) {
            pay.pending(steps);
            return Amount::ZERO;
        }
        pay.net_and_part(steps);
        pay.basis(steps);
        if pay.posting.basis == Amount::ZERO {
            steps.say(Saying::ZeroBasis, &[]);
            return Amount::ZERO;
        }
        // Reached only where something had been posted by facts that have changed since.
        if let Some(until) = on_hold_until(pay.term.version, line.paid_on, pay.on) {
            steps.say(Saying::OnHold, &[&until]);
            return Amount::ZERO;
        }
        let exact = pay.commission(steps);
        pay.entitlement(exact, steps)
    }
}

/// A line whose pay at the end of a day is explained.
struct LinePay<'a, 'f> {
    facts: &'f Facts,
    term: &'a BoundTerm<'f>,
    line: &'a Line,
    posting: &'a Posting,
    on: NaiveDate,
}

impl LinePay<'_, '_> {
    fn terms(&self, steps: &mut Steps) {
        let (plan, from) = (self.term.plan.code(), self.term.version.effective_from);
        let rule = self.term.rule();
        if self.term.is_credit() {
            steps.say(Saying::Rule, &[plan, &from, &rule]);
        } else {
            steps.say(Saying::Override, &[plan, &from, &rule, &self.credited()]);
        }
        let sale = self.line.sale;
        let (id, paid_on) = (self.facts.sales.id(sale), self.line.paid_on);
        let (amount, currency) = (self.sold(self.facts.sales.amount[sale]), self.sale_currency());
        steps.given(Saying::Sale, &[&id, &paid_on], &format_args!("{amount} {currency}"));
        if self.term.version.requires_verification
            && let Some(verified) = self.facts.sales.verified_on[sale]
        {
            steps.say(Saying::Verified, &[&verified]);
        }
    }

    /// What a sale comes to whose verification was taken back after it had been posted.
    fn pending(&self, steps: &mut Steps) {
        let basis = steps.money(Amount::ZERO);
        steps.given(Saying::NotVerified, &[&self.on], &basis);
        steps.basis(Amount::ZERO);
    }

    /// The partner whose credit it is, or that the override is on.
    fn credited(&self) -> &str {
        let credited = self.facts.credited(self.line.sale, self.line.credit());
        credited.map_or("", |partner| self.facts.partners.codes[partner].as_str())
    }

    fn sale_currency(&self) -> Currency {
        self.facts.profile(self.line.sale).currency
    }

    /// An amount in the currency of the sale.
    fn sold(&self, amount: Amount) -> crate::domain::AmountText {
        amount.in_currency(self.sale_currency())
    }

    fn net_and_part(&self, steps: &mut Steps) {
        let (sale, clawback) = (self.line.sale, self.term.version.clawback_days);
        let net = net(self.facts, sale, clawback, self.on);
        let mut subtracted = String::new();
        let mut named = Vec::new();
        for refund in counted_refunds(self.facts, sale, clawback, self.on) {
            subtracted.push_str(&format!(" - {}", self.sold(refund.amount)));
            named.push(format!("{} of {}", refund.id, refund.on));
        }
        if !named.is_empty() {
            let (days, named) = (clawback.get(), named.join(", "));
            let amount = self.sold(self.facts.sales.amount[sale]);
            let left = format_args!("{amount}{subtracted}");
            steps.sum(Saying::Refunds, &[&days, &named], left, Comes::Exactly, &self.sold(net));
        }
        let share = share(self.facts, self.line);
        if share != Share::WHOLE {
            self.part(net, share, steps);
        }
    }

    fn part(&self, net: Amount, share: Share, steps: &mut Steps) {
        let part = part(self.facts, self.line.sale, self.line.credit(), net);
        let exact = i128::from(net.minor()) * i128::from(share.parts());
        let whole = i128::from(Share::WHOLE.parts());
        let of = self.credited();
        let currency = self.sale_currency();
        let exact_text = Exact { exact, currency };
        let net = self.sold(net);
        let product = format_args!("{net} * {share} / 100");
        steps.sum(Saying::Share, &[&of], product, Comes::Exactly, &exact_text);
        if exact % whole != 0 {
            let down = Amount::try_from(exact / whole).unwrap_or_default();
            let (is_exact, down) = (down == part, self.sold(down));
            steps.sum(Saying::Rounded, &[], format_args!("{exact_text}"), Comes::Down, &down);
            if !is_exact {
                let unit = Minor { minor: 1, currency };
                let more = format_args!("{down} + {unit}");
                steps.sum(Saying::LeftOver, &[], more, Comes::Exactly, &self.sold(part));
            }
        }
    }

    fn basis(&self, steps: &mut Steps) {
        let version = self.term.version;
        let net = net(self.facts, self.line.sale, version.clawback_days, self.on);
        let part = self.sold(part(self.facts, self.line.sale, self.line.credit(), net));
        let (from, to) = (self.sale_currency(), steps.currency);
        let basis = steps.money(self.posting.basis);
        match conversion(self.facts, self.line.sale, self.term.plan) {
            Some(Conversion::Times(date, rate)) => {
                let sum = format_args!("{part} * {rate}");
                steps.sum(Saying::Rate, &[&from, &to, &date], sum, Comes::Rounded, &basis);
            }
            Some(Conversion::By(date, rate)) => {
                let sum = format_args!("{part} / {rate}");
                steps.sum(Saying::Rate, &[&to, &from, &date], sum, Comes::Rounded, &basis);
            }
            Some(Conversion::Same) | None => {}
        }
        steps.basis(self.posting.basis);
    }

    /// The exact commission, before the cap per credit.
    fn commission(&self, steps: &mut Steps) -> i128 {
        let basis = self.posting.basis;
        match self.term.pays {
            BoundPays::Override(_, percent) => explain_percent(&[], basis, percent, steps),
            BoundPays::Rule(rule) => match &rule.pay {
                Pay::Percent(percent) => explain_percent(&[], basis, *percent, steps),
                Pay::Flat(amount) => self.explain_flat(&[], *amount, steps),
                Pay::Tiered(tiered) => self.tiered(tiered, basis, steps),
            },
            BoundPays::NoRule => 0,
        }
    }

    /// What an amount comes to; with the start of a tier, by that.
    fn explain_flat(&self, tier: &[&dyn Display], amount: Amount, steps: &mut Steps) -> i128 {
        let share = share(self.facts, self.line);
        let exact = flat(amount, share);
        let (amount, figure) = (steps.money(amount), steps.exact(exact));
        let saying = if tier.is_empty() { Saying::ByShare } else { Saying::OfTierByShare };
        let product = format_args!("{amount} * {share} / 100");
        steps.sum(saying, tier, product, Comes::Exactly, &figure);
        exact
    }

    fn tiered(&self, tiered: &Tiered, basis: Amount, steps: &mut Steps) -> i128 {
        let measure = self.posting.measure;
        let window = self.term.plan.window(tiered.window, self.line.paid_on);
        let shown = shown_measure(tiered.measure, measure, steps);
        let kind = tiered.window;
        match &tiered.mode {
            Mode::Marginal => steps.given(Saying::Earlier, &[&kind, &window], &shown),
            Mode::Retroactive { counts } => {
                let whose = if counts.is_some() { Saying::Counted } else { Saying::OwnCredits };
                steps.given(whose, &[&kind, &window, &self.on], &shown);
            }
        }
        if matches!((&tiered.mode, tiered.measure), (Mode::Marginal, Measure::Amount)) {
            return explain_slices(tiered, measure, basis, steps);
        }
        let Some(tier) = reached(&tiered.tiers, measure) else { return 0 };
        let from = shown_measure(tiered.measure, tier.from, steps);
        match tier.pay {
            TierPay::Percent(percent) => explain_percent(&[&from], basis, percent, steps),
            TierPay::Flat(amount) => self.explain_flat(&[&from], amount, steps),
        }
    }

    /// From the exact commission to what is entitled.
    fn entitlement(&self, exact: i128, steps: &mut Steps) -> Amount {
        let version = self.term.version;
        let max = self.term.max_per_credit();
        let paid_on = self.line.paid_on;
        let Some(done) = entitled(version, paid_on, (exact, max), self.on) else {
            return Amount::ZERO;
        };
        let (before, after) = (steps.exact(exact), steps.exact(done.exact));
        if let Some(max) = max {
            let max = steps.money(max);
            let least = format_args!("min({before}, {max})");
            steps.sum(Saying::AtMost, &[], least, Comes::Exactly, &after);
        }
        let rounded = steps.money(done.rounded);
        steps.sum(Saying::Rounded, &[], format_args!("{after}"), Comes::Rounded, &rounded);
        if let Some(holdback) = version.holdback
            && self.on < holdback.days.after(paid_on)
        {
            let (until, percent) = (holdback.days.after(paid_on), holdback.percent);
            let (held, left) =
                (steps.money(done.held_back), done.rounded.minor() - done.held_back.minor());
            let left = steps.minor(left);
            let part = format_args!("{rounded} * {percent} / 100");
            steps.sum(Saying::HeldBack, &[&until], part, Comes::Rounded, &held);
            let rest = format_args!("{rounded} - {held}");
            steps.sum(Saying::Left, &[], rest, Comes::Exactly, &left);
        }
        done.amount
    }
}

/// What a percentage comes to; with the start of a tier, by that.
fn explain_percent(
    tier: &[&dyn Display],
    basis: Amount,
    percent: Percent,
    steps: &mut Steps,
) -> i128 {
    let exact = percent_of(basis, percent);
    let (basis, figure) = (steps.money(basis), steps.exact(exact));
    let saying = if tier.is_empty() { Saying::Commission } else { Saying::OfTier };
    let product = format_args!("{basis} * {percent} / 100");
    steps.sum(saying, tier, product, Comes::Exactly, &figure);
    exact
}

/// Each slice is cut out of what the credit covers before it is paid.
fn explain_slices(tiered: &Tiered, earlier: i64, basis: Amount, steps: &mut Steps) -> i128 {
    let slices: Vec<Slice> = slices(&tiered.tiers, earlier, basis).collect();
    let start = |slice: &Slice, steps: &Steps| shown_measure(Measure::Amount, slice.from, steps);
    if let [slice] = slices.as_slice() {
        return explain_percent(&[&start(slice, steps)], basis, slice.percent, steps);
    }
    let currency = steps.currency;
    let money = |minor| Minor { minor, currency };
    let (from, more) = (money(earlier), money(basis.minor()));
    let (to, sum) = (money(earlier + basis.minor()), format_args!("{from} + {more}"));
    steps.sum(Saying::Covers, &[&from], sum, Comes::Exactly, &to);
    let (mut begin, mut parts) = (earlier, Vec::new());
    for slice in &slices {
        let until = begin + slice.amount.minor();
        let (first, last, cut) = (money(begin), money(until), money(slice.amount.minor()));
        let rest = format_args!("{last} - {first}");
        steps.sum(Saying::Slice, &[&start(slice, steps)], rest, Comes::Exactly, &cut);
        parts.push(format!("{cut} * {} / 100", slice.percent));
        begin = until;
    }
    let exact = tiers_pay(tiered, earlier, basis, || Share::WHOLE);
    let (figure, parts) = (steps.exact(exact), parts.join(" + "));
    steps.sum(Saying::BySlices, &[], format_args!("{parts}"), Comes::Exactly, &figure);
    exact
}

/// A measure as it is written in the plan: an amount, or a number of credits.
fn shown_measure(measure: Measure, value: i64, steps: &Steps) -> String {
    match measure {
        Measure::Amount => steps.minor(value).to_string(),
        Measure::Count => Reckoning::Credits(value.to_string()).to_string(),
    }
}
