//! Users: who signs in.

use std::fmt;

use chrono::NaiveDateTime;

use super::id::{PartnerId, UserId};
use super::phone::Phone;
use super::role::Role;

/// The longest e-mail address and the longest name, in characters.
const LONGEST_EMAIL: usize = 254;
const LONGEST_NAME: usize = 200;

/// An e-mail address in small letters: one `@` with something before it and a dotted name behind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(Box<str>);

impl Email {
    /// Reads an address; whether it exists, only a mail can tell.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (local, host) = text.split_once('@')?;
        let labels = host.split('.').all(|label| !label.is_empty());
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '@';
        let usable = !local.is_empty()
            && host.contains('.')
            && labels
            && local.chars().chain(host.chars()).all(plain)
            && text.chars().count() <= LONGEST_EMAIL;
        usable.then(|| Self(text.into()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its first character and its host: `a…@example.pk`.
    pub fn masked(&self) -> String {
        let (local, host) = self.0.split_once('@').unwrap_or_default();
        let first: String = local.chars().take(1).collect();
        format!("{first}…@{host}")
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name of a person or a company: 1 to 200 characters, none of them a control character.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name(Box<str>);

impl Name {
    /// Reads a name, without the space around it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let usable = !text.is_empty()
            && text.chars().count() <= LONGEST_NAME
            && !text.chars().any(char::is_control);
        usable.then(|| Self(text.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a user can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserStatus {
    /// Has no password yet.
    Invited,
    /// Can.
    Active,
    /// Cannot any more.
    Disabled,
}

impl UserStatus {
    /// All of them.
    pub const ALL: [UserStatus; 3] =
        [UserStatus::Invited, UserStatus::Active, UserStatus::Disabled];

    /// Reads a status.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            UserStatus::Invited => "invited",
            UserStatus::Active => "active",
            UserStatus::Disabled => "disabled",
        }
    }
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// By which it signs in.
    pub email: Email,
    /// What it is called.
    pub name: Name,
    /// Where it can be called or written to, where that is known.
    pub phone: Option<Phone>,
    /// What it may do.
    pub role: Role,
    /// The partner that it belongs to; exactly a partner's roles have one.
    pub partner: Option<PartnerId>,
    /// Whether it can sign in.
    pub status: UserStatus,
    /// The argon2id hash of its password, once it has one.
    pub password_hash: Option<String>,
    /// Rises with every change that must end its sessions at once.
    pub security_version: i32,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_has_one_at_and_a_dotted_host() {
        let email = Email::parse(" Ayesha@Example.PK ").unwrap();
        assert_eq!(email.as_str(), "ayesha@example.pk");
        assert_eq!(email.masked(), "a…@example.pk");
        let long = format!("{}@example.pk", "a".repeat(250));
        for bad in ["", "a", "a@b", "@b.pk", "a@b..pk", "a@@b.pk", "a b@c.pk", "a@b.pk\n@", &long] {
            assert!(Email::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_name_is_plain_text() {
        assert_eq!(Name::parse(" عائشہ Ayesha ").unwrap().as_str(), "عائشہ Ayesha");
        for bad in ["", "  ", "a\u{0}b", "a\nb", &"x".repeat(201)] {
            assert!(Name::parse(bad).is_none(), "{bad}");
        }
    }
}
