//! Who may use which routes. `docs/API.md`, "Who may".

use super::caller::Policy;
use crate::domain::Role;

use Role::{Admin, Auditor, Finance, Manager, PartnerOwner, PartnerStaff};

/// Everybody who signed in.
#[derive(Debug)]
pub struct Anyone;

impl Policy for Anyone {
    const ROLES: &'static [Role] = &Role::ALL;
}

/// Partners' people and the platform's, but auditors: records from the field.
#[derive(Debug)]
pub struct Field;

impl Policy for Field {
    const ROLES: &'static [Role] = &[PartnerStaff, PartnerOwner, Manager, Admin];
}

/// Partners' people: what they alone can tell, such as their day.
#[derive(Debug)]
pub struct PartnerPeople;

impl Policy for PartnerPeople {
    const ROLES: &'static [Role] = &[PartnerStaff, PartnerOwner];
}

/// Managers: partners, sellers, recruits, events, review.
#[derive(Debug)]
pub struct Managers;

impl Policy for Managers {
    const ROLES: &'static [Role] = &[Manager, Admin];
}

/// Managers, and owners for what is their partner's.
#[derive(Debug)]
pub struct ManagersAndOwners;

impl Policy for ManagersAndOwners {
    const ROLES: &'static [Role] = &[PartnerOwner, Manager, Admin];
}

/// Finance: the money.
#[derive(Debug)]
pub struct FinancePeople;

impl Policy for FinancePeople {
    const ROLES: &'static [Role] = &[Finance, Admin];
}

/// Finance, and owners for what is their partner's.
#[derive(Debug)]
pub struct FinanceAndOwners;

impl Policy for FinanceAndOwners {
    const ROLES: &'static [Role] = &[PartnerOwner, Finance, Admin];
}

/// Whoever may see money: not staff, and not managers.
#[derive(Debug)]
pub struct MoneyReaders;

impl Policy for MoneyReaders {
    const ROLES: &'static [Role] = &[PartnerOwner, Finance, Admin, Auditor];
}

/// Whoever may see sales: partners' people their own, and not managers.
#[derive(Debug)]
pub struct SaleReaders;

impl Policy for SaleReaders {
    const ROLES: &'static [Role] = &[PartnerStaff, PartnerOwner, Finance, Admin, Auditor];
}

/// The platform's people.
#[derive(Debug)]
pub struct Platform;

impl Policy for Platform {
    const ROLES: &'static [Role] = &[Manager, Finance, Admin, Auditor];
}

/// Whoever makes users: administrators, and owners for their partner.
#[derive(Debug)]
pub struct UserMakers;

impl Policy for UserMakers {
    const ROLES: &'static [Role] = &[PartnerOwner, Admin];
}

/// Administrators.
#[derive(Debug)]
pub struct Admins;

impl Policy for Admins {
    const ROLES: &'static [Role] = &[Admin];
}

/// The platform's people, and owners for what is their partner's: the audit trail.
#[derive(Debug)]
pub struct TrailReaders;

impl Policy for TrailReaders {
    const ROLES: &'static [Role] = &[PartnerOwner, Manager, Finance, Admin, Auditor];
}

/// The platform's people who may see money.
#[derive(Debug)]
pub struct MoneyAuditors;

impl Policy for MoneyAuditors {
    const ROLES: &'static [Role] = &[Finance, Admin, Auditor];
}

/// A partner's owners.
#[derive(Debug)]
pub struct Owners;

impl Policy for Owners {
    const ROLES: &'static [Role] = &[PartnerOwner];
}

/// Whoever imports records: managers, and finance what is money.
#[derive(Debug)]
pub struct Importers;

impl Policy for Importers {
    const ROLES: &'static [Role] = &[Manager, Finance, Admin];
}
