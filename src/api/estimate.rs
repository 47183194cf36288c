//! `/estimate`: what the open period would pay if it closed now, and what is missing to the next tiers.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Allowed;
use super::error::ApiError;
use super::fields::{MoneyResponse, instant};
use super::policies::MoneyReaders;
use super::read;
use super::standing::{BonusResponse, StandingResponse};
use crate::domain::statement::Statement;
use crate::domain::{Amount, Money, PartnerId};
use crate::service::estimate::{Estimate, estimate};
use crate::service::periods::Outcome;
use crate::service::{App, By, Invalid, Tx};

/// What the open period would pay if it closed now.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimateResponse {
    period: String,
    /// Always true: whatever comes until the close changes the figures.
    is_estimate: bool,
    estimated_at: String,
    entries: usize,
    totals: Vec<MoneyResponse>,
    statements: Vec<EstimatedStatement>,
    /// Where each partner stands in each rule with tiers.
    tiers: Vec<StandingResponse>,
    /// Where each partner stands on the way to each bonus.
    bonuses: Vec<BonusResponse>,
}

/// A statement as it would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimatedStatement {
    partner_id: String,
    opening_balance: MoneyResponse,
    commission: MoneyResponse,
    adjustments: MoneyResponse,
    gross: MoneyResponse,
    carried_forward: MoneyResponse,
    payable: MoneyResponse,
    sales_tax: MoneyResponse,
    withholding_tax: MoneyResponse,
    net: MoneyResponse,
}

impl From<&Statement> for EstimatedStatement {
    fn from(statement: &Statement) -> Self {
        let Statement { currency, payout_currency, given, figures, .. } = statement;
        let plan = |amount: Amount| MoneyResponse::from(Money { amount, currency: *currency });
        let payout = |amount| MoneyResponse::from(Money { amount, currency: *payout_currency });
        Self {
            partner_id: statement.partner.to_string(),
            opening_balance: plan(given.opening_balance),
            commission: plan(given.commission),
            adjustments: plan(given.adjustments),
            gross: plan(figures.gross),
            carried_forward: plan(figures.carried_forward),
            payable: payout(figures.payable),
            sales_tax: payout(figures.sales_tax),
            withholding_tax: payout(figures.withholding_tax),
            net: payout(figures.net),
        }
    }
}

/// What the open period would pay if it closed now.
#[utoipa::path(get, path = "/estimate", tag = "statements",
    params(("partner_id" = Option<String>, Query)),
    responses((status = 200, body = EstimateResponse), (status = 422)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
) -> Result<HttpResponse, ApiError> {
    let partner = partner(&request)?;
    let load = move |tx: &mut Tx<'_>, by: &By| estimate(tx, by, partner.as_ref());
    let (by, Estimate { outcome, tiers, bonuses, by_rule: _ }) =
        read::loaded(app, caller.by, load).await?;
    let Outcome { period, entries, statements, totals, .. } = outcome;
    Ok(HttpResponse::Ok().json(EstimateResponse {
        period: period.to_string(),
        is_estimate: true,
        estimated_at: instant(by.at()),
        entries,
        totals: totals.into_iter().map(MoneyResponse::from).collect(),
        statements: statements.iter().map(EstimatedStatement::from).collect(),
        tiers: tiers.iter().map(StandingResponse::from).collect(),
        bonuses: bonuses.iter().map(BonusResponse::from).collect(),
    }))
}

/// The one partner that is asked for, where one is.
pub(super) fn partner(request: &HttpRequest) -> Result<Option<PartnerId>, ApiError> {
    let fault = |name: &str, code, message: &str| {
        let (pointer, message) = (format!("?{name}"), message.to_owned());
        ApiError::Malformed(vec![Invalid { pointer, code, message }])
    };
    let mut partner = None;
    for (name, value) in read::parameters(request)? {
        if name != "partner_id" {
            return Err(fault(&name, "unknown_parameter", "is not a parameter of this path"));
        }
        // A malformed id is nobody's, like one that does not exist.
        let id = PartnerId::parse(&value).unwrap_or_else(|| PartnerId::from_bits(0));
        if partner.replace(id).is_some() {
            return Err(fault(&name, "twice", "comes twice"));
        }
    }
    Ok(partner)
}
