//! Figures worked by hand from a sale to the bank, and a second person whom nobody gets around.

use saathi::domain::{Period, Role};
use serde_json::{Value, json};

use crate::harness::{Actor, Service, on_both};
use crate::ledger::{Books, Fact, id};
use crate::payouts::{IBANS, approved, earns, payer, prepare, whole_pay};
use crate::periods::{close, keyed, sale};

fn period(text: &str) -> Period {
    Period::parse(text).expect("a period")
}

fn fact(fields: &[(&str, &str)]) -> Fact {
    fields.iter().map(|(name, field)| ((*name).into(), (*field).into())).collect()
}

/// A sale of the harness with other fields.
fn sold(name: &str, paid_on: &str, fields: &[(&str, &str)]) -> Fact {
    let mut sold = sale(name, paid_on);
    sold.extend(fact(fields));
    sold
}

/// The statement of a partner in a period.
fn statement(actor: &Actor, period: &str, partner: &str) -> Value {
    let partner = id("par", partner);
    let list = actor.get(&format!("/api/v1/statements?period={period}&partner_id={partner}"));
    list.json()["data"][0].clone()
}

#[test]
fn a_verified_seller_pays_as_worked_by_hand_whatever_the_taxes() {
    on_both(|service| {
        let mut books = Books::new(service);
        books.plan(&json!({"plan": "PK", "currency": "USD", "versions": [{
            "effective_from": "2026-01-01", "clawback_days": 90,
            "holdback": {"percent": "10", "days": 90},
            "rules": [{"name": "new", "pay": {"type": "percent", "percent": "20"}}]}]}));
        let rate =
            [("date", "2026-06-01"), ("base", "USD"), ("quote", "PKR"), ("rate", "283.4175")];
        books.rate(&fact(&rate));
        for (code, withholding) in
            [("FILER", 12_000_000), ("OTHER", 24_000_000), ("TAXED", 12_000_000)]
        {
            books.partner(code, "PKR");
            books.agree(code, "PK", "2026-01-01", None);
            if code == "TAXED" {
                charging(service, code, withholding);
            } else {
                books.tax(code, withholding);
            }
            books.sale(&sold(&format!("S-{code}"), "2026-07-10", &[("partner", code)]));
        }
        books.close(period("2026-07")).expect("it closes");
        let finance = service.signed_in(Role::Finance);
        for (code, tax, withheld, net) in [
            ("FILER", "0.00", "58157.27", "426486.66"),
            ("OTHER", "0.00", "116314.54", "368329.39"),
            ("TAXED", "77543.03", "58157.27", "504029.69"),
        ] {
            let july = statement(&finance, "2026-07", code);
            for (line, amount) in [
                ("payable", "484643.93"),
                ("sales_tax", tax),
                ("withholding_tax", withheld),
                ("net", net),
            ] {
                assert_eq!(
                    july[line],
                    json!({"amount": amount, "currency": "PKR"}),
                    "{code} {line}"
                );
            }
            assert_eq!(july["commission"]["amount"], "1710.00");
        }
        // What was held back comes ninety days later.
        for month in ["2026-08", "2026-09", "2026-10"] {
            books.close(period(month)).expect("it closes");
        }
        assert_eq!(statement(&finance, "2026-10", "FILER")["commission"]["amount"], "190.00");
    });
}

/// A partner that charges 16 % of sales tax.
fn charging(service: &Service, code: &str, withholding: u32) {
    service.sql(&format!(
        "INSERT INTO tax_profiles (id, partner_id, effective_from, withholding_parts, withhold_on, \
         sales_tax_parts, prepared_by, confirmed_by, confirmed_at, created_at) VALUES ('{}', '{}', \
         '2026-01-01', {withholding}, 'payable', 16000000, '{}', '{}', '2026-01-01 12:00:00', \
         '2026-01-01 12:00:00')",
        id("tax", code),
        id("par", code),
        crate::ledger::FIRST,
        crate::ledger::SECOND,
    ));
}

