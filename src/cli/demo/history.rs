//! The demo's history: three months, day by day, two of them closed and one ready to close.

use std::net::SocketAddr;

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use super::super::talk::say;
use super::evening::{self, LastDays};
use super::field::{self, Left, Market};
use super::money::{self, Books};
use super::programme::{self, Programme};
use super::sequence::Sequence;
use super::stage::Stage;
use super::{cases, paying, summit};
use crate::domain::{Period, Scope};
use crate::service::{App, ServiceError, Tx};

/// With what the sequence begins.
const SEED: u64 = 2026;
/// How many sellers there are to be for each partner, and how many of them at least come by the field.
const SELLERS: usize = 34;
const OF_FIELD: usize = 12;
/// Over how many days before today recruits are forgotten that nobody has warned of or given back yet.
const FORGETTING_DAYS: u64 = 12;
/// How many days before the last two partners want one seller; the first ones are for the manager to decide.
const CLASHES: [u64; 6] = [0, 1, 2, 9, 16, 30];
const UNDECIDED: usize = 3;
/// Over how many days before today people check in.
const CHECK_IN_DAYS: u64 = 60;
/// The days of a month on which the month before is closed, accepted and approved.
const CLOSING_DAY: u32 = 3;
const ACCEPTING_DAY: u32 = 6;
const DECIDING_DAY: u32 = 9;
const APPROVING_DAY: u32 = 12;
/// Those on which the month that was closed first is paid, and what was rejected is paid again.
const PAYING_DAYS: [u32; 2] = [15, 18];
/// Those on which the bank answers, and how many payments it rejects.
const SETTLING_DAYS: [(u32, usize); 2] = [(17, 1), (20, 0)];

/// The days that the history is made of.
#[derive(Debug, Clone, Copy)]
struct Calendar {
    /// The month that is closed first, and the one after it, which is closed too.
    closed: [Period; 2],
    /// From this day on people check in.
    checking_in: NaiveDate,
    /// The day of the summit, in the month that is ready to close.
    summit: NaiveDate,
    /// The day on which the plan is changed, and the day from which it then holds.
    plan_change: (NaiveDate, NaiveDate),
    /// The last day that is lived through.
    last: NaiveDate,
    /// The last days that are worked.
    last_days: LastDays,
}

impl Calendar {
    fn of(today: NaiveDate) -> Self {
        let ready = month_before(Period::of(today));
        let second = month_before(ready);
        let middle = second.first_day() + Days::new(15);
        let since_saturday = (ready.last_day().weekday().num_days_from_monday() + 2) % 7;
        Self {
            closed: [month_before(second), second],
            checking_in: today - Days::new(CHECK_IN_DAYS),
            summit: ready.last_day() - Days::new(u64::from(since_saturday)),
            plan_change: (second.first_day() + Days::new(9), middle),
            last: today - Days::new(1),
            last_days: LastDays::until(today - Days::new(1)),
        }
    }

    /// What is left on a day that is worked.
    fn left(&self, day: NaiveDate) -> Left {
        let days = day.iter_days().take_while(|day| *day <= self.last);
        let days = days.filter(|day| field::is_worked(*day)).count();
        let is_before_summit = day <= self.summit;
        Left {
            // More come before the summit than after it.
            days: if is_before_summit { days * 2 / 3 } else { days },
            of_summit: if is_before_summit { summit::NEW } else { 0 },
            forgets: day + Days::new(FORGETTING_DAYS) > self.last,
        }
    }

    /// Whether two partners want one seller on a day: the how manieth time, and whether it is decided.
    fn clash(&self, day: NaiveDate) -> Option<(usize, bool)> {
        let turn =
            CLASHES.iter().position(|before| self.last_days.last - Days::new(*before) == day)?;
        Some((turn, turn >= UNDECIDED))
    }

    fn first(&self) -> NaiveDate {
        self.closed[0].first_day()
    }

    /// The month that is closed, or approved, on a day of the month after it.
    fn month_end(&self, day: NaiveDate) -> Option<Period> {
        let month = month_before(Period::of(day));
        self.closed.contains(&month).then_some(month)
    }
}

fn month_before(period: Period) -> Period {
    Period::of(period.first_day() - Days::new(1))
}

