//! The reports of some days.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Figure, LineChart};
use crate::domain::check_in::Compliance;
use crate::service::overview::Reports;
use crate::web::texts::Texts;

impl LineChart {
    /// How many reports came on each day before today, and how many were expected at most; none where no
    /// day is over. Today's still come, though its cut-off has passed. `path` says where a day's are.
    pub(in crate::web) fn of_reports(
        t: &'static Texts,
        (reports, today): (&Reports, NaiveDate),
        path: impl Fn(NaiveDate) -> String,
    ) -> Option<Self> {
        let mut days: BTreeMap<NaiveDate, Compliance> = BTreeMap::new();
        for (_, day, report) in reports.reports.iter().filter(|(_, day, _)| *day < today) {
            days.entry(*day).or_default().extend([*report]);
        }
        let expected = days.values().map(|day| day.expected()).max()?;
        let point = |(day, of): (&NaiveDate, &Compliance)| Figure {
            name: day.to_string(),
            value: of.submitted().into(),
            text: format!("{} / {}", of.submitted(), of.expected()),
        };
        let points = days.iter().map(point).collect();
        let paths = days.keys().map(|day| path(*day)).collect();
        let label = t.desk.overview.fourteen_days;
        Some(Self::new(t, label, (points, Some(expected.into()))).linked(paths))
    }
}
