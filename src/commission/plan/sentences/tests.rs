use super::super::samples::{cap, code, days, draft, percent, rule, ten, tiered, usd, version};
use super::super::{Holdback, Kind, Mode, Pay, PlanDraft, Tiered, When};
use super::*;
use crate::domain::{FiscalYearStart, Text, WindowKind};

fn text(draft: PlanDraft) -> PlanText {
    sentences(&Plan::new(draft).unwrap())
}

/// The last line of a version with these rules.
fn last(rules: Vec<Rule>) -> String {
    let text = text(draft(vec![version("2026-01-01", rules)]));
    text.versions[0].lines.last().unwrap().clone()
}

fn by(tiered: Tiered) -> String {
    last(vec![rule("t", Pay::Tiered(tiered))])
}

#[test]
fn says_what_holds_in_all_versions() {
    let mut draft = draft(vec![version("2026-01-01", vec![ten("all")])]);
    draft.fiscal_year_start = FiscalYearStart::new(11).unwrap();
    draft.minimum_payout = usd("50");
    draft.name = "Pakistan\n2026".to_owned();
    assert_eq!(
        text(draft).summary,
        [
            "Plan PK, Pakistan\\n2026, pays in USD.",
            "Its year begins in November, its quarters in November, February, May and August.",
            "What comes to less than USD 50.00 is carried forward, not paid out.",
        ]
    );
}

#[test]
fn heads_each_version_with_its_time() {
    let dates = ["2026-01-01", "2026-02-01", "2026-02-02"];
    let versions = dates.iter().map(|date| version(date, vec![ten("all")])).collect();
    let headings: Vec<_> =
        text(draft(versions)).versions.into_iter().map(|version| version.heading).collect();
    assert_eq!(
        headings,
        [
            "Sales paid from 2026-01-01 to 2026-01-31:",
            "Sales paid on 2026-02-01:",
            "Sales paid from 2026-02-02 on:",
        ]
    );
}

#[test]
fn says_what_is_waited_for() {
    let mut held = version("2026-01-01", vec![ten("all")]);
    held.requires_verification = true;
    held.hold_days = days(1);
    held.holdback = Some(Holdback { percent: percent("12.5"), days: days(60) });
    held.cap = cap(WindowKind::Year, "9.5");
    assert_eq!(
        text(draft(vec![held])).versions[0].lines,
        [
            "A refund up to 90 days after the payment takes its commission back; a later one does not.",
            "A sale counts only once its seller is verified.",
            "Nothing is due until 1 day after the payment.",
            "12.5 % of each commission is kept back until 60 days after the payment.",
            "Rule all: all sales pay 10 %.",
            "Cap: a year pays at most USD 9.50 in all, overrides and bonuses included.",
        ]
    );
}

#[test]
fn says_which_sales() {
    let mut narrow = rule("r", Pay::Flat(usd("25")));
    narrow.max_per_credit = Some(usd("20"));
    narrow.when = When {
        kinds: Some(vec![Kind::New, Kind::Upgrade, Kind::AddOn]),
        products: Some(vec![code("gold"), code("verified")]),
        sources: Some(vec![Text::parse("").unwrap()]),
        cities: Some(vec![Text::parse("Karachi\u{1b}\u{202e}").unwrap()]),
    };
    assert_eq!(
        last(vec![narrow]),
        "Rule r: new memberships, upgrades and add-ons of product gold or verified from source “” \
         in city “Karachi\\u{1b}\\u{202e}” pay USD 25.00 for a whole sale; at most USD 20.00 for a partner's part \
         of one sale."
    );
}

#[test]
fn says_marginal_tiers() {
    let amounts = [(0, "10 %"), (1_000_000, "12.5 %"), (2_000_000, "15 %")];
    assert_eq!(
        by(tiered(Mode::Marginal, Measure::Amount, &amounts)),
        "Rule t: all sales pay by slices of what this rule adds up in a quarter: 10 % up to USD \
         10000.00, 12.5 % from there to USD 20000.00 and 15 % from there on."
    );
    let counts = [(0, "10 %"), (2, "300.00"), (3, "20 %"), (5, "25 %")];
    assert_eq!(
        by(tiered(Mode::Marginal, Measure::Count, &counts)),
        "Rule t: all sales pay by their order in a quarter, those of zero not counted: 10 % for \
         each of the first 2, USD 300.00 for number 3, 20 % for each of numbers 4 to 5 and 25 % \
         for each from number 6 on."
    );
}

#[test]
fn says_retroactive_tiers() {
    let own = Mode::Retroactive { counts: None };
    assert_eq!(
        by(tiered(own, Measure::Amount, &[(0, "15 %"), (2_000_000, "18 %")])),
        "Rule t: all sales pay one rate for the whole quarter, by the sum of this rule's sales in \
         it: 15 % and from USD 20000.00 on 18 %."
    );
    let renewals = When { kinds: Some(vec![Kind::Renewal]), ..When::default() };
    let others = Mode::Retroactive { counts: Some(renewals) };
    assert_eq!(
        by(tiered(others, Measure::Count, &[(0, "4 %"), (10, "5.00")])),
        "Rule t: all sales pay one rate for the whole quarter, by the number of the partner's \
         renewals in it: 4 % and from 10 on USD 5.00 each."
    );
}
