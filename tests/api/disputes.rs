//! Disputes: a line is held, decided by finance, and comes back in the open period.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, Service, on_both, on_both_at};
use crate::jobs::{ran, told};
use crate::periods::{close, first_entries, programme, sale};

fn statement(actor: &Actor, period: &str) -> Value {
    actor.get(&format!("/api/v1/statements?period={period}")).json()["data"][0].clone()
}

fn path(statement: &Value, action: &str) -> String {
    format!("/api/v1/statements/{}{action}", statement["id"].as_str().expect("an id"))
}

fn money(amount: &str, currency: &str) -> Value {
    json!({"amount": amount, "currency": currency})
}

/// July with two sales of 1,710.00 each, closed by that person.
fn july(service: &Service, finance: &Actor) -> (Value, Vec<Value>) {
    let mut books = programme(service);
    books.sale(&sale("A", "2026-07-10"));
    books.sale(&sale("B", "2026-07-11"));
    assert_eq!(close(service, finance, "2026-07", &json!({})).status, 200);
    let entries = first_entries(finance, "2026-07").as_array().expect("a list").clone();
    (statement(finance, "2026-07"), entries)
}

fn disputed(entry: &Value, claim: &Value) -> Value {
    json!({"entry_id": entry["id"], "claim": claim, "reason": "it was a new seller"})
}

#[test]
fn a_disputed_line_is_held_and_the_rest_is_paid() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let (before, entries) = july(service, &finance);
        let owner = service.signed_in(Role::PartnerOwner);
        let open = path(&before, "/disputes");
        let body = disputed(&entries[0], &money("1900.00", "USD"));
        finance.post(&open, &body).problem(403, "forbidden");
        let made = owner.post(&open, &body);
        assert_eq!(made.status, 201, "{made:?}");
        assert_eq!(made.json()["held"], money("1710.00", "USD"));
        assert_eq!(made.json()["status"], "open");
        owner.post(&open, &body).problem(409, "disputed");
        let after = statement(&owner, "2026-07");
        assert_eq!(after["gross"], money("3420.00", "USD"));
        assert_eq!(after["held"], money("1710.00", "USD"));
        assert_eq!(after["payable"], money("484643.93", "PKR"));
        assert_eq!(after["net"], money("426486.66", "PKR"));
        let foreign = disputed(&json!({"id": "ent_000000000000000000000000000000aa"}), &json!("x"));
        let fault = owner.post(&open, &foreign).faults();
        assert_eq!(fault, [("/entry_id".into(), "unknown_id".into())]);
        let other = disputed(&entries[1], &money("1900.00", "PKR"));
        let fault = owner.post(&open, &other).faults();
        assert_eq!(fault, [("/claim/currency".into(), "currency".into())]);
        let second = service.signed_in(Role::Finance);
        let approved = json!({"reason": "the rest is right"});
        let approved = second.post(&path(&before, "/approve"), &approved).json();
        assert_eq!(approved["net"], money("426486.66", "PKR"));
        let late = disputed(&entries[1], &json!("too little"));
        owner.post(&open, &late).problem(409, "status");
        assert_eq!(finance.get("/api/v1/disputes?status=open").json()["data"][0], made.json());
        // Both sides see by which day it is answered: a week after it was opened, where nothing is set.
        let opened = made.text("created_at")[..10].parse::<chrono::NaiveDate>().expect("a day");
        let days: chrono::NaiveDate = made.text("answer_by").parse().expect("a day");
        assert!((6..=8).contains(&(days - opened).num_days()), "{days}");
        let by = format!("/api/v1/disputes?answer_by={days}");
        assert_eq!(owner.get(&by).json()["data"][0], made.json());
        assert_eq!(service.verify(), None);
    });
}

/// What becomes of a line of 1,710.00 of which 1,900.00 is claimed: the decision, and what comes back.
fn decided(body: &Value, back: &str) {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let (before, entries) = july(service, &finance);
        let owner = service.signed_in(Role::PartnerOwner);
        let claim = disputed(&entries[0], &money("1900.00", "USD"));
        let made = owner.post(&path(&before, "/disputes"), &claim);
        let decide = format!("/api/v1/disputes/{}/decide", made.text("id"));
        owner.post(&decide, body).problem(403, "forbidden");
        let decided = finance.post(&decide, body);
        assert_eq!(decided.status, 200, "{decided:?}");
        assert_eq!(decided.json()["status"], "decided");
        finance.post(&decide, body).problem(409, "status");
        let adjustment = format!("/api/v1/adjustments/{}", decided.text("adjustment_id"));
        let prepared = finance.get(&adjustment).json();
        assert_eq!(prepared["amount"], money(back, "USD"));
        assert_eq!(
            (&prepared["period"], &prepared["status"]),
            (&json!("2026-08"), &json!("draft"))
        );
        let approve = format!("{adjustment}/approve");
        finance.post(&approve, &json!({})).problem(409, "needs_second_person");
        let second = service.signed_in(Role::Admin);
        assert_eq!(second.post(&approve, &json!({})).status, 200);
        assert_eq!(close(service, &finance, "2026-08", &json!({})).status, 200);
        assert_eq!(statement(&owner, "2026-08")["gross"], money(back, "USD"));
        finance.post(&decide, body).problem(409, "status");
    });
}

