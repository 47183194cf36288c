//! The domain's words in each language: each is an exhaustive match, so that a new word does not compile
//! until it is translated.

use chrono::Weekday;

use super::Language;
use crate::domain::check_in::{BlockerCategory, CheckInStatus, Counted};
use crate::domain::event::{EventStatus, Mode};
use crate::domain::recruit::{RecruitStatus, Source, Stage};
use crate::domain::{
    ImportKind, ImportStatus, PartnerStatus, Role, SaleKind, SaleStatus, SellerStatus, UserStatus,
};

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

    /// Whether a user can sign in.
    pub(in crate::web) fn user_status(self, status: UserStatus) -> &'static str {
        self.of(match status {
            UserStatus::Invited => ["Invited", "بلایا گیا"],
            UserStatus::Active => ["Active", "فعال"],
            UserStatus::Disabled => ["Disabled", "بند"],
        })
    }

    /// A day of the week.
    pub(in crate::web) fn weekday(self, day: Weekday) -> &'static str {
        self.of(match day {
            Weekday::Mon => ["Monday", "پیر"],
            Weekday::Tue => ["Tuesday", "منگل"],
            Weekday::Wed => ["Wednesday", "بدھ"],
            Weekday::Thu => ["Thursday", "جمعرات"],
            Weekday::Fri => ["Friday", "جمعہ"],
            Weekday::Sat => ["Saturday", "ہفتہ"],
            Weekday::Sun => ["Sunday", "اتوار"],
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

    /// Where a check-in stands.
    pub(in crate::web) fn check_in_status(self, status: CheckInStatus) -> &'static str {
        self.of(match status {
            CheckInStatus::Submitted => ["Waits", "منتظر"],
            CheckInStatus::Returned => ["Returned", "واپس"],
            CheckInStatus::Approved => ["Accepted", "قبول"],
        })
    }

    /// What a check-in counts.
    pub(in crate::web) fn counted(self, what: Counted) -> &'static str {
        let t = &self.texts().check_in;
        match what {
            Counted::Calls => t.calls,
            Counted::Visits => t.visits,
            Counted::Demos => t.demos,
            Counted::Proposals => t.proposals,
            Counted::NewRecruits => t.new_recruits,
            Counted::Contracts => t.contracts,
            Counted::Sales => t.sales_count,
        }
    }

    /// What stands in the way.
    pub(in crate::web) fn blocker(self, category: BlockerCategory) -> &'static str {
        self.of(match category {
            BlockerCategory::Price => ["Price", "قیمت"],
            BlockerCategory::Documents => ["Documents", "کاغذات"],
            BlockerCategory::Competitor => ["Competitor", "مقابل"],
            BlockerCategory::Travel => ["Travel", "سفر"],
            BlockerCategory::System => ["The system", "نظام"],
            BlockerCategory::Other => ["Other", "دیگر"],
        })
    }

    /// A kind of sale.
    pub(in crate::web) fn sale_kind(self, kind: SaleKind) -> &'static str {
        self.of(match kind {
            SaleKind::New => ["New", "نئی"],
            SaleKind::Renewal => ["Renewal", "تجدید"],
            SaleKind::Upgrade => ["Upgrade", "ترقی"],
            SaleKind::AddOn => ["Add-on", "اضافی"],
        })
    }

    /// Where a sale stands.
    pub(in crate::web) fn sale_status(self, status: SaleStatus) -> &'static str {
        self.of(match status {
            SaleStatus::Recorded => ["Recorded", "درج"],
            SaleStatus::Confirmed => ["Confirmed", "تصدیق شدہ"],
            SaleStatus::Void => ["Void", "منسوخ"],
        })
    }

    /// Where a seller stands.
    pub(in crate::web) fn seller_status(self, status: SellerStatus) -> &'static str {
        self.of(match status {
            SellerStatus::Prospect => ["Prospect", "ممکنہ"],
            SellerStatus::Active => ["Active", "فعال"],
            SellerStatus::Lapsed => ["Lapsed", "مدت ختم"],
            SellerStatus::Dormant => ["Dormant", "غیر فعال"],
        })
    }

    /// How a partner came to a seller.
    pub(in crate::web) fn source(self, source: Source) -> &'static str {
        self.of(match source {
            Source::Event => ["Event", "تقریب"],
            Source::Visit => ["Visit", "دورہ"],
            Source::Referral => ["Referral", "حوالہ"],
            Source::Inbound => ["Inbound", "خود آیا"],
            Source::PlatformList => ["Platform list", "فہرست سے"],
        })
    }

    /// How somebody takes part.
    pub(in crate::web) fn mode(self, mode: Mode) -> &'static str {
        let t = &self.texts().desk.events;
        match mode {
            Mode::OnSite => t.on_site,
            Mode::Online => t.online,
        }
    }

    /// What an import's rows are.
    pub(in crate::web) fn import_kind(self, kind: ImportKind) -> &'static str {
        let t = self.texts();
        match kind {
            ImportKind::Sellers => t.desk.places.sellers,
            ImportKind::Recruits => t.places.recruits,
            ImportKind::Sales => t.desk.places.sales,
            ImportKind::Registrations => t.desk.events.guests,
            ImportKind::ExchangeRates => t.desk.places.rates,
        }
    }

    /// How far an import has come.
    pub(in crate::web) fn import_status(self, status: ImportStatus) -> &'static str {
        self.of(match status {
            ImportStatus::Uploaded => ["Uploaded", "موصول"],
            ImportStatus::Checking => ["Being checked", "جانچ جاری"],
            ImportStatus::Checked => ["Checked", "جانچی گئی"],
            ImportStatus::Committing => ["Being imported", "درآمد جاری"],
            ImportStatus::Done => ["Imported", "درآمد شدہ"],
        })
    }

    /// Where an event stands.
    pub(in crate::web) fn event_status(self, status: EventStatus) -> &'static str {
        self.of(match status {
            EventStatus::Draft => ["Draft", "مسودہ"],
            EventStatus::Open => ["Open", "کھلی"],
            EventStatus::Running => ["Running", "جاری"],
            EventStatus::Closed => ["Closed", "ختم"],
        })
    }

    pub(super) fn of(self, [english, urdu]: [&'static str; 2]) -> &'static str {
        match self {
            Self::English => english,
            Self::Urdu => urdu,
        }
    }
}
