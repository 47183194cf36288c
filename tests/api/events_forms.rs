//! `/r/{token}`: strangers register by a link, and learn of nobody else.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::ops::Deref;

use chrono::Duration;
use saathi::domain::{Code, Role};
use serde_json::{Value, json};

use crate::events::{TODAY, register, shared};
use crate::harness::{Actor, Service, on_both_at};
use crate::http::{Answer, Request};

/// A service with its pages.
struct Site<'s> {
    service: &'s Service,
    pages: SocketAddr,
}

impl Deref for Site<'_> {
    type Target = Service;

    fn deref(&self) -> &Service {
        self.service
    }
}

impl<'s> Site<'s> {
    fn of(service: &'s Service) -> Self {
        Self { service, pages: service.with_pages() }
    }

    fn get(&self, path: &str) -> Answer {
        self.send(Request::new("GET", path))
    }

    fn send(&self, request: Request) -> Answer {
        request.send(self.pages)
    }
}

/// An open event's path and its form's.
fn with_form(service: &Site<'_>, more: &Value) -> (String, String, Actor, Actor) {
    let (event, manager, ours, _) = shared(service, more);
    let link = manager.get(&event).text("registration_link");
    (event, link, manager, ours)
}

/// A copy of the form that was made so many seconds ago.
fn copy(service: &Site<'_>, link: &str, seconds: i64) -> String {
    let token = Code::parse(link.trim_start_matches("/r/")).expect("a token");
    let at = service.app.clock.real_time() - Duration::seconds(seconds);
    service.app.new_form(&token, at).expect("a form")
}

fn send(service: &Site<'_>, link: &str, fields: &[(&str, &str)]) -> Answer {
    let encoded = |text: &str| text.replace('+', "%2B").replace(' ', "+").replace('@', "%40");
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let request = Request::new("POST", link).header("sec-fetch-site", "same-origin");
    service.send(request.body("application/x-www-form-urlencoded", fields.join("&")))
}

