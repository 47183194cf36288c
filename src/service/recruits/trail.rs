//! What of a recruit is written down in the audit trail, which its partner's owner reads too: nothing
//! that it may not know.

use serde_json::{Value, json};

use crate::domain::recruit::Recruit;
use crate::domain::{Note, PartnerId, SellerId, Word};
use crate::service::audit::Recorded;

impl Recorded for Recruit {
    const KIND: &'static str = "recruit";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    fn shown(&self) -> Value {
        // Which seller it was is not its partner's to know where it was never taken.
        let seller = (!self.was_never_taken()).then(|| SellerId::as_str(&self.seller));
        json!({
            "seller_id": seller,
            "seller_name": self.seller_name.as_str(),
            "status": self.status.as_str(),
            "stage": self.stage.as_str(),
            "protected_until": self.protected_until.map(|day| day.to_string()),
            "note": self.note.as_ref().map(Note::as_str),
        })
    }
}
