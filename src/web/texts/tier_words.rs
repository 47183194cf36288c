//! What is said about tiers and bonuses in each language. Figures stand from left to right in both.

use super::Language;
use crate::commission::plan::{BonusPay, Kind, TierPay};
use crate::commission::{BonusStanding, Measured, NextTier, Standing};
use crate::domain::{Currency, Period, Span, WindowKind};
use crate::web::shown::{Shown, count};

/// A figure within a sentence of either direction, which stays on one line.
fn figure(text: &str) -> String {
    format!("\u{2066}{}\u{2069}", text.replace(' ', "\u{a0}"))
}

/// The kinds of sale that a window counts, and the currency of its amounts.
pub(in crate::web) type Counted<'a> = (&'a [Kind], Currency);

impl Standing {
    /// What its window counts.
    pub(in crate::web) fn counted(&self) -> Counted<'_> {
        (&self.kinds, self.currency)
    }
}

impl BonusStanding {
    /// What its window counts.
    pub(in crate::web) fn counted(&self) -> Counted<'_> {
        (&self.kinds, self.currency)
    }
}

impl Language {
    /// What a tier pays.
    pub(in crate::web) fn tier_pay(self, pay: TierPay, currency: Currency) -> String {
        match (self, pay) {
            (_, TierPay::Percent(percent)) => figure(&format!("{percent} %")),
            (Self::English, TierPay::Flat(amount)) => {
                format!("{} each", figure(&Shown::of(amount, currency).text()))
            }
            (Self::Urdu, TierPay::Flat(amount)) => {
                format!("ہر ایک پر {}", figure(&Shown::of(amount, currency).text()))
            }
        }
    }

