//! How often somebody may try.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::error::ServiceError;

/// Attempts that may come at once, and how long it takes until one more may.
const AT_ONCE: NonZeroU32 = match NonZeroU32::new(10) {
    Some(number) => number,
    None => NonZeroU32::MIN,
};
const ONE_MORE_AFTER: Duration = Duration::from_secs(6);
/// The same of lookups: enough for a table at a summit, too few to walk through a list of numbers.
const LOOKUPS_AT_ONCE: NonZeroU32 = match NonZeroU32::new(30) {
    Some(number) => number,
    None => NonZeroU32::MIN,
};
const ONE_MORE_LOOKUP_AFTER: Duration = Duration::from_secs(10);
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
    /// For questions whether a seller is free.
    pub fn of_lookups() -> Self {
        Self::new(LOOKUPS_AT_ONCE, ONE_MORE_LOOKUP_AFTER)
    }

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
}
