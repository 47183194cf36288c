//! The report of the pipeline: how the recruits of some days came on.

use chrono::{Days, NaiveDate};

use super::super::by::By;
use super::super::error::ServiceError;
use super::super::settings;
use crate::domain::recruit::{self, Pipeline};
use crate::domain::{PartnerId, Span, start_of};
use crate::storage::Tx;
use crate::storage::recruits::pipeline::courses;

/// How many days are looked at where no first one is asked for.
const USUAL_DAYS: Days = Days::new(90 - 1);
/// How many days may be looked at.
pub const MOST_DAYS: i64 = 366;

/// The days from one to another, today where none is named, the last ninety without a first; `None`
/// where these are no days, or too many.
pub fn pipeline_days(
    (from, until): (Option<NaiveDate>, Option<NaiveDate>),
    today: NaiveDate,
) -> Option<Span> {
    let last = until.unwrap_or(today);
    let first = from.or(last.checked_sub_days(USUAL_DAYS)).unwrap_or(last);
    let are_days = (0..MOST_DAYS).contains(&(last - first).num_days());
    are_days.then_some(Span { first, last })
}

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
