//! The statements and entries of a computed period, as they are stored.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::Computed;
use super::outcome::Earned;
use crate::commission::EntryRef;
use crate::commission::facts::Conversion;
use crate::domain::statement::{
    Exchange, Given, Statement, StatementFault, StatementStatus, TaxTerms,
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

/// The statements of the period: of each partner with entries, adjustments or a balance.
pub(super) fn statements(
    tx: &mut Tx<'_>,
    by: &By,
    computed: &Computed<'_, '_>,
    earned: &BTreeMap<Code, Earned>,
) -> Result<Vec<Statement>, ServiceError> {
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
    let stated = |partner: &PaidPartner| {
        statement(by, computed, partner, (earned.get(&partner.code), &beside))
    };
    partners.filter(|partner| asked.is_of(&partner.id)).map(stated).collect()
}

fn statement(
    by: &By,
    computed: &Computed<'_, '_>,
    partner: &PaidPartner,
    (earned, beside): (Option<&Earned>, &Beside),
) -> Result<Statement, ServiceError> {
    let (programme, period) = (computed.programme, computed.asked.period);
    let plan = programme.plan_on(&partner.id, period.last_day());
    let currency = programme.currency(partner);
    let sum = |sum: Option<i128>| {
        let beyond = |_| faulty(partner, StatementFault::OutOfRange, currency);
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
    let figures = given.figures(currency, partner.payout_currency);
    let none = || Sha256::digest(csv_header()).into();
    Ok(Statement {
        id: new_id(),
        period,
        partner: partner.id.clone(),
        currency,
        payout_currency: partner.payout_currency,
        given,
        figures: figures.map_err(|fault| faulty(partner, fault, currency))?,
        status: StatementStatus::Draft,
        fingerprint: earned.map_or_else(none, |earned| earned.fingerprint),
        entries: earned.map_or(0, |earned| earned.entries),
        accepted: None,
        approved: None,
        approval_reason: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    })
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

fn faulty(partner: &PaidPartner, fault: StatementFault, currency: Currency) -> ServiceError {
    let (code, payout) = (&partner.code, partner.payout_currency);
    match fault {
        StatementFault::NoRate => ServiceError::Unprocessable(
            "rate_missing",
            format!(
                "partner {code} is paid in {payout}, and there is no rate of {currency} to {payout}, \
                 or {payout} to {currency}, by the period's last day"
            ),
        ),
        StatementFault::OutOfRange => {
            ServiceError::Unprocessable("out_of_range", format!("partner {code}: {fault}"))
        }
    }
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
