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
use crate::domain::{Amount, Money, OfEvent, PartnerId, Role, Span, Word};
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
    /// What the platform has promised towards it, by currency.
    funding_approved: Vec<MoneyResponse>,
    /// What of that is settled, by currency.
    funding_settled: Vec<MoneyResponse>,
    /// The cost without what is settled in its currency.
    cost_borne: Option<MoneyResponse>,
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
            funding_approved,
            funding_settled,
            borne,
            commission,
            by_head,
        } = figures;
        let all = |sums: &Vec<Money>| sums.iter().map(|sum| MoneyResponse::from(*sum)).collect();
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
            funding_approved: all(funding_approved),
            funding_settled: all(funding_settled),
            cost_borne: borne.map(MoneyResponse::from),
            commission: commission.as_ref().map(all),
            cost_per_arrival: in_cost(|by_head| by_head.per_arrival),
            cost_per_new_recruit: in_cost(|by_head| by_head.per_new_recruit),
            gain: by_head.as_ref().and_then(|by_head| by_head.gain).map(|gain| gain.to_string()),
        }
    }
}

/// Where the lists are that the figures count; null what the caller cannot ask for.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureLinksResponse {
    registered: Option<String>,
    arrived: Option<String>,
    walk_ins: Option<String>,
    no_shows: Option<String>,
    /// All who came: whose companies were counted, and those who were known.
    arrivals: Option<String>,
    new_recruits: String,
    won: String,
    won_amount: Option<String>,
    fundings: String,
}

impl FigureLinksResponse {
    /// The lists of an event, or of one host's part of it. Only the platform asks for registrations by
    /// host and for sales by event, and managers ask for no sales.
    fn of(by: &By, report: &EventReport, host: Option<&PartnerId>) -> Self {
        let EventReport { event, won_within: Span { first, last }, .. } = report;
        let of_host = host.map(|host| format!("&partner_id={host}")).unwrap_or_default();
        let sees_visitors = host.is_none() || by.actor.partner().is_none();
        let sees_sales = by.actor.partner().is_none() && by.actor.role() != Role::Manager;
        let visitors = |asked: &str| {
            let path = format!("/api/v1/events/{}/registrations?{asked}{of_host}", event.id);
            sees_visitors.then_some(path)
        };
        let list = |name: &str, asked: &str| {
            format!("/api/v1/{name}?event_id={}{asked}{of_host}", event.id)
        };
        let sales = format!(
            "/api/v1/sales?recruit_event_id={}&status=confirmed&paid_on[gte]={first}\
             &paid_on[lte]={last}{of_host}",
            event.id
        );
        Self {
            registered: visitors("walk_in=false"),
            arrived: visitors("walk_in=false&arrived=true"),
            walk_ins: visitors("walk_in=true"),
            no_shows: visitors("walk_in=false&arrived=false"),
            arrivals: visitors("arrived=true"),
            new_recruits: list("recruits", &format!("&{}", events::COUNTED)),
            won: list("recruits", &format!("&{}", report.won_in_time())),
            won_amount: sees_sales.then_some(sales),
            fundings: list("fundings", ""),
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
    links: FigureLinksResponse,
}

impl HostFiguresResponse {
    fn of(by: &By, report: &EventReport, host: &HostFigures) -> Self {
        let HostFigures { partner, code, share, figures } = host;
        Self {
            partner_id: partner.to_string(),
            code: code.as_ref().map(ToString::to_string),
            share: share.to_string(),
            figures: figures.into(),
            links: FigureLinksResponse::of(by, report, Some(partner)),
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
    links: FigureLinksResponse,
    hosts: Vec<HostFiguresResponse>,
}

impl EventReportResponse {
    fn of(by: &By, report: &EventReport) -> Self {
        let EventReport { event, won_within, total, hosts } = report;
        Self {
            event_id: event.id.to_string(),
            status: event.status.as_str(),
            won_until: won_within.last.to_string(),
            total: total.into(),
            links: FigureLinksResponse::of(by, report, None),
            hosts: hosts.iter().map(|host| HostFiguresResponse::of(by, report, host)).collect(),
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
    let show = |by: &By, report: EventReport| EventReportResponse::of(by, &report);
    read::figures((&request, app, caller), move |tx, by| events::report(tx, by, &id), show).await
}
