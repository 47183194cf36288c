//! How many of the reports that were expected came.

use super::super::proportion::Proportion;

/// What became of one expected report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// It came by the cut-off.
    OnTime,
    /// It came later.
    Late,
    /// It did not come.
    Missing,
}

/// Expected reports, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compliance {
    /// Came by the cut-off.
    pub on_time: u32,
    /// Came later.
    pub late: u32,
    /// Did not come.
    pub missing: u32,
}

impl Compliance {
    /// All that were expected.
    pub fn expected(self) -> u32 {
        self.submitted().saturating_add(self.missing)
    }

    /// All that came.
    pub fn submitted(self) -> u32 {
        self.on_time.saturating_add(self.late)
    }

    /// Of those expected, which came by the cut-off; `None` where none was.
    pub fn on_time_rate(self) -> Option<Proportion> {
        Proportion::of(self.on_time, self.expected())
    }

    /// Of those expected, which came; `None` where none was.
    pub fn submitted_rate(self) -> Option<Proportion> {
        Proportion::of(self.submitted(), self.expected())
    }
}

impl Extend<Report> for Compliance {
    fn extend<I: IntoIterator<Item = Report>>(&mut self, reports: I) {
        for report in reports {
            let count = match report {
                Report::OnTime => &mut self.on_time,
                Report::Late => &mut self.late,
                Report::Missing => &mut self.missing,
            };
            *count = count.saturating_add(1);
        }
    }
}

impl FromIterator<Report> for Compliance {
    fn from_iter<I: IntoIterator<Item = Report>>(reports: I) -> Self {
        let mut compliance = Self::default();
        compliance.extend(reports);
        compliance
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::calendar::{Span, parse_date};
    use super::super::super::working_calendar::{Absence, Week, WorkingCalendar};
    use super::*;

    /// 26 people in a week of six days with a holiday are 130 days; five of them are leave.
    #[test]
    fn a_week_of_26_people_is_counted() {
        let day = |text| parse_date(text).unwrap();
        let calendar = WorkingCalendar::new(Week::SIX_DAYS, [day("2026-08-14")]);
        let leave = |first, last| Absence {
            day_off: None,
            leave: vec![Span { first: day(first), last: day(last) }],
        };
        let mut people = vec![Absence::default(); 24];
        // Three days, and two: the holiday and the Sunday within are no days of leave.
        people.extend([leave("2026-08-11", "2026-08-13"), leave("2026-08-13", "2026-08-16")]);
        let dates = day("2026-08-10").iter_days().take(7);
        let expected: usize = dates
            .map(|date| people.iter().filter(|person| calendar.is_expected(date, person)).count())
            .sum();
        assert_eq!((people.len(), expected), (26, 125));

        let came = [(Report::OnTime, 104), (Report::Late, 9), (Report::Missing, expected - 113)];
        let reports =
            came.into_iter().flat_map(|(report, count)| std::iter::repeat_n(report, count));
        let week: Compliance = reports.collect();
        assert_eq!(week, Compliance { on_time: 104, late: 9, missing: 12 });
        assert_eq!((week.expected(), week.submitted()), (125, 113));
        assert_eq!(week.on_time_rate().unwrap().to_string(), "83.20");
        assert_eq!(week.submitted_rate().unwrap().to_string(), "90.40");
    }

    #[test]
    fn of_nothing_expected_there_is_no_rate() {
        assert_eq!(Compliance::default().on_time_rate(), None);
        assert_eq!(Compliance::default().submitted_rate(), None);
    }
}
