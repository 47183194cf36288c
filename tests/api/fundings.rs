//! `/fundings`: a host asks, a manager grants, the host shows what it spent, finance settles; never one person.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::check_ins::with;
use crate::events::{TODAY, opened, shared};
use crate::harness::{Actor, PARTNER_ID, Service, on_both_at};
use crate::http::Answer;

const PATH: &str = "/api/v1/fundings";

fn rupees(amount: &str) -> Value {
    json!({"amount": amount, "currency": "PKR"})
}

fn asks(owner: &Actor, event: &str, amount: &str) -> Answer {
    let event = event.rsplit('/').next().expect("an id");
    let body = json!({"event_id": event, "amount": rupees(amount), "purpose": "The hall."});
    owner.post(PATH, &body)
}

/// A funding that was asked for: its path.
fn asked(owner: &Actor, event: &str, amount: &str) -> String {
    let answer = asks(owner, event, amount);
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.text("status"), "requested");
    answer.header("location").expect("where it is").to_owned()
}

fn decides(actor: &Actor, funding: &str, decision: &str, amount: Option<&str>) -> Answer {
    let body = json!({"decision": decision, "reason": "As agreed."});
    let more = amount.map_or(json!({}), |amount| json!({"amount": rupees(amount)}));
    actor.post(&format!("{funding}/decide"), &with(body, &more))
}

fn proves(actor: &Actor, funding: &str, amount: &str) -> Answer {
    let body = json!({"amount": rupees(amount), "spent_on": TODAY, "reference": "Receipt 7"});
    actor.post(&format!("{funding}/proof"), &body)
}

fn reviews(actor: &Actor, funding: &str, decision: &str) -> Answer {
    let body = json!({"decision": decision, "reason": "As shown."});
    actor.post(&format!("{funding}/review"), &body)
}

fn withdraws(actor: &Actor, funding: &str) -> Answer {
    actor.post(&format!("{funding}/withdraw"), &json!({"reason": "Not needed."}))
}

/// An event of our partner alone that costs so much, with our owner and a manager.
fn hosted(service: &Service, cost: &str) -> (String, Actor, Actor) {
    let manager = service.signed_in(Role::Manager);
    let owner = service.signed_in(Role::PartnerOwner);
    let event = opened(&manager, &[(PARTNER_ID, "100")], &json!({"cost": rupees(cost)}));
    (event, owner, manager)
}

fn told(actor: &Actor, kind: &str) -> usize {
    let body = actor.get(&format!("/api/v1/notifications?kind={kind}")).json();
    body["data"].as_array().map_or(0, Vec::len)
}

#[test]
fn a_funding_goes_its_way_to_the_end() {
    on_both_at(TODAY, |service| {
        let (event, owner, manager) = hosted(service, "1000.00");
        let finance = service.signed_in(Role::Finance);
        let funding = asked(&owner, &event, "800.00");
        assert_eq!(told(&manager, "fundings.requested"), 1);
        let granted = decides(&manager, &funding, "approve", Some("700.00"));
        assert_eq!(granted.status, 200, "{granted:?}");
        assert_eq!(
            (granted.text("status").as_str(), &granted.json()["approved"]),
            ("approved", &rupees("700.00"))
        );
        assert_eq!(told(&owner, "fundings.decided"), 1);
        let shown = proves(&owner, &funding, "650.00");
        assert_eq!((shown.status, shown.text("status").as_str()), (200, "proven"), "{shown:?}");
        assert_eq!(told(&finance, "fundings.proven"), 1);
        let returned = reviews(&finance, &funding, "return");
        assert_eq!((returned.status, returned.text("status").as_str()), (200, "approved"));
        assert_eq!(returned.json()["proof"]["amount"], rupees("650.00"), "it stays until another");
        let again = proves(&owner, &funding, "750.00");
        assert_eq!(again.json()["review_reason"], Value::Null, "nobody has looked at this one");
        let settled = reviews(&finance, &funding, "accept");
        assert_eq!((settled.status, settled.text("status").as_str()), (200, "settled"));
        assert_eq!(settled.json()["settled"], rupees("700.00"), "never more than was granted");
        assert_eq!(told(&owner, "fundings.reviewed"), 2);
        assert_eq!(service.verify(), None);
        let actions = [
            "fundings.request",
            "fundings.decide",
            "fundings.prove",
            "fundings.review",
            "fundings.prove",
            "fundings.review",
        ];
        let trail = service.trail();
        let noted = trail.iter().map(|row| row.action.as_str());
        let noted: Vec<&str> = noted.filter(|action| action.starts_with("fundings.")).collect();
        assert_eq!(noted, actions);
    });
}

#[test]
fn each_step_has_its_place_and_no_other() {
    on_both_at(TODAY, |service| {
        let (event, owner, manager) = hosted(service, "1000.00");
        let finance = service.signed_in(Role::Finance);
        let at = |steps: &[&str]| {
            let funding = asked(&owner, &event, "100.00");
            for step in steps {
                let answer = does(step, &funding, (&owner, &manager, &finance));
                assert_eq!(answer.status, 200, "{steps:?}: {answer:?}");
            }
            funding
        };
        let standings: [(&[&str], &[&str]); 6] = [
            (&[], &["approve", "refuse", "withdraw"]),
            (&["approve"], &["withdraw", "prove"]),
            (&["refuse"], &[]),
            (&["withdraw"], &[]),
            (&["approve", "prove"], &["return", "accept"]),
            (&["approve", "prove", "accept"], &[]),
        ];
        for (before, allowed) in standings {
            for step in ["approve", "refuse", "withdraw", "prove", "return", "accept"] {
                let answer = does(step, &at(before), (&owner, &manager, &finance));
                if allowed.contains(&step) {
                    assert_eq!(answer.status, 200, "{before:?} {step}: {answer:?}");
                } else {
                    answer.problem(409, "status");
                }
            }
        }
    });
}