    /// What a window counts, so many of it.
    fn what_counts(self, kinds: &[Kind], number: i64) -> &'static str {
        // A new membership is a seller.
        let are_sellers = kinds == [Kind::New];
        self.of(match (are_sellers, number) {
            (true, 1) => ["seller", "نیا ممبر"],
            (true, _) => ["sellers", "نئے ممبر"],
            (false, 1) => ["sale", "فروخت"],
            (false, _) => ["sales", "فروخت"],
        })
    }

    /// What is measured: `7 sellers`, or an amount.
    pub(in crate::web) fn measured(
        self,
        (kinds, currency): Counted<'_>,
        measured: Measured,
    ) -> String {
        match measured {
            Measured::Amount(amount) => figure(&Shown::of(amount, currency).text()),
            Measured::Count(number) => {
                format!("{} {}", figure(&count(number)), self.what_counts(kinds, number))
            }
        }
    }

    /// How far it is to what pays more: `3 more sellers to 12.5 %`.
    fn more_to(self, of: Counted<'_>, missing: Measured, pays: &str) -> String {
        match (self, missing) {
            (Self::English, Measured::Count(number)) => {
                let (more, what) = (figure(&count(number)), self.what_counts(of.0, number));
                format!("{more} more {what} to {pays}")
            }
            (Self::English, Measured::Amount(_)) => {
                format!("{} more to {pays}", self.measured(of, missing))
            }
            (Self::Urdu, _) => format!("مزید {}، پھر {pays}", self.measured(of, missing)),
        }
    }

    /// How far it is to the next tier.
    pub(in crate::web) fn to_next_tier(self, standing: &Standing) -> String {
        match standing.next {
            Some(NextTier { pay, missing, .. }) => {
                let pays = self.tier_pay(pay, standing.currency);
                self.more_to(standing.counted(), missing, &pays)
            }
            None => {
                let pays = self.tier_pay(standing.pay, standing.currency);
                format!("{}: {pays}", self.of(["At the top", "سب سے اونچا درجہ"]))
            }
        }
    }

    /// How far it is to a bonus: `3 more sellers to a bonus of 500.00 USD`.
    pub(in crate::web) fn to_bonus(self, standing: &BonusStanding) -> String {
        let pays = self.bonus_pay(standing);
        match standing.missing {
            Some(missing) => self.more_to(standing.counted(), missing, &pays),
            None => format!("{}: {pays}", self.of(["Reached", "پورا ہو گیا"])),
        }
    }

    /// What a bonus pays.
    pub(in crate::web) fn bonus_pay(self, standing: &BonusStanding) -> String {
        let pays = figure(&match standing.pay {
            BonusPay::Percent(percent) => format!("{percent} %"),
            BonusPay::Flat(amount) => Shown::of(amount, standing.currency).text(),
        });
        match self {
            Self::English => format!("a bonus of {pays}"),
            Self::Urdu => format!("{pays} بونس"),
        }
    }

    /// What is reached of what is needed: `7 of 10 sellers`.
    fn so_far(self, of: Counted<'_>, measured: Measured, needed: Measured) -> String {
        let done = match measured {
            Measured::Amount(_) => self.measured(of, measured),
            Measured::Count(done) => figure(&count(done)),
        };
        let whole = self.measured(of, needed);
        match self {
            Self::English => format!("{done} of {whole}"),
            Self::Urdu => format!("{whole} میں سے {done}"),
        }
    }

    /// What is reached of what the next tier takes.
    pub(in crate::web) fn tier_so_far(self, standing: &Standing) -> String {
        let (of, measured) = (standing.counted(), standing.measured);
        match standing.next {
            Some(next) => self.so_far(of, measured, next.from),
            None => self.measured(of, measured),
        }
    }

    /// What is reached of what a bonus takes.
    pub(in crate::web) fn bonus_so_far(self, standing: &BonusStanding) -> String {
        let (of, measured) = (standing.counted(), standing.measured);
        match standing.missing {
            Some(_) => self.so_far(of, measured, standing.threshold),
            None => self.measured(of, measured),
        }
    }

    /// When a bonus is paid.
    pub(in crate::web) fn bonus_reach(self, standing: &BonusStanding) -> &'static str {
        self.of(match standing.window_kind {
            WindowKind::Month => {
                ["It is paid when the month has ended.", "مہینہ پورا ہونے پر ملے گا۔"]
            }
            WindowKind::Quarter => {
                ["It is paid when the quarter has ended.", "سہ ماہی پوری ہونے پر ملے گا۔"]
            }
            WindowKind::Year => ["It is paid when the year has ended.", "سال پورا ہونے پر ملے گا۔"],
        })
    }

    /// Which sales the next tier pays.
    pub(in crate::web) fn tier_reach(self, standing: &Standing) -> &'static str {
        self.of(match (standing.is_retroactive, standing.window_kind) {
            (false, _) => ["It pays what follows.", "اس کے بعد کی فروخت پر۔"],
            (true, WindowKind::Month) => ["It pays the whole month.", "پورے مہینے کی فروخت پر۔"],
            (true, WindowKind::Quarter) => {
                ["It pays the whole quarter.", "پوری سہ ماہی کی فروخت پر۔"]
            }
            (true, WindowKind::Year) => ["It pays the whole year.", "پورے سال کی فروخت پر۔"],
        })
    }

    /// The months of a window.
    pub(in crate::web) fn months_of(self, window: Span) -> String {
        let [first, last] = [window.first, window.last].map(|day| self.month(Period::of(day)));
        if first == last { first } else { format!("{first} – {last}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Amount, Code, Percent, parse_date};

    fn standing(measured: Measured, next: Option<NextTier>) -> Standing {
        let day = |text| parse_date(text).unwrap();
        Standing {
            rule: Code::parse("new").unwrap(),
            kinds: vec![Kind::New],
            is_retroactive: true,
            window_kind: WindowKind::Quarter,
            window: Span { first: day("2026-10-01"), last: day("2026-12-31") },
            measured,
            from: Measured::Count(0),
            pay: TierPay::Percent(Percent::parse("10").unwrap()),
            next,
            currency: Currency::parse("USD").unwrap(),
        }
    }

    fn plain(text: String) -> String {
        text.replace(['\u{2066}', '\u{2069}'], "").replace('\u{a0}', " ")
    }

    #[test]
    fn sellers_and_amounts_are_told_with_what_is_missing() {
        let pay = TierPay::Percent(Percent::parse("12.5").unwrap());
        let amount = |minor: i64| Measured::Amount(Amount::try_from(minor).unwrap());
        let count = Measured::Count;
        for (measured, from, missing, said, so_far) in [
            (count(7), count(10), count(3), "3 more sellers to 12.5 %", "7 of 10 sellers"),
            (count(9), count(10), count(1), "1 more seller to 12.5 %", "9 of 10 sellers"),
            (
                amount(875_000),
                amount(1_000_000),
                amount(125_000),
                "USD 1,250.00 more to 12.5 %",
                "USD 8,750.00 of USD 10,000.00",
            ),
        ] {
            let standing = standing(measured, Some(NextTier { from, pay, missing }));
            assert_eq!(plain(Language::English.to_next_tier(&standing)), said);
            assert_eq!(plain(Language::English.tier_so_far(&standing)), so_far);
            assert!(Language::Urdu.to_next_tier(&standing).contains("\u{2066}12.5\u{a0}%\u{2069}"));
        }
        let top = standing(count(12), None);
        assert_eq!(plain(Language::English.to_next_tier(&top)), "At the top: 10 %");
        assert_eq!(plain(Language::English.tier_so_far(&top)), "12 sellers");
        let renewals = Standing { kinds: vec![Kind::New, Kind::Renewal], ..top };
        assert_eq!(plain(Language::English.tier_so_far(&renewals)), "12 sales");
        assert_eq!(Language::English.months_of(renewals.window), "October 2026 – December 2026");
    }

    #[test]
    fn bonuses_are_said_with_what_is_missing() {
        let tier = standing(Measured::Count(7), None);
        let mut bonus = BonusStanding {
            bonus: Code::parse("quarter").unwrap(),
            kinds: tier.kinds.clone(),
            window_kind: tier.window_kind,
            window: tier.window,
            measured: Measured::Count(7),
            threshold: Measured::Count(10),
            missing: Some(Measured::Count(3)),
            pay: BonusPay::Flat(Amount::parse("500.00", tier.currency).unwrap()),
            currency: tier.currency,
        };
        let said = |bonus: &BonusStanding| {
            let (to, so_far) =
                (Language::English.to_bonus(bonus), Language::English.bonus_so_far(bonus));
            (plain(to), plain(so_far))
        };
        let of_amount = said(&bonus);
        assert!(of_amount.0.starts_with("3 more sellers to a bonus of "), "{}", of_amount.0);
        assert!(of_amount.0.contains("500.00"), "{}", of_amount.0);
        assert_eq!(of_amount.1, "7 of 10 sellers");
        assert!(Language::Urdu.to_bonus(&bonus).ends_with("بونس"));
        bonus.measured = Measured::Count(11);
        bonus.missing = None;
        bonus.pay = BonusPay::Percent(Percent::parse("1").unwrap());
        let reached = ("Reached: a bonus of 1 %".to_owned(), "11 sellers".to_owned());
        assert_eq!(said(&bonus), reached);
    }
}
