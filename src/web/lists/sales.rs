//! `/sales`: what sellers have paid, for those who may see money.

use actix_web::{HttpRequest, HttpResponse};

use super::words;
use crate::domain::{Role, Sale, SaleKind, SaleStatus};
use crate::service::naming::Names;
use crate::service::sales;
use crate::web::error::PageError;
use crate::web::session::Visitor;
use crate::web::table::{self, Cell, Column, Field, Shape};
use crate::web::texts::Line;

/// Those of the platform who may see sales.
const READERS: &[Role] = &[Role::Finance, Role::Admin, Role::Auditor];

/// A sale, and what those are called whose it is.
type Row = (Sale, String);

static SHAPE: Shape<Row> = Shape {
    title: |t| t.desk.places.sales,
    order: "-paid_on",
    fields: &[
        Field::SEARCH,
        Field::choice(
            "status",
            |t| t.lists.status,
            |language| words(language, |l, word: SaleStatus| l.sale_status(word)),
        ),
        Field::choice(
            "kind",
            |t| t.desk.lists.kind,
            |language| words(language, |l, word: SaleKind| l.sale_kind(word)),
        ),
    ],
    columns: &[
        Column::<Row>::new(|t| t.lists.code, |(row, _), _| Cell::code(&row.external_id))
            .sorted("external_id"),
        Column::<Row>::new(
            |t| t.desk.lists.seller,
            |(row, _), _| Cell::text(&row.city).leading(format!("/sellers?q={}", row.seller)),
        ),
        Column::<Row>::new(|t| t.desk.lists.partner, |(_, partners), _| Cell::text(partners)),
        Column::<Row>::new(
            |t| t.desk.lists.kind,
            |(row, _), m| Cell::text(m.language.sale_kind(row.kind)),
        ),
        Column::<Row>::new(|t| t.desk.lists.product, |(row, _), _| Cell::text(&row.product_code)),
        Column::<Row>::new(|t| t.desk.lists.amount, |(row, _), _| Cell::money(row.amount)).money(),
        Column::<Row>::new(|t| t.desk.lists.paid_on, |(row, _), _| Cell::code(row.paid_on))
            .sorted("paid_on")
            .figures(),
        Column::<Row>::new(
            |t| t.lists.status,
            |(row, _), m| Cell::state((tone(row.status), m.language.sale_status(row.status))),
        )
        .sorted("status"),
    ],
    none: |t| t.lists.none_yet,
    next_step: Some(|t| (t.desk.imports.first, "/imports")),
    action: None,
};

/// All of them.
pub(in crate::web) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let listed = sales::listed(&visitor.by.actor);
    table::list((&request, &visitor), listed, &SHAPE, |tx, by, listing| {
        let page = sales::list(tx, by, listing)?;
        let credited = page.rows.iter().flat_map(|sale| &sale.credits);
        let mut names = Names::default();
        names.learn_partners(tx, credited.map(|credit| &credit.partner))?;
        Ok(page.map(|sale| {
            let credits = sale.credits.iter();
            let whose: Vec<&str> = credits.map(|credit| names.partner(&credit.partner)).collect();
            let whose = whose.join(" · ");
            (sale, whose)
        }))
    })
    .await
}

fn tone(status: SaleStatus) -> Line {
    match status {
        SaleStatus::Recorded => "info",
        SaleStatus::Confirmed => "good",
        SaleStatus::Void => "bad",
    }
}
