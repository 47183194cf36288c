//! Fingerprints: what somebody looked at, approved or closed, as one number.

use std::fmt;

use sha2::{Digest, Sha256};

use super::hex::hex;

/// SHA-256 of what somebody approves, confirms or closes: any change of it is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// That of a record: of what kind it is, and all fields that an approval covers. Each is hashed with
    /// its length, so that nothing can move from one field to the next.
    pub fn of(kind: &str, fields: &[&dyn fmt::Display]) -> Self {
        let mut hash = Sha256::new();
        hash.update(format!("{kind}\n"));
        for field in fields {
            let text = field.to_string();
            hash.update(format!("{}:{text}\n", text.len()));
        }
        hash.into()
    }

    /// Its bytes, as they are kept.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether it is the one that is written so.
    pub fn is(&self, written: &str) -> bool {
        self.to_string() == written
    }
}

impl From<[u8; 32]> for Fingerprint {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl From<Sha256> for Fingerprint {
    fn from(hash: Sha256) -> Self {
        Self(hash.finalize().into())
    }
}

impl TryFrom<Vec<u8>> for Fingerprint {
    type Error = Vec<u8>;

    fn try_from(bytes: Vec<u8>) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_is_another_one() {
        let one = Fingerprint::of("kind", &[&"a", &"bc"]);
        assert_eq!(one, Fingerprint::of("kind", &[&"a", &"bc"]));
        for other in [
            Fingerprint::of("other", &[&"a", &"bc"]),
            Fingerprint::of("kind", &[&"ab", &"c"]),
            Fingerprint::of("kind", &[&"a\n2:bc"]),
            Fingerprint::of("kind", &[&"a", &"bc", &""]),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn is_written_in_hexadecimal_digits_and_found_again() {
        let one = Fingerprint::from([0xab; 32]);
        assert_eq!(one.to_string(), "ab".repeat(32));
        assert!(one.is(&"ab".repeat(32)));
        assert!(!one.is("00") && !one.is(""));
    }
}
