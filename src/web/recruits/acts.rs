//! What the forms of a recruit's page do.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::{WRITERS, claims, shown};
use crate::domain::recruit::{ActivityKind, StageMove};
use crate::domain::{Email, Name, Note, Phone, RecruitId, SellerId, Word, instant_of};
use crate::service::recruits::{self, NewActivity};
use crate::service::sellers::{self, SellerChanges};
use crate::service::{By, Hold, ServiceError, Tx};
use crate::web::acts::{Form, Sent, act, back};
use crate::web::error::PageError;
use crate::web::form::{Reading, refused};
use crate::web::frame::Frame;
use crate::web::session::{Visitor, app_of};

/// What is typed and chosen in any of the forms.
const FIELDS: &[&str] = &[
    "note",
    "phone",
    "email",
    "contact_name",
    "stage",
    "stage_note",
    "kind",
    "happened_at",
    "activity_note",
    "extend_reason",
    "release_reason",
    "claim",
    "evidence",
    "answer",
    "answer_evidence",
];
/// How a browser writes a day and a time of it.
const AS_TYPED: &str = "%Y-%m-%dT%H:%M";

/// An instant, as a form has it.
pub(super) fn as_typed(at: NaiveDateTime, zone: Tz) -> String {
    at.and_utc().with_timezone(&zone).format(AS_TYPED).to_string()
}

/// Changes its details, moves it on, logs what was done for it, prolongs or ends its protection, or says
/// who should have its seller.
pub(in crate::web) async fn act_on(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(WRITERS)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let id = RecruitId::parse(&id).ok_or(PageError::NotFound)?;
    let zone = app_of(&request)?.clock.zone();
    let (of, asked) = (id.clone(), sent.clone());
    let work = move |tx: &mut Tx<'_>, by: &By| {
        let told = match asked.text("do") {
            "details" => keep_details(tx, by, (&of, &asked))?,
            "stage" => move_stage(tx, by, (&of, &asked))?,
            "activity" => log(tx, by, (&of, &asked), zone)?,
            "extend" => {
                recruits::extend(tx, by, &of, &asked.note("extend_reason")?)?;
                "extended"
            }
            "release" => {
                recruits::release(tx, by, &of, &asked.note("release_reason")?)?;
                "released"
            }
            "claim" => claims::file(tx, by, (&of, &asked))?,
            // Who is asked are its partner's people alone.
            "answer" if by.actor.partner().is_some() => claims::answer(tx, by, (&of, &asked))?,
            _ => return Err(ServiceError::invalid("/do", "malformed", "asks for nothing")),
        };
        Ok(told.to_owned())
    };
    match act((&request, &visitor), Hold::Nothing, work).await {
        Ok(told) => Ok(back(request.path(), &told)),
        Err(error) => {
            let language = Frame::of(&request).language;
            let refused = refused(error, (language, sent), FIELDS)?;
            shown((&request, &visitor), id, refused).await
        }
    }
}

/// What was typed of how a seller is reached.
struct Typed {
    note: Option<Note>,
    phone: Option<Phone>,
    email: Option<Email>,
    contact: Option<Name>,
}

impl Typed {
    fn read(sent: &Sent) -> Result<Self, ServiceError> {
        let mut reading = Reading::default();
        let note = reading.of(sent.optional("note", Note::parse))?;
        let phone = reading.of(sent.optional("phone", Phone::parse))?;
        let email = reading.of(sent.optional("email", Email::parse))?;
        let contact = reading.of(sent.optional("contact_name", Name::parse))?;
        reading.whole(Some(Self {
            note: note.flatten(),
            phone: phone.flatten(),
            email: email.flatten(),
            contact: contact.flatten(),
        }))
    }
}

/// Keeps the remark, and how the seller is reached where the form asks that.
fn keep_details(
    tx: &mut Tx<'_>,
    by: &By,
    (id, sent): (&RecruitId, &Sent),
) -> Result<&'static str, ServiceError> {
    let typed = Typed::read(sent)?;
    let seen = sent.optional("seen", |text| text.parse().ok())?;
    let recruit = recruits::get(tx, id)?;
    if recruit.note != typed.note {
        recruits::change(tx, by, (id, seen), Some(&typed.note))?;
    }
    if let Some(seen) = sent.optional("seller_seen", |text| text.parse().ok())? {
        reach(tx, by, (&recruit.seller, seen), &typed)?;
    }
    Ok("details_saved")
}

/// Changes how a seller is reached. What the reader sees masked stays where nothing was typed.
fn reach(
    tx: &mut Tx<'_>,
    by: &By,
    (id, seen): (&SellerId, i32),
    typed: &Typed,
) -> Result<(), ServiceError> {
    let seller = sellers::get(tx, id)?;
    let is_whole = seller.is_whole_to(&by.actor);
    let phone = typed.phone.clone();
    let email = typed.email.clone();
    let changes = SellerChanges {
        phone: (is_whole || phone.is_some()).then_some(phone).filter(|new| *new != seller.phone),
        email: (is_whole || email.is_some()).then_some(email).filter(|new| *new != seller.email),
        contact_name: Some(typed.contact.clone()).filter(|new| *new != seller.contact_name),
        ..SellerChanges::default()
    };
    let any = changes.phone.is_some() || changes.email.is_some() || changes.contact_name.is_some();
    if any {
        sellers::change(tx, by, (id, Some(seen)), &changes)?;
    }
    Ok(())
}

fn move_stage(
    tx: &mut Tx<'_>,
    by: &By,
    (id, sent): (&RecruitId, &Sent),
) -> Result<&'static str, ServiceError> {
    let mut reading = Reading::default();
    let to = reading.of(sent.read("stage", StageMove::parse))?;
    let note = reading.of(sent.optional("stage_note", Note::parse))?;
    let (to, note) = reading.whole(to.zip(note))?;
    recruits::move_stage(tx, by, id, (to, note.as_ref()))?;
    Ok("stage_moved")
}

fn log(
    tx: &mut Tx<'_>,
    by: &By,
    (id, sent): (&RecruitId, &Sent),
    zone: Tz,
) -> Result<&'static str, ServiceError> {
    let mut reading = Reading::default();
    let kind = reading.of(sent.read("kind", ActivityKind::parse))?;
    let happened_at = reading.of(sent.read("happened_at", |text| {
        let local = NaiveDateTime::parse_from_str(text, AS_TYPED).ok()?;
        Some(instant_of(local.date(), local.time(), zone).naive_utc())
    }))?;
    let note = reading.of(sent.optional("activity_note", Note::parse))?;
    let ((kind, happened_at), note) = reading.whole(kind.zip(happened_at).zip(note))?;
    recruits::add_activity(tx, by, id, &NewActivity { kind, happened_at, note })?;
    Ok("activity_logged")
}
