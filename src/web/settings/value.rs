//! The value of a setting, in words and in a form.

use chrono::Weekday;
use serde_json::Value;

use crate::domain::Word;
use crate::domain::programme::{Given, SettingKind, SettingName, SettingValue, TextForm};
use crate::service::ServiceError;
use crate::web::acts::Sent;
use crate::web::texts::{Described, Language, Line};

/// The field of a value.
pub(super) const FIELD: &str = "value";

/// A value as it is read.
pub(super) fn in_words(language: Language, described: &Described, value: &Value) -> String {
    let words = match value {
        Value::String(text) => text.clone(),
        Value::Array(_) if described.setting.kind() == SettingKind::Week => {
            let days = texts(value).filter_map(<Weekday as Word>::parse);
            days.map(|day| language.weekday(day)).collect::<Vec<_>>().join(", ")
        }
        Value::Array(_) => texts(value).collect::<Vec<_>>().join(", "),
        number => [number.to_string().as_str(), language.unit(described)].join(" "),
    };
    match words.trim() {
        "" => language.texts().settings.nothing.to_owned(),
        words => words.to_owned(),
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// How a value is put into a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// A number, with the smallest and the largest.
    Number(u32, u32),
    /// A time of day.
    Time,
    /// Days of the week.
    Week,
    /// Several lines.
    Lines,
    /// One line.
    Line,
}

impl Input {
    pub(super) fn of(name: SettingName) -> Self {
        match name.kind() {
            SettingKind::Number { least, most } => Self::Number(least, most),
            SettingKind::Time => Self::Time,
            SettingKind::Week => Self::Week,
            SettingKind::Dates | SettingKind::Text(TextForm::Lines) => Self::Lines,
            SettingKind::Zone | SettingKind::Text(_) => Self::Line,
        }
    }
}

/// A value as it stands in a field, where it stands in one.
pub(super) fn in_field(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(_) => texts(value).collect::<Vec<_>>().join("\n"),
        number => number.to_string(),
    }
}

/// The days of the week, each with its word, what it is called, and whether it is one of a value's.
pub(super) fn days(language: Language, value: &Value) -> Vec<(Line, Line, bool)> {
    let all = <Weekday as Word>::ALL.iter();
    let day = |day: &Weekday| {
        let word = Word::as_str(*day);
        (word, language.weekday(*day), texts(value).any(|text| text == word))
    };
    all.map(day).collect()
}

/// What was typed or chosen.
pub(super) fn typed(
    (name, language): (SettingName, Language),
    sent: &Sent,
) -> Result<SettingValue, ServiceError> {
    let text = sent.text(FIELD).replace("\r\n", "\n");
    let given = match name.kind() {
        // What is no number is out of all bounds.
        SettingKind::Number { .. } => Given::Number(text.parse().unwrap_or(u64::MAX)),
        SettingKind::Time | SettingKind::Zone | SettingKind::Text(_) => Given::Text(&text),
        SettingKind::Week => Given::List(sent.all(FIELD).collect()),
        SettingKind::Dates => Given::List(text.split_whitespace().collect()),
    };
    name.read(&given).map_err(|fault| {
        ServiceError::invalid(format!("/{FIELD}"), "setting", language.setting_fault(fault))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(setting: SettingName, value: &Value) -> [String; 2] {
        let described = Described::of(setting).unwrap();
        Language::ALL.map(|language| in_words(language, described, value))
    }

    #[test]
    fn a_value_is_read_in_words() {
        assert_eq!(said(SettingName::ProtectionDays, &json!(60)), ["60 days", "60 دن"]);
        assert_eq!(said(SettingName::DailyCap, &json!(30)), ["30", "30"]);
        let [english, urdu] = said(SettingName::Week, &json!(["mon", "fri"]));
        assert_eq!((english.as_str(), urdu.as_str()), ("Monday, Friday", "پیر, جمعہ"));
        assert_eq!(said(SettingName::Holidays, &json!([])), ["Nothing is set", "کچھ درج نہیں"]);
        assert_eq!(said(SettingName::PayerIban, &json!(""))[0], "Nothing is set");
    }

    #[test]
    fn what_stands_in_a_field_is_read_again() {
        for (name, value) in [
            (SettingName::ProtectionDays, json!(60)),
            (SettingName::CheckInCutOff, json!("20:30")),
            (SettingName::Holidays, json!(["2026-08-14", "2026-12-25"])),
            (SettingName::IssuerLines, json!("One\nTwo")),
        ] {
            let text = in_field(&value).replace('\n', "\r\n");
            let sent = Sent(vec![(FIELD.to_owned(), text)]);
            assert!(typed((name, Language::English), &sent).is_ok(), "{name:?}");
        }
        let chosen = ["mon", "fri"].map(|day| (FIELD.to_owned(), day.to_owned()));
        assert!(typed((SettingName::Week, Language::Urdu), &Sent(chosen.into())).is_ok());
        let wrong = Sent(vec![(FIELD.to_owned(), "many".to_owned())]);
        let error = typed((SettingName::ProtectionDays, Language::English), &wrong).unwrap_err();
        let ServiceError::Invalid(faults) = error else { unreachable!("no fault") };
        assert_eq!(faults[0].message, "must be a whole number from 1 to 730");
    }
}
