//! How often somebody may try.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::error::ServiceError;
use crate::domain::recruit::LookupRate;

/// Attempts that may come at once, and how long it takes until one more may.
const AT_ONCE: NonZeroU32 = match NonZeroU32::new(10) {
    Some(number) => number,
    None => NonZeroU32::MIN,
};
const ONE_MORE_AFTER: Duration = Duration::from_secs(6);
/// The same of public forms from an address: phones in one hall, or of one network, share theirs.
const FORMS_AT_ONCE: NonZeroU32 = match NonZeroU32::new(40) {
    Some(number) => number,
    None => NonZeroU32::MIN,
};
const ONE_MORE_FORM_AFTER: Duration = Duration::from_secs(3);
/// The same of public forms of an event.
const VISITORS_AT_ONCE: NonZeroU32 = match NonZeroU32::new(200) {
    Some(number) => number,
    None => NonZeroU32::MIN,
};
const ONE_MORE_VISITOR_AFTER: Duration = Duration::from_secs(1);
/// From so many keys on, those that are full again are forgotten.
const MANY_KEYS: usize = 10_000;

/// Attempts by key: an account from an address, or a user.
pub struct Throttle {
    attempts: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new(AT_ONCE, ONE_MORE_AFTER)
    }
}

impl Throttle {
    fn new(at_once: NonZeroU32, one_more_after: Duration) -> Self {
        let quota = Quota::with_period(one_more_after).map(|quota| quota.allow_burst(at_once));
        let quota = quota.unwrap_or_else(|| Quota::per_minute(at_once));
        Self { attempts: RateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    /// Counts an attempt; too many are refused with the time after which to try again.
    pub fn attempt(&self, key: &str) -> Result<(), ServiceError> {
        if self.attempts.len() > MANY_KEYS {
            self.attempts.retain_recent();
        }
        self.attempts.check_key(&key.to_owned()).map_err(|not_yet| {
            let wait = not_yet.wait_time_from(self.clock.now()).as_secs() + 1;
            ServiceError::TooMany(u32::try_from(wait).unwrap_or(u32::MAX))
        })
    }
}

/// Questions whether a seller is free, at the rate that the settings give.
#[derive(Default)]
pub struct Lookups(Mutex<Option<(LookupRate, Arc<Throttle>)>>);

impl Lookups {
    /// Counts a lookup; too many are refused.
    pub fn attempt(&self, key: &str, rate: LookupRate) -> Result<(), ServiceError> {
        self.at(rate).attempt(key)
    }

    /// Where the rate has changed, counting begins again.
    fn at(&self, rate: LookupRate) -> Arc<Throttle> {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*current {
            Some((known, throttle)) if *known == rate => throttle.clone(),
            _ => {
                let at_once = NonZeroU32::new(rate.at_once).unwrap_or(NonZeroU32::MIN);
                let pause = Duration::from_secs(rate.pause_seconds.into());
                let throttle = Arc::new(Throttle::new(at_once, pause));
                *current = Some((rate, throttle.clone()));
                throttle
            }
        }
    }
}

/// Public forms that were sent, and looks at what came of them.
pub struct Forms {
    sent: Throttle,
    visitors: Throttle,
    looks: Throttle,
}

impl Default for Forms {
    fn default() -> Self {
        let by_address = || Throttle::new(FORMS_AT_ONCE, ONE_MORE_FORM_AFTER);
        let visitors = Throttle::new(VISITORS_AT_ONCE, ONE_MORE_VISITOR_AFTER);
        Self { sent: by_address(), visitors, looks: by_address() }
    }
}

impl Forms {
    /// Counts a form of an event from an address.
    pub fn attempt(&self, address: &str, event: &str) -> Result<(), ServiceError> {
        self.sent.attempt(address)?;
        self.visitors.attempt(event)
    }

    /// Counts a look at a code from an address.
    pub fn look(&self, address: &str) -> Result<(), ServiceError> {
        self.looks.attempt(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_attempts_pass_and_the_next_is_told_when() {
        let throttle = Throttle::default();
        for _ in 0..AT_ONCE.get() {
            assert!(throttle.attempt("a@b.pk 127.0.0.1").is_ok());
        }
        let Err(ServiceError::TooMany(seconds)) = throttle.attempt("a@b.pk 127.0.0.1") else {
            panic!("an eleventh attempt passed");
        };
        assert!((1..=7).contains(&seconds), "{seconds}");
        assert!(throttle.attempt("c@d.pk 127.0.0.1").is_ok());
    }

    #[test]
    fn lookups_go_by_the_rate_that_holds() {
        let lookups = Lookups::default();
        let asks = |at_once| {
            let rate = LookupRate { at_once, pause_seconds: 3_600 };
            lookups.attempt("somebody", rate).is_ok()
        };
        assert_eq!([2, 2, 2].map(asks), [true, true, false]);
        assert_eq!([1, 1].map(asks), [true, false]);
    }
}
