//! Overrides in a partner's own bundle, computable without what is the partner's below.
//!
//! Behind each stands a sale of another partner, of which the upper one learns no more than its
//! statement shows: the lower partner's code, and the product, day and basis. So the bundle has a sale
//! of that basis under a name of its own, in the plan's currency, and partners between the two under
//! names that hide them. Its kind, source and city are any that the plan's overrides do not tell from
//! the true ones.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

use chrono::NaiveDate;

use crate::commission::facts::{Credits, PartnerRow, SaleBlock, SaleRow};
use crate::commission::plan::{Kind, Override};
use crate::commission::{Entry, Ledger};
use crate::domain::{Amount, Code, Currency, Period, ProductId, Text, Word};
use crate::formats::period_bundle::Tables;
use crate::service::closing::history;
use crate::service::closing::programme::Programme;
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::facts::{self, Known, PaidPartner, PaidSale};

use super::super::failed;
use super::terms::Terms;

/// A sale of a partner below: what the platform calls it, and the partner's code.
type Key = (String, Code);

/// Sales by what the platform calls them, and the basis of each key.
type Computed = (HashMap<String, PaidSale>, HashMap<Key, Amount>);

/// The sales behind a partner's overrides, by the names that hide them.
#[derive(Default)]
pub(super) struct Below {
    names: HashMap<Key, usize>,
    /// In the order of their names.
    keys: Vec<Key>,
}

impl Below {
    /// The name of a sale behind an override, a new one where it has none yet.
    pub fn name(&mut self, sale: &str, from: &Code) -> String {
        let key = (sale.to_owned(), from.clone());
        let place = *self.names.entry(key.clone()).or_insert(self.keys.len());
        if place == self.keys.len() {
            self.keys.push(key);
        }
        named(place)
    }

    /// The names of the sales of which it holds.
    pub fn names_of<'a>(
        &'a self,
        holds: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = String> + 'a {
        let some = self.keys.iter().enumerate().filter(move |(_, (sale, _))| holds(sale));
        some.map(|(place, _)| named(place))
    }

    /// Adds the sales of which `takes` says so and that the partner stood above, and the partners that
    /// they are of.
    pub fn write(
        &self,
        tx: &mut Tx<'_>,
        (programme, only, terms): (&Programme, &PaidPartner, &Terms<'_>),
        close: (Period, &Known),
        takes: impl Fn(&PaidSale) -> bool,
        tables: &mut Tables,
    ) -> Result<(), ServiceError> {
        let products = facts::product_codes(tx)?;
        let (sales, bases) = self.computed(tx, (programme, only), close, takes)?;
        let upper = Upper::new(programme, (only, terms), products);
        let mut levels: BTreeMap<&Code, BTreeMap<NaiveDate, usize>> = BTreeMap::new();
        for (place, key) in self.keys.iter().enumerate() {
            let (Some(sale), (_, lower)) = (sales.get(&key.0), key) else { continue };
            let Some(level) = upper.level(lower, sale.paid_on) else { continue };
            levels.entry(lower).or_default().insert(sale.paid_on, level);
            let basis = bases.get(key).copied().unwrap_or_default();
            let row = upper.row(sale, (lower, basis)).ok_or_else(|| unreadable(sale))?;
            tables.sale(&SaleRow { sale: &named(place), ..row }).map_err(failed)?;
        }
        upper.partners(&levels, tables).map_err(failed)
    }

    /// The sales, and the basis that each has at a period's end; none where it earns nothing.
    fn computed(
        &self,
        tx: &mut Tx<'_>,
        (programme, only): (&Programme, &PaidPartner),
        (period, known): (Period, &Known),
        takes: impl Fn(&PaidSale) -> bool,
    ) -> Result<Computed, ServiceError> {
        let asked: HashSet<&str> = self.keys.iter().map(|(sale, _)| sale.as_str()).collect();
        let mut sales = HashMap::new();
        let mut gathering = programme.gathering();
        if let Some(days) = history::until(tx, known, period.last_day())? {
            let takes = |sale: &PaidSale| {
                let is_taken = asked.contains(sale.external_id.as_str()) && takes(sale);
                if is_taken {
                    sales.insert(sale.external_id.clone(), sale.clone());
                }
                is_taken
            };
            let each = |block: &SaleBlock| gathering.sales(block);
            let refunds = history::sales_of(tx, (programme, known), days, takes, each)?;
            gathering.refunds(refunds);
        }
        let wrong =
            |what: String| ServiceError::Internal(format!("sales behind overrides: {what}"));
        let facts = gathering.finish(period);
        let facts = facts.map_err(|faults| wrong(format!("{} faults", faults.total())))?;
        let mut ledger = Ledger::open(&facts);
        ledger.close(period).map_err(|error| wrong(error.to_string()))?;
        let basis = |entry: Entry<'_>| {
            let key = (entry.sale?.to_owned(), entry.from_partner?.clone());
            Some((key, entry.basis?))
        };
        let entries = ledger.entries(period).map(|entry| entry.entry());
        let own = entries.filter(|entry| *entry.partner == only.code);
        Ok((sales, own.filter_map(basis).collect()))
    }
}

