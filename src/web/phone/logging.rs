//! Logging a recruit by a form that is posted, where a browser has no scripts.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use uuid::Uuid;

use super::{RecruitPage, Shell, Tab};
use crate::domain::recruit::Source;
use crate::domain::{Category, City, ClientRef, Name, Phone, Role};
use crate::service::idempotency::Answer;
use crate::service::recruits::{NewRecruit, Registered, Whom, register};
use crate::service::sellers::SellerDetails;
use crate::service::{By, Hold, Tx};
use crate::web::answer::{go_to, page_with};
use crate::web::background::in_background;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::session::{Visitor, app_of};

/// Those whose work is in the field.
pub(super) const LOGGERS: &[Role] = &[Role::PartnerStaff, Role::PartnerOwner];

/// What was typed, as it was typed.
#[derive(Debug, Default, Deserialize)]
pub(in crate::web) struct Typed {
    pub(super) name: String,
    pub(super) phone: String,
    city: String,
    trade: String,
    csrf: String,
    client_ref: String,
}

impl Typed {
    pub(super) fn is_city(&self, city: &str) -> bool {
        self.city == city
    }

    /// The recruit that it describes; `None` where a field cannot be understood.
    fn read(&self, by: &By) -> Option<NewRecruit> {
        let typed = self.phone.trim();
        let phone = if typed.is_empty() { None } else { Some(Phone::parse(typed)?) };
        let seller = SellerDetails {
            name: Name::parse(&self.name)?,
            city: City::parse(&self.city)?,
            phone,
            email: None,
            ntn: None,
            cnic: None,
            member_id: None,
            contact_name: None,
            categories: Category::parse(&self.trade).into_iter().collect(),
        };
        Some(NewRecruit {
            partner: None,
            whom: Whom::Described(Box::new(seller)),
            source: Source::Visit,
            event: None,
            note: None,
            captured_at: Some(by.at()),
            client_ref: ClientRef::parse(&self.client_ref),
        })
    }
}

impl RecruitPage {
    pub(super) fn of(shell: Shell, typed: Typed, fault: Option<&'static str>) -> Self {
        // The copy that a phone keeps is nobody's, and names no record.
        let is_kept = shell.frame.reader.is_none();
        let client_ref = if is_kept { String::new() } else { Uuid::now_v7().to_string() };
        Self { shell, client_ref, typed, fault }
    }
}

/// Logs a recruit; sent twice, it is one.
pub(in crate::web) async fn log(
    request: HttpRequest,
    visitor: Visitor,
    typed: web::Form<Typed>,
) -> Result<HttpResponse, PageError> {
    visitor.sent(&request, &typed.csrf)?;
    visitor.is_one_of(LOGGERS)?;
    let frame = Frame::of_visitor(&request, &visitor);
    let t = &frame.t.recruit;
    let fault = match typed.read(&visitor.by) {
        None => Some(t.phone_fault),
        Some(new) => {
            let status = registered(&request, visitor.by, new).await?;
            (status == StatusCode::CONFLICT).then_some(t.seller_not_available)
        }
    };
    if fault.is_some() {
        let shell = Shell::around(&request, frame, Tab::Recruit)?;
        let page = RecruitPage::of(shell, typed.into_inner(), fault);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    Ok(go_to("/m/recruit?saved"))
}

async fn registered(
    request: &HttpRequest,
    by: By,
    new: NewRecruit,
) -> Result<StatusCode, PageError> {
    let app = app_of(request)?;
    let answer = in_background(move || {
        let of = by.clone();
        let work = move |tx: &mut Tx<'_>| {
            let status = match register(tx, &of, &new)? {
                Registered::New(_) => 201,
                Registered::Again(_) => 200,
                // Kept, though it refuses.
                Registered::Refused(_) => 409,
            };
            Ok(Answer { status, ..Answer::default() })
        };
        app.answer_once(&by, None, Hold::Nothing, work, |_| None)
    })
    .await?;
    StatusCode::from_u16(answer.status).map_err(|error| PageError::Internal(error.to_string()))
}
