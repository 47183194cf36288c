//! `/plans`: what is paid, in sentences, version beside version, and who approved which.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::acts::{Form, Sent, act_here, told};
use super::answer::page_with;
use super::error::PageError;
use super::frame::{Flash, Frame, Place};
use super::sections::{FINANCE, READERS, is_finance, read, sections};
use super::session::{Visitor, app_of};
use super::shown::minute;
use super::table::{self, Cell, Column, Field, Shape};
use crate::commission::plan::Plan;
use crate::commission::plan::sentences::PlanText;
use crate::domain::{Note, Period, PlanId, PlanVersionRecord};
use crate::service::naming::Names;
use crate::service::plans::{self, Approval, Tried, VersionedPlan};
use crate::service::{By, Hold, ServiceError, Tx};

static SHAPE: Shape<VersionedPlan> = Shape {
    title: |t| t.money.plans,
    order: "name",
    fields: &[Field::SEARCH],
    columns: &[
        Column::<VersionedPlan>::new(
            |t| t.money.plan,
            |of, _| Cell::text(&of.plan.name).leading(format!("/plans/{}", of.plan.id)),
        )
        .sorted("name"),
        Column::<VersionedPlan>::new(|t| t.lists.code, |of, _| Cell::code(&of.plan.code))
            .sorted("plan"),
        Column::<VersionedPlan>::new(
            |t| t.money.minimum_payout,
            |of, _| Cell::money(of.plan.minimum_payout),
        )
        .money(),
        Column::<VersionedPlan>::new(|t| t.money.versions, |of, _| Cell::code(of.versions.len()))
            .figures(),
        Column::<VersionedPlan>::new(
            |t| t.money.last_from,
            |of, _| Cell::maybe_code(of.versions.last().map(|version| version.effective_from)),
        ),
        Column::<VersionedPlan>::new(
            |t| t.money.state,
            |of, m| {
                let waits = of.versions.iter().any(|version| version.approved.is_none());
                let m = m.t.money;
                Cell::state(if waits { ("warn", m.to_approve) } else { ("good", m.approved) })
            },
        ),
    ],
    none: |t| t.money.no_plans,
    next_step: None,
    action: None,
};

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    table::list((&request, &visitor), &plans::LISTED, &SHAPE, plans::list).await
}

#[derive(Template)]
#[template(path = "plans/show.html")]
struct PlanPage {
    frame: Frame,
    sections: Vec<Place>,
    known: VersionedPlan,
    text: PlanText,
    names: Names,
    is_finance: bool,
    /// Who reads it, and so does not approve what it prepared.
    reader: crate::domain::UserId,
    zone: chrono_tz::Tz,
}

/// A version as it is shown.
struct Version<'a> {
    n: usize,
    record: &'a PlanVersionRecord,
    heading: &'a str,
    /// Its sentences, and whether each is new in it.
    lines: Vec<(&'a str, bool)>,
}

impl PlanPage {
    fn versions(&self) -> Vec<Version<'_>> {
        let texts = &self.text.versions;
        let before = std::iter::once(None).chain(texts.iter().map(Some));
        let all = self.known.versions.iter().zip(texts).zip(before).zip(1..);
        all.map(|(((record, text), before), n)| {
            let is_new = |line: &String| before.is_some_and(|old| !old.lines.contains(line));
            let lines = text.lines.iter().map(|line| (line.as_str(), is_new(line))).collect();
            Version { n, record, heading: &text.heading, lines }
        })
        .collect()
    }

    fn examples(&self) -> &[Tried] {
        self.known.examples.as_deref().unwrap_or_default()
    }

    /// Whether a reason is needed to approve a version.
    fn needs_reason(&self) -> bool {
        !self.examples().iter().all(Tried::holds)
    }

    fn month(&self, period: &Period) -> String {
        self.frame.language.month(*period)
    }

    fn at(&self, at: &chrono::NaiveDateTime) -> String {
        minute(at, self.zone)
    }

    fn is_own(&self, version: &PlanVersionRecord) -> bool {
        version.prepared_by == self.reader
    }
}

/// One of them.
pub(super) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = PlanId::parse(&id).ok_or(PageError::NotFound)?;
    let flash = told(&request, Frame::of(&request).language);
    shown((&request, &visitor), id, (StatusCode::OK, flash)).await
}

/// Approves a version.
pub(super) async fn act_on(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(FINANCE)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let id = PlanId::parse(&id).ok_or(PageError::NotFound)?;
    let of = id.clone();
    let work = move |tx: &mut Tx<'_>, by: &By| {
        let n = sent.read("version", |text| text.parse().ok())?;
        let seen = sent.optional("seen", |text| text.parse().ok())?;
        let fingerprint = Some(sent.text("fingerprint").to_owned());
        let reason = sent.optional("reason", Note::parse)?;
        plans::approve(tx, by, (&of, n, seen), &Approval { fingerprint, reason })?;
        Ok("approved".to_owned())
    };
    let again = |told| shown((&request, &visitor), id, told);
    act_here((&request, &visitor), Hold::Nothing, work, again).await
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    id: PlanId,
    (status, flash): (StatusCode, Option<Flash>),
) -> Result<HttpResponse, PageError> {
    let (known, plan, names) = read((request, visitor), move |tx, _| known(tx, &id)).await?;
    let mut frame = Frame::of_visitor(request, visitor);
    let text = plan.map_or_else(PlanText::default, |plan| frame.language.plan(&plan));
    frame.flash = flash;
    page_with(
        status,
        &PlanPage {
            sections: sections(&frame, visitor),
            is_finance: is_finance(visitor),
            reader: visitor.user.id.clone(),
            zone: app_of(request)?.clock.zone(),
            frame,
            known,
            text,
            names,
        },
    )
}

fn known(
    tx: &mut Tx<'_>,
    id: &PlanId,
) -> Result<(VersionedPlan, Option<Plan>, Names), ServiceError> {
    let known = plans::get(tx, id)?;
    let plan = plans::seen_plan(&known)?;
    let mut names = Names::default();
    names.learn_users(tx, known.versions.iter().map(|version| &version.prepared_by))?;
    let approved = known.versions.iter().filter_map(|version| version.approved.as_ref());
    names.learn_users(tx, approved.map(|done| &done.by))?;
    Ok((known, plan, names))
}
