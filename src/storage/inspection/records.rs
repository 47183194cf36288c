//! What the trail says of records, and what they are now.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};

use crate::storage::database::Tx;
use crate::storage::error::StorageError;

/// How many rows are held at once.
const AT_ONCE: u32 = 1_000;

/// A row of the trail: what it says that a record is since.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Claim {
    /// Its place in the chain.
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
    /// What was done.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// Which record.
    #[diesel(sql_type = Text)]
    pub subject_id: String,
    /// Whose people may read it.
    #[diesel(sql_type = Nullable<Text>)]
    pub partner_id: Option<String>,
    /// What is there since, as JSON.
    #[diesel(sql_type = Nullable<Text>)]
    pub after_json: Option<String>,
}

/// The rows of the trail about records of a kind, behind a place in the chain.
pub fn claims_after(tx: &mut Tx<'_>, kind: &str, seq: i64) -> Result<Vec<Claim>, StorageError> {
    let query = format!(
        "SELECT seq, action, subject_id, partner_id, after_json FROM audit \
         WHERE subject_kind = $1 AND seq > $2 ORDER BY seq LIMIT {AT_ONCE}"
    );
    Ok(sql_query(query).bind::<Text, _>(kind).bind::<BigInt, _>(seq).load(tx.connection)?)
}

/// A field that every change of it writes into the trail.
#[derive(Debug, Clone, Copy)]
pub struct Traced {
    /// The kind of record, as the trail calls it.
    pub kind: &'static str,
    /// What the trail calls the field, which is its column too.
    pub name: &'static str,
    table: &'static str,
}

const fn traced(kind: &'static str, table: &'static str, name: &'static str) -> Traced {
    Traced { kind, name, table }
}

/// All such fields that are compared.
pub const TRACED: &[Traced] = &[
    traced("user", "users", "role"),
    traced("user", "users", "status"),
    traced("user", "users", "email"),
    traced("sale", "sales", "status"),
    traced("partner", "partners", "status"),
    traced("partner", "partners", "payout_currency"),
    traced("partner", "partners", "name"),
    traced("agreement", "agreements", "ends_on"),
    traced("seller", "sellers", "verified_on"),
    traced("recruit", "recruits", "status"),
    traced("recruit", "recruits", "protected_until"),
];

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Kept {
    /// Which record.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// What stands there, as text.
    #[diesel(sql_type = Nullable<Text>)]
    pub value: Option<String>,
}

/// A field of all its records, behind an id.
pub fn kept_after(tx: &mut Tx<'_>, field: &Traced, id: &str) -> Result<Vec<Kept>, StorageError> {
    let own = format!("SELECT id, CAST({} AS TEXT) AS value FROM {}", field.name, field.table);
    let query = format!("{own} WHERE id > $1 ORDER BY id LIMIT {AT_ONCE}");
    Ok(sql_query(query).bind::<Text, _>(id).load(tx.connection)?)
}

/// A seller and who holds it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Held {
    /// The seller.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// Its holder.
    #[diesel(sql_type = Text)]
    pub holder: String,
}

/// The sellers that somebody holds and that the trail speaks of, behind an id.
pub fn held_after(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Held>, StorageError> {
    let query = format!(
        "SELECT s.id, s.partner_id AS holder FROM sellers AS s \
         WHERE s.partner_id IS NOT NULL AND s.id > $1 AND EXISTS (SELECT 1 FROM audit AS a \
             WHERE a.subject_kind = 'seller' AND a.subject_id = s.id) \
         ORDER BY s.id LIMIT {AT_ONCE}"
    );
    Ok(sql_query(query).bind::<Text, _>(id).load(tx.connection)?)
}
