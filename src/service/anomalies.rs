//! What the platform should look at of a person's day, with its rules and its numbers.
//!
//! `docs/DOMAIN.md`, "Anomalies". Partners' people are not told: how strange records are noticed is the
//! platform's own.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::error::ServiceError;
use crate::domain::anomaly::{
    AnomalyRules, FarAboveUsual, Finding, SharedPhone, Unsupported, find_apart, find_burst,
    find_far_above_usual, shared_phones, usual_days,
};
use crate::domain::check_in::{CheckIn, Counted, Counts};
use crate::domain::programme::Settings;
use crate::domain::{Phone, Word};
use crate::storage::check_ins_day::Day;
use crate::storage::records_of_day::{self, Came, Registered};
use crate::storage::{Tx, check_ins};

/// All that strange records of a day are noticed by.
pub(super) struct Noticing {
    date: NaiveDate,
    rules: AnomalyRules,
    zone: Tz,
    usual: HashMap<String, Vec<Counts>>,
    registered: HashMap<String, Vec<Registered>>,
    times: HashMap<String, Vec<DateTime<Utc>>>,
    shared: Vec<SharedPhone>,
    /// What came on the day, whenever it was made: whoever looks at a day looks at it once.
    came: HashMap<String, Vec<Came>>,
}

impl Noticing {
    /// What there is to notice of a day, with the platform's sight.
    pub fn of(tx: &mut Tx<'_>, day: Day, settings: &Settings) -> Result<Self, ServiceError> {
        let rules = settings.anomalies;
        let mut usual: HashMap<String, Vec<Counts>> = HashMap::new();
        for before in usual_days(day.date, &rules) {
            for check_in in check_ins::all_of_day(tx, before)? {
                usual.entry(check_in.user.to_string()).or_default().push(check_in.told.counts);
            }
        }
        let mut times: HashMap<String, Vec<DateTime<Utc>>> = HashMap::new();
        for (user, at) in records_of_day::activities(tx, day)? {
            times.entry(user).or_default().push(at);
        }
        let mut registered: HashMap<String, Vec<Registered>> = HashMap::new();
        let mut phones = Vec::new();
        for recruit in records_of_day::registered(tx, day)? {
            let at = recruit.captured_at.unwrap_or(recruit.received_at);
            times.entry(recruit.user.clone()).or_default().push(at);
            phones.extend(recruit.phone.as_ref().map(Phone::to_string));
            registered.entry(recruit.user.clone()).or_default().push(recruit);
        }
        let shared = shared_phones(records_of_day::with_phones(tx, phones)?, &rules);
        let mut came: HashMap<String, Vec<Came>> = HashMap::new();
        for (user, one) in records_of_day::came(tx, day)? {
            came.entry(user).or_default().push(one);
        }
        let (date, zone) = (day.date, settings.zone);
        Ok(Self { date, rules, zone, usual, registered, times, shared, came })
    }

    /// What is noticed of a person's day.
    pub fn of_person(
        &self,
        user: &str,
        check_in: Option<&CheckIn>,
        unsupported: &[Unsupported],
    ) -> Vec<Finding> {
        let far = |what: &Counted| check_in.and_then(|check_in| self.far(user, *what, check_in));
        let far = Counted::ALL.iter().filter_map(far).map(Finding::FarAboveUsual);
        let registered = self.registered.get(user).map_or(&[][..], Vec::as_slice);
        let is_own = |shared: &&SharedPhone| {
            registered.iter().any(|own| shared.recruits.contains(&own.recruit))
        };
        let shared = self.shared.iter().filter(is_own).cloned().map(Finding::SharedPhone);
        let times = self.times.get(user).map_or(&[][..], Vec::as_slice);
        let burst = find_burst(times, self.zone, &self.rules).map(Finding::Burst);
        let claims = unsupported.iter().copied().map(Finding::UnsupportedClaim);
        let apart = self.apart(check_in, self.came.get(user).map_or(&[][..], Vec::as_slice));
        far.chain(shared).chain(burst).chain(claims).chain(apart).collect()
    }

    /// Of the day's report and of what came on the day, what came long after its capture.
    fn apart(&self, check_in: Option<&CheckIn>, came: &[Came]) -> impl Iterator<Item = Finding> {
        let told = check_in.and_then(|check_in| {
            let captured_at = check_in.captured_at?.and_utc();
            Some(Came { captured_at, received_at: check_in.received_at.and_utc() })
        });
        told.into_iter().chain(came.iter().copied()).filter_map(|one| {
            let apart = find_apart(one.captured_at, one.received_at, self.zone, &self.rules)?;
            Some(Finding::CaptureFarFromReceipt(apart))
        })
    }

    fn far(&self, user: &str, what: Counted, check_in: &CheckIn) -> Option<FarAboveUsual> {
        let usual: Vec<u32> = self.usual.get(user)?.iter().map(|day| day.get(what)).collect();
        let value = check_in.told.counts.get(what);
        find_far_above_usual(what, value, self.date, &usual, &self.rules)
    }
}
