//! Who may do what: every route, every role, and records of one's own, of another partner, of nobody.

pub mod crawl;
mod maker;
pub mod records;
pub mod routes;
mod sources;

use std::collections::BTreeSet;

use saathi::domain::Role;
use serde_json::Value;

use crate::described;
use crate::harness::{Actor, PARTNER, PARTNER_ID, Service, on_both};
use crate::http::{Answer, Request};
use records::{Of, Whose};
use routes::{ROUTES, Row, Who};

impl Row {
    pub fn method(&self) -> &'static str {
        self.route.split_once(' ').expect("a method and a path").0
    }

    /// The path with these ids in it.
    pub fn path(&self, ids: &[String]) -> String {
        let (_, path) = self.route.split_once(' ').expect("a method and a path");
        let mut ids = ids.iter();
        let segments = path.split('/').map(|segment| {
            if segment.starts_with('{') { ids.next().expect("an id").as_str() } else { segment }
        });
        let path = format!("/api/v1{}", segments.collect::<Vec<_>>().join("/"));
        match self.method() {
            "GET" if !self.body.is_empty() => format!("{path}?{}", self.body),
            _ => path,
        }
    }

    pub fn is_for(&self, role: Role) -> bool {
        self.roles().is_some_and(|roles| roles.contains(&role))
    }

    fn roles(&self) -> Option<&'static [Role]> {
        match self.who {
            Who::Public => None,
            Who::Roles(roles) => Some(roles),
        }
    }

    fn send(&self, actor: &Actor, ids: &[String]) -> Answer {
        let key = format!("matrix {}", uuid::Uuid::now_v7());
        let headers = [("idempotency-key", key.as_str())];
        let writes = self.method() != "GET";
        let body = (writes && !self.body.is_empty()).then_some(self.body);
        actor.send_text(self.method(), &self.path(ids), if writes { &headers } else { &[] }, body)
    }
}

fn malformed(of: Of) -> Vec<Vec<String>> {
    let ids = of.absent();
    // Each id in its turn, the others as they are.
    let spoilt = |at: usize, wrong: &str| {
        let each = ids.iter().enumerate();
        each.map(|(n, id)| if n == at { wrong.to_owned() } else { id.clone() }).collect()
    };
    let wrong = ["x", "par_1", "%00", "usr_0000000000000000000000000000FEED"];
    (0..ids.len()).flat_map(|at| wrong.map(|wrong| spoilt(at, wrong))).collect()
}

#[test]
fn every_role_may_what_the_table_says_and_no_more() {
    on_both(|service| {
        for role in Role::ALL {
            let mut actor = service.signed_in(role);
            for row in ROUTES {
                let Some(roles) = row.roles() else { continue };
                let answer = row.send(&actor, &row.of.absent());
                if roles.contains(&role) {
                    let status = answer.status;
                    assert!(
                        !matches!(status, 401 | 403 | 500..),
                        "{role:?} {}: {answer:?}",
                        row.route
                    );
                    // What was sent can be read, or the id in the path would not have been looked at.
                    assert!(status != 400, "{role:?} {}: {answer:?}", row.route);
                } else {
                    answer.problem(403, "forbidden");
                }
                if row.route == "POST /auth/logout" {
                    actor = service.sign_in(&actor.email);
                }
            }
        }
    });
}

#[test]
fn nobody_at_all_may_only_what_is_public() {
    on_both(|service| {
        for row in ROUTES {
            let request = Request::new(row.method(), &row.path(&row.of.absent()));
            let answer = service.send(request.json("{}"));
            match row.who {
                Who::Public => assert_ne!(answer.status, 403, "{}", row.route),
                Who::Roles(_) => drop(answer.problem(401, "unauthenticated")),
            }
        }
    });
}

/// The answer to whom there is nothing, the same for all reasons.
fn nothing(answer: &Answer, row: &Row, why: &str) -> Value {
    assert_eq!(answer.status, 404, "{} {why}: {answer:?}", row.route);
    answer.problem(404, "not_found")
}

#[test]
fn what_is_anothers_is_as_what_is_not() {
    on_both(|service| {
        service.partner("ISB-001");
        let foreigner = service.signed_in_of(Role::PartnerOwner, "ISB-001");
        let other = foreigner.get("/api/v1/me").text("partner_id");
        let colleague = service.signed_in_of(Role::PartnerStaff, PARTNER);
        for role in [Role::PartnerStaff, Role::PartnerOwner] {
            let actor = service.signed_in(role);
            for row in ROUTES.iter().filter(|row| !row.of.is_shared() && row.is_for(role)) {
                let foreign = row.of.make(service, &Whose { partner: &other, user: &foreigner.id });
                let absent = nothing(&row.send(&actor, &row.of.absent()), row, "absent");
                assert_eq!(nothing(&row.send(&actor, &foreign), row, "foreign"), absent);
                for ids in malformed(row.of) {
                    assert_eq!(nothing(&row.send(&actor, &ids), row, &ids.join(" ")), absent);
                }
                let user = own_user(row.of, &actor, &colleague);
                let own = row.of.make(service, &Whose { partner: PARTNER_ID, user });
                if let ([first, _], [_, second]) = (own.as_slice(), foreign.as_slice()) {
                    let mixed = [first.clone(), second.clone()];
                    assert_eq!(nothing(&row.send(&actor, &mixed), row, "mixed"), absent);
                }
                let answer = row.send(&actor, &own);
                assert!(answer.status != 404 && answer.status < 500, "{}: {answer:?}", row.route);
            }
        }
    });
}

