//! Passwords: argon2id, a minimum length and a list of the usual ones; no rules of composition.

use std::sync::{Condvar, Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use super::error::ServiceError;

/// The shortest password, in characters.
const SHORTEST: usize = 12;
/// The longest, so that nobody keeps a processor busy with a novel.
const LONGEST: usize = 256;
/// Memory in KiB, and passes.
const COST: (u32, u32) = (19 * 1024, 2);
/// How many hashes run at a time: each takes 19 MiB.
const AT_ONCE: usize = 2;

/// Long enough to pass, and among the first that anyone tries.
const USUAL: [&str; 16] = [
    "123456789012",
    "1234567890123",
    "123123123123",
    "111111111111",
    "000000000000",
    "aaaaaaaaaaaa",
    "abcdefghijkl",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopas",
    "password1234",
    "password12345",
    "passwordpassword",
    "pakistanpakistan",
    "pakistan1234",
    "saathisaathi",
];

/// The password of everybody in a demo. Nobody else can choose it.
pub const OF_DEMO: &str = "saathi demo only";

/// Whether a new password may be chosen; `pointer` says where it stands in the request.
pub fn check(password: &str, pointer: &str) -> Result<(), ServiceError> {
    let length = password.chars().count();
    let low = password.to_lowercase();
    let usual = low == OF_DEMO || USUAL.contains(&low.as_str());
    let fault = match length {
        0..SHORTEST => Some(("too_short", format!("has {length} characters; use 12 or more"))),
        SHORTEST..=LONGEST if usual => {
            Some(("too_common", "is among the first that anyone tries; use another".to_owned()))
        }
        SHORTEST..=LONGEST => None,
        _ => Some(("too_long", format!("has {length} characters; use at most {LONGEST}"))),
    };
    fault.map_or(Ok(()), |(code, message)| Err(ServiceError::invalid(pointer, code, message)))
}

/// Makes and verifies hashes, two at a time.
pub struct Passwords {
    argon2: Argon2<'static>,
    running: Mutex<usize>,
    ended: Condvar,
    /// The hash of a password that nobody has: unknown users take as long as known ones.
    nobody: String,
}

impl Passwords {
    /// Sets up the hashing.
    pub fn new() -> Result<Self, ServiceError> {
        let params = Params::new(COST.0, COST.1, 1, None).map_err(internal)?;
        let mut passwords = Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            running: Mutex::new(0),
            ended: Condvar::new(),
            nobody: String::new(),
        };
        passwords.nobody = passwords.hash("the password of nobody at all")?;
        Ok(passwords)
    }

    /// The hash of a password, as a PHC string with its own salt.
    pub fn hash(&self, password: &str) -> Result<String, ServiceError> {
        let hash = self.in_turn(|| self.argon2.hash_password(password.as_bytes()));
        hash.map(|hash| hash.to_string()).map_err(internal)
    }

    /// Whether a password has that hash; without one it takes as long and is wrong.
    pub fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        let Ok(parsed) = PasswordHash::new(hash.unwrap_or(&self.nobody)) else { return false };
        let same = password.chars().count() <= LONGEST
            && self.in_turn(|| self.argon2.verify_password(password.as_bytes(), &parsed)).is_ok();
        same && hash.is_some()
    }

    fn in_turn<T>(&self, work: impl FnOnce() -> T) -> T {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running = self
            .ended
            .wait_while(running, |running| *running >= AT_ONCE)
            .unwrap_or_else(PoisonError::into_inner);
        *running += 1;
        drop(running);
        let done = work();
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.ended.notify_one();
        done
    }
}

fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(format!("password hashing: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_usual() {
        assert!(check("a summit in Sialkot", "/password").is_ok());
        for (password, expected) in
            [("short", "too_short"), ("Password1234", "too_common"), (&"x".repeat(257), "too_long")]
        {
            let Err(ServiceError::Invalid(faults)) = check(password, "/password") else {
                panic!("{password} was taken");
            };
            assert_eq!((faults[0].code, faults[0].pointer.as_str()), (expected, "/password"));
        }
    }

    #[test]
    fn only_the_right_password_fits_its_hash() {
        let passwords = Passwords::new().unwrap();
        let hash = passwords.hash("a summit in Sialkot").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("a summit in Sialkot", Some(&hash)));
        assert!(!passwords.verify("a summit in Lahore", Some(&hash)));
        assert!(!passwords.verify("the password of nobody at all", None));
    }
}
