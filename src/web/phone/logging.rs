//! Logging a recruit by a form that is posted, where a browser has no scripts.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use uuid::Uuid;

use super::{RecruitPage, Shell, Tab};
use crate::domain::recruit::Source;
use crate::domain::{Category, City, ClientRef, Name, Phone, Role};
use crate::service::recruits::{NewRecruit, Registered, Whom, register};
use crate::service::sellers::SellerDetails;
use crate::service::{By, Hold, Tx};
use crate::web::acts::{act, refusal};
use crate::web::answer::{go_to, page_with};
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::session::Visitor;
use crate::web::texts::Language;

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

    /// The recruit that it describes, or what cannot be understood of it.
    fn read(&self, by: &By, language: Language) -> Result<NewRecruit, String> {
        let t = &language.texts().recruit;
        let unreadable = |label: &str| format!("{label}: {}", language.fault("malformed", ""));
        let typed = self.phone.trim();
        let phone = if typed.is_empty() { None } else { Some(Phone::parse(typed)) };
        let seller = SellerDetails {
            name: Name::parse(&self.name).ok_or_else(|| unreadable(t.name))?,
            city: City::parse(&self.city).ok_or_else(|| unreadable(t.place))?,
            phone: phone.map(|phone| phone.ok_or(t.phone_fault)).transpose()?,
            email: None,
            ntn: None,
            cnic: None,
            member_id: None,
            contact_name: None,
            categories: Category::parse(&self.trade).into_iter().collect(),
        };
        Ok(NewRecruit {
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
    pub(super) fn of(shell: Shell, typed: Typed, fault: Option<String>) -> Self {
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
    let told = match typed.read(&visitor.by, frame.language) {
        Err(told) => Some((StatusCode::UNPROCESSABLE_ENTITY, told)),
        Ok(new) => refused((&request, &visitor), new, &frame).await?,
    };
    let Some((status, fault)) = told else { return Ok(go_to("/m/recruit?saved")) };
    let shell = Shell::around(&request, frame, Tab::Recruit)?;
    page_with(status, &RecruitPage::of(shell, typed.into_inner(), Some(fault)))
}

/// Registers a recruit; why it was refused, where it was.
async fn refused(
    by: (&HttpRequest, &Visitor),
    new: NewRecruit,
    frame: &Frame,
) -> Result<Option<(StatusCode, String)>, PageError> {
    const REFUSED: &str = "refused";
    let work = move |tx: &mut Tx<'_>, by: &By| {
        let told = match register(tx, by, &new)? {
            Registered::New(_) | Registered::Again(_) => "",
            // Kept, though it refuses.
            Registered::Refused(_) => REFUSED,
        };
        Ok(told.to_owned())
    };
    match act(by, Hold::Nothing, work).await {
        Ok(told) => Ok((told == REFUSED).then(|| {
            let told = frame.t.recruit.seller_not_available.to_owned();
            (StatusCode::UNPROCESSABLE_ENTITY, told)
        })),
        Err(error) => {
            let (status, flash) = refusal(error, frame.language)?;
            Ok(Some((status, flash.text)))
        }
    }
}
