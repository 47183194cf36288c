//! Every act in every state of a conflict: what comes of it, or by which word it is refused.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER_ID, Service, on_both};
use crate::http::Answer;
use crate::recruits::{RECRUITS, path, register, taken, two};

const CONFLICTS: &str = "/api/v1/conflicts";
const ACTS: [&str; 5] = ["file", "answer", "keep", "transfer", "split"];

/// A state, and what comes of each act in it: the state after it, or the code of its refusal.
type Row = (&'static str, [&'static str; ACTS.len()]);

/// Of a registration that was refused, since the other partner protects its seller.
const REFUSED: [Row; 6] = [
    ("unfiled", ["open", "not_contested", "not_found", "not_found", "not_found"]),
    ("open", ["already_filed", "answered", "keep", "transfer", "split"]),
    ("answered", ["already_filed", "already_answered", "keep", "transfer", "split"]),
    (
        "keep",
        ["already_filed", "not_contested", "already_decided", "already_decided", "already_decided"],
    ),
    (
        "transfer",
        ["already_filed", "not_contested", "already_decided", "already_decided", "already_decided"],
    ),
    (
        "split",
        ["already_filed", "not_contested", "already_decided", "already_decided", "already_decided"],
    ),
];

/// Of one that waits, since it resembles what the other partner protects. Where it is given its seller,
/// it waits no more, and nobody contests it.
const IN_REVIEW: [Row; 6] = [
    REFUSED[0],
    REFUSED[1],
    REFUSED[2],
    REFUSED[3],
    (
        "transfer",
        ["not_contested", "not_contested", "already_decided", "already_decided", "already_decided"],
    ),
    REFUSED[5],
];

/// Of one that was refused, where the other partner lets go of the seller before the claim is filed.
const UNOPPOSED: [Row; 4] = [
    ("open", ["already_filed", "not_contested", "keep", "transfer", "split"]),
    REFUSED[3],
    REFUSED[4],
    REFUSED[5],
];

/// How the registration came to be one that can be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    Refused,
    InReview,
    Unopposed,
}

/// Two partners that want one company.
struct Contested<'s> {
    people: &'s People,
    /// The registration that stands, and the one that is claimed.
    protected: String,
    claimed: String,
}

struct People {
    one: Actor,
    other: Actor,
    other_partner: Value,
    manager: Actor,
}

impl People {
    fn of(service: &Service) -> Self {
        let (one, other) = two(service);
        let other_partner = other.get("/api/v1/partners").json()["data"][0]["id"].clone();
        Self { one, other, other_partner, manager: service.signed_in(Role::Manager) }
    }
}

fn id(record: &Value) -> String {
    record["id"].as_str().expect("an id").to_owned()
}

/// A company of its own, registered by both on a day of its own, so that no day has too many.
fn company(number: usize, claim: Claim) -> [Value; 2] {
    let (day, city) = (number % 28 + 1, format!("City {number}"));
    let phone = format!("0300 1{number:06}");
    let of = |name: &str, known: (&str, String)| {
        let mut seller = json!({"name": name, "city": city});
        seller[known.0] = json!(known.1);
        json!({"seller": seller, "source": "visit",
            "captured_at": format!("2026-07-{day:02}T09:00:00+05:00")})
    };
    match claim {
        Claim::InReview => {
            [of("Al Noor", ("phone", phone.clone())), of("Zamzam", ("phone", phone))]
        }
        Claim::Refused | Claim::Unopposed => {
            let ntn = format!("{:07}-1", 1_000_000 + number);
            [of("Al Noor", ("ntn", ntn.clone())), of("Zamzam", ("ntn", ntn))]
        }
    }
}

