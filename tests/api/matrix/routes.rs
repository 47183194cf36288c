//! The table: every route, who may use it, and what stands in its path.
//!
//! A new route is a row here. Where its path has ids of a new kind, the kind is a word of [`Of`] and a
//! place in `records.rs` that makes one.

use saathi::domain::Role;
use saathi::domain::Role::{Admin, Auditor, Finance, Manager, PartnerOwner, PartnerStaff};

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
    /// A body that can be read and is valid, whatever becomes of it, or what is asked behind the path
    /// of a `GET`; empty for none.
    pub body: &'static str,
}

const ALL: &[Role] = &Role::ALL;
const MANAGERS: &[Role] = &[Manager, Admin];
const FINANCE: &[Role] = &[Finance, Admin];
const FINANCE_AND_OWNERS: &[Role] = &[PartnerOwner, Finance, Admin];
const MONEY_READERS: &[Role] = &[PartnerOwner, Finance, Admin, Auditor];
const TRAIL_READERS: &[Role] = &[PartnerOwner, Manager, Finance, Admin, Auditor];
const MONEY_AUDITORS: &[Role] = &[Finance, Admin, Auditor];
const SALE_READERS: &[Role] = &[PartnerStaff, PartnerOwner, Finance, Admin, Auditor];
const FIELD: &[Role] = &[PartnerStaff, PartnerOwner, Manager, Admin];
const PARTNERS: &[Role] = &[PartnerStaff, PartnerOwner];
const MANAGERS_AND_OWNERS: &[Role] = &[PartnerOwner, Manager, Admin];
const OWNERS: &[Role] = &[PartnerOwner];
const USER_MAKERS: &[Role] = &[PartnerOwner, Admin];
const PLATFORM: &[Role] = &[Manager, Finance, Admin, Auditor];
const IMPORTERS: &[Role] = &[Manager, Finance, Admin];
const ADMINS: &[Role] = &[Admin];

const REASON: &str = r#"{"reason": "as agreed"}"#;
const CHECK_IN: &str = r#"{"date": "2026-08-01", "calls": 1, "visits": 0, "demos": 0,
    "proposals": 0, "new_recruits": 0, "contracts": 0, "sales_count": 0,
    "sales_amount": {"amount": "0.00", "currency": "USD"}}"#;
const PLAN: &str = r#"{"plan": "m-1", "currency": "USD", "fiscal_year_start": 7,
    "minimum_payout": "50.00", "versions": [{"effective_from": "2026-01-01", "clawback_days": 90,
        "rules": [{"name": "all", "pay": {"type": "percent", "percent": "10"}}]}]}"#;
const PLAN_VERSION: &str = r#"{"effective_from": "2026-09-01", "clawback_days": 90,
    "rules": [{"name": "all", "pay": {"type": "percent", "percent": "12"}}]}"#;

const fn public(route: &'static str) -> Row {
    Row { route, who: Who::Public, of: Of::Nothing, body: "" }
}

const fn read(route: &'static str, roles: &'static [Role], of: Of) -> Row {
    Row { route, who: Who::Roles(roles), of, body: "" }
}

