//! `/reports/daily` and `/check-ins/prefill`: a day's claims, and what the records say.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Allowed;
use super::check_ins::CountsResponse;
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::{Anyone, PartnerPeople};
use super::read;
use crate::domain::anomaly::Finding;
use crate::domain::check_in::{CheckIn, Compliance, Report};
use crate::domain::{Phone, Word, whatsapp};
use crate::service::App;
use crate::service::check_ins_day::{self, DayReport, Outcome, PartnerDay, PersonDay};

/// What one's check-in of a day would say by the records.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrefillResponse {
    date: String,
    #[serde(flatten)]
    counts: CountsResponse,
    sales_amount: MoneyResponse,
}

/// What was logged of one's day, today where no date is given.
#[utoipa::path(get, path = "/check-ins/prefill", tag = "check-ins",
    params(("date" = Option<chrono::NaiveDate>, Query)),
    responses((status = 200, body = PrefillResponse)))]
pub async fn prefill(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<PartnerPeople>,
) -> Result<HttpResponse, ApiError> {
    let date = read::day_asked(&request, "date")?.unwrap_or(caller.by.now.today);
    let loading = read::loaded(app, caller.by, move |tx, by| check_ins_day::prefill(tx, by, date));
    let (_, (counts, sold)) = loading.await?;
    Ok(HttpResponse::Ok().json(PrefillResponse {
        date: date.to_string(),
        counts: (&counts).into(),
        sales_amount: sold.into(),
    }))
}

/// Expected reports, counted; rates in percent, null where none was expected.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComplianceResponse {
    expected: u32,
    submitted: u32,
    on_time: u32,
    late: u32,
    missing: u32,
    submitted_rate: Option<String>,
    on_time_rate: Option<String>,
}

impl From<Compliance> for ComplianceResponse {
    fn from(compliance: Compliance) -> Self {
        Self {
            expected: compliance.expected(),
            submitted: compliance.submitted(),
            on_time: compliance.on_time,
            late: compliance.late,
            missing: compliance.missing,
            submitted_rate: compliance.submitted_rate().map(|rate| rate.to_string()),
            on_time_rate: compliance.on_time_rate().map(|rate| rate.to_string()),
        }
    }
}

/// One person's day.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonDayResponse {
    user_id: String,
    name: String,
    /// A link that opens WhatsApp with a reminder, where the report is missing; to the person, where
    /// its number is known, and otherwise to whom its sender chooses.
    reminder: Option<String>,
    /// Whether a report was expected.
    expected: bool,
    /// `on_time`, `late`, `missing`, or `off` where none was expected and none came.
    outcome: &'static str,
    check_in_id: Option<String>,
    /// The report's status.
    status: Option<&'static str>,
    after_lock: bool,
    /// What the person says.
    claimed: Option<CountsResponse>,
    claimed_sales_amount: Option<MoneyResponse>,
    /// What the records say.
    logged: CountsResponse,
    logged_sales_amounts: Vec<MoneyResponse>,
    /// Claims that the records do not bear out, in words.
    unsupported: Vec<String>,
    /// What the platform should look at; null for a partner's people.
    anomalies: Option<Vec<AnomalyResponse>>,
}

/// Something to look at; it proves nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnomalyResponse {
    kind: &'static str,
    /// The rule and the numbers in words.
    words: String,
}

impl From<&Finding> for AnomalyResponse {
    fn from(finding: &Finding) -> Self {
        Self { kind: finding.kind().as_str(), words: finding.to_string() }
    }
}

/// A message to whoever is still to report, for WhatsApp to send.
fn reminder((name, phone): (&str, Option<&Phone>), date: NaiveDate) -> String {
    let words = format!(
        "Assalam-o-alaikum {name}, your report of {date} is not here yet. \
         Please send it, or tap \"Nothing today\"."
    );
    whatsapp(phone, &words)
}