/// Whose record is one's own: a colleague's where it is a person, and oneself where one is told something.
fn own_user<'a>(of: Of, actor: &'a Actor, colleague: &'a Actor) -> &'a str {
    if of == Of::User { &colleague.id } else { &actor.id }
}

#[test]
fn the_platform_is_told_of_nothing_alike_too() {
    on_both(|service| {
        for role in Role::ALL.into_iter().filter(|role| !role.is_of_partner()) {
            let actor = service.signed_in(role);
            for row in ROUTES.iter().filter(|row| row.of.can_be_absent() && row.is_for(role)) {
                let absent = nothing(&row.send(&actor, &row.of.absent()), row, "absent");
                for ids in malformed(row.of) {
                    assert_eq!(nothing(&row.send(&actor, &ids), row, &ids.join(" ")), absent);
                }
            }
        }
    });
}

#[test]
fn a_malformed_month_is_none() {
    on_both(|service| {
        let actor = service.signed_in(Role::Admin);
        for row in ROUTES.iter().filter(|row| row.of == Of::Period) {
            for wrong in ["x", "2026-13", "2026-7", "%00", "99999-01", "par_1"] {
                nothing(&row.send(&actor, &[wrong.to_owned()]), row, wrong);
            }
        }
    });
}

#[test]
fn what_must_be_done_once_needs_a_key() {
    let needed = [
        "POST /recruits",
        "POST /recruits/batch",
        "POST /check-ins",
        "POST /check-ins/batch",
        "POST /events/{id}/arrivals",
        "POST /events/{id}/arrivals/batch",
        "POST /events/{id}/arrivals/{arrival_id}/recruit",
        "POST /sales",
        "POST /sales/{id}/refunds",
        "POST /periods/{period}/close",
        "POST /payouts",
    ];
    let told = described::headers("Idempotency-Key").into_iter().filter(|(_, required)| *required);
    let told: BTreeSet<String> = told.map(|(route, _)| route).collect();
    assert_eq!(told, needed.iter().map(|route| (*route).to_owned()).collect());
    on_both(|service| {
        for role in [Role::PartnerStaff, Role::Finance] {
            let actor = service.signed_in(role);
            let rows = ROUTES.iter().filter(|row| row.method() == "POST" && row.is_for(role));
            for row in rows.filter(|row| row.route != "POST /auth/logout") {
                let body = (!row.body.is_empty()).then_some(row.body);
                let answer = actor.send_text("POST", &row.path(&row.of.absent()), &[], body);
                if needed.contains(&row.route) {
                    answer.problem(400, "malformed");
                    let fault =
                        ("Idempotency-Key".to_owned(), "idempotency_key_required".to_owned());
                    assert_eq!(answer.faults(), [fault], "{}", row.route);
                } else {
                    assert_ne!(answer.status, 400, "{}: {answer:?}", row.route);
                }
            }
        }
    });
}

fn operations(service: &Service) -> BTreeSet<String> {
    let document = service.get("/api/v1/openapi.json").json();
    let paths = document["paths"].as_object().cloned().expect("paths");
    let each = paths.iter().flat_map(|(path, operations)| {
        let methods = operations.as_object().expect("operations").keys();
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    each.collect()
}

#[test]
fn the_table_the_document_and_the_routes_are_of_one_mind() {
    let rows: BTreeSet<String> = ROUTES.iter().map(|row| row.route.to_owned()).collect();
    assert_eq!(rows.len(), ROUTES.len(), "a route comes twice");
    let served: BTreeSet<String> = sources::routes().into_keys().collect();
    assert_eq!(served.difference(&rows).collect::<Vec<_>>(), [""; 0], "routes without a row");
    assert_eq!(rows.difference(&served).collect::<Vec<_>>(), [""; 0], "rows without a route");
    on_both(|service| {
        let mut described = operations(service);
        // The description does not describe itself.
        described.insert("GET /openapi.json".to_owned());
        assert_eq!(described, served);
    });
}

#[test]
fn every_handler_asks_who_sends_the_request() {
    for (route, handler) in sources::routes() {
        let row = ROUTES.iter().find(|row| row.route == route).expect("a row");
        let taken = sources::arguments(&handler);
        let asks = taken.iter().any(|word| ["Allowed", "Write", "Upload"].contains(&word.as_str()));
        assert_eq!(asks, row.roles().is_some(), "{route}: {handler} takes {taken:?}");
    }
}
