//! The parts of a version that have names: rules, overrides and bonuses.

use super::fields::{At, Object, Reader};
use crate::commission::plan::check::{TierFrom, Windowed};
use crate::commission::plan::{
    Bonus, BonusPay, Kind, Measure, Mode, Override, Pay, Rule, Tier, TierPay, Tiered, When,
};
use crate::domain::{Amount, Code, WindowKind, Word};
use crate::formats::json::Node;

const TIERED: [&str; 6] = ["type", "mode", "measure", "window", "tiers", "counts"];

/// A rule of a version.
pub(super) fn rule(reader: &mut Reader, at: &At<'_>) -> Option<Rule> {
    let object = reader.object(at, &["name", "when", "pay", "max_per_credit"])?;
    let name = name(reader, &object);
    let when = reader.optional(&object, "when", when);
    let pay = reader.required(&object, "pay", |reader, at| pay(reader, at, name.as_ref()));
    let max_per_credit = reader.optional(&object, "max_per_credit", Reader::amount);
    Some(Rule {
        name: name?,
        when: when?.unwrap_or_default(),
        pay: pay?,
        max_per_credit: max_per_credit?,
    })
}

/// An override of a version.
pub(super) fn over(reader: &mut Reader, at: &At<'_>) -> Option<Override> {
    let object = reader.object(at, &["name", "when", "percents"])?;
    let name = name(reader, &object);
    let when = reader.optional(&object, "when", when);
    let percents = reader.required(&object, "percents", |reader, at| {
        reader.list(at, Some("percentage"), Reader::percent)
    });
    Some(Override { name: name?, when: when?.unwrap_or_default(), percents: percents? })
}

/// A bonus of a version.
pub(super) fn bonus(reader: &mut Reader, at: &At<'_>) -> Option<Bonus> {
    let known = ["name", "when", "window", "measure", "threshold", "pay"];
    let object = reader.object(at, &known)?;
    let name = name(reader, &object);
    let when = reader.optional(&object, "when", when);
    let owner = name.clone().map(Windowed::Bonus);
    let window = reader.required(&object, "window", |reader, at| window(reader, at, owner));
    let measure = reader.required(&object, "measure", measure);
    let threshold = reader.required(&object, "threshold", |reader, at| {
        let threshold = figure(reader, at, measure)?;
        reader.checks.threshold(&at.path, threshold, &at.node.shown());
        Some(threshold)
    });
    let pay = reader.required(&object, "pay", bonus_pay);
    Some(Bonus {
        name: name?,
        when: when?.unwrap_or_default(),
        window: window?,
        measure: measure?,
        threshold: threshold?,
        pay: pay?,
    })
}

fn name(reader: &mut Reader, object: &Object<'_>) -> Option<Code> {
    let name = reader.required(object, "name", Reader::code)?;
    reader.checks.name(&object.path("name"), &name);
    Some(name)
}

/// Which sales; at least one member in each list that is there.
fn when(reader: &mut Reader, at: &At<'_>) -> Option<When> {
    let object = reader.object(at, &["kinds", "products", "sources", "cities"])?;
    let kinds = reader.optional(&object, "kinds", |reader, at| reader.list(at, Some("kind"), kind));
    let products = reader
        .optional(&object, "products", |reader, at| reader.list(at, Some("product"), Reader::code));
    let sources = reader
        .optional(&object, "sources", |reader, at| reader.list(at, Some("source"), Reader::text));
    let cities = reader
        .optional(&object, "cities", |reader, at| reader.list(at, Some("city"), Reader::text));
    Some(When { kinds: kinds?, products: products?, sources: sources?, cities: cities? })
}

fn kind(reader: &mut Reader, at: &At<'_>) -> Option<Kind> {
    let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    reader.word(at, "kind", &known, Kind::parse)
}

/// A window, which its owner keeps in all versions.
pub(super) fn window(
    reader: &mut Reader,
    at: &At<'_>,
    owner: Option<Windowed>,
) -> Option<WindowKind> {
    let known = WindowKind::ALL.map(WindowKind::as_str);
    let window = reader.word(at, "window", &known, WindowKind::parse)?;
    if let Some(owner) = owner {
        reader.checks.window(&at.path, owner, window);
    }
    Some(window)
}

fn measure(reader: &mut Reader, at: &At<'_>) -> Option<Measure> {
    reader.word(at, "measure", &["amount", "count"], |text| match text {
        "amount" => Some(Measure::Amount),
        "count" => Some(Measure::Count),
        _ => None,
    })
}

/// A measure: minor units or a count. Where it is not known which, nothing can be said of it that
/// does not hold of both.
fn figure(reader: &mut Reader, at: &At<'_>, measure: Option<Measure>) -> Option<i64> {
    match measure {
        Some(Measure::Amount) => reader.amount(at).map(Amount::minor),
        Some(Measure::Count) => reader.count(at),
        None => {
            reader.decimal(at);
            None
        }
    }
}