/// Sends a form as a person would; the path that it leads to.
fn registered(service: &Site<'_>, link: &str, name: &str, phone: &str) -> String {
    let stamp = copy(service, link, 20);
    let fields = [("name", name), ("company", "Own Gloves"), ("phone", phone), ("stamp", &stamp)];
    let answer = send(service, link, &fields);
    assert_eq!(answer.status, 303, "{answer:?}");
    answer.header("location").expect("a place").to_owned()
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

#[test]
fn the_link_is_the_managers_to_give_and_to_close() {
    on_both_at(TODAY, |service| {
        let service = &Site::of(service);
        let (event, link, manager, ours) = with_form(service, &json!({}));
        assert_eq!((link.len(), &link[..3]), (13, "/r/"), "{link}");
        assert_eq!(ours.get(&event).json()["registration_link"], Value::Null);
        let owner = service.signed_in(Role::PartnerOwner);
        owner.patch(&event, &json!({"registration_open": false})).problem(403, "forbidden");
        let page = service.get(&link);
        assert_eq!(page.status, 200);
        assert!(text(&page).contains("Sialkot Export Summit"), "{page:?}");
        let closed = manager.patch(&event, &json!({"registration_open": false}));
        assert_eq!(closed.json()["registration_open"], false, "{closed:?}");
        assert!(!text(&service.get(&link)).contains("<form method=\"post\" class=\"card\""));
        let stamp = copy(service, &link, 20);
        let fields = [("name", "Ali"), ("company", "A"), ("phone", "03001234567")];
        let late = send(service, &link, &[&fields[..], &[("stamp", stamp.as_str())]].concat());
        assert_eq!(late.status, 422);
        let open = manager.patch(&event, &json!({"registration_open": true}));
        assert_eq!(open.text("registration_link"), link);
        for nowhere in ["/r/0123456789", "/r/x'y", &format!("{link}/0123456789")] {
            assert_eq!(service.get(nowhere).status, 404, "{nowhere}");
        }
    });
}

#[test]
fn a_stranger_registers_and_the_code_opens_the_door() {
    on_both_at(TODAY, |service| {
        let service = &Site::of(service);
        let (event, link, manager, ours) = with_form(service, &json!({}));
        let place = registered(service, &link, "Ali Raza", "0300 1234567");
        let page = service.get(&place);
        assert_eq!((page.status, page.header("cache-control")), (200, Some("private, no-store")));
        let code = place.rsplit('/').next().expect("a code");
        assert!(text(&page).contains(code) && text(&page).contains("<svg"), "{page:?}");
        assert!(!text(&page).contains("Ali Raza"), "a code is not a name");
        let png = service.get(&format!("{place}/qr.png"));
        assert_eq!(png.bytes[..4], *b"\x89PNG");
        let list = manager.get(&format!("{event}/registrations")).json();
        let made = &list["data"][0];
        assert_eq!((&made["name"], &made["code"]), (&json!("Ali Raza"), &json!(code)));
        assert_eq!((&made["phone"], &made["mode"]), (&json!("+923001234567"), &json!("on_site")));
        let arrived = ours.post_once(&format!("{event}/arrivals"), "k1", &json!({"code": code}));
        assert_eq!((arrived.status, arrived.text("ground")), (201, "turn".to_owned()));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_stranger_learns_nothing_of_who_is_registered() {
    on_both_at(TODAY, |service| {
        let service = &Site::of(service);
        let (event, link, manager, ours) = with_form(service, &json!({"capacity": 1}));
        let ali = json!({"name": "Ali Raza", "company": "Own Gloves", "phone": "03001234567"});
        let known = register(&ours, &event, &ali);
        // Somebody who has a place, the brother with the same phone, and one whom nobody knows: the same
        // answers.
        let sent =
            [("ali raza", "+92 300 1234567"), ("Eve", "03001234567"), ("Eve", "03007654321")];
        let paths = sent.map(|(name, phone)| registered(service, &link, name, phone));
        let pages = paths.clone().map(|path| {
            let code = path.rsplit('/').next().expect("a code").to_owned();
            let page = text(&service.get(&path)).replace(&code, "");
            // The picture is of the code.
            let parts = page.split("<svg").filter_map(|part| part.rsplit("</svg>").next());
            parts.collect::<String>()
        });
        assert!(pages.iter().all(|page| *page == pages[0]));
        assert!(pages[0].contains("waiting list") && !pages[0].contains("Ali"));
        let list = manager.get(&format!("{event}/registrations")).json();
        assert_eq!(list["data"].as_array().map(Vec::len), Some(3), "{list}");
        // Whoever lost a code has another one for the same place.
        let code = paths[0].rsplit('/').next().expect("a code");
        assert_ne!(code, known.text("code"));
        let door = format!("{event}/arrivals");
        let arrived = ours.post_once(&door, "k1", &json!({"code": code.to_lowercase()}));
        assert_eq!(arrived.text("registration_id"), known.text("id"), "{arrived:?}");
    });
}

#[test]
fn a_form_is_taken_once_from_those_that_can_wait() {
    on_both_at(TODAY, |service| {
        let service = &Site::of(service);
        let (event, link, manager, _) = with_form(service, &json!({}));
        let fields = |stamp: &str, name: &str, website: &str| {
            let fields = [("name", name), ("company", "C"), ("phone", "0300 1234567")];
            let more = [("stamp", stamp), ("website", website), ("email", "a@b.pk")];
            send(service, &link, &[&fields[..], &more[..]].concat())
        };
        let good = copy(service, &link, 20);
        let other = another_link(&manager);
        let (quick, late) = (copy(service, &link, 0), copy(service, &link, 13 * 3600));
        let (foreign, forged) = (copy(service, &other, 20), good.replace(&good[..3], "999"));
        for stamp in [quick.as_str(), &late, &foreign, &forged, "1.2", "x.y.z"] {
            assert_eq!(fields(stamp, "Ali", "").status, 422, "{stamp}");
        }
        assert_eq!(fields(&good, "Ali", "https://spam.example").status, 422);
        assert_eq!(fields(&good, "", "").status, 422);
        let first = fields(&good, "Ali", "");
        assert_eq!(first.status, 303, "{first:?}");
        assert_eq!(fields(&good, "Ali", "").header("location"), first.header("location"));
        assert_eq!(fields(&good, "Somebody else", "").status, 422);
        let list = manager.get(&format!("{event}/registrations")).json();
        assert_eq!(list["data"].as_array().map(Vec::len), Some(1), "{list}");
        let elsewhere = Request::new("POST", &link).header("sec-fetch-site", "cross-site");
        let body = elsewhere.body("application/x-www-form-urlencoded", "name=x");
        assert_eq!(service.send(body).status, 403);
    });
}

/// The link of another event.
fn another_link(manager: &Actor) -> String {
    let hosts = [(crate::harness::PARTNER_ID, "100")];
    let event = crate::events::opened(manager, &hosts, &json!({}));
    manager.get(&event).text("registration_link")
}

#[test]
fn an_address_that_sends_too_many_is_to_wait() {
    on_both_at(TODAY, |service| {
        let service = &Site::of(service);
        let (_, link, ..) = with_form(service, &json!({}));
        let tried = |number: u32| {
            let stamp = copy(service, &link, 20);
            let phone = format!("0300 {:07}", 1_000_000 + number);
            let fields = [("name", "A"), ("company", "B"), ("phone", &phone), ("stamp", &stamp)];
            send(service, &link, &fields).status
        };
        let statuses: HashSet<u16> = (0..60).map(tried).collect();
        assert_eq!(statuses, HashSet::from([303, 429]));
    });
}

#[test]
fn how_many_forms_an_address_may_send_is_a_setting() {
    on_both_at(TODAY, |service| {
        let service = &Site::of(service);
        let (event, link, ..) = with_form(service, &json!({}));
        let set = json!({"settings": {"forms_at_once": 2, "form_pause_seconds": 3600},
            "reason": "for a test", "effective_from": TODAY});
        assert_eq!(service.signed_in(Role::Admin).patch("/api/v1/settings", &set).status, 200);
        registered(service, &link, "Ali", "0300 1234561");
        let place = registered(service, &link, "Bano", "0300 1234562");
        let stamp = copy(service, &link, 20);
        let fields = [("name", "Citra"), ("company", "C"), ("phone", "0300 1234563")];
        let late = send(service, &link, &[&fields[..], &[("stamp", stamp.as_str())]].concat());
        assert_eq!(late.status, 429, "{late:?}");
        let wait = late.header("retry-after").and_then(|wait| wait.parse::<u32>().ok());
        assert!(wait.is_some_and(|seconds| (3590..=3601).contains(&seconds)), "{wait:?}");
        // What came of a form is looked at as often, counted for itself.
        assert_eq!([(); 3].map(|()| service.get(&place).status), [200, 200, 429]);
        let list = service.signed_in(Role::Manager).get(&format!("{event}/registrations")).json();
        assert_eq!(list["data"].as_array().map(Vec::len), Some(2));
    });
}

#[test]
fn whoever_registers_by_a_hosts_link_is_that_hosts_visitor() {
    on_both_at(TODAY, |service| {
        let service = &Site::of(service);
        let (event, link, manager, ours) = with_form(service, &json!({}));
        let hosts = manager.get(&event).json()["hosts"].clone();
        let invitation =
            |host: &Value| host["invitation_link"].as_str().expect("a link").to_owned();
        let own = ours.get(&event).json()["hosts"].clone();
        assert_eq!(own.as_array().map(Vec::len), Some(1), "a host sees its own: {own}");
        let second = &hosts[1];
        assert_ne!(invitation(&hosts[0]), invitation(second));
        let host = invitation(second).split_once("?host=").expect("a host").1.to_owned();
        assert!(text(&service.get(&invitation(second))).contains(&host));
        // In turn it would be the first host's; a host that nobody knows is none.
        let visitors = [(host.as_str(), "0300 1234567"), ("0123456789", "0300 7654321")];
        let arrived = visitors.map(|(host, phone)| {
            let stamp = copy(service, &link, 20);
            let fields = [("name", "Ali"), ("company", "A"), ("phone", phone), ("host", host)];
            let sent = send(service, &link, &[&fields[..], &[("stamp", stamp.as_str())]].concat());
            let place = sent.header("location").expect("a place").to_owned();
            assert!(place.ends_with(&format!("?host={host}")), "{place}");
            assert!(text(&service.get(&place)).contains(&format!("{link}?host={host}")));
            let code = place.split('?').next().and_then(|path| path.rsplit('/').next());
            let body = json!({"code": code.expect("a code")});
            manager.post_once(&format!("{event}/arrivals"), phone, &body).json()
        });
        assert_eq!(arrived.each_ref().map(|one| one["ground"].clone()), ["inviter", "turn"]);
        assert_eq!(arrived[0]["attributed_partner_id"], second["partner_id"]);
        assert_eq!(arrived[1]["attributed_partner_id"], hosts[0]["partner_id"]);
        let list = manager
            .get(&format!(
                "{event}/registrations?partner_id={}",
                second["partner_id"].as_str().expect("an id")
            ))
            .json();
        assert_eq!(list["data"][0]["invited_by_partner_id"], second["partner_id"]);
    });
}
