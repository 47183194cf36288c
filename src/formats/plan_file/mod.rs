//! Plan files: JSON in the form of `docs/COMMISSIONS.md` section 7, read strictly (section 4.11).

mod examples;
mod fields;
mod parts;
mod rules;
mod write;

use crate::commission::plan::check::{AllFaults, Windowed};
use crate::commission::plan::{Cap, Holdback, Plan, PlanDraft, PlanFault, Version};
use crate::domain::{Code, Currency, FiscalYearStart};
use crate::formats::json::{self, Node};
use fields::{At, Object, Reader};

pub use examples::{Example, ExampleFacts, Expectation, PARTNER, RATE, REFUND, Row, SALE};
pub use parts::{Parts, join, take_apart, version_faults};
pub use write::write;

/// The fields of a version, in the order of the contract, and its examples.
const VERSION: [&str; 10] = [
    "effective_from",
    "clawback_days",
    "hold_days",
    "requires_verification",
    "holdback",
    "rules",
    "overrides",
    "bonuses",
    "cap",
    "examples",
];

/// The fields of a plan, in the order of the contract, and the examples, which nothing is computed from.
const PLAN: [&str; 7] =
    ["plan", "name", "currency", "fiscal_year_start", "minimum_payout", "versions", "examples"];

/// Why a file is not a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFaults {
    /// The plan's code, where it could be read.
    pub code: Option<Code>,
    /// All that is wrong, at least one, in the order in which the contract lists the fields.
    pub faults: AllFaults,
}

/// Reads a plan file, or says all that is wrong with it. Its examples are not looked at, since nothing is
/// computed from them.
///
/// `docs/COMMISSIONS.md` sections 4.11 and 7.
pub fn read(bytes: &[u8]) -> Result<Plan, PlanFaults> {
    let (draft, ()) = drafted(bytes, |_, _| ())?;
    let code = draft.code.clone();
    Plan::new(draft).map_err(|faults| PlanFaults { code: Some(code), faults })
}

/// The same before it becomes a plan, its versions in the order of the file, and the examples that the
/// file carries.
pub fn read_draft(bytes: &[u8]) -> Result<(PlanDraft, Vec<Example>), PlanFaults> {
    drafted(bytes, examples::of_plan)
}

/// A draft, and what else is read of its file.
fn drafted<T>(
    bytes: &[u8],
    more: impl FnOnce(&mut Reader, &At<'_>) -> T,
) -> Result<(PlanDraft, T), PlanFaults> {
    let node = tree(bytes).map_err(|fault| PlanFaults { code: None, faults: fault.into() })?;
    let (mut reader, at) = (Reader::default(), At { path: String::new(), node: &node });
    let mut code = None;
    let draft = plan(&mut reader, &at, &mut code);
    let more = more(&mut reader, &at);
    let faults = reader.checks.into_faults();
    match draft {
        Some(draft) if faults.is_empty() => Ok((draft, more)),
        _ => Err(PlanFaults { code, faults }),
    }
}

fn tree(bytes: &[u8]) -> Result<Node, PlanFault> {
    let whole = |message| PlanFault { message, ..PlanFault::default() };
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let sound = bytes.iter().take(error.valid_up_to());
        let line = 1 + sound.filter(|byte| **byte == b'\n').count();
        whole(format!("the file is not text in UTF-8: line {line} has a byte that cannot be read"))
    })?;
    json::parse(text).map_err(|error| whole(format!("the file is not JSON: {error}")))
}

/// The plan, and its `code` even where the rest is faulty.
fn plan(reader: &mut Reader, at: &At<'_>, code: &mut Option<Code>) -> Option<PlanDraft> {
    let object = reader.object(at, &PLAN)?;
    *code = reader.required(&object, "plan", Reader::code);
    let name = reader.optional(&object, "name", |reader, at| {
        let name = reader.string(at, "a string")?;
        reader.checks.plan_name(&at.path, name);
        Some(name.to_owned())
    });
    reader.currency = reader.required(&object, "currency", currency);
    let fiscal_year_start = reader.optional(&object, "fiscal_year_start", |reader, at| {
        reader.integer(at, "1 to 12", FiscalYearStart::new)
    });
    let minimum_payout = reader.optional(&object, "minimum_payout", Reader::amount);
    let versions = reader
        .required(&object, "versions", |reader, at| reader.list(at, Some("version"), version));
    let examples = reader.optional(&object, "examples", unread);
    examples?;
    Some(PlanDraft {
        code: code.clone()?,
        name: name?.unwrap_or_default(),
        currency: reader.currency?,
        fiscal_year_start: fiscal_year_start?.unwrap_or_default(),
        minimum_payout: minimum_payout?.unwrap_or_default(),
        versions: versions?,
    })
}

fn currency(reader: &mut Reader, at: &At<'_>) -> Option<Currency> {
    let text = reader.string(at, "a currency such as \"USD\"")?;
    let message = "is an unknown currency; give the three capital letters of ISO 4217, such as USD";
    Currency::parse(text).or_else(|| reader.refuse(at, message))
}

fn version(reader: &mut Reader, at: &At<'_>) -> Option<Version> {
    reader.checks.begin_version();
    let object = reader.object(at, &VERSION)?;
    let effective_from = reader.required(&object, "effective_from", |reader, at| {
        let date = reader.date(at)?;
        reader.checks.effective_from(&at.path, date);
        Some(date)
    });
    let clawback_days = reader.required(&object, "clawback_days", Reader::days);
    let hold_days = reader.optional(&object, "hold_days", Reader::days);
    let requires_verification = reader.optional(&object, "requires_verification", Reader::flag);
    let holdback = reader.optional(&object, "holdback", holdback);
    let rules =
        reader.required(&object, "rules", |reader, at| reader.list(at, Some("rule"), rules::rule));
    let overrides = named(reader, &object, "overrides", rules::over);
    let bonuses = named(reader, &object, "bonuses", rules::bonus);
    let cap = reader.optional(&object, "cap", cap);
    let examples = reader.optional(&object, "examples", unread);
    examples?;
    Some(Version {
        effective_from: effective_from?,
        clawback_days: clawback_days?,
        hold_days: hold_days?.unwrap_or_default(),
        requires_verification: requires_verification?.unwrap_or_default(),
        holdback: holdback?,
        rules: rules?,
        overrides: overrides?,
        bonuses: bonuses?,
        cap: cap?,
    })
}

/// A list that may be absent or empty.
fn named<'a, T>(
    reader: &mut Reader,
    object: &Object<'a>,
    field: &str,
    read: impl FnMut(&mut Reader, &At<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    let list = reader.optional(object, field, |reader, at| reader.list(at, None, read));
    list.map(Option::unwrap_or_default)
}

/// A list that is read elsewhere.
fn unread(reader: &mut Reader, at: &At<'_>) -> Option<()> {
    reader.list(at, None, |_, _| Some(()))?;
    Some(())
}

fn holdback(reader: &mut Reader, at: &At<'_>) -> Option<Holdback> {
    let object = reader.object(at, &["percent", "days"])?;
    let percent = reader.required(&object, "percent", Reader::percent);
    let days = reader.required(&object, "days", Reader::days);
    Some(Holdback { percent: percent?, days: days? })
}

fn cap(reader: &mut Reader, at: &At<'_>) -> Option<Cap> {
    let object = reader.object(at, &["window", "amount"])?;
    let window = reader
        .required(&object, "window", |reader, at| rules::window(reader, at, Some(Windowed::Cap)));
    let amount = reader.required(&object, "amount", Reader::amount);
    Some(Cap { window: window?, amount: amount? })
}

#[cfg(test)]
mod tests;
