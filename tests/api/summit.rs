//! A summit as large as they are, through the door and to its report; every figure opens its list.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::event_pages::{Browser, text};
use crate::events::{TODAY, opened, register};
use crate::harness::{Actor, PARTNER_ID, Service, on_both_at};
use crate::money::{Books, credited};
use crate::recruits::taken;

const REGISTERED: usize = 231;
const ARRIVED: usize = 184;
const WALK_INS: usize = 14;
const COMPANIES: usize = 172;
/// Of the companies: those that another partner holds, and those that it protects.
const SELLERS: usize = 21;
const PROTECTED: usize = 18;

fn ntn(company: usize) -> String {
    format!("{:07}-{}", 1_000_000 + company, company % 10)
}

fn phone(visitor: usize) -> String {
    format!("0300 {:07}", 5_000_000 + visitor)
}

/// The visitor of that number: more people than companies came, and the last ones are colleagues of others.
fn visitor(number: usize) -> Value {
    let company = company_of(number);
    json!({"name": format!("Visitor {number}"), "company": format!("Company {company}"),
        "phone": phone(number), "city": format!("Town {company}")})
}

/// Those of whom there are two are none that anybody had before.
fn company_of(visitor: usize) -> usize {
    if visitor < COMPANIES { visitor } else { SELLERS + PROTECTED + visitor - COMPANIES }
}

/// What a third partner has since before the summit: sellers, and recruits.
fn known_before(service: &Service, manager: &Actor) {
    let other = service.partner("THIRD-1");
    let third = service.signed_in_of(Role::PartnerStaff, "THIRD-1");
    for company in 0..SELLERS + PROTECTED {
        let named = json!({"name": format!("Company {company}"), "phone": phone(company),
            "city": format!("Town {company}"), "ntn": ntn(company)});
        if company < SELLERS {
            let mut held = named;
            held["partner_id"] = json!(other);
            let answer = manager.post("/api/v1/sellers", &held);
            assert_eq!(answer.status, 201, "{answer:?}");
        } else {
            taken(&third, &format!("k{company}"), &json!({"seller": named, "source": "visit"}));
        }
    }
    service.sql("UPDATE sellers SET created_at = '2026-11-01 12:00:00'");
}

/// Registers, lets in, and gives of each company its first visitor's arrival.
fn door(event: &str, host: &Actor) -> Vec<String> {
    // The last of those who registered do not come; behind them are those who walk in.
    let mut items = Vec::new();
    for number in 0..REGISTERED {
        let shown = if number < ARRIVED { visitor(number) } else { visitor(number + WALK_INS) };
        let answer = register(host, event, &shown);
        assert_eq!(answer.status, 201, "{answer:?}");
        if number < ARRIVED {
            items.push(json!({"registration_id": answer.text("id")}));
        }
    }
    items.extend((ARRIVED..ARRIVED + WALK_INS).map(|number| json!({"walk_in": visitor(number)})));
    let came = host.post_once(&format!("{event}/arrivals/batch"), "door", &json!({"items": items}));
    let came = came.json();
    let results = came["results"].as_array().expect("results");
    let id = |result: &Value| {
        assert_eq!(result["status"], 201, "{result}");
        result["body"]["id"].as_str().expect("an id").to_owned()
    };
    results.iter().map(id).take(COMPANIES).collect()
}

