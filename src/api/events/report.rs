//! `/events/{id}/report`: what came of an event.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::caller::{Allowed, At};
use super::super::error::ApiError;
use super::super::fields::MoneyResponse;
use super::super::policies::Anyone;
use super::super::read;
use crate::domain::event::{Attendance, CostFigures};
use crate::domain::{Amount, Money, OfEvent, Word};
use crate::service::events::{self, EventReport, Figures, HostFigures};
use crate::service::{App, By};

/// Who said they would come, and who came.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendanceResponse {
    registered: u32,
    /// Of those registered.
    arrived: u32,
    walk_ins: u32,
    /// All who came.
    arrivals: u32,
    no_shows: u32,
    /// In percent; null where nobody registered.
    show_rate: Option<String>,
}

impl From<Attendance> for AttendanceResponse {
    fn from(attendance: Attendance) -> Self {
        Self {
            registered: attendance.registered,
            arrived: attendance.arrived,
            walk_ins: attendance.walk_ins,
            arrivals: attendance.arrivals(),
            no_shows: attendance.no_shows(),
            show_rate: attendance.show_rate().map(|rate| rate.to_string()),
        }
    }
}

/// Figures, of a whole event or of a host's part of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiguresResponse {
    on_site: AttendanceResponse,
    online: AttendanceResponse,
    /// On site and online together.
    #[serde(flatten)]
    both: AttendanceResponse,
    companies: usize,
    already_known: usize,
    new_recruits: usize,
    /// Recruits that paid in time.
    won: usize,
    /// In the cost's currency, at the rates of the days of payment; null where one is missing.
    won_amount: Option<MoneyResponse>,
    cost: Option<MoneyResponse>,
    /// What closed periods paid for these sales, by currency; null for who may not see it.
    commission: Option<Vec<MoneyResponse>>,
    cost_per_arrival: Option<MoneyResponse>,
    cost_per_new_recruit: Option<MoneyResponse>,
    /// (won amount − cost) / cost, in percent.
    #[serde(rename = "return")]
    gain: Option<String>,
}

impl From<&Figures> for FiguresResponse {
    fn from(figures: &Figures) -> Self {
        let Figures {
            on_site,
            online,
            companies,
            already_known,
            new_recruits,
            won,
            won_amount,
            cost,
            commission,
            by_head,
        } = figures;
        let all = |paid: &Vec<Money>| paid.iter().map(|paid| MoneyResponse::from(*paid)).collect();
        let in_cost = |amount: fn(&CostFigures) -> Option<Amount>| {
            let (cost, amount) = cost.zip(by_head.as_ref().and_then(amount))?;
            Some(Money { amount, ..cost }.into())
        };
        Self {
            on_site: (*on_site).into(),
            online: (*online).into(),
            both: on_site.plus(*online).into(),
            companies: *companies,
            already_known: *already_known,
            new_recruits: *new_recruits,
            won: *won,
            won_amount: won_amount.map(MoneyResponse::from),
            cost: cost.map(MoneyResponse::from),
            commission: commission.as_ref().map(all),
            cost_per_arrival: in_cost(|by_head| by_head.per_arrival),
            cost_per_new_recruit: in_cost(|by_head| by_head.per_new_recruit),
            gain: by_head.as_ref().and_then(|by_head| by_head.gain).map(|gain| gain.to_string()),
        }
    }
}

/// A host's part.
#[derive(Debug, Serialize, ToSchema)]
pub struct HostFiguresResponse {
    partner_id: String,
    code: Option<String>,
    share: String,
    #[serde(flatten)]
    figures: FiguresResponse,
}

impl From<&HostFigures> for HostFiguresResponse {
    fn from(host: &HostFigures) -> Self {
        let HostFigures { partner, code, share, figures } = host;
        Self {
            partner_id: partner.to_string(),
            code: code.as_ref().map(ToString::to_string),
            share: share.to_string(),
            figures: figures.into(),
        }
    }
}

/// What came of an event: the totals, and each host's part. A host sees its own part alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventReportResponse {
    event_id: String,
    status: &'static str,
    /// The last day whose sales count.
    won_until: String,
    #[serde(flatten)]
    total: FiguresResponse,
    hosts: Vec<HostFiguresResponse>,
}

impl From<&EventReport> for EventReportResponse {
    fn from(report: &EventReport) -> Self {
        let EventReport { event, won_until, total, hosts } = report;
        Self {
            event_id: event.id.to_string(),
            status: event.status.as_str(),
            won_until: won_until.to_string(),
            total: total.into(),
            hosts: hosts.iter().map(HostFiguresResponse::from).collect(),
        }
    }
}

/// What came of an event.
#[utoipa::path(get, path = "/events/{id}/report", tag = "events", params(("id" = String, Path)),
    responses((status = 200, body = EventReportResponse), (status = 404)))]
pub async fn report(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
    at: At<OfEvent>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let show = |_: &By, report| EventReportResponse::from(&report);
    read::figures((&request, app, caller), move |tx, by| events::report(tx, by, &id), show).await
}
