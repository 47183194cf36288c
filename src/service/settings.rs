//! The programme's settings: what holds on a day, and setting it from a day on.
//!
//! Rows are added and never changed, so that what held on any day can be read again.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

use super::app::App;
use super::audit::{self, Change};
use super::by::By;
use super::clock::{Clock, Now};
use super::error::{Invalid, ServiceError};
use crate::domain::programme::{Given, SettingKind, SettingName, SettingValue, Settings};
use crate::domain::{Note, Scope, Span, UserId, Word, day_of};
use crate::storage::Tx;
use crate::storage::periods::ClosedPeriod;
use crate::storage::settings::{self, KeptSetting, SetOnce};

/// Values of settings from a day on, and why.
#[derive(Debug, Clone)]
pub struct SettingChanges {
    /// The values.
    pub values: BTreeMap<SettingName, SettingValue>,
    /// From this day on; without one from today, where nothing that is set needs a day.
    pub from: Option<NaiveDate>,
    /// Why.
    pub reason: Note,
}

/// A setting as it is, was made, and will be.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Its name.
    pub name: SettingName,
    /// What holds today.
    pub value: Value,
    /// What held before anybody set it.
    pub default: Value,
    /// Since when today's value holds; none for the default.
    pub from: Option<NaiveDate>,
    /// What will hold, from which day on.
    pub upcoming: Vec<(NaiveDate, Value)>,
    /// All that it was set to, in the order in which that takes effect; of one day the last counts.
    pub history: Vec<Step>,
}

impl Setting {
    fn of(
        (name, value, default): (SettingName, Value, Value),
        history: Vec<Step>,
        today: NaiveDate,
    ) -> Self {
        let from = history.iter().map(|step| step.from).filter(|from| *from <= today).max();
        let upcoming = history.iter().filter(|step| step.from > today);
        let upcoming: BTreeMap<_, _> =
            upcoming.map(|step| (step.from, step.value.clone())).collect();
        Self { name, value, default, from, upcoming: upcoming.into_iter().collect(), history }
    }
}

/// A value that a setting was given.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// From which day on.
    pub from: NaiveDate,
    /// The value.
    pub value: Value,
    /// Who gave it, when and why; the platform's people see that.
    pub set: Option<SetBy>,
}

/// Who set a setting, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBy {
    /// Who; nobody, where it came with the programme.
    pub user: Option<UserId>,
    /// When.
    pub at: NaiveDateTime,
    /// Why.
    pub reason: Option<String>,
}

/// A setting from a day on, read by its own kind.
struct Dated {
    name: SettingName,
    value: SettingValue,
    from: NaiveDate,
}

/// The settings that hold on a day. Nothing is kept between transactions: servers share a database.
pub fn in_force(tx: &mut Tx<'_>, day: NaiveDate) -> Result<Settings, ServiceError> {
    at(&all(tx)?, day)
}

/// The settings that held when a period was closed, on its business day: what was set since is no part,
/// though it hold from the same day on.
pub fn at_close(tx: &mut Tx<'_>, closed: &ClosedPeriod) -> Result<Settings, ServiceError> {
    let all = settings::through(tx, closed.settings_through)?;
    let all: Vec<Dated> = all.into_iter().map(dated).collect::<Result<_, _>>()?;
    on_day_of(&all, closed.closed_at)
}

/// The settings that hold on the business day of an instant.
pub fn in_force_at(tx: &mut Tx<'_>, instant: NaiveDateTime) -> Result<Settings, ServiceError> {
    on_day_of(&all(tx)?, instant)
}

fn on_day_of(all: &[Dated], instant: NaiveDateTime) -> Result<Settings, ServiceError> {
    let zone = at(all, instant.date())?.zone;
    at(all, day_of(instant.and_utc(), zone))
}

/// The settings that hold on each of some days.
pub fn in_force_within(
    tx: &mut Tx<'_>,
    days: Span,
) -> Result<BTreeMap<NaiveDate, Settings>, ServiceError> {
    let all = all(tx)?;
    let days = days.first.iter_days().take_while(|day| *day <= days.last);
    days.map(|day| Ok((day, at(&all, day)?))).collect()
}

