//! What deserves a look before a close, by kind: where it is mended, why it is accepted, and why its sale
//! is left out.

use std::collections::HashMap;

use crate::domain::statement::{Exception, ExceptionKey, ExceptionKind};
use crate::domain::{Note, SaleId, Word};
use crate::service::naming::Names;
use crate::service::periods::{Accept, CloseTerms, LeaveOut, Review};
use crate::service::{ServiceError, Tx, sales};
use crate::web::acts::Sent;
use crate::web::frame::Frame;
use crate::web::shown::Shown;
use crate::web::texts::Line;

/// Before an exception's name in the name of the field that says why it is accepted.
const ACCEPTED: &str = "accept:";
/// Before a kind, in the field that says why the rest of it is.
const ACCEPTED_KIND: &str = "accept-all:";
/// Before the sale's id in the name of the field that says why it is left out.
const LEFT_OUT: &str = "leave:";

/// How many of a kind have fields of their own; the others are accepted together.
const MOST: usize = 20;

/// What deserves a look, of one kind.
pub(super) struct Kind {
    pub(super) name: Line,
    pub(super) blocks: bool,
    pub(super) count: usize,
    pub(super) rows: Vec<Row>,
    /// What accepts all others; none where nothing does.
    pub(super) all: Option<Field>,
}

impl Kind {
    /// Whether there are more than are shown.
    pub(super) fn has_more(&self) -> bool {
        self.count > self.rows.len()
    }
}

/// One of them.
pub(super) struct Row {
    pub(super) whose: String,
    pub(super) sale: Option<String>,
    pub(super) amount: Option<Shown>,
    /// What it is.
    pub(super) detail: String,
    pub(super) mend: (String, Line),
    pub(super) accept: Option<Field>,
    pub(super) leave: Option<Field>,
}

impl Row {
    /// What it is about, in a few words.
    pub(super) fn called(&self) -> String {
        let sale = self.sale.as_deref().unwrap_or_default();
        format!("{} {sale}", self.whose).trim().to_owned()
    }
}

/// A field for a reason.
pub(super) struct Field {
    /// Its own on the page: a sale may stand in several exceptions.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) value: String,
}

impl Field {
    fn of(id: String, name: String, sent: &Sent) -> Self {
        let value = sent.text(&name).to_owned();
        Self { id, name, value }
    }

    /// The field that says why a sale is left out that is left out already.
    pub(super) fn left_out(one: &LeaveOut) -> Self {
        let name = format!("{LEFT_OUT}{}", one.sale);
        Self { id: name.clone(), name, value: one.reason.to_string() }
    }
}

/// On which terms a form closes.
pub(super) fn terms(sent: &Sent) -> Result<CloseTerms, ServiceError> {
    let seen = Some(sent.text("review_fingerprint").to_owned());
    let mut terms = CloseTerms { only_accepted: true, seen, ..CloseTerms::default() };
    for (name, reason) in sent.0.iter().filter(|(_, reason)| !reason.trim().is_empty()) {
        let malformed = || ServiceError::invalid("/reason", "malformed", "cannot be understood");
        let reason = || Note::parse(reason).ok_or_else(malformed);
        if let Some(sale) = name.strip_prefix(LEFT_OUT).and_then(SaleId::parse) {
            // A sale may stand in several exceptions.
            if !terms.left_out.iter().any(|one| one.sale == sale) {
                terms.left_out.push(LeaveOut { sale, reason: reason()? });
            }
        } else if let Some(kind) = name.strip_prefix(ACCEPTED_KIND).and_then(ExceptionKind::parse) {
            terms.accepted_kinds.push((kind, reason()?));
        } else if let Some(exception) = name.strip_prefix(ACCEPTED).and_then(ExceptionKey::parse) {
            terms.accepted.push(Accept { exception, reason: reason()? });
        }
    }
    Ok(terms)
}

/// What the sales of exceptions are called, as far as they are shown.
pub(super) fn sales_named(
    tx: &mut Tx<'_>,
    exceptions: &[Exception],
) -> Result<HashMap<SaleId, String>, ServiceError> {
    let mut named = HashMap::new();
    for kind in exceptions.chunk_by(|a, b| a.kind == b.kind) {
        for sale in kind.iter().take(MOST).filter_map(|one| one.sale.as_ref()) {
            if !named.contains_key(sale) {
                named.insert(sale.clone(), sales::get(tx, sale)?.external_id.to_string());
            }
        }
    }
    Ok(named)
}

