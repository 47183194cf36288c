//! What each setting is called and means, by what it is about.

use super::Language;
use super::recruit_settings::RECRUITS;
use crate::domain::programme::{SettingFault, SettingName};

/// The same in both languages.
type Both = [&'static str; 2];

/// Settings about one matter.
#[derive(Debug)]
pub(in crate::web) struct Matter {
    name: Both,
    pub(in crate::web) settings: &'static [Described],
}

/// A setting, what it is counted in, what it is called and what it means.
#[derive(Debug)]
pub(in crate::web) struct Described {
    pub(in crate::web) setting: SettingName,
    unit: Unit,
    name: Both,
    meaning: Both,
}

/// What a number of a setting counts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unit {
    /// Nothing that is said beside it.
    Plain,
    Seconds,
    Minutes,
    Hours,
    Days,
    Months,
}

pub(super) const fn is(setting: SettingName, unit: Unit, name: Both, meaning: Both) -> Described {
    Described { setting, unit, name, meaning }
}

/// All settings, in the order in which they are shown.
pub(in crate::web) static MATTERS: [Matter; 8] = [
    Matter { name: ["Days and reports", "دن اور رپورٹیں"], settings: DAYS },
    Matter { name: ["Recruits", "نئے گاہک"], settings: RECRUITS },
    Matter { name: ["Memberships", "رکنیت"], settings: MEMBERSHIPS },
    Matter { name: ["Statements", "گوشوارے"], settings: STATEMENTS },
    Matter { name: ["What is looked at", "کیا دیکھا جاتا ہے"], settings: NOTICED },
    Matter { name: ["Letters and links", "خطوط اور لنک"], settings: LETTERS },
    Matter { name: ["From where is paid", "ادائیگی کہاں سے"], settings: PAYER },
    Matter { name: ["Accounts of the books", "کھاتے"], settings: BOOKS },
];

const DAYS: &[Described] = &[
    is(
        SettingName::Zone,
        Unit::Plain,
        ["Time zone", "ٹائم زون"],
        ["In which days begin and end.", "جس میں دن شروع اور ختم ہوتے ہیں۔"],
    ),
    is(
        SettingName::Week,
        Unit::Plain,
        ["Working days", "کام کے دن"],
        ["On which check-ins are expected.", "جن پر رپورٹ آنی چاہیے۔"],
    ),
    is(
        SettingName::Holidays,
        Unit::Plain,
        ["Public holidays", "عام تعطیلات"],
        ["On which no check-in is expected.", "جن پر رپورٹ نہیں مانگی جاتی۔"],
    ),
    is(
        SettingName::CheckInCutOff,
        Unit::Plain,
        ["Reports are due", "رپورٹ کا وقت"],
        ["After this time of day a check-in is late.", "اس وقت کے بعد رپورٹ دیر سے ہے۔"],
    ),
    is(
        SettingName::CheckInLock,
        Unit::Plain,
        ["Days are closed", "دن بند ہوتا ہے"],
        [
            "From this time of the next working day on, a day's check-ins are closed.",
            "اگلے کام کے دن اس وقت سے پچھلے دن کی رپورٹیں بند ہیں۔",
        ],
    ),
    is(
        SettingName::FiscalYearStart,
        Unit::Plain,
        ["Fiscal year begins", "مالی سال شروع"],
        ["The month with which it begins, as a number.", "وہ مہینہ جس سے سال شروع ہو، عدد میں۔"],
    ),
];

const MEMBERSHIPS: &[Described] = &[
    is(
        SettingName::FirstRenewalNotice,
        Unit::Days,
        ["First notice", "پہلی یاد دہانی"],
        [
            "So long before its end a membership is first due for renewal.",
            "ختم ہونے سے اتنا پہلے رکنیت کی تجدید پہلی بار یاد دلائی جاتی ہے۔",
        ],
    ),
    is(
        SettingName::SecondRenewalNotice,
        Unit::Days,
        ["Second notice", "دوسری یاد دہانی"],
        ["And a second time.", "اور دوسری بار۔"],
    ),
    is(
        SettingName::LastRenewalNotice,
        Unit::Days,
        ["Last notice", "آخری یاد دہانی"],
        ["And the last time.", "اور آخری بار۔"],
    ),
    is(
        SettingName::LapseDays,
        Unit::Days,
        ["Lapsed", "مدت ختم"],
        [
            "So long after its membership's end a seller has lapsed.",
            "رکنیت ختم ہونے کے اتنے دن بعد کمپنی کی مدت ختم سمجھی جاتی ہے۔",
        ],
    ),
    is(
        SettingName::DormantMonths,
        Unit::Months,
        ["New again", "پھر سے نئی"],
        [
            "So long after it a seller is new again, and a sale to it too.",
            "اس کے اتنے مہینے بعد کمپنی پھر نئی ہے، اور اسے فروخت بھی۔",
        ],
    ),
];

