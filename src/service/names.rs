//! What partners and people are called, for whoever reads of them by their ids.

use std::collections::HashMap;

use super::error::ServiceError;
use crate::storage::{Tx, overview, users};

/// Names by ids.
#[derive(Debug, Clone, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    /// What a record is called; its id where that is not known.
    pub fn of<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).map_or(id, String::as_str)
    }
}

/// What all partners are called.
pub fn of_partners(tx: &mut Tx<'_>) -> Result<Names, ServiceError> {
    let named = overview::named(tx)?.into_iter();
    Ok(Names(named.map(|partner| (partner.id.to_string(), partner.name)).collect()))
}

/// What people are called, each that the caller may see.
pub fn of_users(tx: &mut Tx<'_>, ids: Vec<String>) -> Result<Names, ServiceError> {
    Ok(Names(users::names(tx, ids)?.into_iter().collect()))
}
