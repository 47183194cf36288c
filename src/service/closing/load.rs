//! The sales, refunds and entries that a close needs, and no others where that saves much.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::Asked;
use super::programme::Programme;
use crate::commission::facts::{Credits, RefundRow, SaleBlock, SaleRow};
use crate::commission::plan::Kind;
use crate::commission::{Posted, Touched};
use crate::domain::Word;
use crate::domain::{Amount, Code, Currency, PartnerId, Period, ProductId, SaleId, Share, Span};
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::entries::{self, PostedRow};
use crate::storage::facts::{self, Known, PaidSale, RefundOf, Seen};

/// From so many partners on, days are loaded for all partners at once.
const MANY: usize = 100;

/// What was loaded.
#[derive(Default)]
pub(in crate::service) struct Loaded {
    pub sales: SaleBlock,
    pub refunds: Vec<RefundRow>,
    pub posted: Vec<Posted>,
    /// What the engine's sales are in the database.
    known: HashMap<Box<str>, (SaleId, NaiveDate)>,
    /// The same of sales with entries, void ones too.
    paid: HashMap<Box<str>, (SaleId, NaiveDate)>,
    /// The sales in the order in which they were taken.
    taken: Vec<Box<str>>,
    accounts: HashSet<String>,
}

impl Loaded {
    /// The id of a sale, and the day on which it was paid.
    pub fn sale(&self, external_id: &str) -> Option<&(SaleId, NaiveDate)> {
        self.known.get(external_id).or_else(|| self.paid.get(external_id))
    }

    /// The sale taken from that line.
    pub fn sale_at(&self, line: u64) -> Option<&str> {
        let place = usize::try_from(line.checked_sub(1)?).ok()?;
        self.taken.get(place).map(|id| &**id)
    }
}

/// Loads what closing a period needs where `touched` is new.
pub(super) fn load(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    programme: &Programme,
    touched: &Touched,
) -> Result<Loaded, ServiceError> {
    let products = facts::product_codes(tx)?;
    let left_out = asked.left_out.iter().map(|left_out| left_out.sale.as_str()).collect();
    let mut loader = Loader { products, programme, left_out, loaded: Loaded::default() };
    let Some(first) = first_day(tx, asked)? else { return Ok(loader.loaded) };
    let plan = Plan::new(asked, programme, touched, first);
    for days in &plan.of_all {
        loader.take(tx, None, *days)?;
    }
    for (partner, days) in &plan.of_some {
        for days in days {
            loader.take(tx, Some(partner), *days)?;
        }
    }
    Ok(loader.loaded)
}

/// The first day that any fact can bear on.
fn first_day(tx: &mut Tx<'_>, asked: &Asked<'_>) -> Result<Option<NaiveDate>, ServiceError> {
    let first = facts::first_day(tx, &Known::today())?;
    // Void sales may have been the first; what was posted for them is in the windows of closed periods.
    let posted = if asked.last.is_some() { entries::first_day(tx)? } else { None };
    Ok(first.into_iter().chain(posted).min())
}

/// Whose days are loaded.
struct Plan {
    /// Days of all partners, apart.
    of_all: Vec<Span>,
    /// Days of single partners, besides.
    of_some: Vec<(PartnerId, Vec<Span>)>,
}

impl Plan {
    fn new(asked: &Asked<'_>, programme: &Programme, touched: &Touched, first: NaiveDate) -> Self {
        let end = asked.period.last_day();
        let mut groups: BTreeMap<Vec<Span>, Vec<&PartnerId>> = BTreeMap::new();
        for partner in programme.partners.iter().filter(|partner| asked.is_of(&partner.id)) {
            let needed = touched.needed(&partner.code, programme.plans_of(partner).into_iter());
            let within =
                |days: &Span| Span { first: days.first.max(first), last: days.last.min(end) };
            let needed = needed.iter().map(within).filter(|days| days.first <= days.last);
            groups.entry(needed.collect()).or_default().push(&partner.id);
        }
        let below = below(programme);
        let mut plan = Self { of_all: Vec::new(), of_some: Vec::new() };
        let mut some: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        for (needed, partners) in groups {
            let mut whose: BTreeSet<&str> = partners.iter().map(|id| id.as_str()).collect();
            whose.extend(partners.iter().flat_map(|id| below.get(id.as_str())).flatten());
            if whose.len() > MANY {
                plan.of_all.extend(needed);
            } else {
                whose.iter().for_each(|id| some.entry(id).or_default().extend(&needed));
            }
        }
        plan.of_all = joined(plan.of_all);
        for (id, days) in some {
            let days: Vec<Span> =
                joined(days).into_iter().flat_map(|days| outside(days, &plan.of_all)).collect();
            if let (Some(id), false) = (PartnerId::parse(id), days.is_empty()) {
                plan.of_some.push((id, days));
            }
        }
        plan
    }
}

