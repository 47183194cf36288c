//! Payments: the statements of a batch.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::payout::{Payment, PaymentStatus, Settled};
use crate::domain::{
    Amount, BankReference, Code, Currency, Iban, Name, PartnerId, PayoutId, Period, StatementId,
    UserId, Word,
};
use crate::storage::connection::AnyConnection;
use crate::storage::database::Tx;
use crate::storage::error::StorageError;
use crate::storage::schema::{payments, statements};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = payments)]
struct Row {
    payout_id: String,
    statement_id: String,
    partner_id: String,
    position: i32,
    partner_code: String,
    partner_name: String,
    account_title: String,
    iban: String,
    amount: i64,
    status: String,
    reference: Option<String>,
    settled_by: Option<String>,
    settled_on: Option<NaiveDate>,
    settled_at: Option<NaiveDateTime>,
}

impl From<&Payment> for Row {
    fn from(payment: &Payment) -> Self {
        let Payment {
            payout,
            statement,
            partner,
            position,
            code,
            name,
            title,
            iban,
            amount,
            status,
            reference,
            settled,
        } = payment;
        let settled = settled.as_ref();
        Self {
            payout_id: payout.to_string(),
            statement_id: statement.to_string(),
            partner_id: partner.to_string(),
            position: *position,
            partner_code: code.to_string(),
            partner_name: name.to_string(),
            account_title: title.to_string(),
            iban: iban.to_string(),
            amount: amount.minor(),
            status: status.as_str().to_owned(),
            reference: reference.as_ref().map(ToString::to_string),
            settled_by: settled.map(|settled| settled.by.to_string()),
            settled_on: settled.map(|settled| settled.on),
            settled_at: settled.map(|settled| settled.at),
        }
    }
}

impl TryFrom<Row> for Payment {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let id = row.statement_id.clone();
        let unreadable = || StorageError::Failed(format!("the payment of {id} cannot be read"));
        read(row).ok_or_else(unreadable)
    }
}

fn read(row: Row) -> Option<Payment> {
    let Row {
        payout_id,
        statement_id,
        partner_id,
        position,
        partner_code,
        partner_name,
        account_title,
        iban,
        amount,
        status,
        reference,
        settled_by,
        settled_on,
        settled_at,
    } = row;
    let settled = match (settled_by, settled_on, settled_at) {
        (Some(by), Some(on), Some(at)) => Some(Settled { by: UserId::parse(&by)?, on, at }),
        _ => None,
    };
    let reference = match reference {
        Some(reference) => Some(BankReference::parse(&reference)?),
        None => None,
    };
    Some(Payment {
        payout: PayoutId::parse(&payout_id)?,
        statement: StatementId::parse(&statement_id)?,
        partner: PartnerId::parse(&partner_id)?,
        position,
        code: Code::parse(&partner_code)?,
        name: Name::parse(&partner_name)?,
        title: Name::parse(&account_title)?,
        iban: Iban::parse(&iban).ok()?,
        amount: Amount::try_from(amount).ok()?,
        status: PaymentStatus::parse(&status)?,
        reference,
        settled,
    })
}

/// The most payments of one insert: PostgreSQL takes 65,535 values at once.
const AT_ONCE: usize = 2_000;

/// Adds the payments of a batch.
pub fn insert(tx: &mut Tx<'_>, all: &[Payment]) -> Result<(), StorageError> {
    for some in all.chunks(AT_ONCE) {
        let rows: Vec<Row> = some.iter().map(Row::from).collect();
        let insert = diesel::insert_into(payments::table);
        match tx.connection {
            AnyConnection::Sqlite(sqlite) => insert.values(rows).execute(sqlite)?,
            AnyConnection::Postgres(postgres) => insert.values(rows).execute(postgres)?,
        };
    }
    Ok(())
}

