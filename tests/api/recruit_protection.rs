//! How long a seller is protected, and who is first when many come at once.

use std::collections::BTreeMap;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use saathi::domain::recruit::Source;
use saathi::domain::{Actor as Person, City, Name, Ntn, PartnerId, Role, UserId};
use saathi::service::audit::OnBehalf;
use saathi::service::clock::Now;
use saathi::service::recruits::{self, NewRecruit, Registered, Whom};
use saathi::service::sellers::SellerDetails;
use saathi::service::{By, Tx};
use serde_json::{Value, json};

use crate::check_ins::with;
use crate::harness::{Actor, Given, PARTNER_ID, Service, on_both, on_both_given};
use crate::http::Answer;
use crate::recruits::{RECRUITS, day, of, path, register, taken, two};

/// A month's last day in Pakistan, on which it is still August 31 in UTC too.
const TODAY: &str = "2026-08-31";

fn on(today: &str, test: impl Fn(&Service)) {
    on_both_given(Given { today: day(today), ..Given::default() }, test);
}

fn at(recruit: &Value, what: &str) -> String {
    format!("{}/{what}", path(recruit["id"].as_str().expect("an id")))
}

fn act(actor: &Actor, recruit: &Value, what: &str) -> Answer {
    actor.post(&at(recruit, what), &json!({"reason": "They asked for time."}))
}

fn protected_until(service: &Service, last: &str) {
    service.sql(&format!("UPDATE recruits SET protected_until = '{last}'"));
}

