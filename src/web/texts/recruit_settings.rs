//! What the settings about recruits are called and mean.

use super::setting_words::{Described, Unit, is};
use crate::domain::programme::SettingName;

/// In the order in which they are shown.
pub(super) const RECRUITS: &[Described] = &[
    is(
        SettingName::ProtectionDays,
        Unit::Days,
        ["Protection", "تحفظ"],
        [
            "For so long after the day of its receipt a recruit is protected.",
            "موصول ہونے کے دن کے بعد اتنے دن گاہک محفوظ رہتا ہے۔",
        ],
    ),
    is(
        SettingName::ExtensionDays,
        Unit::Days,
        ["Extension", "توسیع"],
        ["By so much the one extension prolongs it.", "واحد توسیع تحفظ کو اتنا بڑھاتی ہے۔"],
    ),
    is(
        SettingName::IdleDays,
        Unit::Days,
        ["Idle recruits", "رکے ہوئے گاہک"],
        [
            "After so long without activity a recruit goes back to the pool.",
            "اتنے دن کام نہ ہو تو گاہک آزاد ہو جاتا ہے۔",
        ],
    ),
    is(
        SettingName::IdleWarningDays,
        Unit::Days,
        ["Warning before that", "اس سے پہلے تنبیہ"],
        [
            "After so many idle days its partner is told.",
            "اتنے دن رکنے پر پارٹنر کو بتایا جاتا ہے۔",
        ],
    ),
    is(
        SettingName::CoolDownDays,
        Unit::Days,
        ["Pause after a release", "آزادی کے بعد وقفہ"],
        [
            "For so long the old partner may not take a released recruit again.",
            "اتنے دن پہلا پارٹنر آزاد گاہک دوبارہ نہیں لے سکتا۔",
        ],
    ),
    is(
        SettingName::FirstContactHours,
        Unit::Hours,
        ["First contact", "پہلا رابطہ"],
        [
            "Within so long of its receipt somebody is to speak to a recruit.",
            "موصول ہونے کے بعد اتنی دیر میں گاہک سے بات ہونی چاہیے۔",
        ],
    ),
    is(
        SettingName::FirstEndingNotice,
        Unit::Days,
        ["First word of an end", "مدت ختم ہونے کی پہلی اطلاع"],
        [
            "So long before a protection ends its partner is told, and the overview shows it.",
            "تحفظ ختم ہونے سے اتنے دن پہلے پارٹنر کو بتایا جاتا ہے، اور جائزے میں دکھایا جاتا ہے۔",
        ],
    ),
    is(
        SettingName::LastEndingNotice,
        Unit::Days,
        ["Last word of an end", "مدت ختم ہونے کی آخری اطلاع"],
        [
            "So long before the end it is told again.",
            "ختم ہونے سے اتنے دن پہلے دوبارہ بتایا جاتا ہے۔",
        ],
    ),
    is(
        SettingName::StuckDays,
        Unit::Days,
        ["Verifications that are stuck", "رکی ہوئی تصدیق"],
        [
            "After so long in verification the overview shows a recruit.",
            "تصدیق میں اتنے دن گزرنے پر گاہک جائزے میں دکھایا جاتا ہے۔",
        ],
    ),
    is(
        SettingName::LookupsAtOnce,
        Unit::Plain,
        ["Lookups at once", "ایک ساتھ پوچھ گچھ"],
        [
            "So often somebody may ask in a row whether a seller is free.",
            "کوئی لگاتار اتنی بار پوچھ سکتا ہے کہ گاہک آزاد ہے یا نہیں۔",
        ],
    ),
    is(
        SettingName::LookupPause,
        Unit::Seconds,
        ["Pause between lookups", "پوچھ گچھ کے بیچ وقفہ"],
        [
            "After so long one more lookup is answered.",
            "اتنی دیر بعد ایک اور سوال کا جواب ملتا ہے۔",
        ],
    ),
    is(
        SettingName::FormsAtOnce,
        Unit::Plain,
        ["Event forms at once, by address", "تقریب کے فارم ایک ساتھ، فی پتہ"],
        [
            "So many public forms are taken in a row from one address on the internet. A hall may have one for all.",
            "انٹرنیٹ کے ایک پتے سے لگاتار اتنے فارم لیے جاتے ہیں۔ پورے ہال کا ایک ہی پتہ ہو سکتا ہے۔",
        ],
    ),
    is(
        SettingName::FormPause,
        Unit::Seconds,
        ["Pause between them", "ان کے بیچ وقفہ"],
        ["After so long one more is taken.", "اتنی دیر بعد ایک اور لیا جاتا ہے۔"],
    ),
    is(
        SettingName::EventFormsAtOnce,
        Unit::Plain,
        ["Event forms at once, by event", "تقریب کے فارم ایک ساتھ، فی تقریب"],
        [
            "So many public forms of one event are taken in a row.",
            "ایک تقریب کے لگاتار اتنے فارم لیے جاتے ہیں۔",
        ],
    ),
    is(
        SettingName::EventFormPause,
        Unit::Seconds,
        ["Pause between those", "ان فارموں کے بیچ وقفہ"],
        ["After so long one more is taken.", "اتنی دیر بعد ایک اور لیا جاتا ہے۔"],
    ),
    is(
        SettingName::DailyCap,
        Unit::Plain,
        ["Recruits in a day", "ایک دن میں گاہک"],
        [
            "So many registrations of a partner and day are taken without a look.",
            "ایک پارٹنر کے ایک دن میں اتنے اندراج بغیر دیکھے لیے جاتے ہیں۔",
        ],
    ),
    is(
        SettingName::NameThreshold,
        Unit::Plain,
        ["Names that are alike", "ملتے جلتے نام"],
        [
            "From this similarity on, of 100, a manager looks at a registration.",
            "100 میں سے اتنی مشابہت پر مینیجر اندراج دیکھتا ہے۔",
        ],
    ),
    is(
        SettingName::EventWonDays,
        Unit::Days,
        ["Won by an event", "تقریب سے حاصل"],
        [
            "Within so long of an event a recruit is counted as won because of it.",
            "تقریب کے بعد اتنے دن میں حاصل گاہک اسی کا شمار ہوتا ہے۔",
        ],
    ),
];
