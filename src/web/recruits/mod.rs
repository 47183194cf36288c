//! `/recruits/{id}`: what is known of a recruit and what was done for it, and forms that do more.

mod acts;
mod claims;
mod history;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::acts::told;
use super::answer::page_with;
use super::error::PageError;
use super::form::{Filled, Refused};
use super::frame::Frame;
use super::lists::recruit_tone;
use super::sections::read;
use super::session::{Visitor, app_of};
use super::shown::minute;
use super::texts::Line;
use crate::domain::recruit::{
    Activity, ActivityKind, Extension, Recruit, RecruitStatus, Stage, StageMove, StageMoved,
};
use crate::domain::{Actor, Name, Note, RecruitId, Role, Seller, Word};
use crate::service::naming::Names;
use crate::service::{By, ServiceError, Tx, events, recruits, sellers};
use claims::Claims;
use history::Happened;

pub(super) use acts::act_on;

/// Those who register sellers and work on what they registered.
const WRITERS: &[Role] = &[Role::PartnerStaff, Role::PartnerOwner, Role::Manager, Role::Admin];

#[derive(Template)]
#[template(path = "recruits/show.html")]
struct RecruitPage {
    frame: Frame,
    loaded: Loaded,
    /// What has happened, the last first.
    history: Vec<Happened>,
    filled: Filled,
    may_write: bool,
    /// Whether the reader decides what is in review.
    may_decide: bool,
    of_platform: bool,
    /// Whether the reader may look at events.
    sees_events: bool,
    /// Now, as a form has it.
    now: String,
    zone: Tz,
}

/// A recruit, and what it is about.
struct Loaded {
    recruit: Recruit,
    extension: Option<Extension>,
    moves: Vec<StageMoved>,
    activities: Vec<Activity>,
    /// None where the reader does not see it, or not any more.
    seller: Option<Reached>,
    event: Option<Name>,
    claims: Claims,
    names: Names,
}

/// How a seller is reached, as far as its reader may know.
struct Reached {
    version: i32,
    /// Whether the reader sees numbers and addresses whole.
    is_whole: bool,
    phone: Option<String>,
    email: Option<String>,
    contact: Option<String>,
}

impl Reached {
    fn of(actor: &Actor, seller: &Seller) -> Self {
        let is_whole = seller.is_whole_to(actor);
        let shown = |whole: String, masked: String| if is_whole { whole } else { masked };
        let (phone, email) = (seller.phone.as_ref(), seller.email.as_ref());
        Self {
            version: seller.version,
            is_whole,
            phone: phone.map(|phone| shown(phone.to_string(), phone.masked())),
            email: email.map(|email| shown(email.to_string(), email.masked())),
            contact: seller.contact_name.as_ref().map(ToString::to_string),
        }
    }

    /// What stands in a field before anybody types: nothing that is masked.
    fn usual<'a>(&self, value: &'a Option<String>) -> &'a str {
        value.as_deref().filter(|_| self.is_whole).unwrap_or_default()
    }

    /// What is on file, where the field does not show it.
    fn masked<'a>(&self, value: &'a Option<String>) -> Option<&'a str> {
        value.as_deref().filter(|_| !self.is_whole)
    }
}

/// A word of a choice, what it is called, and whether it is the one that is chosen.
type Choice = (Line, Line, bool);

impl RecruitPage {
    fn one(&self) -> &Recruit {
        &self.loaded.recruit
    }

    fn at(&self, at: &NaiveDateTime) -> String {
        minute(at, self.zone)
    }

    fn tone(&self) -> Line {
        recruit_tone(self.one().status)
    }

    /// Whether it takes something more.
    fn goes_on(&self) -> bool {
        self.one().status.is_live() || self.one().status == RecruitStatus::Won
    }

    fn is_protecting(&self) -> bool {
        self.one().status.is_live()
    }

    /// Whether it waits for the reader's decision.
    fn is_to_decide(&self) -> bool {
        self.may_decide && self.one().status == RecruitStatus::InReview
    }

    fn note(&self) -> &str {
        self.one().note.as_ref().map_or("", Note::as_str)
    }

    /// By when somebody is to speak to it.
    fn speak_by(&self) -> Option<String> {
        self.one().follow_up_due().map(|at| self.at(&at))
    }

    fn registered_by(&self) -> &str {
        self.loaded.names.user(&self.one().created_by)
    }

    /// Why a manager looks at it, for the platform alone.
    fn why_review(&self) -> Option<String> {
        let kept = self.one().review_reason.as_ref().filter(|_| self.of_platform);
        kept.map(|kept| self.frame.language.review_reason(kept))
    }

