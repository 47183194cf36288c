//! The table: every route, who may use it, and what stands in its path.
//!
//! A new route is a row here. Where its path has ids of a new kind, the kind is a word of [`Of`] and a
//! place in `records.rs` that makes one.

use saathi::domain::Role;
use saathi::domain::Role::{Admin, Auditor, Finance, Manager, PartnerOwner};

use super::records::Of;

/// Who may use a route.
pub enum Who {
    /// Anybody, signed in or not: the route looks at nobody.
    Public,
    /// These roles.
    Roles(&'static [Role]),
}

/// A route.
pub struct Row {
    /// The method and the path below `/api/v1`.
    pub route: &'static str,
    pub who: Who,
    /// What the ids in its path are of.
    pub of: Of,
    /// A body that can be read and is valid, whatever becomes of it; empty for none.
    pub body: &'static str,
}

const ALL: &[Role] = &Role::ALL;
const MANAGERS: &[Role] = &[Manager, Admin];
const FINANCE: &[Role] = &[Finance, Admin];
const FINANCE_AND_OWNERS: &[Role] = &[PartnerOwner, Finance, Admin];
const MONEY_READERS: &[Role] = &[PartnerOwner, Finance, Admin, Auditor];
const TRAIL_READERS: &[Role] = &[PartnerOwner, Manager, Finance, Admin, Auditor];
const USER_MAKERS: &[Role] = &[PartnerOwner, Admin];
const PLATFORM: &[Role] = &[Manager, Finance, Admin, Auditor];
const ADMINS: &[Role] = &[Admin];

const fn public(route: &'static str) -> Row {
    Row { route, who: Who::Public, of: Of::Nothing, body: "" }
}

const fn read(route: &'static str, roles: &'static [Role], of: Of) -> Row {
    Row { route, who: Who::Roles(roles), of, body: "" }
}

const fn write(route: &'static str, roles: &'static [Role], of: Of, body: &'static str) -> Row {
    Row { route, who: Who::Roles(roles), of, body }
}

/// Every route of the API.
pub const ROUTES: &[Row] = &[
    // Sessions.
    public("POST /auth/login"),
    public("POST /auth/web-login"),
    public("POST /auth/refresh"),
    public("POST /auth/password-link"),
    write("POST /auth/logout", ALL, Of::Nothing, ""),
    read("GET /me", ALL, Of::Nothing),
    write(
        "POST /me/password",
        ALL,
        Of::Nothing,
        r#"{"current_password": "not the right one", "new_password": "quite another one"}"#,
    ),
    public("GET /openapi.json"),
    // Partners.
    read("GET /partners", ALL, Of::Nothing),
    write(
        "POST /partners",
        MANAGERS,
        Of::Nothing,
        r#"{"code": "M-1", "name": "M", "city": "Multan", "payout_currency": "PKR"}"#,
    ),
    read("GET /partners/{id}", ALL, Of::Partner),
    write("PATCH /partners/{id}", MANAGERS, Of::Partner, r#"{"tier": "gold"}"#),
    write(
        "POST /partners/{id}/parent",
        MANAGERS,
        Of::Partner,
        r#"{"parent_id": null, "from": "2026-01-01"}"#,
    ),
    write(
        "POST /partners/{id}/status",
        MANAGERS,
        Of::Partner,
        r#"{"status": "active", "reason": "as agreed"}"#,
    ),
    read("GET /partners/{id}/tax-profiles", MONEY_READERS, Of::Partner),
    write(
        "POST /partners/{id}/tax-profiles",
        FINANCE_AND_OWNERS,
        Of::Partner,
        r#"{"from": "2026-07-01", "withholding_percent": "1", "withhold_on": "payable",
            "sales_tax_percent": "0"}"#,
    ),
    write("POST /partners/{id}/tax-profiles/{tax_id}/confirm", FINANCE, Of::TaxProfile, ""),
    read("GET /partners/{id}/bank", MONEY_READERS, Of::Partner),
    write(
        "POST /partners/{id}/bank",
        FINANCE_AND_OWNERS,
        Of::Partner,
        r#"{"title": "M", "iban": "PK36SCBL0000001123456702"}"#,
    ),
    write("POST /partners/{id}/bank/confirm", FINANCE, Of::Partner, ""),
    // Targets.
    read("GET /targets", ALL, Of::Nothing),
    write(
        "POST /targets",
        MANAGERS,
        Of::Nothing,
        r#"{"partner_id": "par_00000000000000000000000000000001", "month": "2026-12"}"#,
    ),
    read("GET /targets/{id}", ALL, Of::Target),
    read("GET /overview", PLATFORM, Of::Nothing),
    // Users, and what they are told.
    read("GET /users", ALL, Of::Nothing),
    write(
        "POST /users",
        USER_MAKERS,
        Of::Nothing,
        r#"{"email": "m@saathi.test", "name": "M", "role": "partner_staff",
            "partner_id": "par_00000000000000000000000000000001"}"#,
    ),
    read("GET /users/{id}", ALL, Of::User),
    write("PATCH /users/{id}", USER_MAKERS, Of::User, r#"{"name": "M"}"#),
    write("POST /users/{id}/password-link", USER_MAKERS, Of::User, ""),
    read("GET /notifications", ALL, Of::Nothing),
    write("POST /notifications/read-all", ALL, Of::Nothing, ""),
    write("POST /notifications/{id}/read", ALL, Of::Notification, ""),
    // The programme.
    read("GET /settings", ALL, Of::Nothing),
    write(
        "PATCH /settings",
        ADMINS,
        Of::Nothing,
        r#"{"settings": {"burst_records": 7}, "reason": "as agreed"}"#,
    ),
    read("GET /audit", TRAIL_READERS, Of::Nothing),
];