#[test]
fn an_upheld_dispute_brings_what_was_claimed() {
    decided(&json!({"decision": "uphold", "reason": "it was"}), "1900.00");
}

#[test]
fn one_upheld_in_part_brings_what_was_decided() {
    let body = json!({"decision": "partial", "amount": money("1800.00", "USD"), "reason": "half"});
    decided(&body, "1800.00");
}

#[test]
fn a_denied_dispute_brings_back_what_was_held() {
    decided(&json!({"decision": "deny", "reason": "it was not"}), "1710.00");
}

#[test]
fn a_decision_that_nobody_approved_in_time_is_taken_again() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let (before, entries) = july(service, &finance);
        let owner = service.signed_in(Role::PartnerOwner);
        let made = owner.post(&path(&before, "/disputes"), &disputed(&entries[0], &json!("wrong")));
        let decide = format!("/api/v1/disputes/{}/decide", made.text("id"));
        let uphold = json!({"decision": "uphold", "reason": "it was"});
        let missing = finance.post(&decide, &uphold).faults();
        assert_eq!(missing, [("/amount".into(), "required".into())]);
        let deny = json!({"decision": "deny", "reason": "it was not"});
        assert_eq!(finance.post(&decide, &deny).status, 200);
        assert_eq!(open_ones(&finance, "2026-09"), (json!([]), json!([])));
        assert_eq!(close(service, &finance, "2026-08", &json!({})).status, 200);
        let id = &made.json()["id"];
        assert_eq!(open_ones(&finance, "2026-09"), (json!([id]), json!([id])));
        assert_eq!(open_ones(&owner, "").0, json!([id]));
        let again = finance.post(&decide, &deny);
        assert_eq!(again.status, 200, "{again:?}");
        assert_eq!(again.json()["status"], "decided");
        assert_eq!(open_ones(&finance, "2026-09"), (json!([]), json!([])));
        let adjustment = format!("/api/v1/adjustments/{}", again.text("adjustment_id"));
        assert_eq!(finance.get(&adjustment).json()["period"], "2026-09");
        let late = disputed(&entries[1], &json!("too late"));
        owner.post(&path(&before, "/disputes"), &late).problem(409, "period_closed");
    });
}

/// The disputes that are listed as open, and those that a preview shows as such.
fn open_ones(actor: &Actor, period: &str) -> (Value, Value) {
    let listed = actor.get("/api/v1/disputes?status=open").json();
    let listed = listed["data"].as_array().expect("a list").iter().map(|one| {
        assert_eq!(one["status"], "open");
        one["id"].clone()
    });
    let preview = actor.post(&format!("/api/v1/periods/{period}/preview"), &json!({})).json();
    let exceptions = preview["exceptions"].as_array().cloned().unwrap_or_default();
    let disputed = exceptions.iter().filter(|one| one["kind"] == "disputed");
    (listed.collect(), disputed.map(|one| one["subject_id"].clone()).collect())
}

#[test]
fn a_decision_whose_adjustment_is_withdrawn_is_open_again_and_overdue() {
    on_both_at("2026-08-03", |service| {
        let finance = service.signed_in(Role::Finance);
        let (before, entries) = july(service, &finance);
        let owner = service.signed_in(Role::PartnerOwner);
        let made = owner.post(&path(&before, "/disputes"), &disputed(&entries[0], &json!("wrong")));
        let decide = format!("/api/v1/disputes/{}/decide", made.text("id"));
        let deny = json!({"decision": "deny", "reason": "it was not"});
        let adjustment = finance.post(&decide, &deny).text("adjustment_id");
        ran(service, "dispute_notices", "2026-08-12");
        assert_eq!(told(&finance, "disputes.overdue").len(), 0);
        let withdraw = format!("/api/v1/adjustments/{adjustment}/withdraw");
        assert_eq!(finance.post(&withdraw, &json!({})).status, 200);
        let id = &made.json()["id"];
        assert_eq!(open_ones(&finance, "").0, json!([id]));
        let shown = owner.get(&format!("/api/v1/disputes/{}", made.text("id"))).json();
        assert_eq!((&shown["status"], &shown["decision"]), (&json!("open"), &json!("deny")));
        for day in ["2026-08-13", "2026-08-14"] {
            ran(service, "dispute_notices", day);
            assert_eq!(told(&finance, "disputes.overdue").len(), 1, "{day}");
        }
        assert_eq!(finance.post(&decide, &deny).status, 200);
        finance.post(&decide, &deny).problem(409, "status");
    });
}