/// All that ever stood below each partner.
fn below(programme: &Programme) -> HashMap<String, BTreeSet<&str>> {
    let mut below: HashMap<String, BTreeSet<&str>> = HashMap::new();
    for partner in &programme.partners {
        for above in programme.above(&partner.id) {
            below.entry(above.to_owned()).or_default().insert(partner.id.as_str());
        }
    }
    below
}

/// The same days in order, each once.
fn joined(mut days: Vec<Span>) -> Vec<Span> {
    days.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in days {
        match joined.last_mut() {
            Some(last) if span.first <= last.last => last.last = last.last.max(span.last),
            _ => joined.push(span),
        }
    }
    joined
}

/// The days that are not among others, which are in order and apart.
fn outside(days: Span, others: &[Span]) -> Vec<Span> {
    let mut left = Vec::new();
    let mut first = Some(days.first);
    for other in others.iter().filter(|other| other.last >= days.first) {
        let Some(from) = first.filter(|from| *from <= days.last) else { break };
        if let Some(last) = other.first.pred_opt().filter(|last| *last >= from) {
            left.push(Span { first: from, last: last.min(days.last) });
        }
        first = other.last.succ_opt();
    }
    if let Some(from) = first.filter(|from| *from <= days.last) {
        left.push(Span { first: from, last: days.last });
    }
    left
}

struct Loader<'a> {
    products: HashMap<ProductId, Code>,
    programme: &'a Programme,
    left_out: HashSet<&'a str>,
    loaded: Loaded,
}

impl Loader<'_> {
    /// Takes the sales, refunds and entries of some days, of all partners or of one.
    fn take(
        &mut self,
        tx: &mut Tx<'_>,
        partner: Option<&PartnerId>,
        days: Span,
    ) -> Result<(), ServiceError> {
        let seen = partner.map_or(Seen::All, Seen::Of);
        // All partners' days one by one, so that no more is in memory twice than a day.
        let parts: Vec<Span> = match partner {
            Some(_) => vec![days],
            None => days.first.iter_days().take_while(|day| *day <= days.last).map(day).collect(),
        };
        let known = Known::today();
        for part in parts {
            let fresh = self.sales(&facts::sales(tx, &known, seen, part)?)?;
            self.refunds(facts::refunds(tx, &known, seen, part)?, &fresh)?;
        }
        let sales = entries::posted(tx, true, partner, days)?;
        let accounts = entries::posted(tx, false, partner, days)?;
        sales.iter().try_for_each(|row| self.posted(row))?;
        for row in accounts {
            if self.loaded.accounts.insert(row.id.clone()) {
                self.posted(&row)?;
            }
        }
        Ok(())
    }

    /// Takes sales that were not taken yet, and says which those are.
    fn sales(&mut self, rows: &[PaidSale]) -> Result<HashSet<String>, ServiceError> {
        let mut fresh = HashSet::new();
        for credits in rows.chunk_by(|a, b| a.id == b.id) {
            let Some(sale) = credits.first() else { continue };
            let is_known = self.loaded.known.contains_key(&*sale.external_id);
            if is_known || self.left_out.contains(sale.id.as_str()) {
                continue;
            }
            self.sale(sale, credits)?;
            fresh.insert(sale.external_id.clone());
        }
        Ok(fresh)
    }

    fn sale(&mut self, sale: &PaidSale, credits: &[PaidSale]) -> Result<(), ServiceError> {
        let name: Box<str> = sale.external_id.as_str().into();
        self.loaded.taken.push(name.clone());
        let too_many = |_| ServiceError::Unprocessable("out_of_range", "too many sales".to_owned());
        let Loaded { sales, taken, .. } = &mut self.loaded;
        let push = |row: &SaleRow<'_>| sales.push(taken.len() as u64, row);
        with_row(self.programme, &self.products, (sale, credits), push)?.map_err(too_many)?;
        let id = SaleId::parse(&sale.id).ok_or_else(|| unreadable(sale))?;
        self.loaded.known.insert(name, (id, sale.paid_on));
        Ok(())
    }

    fn refunds(
        &mut self,
        rows: Vec<RefundOf>,
        fresh: &HashSet<String>,
    ) -> Result<(), ServiceError> {
        for row in rows.into_iter().filter(|row| fresh.contains(&row.sale)) {
            let line = self.loaded.refunds.len() as u64 + 1;
            self.loaded.refunds.push(refund_row(line, &row)?);
        }
        Ok(())
    }

    fn posted(&mut self, row: &PostedRow) -> Result<(), ServiceError> {
        let unreadable = || ServiceError::Internal(format!("entry {} cannot be read", row.id));
        let posted = read(self.programme, row).ok_or_else(unreadable)?;
        if let (Some(name), Some(id)) = (&row.sale_external_id, &row.sale_id)
            && !self.loaded.paid.contains_key(name.as_str())
        {
            let id = SaleId::parse(id).ok_or_else(unreadable)?;
            self.loaded.paid.insert(name.as_str().into(), (id, row.day));
        }
        self.loaded.posted.push(posted);
        Ok(())
    }
}

