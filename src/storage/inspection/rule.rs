//! Rules that one question can be asked about.

use chrono::NaiveDate;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};

use super::{Count, counted};
use crate::storage::database::Tx;
use crate::storage::error::StorageError;

/// What must hold for every row, as the question which rows break it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// What it is called.
    pub name: &'static str,
    /// The table whose rows it is about.
    pub table: &'static str,
    /// SQL for both databases that gives the `id` of each row that breaks it, and in words `what` is
    /// wrong; `{today}` is the day of business.
    pub broken: &'static str,
}

/// A row that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Broken {
    /// Which row.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// What is wrong with it.
    #[diesel(sql_type = Text)]
    pub what: String,
}

/// What came of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many things were looked at.
    pub checked: u64,
    /// How many could not be looked at, and are believed.
    pub given: u64,
    /// How many of those looked at are wrong.
    pub broken: u64,
    /// The first of these.
    pub examples: Vec<Broken>,
}

impl Outcome {
    /// So many are shown; a database in which everything is wrong is not read out.
    pub const EXAMPLES: usize = 100;

    /// Notes one that is wrong.
    pub fn note(&mut self, id: impl Into<String>, what: impl Into<String>) {
        self.broken += 1;
        if self.examples.len() < Self::EXAMPLES {
            self.examples.push(Broken { id: id.into(), what: what.into() });
        }
    }
}

/// Asks the database whether a rule holds.
pub fn hold(tx: &mut Tx<'_>, rule: &Rule, today: NaiveDate) -> Result<Outcome, StorageError> {
    let Rule { table, broken, .. } = rule;
    let checked = count(tx, table)?;
    let broken = broken.replace("{today}", &today.to_string());
    let total = count(tx, &format!("({broken}) AS broken"))?;
    if total == 0 {
        return Ok(Outcome { checked, ..Outcome::default() });
    }
    let limit = Outcome::EXAMPLES;
    let first =
        format!("SELECT id, what FROM ({broken}) AS broken ORDER BY id, what LIMIT {limit}");
    let examples = sql_query(first).load(tx.connection)?;
    Ok(Outcome { checked, broken: total, examples, ..Outcome::default() })
}

fn count(tx: &mut Tx<'_>, of: &str) -> Result<u64, StorageError> {
    let query = sql_query(format!("SELECT count(*) AS value FROM {of}"));
    let Count { value } = query.get_result(tx.connection)?;
    Ok(counted(value))
}