#[test]
fn a_summit_is_counted_to_the_rupee() {
    on_both_at(TODAY, |service| {
        let manager = service.signed_in(Role::Manager);
        let host = service.signed_in(Role::PartnerStaff);
        known_before(service, &manager);
        // It has begun: what is made at its door was not known before.
        let cost = json!({"starts_at": "2026-11-23T04:00:00Z",
            "cost": {"amount": "1862000.00", "currency": "PKR"}});
        let event = opened(&manager, &[(PARTNER_ID, "100")], &cost);
        for (company, arrival) in door(&event, &host).iter().enumerate() {
            let path = format!("{event}/arrivals/{arrival}/recruit");
            let key = format!("r{company}");
            let answer = manager.post_once(&path, &key, &json!({"ntn": ntn(company)}));
            match company {
                0..SELLERS => drop(answer.problem(409, "seller_not_available")),
                _ if company < SELLERS + PROTECTED => {
                    drop(answer.problem(409, "attributed_elsewhere"));
                }
                _ => assert_eq!(answer.status, 201, "{answer:?}"),
            }
        }
        let report = manager.get(&format!("{event}/report")).json();
        for (figure, expected) in [
            ("registered", json!(REGISTERED)),
            ("arrived", json!(ARRIVED)),
            ("walk_ins", json!(WALK_INS)),
            ("arrivals", json!(198)),
            ("no_shows", json!(47)),
            ("show_rate", json!("79.65")),
            ("companies", json!(COMPANIES)),
            ("already_known", json!(SELLERS + PROTECTED)),
            ("new_recruits", json!(133)),
            ("cost_per_arrival", json!({"amount": "9404.04", "currency": "PKR"})),
            ("cost_per_new_recruit", json!({"amount": "14000.00", "currency": "PKR"})),
        ] {
            assert_eq!(report[figure], expected, "{figure}");
        }
        for figure in
            ["registered", "arrived", "walk_ins", "no_shows", "arrivals", "new_recruits", "won"]
        {
            let link = report["links"][figure].as_str().expect(figure);
            assert_eq!(json!(rows(&manager, link)), report[figure], "{link}");
        }
        // The companies that a third partner protects count as its own, and not as the host's.
        let part = &report["hosts"][0];
        assert_eq!(part["arrivals"], json!(198 - PROTECTED));
        let link = part["links"]["arrivals"].as_str().expect("a link");
        assert_eq!(json!(rows(&manager, link)), part["arrivals"]);
        let own = host.get(&format!("{event}/report")).json();
        assert_eq!(own["hosts"][0]["links"]["arrivals"], Value::Null);
        assert_eq!(service.verify(), None);
    });
}

/// A recruit who paid before the event, for something else, was not won by it.
#[test]
fn the_list_of_the_won_is_that_of_those_who_paid_in_time() {
    on_both_at(TODAY, |service| {
        let manager = service.signed_in(Role::Manager);
        let host = service.signed_in(Role::PartnerStaff);
        let begun = json!({"starts_at": "2026-11-23T04:00:00Z"});
        let event = opened(&manager, &[(PARTNER_ID, "100")], &begun);
        let books = Books::open(service);
        for (number, paid_on) in ["2026-11-23", "2026-11-20"].into_iter().enumerate() {
            let walk_in = json!({"walk_in": visitor(number)});
            let came = host.post_once(&format!("{event}/arrivals"), paid_on, &walk_in);
            let path = format!("{event}/arrivals/{}/recruit", came.text("id"));
            let recruit = host.post_once(&path, &format!("r{number}"), &json!({})).json();
            let seller = recruit["seller_id"].as_str().expect("an id");
            let credits = [(PARTNER_ID, "100")];
            let mut sale = credited(&format!("INV-{number}"), seller, &credits);
            sale["paid_on"] = json!(paid_on);
            assert_eq!(books.confirm(&books.sale(&sale)).status, 200);
        }
        let report = manager.get(&format!("{event}/report")).json();
        for figures in [&report, &report["hosts"][0]] {
            for (figure, count) in [("won", 1), ("new_recruits", 2)] {
                let link = figures["links"][figure].as_str().expect("a link");
                assert_eq!((&figures[figure], rows(&manager, link)), (&json!(count), count));
            }
        }
        // The page's links ask for the same.
        let id = report["event_id"].as_str().unwrap_or_else(|| panic!("{report}"));
        let browser = Browser::of(service, service.with_pages(), Role::Manager);
        let page = text(&browser.get(&format!("/events/{id}"))).replace("&#38;", "&");
        for figure in ["won", "new_recruits"] {
            let link = report["links"][figure].as_str().expect("a link");
            let link = link.trim_start_matches("/api/v1");
            assert!(page.contains(link), "{link}: {page}");
            assert_eq!(browser.get(link).status, 200, "{link}");
        }
    });
}

/// How many rows a list has in all.
fn rows(actor: &Actor, link: &str) -> usize {
    let (mut count, mut cursor) = (0, String::new());
    loop {
        let page = actor.get(&format!("{link}&limit=200{cursor}")).json();
        count += page["data"].as_array().unwrap_or_else(|| panic!("{link}: {page}")).len();
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return count,
        }
    }
}
