//! A day in the field: recruits logged, moved on, forgotten and won.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::market;
use super::programme::{PartnerPeople, Programme};
use super::stage::{Stage, read, wrong};
use crate::domain::recruit::{ActivityKind, Source, Stage as Pipeline, StageMove};
use crate::domain::{Note, RecruitId, SellerId, User};
use crate::service::ServiceError;
use crate::service::recruits::{self, NewActivity, NewRecruit, Registered, Whom};
use crate::service::sellers::{self, SellerChanges};

/// In how many of a hundred cases a recruit whose turn it is moves on; most of the rest wait, and some are lost.
const MOVES: usize = 82;
const LOST: usize = 6;
/// How many go slowly, and after how many days each of these comes to its next stage.
const SLOW: usize = 20;
const SLOW_DAYS: u64 = 10;
/// How many of those whose turn it is are forgotten in the last days, which end before they would have
/// gone back to the pool.
const FORGOTTEN: usize = 6;

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
    /// Whether it goes slowly.
    pub(super) is_slow: bool,
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
        (day, is_slow): (NaiveDate, bool),
    ) {
        self.live.push(Live { recruit, seller, whose, come: 0, due: day + Days::new(1), is_slow });
    }
}

/// What is left of the history on a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    /// How many worked days, this one among them.
    pub(super) days: usize,
    /// How many sellers the summit will bring that is still to come.
    pub(super) of_summit: usize,
    /// Whether recruits are forgotten now.
    pub(super) forgets: bool,
}

/// Whether the programme works on a day: Monday to Saturday.
pub(super) fn is_worked(day: NaiveDate) -> bool {
    day.weekday() != Weekday::Sun
}

/// What the partners' people do on a day.
pub(super) fn work(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    (market, left): (&mut Market, Left),
) -> Result<(), ServiceError> {
    // As many as are left, spread over the people and the days that are left.
    let people: usize = programme.partners.iter().map(|people| people.staff.len()).sum();
    let sellers = market.most.saturating_sub(market.sellers + left.of_summit);
    let chance = (sellers * 1_000).div_ceil((people * left.days).max(1));
    for (number, people) in programme.partners.iter().enumerate() {
        for (place, person) in people.staff.iter().enumerate() {
            if stage.sequence.below(1_000) < chance {
                log(stage, person, (number, place), market)?;
            }
        }
    }
    move_on(stage, programme, (market, left.forgets))?;
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
        let is_slow = stage.sequence.percent(SLOW);
        market.add((recruit.id, recruit.seller), whose, (stage.day, is_slow));
    }
    Ok(())
}

/// Moves those on whose turn it is; who is verified next has paid.
fn move_on(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    (market, forgets): (&mut Market, bool),
) -> Result<(), ServiceError> {
    let mut staying = Vec::new();
    for mut live in std::mem::take(&mut market.live) {
        if live.due > stage.day {
            staying.push(live);
            continue;
        }
        if forgets && stage.sequence.percent(FORGOTTEN) {
            continue;
        }
        let person = person(programme, live.whose)?;
        let minute = 11 * 60 + u32::try_from(stage.sequence.below(420)).unwrap_or_default();
        if stage.sequence.percent(LOST) {
            lose(stage, person, (&live, minute))?;
        } else if stage.sequence.percent(MOVES) {
            match advance(stage, person, (&mut live, minute)) {
                Ok(true) => market.paid.push(live),
                Ok(false) => staying.push(live),
                // It went too slowly, or a manager has refused it.
                Err(ServiceError::Conflict(..)) => {}
                Err(error) => return Err(error),
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
    let days = if live.is_slow { days.max(SLOW_DAYS) } else { days };
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
