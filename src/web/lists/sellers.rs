//! `/sellers`: the companies that buy, or may.

use actix_web::{HttpRequest, HttpResponse};

use super::{with_partners, words};
use crate::domain::{Seller, SellerStatus};
use crate::service::sellers;
use crate::web::error::PageError;
use crate::web::overview::READERS;
use crate::web::session::Visitor;
use crate::web::table::{self, Cell, Column, Field, Shape};
use crate::web::texts::Line;

type Row = (Seller, String);

static SHAPE: Shape<Row> = Shape {
    title: |t| t.desk.places.sellers,
    order: "name",
    fields: &[
        Field::SEARCH,
        Field::choice(
            "status",
            |t| t.lists.status,
            |language| words(language, |l, word: SellerStatus| l.seller_status(word)),
        ),
    ],
    columns: &[
        Column::<Row>::new(|t| t.lists.name, |(row, _), _| Cell::text(&row.name)).sorted("name"),
        Column::<Row>::new(|t| t.lists.city, |(row, _), _| Cell::text(&row.city)).sorted("city"),
        Column::<Row>::new(
            |t| t.desk.lists.partner,
            |(row, partner), _| match &row.partner {
                Some(id) => Cell::text(partner).leading(format!("/partners/{id}")),
                None => Cell::NOTHING,
            },
        ),
        Column::<Row>::new(
            |t| t.desk.lists.member,
            |(row, _), _| Cell::maybe_code(row.member_id.as_ref()),
        ),
        Column::<Row>::new(
            |t| t.lists.status,
            |(row, _), m| Cell::state((tone(row.status), m.language.seller_status(row.status))),
        )
        .sorted("status"),
        Column::<Row>::new(
            |t| t.desk.lists.ends_on,
            |(row, _), _| Cell::maybe_code(row.membership_ends_on),
        )
        .figures(),
    ],
    none: |t| t.lists.none_yet,
    next_step: Some(|t| (t.desk.imports.first, "/imports")),
    action: Some(|t| (t.desk.places.pool, "/pool")),
};

/// All of them.
pub(in crate::web) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let listed = sellers::listed(&visitor.by.actor);
    table::list((&request, &visitor), listed, &SHAPE, |tx, by, listing| {
        let page = sellers::list(tx, by, listing)?;
        with_partners(tx, page, |seller| seller.partner.as_ref())
    })
    .await
}

fn tone(status: SellerStatus) -> Line {
    match status {
        SellerStatus::Prospect => "info",
        SellerStatus::Active => "good",
        SellerStatus::Lapsed => "warn",
        SellerStatus::Dormant => "",
    }
}
