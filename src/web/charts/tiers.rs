//! How far it is to the next tiers: a bar for each, what is missing in words, and the figures behind it.

use askama::Template;

use super::scaled;
use crate::commission::plan::TierPay;
use crate::commission::{Measured, Standing};
use crate::web::frame::Frame;
use crate::web::texts::{Language, Texts};

/// How long a bar is whose tier is reached.
const LENGTH: u64 = 1000;

/// A bar for each rule with tiers.
#[derive(Template)]
#[template(path = "charts/tiers.html")]
pub(in crate::web) struct TierChart {
    t: &'static Texts,
    bars: Vec<Bar>,
}

struct Bar {
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

/// What stands in the table; nothing of the next tier at the top.
struct Figures {
    measured: String,
    pays: String,
    from: String,
    next: String,
    missing: String,
}

impl TierChart {
    pub(in crate::web) fn new<'s>(
        frame: &Frame,
        standings: impl IntoIterator<Item = &'s Standing>,
    ) -> Self {
        let bar = |standing| Bar::of(frame.language, standing);
        Self { t: frame.t, bars: standings.into_iter().map(bar).collect() }
    }
}

impl Bar {
    fn of(language: Language, standing: &Standing) -> Self {
        let to_next = language.to_next_tier(standing);
        let so_far = language.tier_so_far(standing);
        let reach = standing.next.map(|_| language.tier_reach(standing));
        Self {
            rule: standing.rule.to_string(),
            window: language.months_of(standing.window),
            label: format!("{}: {so_far}, {to_next}", standing.rule),
            to_next,
            so_far,
            reach: reach.unwrap_or_default().to_owned(),
            length: length(standing),
            figures: Figures::of(language, standing),
        }
    }
}

/// How much of the way to the next tier is done; all of it at the top.
fn length(standing: &Standing) -> u64 {
    let size = |measured| match measured {
        Measured::Amount(amount) => u64::try_from(amount.minor()).unwrap_or(0),
        Measured::Count(count) => u64::try_from(count).unwrap_or(0),
    };
    standing.next.map_or(LENGTH, |next| scaled(size(standing.measured), size(next.from), LENGTH))
}

impl Figures {
    fn of(language: Language, standing: &Standing) -> Self {
        let pays = |pay: TierPay| language.tier_pay(pay, standing.currency);
        let measured = |measured| language.measured(standing, measured);
        let next = standing.next.as_ref();
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned());
        Self {
            measured: measured(standing.measured),
            pays: pays(standing.pay),
            from: or_none(next.map(|next| measured(next.from))),
            next: or_none(next.map(|next| pays(next.pay))),
            missing: or_none(next.map(|next| measured(next.missing))),
        }
    }
}
