//! The demo's history: three months, day by day, two of them closed and one ready to close.

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use super::super::talk::say;
use super::field::{self, Market};
use super::money::{self, Books};
use super::programme::{self, Programme};
use super::sequence::Sequence;
use super::stage::Stage;
use super::summit;
use crate::domain::{Period, Scope};
use crate::service::{App, ServiceError, Tx};

/// With what the sequence begins.
const SEED: u64 = 2026;
/// How many sellers there are to be for each partner.
const SELLERS: usize = 34;
/// Over how many days before today people check in.
const CHECK_IN_DAYS: u64 = 60;
/// The days of a month on which the month before is closed, accepted and approved.
const CLOSING_DAY: u32 = 3;
const ACCEPTING_DAY: u32 = 6;
const APPROVING_DAY: u32 = 12;

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
        }
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
pub(super) fn fill(app: &App, today: NaiveDate, partners: usize) -> Result<(), ServiceError> {
    let (calendar, zone) = (Calendar::of(today), app.clock.zone());
    say(format_args!("inventing {partners} partners and what they did since {}", calendar.first()));
    let mut world = begin(app, (&calendar, zone), partners)?;
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
    partners: usize,
) -> Result<World, ServiceError> {
    let (day, hash) = (calendar.first(), app.demo_password_hash()?);
    app.database.write(Scope::of_programme(), move |tx| {
        let mut sequence = Sequence::new(SEED);
        let mut stage = Stage { tx, zone, day, sequence: &mut sequence };
        let programme = programme::set_up(&mut stage, partners, &hash)?;
        let mut market = Market { most: partners * SELLERS, ..Market::default() };
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
        field::work(&mut stage, programme, market)?;
        money::sell(&mut stage, programme, (market, books))?;
        if day >= calendar.checking_in {
            field::check_in(&mut stage, programme)?;
        }
    }
    match (day.day(), calendar.month_end(day)) {
        (CLOSING_DAY, Some(month)) => money::close(&mut stage, programme, month),
        (ACCEPTING_DAY, Some(month)) => money::accept(&mut stage, programme, month),
        (APPROVING_DAY, Some(month)) => money::approve(&mut stage, programme, month),
        _ => Ok(()),
    }
}
