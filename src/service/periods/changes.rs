//! What changed from one period to the next, by cause.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::commission::EntryKind;
use crate::commission::changes::{Cause, Causes, Compared, Earning, causes};
use crate::commission::facts::{Conversion, Faults, Rates};
use crate::commission::plan::{Pay, Rule, Version};
use crate::domain::{Amount, Currency, Money, PartnerId, Period, SaleId};
use crate::service::by::{By, new_id};
use crate::service::closing::outcome::money;
use crate::service::closing::programme::Programme;
use crate::service::closing::{self, Asked, Computed};
use crate::service::error::ServiceError;
use crate::service::statements::{self, Part};
use crate::storage::entries::{EntryRecord, Key, bases_before};
use crate::storage::facts::{self, Sold};
use crate::storage::{Tx, adjustments, periods};

/// What changed from the month before.
#[derive(Debug, Clone)]
pub struct Changes {
    /// The period.
    pub period: Period,
    /// The period that it is compared with.
    pub before: Period,
    /// Whether the period is open, so that its figures are what a close would give.
    pub is_estimate: bool,
    /// Partner by partner, by code.
    pub partners: Vec<Changed>,
    /// In all, in each currency.
    pub totals: Vec<Changed>,
}

/// What somebody earned in two months, commission and adjustments, and why it differs.
#[derive(Debug, Clone)]
pub struct Changed {
    /// Whose; none in all.
    pub partner: Option<PartnerId>,
    /// What it was the month before.
    pub before: Money,
    /// What it is.
    pub now: Money,
    /// The causes, which add up to the difference.
    pub causes: Vec<(Cause, Money)>,
}

impl Changes {
    /// Whose figures are compared.
    pub fn whose(&self) -> impl Iterator<Item = &PartnerId> {
        self.partners.iter().filter_map(|one| one.partner.as_ref())
    }
}

/// What was sold alike: the kind, the product, the currency, and of what override.
type Group = (String, String, &'static str, Option<String>);

/// What each partner earned more or less than the month before, and why.
pub fn changes(tx: &mut Tx<'_>, _: &By, period: Period) -> Result<Changes, ServiceError> {
    let is_estimate = periods::by_period(tx, period)?.is_none();
    let now = if is_estimate { open(tx, period)? } else { posted(tx, period)? };
    from_the_month_before(tx, (period, is_estimate), now)
}

/// The same of an open period whose close would post these entries.
pub(super) fn of_open(
    tx: &mut Tx<'_>,
    period: Period,
    entries: Vec<EntryRecord>,
) -> Result<Changes, ServiceError> {
    from_the_month_before(tx, (period, true), entries)
}

fn from_the_month_before(
    tx: &mut Tx<'_>,
    (period, is_estimate): (Period, bool),
    now: Vec<EntryRecord>,
) -> Result<Changes, ServiceError> {
    let before = period.before();
    let earlier = posted(tx, before)?;
    let programme = Programme::load(tx)?;
    let compare = Comparison {
        rates: Rates::new(programme.rates.clone(), &mut Faults::default()),
        day: before.last_day(),
        programme: &programme,
    };
    let mut sides = Sides::default();
    compare.take(tx, (before, earlier), Side::Before, &mut sides)?;
    compare.take(tx, (period, now), Side::Now, &mut sides)?;
    let (mut partners, mut totals) = (Vec::new(), BTreeMap::new());
    for partner in &programme.partners {
        let Some((before, now)) = sides.partners.get(&partner.id) else { continue };
        let changed = causes(before, now);
        let currency = programme.currency(partner);
        let sums = Sums { before: sum(before), now: sum(now), causes: changed };
        totals.entry(currency.code()).or_insert((currency, Sums::default())).1.add(&sums);
        partners.push(sums.shown(Some(partner.id.clone()), currency)?);
    }
    let totals = totals.into_values().map(|(currency, sums)| sums.shown(None, currency));
    Ok(Changes { period, before, is_estimate, partners, totals: totals.collect::<Result<_, _>>()? })
}

/// The entries of the period that is open, as a close would post them.
fn open(tx: &mut Tx<'_>, period: Period) -> Result<Vec<EntryRecord>, ServiceError> {
    let last = periods::last(tx)?;
    if let Some(next) = last.as_ref().map(|last| last.period.next()).filter(|next| *next != period)
    {
        let detail = format!("the next period to be closed is {next}");
        return Err(ServiceError::Conflict("period_not_next", detail));
    }
    let asked = Asked { period, last: last.as_ref(), left_out: &[], only: None };
    closing::compute(tx, asked, |_, computed| entries(computed))
}

/// The entries that a close would post, under no ids of their own.
pub(super) fn entries(computed: &Computed<'_, '_>) -> Result<Vec<EntryRecord>, ServiceError> {
    let id = new_id();
    computed.entries().map(|entry| computed.record((&id, 0), &entry)).collect()
}

/// The entries of a closed period; none of one that was never closed.
fn posted(tx: &mut Tx<'_>, period: Period) -> Result<Vec<EntryRecord>, ServiceError> {
    let part = Part { period, partner: None };
    let (mut entries, mut position) = (Vec::new(), statements::BEFORE_THE_FIRST);
    while let Some(rows) = statements::next_entries(tx, &part, position)? {
        position = rows.last().map_or(i32::MAX, |last| last.entry.position);
        entries.extend(rows.into_iter().map(|named| named.entry));
    }
    Ok(entries)
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Before,
    Now,
}

/// What is compared of a partner, before and now.
type BeforeAndNow = (Vec<Compared<Group>>, Vec<Compared<Group>>);

/// The same of each partner.
#[derive(Default)]
struct Sides {
    partners: HashMap<PartnerId, BeforeAndNow>,
}

impl Sides {
    fn push(&mut self, partner: &PartnerId, side: Side, one: Compared<Group>) {
        let sides = self.partners.entry(partner.clone()).or_default();
        match side {
            Side::Before => sides.0.push(one),
            Side::Now => sides.1.push(one),
        }
    }
}

/// By what entries of two months are compared.
struct Comparison<'a> {
    programme: &'a Programme,
    rates: Rates,
    /// The day whose rates both months are taken at.
    day: NaiveDate,
}

