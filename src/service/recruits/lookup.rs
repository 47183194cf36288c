//! Whether a seller is free, before somebody drives to its factory.

use chrono::NaiveDate;

use super::standing::{Standing, matches, standing};
use crate::domain::identity::Traits;
use crate::domain::{City, Name, Ntn, PartnerId, Phone, Word};
use crate::service::app::App;
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::service::settings;
use crate::storage::Tx;

/// What somebody knows of a seller and asks by.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Its tax number.
    pub ntn: Option<Ntn>,
    /// Its phone.
    pub phone: Option<Phone>,
    /// Its name and city, which say nothing without each other.
    pub named: Option<(Name, City)>,
}

/// Whether a seller is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundStatus {
    /// It can be registered.
    Free,
    /// It cannot.
    Taken,
    /// A manager would look at it.
    Review,
    /// The caller's partner has it.
    Yours,
}

impl Word for FoundStatus {
    const ALL: &'static [Self] =
        &[FoundStatus::Free, FoundStatus::Taken, FoundStatus::Review, FoundStatus::Yours];

    fn as_str(self) -> &'static str {
        match self {
            FoundStatus::Free => "free",
            FoundStatus::Taken => "taken",
            FoundStatus::Review => "review",
            FoundStatus::Yours => "yours",
        }
    }
}

/// The answer: all that one partner may learn of what another has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Whether it is free.
    pub status: FoundStatus,
    /// The last day of the caller's own protection.
    pub until: Option<NaiveDate>,
}

impl App {
    /// Counts a lookup; somebody who asks too often is to wait.
    pub fn may_look_up(&self, tx: &mut Tx<'_>, by: &By) -> Result<(), ServiceError> {
        let rate = settings::in_force(tx, by.now.today)?.recruits.lookups;
        self.lookups.attempt(by.actor.user().as_str(), rate)
    }
}

/// Whether a seller is free, as far as it is known by what is asked.
pub fn lookup(tx: &mut Tx<'_>, by: &By, asked: &Asked) -> Result<Found, ServiceError> {
    // Who gives no name is compared by numbers alone: no seller is called so, and none is there.
    let nobody = || Name::parse("—").zip(City::parse("—"));
    let Some((name, city)) = asked.named.clone().or_else(nobody) else {
        return Err(ServiceError::Internal("a name of nobody".to_owned()));
    };
    tx.as_programme(|tx| {
        let traits = Traits {
            name: &name,
            city: &city,
            phone: asked.phone.as_ref(),
            email: None,
            ntn: asked.ntn.as_ref(),
            cnic: None,
            member_id: None,
        };
        found(tx, (&traits, by.actor.partner()), by.now.today)
    })
}

fn found(
    tx: &mut Tx<'_>,
    (traits, partner): (&Traits<'_>, Option<&PartnerId>),
    today: NaiveDate,
) -> Result<Found, ServiceError> {
    let settings = settings::in_force(tx, today)?;
    let matches = matches(tx, traits, &settings)?;
    let mut certain = Vec::new();
    for seller in &matches.certain {
        certain.push(standing(tx, (seller, partner), (today, &settings))?);
    }
    let mut likely = Vec::new();
    for (seller, _) in &matches.likely {
        likely.push(standing(tx, (seller, partner), (today, &settings))?);
    }
    let found = |status, until| Ok(Found { status, until });
    if certain.contains(&Standing::Taken) {
        return found(FoundStatus::Taken, None);
    }
    let own = |standings: &[Standing]| {
        standings.iter().find_map(|standing| match standing {
            Standing::Yours(until) => Some(*until),
            Standing::Free | Standing::Taken => None,
        })
    };
    if let Some(until) = own(&certain) {
        return found(FoundStatus::Yours, until);
    }
    let mine_alone = likely.iter().all(|standing| matches!(standing, Standing::Yours(_)));
    match own(&likely) {
        Some(until) if mine_alone => found(FoundStatus::Yours, until),
        _ if certain.is_empty() && !likely.is_empty() => found(FoundStatus::Review, None),
        _ if likely.contains(&Standing::Taken) => found(FoundStatus::Review, None),
        _ => found(FoundStatus::Free, None),
    }
}
