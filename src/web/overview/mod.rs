//! `/overview`: the programme at a glance, each number with the list that it counts.

mod charts;
mod links;
mod partners;

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{Days, NaiveDate};

use super::answer::page;
use super::background::in_background;
use super::charts::{LineChart, RowChart, RuleChart};
use super::error::PageError;
use super::frame::Frame;
use super::listing;
use super::session::{Visitor, app_of};
use super::texts::Line;
use super::{shown, table};
use crate::domain::{Money, Period, Role, SaleKind, Span, parse_date};
use crate::service::overview::{self, Overview, Queue, Reports, RuleSum};
use crate::service::{ServiceError, exports};

use links::Links;
use partners::PartnerRow;

/// The platform's people.
pub(super) const READERS: &[Role] = &[Role::Manager, Role::Finance, Role::Admin, Role::Auditor];
/// How many months of commission are shown before this one.
const MONTHS_BEFORE: usize = 5;

/// The days that a line of reports shows.
pub(super) fn fourteen_days(last: NaiveDate) -> Span {
    Span { first: last.checked_sub_days(Days::new(13)).unwrap_or(last), last }
}

/// What is asked of the page.
struct Asked {
    on: Option<NaiveDate>,
    q: String,
    sort: String,
    as_file: bool,
}

impl Asked {
    fn read(request: &HttpRequest) -> Result<Self, PageError> {
        let mut asked = Self { on: None, q: String::new(), sort: String::new(), as_file: false };
        for (name, value) in listing::asked(request)? {
            match name.as_str() {
                "on" => {
                    let malformed = || PageError::Malformed(format!("{value} is no day"));
                    asked.on = Some(parse_date(&value).ok_or_else(malformed)?);
                }
                "q" => asked.q = value,
                "sort" => asked.sort = value,
                "format" => asked.as_file = value == "csv",
                _ => return Err(PageError::Malformed(format!("{name} is no parameter"))),
            }
        }
        Ok(asked)
    }
}

/// All that the page shows.
struct Loaded {
    view: Overview,
    days: Reports,
    today: NaiveDate,
    by_rule: Vec<RuleSum>,
}

async fn load(
    request: &HttpRequest,
    visitor: &Visitor,
    on: NaiveDate,
) -> Result<Loaded, PageError> {
    let (app, by) = (app_of(request)?, visitor.by.clone());
    let estimates = app.estimates();
    in_background(move || {
        app.database.read(&by.actor.scope(), |tx| -> Result<_, ServiceError> {
            let view = overview::overview(tx, &by, &estimates, on)?;
            let days = overview::reports(tx, &by, (fourteen_days(on), None))?;
            let from = (0..MONTHS_BEFORE).fold(Period::of(on), |month, _| month.before());
            let by_rule = match view.shows_money {
                true => overview::posted_by_rule(tx, &by, from)?,
                false => Vec::new(),
            };
            Ok(Loaded { view, days, today: by.now.today, by_rule })
        })
    })
    .await
}

/// A figure, where its list is, and what it should come to.
struct Card {
    name: Line,
    value: String,
    path: String,
    target: Option<Target>,
}

/// What is to be reached, and how much of it is, as a part of a thousand.
struct Target {
    text: String,
    reached: i64,
}

impl Target {
    fn of(count: i64, target: Option<u32>) -> Option<Self> {
        let target = target.filter(|target| *target > 0)?;
        let reached = count.saturating_mul(1000).checked_div(target.into()).unwrap_or(0);
        Some(Self { text: shown::count(target), reached: reached.clamp(0, 1000) })
    }
}

/// Something that waits: its name, how many, and where.
struct WaitingRow {
    name: Line,
    count: String,
    path: String,
    tone: Line,
}

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    frame: Frame,
    on: NaiveDate,
    month: String,
    reported_until: Option<NaiveDate>,
    estimate: Option<EstimateShown>,
    cards: Vec<Card>,
    waiting: Vec<WaitingRow>,
    /// None where no day is over yet.
    reports: Option<LineChart>,
    stages: RowChart,
    by_rule: Vec<RuleChart>,
    shows_money: bool,
    q: String,
    sorts: Vec<partners::Head>,
    file: String,
    partners: Vec<PartnerRow>,
    total: PartnerRow,
    has_partners: bool,
}

impl OverviewPage {
    fn count(&self) -> u64 {
        u64::try_from(self.partners.len()).unwrap_or(u64::MAX)
    }
}

/// What the open month would pay, or why that is not known.
struct EstimateShown {
    as_of: String,
    problem: Option<String>,
}

