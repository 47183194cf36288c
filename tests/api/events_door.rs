//! `/events/{id}/arrivals`: one arrival, however often and by whomever, and the recruits that come of it.

use saathi::domain::{Period, Role};
use serde_json::{Value, json};

use crate::check_ins::with;
use crate::events::{TODAY, register, shared};
use crate::harness::{Actor, PARTNER_ID, on_both_at};
use crate::http::Answer;
use crate::{ledger, money, overview};

fn arrive(actor: &Actor, event: &str, key: &str, body: &Value) -> Answer {
    actor.post_once(&format!("{event}/arrivals"), key, body)
}

#[test]
fn the_first_time_stands() {
    on_both_at(TODAY, |service| {
        let (event, manager, ours, theirs) = shared(service, &json!({}));
        let ali = json!({"name": "Ali", "company": "Ali Gloves", "phone": "03001234567"});
        let registered = register(&ours, &event, &ali);
        let code = json!({"code": registered.text("code"), "captured_at": "2026-11-23T03:59:00Z"});
        let first = arrive(&ours, &event, "k1", &code);
        assert_eq!(first.status, 201, "{first:?}");
        assert_eq!(first.json()["captured_at"], "2026-11-23T03:59:00Z");
        assert_eq!(
            (first.text("ground"), first.text("mode")),
            ("inviter".into(), "on_site".into())
        );
        // Under another key, by id, by another time and by walking in: it is the same arrival.
        let small = json!({"code": registered.text("code").to_lowercase()});
        let by_id = json!({"registration_id": registered.text("id"), "mode": "online"});
        let walking = json!({"walk_in": {"name": "ALI", "phone": "+92 300 1234567"}});
        for (key, body) in [("k2", &small), ("k3", &by_id), ("k4", &walking)] {
            let again = arrive(&ours, &event, key, body);
            assert_eq!((again.status, again.json()), (200, first.json()), "{key}");
        }
        // Another host's door sees name, company and code.
        let seen = arrive(&theirs, &event, "k5", &small).json();
        assert_eq!(seen["received_at"], first.json()["received_at"]);
        assert_eq!(
            (&seen["visitor"]["name"], &seen["visitor"]["phone"]),
            (&json!("Ali"), &Value::Null)
        );
        assert_eq!((&seen["attributed_partner_id"], &seen["ground"]), (&Value::Null, &Value::Null));
        ours.post(&format!("{event}/arrivals"), &small).problem(400, "malformed");
        let unknown = arrive(&ours, &event, "k6", &json!({"code": "0123456789"}));
        assert_eq!((unknown.status, unknown.faults()[0].1.as_str()), (422, "unknown_code"));
        let both = with(small, &by_id);
        assert_eq!(arrive(&ours, &event, "k7", &both).faults()[0].1, "one_of");
        arrive(&service.signed_in(Role::Auditor), &event, "k8", &both).problem(403, "forbidden");
        let report = manager.get(&format!("{event}/report")).json();
        assert_eq!((&report["arrivals"], &report["walk_ins"]), (&json!(1), &json!(0)));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn visitors_without_a_host_go_in_turn() {
    on_both_at(TODAY, |service| {
        let (event, manager, ours, _) = shared(service, &json!({}));
        let walk = |key: &str, more: &Value| {
            let visitor = with(json!({"name": key, "company": "X"}), more);
            arrive(&manager, &event, key, &json!({"walk_in": visitor})).json()
        };
        let own = PARTNER_ID;
        let [a, b] = ["a", "b"].map(|name| walk(name, &json!({})));
        let chosen = walk("c", &json!({"chosen_partner_id": own}));
        let d = walk("d", &json!({}));
        assert_eq!((&a["ground"], &a["attributed_partner_id"]), (&json!("turn"), &json!(own)));
        assert_ne!(b["attributed_partner_id"], json!(own));
        assert_eq!(
            (&chosen["ground"], &chosen["attributed_partner_id"]),
            (&json!("choice"), &json!(own))
        );
        assert_eq!(d["attributed_partner_id"], json!(own));
        // The same name and company without a phone is the same person.
        assert_eq!(walk("a", &json!({})), a);
        let by_staff =
            arrive(&ours, &event, "x", &json!({"walk_in": {"name": "a", "company": "X"}}));
        assert_eq!(by_staff.status, 200);
    });
}

#[test]
fn an_arrival_becomes_one_recruit_of_its_host() {
    on_both_at(TODAY, |service| {
        let (event, manager, ours, theirs) = shared(service, &json!({}));
        let ali = json!({"name": "Ali", "company": "Ali Gloves", "phone": "03001234567", "city": "Sialkot"});
        let registered = register(&ours, &event, &ali);
        let arrived = arrive(&theirs, &event, "k1", &json!({"code": registered.text("code")}));
        let path = format!("{event}/arrivals/{}/recruit", arrived.text("id"));
        theirs.post_once(&path, "k1", &json!({})).problem(409, "attributed_elsewhere");
        let recruit = ours.post_once(&path, "k1", &json!({"categories": ["gloves"]}));
        assert_eq!(recruit.status, 201, "{recruit:?}");
        assert_eq!(
            (recruit.text("source"), recruit.text("status")),
            ("event".into(), "open".into())
        );
        let again = manager.post_once(&path, "k2", &json!({}));
        assert_eq!((again.status, again.text("id")), (200, recruit.text("id")));
        let report = manager.get(&format!("{event}/report")).json();
        assert_eq!(report["new_recruits"], 1);
        assert_eq!(report["hosts"][0]["new_recruits"], 1);
        // At the next event the protection speaks first, whoever invites.
        let (next, manager, _, _) = {
            let hosts = report["hosts"].as_array().expect("hosts");
            let id = |host: usize| hosts[host]["partner_id"].as_str().expect("an id");
            let path = crate::events::opened(&manager, &[(id(1), "100")], &json!({}));
            (path, manager, (), ())
        };
        let invited = register(&theirs, &next, &ali);
        let body = json!({"code": invited.text("code")});
        let arrived = arrive(&manager, &next, "k9", &body);
        assert_eq!(arrived.text("ground"), "protection");
        assert_eq!(arrived.text("attributed_partner_id"), PARTNER_ID);
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_batch_takes_each_for_itself() {
    on_both_at(TODAY, |service| {
        let (event, _, ours, _) = shared(service, &json!({}));
        let registered = register(&ours, &event, &json!({"name": "Ali"}));
        let code = json!({"code": registered.text("code")});
        let items =
            json!({"items": [code, {"code": "NOBODY"}, {"walk_in": {"name": "Sana"}}, code, {}]});
        let path = format!("{event}/arrivals/batch");
        let statuses = |answer: &Answer| {
            let body = answer.json();
            let items = body["results"].as_array().expect("a list");
            items.iter().filter_map(|item| item["status"].as_u64()).collect::<Vec<_>>()
        };
        let first = ours.post_once(&path, "k1", &items);
        assert_eq!(statuses(&first), [201, 422, 201, 200, 422], "{first:?}");
        assert_eq!(statuses(&ours.post_once(&path, "k2", &items)), [200, 422, 200, 200, 422]);
    });
}

#[test]
fn a_walk_in_that_a_phone_sends_again_walked_in_once() {
    on_both_at(TODAY, |service| {
        let (event, manager, ours, theirs) = shared(service, &json!({}));
        let named = |client_ref: &str, name: &str| json!({"walk_in": {"name": name, "company": "Sana Sports"}, "client_ref": client_ref});
        let (one, two) =
            ("019a7c1e-4f00-7abc-8def-0123456789ab", "019a7c1e-4f00-7abc-8def-0123456789ac");
        let first = arrive(&ours, &event, "k1", &named(one, "Sana"));
        assert_eq!((first.status, first.text("client_ref")), (201, one.to_owned()), "{first:?}");
        // Under another key, mended, in large letters, and as one of a batch.
        let mended = named(&one.to_uppercase(), "Sana Iqbal");
        let again = arrive(&ours, &event, "k2", &mended);
        assert_eq!((again.status, again.json()), (200, first.json()));
        let batch = json!({"items": [mended, named(two, "Bilal"), named(two, "Bilal Khan")]});
        let batch = ours.post_once(&format!("{event}/arrivals/batch"), "k3", &batch).json();
        let statuses = [0, 1, 2].map(|place: usize| batch["results"][place]["status"].clone());
        assert_eq!(statuses, [json!(200), json!(201), json!(200)], "{batch}");
        assert_eq!(batch["results"][0]["body"], first.json());
        // Another's phone has references of its own.
        assert_eq!(arrive(&theirs, &event, "k4", &named(one, "Rabia")).status, 201);
        let report = manager.get(&format!("{event}/report")).json();
        assert_eq!(report["walk_ins"], 3);
        let bad = arrive(&ours, &event, "k5", &named("1", "Sana"));
        assert_eq!(bad.faults()[0].0, "/client_ref");
    });
}

#[test]
fn a_hundred_scans_are_one_arrival() {
    on_both_at(TODAY, |service| {
        let (event, manager, ours, theirs) = shared(service, &json!({}));
        let registered = register(&ours, &event, &json!({"name": "Ali"}));
        let body = json!({"code": registered.text("code")});
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let scans: Vec<_> = (0..100)
                .map(|number| {
                    let door = if number % 3 == 0 { &theirs } else { &ours };
                    let (event, body) = (&event, &body);
                    scope.spawn(move || arrive(door, event, &number.to_string(), body))
                })
                .collect();
            scans.into_iter().map(|scan| scan.join().expect("an answer")).collect()
        });
        let taken = |status| answers.iter().filter(|answer| answer.status == status).count();
        assert_eq!((taken(201), taken(200)), (1, 99), "{answers:?}");
        let report = manager.get(&format!("{event}/report")).json();
        assert_eq!(report["arrivals"], 1);
    });
}

#[test]
fn a_report_tells_what_was_paid_for_it() {
    on_both_at(TODAY, |service| {
        let cost = json!({"cost": {"amount": "500.00", "currency": "USD"}});
        let (event, manager, ours, theirs) = shared(service, &cost);
        let books = money::Books::open(service);
        books.agreed(PARTNER_ID, "PK", "USD");
        money::made(&books.one.post(money::RATES, &overview::rate()));
        let ali = json!({"name": "Ali", "company": "Ali Gloves", "city": "Sialkot"});
        let registered = register(&ours, &event, &ali);
        let arrived = arrive(&ours, &event, "k1", &json!({"code": registered.text("code")}));
        let path = format!("{event}/arrivals/{}/recruit", arrived.text("id"));
        let recruit = ours.post_once(&path, "k1", &json!({}));
        assert_eq!(recruit.status, 201, "{recruit:?}");
        let mut sale = money::sale("S-1", &recruit.text("seller_id"));
        sale["paid_on"] = json!(TODAY);
        assert_eq!(books.confirm(&books.sale(&sale)).status, 200);
        let report = |actor: &Actor| actor.get(&format!("{event}/report")).json();
        assert_eq!(report(&books.one)["commission"], json!([]), "no period is closed");
        let november = Period::parse("2026-11").expect("a period");
        ledger::Books::new(service).close(november).expect("it closes");
        let paid = json!([{"amount": "100.00", "currency": "USD"}]);
        let seen = report(&books.one);
        assert_eq!((&seen["commission"], &seen["return"]), (&paid, &json!("100.00")), "{seen}");
        assert_eq!(seen["hosts"][0]["commission"], paid);
        assert_eq!(seen["hosts"][1]["commission"], json!([]));
        // A host's owner sees its own, managers and staff none.
        let owner = report(&service.signed_in(Role::PartnerOwner));
        assert_eq!((&owner["commission"], &owner["hosts"][0]["commission"]), (&Value::Null, &paid));
        let other = report(&theirs);
        assert_eq!(
            (&other["commission"], &other["hosts"][0]["commission"]),
            (&Value::Null, &json!([]))
        );
        for actor in [&manager, &ours] {
            let seen = report(actor);
            assert_eq!(seen["commission"], Value::Null);
            assert_eq!(seen["hosts"][0]["commission"], Value::Null);
        }
    });
}

#[test]
fn a_batch_has_its_bounds() {
    on_both_at(TODAY, |service| {
        let (event, _, ours, _) = shared(service, &json!({}));
        let path = format!("{event}/arrivals/batch");
        let send =
            |key: &str, items: &[Value]| ours.post_once(&path, key, &json!({"items": items}));
        let many = vec![json!({}); 501];
        assert_eq!(send("k1", &many).faults(), [("/items".to_owned(), "too_many".to_owned())]);
        assert_eq!(send("k2", &many[1..]).status, 200);
        let long = json!({"code": "x".repeat(1 << 20)});
        send("k3", &[long]).problem(413, "too_large");
        let list = ours.get(&format!("{event}/registrations")).json();
        assert_eq!(list["data"], json!([]));
    });
}

#[test]
fn people_who_share_a_phone_register_each_for_themselves() {
    on_both_at(TODAY, |service| {
        let (event, manager, ours, _) = shared(service, &json!({}));
        let of = |name: &str, company: &str| json!({"name": name, "company": company, "phone": "0300 1234567"});
        let made = [of("Ali", "Ali Gloves"), of("Bilal", "Ali Gloves"), of("Ali", "Ali Sports")]
            .map(|who| register(&ours, &event, &who));
        assert_eq!(made.each_ref().map(|answer| answer.status), [201; 3]);
        let without = json!({"name": "bilal", "phone": "+92 300 1234567"});
        for (who, first) in [(of("ALI", "ali gloves"), &made[0]), (without, &made[1])] {
            let again = register(&ours, &event, &who);
            assert_eq!((again.status, again.json()), (200, first.json()), "twice is one");
        }
        // At the door each is known as who it is.
        let walk = json!({"walk_in": of("Bilal", "Ali Gloves")});
        let came = arrive(&ours, &event, "k1", &walk);
        assert_eq!(came.text("registration_id"), made[1].text("id"), "{came:?}");
        let report = manager.get(&format!("{event}/report")).json();
        assert_eq!((&report["registered"], &report["walk_ins"]), (&json!(3), &json!(0)));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn people_who_share_a_phone_are_each_themselves() {
    on_both_at(TODAY, |service| {
        let (event, manager, ours, _) = shared(service, &json!({}));
        let walk = |name: &str, company: &str| json!({"walk_in": {"name": name, "company": company, "phone": "0300 1234567"}});
        let body = json!({"items": [walk("Ali", "Ali Gloves"), walk("Bilal", "Ali Gloves"),
            walk("Ali", "Ali Sports"), walk("ali", "ali gloves")]});
        let came = ours.post_once(&format!("{event}/arrivals/batch"), "k1", &body).json();
        let results = came["results"].as_array().expect("results");
        let statuses: Vec<_> = results.iter().map(|result| result["status"].clone()).collect();
        assert_eq!(statuses, [201, 201, 201, 200]);
        assert_eq!(results[3]["body"]["id"], results[0]["body"]["id"], "twice is one");
        let single = arrive(&ours, &event, "k2", &walk("Chaudhry", "Ali Gloves"));
        assert_eq!(single.status, 201, "{single:?}");
        let report = manager.get(&format!("{event}/report")).json();
        assert_eq!((&report["walk_ins"], &report["companies"]), (&json!(4), &json!(2)));
        // Their recruits resemble one another, which a manager looks at.
        let recruit = |result: &Value, key: &str, name: &str| {
            let id = result["body"]["id"].as_str().expect("an id");
            let path = format!("{event}/arrivals/{id}/recruit");
            manager.post_once(&path, key, &json!({"name": name})).text("status")
        };
        assert_eq!(recruit(&results[0], "r1", "Ali Gloves"), "open");
        assert_eq!(recruit(&results[2], "r2", "Quite Another"), "in_review");
        assert_eq!(service.verify(), None);
    });
}
