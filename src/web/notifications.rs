//! `/notifications`: what concerns the reader.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::acts::{Form, Sent, act, back, told};
use super::answer::page;
use super::error::PageError;
use super::frame::{Frame, Place};
use super::sections::{READERS, sections};
use super::session::Visitor;
use super::table::{self, Asked, Cell, Column, Field, List, Shape};
use super::texts::Language;
use crate::domain::Role;
use crate::service::Hold;
use crate::service::notifications::{self, Notification};

/// A notification, and where one looks at what it is about.
type Row = (Notification, Option<String>);

static SHAPE: Shape<Row> = Shape {
    title: |t| t.desk.places.notifications,
    order: "-created_at",
    fields: &[
        Field::SEARCH,
        Field::choice("kind", |t| t.desk.lists.kind, Language::notices),
        Field::choice(
            "read",
            |t| t.lists.status,
            |language| {
                let t = &language.texts().desk.account;
                vec![("false", t.unread), ("true", t.read)]
            },
        ),
    ],
    columns: &[
        Column::<Row>::new(
            |t| t.desk.lists.what,
            |(row, path), m| {
                let said = Cell::text(m.language.noticed(row.kind, &row.data));
                match path {
                    Some(path) => said.leading(path.clone()),
                    None => said,
                }
            },
        ),
        Column::<Row>::new(
            |t| t.lists.status,
            |(row, _), m| match row.read_at {
                None => Cell::state(("info", m.t.desk.account.unread)),
                Some(_) => Cell::state(("", m.t.desk.account.read)),
            },
        ),
        Column::<Row>::new(|t| t.desk.lists.at, |(row, _), m| m.at(row.created_at))
            .sorted("created_at")
            .figures(),
    ],
    none: |t| t.lists.none_yet,
    next_step: Some(|t| (t.frame.home, "/")),
    action: None,
};

#[derive(Template)]
#[template(path = "notifications.html")]
struct NotificationsPage {
    frame: Frame,
    sections: Vec<Place>,
    list: List,
}

/// All of them, the newest first.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    let mut frame = Frame::of_visitor(&request, &visitor);
    frame.flash = told(&request, frame.language);
    let of = (&notifications::LISTED, &SHAPE);
    let role = visitor.user.role;
    let asked = table::asked((&request, &visitor), &frame, of, move |tx, by, listing| {
        let page = notifications::list(tx, by, listing)?;
        Ok(page.map(|row| {
            let path = path(role, &row);
            (row, path)
        }))
    });
    match asked.await? {
        Asked::File(file) => Ok(file),
        Asked::Page(list) => {
            page(&NotificationsPage { sections: sections(&frame, &visitor), frame, list })
        }
    }
}

/// Where one looks at it: the platform's people, and owners what they see of it.
fn path(role: Role, row: &Notification) -> Option<String> {
    if row.subject_kind == "funding" && role != Role::PartnerStaff {
        let data: serde_json::Value = serde_json::from_str(&row.data).ok()?;
        return Some(format!("/events/{}/fundings", data.get("event_id")?.as_str()?));
    }
    let id = &row.subject_id;
    if row.subject_kind == "conflict" {
        let data: serde_json::Value = serde_json::from_str(&row.data).ok()?;
        return Some(format!("/recruits/{}#claims", data.get("recruit_id")?.as_str()?));
    }
    if row.subject_kind == "recruit" {
        return Some(format!("/recruits/{id}"));
    }
    match row.subject_kind.as_str() {
        "dispute" if READERS.contains(&role) => Some(format!("/disputes/{id}")),
        "statement" if READERS.contains(&role) => Some(format!("/statements/{id}")),
        _ if role.is_of_partner() => None,
        "check_in" => Some(format!("/review/{id}")),
        "programme" => Some("/review".to_owned()),
        "partner" => Some(format!("/partners/{id}")),
        "seller" => Some(format!("/sellers?q={id}")),
        _ => None,
    }
}

/// Keeps that all of them were read.
pub(super) async fn read_all(
    request: HttpRequest,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, PageError> {
    Sent::of((&request, &visitor), form)?;
    act((&request, &visitor), Hold::Nothing, |tx, by| {
        notifications::read_all(tx, by)?;
        Ok(String::new())
    })
    .await?;
    Ok(back("/notifications", "all_read"))
}