/// The page, or its table of partners as a file.
pub(super) async fn show(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let asked = Asked::read(&request)?;
    let on = asked.on.unwrap_or(visitor.by.now.today);
    let loaded = load(&request, &visitor, on).await?;
    let zone = app_of(&request)?.clock.zone();
    let links = Links::of(&loaded.view, zone, visitor.user.role);
    let frame = Frame::of_visitor(&request, &visitor);
    if asked.as_file {
        let rows = partners::rows(&loaded.view, &links, &asked);
        let shows_money = is_estimated(&loaded.view);
        let names = partners::names(frame.t, shows_money);
        let values: Vec<_> = rows.iter().map(|row| row.values(shows_money)).collect();
        return Ok(table::csv("overview", exports::table(&names, &values)?));
    }
    let estimate = loaded.view.estimated.as_ref().map(|estimated| EstimateShown {
        as_of: shown::minute(&estimated.as_of, zone),
        problem: estimated.problem().map(|(_, detail)| detail.to_owned()),
    });
    page(&shown(frame, &loaded, (&links, &asked), estimate))
}

fn shown(
    frame: Frame,
    loaded: &Loaded,
    (links, asked): (&Links, &Asked),
    estimate: Option<EstimateShown>,
) -> OverviewPage {
    let (t, view) = (frame.t, &loaded.view);
    OverviewPage {
        on: view.on,
        month: view.month.to_string(),
        reported_until: view.reported_until,
        estimate,
        cards: cards(&frame, view, links),
        waiting: waiting(&frame, view, links),
        reports: LineChart::of_reports(t, (&loaded.days, loaded.today), |day| {
            format!("/review?date={day}")
        }),
        stages: charts::stages(t, frame.language, (&view.total.stages, links)),
        by_rule: RuleChart::all(&frame, &loaded.by_rule, |month| Some(format!("/periods/{month}"))),
        shows_money: is_estimated(view),
        q: asked.q.clone(),
        sorts: partners::heads(t, asked, is_estimated(view)),
        file: links.file(asked),
        partners: partners::rows(view, links, asked),
        total: PartnerRow::of_total(view, links),
        has_partners: !view.partners.is_empty(),
        frame,
    }
}

fn cards(frame: &Frame, view: &Overview, links: &Links) -> Vec<Card> {
    let (t, total) = (frame.t, &view.total);
    let target = total.target.as_ref();
    let mut cards = vec![
        Card {
            name: t.places.recruits,
            value: shown::count(total.recruits),
            path: links.recruits(None),
            target: Target::of(total.recruits, target.map(|target| target.recruits)),
        },
        Card {
            name: t.desk.overview.new_sales,
            value: shown::count(total.new_sales.count),
            path: links.sales(SaleKind::New, None),
            target: Target::of(total.new_sales.count, target.map(|target| target.new_sales)),
        },
        Card {
            name: t.desk.overview.renewals,
            value: shown::count(total.renewal_sales.count),
            path: links.sales(SaleKind::Renewal, None),
            target: Target::of(total.renewal_sales.count, target.map(|t| t.renewal_sales)),
        },
        Card {
            name: t.desk.overview.reports,
            value: shown::count(total.compliance.submitted()),
            path: links.check_ins(None),
            target: Target::of(
                total.compliance.submitted().into(),
                Some(total.compliance.expected()),
            ),
        },
    ];
    if let Some(estimated) = view.estimated.as_ref().filter(|_| is_estimated(view)) {
        cards.push(Card {
            name: t.desk.overview.estimate,
            value: shown::sums(&total.commission.money()),
            path: format!("/periods/{}", estimated.period),
            target: None,
        });
    }
    cards
}

fn waiting(frame: &Frame, view: &Overview, links: &Links) -> Vec<WaitingRow> {
    let (t, queue) = (&frame.t.desk.overview, &view.queue);
    let row = |name, queue: &Queue, path: String, tone| {
        let count = shown::count(queue.count);
        (queue.count > 0).then_some(WaitingRow { name, count, path, tone })
    };
    let (ending, due) = (queue.ending_until, queue.due_until);
    [
        row(t.missing, &queue.missing, links.review(queue.reported_on, "missing"), "bad"),
        row(t.late, &queue.late, links.review(queue.reported_on, "late"), "warn"),
        row(t.awaiting_decision, &queue.awaiting_decision, links.in_review(), "warn"),
        row(t.protections_ending, &queue.protections_ending, links.ending(ending), "info"),
        row(t.verifications_stuck, &queue.verifications_stuck, links.verifying(), "info"),
        row(t.renewals_due, &queue.renewals_due, links.due(due), "info"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether there are commissions to be shown.
fn is_estimated(view: &Overview) -> bool {
    view.estimated.as_ref().is_some_and(|found| found.problem().is_none())
}

/// Sums, or nothing where there are none.
fn sums(money: &[Money]) -> String {
    if money.is_empty() { "—".to_owned() } else { shown::sums(money) }
}
