//! `/users/new`: somebody who is to sign in, and sets a password by a link.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Choice, MAKERS, roles};
use crate::domain::{Email, Name, PartnerId, Phone, Role};
use crate::service::naming::Names;
use crate::service::people::NewPerson;
use crate::service::{By, Hold, ServiceError, Tx};
use crate::web::acts::{Form, Sent, act};
use crate::web::answer::{go_to, page_with};
use crate::web::error::PageError;
use crate::web::form::{Filled, Reading, Refused, refused};
use crate::web::frame::Frame;
use crate::web::sections::read;
use crate::web::session::{Visitor, app_of};
use crate::web::table::TOLD;

/// What is typed and chosen.
const FIELDS: &[&str] = &["email", "name", "phone", "role", "partner_id"];

#[derive(Template)]
#[template(path = "people/new.html")]
struct NewPage {
    frame: Frame,
    filled: Filled,
    roles: Vec<Choice>,
    /// The partners to choose from, each by its id and its name and code; an owner's people are its own.
    partners: Option<Vec<(String, String, bool)>>,
}

/// The form.
pub(in crate::web) async fn form(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(MAKERS)?;
    shown((&request, &visitor), (StatusCode::OK, None, Filled::default())).await
}

/// Makes the user, and goes to its page, where a link is made.
pub(in crate::web) async fn create(
    request: HttpRequest,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(MAKERS)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let (app, asked) = (app_of(&request)?.clone(), sent.clone());
    let work = move |tx: &mut Tx<'_>, by: &By| {
        let made = app.create_person(tx, by, &new(&asked)?, None);
        Ok(made.map_err(super::show::beside_the_address)?.id.to_string())
    };
    match act((&request, &visitor), Hold::Nothing, work).await {
        Ok(id) => Ok(go_to(&format!("/users/{id}?{TOLD}=user_made"))),
        Err(error) => {
            let language = Frame::of(&request).language;
            let refused = refused(error, (language, sent), FIELDS)?;
            shown((&request, &visitor), refused).await
        }
    }
}

fn new(sent: &Sent) -> Result<NewPerson, ServiceError> {
    let mut reading = Reading::default();
    let email = reading.of(sent.read("email", Email::parse))?;
    let name = reading.of(sent.read("name", Name::parse))?;
    let phone = reading.of(sent.optional("phone", Phone::parse))?;
    let role = reading.of(sent.read("role", Role::parse))?;
    let partner = reading.of(sent.optional("partner_id", PartnerId::parse))?;
    let all = email.zip(name).zip(phone).zip(role.zip(partner));
    let person = all.map(|(((email, name), phone), (role, partner))| NewPerson {
        email,
        name,
        phone,
        role,
        partner,
        status: None,
    });
    reading.whole(person)
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    (status, flash, filled): Refused,
) -> Result<HttpResponse, PageError> {
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash;
    let is_owner = visitor.by.actor.partner().is_some();
    let language = frame.language;
    let choice =
        |role: Role| (role.as_str(), language.role(role), filled.has("role", role.as_str(), false));
    let roles = roles(true).chain(roles(false).filter(|_| !is_owner)).map(choice).collect();
    let partners = if is_owner {
        None
    } else {
        let names = read((request, visitor), |tx, _| Names::of_all_partners(tx)).await?;
        let option = |(id, code, name): (&PartnerId, &str, &str)| {
            let is_chosen = filled.has("partner_id", id.as_str(), false);
            (id.to_string(), format!("{name} · {code}"), is_chosen)
        };
        Some(names.partners().into_iter().map(option).collect())
    };
    page_with(status, &NewPage { frame, roles, partners, filled })
}
