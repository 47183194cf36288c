//! Statements.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::AnyConnection;
use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::statements;
use super::signed;
use crate::domain::statement::{Exchange, Figures, Given, Statement, StatementStatus, TaxTerms};
use crate::domain::{
    Amount, Currency, PartnerId, Percent, Period, Rate, StatementId, WithholdOn, Word,
};

/// What may be asked of the list of statements.
pub const LISTED: Listed = Listed {
    name: "statements",
    id: "statements.id",
    columns: &[
        Column::new("period", Kind::Month, "statements.period").sorted(),
        Column::new("partner_id", Kind::Text, "statements.partner_id"),
        Column::new("status", Kind::Word(&STATUSES), "statements.status").sorted(),
        Column::new("payout_currency", Kind::Text, "statements.payout_currency"),
    ],
    searched: &["statements.id", PARTNER],
};

/// The code and the name of its partner.
const PARTNER: &str = "(SELECT partners.code || ' ' || partners.name FROM partners \
    WHERE partners.id = statements.partner_id)";

const STATUSES: [&str; 3] = ["draft", "approved", "paid"];

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = statements, treat_none_as_null = true)]
struct Row {
    id: String,
    period: String,
    partner_id: String,
    currency: String,
    opening_balance: i64,
    commission: i64,
    adjustments: i64,
    held: i64,
    carried_forward: i64,
    minimum_payout: i64,
    payout_currency: String,
    rate: Option<String>,
    rate_on: Option<NaiveDate>,
    rate_divides: bool,
    payable: i64,
    withhold_on: String,
    withholding_parts: i32,
    sales_tax_parts: i32,
    sales_tax: i64,
    withholding_tax: i64,
    net: i64,
    status: String,
    fingerprint: Vec<u8>,
    entries: i32,
    accepted_by: Option<String>,
    accepted_at: Option<NaiveDateTime>,
    approved_by: Option<String>,
    approved_at: Option<NaiveDateTime>,
    approval_reason: Option<String>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&Statement> for Row {
    fn from(statement: &Statement) -> Self {
        let Statement {
            id,
            period,
            partner,
            currency,
            payout_currency,
            given,
            figures,
            status,
            fingerprint,
            entries,
            accepted,
            approved,
            approval_reason,
            version,
            created_at,
            updated_at,
        } = statement;
        let Given { opening_balance, commission, adjustments, held, .. } = given;
        let Given { minimum_payout, taxes, exchange, .. } = given;
        let TaxTerms { withholding, withhold_on, sales_tax } = taxes;
        // Gross is the three together, and has no column.
        let figures @ Figures { gross: _, .. } = figures;
        let (rate, rate_on, rate_divides) = rate_columns(*exchange);
        let (accepted_by, accepted_at) = signed::columns(accepted.as_ref());
        let (approved_by, approved_at) = signed::columns(approved.as_ref());
        let parts = |percent: &Percent| i32::try_from(percent.parts()).unwrap_or(0);
        Self {
            id: id.to_string(),
            period: period.to_string(),
            partner_id: partner.to_string(),
            currency: currency.code().to_owned(),
            opening_balance: opening_balance.minor(),
            commission: commission.minor(),
            adjustments: adjustments.minor(),
            held: held.minor(),
            carried_forward: figures.carried_forward.minor(),
            minimum_payout: minimum_payout.minor(),
            payout_currency: payout_currency.code().to_owned(),
            rate,
            rate_on,
            rate_divides,
            payable: figures.payable.minor(),
            withhold_on: withhold_on.as_str().to_owned(),
            withholding_parts: parts(withholding),
            sales_tax_parts: parts(sales_tax),
            sales_tax: figures.sales_tax.minor(),
            withholding_tax: figures.withholding_tax.minor(),
            net: figures.net.minor(),
            status: status.as_str().to_owned(),
            fingerprint: fingerprint.as_bytes().to_vec(),
            entries: *entries,
            accepted_by,
            accepted_at,
            approved_by,
            approved_at,
            approval_reason: approval_reason.clone(),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

fn rate_columns(exchange: Option<Exchange>) -> (Option<String>, Option<NaiveDate>, bool) {
    match exchange {
        None | Some(Exchange::Same) => (None, None, false),
        Some(Exchange::Times(on, rate)) => (Some(rate.to_string()), Some(on), false),
        Some(Exchange::By(on, rate)) => (Some(rate.to_string()), Some(on), true),
    }
}

impl TryFrom<Row> for Statement {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let id = row.id.clone();
        read(row).ok_or_else(|| StorageError::Failed(format!("statement {id} cannot be read")))
    }
}

fn read(row: Row) -> Option<Statement> {
    let (given, figures) = (given(&row)?, figures(&row)?);
    Some(Statement {
        id: StatementId::parse(&row.id)?,
        period: Period::parse(&row.period)?,
        partner: PartnerId::parse(&row.partner_id)?,
        currency: Currency::parse(&row.currency)?,
        payout_currency: Currency::parse(&row.payout_currency)?,
        given,
        figures,
        status: StatementStatus::parse(&row.status)?,
        accepted: signed::read(row.accepted_by.as_deref(), row.accepted_at)?,
        approved: signed::read(row.approved_by.as_deref(), row.approved_at)?,
        fingerprint: row.fingerprint.try_into().ok()?,
        entries: row.entries,
        approval_reason: row.approval_reason,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn given(row: &Row) -> Option<Given> {
    let amount = |minor: i64| Amount::try_from(minor).ok();
    let percent = |parts: i32| Percent::from_parts(parts.into());
    let exchange = match (row.rate.as_ref().zip(row.rate_on), row.rate_divides) {
        (Some((rate, on)), false) => Some(Exchange::Times(on, Rate::parse(rate).ok()?)),
        (Some((rate, on)), true) => Some(Exchange::By(on, Rate::parse(rate).ok()?)),
        (None, _) => (row.currency == row.payout_currency).then_some(Exchange::Same),
    };
    Some(Given {
        opening_balance: amount(row.opening_balance)?,
        commission: amount(row.commission)?,
        adjustments: amount(row.adjustments)?,
        held: amount(row.held)?,
        minimum_payout: amount(row.minimum_payout)?,
        taxes: TaxTerms {
            withholding: percent(row.withholding_parts)?,
            withhold_on: WithholdOn::parse(&row.withhold_on)?,
            sales_tax: percent(row.sales_tax_parts)?,
        },
        exchange,
    })
}

fn figures(row: &Row) -> Option<Figures> {
    let amount = |minor: i64| Amount::try_from(minor).ok();
    Some(Figures {
        gross: amount(row.opening_balance + row.commission + row.adjustments)?,
        carried_forward: amount(row.carried_forward)?,
        payable: amount(row.payable)?,
        sales_tax: amount(row.sales_tax)?,
        withholding_tax: amount(row.withholding_tax)?,
        net: amount(row.net)?,
    })
}

/// The most statements that are added at once: PostgreSQL takes 65,535 values.
const AT_ONCE: usize = 1_000;

/// Adds statements.
pub fn insert(tx: &mut Tx<'_>, all: &[Statement]) -> Result<(), StorageError> {
    for some in all.chunks(AT_ONCE) {
        let rows: Vec<Row> = some.iter().map(Row::from).collect();
        let insert = diesel::insert_into(statements::table);
        match tx.connection {
            AnyConnection::Sqlite(sqlite) => insert.values(rows).execute(sqlite)?,
            AnyConnection::Postgres(postgres) => insert.values(rows).execute(postgres)?,
        };
    }
    Ok(())
}

/// Writes a statement over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, statement: &Statement) -> Result<bool, StorageError> {
    let before = statements::table
        .filter(statements::id.eq(statement.id.as_str()))
        .filter(statements::version.eq(statement.version - 1));
    Ok(diesel::update(before).set(Row::from(statement)).execute(tx.connection)? == 1)
}

type Query<'q> = statements::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(statements::partner_id.eq(partner.to_string())),
        None => query,
    }
}

/// The statement with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &StatementId) -> Result<Option<Statement>, StorageError> {
    let query = statements::table.filter(statements::id.eq(id.to_string())).into_boxed();
    let query = seen(tx, query).select(Row::as_select());
    query.get_result(tx.connection).optional()?.map(Statement::try_from).transpose()
}

/// A page of the statements that the scope may see.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Page<Statement>, StorageError> {
    let mut query = seen(tx, statements::table.into_boxed());
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Statement::try_from)
}

