//! Entries: posted differences, never changed afterwards.
//!
//! `docs/COMMISSIONS.md` section 5.

use std::num::NonZeroU32;

use crate::domain::{Amount, Code, Currency, Period, Span};

/// Why an entry was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// The key's first entry.
    Earning,
    /// A fall, where the basis is lower than at the key's last entry.
    Clawback,
    /// A rise, where a holdback of the sale ended since the key's last entry.
    Release,
    /// Any other difference.
    TrueUp,
    /// An entry of a cap per window.
    Cap,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [EntryKind; 5] = [
        EntryKind::Earning,
        EntryKind::Clawback,
        EntryKind::Release,
        EntryKind::TrueUp,
        EntryKind::Cap,
    ];

    /// Reads its word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Its word in the entries' tables.
    pub fn as_str(self) -> &'static str {
        match self {
            EntryKind::Earning => "earning",
            EntryKind::Clawback => "clawback",
            EntryKind::Release => "release",
            EntryKind::TrueUp => "true_up",
            EntryKind::Cap => "cap",
        }
    }
}

/// An entry as it is kept: what cannot be found again from the facts, and no more.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posting {
    pub key: PostingKey,
    /// The number of the key's entry before this one, counted from 1 in the partner's book.
    pub before: Option<NonZeroU32>,
    /// The basis of a sale or override; of a bonus that pays a percentage, the sum of the
    /// bases that it counted.
    pub basis: Amount,
    pub amount: Amount,
    /// What the window measured: for marginal tiers what came earlier in it, for retroactive ones
    /// and bonuses all of it, for a cap the entitlements that it limits.
    pub measure: i64,
}

/// Which key of a partner's book an entry belongs to, and the entry's type, in four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PostingKey(u32);

impl PostingKey {
    const ACCOUNT: u32 = 1 << 31;
    const KIND_SHIFT: u32 = 28;
    const NUMBER: u32 = (1 << Self::KIND_SHIFT) - 1;
    /// Of an account's number, the bit that says that its key is gone.
    const GONE: u32 = 1 << 27;
    /// The most lines that a book can number.
    pub const MOST: usize = Self::NUMBER as usize;

    pub fn line(number: u32, kind: EntryKind) -> Self {
        Self(number & Self::NUMBER | (kind as u32) << Self::KIND_SHIFT)
    }

    pub fn account(number: u32, kind: EntryKind) -> Self {
        Self(Self::line(number, kind).0 | Self::ACCOUNT)
    }

    pub fn gone(number: u32, kind: EntryKind) -> Self {
        Self::account(number | Self::GONE, kind)
    }

    pub fn place(self) -> KeyPlace {
        let number = (self.0 & Self::NUMBER) as usize;
        if self.0 & Self::ACCOUNT == 0 {
            KeyPlace::Line(number)
        } else if self.0 & Self::GONE == 0 {
            KeyPlace::Account(number)
        } else {
            KeyPlace::Gone(number & !(Self::GONE as usize))
        }
    }

    pub fn kind(self) -> EntryKind {
        let number = (self.0 & !Self::ACCOUNT) >> Self::KIND_SHIFT;
        let kinds =
            [EntryKind::Earning, EntryKind::Clawback, EntryKind::Release, EntryKind::TrueUp];
        kinds.get(number as usize).copied().unwrap_or(EntryKind::Cap)
    }
}

/// Where a key is in a partner's book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum KeyPlace {
    /// A credit or an override.
    Line(usize),
    /// A bonus or a cap.
    Account(usize),
    /// A key that was posted before the books were opened, and that the facts give no more.
    Gone(usize),
}

/// An entry with everything that names it. `docs/COMMISSIONS.md` section 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The period that it was posted in.
    pub period: Period,
    /// The partner whose entry it is.
    pub partner: &'a Code,
    /// The sale; `None` on bonuses and caps.
    pub sale: Option<&'a str>,
    /// The rule, override or bonus, or `cap`.
    pub rule: &'a str,
    /// The lower partner of an override.
    pub from_partner: Option<&'a Code>,
    /// The window of a bonus or cap.
    pub window: Option<Span>,
    /// Its type.
    pub kind: EntryKind,
    /// The basis, on entries of sales and overrides, in `currency`.
    pub basis: Option<Amount>,
    /// The difference posted, never zero, in `currency`.
    pub amount: Amount,
    /// The plan's currency.
    pub currency: Currency,
}
