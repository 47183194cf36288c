//! A day in the field: recruits logged, moved on and won, and the check-ins of the evening.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::market;
use super::names::PLANS;
use super::programme::{PartnerPeople, Programme};
use super::stage::{Stage, read, wrong};
use crate::domain::check_in::{Blocker, BlockerCategory, Counts, ReviewDecision, Told};
use crate::domain::recruit::{ActivityKind, Source, Stage as Pipeline, StageMove};
use crate::domain::{Note, RecruitId, SellerId, User};
use crate::service::check_ins::{self, NewCheckIn};
use crate::service::check_ins_day;
use crate::service::recruits::{self, NewActivity, NewRecruit, Registered, Whom};
use crate::service::sellers::{self, SellerChanges};
use crate::service::{By, ServiceError};

/// In how many of a hundred cases somebody logs a recruit on a day.
const LOGS: usize = 9;
/// In how many a recruit whose turn it is moves on; most of the rest wait, and some are lost.
const MOVES: usize = 82;
const LOST: usize = 6;
/// In how many a check-in is sent, and of those in how many it is late.
const CHECKS_IN: usize = 93;
const LATE: usize = 6;

/// The stages and after how many days a recruit comes to each.
const PIPELINE: [(Pipeline, ActivityKind, u64); 6] = [
    (Pipeline::Contacted, ActivityKind::Call, 1),
    (Pipeline::Visited, ActivityKind::Visit, 2),
    (Pipeline::Demo, ActivityKind::Demo, 3),
    (Pipeline::Proposal, ActivityKind::Proposal, 3),
    (Pipeline::Contract, ActivityKind::Whatsapp, 4),
    (Pipeline::Verifying, ActivityKind::Call, 2),
];

/// A recruit on its way.
#[derive(Debug, Clone)]
pub(super) struct Live {
    /// The recruit.
    pub(super) recruit: RecruitId,
    /// Its seller.
    pub(super) seller: SellerId,
    /// Its partner's number, and the number of its person there.
    pub(super) whose: (usize, usize),
    /// How many of the stages it has come through.
    come: usize,
    /// When its next move is due.
    due: NaiveDate,
}

/// The market as the days go by.
#[derive(Debug, Clone, Default)]
pub(super) struct Market {
    /// How many sellers there have been.
    pub(super) sellers: usize,
    /// How many there are to be.
    pub(super) most: usize,
    /// Sellers that were members before.
    pub(super) members: Vec<SellerId>,
    /// Recruits on their way.
    pub(super) live: Vec<Live>,
    /// Recruits that went into verification today: their sellers paid.
    pub(super) paid: Vec<Live>,
    /// Sellers to be verified, and when.
    pub(super) verifying: Vec<(Live, NaiveDate)>,
}

impl Market {
    /// Adds a recruit that was taken.
    pub(super) fn add(
        &mut self,
        (recruit, seller): (RecruitId, SellerId),
        whose: (usize, usize),
        day: NaiveDate,
    ) {
        self.live.push(Live { recruit, seller, whose, come: 0, due: day + Days::new(1) });
    }
}

/// Whether the programme works on a day: Monday to Saturday.
pub(super) fn is_worked(day: NaiveDate) -> bool {
    day.weekday() != Weekday::Sun
}

/// What the partners' people do on a day.
pub(super) fn work(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    market: &mut Market,
) -> Result<(), ServiceError> {
    for (number, people) in programme.partners.iter().enumerate() {
        for (place, person) in people.staff.iter().enumerate() {
            if market.sellers < market.most && stage.sequence.percent(LOGS) {
                log(stage, person, (number, place), market)?;
            }
        }
    }
    move_on(stage, programme, market)?;
    verify(stage, programme, market)
}

fn log(
    stage: &mut Stage<'_, '_>,
    person: &User,
    whose: (usize, usize),
    market: &mut Market,
) -> Result<(), ServiceError> {
    let details = market::seller(market.sellers, stage.sequence)?;
    market.sellers += 1;
    let minute = 10 * 60 + u32::try_from(stage.sequence.below(400)).unwrap_or_default();
    let sources = [Source::Visit, Source::Visit, Source::Referral, Source::Inbound];
    let new = NewRecruit {
        partner: None,
        whom: Whom::Described(Box::new(details)),
        source: stage.sequence.one_of(&sources).unwrap_or(Source::Visit),
        event: None,
        note: None,
        captured_at: Some(stage.at(minute)),
        client_ref: None,
    };
    let by = stage.by(person, minute + 1)?;
    if let Registered::New(recruit) = recruits::register(stage.tx, &by, &new)? {
        market.add((recruit.id, recruit.seller), whose, stage.day);
    }
    Ok(())
}

/// Moves those on whose turn it is; who is verified next has paid.
fn move_on(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    market: &mut Market,
) -> Result<(), ServiceError> {
    let mut staying = Vec::new();
    for mut live in std::mem::take(&mut market.live) {
        if live.due > stage.day {
            staying.push(live);
            continue;
        }
        let person = person(programme, live.whose)?;
        let minute = 11 * 60 + u32::try_from(stage.sequence.below(420)).unwrap_or_default();
        if stage.sequence.percent(LOST) {
            lose(stage, person, (&live, minute))?;
        } else if stage.sequence.percent(MOVES) {
            if advance(stage, person, (&mut live, minute))? {
                market.paid.push(live);
            } else {
                staying.push(live);
            }
        } else {
            live.due = stage.day + Days::new(1);
            staying.push(live);
        }
    }
    market.live = staying;
    Ok(())
}