impl Comparison<'_> {
    fn take(
        &self,
        tx: &mut Tx<'_>,
        (period, entries): (Period, Vec<EntryRecord>),
        side: Side,
        sides: &mut Sides,
    ) -> Result<(), ServiceError> {
        let named = entries.iter().filter_map(|entry| entry.sale.as_ref());
        let named: BTreeSet<String> = named.map(SaleId::to_string).collect();
        let sold = facts::sold(tx, &Vec::from_iter(named))?;
        let corrected = entries.iter().filter(|entry| entry.kind == EntryKind::TrueUp);
        let corrected = corrected.filter_map(|entry| entry.sale.as_ref().map(SaleId::to_string));
        let corrected: BTreeSet<String> = corrected.collect();
        let bases = bases_before(tx, &Vec::from_iter(corrected), period)?;
        for entry in &entries {
            let sale = entry.sale.as_ref().and_then(|sale| sold.get(sale.as_str()));
            let compared = match sale {
                Some(sale) => self.of_sale(entry, sale, &bases),
                None => Compared::Caused(entry.amount, of_account(entry)),
            };
            sides.push(&entry.partner, side, compared);
        }
        for (partner, amount) in adjustments::approved(tx, period)? {
            let amount = Amount::try_from(amount).map_err(|error| {
                ServiceError::Unprocessable("out_of_range", format!("adjustments: {error}"))
            })?;
            sides.push(&partner, side, Compared::Caused(amount, Cause::Adjustments));
        }
        Ok(())
    }

    fn of_sale(
        &self,
        entry: &EntryRecord,
        sale: &Sold,
        bases: &HashMap<Key, Option<i64>>,
    ) -> Compared<Group> {
        let paid = Paid::find(self.programme, entry, sale.paid_on);
        let cause = match entry.kind {
            EntryKind::Earning => {
                return Compared::Earning(entry.amount, self.earning(entry, sale, &paid));
            }
            EntryKind::Cap => Cause::Cap,
            EntryKind::Release => Cause::Release,
            EntryKind::Clawback if sale.is_taken_back => Cause::Refunds,
            EntryKind::Clawback => Cause::Rates,
            EntryKind::TrueUp => correction(entry, sale, &paid, bases),
        };
        Compared::Caused(entry.amount, cause)
    }

    fn earning(&self, entry: &EntryRecord, sale: &Sold, paid: &Paid<'_>) -> Earning<Group> {
        let basis = entry.basis.unwrap_or_default();
        let of_override = entry.from_partner.as_ref().map(|_| entry.rule.to_string());
        let (kind, product) = (sale.kind.clone(), sale.product_id.clone());
        Earning {
            group: (kind, product, sale.currency.code(), of_override),
            basis,
            basis_then: if paid.is_flat() { basis } else { self.rebased(basis, entry, sale) },
            version: paid.version.map_or(NaiveDate::MIN, |version| version.effective_from),
            is_tiered: paid.is_tiered(),
        }
    }

    /// A basis at the rates of the day of the comparison; as it is, where there is none.
    fn rebased(&self, basis: Amount, entry: &EntryRecord, sale: &Sold) -> Amount {
        let (from, to) = (sale.currency, entry.currency);
        let at = |day| self.rates.conversion(from, to, day);
        let (Some(paid), Some(then)) = (at(sale.paid_on), at(self.day)) else { return basis };
        if same_rate(paid, then) {
            return basis;
        }
        let part = match paid {
            Conversion::Same => Some(basis),
            Conversion::Times(_, rate) => rate.divide(basis, to, from),
            Conversion::By(_, rate) => rate.multiply(basis, to, from),
        };
        part.and_then(|part| then.convert(part, from, to)).unwrap_or(basis)
    }
}

