//! `/statements/{id}/lines`: all lines of a statement.

use actix_web::{HttpRequest, HttpResponse, web};

use super::ListPage;
use crate::commission::EntryKind;
use crate::domain::{Amount, Money, StatementId};
use crate::service::listing::Listing;
use crate::service::statements::{self, NamedEntry};
use crate::service::{By, Tx};
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::sections::READERS;
use crate::web::session::Visitor;
use crate::web::tables::{Cell, Field, Head, List, Rows, Shape, load};

/// All lines, or those of a rule.
pub(in crate::web) async fn lines(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = StatementId::parse(&id).ok_or(PageError::NotFound)?;
    let frame = Frame::of_visitor(&request, &visitor);
    let of = id.clone();
    let entries =
        move |tx: &mut Tx<'_>, _: &By, listing: &Listing| statements::entries(tx, &of, listing);
    let rows = load((&request, &visitor), (&statements::ENTRIES, "id"), entries).await?;
    let list = listed(&frame, &id, rows);
    ListPage::answer((frame, &visitor), (list, id.as_str()))
}

fn listed(frame: &Frame, id: &StatementId, rows: Rows<NamedEntry>) -> List {
    let (m, language) = (frame.t.money, frame.language);
    let row = |named: NamedEntry| {
        let entry = named.entry;
        let money = |amount: Amount| Cell::money(Money { amount, currency: entry.currency });
        let of = named.sale_external_id.or(named.from_code.map(|code| code.to_string()));
        let of = of.or(entry.window.map(|window| window.to_string()));
        vec![
            Cell::code(of.unwrap_or_default()).leading(format!("/entries/{}", entry.id)),
            Cell::code(&entry.rule),
            Cell::text(language.entry_kind(&entry.kind)),
            entry.basis.map_or_else(|| Cell::text(""), money),
            money(entry.amount),
        ]
    };
    let kinds = EntryKind::ALL.iter().map(|kind| (kind.as_str(), language.entry_kind(kind)));
    let shape = Shape {
        title: m.lines_of_statement,
        path: format!("/statements/{id}/lines"),
        fields: vec![
            Field::typed("rule", m.rule, "text"),
            Field::choice("entry", m.kind, kinds.collect()),
        ],
        heads: vec![
            Head::new(m.line),
            Head::new(m.rule),
            Head::new(m.kind),
            Head::money(m.basis),
            Head::money(m.amount),
        ],
        empty: m.no_lines,
        next_step: None,
    };
    List::of(frame.t, shape, rows, row)
}
