//! The audit trail as people read it: rows by who, what and when.

use diesel::prelude::*;

use super::audit::AuditRow;
use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::audit;

const COLUMNS: &[Column] = &[
    Column::new("seq", Kind::Whole, "audit.seq").sorted(),
    Column::new("at", Kind::Instant, "audit.at").sorted(),
    Column::new("actor", Kind::Text, "audit.actor"),
    Column::new("action", Kind::Text, "audit.action"),
    Column::new("subject_kind", Kind::Text, "audit.subject_kind"),
    Column::new("subject_id", Kind::Text, "audit.subject_id"),
    Column::new("partner_id", Kind::Text, "audit.partner_id"),
    Column::new("request_id", Kind::Text, "audit.request_id"),
];

/// What may be asked of the trail. Reasons and values are not searched: they are not for everybody who
/// reads it.
pub const LISTED: Listed = Listed {
    name: "audit",
    id: "audit.id",
    columns: COLUMNS,
    searched: &["audit.action", "audit.subject_kind", "audit.subject_id"],
};

/// What a partner's people may ask of their part of it: places in the chain would tell by their gaps how
/// much others do.
pub const LISTED_FOR_PARTNERS: Listed = Listed {
    columns: match COLUMNS {
        [_seq, others @ ..] => others,
        [] => &[],
    },
    ..LISTED
};

const PARENT_MOVED: &str = "partners.parent";

/// A page of the rows that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<AuditRow>, StorageError> {
    let mut query = audit::table.into_boxed();
    if let Some(partner) = tx.scope().partner() {
        // Its people do not learn below whom it stands, nor that and when it was moved.
        query = query
            .filter(audit::partner_id.eq(partner.to_string()))
            .filter(audit::action.ne(PARENT_MOVED));
    }
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((AuditRow::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Ok::<_, StorageError>)
}