/// A route that is asked something behind its path.
const fn ask(route: &'static str, roles: &'static [Role], of: Of, query: &'static str) -> Row {
    Row { route, who: Who::Roles(roles), of, body: query }
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
    // Sellers.
    read("GET /sellers", ALL, Of::Nothing),
    write("POST /sellers", MANAGERS, Of::Nothing, r#"{"name": "M", "city": "Multan"}"#),
    read("GET /sellers/{id}", ALL, Of::Seller),
    write("PATCH /sellers/{id}", FIELD, Of::Seller, r#"{"contact_name": "M"}"#),
    read("GET /sellers/{id}/holders", ALL, Of::Seller),
    write(
        "POST /sellers/{id}/transfer",
        MANAGERS,
        Of::Seller,
        r#"{"partner_id": "par_00000000000000000000000000000001", "effective_on": "2026-12-01",
            "reason": "as agreed"}"#,
    ),
    // Recruits.
    read("GET /recruits", ALL, Of::Nothing),
    write(
        "POST /recruits",
        FIELD,
        Of::Nothing,
        r#"{"partner_id": "par_00000000000000000000000000000001", "source": "visit",
            "seller": {"name": "M", "city": "Multan"}}"#,
    ),
    write(
        "POST /recruits/batch",
        FIELD,
        Of::Nothing,
        r#"{"items": [{"client_ref": "019a7c1e-4f00-7abc-8def-0123456789ab", "source": "visit",
            "partner_id": "par_00000000000000000000000000000001",
            "seller": {"name": "N", "city": "Multan"}}]}"#,
    ),
    ask("GET /recruits/lookup", FIELD, Of::Nothing, "phone=03001234567"),
    read("GET /recruits/pool", ALL, Of::Nothing),
    read("GET /recruits/{id}", ALL, Of::Recruit),
    write("PATCH /recruits/{id}", FIELD, Of::Recruit, r#"{"note": "M"}"#),
    write("POST /recruits/{id}/stage", FIELD, Of::Recruit, r#"{"stage": "contacted"}"#),
    read("GET /recruits/{id}/stages", ALL, Of::Recruit),
    read("GET /recruits/{id}/activities", ALL, Of::Recruit),
    write(
        "POST /recruits/{id}/activities",
        FIELD,
        Of::Recruit,
        r#"{"kind": "call", "happened_at": "2026-08-01T10:00:00Z"}"#,
    ),
    write("POST /recruits/{id}/extend", FIELD, Of::Recruit, REASON),
    write("POST /recruits/{id}/release", FIELD, Of::Recruit, REASON),
    write(
        "POST /recruits/{id}/decide",
        MANAGERS,
        Of::Recruit,
        r#"{"decision": "approve", "reason": "as agreed"}"#,
    ),
    // Jobs.
    read("GET /jobs", PLATFORM, Of::Nothing),
    ask("GET /reports/pipeline", ALL, Of::Nothing, "from=2026-07-01&until=2026-07-31"),
    // Funding of events.
    read("GET /fundings", ALL, Of::Nothing),
    write(
        "POST /fundings",
        OWNERS,
        Of::Nothing,
        r#"{"event_id": "evt_00000000000000000000000000000001", "purpose": "hall",
            "amount": {"amount": "1.00", "currency": "PKR"}}"#,
    ),
    read("GET /fundings/{id}", ALL, Of::Funding),
    write(
        "POST /fundings/{id}/decide",
        MANAGERS,
        Of::Funding,
        r#"{"decision": "approve", "reason": "as agreed"}"#,
    ),
    write("POST /fundings/{id}/withdraw", OWNERS, Of::Funding, REASON),
    write(
        "POST /fundings/{id}/proof",
        OWNERS,
        Of::Funding,
        r#"{"amount": {"amount": "1.00", "currency": "PKR"}, "spent_on": "2026-08-01",
            "reference": "receipt 7"}"#,
    ),
    write(
        "POST /fundings/{id}/review",
        FINANCE,
        Of::Funding,
        r#"{"decision": "accept", "reason": "as shown"}"#,
    ),
    read("GET /conflicts", ALL, Of::Nothing),
    write(
        "POST /conflicts",
        FIELD,
        Of::Nothing,
        r#"{"recruit_id": "rec_0000000000000000000000000000feed", "claim": "we came first"}"#,
    ),
    read("GET /conflicts/{id}", ALL, Of::Conflict),
    write(
        "POST /conflicts/{id}/decide",
        MANAGERS,
        Of::Conflict,
        r#"{"decision": "keep", "reason": "as agreed"}"#,
    ),
    write("POST /recruits/{id}/answer", PARTNERS, Of::Recruit, r#"{"claim": "we came first"}"#),
    // Check-ins and days.
    read("GET /check-ins", ALL, Of::Nothing),
    write("POST /check-ins", PARTNERS, Of::Nothing, CHECK_IN),
    write("POST /check-ins/batch", PARTNERS, Of::Nothing, r#"{"items": []}"#),
    read("GET /check-ins/prefill", PARTNERS, Of::Nothing),
    write(
        "POST /check-ins/reopen",
        MANAGERS,
        Of::Nothing,
        r#"{"user_id": "usr_0000000000000000000000000000feed", "date": "2026-08-01",
            "reason": "as agreed"}"#,
    ),
    read("GET /check-ins/{id}", ALL, Of::CheckIn),
    write("PATCH /check-ins/{id}", PARTNERS, Of::CheckIn, r#"{"note": "M"}"#),
    write("POST /check-ins/{id}/review", MANAGERS, Of::CheckIn, r#"{"decision": "approve"}"#),
    read("GET /reports/daily", ALL, Of::Nothing),
    read("GET /holidays", ALL, Of::Nothing),
    write(
        "POST /holidays",
        MANAGERS,
        Of::Nothing,
        r#"{"date": "2026-12-25", "name": "Quaid-e-Azam Day"}"#,
    ),
    write("DELETE /holidays/{date}", MANAGERS, Of::Day, ""),
    read("GET /leaves", ALL, Of::Nothing),
    write(
        "POST /leaves",
        PARTNERS,
        Of::Nothing,
        r#"{"first_on": "2026-12-01", "last_on": "2026-12-02"}"#,
    ),
    read("GET /leaves/{id}", ALL, Of::Leave),
    write("POST /leaves/{id}/withdraw", FIELD, Of::Leave, REASON),
    write("POST /leaves/{id}/decide", MANAGERS_AND_OWNERS, Of::Leave, r#"{"decision": "approve"}"#),
    read("GET /users/{id}/week", ALL, Of::User),
    write("POST /users/{id}/week", MANAGERS_AND_OWNERS, Of::User, r#"{"day_off": "fri"}"#),
    // Events.
    read("GET /events", ALL, Of::Nothing),
    write(
        "POST /events",
        MANAGERS_AND_OWNERS,
        Of::Nothing,
        r#"{"title": "M", "city": "Multan", "venue": "M", "starts_at": "2026-12-01T10:00:00Z",
            "ends_at": "2026-12-01T12:00:00Z",
            "hosts": [{"partner_id": "par_00000000000000000000000000000001", "share": "100"}]}"#,
    ),
    read("GET /events/{id}", ALL, Of::Event),
    write("PATCH /events/{id}", MANAGERS_AND_OWNERS, Of::Event, r#"{"title": "M"}"#),
    read("GET /events/{id}/report", ALL, Of::Event),
    read("GET /events/{id}/registrations", ALL, Of::Event),
    write("POST /events/{id}/registrations", FIELD, Of::Event, r#"{"name": "M"}"#),
    read("GET /events/{id}/registrations/{registration_id}", ALL, Of::Registration),
    read("GET /events/{id}/registrations/{registration_id}/qr.svg", ALL, Of::Registration),
    read("GET /events/{id}/registrations/{registration_id}/qr.png", ALL, Of::Registration),
    write("POST /events/{id}/arrivals", FIELD, Of::Event, r#"{"walk_in": {"name": "M"}}"#),
    write(
        "POST /events/{id}/arrivals/batch",
        FIELD,
        Of::Event,
        r#"{"items": [{"walk_in": {"name": "M"}}]}"#,
    ),
    write("POST /events/{id}/arrivals/{arrival_id}/recruit", FIELD, Of::Arrival, ""),
    // By what commissions are computed.
    read("GET /products", ALL, Of::Nothing),
    write(
        "POST /products",
        FINANCE,
        Of::Nothing,
        r#"{"code": "m-1", "name": "M", "kind": "membership",
            "price": {"amount": "9500.00", "currency": "USD"}}"#,
    ),
    read("GET /products/{id}", ALL, Of::Product),
    write("PATCH /products/{id}", FINANCE, Of::Product, r#"{"name": "M"}"#),
    read("GET /exchange-rates", MONEY_READERS, Of::Nothing),
    write(
        "POST /exchange-rates",
        FINANCE,
        Of::Nothing,
        r#"{"date": "2026-07-31", "base": "USD", "quote": "PKR", "rate": "280.5"}"#,
    ),
    read("GET /exchange-rates/{id}", MONEY_READERS, Of::Rate),
    read("GET /plans", MONEY_READERS, Of::Nothing),
    write("POST /plans", FINANCE, Of::Nothing, PLAN),
    read("GET /plans/{id}", MONEY_READERS, Of::Plan),
    read("GET /plans/{id}/explain", MONEY_READERS, Of::Plan),
    write("POST /plans/{id}/versions", FINANCE, Of::Plan, PLAN_VERSION),
    write("PATCH /plans/{id}/versions/{n}", FINANCE, Of::PlanVersion, PLAN_VERSION),
    write("POST /plans/{id}/versions/{n}/approve", FINANCE, Of::PlanVersion, ""),
    write(
        "POST /plans/{id}/simulate",
        FINANCE,
        Of::Plan,
        r#"{"from": "2026-07", "through": "2026-07", "version": 1}"#,
    ),
    read("GET /agreements", MONEY_READERS, Of::Nothing),
    write(
        "POST /agreements",
        FINANCE,
        Of::Nothing,
        r#"{"partner_id": "par_00000000000000000000000000000001", "starts_on": "2026-12-01",
            "plan_id": "pln_0000000000000000000000000000feed"}"#,
    ),
    read("GET /agreements/{id}", MONEY_READERS, Of::Agreement),
    write("PATCH /agreements/{id}", FINANCE, Of::Agreement, r#"{"ends_on": null}"#),
    // Sales.
    read("GET /sales", SALE_READERS, Of::Nothing),
    write(
        "POST /sales",
        FINANCE,
        Of::Nothing,
        r#"{"external_id": "M-1", "seller_id": "sel_0000000000000000000000000000feed",
            "kind": "new", "product": "m-1", "paid_on": "2026-08-01",
            "amount": {"amount": "9500.00", "currency": "USD"}}"#,
    ),
    write(
        "POST /sales/confirm",
        FINANCE,
        Of::Nothing,
        r#"{"ids": ["sal_0000000000000000000000000000feed"]}"#,
    ),
    read("GET /sales/{id}", SALE_READERS, Of::Sale),
    write("PATCH /sales/{id}", FINANCE, Of::Sale, r#"{"note": "M"}"#),
    write("POST /sales/{id}/confirm", FINANCE, Of::Sale, ""),
    write("POST /sales/{id}/void", FINANCE, Of::Sale, REASON),
    read("GET /sales/{id}/refunds", SALE_READERS, Of::Sale),
    write(
        "POST /sales/{id}/refunds",
        FINANCE,
        Of::Sale,
        r#"{"external_id": "M-1", "amount": {"amount": "1.00", "currency": "USD"},
            "refunded_on": "2026-08-02", "reason": "returned"}"#,
    ),
    write("POST /sales/{id}/refunds/{refund_id}/void", FINANCE, Of::Refund, REASON),
    // Periods and statements.
    read("GET /periods", MONEY_AUDITORS, Of::Nothing),
    read("GET /periods/{period}", MONEY_AUDITORS, Of::Period),
    write("POST /periods/{period}/preview", FINANCE, Of::Period, ""),
    write("POST /periods/{period}/close", FINANCE, Of::Period, ""),
    write("POST /periods/{period}/approve", FINANCE, Of::Period, ""),
    ask("GET /periods/{period}/export", MONEY_AUDITORS, Of::Period, "format=csv"),
    read("GET /statements", MONEY_READERS, Of::Nothing),
    read("GET /statements/{id}", MONEY_READERS, Of::Statement),
    read("GET /statements/{id}/entries", MONEY_READERS, Of::Statement),
    ask("GET /statements/{id}/export", MONEY_READERS, Of::Statement, "format=csv"),
    write("POST /statements/{id}/accept", OWNERS, Of::Statement, ""),
    write("POST /statements/{id}/approve", FINANCE, Of::Statement, ""),
    read("GET /entries/{id}", MONEY_READERS, Of::Entry),
    read("GET /adjustments", MONEY_READERS, Of::Nothing),
    write(
        "POST /adjustments",
        FINANCE,
        Of::Nothing,
        r#"{"partner_id": "par_00000000000000000000000000000001", "period": "2031-01",
            "amount": {"amount": "-1.00", "currency": "USD"}, "reason": "as agreed"}"#,
    ),
    read("GET /adjustments/{id}", MONEY_READERS, Of::Adjustment),
    write("POST /adjustments/{id}/approve", FINANCE, Of::Adjustment, ""),
    write("POST /adjustments/{id}/withdraw", FINANCE, Of::Adjustment, ""),
    read("GET /estimate", MONEY_READERS, Of::Nothing),
    read("GET /periods/{period}/reconciliation", MONEY_AUDITORS, Of::Period),
    read("GET /periods/{period}/exceptions", MONEY_AUDITORS, Of::Period),
    read("GET /periods/{period}/changes", MONEY_AUDITORS, Of::Period),
    read("GET /periods/{period}/bundle", MONEY_READERS, Of::Period),
    write(
        "POST /statements/{id}/disputes",
        OWNERS,
        Of::Statement,
        r#"{"entry_id": "ent_0000000000000000000000000000feed", "claim": "too little",
            "reason": "as agreed"}"#,
    ),
    read("GET /disputes", MONEY_READERS, Of::Nothing),
    read("GET /disputes/{id}", MONEY_READERS, Of::Dispute),
    write(
        "POST /disputes/{id}/decide",
        FINANCE,
        Of::Dispute,
        r#"{"decision": "deny", "reason": "as agreed"}"#,
    ),
    read("GET /payouts", MONEY_AUDITORS, Of::Nothing),
    write("POST /payouts", FINANCE, Of::Nothing, r#"{"period": "2031-01", "currency": "PKR"}"#),
    read("GET /payouts/{id}", MONEY_AUDITORS, Of::Payout),
    ask("GET /payouts/{id}/export", MONEY_AUDITORS, Of::Payout, "format=csv"),
    write("POST /payouts/{id}/approve", FINANCE, Of::Payout, ""),
    write("POST /payouts/{id}/withdraw", FINANCE, Of::Payout, r#"{"reason": "as agreed"}"#),
    write(
        "POST /payouts/{id}/settlements",
        FINANCE,
        Of::Payout,
        r#"{"statement_id": "stm_0000000000000000000000000000feed", "status": "paid",
            "reference": "B-1"}"#,
    ),
    // Targets.
    read("GET /targets", ALL, Of::Nothing),
    write(
        "POST /targets",
        MANAGERS,
        Of::Nothing,
        r#"{"partner_id": "par_00000000000000000000000000000001", "month": "2026-12"}"#,
    ),
    read("GET /targets/{id}", ALL, Of::Target),
    // Imports.
    read("GET /imports", PLATFORM, Of::Nothing),
    write("POST /imports", IMPORTERS, Of::Nothing, ""),
    read("GET /imports/{id}", PLATFORM, Of::Import),
    read("GET /imports/{id}/faults", PLATFORM, Of::Import),
    write("POST /imports/{id}/mapping", IMPORTERS, Of::Import, r#"{"columns": {"Name": "name"}}"#),
    write("POST /imports/{id}/check", IMPORTERS, Of::Import, ""),
    write("POST /imports/{id}/commit", IMPORTERS, Of::Import, ""),
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
