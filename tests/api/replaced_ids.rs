//! Ids in bodies and queries replaced by another partner's: none is accepted, and all are answered as
//! ids that nothing has.

use std::collections::BTreeSet;

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER, PARTNER_ID, Service, on_both};
use crate::http::Answer;
use crate::matrix::crawl::ids_in;
use crate::matrix::records::{Of, Whose};
use crate::matrix::routes::{ROUTES, Row};

const OTHER: &str = "ISB-001";

/// A body with an id in it, in its place `""`.
struct Sent {
    route: &'static str,
    /// Where the id is, `/0` for the first of a list.
    at: &'static str,
    /// What it is of.
    of: Of,
    body: &'static str,
}

const fn sent(route: &'static str, at: &'static str, of: Of, body: &'static str) -> Sent {
    Sent { route, at, of, body }
}

/// Each id in a body that a partner's people may send.
const SENT: &[Sent] = &[
    sent("POST /users", "/partner_id", Of::Partner, USER),
    sent("POST /recruits", "/seller_id", Of::Seller, r#"{"seller_id": "", "source": "visit"}"#),
    sent("POST /recruits", "/event_id", Of::Event, RECRUIT_OF_EVENT),
    sent("POST /recruits", "/partner_id", Of::Partner, RECRUIT_OF_PARTNER),
    sent(
        "POST /recruits/batch",
        "/items/0/seller_id",
        Of::Seller,
        r#"{"items": [{"seller_id": "", "source": "visit",
            "client_ref": "019a7c1e-4f00-7abc-8def-0123456789ab"}]}"#,
    ),
    sent(
        "POST /recruits/batch",
        "/items/0/event_id",
        Of::Event,
        r#"{"items": [{"event_id": "", "source": "event",
            "seller": {"name": "Batch Event", "city": "Multan"},
            "client_ref": "019a7c1e-4f00-7abc-8def-0123456789ac"}]}"#,
    ),
    sent(
        "POST /recruits/batch",
        "/items/0/partner_id",
        Of::Partner,
        r#"{"items": [{"partner_id": "", "source": "visit",
            "seller": {"name": "Batch Partner", "city": "Multan"},
            "client_ref": "019a7c1e-4f00-7abc-8def-0123456789ad"}]}"#,
    ),
    sent(
        "POST /conflicts",
        "/recruit_id",
        Of::Recruit,
        r#"{"recruit_id": "", "claim": "we came first"}"#,
    ),
    sent(
        "POST /fundings",
        "/event_id",
        Of::Event,
        r#"{"event_id": "", "purpose": "hall", "amount": {"amount": "1.00", "currency": "PKR"}}"#,
    ),
    sent("POST /events", "/hosts/0/partner_id", Of::Partner, EVENT),
    sent(
        "PATCH /events/{id}",
        "/hosts/0/partner_id",
        Of::Partner,
        r#"{"hosts": [{"partner_id": "", "share": "100"}]}"#,
    ),
    sent(
        "POST /events/{id}/registrations",
        "/invited_by",
        Of::User,
        r#"{"name": "M", "invited_by": ""}"#,
    ),
    sent(
        "POST /events/{id}/registrations",
        "/chosen_partner_id",
        Of::Partner,
        r#"{"name": "M", "chosen_partner_id": ""}"#,
    ),
    sent(
        "POST /events/{id}/arrivals",
        "/registration_id",
        Of::Registration,
        r#"{"registration_id": ""}"#,
    ),
    sent(
        "POST /events/{id}/arrivals",
        "/walk_in/chosen_partner_id",
        Of::Partner,
        r#"{"walk_in": {"name": "M", "chosen_partner_id": ""}}"#,
    ),
    sent(
        "POST /events/{id}/arrivals/batch",
        "/items/0/registration_id",
        Of::Registration,
        r#"{"items": [{"registration_id": ""}]}"#,
    ),
    sent(
        "POST /events/{id}/arrivals/batch",
        "/items/0/walk_in/chosen_partner_id",
        Of::Partner,
        r#"{"items": [{"walk_in": {"name": "M", "chosen_partner_id": ""}}]}"#,
    ),
    sent(
        "POST /statements/{id}/disputes",
        "/entry_id",
        Of::Line,
        r#"{"entry_id": "", "claim": "too little", "reason": "as agreed"}"#,
    ),
];

