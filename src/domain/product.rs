//! Products: what the platform sells.

use chrono::NaiveDateTime;

use super::code::Code;
use super::ids::ProductId;
use super::money::Money;
use super::user::Name;
use super::word::Word;

/// A product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// What it is called in plans and files; it never changes.
    pub code: Code,
    /// Its name.
    pub name: Name,
    /// What kind of product it is.
    pub kind: ProductKind,
    /// What it costs.
    pub price: Money,
    /// For how long a membership runs; none where it has no end of its own.
    pub term: Option<Term>,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

/// A kind of product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProductKind {
    /// A membership, which may have a term.
    Membership,
    /// Something beside a membership.
    AddOn,
}

impl Word for ProductKind {
    const ALL: &'static [Self] = &[ProductKind::Membership, ProductKind::AddOn];

    fn as_str(self) -> &'static str {
        match self {
            ProductKind::Membership => "membership",
            ProductKind::AddOn => "add_on",
        }
    }
}

/// How many months a membership runs: 1 to 1200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(u16);

impl Term {
    /// The most months.
    pub const MAX: u16 = 1200;

    /// `None` where it is no month, or too many.
    pub fn of_months(months: i64) -> Option<Self> {
        let months = u16::try_from(months).ok()?;
        (1..=Self::MAX).contains(&months).then_some(Self(months))
    }

    /// How many months.
    pub fn months(self) -> u16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::assert_words;
    use super::*;

    #[test]
    fn has_its_words_and_terms() {
        assert_words::<ProductKind>(&["membership", "add_on"]);
        let months = |months| Term::of_months(months).map(Term::months);
        assert_eq!([1, 12, 1200].map(months), [Some(1), Some(12), Some(1200)]);
        assert_eq!([0, -1, 1201, i64::MAX].map(months), [None; 4]);
    }
}
