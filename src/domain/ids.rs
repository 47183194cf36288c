//! The ids of the records, each kind with its prefix.

use super::id::{Id, IdKind};

/// Marks the id of a recruit.
#[derive(Debug)]
pub struct OfRecruit;
impl IdKind for OfRecruit {
    const PREFIX: &'static str = "rec";
}
/// The id of a recruit.
pub type RecruitId = Id<OfRecruit>;

/// Marks the id of a conflict.
#[derive(Debug)]
pub struct OfConflict;
impl IdKind for OfConflict {
    const PREFIX: &'static str = "cfl";
}
/// The id of a conflict.
pub type ConflictId = Id<OfConflict>;

/// Marks the id of a seller.
#[derive(Debug)]
pub struct OfSeller;
impl IdKind for OfSeller {
    const PREFIX: &'static str = "sel";
}
/// The id of a seller.
pub type SellerId = Id<OfSeller>;

/// Marks the id of an activity of a recruit.
#[derive(Debug)]
pub struct OfActivity;
impl IdKind for OfActivity {
    const PREFIX: &'static str = "act";
}
/// The id of an activity of a recruit.
pub type ActivityId = Id<OfActivity>;

/// Marks the id of an event.
#[derive(Debug)]
pub struct OfEvent;
impl IdKind for OfEvent {
    const PREFIX: &'static str = "evt";
}
/// The id of an event.
pub type EventId = Id<OfEvent>;

/// Marks the id of a registration for an event.
#[derive(Debug)]
pub struct OfRegistration;
impl IdKind for OfRegistration {
    const PREFIX: &'static str = "reg";
}
/// The id of a registration for an event.
pub type RegistrationId = Id<OfRegistration>;

/// Marks the id of an arrival at an event.
#[derive(Debug)]
pub struct OfArrival;
impl IdKind for OfArrival {
    const PREFIX: &'static str = "arr";
}
/// The id of an arrival at an event.
pub type ArrivalId = Id<OfArrival>;

/// Marks the id of a check-in.
#[derive(Debug)]
pub struct OfCheckIn;
impl IdKind for OfCheckIn {
    const PREFIX: &'static str = "chk";
}
/// The id of a check-in.
pub type CheckInId = Id<OfCheckIn>;

/// Marks the id of a leave.
#[derive(Debug)]
pub struct OfLeave;
impl IdKind for OfLeave {
    const PREFIX: &'static str = "lev";
}
/// The id of a leave.
pub type LeaveId = Id<OfLeave>;

/// Marks the id of a notification.
#[derive(Debug)]
pub struct OfNotification;
impl IdKind for OfNotification {
    const PREFIX: &'static str = "ntf";
}
/// The id of a notification.
pub type NotificationId = Id<OfNotification>;

/// Marks the id of a product.
#[derive(Debug)]
pub struct OfProduct;
impl IdKind for OfProduct {
    const PREFIX: &'static str = "pro";
}
/// The id of a product.
pub type ProductId = Id<OfProduct>;

/// Marks the id of an exchange rate.
#[derive(Debug)]
pub struct OfExchangeRate;
impl IdKind for OfExchangeRate {
    const PREFIX: &'static str = "rat";
}
/// The id of an exchange rate.
pub type ExchangeRateId = Id<OfExchangeRate>;

/// Marks the id of a sale.
#[derive(Debug)]
pub struct OfSale;
impl IdKind for OfSale {
    const PREFIX: &'static str = "sal";
}
/// The id of a sale.
pub type SaleId = Id<OfSale>;

/// Marks the id of a refund.
#[derive(Debug)]
pub struct OfRefund;
impl IdKind for OfRefund {
    const PREFIX: &'static str = "ref";
}
/// The id of a refund.
pub type RefundId = Id<OfRefund>;

/// Marks the id of a commission plan.
#[derive(Debug)]
pub struct OfPlan;
impl IdKind for OfPlan {
    const PREFIX: &'static str = "pln";
}
/// The id of a commission plan.
pub type PlanId = Id<OfPlan>;

/// Marks the id of a version of a plan.
#[derive(Debug)]
pub struct OfPlanVersion;
impl IdKind for OfPlanVersion {
    const PREFIX: &'static str = "plv";
}
/// The id of a version of a plan.
pub type PlanVersionId = Id<OfPlanVersion>;

