//! Statements: figures worked by hand, acceptance, approval by a second person, entries and files.

use saathi::domain::{Period, Role};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::{Actor, Service, on_both, on_both_at};
use crate::ledger::{FIRST, SECOND, id};
use crate::periods::{PARTNER, close, first_entries, programme, sale};

fn statement(actor: &Actor, period: &str) -> Value {
    let list = actor.get(&format!("/api/v1/statements?period={period}")).json();
    list["data"][0].clone()
}

fn path(statement: &Value, action: &str) -> String {
    format!("/api/v1/statements/{}{action}", statement["id"].as_str().expect("an id"))
}

fn money(amount: &str, currency: &str) -> Value {
    json!({"amount": amount, "currency": currency})
}

/// A period with one sale, closed by that person.
fn closed(service: &Service, finance: &Actor) -> Value {
    programme(service).sale(&sale("A", "2026-07-10"));
    assert_eq!(close(service, finance, "2026-07", &json!({})).status, 200);
    statement(finance, "2026-07")
}

#[test]
fn the_figures_are_those_worked_by_hand() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let statement = closed(service, &finance);
        let expected = [
            ("opening_balance", "0.00", "USD"),
            ("commission", "1710.00", "USD"),
            ("adjustments", "0.00", "USD"),
            ("gross", "1710.00", "USD"),
            ("held", "0.00", "USD"),
            ("carried_forward", "0.00", "USD"),
            ("payable", "484643.93", "PKR"),
            ("sales_tax", "0.00", "PKR"),
            ("withholding_tax", "58157.27", "PKR"),
            ("net", "426486.66", "PKR"),
        ];
        for (line, amount, currency) in expected {
            assert_eq!(statement[line], money(amount, currency), "{line}");
        }
        assert_eq!(statement["status"], "draft");
        assert_eq!(statement["rate"]["rate"], "283.4175");
    });
}

#[test]
fn an_adjustment_is_of_a_month_that_comes_soon_and_its_draft_can_be_withdrawn() {
    on_both(|service| {
        programme(service);
        let (author, other) = (service.signed_in(Role::Finance), service.signed_in(Role::Finance));
        let partner = service.signed_in(Role::PartnerOwner).get("/api/v1/me").json();
        let prepare = |period: &str| {
            let body = json!({"partner_id": partner["partner_id"], "period": period,
                "amount": money("-780.36", "USD"), "reason": "paid twice"});
            author.post("/api/v1/adjustments", &body)
        };
        let this_month = Period::of(service.app.clock.now().today);
        for months in [4, 600, -13, -300] {
            let refused = prepare(&this_month.plus(months).to_string());
            assert_eq!(refused.faults(), [("/period".into(), "out_of_range".into())], "{months}");
        }
        let far = prepare(&this_month.plus(3).to_string());
        assert_eq!(far.status, 201, "{far:?}");
        let draft = prepare("2026-07");
        let path = |act: &str| format!("/api/v1/adjustments/{}{act}", draft.text("id"));
        other.post(&path("/withdraw"), &json!({})).problem(409, "not_yours");
        let waits = "/api/v1/periods/2026-07/exceptions";
        assert!(author.get(waits).json().to_string().contains("adjustment_waits"));
        let withdrawn = author.post(&path("/withdraw"), &json!({}));
        assert_eq!((withdrawn.status, withdrawn.text("status")), (200, "withdrawn".to_owned()));
        assert_eq!(author.get(&path("")).json()["status"], "withdrawn");
        assert!(!author.get(waits).json().to_string().contains("adjustment_waits"));
        author.post(&path("/withdraw"), &json!({})).problem(409, "status");
        other.post(&path("/approve"), &json!({})).problem(409, "status");
        let approve = format!("/api/v1/adjustments/{}/approve", far.text("id"));
        assert_eq!(other.post(&approve, &json!({})).status, 200);
        let late = format!("/api/v1/adjustments/{}/withdraw", far.text("id"));
        author.post(&late, &json!({})).problem(409, "status");
        assert_eq!(close(service, &author, "2026-07", &json!({})).json()["statements"], 0);
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn the_first_close_takes_the_adjustments_of_the_months_before_it() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let (mut books, other) = (programme(service), service.signed_in(Role::Finance));
        books.sale(&sale("A", "2026-06-10"));
        let prepared = |period: &str, amount: &str| {
            let body = json!({"partner_id": id("par", PARTNER), "period": period,
                "amount": money(amount, "USD"), "reason": "a booth"});
            finance.post("/api/v1/adjustments", &body).text("id")
        };
        for (period, amount) in [("2026-06", "-10.00"), ("2026-07", "25.00"), ("2026-08", "7.00")] {
            let approve = format!("/api/v1/adjustments/{}/approve", prepared(period, amount));
            assert_eq!(other.post(&approve, &json!({})).status, 200, "{period}");
        }
        let waits = prepared("2026-06", "1.00");
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        assert_eq!(statement(&finance, "2026-07")["adjustments"], money("15.00", "USD"));
        let late = format!("/api/v1/adjustments/{waits}/approve");
        other.post(&late, &json!({})).problem(409, "period_closed");
        assert_eq!(close(service, &finance, "2026-08", &json!({})).status, 200);
        assert_eq!(statement(&finance, "2026-08")["adjustments"], money("7.00", "USD"));
    });
}

