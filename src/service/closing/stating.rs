//! The statements and entries of a computed period, as they are stored.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::Computed;
use super::outcome::Earned;
use crate::commission::EntryRef;
use crate::commission::facts::Conversion;
use crate::domain::statement::{
    Exchange, Given, OfPartner, Statement, StatementFault, StatementStatus, TaxTerms, Told,
};
use crate::domain::{Amount, Code, Currency, EntryId, PartnerId};
use crate::formats::entries::csv_header;
use crate::service::by::{By, new_id};
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::entries::EntryRecord;
use crate::storage::facts::{self, PaidPartner};
use crate::storage::{adjustments, statements};

/// What statements are made of beside entries.
struct Beside {
    balances: HashMap<PartnerId, Amount>,
    adjusted: HashMap<PartnerId, i128>,
    taxes: HashMap<PartnerId, TaxTerms>,
}

/// A partner whose statement cannot be converted into the currency that it is paid in.
#[derive(Debug, Clone)]
pub(in crate::service) struct Unrated {
    /// Whose.
    pub partner: PartnerId,
    /// What is missing; displays in English.
    pub told: Told,
}

/// How many partners without a rate a refusal names.
const NAMED: usize = 20;

/// Refuses where statements cannot be converted, and says all of them.
pub(in crate::service) fn all_rated(unrated: &[Unrated]) -> Result<(), ServiceError> {
    if unrated.is_empty() {
        return Ok(());
    }
    let named = unrated.iter().take(NAMED).map(|one| one.told.to_string());
    let named = named.collect::<Vec<_>>().join("; ");
    let rest = match unrated.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    Err(ServiceError::Unprocessable("rate_missing", format!("{named}{rest}")))
}

/// The statements of the period: of each partner with entries, adjustments or a balance; and the partners
/// that have none because there is no rate.
pub(super) fn statements(
    tx: &mut Tx<'_>,
    by: &By,
    computed: &Computed<'_, '_>,
    earned: &BTreeMap<Code, Earned>,
) -> Result<(Vec<Statement>, Vec<Unrated>), ServiceError> {
    let asked = &computed.asked;
    let beside = Beside {
        balances: match asked.last {
            Some(last) => statements::balances(tx, last.period)?,
            None => HashMap::new(),
        },
        adjusted: adjustments::approved(tx, asked.period)?,
        taxes: facts::taxes(tx, asked.period.last_day())?,
    };
    let mut codes: BTreeSet<&Code> = earned.keys().collect();
    let others = beside.balances.keys().chain(beside.adjusted.keys());
    codes.extend(others.filter_map(|id| Some(&computed.programme.partner(id)?.code)));
    let partners = codes.into_iter().filter_map(|code| computed.programme.by_code(code));
    let (mut stated, mut unrated) = (Vec::new(), Vec::new());
    for partner in partners.filter(|partner| asked.is_of(&partner.id)) {
        match statement(by, computed, partner, (earned.get(&partner.code), &beside))? {
            Ok(statement) => stated.push(statement),
            Err(one) => unrated.push(one),
        }
    }
    Ok((stated, unrated))
}

fn statement(
    by: &By,
    computed: &Computed<'_, '_>,
    partner: &PaidPartner,
    (earned, beside): (Option<&Earned>, &Beside),
) -> Result<Result<Statement, Unrated>, ServiceError> {
    let (programme, period) = (computed.programme, computed.asked.period);
    let plan = programme.plan_on(&partner.id, period.last_day());
    let currency = programme.currency(partner);
    let sum = |sum: Option<i128>| {
        let beyond = |_| out_of_range(partner);
        Amount::try_from(sum.unwrap_or(0)).map_err(beyond)
    };
    let given = Given {
        opening_balance: beside.balances.get(&partner.id).copied().unwrap_or_default(),
        commission: sum(earned.map(|earned| earned.sum))?,
        adjustments: sum(beside.adjusted.get(&partner.id).copied())?,
        held: Amount::ZERO,
        minimum_payout: plan.map(|plan| plan.minimum_payout()).unwrap_or_default(),
        taxes: beside.taxes.get(&partner.id).copied().unwrap_or(TaxTerms::NONE),
        exchange: exchange(computed, currency, partner.payout_currency),
    };
    let figures = match given.figures(currency, partner.payout_currency) {
        Ok(figures) => figures,
        Err(StatementFault::NoRate) => return Ok(Err(unrated(partner, currency))),
        Err(StatementFault::OutOfRange) => return Err(out_of_range(partner)),
    };
    let none = || Sha256::new().chain_update(csv_header()).into();
    Ok(Ok(Statement {
        id: new_id(),
        period,
        partner: partner.id.clone(),
        currency,
        payout_currency: partner.payout_currency,
        given,
        figures,
        status: StatementStatus::Draft,
        fingerprint: earned.map_or_else(none, |earned| earned.fingerprint),
        entries: earned.map_or(0, |earned| earned.entries),
        accepted: None,
        approved: None,
        approval_reason: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    }))
}

/// The rate of the payout: as a sale's of the period's last day.
fn exchange(computed: &Computed<'_, '_>, plan: Currency, payout: Currency) -> Option<Exchange> {
    let on = computed.asked.period.last_day();
    Some(match computed.facts.rates.conversion(plan, payout, on)? {
        Conversion::Same => Exchange::Same,
        Conversion::Times(on, rate) => Exchange::Times(on, rate),
        Conversion::By(on, rate) => Exchange::By(on, rate),
    })
}

fn unrated(partner: &PaidPartner, plan: Currency) -> Unrated {
    let what = OfPartner::NoPayoutRate { plan, payout: partner.payout_currency };
    Unrated { partner: partner.id.clone(), told: Told::OfPartner(partner.code.to_string(), what) }
}

fn out_of_range(partner: &PaidPartner) -> ServiceError {
    let detail = format!("partner {}: {}", partner.code, StatementFault::OutOfRange);
    ServiceError::Unprocessable("out_of_range", detail)
}

impl Computed<'_, '_> {
    /// An entry as it is stored.
    pub fn record(
        &self,
        (id, position): (&EntryId, i32),
        entry: &EntryRef<'_, '_>,
    ) -> Result<EntryRecord, ServiceError> {
        let unknown =
            |what: &str| ServiceError::Internal(format!("an entry of {what}, who is gone"));
        let named = entry.entry();
        let partner = |code: &Code| {
            let partner = self.programme.by_code(code);
            partner.map(|partner| partner.id.clone()).ok_or_else(|| unknown(code.as_str()))
        };
        let sale = match named.sale {
            Some(name) => Some(self.loaded.sale(name).ok_or_else(|| unknown(name))?),
            None => None,
        };
        let day = sale.map(|(_, day)| *day).or(named.window.map(|window| window.last));
        Ok(EntryRecord {
            id: id.clone(),
            period: named.period,
            partner: partner(named.partner)?,
            position,
            sale: sale.map(|(sale, _)| sale.clone()),
            rule: Code::parse(named.rule).ok_or_else(|| unknown(named.rule))?,
            from_partner: named.from_partner.map(partner).transpose()?,
            window: named.window,
            day: day.ok_or_else(|| unknown(named.rule))?,
            kind: named.kind,
            basis: named.basis,
            amount: named.amount,
            currency: named.currency,
            explanation: entry.explain().steps().to_vec(),
        })
    }
}
