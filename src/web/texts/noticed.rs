//! What was noticed of a person's day, and why two registrations may mean one seller.

use super::Language;
use crate::domain::anomaly::{Apart, Burst, FarAboveUsual, Finding, Lasted, Unsupported};
use crate::domain::identity::{Likeness, Similarity};
use crate::domain::recruit::ReviewReason;
use chrono::{Datelike, NaiveDateTime};

/// A figure or a name among words of the other direction.
fn set_apart(what: impl std::fmt::Display) -> String {
    format!("\u{2068}{what}\u{2069}")
}

fn minute(at: NaiveDateTime) -> String {
    set_apart(at.format("%F %H:%M"))
}

impl Language {
    /// What was noticed, with its rule and its numbers.
    pub(in crate::web) fn finding(self, finding: &Finding) -> String {
        match (self, finding) {
            (Self::English, finding) => finding.to_string(),
            (Self::Urdu, Finding::FarAboveUsual(far)) => far_above_usual(far),
            (Self::Urdu, Finding::SharedPhone(shared)) => {
                let phone = set_apart(shared.phone.masked());
                format!("فون نمبر {phone} {} گاہکوں پر درج ہے", shared.recruits.len())
            }
            (Self::Urdu, Finding::Burst(burst)) => in_a_burst(burst),
            (Self::Urdu, Finding::UnsupportedClaim(claim)) => {
                let Unsupported { what, claimed, logged } = claim;
                format!("{}: رپورٹ میں {claimed}، ریکارڈ میں {logged}", self.counted(*what))
            }
            (Self::Urdu, Finding::CaptureFarFromReceipt(apart)) => far_apart(apart),
        }
    }

    /// What makes it likely that two are one.
    pub(in crate::web) fn likeness(self, likeness: Likeness) -> String {
        match (self, likeness) {
            (Self::English, likeness) => likeness.to_string(),
            (Self::Urdu, Likeness::Phone) => "وہی فون نمبر".to_owned(),
            (Self::Urdu, Likeness::Email) => "وہی ای میل پتہ".to_owned(),
            (Self::Urdu, Likeness::Name(Similarity::SAME)) => "اسی شہر میں وہی نام".to_owned(),
            (Self::Urdu, Likeness::Name(similarity)) => {
                format!("اسی شہر میں ملتا جلتا نام (100 میں سے {})", similarity.get())
            }
        }
    }

    /// Why a manager is to look at a registration, from what is kept of it.
    pub(in crate::web) fn review_reason(self, kept: &str) -> String {
        match (self, ReviewReason::parse(kept)) {
            (Self::English, _) | (_, None) => kept.to_owned(),
            (Self::Urdu, Some(ReviewReason::OverDailyCap(cap))) => {
                format!("ایک دن میں {cap} سے زیادہ اندراج")
            }
            (Self::Urdu, Some(ReviewReason::Resembles(known, more))) => {
                let each = known.iter().map(|likeness| self.likeness(*likeness));
                let more = (more > 0).then(|| format!("اور {more} مزید"));
                each.chain(more).collect::<Vec<_>>().join("؛ ")
            }
        }
    }
}

fn far_above_usual(far: &FarAboveUsual) -> String {
    let language = Language::Urdu;
    let (what, weekday) = (language.counted(far.what), language.weekday(far.date.weekday()));
    let (date, value, days) = (set_apart(far.date), far.value, far.days);
    let (median, deviation) = (set_apart(far.median()), set_apart(far.deviation()));
    let (times, least) = (far.rules.usual_deviations, far.rules.usual_least_excess);
    format!(
        "{weekday} {date}، {what}: {value}؛ پہلے کے {days} دنوں ({weekday}) کا وسطانیہ {median}، \
         وسطانی انحراف {deviation}: اس سے {times} انحراف سے زیادہ اوپر، اور کم از کم {least} زیادہ"
    )
}

fn in_a_burst(burst: &Burst) -> String {
    let (first, last) = burst.local();
    let (first, last) = (minute(first), set_apart(last.format("%H:%M")));
    let (many, minutes) = (burst.rules.burst_records, burst.rules.burst_minutes);
    let records = burst.records;
    format!("{first} سے {last} تک {records} اندراج: {minutes} منٹ میں {many} یا زیادہ")
}

