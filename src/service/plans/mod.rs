//! Commission plans: prepared by one person, approved by another, version by version.
//!
//! `docs/COMMISSIONS.md` sections 4.11 and 7. A plan is kept as it stood in its file, taken apart at its
//! versions, so that what the engine is given is what was approved.

mod examples;
mod what_if;

use serde_json::{Value, json};

use super::approval::{self, as_seen};
use super::audit::{self, Change};
use super::by::{By, new_id};
use super::error::{Invalid, ServiceError, fresh};
use super::listing::{Listing, Page};
use crate::commission::plan::sentences::{PlanText, sentences};
use crate::commission::plan::{Plan, PlanDraft, PlanFault, PlanFaultKind};
use crate::domain::{Done, Money, Name, Note, PlanId, PlanRecord, PlanVersionRecord};
use crate::formats::plan_file::{self, Parts};
use crate::storage::{Tx, plans};

pub use crate::formats::plan_examples::{Outcome, Tried};
pub use crate::storage::plans::LISTED;
pub use what_if::{
    Difference, LineDifference, PartnerDifference, Simulation, Trial, WhatIf, simulate,
};

/// A plan file that was read, and its parts as they stood in it.
#[derive(Debug, Clone)]
pub struct PlanFile {
    draft: PlanDraft,
    name: Name,
    parts: Parts,
}

/// The file of one version, of which only the form was looked at: the rest depends on its plan.
#[derive(Debug, Clone)]
pub struct VersionFile(String);

/// What is wrong with a file, and whether it cannot be read at all or is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// Where and what.
    pub invalid: Invalid,
    /// Whether its form is wrong.
    pub malformed: bool,
}

/// A plan and those of its versions that the caller may see, by their dates.
#[derive(Debug, Clone)]
pub struct VersionedPlan {
    /// What stands above the versions.
    pub plan: PlanRecord,
    /// The versions; a version's number is its place among them, from 1.
    pub versions: Vec<PlanVersionRecord>,
    /// How its examples come out, where they were run: not in a list, and for no partner's people, who
    /// may not see all the versions that they are about.
    pub examples: Option<Vec<Tried>>,
}

/// What whoever approves a version says to it.
#[derive(Debug, Clone, Default)]
pub struct Approval {
    /// The fingerprint that the version had when it was looked at.
    pub fingerprint: Option<String>,
    /// Why it is approved although examples fail.
    pub reason: Option<Note>,
}

impl VersionedPlan {
    /// The place among its versions of the one in force on a day: the latest approved that has begun.
    pub fn place_on(&self, day: chrono::NaiveDate) -> Option<usize> {
        let in_force = |version: &PlanVersionRecord| {
            version.approved.is_some() && version.effective_from <= day
        };
        self.versions.iter().rposition(in_force)
    }
}

/// Reads a plan file, or says all that is wrong with it.
pub fn read_file(bytes: &[u8]) -> Result<PlanFile, Vec<FileFault>> {
    let apart = plan_file::take_apart(bytes);
    let (draft, parts) =
        apart.map_err(|found| found.faults.into_iter().map(file_fault).collect::<Vec<_>>())?;
    let text = if draft.name.is_empty() { draft.code.as_str() } else { draft.name.as_str() };
    let Some(name) = Name::parse(text) else {
        let message = "is not 1 to 200 characters of plain text".to_owned();
        let invalid = Invalid { pointer: "/name".to_owned(), code: "name", message };
        return Err(vec![FileFault { invalid, malformed: false }]);
    };
    Ok(PlanFile { draft, name, parts })
}

/// Reads the file of one version, or says all that is wrong with it where its form is.
pub fn read_version(bytes: &[u8]) -> Result<VersionFile, Vec<FileFault>> {
    let faults: Vec<FileFault> =
        plan_file::version_faults(bytes).into_iter().map(file_fault).collect();
    let text = String::from_utf8_lossy(bytes).into_owned();
    if faults.iter().any(|fault| fault.malformed) { Err(faults) } else { Ok(VersionFile(text)) }
}