/// Keeps the bank's answer to a payment of a status; `false` where it does not have that any more.
pub fn settle(
    tx: &mut Tx<'_>,
    payment: &Payment,
    before: PaymentStatus,
) -> Result<bool, StorageError> {
    let unanswered = payments::table
        .filter(payments::payout_id.eq(payment.payout.as_str()))
        .filter(payments::statement_id.eq(payment.statement.as_str()))
        .filter(payments::status.eq(before.as_str()));
    let settled = payment.settled.as_ref();
    let changed = diesel::update(unanswered)
        .set((
            payments::status.eq(payment.status.as_str()),
            payments::reference.eq(payment.reference.as_ref().map(ToString::to_string)),
            payments::settled_by.eq(settled.map(|settled| settled.by.to_string())),
            payments::settled_on.eq(settled.map(|settled| settled.on)),
            payments::settled_at.eq(settled.map(|settled| settled.at)),
        ))
        .execute(tx.connection)?;
    Ok(changed == 1)
}

/// Lets go of the payments of a batch that was withdrawn.
pub fn withdraw(tx: &mut Tx<'_>, payout: &PayoutId) -> Result<(), StorageError> {
    diesel::update(payments::table.filter(payments::payout_id.eq(payout.as_str())))
        .set(payments::status.eq(PaymentStatus::Withdrawn.as_str()))
        .execute(tx.connection)?;
    Ok(())
}

/// The payments of a batch in the order of its files.
pub fn of_payout(tx: &mut Tx<'_>, payout: &PayoutId) -> Result<Vec<Payment>, StorageError> {
    let query = payments::table.filter(payments::payout_id.eq(payout.as_str()));
    let rows = query.select(Row::as_select()).order(payments::position).load(tx.connection)?;
    rows.into_iter().map(Payment::try_from).collect()
}

/// The payments of a statement, in the order in which their batches were prepared.
pub fn of_statement(
    tx: &mut Tx<'_>,
    statement: &StatementId,
) -> Result<Vec<Payment>, StorageError> {
    let query = payments::table.filter(payments::statement_id.eq(statement.as_str()));
    let rows = query.select(Row::as_select()).order(payments::payout_id).load(tx.connection)?;
    rows.into_iter().map(Payment::try_from).collect()
}

/// The payments that the bank has made of a period's statements.
pub fn paid(tx: &mut Tx<'_>, period: Period) -> Result<Vec<Payment>, StorageError> {
    let query = payments::table
        .inner_join(statements::table.on(statements::id.eq(payments::statement_id)))
        .filter(statements::period.eq(period.to_string()))
        .filter(payments::status.eq(PaymentStatus::Paid.as_str()))
        .select(Row::as_select())
        .order(payments::statement_id);
    query.load(tx.connection)?.into_iter().map(Payment::try_from).collect()
}

/// The approved statements of a period with something to pay in a currency of which no payment waits or
/// was made: each with its partner and its net.
pub fn due(
    tx: &mut Tx<'_>,
    (period, currency): (Period, Currency),
) -> Result<Vec<(StatementId, PartnerId, Amount)>, StorageError> {
    let live = payments::table
        .filter(payments::status.eq_any(["waiting", "paid"]))
        .select(payments::statement_id);
    let query = statements::table
        .filter(statements::period.eq(period.to_string()))
        .filter(statements::payout_currency.eq(currency.code()))
        .filter(statements::status.eq("approved"))
        .filter(statements::net.gt(0))
        .filter(statements::id.ne_all(live))
        .select((statements::id, statements::partner_id, statements::net))
        .order(statements::id);
    let due = |(id, partner, net): (String, String, i64)| {
        let unreadable = || StorageError::Failed(format!("statement {id} cannot be read"));
        let statement = StatementId::parse(&id).ok_or_else(unreadable)?;
        let partner = PartnerId::parse(&partner).ok_or_else(unreadable)?;
        Ok((statement, partner, Amount::try_from(net).map_err(|_| unreadable())?))
    };
    query.load::<(String, String, i64)>(tx.connection)?.into_iter().map(due).collect()
}
