//! Windows on their first and last days. `docs/COMMISSIONS.md` section 1.

use crate::build::{paying, rule, sale, tiers_over};

/// Whether two days are in one window: the second credit of a window is paid, the first is not.
fn share_a_window(window: &str, fiscal_year_start: u8, first: &str, second: &str) -> bool {
    let pay = tiers_over(window, "marginal count", &[("0", "0"), ("1", "100")]);
    let given = paying([rule("r", pay)])
        .plan_with("fiscal_year_start", fiscal_year_start)
        .sale(sale("A", "P", "1", first))
        .sale(sale("B", "P", "1", second));
    !given.entries("2028-12").is_empty()
}

#[test]
fn hold_their_last_day_and_not_the_next() {
    for (window, fiscal_year_start, first, last, next) in [
        ("month", 1, "2026-07-01", "2026-07-31", "2026-08-01"),
        ("month", 7, "2028-02-01", "2028-02-29", "2028-03-01"),
        ("quarter", 1, "2026-10-01", "2026-12-31", "2027-01-01"),
        ("quarter", 7, "2026-07-01", "2026-09-30", "2026-10-01"),
        ("quarter", 2, "2026-11-01", "2027-01-31", "2027-02-01"),
        ("quarter", 12, "2026-12-01", "2027-02-28", "2027-03-01"),
        ("year", 1, "2026-01-01", "2026-12-31", "2027-01-01"),
        ("year", 7, "2026-07-01", "2027-06-30", "2027-07-01"),
        ("year", 3, "2027-03-01", "2028-02-29", "2028-03-01"),
    ] {
        let same = |one, other| share_a_window(window, fiscal_year_start, one, other);
        assert!(same(first, last), "{first} and {last} in one {window}");
        assert!(!same(last, next), "{last} and {next} in two {window}s");
    }
}

#[test]
fn follow_the_calendar_year_where_the_plan_does_not_say() {
    let pay = tiers_over("year", "marginal count", &[("0", "0"), ("1", "100")]);
    let given = paying([rule("r", pay)])
        .sale(sale("A", "P", "1", "2026-01-01"))
        .sale(sale("B", "P", "1", "2026-12-31"))
        .sale(sale("C", "P", "1", "2027-01-01"));
    assert_eq!(given.entries("2027-12"), ["2026-12 P B r earning 1.00"]);
}
