//! What closes wrote, as it lies there.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};

use crate::domain::Period;
use crate::storage::database::Tx;
use crate::storage::error::StorageError;

/// An entry, with the names by which files know what it is of.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct KeptEntry {
    /// Its id.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// Its place among the period's entries.
    #[diesel(sql_type = Integer)]
    pub position: i32,
    /// Whose.
    #[diesel(sql_type = Text)]
    pub partner_id: String,
    /// The partner's code.
    #[diesel(sql_type = Nullable<Text>)]
    pub partner: Option<String>,
    /// The sale's id as the platform knows it.
    #[diesel(sql_type = Nullable<Text>)]
    pub sale: Option<String>,
    /// The rule, override or bonus, or `cap`.
    #[diesel(sql_type = Text)]
    pub rule: String,
    /// The lower partner's code.
    #[diesel(sql_type = Nullable<Text>)]
    pub from_partner: Option<String>,
    /// The first day of the window of a bonus or cap.
    #[diesel(sql_type = Nullable<Date>)]
    pub window_first: Option<NaiveDate>,
    /// The day that the sale was paid, or the last one of the window.
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// Its type.
    #[diesel(sql_type = Text)]
    pub entry: String,
    /// The basis.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub basis: Option<i64>,
    /// What was posted.
    #[diesel(sql_type = BigInt)]
    pub amount: i64,
    /// In which currency.
    #[diesel(sql_type = Text)]
    pub currency: String,
}

/// The entries of a period behind a position, so many at most.
pub fn entries_after(
    tx: &mut Tx<'_>,
    period: Period,
    position: i32,
    limit: u32,
) -> Result<Vec<KeptEntry>, StorageError> {
    let query = format!(
        "SELECT e.id, e.position, e.partner_id, p.code AS partner, s.external_id AS sale, e.rule, \
             f.code AS from_partner, e.window_first, e.day, e.entry, e.basis, e.amount, e.currency \
         FROM entries AS e \
         LEFT JOIN partners AS p ON p.id = e.partner_id \
         LEFT JOIN sales AS s ON s.id = e.sale_id \
         LEFT JOIN partners AS f ON f.id = e.from_partner_id \
         WHERE e.period = '{period}' AND e.position > {position} \
         ORDER BY e.position LIMIT {limit}"
    );
    Ok(sql_query(query).load(tx.connection)?)
}

/// What the audit trail says of a close.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct KeptClose {
    /// The period.
    #[diesel(sql_type = Text)]
    pub period: String,
    /// What came of it, as JSON.
    #[diesel(sql_type = Nullable<Text>)]
    pub after_json: Option<String>,
}

/// What the audit trail says of all closes.
pub fn audited(tx: &mut Tx<'_>) -> Result<Vec<KeptClose>, StorageError> {
    let query = "SELECT subject_id AS period, after_json FROM audit \
                 WHERE action = 'periods.close' ORDER BY seq";
    Ok(sql_query(query).load(tx.connection)?)
}
