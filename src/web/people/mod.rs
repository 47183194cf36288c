//! `/users`: who signs in; a partner's owner sees and makes its own people.

mod new;
mod show;

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::answer::page;
use super::error::PageError;
use super::frame::{Frame, Place};
use super::lists::with_partners;
use super::sections::sections;
use super::session::Visitor;
use super::table::{self, Asked, Cell, Column, Field, List, Shape};
use super::texts::{Language, Line};
use crate::domain::{Role, User, UserStatus};
use crate::service::people;

pub(super) use new::{create, form};
pub(super) use show::{act_on, show};

/// Those who see who signs in.
const READERS: &[Role] =
    &[Role::PartnerOwner, Role::Manager, Role::Finance, Role::Admin, Role::Auditor];
/// Those who make and change users: administrators, and owners for their partner.
const MAKERS: &[Role] = &[Role::PartnerOwner, Role::Admin];

/// A user, and what its partner is called.
type Row = (User, String);

static SHAPE: Shape<Row> = Shape {
    title: |t| t.desk.places.users,
    order: "name",
    fields: &[
        Field::SEARCH,
        Field::choice(
            "role",
            |t| t.people.role,
            |language| Role::ALL.map(|role| (role.as_str(), language.role(role))).to_vec(),
        ),
        Field::choice(
            "status",
            |t| t.lists.status,
            |language| {
                let word = |status: UserStatus| (status.as_str(), language.user_status(status));
                UserStatus::ALL.map(word).to_vec()
            },
        ),
    ],
    columns: &[
        Column::<Row>::new(
            |t| t.lists.name,
            |(user, _), _| Cell::text(&user.name).leading(format!("/users/{}", user.id)),
        )
        .sorted("name"),
        Column::<Row>::new(|t| t.signing.email, |(user, _), _| Cell::code(&user.email))
            .sorted("email"),
        Column::<Row>::new(
            |t| t.people.phone,
            |(user, _), _| Cell::maybe_code(user.phone.as_ref()),
        ),
        Column::<Row>::new(
            |t| t.people.role,
            |(user, _), m| Cell::text(m.language.role(user.role)),
        )
        .sorted("role"),
        Column::<Row>::new(
            |t| t.desk.lists.partner,
            |(user, partner), _| match &user.partner {
                Some(id) => Cell::text(partner).leading(format!("/users?partner_id={id}")),
                None => Cell::NOTHING,
            },
        ),
        Column::<Row>::new(
            |t| t.lists.status,
            |(user, _), m| Cell::state(standing(m.language, user.status)),
        )
        .sorted("status"),
        Column::<Row>::new(|t| t.people.since, |(user, _), m| m.at(user.created_at))
            .sorted("created_at")
            .figures(),
    ],
    none: |t| t.lists.none_yet,
    next_step: None,
    action: Some(|t| (t.people.invite, "/users/new")),
};

#[derive(Template)]
#[template(path = "list.html")]
struct UsersPage {
    frame: Frame,
    sections: Vec<Place>,
    list: List,
}

/// All that the reader may see.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let frame = Frame::of_visitor(&request, &visitor);
    let of = (&people::LISTED, &SHAPE);
    let asked = table::asked((&request, &visitor), &frame, of, |tx, by, listing| {
        let page = people::list(tx, by, listing)?;
        with_partners(tx, page, |user| user.partner.as_ref())
    });
    match asked.await? {
        Asked::File(file) => Ok(file),
        Asked::Page(mut list) => {
            list.action = list.action.filter(|_| MAKERS.contains(&visitor.user.role));
            page(&UsersPage { sections: sections(&frame, &visitor), frame, list })
        }
    }
}

/// Whether a user can sign in, and how good that is.
pub(super) fn standing(language: Language, status: UserStatus) -> (Line, Line) {
    let tone = match status {
        UserStatus::Invited => "warn",
        UserStatus::Active => "good",
        UserStatus::Disabled => "bad",
    };
    (tone, language.user_status(status))
}

/// The roles that somebody of a partner, or of the platform, can have.
fn roles(is_of_partner: bool) -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().filter(move |role| role.is_of_partner() == is_of_partner)
}

/// A role's word, what it is called, and whether it is the one that is chosen.
type Choice = (Line, Line, bool);