#[test]
fn a_clawback_larger_than_what_was_earned_is_carried_forward() {
    on_both(|service| {
        let mut books = whole_pay(service);
        books.partner("P", "PKR");
        books.agree("P", "ALL", "2026-01-01", None);
        let of = |amount| [("partner", "P"), ("currency", "PKR"), ("amount", amount)];
        books.sale(&sold("A", "2026-07-10", &of("1860.00")));
        books.close(period("2026-07")).expect("it closes");
        let refund =
            [("refund", "R"), ("sale", "A"), ("amount", "1860.00"), ("refunded_on", "2026-08-05")];
        books.refund(&fact(&refund), "PKR");
        books.sale(&sold("B", "2026-08-06", &of("1079.64")));
        books.close(period("2026-08")).expect("it closes");
        books.sale(&sold("C", "2026-09-06", &of("1249.80")));
        books.close(period("2026-09")).expect("it closes");
        let finance = service.signed_in(Role::Finance);
        let pkr = |amount: &str| json!({"amount": amount, "currency": "PKR"});
        let august = statement(&finance, "2026-08", "P");
        assert_eq!(august["commission"], pkr("-780.36"));
        assert_eq!((&august["carried_forward"], &august["net"]), (&pkr("-780.36"), &pkr("0.00")));
        let september = statement(&finance, "2026-09", "P");
        assert_eq!(september["opening_balance"], pkr("-780.36"));
        assert_eq!(september["gross"], pkr("469.44"));
        assert_eq!((&september["payable"], &september["net"]), (&pkr("469.44"), &pkr("469.44")));
        assert_eq!(finance.get("/api/v1/periods/2026-09/reconciliation").json()["balanced"], true);
    });
}

/// Tries to approve one's own work in every way: again, in a second session, with a key, with the key
/// that another person's approval used, and the same key once more.
fn cannot(service: &Service, own: &Actor, path: &str, body: &Value) {
    let again = service.sign_in(&own.email);
    for actor in [own, &again] {
        actor.post(path, body).problem(409, "needs_second_person");
        for key in ["own", "own", "another"] {
            let key = format!("{key}-{}-{path}", own.id);
            let key: String = key.chars().rev().take(200).collect();
            // The second time it is the kept answer, with the request that it was given to.
            let answer = keyed(service, actor, path, &key, body);
            assert_eq!((answer.status, answer.text("code")), (409, "needs_second_person".into()));
        }
    }
}

