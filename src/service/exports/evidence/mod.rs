//! Everything that a closed period was computed from and what it came to, to be checked without the
//! database: whole, or for one partner, without what is others'.

mod below;
mod split;
mod terms;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io;

use crate::commission::facts::{PartnerRow, SaleRow};
use crate::domain::statement::{Exchange, Statement};
use crate::domain::{Amount, Code, Currency, PartnerId, Period, ProductId, SaleId, Span, Word};
use crate::formats::entries::{append_csv, csv_header};
use crate::formats::period_bundle::{FORM, Key, Manifest, RateFile, StatementFile, Tables};
use crate::service::closing::history;
use crate::service::closing::load::{refund_row, with_row};
use crate::service::closing::programme::Programme;
use crate::service::closing::touching::untold;
use crate::service::error::ServiceError;
use crate::service::statements::{self as stated, NamedEntry, Part};
use crate::storage::Tx;
use crate::storage::facts::{self, Known, PaidPartner, PaidSale, RefundOf, Seen};
use crate::storage::periods::{self, ClosedPeriod};
use crate::storage::statements;

use super::{Spool, failed};
use below::Below;
use terms::Terms;

/// Writes the bundle of a closed period, whole or for one partner.
pub(super) fn bundle(
    tx: &mut Tx<'_>,
    period: Period,
    partner: Option<&PartnerId>,
    out: &mut Spool,
) -> Result<(), ServiceError> {
    let closed = periods::by_period(tx, period)?.ok_or(ServiceError::NotFound)?;
    let known = Known::through(tx, closed.facts_through, period.next().first_day())?;
    let programme = Programme::known(tx, &known)?;
    let only = match partner {
        Some(id) => Some(programme.partner(id).ok_or(ServiceError::NotFound)?),
        None => None,
    };
    let (below, tables) = (Below::default(), Tables::new().map_err(failed)?);
    let (known, programme) = (&known, &programme);
    let mut evidence = Evidence { closed, known, programme, only, below, tables };
    let own = evidence.posted(tx)?;
    let is_whole = evidence.entries(tx)?;
    let changed_sales = evidence.sales(tx, &own)?;
    evidence.programme().map_err(failed)?;
    let (stated, fingerprint) = evidence.statements(tx)?;
    let manifest = Manifest {
        form: FORM.to_owned(),
        period: period.to_string(),
        partner: only.map(|partner| partner.code.to_string()),
        fingerprint: is_whole.then_some(fingerprint),
        changed_sales,
        changed_days: evidence.changed_days(tx)?,
        files: BTreeMap::new(),
    };
    evidence.tables.write(out, period.last_day(), &stated, manifest).map_err(failed)
}

/// A sale with its credits, and what products are called.
type Sold<'a> = (&'a HashMap<ProductId, Code>, &'a PaidSale, &'a [PaidSale]);

struct Evidence<'a> {
    closed: ClosedPeriod,
    known: &'a Known,
    programme: &'a Programme,
    only: Option<&'a PaidPartner>,
    below: Below,
    tables: Tables,
}