/// The `type` of a pay, for which its other fields are known.
fn pay_type<'a>(reader: &mut Reader, at: &At<'a>, types: &[&str]) -> Option<&'a str> {
    let Node::Object(fields) = at.node else {
        return reader.wrong_type(at, "an object in braces");
    };
    let path = format!("{}/type", at.path);
    let Some((_, node)) = fields.iter().find(|(name, _)| name == "type") else {
        let message = format!("`type` is missing; known are {}", types.join(", "));
        reader.checks.fault(&path, "", message);
        return None;
    };
    let known = |text: &'a str| types.contains(&text).then_some(text);
    let at = At { path, node };
    let text = reader.string(&at, &format!("one of {}", types.join(", ")))?;
    known(text).or_else(|| reader.word(&at, "type", types, |_| None))
}

fn pay(reader: &mut Reader, at: &At<'_>, rule: Option<&Code>) -> Option<Pay> {
    match pay_type(reader, at, &["percent", "flat", "tiered"])? {
        "percent" => percent_pay(reader, at).map(Pay::Percent),
        "flat" => flat_pay(reader, at).map(Pay::Flat),
        _ => tiered(reader, at, rule).map(Pay::Tiered),
    }
}

fn bonus_pay(reader: &mut Reader, at: &At<'_>) -> Option<BonusPay> {
    match pay_type(reader, at, &["flat", "percent"])? {
        "flat" => flat_pay(reader, at).map(BonusPay::Flat),
        _ => percent_pay(reader, at).map(BonusPay::Percent),
    }
}

fn percent_pay(reader: &mut Reader, at: &At<'_>) -> Option<crate::domain::Percent> {
    let object = reader.object(at, &["type", "percent"])?;
    reader.required(&object, "percent", Reader::percent)
}

fn flat_pay(reader: &mut Reader, at: &At<'_>) -> Option<Amount> {
    let object = reader.object(at, &["type", "amount"])?;
    reader.required(&object, "amount", Reader::amount)
}

fn tiered(reader: &mut Reader, at: &At<'_>, rule: Option<&Code>) -> Option<Tiered> {
    let object = reader.object(at, &TIERED)?;
    let retroactive = reader.required(&object, "mode", retroactive);
    let measure = reader.required(&object, "measure", measure);
    let owner = rule.cloned().map(Windowed::Rule);
    let window = reader.required(&object, "window", |reader, at| window(reader, at, owner));
    let by_slice = retroactive == Some(false) && measure == Some(Measure::Amount);
    let tiers =
        reader.required(&object, "tiers", |reader, at| tiers(reader, at, measure, by_slice));
    let counts = reader.optional(&object, "counts", |reader, at| {
        if retroactive == Some(false) {
            let message = "is for `mode` retroactive only; marginal tiers measure the rule's own \
                           sales";
            return reader.refuse(at, message);
        }
        when(reader, at)
    });
    let mode = if retroactive? { Mode::Retroactive { counts: counts? } } else { Mode::Marginal };
    Some(Tiered { mode, measure: measure?, window: window?, tiers: tiers? })
}

fn retroactive(reader: &mut Reader, at: &At<'_>) -> Option<bool> {
    reader.word(at, "mode", &["marginal", "retroactive"], |text| match text {
        "marginal" => Some(false),
        "retroactive" => Some(true),
        _ => None,
    })
}

fn tiers(
    reader: &mut Reader,
    at: &At<'_>,
    measure: Option<Measure>,
    by_slice: bool,
) -> Option<Vec<Tier>> {
    let mut froms = Vec::new();
    let tiers = reader.members(at, None, |reader, at| {
        // Kept for the check whatever becomes of the tier's pay.
        let place = froms.len();
        froms.push(None);
        let object = reader.object(at, &["from", "percent", "flat"])?;
        let from = reader.required(&object, "from", |reader, at| {
            let value = figure(reader, at, measure)?;
            Some(TierFrom { value, written: at.node.shown() })
        });
        if let Some(kept) = froms.get_mut(place) {
            kept.clone_from(&from);
        }
        let pay = tier_pay(reader, &object, by_slice);
        Some(Tier { from: from?.value, pay: pay? })
    })?;
    reader.checks.tiers(&at.path, &froms);
    tiers.into_iter().collect()
}

fn tier_pay(reader: &mut Reader, object: &Object<'_>, by_slice: bool) -> Option<TierPay> {
    let percent = reader.optional(object, "percent", Reader::percent);
    let flat = reader.optional(object, "flat", Reader::amount);
    let flat_at = object.get("flat");
    match (object.get("percent"), &flat_at) {
        (Some(_), Some(at)) => {
            return reader.refuse(at, "and `percent` together; a tier pays one or the other");
        }
        (None, None) => {
            let message = "the tier pays nothing: give it a `percent` or a `flat`";
            reader.checks.fault(&object.path("percent"), "", message);
            return None;
        }
        _ => {}
    }
    if let (Some(at), true) = (&flat_at, by_slice) {
        reader.checks.flat_in_slice(&at.path, at.node.shown());
        return None;
    }
    percent?.map(TierPay::Percent).or(flat?.map(TierPay::Flat))
}