/// All statements of a period.
pub fn of_period(tx: &mut Tx<'_>, period: Period) -> Result<Vec<Statement>, StorageError> {
    let query = statements::table.filter(statements::period.eq(period.to_string()));
    let query = query.select(Row::as_select()).order(statements::id);
    query.load(tx.connection)?.into_iter().map(Statement::try_from).collect()
}

/// What the statements of a period carried forward, of those that carried anything.
pub fn balances(
    tx: &mut Tx<'_>,
    period: Period,
) -> Result<HashMap<PartnerId, Amount>, StorageError> {
    let query = statements::table
        .filter(statements::period.eq(period.to_string()))
        .filter(statements::carried_forward.ne(0))
        .select((statements::partner_id, statements::carried_forward));
    let balance = |(partner, minor): (String, i64)| {
        let unreadable = || StorageError::Failed(format!("partner {partner} cannot be read"));
        let partner = PartnerId::parse(&partner).ok_or_else(unreadable)?;
        Ok((partner, Amount::try_from(minor).map_err(|_| unreadable())?))
    };
    query.load::<(String, i64)>(tx.connection)?.into_iter().map(balance).collect()
}

/// What the entries of a period come to in each currency.
pub fn totals(tx: &mut Tx<'_>, period: Period) -> Result<Vec<(Currency, i128)>, StorageError> {
    let query = statements::table
        .filter(statements::period.eq(period.to_string()))
        .select((statements::currency, statements::commission));
    let mut totals: Vec<(Currency, i128)> = Vec::new();
    for (code, minor) in query.load::<(String, i64)>(tx.connection)? {
        let unreadable = || StorageError::Failed(format!("a statement's currency is {code}"));
        let currency = Currency::parse(&code).ok_or_else(unreadable)?;
        match totals.iter_mut().find(|(known, _)| *known == currency) {
            Some((_, sum)) => *sum += i128::from(minor),
            None => totals.push((currency, minor.into())),
        }
    }
    totals.sort_by_key(|(currency, _)| currency.code());
    Ok(totals)
}

