//! Payouts between their approval and the bank: what is given out, what waits, and what is taken back.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER_ID, Service, on_both};
use crate::http::Answer;
use crate::ledger::id;
use crate::payouts::{IBANS, approved, earns, payer, prepare, whole_pay};

const URDU: &str = "سیالکوٹ پارٹنرز";

fn at(payout: &Answer, action: &str) -> String {
    format!("/api/v1/payouts/{}{action}", payout.text("id"))
}

/// Where a partner is paid, stated and confirmed by these people.
fn bank(code: &str, iban: &str, (one, other): (&Actor, &Actor)) {
    let at = format!("/api/v1/partners/{}/bank", id("par", code));
    let stated = one.post(&at, &json!({"title": format!("Account of {code}"), "iban": iban}));
    assert_eq!(stated.status, 201, "{stated:?}");
    assert_eq!(other.post(&format!("{at}/confirm"), &json!({})).status, 200);
}

/// A batch of two partners that is approved.
fn batch(service: &Service, (one, other): (&Actor, &Actor)) -> Answer {
    let mut books = whole_pay(service);
    for code in ["PK-A", "PK-B"] {
        earns(&mut books, code, "1000.00");
    }
    payer(service);
    approved(&books, one);
    for code in ["PK-A", "PK-B"] {
        bank(code, IBANS[0], (one, other));
    }
    let payout = prepare(service, one, "one");
    assert_eq!(other.post(&at(&payout, "/approve"), &json!({})).status, 200);
    payout
}

