//! The rows of the review, by what is to be done with them.

use chrono_tz::Tz;

use crate::domain::check_in::{CheckIn, CheckInStatus, Counted, Counts, Report as Came};
use crate::domain::recruit::{Recruit, Side};
use crate::domain::{Word, whatsapp};
use crate::service::check_ins_day::{Outcome, PartnerDay, PersonDay};
use crate::service::recruits::Alike;
use crate::service::review::{Case, Contested, Morning, Names, is_plain, is_to_check};
use crate::web::frame::Frame;
use crate::web::shown;
use crate::web::texts::{Language, Line};

/// Somebody whose report did not come.
pub(super) struct Missing {
    pub(super) user: String,
    pub(super) name: String,
    pub(super) partner: String,
    pub(super) missing_for: u32,
    pub(super) since: String,
    /// What is strange in the person's records of the day.
    pub(super) why: Vec<String>,
    /// Opens a message that is ready to send.
    pub(super) link: String,
    /// Whether it goes to the person, whose number is known then.
    pub(super) is_to_person: bool,
}

/// A report to look at.
pub(super) struct Report {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) partner: String,
    /// What it says, in few words.
    pub(super) told: String,
    /// Why it is looked at: each rule with its numbers.
    pub(super) why: Vec<String>,
    pub(super) came: String,
    pub(super) after_lock: bool,
    /// Whether nobody has decided it.
    pub(super) waits: bool,
    pub(super) status: CheckInStatus,
    pub(super) status_name: Line,
}

/// A partner's people who reported in time, and about whom there is nothing to check.
pub(super) struct OnTime {
    pub(super) partner: String,
    pub(super) path: String,
    pub(super) people: Vec<(String, String)>,
}

/// A company as somebody described it.
pub(super) struct Company {
    pub(super) name: String,
    pub(super) city: String,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) ntn: Option<String>,
    pub(super) member: Option<String>,
    /// Whose it is, said as `Held by`, `Protected for` or `Free`.
    pub(super) standing: Line,
    pub(super) whose: Option<String>,
    pub(super) at: Option<String>,
    pub(super) captured_at: Option<String>,
    pub(super) why: Option<String>,
}

/// A registration to decide, beside the companies that it resembles.
pub(super) struct Decision {
    pub(super) id: String,
    pub(super) reason: Option<String>,
    pub(super) own: Company,
    pub(super) alike: Vec<Company>,
}

/// A claim to decide, beside what stands against it.
pub(super) struct Claim {
    pub(super) id: String,
    pub(super) claimant: Party,
    pub(super) holder: Option<Party>,
}

/// One side of a conflict: its registration, what it says, and what it shows for that.
pub(super) struct Party {
    pub(super) company: Company,
    /// What it says, and when it said so; none where it has not.
    pub(super) said: Option<(String, String)>,
    pub(super) evidence: Vec<String>,
}

/// All rows of the page.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) missing: Vec<Missing>,
    pub(super) late: Vec<Report>,
    pub(super) to_check: Vec<Report>,
    pub(super) cases: Vec<Decision>,
    pub(super) conflicts: Vec<Claim>,
    pub(super) on_time: Vec<OnTime>,
    pub(super) on_time_count: u64,
    /// Of those on time, how many wait.
    pub(super) plain: u64,
    pub(super) reviewed: u64,
}

impl Rows {
    pub(super) fn of(frame: &Frame, morning: &Morning, zone: Tz) -> Self {
        let mut rows = Self::default();
        for partner in &morning.day.partners {
            let mut on_time = Vec::new();
            for person in &partner.people {
                rows.add((frame, zone), morning, (partner, person), &mut on_time);
            }
            if !on_time.is_empty() {
                let (id, date) = (&partner.id, morning.day.date);
                let path = format!("/check-ins?date={date}&partner_id={id}");
                rows.on_time.push(OnTime { partner: partner.name.clone(), path, people: on_time });
            }
        }
        rows.missing.sort_by_key(|missing| std::cmp::Reverse(missing.missing_for));
        rows.cases = morning
            .cases
            .rows
            .iter()
            .map(|case| decision(frame, case, (&morning.names, zone)))
            .collect();
        let claim = |contested| claim(frame, contested, (&morning.names, zone));
        rows.conflicts = morning.conflicts.rows.iter().map(claim).collect();
        rows
    }

    fn add(
        &mut self,
        (frame, zone): (&Frame, Tz),
        morning: &Morning,
        (partner, person): (&PartnerDay, &PersonDay),
        on_time: &mut Vec<(String, String)>,
    ) {
        if person.outcome == Outcome::Expected(Came::Missing) {
            self.missing.push(missing(frame, morning, (partner, person)));
        }
        let Some(check_in) = &person.check_in else { return };
        self.reviewed += u64::from(check_in.reviewed.is_some());
        if is_to_check(person) {
            self.to_check.push(report((frame, zone), (partner, person), check_in));
        } else if check_in.late {
            self.late.push(report((frame, zone), (partner, person), check_in));
        } else {
            self.on_time_count += 1;
            self.plain += u64::from(is_plain(person));
            on_time.push((person.name.clone(), told(&check_in.told.counts, frame.language)));
        }
    }
}

fn missing(
    frame: &Frame,
    morning: &Morning,
    (partner, person): (&PartnerDay, &PersonDay),
) -> Missing {
    let t = &frame.t.desk.review;
    let missing_for = morning.missing_for.get(person.user.as_str()).copied().unwrap_or(1);
    let message = (t.reminder)(&person.name, &morning.day.date.to_string());
    Missing {
        user: person.user.to_string(),
        name: person.name.clone(),
        partner: partner.name.clone(),
        missing_for,
        since: (t.missing_for)(missing_for.into()),
        why: why(frame, person),
        link: whatsapp(person.phone.as_ref(), &message),
        is_to_person: person.phone.is_some(),
    }
}