const USER: &str = r#"{"email": "replaced@saathi.test", "name": "M", "role": "partner_staff",
    "partner_id": ""}"#;
const RECRUIT_OF_EVENT: &str = r#"{"source": "event", "event_id": "",
    "seller": {"name": "Of Event", "city": "Multan"}}"#;
const RECRUIT_OF_PARTNER: &str = r#"{"source": "visit", "partner_id": "",
    "seller": {"name": "Of Partner", "city": "Multan"}}"#;
const EVENT: &str = r#"{"title": "M", "city": "Multan", "venue": "M",
    "starts_at": "2030-12-01T10:00:00Z", "ends_at": "2030-12-01T12:00:00Z",
    "hosts": [{"partner_id": "", "share": "100"}]}"#;

/// Two owners, and the one who tries.
struct Pair<'s> {
    service: &'s Service,
    owner: Actor,
    theirs: Actor,
    other: String,
}

impl<'s> Pair<'s> {
    fn new(service: &'s Service) -> Self {
        let other = service.partner(OTHER);
        let owner = service.signed_in_of(Role::PartnerOwner, PARTNER);
        Self { service, owner, theirs: service.signed_in_of(Role::PartnerOwner, OTHER), other }
    }

    fn own(&self, of: Of) -> Vec<String> {
        of.make(self.service, &Whose { partner: PARTNER_ID, user: &self.owner.id })
    }

    fn foreign(&self, of: Of) -> Vec<String> {
        of.make(self.service, &Whose { partner: &self.other, user: &self.theirs.id })
    }

    /// Sends a body with that id in it, to a record of one's own.
    fn send(&self, sent: &Sent, path: &[String], id: &str) -> Answer {
        let mut body: Value = serde_json::from_str(sent.body).expect("a body");
        *body.pointer_mut(sent.at).expect("a place for the id") = json!(id);
        let row = row(sent.route);
        let key = uuid::Uuid::now_v7().to_string();
        let headers = [("idempotency-key", key.as_str())];
        self.owner.send(row.method(), &row.path(path), &headers, &body)
    }

    /// The ids in the path of a route, and an id of one's own for its body.
    fn places(&self, sent: &Sent) -> (Vec<String>, String) {
        let mut path = self.own(row(sent.route).of);
        let mut own = self.own(sent.of);
        if [Of::Registration, Of::Line].contains(&sent.of) {
            path = vec![own[0].clone()];
        }
        if sent.route.starts_with("PATCH /events") {
            let draft = format!("UPDATE events SET status = 'draft' WHERE id = '{}'", path[0]);
            self.service.sql(&draft);
        }
        (path, own.pop().expect("an id"))
    }
}

fn row(route: &str) -> &'static Row {
    ROUTES.iter().find(|row| row.route == route).expect("a row")
}

/// What a batch says of its one item.
fn item(said: &mut Value) -> Option<&mut Value> {
    said.get_mut("results")?.get_mut(0)
}

/// Whether something was done; of a batch, with its one item.
fn accepted(answer: &Answer) -> bool {
    let mut said = answer.json();
    let status = item(&mut said)
        .map_or(u64::from(answer.status), |item| item["status"].as_u64().expect("a status"));
    status < 300
}

/// What was answered, but for what tells one request from another.
fn said(answer: &Answer) -> Value {
    let mut said = answer.json();
    let problem = match item(&mut said) {
        Some(item) => &mut item["problem"],
        None => &mut said,
    };
    if problem.is_object() {
        problem["request_id"] = Value::Null;
    }
    json!([answer.status, said])
}

