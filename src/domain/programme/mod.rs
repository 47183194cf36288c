//! The programme's settings: the zone, the week, and every number of its rules.

mod names;
mod texts;
mod value;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::anomaly::AnomalyRules;
use super::calendar::{Days, FiscalYearStart};
use super::check_in::CheckInRules;
use super::event::WON_WITHIN;
use super::identity::Similarity;
use super::membership::MembershipRules;
use super::pace::FormPaces;
use super::recruit::RecruitRules;
use super::working_calendar::{Week, WorkingCalendar};

pub use names::{SettingKind, SettingName, TextForm};
pub use texts::Texts;
pub use value::{Given, SettingFault, SettingValue};

/// The settings that hold on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The time zone in which days begin and end.
    pub zone: Tz,
    /// The days of the week that are worked.
    pub week: Week,
    /// Public holidays.
    pub holidays: BTreeSet<NaiveDate>,
    /// The month with which the fiscal year begins.
    pub fiscal_year_start: FiscalYearStart,
    /// How recruits are protected.
    pub recruits: RecruitRules,
    /// From which similarity of names on a manager looks.
    pub name_threshold: Similarity,
    /// Within how many days of an event a recruit is won because of it.
    pub event_won: Days,
    /// How often public forms may be sent.
    pub forms: FormPaces,
    /// When check-ins are late, and closed.
    pub check_ins: CheckInRules,
    /// After how many days a statement may be approved without its partner's word.
    pub acceptance: Days,
    /// Within how many days a dispute is to be decided.
    pub dispute_answer: Days,
    /// When memberships are due, and sellers lapse.
    pub membership: MembershipRules,
    /// What is noticed.
    pub anomalies: AnomalyRules,
    /// What letters, bank files and books bear.
    pub texts: Texts,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            zone: Tz::Asia__Karachi,
            week: Week::SIX_DAYS,
            holidays: BTreeSet::new(),
            fiscal_year_start: FiscalYearStart::JULY,
            recruits: RecruitRules::default(),
            forms: FormPaces::default(),
            name_threshold: Similarity::DEFAULT_THRESHOLD,
            event_won: WON_WITHIN,
            check_ins: CheckInRules::default(),
            acceptance: Days::of(7),
            dispute_answer: Days::of(7),
            membership: MembershipRules::default(),
            anomalies: AnomalyRules::default(),
            texts: Texts::default(),
        }
    }
}

impl Settings {
    /// The working days.
    pub fn calendar(&self) -> WorkingCalendar {
        WorkingCalendar::new(self.week, self.holidays.iter().copied())
    }

    /// The value of a setting.
    pub fn get(&self, name: SettingName) -> SettingValue {
        if let SettingKind::Text(_) = name.kind() {
            return SettingValue::Text(self.texts.get(name).to_owned());
        }
        match name {
            SettingName::Zone => SettingValue::Zone(self.zone),
            SettingName::Week => SettingValue::Week(self.week),
            SettingName::Holidays => SettingValue::Dates(self.holidays.clone()),
            SettingName::CheckInCutOff => SettingValue::Time(self.check_ins.cut_off),
            SettingName::CheckInLock => SettingValue::Time(self.check_ins.lock),
            _ => SettingValue::Number(self.number(name)),
        }
    }

    fn number(&self, name: SettingName) -> u32 {
        let [first, second, last] = self.membership.renewal_notices;
        let [first_ending, last_ending] = self.recruits.ending_notices;
        match name {
            SettingName::FiscalYearStart => self.fiscal_year_start.get().into(),
            SettingName::ProtectionDays => self.recruits.protection.get().into(),
            SettingName::ExtensionDays => self.recruits.extension.get().into(),
            SettingName::IdleDays => self.recruits.idle.get().into(),
            SettingName::IdleWarningDays => self.recruits.idle_warning.get().into(),
            SettingName::CoolDownDays => self.recruits.cool_down.get().into(),
            SettingName::DailyCap => self.recruits.daily_cap,
            SettingName::FirstContactHours => self.recruits.first_contact_hours,
            SettingName::FirstEndingNotice => first_ending.get().into(),
            SettingName::LastEndingNotice => last_ending.get().into(),
            SettingName::StuckDays => self.recruits.stuck.get().into(),
            SettingName::LookupsAtOnce => self.recruits.lookups.at_once,
            SettingName::LookupPause => self.recruits.lookups.pause_seconds,
            SettingName::FormsAtOnce => self.forms.of_address.at_once,
            SettingName::FormPause => self.forms.of_address.pause_seconds,
            SettingName::EventFormsAtOnce => self.forms.of_event.at_once,
            SettingName::EventFormPause => self.forms.of_event.pause_seconds,
            SettingName::NameThreshold => self.name_threshold.get().into(),
            SettingName::EventWonDays => self.event_won.get().into(),
            SettingName::AcceptanceDays => self.acceptance.get().into(),
            SettingName::DisputeAnswerDays => self.dispute_answer.get().into(),
            SettingName::FirstRenewalNotice => first.get().into(),
            SettingName::SecondRenewalNotice => second.get().into(),
            SettingName::LastRenewalNotice => last.get().into(),
            SettingName::LapseDays => self.membership.lapse.get().into(),
            SettingName::DormantMonths => self.membership.dormant_months,
            SettingName::UsualWindowDays => self.anomalies.usual_window.get().into(),
            SettingName::UsualLeastDays => self.anomalies.usual_least_days,
            SettingName::UsualDeviations => self.anomalies.usual_deviations,
            SettingName::UsualLeastExcess => self.anomalies.usual_least_excess,
            SettingName::SharedPhone => self.anomalies.shared_phone,
            SettingName::BurstRecords => self.anomalies.burst_records,
            SettingName::BurstMinutes => self.anomalies.burst_minutes,
            SettingName::ClaimExcess => self.anomalies.claim_excess,
            SettingName::CaptureHours => self.anomalies.capture_hours,
            // Those of other kinds have no number.
            _ => 0,
        }
    }

