//! `/conflicts`: claims to a seller that was refused, and how a manager decides them.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER_ID, Service, on_both};
use crate::recruits::{RECRUITS, of, path as recruit_path, register, taken, two};

const CONFLICTS: &str = "/api/v1/conflicts";

/// What the second of two partners was refused, its claim to it, and what the first one has.
struct Contested {
    one: Actor,
    other: Actor,
    manager: Actor,
    protected: Value,
    conflict: String,
}

fn contested(service: &Service) -> Contested {
    let (one, other) = two(service);
    let manager = service.signed_in(Role::Manager);
    let protected = taken(&one, "k1", &of("Al Noor", "1234567-8"));
    register(&other, "k1", &of("Noor", "1234567-8")).problem(409, "seller_not_available");
    let refused = other.get(&format!("{RECRUITS}?status=refused")).json();
    let claim = json!({"recruit_id": refused["data"][0]["id"], "claim": "We signed it in June."});
    one.post(CONFLICTS, &claim).problem(422, "invalid");
    let filed = other.post(CONFLICTS, &claim);
    assert_eq!((filed.status, filed.text("status").as_str()), (201, "open"), "{filed:?}");
    other.post(CONFLICTS, &claim).problem(409, "already_filed");
    let conflict = format!("{CONFLICTS}/{}", filed.text("id"));
    Contested { one, other, manager, protected, conflict }
}

fn status(actor: &Actor, recruit: &Value) -> String {
    actor.get(&recruit_path(recruit["id"].as_str().expect("an id"))).text("status")
}

#[test]
fn a_claim_is_seen_by_who_made_it_and_the_platform() {
    on_both(|service| {
        let Contested { one, other, manager, protected, conflict } = contested(service);
        one.get(&conflict).problem(404, "not_found");
        assert_eq!(one.get(CONFLICTS).json()["data"], json!([]));
        for actor in [&other, &manager] {
            let open = actor.get(&format!("{CONFLICTS}?status=open")).json();
            assert_eq!(open["data"].as_array().map(Vec::len), Some(1));
        }
        let own = json!({"recruit_id": protected["id"], "claim": "Mine."});
        one.post(CONFLICTS, &own).problem(409, "not_contested");
        let ruling = json!({"decision": "keep", "reason": "It came first."});
        other.post(&format!("{conflict}/decide"), &ruling).problem(403, "forbidden");
        let decided = manager.post(&format!("{conflict}/decide"), &ruling);
        assert_eq!((decided.status, decided.text("decision").as_str()), (200, "keep"));
        assert_eq!(decided.text("decided_by"), manager.id);
        manager.post(&format!("{conflict}/decide"), &ruling).problem(409, "already_decided");
        let seen = other.get(&conflict).json();
        assert_eq!(
            (&seen["reason"], &seen["decided_by"]),
            (&json!("It came first."), &Value::Null)
        );
        assert_eq!(status(&one, &protected), "open");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_seller_passes_to_the_one_who_claims_it() {
    on_both(|service| {
        let Contested { one, other, manager, protected, conflict } = contested(service);
        let ruling = json!({"decision": "transfer", "reason": "The contract is theirs."});
        let decided = manager.post(&format!("{conflict}/decide"), &ruling);
        assert_eq!(decided.status, 200, "{decided:?}");
        assert_eq!(status(&one, &protected), "released");
        let open = other.get(&format!("{RECRUITS}?status=open")).json();
        assert_eq!(open["data"][0]["seller_id"], protected["seller_id"]);
        register(&one, "k2", &of("Al Noor", "1234567-8")).problem(409, "seller_not_available");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn what_a_seller_resembles_is_decided_with_the_claim() {
    on_both(|service| {
        let Contested { one, other, manager, conflict, .. } = contested(service);
        // A third company of nearly that name, so that a registration of either is looked at.
        let alike = register(&one, "k2", &of("Al Noors", "7654321-0"));
        assert_eq!((alike.status, alike.text("status").as_str()), (201, "in_review"), "{alike:?}");
        let ruling = json!({"decision": "transfer", "reason": "The contract is theirs."});
        assert_eq!(manager.post(&format!("{conflict}/decide"), &ruling).status, 200);
        let own = other.get(RECRUITS).json();
        let own: Vec<&Value> = own["data"].as_array().expect("recruits").iter().collect();
        let statuses: Vec<&str> = own.iter().filter_map(|one| one["status"].as_str()).collect();
        assert!(statuses.contains(&"open") && !statuses.contains(&"in_review"), "{statuses:?}");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_split_proposes_shares_of_the_whole_and_each_sees_its_own() {
    on_both(|service| {
        let Contested { one: _, other, manager, protected: _, conflict } = contested(service);
        let other_id = other.get("/api/v1/partners").json()["data"][0]["id"].clone();
        let decide = |first: &str, second: &str| {
            let shares = json!([{"partner_id": PARTNER_ID, "share": first},
                {"partner_id": other_id, "share": second}]);
            let ruling = json!({"decision": "split", "shares": shares, "reason": "Both did it."});
            manager.post(&format!("{conflict}/decide"), &ruling)
        };
        decide("60", "30").problem(422, "invalid");
        let lonely = json!({"decision": "keep", "reason": "x",
            "shares": [{"partner_id": PARTNER_ID, "share": "100"}]});
        manager.post(&format!("{conflict}/decide"), &lonely).problem(422, "invalid");
        let decided = decide("60", "40");
        assert_eq!(decided.status, 200, "{decided:?}");
        assert_eq!(decided.json()["shares"].as_array().map(Vec::len), Some(2));
        let seen = other.get(&conflict).json();
        assert_eq!(seen["shares"], json!([{"partner_id": other_id, "share": "40"}]));
        assert!(!seen.to_string().contains(PARTNER_ID), "{seen}");
    });
}
