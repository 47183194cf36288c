//! What the page of a partner says.

use super::Line;

/// What the page of a partner says.
pub(in crate::web) struct PartnerPage {
    pub(in crate::web) people: Line,
    pub(in crate::web) nobody_yet: Line,
    pub(in crate::web) last_recruits: Line,
    pub(in crate::web) no_recruits: Line,
    pub(in crate::web) activities: Line,
    pub(in crate::web) no_activities: Line,
    pub(in crate::web) calendar: Line,
    pub(in crate::web) month_before: Line,
    pub(in crate::web) month_after: Line,
    pub(in crate::web) reported: Line,
    pub(in crate::web) late: Line,
    pub(in crate::web) missing: Line,
    pub(in crate::web) day_off: Line,
    /// On a working day of nobody.
    pub(in crate::web) nobody: Line,
    pub(in crate::web) to_come: Line,
    pub(in crate::web) all: Line,
}

pub(super) static ENGLISH: PartnerPage = PartnerPage {
    people: "People",
    nobody_yet: "Nobody of this partner can sign in yet.",
    last_recruits: "Last recruits",
    no_recruits: "Nothing is registered yet.",
    activities: "Last activities",
    no_activities: "Its people have logged nothing yet.",
    calendar: "Reports of",
    month_before: "The month before",
    month_after: "The month after",
    reported: "Reported",
    late: "Late",
    missing: "Missing",
    day_off: "Day off",
    nobody: "None expected",
    to_come: "Not over",
    all: "All of them",
};

pub(super) static URDU: PartnerPage = PartnerPage {
    people: "لوگ",
    nobody_yet: "اس پارٹنر کا ابھی کوئی شخص سائن ان نہیں کر سکتا۔",
    last_recruits: "تازہ گاہک",
    no_recruits: "ابھی کوئی اندراج نہیں۔",
    activities: "تازہ کام",
    no_activities: "اس کے لوگوں نے ابھی کچھ درج نہیں کیا۔",
    calendar: "رپورٹیں:",
    month_before: "پچھلا مہینہ",
    month_after: "اگلا مہینہ",
    reported: "آ گئی",
    late: "دیر سے",
    missing: "نہیں آئی",
    day_off: "چھٹی",
    nobody: "کسی سے نہیں",
    to_come: "باقی ہے",
    all: "سب دیکھیں",
};
