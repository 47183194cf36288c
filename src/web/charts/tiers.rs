//! How far it is to the next tiers and to bonuses: a bar for each, what is missing in words, and the
//! figures behind it.

use askama::Template;

use super::scaled;
use crate::commission::plan::TierPay;
use crate::commission::{BonusStanding, Measured, Standing};
use crate::service::estimate::Estimate;
use crate::web::frame::Frame;
use crate::web::texts::{Language, Texts};

/// How long a bar is whose tier is reached.
const LENGTH: u64 = 1000;

/// A bar for each rule with tiers, and for each bonus.
#[derive(Template)]
#[template(path = "charts/tiers.html")]
pub(in crate::web) struct TierChart {
    t: &'static Texts,
    bars: Vec<Bar>,
}

struct Bar {
    /// The name of the rule or bonus.
    rule: String,
    window: String,
    to_next: String,
    so_far: String,
    /// What the bar shows, in words.
    label: String,
    reach: String,
    length: u64,
    figures: Figures,
}

/// What stands in the table; nothing of the next tier at the top, and of a bonus nothing that it pays
/// before it is reached.
struct Figures {
    measured: String,
    pays: String,
    from: String,
    next: String,
    missing: String,
}

impl TierChart {
    /// Where the one partner stands whose estimate it is.
    pub(in crate::web) fn new(frame: &Frame, open: &Estimate) -> Self {
        let language = frame.language;
        let tiers = open.standings().map(|standing| Bar::of(language, standing));
        let bonuses = open.bonus_standings().map(|standing| Bar::of_bonus(language, standing));
        Self { t: frame.t, bars: tiers.chain(bonuses).collect() }
    }
}

impl Bar {
    fn of(language: Language, standing: &Standing) -> Self {
        let to_next = language.to_next_tier(standing);
        let so_far = language.tier_so_far(standing);
        let reach = standing.next.map(|_| language.tier_reach(standing));
        let next = standing.next.map(|next| next.from);
        Self {
            rule: standing.rule.to_string(),
            window: language.months_of(standing.window),
            label: format!("{}: {so_far}, {to_next}", standing.rule),
            to_next,
            so_far,
            reach: reach.unwrap_or_default().to_owned(),
            length: next.map_or(LENGTH, |next| length(standing.measured, next)),
            figures: Figures::of(language, standing),
        }
    }

    fn of_bonus(language: Language, standing: &BonusStanding) -> Self {
        let to_next = language.to_bonus(standing);
        let so_far = language.bonus_so_far(standing);
        Self {
            rule: standing.bonus.to_string(),
            window: language.months_of(standing.window),
            label: format!("{}: {so_far}, {to_next}", standing.bonus),
            to_next,
            so_far,
            reach: language.bonus_reach(standing).to_owned(),
            length: match standing.missing {
                Some(_) => length(standing.measured, standing.threshold),
                None => LENGTH,
            },
            figures: Figures::of_bonus(language, standing),
        }
    }
}

/// How much of the way to what is needed is done.
fn length(done: Measured, needed: Measured) -> u64 {
    let size = |measured| match measured {
        Measured::Amount(amount) => u64::try_from(amount.minor()).unwrap_or(0),
        Measured::Count(count) => u64::try_from(count).unwrap_or(0),
    };
    scaled(size(done), size(needed), LENGTH)
}

impl Figures {
    fn of(language: Language, standing: &Standing) -> Self {
        let pays = |pay: TierPay| language.tier_pay(pay, standing.currency);
        let measured = |measured| language.measured(standing.counted(), measured);
        let next = standing.next.as_ref();
        Self {
            measured: measured(standing.measured),
            pays: pays(standing.pay),
            from: or_none(next.map(|next| measured(next.from))),
            next: or_none(next.map(|next| pays(next.pay))),
            missing: or_none(next.map(|next| measured(next.missing))),
        }
    }

    fn of_bonus(language: Language, standing: &BonusStanding) -> Self {
        let measured = |measured| language.measured(standing.counted(), measured);
        let pays = language.bonus_pay(standing);
        Self {
            measured: measured(standing.measured),
            pays: or_none(standing.missing.is_none().then(|| pays.clone())),
            from: measured(standing.threshold),
            next: pays,
            missing: or_none(standing.missing.map(measured)),
        }
    }
}

fn or_none(text: Option<String>) -> String {
    text.unwrap_or_else(|| "—".to_owned())
}