const STATEMENTS: &[Described] = &[
    is(
        SettingName::AcceptanceDays,
        Unit::Days,
        ["Time to accept", "قبول کرنے کا وقت"],
        [
            "After so long a statement may be approved without its partner's word.",
            "اتنے دن بعد گوشوارہ پارٹنر کے جواب کے بغیر منظور ہو سکتا ہے۔",
        ],
    ),
    is(
        SettingName::DisputeAnswerDays,
        Unit::Days,
        ["Time to answer a dispute", "اعتراض کے جواب کا وقت"],
        [
            "Within so long finance decides a dispute; both sides see by which day.",
            "اتنے دن میں فنانس اعتراض کا فیصلہ کرتا ہے؛ آخری دن دونوں کو نظر آتا ہے۔",
        ],
    ),
];

const NOTICED: &[Described] = &[
    is(
        SettingName::UsualWindowDays,
        Unit::Days,
        ["Looking back", "پیچھے کتنا"],
        [
            "So far back a person's usual is looked for.",
            "کسی شخص کا معمول اتنے دن پیچھے دیکھا جاتا ہے۔",
        ],
    ),
    is(
        SettingName::UsualLeastDays,
        Unit::Days,
        ["Days that make a usual", "معمول کے دن"],
        ["On fewer days nothing is called usual.", "اس سے کم دنوں پر کچھ معمول نہیں کہلاتا۔"],
    ),
    is(
        SettingName::UsualDeviations,
        Unit::Plain,
        ["Far above the usual", "معمول سے بہت اوپر"],
        [
            "So many median deviations above the median are noticed.",
            "درمیانی قدر سے اتنے درمیانی فرق اوپر نظر میں آتا ہے۔",
        ],
    ),
    is(
        SettingName::UsualLeastExcess,
        Unit::Plain,
        ["And at least by", "اور کم از کم"],
        [
            "A figure is above the median by this much at least.",
            "عدد درمیانی قدر سے کم از کم اتنا اوپر ہو۔",
        ],
    ),
    is(
        SettingName::SharedPhone,
        Unit::Plain,
        ["Recruits with one phone", "ایک فون کے گاہک"],
        ["So many with one number are noticed.", "ایک نمبر کے اتنے گاہک نظر میں آتے ہیں۔"],
    ),
    is(
        SettingName::BurstRecords,
        Unit::Plain,
        ["Records at once", "ایک ساتھ اندراج"],
        [
            "So many within the time below are noticed.",
            "نیچے کے وقت میں اتنے اندراج نظر میں آتے ہیں۔",
        ],
    ),
    is(
        SettingName::BurstMinutes,
        Unit::Minutes,
        ["Within", "اتنے وقت میں"],
        ["The time in which they come.", "وہ وقت جس میں وہ آئیں۔"],
    ),
    is(
        SettingName::ClaimExcess,
        Unit::Plain,
        ["Claims above the records", "اندراج سے زیادہ دعوے"],
        [
            "A check-in that claims so many more is noticed.",
            "اتنا زیادہ بتانے والی رپورٹ نظر میں آتی ہے۔",
        ],
    ),
    is(
        SettingName::CaptureHours,
        Unit::Hours,
        ["Late receipt", "دیر سے موصول"],
        [
            "A record that comes so long after the phone wrote it is noticed.",
            "فون پر لکھے جانے کے اتنی دیر بعد آنے والا اندراج نظر میں آتا ہے۔",
        ],
    ),
];

const LETTERS: &[Described] = &[
    is(
        SettingName::IssuerName,
        Unit::Plain,
        ["Issuer", "جاری کنندہ"],
        ["The name at the head of statements.", "گوشواروں کے اوپر کا نام۔"],
    ),
    is(
        SettingName::IssuerLines,
        Unit::Plain,
        ["Its address", "اس کا پتہ"],
        ["Its address and numbers, line by line.", "اس کا پتہ اور نمبر، سطر بہ سطر۔"],
    ),
    is(
        SettingName::PublicAddress,
        Unit::Plain,
        ["Address of Saathi", "ساتھی کا پتہ"],
        [
            "Under which people open it, for links on paper and in messages.",
            "جس پر لوگ اسے کھولتے ہیں، کاغذ اور پیغام کے لنک کے لیے۔",
        ],
    ),
];

const PAYER: &[Described] = &[
    is(
        SettingName::PayerTitle,
        Unit::Plain,
        ["Account title", "اکاؤنٹ کا عنوان"],
        ["Of the account that partners are paid from.", "جس اکاؤنٹ سے پارٹنر کو ادائیگی ہوتی ہے۔"],
    ),
    is(
        SettingName::PayerIban,
        Unit::Plain,
        ["Account number", "اکاؤنٹ نمبر"],
        ["Its IBAN.", "اس کا IBAN۔"],
    ),
    is(
        SettingName::PayerBic,
        Unit::Plain,
        ["Bank", "بینک"],
        ["Its BIC, where it is known.", "اس کا BIC، اگر معلوم ہو۔"],
    ),
];

