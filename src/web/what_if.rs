//! `/plans/{id}/simulate`: what sales of past months would have earned by a version. Nothing is written.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::acts::{Sent, refusal};
use super::answer::page_with;
use super::error::PageError;
use super::frame::{Flash, Frame, Place};
use super::listing;
use super::sections::{FINANCE, read, sections};
use super::session::Visitor;
use super::shown::Shown;
use super::table::csv;
use super::texts::{Line, Texts};
use crate::domain::{Period, PlanId, PlanVersionRecord};
use crate::service::exports::{self, Value};
use crate::service::naming::Names;
use crate::service::plans::{
    self, Difference, LineDifference, PartnerDifference, Simulation, Trial, VersionedPlan, WhatIf,
};
use crate::service::{ServiceError, Tx};

/// How many past months one can choose from.
const MONTHS: usize = 24;
/// How many months are chosen at first.
const USUAL: usize = 3;
/// How many partners and lines the page shows; the file has all partners.
const PARTNERS: usize = 50;
const LINES: usize = 100;

#[derive(Template)]
#[template(path = "plans/what_if.html")]
struct WhatIfPage {
    frame: Frame,
    sections: Vec<Place>,
    known: VersionedPlan,
    /// The version that is chosen.
    version: usize,
    /// The first month and the last.
    months: [Choice; 2],
    found: Option<Found>,
    /// The address of the result as a file.
    file: String,
}

impl WhatIfPage {
    /// The versions, each with its number.
    fn versions(&self) -> impl Iterator<Item = (usize, &PlanVersionRecord)> {
        (1..).zip(&self.known.versions)
    }

    /// Figures with what each is.
    fn named(&self, [now, then, more]: &[Shown; 3]) -> [(Line, Shown); 3] {
        let m = self.frame.t.money;
        [(m.as_it_is, *now), (m.by_version, *then), (m.difference, *more)]
    }
}

/// A month to be chosen: its field, and the months with the one that is chosen.
struct Choice {
    field: &'static str,
    name: &'static str,
    months: Vec<(Period, String, bool)>,
}

/// A result as it is shown.
struct Found {
    total: [Shown; 3],
    partners: Vec<PartnerRow>,
    has_more_partners: bool,
    lines: Vec<LineRow>,
    line_count: usize,
}

/// A partner, and its rules below.
struct PartnerRow {
    name: String,
    total: [Shown; 3],
    rules: Vec<(String, [Shown; 3])>,
}

/// A line that differs.
struct LineRow {
    partner: String,
    rule: String,
    /// The sale: its page and what it is called.
    sale: Option<(String, String)>,
    /// What else tells it apart: the lower partner or the window.
    about: String,
    figures: [Shown; 3],
}

/// The form, and what it asks for.
pub(super) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(FINANCE)?;
    let id = PlanId::parse(&id).ok_or(PageError::NotFound)?;
    let sent = Sent(listing::asked(&request)?);
    let asked = sent.clone();
    let (known, tried, names) =
        read((&request, &visitor), move |tx, _| tried(tx, &id, &asked)).await?;
    let mut frame = Frame::of_visitor(&request, &visitor);
    let (mut status, mut found) = (StatusCode::OK, None);
    match tried {
        Some(Ok(simulation)) if sent.text("format") == "csv" => {
            return Ok(csv("what-if", file(frame.t, &simulation)?));
        }
        Some(Ok(simulation)) => found = Some(Found::of(&simulation, &names)?),
        Some(Err(error)) => {
            let flash: Flash;
            (status, flash) = refusal(error.into(), frame.language)?;
            frame.flash = Some(flash);
        }
        None => {}
    }
    let of = |field, name, usual| choice((&frame, &visitor), (field, name), (&sent, usual));
    let page = WhatIfPage {
        sections: sections(&frame, &visitor),
        version: sent.text("version").parse().unwrap_or(known.versions.len()),
        months: [
            of("from", frame.t.money.first_month, USUAL),
            of("through", frame.t.money.last_month, 1),
        ],
        file: format!("?{}&format=csv", request.query_string()),
        frame,
        known,
        found,
    };
    page_with(status, &page)
}