#[test]
fn none_is_accepted_in_a_body() {
    on_both(|service| {
        let pair = Pair::new(service);
        for sent in SENT {
            let (path, own) = pair.places(sent);
            let foreign = pair.foreign(sent.of).pop().expect("an id");
            let absent = sent.of.absent().pop().expect("an id");
            let answer = pair.send(sent, &path, &foreign);
            assert!(!accepted(&answer), "{} {}: {answer:?}", sent.route, sent.at);
            assert!(answer.status < 500, "{} {}: {answer:?}", sent.route, sent.at);
            let nothing = pair.send(sent, &path, &absent);
            if sent.of == Of::Seller {
                // That a seller is taken may be told, by its id as by its numbers; never whose it is.
                let told = said(&answer).to_string();
                assert!(told.contains("seller_not_available") && !told.contains(&pair.other));
            } else {
                assert_eq!(said(&answer), said(&nothing), "{} {}", sent.route, sent.at);
            }
            let control = pair.send(sent, &path, &own);
            assert_ne!(said(&control), said(&nothing), "{} {}", sent.route, sent.at);
        }
    });
}

/// The places of ids in a request's schema.
fn id_places(document: &Value, schema: &Value, at: &str, found: &mut BTreeSet<String>) {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).expect("a schema"),
        None => schema,
    };
    for (name, part) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{at}/{name}");
        let is_id = name.ends_with("_id") || name.ends_with("_by") || name.ends_with("ids");
        if is_id && !["external_id", "member_id"].contains(&name.as_str()) {
            found.insert(place.clone());
        }
        id_places(document, part, &place, found);
    }
    if schema["items"].is_object() {
        id_places(document, &schema["items"], &format!("{at}/0"), found);
    }
    for parts in ["oneOf", "allOf", "anyOf"] {
        for part in schema[parts].as_array().into_iter().flatten() {
            id_places(document, part, at, found);
        }
    }
}

#[test]
fn every_id_in_a_body_is_tried() {
    on_both(|service| {
        let document = service.get("/api/v1/openapi.json").json();
        let mut described = BTreeSet::new();
        let of_partners =
            |row: &&Row| row.is_for(Role::PartnerOwner) || row.is_for(Role::PartnerStaff);
        for row in ROUTES.iter().filter(of_partners).filter(|row| row.method() != "GET") {
            let (_, path) = row.route.split_once(' ').expect("a path");
            let operation = &document["paths"][path][row.method().to_lowercase()];
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let mut places = BTreeSet::new();
            id_places(&document, schema, "", &mut places);
            described.extend(places.into_iter().map(|place| format!("{} {place}", row.route)));
        }
        let tried: BTreeSet<String> =
            SENT.iter().map(|sent| format!("{} {}", sent.route, sent.at)).collect();
        assert_eq!(tried, described);
    });
}

/// What lists may be asked by, that is an id.
const ASKED: &[(&str, Of)] = &[
    ("partner_id", Of::Partner),
    ("parent_id", Of::Partner),
    ("from_partner_id", Of::Partner),
    ("user_id", Of::User),
    ("actor", Of::User),
    ("filed_by", Of::User),
    ("invited_by", Of::User),
    ("seller_id", Of::Seller),
    ("recruit_id", Of::Recruit),
    ("event_id", Of::Event),
    ("sale_id", Of::Sale),
    ("plan_id", Of::Plan),
    ("subject_id", Of::Recruit),
    ("id", Of::Recruit),
];

#[test]
fn none_finds_anything_in_a_query() {
    on_both(|service| {
        let pair = Pair::new(service);
        let mut asked = 0;
        for (name, of) in ASKED {
            let foreign = pair.foreign(*of).pop().expect("an id");
            for row in ROUTES.iter().filter(|row| row.method() == "GET" && row.of == Of::Nothing) {
                if !row.is_for(Role::PartnerOwner) || row.route == "GET /openapi.json" {
                    continue;
                }
                let path = row.path(&[]);
                let mark = if path.contains('?') { '&' } else { '?' };
                let answer = pair.owner.get(&format!("{path}{mark}{name}={foreign}"));
                if answer.status != 200 {
                    assert!(matches!(answer.status, 400 | 422), "{path} {name}: {answer:?}");
                    continue;
                }
                let found = answer.json();
                // What takes no parameters at all says so, or looks at none.
                let text = found.to_string();
                assert!(!ids_in(&text).contains(&foreign), "{path} {name}: {text}");
                assert!(!found["data"].is_array() || found["data"] == json!([]), "{path} {name}");
                asked += 1;
            }
        }
        assert!(asked > 15, "{asked}");
    });
}
