//! The figures of each partner, and of all together.

use std::collections::BTreeMap;

use super::PartnerFigures;
use crate::domain::check_in::{Compliance, Report};
use crate::domain::recruit::Stage;
use crate::domain::{
    Amount, Currency, Money, PartnerId, SaleKind, TargetFigures, Word, split_part,
};
use crate::storage::overview::{Credited, Named, Sold};

/// Sums by currency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums(BTreeMap<&'static str, (Currency, i128)>);

impl Sums {
    fn add(&mut self, minor: i64, currency: Currency) {
        let sum = &mut self.0.entry(currency.code()).or_insert((currency, 0)).1;
        *sum = sum.saturating_add(minor.into());
    }

    /// The sums by their currencies' codes; one beyond what an amount can be is the most that it can.
    pub fn money(&self) -> Vec<Money> {
        let money = |(currency, sum): &(Currency, i128)| Money {
            amount: Amount::try_from(*sum).unwrap_or(Amount::MAX),
            currency: *currency,
        };
        self.0.values().map(money).collect()
    }
}

/// Sales of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sales {
    /// How many; one that several partners share counts once for each, and once in all.
    pub count: i64,
    /// What was paid; of a shared one, each partner's part.
    pub amounts: Sums,
}

/// What is counted of a partner, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// Recruits received, but for those refused at receipt.
    pub recruits: i64,
    /// Live recruits by stage, as they are now.
    pub stages: BTreeMap<&'static str, i64>,
    /// Confirmed sales to new sellers.
    pub new_sales: Sales,
    /// Confirmed renewals.
    pub renewal_sales: Sales,
    /// What the open period would pay.
    pub commission: Sums,
    /// Reports that were expected.
    pub compliance: Compliance,
    /// What is to be reached in the month.
    pub target: Option<TargetFigures>,
}

impl Figures {
    /// Those of a kind that are counted.
    fn sales(&mut self, kind: &str) -> Option<&mut Sales> {
        match SaleKind::parse(kind)? {
            SaleKind::New => Some(&mut self.new_sales),
            SaleKind::Renewal => Some(&mut self.renewal_sales),
            SaleKind::Upgrade | SaleKind::AddOn => None,
        }
    }
}

/// Figures being counted.
#[derive(Debug, Default)]
pub(super) struct Tally {
    total: Figures,
    partners: BTreeMap<String, Figures>,
}

impl Tally {
    /// Does the same for a partner and for all.
    fn both(&mut self, partner: &PartnerId, change: impl Fn(&mut Figures)) {
        change(&mut self.total);
        self.alone(partner, change);
    }

    fn alone(&mut self, partner: &PartnerId, change: impl Fn(&mut Figures)) {
        match self.partners.get_mut(partner.as_str()) {
            Some(figures) => change(figures),
            None => change(self.partners.entry(partner.to_string()).or_default()),
        }
    }

    pub fn add_recruits(&mut self, partner: &PartnerId, count: i64) {
        self.both(partner, |figures| figures.recruits += count);
    }

    pub fn add_stage(&mut self, partner: &PartnerId, stage: Stage, count: i64) {
        self.both(partner, |figures| {
            *figures.stages.entry(stage.as_str()).or_default() += count;
        });
    }

    pub fn add_sold(&mut self, sold: &Sold) {
        self.both(&sold.partner, |figures| {
            if let Some(sales) = figures.sales(&sold.kind) {
                sales.count += sold.count;
                sales.amounts.add(sold.amount, sold.currency);
            }
        });
    }

    /// Counts a sale that several partners share, given by all its credits.
    pub fn add_shared(&mut self, credits: &[Credited]) {
        let Some(Credited { kind, paid, .. }) = credits.first() else { return };
        let add = |figures: &mut Figures, amount: Amount| {
            if let Some(sales) = figures.sales(kind) {
                sales.count += 1;
                sales.amounts.add(amount.minor(), paid.currency);
            }
        };
        add(&mut self.total, paid.amount);
        let shares = credits.iter().map(|credit| credit.share);
        for (place, credit) in credits.iter().enumerate() {
            let part = split_part(paid.amount, shares.clone(), place);
            self.alone(&credit.partner, |figures| add(figures, part));
        }
    }

    pub fn add_commission(&mut self, partner: &PartnerId, money: Money) {
        self.both(partner, |figures| figures.commission.add(money.amount.minor(), money.currency));
    }

    pub fn add_report(&mut self, partner: &PartnerId, report: Report) {
        self.both(partner, |figures| figures.compliance.extend([report]));
    }

    pub fn add_target(&mut self, partner: &PartnerId, target: TargetFigures) {
        self.both(partner, |figures| {
            let TargetFigures { recruits, new_sales, renewal_sales } =
                figures.target.unwrap_or_default();
            figures.target = Some(TargetFigures {
                recruits: recruits.saturating_add(target.recruits),
                new_sales: new_sales.saturating_add(target.new_sales),
                renewal_sales: renewal_sales.saturating_add(target.renewal_sales),
            });
        });
    }

    /// The figures of all, and of each partner that belongs to the programme or has any.
    pub fn listed(mut self, named: Vec<Named>) -> (Figures, Vec<PartnerFigures>) {
        let mut listed = Vec::with_capacity(named.len());
        for Named { id, code, name, is_member } in named {
            let figures = self.partners.remove(id.as_str());
            if figures.is_some() || is_member {
                let figures = figures.unwrap_or_default();
                listed.push(PartnerFigures { id, code, name, figures });
            }
        }
        (self.total, listed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Share;

    /// USD 100.00 in three parts: the cent left over goes to the first, as it does in the engine.
    #[test]
    fn the_parts_of_a_shared_sale_add_up_to_it() {
        let usd = Currency::parse("USD").unwrap();
        let paid = Money { amount: Amount::parse("100.00", usd).unwrap(), currency: usd };
        let shares = ["33.333334", "33.333333", "33.333333"];
        let credits: Vec<Credited> = (1..)
            .zip(shares)
            .map(|(number, share)| Credited {
                sale: "one".to_owned(),
                kind: "new".to_owned(),
                paid,
                partner: PartnerId::from_bits(number),
                share: Share::parse(share).unwrap(),
            })
            .collect();
        let mut tally = Tally::default();
        tally.add_shared(&credits);
        let parts = tally.partners.values().map(|figures| figures.new_sales.amounts.money());
        let parts: Vec<i64> = parts.flatten().map(|part| part.amount.minor()).collect();
        assert_eq!(parts, [3334, 3333, 3333]);
        let total = &tally.total.new_sales;
        assert_eq!((total.count, total.amounts.money()), (1, vec![paid]));
    }
}
