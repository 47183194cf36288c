//! `/partners`: the companies of the programme.

mod calendar;
mod life;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use calendar::{Calendar, Found};
use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use life::Life;

use super::answer::page;
use super::charts::{LineChart, RuleChart, TierChart};
use super::error::PageError;
use super::frame::Frame;
use super::lists::{recruit_tone, words};
use super::overview::fourteen_days;
use super::people::standing as user_standing;
use super::sections::{AUDITORS, read};
use super::session::{Visitor, app_of};
use super::shown::minute;
use super::table::{self, Cell, Column, Field, Shape};
use super::texts::Line;
use crate::domain::recruit::Recruit;
use crate::domain::{Partner, PartnerId, PartnerStatus, Period, Role, User};
use crate::service::earnings::{Earnings, earnings};
use crate::service::estimate::Estimate;
use crate::service::naming::Names;
use crate::service::overview::reports;
use crate::service::partners;
use crate::service::upper_partners::{BEGINNING, Parent, Placed, placed};
use crate::service::{ServiceError, Tx};

/// Those who look after partners.
const READERS: &[Role] = &[Role::Manager, Role::Finance, Role::Admin, Role::Auditor];

static SHAPE: Shape<Partner> = Shape {
    title: |t| t.places.partners,
    order: "name",
    fields: &[
        Field::SEARCH,
        Field::choice(
            "status",
            |t| t.lists.status,
            |language| words(language, |l, word: PartnerStatus| l.partner_status(&word)),
        ),
    ],
    columns: &[
        Column::<Partner>::new(
            |t| t.lists.name,
            |row, _| Cell::text(&row.name).leading(format!("/partners/{}", row.id)),
        )
        .sorted("name"),
        Column::<Partner>::new(|t| t.lists.code, |row, _| Cell::code(&row.code)).sorted("code"),
        Column::<Partner>::new(|t| t.lists.city, |row, _| Cell::text(&row.city)).sorted("city"),
        Column::<Partner>::new(|t| t.lists.tier, |row, _| Cell::maybe(row.tier.as_ref())),
        Column::<Partner>::new(
            |t| t.lists.status,
            |row, m| Cell::state((tone(&row.status), m.language.partner_status(&row.status))),
        )
        .sorted("status"),
    ],
    none: |t| t.lists.none_yet,
    next_step: None,
    action: None,
};

/// All of them.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    table::list((&request, &visitor), &partners::LISTED, &SHAPE, partners::list).await
}

#[derive(Template)]
#[template(path = "partner.html")]
struct PartnerPage {
    frame: Frame,
    partner: Partner,
    /// The newest first.
    uppers: Vec<Upper>,
    life: Life,
    calendar: Calendar,
    /// None where no day is over yet.
    reports: Option<LineChart>,
    /// None for those who see no money.
    earned: Option<Earned>,
    zone: Tz,
}

impl PartnerPage {
    fn at(&self, at: &NaiveDateTime) -> String {
        minute(at, self.zone)
    }

    fn recruit(&self, recruit: &Recruit) -> (Line, Line) {
        (recruit_tone(recruit.status), self.frame.language.recruit_status(&recruit.status))
    }

    fn person(&self, user: &User) -> (Line, Line) {
        user_standing(self.frame.language, user.status)
    }
}

/// An upper partner from a day on.
struct Upper {
    /// None where it has been so from the beginning on.
    from: Option<NaiveDate>,
    /// Its id and name; none from a day on which the partner stands alone.
    partner: Option<(String, String)>,
}

impl Upper {
    fn all(tx: &mut Tx<'_>, placed: &Placed) -> Result<Vec<Self>, ServiceError> {
        let rows = placed.parents.as_deref().unwrap_or_default();
        let mut names = Names::default();
        names.learn_partners(tx, rows.iter().filter_map(|row| row.parent.as_ref()))?;
        let upper = |row: &Parent| Self {
            from: Some(row.from).filter(|day| *day != BEGINNING),
            partner: row.parent.as_ref().map(|id| (id.to_string(), names.partner(id).to_owned())),
        };
        Ok(rows.iter().rev().map(upper).collect())
    }
}

/// What the partner earns.
struct Earned {
    /// None where the open month cannot be computed now.
    open: Option<(Estimate, TierChart)>,
    closed: Vec<RuleChart>,
}

impl Earned {
    fn of(frame: &Frame, earnings: Earnings) -> Self {
        let Earnings { open, closed, statements } = earnings;
        let statement = |month: Period| {
            let found = statements.iter().find(|statement| statement.period == month);
            found.map(|statement| format!("/statements/{}", statement.id))
        };
        let closed = RuleChart::all(frame, &closed, statement);
        let open = open.map(|open| {
            let tiers = TierChart::new(frame, &open);
            (open, tiers)
        });
        Self { open, closed }
    }
}

/// One of them.
pub(super) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = PartnerId::parse(&id).ok_or(PageError::NotFound)?;
    let sees_money = AUDITORS.contains(&visitor.user.role);
    let month = calendar::asked(&request, visitor.by.now.today)?;
    let loaded = read((&request, &visitor), move |tx, by| {
        let partner = partners::get(tx, &id)?;
        let placed = placed(tx, by, partner)?;
        let uppers = Upper::all(tx, &placed)?;
        let life = Life::load(tx, by, &id)?;
        let found = Found::load(tx, by, (month, &id))?;
        let reports = reports(tx, by, (fourteen_days(by.now.today), Some(&id)))?;
        let earnings = if sees_money { Some(earnings(tx, by, &id)?) } else { None };
        Ok((placed.partner, uppers, life, found, reports, earnings))
    });
    let (partner, uppers, life, found, reports, earnings) = loaded.await?;
    let (frame, today) = (Frame::of_visitor(&request, &visitor), visitor.by.now.today);
    let of_day = |day| format!("/check-ins?date={day}&partner_id={}", partner.id);
    let reports = LineChart::of_reports(frame.t, (&reports, today), of_day);
    let earned = earnings.map(|earnings| Earned::of(&frame, earnings));
    let calendar = Calendar::of(&frame, &found);
    let zone = app_of(&request)?.clock.zone();
    page(&PartnerPage { frame, partner, uppers, life, calendar, reports, earned, zone })
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
