//! What a row names of what must be known already, whatever else is wrong with the row.

use super::cells::{by, credits};
use super::layout::Layout;
use super::records::{CODE, EVENT, SellerKey, seller_key};
use super::rows::RawRow;
use super::values::{Values, misfit};
use crate::domain::{Code, EventId, ImportKind};

/// What a row names that must be known already, as far as it can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mentioned {
    /// The seller of a sale.
    pub seller: Option<SellerKey>,
    /// The code of what was sold.
    pub product: Option<Code>,
    /// The code of a partner.
    pub partner: Option<Code>,
    /// The codes of the partners that are credited.
    pub credited: Vec<Code>,
    /// An event.
    pub event: Option<EventId>,
}

/// What a row names, whatever else is wrong with it.
pub fn mentioned(layout: &Layout, row: &RawRow) -> Mentioned {
    if misfit(layout, row).is_some() {
        return Mentioned::default();
    }
    let mut values = Values::new(layout, row);
    let is_sale = layout.kind == ImportKind::Sales;
    let credited = values.optional("credits", credits).flatten().unwrap_or_default();
    Mentioned {
        seller: if is_sale { seller_key(&mut values) } else { None },
        product: values.optional("product", by(Code::parse, CODE)).flatten(),
        partner: values.optional("partner", by(Code::parse, CODE)).flatten(),
        credited: credited.into_iter().map(|(code, _)| code).collect(),
        event: values.optional("event", by(EventId::parse, EVENT)).flatten(),
    }
}