fn file_fault(PlanFault { path, value: _, message, kind }: PlanFault) -> FileFault {
    let (code, malformed) = match kind {
        PlanFaultKind::UnknownField => ("unknown_field", true),
        PlanFaultKind::WrongType => ("wrong_type", true),
        PlanFaultKind::Missing => ("required", false),
        PlanFaultKind::Value => ("plan", false),
    };
    FileFault { invalid: Invalid { pointer: path, code, message }, malformed }
}

/// Keeps a plan with its versions, none of them approved yet.
pub fn create(tx: &mut Tx<'_>, by: &By, file: &PlanFile) -> Result<VersionedPlan, ServiceError> {
    let PlanFile { draft, name, parts } = file;
    if plans::by_code(tx, &draft.code)?.is_some() {
        let detail = format!("{} is the code of another plan", draft.code);
        return Err(ServiceError::Conflict("code_taken", detail));
    }
    let plan = PlanRecord {
        id: new_id(),
        code: draft.code.clone(),
        name: name.clone(),
        fiscal_year_start: draft.fiscal_year_start,
        minimum_payout: Money { amount: draft.minimum_payout, currency: draft.currency },
        file: parts.head.clone(),
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    plans::insert(tx, &plan).map_err(ServiceError::meanwhile)?;
    for (version, file) in draft.versions.iter().zip(&parts.versions) {
        let prepared = prepared(by, &plan.id, (version.effective_from, file.clone()));
        plans::insert_version(tx, &prepared)?;
    }
    let after = json!({"plan": as_json(&parts.head), "versions": draft.versions.len()});
    note(tx, by, &plan.id, ("plans.create", after))?;
    get(tx, &plan.id)
}

fn prepared(
    by: &By,
    plan: &PlanId,
    (effective_from, file): (chrono::NaiveDate, String),
) -> PlanVersionRecord {
    PlanVersionRecord {
        id: new_id(),
        plan: plan.clone(),
        effective_from,
        file,
        prepared_by: by.actor.user().clone(),
        approved: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    }
}

/// A plan that the caller may see, its examples run.
pub fn get(tx: &mut Tx<'_>, id: &PlanId) -> Result<VersionedPlan, ServiceError> {
    let known = by_id(tx, id)?;
    if tx.scope().partner().is_some() {
        return Ok(known);
    }
    let examples = Some(examples::tried(&known)?);
    Ok(VersionedPlan { examples, ..known })
}

/// A plan that the caller may see.
pub fn by_id(tx: &mut Tx<'_>, id: &PlanId) -> Result<VersionedPlan, ServiceError> {
    let plan = plans::by_id(tx, id)?.ok_or(ServiceError::NotFound)?;
    let versions = plans::versions(tx, id)?;
    Ok(VersionedPlan { plan, versions, examples: None })
}

/// A page of the plans that the caller may see.
pub fn list(
    tx: &mut Tx<'_>,
    _: &By,
    listing: &Listing,
) -> Result<Page<VersionedPlan>, ServiceError> {
    let page = plans::list(tx, listing)?;
    let versioned = |plan: PlanRecord| -> Result<VersionedPlan, ServiceError> {
        let versions = plans::versions(tx, &plan.id)?;
        Ok(VersionedPlan { plan, versions, examples: None })
    };
    page.over(|rows| rows.into_iter().map(versioned).collect())
}

/// Prepares another version of a plan; `seen` is the version of its record that the caller has seen.
pub fn add_version(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&PlanId, Option<i32>),
    file: &VersionFile,
) -> Result<VersionedPlan, ServiceError> {
    let known = by_id(tx, id)?;
    fresh(known.plan.version, seen)?;
    let others: Vec<&PlanVersionRecord> = known.versions.iter().collect();
    let version = checked(&known.plan, &others, file)?;
    let version = prepared(by, id, version);
    plans::insert_version(tx, &version).map_err(ServiceError::meanwhile)?;
    touch(tx, by, &known.plan)?;
    note(tx, by, id, ("plans.add_version", as_json(&file.0)))?;
    get(tx, id)
}

