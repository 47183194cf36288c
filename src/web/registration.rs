//! `/r/{token}`: strangers register for an event by its link.
//!
//! Nobody signs in here, and scripts are not needed. What keeps robots out asks nothing of people: a
//! field that no person sees, a copy of the form that is signed and takes some seconds to fill in, and
//! bounds for each address and event.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::{ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono_tz::Tz;
use serde::Deserialize;

use super::answer::{go_to, page, page_with};
use super::background::in_background;
use super::error::PageError;
use super::frame::Frame;
use super::origin;
use super::session::{address_of, app_of};
use super::texts::{Line, Registration};
use crate::domain::event::{Event, FormCode, Mode};
use crate::domain::{City, Code, Email, Name, Phone, Word};
use crate::service::events::{self, FormRefused, TypedForm};

/// The routes.
pub(super) fn pages(config: &mut ServiceConfig) {
    super::page(config, "/r/{token}", [get().to(form), post().to(send)]);
    super::page(config, "/r/{token}/{code}", [get().to(done)]);
    super::page(config, "/r/{token}/{code}/qr.png", [get().to(picture)]);
}

/// What is typed, as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    name: String,
    company: String,
    phone: String,
    email: String,
    city: String,
    mode: String,
    stamp: String,
    /// What stands for the host that invites.
    host: String,
    /// Only robots fill it in.
    website: String,
}

/// What cannot be understood of it.
#[derive(Debug, Default)]
struct Wrong {
    name: bool,
    company: bool,
    phone: bool,
    email: bool,
    city: bool,
}

impl Typed {
    fn read(&self) -> Result<TypedForm, Wrong> {
        let (name, company) = (Name::parse(&self.name), Name::parse(&self.company));
        let phone = Phone::parse(self.phone.trim());
        let email = optional(&self.email, Email::parse);
        let city = optional(&self.city, City::parse);
        let wrong = Wrong {
            name: name.is_none(),
            company: company.is_none(),
            phone: phone.is_none(),
            email: email.is_none(),
            city: city.is_none(),
        };
        let whole = name.zip(company).zip(phone).zip(email.zip(city));
        let (((name, company), phone), (email, city)) = whole.ok_or(wrong)?;
        Ok(TypedForm {
            stamp: self.stamp.clone(),
            name,
            company: Some(company),
            phone: Some(phone),
            email,
            city,
            mode: Mode::parse(&self.mode).unwrap_or(Mode::OnSite),
            // A link that was cut short still registers, as one that names no host.
            invitation: Code::parse(&self.host),
        })
    }

    fn is_online(&self) -> bool {
        self.mode == Mode::Online.as_str()
    }
}

/// Nothing where nothing was typed; `None` where that cannot be understood.
fn optional<T>(typed: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    let typed = typed.trim();
    if typed.is_empty() { Some(None) } else { parse(typed).map(Some) }
}

#[derive(Template)]
#[template(path = "registration.html")]
struct FormPage {
    frame: Frame,
    event: Event,
    when: String,
    stamp: String,
    typed: Typed,
    wrong: Wrong,
    fault: Option<Line>,
}

impl FormPage {
    /// The fields in which one types.
    fn fields(&self) -> [Field<'_>; 5] {
        let Self { typed, wrong, .. } = self;
        let t: &Registration = &self.frame.t.registration;
        let said = |is_wrong: bool, words| is_wrong.then_some(words);
        [
            Field::new("name", t.name, &typed.name, said(wrong.name, t.name_fault)),
            Field::new("company", t.company, &typed.company, said(wrong.company, t.name_fault))
                .filled_in("organization"),
            Field::new("phone", t.phone, &typed.phone, said(wrong.phone, t.phone_fault))
                .of_kind("tel")
                .filled_in("tel"),
            Field::new("email", t.email, &typed.email, said(wrong.email, t.email_fault))
                .of_kind("email")
                .filled_in("email")
                .optional(),
            Field::new("city", t.city, &typed.city, said(wrong.city, t.name_fault))
                .filled_in("address-level2")
                .optional(),
        ]
    }
}

/// A field in which one types.
struct Field<'a> {
    name: Line,
    label: Line,
    /// The type of its input.
    kind: Line,
    /// What a browser may fill in.
    filled: Line,
    typed: &'a str,
    /// What is wrong with what was typed.
    fault: Option<Line>,
    may_be_empty: bool,
}

impl<'a> Field<'a> {
    /// Of plain text, which a browser may fill in by the field's own name.
    fn new(name: Line, label: Line, typed: &'a str, fault: Option<Line>) -> Self {
        Self { name, label, kind: "text", filled: name, typed, fault, may_be_empty: false }
    }

    fn of_kind(self, kind: Line) -> Self {
        Self { kind, ..self }
    }

    fn filled_in(self, filled: Line) -> Self {
        Self { filled, ..self }
    }

    fn optional(self) -> Self {
        Self { may_be_empty: true, ..self }
    }
}

#[derive(Template)]
#[template(path = "registered.html")]
struct DonePage {
    frame: Frame,
    event: Event,
    when: String,
    taken: FormCode,
    token: Code,
    /// What the link to the form has behind its path.
    from_link: String,
    picture: String,
}

