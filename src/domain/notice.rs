//! What people are told of.

use super::word::Word;

/// What has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// A recruit was decided.
    RecruitDecided,
    /// Nothing is done for a recruit.
    RecruitIdle,
    /// A protection ends soon.
    ProtectionEnds,
    /// A recruit went back to the pool.
    RecruitReleased,
    /// A manager wants a check-in mended.
    CheckInReturned,
    /// A day was closed without check-ins that were expected.
    CheckInsMissing,
    /// A manager reminds of a check-in.
    CheckInReminded,
    /// A conflict was decided, for whoever filed it.
    ConflictDecided,
    /// The other side of a conflict is asked for its view.
    ConflictAsked,
    /// A recruit stays where it is.
    ConflictKept,
    /// A seller passed to another partner by a conflict.
    ConflictPassed,
    /// A share of a sale is proposed.
    ConflictShared,
    /// A line is disputed.
    DisputeOpened,
    /// A dispute was not decided in time.
    DisputeOverdue,
    /// A dispute was decided.
    DisputeDecided,
    /// A statement is there.
    StatementPublished,
    /// A statement was paid.
    StatementSettled,
    /// A bank account was confirmed.
    BankAccountConfirmed,
    /// A host asks for funding.
    FundingRequested,
    /// Funding was decided.
    FundingDecided,
    /// A host shows what it spent.
    FundingProven,
    /// A proof was looked at.
    FundingReviewed,
    /// A leave was taken back.
    LeaveWithdrawn,
    /// A leave was decided.
    LeaveDecided,
    /// A membership ends soon.
    RenewalDue,
    /// A seller passed to another partner.
    SellerTransferred,
}

impl Word for NoticeKind {
    const ALL: &'static [Self] = &[
        Self::RecruitDecided,
        Self::RecruitIdle,
        Self::ProtectionEnds,
        Self::RecruitReleased,
        Self::CheckInReturned,
        Self::CheckInsMissing,
        Self::CheckInReminded,
        Self::ConflictDecided,
        Self::ConflictAsked,
        Self::ConflictKept,
        Self::ConflictPassed,
        Self::ConflictShared,
        Self::DisputeOpened,
        Self::DisputeOverdue,
        Self::DisputeDecided,
        Self::StatementPublished,
        Self::StatementSettled,
        Self::BankAccountConfirmed,
        Self::FundingRequested,
        Self::FundingDecided,
        Self::FundingProven,
        Self::FundingReviewed,
        Self::LeaveWithdrawn,
        Self::LeaveDecided,
        Self::RenewalDue,
        Self::SellerTransferred,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::RecruitDecided => "recruits.decided",
            Self::RecruitIdle => "recruits.idle",
            Self::ProtectionEnds => "recruits.protection_ends",
            Self::RecruitReleased => "recruits.released",
            Self::CheckInReturned => "check_ins.returned",
            Self::CheckInsMissing => "check_ins.missing",
            Self::CheckInReminded => "check_ins.reminded",
            Self::ConflictDecided => "conflicts.decided",
            Self::ConflictAsked => "conflicts.asked",
            Self::ConflictKept => "conflicts.kept",
            Self::ConflictPassed => "conflicts.passed",
            Self::ConflictShared => "conflicts.shared",
            Self::DisputeOpened => "disputes.opened",
            Self::DisputeOverdue => "disputes.overdue",
            Self::DisputeDecided => "disputes.decided",
            Self::StatementPublished => "statements.published",
            Self::StatementSettled => "statements.settled",
            Self::BankAccountConfirmed => "bank_accounts.confirmed",
            Self::FundingRequested => "fundings.requested",
            Self::FundingDecided => "fundings.decided",
            Self::FundingProven => "fundings.proven",
            Self::FundingReviewed => "fundings.reviewed",
            Self::LeaveWithdrawn => "leaves.withdrawn",
            Self::LeaveDecided => "leaves.decided",
            Self::RenewalDue => "sellers.renewal_due",
            Self::SellerTransferred => "sellers.transferred",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::assert_words;
    use super::*;

    #[test]
    fn kinds_are_what_and_what_became_of_it() {
        assert_words::<NoticeKind>(&[
            "recruits.decided",
            "recruits.idle",
            "recruits.protection_ends",
            "recruits.released",
            "check_ins.returned",
            "check_ins.missing",
            "check_ins.reminded",
            "conflicts.decided",
            "conflicts.asked",
            "conflicts.kept",
            "conflicts.passed",
            "conflicts.shared",
            "disputes.opened",
            "disputes.overdue",
            "disputes.decided",
            "statements.published",
            "statements.settled",
            "bank_accounts.confirmed",
            "fundings.requested",
            "fundings.decided",
            "fundings.proven",
            "fundings.reviewed",
            "leaves.withdrawn",
            "leaves.decided",
            "sellers.renewal_due",
            "sellers.transferred",
        ]);
    }
}