impl Evidence<'_> {
    /// The sales as the close knew them; those of which nobody can tell that. Of a partner's own bundle
    /// the names of others' sales are no part.
    fn sales(
        &mut self,
        tx: &mut Tx<'_>,
        own: &BTreeSet<String>,
    ) -> Result<Vec<String>, ServiceError> {
        let period = self.closed.period;
        let untold = facts::sale_names(tx, &self.known.untold()?)?;
        let left_out = periods::left_out(tx, period)?;
        let left_out: HashSet<&str> = left_out.iter().map(SaleId::as_str).collect();
        let is_taken = |sale: &PaidSale| !left_out.contains(sale.id.as_str());
        let terms = Terms::of(self.programme);
        self.own_sales(tx, &terms, is_taken)?;
        let Some(only) = self.only else {
            return Ok(BTreeSet::from_iter(untold).into_iter().collect());
        };
        let upper = (self.programme, only, &terms);
        self.below.write(tx, upper, (period, self.known), is_taken, &mut self.tables)?;
        let mut told: Vec<String> = self.below.names_of(|sale| untold.contains(sale)).collect();
        told.extend(untold.iter().filter(|name| own.contains(*name)).cloned());
        told.sort_unstable();
        Ok(told)
    }

    /// The sales that credit the partner, or all, and their refunds.
    fn own_sales(
        &mut self,
        tx: &mut Tx<'_>,
        terms: &Terms<'_>,
        is_taken: impl Fn(&PaidSale) -> bool,
    ) -> Result<(), ServiceError> {
        let products = facts::product_codes(tx)?;
        let last = self.closed.period.last_day();
        let mut hides = false;
        for month in history::until(tx, self.known, last)?.into_iter().flat_map(history::months) {
            let seen = self.only.map_or(Seen::All, |partner| Seen::Of(&partner.id));
            let rows = facts::sales(tx, self.known, seen, month)?;
            let refunds = refunds_by_sale(tx, self.known, seen, month)?;
            for credits in rows.chunk_by(|a, b| a.id == b.id) {
                let Some(sale) = credits.first().filter(|sale| is_taken(sale)) else { continue };
                let refunds = refunds.get(&sale.external_id).map_or(&[][..], Vec::as_slice);
                let sold = (&products, sale, credits);
                hides |= match self.only.filter(|_| credits.len() > 1) {
                    Some(only) => self.split_sale((terms, only), sold, refunds).map(|()| true)?,
                    None => self.sale(sold, refunds).map(|()| false)?,
                };
            }
        }
        self.partners(terms, hides).map_err(failed)
    }

    fn sale(&mut self, sold: Sold<'_>, refunds: &[RefundOf]) -> Result<(), ServiceError> {
        let (products, sale, credits) = sold;
        let add = |row: &SaleRow<'_>| self.tables.sale(row);
        with_row(self.programme, products, (sale, credits), add)?.map_err(failed)?;
        self.refunds(refunds)
    }

    /// A sale that is shared, as one partner learns of it.
    fn split_sale(
        &mut self,
        (terms, only): (&Terms<'_>, &PaidPartner),
        (products, sale, credits): Sold<'_>,
        refunds: &[RefundOf],
    ) -> Result<(), ServiceError> {
        let on = self.closed.period.last_day();
        let counted = split::counted((terms, &only.code, on), sale.paid_on, refunds);
        let add = |row: &SaleRow<'_>| {
            split::hiding(&only.code, row, &counted, |row| self.tables.sale(row))
        };
        with_row(self.programme, products, (sale, credits), add)?.map_err(failed)?;
        self.refunds(counted)
    }

    fn refunds<'r>(
        &mut self,
        refunds: impl IntoIterator<Item = &'r RefundOf>,
    ) -> Result<(), ServiceError> {
        for refund in refunds {
            self.tables.refund(&refund_row(0, refund)?).map_err(failed)?;
        }
        Ok(())
    }

    /// The partners' table: of one partner its own rows, and one for the name that hides others.
    fn partners(&mut self, terms: &Terms<'_>, hides: bool) -> io::Result<()> {
        let Some(only) = self.only else {
            return self.programme.rows().iter().try_for_each(|row| self.tables.partner(row));
        };
        let own =
            terms.rows(&only.code).iter().map(|row| PartnerRow { parent: None, ..row.clone() });
        let others = terms.rows(&only.code).first().filter(|_| hides).and_then(|first| {
            let partner = Code::parse(split::OTHERS)?;
            Some(PartnerRow { partner, parent: None, from: None, ..first.clone() })
        });
        own.chain(others).try_for_each(|row| self.tables.partner(&row))
    }

    /// Plans and rates.
    fn programme(&mut self) -> io::Result<()> {
        let rows = self.programme.rows();
        let is_own = |code: &Code| {
            self.only.is_none_or(|only| {
                rows.iter().any(|row| row.partner == only.code && row.plan == *code)
            })
        };
        let mut plans: Vec<_> = self.programme.plans().filter(|plan| is_own(plan.code())).collect();
        plans.sort_by_key(|plan| plan.code());
        plans.into_iter().for_each(|plan| self.tables.plan(plan));
        let last = self.closed.period.last_day();
        let mut rates = self.programme.rates.iter().filter(|rate| rate.date <= last);
        rates.try_for_each(|rate| self.tables.rate(rate))
    }

    /// What was posted for each key in earlier periods; the partner's own sales among them.
    fn posted(&mut self, tx: &mut Tx<'_>) -> Result<BTreeSet<String>, ServiceError> {
        let mut sums: BTreeMap<Key, (i128, Currency)> = BTreeMap::new();
        let (mut own, last) = (BTreeSet::new(), self.closed.period);
        for period in periods::all(tx)?.into_iter().map(|closed| closed.period) {
            if period > last {
                break;
            }
            self.each_entry(tx, period, |named| {
                if named.from_code.is_none() {
                    own.extend(named.sale_external_id.clone());
                }
                if period < last {
                    let sum = sums.entry(key(named)).or_insert((0, named.entry.currency));
                    sum.0 += i128::from(named.entry.amount.minor());
                }
                Ok(())
            })?;
        }
        for (key, (sum, currency)) in sums {
            let amount = Amount::try_from(sum)
                .map_err(|error| ServiceError::Internal(format!("a sum of entries: {error}")))?;
            self.tables.posted(&key, amount, currency).map_err(failed)?;
        }
        Ok(own)
    }

    /// The entries of the period; whether all of them are as the fingerprint has them.
    fn entries(&mut self, tx: &mut Tx<'_>) -> Result<bool, ServiceError> {
        let hides = self.only.is_some();
        let (mut text, mut is_whole) = (csv_header().into_bytes(), true);
        self.each_entry(tx, self.closed.period, |named| {
            is_whole &= !hides || named.from_code.is_none();
            append_csv(&mut text, std::iter::once(stated::line(named))).map_err(failed)
        })?;
        self.tables.entries = text;
        Ok(is_whole)
    }

    /// The entries of a period. In a partner's own bundle the sale behind an override has a name that
    /// hides it.
    fn each_entry(
        &mut self,
        tx: &mut Tx<'_>,
        period: Period,
        mut each: impl FnMut(&NamedEntry) -> Result<(), ServiceError>,
    ) -> Result<(), ServiceError> {
        let part = Part { period, partner: self.only.map(|partner| partner.id.clone()) };
        let mut position = stated::BEFORE_THE_FIRST;
        while let Some(mut rows) = stated::next_entries(tx, &part, position)? {
            position = rows.last().map_or(i32::MAX, |last| last.entry.position);
            for named in &mut rows {
                if let (Some(_), Some(sale), Some(from)) =
                    (self.only, &named.sale_external_id, &named.from_code)
                {
                    named.sale_external_id = Some(self.below.name(sale, from));
                }
                each(named)?;
            }
        }
        Ok(())
    }

    /// The statements, and the fingerprint of the entries that they are of.
    fn statements(&self, tx: &mut Tx<'_>) -> Result<(Vec<StatementFile>, String), ServiceError> {
        let mut fingerprint = self.closed.fingerprint;
        let mut files = Vec::new();
        for statement in statements::of_period(tx, self.closed.period)? {
            let gone = || ServiceError::Internal(format!("{} has no partner", statement.id));
            let partner = self.programme.partner(&statement.partner).ok_or_else(gone)?;
            if self.only.is_none_or(|only| only.id == statement.partner) {
                if self.only.is_some() {
                    fingerprint = statement.fingerprint;
                }
                files.push(file(&partner.code, &statement));
            }
        }
        files.sort_by(|a, b| a.partner.cmp(&b.partner));
        Ok((files, fingerprint.to_string()))
    }

    /// The days of payment, by partner, on which facts bear that cannot be told as the close knew them.
    fn changed_days(&self, tx: &mut Tx<'_>) -> Result<BTreeMap<String, Vec<String>>, ServiceError> {
        let touched = untold(tx, self.programme, self.known)?;
        let last = self.closed.period.last_day();
        let mut changed = BTreeMap::new();
        for partner in &self.programme.partners {
            if self.only.is_some_and(|only| only.id != partner.id) {
                continue;
            }
            let plans = self.programme.plans_of(partner);
            let days = touched.needed(&partner.code, plans.into_iter());
            let days = days.into_iter().filter(|days| days.first <= last);
            let days: Vec<String> =
                days.map(|days| Span { last: days.last.min(last), ..days }.to_string()).collect();
            if !days.is_empty() {
                changed.insert(partner.code.to_string(), days);
            }
        }
        Ok(changed)
    }
}