    /// The stages to which it can move on, and its end.
    fn moves(&self) -> Vec<Choice> {
        let (stage, status) = (self.one().stage, self.one().status);
        let all = Stage::ALL.iter().map(|stage| StageMove::To(*stage)).chain([StageMove::Lost]);
        let possible = all.filter(|to| to.apply(stage, status).is_ok());
        let named = possible.map(|to| (to.as_str(), self.frame.language.stage_move(to)));
        named.map(|(word, name)| (word, name, self.filled.has("stage", word, false))).collect()
    }

    fn kinds(&self) -> Vec<Choice> {
        let named = ActivityKind::ALL.iter().map(|kind| {
            let (word, name) = (kind.as_str(), self.frame.language.activity(*kind));
            (word, name, self.filled.has("kind", word, *kind == ActivityKind::Visit))
        });
        named.collect()
    }

    /// What its partner typed of the seller beside its name and city.
    fn typed(&self) -> Vec<(Line, String)> {
        let (t, p) = (self.frame.t, self.frame.t.recruit_page);
        let typed = self.one().submitted.as_deref().map(serde_json::from_str::<serde_json::Value>);
        let typed = typed.and_then(Result::ok).unwrap_or_default();
        let field = |name: &str| match typed.get(name)? {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Array(words) if !words.is_empty() => {
                let words = words.iter().filter_map(|word| word.as_str());
                Some(
                    words.map(|word| trade(t.recruit.trades, word)).collect::<Vec<_>>().join(" · "),
                )
            }
            _ => None,
        };
        let fields = [
            (t.recruit.phone, "phone"),
            (t.signing.email, "email"),
            (p.contact, "contact_name"),
            ("NTN", "ntn"),
            (p.identity_card, "cnic"),
            (t.desk.lists.member, "member_id"),
            (t.recruit.trade, "categories"),
        ];
        fields.into_iter().filter_map(|(label, name)| Some((label, field(name)?))).collect()
    }
}

/// What a trade is called; its own word, where it has no other name.
fn trade(named: &[(&'static str, Line)], word: &str) -> String {
    let name = named.iter().find(|(known, _)| *known == word).map(|(_, name)| *name);
    name.unwrap_or(word).to_owned()
}

/// One of them.
pub(super) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let id = RecruitId::parse(&id).ok_or(PageError::NotFound)?;
    let flash = told(&request, Frame::of(&request).language);
    shown((&request, &visitor), id, (StatusCode::OK, flash, Filled::default())).await
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    id: RecruitId,
    (status, flash, filled): Refused,
) -> Result<HttpResponse, PageError> {
    let loaded = read((request, visitor), move |tx, by| load(tx, by, &id)).await?;
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash;
    let zone = app_of(request)?.clock.zone();
    let role = visitor.user.role;
    let page = RecruitPage {
        history: history::of(&frame, &loaded, visitor.by.actor.partner().is_none()),
        may_write: WRITERS.contains(&role),
        may_decide: [Role::Manager, Role::Admin].contains(&role),
        of_platform: visitor.by.actor.partner().is_none(),
        sees_events: role != Role::PartnerStaff,
        now: acts::as_typed(visitor.by.at(), zone),
        frame,
        loaded,
        filled,
        zone,
    };
    page_with(status, &page)
}

fn load(tx: &mut Tx<'_>, by: &By, id: &RecruitId) -> Result<Loaded, ServiceError> {
    let (recruit, extension) = recruits::with_extension(tx, id)?;
    let (moves, activities) = (recruits::moves(tx, id)?, recruits::activities(tx, id)?);
    // A partner never learns whom a registration meant that was not taken.
    let is_known = by.actor.partner().is_none() || !recruit.was_never_taken();
    let seller = if is_known { seen(sellers::get(tx, &recruit.seller))? } else { None };
    let event = match &recruit.event {
        Some(event) => seen(events::get(tx, event))?,
        None => None,
    };
    let claims = Claims::about(tx, &recruit)?;
    let mut names = Names::default();
    claims.learn(tx, &mut names)?;
    names.learn_partners(tx, [&recruit.partner])?;
    names.learn_users(tx, [&recruit.created_by])?;
    names.learn_users(tx, moves.iter().filter_map(|moved| moved.by.as_ref()))?;
    names.learn_users(tx, activities.iter().map(|activity| &activity.created_by))?;
    names.learn_users(tx, extension.iter().map(|extension| &extension.by))?;
    names.learn_users(tx, recruit.decided.iter().map(|(by, _)| by))?;
    Ok(Loaded {
        recruit: recruits::as_of(recruit, by.now.today),
        seller: seller.map(|seller| Reached::of(&by.actor, &seller)),
        event: event.map(|event| event.title),
        claims,
        extension,
        moves,
        activities,
        names,
    })
}

/// What the reader sees; nothing, where it is not there for it.
fn seen<T>(found: Result<T, ServiceError>) -> Result<Option<T>, ServiceError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(ServiceError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
