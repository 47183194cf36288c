//! What a rule pays, in words.

use super::super::{Measure, Mode, Pay, Tier, TierPay, Tiered};
use super::Writer;
use super::when::{listed, whose};

impl Writer {
    /// `12.5 %`, `USD 25.00 for a whole sale`, or the tiers.
    pub(super) fn pay(&self, pay: &Pay) -> String {
        match pay {
            Pay::Percent(percent) => format!("{percent} %"),
            Pay::Flat(amount) => format!("{} for a whole sale", self.money(*amount)),
            Pay::Tiered(tiered) => self.tiered(tiered),
        }
    }

    fn tiered(&self, tiered: &Tiered) -> String {
        let window = tiered.window;
        match (&tiered.mode, tiered.measure) {
            (Mode::Marginal, Measure::Amount) => format!(
                "by slices of what this rule adds up in a {window}: {}",
                self.slices(&tiered.tiers)
            ),
            (Mode::Marginal, Measure::Count) => format!(
                "by their order in a {window}, those of zero not counted: {}",
                self.places(&tiered.tiers)
            ),
            (Mode::Retroactive { counts }, measure) => {
                let what = match counts {
                    Some(counts) => format!("the partner's {}", whose(counts)),
                    None => "this rule's sales".to_owned(),
                };
                let sum = match measure {
                    Measure::Amount => "sum",
                    Measure::Count => "number",
                };
                format!(
                    "one rate for the whole {window}, by the {sum} of {what} in it: {}",
                    self.reached(tiered)
                )
            }
        }
    }

    /// `10 % up to USD 10000.00, 12.5 % from there on`.
    fn slices(&self, tiers: &[Tier]) -> String {
        let parts = tiers.iter().enumerate().map(|(index, tier)| {
            let pay = self.tier_pay(tier.pay);
            match (index, tiers.get(index + 1)) {
                (0, None) => format!("{pay} of all"),
                (0, Some(next)) => format!("{pay} up to {}", self.from(Measure::Amount, next)),
                (_, Some(next)) => {
                    format!("{pay} from there to {}", self.from(Measure::Amount, next))
                }
                (_, None) => format!("{pay} from there on"),
            }
        });
        listed(parts, "and")
    }

    /// `10 % for each of the first 2 and USD 300.00 for each from number 3 on`.
    fn places(&self, tiers: &[Tier]) -> String {
        let parts = tiers.iter().enumerate().map(|(index, tier)| {
            let pay = self.tier_pay(tier.pay);
            let first = tier.from.saturating_add(1);
            match (index, tiers.get(index + 1).map(|next| next.from)) {
                (0, None) => format!("{pay} for each"),
                (0, Some(1)) => format!("{pay} for the first"),
                (0, Some(last)) => format!("{pay} for each of the first {last}"),
                (_, Some(last)) if last == first => format!("{pay} for number {last}"),
                (_, Some(last)) => format!("{pay} for each of numbers {first} to {last}"),
                (_, None) => format!("{pay} for each from number {first} on"),
            }
        });
        listed(parts, "and")
    }

    /// `15 % and from USD 20000.00 on 18 %`.
    fn reached(&self, tiered: &Tiered) -> String {
        let each = |tier: &Tier| match tier.pay {
            TierPay::Percent(_) => self.tier_pay(tier.pay),
            TierPay::Flat(_) => format!("{} each", self.tier_pay(tier.pay)),
        };
        let parts = tiered.tiers.iter().enumerate().map(|(index, tier)| match index {
            0 => each(tier),
            _ => format!("from {} on {}", self.from(tiered.measure, tier), each(tier)),
        });
        listed(parts, "and")
    }

    fn tier_pay(&self, pay: TierPay) -> String {
        match pay {
            TierPay::Percent(percent) => format!("{percent} %"),
            TierPay::Flat(amount) => self.money(amount),
        }
    }

    fn from(&self, measure: Measure, tier: &Tier) -> String {
        self.measure(measure, tier.from)
    }
}
