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

/// What somebody was told, by kind.
fn told(actor: &Actor, kind: &str) -> Vec<Value> {
    let body = actor.get(&format!("/api/v1/notifications?kind={kind}")).json();
    body["data"].as_array().expect("rows").clone()
}

#[test]
fn both_sides_speak_and_neither_learns_of_the_other() {
    on_both(|service| {
        let Contested { one, other, manager, protected, conflict } = contested(service);
        let asked = told(&one, "conflicts.asked");
        assert_eq!(
            (&asked[0]["subject_id"], &asked[0]["data"], asked.len()),
            (&protected["id"], &json!({"name": "Al Noor"}), 1)
        );
        let answer = format!("{}/answer", recruit_path(protected["id"].as_str().expect("an id")));
        let said = json!({"claim": "We trained them in May.", "evidence": ["photo of 3 May"]});
        other.post(&answer, &said).problem(404, "not_found");
        manager.post(&answer, &said).problem(403, "forbidden");
        let tag = other.get(&conflict).header("etag").map(str::to_owned);
        let answered = one.post(&answer, &said);
        assert_eq!((answered.status, &answered.json()["evidence"]), (200, &said["evidence"]));
        assert!(!answered.json().to_string().contains(&conflict[CONFLICTS.len()..]));
        one.post(&answer, &said).problem(409, "already_answered");
        let seen = manager.get(&conflict).json();
        assert_eq!(seen["against_recruit_id"], protected["id"]);
        assert_eq!(
            (&seen["answer"]["claim"], &seen["answer"]["answered_by"]),
            (&said["claim"], &json!(one.id))
        );
        let claimant = other.get(&conflict);
        assert_eq!(
            claimant.header("etag").map(str::to_owned),
            tag,
            "nothing shows that it changed"
        );
        let own = claimant.json();
        assert_eq!((&own["answer"], &own["against_recruit_id"]), (&Value::Null, &Value::Null));
        let keep = json!({"decision": "keep", "reason": "It came first."});
        assert_eq!(manager.post(&format!("{conflict}/decide"), &keep).status, 200);
        assert_eq!(told(&one, "conflicts.kept").len(), 1);
        one.post(&answer, &said).problem(409, "not_contested");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_claim_shows_texts_and_links_within_bounds() {
    on_both(|service| {
        let (one, other) = two(service);
        taken(&one, "k1", &of("Al Noor", "1234567-8"));
        register(&other, "k1", &of("Noor", "1234567-8")).problem(409, "seller_not_available");
        let refused = other.get(&format!("{RECRUITS}?status=refused")).json();
        let claim = |evidence: Value| {
            let recruit = &refused["data"][0]["id"];
            json!({"recruit_id": recruit, "claim": "Ours.", "evidence": evidence})
        };
        other.post(CONFLICTS, &claim(json!(vec!["x"; 11]))).problem(422, "invalid");
        other.post(CONFLICTS, &claim(json!(["x".repeat(501)]))).problem(422, "invalid");
        other.post(CONFLICTS, &claim(json!("x"))).problem(400, "malformed");
        let shown = json!(["https://example.org/card.jpg", "a letter of 3 May"]);
        let filed = other.post(CONFLICTS, &claim(shown.clone()));
        assert_eq!((filed.status, &filed.json()["evidence"]), (201, &shown), "{filed:?}");
    });
}

#[test]
fn who_loses_a_seller_is_told_and_reads_nothing_of_the_other() {
    on_both(|service| {
        let Contested { one, other: _, manager, protected, conflict } = contested(service);
        let reason = "SKT-002 has had a contract with them since June.";
        let ruling = json!({"decision": "transfer", "reason": reason});
        assert_eq!(manager.post(&format!("{conflict}/decide"), &ruling).status, 200);
        let passed = told(&one, "conflicts.passed");
        assert_eq!(
            (&passed[0]["subject_id"], &passed[0]["data"]),
            (&protected["id"], &json!({"name": "Al Noor"}))
        );
        assert!(told(&one, "conflicts.kept").is_empty());
        let lost = one.get(&recruit_path(protected["id"].as_str().expect("an id"))).json();
        assert_eq!(lost["ended_reason"], "a manager decided about this seller");
        let owner = service.signed_in(Role::PartnerOwner);
        for page in ["/api/v1/audit", "/api/v1/notifications", RECRUITS, CONFLICTS] {
            let body = owner.get(page).json().to_string();
            assert!(!body.contains("contract with them"), "{page}: {body}");
        }
    });
}

#[test]
fn the_other_partner_of_a_split_is_told_its_share() {
    on_both(|service| {
        let Contested { one, other, manager, conflict, .. } = contested(service);
        let owner = service.signed_in(Role::PartnerOwner);
        let other_id = other.get("/api/v1/partners").json()["data"][0]["id"].clone();
        let shares = json!([{"partner_id": PARTNER_ID, "share": "60"},
            {"partner_id": other_id, "share": "40"}]);
        let ruling = json!({"decision": "split", "shares": shares, "reason": "Both did it."});
        assert_eq!(manager.post(&format!("{conflict}/decide"), &ruling).status, 200);
        let shared = told(&owner, "conflicts.shared");
        assert_eq!(shared[0]["data"], json!({"name": "Al Noor", "share": "60"}));
        assert!(told(&one, "conflicts.shared").is_empty(), "shares are its owners' to know");
        let body = owner.get("/api/v1/notifications").json();
        // Ids and instants have any digits.
        let read = body["data"].as_array().expect("rows").iter().map(|row| row["data"].to_string());
        assert!(!read.collect::<String>().contains("40"), "{body}");
    });
}