#[test]
fn finance_is_told_once_of_a_dispute_that_is_not_decided_in_time() {
    on_both_at("2026-08-03", |service| {
        let finance = service.signed_in(Role::Finance);
        let (statement, entries) = july(service, &finance);
        let owner = service.signed_in(Role::PartnerOwner);
        let open = |entry| {
            let made = owner.post(&path(&statement, "/disputes"), &disputed(entry, &json!("x")));
            assert_eq!(made.status, 201, "{made:?}");
            made.json()
        };
        let (late, decided) = (open(&entries[0]), open(&entries[1]));
        assert_eq!(late["answer_by"], "2026-08-10");
        let decide = format!("/api/v1/disputes/{}/decide", decided["id"].as_str().expect("an id"));
        let denied = json!({"decision": "deny", "reason": "It was known."});
        assert_eq!(finance.post(&decide, &denied).status, 200);
        for (day, count) in [("2026-08-10", 0), ("2026-08-11", 1), ("2026-08-12", 1)] {
            ran(service, "dispute_notices", day);
            let notices = told(&finance, "disputes.overdue");
            assert_eq!(notices.len(), count, "{day}");
            assert!(notices.iter().all(|notice| notice["subject_id"] == late["id"]));
        }
        assert!(told(&owner, "disputes.overdue").is_empty());
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_dispute_is_its_partners() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let (before, entries) = july(service, &finance);
        let owner = service.signed_in(Role::PartnerOwner);
        let body = disputed(&entries[0], &json!("wrong"));
        let made = owner.post(&path(&before, "/disputes"), &body);
        let own = format!("/api/v1/disputes/{}", made.text("id"));
        assert_eq!(owner.get(&own).json(), made.json());
        service.partner("ISB-001");
        let foreigner = service.signed_in_of(Role::PartnerOwner, "ISB-001");
        foreigner.get(&own).problem(404, "not_found");
        assert_eq!(foreigner.get("/api/v1/disputes").json()["data"], json!([]));
        foreigner.post(&path(&before, "/disputes"), &body).problem(404, "not_found");
        service.signed_in(Role::PartnerStaff).get(&own).problem(403, "forbidden");
        foreigner.get("/api/v1/payouts").problem(403, "forbidden");
    });
}

#[test]
fn evidence_is_kept_and_shown_to_both_sides() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let (before, entries) = july(service, &finance);
        let owner = service.signed_in(Role::PartnerOwner);
        let mut body = disputed(&entries[0], &money("1900.00", "USD"));
        body["evidence"] = json!(vec!["x"; 11]);
        let faults = owner.post(&path(&before, "/disputes"), &body).faults();
        assert_eq!(faults, [("/evidence".into(), "too_many".into())]);
        let evidence = json!(["https://files.example/contract.pdf", "the seller's own letter"]);
        body["evidence"] = evidence.clone();
        let made = owner.post(&path(&before, "/disputes"), &body).json();
        assert_eq!((&made["evidence"], &made["decision_evidence"]), (&evidence, &json!([])));
        let at = format!("/api/v1/disputes/{}", made["id"].as_str().expect("an id"));
        assert_eq!(finance.get(&at).json()["evidence"], evidence);
        let decision = json!({"decision": "deny", "reason": "it was a renewal",
            "evidence": ["https://files.example/renewal.pdf"]});
        let decided = finance.post(&format!("{at}/decide"), &decision);
        assert_eq!(decided.status, 200, "{decided:?}");
        let shown = owner.get(&at).json();
        assert_eq!(shown["decision_evidence"], json!(["https://files.example/renewal.pdf"]));
        assert_eq!(shown["evidence"], evidence);
        let plain = disputed(&entries[1], &json!("too little"));
        let plain = owner.post(&path(&statement(&owner, "2026-07"), "/disputes"), &plain).json();
        assert_eq!(plain["evidence"], json!([]));
    });
}

#[test]
fn silence_leaves_its_mark() {
    // Closed on 1 August; seven days later silence counts.
    for (today, deemed) in [("2026-08-05", Value::Null), ("2026-08-20", json!("2026-08-08"))] {
        on_both_at(today, |service| {
            let finance = service.signed_in(Role::Finance);
            let mut books = programme(service);
            books.sale(&sale("A", "2026-07-10"));
            let july = saathi::domain::Period::parse("2026-07").expect("a period");
            books.close(july).expect("it closes");
            let one = statement(&finance, "2026-07");
            assert_eq!(
                (&one["accept_by"], &one["deemed_accepted_on"]),
                (&json!("2026-08-08"), &deemed)
            );
            let reason = json!({"reason": "agreed by telephone"});
            let approved = finance.post(&path(&one, "/approve"), &reason).json();
            assert_eq!(
                (&approved["status"], &approved["deemed_accepted_on"]),
                (&json!("approved"), &deemed)
            );
        });
    }
}
