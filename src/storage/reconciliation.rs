//! Sums of what a period is made of, each read from its own table.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::database::Tx;
use super::error::StorageError;
use super::schema::{disputes, entries, payments, statements};
use crate::domain::{PartnerId, Period, StatementId};

type Sums<K> = HashMap<K, i64>;

fn read<K: std::hash::Hash + Eq>(
    rows: Vec<(String, i64)>,
    parse: impl Fn(&str) -> Option<K>,
) -> Result<Sums<K>, StorageError> {
    let one = |(id, sum): (String, i64)| {
        let unreadable = || StorageError::Failed(format!("{id} cannot be read"));
        Ok((parse(&id).ok_or_else(unreadable)?, sum))
    };
    rows.into_iter().map(one).collect()
}

/// What the entries of a period come to for each partner, in minor units of its plan's currency.
pub fn entries_of(tx: &mut Tx<'_>, period: Period) -> Result<Sums<PartnerId>, StorageError> {
    let query = entries::table
        .filter(entries::period.eq(period.to_string()))
        .group_by(entries::partner_id)
        .select((entries::partner_id, sql::<BigInt>("CAST(SUM(entries.amount) AS BIGINT)")));
    read(query.load(tx.connection)?, PartnerId::parse)
}

/// What is held of each statement of a period.
pub fn held_of(tx: &mut Tx<'_>, period: Period) -> Result<Sums<StatementId>, StorageError> {
    let query = disputes::table
        .inner_join(statements::table.on(statements::id.eq(disputes::statement_id)))
        .filter(statements::period.eq(period.to_string()))
        .group_by(disputes::statement_id)
        .select((disputes::statement_id, sql::<BigInt>("CAST(SUM(disputes.held) AS BIGINT)")));
    read(query.load(tx.connection)?, StatementId::parse)
}

/// What the live payments of each statement of a period come to.
pub fn payments_of(tx: &mut Tx<'_>, period: Period) -> Result<Sums<StatementId>, StorageError> {
    let query = payments::table
        .inner_join(statements::table.on(statements::id.eq(payments::statement_id)))
        .filter(statements::period.eq(period.to_string()))
        .filter(payments::status.eq_any(["waiting", "paid"]))
        .group_by(payments::statement_id)
        .select((payments::statement_id, sql::<BigInt>("CAST(SUM(payments.amount) AS BIGINT)")));
    read(query.load(tx.connection)?, StatementId::parse)
}