/// How many statements a period has, and what they still wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// How many there are.
    pub all: i64,
    /// How many nobody has approved.
    pub drafts: i64,
    /// How many have something to pay that was not paid.
    pub unpaid: i64,
}

/// How far the statements of some periods have come.
pub fn standings(
    tx: &mut Tx<'_>,
    periods: &[Period],
) -> Result<HashMap<Period, Standing>, StorageError> {
    let count = |condition: &str| {
        sql::<BigInt>(&format!("CAST(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS BIGINT)"))
    };
    let names: Vec<String> = periods.iter().map(ToString::to_string).collect();
    let drafts = count("statements.status = 'draft'");
    let unpaid = count("statements.status <> 'paid' AND statements.net > 0");
    let query = statements::table
        .filter(statements::period.eq_any(names))
        .group_by(statements::period)
        .select((statements::period, diesel::dsl::count_star(), drafts, unpaid));
    let read = |(period, all, drafts, unpaid): (String, i64, i64, i64)| {
        let unreadable = || StorageError::Failed(format!("period {period} cannot be read"));
        Ok((Period::parse(&period).ok_or_else(unreadable)?, Standing { all, drafts, unpaid }))
    };
    query.load::<(String, i64, i64, i64)>(tx.connection)?.into_iter().map(read).collect()
}
