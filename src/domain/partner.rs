//! Partners: the companies of the programme, and what their standing can be.

use chrono::NaiveDateTime;

use super::bounded::City;
use super::code::Code;
use super::currency::Currency;
use super::id::PartnerId;
use super::ntn::Ntn;
use super::user::Name;
use super::word::Word;

/// A partner. Its upper partner, taxes and bank account are dated and kept beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// What it is called in plans and files; it never changes.
    pub code: Code,
    /// Its name.
    pub name: Name,
    /// Where it is.
    pub city: City,
    /// The currency that it is paid in.
    pub payout_currency: Currency,
    /// Its tier in the programme, in the programme's own words.
    pub tier: Option<Name>,
    /// Where it works.
    pub territories: Vec<Name>,
    /// Its tax number.
    pub ntn: Option<Ntn>,
    /// Its standing.
    pub status: PartnerStatus,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

/// A partner's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartnerStatus {
    /// Has asked to join.
    Applicant,
    /// Recruits and earns.
    Active,
    /// Its people only read, and its payouts wait.
    Suspended,
    /// Has left; its statements go on until the balance is settled.
    Terminated,
}

impl Word for PartnerStatus {
    const ALL: &'static [Self] = &[
        PartnerStatus::Applicant,
        PartnerStatus::Active,
        PartnerStatus::Suspended,
        PartnerStatus::Terminated,
    ];

    fn as_str(self) -> &'static str {
        match self {
            PartnerStatus::Applicant => "applicant",
            PartnerStatus::Active => "active",
            PartnerStatus::Suspended => "suspended",
            PartnerStatus::Terminated => "terminated",
        }
    }
}

impl PartnerStatus {
    /// Whether a partner of this standing may get the other. Who left comes back as a new partner.
    pub fn may_become(self, next: Self) -> bool {
        use PartnerStatus::{Active, Applicant, Suspended, Terminated};
        matches!(
            (self, next),
            (Applicant, Active | Terminated)
                | (Active, Suspended | Terminated)
                | (Suspended, Active | Terminated)
        )
    }

    /// Whether its people may write.
    pub fn may_write(self) -> bool {
        self == PartnerStatus::Active
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::assert_words;
    use super::*;

    #[test]
    fn has_its_words() {
        assert_words::<PartnerStatus>(&["applicant", "active", "suspended", "terminated"]);
        assert!(PartnerStatus::ALL.iter().all(|s| s.may_write() == (s.as_str() == "active")));
    }

    #[test]
    fn moves_as_the_table_says() {
        let allowed = [
            "applicant>active",
            "applicant>terminated",
            "active>suspended",
            "active>terminated",
            "suspended>active",
            "suspended>terminated",
        ];
        for from in PartnerStatus::ALL {
            for to in PartnerStatus::ALL {
                let name = format!("{}>{}", from.as_str(), to.as_str());
                assert_eq!(from.may_become(*to), allowed.contains(&name.as_str()), "{name}");
            }
        }
    }
}
