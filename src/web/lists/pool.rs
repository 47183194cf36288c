//! `/pool`: sellers that are free to register.

use actix_web::{HttpRequest, HttpResponse};

use crate::service::recruits::{self, FreeSeller, POOL};
use crate::web::error::PageError;
use crate::web::session::Visitor;
use crate::web::table::{self, Cell, Column, Field, Shape};

static SHAPE: Shape<FreeSeller> = Shape {
    title: |t| t.desk.places.pool,
    order: "name",
    fields: &[Field::SEARCH],
    columns: &[
        Column::<FreeSeller>::new(|t| t.lists.name, |row, _| Cell::text(&row.name)).sorted("name"),
        Column::<FreeSeller>::new(|t| t.lists.city, |row, _| Cell::text(&row.city)).sorted("city"),
    ],
    none: |t| t.lists.none_yet,
    next_step: None,
    action: Some(|t| (t.places.recruits, "/recruits")),
};

/// What the visitor may learn of it.
pub(in crate::web) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    table::list((&request, &visitor), &POOL, &SHAPE, recruits::pool).await
}