fn report(
    (frame, zone): (&Frame, Tz),
    (partner, person): (&PartnerDay, &PersonDay),
    check_in: &CheckIn,
) -> Report {
    Report {
        id: check_in.id.to_string(),
        name: person.name.clone(),
        partner: partner.name.clone(),
        told: told(&check_in.told.counts, frame.language),
        why: why(frame, person),
        came: (frame.t.desk.review.came_at)(&shown::time(&check_in.received_at, zone)),
        after_lock: check_in.after_lock,
        waits: check_in.status == CheckInStatus::Submitted,
        status: check_in.status,
        status_name: frame.language.check_in_status(check_in.status),
    }
}

/// Why somebody's report is looked at, in the reader's words.
pub(super) fn why(frame: &Frame, person: &PersonDay) -> Vec<String> {
    let found = person.anomalies.iter().flatten();
    let found = found.map(|finding| frame.language.finding(finding));
    let unexplained = person.check_in.as_ref().is_some_and(CheckIn::is_unexplained);
    let unexplained = unexplained.then(|| frame.t.desk.review.unexplained.to_owned());
    found.chain(unexplained).collect()
}

/// What a report counts, without what it does not.
fn told(counts: &Counts, language: Language) -> String {
    let counted = Counted::ALL.iter().map(|what| (*what, counts.get(*what)));
    let figures = counted.filter(|(_, count)| *count > 0);
    let words: Vec<String> =
        figures.map(|(what, count)| format!("{} {count}", language.counted(what))).collect();
    if words.is_empty() { language.texts().check_in.nothing.to_owned() } else { words.join(" · ") }
}

fn decision(frame: &Frame, case: &Case, (names, zone): (&Names, Tz)) -> Decision {
    let Case { recruit, alike } = case;
    let kept = recruit.review_reason.as_ref().filter(|_| alike.is_empty());
    Decision {
        id: recruit.id.to_string(),
        reason: kept.map(|kept| frame.language.review_reason(kept)),
        own: own(frame, recruit, (names, zone)),
        alike: alike.iter().map(|alike| company(frame, alike, (names, zone))).collect(),
    }
}

/// What was typed of a registration's company, as it was typed.
fn own(frame: &Frame, recruit: &Recruit, (names, zone): (&Names, Tz)) -> Company {
    let typed = recruit.submitted.as_deref().map(serde_json::from_str::<serde_json::Value>);
    let typed = typed.and_then(Result::ok).unwrap_or_default();
    let field = |name: &str| typed.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    Company {
        name: recruit.seller_name.to_string(),
        city: recruit.seller_city.to_string(),
        phone: field("phone"),
        email: field("email"),
        ntn: field("ntn"),
        member: field("member_id"),
        standing: frame.t.desk.review.protected_by,
        whose: Some(names.partner(&recruit.partner).to_owned()),
        at: Some(shown::minute(&recruit.received_at, zone)),
        captured_at: recruit.captured_at.map(|at| shown::minute(&at, zone)),
        why: None,
    }
}

fn company(frame: &Frame, alike: &Alike, (names, zone): (&Names, Tz)) -> Company {
    let Alike { seller, likeness, protection } = alike;
    let t = &frame.t.desk.review;
    let (standing, whose) = match (protection, &seller.partner) {
        (Some(recruit), _) => (t.protected_by, Some(&recruit.partner)),
        (None, Some(holder)) => (t.held_by, Some(holder)),
        (None, None) => (t.free, None),
    };
    Company {
        name: seller.name.to_string(),
        city: seller.city.to_string(),
        phone: seller.phone.as_ref().map(ToString::to_string),
        email: seller.email.as_ref().map(ToString::to_string),
        ntn: seller.ntn.as_ref().map(ToString::to_string),
        member: seller.member_id.as_ref().map(ToString::to_string),
        standing,
        whose: whose.map(|partner| names.partner(partner).to_owned()),
        at: protection.as_ref().map(|recruit| shown::minute(&recruit.received_at, zone)),
        captured_at: protection
            .as_ref()
            .and_then(|recruit| recruit.captured_at)
            .map(|at| shown::minute(&at, zone)),
        why: Some(frame.language.likeness(*likeness)),
    }
}

fn claim(frame: &Frame, contested: &Contested, known: (&Names, Tz)) -> Claim {
    let Contested { conflict, recruit, against } = contested;
    let t = &frame.t.desk.review;
    let holder = against.as_ref().map(|holder| {
        let standing = if holder.status.is_live() { t.protected_by } else { t.held_by };
        party((frame, standing), (holder, conflict.answer.as_ref()), known)
    });
    let claimant = party((frame, t.claimed_by), (recruit, Some(&conflict.filed)), known);
    Claim { id: conflict.id.to_string(), claimant, holder }
}

fn party(
    (frame, standing): (&Frame, Line),
    (recruit, side): (&Recruit, Option<&Side>),
    (names, zone): (&Names, Tz),
) -> Party {
    let evidence = side.map(|side| side.evidence.as_slice()).unwrap_or_default();
    Party {
        company: Company { standing, ..own(frame, recruit, (names, zone)) },
        said: side.map(|side| (side.claim.to_string(), shown::minute(&side.at, zone))),
        evidence: evidence.iter().map(ToString::to_string).collect(),
    }
}
