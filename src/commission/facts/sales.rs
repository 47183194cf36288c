//! Sales in columns.

use std::ops::Range;

use chrono::NaiveDate;
use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::names::{Ids, Names};
use crate::commission::index::Ix;
use crate::commission::plan::Kind;
use crate::domain::{Amount, Currency, Share};

/// The most credits that a sale may have.
pub const MOST_CREDITS: usize = 20;
/// The most sales of one run; what is left of 32 bits marks other things.
const MOST_SALES: usize = 1 << 30;

/// One payment by a seller to the platform, as `docs/COMMISSIONS.md` section 3 has it, but for the
/// seller, which no figure depends on.
#[derive(Debug, Clone)]
pub struct SaleRow<'a> {
    /// Its id.
    pub sale: &'a str,
    /// Who is credited.
    pub credits: Credits<'a>,
    /// What kind of sale it is.
    pub kind: Kind,
    /// The product's code.
    pub product: &'a str,
    /// Where it came from.
    pub source: &'a str,
    /// Where the seller is.
    pub city: &'a str,
    /// What was paid, not negative, in `currency`.
    pub amount: Amount,
    /// The currency of the payment.
    pub currency: Currency,
    /// The day of the payment.
    pub paid_on: NaiveDate,
    /// The day on which the seller was verified.
    pub verified_on: Option<NaiveDate>,
}

/// Who is credited with a sale.
#[derive(Debug, Clone, Copy)]
pub enum Credits<'a> {
    /// One partner with all of it.
    Whole(&'a str),
    /// Several, by shares that [`check_shares`] accepts.
    Split(&'a [(&'a str, Share)]),
}

/// What is wrong with the shares of a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShareFault {
    /// More than twenty.
    #[error("names more than {MOST_CREDITS} partners")]
    TooMany,
    /// One partner has two shares.
    #[error("names a partner twice")]
    Twice,
    /// They miss 100.
    #[error("has shares that do not add up to 100")]
    NotWhole,
}

/// Whether shares can be the credits of a sale: at most twenty, each partner once, 100 in all.
pub fn check_shares(shares: &[(&str, Share)]) -> Result<(), ShareFault> {
    if shares.len() > MOST_CREDITS {
        return Err(ShareFault::TooMany);
    }
    let twice = |(i, (partner, _)): (usize, &(&str, Share))| {
        shares.iter().take(i).any(|(earlier, _)| earlier == partner)
    };
    if shares.iter().enumerate().any(twice) {
        return Err(ShareFault::Twice);
    }
    let sum: i64 = shares.iter().map(|(_, share)| share.parts()).sum();
    (sum == Share::WHOLE.parts()).then_some(()).ok_or(ShareFault::NotWhole)
}

/// What a plan's `when` looks at, together: many sales share one profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Profile {
    pub kind: Kind,
    pub product: u32,
    pub source: u32,
    pub city: u32,
    pub currency: Currency,
}

/// Marks a position among the [`Profile`]s.
#[derive(Debug)]
pub(crate) struct OfProfile;
/// Marks a position among the partners.
#[derive(Debug)]
pub(crate) struct OfPartner;
/// Marks a position among the sales.
#[derive(Debug)]
pub(crate) struct OfSale;

pub(crate) type ProfileIx = Ix<OfProfile>;
pub(crate) type PartnerIx = Ix<OfPartner>;
pub(crate) type SaleIx = Ix<OfSale>;

/// Who holds a sale, in four bytes: the partner, or the number of a split; whether refunds exist,
/// and whether the one partner stands in `credits`, where a fault is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Holder(u32);

impl Holder {
    const SPLIT: u32 = 1 << 31;
    const REFUNDED: u32 = 1 << 30;
    const LONE_CREDIT: u32 = 1 << 29;

    pub fn whole(partner: u32) -> Self {
        Self(partner)
    }

    fn lone_credit(partner: u32) -> Self {
        Self(partner | Self::LONE_CREDIT)
    }

    /// The same with another number of its one partner.
    fn with_partner(self, partner: u32) -> Self {
        Self(partner | self.0 & Self::LONE_CREDIT)
    }

    /// Whether who holds it stands in the column `credits`.
    pub fn is_from_credits(self) -> bool {
        self.0 & (Self::SPLIT | Self::LONE_CREDIT) != 0
    }

    fn split(number: u32) -> Self {
        Self(number | Self::SPLIT)
    }

    pub fn with_refunds(self) -> Self {
        Self(self.0 | Self::REFUNDED)
    }

    pub fn has_refunds(self) -> bool {
        self.0 & Self::REFUNDED != 0
    }

    /// The partner's number, where one partner has the whole sale.
    pub fn partner(self) -> Option<u32> {
        let partner = self.0 & !(Self::REFUNDED | Self::LONE_CREDIT);
        (self.0 & Self::SPLIT == 0).then_some(partner)
    }