#[test]
fn an_account_that_changed_since_the_approval_keeps_the_file_back() {
    on_both(|service| {
        let (one, other) = (service.signed_in(Role::Finance), service.signed_in(Role::Admin));
        let auditor = service.signed_in(Role::Auditor);
        let payout = batch(service, (&one, &other));
        let export = at(&payout, "/export?format=pain.001");
        bank("PK-A", IBANS[1], (&one, &other));
        for actor in [&one, &auditor] {
            let refused = actor.get(&export).problem(409, "bank_account_changed");
            assert!(refused["detail"].as_str().is_some_and(|told| told.starts_with("PK-A ")));
        }
        service.sql("UPDATE partners SET status = 'suspended' WHERE code = 'PK-A'");
        one.get(&export).problem(409, "partner_suspended");
        let reason = json!({"reason": "the account changed"});
        let withdrawn = one.post(&at(&payout, "/withdraw"), &reason).json();
        assert_eq!(
            (&withdrawn["status"], &withdrawn["warning"]),
            (&json!("withdrawn"), &Value::Null)
        );
        one.get(&export).problem(409, "not_approved");
        service.sql("UPDATE partners SET status = 'active' WHERE code = 'PK-A'");
        let again = prepare(service, &one, "two").json();
        let ibans: Vec<&Value> = (0..2).map(|n| &again["payments"][n]["iban"]).collect();
        assert_eq!(ibans, [&json!(IBANS[1]), &json!(IBANS[0])]);
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn who_takes_the_file_first_is_kept_and_a_withdrawal_warns() {
    on_both(|service| {
        let (one, other) = (service.signed_in(Role::Finance), service.signed_in(Role::Admin));
        let auditor = service.signed_in(Role::Auditor);
        let payout = batch(service, (&one, &other));
        let export = at(&payout, "/export?format=pain.001");
        // Whoever only looks gives nothing out.
        let looked = auditor.get(&export).bytes;
        assert_eq!(one.get(&at(&payout, "")).json()["exported_by"], Value::Null);
        let file = one.get(&export).bytes;
        assert_eq!(file, looked);
        assert_eq!(other.get(&export).bytes, file);
        assert_eq!(one.get(&at(&payout, "")).json()["exported_by"], json!(one.id));
        let told = service.trail();
        assert_eq!(told.iter().filter(|row| row.action == "payouts.export").count(), 1);
        bank("PK-A", IBANS[1], (&one, &other));
        assert_eq!(other.get(&export).bytes, file);
        let reason = json!({"reason": "the bank stopped it"});
        // Whoever gave it out does not take it back alone.
        one.post(&at(&payout, "/withdraw"), &reason).problem(409, "needs_second_person");
        let withdrawn = other.post(&at(&payout, "/withdraw"), &reason).json();
        let warning = withdrawn["warning"].as_str().unwrap_or_default();
        assert!(warning.contains("see to it that the bank does not pay it"), "{withdrawn}");
        assert_eq!(prepare(service, &one, "two").json()["count"], 2);
    });
}

#[test]
fn what_the_bank_paid_of_a_withdrawn_batch_is_recorded_and_never_paid_again() {
    on_both(|service| {
        let (one, other) = (service.signed_in(Role::Finance), service.signed_in(Role::Admin));
        let payout = batch(service, (&one, &other));
        let statement = |n: usize| payout.json()["payments"][n]["statement_id"].clone();
        let answer = |n, status: &str| json!({"statement_id": statement(n), "status": status});
        let settled = at(&payout, "/settlements");
        one.get(&at(&payout, "/export?format=csv"));
        let reason = json!({"reason": "the bank was asked to stop it"});
        assert_eq!(other.post(&at(&payout, "/withdraw"), &reason).status, 200);
        let late = one.post(&settled, &answer(0, "paid"));
        assert_eq!(late.status, 200, "{late:?}");
        assert_eq!(late.json()["status"], "withdrawn");
        assert_eq!(late.json()["payments"][0]["status"], "paid");
        let paid = format!("/api/v1/statements/{}", statement(0).as_str().expect("an id"));
        assert_eq!(one.get(&paid).json()["status"], "paid");
        one.post(&settled, &answer(1, "rejected")).problem(409, "status");
        // Only the other one is due still; while its new payment lives, the old one is not recorded.
        let again = prepare(service, &one, "two");
        assert_eq!(again.json()["count"], 1);
        let refused = one.post(&settled, &answer(1, "paid")).problem(409, "paid_otherwise");
        assert!(refused["detail"].as_str().is_some_and(|told| told.contains(&again.text("id"))));
        assert_eq!(one.post(&at(&again, "/withdraw"), &reason).status, 200);
        assert_eq!(one.post(&settled, &answer(1, "paid")).status, 200);
        assert_eq!(service.unsound(), Vec::<String>::new());
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_batch_that_nobody_gave_out_was_not_paid() {
    on_both(|service| {
        let (one, other) = (service.signed_in(Role::Finance), service.signed_in(Role::Admin));
        let payout = batch(service, (&one, &other));
        let statement = payout.json()["payments"][0]["statement_id"].clone();
        let reason = json!({"reason": "too early"});
        assert_eq!(one.post(&at(&payout, "/withdraw"), &reason).status, 200);
        let paid = json!({"statement_id": statement, "status": "paid"});
        one.post(&at(&payout, "/settlements"), &paid).problem(409, "status");
    });
}

#[test]
fn what_the_bank_has_answered_to_is_not_withdrawn() {
    on_both(|service| {
        let (one, other) = (service.signed_in(Role::Finance), service.signed_in(Role::Admin));
        let payout = batch(service, (&one, &other));
        let statement = payout.json()["payments"][0]["statement_id"].clone();
        let body = json!({"statement_id": statement, "status": "rejected"});
        assert_eq!(one.post(&at(&payout, "/settlements"), &body).status, 200);
        let reason = json!({"reason": "too late"});
        one.post(&at(&payout, "/withdraw"), &reason).problem(409, "status");
    });
}

#[test]
fn a_payee_without_latin_letters_waits_and_the_rest_are_paid() {
    on_both(|service| {
        let (one, other) = (service.signed_in(Role::Finance), service.signed_in(Role::Admin));
        let mut books = whole_pay(service);
        for code in ["PK-A", "PK-B"] {
            earns(&mut books, code, "1000.00");
            bank(code, IBANS[0], (&one, &other));
        }
        let renamed = format!("UPDATE partners SET name = '{URDU}' WHERE code = 'PK-B'");
        service.sql(&renamed);
        // Stated before that was refused.
        let trigger = if service.is_sqlite() { "" } else { " ON bank_accounts" };
        service.sql(&format!("DROP TRIGGER bank_accounts_keep{trigger}"));
        let of = id("par", "PK-B");
        service
            .sql(&format!("UPDATE bank_accounts SET title = '{URDU}' WHERE partner_id = '{of}'"));
        let found = one.get("/api/v1/periods/2026-07/exceptions").json();
        let kinds = found["exceptions"].as_array().expect("a list").iter();
        let kinds: Vec<_> = kinds.filter(|one| one["kind"] == "no_latin_title").collect();
        assert_eq!((kinds.len(), &kinds[0]["partner_id"]), (1, &json!(of)));
        payer(service);
        approved(&books, &one);
        let payout = prepare(service, &one, "one").json();
        assert_eq!(
            (&payout["count"], &payout["payments"][0]["partner_code"]),
            (&json!(1), &json!("PK-A"))
        );
        assert_eq!(payout["waiting"][0]["reason"], "no_latin_title");
    });
}

#[test]
fn an_account_that_no_bank_can_be_told_is_not_stated() {
    on_both(|service| {
        let owner = service.signed_in(Role::PartnerOwner);
        let at = format!("/api/v1/partners/{PARTNER_ID}/bank");
        let urdu = json!({"title": URDU, "iban": IBANS[0]});
        // The partner's name does instead of the title.
        assert_eq!(owner.post(&at, &urdu).status, 201);
        service.sql(&format!("UPDATE partners SET name = '{URDU}' WHERE id = '{PARTNER_ID}'"));
        let faults = owner.post(&at, &urdu).faults();
        assert_eq!(faults, [("/title".into(), "no_latin_title".into())]);
        let latin = json!({"title": "Sialkot Partners", "iban": IBANS[0]});
        assert_eq!(owner.post(&at, &latin).status, 201);
    });
}