#[test]
fn a_balance_below_zero_comes_off_the_next_statement() {
    on_both(|service| {
        let mut books = programme(service);
        books.sale(&sale("A", "2026-08-10"));
        let (first, second) = (service.signed_in(Role::Finance), service.signed_in(Role::Finance));
        let partner = service.signed_in(Role::PartnerOwner);
        let owner_of = partner.get("/api/v1/me").json()["partner_id"].clone();
        let body = json!({"partner_id": owner_of, "period": "2026-07",
            "amount": money("-780.36", "USD"), "reason": "paid twice"});
        let made = first.post("/api/v1/adjustments", &body);
        assert_eq!(made.status, 201, "{made:?}");
        let approve = format!("/api/v1/adjustments/{}/approve", made.text("id"));
        first.post(&approve, &json!({})).problem(409, "needs_second_person");
        assert_eq!(second.post(&approve, &json!({})).json()["status"], "approved");
        second.post(&approve, &json!({})).problem(409, "status");
        assert_eq!(close(service, &first, "2026-07", &json!({})).json()["statements"], 1);
        let july = statement(&first, "2026-07");
        assert_eq!(july["carried_forward"], money("-780.36", "USD"));
        assert_eq!(july["net"], money("0.00", "PKR"));
        first.post("/api/v1/adjustments", &body).problem(409, "period_closed");
        assert_eq!(close(service, &first, "2026-08", &json!({})).status, 200);
        let august = statement(&first, "2026-08");
        assert_eq!(august["opening_balance"], money("-780.36", "USD"));
        assert_eq!(august["gross"], money("929.64", "USD"));
        assert_eq!(august["payable"], money("263476.24", "PKR"));
        assert_eq!(august["net"], money("231859.09", "PKR"));
    });
}

#[test]
fn a_second_person_approves_what_the_partner_has_accepted() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let statement = closed(service, &finance);
        let (accept, approve) = (path(&statement, "/accept"), path(&statement, "/approve"));
        finance.post(&approve, &json!({"reason": "x"})).problem(409, "needs_second_person");
        finance
            .post("/api/v1/periods/2026-07/approve", &json!({}))
            .problem(409, "needs_second_person");
        let second = service.signed_in(Role::Admin);
        second.post(&approve, &json!({})).problem(409, "not_accepted");
        let waiting = second.post("/api/v1/periods/2026-07/approve", &json!({})).json();
        assert_eq!(waiting, json!({"approved": 0, "waiting": 1}));
        second.post(&accept, &json!({})).problem(403, "forbidden");
        let owner = service.signed_in(Role::PartnerOwner);
        let accepted = owner.post(&accept, &json!({})).json();
        assert_eq!(accepted["accepted_by"], owner.id.as_str());
        assert_eq!(owner.post(&accept, &json!({})).json(), accepted);
        let ready = second.post("/api/v1/periods/2026-07/approve", &json!({})).json();
        assert_eq!(ready, json!({"approved": 1, "waiting": 0}));
        let approved = owner.get(&path(&statement, "")).json();
        assert_eq!(
            (&approved["status"], &approved["net"]),
            (&json!("approved"), &statement["net"])
        );
        second.post(&approve, &json!({})).problem(409, "status");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn silence_of_seven_days_or_a_reason_stands_for_the_partners_word() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        books.sale(&sale("A", "2026-06-10"));
        books.sale(&sale("B", "2026-07-10"));
        // Closed long ago, on the first day after it.
        let period = Period::parse("2026-06").expect("a period");
        books.close(period).expect("it closes");
        let silent = finance.post("/api/v1/periods/2026-06/approve", &json!({})).json();
        assert_eq!(silent, json!({"approved": 1, "waiting": 0}));
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        let second = service.signed_in(Role::Finance);
        let july = statement(&second, "2026-07");
        let told = json!({"reason": "the partner asked for it by phone"});
        let approved = second.post(&path(&july, "/approve"), &told).json();
        assert_eq!(approved["status"], "approved");
        assert_eq!(approved["approval_reason"], told["reason"]);
    });
}

#[test]
fn silence_is_measured_by_what_held_at_the_close() {
    on_both_at("2026-08-03", |service| {
        let finance = service.signed_in(Role::Finance);
        let stated = closed(service, &finance);
        assert_eq!(stated["accept_by"], "2026-08-10");
        let settings = json!({"acceptance_days": 1});
        let shorter =
            json!({"settings": settings, "effective_from": "2026-08-03", "reason": "faster"});
        assert_eq!(service.signed_in(Role::Admin).patch("/api/v1/settings", &shorter).status, 200);
        assert_eq!(statement(&finance, "2026-07")["accept_by"], "2026-08-10");
    });
}

