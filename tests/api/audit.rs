//! `GET /audit`: who reads what of the trail.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER_ID, on_both};
use crate::money::{self, Books};

const AUDIT: &str = "/api/v1/audit";

fn rows(actor: &Actor, query: &str) -> Vec<Value> {
    let answer = actor.get(&format!("{AUDIT}{query}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["data"].as_array().cloned().expect("rows")
}

#[test]
fn a_change_is_shown_with_what_was_there_before_and_after() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let place = format!("/api/v1/partners/{PARTNER_ID}");
        let request = [("x-request-id", "req-7")];
        assert_eq!(
            manager.send("PATCH", &place, &request, &json!({"name": "Renamed"})).status,
            200
        );
        let found = rows(&manager, "?action=partners.change");
        assert_eq!(found.len(), 1);
        let row = &found[0];
        assert_eq!(
            (&row["before"]["name"], &row["after"]["name"]),
            (&json!("Lahore Partners"), &json!("Renamed"))
        );
        assert_eq!((&row["actor"], &row["request_id"]), (&json!(manager.id), &json!("req-7")));
        let at = row["at"].as_str().expect("an instant");
        for (query, count) in [
            (format!("?subject_kind=partner&subject_id={PARTNER_ID}"), 1),
            (format!("?partner_id={PARTNER_ID}&actor={}", manager.id), 1),
            (format!("?at[gte]={at}&request_id=req-7"), 1),
            (format!("?at[gt]={at}&request_id=req-7"), 0),
            ("?actor=system&action=sessions.sign_in".to_owned(), 0),
        ] {
            assert_eq!(rows(&manager, &query).len(), count, "{query}");
        }
        let all = rows(&manager, "?sort=-seq");
        let numbers: Vec<i64> = all.iter().filter_map(|row| row["seq"].as_i64()).collect();
        assert!(numbers.is_sorted_by(|one, next| one > next) && numbers.len() == all.len());
    });
}

#[test]
fn an_owner_reads_its_partners_rows_alone() {
    on_both(|service| {
        let other = service.partner("ISB-001");
        let foreigner = service.signed_in_of(Role::PartnerOwner, "ISB-001");
        let owner = service.signed_in(Role::PartnerOwner);
        let mine = rows(&owner, "");
        assert!(!mine.is_empty() && mine.iter().all(|row| row["partner_id"] == PARTNER_ID));
        // By the gaps between the places of its own rows it would know how much others do.
        assert!(mine.iter().all(|row| row.get("seq").is_none()), "{mine:?}");
        for asked in ["?seq=1", "?seq[gte]=1", "?sort=seq"] {
            owner.get(&format!("{AUDIT}{asked}")).problem(400, "malformed");
        }
        assert_eq!(rows(&owner, "?sort=-at").len(), mine.len());
        assert!(rows(&owner, &format!("?partner_id={other}")).is_empty());
        assert!(rows(&owner, &format!("?actor={}", foreigner.id)).is_empty());
        let text = owner.get(AUDIT);
        assert!(!String::from_utf8_lossy(&text.bytes).contains(&foreigner.email));
        service.signed_in(Role::PartnerStaff).get(AUDIT).problem(403, "forbidden");
        for role in [Role::Manager, Role::Finance, Role::Admin, Role::Auditor] {
            let actor = service.signed_in(role);
            assert!(!rows(&actor, &format!("?partner_id={other}")).is_empty());
        }
    });
}

#[test]
fn sessions_are_written_down_from_end_to_end() {
    on_both(|service| {
        let actor = service.signed_in(Role::Finance);
        assert_eq!(service.refresh(&actor.refresh_token).status, 200);
        assert_eq!(actor.post("/api/v1/auth/logout", &json!({})).status, 200);
        let auditor = service.signed_in(Role::Auditor);
        let found = rows(&auditor, &format!("?actor={}&sort=seq", actor.id));
        let actions: Vec<_> =
            found.iter().map(|row| row["action"].as_str().expect("a word")).collect();
        assert_eq!(actions, ["sessions.sign_in", "sessions.refresh", "sessions.sign_out"]);
        let subjects: std::collections::BTreeSet<_> =
            found.iter().map(|row| row["subject_id"].to_string()).collect();
        assert_eq!(subjects.len(), 1, "one session");
    });
}

#[test]
fn a_manager_reads_that_money_was_moved_and_not_how_much() {
    on_both(|service| {
        let books = Books::open(service);
        let owner = service.signed_in(Role::PartnerOwner);
        let bank = json!({"title": "Lahore Partners", "iban": "PK36SCBL0000001123456702"});
        let at = format!("/api/v1/partners/{PARTNER_ID}/bank");
        assert_eq!(owner.post(&at, &bank).status, 201);
        let seller = money::seller(service, "Al Noor Surgical");
        let sale = books.sale(&money::credited("S-1", &seller, &[(PARTNER_ID, "100")]));
        assert_eq!(books.void(&sale).status, 200);
        books.agreed(PARTNER_ID, "plan", "USD");
        let adjustment = json!({"partner_id": PARTNER_ID, "period": saathi::domain::Period::of(service.app.clock.now().today).to_string(),
            "amount": {"amount": "12.00", "currency": "USD"}, "reason": "a bonus of 12"});
        money::made(&books.one.post("/api/v1/adjustments", &adjustment));
        let kinds = ["bank_account", "sale", "adjustment"];
        let query = format!("?subject_kind={}", kinds.join(","));
        let told = |role| rows(&service.signed_in(role), &query);
        for role in [Role::Finance, Role::Admin, Role::Auditor] {
            assert!(told(role).iter().all(|row| row["after"].is_object()), "{role:?}");
        }
        let seen = told(Role::Manager);
        assert_eq!(seen.len(), told(Role::Auditor).len());
        for kind in kinds {
            assert!(seen.iter().any(|row| row["subject_kind"] == kind), "{kind}");
        }
        for row in &seen {
            assert!(row["actor"].is_string() && row["action"].is_string(), "{row}");
            for field in ["before", "after", "reason"] {
                assert_eq!(row[field], Value::Null, "{row}");
            }
        }
        let manager = service.signed_in(Role::Manager);
        let sellers = rows(&manager, "?subject_kind=seller");
        assert!(sellers.iter().any(|row| row["after"]["name"] == "Al Noor Surgical"));
    });
}
