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

/// What the withholding tax is a percentage of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WithholdOn {
    /// What is payable.
    Payable,
    /// What is payable with the sales tax.
    PayableWithTax,
}

impl Word for WithholdOn {
    const ALL: &'static [Self] = &[WithholdOn::Payable, WithholdOn::PayableWithTax];

    fn as_str(self) -> &'static str {
        match self {
            WithholdOn::Payable => "payable",
            WithholdOn::PayableWithTax => "payable_with_tax",
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
        assert_words::<WithholdOn>(&["payable", "payable_with_tax"]);
    }
}