fn does(step: &str, funding: &str, (owner, manager, finance): (&Actor, &Actor, &Actor)) -> Answer {
    match step {
        "approve" | "refuse" => decides(manager, funding, step, None),
        "withdraw" => withdraws(owner, funding),
        "prove" => proves(owner, funding, "90.00"),
        _ => reviews(finance, funding, step),
    }
}

#[test]
fn what_is_wrong_is_told_where_it_is() {
    on_both_at(TODAY, |service| {
        let (event, owner, manager) = hosted(service, "1000.00");
        let other = opened(&manager, &[(&service.partner("SKT-009"), "100")], &json!({}));
        let fault = |answer: Answer| {
            answer.problem(422, "invalid");
            answer.faults().pop().expect("a fault")
        };
        let is = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        assert_eq!(fault(asks(&owner, &other, "1.00")), is("/event_id", "unknown_id"));
        assert_eq!(fault(asks(&owner, &event, "0.00")), is("/amount", "not_positive"));
        let id = event.rsplit('/').next().expect("an id");
        let dollars = json!({"event_id": id, "purpose": "The hall.",
            "amount": {"amount": "1.00", "currency": "USD"}});
        let other_currency = is("/amount/currency", "other_currency");
        assert_eq!(fault(owner.post(PATH, &dollars)), other_currency);
        let funding = asked(&owner, &event, "100.00");
        let more = decides(&manager, &funding, "approve", Some("100.01"));
        assert_eq!(fault(more), is("/amount", "out_of_range"));
        let refused = decides(&manager, &funding, "refuse", Some("1.00"));
        assert_eq!(fault(refused), is("/amount", "out_of_range"));
        assert_eq!(decides(&manager, &funding, "approve", None).status, 200);
        let tomorrow = json!({"amount": rupees("1.00"), "spent_on": "2026-11-24",
            "reference": "Receipt 7"});
        let tomorrow = owner.post(&format!("{funding}/proof"), &tomorrow);
        assert_eq!(fault(tomorrow), is("/spent_on", "in_the_future"));
    });
}

#[test]
fn nobody_settles_what_the_same_person_granted() {
    on_both_at(TODAY, |service| {
        let (event, owner, _) = hosted(service, "1000.00");
        let [one, other] = [0, 1].map(|_| service.signed_in(Role::Admin));
        let funding = asked(&owner, &event, "100.00");
        assert_eq!(decides(&one, &funding, "approve", None).status, 200);
        assert_eq!(proves(&owner, &funding, "100.00").status, 200);
        reviews(&one, &funding, "accept").problem(409, "needs_second_person");
        assert_eq!(reviews(&other, &funding, "accept").status, 200);
    });
}

#[test]
fn a_report_has_what_each_host_was_granted() {
    on_both_at(TODAY, |service| {
        let cost = json!({"cost": rupees("1000.01")});
        let (event, manager, _, theirs) = shared(service, &cost);
        let (ours, finance) =
            (service.signed_in(Role::PartnerOwner), service.signed_in(Role::Finance));
        for (owner, amount, spent) in [(&ours, "300.00", Some("250.00")), (&theirs, "80.00", None)]
        {
            let funding = asked(owner, &event, amount);
            assert_eq!(decides(&manager, &funding, "approve", None).status, 200);
            if let Some(spent) = spent {
                assert_eq!(proves(owner, &funding, spent).status, 200);
                assert_eq!(reviews(&finance, &funding, "accept").status, 200);
            }
        }
        let report = manager.get(&format!("{event}/report")).json();
        let figures = |of: &Value| {
            ["funding_approved", "funding_settled", "cost_borne"].map(|name| of[name].clone())
        };
        let of = |approved: &str, settled: &str, borne: &str| {
            [json!([rupees(approved)]), json!([rupees(settled)]), rupees(borne)]
        };
        assert_eq!(figures(&report), of("330.00", "250.00", "750.01"));
        assert_eq!(figures(&report["hosts"][0]), of("250.00", "250.00", "350.01"));
        assert_eq!(figures(&report["hosts"][1]), of("80.00", "0.00", "400.00"));
        // Each of the hosts sees its own alone, and the totals.
        let own = theirs.get(&format!("{event}/report")).json();
        assert_eq!(figures(&own), figures(&report));
        assert_eq!(figures(&own["hosts"][0]), figures(&report["hosts"][1]));
        let listed = |actor: &Actor| {
            let link = actor.get(&format!("{event}/report")).json()["links"]["fundings"].clone();
            let list = actor.get(link.as_str().expect("a link")).json();
            list["data"].as_array().map_or(0, Vec::len)
        };
        assert_eq!((listed(&manager), listed(&ours), listed(&theirs)), (2, 1, 1));
    });
}
