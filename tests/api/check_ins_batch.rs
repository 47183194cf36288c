//! `/check-ins/batch`: what a phone kept while it had no connection.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::check_ins::{MONDAY, PATH, reference, report, with};
use crate::harness::{Actor, on_both_at};
use crate::http::Answer;

fn item(date: &str, number: u32) -> Value {
    let captured = format!("{date}T10:00:00Z");
    with(report(date), &json!({"client_ref": reference(number), "captured_at": captured}))
}

fn send(actor: &Actor, key: &str, items: &[Value]) -> Answer {
    actor.post_once(&format!("{PATH}/batch"), key, &json!({"items": items}))
}

fn statuses(answer: &Answer) -> Vec<u64> {
    let body = answer.json();
    let items = body["results"].as_array().expect("a list");
    items.iter().map(|item| item["status"].as_u64().expect("a status")).collect()
}

#[test]
fn items_have_effects_and_answers_of_their_own() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let nameless = report("2026-11-18");
        let items = [
            item("2026-11-16", 1),
            item("2026-11-17", 2),
            with(item("2026-11-17", 3), &json!({})),
            nameless,
            with(item("2026-11-19", 4), &json!({"calls": "x"})),
            json!(7),
            item("2026-11-24", 5),
            item("2026-11-20", 6),
        ];
        let first = send(&staff, "k1", &items);
        assert_eq!(first.status, 200, "{first:?}");
        assert_eq!(statuses(&first), [201, 201, 409, 422, 400, 400, 422, 201]);
        let body = first.json();
        assert_eq!(body["results"][2]["problem"]["code"], "check_in_exists");
        assert_eq!(body["results"][3]["problem"]["errors"][0]["pointer"], "/client_ref");
        assert_eq!(body["results"][0]["body"]["date"], "2026-11-16");
        assert_eq!(body["results"][0]["body"]["after_lock"], true);
        // The same again under another key has no effect, and says what the first had.
        let again = send(&staff, "k2", &items);
        assert_eq!(statuses(&again), [200, 200, 409, 422, 400, 400, 422, 200]);
        assert_eq!(again.json()["results"][0]["body"], body["results"][0]["body"]);
        let replayed = send(&staff, "k1", &items);
        assert_eq!(replayed.header("idempotency-replayed"), Some("true"));
        let listed = staff.get(PATH).json();
        assert_eq!(listed["data"].as_array().map(Vec::len), Some(3));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_batch_has_its_bounds() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let many = vec![json!({}); 501];
        let answer = send(&staff, "k1", &many);
        answer.problem(422, "invalid");
        assert_eq!(answer.faults(), [("/items".to_owned(), "too_many".to_owned())]);
        let most = vec![json!({}); 500];
        assert_eq!(send(&staff, "k2", &most).status, 200);
        let large = json!({"note": "x".repeat(1 << 20)});
        send(&staff, "k3", &[large]).problem(413, "too_large");
        assert_eq!(staff.get(PATH).json()["data"], json!([]));
    });
}
