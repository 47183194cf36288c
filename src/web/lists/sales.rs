//! `/sales`: what sellers have paid, for those who may see money.

use actix_web::{HttpRequest, HttpResponse};

use super::words;
use crate::domain::{Role, Sale, SaleKind, SaleStatus};
use crate::service::{names, sales};
use crate::web::error::PageError;
use crate::web::session::Visitor;
use crate::web::table::{self, Cell, Column, Filter, Shape};
use crate::web::texts::Line;

/// Those of the platform who may see sales.
const READERS: &[Role] = &[Role::Finance, Role::Admin, Role::Auditor];

/// A sale, and what those are called whose it is.
type Row = (Sale, String);

static SHAPE: Shape<Row> = Shape {
    file: "sales",
    title: |t| t.desk.places.sales,
    searches: true,
    order: "-paid_on",
    filters: &[
        Filter {
            field: "status",
            name: |t| t.lists.status,
            words: |language| words(language, |l, word: SaleStatus| l.sale_status(word)),
        },
        Filter {
            field: "kind",
            name: |t| t.desk.lists.kind,
            words: |language| words(language, |l, word: SaleKind| l.sale_kind(word)),
        },
    ],
    columns: &[
        Column::<Row>::new(|t| t.lists.code, |(row, _), _| Cell::Code(row.external_id.to_string()))
            .sorted("external_id"),
        Column::<Row>::new(
            |t| t.desk.lists.seller,
            |(row, _), _| Cell::Link {
                to: format!("/sellers?q={}", row.seller),
                text: row.city.to_string(),
            },
        ),
        Column::<Row>::new(|t| t.desk.lists.partner, |(_, partners), _| Cell::text(partners)),
        Column::<Row>::new(
            |t| t.desk.lists.kind,
            |(row, _), m| Cell::text(m.language.sale_kind(row.kind)),
        ),
        Column::<Row>::new(|t| t.desk.lists.product, |(row, _), _| Cell::text(&row.product_code)),
        Column::<Row>::new(|t| t.desk.lists.amount, |(row, _), _| Cell::Money(row.amount))
            .figures(),
        Column::<Row>::new(|t| t.desk.lists.paid_on, |(row, _), _| Cell::text(row.paid_on))
            .sorted("paid_on")
            .figures(),
        Column::<Row>::new(
            |t| t.lists.status,
            |(row, _), m| Cell::State {
                tone: tone(row.status),
                text: m.language.sale_status(row.status).to_owned(),
            },
        )
        .sorted("status"),
    ],
    empty: Some(|t| (t.desk.imports.first, "/imports")),
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
        let names = names::of_partners(tx)?;
        Ok(page.map(|sale| {
            let credits = sale.credits.iter();
            let whose: Vec<&str> =
                credits.map(|credit| names.of(credit.partner.as_str())).collect();
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
