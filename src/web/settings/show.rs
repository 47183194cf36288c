//! `/settings/{name}`: what it means, what it was and will be, and setting it from a day on.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::Value;

use super::SETTERS;
use super::value::{FIELD, Input, days, in_field, in_words, typed};
use crate::domain::programme::SettingName;
use crate::domain::{Word, parse_date};
use crate::service::naming::Names;
use crate::service::settings::{self, SetBy, Setting, SettingChanges, Step};
use crate::service::{By, Hold, ServiceError, Tx};
use crate::web::acts::{Form, Sent, act, back, told};
use crate::web::answer::page_with;
use crate::web::error::PageError;
use crate::web::form::{Filled, Reading, Refused, refused};
use crate::web::frame::Frame;
use crate::web::sections::read;
use crate::web::session::{Visitor, app_of};
use crate::web::shown::minute;
use crate::web::texts::{Described, Language, Line};

/// What is typed and chosen.
const FIELDS: &[&str] = &[FIELD, "settings", "effective_from", "reason"];

#[derive(Template)]
#[template(path = "settings/show.html")]
struct SettingPage {
    frame: Frame,
    described: &'static Described,
    setting: Setting,
    steps: Vec<Shown>,
    filled: Filled,
    may_set: bool,
    /// What stands in the field of its value before anybody types.
    usual: String,
    /// The first day from which it can be set.
    today: String,
}

/// A value that was given, as the page shows it.
struct Shown {
    from: String,
    value: String,
    /// Whether it holds today, or will.
    is_now: bool,
    is_later: bool,
    /// Who gave it and when, and why.
    by: Option<(String, String)>,
    reason: Option<String>,
}

impl SettingPage {
    fn words(&self, value: &Value) -> String {
        in_words(self.frame.language, self.described, value)
    }

    fn input(&self) -> Input {
        Input::of(self.setting.name)
    }

    /// The days of the week, and which of them are chosen.
    fn days(&self) -> Vec<(Line, Line, bool)> {
        let days = days(self.frame.language, &self.setting.value).into_iter();
        days.map(|(word, name, usual)| (word, name, self.filled.has(FIELD, word, usual))).collect()
    }

    /// What it is called in the API.
    fn code(&self) -> &'static str {
        self.setting.name.as_str()
    }

    /// The day that stands in the form: none, where somebody has to think of one.
    fn usual_day(&self) -> &str {
        if self.setting.name.needs_effective_date() { "" } else { &self.today }
    }

    /// What is wrong with the value, by itself or beside others.
    fn fault(&self) -> Option<&str> {
        self.filled.fault(FIELD).or_else(|| self.filled.fault("settings"))
    }
}

/// One of them.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    name: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let name = SettingName::parse(&name).ok_or(PageError::NotFound)?;
    let flash = told(&request, Frame::of(&request).language);
    shown((&request, &visitor), name, (StatusCode::OK, flash, Filled::default())).await
}

/// Sets it from a day on.
pub(in crate::web) async fn set(
    request: HttpRequest,
    visitor: Visitor,
    name: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(SETTERS)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let name = SettingName::parse(&name).ok_or(PageError::NotFound)?;
    let (language, asked) = (Frame::of(&request).language, sent.clone());
    let work = move |tx: &mut Tx<'_>, by: &By| {
        settings::change(tx, by, &changes((name, language), &asked)?)?;
        Ok("setting_kept".to_owned())
    };
    match act((&request, &visitor), Hold::Nothing, work).await {
        Ok(told) => Ok(back(request.path(), &told)),
        Err(error) => {
            let refused = refused(error, (language, sent), FIELDS)?;
            shown((&request, &visitor), name, refused).await
        }
    }
}

fn changes(
    (name, language): (SettingName, Language),
    sent: &Sent,
) -> Result<SettingChanges, ServiceError> {
    let mut reading = Reading::default();
    let value = reading.of(typed((name, language), sent))?;
    let from = reading.of(sent.optional("effective_from", parse_date))?;
    let reason = reading.of(sent.note("reason"))?;
    let all = value.zip(from).zip(reason);
    let changes = all.map(|((value, from), reason)| SettingChanges {
        values: BTreeMap::from([(name, value)]),
        from,
        reason,
    });
    reading.whole(changes)
}

/// A setting, and what those are called who have set it.
fn load(tx: &mut Tx<'_>, by: &By, name: SettingName) -> Result<(Setting, Names), ServiceError> {
    let setting = settings::get(tx, by, name)?;
    let mut names = Names::default();
    let set = setting.history.iter().filter_map(|step| step.set.as_ref());
    names.learn_users(tx, set.filter_map(|set| set.user.as_ref()))?;
    Ok((setting, names))
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    name: SettingName,
    (status, flash, filled): Refused,
) -> Result<HttpResponse, PageError> {
    let described = Described::of(name).ok_or(PageError::NotFound)?;
    let loaded = read((request, visitor), move |tx, by| load(tx, by, name)).await?;
    let (setting, names) = loaded;
    let steps = &setting.history;
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash;
    let (zone, today) = (app_of(request)?.clock.zone(), visitor.by.now.today);
    // Of one day the later counts, and of all that have begun the last.
    let holds = steps.iter().rposition(|step| step.from <= today);
    let shown = |(place, step): (usize, &Step)| {
        let by = |set: &SetBy| {
            let name = set.user.as_ref().map_or("Saathi", |user| names.user(user));
            (name.to_owned(), minute(&set.at, zone))
        };
        Shown {
            from: step.from.to_string(),
            value: in_words(frame.language, described, &step.value),
            is_now: holds == Some(place),
            is_later: step.from > today,
            by: step.set.as_ref().map(by),
            reason: step.set.as_ref().and_then(|set| set.reason.clone()),
        }
    };
    let page = SettingPage {
        steps: steps.iter().enumerate().rev().map(shown).collect(),
        may_set: SETTERS.contains(&visitor.user.role),
        usual: in_field(&setting.value),
        today: today.to_string(),
        described,
        setting,
        filled,
        frame,
    };
    page_with(status, &page)
}