    fn number(self) -> u32 {
        self.0 & !(Self::SPLIT | Self::REFUNDED)
    }
}

/// The credits of all sales that more than one partner shares.
#[derive(Debug, Clone, Default)]
pub(crate) struct Splits {
    parts: Vec<(u32, Share)>,
    ends: Vec<u32>,
}

impl Splits {
    fn push(&mut self, parts: impl Iterator<Item = (u32, Share)>) -> Holder {
        self.parts.extend(parts);
        self.ends.push(u32::try_from(self.parts.len()).unwrap_or(u32::MAX));
        Holder::split(u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX))
    }

    fn clear(&mut self) {
        self.parts.clear();
        self.ends.clear();
    }

    /// The credits of a split, in the order in which they stand.
    pub fn of(&self, holder: Holder) -> &[(u32, Share)] {
        let number = holder.number() as usize;
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(number).copied().unwrap_or(0);
        self.parts.get(start.unwrap_or(0) as usize..end as usize).unwrap_or(&[])
    }

    fn renumber(&mut self, partners: &[u32]) {
        for (partner, _) in &mut self.parts {
            *partner = renumbered(partners, *partner);
        }
    }
}

pub(crate) fn renumbered(numbers: &[u32], old: u32) -> u32 {
    numbers.get(old as usize).copied().unwrap_or(old)
}

/// Which line of its table each row came from: runs of rows on consecutive lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    runs: Vec<(u32, u64)>,
}

impl Lines {
    fn push(&mut self, row: u32, line: u64) {
        if self.runs.is_empty() || self.line(row) != line {
            self.runs.push((row, line));
        }
    }

    fn append(&mut self, rows: u32, other: &Lines) {
        other.runs.iter().for_each(|(row, line)| self.push(rows + row, *line));
    }

    pub fn line(&self, row: u32) -> u64 {
        let run = self.runs.partition_point(|(first, _)| *first <= row).checked_sub(1);
        run.and_then(|run| self.runs.get(run))
            .map_or(0, |(first, line)| line + u64::from(row - first))
    }
}

/// A block of sales, in the order in which they came. Blocks can be filled side by side and appended.
#[derive(Debug, Clone, Default)]
pub struct SaleBlock {
    pub(super) ids: Ids,
    pub(super) amount: Vec<Amount>,
    pub(super) paid_on: Vec<NaiveDate>,
    pub(super) verified_on: Vec<Option<NaiveDate>>,
    pub(super) profile: Vec<ProfileIx>,
    pub(super) holder: Vec<Holder>,
    pub(super) splits: Splits,
    pub(super) profiles: IndexSet<Profile, FxBuildHasher>,
    pub(super) products: Names,
    pub(super) sources: Names,
    pub(super) cities: Names,
    pub(super) partners: Names,
    pub(super) lines: Lines,
}

/// More sales than one run can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more sales than one run can hold (about 10^9, or four gigabytes of ids)")]
pub struct TooManySales;

impl SaleBlock {
    /// Adds a sale from that line of its table.
    pub fn push(&mut self, line: u64, sale: &SaleRow<'_>) -> Result<(), TooManySales> {
        let row = self.rows()?;
        if !self.ids.push(sale.sale) {
            return Err(TooManySales);
        }
        self.lines.push(row, line);
        self.amount.push(sale.amount);
        self.paid_on.push(sale.paid_on);
        self.verified_on.push(sale.verified_on);
        let profile = Profile {
            kind: sale.kind,
            product: self.products.number(sale.product),
            source: self.sources.number(sale.source),
            city: self.cities.number(sale.city),
            currency: sale.currency,
        };
        self.profile.push(self.profiles.insert_full(profile).0.into());
        let holder = match sale.credits {
            Credits::Whole(partner) => Holder::whole(self.partners.number(partner)),
            Credits::Split([(partner, _)]) => Holder::lone_credit(self.partners.number(partner)),
            Credits::Split(shares) => {
                let partners = &mut self.partners;
                self.splits.push(shares.iter().map(|(name, share)| (partners.number(name), *share)))
            }
        };
        self.holder.push(holder);
        Ok(())
    }

    /// Adds all sales of another block behind its own.
    pub fn append(&mut self, other: &SaleBlock) -> Result<(), TooManySales> {
        let rows = self.rows()?;
        if !self.ids.append(&other.ids) {
            return Err(TooManySales);
        }
        self.lines.append(rows, &other.lines);
        self.amount.extend_from_slice(&other.amount);
        self.paid_on.extend_from_slice(&other.paid_on);
        self.verified_on.extend_from_slice(&other.verified_on);
        let profiles = self.number_profiles(other);
        self.profile.extend(other.profile.iter().map(|p| Ix::new(renumbered(&profiles, p.get()))));
        let partners: Vec<u32> = other.partners.iter().map(|n| self.partners.number(n)).collect();
        for holder in &other.holder {
            let holder = match holder.partner() {
                Some(partner) => holder.with_partner(renumbered(&partners, partner)),
                None => {
                    let parts = other.splits.of(*holder).iter();
                    self.splits.push(parts.map(|(p, share)| (renumbered(&partners, *p), *share)))
                }
            };
            self.holder.push(holder);
        }
        Ok(())
    }

