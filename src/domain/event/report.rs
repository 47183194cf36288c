//! The figures of an event.

use chrono::NaiveDate;

use super::super::calendar::Days;
use super::super::money::{Amount, round_half_away};
use super::super::proportion::Proportion;

/// Within how many days of an event a recruit is won because of it, unless a setting says otherwise.
pub const WON_WITHIN: Days = Days::of(90);

/// Who said they would come and who came, on site or online; the two are counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attendance {
    /// Registered beforehand.
    pub registered: u32,
    /// Of those, arrived.
    pub arrived: u32,
    /// Came without having registered.
    pub walk_ins: u32,
}

impl Attendance {
    /// All who came.
    pub fn arrivals(self) -> u32 {
        self.arrived.saturating_add(self.walk_ins)
    }

    /// Who registered and did not come.
    pub fn no_shows(self) -> u32 {
        self.registered.saturating_sub(self.arrived)
    }

    /// Of those registered, who came; `None` where nobody was.
    pub fn show_rate(self) -> Option<Proportion> {
        Proportion::of(self.arrived, self.registered)
    }

    /// On site and online together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            registered: self.registered.saturating_add(other.registered),
            arrived: self.arrived.saturating_add(other.arrived),
            walk_ins: self.walk_ins.saturating_add(other.walk_ins),
        }
    }
}

/// `cost` by so many heads, rounded half away from zero; `None` where there are none.
pub fn cost_per(cost: Amount, heads: u32) -> Option<Amount> {
    let heads = i128::from(heads);
    (heads > 0).then(|| round_half_away(cost.minor().into(), heads).try_into().ok())?
}

/// Whether a sale paid on a day came of an event that ended on another.
pub fn is_won_in_time(event_on: NaiveDate, paid_on: NaiveDate, within: Days) -> bool {
    event_on <= paid_on && paid_on <= within.after(event_on)
}

/// What an event cost by head, and what it brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostFigures {
    /// By person who came.
    pub per_arrival: Option<Amount>,
    /// By new recruit.
    pub per_new_recruit: Option<Amount>,
    /// What was won above the cost, of the cost: below zero where it did not pay.
    pub gain: Option<Proportion>,
}

impl CostFigures {
    /// The figures of a cost; `won` is in its currency, at the rates of the days of payment, and none
    /// where one of these is missing.
    pub fn of(cost: Amount, arrivals: u32, new_recruits: u32, won: Option<Amount>) -> Self {
        let gain = |won: Amount| i128::from(won.minor()) - i128::from(cost.minor());
        Self {
            per_arrival: cost_per(cost, arrivals),
            per_new_recruit: cost_per(cost, new_recruits),
            gain: won.and_then(|won| Proportion::of(gain(won), cost.minor())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::calendar::parse_date;
    use super::super::super::currency::Currency;
    use super::*;

    fn rupees(text: &str) -> Amount {
        Amount::parse(text, Currency::parse("PKR").unwrap()).unwrap()
    }

    #[test]
    fn a_summit_is_counted() {
        let summit = Attendance { registered: 231, arrived: 184, walk_ins: 14 };
        assert_eq!((summit.arrivals(), summit.no_shows()), (198, 47));
        assert_eq!(summit.show_rate().unwrap().to_string(), "79.65");
        let online = Attendance { registered: 400, arrived: 120, walk_ins: 0 };
        let both = summit.plus(online);
        assert_eq!((both.registered, both.arrivals(), both.no_shows()), (631, 318, 327));
        assert_eq!(Attendance::default().show_rate(), None);
    }

    #[test]
    fn a_summits_cost_is_shared_by_heads() {
        let figures = CostFigures::of(rupees("1862000.00"), 198, 133, Some(rupees("5000000.00")));
        assert_eq!(figures.per_arrival, Some(rupees("9404.04")));
        assert_eq!(figures.per_new_recruit, Some(rupees("14000.00")));
        // 3,138,000 of 1,862,000.
        assert_eq!(figures.gain.unwrap().to_string(), "168.53");
        let unknown = CostFigures::of(rupees("1862000.00"), 198, 133, None);
        assert_eq!((unknown.per_arrival, unknown.gain), (figures.per_arrival, None));
        let nothing = CostFigures::of(rupees("1000.00"), 0, 0, Some(Amount::ZERO));
        assert_eq!((nothing.per_arrival, nothing.per_new_recruit), (None, None));
        assert_eq!(nothing.gain.unwrap().to_string(), "-100.00");
        assert_eq!(CostFigures::of(Amount::ZERO, 1, 1, Some(rupees("1.00"))).gain, None);
    }

    #[test]
    fn a_cost_by_head_is_rounded_half_away_from_zero() {
        for (cost, heads, each) in [("0.01", 2, "0.01"), ("0.01", 3, "0.00"), ("0.05", 2, "0.03")] {
            assert_eq!(cost_per(rupees(cost), heads), Some(rupees(each)), "{cost} by {heads}");
        }
    }

    #[test]
    fn a_sale_counts_for_ninety_days() {
        let day = |text| parse_date(text).unwrap();
        for (paid_on, counts) in [
            ("2026-06-30", false),
            ("2026-07-01", true),
            ("2026-09-29", true),
            ("2026-09-30", false),
        ] {
            assert_eq!(
                is_won_in_time(day("2026-07-01"), day(paid_on), WON_WITHIN),
                counts,
                "{paid_on}"
            );
        }
    }
}
