//! Partners, plans, agreements, rates and taxes.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::known::Known;
use super::unreadable;
use crate::commission::facts::RateRow;
use crate::domain::WithholdOn;
use crate::domain::statement::TaxTerms;
use crate::domain::{
    Code, Currency, ExchangeRateId, PartnerId, Percent, PlanId, ProductId, Rate, Word, is_agreed_on,
};
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::{
    agreements, exchange_rates, partners, plan_versions, plans, products, tax_profiles,
};

/// A partner as far as money goes.
#[derive(Debug, Clone)]
pub struct PaidPartner {
    /// Its id.
    pub id: PartnerId,
    /// Its code.
    pub code: Code,
    /// The currency that it is paid in.
    pub payout_currency: Currency,
}

/// All partners, by code.
pub fn partners(tx: &mut Tx<'_>) -> Result<Vec<PaidPartner>, StorageError> {
    let columns = (partners::id, partners::code, partners::payout_currency);
    let query = partners::table.select(columns).order(partners::code);
    let rows: Vec<(String, String, String)> = query.load(tx.connection)?;
    let partner = |(id, code, currency): (String, String, String)| {
        let read = || {
            Some(PaidPartner {
                id: PartnerId::parse(&id)?,
                code: Code::parse(&code)?,
                payout_currency: Currency::parse(&currency)?,
            })
        };
        read().ok_or_else(|| unreadable("partner", &id))
    };
    rows.into_iter().map(partner).collect()
}

/// A plan as it was stored: what stands above its versions, and the approved ones, all JSON.
#[derive(Debug, Clone)]
pub struct PlanText {
    /// Its id.
    pub id: PlanId,
    /// The fields above the versions.
    pub file: String,
    /// The approved versions.
    pub versions: Vec<String>,
}

/// The plans that have an approved version that is known.
pub fn plans(tx: &mut Tx<'_>, known: &Known) -> Result<Vec<PlanText>, StorageError> {
    let columns = (plan_versions::plan_id, plan_versions::effective_from, plan_versions::file);
    let approved = plan_versions::table
        .filter(plan_versions::approved_by.is_not_null())
        .select(columns)
        .order((plan_versions::plan_id, plan_versions::effective_from));
    let mut versions: HashMap<String, Vec<String>> = HashMap::new();
    for (plan, from, file) in approved.load::<(String, NaiveDate, String)>(tx.connection)? {
        if known.version(&plan, from) {
            versions.entry(plan).or_default().push(file);
        }
    }
    let query = plans::table.select((plans::id, plans::file)).order(plans::code);
    let mut found = Vec::new();
    for (id, file) in query.load::<(String, String)>(tx.connection)? {
        let Some(versions) = versions.remove(&id) else { continue };
        let id = PlanId::parse(&id).ok_or_else(|| unreadable("plan", &id))?;
        found.push(PlanText { id, file, versions });
    }
    Ok(found)
}

/// Which plan a partner is paid by, from a day to a day.
#[derive(Debug, Clone)]
pub struct Agreed {
    /// The partner.
    pub partner: PartnerId,
    /// The plan.
    pub plan: PlanId,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; open, where there is none.
    pub ends_on: Option<NaiveDate>,
}

impl Agreed {
    /// Whether it is in force on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        is_agreed_on(day, (self.starts_on, self.ends_on))
    }
}

/// The agreements that are known, by partner and day.
pub fn agreements(tx: &mut Tx<'_>, known: &Known) -> Result<Vec<Agreed>, StorageError> {
    let columns =
        (agreements::partner_id, agreements::plan_id, agreements::starts_on, agreements::ends_on);
    let query = agreements::table.select(columns);
    let query = query.order((agreements::partner_id, agreements::starts_on));
    let mut rows: Vec<(String, String, NaiveDate, Option<NaiveDate>)> =
        query.load(tx.connection)?;
    let agreed = |(partner, plan, starts_on, ends_on): (String, String, _, _)| {
        let read = || {
            let (partner, plan) = (PartnerId::parse(&partner)?, PlanId::parse(&plan)?);
            Some(Agreed { partner, plan, starts_on, ends_on })
        };
        read().ok_or_else(|| unreadable("the agreements of partner", &partner))
    };
    rows.retain_mut(|(partner, _, from, ends_on)| {
        let then = known.agreement((partner, *from), *ends_on);
        *ends_on = then.flatten();
        then.is_some()
    });
    rows.into_iter().map(agreed).collect()
}

