//! `/settings`: the programme's settings, from which day on each holds.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::body::{Body, Fault, Fields, FromJson, Nested, Sent};
use super::caller::Allowed;
use super::error::ApiError;
use super::fields::instant;
use super::policies::{Admins, Anyone};
use super::read;
use super::write::{Write, done};
use crate::domain::Word;
use crate::domain::programme::{Given, SettingKind, SettingName, SettingValue};
use crate::service::settings::{self, SetBy, Setting, SettingChanges, Step};
use crate::service::{App, By};

/// Values of settings, from which day on, and why.
#[derive(Debug)]
pub struct SettingsRequest;
type SettingsSent = Sent<SettingsRequest>;

impl Body for SettingsRequest {
    type Command = SettingChanges;

    fn read(fields: &mut Fields) -> Option<SettingChanges> {
        let values = fields.required::<Nested<SettingValues>>("settings");
        let from = fields.optional("effective_from");
        let reason = fields.required("reason");
        Some(SettingChanges { values: values?.0, from, reason: reason? })
    }
}

/// Settings by their names.
struct SettingValues;

impl Body for SettingValues {
    type Command = BTreeMap<SettingName, SettingValue>;

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let each = SettingName::ALL.iter().map(|name| (*name, value(fields, *name)));
        let values: BTreeMap<_, _> =
            each.filter_map(|(name, value)| Some((name, value?))).collect();
        Some(values)
    }
}

/// A setting's value, by the kind that it has.
fn value(fields: &mut Fields, name: SettingName) -> Option<SettingValue> {
    let field = name.as_str();
    let read = match name.kind() {
        SettingKind::Number { .. } => {
            let number = fields.optional::<Count>(field)?;
            name.read(&Given::Number(number.0))
        }
        SettingKind::Time | SettingKind::Zone | SettingKind::Text(_) => {
            let text = fields.optional::<String>(field)?;
            name.read(&Given::Text(&text))
        }
        SettingKind::Week | SettingKind::Dates => {
            let texts = fields.optional::<Vec<String>>(field)?;
            name.read(&Given::List(texts.iter().map(String::as_str).collect()))
        }
    };
    read.map_err(|fault| fields.fault(field, Fault::value("setting", fault.to_string()))).ok()
}

/// A whole number; its bounds are the setting's own.
struct Count(u64);

impl FromJson for Count {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let number = i64::from_json(value)?;
        let below = |_| Fault::value("out_of_range", "is below 0");
        u64::try_from(number).map(Self).map_err(below)
    }

    fn schema() -> RefOr<Schema> {
        u32::schema()
    }
}

/// A setting as it is, was made, and will be.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingResponse {
    name: &'static str,
    /// What holds today.
    value: Value,
    default: Value,
    /// Since when; null for a default.
    effective_from: Option<String>,
    upcoming: Vec<UpcomingResponse>,
    /// All that it was set to, in the order in which that takes effect; of one day the last counts.
    history: Vec<StepResponse>,
}

/// What a setting was set to. Who did, when and why is null for a partner's people.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepResponse {
    value: Value,
    effective_from: String,
    set_by: Option<String>,
    set_at: Option<String>,
    reason: Option<String>,
}

impl From<Step> for StepResponse {
    fn from(step: Step) -> Self {
        let Step { from, value, set } = step;
        let (set_by, set_at, reason) = match set {
            Some(SetBy { user, at, reason }) => (user, Some(instant(at)), reason),
            None => (None, None, None),
        };
        let set_by = set_by.map(|user| user.to_string());
        Self { value, effective_from: from.to_string(), set_by, set_at, reason }
    }
}

/// What will hold.
#[derive(Debug, Serialize, ToSchema)]
pub struct UpcomingResponse {
    value: Value,
    effective_from: String,
}

/// The settings.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingsResponse {
    data: Vec<SettingResponse>,
}

fn show(settings: Vec<Setting>) -> SettingsResponse {
    let upcoming = |(from, value): (chrono::NaiveDate, Value)| UpcomingResponse {
        value,
        effective_from: from.to_string(),
    };
    let setting =
        |Setting { name, value, default, from, upcoming: later, history }| SettingResponse {
            name: Word::as_str(name),
            value,
            default,
            effective_from: from.map(|from| from.to_string()),
            upcoming: later.into_iter().map(upcoming).collect(),
            history: history.into_iter().map(StepResponse::from).collect(),
        };
    SettingsResponse { data: settings.into_iter().map(setting).collect() }
}

/// The settings that hold today, and what will.
#[utoipa::path(get, path = "/settings", tag = "settings",
    responses((status = 200, body = SettingsResponse)))]
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Anyone>,
) -> Result<HttpResponse, ApiError> {
    read::figures((&request, app, caller), settings::list, |_, settings| show(settings)).await
}

/// Set settings from a day on that has not passed. What fairness or money depends on needs the day.
#[utoipa::path(patch, path = "/settings", tag = "settings", request_body = SettingsSent,
    responses((status = 200, body = SettingsResponse), (status = 422)))]
pub async fn change(
    app: web::Data<App>,
    request: Write<Admins, SettingsRequest>,
) -> Result<HttpResponse, ApiError> {
    request.run(app, settings::change, |_: &By, settings| done(&show(settings))).await
}