fn far_apart(apart: &Apart) -> String {
    let (captured, received) = apart.local();
    let (captured, received) = (minute(captured), minute(received));
    let (between, hours) = (lasted(apart.between()), apart.rules.capture_hours);
    let how = if apart.is_before() {
        format!("لکھے جانے سے {between} پہلے")
    } else {
        format!("{between} بعد، {hours} گھنٹوں سے زیادہ")
    };
    format!("لکھا گیا {captured}، موصول ہوا {received}: {how}")
}

fn lasted(lasted: Lasted) -> String {
    match lasted {
        Lasted::Minutes(minutes) => format!("{minutes} منٹ"),
        Lasted::Hours(hours, minutes) => format!("{hours} گھنٹے {minutes} منٹ"),
        Lasted::Days(days, hours) => format!("{days} دن {hours} گھنٹے"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::anomaly::{
        AnomalyRules, SharedPhone, find_apart, find_burst, find_far_above_usual,
    };
    use crate::domain::check_in::Counted;
    use crate::domain::{Phone, RecruitId, parse_date};
    use chrono_tz::Tz::Asia__Karachi;

    /// Every number in a text, in order of size, so that two languages can be compared.
    fn numbers(text: &str) -> Vec<String> {
        let parts = text.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
        let mut numbers: Vec<String> =
            parts.map(|part| part.trim_matches('.').to_owned()).filter(|p| !p.is_empty()).collect();
        numbers.sort();
        numbers.dedup();
        numbers
    }

    fn findings() -> Vec<Finding> {
        let rules = AnomalyRules::default();
        let date = parse_date("2026-11-23").unwrap();
        let at = |text: &str| text.parse().unwrap();
        let far = find_far_above_usual(Counted::Visits, 12, date, &[3, 4, 3, 4], &rules);
        let apart = |captured, received| {
            let found = find_apart(at(captured), at(received), Asia__Karachi, &rules);
            Finding::CaptureFarFromReceipt(found.unwrap())
        };
        let phone = Phone::parse("0300 1234567").unwrap();
        let shared = SharedPhone { phone, recruits: [1, 2].map(RecruitId::from_bits).to_vec() };
        let burst = find_burst(&[at("2026-11-23T12:00:00Z"); 8], Asia__Karachi, &rules);
        vec![
            Finding::FarAboveUsual(far.unwrap()),
            Finding::SharedPhone(shared),
            Finding::Burst(burst.unwrap()),
            Finding::UnsupportedClaim(Unsupported { what: Counted::Calls, claimed: 5, logged: 2 }),
            apart("2026-11-20T09:30:00Z", "2026-11-23T12:00:00Z"),
            apart("2026-11-23T13:30:00Z", "2026-11-23T12:00:00Z"),
            apart("2026-11-23T12:06:00Z", "2026-11-23T12:00:00Z"),
        ]
    }

    #[test]
    fn a_finding_names_the_same_numbers_in_both_languages() {
        for finding in findings() {
            let [english, urdu] = [Language::English, Language::Urdu].map(|l| l.finding(&finding));
            assert_eq!(english, finding.to_string());
            assert_eq!(numbers(&english), numbers(&urdu), "{english} {urdu}");
            assert!(!urdu.contains(|letter: char| letter.is_ascii_alphabetic()), "{urdu}");
        }
    }

    #[test]
    fn a_resemblance_is_said_in_the_readers_language() {
        let similar = Likeness::Name(Similarity::new(93).unwrap());
        for likeness in
            [Likeness::Phone, Likeness::Email, similar, Likeness::Name(Similarity::SAME)]
        {
            let urdu = Language::Urdu.likeness(likeness);
            assert!(!urdu.contains(|letter: char| letter.is_ascii_alphabetic()), "{urdu}");
            assert_eq!(Language::English.likeness(likeness), likeness.to_string());
        }
        assert!(Language::Urdu.likeness(similar).contains("93"));
        let known = ReviewReason::Resembles(vec![similar], 2);
        for reason in [ReviewReason::OverDailyCap(30), known] {
            let (kept, urdu) = (reason.kept(), Language::Urdu.review_reason(&reason.kept()));
            assert_eq!(Language::English.review_reason(&kept), kept);
            assert_eq!(numbers(&kept), numbers(&urdu), "{kept} {urdu}");
        }
        assert_eq!(Language::Urdu.review_reason("asked by hand"), "asked by hand");
    }
}
