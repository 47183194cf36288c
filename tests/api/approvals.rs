//! What a second person approves is what it has seen: by its fingerprint, which is kept with the approval
//! and compared with the record ever after.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{PARTNER_ID, Service, on_both};
use crate::ledger::id;
use crate::money::{self, Books, PLANS, made, plan, version};
use crate::payouts::{earns, whole_pay};

/// What the audit trail says was approved last.
fn told(service: &Service, action: &str) -> Value {
    let trail = service.trail();
    let row = trail.iter().rev().find(|row| row.action == action).expect(action);
    let after: Value = serde_json::from_str(row.after_json.as_deref().unwrap_or_default())
        .expect("what was approved");
    after["approved_fingerprint"].clone()
}

/// Does what a rule of the database forbids.
fn force(service: &Service, (rule, table): (&str, &str), sql: &str) {
    let on = if service.is_sqlite() { String::new() } else { format!(" ON {table}") };
    service.sql(&format!("DROP TRIGGER {rule}{on}"));
    service.sql(sql);
}

/// What `verify` says of approvals.
fn disproved(service: &Service) -> Vec<String> {
    service.unsound().into_iter().filter(|found| found.starts_with("approvals: ")).collect()
}

#[test]
fn a_plan_version_that_was_mended_meanwhile_is_not_approved() {
    on_both(|service| {
        let books = Books::open(service);
        let known = made(&books.one.post(PLANS, &plan("PK", "USD")));
        let at = format!("{PLANS}/{}/versions/1", money::id(&known));
        let approve = |seen: &Value| {
            let body = json!({"fingerprint": seen});
            books.other.post(&format!("{at}/approve"), &body)
        };
        let seen = known["versions"][0]["fingerprint"].clone();
        let mended = books.one.patch(&at, &version("2026-02-01")).json();
        approve(&seen).problem(409, "fingerprint");
        approve(&json!("")).problem(409, "fingerprint");
        let is = mended["versions"][0]["fingerprint"].clone();
        assert_ne!(is, seen);
        let approved = approve(&is).json();
        assert_eq!(approved["versions"][0]["status"], "approved", "{approved}");
        assert_eq!(approved["versions"][0]["fingerprint"], is);
        assert_eq!(told(service, "plans.approve_version"), is);
        assert_eq!(disproved(service), Vec::<String>::new());
        let raised = "UPDATE plan_versions SET file = replace(file, '\"10\"', '\"11\"')";
        force(service, ("plan_versions_no_update", "plan_versions"), raised);
        let version = approved["versions"][0]["id"].as_str().unwrap_or_default();
        let found = format!("approvals: {version} is not what was approved");
        assert!(disproved(service)[0].starts_with(&found), "{:?}", disproved(service));
    });
}

#[test]
fn an_account_is_confirmed_as_it_was_seen() {
    on_both(|service| {
        let (owner, finance) =
            (service.signed_in(Role::PartnerOwner), service.signed_in(Role::Finance));
        let at = format!("/api/v1/partners/{PARTNER_ID}/bank");
        let state = |iban: &str| owner.post(&at, &json!({"title": "Partners", "iban": iban}));
        let confirm =
            |seen: &Value| finance.post(&format!("{at}/confirm"), &json!({"fingerprint": seen}));
        let first = state(crate::payouts::IBANS[0]).json()["fingerprint"].clone();
        let second = state(crate::payouts::IBANS[1]).json()["fingerprint"].clone();
        confirm(&first).problem(409, "fingerprint");
        let confirmed = confirm(&second).json();
        assert_eq!(
            (&confirmed["status"], &confirmed["fingerprint"]),
            (&json!("confirmed"), &second)
        );
        assert_eq!(told(service, "bank_accounts.confirm"), second);
        // Whoever sees less than the number could guess it by that.
        let shown = service.signed_in(Role::Auditor).get(&at).json();
        assert_eq!(shown["confirmed"]["fingerprint"], Value::Null);
        assert_eq!(disproved(service), Vec::<String>::new());
    });
}

#[test]
fn statements_and_adjustments_are_approved_as_they_were_seen() {
    on_both(|service| {
        let (one, other) = (service.signed_in(Role::Finance), service.signed_in(Role::Admin));
        let mut books = whole_pay(service);
        earns(&mut books, "PK-A", "1000.00");
        earns(&mut books, "PK-B", "500.00");
        books
            .close(saathi::domain::Period::parse("2026-07").expect("a period"))
            .expect("it closes");
        let body = json!({"partner_id": id("par", "PK-A"), "period": "2026-08", "reason": "a booth",
            "amount": {"amount": "-25.00", "currency": "PKR"}});
        let adjustment = one.post("/api/v1/adjustments", &body).json();
        let at = format!("/api/v1/adjustments/{}/approve", adjustment["id"].as_str().unwrap_or(""));
        other.post(&at, &json!({"fingerprint": "00"})).problem(409, "fingerprint");
        let seen = json!({"fingerprint": adjustment["fingerprint"]});
        assert_eq!(other.post(&at, &seen).json()["status"], "approved");
        assert_eq!(told(service, "adjustments.approve"), adjustment["fingerprint"]);

        let list = one.get("/api/v1/statements?period=2026-07").json();
        let statement = &list["data"][0];
        let at = format!("/api/v1/statements/{}/approve", statement["id"].as_str().unwrap_or(""));
        assert_ne!(statement["approval_fingerprint"], statement["fingerprint"]);
        let entries = json!({"approval_fingerprint": statement["fingerprint"], "reason": "x"});
        one.post(&at, &entries).problem(409, "fingerprint");
        let seen =
            json!({"approval_fingerprint": statement["approval_fingerprint"], "reason": "x"});
        assert_eq!(one.post(&at, &seen).json()["status"], "approved");
        assert_eq!(told(service, "statements.approve"), statement["approval_fingerprint"]);

        let at = "/api/v1/periods/2026-07";
        let all = one.get(at).json()["approval_fingerprint"].clone();
        let wrong = json!({"approval_fingerprint": "00"});
        one.post(&format!("{at}/approve"), &wrong).problem(409, "fingerprint");
        let seen = json!({"approval_fingerprint": all});
        assert_eq!(one.post(&format!("{at}/approve"), &seen).json()["approved"], 1);
        assert_eq!(told(service, "periods.approve"), all);
        assert_eq!(disproved(service), Vec::<String>::new());
        let more = "UPDATE statements SET sales_tax = 1, net = net + 1";
        force(service, ("statements_keep_approved", "statements"), more);
        assert_eq!(disproved(service).len(), 2);
    });
}
