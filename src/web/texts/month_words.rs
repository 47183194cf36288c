//! The words of a month's exceptions and changes in each language.

use super::Language;
use crate::domain::statement::ExceptionKind;
use crate::service::periods::{Cause, LateCause};

impl Language {
    /// What deserves a look before a close.
    pub(in crate::web) fn exception(self, kind: ExceptionKind) -> &'static str {
        self.of(match kind {
            ExceptionKind::RateMissing => ["A rate is missing", "شرح موجود نہیں"],
            ExceptionKind::CannotCompute => ["Cannot be computed", "حساب نہیں ہو سکتا"],
            ExceptionKind::Unmatched => ["Credits that nothing pays", "حصے جن پر کچھ نہیں ملتا"],
            ExceptionKind::Unconfirmed => ["Paid and not confirmed", "ادا شدہ مگر تصدیق باقی"],
            ExceptionKind::Duplicate => ["Perhaps recorded twice", "شاید دو بار درج"],
            ExceptionKind::NoAgreement => {
                ["Partners without an agreement", "معاہدے کے بغیر پارٹنر"]
            }
            ExceptionKind::NoTaxProfile => {
                ["Paid without confirmed taxes", "ٹیکس کی تصدیق کے بغیر ادائیگی"]
            }
            ExceptionKind::NoBankAccount => {
                ["Paid without a confirmed account", "تصدیق شدہ اکاؤنٹ کے بغیر ادائیگی"]
            }
            ExceptionKind::Negative => ["Below zero", "صفر سے کم"],
            ExceptionKind::CarriedForward => ["Too little to be paid", "ادائیگی کی حد سے کم"],
            ExceptionKind::MoreThanTwice => {
                ["More than twice the month before", "پچھلے مہینے کے دگنے سے زیادہ"]
            }
            ExceptionKind::Disputed => ["Still in dispute", "اعتراض باقی"],
            ExceptionKind::Adjusted => ["Adjusted by hand", "ہاتھ سے درست کردہ"],
            ExceptionKind::AdjustmentWaits => {
                ["Adjustments that wait for approval", "درستیاں جن کی منظوری باقی ہے"]
            }
        })
    }

    /// Why somebody earned more or less than the month before.
    pub(in crate::web) fn cause(self, cause: Cause) -> &'static str {
        self.of(match cause {
            Cause::Volume => ["More or less was sold", "فروخت کم یا زیادہ ہوئی"],
            Cause::Tier => ["Other tiers were reached", "دوسرے درجے لاگو ہوئے"],
            Cause::PlanVersion => ["Another version of the plan", "پلان کا دوسرا ورژن"],
            Cause::Refunds => ["Refunds and void sales", "واپسیاں اور منسوخ فروخت"],
            Cause::Rates => ["Exchange rates", "زر مبادلہ کی شرحیں"],
            Cause::Adjustments => ["Adjustments by hand", "ہاتھ کی درستیاں"],
            Cause::Release => ["What was held came free", "روکی ہوئی رقم جاری ہوئی"],
            Cause::Bonus => ["Bonuses", "بونس"],
            Cause::Cap => ["Caps", "حدیں"],
        })
    }

    /// What kind of fact came late.
    pub(in crate::web) fn late(self, cause: LateCause) -> &'static str {
        self.of(match cause {
            LateCause::Sale => ["Sales", "فروخت"],
            LateCause::Rate => ["Exchange rates", "زر مبادلہ کی شرحیں"],
            LateCause::Parent => ["Upper partners", "بالائی پارٹنر"],
            LateCause::Agreement => ["Agreements", "معاہدے"],
            LateCause::Version => ["Versions of plans", "پلان کے ورژن"],
        })
    }
}
