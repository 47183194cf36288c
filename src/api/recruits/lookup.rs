//! `/recruits/lookup`: whether a seller is free, before somebody drives to its factory.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::Allowed;
use crate::api::error::ApiError;
use crate::api::policies::Field;
use crate::api::read;
use crate::domain::{City, Name, Ntn, Phone, Word};
use crate::service::recruits::{self, Asked, Found};
use crate::service::{App, By, Invalid, Tx};

/// Whether a seller is free.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookupResponse {
    /// `free`, `taken`, `review` or `yours`.
    status: &'static str,
    /// The last day of your own protection.
    until: Option<NaiveDate>,
}

/// Ask whether a seller is free.
#[utoipa::path(get, path = "/recruits/lookup", tag = "recruits",
    params(("ntn" = Option<String>, Query), ("phone" = Option<String>, Query),
        ("name" = Option<String>, Query), ("city" = Option<String>, Query)),
    responses((status = 200, body = LookupResponse), (status = 400), (status = 429)))]
pub async fn lookup(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<Field>,
) -> Result<HttpResponse, ApiError> {
    let asked = asked(&read::parameters(&request)?).map_err(ApiError::Malformed)?;
    let counted = app.clone();
    let load = move |tx: &mut Tx<'_>, by: &By| {
        counted.may_look_up(tx, by)?;
        recruits::lookup(tx, by, &asked)
    };
    let (_, Found { status, until }) = read::loaded(app, caller.by, load).await?;
    Ok(HttpResponse::Ok().json(LookupResponse { status: status.as_str(), until }))
}

struct Reader<'p> {
    parameters: &'p [(String, String)],
    faults: Vec<Invalid>,
}

impl Reader<'_> {
    fn fault(&mut self, name: &str, code: &'static str, message: &str) {
        let (pointer, message) = (format!("?{name}"), message.to_owned());
        self.faults.push(Invalid { pointer, code, message });
    }

    /// A parameter by a domain type's door; an empty one is none.
    fn take<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        message: &str,
    ) -> Option<T> {
        let sent = self.parameters.iter().find(|(sent, _)| sent == name);
        let text = sent.map(|(_, text)| text.trim()).filter(|text| !text.is_empty())?;
        let read = parse(text);
        if read.is_none() {
            self.fault(name, "parameter", message);
        }
        read
    }
}

/// Reads the question, or says all that is wrong with it.
fn asked(parameters: &[(String, String)]) -> Result<Asked, Vec<Invalid>> {
    let mut reader = Reader { parameters, faults: Vec::new() };
    for (at, (name, _)) in parameters.iter().enumerate() {
        if !["ntn", "phone", "name", "city"].contains(&name.as_str()) {
            let message = "is not a parameter of this path: ntn, phone, name, city are";
            reader.fault(name, "unknown_parameter", message);
        } else if parameters.iter().take(at).any(|(before, _)| before == name) {
            reader.fault(name, "twice", "comes twice");
        }
    }
    let ntn = reader.take("ntn", Ntn::parse, "is not 7 digits and a check digit");
    let phone = reader.take("phone", Phone::parse, "is not a phone number");
    let name = reader.take("name", Name::parse, "is not 1 to 200 characters of plain text");
    let city = reader.take("city", City::parse, "is not 1 to 100 characters of plain text");
    let halves = (name.is_some(), city.is_some());
    if halves.0 != halves.1 && reader.faults.is_empty() {
        let missing = if halves.0 { "city" } else { "name" };
        reader.fault(missing, "required", "is missing: a name counts in its city");
    }
    let asked = Asked { ntn, phone, named: name.zip(city) };
    let says_something = asked.ntn.is_some() || asked.phone.is_some() || asked.named.is_some();
    if !says_something && reader.faults.is_empty() {
        reader.fault("ntn", "required", "or `phone`, or `name` and `city`, must be sent");
    }
    if reader.faults.is_empty() { Ok(asked) } else { Err(reader.faults) }
}