#[test]
fn entries_and_files_tell_how_each_figure_came_about() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let statement = closed(service, &finance);
        let entries = first_entries(&finance, "2026-07");
        let entry = &entries[0];
        assert_eq!(entry["sale_id"], id("sal", "A").as_str());
        assert_eq!((&entry["entry"], &entry["window"]), (&json!("earning"), &Value::Null));
        let explained = format!("/api/v1/entries/{}", entry["id"].as_str().expect("an id"));
        let owner = service.signed_in(Role::PartnerOwner);
        let explained = owner.get(&explained).json();
        let steps = explained["explanation"].to_string();
        assert!(steps.contains("9500.00 * 18 / 100 = 1710"), "{steps}");
        assert_eq!(explained["statement_id"], statement["id"]);
        assert_eq!((&explained["refunds"], &explained["rate"]), (&json!([]), &Value::Null));
        let version = &explained["plan_version"];
        assert_eq!((&version["plan"], &version["n"]), (&json!("PK"), &json!(1)));
        assert_eq!(
            (&version["prepared_by"], &version["approved_by"]),
            (&json!(FIRST), &json!(SECOND))
        );
        let file = owner.get(&path(&statement, "/export?format=csv"));
        let text = file.unchunked();
        let expected = format!(
            "period,partner,sale,rule,from_partner,window,entry,basis,amount,currency\n\
             2026-07,{PARTNER},A,new,,,earning,9500.00,1710.00,USD\n"
        );
        assert_eq!(String::from_utf8_lossy(&text), expected);
        let hash: String = Sha256::digest(&text).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(statement["fingerprint"], hash.as_str());
        let whole = finance.get("/api/v1/periods/2026-07/export?format=csv");
        assert_eq!(whole.unchunked(), text);
        let bad = finance.get("/api/v1/periods/2026-07/export?format=doc").faults();
        assert_eq!(bad, [("?format".into(), "parameter".into())]);
    });
}

#[test]
fn a_statement_is_the_partners_and_not_its_staffs() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        books.partner("OTHER", "USD");
        books.agree("OTHER", "PK", "2026-01-01", None);
        let mut other = sale("B", "2026-07-10");
        other.insert("partner".into(), "OTHER".into());
        books.sale(&other);
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        let foreign = statement(&finance, "2026-07");
        let entry = first_entries(&finance, "2026-07")[0]["id"].clone();
        let owner = service.signed_in(Role::PartnerOwner);
        assert_eq!(owner.get("/api/v1/statements").json()["data"], json!([]));
        for action in ["", "/entries", "/export?format=csv"] {
            owner.get(&path(&foreign, action)).problem(404, "not_found");
        }
        owner.post(&path(&foreign, "/accept"), &json!({})).problem(404, "not_found");
        let entry = format!("/api/v1/entries/{}", entry.as_str().expect("an id"));
        owner.get(&entry).problem(404, "not_found");
        for role in [Role::PartnerStaff, Role::Manager] {
            let actor = service.signed_in(role);
            actor.get("/api/v1/statements").problem(403, "forbidden");
            actor.get(&entry).problem(403, "forbidden");
        }
        assert_eq!(service.signed_in(Role::Auditor).get(&entry).status, 200);
    });
}

#[test]
fn an_upper_partner_learns_no_more_than_the_basis() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        books.plan(&json!({
            "plan": "MASTER", "currency": "USD",
            "versions": [{"effective_from": "2026-01-01", "clawback_days": 90,
                "rules": [{"name": "own", "pay": {"type": "percent", "percent": "1"}}],
                "overrides": [{"name": "master", "percents": ["2"]}]}]
        }));
        for (partner, parent) in [("LOW", PARTNER), ("SIDE", "")] {
            books.partner(partner, "USD");
            books.agree(partner, "PK", "2026-01-01", None);
            books.parent(partner, parent, "2026-01-01");
        }
        books.service.sql(
            "UPDATE agreements SET ends_on = '2026-06-30' WHERE ends_on IS NULL AND \
            partner_id = 'par_00000000000000000000000000000001'",
        );
        books.agree(PARTNER, "MASTER", "2026-07-01", None);
        let mut low = sale("SECRET", "2026-07-10");
        low.insert("credits".into(), "LOW:60;SIDE:40".into());
        books.sale(&low);
        assert_eq!(close(service, &finance, "2026-07", &json!({})).json()["entries"], 3);
        let owner = service.signed_in(Role::PartnerOwner);
        let entry = first_entries(&owner, "2026-07")[0].clone();
        assert_eq!((&entry["sale_id"], &entry["sale_external_id"]), (&Value::Null, &Value::Null));
        assert_eq!(entry["from_partner_id"], id("par", "LOW").as_str());
        assert_eq!(entry["basis"], money("5700.00", "USD"));
        assert_eq!(entry["amount"], money("114.00", "USD"));
        let explained = format!("/api/v1/entries/{}", entry["id"].as_str().expect("an id"));
        let told = owner.get(&explained).json()["explanation"].to_string();
        assert!(told.contains("5700.00 * 2 / 100") && !told.contains("SECRET"), "{told}");
        assert!(!told.contains("9500") && !told.contains("60"), "{told}");
        assert!(finance.get(&explained).json().to_string().contains("SECRET"));
    });
}
