//! What keeps a period from being closed, or deserves a look before it is.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::outcome::Outcome;
use super::stating::Unrated;
use super::{Asked, LeaveOut, faults};
use crate::domain::statement::{Exception, ExceptionKind, OfPartner, Statement, Told};
use crate::domain::{Amount, Code, Money, PartnerId, SaleId, Span};
use crate::formats::payout::payee_name;
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::exceptions::{self, NoticedSale};
use crate::storage::facts::{self, LateCause, LateFact};
use crate::storage::statements;

/// What came late for closed months, of one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// What kind of fact came late.
    pub cause: LateCause,
    /// How many.
    pub count: usize,
    /// The first of them.
    pub facts: Vec<LateFact>,
}

/// How many late facts of one cause are named.
const NAMED: usize = 100;

/// How many of the sales that one is like are named: of a thousand that are all alike, each is like all
/// others.
const ALIKE_NAMED: usize = 5;

/// What came since the last close for days before the period, by cause.
pub(in crate::service) fn late(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
) -> Result<Vec<Late>, ServiceError> {
    let Some(last) = asked.last else { return Ok(Vec::new()) };
    let all = facts::late(tx, last.facts_through, asked.period.first_day())?;
    let of_cause = |some: &[LateFact]| {
        let cause = some.first()?.cause;
        Some(Late { cause, count: some.len(), facts: some.iter().take(NAMED).cloned().collect() })
    };
    Ok(all.chunk_by(|a, b| a.cause == b.cause).filter_map(of_cause).collect())
}

/// What was computed of a period, or the code and the words of why nothing can be.
pub(in crate::service) type Attempt<'a> =
    Result<(&'a Outcome, &'a [Unrated]), (&'static str, &'a str)>;

/// The exceptions of a period: of what it comes to, or why that cannot be computed.
pub(in crate::service) fn exceptions(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    computed: Attempt<'_>,
) -> Result<Vec<Exception>, ServiceError> {
    let codes = facts::partners(tx)?.into_iter().map(|partner| (partner.id, partner.code));
    let known = Known { codes: codes.collect() };
    let mut found = match computed {
        Ok((outcome, unrated)) => {
            let mut found = known.of_outcome(tx, asked, outcome)?;
            found.extend(unrated.iter().map(of_unrated));
            found
        }
        Err(why) => obstacles(tx, asked, why)?,
    };
    found.extend(sales(tx, asked)?);
    found.extend(known.without_agreement(tx, asked.period.last_day())?);
    found.extend(known.by_hand(tx, asked)?);
    found.sort_by_cached_key(|one| (one.kind, one.key().as_str().to_owned()));
    Ok(found)
}

fn of_unrated(Unrated { partner, told }: &Unrated) -> Exception {
    let partner = Some(partner.clone());
    Exception { partner, ..Exception::new(ExceptionKind::RateMissing, told.clone()) }
}

