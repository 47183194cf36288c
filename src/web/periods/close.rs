//! `/periods/{month}/close`: what a close would come to, and the close itself, which is exactly that.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::changes::{Change, changes};
use super::show::in_path;
use crate::domain::{Note, Period, SaleId};
use crate::service::naming::Names;
use crate::service::periods::{self, LeaveOut, Outcome, Unpaid, hex};
use crate::service::{By, Hold, ServiceError, Tx, month, sales};
use crate::web::acts::{Form, Sent, act, refusal};
use crate::web::answer::{go_to, page_with};
use crate::web::error::PageError;
use crate::web::frame::{Flash, Frame, Place};
use crate::web::sections::{FINANCE, read, sections};
use crate::web::session::Visitor;
use crate::web::shown::Shown;

/// Before the sale's id in the name of the field that says why it is left out.
const LEFT_OUT: &str = "leave:";

#[derive(Template)]
#[template(path = "periods/close.html")]
struct ClosePage {
    frame: Frame,
    sections: Vec<Place>,
    period: Period,
    name: String,
    tried: Option<Tried>,
}

/// What a close would come to.
struct Tried {
    outcome: Outcome,
    /// What is left out, with what the sale is called.
    left_out: Vec<(LeaveOut, String)>,
    names: Names,
    changes: Vec<Change>,
}

impl ClosePage {
    fn fingerprint(&self, tried: &Tried) -> String {
        hex(&tried.outcome.fingerprint)
    }

    fn totals(&self, tried: &Tried) -> Vec<Shown> {
        tried.outcome.totals.iter().copied().map(Shown).collect()
    }

    /// The field that says why a sale is left out.
    fn field_of(&self, sale: &SaleId) -> String {
        format!("{LEFT_OUT}{sale}")
    }

    fn partner_of<'a>(&self, tried: &'a Tried, unpaid: &Unpaid) -> &'a str {
        tried.names.partner(&unpaid.partner)
    }
}

/// A dry run; nothing is written.
pub(in crate::web) async fn try_close(
    request: HttpRequest,
    visitor: Visitor,
    period: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(FINANCE)?;
    tried((&request, &visitor), in_path(&period)?, Sent::default(), None).await
}

/// Another dry run, without some sales; or the close.
pub(in crate::web) async fn close(
    request: HttpRequest,
    visitor: Visitor,
    period: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(FINANCE)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let period = in_path(&period)?;
    if sent.text("do") != "close" {
        return tried((&request, &visitor), period, sent, None).await;
    }
    let asked = sent.clone();
    let work = move |tx: &mut Tx<'_>, by: &By| {
        let outcome = periods::close(tx, by, period, &left_out(&asked)?)?;
        if hex(&outcome.fingerprint) != asked.text("fingerprint") {
            let detail = "facts have changed since the dry run; look at it again".to_owned();
            return Err(ServiceError::Conflict("fingerprint", detail));
        }
        Ok(String::new())
    };
    match act((&request, &visitor), Hold::Facts, work).await {
        Ok(_) => Ok(go_to(&format!("/periods/{period}?told=closed"))),
        Err(error) => {
            let refused = refusal(error, Frame::of(&request).language)?;
            tried((&request, &visitor), period, sent, Some(refused)).await
        }
    }
}

/// The sales that somebody gave a reason to leave out.
fn left_out(sent: &Sent) -> Result<Vec<LeaveOut>, ServiceError> {
    let mut found: Vec<LeaveOut> = Vec::new();
    for (name, reason) in &sent.0 {
        let Some(sale) = name.strip_prefix(LEFT_OUT).and_then(SaleId::parse) else { continue };
        // A split sale may stand there once for each of its credits.
        if reason.trim().is_empty() || found.iter().any(|one| one.sale == sale) {
            continue;
        }
        let malformed = || ServiceError::invalid("/reason", "malformed", "cannot be understood");
        found.push(LeaveOut { sale, reason: Note::parse(reason).ok_or_else(malformed)? });
    }
    Ok(found)
}

async fn tried(
    (request, visitor): (&HttpRequest, &Visitor),
    period: Period,
    sent: Sent,
    refused: Option<(StatusCode, Flash)>,
) -> Result<HttpResponse, PageError> {
    let done = read((request, visitor), move |tx, by| try_it(tx, by, (period, &sent))).await;
    let mut frame = Frame::of_visitor(request, visitor);
    let (tried, refused) = match done {
        Ok(tried) => (Some(tried), refused),
        Err(error) => (None, refused.or(Some(refusal(error, frame.language)?))),
    };
    let (status, flash) = refused.map_or((StatusCode::OK, None), |(s, flash)| (s, Some(flash)));
    frame.flash = flash;
    let sections = sections(&frame, visitor);
    let name = frame.language.month(period);
    page_with(status, &ClosePage { frame, sections, period, name, tried })
}

fn try_it(
    tx: &mut Tx<'_>,
    by: &By,
    (period, sent): (Period, &Sent),
) -> Result<Tried, ServiceError> {
    let left_out = left_out(sent)?;
    let outcome = periods::preview(tx, by, period, &left_out)?;
    let mut names = Names::default();
    names.learn_partners(tx, outcome.statements.iter().map(|one| &one.partner))?;
    names.learn_partners(tx, outcome.unmatched.iter().map(|one| &one.partner))?;
    let before = month::commissions(tx, period.before())?;
    let changes = changes(&outcome.statements, &before, &names);
    let mut named = Vec::with_capacity(left_out.len());
    for one in left_out {
        let sale = sales::get(tx, &one.sale)?.external_id.to_string();
        named.push((one, sale));
    }
    let left_out = named;
    Ok(Tried { outcome, left_out, names, changes })
}
