//! Sales and refunds as one close after the other knew them, read from the database only where a month's
//! have changed since the close before.

use std::collections::{BTreeMap, HashSet};

use crate::commission::facts::{Gathering, RefundRow, SaleBlock, TooManySales};
use crate::domain::{Period, SaleId};
use crate::service::closing::history;
use crate::service::closing::programme::Programme;
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::facts::{self, Known};
use crate::storage::periods::{self, ClosedPeriod};

/// What was read, by the month of payment.
#[derive(Default)]
pub(super) struct Months {
    months: BTreeMap<Period, Month>,
    /// The last change that they take in.
    through: i64,
    left_out: Vec<SaleId>,
}

#[derive(Default)]
struct Month {
    sales: Vec<SaleBlock>,
    refunds: Vec<RefundRow>,
}

impl Months {
    /// Brings them to what a close knew; closes come in their order.
    pub fn bring_to(
        &mut self,
        tx: &mut Tx<'_>,
        closed: &ClosedPeriod,
        (programme, known): (&Programme, &Known),
    ) -> Result<(), ServiceError> {
        let left_out = periods::left_out(tx, closed.period)?;
        for sale in self.left_out.iter().chain(&left_out) {
            let days = facts::sale_days(tx, sale)?;
            days.iter().for_each(|(_, day)| drop(self.months.remove(&Period::of(*day))));
        }
        for day in facts::days_changed(tx, self.through, closed.facts_through)? {
            self.months.remove(&Period::of(day));
        }
        (self.left_out, self.through) = (left_out, closed.facts_through);
        let days = history::until(tx, known, closed.period.last_day())?;
        for days in days.into_iter().flat_map(history::months) {
            if self.months.contains_key(&Period::of(days.first)) {
                continue;
            }
            let mut month = Month::default();
            let left_out: HashSet<&str> = self.left_out.iter().map(SaleId::as_str).collect();
            let takes = |sale: &facts::PaidSale| !left_out.contains(sale.id.as_str());
            month.refunds = history::sales_of(tx, (programme, known), days, takes, |block| {
                month.sales.push(block.clone());
                Ok(())
            })?;
            self.months.insert(Period::of(days.first), month);
        }
        Ok(())
    }

    /// Gives all of them.
    pub fn gather(&self, gathering: &mut Gathering) -> Result<(), TooManySales> {
        let sales = self.months.values().flat_map(|month| &month.sales);
        for block in sales {
            gathering.sales(block)?;
        }
        let refunds = self.months.values().flat_map(|month| month.refunds.iter().cloned());
        gathering.refunds(refunds.collect());
        Ok(())
    }
}
