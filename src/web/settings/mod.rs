//! `/settings`: what the programme goes by, today and from later days on. Partners' people see what
//! concerns them.

mod show;
mod value;

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::answer::page;
use super::error::PageError;
use super::frame::Frame;
use super::sections::read;
use super::session::Visitor;
use super::texts::{Described, Line, MATTERS};
use crate::domain::{Role, Word};
use crate::service::settings::{self, Setting};

pub(super) use show::{set, show};
use value::in_words;

/// Those who set them.
const SETTERS: &[Role] = &[Role::Admin];

#[derive(Template)]
#[template(path = "settings/all.html")]
struct SettingsPage {
    frame: Frame,
    may_set: bool,
    matters: Vec<(Line, Vec<Row>)>,
}

/// A setting as the page shows it.
struct Row {
    path: String,
    name: Line,
    meaning: Line,
    value: String,
    /// From which days on it will be what.
    later: Vec<(String, String)>,
}

/// All of them that the reader may see.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    let all = read((&request, &visitor), settings::list).await?;
    let frame = Frame::of_visitor(&request, &visitor);
    let row = |described: &'static Described| {
        let setting = all.iter().find(|setting| setting.name == described.setting)?;
        Some(row(&frame, described, setting))
    };
    let matters = MATTERS.iter().map(|matter| {
        (frame.language.matter(matter), matter.settings.iter().filter_map(row).collect())
    });
    let matters = matters.filter(|(_, rows): &(Line, Vec<Row>)| !rows.is_empty()).collect();
    page(&SettingsPage { may_set: SETTERS.contains(&visitor.user.role), matters, frame })
}

fn row(frame: &Frame, described: &'static Described, setting: &Setting) -> Row {
    let language = frame.language;
    let shown = |value| in_words(language, described, value);
    let later = setting.upcoming.iter().map(|(from, value)| (from.to_string(), shown(value)));
    Row {
        path: format!("/settings/{}", setting.name.as_str()),
        name: language.setting(described),
        meaning: language.meaning(described),
        value: shown(&setting.value),
        later: later.collect(),
    }
}