/// Why nothing can be computed, sale by sale where it is because of sales.
fn obstacles(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    (code, detail): (&'static str, &str),
) -> Result<Vec<Exception>, ServiceError> {
    let kind = |is_rate: bool| match is_rate {
        true => ExceptionKind::RateMissing,
        false => ExceptionKind::CannotCompute,
    };
    let faults = faults(tx, asked)?;
    if faults.is_empty() {
        return Ok(vec![Exception::new(
            kind(code == "rate_missing"),
            Told::Fault(detail.to_owned()),
        )]);
    }
    let found = faults.into_iter().map(|fault| Exception {
        sale: fault.sale,
        ..Exception::new(kind(fault.is_rate), fault.told)
    });
    Ok(found.collect())
}

/// Sales that are paid and not confirmed, and those that may be one sale recorded twice.
fn sales(tx: &mut Tx<'_>, asked: &Asked<'_>) -> Result<Vec<Exception>, ServiceError> {
    let left_out = left_out(asked.left_out);
    let own = Span { first: asked.period.first_day(), last: asked.period.last_day() };
    let unconfirmed = exceptions::unconfirmed(tx, own.last)?.into_iter();
    let unconfirmed = unconfirmed.filter(|sale| !left_out.contains(&sale.id)).map(|sale| {
        let told = Told::Unconfirmed { sale: sale.external_id.clone(), paid_on: sale.paid_on };
        of_sale(ExceptionKind::Unconfirmed, &sale, told)
    });
    let alike = exceptions::alike(tx, own)?;
    let alike: Vec<_> = alike.into_iter().filter(|sale| !left_out.contains(&sale.id)).collect();
    let same = |a: &NoticedSale, b: &NoticedSale| {
        (&a.seller, &a.product, a.paid_on) == (&b.seller, &b.product, b.paid_on)
    };
    let groups = alike.chunk_by(same).filter(|group| group.len() > 1);
    Ok(unconfirmed.chain(groups.flat_map(duplicates)).collect())
}

/// The sales of a group that are all alike, each with some of the others.
fn duplicates(group: &[NoticedSale]) -> impl Iterator<Item = Exception> {
    group.iter().map(move |sale| {
        let others = group.iter().filter(|other| other.id != sale.id).take(ALIKE_NAMED);
        let others: Vec<_> = others.map(|other| other.external_id.clone()).collect();
        let more = group.len() - 1 - others.len();
        let told = Told::Duplicate { sale: sale.external_id.clone(), others, more };
        of_sale(ExceptionKind::Duplicate, sale, told)
    })
}

fn of_sale(kind: ExceptionKind, sale: &NoticedSale, told: Told) -> Exception {
    Exception {
        sale: Some(sale.id.clone()),
        amount: Some(sale.amount),
        ..Exception::new(kind, told)
    }
}

fn left_out(left_out: &[LeaveOut]) -> HashSet<SaleId> {
    left_out.iter().map(|left_out| left_out.sale.clone()).collect()
}

/// What partners are called.
struct Known {
    codes: HashMap<PartnerId, Code>,
}

impl Known {
    fn code(&self, partner: &PartnerId) -> &str {
        self.codes.get(partner).map_or("", Code::as_str)
    }

    fn of_partner(
        &self,
        kind: ExceptionKind,
        (partner, amount): (&PartnerId, Option<Money>),
        what: OfPartner,
    ) -> Exception {
        let told = Told::OfPartner(self.code(partner).to_owned(), what);
        Exception { partner: Some(partner.clone()), amount, ..Exception::new(kind, told) }
    }

    /// What is strange in what the period comes to.
    fn of_outcome(
        &self,
        tx: &mut Tx<'_>,
        asked: &Asked<'_>,
        outcome: &Outcome,
    ) -> Result<Vec<Exception>, ServiceError> {
        let unmatched = outcome.unmatched.iter().map(|unpaid| {
            let what = OfPartner::Unmatched {
                sale: unpaid.sale_external_id.to_string(),
                reason: unpaid.reason.to_owned(),
            };
            let exception =
                self.of_partner(ExceptionKind::Unmatched, (&unpaid.partner, None), what);
            Exception { sale: Some(unpaid.sale.clone()), ..exception }
        });
        let mut found: Vec<Exception> = unmatched.collect();
        let taxed = facts::taxes(tx, asked.period.last_day())?;
        let banked = exceptions::accounts(tx)?;
        let before = commissions(tx, asked)?;
        for statement in &outcome.statements {
            let partner = &statement.partner;
            self.of_statement(statement, before.get(partner).copied(), &mut found);
            let is_paid = statement.figures.payable > Amount::ZERO;
            if is_paid && !taxed.contains_key(partner) {
                found.push(self.unpayable(ExceptionKind::NoTaxProfile, statement));
            }
            let payee = banked.get(partner).map(|(name, title)| payee_name(name, title));
            let fault = match payee {
                None => Some(ExceptionKind::NoBankAccount),
                Some(None) => Some(ExceptionKind::NoLatinTitle),
                Some(Some(_)) => None,
            };
            let fault = fault.filter(|_| is_paid);
            found.extend(fault.map(|kind| self.unpayable(kind, statement)));
        }
        Ok(found)
    }

    fn unpayable(&self, kind: ExceptionKind, statement: &Statement) -> Exception {
        let (amount, currency) = (statement.figures.net, statement.payout_currency);
        let what = match kind {
            ExceptionKind::NoTaxProfile => OfPartner::NoTaxProfile,
            ExceptionKind::NoLatinTitle => OfPartner::NoLatinTitle,
            _ => OfPartner::NoBankAccount,
        };
        self.of_partner(kind, (&statement.partner, Some(Money { amount, currency })), what)
    }

    fn of_statement(
        &self,
        statement: &Statement,
        before: Option<Amount>,
        found: &mut Vec<Exception>,
    ) {
        let Statement { partner, currency, given, figures, .. } = statement;
        let money = |amount: Amount| Money { amount, currency: *currency };
        let mut find = |kind: ExceptionKind, amount: Amount, what: OfPartner| {
            found.push(self.of_partner(kind, (partner, Some(money(amount))), what));
        };
        let carried = figures.carried_forward;
        if carried < Amount::ZERO {
            find(ExceptionKind::Negative, carried, OfPartner::Carries(money(carried)));
        } else if carried > Amount::ZERO {
            let what = OfPartner::CarriesLess(money(carried), money(given.minimum_payout));
            find(ExceptionKind::CarriedForward, carried, what);
        }
        let twice = before.map(|before| 2 * i128::from(before.minor())).filter(|twice| *twice > 0);
        if let (Some(before), true) =
            (before, twice.is_some_and(|twice| i128::from(given.commission.minor()) > twice))
        {
            let what = OfPartner::MoreThanTwice(money(given.commission), money(before));
            find(ExceptionKind::MoreThanTwice, given.commission, what);
        }
    }

    /// Active partners that have no agreement on the period's last day.
    fn without_agreement(
        &self,
        tx: &mut Tx<'_>,
        day: NaiveDate,
    ) -> Result<Vec<Exception>, ServiceError> {
        let agreed = facts::agreements(tx, &facts::Known::today())?;
        let holding = agreed.iter().filter(|agreed| agreed.holds_on(day));
        let with: HashSet<_> = holding.map(|agreed| &agreed.partner).collect();
        let active = exceptions::active_partners(tx)?;
        let without = active.iter().filter(|partner| !with.contains(partner));
        let exception = |partner| {
            let what = OfPartner::NoAgreement(day);
            self.of_partner(ExceptionKind::NoAgreement, (partner, None), what)
        };
        Ok(without.map(exception).collect())
    }

    /// Lines that people touched: disputes that nobody has decided, and adjustments.
    fn by_hand(&self, tx: &mut Tx<'_>, asked: &Asked<'_>) -> Result<Vec<Exception>, ServiceError> {
        let mut found = Vec::new();
        for dispute in exceptions::open_disputes(tx)? {
            let about = (&dispute.partner, Some(dispute.held));
            let what = OfPartner::Disputes(dispute.period);
            let exception = self.of_partner(ExceptionKind::Disputed, about, what);
            found.push(Exception { subject: Some(dispute.id.to_string()), ..exception });
        }
        for adjusted in exceptions::adjusted(tx, asked.period)? {
            let reason = adjusted.reason.to_string();
            let (kind, what) = match adjusted.is_approved {
                true => (ExceptionKind::Adjusted, OfPartner::Adjusted(reason)),
                false => (ExceptionKind::AdjustmentWaits, OfPartner::AdjustmentWaits(reason)),
            };
            let about = (&adjusted.partner, Some(adjusted.amount));
            let exception = self.of_partner(kind, about, what);
            found.push(Exception { subject: Some(adjusted.id.to_string()), ..exception });
        }
        Ok(found)
    }
}

/// What each partner earned in the month before.
fn commissions(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
) -> Result<HashMap<PartnerId, Amount>, ServiceError> {
    let Some(last) = asked.last else { return Ok(HashMap::new()) };
    let before = statements::of_period(tx, last.period)?.into_iter();
    Ok(before.map(|statement| (statement.partner, statement.given.commission)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, ProductId, SellerId, parse_date};

    #[test]
    fn of_many_that_are_alike_each_names_a_few() {
        let sale = |number: u64| NoticedSale {
            id: SaleId::from_bits(number.into()),
            external_id: format!("S-{number:04}"),
            seller: SellerId::from_bits(1),
            product: ProductId::from_bits(1),
            paid_on: parse_date("2026-07-31").unwrap(),
            amount: Money { amount: Amount::ZERO, currency: Currency::parse("USD").unwrap() },
        };
        let group: Vec<_> = (1..=2_000).map(sale).collect();
        let details: Vec<_> = duplicates(&group).map(|exception| exception.detail()).collect();
        assert_eq!(details.len(), 2_000);
        let same = "is of the same seller, product and day as";
        let named = "S-0001, S-0003, S-0004, S-0005, S-0006 and 1994 more";
        assert_eq!(details[1], format!("sale S-0002 {same} {named}"));
        let two: Vec<_> = duplicates(&group[..2]).map(|exception| exception.detail()).collect();
        assert_eq!(two[0], format!("sale S-0001 {same} S-0002"));
    }
}
