//! References that a phone gives its records before anybody else has seen them.

use std::fmt;

/// A UUID in small letters, made on the phone: the same again is the same record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientRef(Box<str>);

impl ClientRef {
    /// Reads a UUID with its four dashes; large letters become small.
    pub fn parse(text: &str) -> Option<Self> {
        const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
        let text = text.to_ascii_lowercase();
        let sizes = text.split('-').map(str::len);
        let hexadecimal = |b: u8| b.is_ascii_hexdigit() || b == b'-';
        (sizes.eq(GROUPS) && text.bytes().all(hexadecimal)).then(|| Self(text.into()))
    }

    /// The reference.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_uuid_in_small_letters() {
        let text = "019A7C1E-4F00-7ABC-8DEF-0123456789AB";
        assert_eq!(ClientRef::parse(text).unwrap().to_string(), text.to_lowercase());
        for bad in [
            "",
            "019a7c1e4f007abc8def0123456789ab",
            "{019a7c1e-4f00-7abc-8def-0123456789ab}",
            "019a7c1e-4f00-7abc-8def-0123456789ag",
            "019a7c1e-4f007-abc-8def-0123456789ab",
            "----",
        ] {
            assert!(ClientRef::parse(bad).is_none(), "{bad}");
        }
    }
}
