//! Credits that earn nothing because no version or no rule fits them.
//!
//! `docs/COMMISSIONS.md` sections 4.1, 4.4 and 7.

use super::book::BoundPays;
use super::ledger::Ledger;
use crate::domain::Code;

/// Why a credit is unmatched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The partner has no plan, or its plan no version, on the day of payment.
    NoVersion,
    /// No rule of the version fits.
    NoRule,
}

impl Reason {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::NoVersion => "no_version",
            Reason::NoRule => "no_rule",
        }
    }
}

/// A credit that nothing pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unmatched<'a> {
    /// The sale.
    pub sale: &'a str,
    /// The partner credited.
    pub partner: &'a Code,
    /// Why.
    pub reason: Reason,
}

impl Ledger<'_> {
    /// The unmatched credits as at the last closed period, by sale and partner. One that waits for
    /// its seller's verification is not among them.
    pub fn unmatched(&self) -> Vec<Unmatched<'_>> {
        let facts = self.facts();
        let Some(end) = self.closed().last().map(|period| period.last_day()) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for sale in facts.sales.amount.keys().filter(|sale| facts.sales.paid_on[*sale] <= end) {
            let first = found.len();
            facts.credit_terms(
                sale,
                |_| true,
                |credit, term| {
                    let reason = match term.map(|term| self.term(term)) {
                        None => Reason::NoVersion,
                        Some(term) if !matches!(term.pays, BoundPays::NoRule) => return,
                        Some(term) if facts.is_pending(sale, term.version, end) => return,
                        Some(_) => Reason::NoRule,
                    };
                    let partner = &facts.partners.codes[credit.partner];
                    found.push(Unmatched { sale: facts.sales.id(sale), partner, reason });
                },
            );
            if let Some(of_sale) = found.get_mut(first..) {
                of_sale.sort_by_key(|unmatched| unmatched.partner);
            }
        }
        found
    }
}