#[test]
fn protection_is_sixty_days_and_the_last_of_them_counts() {
    on(TODAY, |service| {
        let (one, other) = two(service);
        let made = taken(&one, "k1", &of("Al Noor", "1234567-8"));
        assert_eq!(made["protected_until"], "2026-10-30");
        assert_eq!(made["received_at"], "2026-08-31T04:00:00Z");
        protected_until(service, TODAY);
        register(&other, "k1", &of("Noor", "1234567-8")).problem(409, "seller_not_available");
        protected_until(service, "2026-08-30");
        let seen = one.get(&path(made["id"].as_str().expect("an id"))).json();
        assert_eq!(seen["status"], "expired", "though nobody has written it down yet");
        one.post(&at(&made, "stage"), &json!({"stage": "demo"})).problem(409, "protection_ended");
        act(&one, &made, "extend").problem(409, "protection_ended");
        act(&one, &made, "release").problem(409, "protection_ended");
        let second = taken(&other, "k2", &of("Noor", "1234567-8"));
        assert_eq!(second["seller_id"], made["seller_id"], "the same seller");
        assert_eq!(second["protected_until"], "2026-10-30");
        let trail = service.trail();
        let last: Vec<_> = trail.iter().rev().take(2).map(|row| row.action.as_str()).collect();
        assert_eq!(last, ["recruits.create", "recruits.expire"]);
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn protection_is_extended_once_and_before_it_ends() {
    on(TODAY, |service| {
        let (one, other) = two(service);
        let made = taken(&one, "k1", &of("Al Noor", "1234567-8"));
        act(&other, &made, "extend").problem(404, "not_found");
        let extended = act(&one, &made, "extend");
        assert_eq!(extended.status, 200, "{extended:?}");
        assert_eq!(extended.json()["protected_until"], "2026-11-29");
        act(&one, &made, "extend").problem(409, "already_extended");
        one.post(&at(&made, "extend"), &json!({})).problem(422, "invalid");
        let seen = one.get(&path(made["id"].as_str().expect("an id"))).json();
        assert_eq!(seen["extension"]["until_before"], "2026-10-30");
        assert_eq!(seen["extension"]["until_after"], "2026-11-29");
    });
}

#[test]
fn what_goes_back_to_the_pool_rests_for_its_old_partner_alone() {
    on(TODAY, |service| {
        let (one, other) = two(service);
        let made = taken(&one, "k1", &of("Al Noor", "1234567-8"));
        let released = act(&one, &made, "release").json();
        assert_eq!(released["status"], "released");
        act(&one, &made, "release").problem(409, "recruit_over");
        register(&one, "k2", &of("Al Noor", "1234567-8")).problem(409, "cool_down");
        service.sql("UPDATE recruits SET ended_at = '2026-08-28 04:00:00'");
        let again = taken(&one, "k3", &of("Al Noor", "1234567-8"));
        act(&one, &again, "release");
        assert_eq!(register(&other, "k1", &of("Al Noor", "1234567-8")).status, 201);
    });
}

#[test]
fn more_than_thirty_of_one_day_go_to_a_manager() {
    on(TODAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let body = |number: u32, captured: &str| {
            json!({"seller": {"name": format!("Seller {number}"), "city": format!("City {number}")},
                "source": "visit", "captured_at": captured})
        };
        for number in 0..30 {
            // 20:15 in UTC is the next day in Pakistan.
            let captured =
                if number % 2 == 0 { "2026-08-30T20:15:00Z" } else { "2999-01-01T00:00:00Z" };
            let made = taken(&staff, &format!("k{number}"), &body(number, captured));
            assert_eq!(made["status"], "open", "{made}");
        }
        assert_eq!(taken(&staff, "k30", &body(30, "2026-08-31T03:00:00Z"))["status"], "in_review");
        assert_eq!(taken(&staff, "k31", &body(31, "2026-08-30T18:00:00Z"))["status"], "open");
    });
}

#[test]
fn recruits_of_an_event_do_not_count_towards_the_cap() {
    on(TODAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let cap = json!({"settings": {"daily_cap": 2}, "reason": "for a test",
            "effective_from": TODAY});
        assert_eq!(service.signed_in(Role::Admin).patch("/api/v1/settings", &cap).status, 200);
        let manager = service.signed_in(Role::Manager);
        let event = crate::events::opened(&manager, &[(PARTNER_ID, "100")], &json!({}));
        let event = event.rsplit('/').next().expect("an id");
        let mut number = 0;
        let mut status = |more: &Value| {
            number += 1;
            let seller =
                json!({"name": format!("Seller {number}"), "city": format!("City {number}")});
            let body = with(json!({"seller": seller, "source": "visit"}), more);
            taken(&staff, &format!("k{number}"), &body)["status"].clone()
        };
        let of_event = json!({"source": "event", "event_id": event});
        let statuses: Vec<Value> = [
            &of_event,
            &of_event,
            &of_event,
            &json!({}),
            &json!({}),
            &json!({}),
            &of_event,
            // Of no event that anybody knows.
            &json!({"source": "event"}),
        ]
        .map(&mut status)
        .to_vec();
        let expected = ["open", "open", "open", "open", "open", "in_review", "open", "in_review"];
        assert_eq!(statuses, expected);
    });
}

#[test]
fn one_of_many_copies_is_taken() {
    const COPIES: usize = 100;
    on_both(|service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let mut sent = of("Al Noor", "1234567-8");
        sent["client_ref"] = json!("019a7c1e-4f00-7abc-8def-0123456789ab");
        let found = at_once(COPIES, |number| register(&staff, &format!("k{number}"), &sent));
        assert_eq!(found, BTreeMap::from([(200, COPIES - 1), (201, 1)]));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn one_of_two_partners_is_first() {
    const EACH: usize = 20;
    on_both(|service| {
        let (one, other) = two(service);
        let found = at_once(2 * EACH, |number| {
            let actor = if number % 2 == 0 { &one } else { &other };
            register(actor, &format!("k{number}"), &of("Al Noor", "1234567-8"))
        });
        assert_eq!(found, BTreeMap::from([(201, 1), (409, 2 * EACH - 1)]));
        let manager = service.signed_in(Role::Manager);
        let open = manager.get(&format!("{RECRUITS}?status=open")).json();
        assert_eq!(open["data"].as_array().map(Vec::len), Some(1));
        let sellers = manager.get("/api/v1/sellers").json();
        assert_eq!(sellers["data"].as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn who_is_received_first_is_first_whatever_the_phones_say() {
    on("2026-07-03", |service| {
        let (one, other) = two(service);
        let theirs = json!({"captured_at": "2026-07-03T03:00:00Z"});
        let first = receive(service, &one, PARTNER_ID, 0, json!({}));
        assert_eq!(first["status"], "open", "{first}");
        assert_eq!(first["protected_until"], "2026-09-01");
        // 360 milliseconds later, by a phone whose clock says that it was there an hour before.
        let other_partner = other.get("/api/v1/me").text("partner_id");
        let second = receive(service, &other, &other_partner, 360, theirs);
        assert_eq!(second["status"], "refused", "{second}");
        assert_eq!(second["seller_id"], Value::Null);
        assert_eq!(second["captured_at"], "2026-07-03T03:00:00Z", "kept as evidence");
        let [first, second] = [&first, &second].map(|made| {
            let text = made["received_at"].as_str().expect("an instant");
            text.parse::<DateTime<Utc>>().expect("an instant")
        });
        assert_eq!((second - first).num_milliseconds(), 360);
    });
}

/// Registers one factory as somebody, so many milliseconds after nine, and gives what became of it.
fn receive(service: &Service, actor: &Actor, partner: &str, later: i64, more: Value) -> Value {
    let sent = NewRecruit {
        partner: None,
        whom: Whom::Described(Box::new(SellerDetails {
            name: Name::parse("Al Noor Surgical").expect("a name"),
            city: City::parse("Sialkot").expect("a city"),
            phone: None,
            email: None,
            ntn: Ntn::parse("1234567-8"),
            cnic: None,
            member_id: None,
            contact_name: None,
            categories: Vec::new(),
        })),
        source: Source::Visit,
        event: None,
        note: None,
        captured_at: more["captured_at"]
            .as_str()
            .map(|text| text.parse::<DateTime<Utc>>().expect("an instant").naive_utc()),
        client_ref: None,
    };
    let now = service.app.clock.now();
    let user = UserId::parse(&actor.id).expect("an id");
    let person = Person::new(user.clone(), Role::PartnerStaff, PartnerId::parse(partner));
    let by = By {
        actor: person.expect("an actor"),
        on_behalf: OnBehalf { user: Some(user), request_id: None },
        now: Now { at: now.at + TimeDelta::milliseconds(later), ..now },
        recorded_at: now.at.naive_utc(),
    };
    let scope = by.actor.scope();
    let work = move |tx: &mut Tx<'_>| recruits::register(tx, &by, &sent);
    let made = service.app.database.write(scope, work).expect("it is kept");
    let id = match made {
        Registered::New(recruit) | Registered::Again(recruit) | Registered::Refused(recruit) => {
            recruit.id
        }
    };
    actor.get(&format!("{RECRUITS}/{id}")).json()
}

#[test]
fn of_many_with_one_phone_one_is_open() {
    const MANY: usize = 12;
    on_both(|service| {
        let (one, other) = two(service);
        let found = at_once(MANY, |number| {
            let actor = if number % 2 == 0 { &one } else { &other };
            let sent = json!({"seller": {"name": format!("Firm {number}"), "city": format!("C{number}"),
                "phone": "0300 1234567"}, "source": "visit"});
            register(actor, &format!("k{number}"), &sent)
        });
        assert_eq!(found, BTreeMap::from([(201, MANY)]));
        let manager = service.signed_in(Role::Manager);
        let review = manager.get(&format!("{RECRUITS}?status=in_review")).json();
        assert_eq!(review["data"].as_array().map(Vec::len), Some(MANY - 1));
    });
}

/// Sends so many requests at once, and counts the statuses of their answers.
fn at_once(count: usize, send: impl Fn(usize) -> Answer + Sync) -> BTreeMap<u16, usize> {
    const THREADS: usize = 100;
    let found = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (send, found) = (&send, &found);
            scope.spawn(move || {
                for number in (thread..count).step_by(THREADS) {
                    let answer = send(number);
                    *found.lock().expect("no panic").entry(answer.status).or_default() += 1;
                }
            });
        }
    });
    found.into_inner().expect("no panic")
}

#[test]
fn a_seller_whose_membership_has_run_out_is_free() {
    on(TODAY, |service| {
        let (_, other) = two(service);
        let manager = service.signed_in(Role::Manager);
        for (ntn, ends_on, status) in
            [("1234567-8", "2026-08-02", 409), ("7654321-0", "2026-08-01", 201)]
        {
            let held = json!({"name": format!("Firm {ntn}"), "city": "Daska", "ntn": ntn,
                "membership_ends_on": ends_on, "partner_id": PARTNER_ID});
            assert_eq!(manager.post("/api/v1/sellers", &held).status, 201);
            let answer = register(
                &other,
                ntn,
                &json!({"seller": {"name": format!("X{ntn}"),
                "city": "Multan", "ntn": ntn}, "source": "visit"}),
            );
            assert_eq!(answer.status, status, "{answer:?}");
        }
    });
}