fn named(place: usize) -> String {
    format!("./below-{}", place + 1)
}

fn unreadable(sale: &PaidSale) -> ServiceError {
    ServiceError::Internal(format!("sale {} cannot be read", sale.id))
}

/// The partner that is paid the overrides, and what stands around it.
struct Upper<'a> {
    only: &'a PaidPartner,
    terms: &'a Terms<'a>,
    products: HashMap<ProductId, Code>,
    currency: Currency,
}

impl<'a> Upper<'a> {
    fn new(
        programme: &'a Programme,
        (only, terms): (&'a PaidPartner, &'a Terms<'a>),
        products: HashMap<ProductId, Code>,
    ) -> Self {
        Self { only, terms, products, currency: programme.currency(only) }
    }

    /// How many partners stand between, on a day; none where it does not stand above.
    fn level(&self, lower: &Code, day: NaiveDate) -> Option<usize> {
        let parent = |partner: &Code| self.terms.parent(partner, day);
        std::iter::successors(parent(lower), parent).position(|upper| upper == self.only.code)
    }

    /// The sale as the upper partner learns of it, without a name.
    fn row<'s>(
        &'s self,
        sale: &'s PaidSale,
        (lower, basis): (&'s Code, Amount),
    ) -> Option<SaleRow<'s>> {
        let version = self.terms.version(&self.only.code, sale.paid_on);
        let product = self.products.get(&sale.product().ok()?)?;
        let overrides = version.map_or(&[][..], |version| version.overrides.as_slice());
        let (kind, source, city) = alike(overrides, product, sale)?;
        let is_verified = version.is_some_and(|version| version.requires_verification);
        Some(SaleRow {
            sale: "",
            credits: Credits::Whole(lower.as_str()),
            kind,
            product: product.as_str(),
            source,
            city,
            amount: basis,
            currency: self.currency,
            paid_on: sale.paid_on,
            // What is not verified earns nothing and is on no statement.
            verified_on: is_verified.then_some(sale.paid_on),
        })
    }

    /// A row for each level that a partner below ever has, and for each that stands between.
    fn partners(
        &self,
        levels: &BTreeMap<&Code, BTreeMap<NaiveDate, usize>>,
        tables: &mut Tables,
    ) -> io::Result<()> {
        let Some(own) = self.terms.rows(&self.only.code).first() else {
            return Ok(());
        };
        let above = |level: usize| match level {
            0 => Some(self.only.code.clone()),
            level => Code::parse(&format!("./between-{level}")),
        };
        let most = levels.values().flat_map(BTreeMap::values).max().copied().unwrap_or_default();
        for level in 1..=most {
            let Some(partner) = above(level) else { continue };
            let parent = above(level - 1);
            tables.partner(&PartnerRow { partner, parent, from: None, ..own.clone() })?;
        }
        for (lower, levels) in levels {
            let mut before = None;
            for (day, level) in levels {
                let from = before.map(|_| *day);
                if before.replace(level) != Some(level) {
                    let (partner, parent) = ((*lower).clone(), above(*level));
                    tables.partner(&PartnerRow { partner, parent, from, ..own.clone() })?;
                }
            }
        }
        Ok(())
    }
}

/// A kind, source and city that overrides fit just as they fit the sale's own.
fn alike<'a>(
    overrides: &'a [Override],
    product: &Code,
    sale: &'a PaidSale,
) -> Option<(Kind, &'a str, &'a str)> {
    let fits = |kind: Kind, source: &str, city: &str| -> Vec<bool> {
        overrides.iter().map(|one| one.when.fits(kind, product, source, city)).collect()
    };
    let own = (Kind::parse(&sale.kind)?, sale.source.as_str(), sale.city.as_str());
    let wanted = fits(own.0, own.1, own.2);
    let listed = |list: fn(&Override) -> &Option<Vec<Text>>| {
        overrides.iter().flat_map(move |one| list(one).iter().flatten()).map(Text::as_str)
    };
    let sources = || std::iter::once("").chain(listed(|one| &one.when.sources));
    let cities = || std::iter::once("").chain(listed(|one| &one.when.cities));
    let all = Kind::ALL.iter().flat_map(|kind| sources().map(move |source| (*kind, source)));
    let mut all = all.flat_map(|(kind, source)| cities().map(move |city| (kind, source, city)));
    all.find(|(kind, source, city)| fits(*kind, source, city) == wanted).or(Some(own))
}
