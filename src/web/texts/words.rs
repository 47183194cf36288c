//! The domain's words in each language: each is an exhaustive match, so that a new word does not compile
//! until it is translated.

use super::Language;
use crate::domain::recruit::{RecruitStatus, Stage};
use crate::domain::{PartnerStatus, Role};

impl Language {
    /// A role.
    pub(in crate::web) fn role(self, role: Role) -> &'static str {
        self.of(match role {
            Role::PartnerStaff => ["Partner staff", "پارٹنر کا عملہ"],
            Role::PartnerOwner => ["Partner owner", "پارٹنر کا مالک"],
            Role::Manager => ["Manager", "مینیجر"],
            Role::Finance => ["Finance", "فنانس"],
            Role::Admin => ["Administrator", "منتظم"],
            Role::Auditor => ["Auditor", "آڈیٹر"],
        })
    }

    /// A partner's standing.
    pub(in crate::web) fn partner_status(self, status: &PartnerStatus) -> &'static str {
        self.of(match status {
            PartnerStatus::Applicant => ["Applicant", "امیدوار"],
            PartnerStatus::Active => ["Active", "فعال"],
            PartnerStatus::Suspended => ["Suspended", "معطل"],
            PartnerStatus::Terminated => ["Terminated", "ختم"],
        })
    }

    /// What has become of a recruit.
    pub(in crate::web) fn recruit_status(self, status: &RecruitStatus) -> &'static str {
        self.of(match status {
            RecruitStatus::Open => ["Protected", "محفوظ"],
            RecruitStatus::InReview => ["In review", "زیر غور"],
            RecruitStatus::Refused => ["Not taken", "قبول نہیں"],
            RecruitStatus::Expired => ["Expired", "مدت ختم"],
            RecruitStatus::Released => ["Released", "آزاد"],
            RecruitStatus::Won => ["Won", "کامیاب"],
            RecruitStatus::Lost => ["Lost", "نہیں ہوا"],
        })
    }

    /// How far a recruit has come.
    pub(in crate::web) fn stage(self, stage: &Stage) -> &'static str {
        self.of(match stage {
            Stage::Lead => ["Lead", "نام معلوم"],
            Stage::Contacted => ["Contacted", "بات ہوئی"],
            Stage::Visited => ["Visited", "دورہ ہوا"],
            Stage::Demo => ["Demo", "ڈیمو"],
            Stage::Proposal => ["Offer", "پیشکش"],
            Stage::Contract => ["Contract", "معاہدہ"],
            Stage::Verifying => ["Verifying", "تصدیق"],
            Stage::Active => ["Active", "فعال"],
        })
    }

    pub(super) fn of(self, [english, urdu]: [&'static str; 2]) -> &'static str {
        match self {
            Self::English => english,
            Self::Urdu => urdu,
        }
    }
}
