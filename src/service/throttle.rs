//! How often somebody may try.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::error::ServiceError;
use crate::domain::{FormPaces, Pace};

/// Attempts that may come at once, and how long it takes until one more may.
const AT_ONCE: NonZeroU32 = match NonZeroU32::new(10) {
    Some(number) => number,
    None => NonZeroU32::MIN,
};
const ONE_MORE_AFTER: Duration = Duration::from_secs(6);
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

/// Attempts at the pace that the settings give.
#[derive(Default)]
pub struct Paced(Mutex<Option<(Pace, Arc<Throttle>)>>);

impl Paced {
    /// Counts an attempt; too many are refused.
    pub fn attempt(&self, key: &str, pace: Pace) -> Result<(), ServiceError> {
        self.at(pace).attempt(key)
    }

    /// Where the pace has changed, counting begins again.
    fn at(&self, pace: Pace) -> Arc<Throttle> {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*current {
            Some((known, throttle)) if *known == pace => throttle.clone(),
            _ => {
                let at_once = NonZeroU32::new(pace.at_once).unwrap_or(NonZeroU32::MIN);
                let pause = Duration::from_secs(pace.pause_seconds.into());
                let throttle = Arc::new(Throttle::new(at_once, pause));
                *current = Some((pace, throttle.clone()));
                throttle
            }
        }
    }
}

/// Public forms that were sent, and looks at what came of them.
#[derive(Default)]
pub struct Forms {
    sent: Paced,
    of_events: Paced,
    looks: Paced,
}

impl Forms {
    /// Counts a form of an event from an address.
    pub fn attempt(
        &self,
        address: &str,
        event: &str,
        paces: FormPaces,
    ) -> Result<(), ServiceError> {
        self.sent.attempt(address, paces.of_address)?;
        self.of_events.attempt(event, paces.of_event)
    }

    /// Counts a look at a code from an address.
    pub fn look(&self, address: &str, paces: FormPaces) -> Result<(), ServiceError> {
        self.looks.attempt(address, paces.of_address)
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
    fn attempts_go_by_the_pace_that_holds() {
        let paced = Paced::default();
        let asks = |at_once| {
            let pace = Pace { at_once, pause_seconds: 3_600 };
            paced.attempt("somebody", pace).is_ok()
        };
        assert_eq!([2, 2, 2].map(asks), [true, true, false]);
        assert_eq!([1, 1].map(asks), [true, false]);
    }
}
