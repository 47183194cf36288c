//! `verify` and bundles on books to which facts of closed months came late: each close is judged by what
//! it knew, and what is changed is found beside whatever came later.

use crate::books::{Books, on_both_late};
use crate::verify::find;

/// What is done past every rule beside the late facts; what is said of it.
const ATTACKS: [(&str, &str, &str); 13] = [
    // The sale was paid in August, and void in October.
    ("UPDATE sales SET amount = 30000 WHERE id = #sal2", ON_TIME, "was posted 2000 for sale S-2"),
    (
        "UPDATE sales SET amount = 30000 WHERE id = #sal2",
        "in 2026-10",
        "was posted -2000 for sale S-2, all, and earned -3000",
    ),
    ("UPDATE sales SET amount = 950001 WHERE id = #sal3", "in 2026-09", "sale S-3, all"),
    ("UPDATE sales SET verified_on = '2026-09-05' WHERE id = #sal3", NOTHING, ""),
    (
        "UPDATE sales SET amount = 77800 WHERE id = #sal4",
        "in 2026-10",
        "was posted 7770 for sale S-4, all, and earned 7780",
    ),
    (
        "UPDATE refunds SET amount = 200000 WHERE id = #ref2",
        "in 2026-10",
        "for sale S-3, all, and earned",
    ),
    ("UPDATE refunds SET status = 'void' WHERE id = #ref2", NOTHING, ""),
    (
        "UPDATE plan_versions SET file = replace(file, '\"20\"', '\"21\"')",
        "in 2026-10",
        "for sale S-3, all, and earned",
    ),
    (
        "UPDATE plan_versions SET file = replace(file, '\"10\"', '\"11\"')",
        ON_TIME,
        "was posted 2000 for sale S-2, all, and earned 2200",
    ),
    (
        "UPDATE agreements SET starts_on = '2026-09-02' WHERE id = #agr3",
        "partner SKT-002 in 2026-10",
        "was posted 68000 for sale S-3, all, and earned 0",
    ),
    (
        "UPDATE sale_credits SET share_parts = 100000000 - share_parts WHERE sale_id = #sal3",
        "in 2026-09",
        "was posted 57000 for sale S-3, all, and earned 38000",
    ),
    ("UPDATE entries SET amount = 7771 WHERE amount = 7770", "in 2026-10", "was posted 7771 for"),
    ("DELETE FROM entries WHERE amount = 2000", ON_TIME, "was posted nothing for sale S-2"),
];

const ON_TIME: &str = "partner SKT-001 in 2026-08";
/// No check of figures: how a fact stood is told by its changes, whatever it says today.
const NOTHING: &str = "nothing";

#[test]
fn late_facts_are_no_fault_and_hide_none() {
    on_both_late(|books| {
        let words = books.saathi(&["verify"]).accepted();
        let checked = words.lines().find(|line| line.contains("entitlements: ")).unwrap();
        assert_eq!(checked, "ok    entitlements: 6 checked, 0 wrong", "{words}");
    });
}

#[test]
fn whatever_is_changed_beside_late_facts_is_found() {
    for (sql, place, what) in ATTACKS {
        let books = Books::late();
        if place == NOTHING {
            books.attack(sql);
            let words = books.saathi(&["verify"]).stdout;
            assert!(words.contains("ok    entitlements: 6 checked, 0 wrong"), "{sql}: {words}");
            continue;
        }
        find(&books, &(sql, "entitlements", what));
        let words = books.saathi(&["verify"]).stdout;
        let told = |line: &str| line.contains(place) && line.contains(what);
        assert!(words.lines().any(told), "{sql}: {words}");
    }
}

/// Changes that were noted without saying what they were, as versions before this one did.
#[test]
fn what_cannot_be_told_any_more_is_counted_apart() {
    on_both_late(|books| {
        books.attack("UPDATE fact_changes SET status = NULL, verified_on = NULL, refund_id = NULL");
        let words = books.saathi(&["verify"]).accepted();
        let line = words.lines().find(|line| line.contains("entitlements: ")).unwrap();
        assert!(
            line.contains(" given: how their facts stood at the close cannot be told"),
            "{line}"
        );
    });
}
