//! `GET /audit`: who reads what of the trail.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER_ID, on_both};

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