/// Writes a prepared version anew; an approved one never changes.
pub fn change_version(
    tx: &mut Tx<'_>,
    by: &By,
    (id, n, seen): (&PlanId, usize, Option<i32>),
    file: &VersionFile,
) -> Result<VersionedPlan, ServiceError> {
    let known = by_id(tx, id)?;
    let before = numbered(&known, n)?;
    fresh(known.plan.version, seen)?;
    still_open(before, n)?;
    let others: Vec<&PlanVersionRecord> =
        known.versions.iter().filter(|other| other.id != before.id).collect();
    let (effective_from, file) = checked(&known.plan, &others, file)?;
    let after = PlanVersionRecord {
        effective_from,
        file,
        prepared_by: by.actor.user().clone(),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    store(tx, &after)?;
    touch(tx, by, &known.plan)?;
    note(tx, by, id, ("plans.change_version", as_json(&after.file)))?;
    get(tx, id)
}

/// Approves a version, which never changes from then on; whoever prepared it may not. Where a
/// fingerprint is given, it is approved as it had that one. The plan's examples hold, or there is a
/// reason to do without.
pub fn approve(
    tx: &mut Tx<'_>,
    by: &By,
    (id, n, seen): (&PlanId, usize, Option<i32>),
    Approval { fingerprint, reason }: &Approval,
) -> Result<VersionedPlan, ServiceError> {
    let known = by_id(tx, id)?;
    let before = numbered(&known, n)?;
    fresh(known.plan.version, seen)?;
    still_open(before, n)?;
    by.is_second_to(&before.prepared_by)?;
    let is = as_seen(before.fingerprint(&known.plan), fingerprint.as_deref())?;
    let failing = examples::failing(&known, reason.as_ref())?;
    let after = PlanVersionRecord {
        approved: Some(Done { by: by.actor.user().clone(), at: by.at() }),
        version: before.version + 1,
        updated_at: by.at(),
        ..before.clone()
    };
    store(tx, &after)?;
    touch(tx, by, &known.plan)?;
    let mut after = json!({
        "version_id": before.id.as_str(),
        "effective_from": after.effective_from.to_string(),
        "approved": true,
        "approved_fingerprint": is.to_string(),
    });
    if let (Some(reason), false) = (reason, failing.is_empty()) {
        after["examples_failed"] = json!({"names": failing, "reason": reason.as_str()});
    }
    approval::keep(tx, before.id.as_str(), &is)?;
    note(tx, by, id, ("plans.approve_version", after))?;
    get(tx, id)
}

/// A plan in plain English, with the versions that the caller may see.
pub fn explain(tx: &mut Tx<'_>, id: &PlanId) -> Result<PlanText, ServiceError> {
    let plan = seen_plan(&by_id(tx, id)?)?;
    Ok(plan.as_ref().map_or_else(PlanText::default, sentences))
}

/// A plan with the versions that the caller may see, as the engine reads it; `None` where there are none.
pub fn seen_plan(known: &VersionedPlan) -> Result<Option<Plan>, ServiceError> {
    let versions: Vec<&PlanVersionRecord> = known.versions.iter().collect();
    if versions.is_empty() {
        return Ok(None);
    }
    plan_of(&file_of(&known.plan, &versions)?).map(Some)
}

/// The plan file with the versions that were approved, as the engine is given it; `None` where none was.
pub fn approved_file(tx: &mut Tx<'_>, id: &PlanId) -> Result<Option<String>, ServiceError> {
    let known = by_id(tx, id)?;
    let approved: Vec<&PlanVersionRecord> =
        known.versions.iter().filter(|version| version.approved.is_some()).collect();
    if approved.is_empty() { Ok(None) } else { file_of(&known.plan, &approved).map(Some) }
}

/// The plan with the versions that were approved, as the engine reads it.
pub fn approved_plan(tx: &mut Tx<'_>, id: &PlanId) -> Result<Option<Plan>, ServiceError> {
    approved_file(tx, id)?.map(|file| plan_of(&file)).transpose()
}

fn plan_of(file: &str) -> Result<Plan, ServiceError> {
    plan_file::read(file.as_bytes()).map_err(|found| {
        let first = found.faults.first().map(|fault| format!("{}: {}", fault.path, fault.message));
        ServiceError::Internal(format!("a kept plan: {}", first.unwrap_or_default()))
    })
}

fn file_of(plan: &PlanRecord, versions: &[&PlanVersionRecord]) -> Result<String, ServiceError> {
    let versions: Vec<&str> = versions.iter().map(|version| version.file.as_str()).collect();
    join(plan, &versions)
}

fn join(plan: &PlanRecord, versions: &[&str]) -> Result<String, ServiceError> {
    plan_file::join(&plan.file, versions)
        .map_err(|fault| ServiceError::Internal(format!("a kept plan: {}", fault.message)))
}

/// The date and the text of a version that its plan can have beside its others.
fn checked(
    plan: &PlanRecord,
    others: &[&PlanVersionRecord],
    VersionFile(new): &VersionFile,
) -> Result<(chrono::NaiveDate, String), ServiceError> {
    let mut texts: Vec<&str> = others.iter().map(|version| version.file.as_str()).collect();
    texts.push(new);
    let place = format!("/versions/{}", others.len());
    let apart = plan_file::take_apart(join(plan, &texts)?.as_bytes()).map_err(|found| {
        let faults = found.faults.into_iter().map(|fault| {
            let mut invalid = file_fault(fault).invalid;
            // What is sent is the version alone.
            if let Some(below) = invalid.pointer.strip_prefix(&place) {
                invalid.pointer = below.to_owned();
            }
            invalid
        });
        ServiceError::Invalid(faults.collect())
    });
    let (draft, parts) = apart?;
    let found = draft.versions.last().zip(parts.versions.last());
    let gone = || ServiceError::Internal("a plan without its last version".to_owned());
    found.map(|(version, file)| (version.effective_from, file.clone())).ok_or_else(gone)
}

fn numbered(known: &VersionedPlan, n: usize) -> Result<&PlanVersionRecord, ServiceError> {
    let place = n.checked_sub(1).ok_or(ServiceError::NotFound)?;
    known.versions.get(place).ok_or(ServiceError::NotFound)
}

fn still_open(version: &PlanVersionRecord, n: usize) -> Result<(), ServiceError> {
    if version.approved.is_none() {
        return Ok(());
    }
    let detail = format!("version {n} is approved and never changes; add another");
    Err(ServiceError::Conflict("version_approved", detail))
}

fn store(tx: &mut Tx<'_>, version: &PlanVersionRecord) -> Result<(), ServiceError> {
    ServiceError::stale_unless(plans::update_version(tx, version)?)
}

/// A plan's tag changes with its versions, whose numbers count on each other.
fn touch(tx: &mut Tx<'_>, by: &By, plan: &PlanRecord) -> Result<(), ServiceError> {
    let after = PlanRecord { version: plan.version + 1, updated_at: by.at(), ..plan.clone() };
    ServiceError::stale_unless(plans::update(tx, &after)?)
}

/// A kept text as JSON, for the trail.
fn as_json(file: &str) -> Value {
    serde_json::from_str(file).unwrap_or_default()
}

fn note(
    tx: &mut Tx<'_>,
    by: &By,
    plan: &PlanId,
    (action, after): (&'static str, Value),
) -> Result<(), ServiceError> {
    let change = Change {
        action,
        subject_kind: "plan",
        subject_id: plan.as_str(),
        after: Some(after),
        ..Change::default()
    };
    audit::note(tx, by, &change)
}
