//! `/events/{id}/fundings`: what the hosts of an event ask for towards it, and what becomes of that. One page
//! for whoever takes a step: an owner asks and shows what was spent, a manager decides, finance settles.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::READERS;
use crate::domain::event::{
    Event, Funding, FundingDecision, FundingStatus, FundingStep, ProofReview,
};
use crate::domain::{
    Amount, Currency, EventId, FundingId, Money, Name, Note, Role, UserId, Word, parse_date,
};
use crate::service::fundings::{self, NewFunding, NewFundingDecision, NewProof};
use crate::service::naming::Names;
use crate::service::{By, Hold, ServiceError, Tx, events};
use crate::web::acts::{Form, Sent, act_here, told};
use crate::web::answer::page_with;
use crate::web::error::PageError;
use crate::web::frame::{Flash, Frame};
use crate::web::sections::{FINANCE, read};
use crate::web::session::{Visitor, app_of};
use crate::web::shown::{Shown, minute};
use crate::web::texts::Line;

/// A step that a form takes, and who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Ask,
    Decide,
    Withdraw,
    Prove,
    Review,
}

impl Step {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "ask" => Self::Ask,
            "decide" => Self::Decide,
            "withdraw" => Self::Withdraw,
            "prove" => Self::Prove,
            "review" => Self::Review,
            _ => return None,
        })
    }

    fn roles(self) -> &'static [Role] {
        match self {
            Self::Ask | Self::Withdraw | Self::Prove => &[Role::PartnerOwner],
            Self::Decide => super::MANAGERS,
            Self::Review => FINANCE,
        }
    }
}

#[derive(Template)]
#[template(path = "event_fundings.html")]
struct FundingsPage {
    frame: Frame,
    loaded: Loaded,
    role: Role,
    user: UserId,
    /// What was put into the form that was refused.
    sent: Sent,
    zone: chrono_tz::Tz,
}

/// The fundings of an event that the reader may see.
struct Loaded {
    event: Event,
    fundings: Vec<Funding>,
    names: Names,
}

impl FundingsPage {
    fn shown(&self, of: &Funding, amount: &Amount) -> Shown {
        Shown::of(*amount, of.currency)
    }

    fn settled(&self, of: &Funding) -> Shown {
        self.shown(of, &of.settled())
    }

    fn at(&self, at: &chrono::NaiveDateTime) -> String {
        minute(at, self.zone)
    }

    fn by(&self, id: &UserId) -> &str {
        self.loaded.names.user(id)
    }

    fn standing(&self, of: &Funding) -> (Line, Line) {
        let tone = match of.status {
            FundingStatus::Requested | FundingStatus::Proven => "warn",
            FundingStatus::Approved => "info",
            FundingStatus::Settled => "good",
            FundingStatus::Refused | FundingStatus::Withdrawn => "",
        };
        (tone, self.frame.language.funding_status(of.status))
    }

    fn may(&self, step: Step) -> bool {
        step.roles().contains(&self.role)
    }

    /// Whether the reader may take a step now, as far as its role goes.
    fn can(&self, of: &Funding, step: Step) -> bool {
        let next = match step {
            Step::Ask => return false,
            Step::Decide => FundingStep::Approve,
            Step::Withdraw => FundingStep::Withdraw,
            Step::Prove => FundingStep::Prove,
            Step::Review => FundingStep::Settle,
        };
        self.may(step) && of.status.after(next).is_some()
    }

    /// Whether the reader has granted it or shown its proof, and so does not settle it.
    fn is_own_review(&self, of: &Funding) -> bool {
        let granted = of.decided.as_ref().map(|decided| &decided.by);
        let shown = of.proof.as_ref().map(|proof| &proof.by);
        granted.into_iter().chain(shown).any(|by| *by == self.user)
    }

    /// What was put into a field of a funding's form, where that was refused.
    fn typed(&self, of: &Funding, step: &str, field: &str) -> &str {
        let is_meant = self.sent.text("funding") == of.id.as_str() && self.sent.text("do") == step;
        if is_meant { self.sent.text(field) } else { "" }
    }

    /// What was put into a field of the form that asks.
    fn asked(&self, field: &str) -> &str {
        if self.sent.text("do") == "ask" { self.sent.text(field) } else { "" }
    }

    fn decisions(&self) -> Vec<(Line, Line)> {
        let named =
            |one: &FundingDecision| (one.as_str(), self.frame.language.funding_decision(*one));
        FundingDecision::ALL.iter().map(named).collect()
    }

    fn reviews(&self) -> Vec<(Line, Line)> {
        let named = |one: &ProofReview| (one.as_str(), self.frame.language.proof_review(*one));
        ProofReview::ALL.iter().map(named).collect()
    }
}

/// The page.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = EventId::parse(&id).ok_or(PageError::NotFound)?;
    let flash = told(&request, Frame::of(&request).language);
    shown((&request, &visitor), (id, Sent::default()), (StatusCode::OK, flash)).await
}