fn same_rate(a: Conversion, b: Conversion) -> bool {
    match (a, b) {
        (Conversion::Times(_, a), Conversion::Times(_, b))
        | (Conversion::By(_, a), Conversion::By(_, b)) => a == b,
        (a, b) => a == b,
    }
}

/// Why an entry of a bonus or a cap was posted.
fn of_account(entry: &EntryRecord) -> Cause {
    if entry.kind == EntryKind::Cap { Cause::Cap } else { Cause::Bonus }
}

/// Why what was posted for a sale is corrected.
fn correction(
    entry: &EntryRecord,
    sale: &Sold,
    paid: &Paid<'_>,
    bases: &HashMap<Key, Option<i64>>,
) -> Cause {
    let sale_id = entry.sale.as_ref().map(SaleId::to_string).unwrap_or_default();
    let from = entry.from_partner.as_ref().map(PartnerId::to_string);
    let key = (entry.partner.to_string(), sale_id, entry.rule.to_string(), from);
    let before = bases.get(&key).copied().flatten();
    match before == entry.basis.map(Amount::minor) {
        false if sale.is_taken_back => Cause::Refunds,
        false => Cause::Rates,
        true if paid.is_tiered() => Cause::Tier,
        true => Cause::PlanVersion,
    }
}

/// By which version and rule an entry was paid, by what is known today.
struct Paid<'a> {
    version: Option<&'a Version>,
    rule: Option<&'a Rule>,
}

impl<'a> Paid<'a> {
    fn find(programme: &'a Programme, entry: &EntryRecord, paid_on: NaiveDate) -> Self {
        let plan = programme.plan_on(&entry.partner, paid_on);
        let version = plan.and_then(|plan| plan.version_on(paid_on));
        let named = |rule: &&Rule| rule.name == entry.rule;
        let rule = version.and_then(|version| version.rules.iter().find(named));
        Self { version, rule: rule.filter(|_| entry.from_partner.is_none()) }
    }

    fn is_flat(&self) -> bool {
        self.rule.is_some_and(|rule| matches!(rule.pay, Pay::Flat(_)))
    }

    fn is_tiered(&self) -> bool {
        let is_tiered = |rule: &Rule| matches!(rule.pay, Pay::Tiered(_));
        self.rule.is_some_and(|rule| is_tiered(rule) || rule.max_per_credit.is_some())
    }
}

/// What two months come to, and why they differ.
#[derive(Debug, Default)]
struct Sums {
    before: i128,
    now: i128,
    causes: Causes,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.before += other.before;
        self.now += other.now;
        for (cause, sum) in &other.causes {
            *self.causes.entry(*cause).or_default() += sum;
        }
    }

    fn shown(
        self,
        partner: Option<PartnerId>,
        currency: Currency,
    ) -> Result<Changed, ServiceError> {
        let causes = self.causes.into_iter();
        let causes = causes.map(|(cause, sum)| Ok((cause, money(sum, currency)?)));
        Ok(Changed {
            partner,
            before: money(self.before, currency)?,
            now: money(self.now, currency)?,
            causes: causes.collect::<Result<_, ServiceError>>()?,
        })
    }
}

fn sum(all: &[Compared<Group>]) -> i128 {
    let amount = |one: &Compared<Group>| match one {
        Compared::Earning(amount, _) | Compared::Caused(amount, _) => i128::from(amount.minor()),
    };
    all.iter().map(amount).sum()
}
