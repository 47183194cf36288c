//! `/users/{id}`: somebody who signs in; what it is called and may do, and a link that sets its password.

use actix_web::http::StatusCode;
use actix_web::http::header::ORIGIN;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Choice, MAKERS, READERS, roles, standing};
use crate::domain::programme::SettingName;
use crate::domain::{Email, Name, Phone, Role, User, UserId, UserStatus, whatsapp};
use crate::service::naming::Names;
use crate::service::people::{self, PersonChanges};
use crate::service::{By, Hold, ServiceError, ShownLink, Tx, settings};
use crate::web::acts::{Form, Sent, act, back, told};
use crate::web::answer::page_with;
use crate::web::background::in_background;
use crate::web::error::PageError;
use crate::web::form::{Filled, Reading, Refused, refused};
use crate::web::frame::Frame;
use crate::web::sections::read;
use crate::web::session::{Visitor, app_of};
use crate::web::shown::minute;
use crate::web::texts::Line;

/// What is typed and chosen.
const FIELDS: &[&str] = &["email", "name", "phone", "role"];

#[derive(Template)]
#[template(path = "people/show.html")]
struct UserPage {
    frame: Frame,
    user: User,
    partner: String,
    filled: Filled,
    roles: Vec<Choice>,
    may_change: bool,
    /// Whether it is the reader, who changes neither its own role nor its status.
    is_own: bool,
    /// Whether the reader sees what was done to everybody.
    sees_trail: bool,
    /// A link that was made just now.
    link: Option<Link>,
    zone: chrono_tz::Tz,
}

/// A link that sets a password, as it is shown once.
struct Link {
    address: String,
    until: String,
    /// Sends it to the person, or to whom its sender chooses.
    whatsapp: String,
}

impl UserPage {
    fn standing(&self) -> (Line, Line) {
        standing(self.frame.language, self.user.status)
    }

    fn at(&self, at: &chrono::NaiveDateTime) -> String {
        minute(at, self.zone)
    }

    /// The number as it stands in the form.
    fn phone(&self) -> &str {
        self.user.phone.as_ref().map_or("", Phone::as_str)
    }

    fn is_disabled(&self) -> bool {
        self.user.status == UserStatus::Disabled
    }
}

/// One of them.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = UserId::parse(&id).ok_or(PageError::NotFound)?;
    let flash = told(&request, Frame::of(&request).language);
    shown((&request, &visitor), (id, None), (StatusCode::OK, flash, Filled::default())).await
}

/// Changes it, lets it in or keeps it out, or makes it a link.
pub(in crate::web) async fn act_on(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(MAKERS)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let id = UserId::parse(&id).ok_or(PageError::NotFound)?;
    let done = match sent.text("do") {
        "link" => match make_link((&request, &visitor), &id).await {
            Ok(link) => {
                let said = (StatusCode::OK, None, Filled::default());
                return shown((&request, &visitor), (id, Some(link)), said).await;
            }
            Err(error) => Err(error),
        },
        _ => change((&request, &visitor), &id, &sent).await,
    };
    match done {
        Ok(told) => Ok(back(request.path(), &told)),
        Err(error) => {
            let language = Frame::of(&request).language;
            // Only what was typed into the fields is typed again.
            let typed = if sent.text("do") == "save" { sent } else { Sent::default() };
            let refused = refused(error, (language, typed), FIELDS)?;
            shown((&request, &visitor), (id, None), refused).await
        }
    }
}

async fn change(
    (request, visitor): (&HttpRequest, &Visitor),
    id: &UserId,
    sent: &Sent,
) -> Result<String, PageError> {
    let (app, id, asked) = (app_of(request)?.clone(), id.clone(), sent.clone());
    let work = move |tx: &mut Tx<'_>, by: &By| {
        let (changes, told) = match asked.text("do") {
            "save" => (typed(&asked)?, "user_saved"),
            "disable" => (of_status(UserStatus::Disabled), "user_disabled"),
            "enable" => (of_status(again(&people::get(tx, &id)?)), "user_enabled"),
            _ => return Err(ServiceError::invalid("/do", "malformed", "asks for nothing")),
        };
        let seen = asked.optional("seen", |text| text.parse().ok())?;
        app.change_person(tx, by, (&id, seen), &changes).map_err(beside_the_address)?;
        Ok(told.to_owned())
    };
    act((request, visitor), Hold::Nothing, work).await
}

