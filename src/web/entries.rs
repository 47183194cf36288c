//! `/entries/{id}`: how a line came about, what it rests on, and that it comes to the same again.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::acts::{Form, Sent, act_here, told};
use super::answer::page_with;
use super::disputes::evidence;
use super::error::PageError;
use super::frame::{Flash, Frame, Place};
use super::sections::{READERS, read, sections};
use super::session::{Visitor, app_of};
use super::shown::{Shown, minute};
use super::texts::Said;
use crate::domain::statement::StatementStatus;
use crate::domain::{Amount, EntryId, Note, PlanVersionRecord, Role, Sale};
use crate::service::disputes::{self, ClaimSent, NewDispute};
use crate::service::grounds::{self, Grounds, Recomputed};
use crate::service::{By, Hold, Tx};

#[derive(Template)]
#[template(path = "entries/show.html")]
struct EntryPage {
    frame: Frame,
    sections: Vec<Place>,
    grounds: Grounds,
    /// Whether the reader is of the platform, and sees what is not one partner's.
    is_platform: bool,
    /// Whether the reader can dispute it.
    can_dispute: bool,
    /// What was put into the form of a dispute.
    sent: Sent,
    zone: chrono_tz::Tz,
}

impl EntryPage {
    fn amount(&self) -> Shown {
        self.shown(&self.grounds.named.entry.amount)
    }

    fn shown(&self, amount: &Amount) -> Shown {
        Shown::of(*amount, self.grounds.named.entry.currency)
    }

    fn month(&self) -> String {
        self.frame.language.month(self.grounds.statement.period)
    }

    /// The steps in the reader's language.
    fn steps(&self) -> impl Iterator<Item = Said> {
        let steps = self.grounds.named.entry.explanation.iter();
        steps.map(|step| self.frame.language.step_of(step))
    }

    /// What it would be by the facts of today, where that is something else.
    fn otherwise(&self) -> Option<Shown> {
        match &self.grounds.recomputed {
            Recomputed::Same => None,
            Recomputed::Otherwise(money) => Some(Shown(*money)),
        }
    }

    /// The version that pays it, with its number.
    fn version(&self) -> Option<(usize, &PlanVersionRecord)> {
        let (plan, place) = self.grounds.plan.as_ref()?;
        Some((place + 1, plan.versions.get(*place)?))
    }

    fn at(&self, at: &chrono::NaiveDateTime) -> String {
        minute(at, self.zone)
    }

    /// What was paid for a sale.
    fn paid(&self, sale: &Sale) -> Shown {
        Shown(sale.amount)
    }
}

/// One of them.
pub(super) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = EntryId::parse(&id).ok_or(PageError::NotFound)?;
    let flash = told(&request, Frame::of(&request).language);
    shown((&request, &visitor), (id, Sent::default()), (StatusCode::OK, flash)).await
}

/// Disputes it, as its partner.
pub(super) async fn act_on(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(&[Role::PartnerOwner])?;
    let sent = Sent::of((&request, &visitor), form)?;
    let id = EntryId::parse(&id).ok_or(PageError::NotFound)?;
    let (of, asked) = (id.clone(), sent.clone());
    let work = move |tx: &mut Tx<'_>, by: &By| {
        let statement = grounds::statement_of(tx, &of)?;
        let claim = match asked.money("claim", statement.currency)? {
            Some(money) => ClaimSent::Money(money),
            None => ClaimSent::Words(asked.read("words", Note::parse)?),
        };
        let (reason, evidence) = (asked.note("reason")?, evidence(&asked)?);
        let new = NewDispute { entry: of.clone(), claim, reason, evidence };
        disputes::open(tx, by, (&statement.id, None), &new)?;
        Ok("disputed".to_owned())
    };
    let again = |told| shown((&request, &visitor), (id, sent), told);
    act_here((&request, &visitor), Hold::Facts, work, again).await
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    (id, sent): (EntryId, Sent),
    (status, flash): (StatusCode, Option<Flash>),
) -> Result<HttpResponse, PageError> {
    let grounds = read((request, visitor), move |tx, by| grounds::of(tx, by, &id)).await?;
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash;
    let is_draft = grounds.statement.status == StatementStatus::Draft;
    let is_owner = visitor.user.role == Role::PartnerOwner;
    page_with(
        status,
        &EntryPage {
            sections: sections(&frame, visitor),
            is_platform: !visitor.user.role.is_of_partner(),
            can_dispute: is_owner && is_draft && grounds.dispute.is_none(),
            zone: app_of(request)?.clock.zone(),
            frame,
            grounds,
            sent,
        },
    )
}