fn unreadable(sale: &PaidSale) -> ServiceError {
    ServiceError::Internal(format!("sale {} cannot be read", sale.id))
}

/// Makes the engine's row of a sale and its credits, and does something with it.
pub(in crate::service) fn with_row<T>(
    programme: &Programme,
    products: &HashMap<ProductId, Code>,
    (sale, credits): (&PaidSale, &[PaidSale]),
    then: impl FnOnce(&SaleRow<'_>) -> T,
) -> Result<T, ServiceError> {
    let unreadable = || unreadable(sale);
    let mut shares = Vec::with_capacity(credits.len());
    for credit in credits {
        let partner = PartnerId::parse(&credit.partner_id);
        let partner = partner.and_then(|id| programme.partner(&id));
        let share = Share::from_parts(credit.share_parts.into());
        let (partner, share) = partner.zip(share).ok_or_else(unreadable)?;
        shares.push((partner.code.as_str(), share));
    }
    let credits = match shares.as_slice() {
        [(partner, Share::WHOLE)] => Credits::Whole(partner),
        shares => Credits::Split(shares),
    };
    let product = products.get(&sale.product()?).ok_or_else(unreadable)?;
    let row = SaleRow {
        sale: &sale.external_id,
        credits,
        kind: Kind::parse(&sale.kind).ok_or_else(unreadable)?,
        product: product.as_str(),
        source: &sale.source,
        city: &sale.city,
        amount: Amount::try_from(sale.amount).map_err(|_| unreadable())?,
        currency: Currency::parse(&sale.currency).ok_or_else(unreadable)?,
        paid_on: sale.paid_on,
        verified_on: sale.verified_on,
    };
    Ok(then(&row))
}

/// The engine's row of a refund.
pub(in crate::service) fn refund_row(line: u64, row: &RefundOf) -> Result<RefundRow, ServiceError> {
    let RefundOf { refund, sale, amount, currency, refunded_on } = row;
    let unreadable = || ServiceError::Internal(format!("refund {refund} cannot be read"));
    Ok(RefundRow {
        line,
        refund: Code::parse(refund).ok_or_else(unreadable)?,
        sale: Code::parse(sale).ok_or_else(unreadable)?,
        amount: amount.in_currency(*currency).to_string().into(),
        refunded_on: *refunded_on,
    })
}

fn day(day: NaiveDate) -> Span {
    Span { first: day, last: day }
}

fn read(programme: &Programme, row: &PostedRow) -> Option<Posted> {
    let code = |id: &str| Some(programme.partner(&PartnerId::parse(id)?)?.code.clone());
    let sale = match &row.sale_external_id {
        Some(id) => Some(Code::parse(id)?),
        None => None,
    };
    let from_partner = match &row.from_partner_id {
        Some(id) => Some(code(id)?),
        None => None,
    };
    let basis = row.basis.map(Amount::try_from).transpose().ok()?;
    Some(Posted {
        partner: code(&row.partner_id)?,
        sale,
        rule: Code::parse(&row.rule)?,
        from_partner,
        window: row.window_first.map(|first| Span { first, last: row.day }),
        period: Period::parse(&row.period)?,
        basis,
        amount: Amount::try_from(row.amount).ok()?,
        currency: Currency::parse(&row.currency)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_date;

    fn span(text: &str) -> Span {
        let (first, last) = text.split_once("..").unwrap();
        Span { first: parse_date(first).unwrap(), last: parse_date(last).unwrap() }
    }

    #[test]
    fn days_that_are_loaded_for_all_are_not_loaded_again() {
        let others = [span("2026-02-01..2026-02-28"), span("2026-04-01..2026-04-30")];
        let left = outside(span("2026-01-15..2026-05-15"), &others);
        let expected =
            ["2026-01-15..2026-01-31", "2026-03-01..2026-03-31", "2026-05-01..2026-05-15"];
        assert_eq!(left, expected.map(span));
        assert_eq!(outside(span("2026-02-03..2026-02-04"), &others), []);
        assert_eq!(outside(span("2026-06-03..2026-06-04"), &[]), [span("2026-06-03..2026-06-04")]);
    }
}
