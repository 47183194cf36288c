//! Ids: a prefix that says what a thing is, and a UUIDv7, so that they sort by creation.

use std::fmt;
use std::marker::PhantomData;

/// What a kind of id is called.
pub trait IdKind {
    /// The three letters before the underscore.
    const PREFIX: &'static str;
}

/// The id of a `T`, written `par_` and 32 hexadecimal digits.
pub struct Id<T> {
    text: Box<str>,
    of: PhantomData<fn() -> T>,
}

impl<T: IdKind> Id<T> {
    /// The id with these 128 bits, which the caller takes from a UUIDv7.
    pub fn from_bits(bits: u128) -> Self {
        Self { text: format!("{}_{bits:032x}", T::PREFIX).into(), of: PhantomData }
    }

    /// Reads an id; `None` where it is not one of this kind.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(T::PREFIX)?.strip_prefix('_')?;
        let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (digits.len() == 32 && digits.bytes().all(is_digit))
            .then(|| Self { text: text.into(), of: PhantomData })
    }
}

impl<T> Id<T> {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

// Written out because deriving would ask the same of `T`.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), of: PhantomData }
    }
}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl<T> Eq for Id<T> {}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Marks the ids of partners.
#[derive(Debug)]
pub struct OfPartner;
/// Marks the ids of users.
#[derive(Debug)]
pub struct OfUser;
/// Marks the ids of sessions.
#[derive(Debug)]
pub struct OfSession;
/// Marks the ids of installations.
#[derive(Debug)]
pub struct OfInstallation;

impl IdKind for OfPartner {
    const PREFIX: &'static str = "par";
}
impl IdKind for OfUser {
    const PREFIX: &'static str = "usr";
}
impl IdKind for OfSession {
    const PREFIX: &'static str = "ses";
}
impl IdKind for OfInstallation {
    const PREFIX: &'static str = "ins";
}

/// The id of a partner.
pub type PartnerId = Id<OfPartner>;
/// The id of a user.
pub type UserId = Id<OfUser>;
/// The id of a session: one login and all that was refreshed from it.
pub type SessionId = Id<OfSession>;
/// The id of an installation: one database from its first migration on.
pub type InstallationId = Id<OfInstallation>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_what_it_is_of() {
        let id = PartnerId::from_bits(0x0190_0000_0000_7000_8000_0000_0000_0001);
        assert_eq!(id.as_str(), "par_01900000000070008000000000000001");
        assert_eq!(PartnerId::parse(id.as_str()), Some(id.clone()));
        assert!(UserId::parse(id.as_str()).is_none());
        for bad in ["", "par_", "par_1", "PAR_01900000000070008000000000000001"] {
            assert!(PartnerId::parse(bad).is_none(), "{bad}");
        }
        assert!(PartnerId::parse("par_0190000000007000800000000000000G").is_none());
    }

    #[test]
    fn ids_sort_by_creation() {
        let (earlier, later) = (UserId::from_bits(1 << 80), UserId::from_bits(2 << 80));
        assert!(earlier.as_str() < later.as_str());
    }
}