/// The exchange rates that are known.
pub fn rates(tx: &mut Tx<'_>, known: &Known) -> Result<Vec<RateRow>, StorageError> {
    type Row = (String, NaiveDate, String, String, String);
    let columns = (
        exchange_rates::id,
        exchange_rates::date,
        exchange_rates::base,
        exchange_rates::quote,
        exchange_rates::rate,
    );
    let query = exchange_rates::table.select(columns).order(exchange_rates::date);
    let rate = |(line, (id, date, base, quote, rate)): (u64, Row)| {
        let read = || {
            let (base, quote) = (Currency::parse(&base)?, Currency::parse(&quote)?);
            Some(RateRow { line, date, base, quote, rate: Rate::parse(&rate).ok()? })
        };
        read().ok_or_else(|| unreadable("exchange rate", &id))
    };
    let mut rows: Vec<Row> = query.load(tx.connection)?;
    rows.retain(|(id, ..)| known.rate(id));
    (1..).zip(rows).map(rate).collect()
}

/// The day from which the next rate of the same pair holds.
pub fn next_rate(
    tx: &mut Tx<'_>,
    rate: &ExchangeRateId,
) -> Result<Option<NaiveDate>, StorageError> {
    let columns = (exchange_rates::date, exchange_rates::base, exchange_rates::quote);
    let of = exchange_rates::table.filter(exchange_rates::id.eq(rate.as_str())).select(columns);
    let (date, base, quote): (NaiveDate, String, String) = of.get_result(tx.connection)?;
    let later = exchange_rates::table
        .filter(exchange_rates::base.eq(base))
        .filter(exchange_rates::quote.eq(quote))
        .filter(exchange_rates::date.gt(date))
        .select(exchange_rates::date)
        .order(exchange_rates::date);
    Ok(later.first(tx.connection).optional()?)
}

/// The codes of all products.
pub fn product_codes(tx: &mut Tx<'_>) -> Result<HashMap<ProductId, Code>, StorageError> {
    let query = products::table.select((products::id, products::code));
    let product = |(id, code): (String, String)| {
        let read = || Some((ProductId::parse(&id)?, Code::parse(&code)?));
        read().ok_or_else(|| unreadable("product", &id))
    };
    query.load::<(String, String)>(tx.connection)?.into_iter().map(product).collect()
}

/// The confirmed taxes in force on a day, of each partner that has some.
pub fn taxes(tx: &mut Tx<'_>, on: NaiveDate) -> Result<HashMap<PartnerId, TaxTerms>, StorageError> {
    type Row = (String, i32, String, i32);
    let columns = (
        tax_profiles::partner_id,
        tax_profiles::withholding_parts,
        tax_profiles::withhold_on,
        tax_profiles::sales_tax_parts,
    );
    let query = tax_profiles::table
        .filter(tax_profiles::confirmed_by.is_not_null())
        .filter(tax_profiles::effective_from.le(on))
        .select(columns)
        .order((tax_profiles::partner_id, tax_profiles::effective_from));
    let terms = |(partner, withholding, withhold_on, sales_tax): Row| {
        let read = || {
            let terms = TaxTerms {
                withholding: Percent::from_parts(withholding.into())?,
                withhold_on: WithholdOn::parse(&withhold_on)?,
                sales_tax: Percent::from_parts(sales_tax.into())?,
            };
            Some((PartnerId::parse(&partner)?, terms))
        };
        read().ok_or_else(|| unreadable("the taxes of partner", &partner))
    };
    // Of one partner the latest comes last, and stays.
    query.load::<Row>(tx.connection)?.into_iter().map(terms).collect()
}