/// The demo as it stands on a day.
#[derive(Debug, Clone)]
struct World {
    programme: Programme,
    market: Market,
    books: Books,
    sequence: Sequence,
}

/// Lives through the history, each day in a transaction.
pub(super) fn fill(
    app: &App,
    today: NaiveDate,
    (partners, address): (usize, SocketAddr),
) -> Result<(), ServiceError> {
    let (calendar, zone) = (Calendar::of(today), app.clock.zone());
    say(format_args!("inventing {partners} partners and what they did since {}", calendar.first()));
    let mut world = begin(app, (&calendar, zone), (partners, address))?;
    let mut day = calendar.first();
    while day <= calendar.last {
        if day.day() == 1 {
            say(Period::of(day));
        }
        let before = world.clone();
        world = app.database.write(Scope::of_programme(), move |tx| {
            let mut world = before.clone();
            live(tx, (&calendar, zone), day, &mut world)?;
            Ok::<_, ServiceError>(world)
        })?;
        day = day + Days::new(1);
    }
    Ok(())
}

fn begin(
    app: &App,
    (calendar, zone): (&Calendar, Tz),
    (partners, address): (usize, SocketAddr),
) -> Result<World, ServiceError> {
    let (day, hash) = (calendar.first(), app.demo_password_hash()?);
    app.database.write(Scope::of_programme(), move |tx| {
        let mut sequence = Sequence::new(SEED);
        let mut stage = Stage { tx, zone, day, sequence: &mut sequence };
        let programme = programme::set_up(&mut stage, (partners, address), &hash)?;
        let least = partners * (money::OLDER + OF_FIELD) + summit::NEW;
        let most = least.max(partners * SELLERS);
        let mut market = Market { most, ..Market::default() };
        let books = money::open(&mut stage, &programme, &mut market)?;
        Ok::<_, ServiceError>(World { programme, market, books, sequence })
    })
}

fn live(
    tx: &mut Tx<'_>,
    (calendar, zone): (&Calendar, Tz),
    day: NaiveDate,
    world: &mut World,
) -> Result<(), ServiceError> {
    let World { programme, market, books, sequence } = world;
    let mut stage = Stage { tx, zone, day, sequence };
    programme::add_rate(&mut stage, programme)?;
    if day.day() == 1 {
        programme::set_targets(&mut stage, programme)?;
    }
    if day == calendar.plan_change.0 {
        programme::change_plan(&mut stage, programme, calendar.plan_change.1)?;
    }
    if day == calendar.summit {
        summit::hold(&mut stage, programme, market)?;
    }
    if field::is_worked(day) {
        field::work(&mut stage, programme, (market, calendar.left(day)))?;
        money::sell(&mut stage, programme, (market, books))?;
        if let Some(clash) = calendar.clash(day) {
            cases::clash(&mut stage, programme, market, clash)?;
        }
        cases::decide_old(&mut stage, programme)?;
        evening::leave(&mut stage, programme, calendar.last_days)?;
        if day >= calendar.checking_in {
            evening::check_in(&mut stage, programme, calendar.last_days)?;
        }
    }
    if day == calendar.last {
        summit::announce_next(&mut stage, programme)?;
    }
    let month = calendar.month_end(day);
    if let Some(first) = month.filter(|month| *month == calendar.closed[0]) {
        pay(&mut stage, programme, first)?;
    }
    match (day.day(), month) {
        (CLOSING_DAY, Some(month)) => money::close(&mut stage, programme, month),
        (ACCEPTING_DAY, Some(month)) => {
            money::accept(&mut stage, programme, month)?;
            money::dispute(&mut stage, programme, month)
        }
        (DECIDING_DAY, Some(_)) => money::decide(&mut stage, programme),
        (APPROVING_DAY, Some(month)) => money::approve(&mut stage, programme, month),
        _ => Ok(()),
    }
}

/// Pays a month, and settles its payouts, on the days for it.
fn pay(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    month: Period,
) -> Result<(), ServiceError> {
    let day = stage.day.day();
    if PAYING_DAYS.contains(&day) {
        paying::pay(stage, programme, month)?;
    }
    match SETTLING_DAYS.iter().find(|(settling, _)| *settling == day) {
        Some((_, rejected)) => paying::settle(stage, programme, *rejected),
        None => Ok(()),
    }
}