/// The plan, and what was asked of it; nothing where the form is empty still.
type Tried = (VersionedPlan, Option<Result<Simulation, ServiceError>>, Names);

fn tried(tx: &mut Tx<'_>, id: &PlanId, sent: &Sent) -> Result<Tried, ServiceError> {
    let known = plans::by_id(tx, id)?;
    let mut names = Names::default();
    if sent.text("from").is_empty() {
        return Ok((known, None, names));
    }
    let simulated = asked(sent).and_then(|asked| plans::simulate(tx, id, &asked));
    if let Ok(simulation) = &simulated {
        names.learn_partners(tx, simulation.partners.iter().map(|one| &one.partner))?;
    }
    Ok((known, Some(simulated), names))
}

fn asked(sent: &Sent) -> Result<WhatIf, ServiceError> {
    Ok(WhatIf {
        from: sent.read("from", Period::parse)?,
        through: sent.read("through", Period::parse)?,
        version: Trial::Kept(sent.read("version", |text| text.parse().ok())?),
    })
}

/// The months that are over, the latest first.
fn choice(
    (frame, visitor): (&Frame, &Visitor),
    (field, name): (&'static str, &'static str),
    (sent, usual): (&Sent, usize),
) -> Choice {
    let this = Period::of(visitor.by.now.today);
    let past = std::iter::successors(Some(this.before()), |month| Some(month.before()));
    let chosen = Period::parse(sent.text(field)).or_else(|| past.clone().take(usual).last());
    let month = |month: Period| (month, frame.language.month(month), Some(month) == chosen);
    Choice { field, name, months: past.take(MONTHS).map(month).collect() }
}

/// A figure as it is, by the version, and how much more that is.
fn figures(of: &Difference) -> Result<[Shown; 3], ServiceError> {
    Ok([Shown(of.now), Shown(of.then), Shown(of.more()?)])
}

impl Found {
    fn of(simulation: &Simulation, names: &Names) -> Result<Self, ServiceError> {
        let Simulation { total, partners, lines, line_count } = simulation;
        let shown = partners.iter().take(PARTNERS).map(|one| PartnerRow::of(one, names));
        let line = |one| LineRow::of(one, names);
        Ok(Self {
            total: figures(total)?,
            partners: shown.collect::<Result<_, _>>()?,
            has_more_partners: partners.len() > PARTNERS,
            lines: lines.iter().take(LINES).map(line).collect::<Result<_, _>>()?,
            line_count: *line_count,
        })
    }
}

impl PartnerRow {
    fn of(one: &PartnerDifference, names: &Names) -> Result<Self, ServiceError> {
        let rule = |(rule, of): &(String, Difference)| Ok((rule.clone(), figures(of)?));
        Ok(Self {
            name: names.partner(&one.partner).to_owned(),
            total: figures(&one.total)?,
            rules: one.rules.iter().map(rule).collect::<Result<_, ServiceError>>()?,
        })
    }
}

impl LineRow {
    fn of(one: &LineDifference, names: &Names) -> Result<Self, ServiceError> {
        let lower = one.from_partner.as_ref().map(ToString::to_string);
        let window = one.window.map(|window| window.to_string());
        let sale = one.sale.as_ref().map(|(id, name)| (format!("/sales?q={id}"), name.clone()));
        Ok(Self {
            partner: names.partner(&one.partner).to_owned(),
            rule: one.rule.clone(),
            sale,
            about: lower.into_iter().chain(window).collect::<Vec<_>>().join(" "),
            figures: figures(&one.difference)?,
        })
    }
}

/// Partner by partner and rule by rule, as a file.
fn file(t: &Texts, simulation: &Simulation) -> Result<Vec<u8>, ServiceError> {
    let m = t.money;
    let names = [m.partner, m.rule, m.currency, m.as_it_is, m.by_version, m.difference];
    let mut rows = Vec::new();
    for partner in &simulation.partners {
        for (rule, of) in &partner.rules {
            rows.push(vec![
                Value::Text(partner.code.to_string()),
                Value::Text(rule.clone()),
                Value::Text(of.now.currency.code().to_owned()),
                Value::Amount(of.now),
                Value::Amount(of.then),
                Value::Amount(of.more()?),
            ]);
        }
    }
    exports::table(&names, &rows)
}
