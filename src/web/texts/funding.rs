//! What the page about an event's fundings says.

use super::{Language, Line};
use crate::domain::event::{FundingDecision, FundingStatus, ProofReview};

/// What the page says.
pub(in crate::web) struct Funding {
    pub(in crate::web) title: Line,
    pub(in crate::web) none: Line,
    pub(in crate::web) ask: Line,
    pub(in crate::web) ask_hint: Line,
    pub(in crate::web) purpose: Line,
    pub(in crate::web) asked_by: Line,
    pub(in crate::web) granted: Line,
    pub(in crate::web) decide: Line,
    pub(in crate::web) decided_by: Line,
    pub(in crate::web) grant_hint: Line,
    pub(in crate::web) prove: Line,
    pub(in crate::web) proven_by: Line,
    pub(in crate::web) spent: Line,
    pub(in crate::web) spent_on: Line,
    /// What the receipt is found by.
    pub(in crate::web) receipt: Line,
    pub(in crate::web) note: Line,
    pub(in crate::web) settle: Line,
    pub(in crate::web) settled: Line,
    pub(in crate::web) reviewed_by: Line,
    pub(in crate::web) withdraw: Line,
    /// Who has done the step before does not do this one.
    pub(in crate::web) another: Line,
    pub(in crate::web) invitations: Line,
    pub(in crate::web) invitations_hint: Line,
    pub(in crate::web) everybody: Line,
}

pub(super) const ENGLISH: Funding = Funding {
    title: "Funding",
    none: "No host has asked for anything towards this event.",
    ask: "Ask for funding",
    ask_hint: "A manager decides. You then show what was spent, and finance settles.",
    purpose: "For what",
    asked_by: "Asked by",
    granted: "Granted",
    decide: "Decide",
    decided_by: "Decided by",
    grant_hint: "Empty grants all that was asked for.",
    prove: "Show what was spent",
    proven_by: "Shown by",
    spent: "Spent",
    spent_on: "Spent on",
    receipt: "Receipt",
    note: "Remark",
    settle: "Look at the proof",
    settled: "Settled",
    reviewed_by: "Looked at by",
    withdraw: "Withdraw",
    another: "Another person does this: you have done a step before it.",
    invitations: "Links to register",
    invitations_hint: "Whoever registers by a host’s link counts as invited by that host.",
    everybody: "Everybody",
};

pub(super) const URDU: Funding = Funding {
    title: "مالی مدد",
    none: "کسی میزبان نے اس تقریب کے لیے کچھ نہیں مانگا۔",
    ask: "مدد کی درخواست کریں",
    ask_hint: "مینیجر فیصلہ کرتا ہے۔ پھر آپ خرچ کا ثبوت دیتے ہیں اور فنانس حساب مکمل کرتا ہے۔",
    purpose: "کس لیے",
    asked_by: "درخواست",
    granted: "منظور رقم",
    decide: "فیصلہ کریں",
    decided_by: "فیصلہ",
    grant_hint: "خالی چھوڑیں تو پوری رقم منظور ہوگی۔",
    prove: "خرچ کا ثبوت دیں",
    proven_by: "ثبوت",
    spent: "خرچ ہوا",
    spent_on: "خرچ کی تاریخ",
    receipt: "رسید",
    note: "تبصرہ",
    settle: "ثبوت دیکھیں",
    settled: "ادا شدہ",
    reviewed_by: "جانچ",
    withdraw: "واپس لیں",
    another: "یہ کسی اور کو کرنا ہے: اس سے پہلے کا قدم آپ نے اٹھایا تھا۔",
    invitations: "اندراج کے لنک",
    invitations_hint: "جو کسی میزبان کے لنک سے اندراج کرے وہ اسی میزبان کا مہمان شمار ہوتا ہے۔",
    everybody: "سب کے لیے",
};

impl Language {
    /// Where a funding stands.
    pub(in crate::web) fn funding_status(self, status: FundingStatus) -> &'static str {
        self.of(match status {
            FundingStatus::Requested => ["Asked for", "درخواست"],
            FundingStatus::Approved => ["Granted", "منظور"],
            FundingStatus::Refused => ["Refused", "نامنظور"],
            FundingStatus::Withdrawn => ["Withdrawn", "واپس لی گئی"],
            FundingStatus::Proven => ["Proof shown", "ثبوت دیا گیا"],
            FundingStatus::Settled => ["Settled", "ادا شدہ"],
        })
    }

    /// How a request is decided.
    pub(in crate::web) fn funding_decision(self, decision: FundingDecision) -> &'static str {
        self.of(match decision {
            FundingDecision::Approve => ["Grant", "منظور"],
            FundingDecision::Refuse => ["Refuse", "نامنظور"],
        })
    }

    /// What becomes of a proof.
    pub(in crate::web) fn proof_review(self, review: ProofReview) -> &'static str {
        self.of(match review {
            ProofReview::Accept => ["Accept and settle", "قبول اور ادا"],
            ProofReview::Return => ["Return", "واپس بھیجیں"],
        })
    }
}