/// Takes a step.
pub(in crate::web) async fn act_on(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let sent = Sent::of((&request, &visitor), form)?;
    let malformed = || PageError::Malformed("no such step".to_owned());
    let step = Step::parse(sent.text("do")).ok_or_else(malformed)?;
    visitor.is_one_of(step.roles())?;
    let id = EventId::parse(&id).ok_or(PageError::NotFound)?;
    let (event, asked) = (id.clone(), sent.clone());
    let work = move |tx: &mut Tx<'_>, by: &By| take((tx, by), &event, (step, &asked));
    let again = |told| shown((&request, &visitor), (id, sent), told);
    act_here((&request, &visitor), Hold::Nothing, work, again).await
}

/// Does what a form says, by the same use cases as the API; what the page then says.
fn take(
    (tx, by): (&mut Tx<'_>, &By),
    event: &EventId,
    (step, sent): (Step, &Sent),
) -> Result<String, ServiceError> {
    if step == Step::Ask {
        return ask((tx, by), event, sent);
    }
    let funding = sent.read("funding", FundingId::parse)?;
    let funding = fundings::get(tx, &funding)?;
    if funding.event != *event {
        return Err(ServiceError::NotFound);
    }
    let seen = sent.optional("seen", |text| text.parse().ok())?;
    let (id, amount) = ((&funding.id, seen), amount(sent, funding.currency)?);
    let told = match step {
        Step::Ask | Step::Decide => {
            let decision = sent.read("decision", FundingDecision::parse)?;
            let reason = sent.note("reason")?;
            fundings::decide(tx, by, id, &NewFundingDecision { decision, amount, reason })?;
            "funding_decided"
        }
        Step::Withdraw => {
            fundings::withdraw(tx, by, id, &sent.note("reason")?)?;
            "funding_withdrawn"
        }
        Step::Prove => {
            let new = NewProof {
                amount: required(amount)?,
                spent_on: sent.read("spent_on", parse_date)?,
                reference: sent.read("reference", Name::parse)?,
                note: sent.optional("note", Note::parse)?,
            };
            fundings::prove(tx, by, id, &new)?;
            "funding_proven"
        }
        Step::Review => {
            let decision = sent.read("decision", ProofReview::parse)?;
            fundings::review(tx, by, id, (decision, &sent.note("reason")?))?;
            "funding_reviewed"
        }
    };
    Ok(told.to_owned())
}

fn ask((tx, by): (&mut Tx<'_>, &By), event: &EventId, sent: &Sent) -> Result<String, ServiceError> {
    let cost = events::get(tx, event)?.cost;
    let currency = match cost {
        Some(cost) => cost.currency,
        None => sent.read("currency", Currency::parse)?,
    };
    let amount = required(amount(sent, currency)?)?;
    let new = NewFunding { event: event.clone(), amount, purpose: sent.note("purpose")? };
    fundings::request(tx, by, &new)?;
    Ok("funding_asked".to_owned())
}

/// An amount above zero, where there is one.
fn amount(sent: &Sent, currency: Currency) -> Result<Option<Money>, ServiceError> {
    let money = sent.money("amount", currency)?;
    if money.is_some_and(|money| money.amount <= Amount::ZERO) {
        return Err(ServiceError::invalid("/amount", "not_positive", "is not above zero"));
    }
    Ok(money)
}

fn required(money: Option<Money>) -> Result<Money, ServiceError> {
    money.ok_or_else(|| ServiceError::invalid("/amount", "required", "is missing"))
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    (id, sent): (EventId, Sent),
    (status, flash): (StatusCode, Option<Flash>),
) -> Result<HttpResponse, PageError> {
    let loaded = read((request, visitor), move |tx, _| load(tx, &id)).await?;
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash;
    let (role, user) = (visitor.user.role, visitor.user.id.clone());
    let zone = app_of(request)?.clock.zone();
    page_with(status, &FundingsPage { frame, loaded, role, user, sent, zone })
}

fn load(tx: &mut Tx<'_>, id: &EventId) -> Result<Loaded, ServiceError> {
    let event = events::get(tx, id)?;
    let fundings = fundings::of_event(tx, id)?;
    let mut names = Names::default();
    names.learn_partners(tx, fundings.iter().map(|funding| &funding.partner))?;
    let people = fundings.iter().flat_map(|funding| {
        let decided = funding.decided.as_ref().map(|decided| &decided.by);
        let shown = funding.proof.as_ref().map(|proof| &proof.by);
        let reviewed = funding.reviewed.as_ref().map(|reviewed| &reviewed.by);
        [Some(&funding.requested_by), decided, shown, reviewed].into_iter().flatten()
    });
    names.learn_users(tx, people)?;
    Ok(Loaded { event, fundings, names })
}
