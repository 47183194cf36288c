//! `/periods/{month}`: how far a month has come, what is to be done, and what it is made of.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::changes::{Compared, compared};
use crate::domain::statement::{Statement, StatementStatus};
use crate::domain::{Amount, Currency, Period, Word};
use crate::service::exports::PeriodFormat;
use crate::service::month::{self, Month, Step};
use crate::service::periods::{self, Accepted};
use crate::service::{By, Hold, Tx};
use crate::web::acts::{Form, Sent, act_here, told};
use crate::web::answer::page_with;
use crate::web::charts::RuleChart;
use crate::web::error::PageError;
use crate::web::frame::{Flash, Frame, Place};
use crate::web::sections::{AUDITORS, FINANCE, is_finance, read, sections};
use crate::web::session::{Visitor, app_of};
use crate::web::shown::{Shown, minute};
use crate::web::texts::Line;

/// How many statements the page shows; the list has all.
const STATEMENTS: usize = 25;

#[derive(Template)]
#[template(path = "periods/show.html")]
struct PeriodPage {
    frame: Frame,
    sections: Vec<Place>,
    month: Month,
    name: String,
    closed_at: String,
    /// Whether the reader closes and approves.
    is_finance: bool,
    /// Whether the reader has closed it.
    is_own: bool,
    /// Whether it is the next to be closed, and has begun.
    is_running: bool,
    /// Whether it is the next one, and over.
    can_close: bool,
    charts: Vec<RuleChart>,
    changes: Vec<Compared>,
}

impl PeriodPage {
    /// The steps, and whether each is done or is where the month is.
    fn steps(&self) -> Vec<(Line, bool, bool)> {
        let at = match self.month.step {
            // What is closed is looked at next.
            Step::Closed => Step::InReview,
            step => step,
        };
        let all_done = at == Step::Paid;
        let named = |step: &Step| {
            let is_here = *step == at && !all_done;
            (self.frame.language.step(*step), *step < at || all_done, is_here)
        };
        Step::ALL.iter().map(named).collect()
    }

    fn sums(&self) -> [(Line, Vec<Shown>); 4] {
        let m = self.frame.t.money;
        let sum = |figure: fn(&Statement) -> (Currency, Amount)| {
            let sums = self.month.sum(figure).into_iter();
            let shown = |(currency, sum): (Currency, i128)| {
                Some(Shown::of(Amount::try_from(sum).ok()?, currency))
            };
            sums.filter_map(shown).collect()
        };
        [
            (m.commission, sum(|one| (one.currency, one.given.commission))),
            (m.held, sum(|one| (one.currency, one.given.held))),
            (m.carried_forward, sum(|one| (one.currency, one.figures.carried_forward))),
            (m.net, sum(|one| (one.payout_currency, one.figures.net))),
        ]
    }

    fn shown_statements(&self) -> &[Statement] {
        self.month.statements.get(..STATEMENTS).unwrap_or(&self.month.statements)
    }

    fn has_more(&self) -> bool {
        self.month.statements.len() > STATEMENTS
    }

    fn waiting(&self) -> usize {
        self.month.count(StatementStatus::Draft) - self.month.ready
    }

    fn formats(&self) -> Vec<(Line, Line)> {
        let named = |format: &PeriodFormat| {
            let word = format.as_str();
            (word, self.frame.language.file(word))
        };
        PeriodFormat::ALL.iter().map(named).collect()
    }

    /// What an accepted exception was called.
    fn kind_of(&self, accepted: &Accepted) -> Line {
        let kind = accepted.exception.kind();
        kind.map_or("", |kind| self.frame.language.exception(kind))
    }

    fn fingerprint(&self) -> String {
        self.month.view.closed.as_ref().map_or_else(String::new, |one| one.fingerprint.to_string())
    }
}

/// The month in a path.
pub(super) fn in_path(text: &str) -> Result<Period, PageError> {
    let period = Period::parse(text).filter(|period| *period <= Period::LAST);
    period.ok_or(PageError::NotFound)
}

/// One of them.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    period: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(AUDITORS)?;
    let flash = told(&request, Frame::of(&request).language);
    shown((&request, &visitor), in_path(&period)?, (StatusCode::OK, flash)).await
}

/// Approves what is ready.
pub(in crate::web) async fn act_on(
    request: HttpRequest,
    visitor: Visitor,
    period: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(FINANCE)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let period = in_path(&period)?;
    let work = move |tx: &mut Tx<'_>, by: &By| {
        let done = periods::approve(tx, by, period, Some(sent.text("fingerprint")))?;
        Ok(if done.waiting == 0 { "all_approved" } else { "some_approved" }.to_owned())
    };
    let again = |told| shown((&request, &visitor), period, told);
    act_here((&request, &visitor), Hold::Nothing, work, again).await
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    period: Period,
    (status, flash): (StatusCode, Option<Flash>),
) -> Result<HttpResponse, PageError> {
    let month = read((request, visitor), move |tx, by| month::get(tx, by, period)).await?;
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash;
    let zone = app_of(request)?.clock.zone();
    let closed_at = month.view.closed.as_ref().map(|closed| minute(&closed.closed_at, zone));
    let is_next = month.last.is_none_or(|last| last.next() == period);
    page_with(
        status,
        &PeriodPage {
            sections: sections(&frame, visitor),
            name: frame.language.month(period),
            closed_at: closed_at.unwrap_or_default(),
            is_finance: is_finance(visitor),
            is_own: month.was_closed_by(&visitor.by),
            is_running: is_next && period.first_day() <= visitor.by.now.today,
            can_close: is_next && period.last_day() < visitor.by.now.today,
            charts: RuleChart::all(&frame, &month.rules, |month| Some(format!("/periods/{month}"))),
            changes: month
                .changes
                .iter()
                .flat_map(|changes| compared(&frame, changes, &month.names))
                .collect(),
            frame,
            month,
        },
    )
}