impl PersonDayResponse {
    fn of(date: NaiveDate, day: &PersonDay) -> Self {
        let PersonDay { user, name, phone, outcome, check_in, on_record, unsupported, anomalies } =
            day;
        let shown = |found: &Vec<Finding>| found.iter().map(AnomalyResponse::from).collect();
        let check_in = check_in.as_ref();
        let late = |check_in: &CheckIn| if check_in.late { "late" } else { "on_time" };
        let is_missing = *outcome == Outcome::Expected(Report::Missing);
        Self {
            user_id: user.to_string(),
            name: name.clone(),
            reminder: is_missing.then(|| reminder((name, phone.as_ref()), date)),
            expected: matches!(outcome, Outcome::Expected(_)),
            outcome: match outcome {
                Outcome::Expected(Report::OnTime) => "on_time",
                Outcome::Expected(Report::Late) => "late",
                Outcome::Expected(Report::Missing) => "missing",
                Outcome::Unexpected | Outcome::Off => check_in.map_or("off", late),
            },
            check_in_id: check_in.map(|check_in| check_in.id.to_string()),
            status: check_in.map(|check_in| check_in.status.as_str()),
            after_lock: check_in.is_some_and(|check_in| check_in.after_lock),
            claimed: check_in.map(|check_in| (&check_in.told.counts).into()),
            claimed_sales_amount: check_in.map(|check_in| check_in.told.sales_amount.into()),
            logged: (&on_record.counts).into(),
            logged_sales_amounts: on_record.sold.values().map(|sum| (*sum).into()).collect(),
            unsupported: unsupported.iter().map(ToString::to_string).collect(),
            anomalies: anomalies.as_ref().map(shown),
        }
    }
}

/// One partner's day.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartnerDayResponse {
    partner_id: String,
    code: String,
    name: String,
    #[serde(flatten)]
    compliance: ComplianceResponse,
    users: Vec<PersonDayResponse>,
}

impl PartnerDayResponse {
    fn of(date: NaiveDate, day: &PartnerDay) -> Self {
        let PartnerDay { id, code, name, compliance, people } = day;
        Self {
            partner_id: id.clone(),
            code: code.clone(),
            name: name.clone(),
            compliance: (*compliance).into(),
            users: people.iter().map(|day| PersonDayResponse::of(date, day)).collect(),
        }
    }
}

/// A day's reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayReportResponse {
    date: String,
    /// Whether the programme works on it.
    working_day: bool,
    /// After it reports are late.
    cut_off_at: String,
    /// From it on the day is closed.
    locked_at: String,
    /// Whether the cut-off has passed; before it, what is missing may still come in time.
    is_over: bool,
    #[serde(flatten)]
    compliance: ComplianceResponse,
    partners: Vec<PartnerDayResponse>,
}

impl From<&DayReport> for DayReportResponse {
    fn from(report: &DayReport) -> Self {
        let DayReport { date, is_working_day, deadlines, is_over, compliance, partners } = report;
        Self {
            date: date.to_string(),
            working_day: *is_working_day,
            cut_off_at: instant(deadlines.cut_off.naive_utc()),
            locked_at: instant(deadlines.lock.naive_utc()),
            is_over: *is_over,
            compliance: (*compliance).into(),
            partners: partners.iter().map(|day| PartnerDayResponse::of(*date, day)).collect(),
        }
    }
}

/// Who was expected to report a day, who did, and each claim beside what the records say; today where
/// no date is given. A partner's people see their partner's.
#[utoipa::path(get, path = "/reports/daily", tag = "reports",
    params(("date" = Option<chrono::NaiveDate>, Query)),
    responses((status = 200, body = DayReportResponse)))]
pub async fn report(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    let date = read::day_asked(&request, "date")?.unwrap_or(caller.by.now.today);
    let loading = read::loaded(app, caller.by, move |tx, by| check_ins_day::report(tx, by, date));
    let (_, report) = loading.await?;
    Ok(HttpResponse::Ok().json(DayReportResponse::from(&report)))
}
