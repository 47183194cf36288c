//! Partners' bank accounts.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::bank_accounts;
use super::signed;
use crate::domain::{
    BankAccount, BankAccountId, BankAccountStatus, Iban, Name, PartnerId, UserId, Word,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = bank_accounts, treat_none_as_null = true)]
struct Row {
    id: String,
    partner_id: String,
    title: String,
    iban: String,
    status: String,
    prepared_by: String,
    confirmed_by: Option<String>,
    confirmed_at: Option<NaiveDateTime>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&BankAccount> for Row {
    fn from(account: &BankAccount) -> Self {
        let BankAccount {
            id,
            partner,
            title,
            iban,
            status,
            prepared_by,
            confirmed,
            version,
            created_at,
            updated_at,
        } = account;
        let (confirmed_by, confirmed_at) = signed::columns(confirmed.as_ref());
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            title: title.to_string(),
            iban: iban.to_string(),
            status: status.as_str().to_owned(),
            prepared_by: prepared_by.to_string(),
            confirmed_by,
            confirmed_at,
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

impl TryFrom<Row> for BankAccount {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            partner_id,
            title,
            iban,
            status,
            prepared_by,
            confirmed_by,
            confirmed_at,
            version,
            created_at,
            updated_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("bank account {id}: {what}"));
        let confirmed = signed::read(confirmed_by.as_deref(), confirmed_at);
        Ok(Self {
            partner: PartnerId::parse(&partner_id).ok_or_else(|| unreadable("partner"))?,
            title: Name::parse(&title).ok_or_else(|| unreadable("title"))?,
            iban: Iban::parse(&iban).map_err(|_| unreadable("iban"))?,
            status: BankAccountStatus::parse(&status).ok_or_else(|| unreadable("status"))?,
            prepared_by: UserId::parse(&prepared_by).ok_or_else(|| unreadable("prepared by"))?,
            confirmed: confirmed.ok_or_else(|| unreadable("confirmed by"))?,
            id: BankAccountId::parse(&id).ok_or_else(|| unreadable("id"))?,
            version,
            created_at,
            updated_at,
        })
    }
}

/// Adds an account.
pub fn insert(tx: &mut Tx<'_>, account: &BankAccount) -> Result<(), StorageError> {
    diesel::insert_into(bank_accounts::table).values(Row::from(account)).execute(tx.connection)?;
    Ok(())
}

/// Writes an account over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, account: &BankAccount) -> Result<bool, StorageError> {
    let before = bank_accounts::table
        .filter(bank_accounts::id.eq(account.id.as_str()))
        .filter(bank_accounts::version.eq(account.version - 1));
    Ok(diesel::update(before).set(Row::from(account)).execute(tx.connection)? == 1)
}

/// How many partners are named by one query.
const AT_ONCE: usize = 1_000;

/// The accounts of partners that are paid on or wait to be.
pub fn live(tx: &mut Tx<'_>, partners: &[&str]) -> Result<Vec<BankAccount>, StorageError> {
    let states = [BankAccountStatus::Pending, BankAccountStatus::Confirmed].map(Word::as_str);
    let mut found = Vec::with_capacity(partners.len());
    for some in partners.chunks(AT_ONCE) {
        let mut query = bank_accounts::table
            .filter(bank_accounts::partner_id.eq_any(some))
            .filter(bank_accounts::status.eq_any(states))
            .into_boxed();
        if let Some(own) = tx.scope().partner() {
            query = query.filter(bank_accounts::partner_id.eq(own.to_string()));
        }
        let rows: Vec<Row> = query.select(Row::as_select()).load(tx.connection)?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// All accounts that were ever confirmed.
pub fn all_confirmed(tx: &mut Tx<'_>) -> Result<Vec<BankAccount>, StorageError> {
    let mut query =
        bank_accounts::table.filter(bank_accounts::confirmed_by.is_not_null()).into_boxed();
    if let Some(own) = tx.scope().partner() {
        query = query.filter(bank_accounts::partner_id.eq(own.to_string()));
    }
    let rows: Vec<Row> =
        query.select(Row::as_select()).order(bank_accounts::id).load(tx.connection)?;
    rows.into_iter().map(BankAccount::try_from).collect()
}

/// A partner's account of that status, pending or confirmed, of which it has at most one each.
pub fn of_status(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    status: BankAccountStatus,
) -> Result<Option<BankAccount>, StorageError> {
    let mut query = bank_accounts::table
        .filter(bank_accounts::partner_id.eq(partner.to_string()))
        .filter(bank_accounts::status.eq(status.as_str()))
        .into_boxed();
    if let Some(own) = tx.scope().partner() {
        query = query.filter(bank_accounts::partner_id.eq(own.to_string()));
    }
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(BankAccount::try_from).transpose()
}