/// Marks the id of an agreement.
#[derive(Debug)]
pub struct OfAgreement;
impl IdKind for OfAgreement {
    const PREFIX: &'static str = "agr";
}
/// The id of an agreement.
pub type AgreementId = Id<OfAgreement>;

/// Marks the id of a tax profile.
#[derive(Debug)]
pub struct OfTaxProfile;
impl IdKind for OfTaxProfile {
    const PREFIX: &'static str = "tax";
}
/// The id of a tax profile.
pub type TaxProfileId = Id<OfTaxProfile>;

/// Marks the id of a bank account.
#[derive(Debug)]
pub struct OfBankAccount;
impl IdKind for OfBankAccount {
    const PREFIX: &'static str = "bnk";
}
/// The id of a bank account.
pub type BankAccountId = Id<OfBankAccount>;

/// Marks the id of a one-time password link.
#[derive(Debug)]
pub struct OfPasswordLink;
impl IdKind for OfPasswordLink {
    const PREFIX: &'static str = "lnk";
}
/// The id of a one-time password link.
pub type PasswordLinkId = Id<OfPasswordLink>;

/// Marks the id of a target.
#[derive(Debug)]
pub struct OfTarget;
impl IdKind for OfTarget {
    const PREFIX: &'static str = "tgt";
}
/// The id of a target.
pub type TargetId = Id<OfTarget>;

/// Marks the id of an entry.
#[derive(Debug)]
pub struct OfEntry;
impl IdKind for OfEntry {
    const PREFIX: &'static str = "ent";
}
/// The id of an entry.
pub type EntryId = Id<OfEntry>;

/// Marks the id of a statement.
#[derive(Debug)]
pub struct OfStatement;
impl IdKind for OfStatement {
    const PREFIX: &'static str = "stm";
}
/// The id of a statement.
pub type StatementId = Id<OfStatement>;

/// Marks the id of an adjustment.
#[derive(Debug)]
pub struct OfAdjustment;
impl IdKind for OfAdjustment {
    const PREFIX: &'static str = "adj";
}
/// The id of an adjustment.
pub type AdjustmentId = Id<OfAdjustment>;

/// Marks the id of an import.
#[derive(Debug)]
pub struct OfImport;
impl IdKind for OfImport {
    const PREFIX: &'static str = "imp";
}
/// The id of an import.
pub type ImportId = Id<OfImport>;
/// Marks the id of a dispute.
#[derive(Debug)]
pub struct OfDispute;
impl IdKind for OfDispute {
    const PREFIX: &'static str = "dsp";
}
/// The id of a dispute.
pub type DisputeId = Id<OfDispute>;

/// Marks the id of a payout.
#[derive(Debug)]
pub struct OfPayout;
impl IdKind for OfPayout {
    const PREFIX: &'static str = "pay";
}
/// The id of a payout.
pub type PayoutId = Id<OfPayout>;

/// Marks the id of a funding of an event.
#[derive(Debug)]
pub struct OfFunding;
impl IdKind for OfFunding {
    const PREFIX: &'static str = "fnd";
}
/// The id of a funding of an event.
pub type FundingId = Id<OfFunding>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_kinds_share_a_prefix() {
        let mut prefixes = vec![
            OfRecruit::PREFIX,
            OfConflict::PREFIX,
            OfSeller::PREFIX,
            OfActivity::PREFIX,
            OfEvent::PREFIX,
            OfRegistration::PREFIX,
            OfArrival::PREFIX,
            OfCheckIn::PREFIX,
            OfLeave::PREFIX,
            OfNotification::PREFIX,
            OfProduct::PREFIX,
            OfExchangeRate::PREFIX,
            OfSale::PREFIX,
            OfRefund::PREFIX,
            OfPlan::PREFIX,
            OfPlanVersion::PREFIX,
            OfAgreement::PREFIX,
            OfTaxProfile::PREFIX,
            OfBankAccount::PREFIX,
            OfPasswordLink::PREFIX,
            OfTarget::PREFIX,
            OfEntry::PREFIX,
            OfStatement::PREFIX,
            OfAdjustment::PREFIX,
            OfImport::PREFIX,
            OfDispute::PREFIX,
            OfPayout::PREFIX,
            OfFunding::PREFIX,
        ];
        let count = prefixes.len();
        prefixes.sort_unstable();
        prefixes.dedup();
        assert_eq!(prefixes.len(), count);
        assert!(prefixes.iter().all(|prefix| prefix.len() == 3));
    }
}
