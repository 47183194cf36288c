//! The words of statements.

use crate::domain::word::Word;

/// Where a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatementStatus {
    /// Closed and shown to the partner.
    Draft,
    /// Approved by a second person; settled, where there is nothing to pay.
    Approved,
    /// The bank has paid it.
    Paid,
}

impl Word for StatementStatus {
    const ALL: &'static [Self] =
        &[StatementStatus::Draft, StatementStatus::Approved, StatementStatus::Paid];

    fn as_str(self) -> &'static str {
        match self {
            StatementStatus::Draft => "draft",
            StatementStatus::Approved => "approved",
            StatementStatus::Paid => "paid",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::assert_words;

    #[test]
    fn words_are_those_of_the_contract() {
        assert_words::<StatementStatus>(&["draft", "approved", "paid"]);
    }
}
