//! What the platform should look at of a person's day, in words and numbers.
//!
//! `docs/DOMAIN.md`, "Anomalies". Partners' people are not told: how strange records are noticed is the
//! platform's own.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::error::ServiceError;
use crate::domain::anomaly::{
    AnomalyKind, AnomalyRules, SharedPhone, Unsupported, find_apart, find_burst,
    find_far_above_usual, shared_phones, usual_days,
};
use crate::domain::check_in::{CheckIn, Counted, Counts};
use crate::domain::programme::Settings;
use crate::domain::{Phone, Word};
use crate::storage::check_ins_day::Day;
use crate::storage::records_of_day::{self, Registered};
use crate::storage::{Tx, check_ins};

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// What kind of thing.
    pub kind: AnomalyKind,
    /// Its rule and its numbers in words.
    pub words: String,
}

/// All that strange records of a day are noticed by.
pub(super) struct Noticing {
    date: NaiveDate,
    rules: AnomalyRules,
    zone: Tz,
    usual: HashMap<String, Vec<Counts>>,
    registered: HashMap<String, Vec<Registered>>,
    times: HashMap<String, Vec<DateTime<Utc>>>,
    shared: Vec<SharedPhone>,
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
        Ok(Self { date: day.date, rules, zone: settings.zone, usual, registered, times, shared })
    }

    /// What is noticed of a person's day.
    pub fn of_person(
        &self,
        user: &str,
        check_in: Option<&CheckIn>,
        unsupported: &[Unsupported],
    ) -> Vec<Anomaly> {
        let mut found = Vec::new();
        let mut add = |kind, words: String| found.push(Anomaly { kind, words });
        for what in Counted::ALL {
            if let Some(far) = check_in.and_then(|check_in| self.far(user, *what, check_in)) {
                add(AnomalyKind::FarAboveUsual, far);
            }
        }
        let registered = self.registered.get(user).map_or(&[][..], Vec::as_slice);
        let is_own = |shared: &&SharedPhone| {
            registered.iter().any(|own| shared.recruits.contains(&own.recruit))
        };
        for shared in self.shared.iter().filter(is_own) {
            add(AnomalyKind::SharedPhone, shared.to_string());
        }
        let times = self.times.get(user).map_or(&[][..], Vec::as_slice);
        if let Some(burst) = find_burst(times, self.zone, &self.rules) {
            add(AnomalyKind::Burst, burst.to_string());
        }
        for claim in unsupported {
            add(AnomalyKind::UnsupportedClaim, claim.to_string());
        }
        let told = check_in.map(|check_in| {
            let captured = check_in.captured_at.map(|at| at.and_utc());
            (captured, check_in.received_at.and_utc())
        });
        let recruits = registered.iter().map(|own| (own.captured_at, own.received_at));
        for (captured, received) in told.into_iter().chain(recruits) {
            let apart = captured
                .and_then(|captured| find_apart(captured, received, self.zone, &self.rules));
            if let Some(apart) = apart {
                add(AnomalyKind::CaptureFarFromReceipt, apart.to_string());
            }
        }
        found
    }

    fn far(&self, user: &str, what: Counted, check_in: &CheckIn) -> Option<String> {
        let usual: Vec<u32> = self.usual.get(user)?.iter().map(|day| day.get(what)).collect();
        let value = check_in.told.counts.get(what);
        let far = find_far_above_usual(what, value, self.date, &usual, &self.rules)?;
        Some(far.to_string())
    }
}