fn person(programme: &Programme, (partner, place): (usize, usize)) -> Result<&User, ServiceError> {
    let people: Option<&PartnerPeople> = programme.partners.get(partner);
    let person = people.and_then(|people| people.staff.get(place));
    person.ok_or_else(|| wrong("nobody has this recruit"))
}

fn lose(
    stage: &mut Stage<'_, '_>,
    person: &User,
    (live, minute): (&Live, u32),
) -> Result<(), ServiceError> {
    let reason = read("Has signed with a buyer of its own", Note::parse)?;
    let by = stage.by(person, minute)?;
    match recruits::move_stage(stage.tx, &by, &live.recruit, (StageMove::Lost, Some(&reason))) {
        // A manager may not have decided yet, and a protection may have ended.
        Ok(_) | Err(ServiceError::Conflict(..)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Moves a recruit one stage on; whether it is being verified now.
fn advance(
    stage: &mut Stage<'_, '_>,
    person: &User,
    (live, minute): (&mut Live, u32),
) -> Result<bool, ServiceError> {
    let Some((next, kind, _)) = PIPELINE.get(live.come).copied() else { return Ok(true) };
    let by = stage.by(person, minute)?;
    let done = NewActivity { kind, happened_at: stage.at(minute), note: None };
    recruits::add_activity(stage.tx, &by, &live.recruit, &done)?;
    recruits::move_stage(stage.tx, &by, &live.recruit, (StageMove::To(next), None))?;
    live.come += 1;
    let days = PIPELINE.get(live.come).map_or(0, |(_, _, days)| *days);
    live.due = stage.day + Days::new(days);
    Ok(live.come == PIPELINE.len())
}

/// Verifies the sellers whose papers have been looked at.
fn verify(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    market: &mut Market,
) -> Result<(), ServiceError> {
    let (now, later) =
        std::mem::take(&mut market.verifying).into_iter().partition(|(_, on)| *on <= stage.day);
    market.verifying = later;
    let now: Vec<(Live, NaiveDate)> = now;
    for (live, _) in now {
        let by = stage.by(&programme.manager, 16 * 60)?;
        let changes =
            SellerChanges { verified_on: Some(Some(stage.day)), ..SellerChanges::default() };
        sellers::change(stage.tx, &by, (&live.seller, None), &changes)?;
        let to = StageMove::To(Pipeline::Active);
        recruits::move_stage(stage.tx, &by, &live.recruit, (to, None))?;
    }
    Ok(())
}

/// The evening's check-ins, with gaps; the manager looks at most of them.
pub(super) fn check_in(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
) -> Result<(), ServiceError> {
    for people in &programme.partners {
        for person in &people.staff {
            if stage.sequence.percent(CHECKS_IN) {
                check_in_one(stage, programme, person)?;
            }
        }
    }
    Ok(())
}

fn check_in_one(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    person: &User,
) -> Result<(), ServiceError> {
    let minute = if stage.sequence.percent(LATE) { 21 * 60 + 10 } else { 18 * 60 + 20 };
    let by = stage.by(person, minute)?;
    let told = told(stage, &by)?;
    let new =
        NewCheckIn { date: stage.day, told, captured_at: Some(stage.at(minute)), client_ref: None };
    let (check_in, _) = check_ins::create(stage.tx, &by, &new)?;
    if stage.sequence.percent(80) {
        let by = stage.by(&programme.manager, 22 * 60)?;
        let decision = (ReviewDecision::Approve, None);
        check_ins::review(stage.tx, &by, (&check_in.id, None), decision)?;
    }
    Ok(())
}

/// What somebody tells of a day: mostly what the records bear out, and now and then a visit too many.
fn told(stage: &mut Stage<'_, '_>, by: &By) -> Result<Told, ServiceError> {
    let (recorded, sales_amount) = check_ins_day::prefill(stage.tx, by, stage.day)?;
    let more = u32::from(stage.sequence.percent(4)) * 3;
    let counts = Counts { visits: recorded.visits + more, ..recorded };
    let plan = stage.sequence.one_of(&PLANS).unwrap_or(PLANS[0]);
    let plan = if stage.sequence.percent(40) { plan.1 } else { plan.0 };
    let mut blockers = Vec::new();
    if stage.sequence.percent(12) {
        let categories = [
            BlockerCategory::Price,
            BlockerCategory::Documents,
            BlockerCategory::Competitor,
            BlockerCategory::Travel,
        ];
        let category = stage.sequence.one_of(&categories).unwrap_or(BlockerCategory::Price);
        blockers.push(Blocker { category, note: None, since: None });
    }
    Ok(Told { counts, sales_amount, blockers, plan: Some(read(plan, Note::parse)?), note: None })
}
