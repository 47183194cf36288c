//! The explanation of an entry of a sale or an override.

use chrono::NaiveDate;

use super::{Exact, Minor, Steps};
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
            steps.say(format_args!("a basis of zero earns nothing"));
            return Amount::ZERO;
        }
        // Reached only where something had been posted by facts that have changed since.
        if let Some(until) = on_hold_until(pay.term.version, line.paid_on, pay.on) {
            steps.say(format_args!("on hold until {until}: nothing is entitled yet"));
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
        let what = if self.term.is_credit() {
            format!("rule {rule}")
        } else {
            format!("override {rule} on the credit of {}", self.credited())
        };
        steps.say(format_args!("plan {plan}, version from {from}, {what}"));
        let sale = self.line.sale;
        let (id, paid_on) = (self.facts.sales.id(sale), self.line.paid_on);
        let (amount, currency) = (self.sold(self.facts.sales.amount[sale]), self.sale_currency());
        steps.say(format_args!("sale {id} paid on {paid_on}: {amount} {currency}"));
        if self.term.version.requires_verification
            && let Some(verified) = self.facts.sales.verified_on[sale]
        {
            steps.say(format_args!("seller verified on {verified}"));
        }
    }

    /// What a sale comes to whose verification was taken back after it had been posted.
    fn pending(&self, steps: &mut Steps) {
        let (on, basis, currency) = (self.on, steps.money(Amount::ZERO), steps.currency);
        steps.say(format_args!("the seller is not verified by {on}, so what counts is: {basis}"));
        steps.say(format_args!("basis: {basis} {currency}"));
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
            steps.say(format_args!(
                "net of refunds within {days} days ({named}): {amount}{subtracted} = {}",
                self.sold(net)
            ));
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
        steps.say(format_args!("share of {of}: {net} * {share} / 100 = {exact_text}"));
        if exact % whole != 0 {
            let down = Amount::try_from(exact / whole).unwrap_or_default();
            steps.say(format_args!("rounded: {exact_text} rounds down to {}", self.sold(down)));
            if down != part {
                let unit = Minor { minor: 1, currency };
                let down = self.sold(down);
                let part = self.sold(part);
                steps.say(format_args!("with a unit that was left over: {down} + {unit} = {part}"));
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
            Some(Conversion::Times(date, rate)) => steps.say(format_args!(
                "at the rate {from} to {to} of {date}: {part} * {rate} rounds to {basis}"
            )),
            Some(Conversion::By(date, rate)) => steps.say(format_args!(
                "at the rate {to} to {from} of {date}: {part} / {rate} rounds to {basis}"
            )),
            Some(Conversion::Same) | None => {}
        }
        steps.say(format_args!("basis: {basis} {to}"));
    }

    /// The exact commission, before the cap per credit.
    fn commission(&self, steps: &mut Steps) -> i128 {
        let basis = self.posting.basis;
        match self.term.pays {
            BoundPays::Override(_, percent) => explain_percent("commission", basis, percent, steps),
            BoundPays::Rule(rule) => match &rule.pay {
                Pay::Percent(percent) => explain_percent("commission", basis, *percent, steps),
                Pay::Flat(amount) => self.explain_flat("commission", *amount, steps),
                Pay::Tiered(tiered) => self.tiered(tiered, basis, steps),
            },
            BoundPays::NoRule => 0,
        }
    }

    fn explain_flat(&self, what: &str, amount: Amount, steps: &mut Steps) -> i128 {
        let share = share(self.facts, self.line);
        let exact = flat(amount, share);
        let (amount, figure) = (steps.money(amount), steps.exact(exact));
        steps.say(format_args!("{what}, by share: {amount} * {share} / 100 = {figure}"));
        exact
    }

    fn tiered(&self, tiered: &Tiered, basis: Amount, steps: &mut Steps) -> i128 {
        let measure = self.posting.measure;
        let window = self.term.plan.window(tiered.window, self.line.paid_on);
        let shown = shown_measure(tiered.measure, measure, steps);
        match &tiered.mode {
            Mode::Marginal => {
                let earlier = "earlier credits of the rule in";
                steps.say(format_args!("{earlier} {} {window}: {shown}", tiered.window));
            }
            Mode::Retroactive { counts } => {
                let whose =
                    if counts.is_some() { "what the rule counts" } else { "the rule's credits" };
                let by = self.on;
                steps.say(format_args!("{whose} in {} {window} by {by}: {shown}", tiered.window));
            }
        }
        if matches!((&tiered.mode, tiered.measure), (Mode::Marginal, Measure::Amount)) {
            return explain_slices(tiered, measure, basis, steps);
        }
        let Some(tier) = reached(&tiered.tiers, measure) else { return 0 };
        let what = commission_of_tier(&shown_measure(tiered.measure, tier.from, steps));
        match tier.pay {
            TierPay::Percent(percent) => explain_percent(&what, basis, percent, steps),
            TierPay::Flat(amount) => self.explain_flat(&what, amount, steps),
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
            steps.say(format_args!("at most for one credit: min({before}, {max}) = {after}"));
        }
        let rounded = steps.money(done.rounded);
        steps.say(format_args!("rounded: {after} rounds to {rounded}"));
        if let Some(holdback) = version.holdback
            && self.on < holdback.days.after(paid_on)
        {
            let (until, percent) = (holdback.days.after(paid_on), holdback.percent);
            let (held, left) =
                (steps.money(done.held_back), done.rounded.minor() - done.held_back.minor());
            let left = steps.minor(left);
            steps.say(format_args!(
                "held back until {until}: {rounded} * {percent} / 100 rounds to {held}"
            ));
            steps.say(format_args!("left: {rounded} - {held} = {left}"));
        }
        done.amount
    }
}

