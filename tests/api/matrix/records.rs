//! What the ids in paths are of: one of each kind, made for whom the test says.

use super::maker::Maker;
use crate::harness::Service;

/// What the ids in a path are of, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// There are none.
    Nothing,
    /// A partner.
    Partner,
    /// A user.
    User,
    /// A partner, and a tax profile of it.
    TaxProfile,
    /// A notification.
    Notification,
    /// A partner's target.
    Target,
    /// An import of sellers, which all of the platform read.
    Import,
    /// A seller.
    Seller,
    /// A recruit.
    Recruit,
    /// A conflict about a recruit.
    Conflict,
    /// A report of a day.
    CheckIn,
    /// A holiday, by its date.
    Day,
    /// A leave.
    Leave,
    /// An event.
    Event,
    /// An event, and somebody who registered for it.
    Registration,
    /// An event, and the arrival of somebody.
    Arrival,
    /// A product.
    Product,
    /// An exchange rate.
    Rate,
    /// A plan.
    Plan,
    /// A plan, and the number of a version.
    PlanVersion,
    /// A partner's agreement.
    Agreement,
    /// A sale.
    Sale,
    /// A sale, and a refund of it.
    Refund,
    /// A month, which is there whether anything was closed in it or not.
    Period,
    /// A partner's statement.
    Statement,
    /// A line of a statement.
    Entry,
    /// An adjustment.
    Adjustment,
    /// A statement, and a line of it.
    Line,
    /// A dispute of a line of a statement.
    Dispute,
    /// A batch of payments, which is the platform's.
    Payout,
    /// What a host asked for towards its event.
    Funding,
}

/// For whom a record is made.
pub struct Whose<'a> {
    /// A partner's id.
    pub partner: &'a str,
    /// A user of it, or of the platform.
    pub user: &'a str,
}

impl Of {
    /// Whether records of that kind are nobody's in particular: everybody who may read them reads all.
    pub fn is_shared(self) -> bool {
        matches!(self, Of::Nothing | Of::Day | Of::Product | Of::Rate | Of::Period)
    }

    /// Whether there are records of that kind which are not there.
    pub fn can_be_absent(self) -> bool {
        !matches!(self, Of::Nothing | Of::Period)
    }

    /// Well-formed ids of that kind that nothing has.
    pub fn absent(self) -> Vec<String> {
        let prefixes: &[&str] = match self {
            Of::Nothing => &[],
            Of::Day => return vec!["2031-01-01".to_owned()],
            Of::Period => return vec!["2031-01".to_owned()],
            Of::PlanVersion => return vec![absent("pln"), "1".to_owned()],
            Of::Partner => &["par"],
            Of::User => &["usr"],
            Of::TaxProfile => &["par", "tax"],
            Of::Notification => &["ntf"],
            Of::Target => &["tgt"],
            Of::Import => &["imp"],
            Of::Seller => &["sel"],
            Of::Recruit => &["rec"],
            Of::Conflict => &["cfl"],
            Of::CheckIn => &["chk"],
            Of::Leave => &["lev"],
            Of::Event => &["evt"],
            Of::Registration => &["evt", "reg"],
            Of::Arrival => &["evt", "arr"],
            Of::Product => &["pro"],
            Of::Rate => &["rat"],
            Of::Plan => &["pln"],
            Of::Agreement => &["agr"],
            Of::Sale => &["sal"],
            Of::Refund => &["sal", "ref"],
            Of::Statement => &["stm"],
            Of::Entry => &["ent"],
            Of::Adjustment => &["adj"],
            Of::Line => &["stm", "ent"],
            Of::Dispute => &["dsp"],
            Of::Payout => &["pay"],
            Of::Funding => &["fnd"],
        };
        prefixes.iter().map(|prefix| absent(prefix)).collect()
    }

    /// The ids of a record of that kind, as a path has them.
    pub fn make(self, service: &Service, whose: &Whose<'_>) -> Vec<String> {
        let make = Maker::new(service, whose);
        match self {
            Of::Nothing | Of::Period => self.absent(),
            Of::Partner => vec![whose.partner.to_owned()],
            Of::User => vec![whose.user.to_owned()],
            Of::TaxProfile => vec![whose.partner.to_owned(), make.tax_profile()],
            Of::Notification => vec![make.notification()],
            Of::Target => vec![make.target()],
            Of::Import => vec![make.import()],
            Of::Seller => vec![make.seller()],
            Of::Recruit => vec![make.recruit()],
            Of::Conflict => vec![make.conflict()],
            Of::CheckIn => vec![make.check_in()],
            Of::Day => vec![make.holiday()],
            Of::Leave => vec![make.leave()],
            Of::Event => vec![make.event()],
            Of::Registration => make.registration(),
            Of::Arrival => make.arrival(),
            Of::Product => vec![make.product()],
            Of::Rate => vec![make.rate()],
            Of::Plan => vec![make.agreement().1],
            Of::PlanVersion => vec![make.agreement().1, "1".to_owned()],
            Of::Agreement => vec![make.agreement().0],
            Of::Sale => vec![make.sale()],
            Of::Refund => make.refund(),
            Of::Statement => vec![make.statement().0],
            Of::Entry => vec![make.entry()],
            Of::Adjustment => vec![make.adjustment()],
            Of::Line => make.line(),
            Of::Dispute => vec![make.dispute()],
            Of::Payout => vec![make.payout()],
            Of::Funding => vec![make.funding()],
        }
    }
}

fn absent(prefix: &str) -> String {
    format!("{prefix}_{:032x}", 0xfeed)
}