fn typed(sent: &Sent) -> Result<PersonChanges, ServiceError> {
    let mut reading = Reading::default();
    let email = reading.of(sent.read("email", Email::parse))?;
    let name = reading.of(sent.read("name", Name::parse))?;
    let phone = reading.of(sent.optional("phone", Phone::parse))?;
    // Nobody is shown a choice of its own role.
    let role = reading.of(sent.optional("role", Role::parse))?;
    let changes = PersonChanges { email, name, phone, role: role.flatten(), status: None };
    reading.whole(Some(changes))
}

fn of_status(status: UserStatus) -> PersonChanges {
    PersonChanges { status: Some(status), ..PersonChanges::default() }
}

/// What somebody is who was kept out and is let in again.
fn again(user: &User) -> UserStatus {
    if user.password_hash.is_some() { UserStatus::Active } else { UserStatus::Invited }
}

/// Says of an address that cannot be given that it is the address.
pub(super) fn beside_the_address(error: ServiceError) -> ServiceError {
    match error {
        ServiceError::Conflict(code @ ("email_taken" | "email_refused"), detail) => {
            ServiceError::invalid("/email", code, detail)
        }
        error => error,
    }
}

async fn make_link(
    (request, visitor): (&HttpRequest, &Visitor),
    id: &UserId,
) -> Result<ShownLink, PageError> {
    let (app, by, id) = (app_of(request)?, visitor.by.clone(), id.clone());
    in_background(move || app.make_password_link(&by, &id)).await
}

/// A user as its page shows it: what its partner is called, and where people open the service.
struct Loaded {
    user: User,
    partner: String,
    site: String,
}

fn load(tx: &mut Tx<'_>, by: &By, id: &UserId) -> Result<Loaded, ServiceError> {
    let user = people::get(tx, id)?;
    let mut names = Names::default();
    names.learn_partners(tx, user.partner.as_ref())?;
    let partner = user.partner.as_ref().map(|id| names.partner(id).to_owned());
    let settings = settings::in_force(tx, by.now.today)?;
    let site = settings.texts.get(SettingName::PublicAddress).to_owned();
    Ok(Loaded { partner: partner.unwrap_or_default(), site, user })
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    (id, link): (UserId, Option<ShownLink>),
    (status, flash, filled): Refused,
) -> Result<HttpResponse, PageError> {
    let loaded = read((request, visitor), move |tx, by| load(tx, by, &id)).await?;
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash;
    let zone = app_of(request)?.clock.zone();
    let Loaded { user, partner, site } = loaded;
    let is_own = user.id == visitor.user.id;
    let choice = |role: Role| {
        let is_chosen = filled.has("role", role.as_str(), role == user.role);
        (role.as_str(), frame.language.role(role), is_chosen)
    };
    let link = link.map(|link| Link {
        address: format!("{}/password/{}", origin_of(request, site), link.token),
        until: minute(&link.expires_at, zone),
        whatsapp: String::new(),
    });
    let message = frame.t.people.link_message;
    let with_message = |link: Link| {
        let words = message(user.name.as_str(), &link.address);
        Link { whatsapp: whatsapp(user.phone.as_ref(), &words), ..link }
    };
    let page = UserPage {
        roles: roles(user.partner.is_some()).map(choice).collect(),
        may_change: MAKERS.contains(&visitor.user.role),
        link: link.map(with_message),
        sees_trail: visitor.by.actor.partner().is_none(),
        is_own,
        partner,
        filled,
        zone,
        frame,
        user,
    };
    page_with(status, &page)
}

/// Under which address people open the service: as the settings say, or as this reader's browser does.
fn origin_of(request: &HttpRequest, site: String) -> String {
    if !site.is_empty() {
        return site;
    }
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.unwrap_or_default().to_owned()
}