impl<'s> Contested<'s> {
    fn of(people: &'s People, number: usize, claim: Claim) -> Self {
        let People { one, other, .. } = people;
        let [first, second] = company(number, claim);
        let key = format!("k{number}");
        let protected = id(&taken(one, &key, &first));
        register(other, &key, &second);
        let newest = other.get(&format!("{RECRUITS}?sort=-received_at&limit=1")).json();
        let claimed = &newest["data"][0];
        let status = if claim == Claim::InReview { "in_review" } else { "refused" };
        assert_eq!(claimed["status"], status, "{claimed}");
        if claim == Claim::Unopposed {
            let released = json!({"reason": "They moved away."});
            assert_eq!(one.post(&format!("{}/release", path(&protected)), &released).status, 200);
        }
        Self { people, protected, claimed: id(claimed) }
    }

    /// As the platform sees what is claimed, where anything is.
    fn conflict(&self) -> Option<Value> {
        let of = format!("{CONFLICTS}?recruit_id={}", self.claimed);
        self.people.manager.get(&of).json()["data"].get(0).cloned()
    }

    fn state(&self) -> String {
        let Some(conflict) = self.conflict() else { return "unfiled".to_owned() };
        let reached = conflict["decision"].as_str();
        let open = if conflict["answer"].is_null() { "open" } else { "answered" };
        reached.unwrap_or(open).to_owned()
    }

    fn act(&self, act: &str) -> Answer {
        let People { one, other, other_partner, manager } = self.people;
        match act {
            "file" => {
                let claim = json!({"recruit_id": self.claimed, "claim": "We signed it in June."});
                other.post(CONFLICTS, &claim)
            }
            "answer" => {
                let said = json!({"claim": "We trained them in May."});
                one.post(&format!("{}/answer", path(&self.protected)), &said)
            }
            decision => {
                let mut ruling = json!({"decision": decision, "reason": "Looked at."});
                if decision == "split" {
                    ruling["shares"] = json!([{"partner_id": PARTNER_ID, "share": "60"},
                        {"partner_id": other_partner, "share": "40"}]);
                }
                let absent = || "cfl_00000000000000000000000000000000".to_owned();
                let id = self.conflict().map_or_else(absent, |conflict| id(&conflict));
                manager.post(&format!("{CONFLICTS}/{id}/decide"), &ruling)
            }
        }
    }

    /// Brings it where a row of the table begins.
    fn brought_to(self, state: &str) -> Self {
        let way: &[&str] = match state {
            "unfiled" => &[],
            "open" => &["file"],
            "answered" => &["file", "answer"],
            decided => &["file", decided],
        };
        for act in way {
            let answer = self.act(act);
            assert!(answer.status < 300, "{act}: {answer:?}");
        }
        assert_eq!(self.state(), state);
        self
    }

    /// What comes of an act: the state after it, or the code of the refusal, which changes nothing.
    fn after(&self, act: &str) -> String {
        let before = self.conflict();
        let answer = self.act(act);
        if answer.status < 300 {
            return self.state();
        }
        assert_eq!(self.conflict(), before, "a refusal changes nothing");
        let body = answer.json();
        let code = body["code"].as_str().expect("a code");
        answer.problem(if code == "not_found" { 404 } else { 409 }, code);
        code.to_owned()
    }
}

fn holds(service: &Service, claim: Claim, table: &[Row]) {
    let people = People::of(service);
    let mut number = 0;
    for (state, expected) in table {
        let outcomes = ACTS.map(|act| {
            number += 1;
            Contested::of(&people, number, claim).brought_to(state).after(act)
        });
        assert_eq!(outcomes.each_ref().map(String::as_str), *expected, "{claim:?} {state}");
    }
    assert_eq!(service.verify(), None);
}

#[test]
fn every_act_on_a_claim_to_what_was_refused() {
    on_both(|service| holds(service, Claim::Refused, &REFUSED));
}

#[test]
fn every_act_on_a_claim_to_what_waits() {
    on_both(|service| holds(service, Claim::InReview, &IN_REVIEW));
}

#[test]
fn every_act_on_a_claim_that_nothing_stands_against() {
    on_both(|service| holds(service, Claim::Unopposed, &UNOPPOSED));
}
