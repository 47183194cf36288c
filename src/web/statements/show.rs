//! `/statements/{id}`: a statement, line by line; accepted by its partner, approved by finance.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::lines::called;
use super::tone;
use crate::domain::statement::{Exchange, Statement, StatementStatus};
use crate::domain::{Amount, Role, StatementId, Word};
use crate::service::exports::StatementFormat;
use crate::service::statements::{self, Approval, NamedEntry};
use crate::service::whole::{self, Whole};
use crate::service::{By, Hold, ServiceError, Tx};
use crate::web::acts::{Form, Sent, act_here, told};
use crate::web::answer::page_with;
use crate::web::error::PageError;
use crate::web::frame::{Flash, Frame, Place};
use crate::web::sections::{READERS, is_finance, read, sections};
use crate::web::session::{Visitor, app_of};
use crate::web::shown::{Shown, minute};
use crate::web::texts::Line;

#[derive(Template)]
#[template(path = "statements/show.html")]
struct StatementPage {
    frame: Frame,
    sections: Vec<Place>,
    whole: Whole,
    /// Whether the reader closes and approves.
    is_finance: bool,
    /// Whether the reader speaks for its partner.
    is_owner: bool,
    /// Whether the reader is of the platform, and sees what is not one partner's.
    is_platform: bool,
    /// Whether the reader has closed its period.
    is_own_close: bool,
    zone: chrono_tz::Tz,
}

impl StatementPage {
    fn one(&self) -> &Statement {
        &self.whole.statement
    }

    fn month(&self) -> String {
        self.frame.language.month(self.one().period)
    }

    fn is_draft(&self) -> bool {
        self.one().status == StatementStatus::Draft
    }

    /// An amount in the plan's currency.
    fn plan(&self, amount: &Amount) -> Shown {
        Shown::of(*amount, self.one().currency)
    }

    /// An amount in the currency that is paid.
    fn payout(&self, amount: &Amount) -> Shown {
        Shown::of(*amount, self.one().payout_currency)
    }

    /// From what was open to what is paid: each figure with its name and where it comes from; sums come
    /// from what stands above them.
    fn figures(&self) -> Vec<(Line, Shown, Option<String>)> {
        let (m, one) = (self.frame.t.money, self.one());
        let (given, figures) = (&one.given, &one.figures);
        let others = || Some(format!("/statements?partner_id={}&sort=-period", one.partner));
        let lines = (!self.whole.rules.is_empty()).then(|| "#lines".to_owned());
        let adjusted = (!self.whole.adjustments.is_empty()).then(|| "#adjustments".to_owned());
        let held = lines.clone().filter(|_| given.held > Amount::ZERO);
        vec![
            (m.opening_balance, self.plan(&given.opening_balance), others()),
            (m.commission, self.plan(&given.commission), lines),
            (m.adjustments, self.plan(&given.adjustments), adjusted),
            (m.gross, self.plan(&figures.gross), None),
            (m.held, self.plan(&given.held), held),
            (m.carried_forward, self.plan(&figures.carried_forward), others()),
            (m.payable, self.payout(&figures.payable), None),
        ]
    }

    /// Whether a figure is one of the sums.
    fn is_sum(&self, name: &str) -> bool {
        let m = self.frame.t.money;
        [m.gross, m.payable].contains(&name)
    }

    /// Where the partner's taxes stand, for whoever may look there.
    fn taxed_at(&self) -> Option<String> {
        self.is_platform.then(|| format!("/partners/{}", self.one().partner))
    }

    /// Where the rates of a day stand, for whoever may look there.
    fn rates_at(&self, on: &str) -> Option<String> {
        self.is_platform.then(|| format!("/rates?date%5Blte%5D={on}&sort=-date"))
    }

    fn taxes(&self) -> [(Line, String, Shown); 2] {
        let (m, one) = (self.frame.t.money, self.one());
        let taxes = &one.given.taxes;
        [
            (m.sales_tax, taxes.sales_tax.to_string(), self.payout(&one.figures.sales_tax)),
            (
                m.withholding_tax,
                taxes.withholding.to_string(),
                self.payout(&one.figures.withholding_tax),
            ),
        ]
    }