    /// Forgets all sales, keeping the memory.
    pub fn clear(&mut self) {
        self.ids.clear();
        self.amount.clear();
        self.paid_on.clear();
        self.verified_on.clear();
        self.profile.clear();
        self.holder.clear();
        self.splits.clear();
        self.profiles.clear();
        for names in [&mut self.products, &mut self.sources, &mut self.cities, &mut self.partners] {
            names.clear();
        }
        self.lines.runs.clear();
    }

    pub(super) fn reserve(&mut self, sales: usize) {
        let sales = sales.min(MOST_SALES);
        self.ids.reserve(sales);
        self.amount.reserve(sales);
        self.paid_on.reserve(sales);
        self.verified_on.reserve(sales);
        self.profile.reserve(sales);
        self.holder.reserve(sales);
    }

    fn rows(&self) -> Result<u32, TooManySales> {
        let rows = self.ids.len();
        u32::try_from(rows).ok().filter(|_| rows < MOST_SALES).ok_or(TooManySales)
    }

    /// This block's number of each profile of another.
    fn number_profiles(&mut self, other: &SaleBlock) -> Vec<u32> {
        let mut number = |profile: &Profile| {
            let profile = Profile {
                product: self.products.number(other.products.name(profile.product)),
                source: self.sources.number(other.sources.name(profile.source)),
                city: self.cities.number(other.cities.name(profile.city)),
                ..*profile
            };
            ProfileIx::from(self.profiles.insert_full(profile).0).get()
        };
        other.profiles.iter().map(&mut number).collect()
    }

    /// Puts the sales in another order.
    pub(super) fn reorder(&mut self, order: &[u32]) {
        self.ids = self.ids.reordered(order);
        self.amount = reordered(&self.amount, order);
        self.paid_on = reordered(&self.paid_on, order);
        self.verified_on = reordered(&self.verified_on, order);
        self.profile = reordered(&self.profile, order);
        self.holder = reordered(&self.holder, order);
    }

    /// Gives the partners other numbers.
    pub(super) fn renumber_partners(&mut self, numbers: &[u32]) {
        for holder in &mut self.holder {
            if let Some(partner) = holder.partner() {
                *holder = Holder::whole(renumbered(numbers, partner));
            }
        }
        self.splits.renumber(numbers);
    }
}

fn reordered<T: Copy>(column: &[T], order: &[u32]) -> Vec<T> {
    order.iter().filter_map(|row| column.get(*row as usize).copied()).collect()
}

/// A credit: its position in the sale, the partner and the share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Credit {
    pub position: u8,
    pub partner: PartnerIx,
    pub share: Share,
}

/// The credits of a holder.
pub(crate) fn credits(splits: &Splits, holder: Holder) -> impl Iterator<Item = Credit> + '_ {
    let whole = holder.partner().map(|partner| (partner, Share::WHOLE));
    let parts: &[(u32, Share)] = if whole.is_some() { &[] } else { splits.of(holder) };
    whole.into_iter().chain(parts.iter().copied()).zip(0..).map(|((partner, share), position)| {
        Credit { position, partner: PartnerIx::new(partner), share }
    })
}

/// Rows of a table that fall between two positions.
pub(crate) fn range(start: u32, end: u32) -> Range<usize> {
    start as usize..end as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_name_each_partner_once_and_make_100() {
        let share = |text: &str| Share::parse(text).unwrap();
        let check = |shares: &[(&str, &str)]| {
            let shares: Vec<_> = shares.iter().map(|(p, s)| (*p, share(s))).collect();
            check_shares(&shares)
        };
        assert_eq!(check(&[("A", "60"), ("B", "40")]), Ok(()));
        assert_eq!(check(&[("A", "60"), ("B", "39.999999")]), Err(ShareFault::NotWhole));
        assert_eq!(check(&[("A", "60"), ("A", "40")]), Err(ShareFault::Twice));
        let names: Vec<String> = (0..21).map(|i| format!("P{i}")).collect();
        let many: Vec<_> = names.iter().map(|name| (name.as_str(), share("5"))).collect();
        assert_eq!(check_shares(&many), Err(ShareFault::TooMany));
    }

    #[test]
    fn lines_are_kept_as_runs() {
        let mut lines = Lines::default();
        for (row, line) in [(0, 2), (1, 3), (2, 5), (3, 6)] {
            lines.push(row, line);
        }
        let mut all = Lines::default();
        all.append(0, &lines);
        all.append(4, &lines);
        assert_eq!(lines.runs.len(), 2);
        assert_eq!((0..8).map(|row| all.line(row)).collect::<Vec<_>>(), [2, 3, 5, 6, 2, 3, 5, 6]);
    }
}
