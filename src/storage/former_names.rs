//! What sellers, partners and people of the platform were called.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::schema::former_names;
use crate::domain::{City, Name, Ntn};

/// What somebody was called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// The name.
    pub name: Name,
    /// The city; of partners alone.
    pub city: Option<City>,
    /// The tax number; of partners alone.
    pub ntn: Option<Ntn>,
}

/// How many are named by one query.
const AT_ONCE: usize = 1_000;

/// What some were called at an instant, by id, of those that were called otherwise since.
pub fn at(
    tx: &mut Tx<'_>,
    ids: &[&str],
    at: NaiveDateTime,
) -> Result<HashMap<String, Former>, StorageError> {
    type Row = (String, String, Option<String>, Option<String>);
    let mut found = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let query = former_names::table
            .filter(former_names::subject_id.eq_any(some))
            .filter(former_names::until_at.ge(at))
            .order(former_names::seq.desc())
            .select((
                former_names::subject_id,
                former_names::name,
                former_names::city,
                former_names::ntn,
            ));
        // The earliest comes last, and stays.
        for (id, name, city, ntn) in query.load::<Row>(tx.connection)? {
            let unreadable = || StorageError::Failed(format!("a former name of {id}"));
            let former = Former {
                name: Name::parse(&name).ok_or_else(unreadable)?,
                city: city.as_deref().and_then(City::parse),
                ntn: ntn.as_deref().and_then(Ntn::parse),
            };
            found.insert(id, former);
        }
    }
    Ok(found)
}
