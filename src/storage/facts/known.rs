//! What a close knew: facts as they stood when a change was the last one.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::sales::{PaidSale, RefundRow};
use super::unreadable;
use crate::domain::SaleId;
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::fact_changes;

/// How many sales are asked for at once.
const AT_ONCE: usize = 1_000;

/// A partner, and the day from which on it has a parent or an agreement; a plan, and that of a version.
type From = (String, NaiveDate);

/// Facts as they stood at a change, or as they stand today.
#[derive(Debug, Default)]
pub struct Known {
    /// `None` where all that is there is known.
    programme: Option<Programme>,
    /// By its id, each sale that changed after.
    sales: HashMap<String, Then>,
}

/// What was there beside sales.
#[derive(Debug, Default)]
struct Programme {
    rates: HashSet<String>,
    parents: HashSet<From>,
    versions: HashSet<From>,
    /// With the last days that they had.
    agreements: HashMap<From, Option<NaiveDate>>,
}

/// How a sale stood that changed after.
#[derive(Debug, Default)]
struct Then {
    /// Whether it was confirmed and not void.
    counts: bool,
    verified_on: Option<NaiveDate>,
    /// Whether each refund that was there counted.
    refunds: HashMap<String, bool>,
    /// Whether a change was noted without saying what it was, as older versions did.
    is_untold: bool,
}

/// A change of a sale or of one of its refunds.
#[derive(Queryable, Selectable)]
#[diesel(table_name = fact_changes)]
struct Change {
    seq: i64,
    subject_id: String,
    status: Option<String>,
    verified_on: Option<NaiveDate>,
    refund_id: Option<String>,
}

impl Known {
    /// All that is there today.
    pub fn today() -> Self {
        Self::default()
    }

    /// What was there when a change was the last one, of sales those paid before a day.
    pub fn through(tx: &mut Tx<'_>, last: i64, before: NaiveDate) -> Result<Self, StorageError> {
        let programme = Some(Programme::through(tx, last)?);
        let mut sales: HashMap<String, Then> = HashMap::new();
        let changed = changed_after(tx, last, before)?;
        for some in changed.chunks(AT_ONCE) {
            let query = fact_changes::table
                .filter(fact_changes::subject_id.eq_any(some))
                .filter(fact_changes::kind.eq("sale"))
                .select(Change::as_select())
                .order(fact_changes::seq);
            for change in query.load(tx.connection)? {
                let then = sales.entry(change.subject_id.clone()).or_default();
                if change.seq <= last {
                    then.take(change);
                }
            }
        }
        Ok(Self { programme, sales })
    }

    /// Whether that is all that is there.
    pub(super) fn is_today(&self) -> bool {
        self.programme.is_none()
    }

    /// The sales of which nobody can tell how they stood: they are taken as they stand today.
    pub fn untold(&self) -> Result<Vec<SaleId>, StorageError> {
        let untold = self.sales.iter().filter(|(_, then)| then.is_untold);
        let id = |id: &String| SaleId::parse(id).ok_or_else(|| unreadable("sale", id));
        untold.map(|(sale, _)| id(sale)).collect()
    }

    /// Whether a rate was there.
    pub(super) fn rate(&self, id: &str) -> bool {
        self.programme.as_ref().is_none_or(|known| known.rates.contains(id))
    }

    /// Whether a version of a plan was approved.
    pub(super) fn version(&self, plan: &str, from: NaiveDate) -> bool {
        let known = |known: &Programme| known.versions.contains(&(plan.to_owned(), from));
        self.programme.as_ref().is_none_or(known)
    }

    /// Whether it was known who stands above a partner from a day on.
    pub fn parent(&self, partner: &str, from: NaiveDate) -> bool {
        let known = |known: &Programme| known.parents.contains(&(partner.to_owned(), from));
        self.programme.as_ref().is_none_or(known)
    }

    /// The last day that an agreement had, where it was there; today it has `ends_on`.
    pub(super) fn agreement(
        &self,
        (partner, from): (&str, NaiveDate),
        ends_on: Option<NaiveDate>,
    ) -> Option<Option<NaiveDate>> {
        match &self.programme {
            None => Some(ends_on),
            Some(known) => known.agreements.get(&(partner.to_owned(), from)).copied(),
        }
    }

    /// Puts a sale back to how it stood; whether it counted.
    pub(super) fn sale(&self, sale: &mut PaidSale) -> bool {
        match self.sales.get(&sale.id).filter(|then| !then.is_untold) {
            Some(then) => {
                sale.verified_on = then.verified_on;
                then.counts
            }
            None => sale.status == "confirmed",
        }
    }

    /// Whether a refund counted.
    pub(super) fn refund(&self, refund: &RefundRow) -> bool {
        match self.sales.get(&refund.sale_id).filter(|then| !then.is_untold) {
            Some(then) => then.refunds.get(&refund.id).copied().unwrap_or_default(),
            None => refund.status == "recorded",
        }
    }
}

impl Then {
    fn take(&mut self, change: Change) {
        let Change { seq: _, subject_id: _, status, verified_on, refund_id } = change;
        match (status.as_deref(), refund_id) {
            (None, _) => self.is_untold = true,
            (Some(status), Some(refund)) => {
                self.refunds.insert(refund, status == "recorded");
            }
            (Some(status), None) => {
                self.counts = status == "confirmed";
                self.verified_on = verified_on;
            }
        }
    }
}

impl Programme {
    fn through(tx: &mut Tx<'_>, last: i64) -> Result<Self, StorageError> {
        type Row = (String, String, NaiveDate, Option<NaiveDate>);
        let query = fact_changes::table
            .filter(fact_changes::seq.le(last))
            .filter(fact_changes::kind.ne("sale"))
            .order(fact_changes::seq)
            .select((
                fact_changes::kind,
                fact_changes::subject_id,
                fact_changes::first_on,
                fact_changes::last_on,
            ));
        let mut known = Self::default();
        for (kind, subject, first, last) in query.load::<Row>(tx.connection)? {
            match kind.as_str() {
                "rate" => drop(known.rates.insert(subject)),
                "parent" => drop(known.parents.insert((subject, first))),
                "version" => drop(known.versions.insert((subject, first))),
                // A change notes the days that it had and then those that it has, from one day on.
                "agreement" => drop(known.agreements.insert((subject, first), last)),
                _ => return Err(unreadable("a change of", &subject)),
            }
        }
        Ok(known)
    }
}

/// The sales paid before a day that changed after a number.
fn changed_after(
    tx: &mut Tx<'_>,
    after: i64,
    before: NaiveDate,
) -> Result<Vec<String>, StorageError> {
    let changed = fact_changes::table
        .filter(fact_changes::seq.gt(after))
        .filter(fact_changes::kind.eq("sale"))
        .filter(fact_changes::first_on.lt(before))
        .select(fact_changes::subject_id)
        .distinct();
    Ok(changed.load(tx.connection)?)
}

/// The days of payment of sales that changed after a number, up to another.
pub fn days_changed(
    tx: &mut Tx<'_>,
    after: i64,
    through: i64,
) -> Result<Vec<NaiveDate>, StorageError> {
    let changed = fact_changes::table
        .filter(fact_changes::seq.gt(after))
        .filter(fact_changes::seq.le(through))
        .filter(fact_changes::kind.eq("sale"))
        .select(fact_changes::first_on)
        .distinct();
    Ok(changed.load(tx.connection)?)
}
