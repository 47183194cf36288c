//! Which reports of a month came, and which of the last working day did not.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::super::by::By;
use super::super::error::ServiceError;
use super::super::expected::Expected;
use super::figures::Tally;
use crate::domain::check_in::Report;
use crate::domain::{Period, Span};
use crate::storage::check_ins_day::{self, Person};
use crate::storage::{Tx, overview as stored};

/// How far back the last working day is looked for: no row of holidays is longer.
const BACK: Days = Days::new(31);

/// The people who report, and the days on which they are to.
pub(super) struct Reporting {
    people: Vec<Person>,
    expected: Expected,
    /// The last day whose cut-off has passed.
    last: Option<NaiveDate>,
    /// The last working day among these.
    pub last_working: Option<NaiveDate>,
}

impl Reporting {
    /// What is to be known of the reports until a day.
    pub fn until(tx: &mut Tx<'_>, by: &By, on: NaiveDate) -> Result<Self, ServiceError> {
        let first = on.checked_sub_days(BACK).unwrap_or(on);
        let expected = Expected::within(tx, Span { first, last: on })?;
        let over = |day: &NaiveDate| expected.is_over(*day, by.now.at);
        let days = || first.iter_days().take_while(|day| *day <= on).filter(over);
        let last_working = days().filter(|day| expected.is_working_day(*day)).last();
        let last = days().last();
        Ok(Self { people: check_ins_day::people(tx)?, last, last_working, expected })
    }

    /// The last of some days whose reports are counted.
    pub fn last_in(&self, days: Span) -> Option<NaiveDate> {
        self.last.filter(|last| days.holds(*last))
    }

    /// Counts the reports of the days whose cut-off has passed.
    pub fn tally(
        &self,
        tx: &mut Tx<'_>,
        tally: &mut Tally,
        days: Span,
    ) -> Result<(), ServiceError> {
        let Some(last) = self.last_in(days) else { return Ok(()) };
        for (person, _, report) in self.reports(tx, Span { first: days.first, last })? {
            tally.add_report(&person.partner, report);
        }
        Ok(())
    }

    /// What became of each report that was expected on some days of one month.
    pub fn reports(
        &self,
        tx: &mut Tx<'_>,
        days: Span,
    ) -> Result<Vec<(&Person, NaiveDate, Report)>, ServiceError> {
        let mut came: HashMap<(String, bool), i64> = HashMap::new();
        for reported in stored::reported(tx, days)? {
            came.insert((reported.user, reported.late), reported.days);
        }
        let mut reports = Vec::new();
        for person in &self.people {
            let of = |late| came.get(&(person.user.to_string(), late)).copied().unwrap_or(0);
            let (on_time, late) = (of(false), of(true));
            for day in days.first.iter_days().take_while(|day| *day <= days.last) {
                if self.expected.expects(person, day) {
                    reports.push((person, day, report(day, on_time, late)));
                }
            }
        }
        Ok(reports)
    }

    /// What became of each report that was expected on the last working day.
    pub fn of_last_working(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<Vec<(&Person, NaiveDate, Report)>, ServiceError> {
        match self.last_working {
            Some(day) => self.reports(tx, Span { first: day, last: day }),
            None => Ok(Vec::new()),
        }
    }
}

/// A day's report by the days on which some came.
fn report(day: NaiveDate, on_time: i64, late: i64) -> Report {
    let first = Period::of(day).first_day();
    let bit = 2_i64 << (day - first).num_days();
    match (on_time & bit != 0, late & bit != 0) {
        (true, _) => Report::OnTime,
        (false, true) => Report::Late,
        (false, false) => Report::Missing,
    }
}
