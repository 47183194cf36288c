//! What a computed period comes to.

use std::collections::BTreeMap;
use std::io;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::Computed;
use super::stating::{self, Unrated};
use crate::commission::{BonusStanding, EntryRef, OutOfRange, Reason, Standing};
use crate::domain::statement::Statement;
use crate::domain::{Amount, Code, Currency, Fingerprint, Money, PartnerId, Period, SaleId};
use crate::formats::entries::{append_csv, csv_header};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::facts;

/// A credit that nothing pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpaid {
    /// The sale.
    pub sale: SaleId,
    /// The sale's id as the platform knows it.
    pub sale_external_id: String,
    /// The partner credited.
    pub partner: PartnerId,
    /// Why.
    pub reason: &'static str,
}

/// What a period comes to.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The period.
    pub period: Period,
    /// How many entries it has.
    pub entries: usize,
    /// Its statements, by the partners' codes.
    pub statements: Vec<Statement>,
    /// What the entries come to in each currency.
    pub totals: Vec<Money>,
    /// The credits that nothing pays: of sales paid in the period, or new since the last close.
    pub unmatched: Vec<Unpaid>,
    /// SHA-256 of the entries as CSV.
    pub fingerprint: Fingerprint,
}

/// What a rule brings a partner, and by how many lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSum {
    /// The rule's name in the plan.
    pub rule: String,
    /// How many lines.
    pub lines: usize,
    /// What they come to.
    pub amount: Money,
}

/// What the entries of one partner come to.
#[derive(Debug, Clone)]
pub(super) struct Earned {
    pub sum: i128,
    pub entries: i32,
    pub fingerprint: Fingerprint,
    pub currency: Currency,
}

impl Computed<'_, '_> {
    /// The entries of the period in the order of the files.
    pub fn entries(&self) -> impl Iterator<Item = EntryRef<'_, '_>> {
        self.ledger.entries(self.asked.period)
    }

    /// What the period comes to, where all of it can be paid.
    pub fn outcome(&self, tx: &mut Tx<'_>, by: &By) -> Result<Outcome, ServiceError> {
        let (outcome, unrated) = self.outcome_so_far(tx, by)?;
        stating::all_rated(&unrated)?;
        Ok(outcome)
    }

    /// What the period comes to without the statements of partners that cannot be paid for want of a rate.
    pub fn outcome_so_far(
        &self,
        tx: &mut Tx<'_>,
        by: &By,
    ) -> Result<(Outcome, Vec<Unrated>), ServiceError> {
        let (earned, fingerprint) = self.earned().map_err(|error| {
            ServiceError::Internal(format!("the entries of {}: {error}", self.asked.period))
        })?;
        let mut totals: BTreeMap<&str, (Currency, i128)> = BTreeMap::new();
        for earned in earned.values() {
            let total = totals.entry(earned.currency.code()).or_insert((earned.currency, 0));
            total.1 += earned.sum;
        }
        let totals = totals.into_values().map(|(currency, sum)| money(sum, currency));
        let (statements, unrated) = stating::statements(tx, by, self, &earned)?;
        let outcome = Outcome {
            period: self.asked.period,
            entries: earned.values().map(|earned| earned.entries as usize).sum(),
            totals: totals.collect::<Result<_, _>>()?,
            statements,
            unmatched: self.unmatched(tx)?,
            fingerprint,
        };
        Ok((outcome, unrated))
    }

    /// What each partner has earned.
    pub fn commissions(&self) -> Result<Vec<(PartnerId, Money)>, ServiceError> {
        let mut commissions = Vec::new();
        for place in 0..self.ledger.partner_count() {
            let entries = || self.ledger.entries_of(self.asked.period, place..place + 1);
            let Some(first) = entries().next() else { continue };
            let first = first.entry();
            let sum = entries().map(|entry| i128::from(entry.entry().amount.minor())).sum();
            if let Some(partner) = self.programme.by_code(first.partner) {
                commissions.push((partner.id.clone(), money(sum, first.currency)?));
            }
        }
        Ok(commissions)
    }

