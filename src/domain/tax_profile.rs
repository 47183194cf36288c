//! What is withheld from a partner, and what it adds: dated, and confirmed by a second person.

use chrono::{NaiveDate, NaiveDateTime};

use super::id::{PartnerId, UserId};
use super::ids::TaxProfileId;
use super::percent::Percent;
use super::word::Word;

/// A partner's taxes from a day on. Only a confirmed one is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxProfile {
    /// Its id.
    pub id: TaxProfileId,
    /// Whose.
    pub partner: PartnerId,
    /// From this day on, until the next confirmed one.
    pub from: NaiveDate,
    /// What is withheld of a payment.
    pub withholding: Percent,
    /// Of what it is withheld.
    pub withhold_on: WithholdOn,
    /// What the partner adds to its invoice.
    pub sales_tax: Percent,
    /// Who prepared it.
    pub prepared_by: UserId,
    /// Who confirmed it, and when.
    pub confirmed: Option<(UserId, NaiveDateTime)>,
    /// When it was prepared.
    pub created_at: NaiveDateTime,
}

/// Of what tax is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WithholdOn {
    /// Of what is payable.
    Payable,
    /// Of that with the sales tax.
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
    use super::super::word::assert_words;
    use super::*;

    #[test]
    fn has_its_words() {
        assert_words::<WithholdOn>(&["payable", "payable_with_tax"]);
    }
}
