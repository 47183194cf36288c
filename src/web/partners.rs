//! `/partners`: the companies of the programme.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::answer::page;
use super::background::in_background;
use super::error::PageError;
use super::frame::Frame;
use super::listing::View;
use super::session::{Visitor, app_of};
use super::texts::Line;
use crate::domain::{Partner, PartnerId, PartnerStatus, Role, Word};
use crate::service::partners;

/// Those who look after partners.
const READERS: &[Role] = &[Role::Manager, Role::Finance, Role::Admin, Role::Auditor];

#[derive(Template)]
#[template(path = "partners.html")]
struct PartnersPage {
    frame: Frame,
    view: View<Partner>,
}

impl PartnersPage {
    fn statuses(&self) -> Vec<(Line, Line, bool)> {
        let named = |status: &PartnerStatus| {
            let (word, name) = (status.as_str(), self.frame.language.partner_status(status));
            (word, name, self.view.asked("status") == word)
        };
        PartnerStatus::ALL.iter().map(named).collect()
    }
}

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let view = View::load((&request, &visitor), &partners::LISTED, partners::list).await?;
    page(&PartnersPage { frame: Frame::of_visitor(&request, &visitor), view })
}

#[derive(Template)]
#[template(path = "partner.html")]
struct PartnerPage {
    frame: Frame,
    partner: Partner,
}

/// One of them.
pub(super) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = PartnerId::parse(&id).ok_or(PageError::NotFound)?;
    let (app, by) = (app_of(&request)?, visitor.by.clone());
    let partner =
        in_background(move || app.database.read(&by.actor.scope(), |tx| partners::get(tx, &id)))
            .await?;
    page(&PartnerPage { frame: Frame::of_visitor(&request, &visitor), partner })
}

/// How good a standing is.
fn tone(status: &PartnerStatus) -> Line {
    match status {
        PartnerStatus::Applicant => "info",
        PartnerStatus::Active => "good",
        PartnerStatus::Suspended => "warn",
        PartnerStatus::Terminated => "bad",
    }
}