/// The clock in the zone that is in force: one that was set from a day on holds from where that day has
/// begun in it.
pub fn clock_in_force(tx: &mut Tx<'_>, clock: &Clock) -> Result<Clock, ServiceError> {
    let mut held = clock.clone();
    for kept in settings::of_name(tx, SettingName::Zone.as_str())? {
        let Dated { value, from, name: _ } = dated(kept)?;
        if let SettingValue::Zone(zone) = value {
            let there = clock.in_zone(zone);
            if from <= there.now().today {
                held = there;
            }
        }
    }
    Ok(held)
}

/// Business time, by the settings that are in force.
pub fn business_time(tx: &mut Tx<'_>, clock: &Clock) -> Result<Now, ServiceError> {
    Ok(clock_in_force(tx, clock)?.now())
}

impl App {
    /// Business time, by the settings that are in force.
    pub fn now(&self) -> Result<Now, ServiceError> {
        self.database.read(&Scope::of_programme(), |tx| business_time(tx, &self.clock))
    }

    /// Whether people open the service under an address of https, as far as the settings say.
    pub fn has_secure_address(&self) -> Result<bool, ServiceError> {
        self.database.read(&Scope::of_programme(), |tx| {
            let today = business_time(tx, &self.clock)?.today;
            let settings = in_force(tx, today)?;
            Ok(settings.texts.get(SettingName::PublicAddress).starts_with("https://"))
        })
    }
}

fn all(tx: &mut Tx<'_>) -> Result<Vec<Dated>, ServiceError> {
    settings::all(tx)?.into_iter().map(dated).collect()
}

fn dated(kept: KeptSetting) -> Result<Dated, ServiceError> {
    let KeptSetting { key, value, from } = kept;
    let unreadable = || ServiceError::Internal(format!("setting {key} from {from} on: {value}"));
    let name = SettingName::parse(&key).ok_or_else(unreadable)?;
    let json: Value = serde_json::from_str(&value).map_err(|_| unreadable())?;
    let value = given(&json).and_then(|given| name.read(&given).ok()).ok_or_else(unreadable)?;
    Ok(Dated { name, value, from })
}

/// A JSON value as the domain takes it.
fn given(json: &Value) -> Option<Given<'_>> {
    match json {
        Value::Number(number) => number.as_u64().map(Given::Number),
        Value::String(text) => Some(Given::Text(text)),
        Value::Array(members) => {
            members.iter().map(Value::as_str).collect::<Option<_>>().map(Given::List)
        }
        _ => None,
    }
}

/// A value as it is kept and shown.
fn written(value: &SettingValue) -> Value {
    match value {
        SettingValue::Number(number) => json!(number),
        SettingValue::Time(time) => json!(time.format("%H:%M").to_string()),
        SettingValue::Zone(zone) => json!(zone.name()),
        SettingValue::Week(week) => json!(week.days().map(Word::as_str).collect::<Vec<_>>()),
        SettingValue::Dates(dates) => {
            json!(dates.iter().map(NaiveDate::to_string).collect::<Vec<_>>())
        }
        SettingValue::Text(text) => json!(text),
    }
}

fn at(all: &[Dated], day: NaiveDate) -> Result<Settings, ServiceError> {
    let mut settings = Settings::default();
    for Dated { name, value, from: _ } in all.iter().filter(|dated| dated.from <= day) {
        let failed = |fault| ServiceError::Internal(format!("setting {}: {fault}", name.as_str()));
        settings.set(*name, value.clone()).map_err(failed)?;
    }
    Ok(settings)
}

/// The settings that the caller may see. How strange records are noticed, and what the platform's letters
/// and books bear, is its own; so is who set a setting and why.
pub fn list(tx: &mut Tx<'_>, by: &By) -> Result<Vec<Setting>, ServiceError> {
    let (mut all, mut set) = (Vec::new(), Vec::new());
    for SetOnce { kept, reason, by: user, at } in settings::history(tx)? {
        all.push(dated(kept)?);
        set.push(by.actor.partner().is_none().then_some(SetBy { user, at, reason }));
    }
    let (now, default) = (at(&all, by.now.today)?, Settings::default());
    let shown = SettingName::ALL.iter().filter(|name| may_see(by, **name));
    let setting = |name: &SettingName| {
        let given = all.iter().zip(&set).filter(|(dated, _)| dated.name == *name);
        let step = |(dated, set): (&Dated, &Option<SetBy>)| Step {
            from: dated.from,
            value: written(&dated.value),
            set: set.clone(),
        };
        let (value, default) = (written(&now.get(*name)), written(&default.get(*name)));
        Setting::of((*name, value, default), given.map(step).collect(), by.now.today)
    };
    Ok(shown.map(setting).collect())
}

