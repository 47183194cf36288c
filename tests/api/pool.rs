//! `/recruits/pool`: what of the public pool somebody may learn.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, on_both_at};
use crate::recruits::{RECRUITS, of, path, register, taken, two};

fn pool(actor: &Actor) -> Vec<String> {
    let answer = actor.get("/api/v1/recruits/pool");
    assert_eq!(answer.status, 200, "{answer:?}");
    let rows = answer.json()["data"].as_array().expect("rows").clone();
    rows.iter().map(|row| row["name"].as_str().expect("a name").to_owned()).collect()
}

fn give_back(actor: &Actor, recruit: &Value) {
    let place = format!("{}/release", path(recruit["id"].as_str().expect("an id")));
    assert_eq!(actor.post(&place, &json!({"reason": "They do not export."})).status, 200);
}

#[test]
fn a_seller_of_the_platform_is_in_the_pool_while_it_is_free() {
    on_both_at("2026-07-03", |service| {
        let (one, other) = two(service);
        let manager = service.signed_in(Role::Manager);
        let made = manager.post("/api/v1/sellers", &json!({"name": "Al Noor", "city": "Sialkot"}));
        assert_eq!(made.status, 201, "{made:?}");
        let shown = one.get("/api/v1/recruits/pool").json();
        let expected = json!({"seller_id": made.text("id"), "name": "Al Noor", "city": "Sialkot"});
        assert_eq!(shown["data"], json!([expected]));
        let listed = json!({"seller_id": made.text("id"), "source": "platform_list"});
        let recruit = taken(&one, "k", &listed);
        for actor in [&one, &other, &manager] {
            assert!(pool(actor).is_empty(), "it is taken");
        }
        give_back(&one, &recruit);
        for actor in [&one, &other, &manager] {
            assert_eq!(pool(actor), ["Al Noor"]);
        }
    });
}

#[test]
fn who_came_by_another_partners_registration_is_not_told() {
    on_both_at("2026-07-03", |service| {
        let (one, other) = two(service);
        let manager = service.signed_in(Role::Manager);
        let recruit = taken(&one, "k", &of("Al Noor", "1234567-8"));
        register(&other, "k", &of("Noor", "1234567-8")).problem(409, "seller_not_available");
        assert!(pool(&manager).is_empty());
        give_back(&one, &recruit);
        assert_eq!((pool(&one), pool(&manager)), (vec!["Al Noor".to_owned()], pool(&one)));
        assert!(pool(&other).is_empty(), "though it asked for it in vain");
        // Whoever has had it itself knows it.
        let second = taken(&other, "k2", &of("Noor", "1234567-8"));
        assert!(pool(&one).is_empty());
        give_back(&other, &second);
        assert_eq!((pool(&one).len(), pool(&other).len()), (1, 1));
        let found = one.get(&format!("{RECRUITS}/pool?q=noor&sort=-name")).json();
        assert_eq!(found["data"].as_array().map(Vec::len), Some(1));
    });
}
