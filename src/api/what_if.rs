//! `/plans/{id}/simulate`: what a draft version would have paid over the recorded history.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{OneOfBuilder, Schema};

use super::body::{Body, Fault, Fields, FromJson, Nested, Sent};
use super::caller::At;
use super::error::ApiError;
use super::fields::MoneyResponse;
use super::plans::PlanVersionRequest;
use super::policies::FinancePeople;
use super::read;
use super::write::Write;
use crate::domain::OfPlan;
use crate::service::plans::{self, Difference, Simulation, Trial, WhatIf};
use crate::service::{App, By, ServiceError, Tx};

/// The number of a version, or a version itself.
impl FromJson for Trial {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        match value {
            Value::Object(_) => {
                let file = plans::read_version(value.to_string().as_bytes());
                file.map(Trial::File).map_err(super::plans::faults)
            }
            other => {
                let number = u32::from_json(other)?;
                Ok(Trial::Kept(usize::try_from(number).unwrap_or(usize::MAX)))
            }
        }
    }

    fn schema() -> RefOr<Schema> {
        let version = <Nested<PlanVersionRequest> as FromJson>::schema();
        RefOr::T(Schema::OneOf(OneOfBuilder::new().item(u32::schema()).item(version).build()))
    }
}

/// What is simulated.
#[derive(Debug)]
pub struct WhatIfRequest;
type WhatIfSent = Sent<WhatIfRequest>;

impl Body for WhatIfRequest {
    type Command = WhatIf;

    const MOST_BYTES: usize = 1 << 20;

    fn read(fields: &mut Fields) -> Option<WhatIf> {
        let from = fields.required("from");
        let through = fields.required("through");
        let version = fields.required("version");
        Some(WhatIf { from: from?, through: through?, version: version? })
    }
}

/// What sales were entitled to, and what they would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimulationResponse {
    total: DifferenceResponse,
    partners: Vec<PartnerDifferenceResponse>,
    /// The first lines that differ.
    lines: Vec<LineDifferenceResponse>,
    /// How many lines differ.
    line_count: usize,
}

/// A figure by the plan as it is, and by the draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceResponse {
    now: MoneyResponse,
    then: MoneyResponse,
    /// How much more it would be.
    more: MoneyResponse,
}

/// What a partner's sales were entitled to, and what they would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartnerDifferenceResponse {
    partner_id: String,
    partner: String,
    total: DifferenceResponse,
    rules: Vec<RuleDifferenceResponse>,
}

/// The same of one rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleDifferenceResponse {
    rule: String,
    total: DifferenceResponse,
}

/// A line that differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineDifferenceResponse {
    partner_id: String,
    sale_id: Option<String>,
    sale_external_id: Option<String>,
    rule: String,
    /// The lower partner of an override.
    from_partner: Option<String>,
    window: Option<String>,
    amount: DifferenceResponse,
}

fn difference(figures: Difference) -> Result<DifferenceResponse, ServiceError> {
    let more = figures.more()?.into();
    Ok(DifferenceResponse { now: figures.now.into(), then: figures.then.into(), more })
}

fn response(simulation: Simulation) -> Result<SimulationResponse, ServiceError> {
    let Simulation { total, partners, lines, line_count } = simulation;
    let rule = |(rule, figures)| Ok(RuleDifferenceResponse { rule, total: difference(figures)? });
    let partners = partners.into_iter().map(|one| {
        Ok(PartnerDifferenceResponse {
            partner_id: one.partner.to_string(),
            partner: one.code.to_string(),
            total: difference(one.total)?,
            rules: one.rules.into_iter().map(rule).collect::<Result<_, ServiceError>>()?,
        })
    });
    let lines = lines.into_iter().map(|line| {
        let (sale, name) = line.sale.map(|(id, name)| (id.to_string(), name)).unzip();
        Ok(LineDifferenceResponse {
            partner_id: line.partner.to_string(),
            sale_id: sale,
            sale_external_id: name,
            rule: line.rule,
            from_partner: line.from_partner.map(|code| code.to_string()),
            window: line.window.map(|window| window.to_string()),
            amount: difference(line.difference)?,
        })
    });
    Ok(SimulationResponse {
        total: difference(total)?,
        partners: partners.collect::<Result<_, ServiceError>>()?,
        lines: lines.collect::<Result<_, ServiceError>>()?,
        line_count,
    })
}

/// What a draft version would have paid, had it held from the first month on; nothing is written.
#[utoipa::path(post, path = "/plans/{id}/simulate", tag = "plans", params(("id" = String, Path)),
    request_body = WhatIfSent,
    responses((status = 200, body = SimulationResponse), (status = 404), (status = 422)))]
pub async fn simulate(
    app: web::Data<App>,
    request: Write<FinancePeople, WhatIfRequest>,
    at: At<OfPlan>,
) -> Result<HttpResponse, ApiError> {
    let (id, asked) = (at.id()?, request.command);
    let load = move |tx: &mut Tx<'_>, _: &By| response(plans::simulate(tx, &id, &asked)?);
    let (_, simulation) = read::loaded(app, request.by, load).await?;
    Ok(HttpResponse::Ok().json(simulation))
}