#[test]
fn nobody_approves_what_they_did_themselves_in_any_way() {
    on_both(|service| {
        let (one, other) = (service.signed_in(Role::Finance), service.signed_in(Role::Admin));
        let mut books = whole_pay(service);
        books.partner("P", "PKR");
        books.agree("P", "ALL", "2026-01-01", None);
        books.sale(&sold(
            "A",
            "2026-07-10",
            &[("partner", "P"), ("currency", "PKR"), ("amount", "100.00")],
        ));
        // A plan: whoever wrote a version last has prepared it.
        let version = json!({"effective_from": "2026-10-01", "clawback_days": 90,
            "rules": [{"name": "all", "pay": {"type": "percent", "percent": "50"}}]});
        let plan = format!("/api/v1/plans/{}", id("pln", "ALL"));
        assert_eq!(one.post(&format!("{plan}/versions"), &version).status, 201);
        let approve = format!("{plan}/versions/2/approve");
        cannot(service, &one, &approve, &json!({}));
        assert_eq!(other.patch(&format!("{plan}/versions/2"), &version).status, 200);
        cannot(service, &other, &approve, &json!({}));
        assert_eq!(one.post(&approve, &json!({})).status, 200);
        // A sale: whoever changed last what it pays may not confirm it either.
        let body = json!({"external_id": "B", "seller_id": id("sel", "seller"), "kind": "new",
            "product": "verified", "amount": {"amount": "5.00", "currency": "PKR"},
            "paid_on": "2026-07-20", "credits": [{"partner_id": id("par", "P"), "share": "100"}]});
        let made = keyed(service, &one, "/api/v1/sales", "b", &body);
        assert_eq!(made.status, 201, "{made:?}");
        let made = format!("/api/v1/sales/{}", made.text("id"));
        cannot(service, &one, &format!("{made}/confirm"), &json!({}));
        assert_eq!(other.patch(&made, &json!({"paid_on": "2026-07-21"})).status, 200);
        cannot(service, &other, &format!("{made}/confirm"), &json!({}));
        // An adjustment.
        let body = json!({"partner_id": id("par", "P"), "period": "2026-07", "reason": "a gift",
            "amount": {"amount": "1.00", "currency": "PKR"}});
        let made = one.post("/api/v1/adjustments", &body);
        let approve = format!("/api/v1/adjustments/{}/approve", made.text("id"));
        cannot(service, &one, &approve, &json!({}));
        assert_eq!(keyed(service, &other, &approve, "theirs", &json!({})).status, 200);
        keyed(service, &one, &approve, "theirs", &json!({})).problem(409, "needs_second_person");
        // The statements of a close, one by one and all together.
        assert_eq!(close(service, &one, "2026-07", &json!({})).status, 200);
        let july = statement(&one, "2026-07", "P");
        let approve = format!("/api/v1/statements/{}/approve", july["id"].as_str().unwrap_or(""));
        cannot(service, &one, &approve, &json!({"reason": "I am sure"}));
        cannot(service, &one, "/api/v1/periods/2026-07/approve", &json!({}));
        let reason = json!({"reason": "looked at"});
        assert_eq!(keyed(service, &other, &approve, "key", &reason).status, 200);
        assert_eq!(statement(&one, "2026-07", "P")["status"], "approved");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn nobody_pays_alone_in_any_way() {
    on_both(|service| {
        let (one, other) = (service.signed_in(Role::Finance), service.signed_in(Role::Finance));
        let admin = service.signed_in(Role::Admin);
        let mut books = whole_pay(service);
        earns(&mut books, "P", "1000.00");
        payer(service);
        // An account: whoever states another one has prepared that.
        let bank = format!("/api/v1/partners/{}/bank", id("par", "P"));
        let confirm = format!("{bank}/confirm");
        let stated = |iban: &str| json!({"title": "P (Pvt) Ltd", "iban": iban});
        assert_eq!(one.post(&bank, &stated(IBANS[0])).status, 201);
        cannot(service, &one, &confirm, &json!({}));
        let second = other.post(&bank, &stated(IBANS[1]));
        cannot(service, &other, &confirm, &json!({"bank_account_id": second.text("id")}));
        assert_eq!(keyed(service, &one, &confirm, "theirs", &json!({})).status, 200);
        keyed(service, &other, &confirm, "theirs", &json!({})).problem(409, "nothing_to_confirm");
        // A batch: neither whoever prepared it, nor by another's fingerprint or key.
        approved(&books, &admin);
        let payout = prepare(service, &one, "first");
        let approve = format!("/api/v1/payouts/{}/approve", payout.text("id"));
        let seen = json!({"fingerprint": payout.json()["fingerprint"]});
        cannot(service, &one, &approve, &seen);
        let withdrawn = json!({"reason": "once more"});
        let withdraw = approve.replace("/approve", "/withdraw");
        assert_eq!(other.post(&withdraw, &withdrawn).status, 200);
        other.post(&approve, &seen).problem(409, "status");
        // Whoever prepares it anew is the first person of that one, and an old fingerprint is none.
        let again = prepare(service, &other, "second");
        let approve = format!("/api/v1/payouts/{}/approve", again.text("id"));
        cannot(service, &other, &approve, &json!({}));
        one.post(&approve, &seen).problem(409, "fingerprint");
        let settle = approve.replace("/approve", "/settlements");
        let line = again.json()["payments"][0]["statement_id"].clone();
        let paid = json!({"statement_id": line, "status": "paid", "reference": "TT"});
        other.post(&settle, &paid).problem(409, "status");
        assert_eq!(keyed(service, &one, &approve, "theirs", &json!({})).status, 200);
        keyed(service, &other, &approve, "theirs", &json!({})).problem(409, "needs_second_person");
        assert_eq!(service.verify(), None);
    });
}
