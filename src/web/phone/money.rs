//! `/m/money`: what an owner's partner earns, from the server only.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Shell, Tab};
use crate::domain::Role;
use crate::domain::statement::StatementStatus;
use crate::service::ServiceError;
use crate::service::earnings::{Earnings, earnings};
use crate::web::answer::page;
use crate::web::charts::{RuleTable, TierChart};
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::sections::read;
use crate::web::session::Visitor;
use crate::web::texts::Line;

#[derive(Template)]
#[template(path = "phone/money.html")]
struct MoneyPage {
    shell: Shell,
    earnings: Earnings,
    /// None where the open month cannot be computed now.
    tiers: Option<TierChart>,
    /// What each rule came to in the months that are closed.
    closed: Vec<RuleTable>,
}

impl MoneyPage {
    fn status(&self, status: &StatementStatus) -> (Line, Line) {
        let t = &self.shell.frame.t.earned;
        match status {
            StatementStatus::Draft => ("warn", t.draft),
            StatementStatus::Approved => ("info", t.approved),
            StatementStatus::Paid => ("good", t.paid),
        }
    }
}

/// The estimate of the open month, what each rule brings, the tiers, and the statements.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(&[Role::PartnerOwner])?;
    let shell = Shell::around(&request, Frame::of_visitor(&request, &visitor), Tab::Money)?;
    let earnings = read((&request, &visitor), |tx, by| {
        let own = by.actor.partner().ok_or(ServiceError::Forbidden)?;
        earnings(tx, by, own)
    })
    .await?;
    let open = earnings.open.as_ref();
    let tiers = open.map(|open| TierChart::new(&shell.frame, open));
    let closed = RuleTable::all(&shell.frame, &earnings.closed);
    page(&MoneyPage { shell, tiers, closed, earnings })
}
