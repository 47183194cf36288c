//! A month of a partner's reports, day by day.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use chrono::{Datelike, NaiveDate};

use crate::domain::check_in::Compliance;
use crate::domain::{PartnerId, Period, Span, WorkingCalendar};
use crate::service::overview::{Reports, reports};
use crate::service::{By, ServiceError, Tx, calendar, settings};
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::listing;
use crate::web::texts::Line;

/// Which month is asked for; this one, where none is.
pub(super) fn asked(request: &HttpRequest, today: NaiveDate) -> Result<Period, PageError> {
    let mut month = Period::of(today);
    for (name, value) in listing::asked(request)? {
        let malformed = || PageError::Malformed(format!("{name}={value} is no parameter"));
        month = match name.as_str() {
            "month" => Period::parse(&value).ok_or_else(malformed)?,
            _ => return Err(malformed()),
        };
    }
    Ok(month.min(Period::of(today)))
}

/// What is known of a month.
pub(super) struct Found {
    month: Period,
    today: NaiveDate,
    working: WorkingCalendar,
    reports: Reports,
}

impl Found {
    /// A month of a partner, which has begun.
    pub(super) fn load(
        tx: &mut Tx<'_>,
        by: &By,
        (month, partner): (Period, &PartnerId),
    ) -> Result<Self, ServiceError> {
        let today = by.now.today;
        let days = Span { first: month.first_day(), last: month.last_day().min(today) };
        let settings = settings::in_force(tx, days.last)?;
        let working = calendar::working(tx, &settings)?;
        Ok(Self { month, today, working, reports: reports(tx, by, (days, Some(partner)))? })
    }
}

/// A month as it is shown.
pub(super) struct Calendar {
    pub(super) month: String,
    pub(super) days: Vec<Day>,
    pub(super) before: Period,
    /// None where it has not begun.
    pub(super) next: Option<Period>,
}

/// A day as it is shown.
pub(super) struct Day {
    pub(super) date: NaiveDate,
    pub(super) weekday: Line,
    /// In which column of a week it stands, from 1 on.
    pub(super) column: u32,
    pub(super) tone: Line,
    pub(super) word: Line,
    /// How many came of how many; nothing, where nobody had to report.
    pub(super) came: Option<String>,
}

impl Calendar {
    pub(super) fn of(frame: &Frame, found: &Found) -> Self {
        let mut counted: BTreeMap<NaiveDate, Compliance> = BTreeMap::new();
        for (_, day, report) in &found.reports.reports {
            counted.entry(*day).or_default().extend([*report]);
        }
        let Found { month, today, .. } = found;
        let days = month.first_day().iter_days().take_while(|day| *day <= month.last_day());
        let shown = days.map(|date| Day::of(frame, found, (date, counted.get(&date))));
        let next = Some(month.next()).filter(|next| next.first_day() <= *today);
        Self {
            month: frame.language.month(*month),
            days: shown.collect(),
            before: month.before(),
            next,
        }
    }
}

impl Day {
    fn of(frame: &Frame, found: &Found, (date, came): (NaiveDate, Option<&Compliance>)) -> Self {
        let t = frame.t.partner_page;
        let (tone, word) = match came {
            _ if !found.working.is_working_day(date) && came.is_none() => ("", t.day_off),
            Some(came) if came.missing > 0 => ("bad", t.missing),
            Some(came) if came.late > 0 => ("warn", t.late),
            Some(_) => ("good", t.reported),
            None if date >= found.today => ("", t.to_come),
            None => ("", t.nobody),
        };
        Self {
            date,
            weekday: frame.language.weekday(date.weekday()),
            column: date.weekday().number_from_monday(),
            tone,
            word,
            came: came.map(|came| format!("{} / {}", came.submitted(), came.expected())),
        }
    }
}
