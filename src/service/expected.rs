//! Of whom a report of a day is expected, by the settings, the working days, weeks and leaves of that day.
//!
//! `docs/DOMAIN.md`, "Check-ins".

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use super::error::ServiceError;
use super::settings;
use crate::domain::check_in::Deadlines;
use crate::domain::programme::Settings;
use crate::domain::{Absence, Leave, PersonWeek, Role, Span, WorkingCalendar, day_of};
use crate::storage::check_ins_day::Person;
use crate::storage::{Tx, calendar as stored};

/// What holds on one day.
#[derive(Debug, Clone)]
pub(super) struct DayRules {
    pub settings: Settings,
    pub working: WorkingCalendar,
}

/// All that says of whom reports are expected on some days.
pub(super) struct Expected {
    rules: BTreeMap<NaiveDate, DayRules>,
    weeks: HashMap<String, Vec<PersonWeek>>,
    leaves: HashMap<String, Vec<Leave>>,
}

impl Expected {
    /// What holds on some days, of whom the scope may see.
    pub fn within(tx: &mut Tx<'_>, days: Span) -> Result<Self, ServiceError> {
        let declared: Vec<NaiveDate> =
            stored::holidays(tx)?.into_iter().map(|holiday| holiday.date).collect();
        let rules = settings::in_force_within(tx, days)?.into_iter().map(|(day, settings)| {
            let holidays = settings.holidays.iter().chain(&declared).copied();
            let working = WorkingCalendar::new(settings.week, holidays);
            (day, DayRules { settings, working })
        });
        let mut weeks: HashMap<String, Vec<PersonWeek>> = HashMap::new();
        for week in stored::weeks_until(tx, days.last)? {
            weeks.entry(week.user.to_string()).or_default().push(week);
        }
        let mut leaves: HashMap<String, Vec<Leave>> = HashMap::new();
        for leave in stored::leaves_within(tx, days)? {
            leaves.entry(leave.user.to_string()).or_default().push(leave);
        }
        Ok(Self { rules: rules.collect(), weeks, leaves })
    }

    /// Whether the programme works on one of the days.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.rules.get(&day).is_some_and(|rules| rules.working.is_working_day(day))
    }

    /// Whether the cut-off of one of the days has passed.
    pub fn is_over(&self, day: NaiveDate, at: DateTime<Utc>) -> bool {
        self.rules.get(&day).is_some_and(|DayRules { settings, working }| {
            at > Deadlines::of(day, working, settings.zone, &settings.check_ins).cut_off
        })
    }

    /// Whether a person's report of one of the days is expected: of staff, and of those who chose to,
    /// since they are there and while they are not away by right.
    pub fn expects(&self, person: &Person, day: NaiveDate) -> bool {
        let Some(DayRules { settings, working }) = self.rules.get(&day) else { return false };
        let user = person.user.as_str();
        let weeks = self.weeks.get(user);
        let week = weeks.and_then(|weeks| weeks.iter().rfind(|week| week.from <= day));
        let reports = week.map_or(person.role == Role::PartnerStaff, |week| week.reports);
        let leaves = self.leaves.get(user).map_or(&[][..], Vec::as_slice);
        let holding = leaves.iter().filter(|leave| leave.holds_on(day, settings.zone));
        let leave = holding.map(|leave| leave.days).collect();
        let absence = Absence { day_off: week.and_then(|week| week.day_off), leave };
        let created: DateTime<Utc> = person.created_at.and_utc();
        reports && day_of(created, settings.zone) <= day && working.is_expected(day, &absence)
    }
}
