//! Values of settings, read by the kind that their setting has.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::super::calendar::parse_date;
use super::super::word::Word;
use super::super::working_calendar::Week;
use super::names::{SettingKind, SettingName, TextForm};

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingValue {
    /// A whole number.
    Number(u32),
    /// A time of day.
    Time(NaiveTime),
    /// Days of the week.
    Week(Week),
    /// A time zone.
    Zone(Tz),
    /// Dates.
    Dates(BTreeSet<NaiveDate>),
    /// A text.
    Text(String),
}

/// A value as somebody gave it, before it is known to fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given<'a> {
    /// A number.
    Number(u64),
    /// A text.
    Text(&'a str),
    /// A list of texts.
    List(Vec<&'a str>),
}

/// Why a value does not fit its setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingFault {
    /// Not a number within the bounds.
    #[error("must be a whole number from {least} to {most}")]
    Number {
        /// The smallest.
        least: u32,
        /// The largest.
        most: u32,
    },
    /// Not a time of day.
    #[error("must be a time of day such as 20:00")]
    Time,
    /// Not a week.
    #[error("must be a list of mon, tue, wed, thu, fri, sat and sun, at least one and none twice")]
    Week,
    /// Not a time zone.
    #[error("must be a time zone such as Asia/Karachi")]
    Zone,
    /// Not dates.
    #[error("must be a list of dates such as 2026-08-14, at most 1000")]
    Dates,
    /// Not a name.
    #[error("must be a name of at most 200 characters")]
    Name,
    /// Not lines of text.
    #[error("must be lines of text, at most 2000 characters, or empty")]
    Lines,
    /// Not the address of a site.
    #[error("must be the address of a site such as https://saathi.example, or empty")]
    Address,
    /// Not the number of a bank account.
    #[error("must be an IBAN with its check digits, or empty")]
    Iban,
    /// Not the identifier of a bank.
    #[error("must be a BIC such as SCBLPKKX, or empty")]
    Bic,
    /// Not a code.
    #[error("must be 1 to 64 of A–Z a–z 0–9 . _ / -")]
    Code,
}

impl SettingFault {
    /// What is wrong with a value that is not of this kind.
    pub fn of(kind: SettingKind) -> Self {
        match kind {
            SettingKind::Number { least, most } => SettingFault::Number { least, most },
            SettingKind::Time => SettingFault::Time,
            SettingKind::Week => SettingFault::Week,
            SettingKind::Zone => SettingFault::Zone,
            SettingKind::Dates => SettingFault::Dates,
            SettingKind::Text(TextForm::Name | TextForm::Title) => SettingFault::Name,
            SettingKind::Text(TextForm::Lines) => SettingFault::Lines,
            SettingKind::Text(TextForm::Address) => SettingFault::Address,
            SettingKind::Text(TextForm::Iban) => SettingFault::Iban,
            SettingKind::Text(TextForm::Bic) => SettingFault::Bic,
            SettingKind::Text(TextForm::Code) => SettingFault::Code,
        }
    }
}

impl SettingName {
    /// Reads a value of this setting.
    pub fn read(self, given: &Given<'_>) -> Result<SettingValue, SettingFault> {
        let value = match (self.kind(), given) {
            (SettingKind::Number { .. }, Given::Number(number)) => {
                return self.check_number(*number).map(SettingValue::Number);
            }
            (SettingKind::Time, Given::Text(text)) => read_time(text).map(SettingValue::Time),
            (SettingKind::Zone, Given::Text(text)) => text.parse().ok().map(SettingValue::Zone),
            (SettingKind::Week, Given::List(days)) => read_week(days).map(SettingValue::Week),
            (SettingKind::Dates, Given::List(dates)) => read_dates(dates).map(SettingValue::Dates),
            (SettingKind::Text(form), Given::Text(text)) => form.read(text).map(SettingValue::Text),
            _ => None,
        };
        value.ok_or_else(|| SettingFault::of(self.kind()))
    }

    /// A number, where this setting has one and it is within the bounds.
    pub(super) fn check_number(self, number: u64) -> Result<u32, SettingFault> {
        let fault = SettingFault::of(self.kind());
        let SettingKind::Number { least, most } = self.kind() else { return Err(fault) };
        u32::try_from(number).ok().filter(|number| (least..=most).contains(number)).ok_or(fault)
    }
}

/// Exactly `20:00`: hours and minutes, two digits each.
fn read_time(text: &str) -> Option<NaiveTime> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (text.len() == 5 && digits == 4).then(|| NaiveTime::parse_from_str(text, "%H:%M").ok())?
}

fn read_week(days: &[&str]) -> Option<Week> {
    let read: Option<Vec<Weekday>> = days.iter().map(|day| <Weekday as Word>::parse(day)).collect();
    Week::of(read?).filter(|week| week.days().count() == days.len())
}

fn read_dates(dates: &[&str]) -> Option<BTreeSet<NaiveDate>> {
    const MOST: usize = 1000;
    (dates.len() <= MOST).then(|| dates.iter().map(|date| parse_date(date)).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_by_its_settings_kind() {
        let time = NaiveTime::from_hms_opt(20, 30, 0).unwrap();
        let dates = [NaiveDate::from_ymd_opt(2026, 8, 14).unwrap()].into();
        for (name, given, value) in [
            (SettingName::ProtectionDays, Given::Number(60), SettingValue::Number(60)),
            (SettingName::CheckInCutOff, Given::Text("20:30"), SettingValue::Time(time)),
            (SettingName::Zone, Given::Text("Asia/Karachi"), SettingValue::Zone(Tz::Asia__Karachi)),
            (
                SettingName::Week,
                Given::List(vec!["sat", "mon", "tue", "wed", "thu", "fri"]),
                SettingValue::Week(Week::SIX_DAYS),
            ),
            (SettingName::Holidays, Given::List(vec!["2026-08-14"]), SettingValue::Dates(dates)),
            (SettingName::Holidays, Given::List(vec![]), SettingValue::Dates(BTreeSet::new())),
        ] {
            assert_eq!(name.read(&given), Ok(value), "{name:?}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_what_would_do() {
        for (name, given) in [
            (SettingName::ProtectionDays, Given::Number(0)),
            (SettingName::ProtectionDays, Given::Number(731)),
            (SettingName::ProtectionDays, Given::Number(u64::MAX)),
            (SettingName::ProtectionDays, Given::Text("60")),
            (SettingName::CheckInCutOff, Given::Text("24:00")),
            (SettingName::CheckInCutOff, Given::Text("8:00")),
            (SettingName::CheckInCutOff, Given::Text("+8:00")),
            (SettingName::CheckInCutOff, Given::Number(20)),
            (SettingName::Zone, Given::Text("Karachi")),
            (SettingName::Week, Given::List(vec![])),
            (SettingName::Week, Given::List(vec!["mon", "mon"])),
            (SettingName::Week, Given::List(vec!["Mon"])),
            (SettingName::Holidays, Given::List(vec!["2026-02-30"])),
            (SettingName::Holidays, Given::List(vec!["2026-08-14"; 1001])),
        ] {
            assert_eq!(name.read(&given), Err(SettingFault::of(name.kind())), "{name:?} {given:?}");
        }
        let fault = SettingFault::of(SettingName::DailyCap.kind());
        assert_eq!(fault.to_string(), "must be a whole number from 0 to 10000");
    }
}
