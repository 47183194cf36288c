//! All that is wrong with a request is told in one answer: what its form shows, and the ids that are of
//! nothing.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::on_both;
use crate::http::Answer;

/// An id of that kind that nothing has.
fn none(kind: &str) -> String {
    format!("{kind}_{:032x}", 0xfa11)
}

/// Whether an answer tells these places, each with its code, and that they are all.
fn tells(answer: &Answer, status: u16, expected: &[(&str, &str)]) {
    assert_eq!(answer.status, status, "{answer:?}");
    let mut found = answer.faults();
    found.sort();
    let mut expected: Vec<(String, String)> = expected
        .iter()
        .map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned()))
        .collect();
    expected.sort();
    assert_eq!(found, expected, "{answer:?}");
}

/// Requests of each record: by whom, where to, the place of a fault of form, and those of unknown ids.
type Faulty = (Role, String, Value, &'static str, Vec<&'static str>);

fn faulty() -> Vec<Faulty> {
    let (partner, plan, event) = (none("par"), none("pln"), none("evt"));
    let api = |path: &str| format!("/api/v1/{path}");
    vec![
        (
            Role::PartnerStaff,
            api("recruits"),
            json!({"partner_id": partner, "seller_id": none("sel"), "source": "tv",
                "event_id": event}),
            "/source",
            vec!["/partner_id", "/seller_id", "/event_id"],
        ),
        (
            Role::Finance,
            api("agreements"),
            json!({"partner_id": partner, "plan_id": plan, "starts_on": "2026-02-30"}),
            "/starts_on",
            vec!["/partner_id", "/plan_id"],
        ),
        (
            Role::Finance,
            api("adjustments"),
            json!({"partner_id": partner, "period": "2026-07", "reason": "x",
                "amount": {"amount": "1.001", "currency": "USD"}}),
            "/amount/amount",
            vec!["/partner_id"],
        ),
        (
            Role::Manager,
            api("targets"),
            json!({"partner_id": partner}),
            "/month",
            vec!["/partner_id"],
        ),
        (
            Role::Admin,
            api("users"),
            json!({"partner_id": partner, "email": "a@example.com", "role": "partner_owner"}),
            "/name",
            vec!["/partner_id"],
        ),
        (
            Role::Admin,
            api("partners"),
            json!({"parent_id": partner, "code": "X", "name": "X", "city": "X"}),
            "/payout_currency",
            vec!["/parent_id"],
        ),
        (
            Role::Admin,
            api("sellers"),
            json!({"partner_id": partner, "name": "X"}),
            "/city",
            vec!["/partner_id"],
        ),
        (
            Role::PartnerStaff,
            api("conflicts"),
            json!({"recruit_id": none("rec")}),
            "/claim",
            vec!["/recruit_id"],
        ),
        (
            Role::PartnerOwner,
            api("fundings"),
            json!({"event_id": event, "purpose": "x"}),
            "/amount",
            vec!["/event_id"],
        ),
        (
            Role::Finance,
            api("sales/confirm"),
            json!({"ids": [none("sal"), none("sal")], "x": 1}),
            "/x",
            vec!["/ids/0", "/ids/1"],
        ),
        (
            Role::PartnerOwner,
            format!("/api/v1/statements/{}/disputes", none("stm")),
            json!({"entry_id": none("ent"), "claim": "missing_sale"}),
            "/reason",
            vec!["/entry_id"],
        ),
    ]
}

#[test]
fn unknown_ids_are_told_with_the_faults_of_the_form() {
    on_both(|service| {
        for (role, path, body, place, unknown) in faulty() {
            let answer = service.signed_in(role).post_once(&path, "k", &body);
            let found = answer.faults();
            let code = |place: &str| {
                let fault = found.iter().find(|(pointer, _)| pointer == place);
                fault.map(|(_, code)| code.as_str())
            };
            assert!(code(place).is_some(), "{path}: {answer:?}");
            for place in &unknown {
                assert_eq!(code(place), Some("unknown_id"), "{path} {place}: {answer:?}");
            }
            assert_eq!(found.len(), 1 + unknown.len(), "{path}: {answer:?}");
        }
    });
}

#[test]
fn all_unknown_ids_are_told_of_a_sound_form() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let agreement = json!({"partner_id": none("par"), "plan_id": none("pln"),
            "starts_on": "2026-07-01"});
        let unknown = [("/partner_id", "unknown_id"), ("/plan_id", "unknown_id")];
        tells(&finance.post("/api/v1/agreements", &agreement), 422, &unknown);
        let event = json!({"title": "Meet", "starts_at": "2026-12-01T10:00:00Z",
            "ends_at": "2026-12-01T12:00:00Z", "venue": "Hall", "city": "Sialkot",
            "hosts": [{"partner_id": none("par"), "share": "50"},
                {"partner_id": format!("par_{:032x}", 0xfa12), "share": "40"}]});
        let answer = service.signed_in(Role::Manager).post("/api/v1/events", &event);
        let found = answer.faults();
        for place in ["/hosts/0/partner_id", "/hosts/1/partner_id"] {
            let fault = (place.to_owned(), "unknown_id".to_owned());
            assert!(found.contains(&fault), "{answer:?}");
        }
        // An id that can be seen is no fault.
        let mended = json!({"partner_id": crate::harness::PARTNER_ID, "plan_id": none("pln"),
            "starts_on": "2026-07-01"});
        tells(&finance.post("/api/v1/agreements", &mended), 422, &unknown[1..]);
    });
}

#[test]
fn items_of_a_batch_tell_all_that_is_wrong_with_them_too() {
    on_both(|service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let recruit = json!({"seller_id": none("sel"), "source": "tv", "event_id": none("evt")});
        let sent = json!({"items": [recruit]});
        let answer = staff.post_once("/api/v1/recruits/batch", "k", &sent);
        assert_eq!(answer.status, 200, "{answer:?}");
        let problem = answer.json()["results"][0]["problem"].clone();
        let mut places: Vec<&str> = problem["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|fault| fault["pointer"].as_str())
            .collect();
        places.sort_unstable();
        assert_eq!(places, ["/client_ref", "/event_id", "/seller_id", "/source"], "{problem}");
        let check_in = json!({"date": "2999-01-01", "calls": "x", "plan_recruits": [none("rec")]});
        let answer = staff.post_once("/api/v1/check-ins/batch", "c", &json!({"items": [check_in]}));
        let problem = answer.json()["results"][0]["problem"].clone();
        let told = problem["errors"].to_string();
        for part in ["\"in_the_future\"", "\"/plan_recruits/0\"", "\"/calls\""] {
            assert!(told.contains(part), "{part}: {told}");
        }
    });
}
