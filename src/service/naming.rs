//! What partners and people are called whom records name by their ids.

use std::collections::HashMap;

use super::error::ServiceError;
use crate::domain::{Code, Name, PartnerId, UserId};
use crate::storage::Tx;
use crate::storage::{partners, users};

/// Names, by ids.
#[derive(Debug, Clone, Default)]
pub struct Names {
    partners: HashMap<PartnerId, (Code, Name)>,
    users: HashMap<UserId, Name>,
}

impl Names {
    /// Learns what partners are called that the caller may see.
    pub fn learn_partners<'a>(
        &mut self,
        tx: &mut Tx<'_>,
        ids: impl IntoIterator<Item = &'a PartnerId>,
    ) -> Result<(), ServiceError> {
        for id in ids {
            if !self.partners.contains_key(id)
                && let Some(partner) = partners::by_id(tx, id)?
            {
                self.partners.insert(id.clone(), (partner.code, partner.name));
            }
        }
        Ok(())
    }

    /// Learns what people are called. Whoever sees that somebody has approved a record sees who that
    /// was, of the platform's people too.
    pub fn learn_users<'a>(
        &mut self,
        tx: &mut Tx<'_>,
        ids: impl IntoIterator<Item = &'a UserId>,
    ) -> Result<(), ServiceError> {
        for id in ids {
            if self.users.contains_key(id) {
                continue;
            }
            if let Some(user) = tx.as_programme(|tx| users::by_id(tx, id))? {
                self.users.insert(id.clone(), user.name);
            }
        }
        Ok(())
    }

    /// What a partner is called; nothing, where the caller may not know.
    pub fn partner(&self, id: &PartnerId) -> &str {
        self.partners.get(id).map_or("", |(_, name)| name.as_str())
    }

    /// A partner's code; nothing, where the caller may not know.
    pub fn code(&self, id: &PartnerId) -> &str {
        self.partners.get(id).map_or("", |(code, _)| code.as_str())
    }

    /// What somebody is called; what the system did by itself, nobody did.
    pub fn user(&self, id: &UserId) -> &str {
        self.users.get(id).map_or("Saathi", Name::as_str)
    }
}
