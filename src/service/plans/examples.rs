//! The examples that a plan carries: how they come out by its versions as these stand.

use super::{VersionedPlan, file_of};
use crate::commission::plan::Plan;
use crate::domain::{Note, PlanVersionRecord};
use crate::formats::plan_examples::{self, Tried};
use crate::formats::plan_file;
use crate::service::error::ServiceError;

/// The most lines that are told of one example that fails.
const MOST_LINES: usize = 3;

/// Runs the examples of a plan. Of one that was kept before its examples were judged, and has some
/// that cannot be read, none are run.
pub(super) fn tried(known: &VersionedPlan) -> Result<Vec<Tried>, ServiceError> {
    let versions: Vec<&PlanVersionRecord> = known.versions.iter().collect();
    let file = file_of(&known.plan, &versions)?;
    let Ok((draft, examples)) = plan_file::read_draft(file.as_bytes()) else {
        return Ok(Vec::new());
    };
    let Ok(plan) = Plan::new(draft) else { return Ok(Vec::new()) };
    Ok(examples.iter().map(|example| plan_examples::run(&plan, example)).collect())
}

/// The names of the examples that fail, where a reason was given to do without them; otherwise none
/// may.
pub(super) fn failing(
    known: &VersionedPlan,
    reason: Option<&Note>,
) -> Result<Vec<String>, ServiceError> {
    let mut failing = tried(known)?;
    failing.retain(|example| !example.holds());
    if failing.is_empty() || reason.is_some() {
        return Ok(failing.iter().map(|example| example.name.to_string()).collect());
    }
    let told: Vec<String> = failing.iter().map(told).collect();
    let detail = format!("examples fail, and no reason is given: {}", told.join("; "));
    Err(ServiceError::Unprocessable("examples_fail", detail))
}

fn told(example: &Tried) -> String {
    let lines: Vec<String> = example.complaints().into_iter().take(MOST_LINES).collect();
    format!("“{}”: {}", example.name, lines.join(", "))
}
