//! What partners and people are called whom records name by their ids.

use std::collections::{BTreeSet, HashMap};

use super::error::ServiceError;
use crate::domain::{PartnerId, UserId};
use crate::storage::Tx;
use crate::storage::{overview, partners, users};

/// Names, by ids.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Codes and names.
    partners: HashMap<PartnerId, (String, String)>,
    users: HashMap<UserId, String>,
}

impl Names {
    /// What all partners are called that the caller may see.
    pub fn of_all_partners(tx: &mut Tx<'_>) -> Result<Self, ServiceError> {
        let named = overview::named(tx)?.into_iter();
        let partners = named.map(|partner| (partner.id, (partner.code, partner.name))).collect();
        Ok(Self { partners, ..Self::default() })
    }

    /// Learns what partners are called that the caller may see.
    pub fn learn_partners<'a>(
        &mut self,
        tx: &mut Tx<'_>,
        ids: impl IntoIterator<Item = &'a PartnerId>,
    ) -> Result<(), ServiceError> {
        let is_new = |id: &&PartnerId| !self.partners.contains_key(*id);
        let ids: BTreeSet<&str> = ids.into_iter().filter(is_new).map(PartnerId::as_str).collect();
        let named = partners::names(tx, &Vec::from_iter(ids))?.into_iter();
        self.partners.extend(named.map(|(id, code, name)| (id, (code, name))));
        Ok(())
    }

    /// Learns what people are called. Whoever sees that somebody has approved a record sees who that
    /// was, of the platform's people too.
    pub fn learn_users<'a>(
        &mut self,
        tx: &mut Tx<'_>,
        ids: impl IntoIterator<Item = &'a UserId>,
    ) -> Result<(), ServiceError> {
        let is_new = |id: &&UserId| !self.users.contains_key(*id);
        let ids: BTreeSet<&str> = ids.into_iter().filter(is_new).map(UserId::as_str).collect();
        self.users.extend(tx.as_programme(|tx| users::names(tx, &Vec::from_iter(ids)))?);
        Ok(())
    }

    /// What a partner is called; nothing, where the caller may not know.
    pub fn partner(&self, id: &PartnerId) -> &str {
        self.partners.get(id).map_or("", |(_, name)| name)
    }

    /// The partners that are known, by name: each one's id, code and name.
    pub fn partners(&self) -> Vec<(&PartnerId, &str, &str)> {
        let all = self.partners.iter();
        let mut all: Vec<_> =
            all.map(|(id, (code, name))| (id, code.as_str(), name.as_str())).collect();
        all.sort_unstable_by_key(|(_, code, name)| (*name, *code));
        all
    }

    /// A partner's code; nothing, where the caller may not know.
    pub fn code(&self, id: &PartnerId) -> &str {
        self.partners.get(id).map_or("", |(code, _)| code)
    }

    /// What somebody is called; what the system did by itself, nobody did.
    pub fn user(&self, id: &UserId) -> &str {
        self.users.get(id).map_or("Saathi", String::as_str)
    }
}
