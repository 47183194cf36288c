//! Forms that do something: each is posted to the page that it stands on, and comes back to it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::answer::go_to;
use super::background::in_background;
use super::error::PageError;
use super::frame::{Flash, Frame};
use super::session::{Visitor, app_of};
use super::table::TOLD;
use super::texts::Language;
use crate::domain::{Amount, Currency, Money, Note, western_figure};
use crate::service::idempotency::Answer;
use crate::service::{By, Hold, ServiceError, Tx};

/// What a form has sent, field by field.
#[derive(Debug, Default, Clone)]
pub(super) struct Sent(pub(super) Vec<(String, String)>);

/// A form as it comes.
pub(super) type Form = web::Form<Vec<(String, String)>>;

impl Sent {
    /// The form, where it is from one of the visitor's own pages.
    pub(super) fn of(
        (request, visitor): (&HttpRequest, &Visitor),
        form: Form,
    ) -> Result<Self, PageError> {
        let sent = Self(form.into_inner());
        visitor.sent(request, sent.text("csrf"))?;
        Ok(sent)
    }

    /// What was put into a field, without the space around it; nothing, where there was no such field.
    pub(super) fn text(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(field, _)| field == name);
        field.map_or("", |(_, value)| value.trim())
    }

    /// All that was put into fields of a name.
    pub(super) fn all<'a, 'n>(
        &'a self,
        name: &'n str,
    ) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        let fields = self.0.iter().filter(move |(field, _)| field == name);
        fields.map(|(_, value)| value.trim())
    }

    /// A field that must be understood.
    pub(super) fn read<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, ServiceError> {
        let text = self.text(name);
        let code = if text.is_empty() { "required" } else { "malformed" };
        let message = if text.is_empty() { "is missing" } else { "cannot be understood" };
        parse(text).ok_or_else(|| ServiceError::invalid(format!("/{name}"), code, message))
    }

    /// A reason, or another remark.
    pub(super) fn note(&self, name: &str) -> Result<Note, ServiceError> {
        self.read(name, Note::parse)
    }

    /// A field that may be left empty.
    pub(super) fn optional<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ServiceError> {
        if self.text(name).is_empty() { Ok(None) } else { self.read(name, parse).map(Some) }
    }

    /// An amount of a currency, in the digits of any keyboard; commas between them are left out.
    pub(super) fn money(
        &self,
        name: &str,
        currency: Currency,
    ) -> Result<Option<Money>, ServiceError> {
        let parse =
            |text: &str| Amount::parse(&western_figure(text).replace(',', ""), currency).ok();
        let amount = self.optional(name, parse)?;
        Ok(amount.map(|amount| Money { amount, currency }))
    }
}

/// Does what a form asks for, in one transaction, and keeps others from `hold` meanwhile.
pub(super) async fn act(
    (request, visitor): (&HttpRequest, &Visitor),
    hold: Hold,
    work: impl Fn(&mut Tx<'_>, &By) -> Result<String, ServiceError> + Send + 'static,
) -> Result<String, PageError> {
    let (app, by) = (app_of(request)?, visitor.by.clone());
    let answer = in_background(move || {
        let of = by.clone();
        let work = move |tx: &mut Tx<'_>| {
            let body = work(tx, &of)?.into_bytes();
            Ok(Answer { status: 200, body, ..Answer::default() })
        };
        app.answer_once(&by, None, hold, work, |_| None)
    })
    .await?;
    String::from_utf8(answer.body).map_err(|error| PageError::Internal(error.to_string()))
}

/// Does what a form asks for, and comes back to its page, which says what was done. Where it is refused,
/// the page is shown `again` and says why.
pub(super) async fn act_here<S: Future<Output = Result<HttpResponse, PageError>>>(
    (request, visitor): (&HttpRequest, &Visitor),
    hold: Hold,
    work: impl Fn(&mut Tx<'_>, &By) -> Result<String, ServiceError> + Send + 'static,
    again: impl FnOnce((StatusCode, Option<Flash>)) -> S,
) -> Result<HttpResponse, PageError> {
    match act((request, visitor), hold, work).await {
        Ok(told) => Ok(back(request.path(), &told)),
        Err(error) => {
            let (status, flash) = refusal(error, Frame::of(request).language)?;
            again((status, Some(flash))).await
        }
    }
}

/// Comes back to a page, which says what was done.
pub(super) fn back(path: &str, told: &str) -> HttpResponse {
    go_to(&format!("{path}?{TOLD}={told}"))
}

/// What the page says that somebody comes back to.
pub(super) fn told(request: &HttpRequest, language: Language) -> Option<Flash> {
    let word = request.query_string().strip_prefix(TOLD)?.strip_prefix('=')?;
    let text = language.told(word)?;
    Some(Flash { tone: "good", text: text.to_owned() })
}

/// What a refusal says, on the page of the form; what is none is a page of its own.
pub(super) fn refusal(
    error: PageError,
    language: Language,
) -> Result<(StatusCode, Flash), PageError> {
    let PageError::Service(refused) = error else { return Err(error) };
    let (status, text) = match &refused {
        ServiceError::Conflict(code, detail) | ServiceError::InTheWay(code, detail, _) => {
            (StatusCode::CONFLICT, language.refusal(code, detail))
        }
        ServiceError::Unprocessable(code, detail) => {
            (StatusCode::UNPROCESSABLE_ENTITY, language.refusal(code, detail))
        }
        ServiceError::Invalid(faults) => {
            let told = faults.iter().map(|fault| {
                let field = language.field(fault.pointer.trim_start_matches('/'));
                format!("{field}: {}", language.fault(fault.code, &fault.message))
            });
            let told = told.collect::<Vec<_>>().join(" ");
            (StatusCode::UNPROCESSABLE_ENTITY, told)
        }
        ServiceError::Stale => {
            (StatusCode::PRECONDITION_FAILED, language.refusal("stale", "").clone())
        }
        _ => return Err(PageError::Service(refused)),
    };
    Ok((status, Flash { tone: "bad", text }))
}