fn explain_percent(what: &str, basis: Amount, percent: Percent, steps: &mut Steps) -> i128 {
    let exact = percent_of(basis, percent);
    let (basis, figure) = (steps.money(basis), steps.exact(exact));
    steps.say(format_args!("{what}: {basis} * {percent} / 100 = {figure}"));
    exact
}

/// Each slice is cut out of what the credit covers before it is paid.
fn explain_slices(tiered: &Tiered, earlier: i64, basis: Amount, steps: &mut Steps) -> i128 {
    let slices: Vec<Slice> = slices(&tiered.tiers, earlier, basis).collect();
    let start = |slice: &Slice| shown_measure(Measure::Amount, slice.from, steps);
    if let [slice] = slices.as_slice() {
        let what = commission_of_tier(&start(slice));
        return explain_percent(&what, basis, slice.percent, steps);
    }
    let money = |minor| steps.minor(minor);
    let end = earlier + basis.minor();
    let (from, more, to) = (money(earlier), money(basis.minor()), money(end));
    let mut cuts = vec![format!("covers what follows {from}, up to: {from} + {more} = {to}")];
    let (mut begin, mut sum) = (earlier, Vec::new());
    for slice in &slices {
        let until = begin + slice.amount.minor();
        let (first, last, cut) = (money(begin), money(until), money(slice.amount.minor()));
        cuts.push(format!("slice in the tier from {}: {last} - {first} = {cut}", start(slice)));
        sum.push(format!("{cut} * {} / 100", slice.percent));
        begin = until;
    }
    cuts.iter().for_each(|cut| steps.say(format_args!("{cut}")));
    let exact = tiers_pay(tiered, earlier, basis, || Share::WHOLE);
    let figure = steps.exact(exact);
    steps.say(format_args!("commission by slices: {} = {figure}", sum.join(" + ")));
    exact
}

fn commission_of_tier(from: &str) -> String {
    format!("commission of the tier from {from}")
}

/// A measure as it is written in the plan: an amount, or a number of credits.
fn shown_measure(measure: Measure, value: i64, steps: &Steps) -> String {
    match measure {
        Measure::Amount => steps.minor(value).to_string(),
        Measure::Count => format!("{value} credits"),
    }
}
