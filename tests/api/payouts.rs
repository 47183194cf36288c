//! Payouts: prepared by one, approved by another, paid once.

use std::collections::BTreeSet;
use std::thread;

use saathi::domain::{Period, Role};
use serde_json::{Value, json};

use crate::harness::{Actor, Service, on_both, patiently};
use crate::http::Answer;
use crate::ledger::{Books, FIRST, SECOND, id};
use crate::periods::keyed;

/// Nets of three partners, and what they come to.
const NETS: [(&str, &str); 3] =
    [("PK-A", "972643.96"), ("PK-B", "368329.39"), ("PK-C", "221937.67")];
const TOTAL: &str = "1562911.02";
pub const IBANS: [&str; 2] = ["PK36SCBL0000001123456702", "PK16MUCB0673440101070111"];

/// A programme that pays all of a sale, in one currency.
pub fn whole_pay(service: &Service) -> Books<'_> {
    let mut books = Books::new(service);
    books.plan(&json!({
        "plan": "ALL", "currency": "PKR",
        "versions": [{"effective_from": "2026-01-01", "clawback_days": 90,
            "rules": [{"name": "all", "pay": {"type": "percent", "percent": "100"}}]}]
    }));
    books
}

/// A partner that earns `net` in July.
pub fn earns(books: &mut Books<'_>, code: &str, net: &str) {
    books.partner(code, "PKR");
    books.agree(code, "ALL", "2026-01-01", None);
    let mut sale = crate::periods::sale(&format!("S-{code}"), "2026-07-10");
    for (name, value) in [("partner", code), ("amount", net), ("currency", "PKR")] {
        sale.insert(name.into(), value.into());
    }
    books.sale(&sale);
}

/// Gives partners confirmed accounts, all in one go.
fn accounts(service: &Service, codes: &[String]) {
    let all: Vec<String> = codes.iter().map(|code| account_sql(code, 0, true)).collect();
    service.sql(&all.join(";\n"));
}

/// Gives a partner an account, confirmed or waiting.
fn account(service: &Service, code: &str, number: u32, confirmed: bool) {
    service.sql(&account_sql(code, number, confirmed));
}

fn account_sql(code: &str, number: u32, confirmed: bool) -> String {
    let (iban, partner) = (IBANS[number as usize % 2], id("par", code));
    let (status, by) = if confirmed {
        ("confirmed", format!("'{SECOND}', '2026-01-02 12:00:00'"))
    } else {
        ("pending", "NULL, NULL".to_owned())
    };
    format!(
        "INSERT INTO bank_accounts (id, partner_id, title, iban, status, prepared_by, confirmed_by, \
         confirmed_at, created_at, updated_at) VALUES ('{}', '{partner}', 'Account of {code}', \
         '{iban}', '{status}', '{FIRST}', {by}, '2026-01-01 12:00:00', '2026-01-01 12:00:00')",
        id("bnk", &format!("{code}{number}"))
    )
}

