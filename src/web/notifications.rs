//! `/notifications`: what concerns the reader.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::answer::{go_to, page};
use super::background::in_background;
use super::error::PageError;
use super::frame::Frame;
use super::listing::{self, View};
use super::session::{Visitor, app_of};
use super::shown;
use crate::domain::Role;
use crate::service::notifications::{self, Notification};

#[derive(Template)]
#[template(path = "notifications.html")]
struct NotificationsPage {
    frame: Frame,
    csrf: String,
    rows: Vec<Shown>,
    any_new: bool,
    next: Option<String>,
}

/// What happened, in words, and where one looks at it.
struct Shown {
    text: String,
    at: String,
    is_new: bool,
    path: Option<String>,
}

/// All of them, the newest first.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    let mut asked = listing::asked(&request)?;
    let was_read = asked.iter().any(|(name, _)| name == "done");
    asked.retain(|(name, _)| name == "cursor");
    asked.push(("sort".to_owned(), "-created_at".to_owned()));
    let question = (&notifications::LISTED, asked);
    let view = View::of((&request, &visitor), question, notifications::list).await?;
    let zone = app_of(&request)?.clock.zone();
    let mut frame = Frame::of_visitor(&request, &visitor);
    if was_read {
        let text = frame.t.desk.account.all_read;
        frame = frame.with_flash("good", text);
    }
    let shown = |row: &Notification| Shown {
        text: words(&frame, row),
        at: shown::minute(&row.created_at, zone),
        is_new: row.read_at.is_none(),
        path: path(&visitor, row),
    };
    page(&NotificationsPage {
        csrf: visitor.csrf.clone(),
        rows: view.rows.iter().map(shown).collect(),
        any_new: view.rows.iter().any(|row| row.read_at.is_none()),
        next: view.next(),
        frame,
    })
}

/// What happened: its sentence, and what more there is to say.
fn words(frame: &Frame, row: &Notification) -> String {
    let sentence = frame.language.notice(&row.kind).unwrap_or(&row.kind);
    let data: serde_json::Value = serde_json::from_str(&row.data).unwrap_or_default();
    let more = ["name", "date", "period", "decision", "missing", "until"];
    let more = more.iter().filter_map(|name| match data.get(name)? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    let more: Vec<String> = more.collect();
    if more.is_empty() { sentence.to_owned() } else { format!("{sentence}: {}", more.join(" · ")) }
}

/// Where one looks at it: the platform's people, and owners what they see of it.
fn path(visitor: &Visitor, row: &Notification) -> Option<String> {
    if row.subject_kind == "funding" && visitor.user.role != Role::PartnerStaff {
        let data: serde_json::Value = serde_json::from_str(&row.data).ok()?;
        return Some(format!("/events/{}/fundings", data.get("event_id")?.as_str()?));
    }
    if visitor.by.actor.partner().is_some() {
        return None;
    }
    let id = &row.subject_id;
    match row.subject_kind.as_str() {
        "check_in" => Some(format!("/review/{id}")),
        "programme" => Some("/review".to_owned()),
        "partner" => Some(format!("/partners/{id}")),
        "recruit" => Some(format!("/recruits?q={id}")),
        "seller" => Some(format!("/sellers?q={id}")),
        "dispute" => Some(format!("/disputes?q={id}")),
        "statement" => Some(format!("/statements/{id}")),
        _ => None,
    }
}

/// What a form carries that says nothing else.
#[derive(Debug, Deserialize)]
pub(super) struct Bare {
    csrf: String,
}

/// Keeps that all of them were read.
pub(super) async fn read_all(
    request: HttpRequest,
    visitor: Visitor,
    sent: web::Form<Bare>,
) -> Result<HttpResponse, PageError> {
    visitor.sent(&request, &sent.csrf)?;
    let (app, by) = (app_of(&request)?, visitor.by);
    in_background(move || {
        app.database.write(by.actor.scope(), move |tx| notifications::read_all(tx, &by))
    })
    .await?;
    Ok(go_to("/notifications?done=read"))
}
