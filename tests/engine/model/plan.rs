//! Plans, read as they stand in their JSON.
//!
//! `docs/COMMISSIONS.md` sections 4.1, 4.4 and 7.

use chrono::NaiveDate;
use serde_json::Value;

use super::calendar::{Window, date};
use super::number::{decimal, integer, minor};
use super::rows::SaleRow;

pub fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field].as_str().unwrap_or_else(|| panic!("no text in {field}: {object}"))
}

pub fn list<'a>(object: &'a Value, field: &str) -> &'a [Value] {
    object.get(field).map_or(&[], |list| list.as_array().unwrap())
}

pub fn days(object: &Value, field: &str) -> u64 {
    object.get(field).map_or(0, |days| days.as_u64().unwrap())
}

pub fn requires_verification(version: &Value) -> bool {
    version.get("requires_verification").is_some_and(|flag| flag.as_bool().unwrap())
}

pub fn is_tiered(rule: &Value) -> bool {
    text(&rule["pay"], "type") == "tiered"
}

/// Whether two plans are the same one.
pub fn is_same_plan(one: &Value, other: &Value) -> bool {
    text(one, "plan") == text(other, "plan")
}

/// The window of a kind that holds a day, in the plan's fiscal year.
pub fn window(plan: &Value, kind: &str, day: NaiveDate) -> Window {
    let starts = plan.get("fiscal_year_start").map_or(1, |month| month.as_u64().unwrap());
    Window::holding(day, kind, u32::try_from(starts).unwrap())
}

/// An amount of the plan's currency, in minor units.
pub fn amount(plan: &Value, object: &Value, field: &str) -> i128 {
    minor(text(object, field), text(plan, "currency"))
}

/// A figure that a measure is compared with (`from` of a tier, `threshold`), in the measure's units.
pub fn bound(plan: &Value, measure: &str, object: &Value, field: &str) -> i128 {
    match measure {
        "amount" => amount(plan, object, field),
        _ => integer(&decimal(text(object, field))),
    }
}

/// 4.1: the version with the latest `effective_from` not after the day.
pub fn version_on(plan: &Value, day: NaiveDate) -> Option<&Value> {
    let from = |version: &&Value| date(text(version, "effective_from"));
    list(plan, "versions").iter().filter(|version| from(version) <= day).max_by_key(from)
}

/// 4.4: whether a `when` (or `counts`) fits a sale; one that is absent fits all.
pub fn fits(when: Option<&Value>, sale: &SaleRow) -> bool {
    let Some(when) = when else { return true };
    let named = [
        ("kinds", &sale.kind),
        ("products", &sale.product),
        ("sources", &sale.source),
        ("cities", &sale.city),
    ];
    named.iter().all(|(field, value)| {
        when.get(field).is_none() || list(when, field).iter().any(|member| member == *value)
    })
}