pub fn payer(service: &Service) {
    let body = json!({"settings": {"payer_title": "Programme (Pvt) Ltd", "payer_iban": IBANS[0],
        "payer_bic": "SCBLPKKX"}, "reason": "opened at the bank"});
    let answer = service.signed_in(Role::Admin).patch("/api/v1/settings", &body);
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// July closed long ago, so that its statements are ready, and approved by that person.
pub fn approved(books: &Books<'_>, finance: &Actor) {
    books.close(Period::parse("2026-07").expect("a period")).expect("it closes");
    let answer = finance.post("/api/v1/periods/2026-07/approve", &json!({})).json();
    assert_eq!(answer["waiting"], 0, "{answer}");
}

/// Three partners whose statements are approved.
fn three(service: &Service, finance: &Actor) {
    let mut books = whole_pay(service);
    for (code, net) in NETS {
        earns(&mut books, code, net);
        account(service, code, 0, true);
    }
    payer(service);
    approved(&books, finance);
}

pub fn prepare(service: &Service, actor: &Actor, key: &str) -> Answer {
    let body = json!({"period": "2026-07", "currency": "PKR"});
    keyed(service, actor, "/api/v1/payouts", key, &body)
}

fn at(payout: &Answer, action: &str) -> String {
    format!("/api/v1/payouts/{}{action}", payout.text("id"))
}

fn settle(actor: &Actor, payout: &Answer, statement: &Value, status: &str) -> Answer {
    let body = json!({"statement_id": statement, "status": status, "reference": "TT-1"});
    actor.post(&at(payout, "/settlements"), &body)
}

#[test]
fn three_statements_become_one_batch_that_adds_up() {
    on_both(|service| {
        let (first, second) = (service.signed_in(Role::Finance), service.signed_in(Role::Finance));
        three(service, &first);
        let without = json!({"period": "2026-07", "currency": "PKR"});
        let missing = first.post("/api/v1/payouts", &without).faults();
        assert_eq!(missing, [("Idempotency-Key".into(), "idempotency_key_required".into())]);
        let payout = prepare(service, &first, "one");
        assert_eq!(payout.status, 201, "{payout:?}");
        let body = payout.json();
        assert_eq!(body["total"], json!({"amount": TOTAL, "currency": "PKR"}));
        assert_eq!((&body["count"], &body["status"]), (&json!(3), &json!("draft")));
        assert_eq!(body["waiting"], json!([]));
        first.get(&at(&payout, "/export?format=csv")).problem(409, "not_approved");
        let approve = at(&payout, "/approve");
        first.post(&approve, &json!({})).problem(409, "needs_second_person");
        let other = json!({"fingerprint": "00"});
        second.post(&approve, &other).problem(409, "fingerprint");
        let seen = json!({"fingerprint": body["fingerprint"]});
        assert_eq!(second.post(&approve, &seen).json()["status"], "approved");
        second.post(&approve, &seen).problem(409, "status");
        let file = second.get(&at(&payout, "/export?format=pain.001"));
        let text = String::from_utf8(file.bytes.clone()).expect("UTF-8");
        assert!(text.contains("<NbOfTxs>3</NbOfTxs>"), "{text}");
        assert!(text.contains(&format!("<CtrlSum>{TOTAL}</CtrlSum>")), "{text}");
        let message = payout.text("id").replace("pay_", "");
        assert!(text.contains(&format!("<MsgId>{message}</MsgId>")), "{text}");
        let again = first.get(&at(&payout, "/export?format=pain.001"));
        assert_eq!(
            (again.bytes.clone(), again.header("content-type")),
            (file.bytes, Some("application/xml"))
        );
        let table = first.get(&at(&payout, "/export?format=csv"));
        assert_eq!(String::from_utf8_lossy(&table.bytes).lines().count(), 4);
        let bad = first.get(&at(&payout, "/export?format=xlsx")).faults();
        assert_eq!(bad, [("?format".into(), "parameter".into())]);
    });
}

#[test]
fn the_file_stays_the_same_when_a_partner_changes() {
    on_both(|service| {
        let (first, second) = (service.signed_in(Role::Finance), service.signed_in(Role::Admin));
        three(service, &first);
        let payout = prepare(service, &first, "one");
        assert_eq!(second.post(&at(&payout, "/approve"), &json!({})).status, 200);
        let before = first.get(&at(&payout, "/export?format=pain.001")).bytes;
        service.sql("UPDATE partners SET name = 'Quite Another Name' WHERE code = 'PK-A'");
        account(service, "PK-A", 1, false);
        let body = json!({"settings": {"payer_iban": IBANS[1]}, "reason": "another bank"});
        assert_eq!(second.patch("/api/v1/settings", &body).status, 200);
        assert_eq!(first.get(&at(&payout, "/export?format=pain.001")).bytes, before);
    });
}

#[test]
fn a_rejected_payment_is_paid_again_and_a_paid_one_never() {
    on_both(|service| {
        let (first, second) = (service.signed_in(Role::Finance), service.signed_in(Role::Finance));
        three(service, &first);
        let payout = prepare(service, &first, "one");
        let lines = payout.json()["payments"].clone();
        let statement = |n: usize| lines[n]["statement_id"].clone();
        settle(&first, &payout, &statement(0), "paid").problem(409, "status");
        assert_eq!(second.post(&at(&payout, "/approve"), &json!({})).status, 200);
        for (n, status) in [(0, "paid"), (1, "rejected"), (2, "paid")] {
            let answer = settle(&first, &payout, &statement(n), status);
            assert_eq!(answer.json()["payments"][n]["status"], status, "{answer:?}");
        }
        // The same answer twice is one; another one is refused.
        let settled = settle(&first, &payout, &statement(0), "paid").json();
        assert_eq!(settled["status"], "settled");
        settle(&first, &payout, &statement(0), "rejected").problem(409, "settled");
        settle(&first, &payout, &statement(1), "paid").problem(409, "settled");
        let paid =
            first.get(&format!("/api/v1/statements/{}", statement(0).as_str().unwrap_or("")));
        assert_eq!(paid.json()["status"], "paid");
        let again = prepare(service, &second, "two");
        assert_eq!(again.json()["payments"][0]["statement_id"], statement(1));
        assert_eq!(again.json()["count"], 1);
        prepare(service, &first, "three").problem(409, "nothing_to_pay");
        second.post(&at(&again, "/approve"), &json!({})).problem(409, "needs_second_person");
        assert_eq!(first.post(&at(&again, "/approve"), &json!({})).status, 200);
        assert_eq!(settle(&second, &again, &statement(1), "paid").json()["status"], "settled");
        prepare(service, &first, "four").problem(409, "nothing_to_pay");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_changed_account_or_a_suspension_holds_the_payment() {
    on_both(|service| {
        let (first, second) = (service.signed_in(Role::Finance), service.signed_in(Role::Finance));
        let mut books = whole_pay(service);
        for code in ["GOOD", "NONE", "NEW", "SUSPENDED"] {
            earns(&mut books, code, "1000.00");
        }
        approved(&books, &first);
        prepare(service, &first, "none").problem(409, "no_payer");
        payer(service);
        prepare(service, &first, "nobody").problem(409, "nothing_to_pay");
        for code in ["GOOD", "NEW", "SUSPENDED"] {
            account(service, code, 0, true);
        }
        account(service, "NEW", 1, false);
        service.sql("UPDATE partners SET status = 'suspended' WHERE code = 'SUSPENDED'");
        let payout = prepare(service, &first, "one");
        let body = payout.json();
        assert_eq!(
            (&body["count"], &body["payments"][0]["partner_code"]),
            (&json!(1), &json!("GOOD"))
        );
        let mut waiting: Vec<_> = body["waiting"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["reason"].as_str().expect("a reason").to_owned())
            .collect();
        waiting.sort();
        assert_eq!(waiting, ["bank_account_pending", "no_bank_account", "partner_suspended"]);
        // Between preparation and approval too.
        account(service, "GOOD", 1, false);
        let approve = at(&payout, "/approve");
        second.post(&approve, &json!({})).problem(409, "bank_account_pending");
        let reason = json!({"reason": "the account changes"});
        assert_eq!(second.post(&at(&payout, "/withdraw"), &reason).json()["status"], "withdrawn");
        second.post(&approve, &json!({})).problem(409, "status");
        prepare(service, &first, "two").problem(409, "nothing_to_pay");
    });
}

#[test]
fn two_hundred_workers_pay_a_thousand_statements_once() {
    const STATEMENTS: usize = 1000;
    const WORKERS: usize = 200;
    /// So many of them are settled, each by ten workers at once.
    const SETTLED: usize = 20;
    on_both(|service| {
        let (first, second) = (service.signed_in(Role::Finance), service.signed_in(Role::Finance));
        let mut books = whole_pay(service).together();
        let codes: Vec<String> = (0..STATEMENTS).map(|n| format!("P-{n:03}")).collect();
        for code in &codes {
            earns(&mut books, code, "1000.00");
        }
        payer(service);
        approved(&books, &first);
        accounts(service, &codes);
        let made: Vec<Answer> = thread::scope(|scope| {
            let workers: Vec<_> = (0..WORKERS)
                .map(|n| {
                    let first = &first;
                    scope.spawn(move || {
                        patiently(|| prepare(service, first, &format!("worker {n}")))
                    })
                })
                .collect();
            workers.into_iter().map(|worker| worker.join().expect("an answer")).collect()
        });
        assert!(made.iter().all(|answer| matches!(answer.status, 201 | 409)), "{made:?}");
        let batches: Vec<&Answer> = made.iter().filter(|answer| answer.status == 201).collect();
        let [batch] = batches.as_slice() else { panic!("{} batches", batches.len()) };
        assert_eq!(batch.json()["count"], STATEMENTS);
        assert_eq!(second.post(&at(batch, "/approve"), &json!({})).status, 200);
        let lines = batch.json()["payments"].as_array().expect("a list").clone();
        let paid: BTreeSet<&str> =
            lines.iter().filter_map(|line| line["statement_id"].as_str()).collect();
        assert_eq!(paid.len(), STATEMENTS);
        let settled: Vec<Answer> = thread::scope(|scope| {
            let workers: Vec<_> = (0..WORKERS)
                .map(|n| {
                    let (second, statement) = (&second, &lines[n % SETTLED]["statement_id"]);
                    scope.spawn(move || patiently(|| settle(second, batch, statement, "paid")))
                })
                .collect();
            workers.into_iter().map(|worker| worker.join().expect("an answer")).collect()
        });
        assert!(settled.iter().all(|answer| answer.status == 200), "{settled:?}");
        let kept = service.trail().iter().filter(|row| row.action == "payouts.settle").count();
        assert_eq!(kept, SETTLED);
        prepare(service, &first, "again").problem(409, "nothing_to_pay");
    });
}
