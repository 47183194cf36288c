//! `/recruits/batch`: what a phone has gathered without a connection.

use chrono::{SecondsFormat, TimeDelta};
use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, on_both};
use crate::http::Answer;
use crate::recruits::{RECRUITS, of, register, two};

fn client_ref(number: usize) -> String {
    format!("019a7c1e-4f00-7abc-8def-{number:012x}")
}

fn item(number: usize) -> Value {
    json!({"client_ref": client_ref(number), "source": "visit", "seller":
        {"name": format!("Firm {number}"), "city": format!("City {number}")}})
}

fn send(actor: &Actor, key: &str, items: &[Value]) -> Answer {
    actor.post_once(&format!("{RECRUITS}/batch"), key, &json!({"items": items}))
}

fn statuses(answer: &Answer) -> Vec<u64> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = answer.json();
    let results = body["results"].as_array().expect("results");
    results.iter().map(|result| result["status"].as_u64().expect("a status")).collect()
}

fn count(actor: &Actor) -> Option<usize> {
    actor.get(&format!("{RECRUITS}?limit=200")).json()["data"].as_array().map(Vec::len)
}

#[test]
fn each_item_is_answered_by_itself() {
    on_both(|service| {
        let (one, other) = two(service);
        assert_eq!(register(&one, "k", &of("Al Noor", "1234567-8")).status, 201);
        let mut taken = of("Noor", "1234567-8");
        taken["client_ref"] = json!(client_ref(2));
        let mut unknown = item(3);
        unknown["seller"] = json!({"name": "", "city": "Daska", "x": 1});
        let nameless = of("Zamzam", "7654321-0");
        let mut invalid = item(4);
        invalid["source"] = json!("tv");
        let sent = [item(1), taken, unknown, nameless, invalid, json!(7), item(5), item(1)];
        let answer = send(&other, "k1", &sent);
        assert_eq!(statuses(&answer), [201, 409, 400, 422, 422, 400, 201, 200]);
        let results = answer.json()["results"].clone();
        assert_eq!(results[0]["client_ref"], client_ref(1));
        assert_eq!(results[0]["body"]["seller_name"], "Firm 1");
        assert_eq!(results[1]["problem"]["code"], "seller_not_available");
        assert_eq!(results[2]["problem"]["errors"][0]["pointer"], "/seller/x");
        assert_eq!(results[3]["problem"]["errors"][0]["pointer"], "/client_ref");
        assert_eq!(results[7]["body"]["id"], results[0]["body"]["id"]);
        assert_eq!(count(&other), Some(3), "two taken and one kept as refused");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn the_same_batch_twice_has_one_effect() {
    on_both(|service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let items: Vec<Value> = (0..40).map(item).collect();
        let first = send(&staff, "k1", &items);
        assert!(statuses(&first).iter().all(|status| *status == 201), "{first:?}");
        let replayed = send(&staff, "k1", &items);
        assert_eq!(replayed.header("idempotency-replayed"), Some("true"));
        assert_eq!(replayed.json(), first.json());
        let again = send(&staff, "k2", &items);
        assert!(statuses(&again).iter().all(|status| *status == 200), "{again:?}");
        assert_eq!(count(&staff), Some(40));
    });
}

#[test]
fn late_items_and_those_out_of_order_are_taken_and_flagged() {
    on_both(|service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let captured = |number: usize, at: &str| {
            let mut item = item(number);
            item["captured_at"] = json!(at);
            item
        };
        let items =
            [captured(1, "2026-07-31T09:00:00Z"), captured(2, "2026-07-30T09:00:00Z"), item(3)];
        let results = send(&staff, "k1", &items).json()["results"].clone();
        let flags: Vec<_> = results
            .as_array()
            .expect("results")
            .iter()
            .map(|result| (result["body"]["late"].clone(), result["out_of_order"].clone()))
            .collect();
        assert_eq!(
            flags,
            [(json!(true), json!(false)), (json!(true), json!(true)), (json!(false), json!(false))]
        );
    });
}

#[test]
fn a_batch_has_its_bounds() {
    on_both(|service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let many: Vec<Value> = (0..501).map(|_| json!(1)).collect();
        send(&staff, "k1", &many).problem(422, "invalid");
        assert!(statuses(&send(&staff, "k2", &many[..500])).iter().all(|status| *status == 400));
        let long = "x".repeat(1 << 20);
        send(&staff, "k3", &[json!(long)]).problem(413, "too_large");
        let big = "x".repeat(900_000);
        assert_eq!(statuses(&send(&staff, "k4", &[json!({"note": big})])), [422]);
        staff.post(&format!("{RECRUITS}/batch"), &json!({"items": []})).problem(400, "malformed");
        assert_eq!(statuses(&send(&staff, "k5", &[])), Vec::<u64>::new());
        assert_eq!(count(&staff), Some(0));
    });
}

#[test]
fn what_was_made_long_before_it_came_is_taken_and_flagged() {
    on_both(|service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let received = service.app.clock.now().at;
        let made = |number: usize, seconds_before: i64| {
            let mut made = item(number);
            let captured = received - TimeDelta::seconds(seconds_before);
            made["captured_at"] = json!(captured.to_rfc3339_opts(SecondsFormat::Secs, true));
            made
        };
        const DAY: i64 = 24 * 60 * 60;
        let answer = send(&staff, "k1", &[made(1, 60), made(2, DAY + 60), made(3, DAY - 60)]);
        assert_eq!(statuses(&answer), [201, 201, 201]);
        let late = [0, 1, 2].map(|at| answer.json()["results"][at]["body"]["late"].clone());
        assert_eq!(late, [json!(false), json!(true), json!(false)]);
    });
}
