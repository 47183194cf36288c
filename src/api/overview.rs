//! `/overview`: the month to date against its targets, and what waits for somebody.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Allowed;
use super::check_ins_day::ComplianceResponse;
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::Platform;
use super::read;
use crate::domain::{Money, TargetFigures};
use crate::service::App;
use crate::service::overview::{
    self, Estimated, Figures, Overview, PartnerFigures, Queue, Sales, Waiting, WorkQueue,
};

/// A count, and what is to be reached in the month; null where no target is set.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgainstTarget {
    count: i64,
    target: Option<u32>,
}

/// Confirmed sales of a kind against the target.
#[derive(Debug, Serialize, ToSchema)]
pub struct SalesResponse {
    /// One that several partners share counts once for each, and once in all.
    count: i64,
    target: Option<u32>,
    /// What was paid by currency, each partner's part of a shared one; null for who sees no money.
    amounts: Option<Vec<MoneyResponse>>,
}

impl SalesResponse {
    fn of(sales: &Sales, target: Option<u32>, shows_money: bool) -> Self {
        let amounts = shows_money.then(|| money(sales.amounts.money()));
        Self { count: sales.count, target, amounts }
    }
}

fn money(sums: Vec<Money>) -> Vec<MoneyResponse> {
    sums.into_iter().map(MoneyResponse::from).collect()
}

/// The figures of a partner, or of all.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiguresOfMonth {
    /// Received in the month.
    recruits: AgainstTarget,
    /// Live recruits by stage, as they are now.
    stages: BTreeMap<&'static str, i64>,
    new_sales: SalesResponse,
    renewal_sales: SalesResponse,
    /// What the open period would pay, by currency; null where `estimate` is, or has a problem.
    commission_estimate: Option<Vec<MoneyResponse>>,
    /// Reports that were expected, until `reported_until`.
    compliance: ComplianceResponse,
}

impl FiguresOfMonth {
    fn of(figures: &Figures, view: &Overview) -> Self {
        let Figures { recruits, stages, new_sales, renewal_sales, commission, compliance, target } =
            figures;
        let target = |figure: fn(&TargetFigures) -> u32| target.as_ref().map(figure);
        let is_estimated = view.estimated.as_ref().is_some_and(|found| found.problem().is_none());
        let sales = |sales, target| SalesResponse::of(sales, target, view.shows_money);
        Self {
            recruits: AgainstTarget { count: *recruits, target: target(|month| month.recruits) },
            stages: stages.clone(),
            new_sales: sales(new_sales, target(|month| month.new_sales)),
            renewal_sales: sales(renewal_sales, target(|month| month.renewal_sales)),
            commission_estimate: is_estimated.then(|| money(commission.money())),
            compliance: (*compliance).into(),
        }
    }
}

/// A partner's figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartnerFiguresResponse {
    partner_id: String,
    code: String,
    name: String,
    #[serde(flatten)]
    figures: FiguresOfMonth,
}

impl PartnerFiguresResponse {
    fn of(partner: &PartnerFigures, view: &Overview) -> Self {
        let PartnerFigures { id, code, name, figures } = partner;
        Self {
            partner_id: id.to_string(),
            code: code.clone(),
            name: name.clone(),
            figures: FiguresOfMonth::of(figures, view),
        }
    }
}

/// Why commissions cannot be computed now.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimateProblem {
    code: &'static str,
    detail: String,
}

/// From what commissions are estimated.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimateOfMonth {
    /// The open period.
    period: String,
    /// When they were computed; since then no sale, refund, rate, plan or agreement changed.
    as_of: String,
    problem: Option<EstimateProblem>,
}

impl From<&Estimated> for EstimateOfMonth {
    fn from(estimated: &Estimated) -> Self {
        let problem = |(code, detail): (&'static str, &str)| EstimateProblem {
            code,
            detail: detail.to_owned(),
        };
        Self {
            period: estimated.period.to_string(),
            as_of: instant(estimated.as_of),
            problem: estimated.problem().map(problem),
        }
    }
}

