//! `/events`: who makes them, who sees them, who registers, and the report.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::check_ins::{stranger, with};
use crate::harness::{Actor, PARTNER_ID, Service, on_both_at};
use crate::http::Answer;

pub const TODAY: &str = "2026-11-23";
pub const PATH: &str = "/api/v1/events";

/// A summit of these hosts.
pub fn summit(hosts: &[(&str, &str)]) -> Value {
    let host = |(partner, share): &(&str, &str)| json!({"partner_id": partner, "share": share});
    json!({
        "title": "Sialkot Export Summit", "city": "Sialkot", "venue": "Chamber of Commerce",
        "starts_at": "2026-11-23T05:00:00Z", "ends_at": "2026-11-23T12:00:00Z",
        "hosts": hosts.iter().map(host).collect::<Vec<_>>(),
    })
}

/// The path of a new event that is open.
pub fn opened(manager: &Actor, hosts: &[(&str, &str)], more: &Value) -> String {
    let body = with(with(summit(hosts), &json!({"status": "open"})), more);
    let answer = manager.post(PATH, &body);
    assert_eq!(answer.status, 201, "{answer:?}");
    format!("{PATH}/{}", answer.text("id"))
}

/// An open event of two partners with a person of each: the event's path, and the two.
pub fn shared(service: &Service, more: &Value) -> (String, Actor, Actor, Actor) {
    let manager = service.signed_in(Role::Manager);
    let ours = service.signed_in(Role::PartnerStaff);
    let theirs = stranger(service, Role::PartnerOwner);
    let other = theirs.get("/api/v1/me").json();
    let other = other["partner_id"].as_str().or(other["user"]["partner_id"].as_str());
    let hosts = [(PARTNER_ID, "60"), (other.expect("a partner"), "40")];
    (opened(&manager, &hosts, more), manager, ours, theirs)
}

pub fn register(actor: &Actor, event: &str, body: &Value) -> Answer {
    actor.post(&format!("{event}/registrations"), body)
}

