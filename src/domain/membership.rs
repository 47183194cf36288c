//! Memberships: until when they run, when they are due for renewal, when a seller has lapsed.

use chrono::{Datelike, Months, NaiveDate};

use super::calendar::Days;
use super::seller::SellerStatus;

/// The numbers of memberships: settings, whose defaults are the programme's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MembershipRules {
    /// How many days before its end a membership is due for renewal, the longest first.
    pub renewal_notices: [Days; 3],
    /// How many days after its end a seller has lapsed.
    pub lapse: Days,
    /// How many months after its end a seller is new again.
    pub dormant_months: u32,
}

impl Default for MembershipRules {
    fn default() -> Self {
        Self {
            renewal_notices: [Days::of(90), Days::of(60), Days::of(30)],
            lapse: Days::of(30),
            dormant_months: 12,
        }
    }
}

/// The last day of a membership of so many months, paid for on a day: it begins on that day, or on the
/// day after the last of a term that still runs then.
pub fn membership_ends_on(
    paid_on: NaiveDate,
    running_until: Option<NaiveDate>,
    term_months: u32,
) -> NaiveDate {
    let after_running =
        running_until.filter(|last| *last >= paid_on).and_then(|last| last.succ_opt());
    let begins = after_running.unwrap_or(paid_on);
    let next = begins.checked_add_months(Months::new(term_months)).unwrap_or(NaiveDate::MAX);
    // A month without such a day, as February of the 31st, is run to its end.
    if next.day() < begins.day() { next } else { next.pred_opt().unwrap_or(next) }
}

/// A membership that ends soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// How many days are left, none on the last.
    pub days_left: i64,
    /// The notice that is in force: the shortest that the days left are within.
    pub notice: Days,
}

impl Renewal {
    /// Whether this is the day on which the notice falls due.
    pub fn falls_due(self) -> bool {
        self.days_left == i64::from(self.notice.get())
    }
}

/// Whether a membership is due for renewal on a day.
pub fn renewal(ends_on: NaiveDate, today: NaiveDate, rules: &MembershipRules) -> Option<Renewal> {
    let days_left = (ends_on - today).num_days();
    let within = |notice: &Days| (0..=i64::from(notice.get())).contains(&days_left);
    let notice = rules.renewal_notices.into_iter().filter(within).min()?;
    Some(Renewal { days_left, notice })
}

impl SellerStatus {
    /// What a seller is on a day, by the last day of its membership; `None` is a seller that never
    /// had one.
    pub fn on(ends_on: Option<NaiveDate>, today: NaiveDate, rules: &MembershipRules) -> Self {
        let Some(ends_on) = ends_on else { return SellerStatus::Prospect };
        let new_again = ends_on.checked_add_months(Months::new(rules.dormant_months));
        if new_again.is_some_and(|day| today >= day) {
            SellerStatus::Dormant
        } else if today >= rules.lapse.after(ends_on) {
            SellerStatus::Lapsed
        } else {
            SellerStatus::Active
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar::parse_date;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    #[test]
    fn a_term_begins_with_its_payment_or_after_the_running_one() {
        for (paid_on, running, months, ends_on) in [
            ("2026-07-15", None, 12, "2027-07-14"),
            ("2026-07-01", None, 1, "2026-07-31"),
            ("2026-07-15", Some("2026-08-31"), 12, "2027-08-31"),
            ("2026-07-15", Some("2026-07-15"), 12, "2027-07-15"),
            ("2026-07-15", Some("2026-07-14"), 12, "2027-07-14"),
            ("2026-01-31", None, 1, "2026-02-28"),
            ("2026-01-31", Some("2026-02-28"), 1, "2026-03-31"),
            ("2028-02-29", None, 12, "2029-02-28"),
            ("2028-01-30", None, 1, "2028-02-29"),
        ] {
            let ends = membership_ends_on(day(paid_on), running.map(day), months);
            assert_eq!(ends, day(ends_on), "{paid_on} {running:?} {months}");
        }
    }

    #[test]
    fn it_is_due_at_90_60_and_30_days() {
        for (today, due) in [
            ("2026-09-01", None),
            ("2026-09-02", Some((90, 90, true))),
            ("2026-09-03", Some((89, 90, false))),
            ("2026-10-02", Some((60, 60, true))),
            ("2026-11-01", Some((30, 30, true))),
            ("2026-12-01", Some((0, 30, false))),
            ("2026-12-02", None),
        ] {
            let found = renewal(day("2026-12-01"), day(today), &MembershipRules::default());
            let found = found.map(|due| (due.days_left, due.notice.get(), due.falls_due()));
            assert_eq!(found, due, "{today}");
        }
    }

    #[test]
    fn a_seller_lapses_after_30_days_and_is_new_again_after_a_year() {
        let rules = MembershipRules::default();
        for (today, status) in [
            ("2026-01-01", SellerStatus::Active),
            ("2026-06-30", SellerStatus::Active),
            ("2026-07-29", SellerStatus::Active),
            ("2026-07-30", SellerStatus::Lapsed),
            ("2027-06-29", SellerStatus::Lapsed),
            ("2027-06-30", SellerStatus::Dormant),
        ] {
            let found = SellerStatus::on(Some(day("2026-06-30")), day(today), &rules);
            assert_eq!(found, status, "{today}");
        }
        assert_eq!(SellerStatus::on(None, day("2026-01-01"), &rules), SellerStatus::Prospect);
    }
}