    /// Sets a setting to a value of its kind and within its bounds. Whether the settings then agree
    /// with each other, [`Settings::contradiction`] says.
    pub fn set(&mut self, name: SettingName, value: SettingValue) -> Result<(), SettingFault> {
        match (name, value) {
            (SettingName::Zone, SettingValue::Zone(zone)) => self.zone = zone,
            (SettingName::Week, SettingValue::Week(week)) => self.week = week,
            (SettingName::Holidays, SettingValue::Dates(dates)) => self.holidays = dates,
            (SettingName::CheckInCutOff, SettingValue::Time(time)) => self.check_ins.cut_off = time,
            (SettingName::CheckInLock, SettingValue::Time(time)) => self.check_ins.lock = time,
            (name, SettingValue::Number(number)) => {
                name.check_number(number.into())?;
                self.set_number(name, number).ok_or_else(|| SettingFault::of(name.kind()))?;
            }
            (name, SettingValue::Text(text)) => {
                let SettingValue::Text(text) = name.read(&Given::Text(&text))? else {
                    return Err(SettingFault::of(name.kind()));
                };
                self.texts.set(name, text);
            }
            (name, _) => return Err(SettingFault::of(name.kind())),
        }
        Ok(())
    }

    fn set_number(&mut self, name: SettingName, number: u32) -> Option<()> {
        let days = Days::new(number.into());
        let [first, second, last] = &mut self.membership.renewal_notices;
        let [first_ending, last_ending] = &mut self.recruits.ending_notices;
        match name {
            SettingName::FiscalYearStart => {
                self.fiscal_year_start = FiscalYearStart::new(number.into())?
            }
            SettingName::ProtectionDays => self.recruits.protection = days?,
            SettingName::ExtensionDays => self.recruits.extension = days?,
            SettingName::IdleDays => self.recruits.idle = days?,
            SettingName::IdleWarningDays => self.recruits.idle_warning = days?,
            SettingName::CoolDownDays => self.recruits.cool_down = days?,
            SettingName::DailyCap => self.recruits.daily_cap = number,
            SettingName::FirstContactHours => self.recruits.first_contact_hours = number,
            SettingName::FirstEndingNotice => *first_ending = days?,
            SettingName::LastEndingNotice => *last_ending = days?,
            SettingName::StuckDays => self.recruits.stuck = days?,
            SettingName::LookupsAtOnce => self.recruits.lookups.at_once = number,
            SettingName::LookupPause => self.recruits.lookups.pause_seconds = number,
            SettingName::FormsAtOnce => self.forms.of_address.at_once = number,
            SettingName::FormPause => self.forms.of_address.pause_seconds = number,
            SettingName::EventFormsAtOnce => self.forms.of_event.at_once = number,
            SettingName::EventFormPause => self.forms.of_event.pause_seconds = number,
            SettingName::NameThreshold => self.name_threshold = Similarity::new(number.into())?,
            SettingName::EventWonDays => self.event_won = days?,
            SettingName::AcceptanceDays => self.acceptance = days?,
            SettingName::DisputeAnswerDays => self.dispute_answer = days?,
            SettingName::FirstRenewalNotice => *first = days?,
            SettingName::SecondRenewalNotice => *second = days?,
            SettingName::LastRenewalNotice => *last = days?,
            SettingName::LapseDays => self.membership.lapse = days?,
            SettingName::DormantMonths => self.membership.dormant_months = number,
            SettingName::UsualWindowDays => self.anomalies.usual_window = days?,
            SettingName::UsualLeastDays => self.anomalies.usual_least_days = number,
            SettingName::UsualDeviations => self.anomalies.usual_deviations = number,
            SettingName::UsualLeastExcess => self.anomalies.usual_least_excess = number,
            SettingName::SharedPhone => self.anomalies.shared_phone = number,
            SettingName::BurstRecords => self.anomalies.burst_records = number,
            SettingName::BurstMinutes => self.anomalies.burst_minutes = number,
            SettingName::ClaimExcess => self.anomalies.claim_excess = number,
            SettingName::CaptureHours => self.anomalies.capture_hours = number,
            // Those of other kinds have no number.
            _ => return None,
        }
        Some(())
    }

