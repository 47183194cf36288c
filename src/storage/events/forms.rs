//! What was registered by an event's public form.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::database::Tx;
use super::super::error::StorageError;
use super::super::schema::form_codes;
use crate::domain::event::FormCode;
use crate::domain::{Code, EventId, RegistrationId};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = form_codes)]
struct Row {
    code: String,
    event_id: String,
    registration_id: String,
    form: String,
    fingerprint: Vec<u8>,
    waiting: bool,
    created_at: NaiveDateTime,
}

impl From<&FormCode> for Row {
    fn from(taken: &FormCode) -> Self {
        let FormCode { code, event, registration, form, fingerprint, waiting, created_at } = taken;
        Self {
            code: code.to_string(),
            event_id: event.to_string(),
            registration_id: registration.to_string(),
            form: form.clone(),
            fingerprint: fingerprint.to_vec(),
            waiting: *waiting,
            created_at: *created_at,
        }
    }
}

impl TryFrom<Row> for FormCode {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row { code, event_id, registration_id, form, fingerprint, waiting, created_at } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("form {form}: {what}"));
        Ok(Self {
            code: Code::parse(&code).ok_or_else(|| unreadable("code"))?,
            event: EventId::parse(&event_id).ok_or_else(|| unreadable("event"))?,
            registration: RegistrationId::parse(&registration_id)
                .ok_or_else(|| unreadable("registration"))?,
            fingerprint: fingerprint.try_into().map_err(|_| unreadable("fingerprint"))?,
            waiting,
            created_at,
            form,
        })
    }
}

/// Keeps that a form was taken.
pub fn insert(tx: &mut Tx<'_>, taken: &FormCode) -> Result<(), StorageError> {
    diesel::insert_into(form_codes::table).values(Row::from(taken)).execute(tx.connection)?;
    Ok(())
}

/// What became of a form.
pub fn by_form(tx: &mut Tx<'_>, form: &str) -> Result<Option<FormCode>, StorageError> {
    let query = form_codes::table.filter(form_codes::form.eq(form.to_owned()));
    let row: Option<Row> = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(FormCode::try_from).transpose()
}

/// What an event's form gave a code for.
pub fn by_code(
    tx: &mut Tx<'_>,
    event: &EventId,
    code: &Code,
) -> Result<Option<FormCode>, StorageError> {
    let query = form_codes::table
        .filter(form_codes::event_id.eq(event.as_str()))
        .filter(form_codes::code.eq(code.as_str()));
    let row: Option<Row> = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(FormCode::try_from).transpose()
}