/// By which link a form is opened.
#[derive(Debug, Deserialize)]
struct Link {
    #[serde(default)]
    host: String,
}

/// The form.
async fn form(
    request: HttpRequest,
    token: web::Path<String>,
    link: web::Query<Link>,
) -> Result<HttpResponse, PageError> {
    let typed = Typed { host: link.into_inner().host, ..Typed::default() };
    shown(&request, &code_of(&token)?, typed, Said::default()).await
}

/// Registers whoever filled it in.
async fn send(
    request: HttpRequest,
    token: web::Path<String>,
    typed: web::Form<Typed>,
) -> Result<HttpResponse, PageError> {
    origin::own_page(&request)?;
    let (token, typed) = (code_of(&token)?, typed.into_inner());
    let t = &Frame::of(&request).t.registration;
    let form = match typed.read() {
        Err(wrong) => {
            return shown(&request, &token, typed, Said { wrong, ..Said::default() }).await;
        }
        Ok(_) if !typed.website.is_empty() => {
            return shown(&request, &token, typed, Said::of(t.again)).await;
        }
        Ok(form) => form,
    };
    let invitation = form.invitation.clone();
    let (app, address) = (app_of(&request)?, address_of(&request)?);
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    let (id, of) = (id.map(str::to_owned), token.clone());
    let taken = in_background(move || app.take_form((&address, id), &of, form)).await?;
    let said = match taken {
        Ok(FormCode { code, .. }) => {
            return Ok(go_to(&format!("/r/{token}/{code}{}", from_link(invitation))));
        }
        Err(FormRefused::Closed) => Said::of(t.closed),
        Err(FormRefused::TooQuick) => Said { same_copy: true, ..Said::of(t.too_quick) },
        Err(FormRefused::AnotherCopy) => Said::of(t.again),
    };
    shown(&request, &token, typed, said).await
}

/// What is said of a form that was not taken.
#[derive(Debug, Default)]
struct Said {
    wrong: Wrong,
    fault: Option<Line>,
    /// Whether the copy that was sent is still good.
    same_copy: bool,
}

impl Said {
    fn of(fault: Line) -> Self {
        Self { fault: Some(fault), ..Self::default() }
    }
}

/// The form as it was filled in, in a new copy unless the old one is still good.
async fn shown(
    request: &HttpRequest,
    token: &Code,
    typed: Typed,
    Said { wrong, fault, same_copy }: Said,
) -> Result<HttpResponse, PageError> {
    let (app, token) = (app_of(request)?, token.clone());
    let zone = app.clock.zone();
    let (event, stamp) = in_background(move || {
        let stamp = app.new_form(&token, app.clock.real_time())?;
        Ok((app.event_of_form(&token)?, stamp))
    })
    .await?;
    let stamp = if same_copy { typed.stamp.clone() } else { stamp };
    let is_first = typed.stamp.is_empty();
    let status = if is_first { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (frame, when) = (Frame::of(request), when(&event, zone));
    page_with(status, &FormPage { frame, event, when, stamp, typed, wrong, fault })
}

/// That somebody is registered, for whoever has the code.
async fn done(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    link: web::Query<Link>,
) -> Result<HttpResponse, PageError> {
    let (app, address) = (app_of(&request)?, address_of(&request)?);
    let zone = app.clock.zone();
    let (token, code) = (code_of(&path.0)?, code_of(&path.1)?);
    let of = token.clone();
    let (event, taken) = in_background(move || app.form_code(&address, (&of, &code))).await?;
    let picture = events::svg(&taken.code)?;
    // What comes before it is for files of their own.
    let picture = picture.find("<svg").and_then(|at| picture.get(at..)).unwrap_or_default();
    let (frame, when, picture) = (Frame::of(&request), when(&event, zone), picture.to_owned());
    let from_link = from_link(Code::parse(&link.host));
    page(&DonePage { frame, event, when, taken, token, from_link, picture })
}

/// The code as a picture to keep.
async fn picture(
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let (app, address) = (app_of(&request)?, address_of(&request)?);
    let (token, code) = (code_of(&path.0)?, code_of(&path.1)?);
    let (_, taken) = in_background(move || app.form_code(&address, (&token, &code))).await?;
    Ok(HttpResponse::Ok()
        .content_type("image/png")
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"summit.png\""))
        .body(events::png(&taken.code)?))
}

fn code_of(text: &str) -> Result<Code, PageError> {
    Code::parse(text).ok_or(PageError::NotFound)
}

/// What stands behind a path for the host that invites.
fn from_link(invitation: Option<Code>) -> String {
    invitation.map(|code| format!("?host={code}")).unwrap_or_default()
}

/// When an event is, by the clocks of the programme.
fn when(event: &Event, zone: Tz) -> String {
    let local = |at: chrono::NaiveDateTime| at.and_utc().with_timezone(&zone);
    let (begins, ends) = (local(event.starts_at), local(event.ends_at));
    let ending = if begins.date_naive() == ends.date_naive() { "%H:%M" } else { "%d.%m.%Y %H:%M" };
    format!("{} – {}", begins.format("%d.%m.%Y %H:%M"), ends.format(ending))
}
