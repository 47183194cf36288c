//! The pages about money, and who may read and write them.

use actix_web::HttpRequest;

use super::background::in_background;
use super::error::PageError;
use super::frame::{Frame, Place};
use super::session::{Visitor, app_of};
use crate::domain::Role;
use crate::service::{By, ServiceError, Tx};

/// Those who see the money of all partners.
pub(super) const AUDITORS: &[Role] = &[Role::Finance, Role::Admin, Role::Auditor];
/// Those who see money: partners' owners see their own.
pub(super) const READERS: &[Role] =
    &[Role::PartnerOwner, Role::Finance, Role::Admin, Role::Auditor];
/// Those who close, approve and pay.
pub(super) const FINANCE: &[Role] = &[Role::Finance, Role::Admin];

/// Whether somebody closes, approves and pays.
pub(super) fn is_finance(visitor: &Visitor) -> bool {
    FINANCE.contains(&visitor.user.role)
}

/// The pages about money that somebody may read, and that are no places of every page.
pub(super) fn sections(frame: &Frame, visitor: &Visitor) -> Vec<Place> {
    let m = frame.t.money;
    let all = [
        ("/periods", m.periods, AUDITORS),
        ("/statements", m.statements, READERS),
        ("/payouts", m.payouts, AUDITORS),
        ("/disputes", m.disputes, READERS),
        ("/plans", m.plans, READERS),
        ("/rates", m.rates, AUDITORS),
    ];
    let path = frame.path.as_str();
    let path = if path.starts_with("/entries/") { "/statements" } else { path };
    let is_here = |place: &str| path == place || path.starts_with(&format!("{place}/"));
    let is_place = |path: &str| frame.places.iter().any(|place| place.path == path);
    let may = all
        .into_iter()
        .filter(|(path, _, roles)| roles.contains(&visitor.user.role) && !is_place(path));
    may.map(|(path, name, _)| Place { path, name, is_here: is_here(path) }).collect()
}

/// Reads what a page shows, in one snapshot and with the visitor's sight.
pub(super) async fn read<T: Send + 'static>(
    (request, visitor): (&HttpRequest, &Visitor),
    work: impl FnOnce(&mut Tx<'_>, &By) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, PageError> {
    let (app, by) = (app_of(request)?, visitor.by.clone());
    in_background(move || app.database.read(&by.actor.scope(), |tx| work(tx, &by))).await
}