    /// What each rule brings a partner, in the order of their names.
    pub fn by_rule(&self, partner: &PartnerId) -> Result<Vec<RuleSum>, ServiceError> {
        let mut sums: BTreeMap<&str, (Currency, i128, usize)> = BTreeMap::new();
        let entries: Vec<EntryRef<'_, '_>> = self.entries().collect();
        for entry in entries.iter().map(EntryRef::entry) {
            let of = self.programme.by_code(entry.partner);
            if of.is_some_and(|of| of.id == *partner) {
                let sum = sums.entry(entry.rule).or_insert((entry.currency, 0, 0));
                sum.1 += i128::from(entry.amount.minor());
                sum.2 += 1;
            }
        }
        let named = |(rule, (currency, sum, lines)): (&str, _)| {
            Ok(RuleSum { rule: rule.to_owned(), lines, amount: money(sum, currency)? })
        };
        sums.into_iter().map(named).collect()
    }

    /// Where each partner that is asked for stands in its tiers on a day of the period.
    pub fn standings(&self, on: NaiveDate) -> Result<Vec<(PartnerId, Standing)>, ServiceError> {
        self.of_each(|partner| self.ledger.standings(partner, on))
    }

    /// Where each partner that is asked for stands on the way to its bonuses on a day of the period.
    pub fn bonus_standings(
        &self,
        on: NaiveDate,
    ) -> Result<Vec<(PartnerId, BonusStanding)>, ServiceError> {
        self.of_each(|partner| self.ledger.bonus_standings(partner, on))
    }

    /// What is found of each partner that is asked for.
    fn of_each<T>(
        &self,
        find: impl Fn(&Code) -> Result<Vec<T>, OutOfRange>,
    ) -> Result<Vec<(PartnerId, T)>, ServiceError> {
        let mut found = Vec::new();
        let partners = &self.programme.partners;
        for partner in partners.iter().filter(|partner| self.asked.is_of(&partner.id)) {
            let own = find(&partner.code)
                .map_err(|error| ServiceError::Unprocessable("out_of_range", error.to_string()))?;
            found.extend(own.into_iter().map(|one| (partner.id.clone(), one)));
        }
        Ok(found)
    }

    /// What each partner that is asked for has earned, and the fingerprint of these entries. Others are
    /// in the books where its sales are theirs too, and nothing is told of them.
    fn earned(&self) -> io::Result<(BTreeMap<Code, Earned>, Fingerprint)> {
        let header = csv_header();
        let mut whole = Sha256::new().chain_update(&header);
        let mut earned = BTreeMap::new();
        let mut text = Vec::new();
        for place in 0..self.ledger.partner_count() {
            let entries = || self.ledger.entries_of(self.asked.period, place..place + 1);
            let Some(first) = entries().next() else { continue };
            let first = first.entry();
            let of = self.programme.by_code(first.partner);
            if !of.is_some_and(|of| self.asked.is_of(&of.id)) {
                continue;
            }
            text.clear();
            append_csv(&mut text, entries().map(|entry| entry.entry()))?;
            whole.update(&text);
            let (mut sum, mut count) = (0, 0);
            for entry in entries() {
                sum += i128::from(entry.entry().amount.minor());
                count += 1;
            }
            let hash = Sha256::new().chain_update(&header).chain_update(&text);
            let of_partner =
                Earned { sum, entries: count, fingerprint: hash.into(), currency: first.currency };
            earned.insert(first.partner.clone(), of_partner);
        }
        Ok((earned, whole.into()))
    }

    fn unmatched(&self, tx: &mut Tx<'_>) -> Result<Vec<Unpaid>, ServiceError> {
        let first = self.asked.period.first_day();
        let late = match self.asked.last {
            Some(last) => Some(facts::changed_before(tx, last.facts_through, first)?),
            None => None,
        };
        let mut found = Vec::new();
        for unmatched in self.ledger.unmatched() {
            let Some((sale, paid_on)) = self.loaded.sale(unmatched.sale) else { continue };
            let is_new =
                *paid_on >= first || late.as_ref().is_none_or(|late| late.contains(unmatched.sale));
            let partner = self.programme.by_code(unmatched.partner);
            let partner = partner.filter(|partner| self.asked.is_of(&partner.id));
            if let (Some(partner), true) = (partner, is_new) {
                found.push(Unpaid {
                    sale: sale.clone(),
                    sale_external_id: unmatched.sale.to_owned(),
                    partner: partner.id.clone(),
                    reason: Reason::as_str(unmatched.reason),
                });
            }
        }
        Ok(found)
    }
}

/// A sum as money.
pub(in crate::service) fn money(sum: i128, currency: Currency) -> Result<Money, ServiceError> {
    let amount = Amount::try_from(sum);
    let amount = amount.map_err(|error| {
        ServiceError::Unprocessable("out_of_range", format!("the total in {currency}: {error}"))
    })?;
    Ok(Money { amount, currency })
}