/// Something that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedResponse {
    /// A user's, a recruit's or a seller's.
    id: String,
    partner_id: Option<String>,
    name: String,
    /// The day of the report, since when it waits, or when it ends.
    on: String,
}

impl From<&Waiting> for QueuedResponse {
    fn from(waiting: &Waiting) -> Self {
        let Waiting { id, partner, name, on } = waiting;
        Self { id: id.clone(), partner_id: partner.clone(), name: name.clone(), on: on.to_string() }
    }
}

/// How many wait, and the first 50 of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueResponse {
    count: i64,
    first: Vec<QueuedResponse>,
}

impl From<&Queue> for QueueResponse {
    fn from(queue: &Queue) -> Self {
        let Queue { count, first } = queue;
        Self { count: *count, first: first.iter().map(QueuedResponse::from).collect() }
    }
}

/// What waits for somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkQueueResponse {
    /// The last working day whose cut-off has passed.
    reported_on: Option<String>,
    /// Whose report of that day did not come.
    missing_check_ins: QueueResponse,
    /// Whose report of that day came late.
    late_check_ins: QueueResponse,
    awaiting_decision: QueueResponse,
    /// Within the days of the setting `first_ending_notice_days`.
    protections_ending: QueueResponse,
    /// In verification for more than the days of the setting `stuck_verification_days`.
    verifications_stuck: QueueResponse,
    /// Memberships that end within the first notice of renewal, 90 days where it is not set.
    renewals_due: QueueResponse,
}

impl From<&WorkQueue> for WorkQueueResponse {
    fn from(queue: &WorkQueue) -> Self {
        let WorkQueue {
            reported_on,
            missing,
            late,
            awaiting_decision,
            protections_ending,
            verifications_stuck,
            ending_until: _,
            renewals_due,
            due_until: _,
        } = queue;
        Self {
            reported_on: reported_on.map(|day| day.to_string()),
            missing_check_ins: missing.into(),
            late_check_ins: late.into(),
            awaiting_decision: awaiting_decision.into(),
            protections_ending: protections_ending.into(),
            verifications_stuck: verifications_stuck.into(),
            renewals_due: renewals_due.into(),
        }
    }
}

/// The central view.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverviewResponse {
    on: String,
    month: String,
    /// The last day whose reports are counted: the cut-off of later ones has not passed.
    reported_until: Option<String>,
    /// Null where the day is not in the open period, and for who sees no money.
    estimate: Option<EstimateOfMonth>,
    total: FiguresOfMonth,
    partners: Vec<PartnerFiguresResponse>,
    work_queue: WorkQueueResponse,
}

impl From<&Overview> for OverviewResponse {
    fn from(view: &Overview) -> Self {
        let partner = |partner| PartnerFiguresResponse::of(partner, view);
        Self {
            on: view.on.to_string(),
            month: view.month.to_string(),
            reported_until: view.reported_until.map(|day| day.to_string()),
            estimate: view.estimated.as_ref().map(EstimateOfMonth::from),
            total: FiguresOfMonth::of(&view.total, view),
            partners: view.partners.iter().map(partner).collect(),
            work_queue: (&view.queue).into(),
        }
    }
}

/// The month to date of each partner and of all, against the targets, and what waits for somebody;
/// today where no day is given.
#[utoipa::path(get, path = "/overview", tag = "reports",
    params(("on" = Option<chrono::NaiveDate>, Query)),
    responses((status = 200, body = OverviewResponse)))]
pub async fn overview(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Platform>,
) -> Result<HttpResponse, ApiError> {
    let on = read::day_asked(&request, "on")?.unwrap_or(caller.by.now.today);
    let estimates = app.estimates();
    let load =
        read::loaded(app, caller.by, move |tx, by| overview::overview(tx, by, &estimates, on));
    let (_, view) = load.await?;
    Ok(HttpResponse::Ok().json(OverviewResponse::from(&view)))
}
