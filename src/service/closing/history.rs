//! All sales of some days, a month at a time: what is computed over a whole history is not loaded twice.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::load::{refund_row, with_row};
use super::programme::Programme;
use crate::commission::facts::{RefundRow, SaleBlock, SaleRow, TooManySales};
use crate::domain::{Period, Span};
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::facts::{self, Known, PaidSale, Seen};

/// Gives the sales known as confirmed, paid on some days, of which `takes` says so to `each`, a month at
/// a time, and gives back their refunds.
pub(in crate::service) fn sales_of(
    tx: &mut Tx<'_>,
    (programme, known): (&Programme, &Known),
    days: Span,
    mut takes: impl FnMut(&PaidSale) -> bool,
    mut each: impl FnMut(&SaleBlock) -> Result<(), TooManySales>,
) -> Result<Vec<RefundRow>, ServiceError> {
    let products = facts::product_codes(tx)?;
    let too_many =
        |error: TooManySales| ServiceError::Unprocessable("out_of_range", error.to_string());
    let (mut line, mut refunds) = (0, Vec::new());
    for month in months(days) {
        let mut block = SaleBlock::default();
        let mut given: HashSet<&str> = HashSet::new();
        let rows = facts::sales(tx, known, Seen::All, month)?;
        for credits in rows.chunk_by(|a, b| a.id == b.id) {
            let Some(sale) = credits.first().filter(|sale| takes(sale)) else { continue };
            line += 1;
            let push = |row: &SaleRow<'_>| block.push(line, row);
            with_row(programme, &products, (sale, credits), push)?.map_err(too_many)?;
            given.insert(&sale.external_id);
        }
        each(&block).map_err(too_many)?;
        for refund in facts::refunds(tx, known, Seen::All, month)? {
            if given.contains(refund.sale.as_str()) {
                refunds.push(refund_row(refunds.len() as u64 + 1, &refund)?);
            }
        }
    }
    Ok(refunds)
}

/// The days month by month.
pub(in crate::service) fn months(days: Span) -> impl Iterator<Item = Span> {
    let first = |period: &Period| period.first_day();
    let months = std::iter::successors(Some(Period::of(days.first)), |period| Some(period.next()));
    months.take_while(move |period| first(period) <= days.last).map(move |period| Span {
        first: period.first_day().max(days.first),
        last: period.last_day().min(days.last),
    })
}

/// The days from the first confirmed sale to a period's last day; none where no sale is so early.
pub(in crate::service) fn until(
    tx: &mut Tx<'_>,
    known: &Known,
    last: NaiveDate,
) -> Result<Option<Span>, ServiceError> {
    let first = facts::first_day(tx, known)?.filter(|first| *first <= last);
    Ok(first.map(|first| Span { first, last }))
}