#[test]
fn an_owner_drafts_and_a_manager_opens() {
    on_both_at(TODAY, |service| {
        let owner = service.signed_in(Role::PartnerOwner);
        let manager = service.signed_in(Role::Manager);
        let whole = [(PARTNER_ID, "100")];
        let draft = owner.post(PATH, &summit(&whole));
        assert_eq!((draft.status, draft.text("status")), (201, "draft".to_owned()), "{draft:?}");
        let path = format!("{PATH}/{}", draft.text("id"));
        assert_eq!(draft.header("location"), Some(path.as_str()));
        let body = json!({"capacity": 200, "cost": {"amount": "1000.00", "currency": "PKR"}});
        let changed = owner.patch(&path, &body);
        assert_eq!(
            (changed.status, &changed.json()["capacity"]),
            (200, &json!(200)),
            "{changed:?}"
        );
        owner.patch(&path, &json!({"status": "open"})).problem(403, "forbidden");
        let open = with(summit(&whole), &json!({"status": "open"}));
        owner.post(PATH, &open).problem(403, "forbidden");
        service.signed_in(Role::PartnerStaff).post(PATH, &summit(&whole)).problem(403, "forbidden");
        register(&owner, &path, &json!({"name": "Ali"})).problem(409, "event_not_open");
        assert_eq!(manager.patch(&path, &json!({"status": "open"})).text("status"), "open");
        owner.patch(&path, &json!({"title": "Mine"})).problem(409, "event_not_draft");
        manager.patch(&path, &json!({"status": "draft"})).problem(409, "status");
        assert_eq!(manager.patch(&path, &json!({"status": "running"})).status, 200);
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn every_fault_of_an_event_is_named() {
    on_both_at(TODAY, |service| {
        let manager = service.signed_in(Role::Manager);
        let owner = stranger(service, Role::PartnerOwner);
        let nobody = format!("par_{:032x}", 4095);
        for (hosts, pointer) in [
            (&[][..], "/hosts"),
            (&[(PARTNER_ID, "99.999999")], "/hosts"),
            (&[(PARTNER_ID, "50"), (PARTNER_ID, "50")], "/hosts"),
            (&[(nobody.as_str(), "100")], "/hosts/0/partner_id"),
        ] {
            let answer = manager.post(PATH, &summit(hosts));
            answer.problem(422, "invalid");
            assert_eq!(answer.faults()[0].0, pointer);
        }
        // Of another partner an owner learns no more than of one that is not there.
        let foreign = owner.post(PATH, &summit(&[(PARTNER_ID, "100")])).problem(422, "invalid");
        let absent = owner.post(PATH, &summit(&[(&nobody, "100")])).problem(422, "invalid");
        assert_eq!(foreign, absent);
        let backwards = json!({"ends_at": "2026-11-23T05:00:00Z", "capacity": 0});
        let body = with(summit(&[(PARTNER_ID, "100")]), &backwards);
        assert_eq!(manager.post(PATH, &body).faults()[0].0, "/capacity");
        let body = with(body, &json!({"capacity": 1}));
        assert_eq!(manager.post(PATH, &body).faults()[0].0, "/ends_at");
        assert_eq!(manager.post(PATH, &json!({})).faults().len(), 6);
    });
}

#[test]
fn an_event_is_its_hosts_alone() {
    on_both_at(TODAY, |service| {
        let manager = service.signed_in(Role::Manager);
        let host = service.signed_in(Role::PartnerStaff);
        let other = stranger(service, Role::PartnerOwner);
        let path = opened(&manager, &[(PARTNER_ID, "100")], &json!({}));
        assert_eq!(host.get(&path).status, 200);
        let absent = other.get(&format!("{PATH}/evt_{:032x}", 1)).problem(404, "not_found");
        for below in ["", "/registrations", "/report"] {
            assert_eq!(other.get(&format!("{path}{below}")).problem(404, "not_found"), absent);
        }
        register(&other, &path, &json!({"name": "Ali"})).problem(404, "not_found");
        assert_eq!(other.get(PATH).json()["data"], json!([]));
        assert_eq!(host.get(PATH).json()["data"].as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn a_person_registers_once_and_a_full_house_waits() {
    on_both_at(TODAY, |service| {
        let (event, _, ours, theirs) = shared(service, &json!({"capacity": 1}));
        let ali = json!({"name": "Ali Raza", "company": "Ali Gloves", "phone": "0300 1234567",
            "email": "ali@gloves.pk", "mode": "on_site"});
        let first = register(&ours, &event, &ali);
        assert_eq!((first.status, &first.json()["waiting"]), (201, &json!(false)), "{first:?}");
        assert_eq!(first.text("code").len(), 10);
        let again = with(ali, &json!({"name": "ALI RAZA", "phone": "+923001234567"}));
        let same = register(&ours, &event, &again);
        assert_eq!((same.status, same.json()), (200, first.json()));
        // The other host sees of him what it must at the door.
        let seen = register(&theirs, &event, &again).json();
        assert_eq!((&seen["code"], &seen["name"]), (&first.json()["code"], &json!("Ali Raza")));
        for hidden in ["phone", "email", "invited_by_partner_id", "created_at"] {
            assert_eq!(seen[hidden], Value::Null, "{hidden}");
        }
        let listed = theirs.get(&format!("{event}/registrations?q=gloves")).json();
        assert_eq!(listed["data"][0]["phone"], Value::Null);
        assert_eq!(listed["data"][0]["company"], "Ali Gloves");
        let by_phone = theirs.get(&format!("{event}/registrations?q=1234567")).json();
        assert_eq!(by_phone["data"], json!([]));
        theirs.get(&format!("{event}/registrations?phone=x")).problem(400, "malformed");
        let second = register(&theirs, &event, &json!({"name": "Sana"}));
        assert_eq!(second.json()["waiting"], true);
        let online = register(&theirs, &event, &json!({"name": "Omar", "mode": "online"}));
        assert_eq!(online.json()["waiting"], false);
        let bad = json!({"name": "", "phone": "12", "mode": "both", "invited_by": ours.id});
        assert_eq!(register(&theirs, &event, &bad).faults().len(), 4);
        let foreign = json!({"name": "X", "invited_by": ours.id});
        assert_eq!(register(&theirs, &event, &foreign).faults()[0].1, "unknown_id");
    });
}

#[test]
fn a_code_is_a_picture() {
    on_both_at(TODAY, |service| {
        let (event, manager, ours, _) = shared(service, &json!({}));
        let registered = register(&ours, &event, &json!({"name": "Ali"}));
        let path = format!("{event}/registrations/{}", registered.text("id"));
        let svg = manager.get(&format!("{path}/qr.svg"));
        assert_eq!((svg.status, svg.header("content-type")), (200, Some("image/svg+xml")));
        assert!(String::from_utf8_lossy(&svg.unchunked()).contains("<svg"));
        let png = ours.get(&format!("{path}/qr.png"));
        assert_eq!((png.status, png.header("content-type")), (200, Some("image/png")));
        assert!(png.unchunked().starts_with(b"\x89PNG\r\n"));
        let absent = format!("{event}/registrations/reg_{:032x}/qr.svg", 1);
        ours.get(&absent).problem(404, "not_found");
    });
}

#[test]
fn a_report_has_totals_and_ones_own_part() {
    on_both_at(TODAY, |service| {
        let cost = json!({"cost": {"amount": "1000.01", "currency": "PKR"}});
        let (event, manager, ours, theirs) = shared(service, &cost);
        let arrive = |actor: &Actor, key: &str, body: &Value| {
            let answer = actor.post_once(&format!("{event}/arrivals"), key, body);
            assert_eq!(answer.status, 201, "{answer:?}");
        };
        for (actor, name, comes) in [(&ours, "A", true), (&ours, "B", false), (&theirs, "C", true)]
        {
            let body = json!({"name": name, "company": "Ali Gloves", "mode": "on_site"});
            let registered = register(actor, &event, &body);
            if comes {
                arrive(&theirs, name, &json!({"code": registered.text("code")}));
            }
        }
        let online = register(&ours, &event, &json!({"name": "D", "mode": "online"}));
        arrive(&ours, "D", &json!({"registration_id": online.text("id")}));
        arrive(&ours, "E", &json!({"walk_in": {"name": "E", "company": "ali gloves "}}));
        let report = manager.get(&format!("{event}/report")).json();
        assert_eq!(
            report["on_site"],
            json!({"registered": 3, "arrived": 2, "walk_ins": 1,
            "arrivals": 3, "no_shows": 1, "show_rate": "66.67"})
        );
        assert_eq!((&report["online"]["arrived"], &report["arrivals"]), (&json!(1), &json!(4)));
        assert_eq!((&report["companies"], &report["new_recruits"]), (&json!(1), &json!(0)));
        assert_eq!(report["cost_per_arrival"]["amount"], "250.00");
        assert_eq!(report["cost_per_new_recruit"], Value::Null);
        assert_eq!(
            (&report["return"], &report["won_until"]),
            (&json!("-100.00"), &json!("2027-02-21"))
        );
        let parts: Vec<_> = (0..2).map(|host| &report["hosts"][host]["cost"]["amount"]).collect();
        assert_eq!(parts, [&json!("600.01"), &json!("400.00")]);
        // The walk-in went to the first host in turn.
        let own = theirs.get(&format!("{event}/report")).json();
        assert_eq!(own["arrivals"], 4);
        assert_eq!(own["hosts"].as_array().map(Vec::len), Some(1));
        assert_eq!(
            (&own["hosts"][0]["code"], &own["hosts"][0]["arrivals"]),
            (&json!("SKT-002"), &json!(1))
        );
    });
}