/// The refunds of the sales paid on some days, by what the engine calls the sale.
fn refunds_by_sale(
    tx: &mut Tx<'_>,
    known: &Known,
    seen: Seen<'_>,
    days: Span,
) -> Result<HashMap<String, Vec<RefundOf>>, ServiceError> {
    let mut refunds: HashMap<String, Vec<RefundOf>> = HashMap::new();
    for refund in facts::refunds(tx, known, seen, days)? {
        refunds.entry(refund.sale.clone()).or_default().push(refund);
    }
    Ok(refunds)
}

fn key(named: &NamedEntry) -> Key {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        named.partner_code.to_string(),
        text(&named.sale_external_id),
        named.entry.rule.to_string(),
        named.from_code.as_ref().map(ToString::to_string).unwrap_or_default(),
        named.entry.window.map(|window| window.to_string()).unwrap_or_default(),
    ]
}

fn file(partner: &Code, statement: &Statement) -> StatementFile {
    let (given, figures) = (&statement.given, &statement.figures);
    let own = |amount: Amount| amount.in_currency(statement.currency).to_string();
    let paid = |amount: Amount| amount.in_currency(statement.payout_currency).to_string();
    let rate = given.exchange.and_then(|exchange| match exchange {
        Exchange::Same => None,
        Exchange::Times(date, rate) => Some((date, rate, false)),
        Exchange::By(date, rate) => Some((date, rate, true)),
    });
    let rate = rate.map(|(date, rate, divides)| RateFile {
        date: date.to_string(),
        rate: rate.to_string(),
        divides,
    });
    StatementFile {
        partner: partner.to_string(),
        currency: statement.currency.code().to_owned(),
        payout_currency: statement.payout_currency.code().to_owned(),
        opening_balance: own(given.opening_balance),
        commission: own(given.commission),
        adjustments: own(given.adjustments),
        held: own(given.held),
        minimum_payout: own(given.minimum_payout),
        rate,
        withholding_percent: given.taxes.withholding.to_string(),
        withhold_on: given.taxes.withhold_on.as_str().to_owned(),
        sales_tax_percent: given.taxes.sales_tax.to_string(),
        gross: own(figures.gross),
        carried_forward: own(figures.carried_forward),
        payable: paid(figures.payable),
        sales_tax: paid(figures.sales_tax),
        withholding_tax: paid(figures.withholding_tax),
        net: paid(figures.net),
    }
}
