//! `/disputes/{id}`: what a partner claims of a line, and what finance decides.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{evidence, standing};
use crate::domain::statement::{Adjustment, Claim, Decided, Decision, Dispute};
use crate::domain::{Amount, DisputeId, Period, Word};
use crate::service::disputes::{self, NewDecision};
use crate::service::naming::Names;
use crate::service::{By, Hold, ServiceError, Tx, adjustments, statements};
use crate::web::acts::{Form, Sent, act_here, told};
use crate::web::answer::page_with;
use crate::web::error::PageError;
use crate::web::frame::{Flash, Frame, Place};
use crate::web::sections::{FINANCE, READERS, is_finance, read, sections};
use crate::web::session::{Visitor, app_of};
use crate::web::shown::{Shown, minute};
use crate::web::texts::Line;

#[derive(Template)]
#[template(path = "disputes/show.html")]
struct DisputePage {
    frame: Frame,
    sections: Vec<Place>,
    loaded: Loaded,
    is_finance: bool,
    /// Whether the reader has decided it.
    is_own: bool,
    /// What was put into the form of a decision.
    sent: Sent,
    zone: chrono_tz::Tz,
    is_overdue: bool,
}

/// A dispute, and what it is about.
struct Loaded {
    dispute: Dispute,
    period: Period,
    rule: String,
    /// By what that which was decided comes back.
    comes_back: Option<Adjustment>,
    /// Who decided, and so does not approve it.
    decided_by: Option<crate::domain::UserId>,
    names: Names,
}

impl DisputePage {
    fn one(&self) -> &Dispute {
        &self.loaded.dispute
    }

    fn shown(&self, amount: &Amount) -> Shown {
        Shown::of(*amount, self.one().currency)
    }

    fn month(&self, period: &Period) -> String {
        self.frame.language.month(*period)
    }

    fn at(&self, at: &chrono::NaiveDateTime) -> String {
        minute(at, self.zone)
    }

    fn standing(&self) -> (Line, Line) {
        standing(self.frame.language, self.one())
    }

    fn decision(&self, decided: &Decided) -> Line {
        self.frame.language.decision(decided.decision)
    }

    /// All decisions, and which of them the form has chosen.
    fn decisions(&self) -> Vec<(Line, Line, bool)> {
        let chosen = self.sent.text("decision");
        let named = |decision: &Decision| {
            let word = decision.as_str();
            (word, self.frame.language.decision(*decision), word == chosen)
        };
        Decision::ALL.iter().map(named).collect()
    }
}

/// One of them.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = DisputeId::parse(&id).ok_or(PageError::NotFound)?;
    let flash = told(&request, Frame::of(&request).language);
    shown((&request, &visitor), (id, Sent::default()), (StatusCode::OK, flash)).await
}

/// Decides it, or approves what was decided.
pub(in crate::web) async fn act_on(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(FINANCE)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let id = DisputeId::parse(&id).ok_or(PageError::NotFound)?;
    let (of, asked) = (id.clone(), sent.clone());
    let work = move |tx: &mut Tx<'_>, by: &By| {
        let dispute = disputes::get(tx, &of)?;
        if asked.text("do") == "approve" {
            let decided = dispute.decided.and_then(|decided| decided.adjustment);
            let (id, seen) = (decided.ok_or(ServiceError::NotFound)?, asked.text("fingerprint"));
            adjustments::approve(tx, by, (&id, None), Some(seen))?;
            return Ok("approved".to_owned());
        }
        let new = NewDecision {
            decision: asked.read("decision", Decision::parse)?,
            amount: asked.money("amount", dispute.currency)?,
            reason: asked.note("reason")?,
            evidence: evidence(&asked)?,
        };
        let seen = asked.optional("seen", |text| text.parse().ok())?;
        disputes::decide(tx, by, (&of, seen), &new)?;
        Ok("decided".to_owned())
    };
    let again = |told| shown((&request, &visitor), (id, sent), told);
    act_here((&request, &visitor), Hold::Facts, work, again).await
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    (id, sent): (DisputeId, Sent),
    (status, flash): (StatusCode, Option<Flash>),
) -> Result<HttpResponse, PageError> {
    let loaded = read((request, visitor), move |tx, _| load(tx, &id)).await?;
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash;
    page_with(
        status,
        &DisputePage {
            sections: sections(&frame, visitor),
            is_finance: is_finance(visitor),
            is_own: loaded.decided_by.as_ref() == Some(&visitor.user.id),
            zone: app_of(request)?.clock.zone(),
            is_overdue: loaded.dispute.is_overdue_on(visitor.by.now.today),
            frame,
            loaded,
            sent,
        },
    )
}

fn load(tx: &mut Tx<'_>, id: &DisputeId) -> Result<Loaded, ServiceError> {
    let dispute = disputes::get(tx, id)?;
    let named = statements::entry(tx, &dispute.entry)?;
    let mut names = Names::default();
    names.learn_partners(tx, [&dispute.partner])?;
    let decided = dispute.decided.as_ref();
    names.learn_users(tx, decided.map(|decided| &decided.by.0))?;
    names.learn_users(tx, [&dispute.opened_by])?;
    let comes_back = match decided.and_then(|decided| decided.adjustment.as_ref()) {
        // A partner's people see an adjustment once it is approved.
        Some(id) => match adjustments::get(tx, id) {
            Err(ServiceError::NotFound) => None,
            adjustment => Some(adjustment?),
        },
        None => None,
    };
    let (period, rule) = (named.entry.period, named.entry.rule.to_string());
    let decided_by = dispute.decided.as_ref().map(|decided| decided.by.0.clone());
    Ok(Loaded { dispute, period, rule, comes_back, decided_by, names })
}
