//! `/statements/{id}/lines`: all lines of a statement.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::commission::EntryKind;
use crate::domain::{Amount, Money, StatementId};
use crate::service::statements::{self, NamedEntry};
use crate::web::error::PageError;
use crate::web::sections::READERS;
use crate::web::session::Visitor;
use crate::web::table::{self, Cell, Column, Field, Shape};

static SHAPE: Shape<NamedEntry> = Shape {
    title: |t| t.money.lines_of_statement,
    order: "id",
    fields: &[
        Field::typed("rule", |t| t.money.rule, "text"),
        Field::choice(
            "entry",
            |t| t.money.kind,
            |language| {
                let named = |kind: &EntryKind| (kind.as_str(), language.entry_kind(kind));
                EntryKind::ALL.iter().map(named).collect()
            },
        ),
    ],
    columns: &[
        Column::<NamedEntry>::new(
            |t| t.money.line,
            |named, _| Cell::code(called(named)).leading(format!("/entries/{}", named.entry.id)),
        ),
        Column::<NamedEntry>::new(|t| t.money.rule, |named, _| Cell::code(&named.entry.rule)),
        Column::<NamedEntry>::new(
            |t| t.money.kind,
            |named, m| Cell::text(m.language.entry_kind(&named.entry.kind)),
        ),
        Column::<NamedEntry>::new(
            |t| t.money.basis,
            |named, _| named.entry.basis.map_or(Cell::NOTHING, |basis| money(named, basis)),
        )
        .money(),
        Column::<NamedEntry>::new(|t| t.money.amount, |named, _| money(named, named.entry.amount))
            .money(),
    ],
    none: |t| t.money.no_lines,
    next_step: None,
    action: None,
};

fn money(named: &NamedEntry, amount: Amount) -> Cell {
    Cell::money(Money { amount, currency: named.entry.currency })
}

/// What a line is called: its sale, the partner below, or its window.
pub(super) fn called(named: &NamedEntry) -> String {
    let below = || named.from_code.as_ref().map(ToString::to_string);
    let window = || named.entry.window.map(|window| window.to_string());
    named.sale_external_id.clone().or_else(below).or_else(window).unwrap_or_default()
}

/// All lines, or those of a rule.
pub(in crate::web) async fn lines(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = StatementId::parse(&id).ok_or(PageError::NotFound)?;
    table::list((&request, &visitor), &statements::ENTRIES, &SHAPE, move |tx, _, listing| {
        statements::entries(tx, &id, listing)
    })
    .await
}