fn may_see(by: &By, name: SettingName) -> bool {
    by.actor.partner().is_none() || !is_of_platform(name)
}

/// A setting that the caller may see.
pub fn get(tx: &mut Tx<'_>, by: &By, name: SettingName) -> Result<Setting, ServiceError> {
    let setting = list(tx, by)?.into_iter().find(|setting| setting.name == name);
    setting.ok_or(ServiceError::NotFound)
}

fn is_of_platform(name: SettingName) -> bool {
    let is_text = matches!(name.kind(), SettingKind::Text(_));
    is_text
        || matches!(
            name,
            SettingName::NameThreshold
                | SettingName::UsualWindowDays
                | SettingName::UsualLeastDays
                | SettingName::UsualDeviations
                | SettingName::UsualLeastExcess
                | SettingName::SharedPhone
                | SettingName::BurstRecords
                | SettingName::BurstMinutes
                | SettingName::ClaimExcess
                | SettingName::CaptureHours
        )
}

/// Sets settings from a day on, which has not passed.
pub fn change(
    tx: &mut Tx<'_>,
    by: &By,
    changes: &SettingChanges,
) -> Result<Vec<Setting>, ServiceError> {
    let from = first_day(by, changes)?;
    let before = all(tx)?;
    agree(before, changes, from)?;
    let held = in_force(tx, from)?;
    for (name, value) in &changes.values {
        let (key, value) = (name.as_str().to_owned(), written(value).to_string());
        let kept = KeptSetting { key, value, from };
        settings::insert(tx, &kept, changes.reason.as_str(), (by.actor.user(), by.at()))?;
    }
    let list = list(tx, by)?;
    let values = |value: &dyn Fn(SettingName) -> SettingValue| {
        let each = changes.values.keys();
        each.map(|name| (name.as_str().to_owned(), written(&value(*name)))).collect::<Value>()
    };
    let now = in_force(tx, from)?;
    let change = Change {
        action: "settings.change",
        subject_kind: "settings",
        subject_id: "settings",
        before: Some(values(&|name| held.get(name))),
        after: Some(json!({
            "settings": values(&|name| now.get(name)), "effective_from": from.to_string(),
        })),
        reason: Some(changes.reason.as_str()),
        ..Change::default()
    };
    audit::note(tx, by, &change)?;
    Ok(list)
}

fn first_day(by: &By, changes: &SettingChanges) -> Result<NaiveDate, ServiceError> {
    const POINTER: &str = "/effective_from";
    let today = by.now.today;
    match changes.from {
        Some(from) if from < today => {
            let message = format!("has passed; the first day that can be chosen is {today}");
            Err(ServiceError::invalid(POINTER, "in_the_past", message))
        }
        Some(from) => Ok(from),
        None => {
            let needy = changes.values.keys().find(|name| name.needs_effective_date());
            let Some(name) = needy else { return Ok(today) };
            let message = format!("is missing: {} holds from a day on", name.as_str());
            Err(ServiceError::invalid(POINTER, "required", message))
        }
    }
}

/// Refuses what would contradict itself on any day from then on.
fn agree(
    before: Vec<Dated>,
    changes: &SettingChanges,
    from: NaiveDate,
) -> Result<(), ServiceError> {
    let mut all = before;
    let new = changes.values.iter();
    all.extend(new.map(|(name, value)| Dated { name: *name, value: value.clone(), from }));
    // Stable: of one day, what is set now comes last.
    all.sort_by_key(|dated| dated.from);
    let days = all.iter().map(|dated| dated.from).filter(|day| *day >= from);
    for day in days {
        if let Some(words) = at(&all, day)?.contradiction() {
            let message = format!("from {day} on they would contradict each other: {words}");
            let pointer = "/settings".to_owned();
            let fault = Invalid { pointer, code: "contradiction", message };
            return Err(ServiceError::Invalid(vec![fault]));
        }
    }
    Ok(())
}