    /// What in the settings contradicts itself, if anything.
    pub fn contradiction(&self) -> Option<&'static str> {
        let [first, second, last] = self.membership.renewal_notices;
        let [first_ending, last_ending] = self.recruits.ending_notices;
        [
            (
                first_ending <= last_ending,
                "the last notice of a protection's end comes after the first",
            ),
            (
                self.recruits.idle_warning >= self.recruits.idle,
                "the warning of an idle recruit comes before its release",
            ),
            (
                first <= second || second <= last,
                "each notice of a renewal comes after the one before",
            ),
        ]
        .into_iter()
        .find_map(|(contradicts, words)| contradicts.then_some(words))
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::Word;
    use super::*;

    #[test]
    fn the_defaults_are_the_programmes_and_within_their_bounds() {
        let settings = Settings::default();
        for (name, number) in [
            (SettingName::FiscalYearStart, 7),
            (SettingName::ProtectionDays, 60),
            (SettingName::ExtensionDays, 30),
            (SettingName::IdleDays, 14),
            (SettingName::IdleWarningDays, 11),
            (SettingName::CoolDownDays, 3),
            (SettingName::DailyCap, 30),
            (SettingName::FirstContactHours, 48),
            (SettingName::FirstEndingNotice, 7),
            (SettingName::LastEndingNotice, 1),
            (SettingName::StuckDays, 14),
            (SettingName::LookupsAtOnce, 30),
            (SettingName::LookupPause, 10),
            (SettingName::FormsAtOnce, 40),
            (SettingName::FormPause, 3),
            (SettingName::EventFormsAtOnce, 200),
            (SettingName::EventFormPause, 1),
            (SettingName::EventWonDays, 90),
            (SettingName::AcceptanceDays, 7),
            (SettingName::DisputeAnswerDays, 7),
            (SettingName::FirstRenewalNotice, 90),
            (SettingName::SecondRenewalNotice, 60),
            (SettingName::LastRenewalNotice, 30),
            (SettingName::LapseDays, 30),
            (SettingName::DormantMonths, 12),
            (SettingName::UsualWindowDays, 28),
        ] {
            assert_eq!(settings.get(name), SettingValue::Number(number), "{name:?}");
        }
        assert_eq!(settings.contradiction(), None);
        for name in SettingName::ALL {
            assert_eq!(Settings::default().set(*name, settings.get(*name)), Ok(()), "{name:?}");
        }
    }

    #[test]
    fn each_number_is_set_by_its_name_and_no_other() {
        let numbers = SettingName::ALL.iter().filter_map(|name| match name.kind() {
            SettingKind::Number { least, most } => Some((*name, least, most)),
            _ => None,
        });
        for (name, least, most) in numbers {
            for bound in [least, most] {
                let mut settings = Settings::default();
                settings.set(name, SettingValue::Number(bound)).unwrap();
                for other in SettingName::ALL {
                    let expected = if *other == name {
                        SettingValue::Number(bound)
                    } else {
                        Settings::default().get(*other)
                    };
                    assert_eq!(settings.get(*other), expected, "{other:?} after {name:?}");
                }
            }
            let mut settings = Settings::default();
            let fault = Err(SettingFault::Number { least, most });
            assert_eq!(settings.set(name, SettingValue::Number(most + 1)), fault, "{name:?}");
            assert_eq!(settings.set(name, SettingValue::Zone(Tz::UTC)), fault, "{name:?}");
            assert_eq!(settings, Settings::default());
        }
    }

    #[test]
    fn other_kinds_are_set_too() {
        let mut settings = Settings::default();
        let holiday = NaiveDate::from_ymd_opt(2026, 8, 14).unwrap();
        for (name, value) in [
            (SettingName::Zone, SettingValue::Zone(Tz::UTC)),
            (SettingName::Week, SettingValue::Week(Week::of([chrono::Weekday::Mon]).unwrap())),
            (SettingName::Holidays, SettingValue::Dates([holiday].into())),
            (SettingName::CheckInCutOff, SettingValue::Time(chrono::NaiveTime::MIN)),
            (SettingName::CheckInLock, SettingValue::Time(chrono::NaiveTime::MIN)),
        ] {
            assert_eq!(
                settings.set(name, SettingValue::Number(1)),
                Err(SettingFault::of(name.kind()))
            );
            settings.set(name, value.clone()).unwrap();
            assert_eq!(settings.get(name), value, "{name:?}");
        }
        assert!(!settings.calendar().is_working_day(holiday));
    }

    #[test]
    fn settings_that_contradict_each_other_are_named() {
        for (name, number) in [
            (SettingName::IdleWarningDays, 14),
            (SettingName::IdleDays, 11),
            (SettingName::LastEndingNotice, 7),
            (SettingName::FirstRenewalNotice, 60),
            (SettingName::LastRenewalNotice, 60),
        ] {
            let mut settings = Settings::default();
            settings.set(name, SettingValue::Number(number)).unwrap();
            assert!(settings.contradiction().is_some(), "{name:?}");
        }
    }
}
