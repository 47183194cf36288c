//! `/periods/{month}/close`: what a close would come to, and the close itself, which is exactly that.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::changes::{Compared, compared};
use super::exceptions::{Field, Kind, Known, sales_named, terms};
use super::show::in_path;
use crate::domain::{Period, SaleId};
use crate::service::naming::Names;
use crate::service::periods::{self, Changes, Late, LateFact, LeaveOut, Outcome, Review};
use crate::service::{By, Hold, ServiceError, Tx, sales};
use crate::web::acts::{Form, Sent, act, refusal};
use crate::web::answer::{go_to, page_with};
use crate::web::error::PageError;
use crate::web::frame::{Flash, Frame, Place};
use crate::web::sections::{FINANCE, read, sections};
use crate::web::session::Visitor;
use crate::web::shown::Shown;
use crate::web::texts::Line;

/// How many late facts of a cause are named.
const LATE: usize = 20;

#[derive(Template)]
#[template(path = "periods/close.html")]
struct ClosePage {
    frame: Frame,
    sections: Vec<Place>,
    period: Period,
    name: String,
    tried: Option<DryRun>,
}

/// A dry run as it is shown.
struct DryRun {
    review: Review,
    kinds: Vec<Kind>,
    /// What is left out: what the sale is called, and why.
    left_out: Vec<(String, Field)>,
    changes: Vec<Compared>,
}

impl DryRun {
    /// What it comes to; none where that cannot be computed.
    fn outcome(&self) -> Option<&Outcome> {
        self.review.outcome.as_ref().ok()
    }

    fn fingerprint(&self) -> String {
        self.outcome().map_or_else(String::new, |outcome| outcome.fingerprint.to_string())
    }

    /// What the close is bound to.
    fn seen(&self) -> String {
        self.review.fingerprint().map_or_else(String::new, |seen| seen.to_string())
    }

    fn totals(&self) -> Vec<Shown> {
        self.outcome().iter().flat_map(|outcome| &outcome.totals).copied().map(Shown).collect()
    }
}

impl ClosePage {
    fn late(&self, late: &Late) -> Line {
        self.frame.language.late(late.cause)
    }

    /// The days that a late fact bears on.
    fn days(&self, fact: &LateFact) -> String {
        match fact.last.filter(|last| *last != fact.first) {
            Some(last) => format!("{} – {last}", fact.first),
            None => fact.first.to_string(),
        }
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

/// Another dry run, with the reasons given so far; or the close.
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
        periods::close_on(tx, by, period, &terms(&asked)?)?;
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

async fn tried(
    (request, visitor): (&HttpRequest, &Visitor),
    period: Period,
    sent: Sent,
    refused: Option<(StatusCode, Flash)>,
) -> Result<HttpResponse, PageError> {
    let asked = sent.clone();
    let done = read((request, visitor), move |tx, by| try_it(tx, by, (period, &asked))).await;
    let mut frame = Frame::of_visitor(request, visitor);
    let (tried, refused) = match done {
        Ok(tried) => (Some(tried.shaped(&frame, &sent)), refused),
        Err(error) => (None, refused.or(Some(refusal(error, frame.language)?))),
    };
    let (status, flash) = refused.map_or((StatusCode::OK, None), |(s, flash)| (s, Some(flash)));
    frame.flash = flash;
    let sections = sections(&frame, visitor);
    let name = frame.language.month(period);
    page_with(status, &ClosePage { frame, sections, period, name, tried })
}

/// What a close would come to, and what is needed to show it.
struct Tried {
    review: Review,
    /// What is left out, with what the sale is called.
    left_out: Vec<(LeaveOut, String)>,
    changes: Option<Changes>,
    names: Names,
    sales: HashMap<SaleId, String>,
}

fn try_it(
    tx: &mut Tx<'_>,
    by: &By,
    (period, sent): (Period, &Sent),
) -> Result<Tried, ServiceError> {
    let out = terms(sent)?.left_out;
    let periods::DryRun { review, changes } = periods::dry_run(tx, by, period, &out)?;
    let mut names = Names::default();
    names.learn_partners(tx, review.exceptions.iter().filter_map(|one| one.partner.as_ref()))?;
    names.learn_partners(tx, changes.iter().flat_map(Changes::whose))?;
    let sales = sales_named(tx, &review.exceptions)?;
    let mut left_out = Vec::with_capacity(out.len());
    for one in out {
        let sale = sales::get(tx, &one.sale)?.external_id.to_string();
        left_out.push((one, sale));
    }
    Ok(Tried { review, left_out, changes, names, sales })
}

impl Tried {
    fn shaped(self, frame: &Frame, sent: &Sent) -> DryRun {
        let Self { review, left_out, changes, names, sales } = self;
        let known = Known { frame, sent, names: &names, sales: &sales };
        let left_out = left_out.into_iter().map(|(one, name)| (name, Field::left_out(&one)));
        DryRun {
            kinds: known.kinds(&review),
            left_out: left_out.collect(),
            changes: changes.iter().flat_map(|all| compared(frame, all, &names)).collect(),
            review,
        }
    }
}
