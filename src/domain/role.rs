//! Who somebody is, what that lets them do, and what they can see.

use super::id::{PartnerId, UserId};

/// A role. `docs/API.md`, "Who may".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Logs recruits, activities, check-ins and arrivals for its partner.
    PartnerStaff,
    /// All of that for its partner, its users, and its statements.
    PartnerOwner,
    /// The programme: partners, sellers, recruits, events; no money.
    Manager,
    /// The money: products, plans, rates, sales, periods, payouts.
    Finance,
    /// Users, settings and keys, and everything that managers and finance may.
    Admin,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 6] = [
        Role::PartnerStaff,
        Role::PartnerOwner,
        Role::Manager,
        Role::Finance,
        Role::Admin,
        Role::Auditor,
    ];

    /// Reads a role's word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::PartnerStaff => "partner_staff",
            Role::PartnerOwner => "partner_owner",
            Role::Manager => "manager",
            Role::Finance => "finance",
            Role::Admin => "admin",
            Role::Auditor => "auditor",
        }
    }

    /// Whether it belongs to a partner.
    pub fn is_of_partner(self) -> bool {
        matches!(self, Role::PartnerStaff | Role::PartnerOwner)
    }
}

/// Somebody who was authenticated. Only a session makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    user: UserId,
    role: Role,
    partner: Option<PartnerId>,
}

impl Actor {
    /// A user with a role; a partner's role has its partner and no other role has one.
    pub fn new(user: UserId, role: Role, partner: Option<PartnerId>) -> Option<Self> {
        (role.is_of_partner() == partner.is_some()).then_some(Self { user, role, partner })
    }

    /// The programme itself, for work that nobody asked for. Its user is nobody's id, so that the database
    /// refuses whatever would name it as a person.
    pub fn of_programme() -> Self {
        Self { user: UserId::from_bits(0), role: Role::Admin, partner: None }
    }

    /// The user.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// The role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The partner that it belongs to.
    pub fn partner(&self) -> Option<&PartnerId> {
        self.partner.as_ref()
    }

    /// What it can see.
    pub fn scope(&self) -> Scope {
        Scope(match &self.partner {
            Some(partner) => Sight::Partner(partner.clone()),
            None => Sight::Platform,
        })
    }
}

/// What a request can see. It is made from an [`Actor`] or, for work that nobody asked for, by
/// [`Scope::of_programme`]; every query takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(Sight);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Sight {
    Platform,
    Partner(PartnerId),
}

impl Scope {
    /// The programme itself: sessions being made, jobs, the command line.
    pub fn of_programme() -> Self {
        Self(Sight::Platform)
    }

    /// The one partner that is seen; `None` where all are.
    pub fn partner(&self) -> Option<&PartnerId> {
        match &self.0 {
            Sight::Platform => None,
            Sight::Partner(partner) => Some(partner),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partners_role_has_a_partner_and_no_other_has() {
        let (user, partner) = (UserId::from_bits(1), PartnerId::from_bits(2));
        for role in Role::ALL {
            let with = Actor::new(user.clone(), role, Some(partner.clone()));
            let without = Actor::new(user.clone(), role, None);
            assert_eq!(with.is_some(), role.is_of_partner(), "{role:?}");
            assert_eq!(without.is_some(), !role.is_of_partner(), "{role:?}");
            let seen = with.or(without).map(|actor| actor.scope().partner().cloned());
            assert_eq!(seen, Some(role.is_of_partner().then(|| partner.clone())));
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
    }
}