/// What exceptions are shown with.
pub(super) struct Known<'a> {
    pub(super) frame: &'a Frame,
    pub(super) sent: &'a Sent,
    pub(super) names: &'a Names,
    pub(super) sales: &'a HashMap<SaleId, String>,
}

impl Known<'_> {
    /// All exceptions, kind by kind; those that block come first.
    pub(super) fn kinds(&self, review: &Review) -> Vec<Kind> {
        let kind = |of: &[Exception]| {
            let kind = of.first()?.kind;
            let field = format!("{ACCEPTED_KIND}{}", kind.as_str());
            let is_one_of_many = of.len() > 1 && !kind.blocks();
            Some(Kind {
                name: self.frame.language.exception(kind),
                blocks: kind.blocks(),
                count: of.len(),
                rows: of.iter().take(MOST).map(|one| self.row(one)).collect(),
                all: is_one_of_many.then(|| Field::of(field.clone(), field, self.sent)),
            })
        };
        review.exceptions.chunk_by(|a, b| a.kind == b.kind).filter_map(kind).collect()
    }

    fn row(&self, one: &Exception) -> Row {
        let key = one.key();
        let accept = format!("{ACCEPTED}{key}");
        let leave = one.sale.as_ref().filter(|_| can_be_left_out(one.kind));
        Row {
            whose: one.partner.as_ref().map(|id| self.names.partner(id)).unwrap_or("").to_owned(),
            sale: one.sale.as_ref().and_then(|sale| self.sales.get(sale)).cloned(),
            amount: one.amount.map(Shown),
            detail: self.frame.language.detail_of(&one.told),
            mend: self.mend(one),
            accept: (!one.kind.blocks()).then(|| Field::of(accept.clone(), accept, self.sent)),
            leave: leave.map(|sale| {
                Field::of(format!("{LEFT_OUT}{key}"), format!("{LEFT_OUT}{sale}"), self.sent)
            }),
        }
    }

    /// Where an exception is mended, and what that place is called.
    fn mend(&self, one: &Exception) -> (String, Line) {
        let m = self.frame.t.money;
        let of_partner = |path: &str| {
            let id = one.partner.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{path}{id}")
        };
        match (one.kind, &one.sale, &one.subject) {
            (ExceptionKind::Unmatched, ..) => ("/plans".to_owned(), m.plans),
            (ExceptionKind::RateMissing, ..) => ("/rates".to_owned(), m.rates),
            (_, Some(sale), _) => (format!("/sales?q={sale}"), m.sale),
            (ExceptionKind::Disputed, _, Some(id)) => (format!("/disputes/{id}"), m.dispute),
            (
                ExceptionKind::NoAgreement
                | ExceptionKind::NoTaxProfile
                | ExceptionKind::NoBankAccount
                | ExceptionKind::NoLatinTitle,
                ..,
            ) => (of_partner("/partners/"), m.partner),
            (ExceptionKind::CannotCompute, ..) => {
                ("/imports".to_owned(), self.frame.t.desk.places.imports)
            }
            _ => (of_partner("/statements?partner_id="), m.statements),
        }
    }
}

/// Whether a kind is about a sale that a close would take in.
fn can_be_left_out(kind: ExceptionKind) -> bool {
    kind.blocks() || matches!(kind, ExceptionKind::Unmatched | ExceptionKind::Duplicate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_become_terms_and_empty_fields_do_not() {
        let sale = format!("sal_{}", "0".repeat(32));
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sent = Sent(vec![
            field(&format!("leave:{sale}"), "paid twice"),
            field(&format!("leave:{sale}"), "again"),
            field("accept:negative:par_1", "agreed"),
            field("accept:disputed:par_1", "  "),
            field("accept-all:carried_forward", "small"),
            field("accept-all:nonsense", "small"),
        ]);
        let terms = terms(&sent).unwrap();
        assert!(terms.only_accepted);
        assert_eq!(terms.left_out.len(), 1);
        assert_eq!(terms.left_out[0].reason.as_str(), "paid twice");
        assert_eq!(terms.accepted.len(), 1);
        assert_eq!(terms.accepted[0].exception.as_str(), "negative:par_1");
        assert_eq!(terms.accepted_kinds.len(), 1);
        assert_eq!(terms.accepted_kinds[0].0, ExceptionKind::CarriedForward);
    }
}