const BOOKS: &[Described] = &[
    is(
        SettingName::CommissionExpense,
        Unit::Plain,
        ["Commission expense", "کمیشن کا خرچ"],
        ["What commissions cost.", "کمیشن پر جو خرچ ہوا۔"],
    ),
    is(
        SettingName::PartnerBalances,
        Unit::Plain,
        ["Partner balances", "پارٹنر کا بقایا"],
        [
            "What partners have earned and was not yet stated as payable.",
            "پارٹنر نے جو کمایا اور ابھی قابل ادا نہیں ہوا۔",
        ],
    ),
    is(
        SettingName::CurrencyExchange,
        Unit::Plain,
        ["Currency exchange", "کرنسی کا تبادلہ"],
        [
            "Through which an amount goes from the plan's currency into the one that is paid.",
            "جس سے رقم پلان کی کرنسی سے ادائیگی کی کرنسی میں جاتی ہے۔",
        ],
    ),
    is(
        SettingName::PayoutsDue,
        Unit::Plain,
        ["Payouts due", "واجب ادائیگیاں"],
        ["What is to be paid to partners.", "جو پارٹنر کو ادا کرنا ہے۔"],
    ),
    is(
        SettingName::SalesTaxAccount,
        Unit::Plain,
        ["Sales tax", "سیلز ٹیکس"],
        ["Sales tax that partners charge.", "جو سیلز ٹیکس پارٹنر لگاتے ہیں۔"],
    ),
    is(
        SettingName::WithholdingTaxAccount,
        Unit::Plain,
        ["Withholding tax", "ودہولڈنگ ٹیکس"],
        ["Tax withheld, owed to the authority.", "کاٹا ہوا ٹیکس جو ادارے کو دینا ہے۔"],
    ),
    is(
        SettingName::BankAccount,
        Unit::Plain,
        ["Bank account", "بینک اکاؤنٹ"],
        ["The account that payments leave.", "جس اکاؤنٹ سے ادائیگی نکلتی ہے۔"],
    ),
];

impl Described {
    /// A setting's words.
    pub(in crate::web) fn of(setting: SettingName) -> Option<&'static Self> {
        let mut all = MATTERS.iter().flat_map(|matter| matter.settings);
        all.find(|described| described.setting == setting)
    }
}

impl Language {
    /// What a matter is called.
    pub(in crate::web) fn matter(self, matter: &Matter) -> &'static str {
        self.of(matter.name)
    }

    /// What a setting is called.
    pub(in crate::web) fn setting(self, described: &Described) -> &'static str {
        self.of(described.name)
    }

    /// What a setting means.
    pub(in crate::web) fn meaning(self, described: &Described) -> &'static str {
        self.of(described.meaning)
    }

    /// What a setting's number counts; nothing, where its name says it.
    pub(in crate::web) fn unit(self, described: &Described) -> &'static str {
        self.of(match described.unit {
            Unit::Plain => ["", ""],
            Unit::Seconds => ["seconds", "سیکنڈ"],
            Unit::Minutes => ["minutes", "منٹ"],
            Unit::Hours => ["hours", "گھنٹے"],
            Unit::Days => ["days", "دن"],
            Unit::Months => ["months", "مہینے"],
        })
    }

    /// What would be right for a setting.
    pub(in crate::web) fn setting_fault(self, fault: SettingFault) -> String {
        if self == Self::English {
            return fault.to_string();
        }
        let words = match fault {
            SettingFault::Number { least, most } => {
                return format!(
                    "\u{2066}{least}\u{2069} سے \u{2066}{most}\u{2069} تک پورا عدد لکھیں"
                );
            }
            SettingFault::Time => "دن کا وقت لکھیں، جیسے 20:00",
            SettingFault::Week => "کم از کم ایک دن چنیں",
            SettingFault::Zone => "ٹائم زون لکھیں، جیسے Asia/Karachi",
            SettingFault::Dates => "تاریخیں لکھیں، جیسے 2026-08-14، زیادہ سے زیادہ 1000",
            SettingFault::Name => "نام لکھیں، زیادہ سے زیادہ 200 حروف",
            SettingFault::Lines => "سطریں لکھیں، زیادہ سے زیادہ 2000 حروف، یا خالی چھوڑیں",
            SettingFault::Address => "پتہ لکھیں، جیسے https://saathi.example، یا خالی چھوڑیں",
            SettingFault::Iban => "درست IBAN لکھیں، یا خالی چھوڑیں",
            SettingFault::Bic => "BIC لکھیں، جیسے SCBLPKKX، یا خالی چھوڑیں",
            SettingFault::Code => "1 سے 64 حروف: A–Z a–z 0–9 . _ / -",
        };
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Word;

    #[test]
    fn every_setting_is_described_once() {
        let of = |name: &SettingName| {
            let all = MATTERS.iter().flat_map(|matter| matter.settings);
            all.filter(|described| described.setting == *name).count()
        };
        for name in SettingName::ALL {
            assert_eq!(of(name), 1, "{name:?}");
        }
    }

    #[test]
    fn every_fault_is_told_in_both_languages() {
        for name in SettingName::ALL {
            let fault = SettingFault::of(name.kind());
            let [english, urdu] = Language::ALL.map(|language| language.setting_fault(fault));
            assert!(english.starts_with("must be") && urdu != english, "{name:?}");
        }
    }
}