    /// At which rate it is paid in another currency: `1 USD = 278.50 PKR`, and of which day.
    fn rate(&self) -> Option<(String, String)> {
        let (plan, payout) = (self.one().currency.code(), self.one().payout_currency.code());
        match self.one().given.exchange? {
            Exchange::Same => None,
            Exchange::Times(on, rate) => {
                Some((format!("1 {plan} = {rate} {payout}"), on.to_string()))
            }
            Exchange::By(on, rate) => Some((format!("1 {payout} = {rate} {plan}"), on.to_string())),
        }
    }

    /// What a line is called: its sale, the partner below, or its window.
    fn line(&self, named: &NamedEntry) -> String {
        called(named)
    }

    /// What it is downloaded as: what is asked for, the name, and its language where that is one's own.
    fn formats(&self) -> [(Line, Line, Line); 6] {
        let name = |format: StatementFormat| self.frame.language.file(format.as_str());
        [
            ("pdf", "PDF · English", "en"),
            ("pdf&language=ur", "PDF · اردو", "ur"),
            ("xlsx", name(StatementFormat::Xlsx), self.frame.t.code),
            ("lines", name(StatementFormat::Lines), self.frame.t.code),
            ("csv", name(StatementFormat::Csv), self.frame.t.code),
            ("bundle", name(StatementFormat::Bundle), self.frame.t.code),
        ]
    }

    fn fingerprint(&self) -> String {
        self.one().fingerprint.to_string()
    }

    fn at(&self, at: &chrono::NaiveDateTime) -> String {
        minute(at, self.zone)
    }

    fn tone(&self) -> Line {
        tone(&self.one().status)
    }
}

/// One of them.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = StatementId::parse(&id).ok_or(PageError::NotFound)?;
    let flash = told(&request, Frame::of(&request).language);
    shown((&request, &visitor), id, (StatusCode::OK, flash)).await
}

/// Accepts it, as its partner; or approves it, as finance.
pub(in crate::web) async fn act_on(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let sent = Sent::of((&request, &visitor), form)?;
    let id = StatementId::parse(&id).ok_or(PageError::NotFound)?;
    let (of, may_approve) = (id.clone(), is_finance(&visitor));
    let work = move |tx: &mut Tx<'_>, by: &By| {
        let seen = sent.optional("seen", |text| text.parse().ok())?;
        match sent.text("do") {
            "accept" => statements::accept(tx, by, (&of, seen))?,
            "approve" if may_approve => {
                let approval = Approval {
                    reason: sent.optional("reason", crate::domain::Note::parse)?,
                    fingerprint: Some(sent.text("fingerprint").to_owned()),
                };
                statements::approve(tx, by, (&of, seen), &approval)?
            }
            _ => return Err(ServiceError::Forbidden),
        };
        Ok(if sent.text("do") == "accept" { "accepted" } else { "approved" }.to_owned())
    };
    let again = |told| shown((&request, &visitor), id, told);
    act_here((&request, &visitor), Hold::Nothing, work, again).await
}

async fn shown(
    (request, visitor): (&HttpRequest, &Visitor),
    id: StatementId,
    (status, flash): (StatusCode, Option<Flash>),
) -> Result<HttpResponse, PageError> {
    let whole = read((request, visitor), move |tx, by| whole::of(tx, by, &id)).await?;
    let mut frame = Frame::of_visitor(request, visitor);
    frame.flash = flash;
    page_with(
        status,
        &StatementPage {
            sections: sections(&frame, visitor),
            is_finance: is_finance(visitor),
            is_owner: visitor.user.role == Role::PartnerOwner,
            is_platform: !visitor.user.role.is_of_partner(),
            is_own_close: whole.was_closed_by(&visitor.by),
            zone: app_of(request)?.clock.zone(),
            frame,
            whole,
        },
    )
}
