//! The report of the pipeline: how the recruits of some days came on.

use super::super::by::By;
use super::super::error::ServiceError;
use super::super::settings;
use crate::domain::recruit::{self, Pipeline};
use crate::domain::{PartnerId, Span, start_of};
use crate::storage::Tx;
use crate::storage::recruits::pipeline::courses;

/// How the recruits that were received on some days came on, of those that the caller may see; and within
/// how many hours somebody is to speak to one that is received today.
pub fn pipeline(
    tx: &mut Tx<'_>,
    by: &By,
    (days, partner): (Span, Option<&PartnerId>),
) -> Result<(Pipeline, u32), ServiceError> {
    let settings = settings::in_force(tx, by.now.today)?;
    let start = |day| start_of(day, settings.zone).naive_utc();
    let behind = days.last.succ_opt().unwrap_or(days.last);
    let courses = courses(tx, (start(days.first), start(behind)), partner)?;
    Ok((recruit::pipeline(&courses, by.at()), settings.recruits.first_contact_hours))
}
