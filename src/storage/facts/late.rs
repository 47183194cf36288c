//! Facts of days that were closed already when they came.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::unreadable;
use crate::domain::Word;
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::{exchange_rates, fact_changes, partners, plans, sales};

/// What kind of fact came late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LateCause {
    /// A sale was confirmed, refunded, verified or made void.
    Sale,
    /// A rate came.
    Rate,
    /// A partner's upper partner.
    Parent,
    /// A partner's agreement.
    Agreement,
    /// A plan's version was approved.
    Version,
}

impl Word for LateCause {
    const ALL: &'static [Self] = &[
        LateCause::Sale,
        LateCause::Rate,
        LateCause::Parent,
        LateCause::Agreement,
        LateCause::Version,
    ];

    fn as_str(self) -> &'static str {
        match self {
            LateCause::Sale => "sale",
            LateCause::Rate => "rate",
            LateCause::Parent => "parent",
            LateCause::Agreement => "agreement",
            LateCause::Version => "version",
        }
    }
}

/// A fact that came late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateFact {
    /// What kind it is.
    pub cause: LateCause,
    /// The id of the sale, the rate, the partner or the plan.
    pub subject: String,
    /// What people call that.
    pub name: String,
    /// The first day of payment that it bears on.
    pub first: NaiveDate,
    /// The last one, where that is known.
    pub last: Option<NaiveDate>,
}

/// What came after a change and bears on days before one, by cause, subject and day.
pub fn late(tx: &mut Tx<'_>, after: i64, before: NaiveDate) -> Result<Vec<LateFact>, StorageError> {
    type Row = (String, String, NaiveDate, Option<NaiveDate>);
    let query = fact_changes::table
        .filter(fact_changes::seq.gt(after))
        .filter(fact_changes::first_on.lt(before))
        .select((
            fact_changes::kind,
            fact_changes::subject_id,
            fact_changes::first_on,
            fact_changes::last_on,
        ))
        .distinct();
    let rows: Vec<Row> = query.load(tx.connection)?;
    let mut late = Vec::with_capacity(rows.len());
    for cause in LateCause::ALL {
        let own: Vec<&Row> = rows.iter().filter(|row| row.0 == cause.as_str()).collect();
        let names = names(tx, *cause, own.iter().map(|row| row.1.as_str()).collect())?;
        for (_, subject, first, last) in own {
            let name = names.get(subject).ok_or_else(|| unreadable("fact", subject))?.clone();
            let (subject, first, last) = (subject.clone(), *first, *last);
            late.push(LateFact { cause: *cause, subject, name, first, last });
        }
    }
    late.sort_by(|a, b| (a.cause, a.first, &a.name).cmp(&(b.cause, b.first, &b.name)));
    Ok(late)
}

/// How many names are asked for at once.
const AT_ONCE: usize = 1_000;

fn names(
    tx: &mut Tx<'_>,
    cause: LateCause,
    ids: Vec<&str>,
) -> Result<HashMap<String, String>, StorageError> {
    let mut found = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows: Vec<(String, String)> = match cause {
            LateCause::Sale => sales::table
                .filter(sales::id.eq_any(some))
                .select((sales::id, sales::external_id))
                .load(tx.connection)?,
            LateCause::Rate => rates(tx, some)?,
            LateCause::Parent | LateCause::Agreement => partners::table
                .filter(partners::id.eq_any(some))
                .select((partners::id, partners::code))
                .load(tx.connection)?,
            LateCause::Version => plans::table
                .filter(plans::id.eq_any(some))
                .select((plans::id, plans::code))
                .load(tx.connection)?,
        };
        found.extend(rows);
    }
    Ok(found)
}

fn rates(tx: &mut Tx<'_>, some: &[&str]) -> Result<Vec<(String, String)>, StorageError> {
    type Row = (String, NaiveDate, String, String);
    let query = exchange_rates::table.filter(exchange_rates::id.eq_any(some)).select((
        exchange_rates::id,
        exchange_rates::date,
        exchange_rates::base,
        exchange_rates::quote,
    ));
    let named = |(id, date, base, quote): Row| (id, format!("{base} to {quote} of {date}"));
    Ok(query.load::<Row>(tx.connection)?.into_iter().map(named).collect())
}
