//! `/targets`: what a partner is to reach in a month, set by a manager and set again over that.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::check_ins::{stranger, with};
use crate::harness::{PARTNER_ID, on_both};
use crate::http::Answer;

const TARGETS: &str = "/api/v1/targets";

fn target(more: &Value) -> Value {
    with(json!({"partner_id": PARTNER_ID, "month": "2026-08", "recruits": 14}), more)
}

#[test]
fn a_target_is_set_and_set_again() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let set = |more: &Value| manager.post(TARGETS, &target(more));
        let first = set(&json!({"new_sales": 6}));
        assert_eq!(first.status, 201, "{first:?}");
        let again = set(&json!({"renewal_sales": 3}));
        assert_eq!((again.status, again.text("id")), (200, first.text("id")));
        // What is not said again is nothing: the second target is the whole of it.
        let figures = |answer: &Answer| {
            let body = answer.json();
            ["recruits", "new_sales", "renewal_sales"].map(|name| body[name].clone())
        };
        assert_eq!(figures(&again), [json!(14), json!(0), json!(3)]);
        assert_eq!(set(&json!({"month": "2026-09"})).status, 201);
        let of = |month: &str| {
            let body = manager.get(&format!("{TARGETS}?month={month}")).json();
            body["data"].as_array().map(Vec::len)
        };
        assert_eq!((of("2026-08"), of("2026-09"), of("2026-10")), (Some(1), Some(1), Some(0)));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_target_is_read_by_its_partner_and_set_by_managers() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let set = manager.post(TARGETS, &target(&json!({})));
        let path = format!("{TARGETS}/{}", set.text("id"));
        let own = service.signed_in(Role::PartnerStaff);
        assert_eq!(own.get(&path).json()["recruits"], 14);
        own.post(TARGETS, &target(&json!({}))).problem(403, "forbidden");
        service
            .signed_in(Role::Finance)
            .post(TARGETS, &target(&json!({})))
            .problem(403, "forbidden");
        let other = stranger(service, Role::PartnerOwner);
        other.get(&path).problem(404, "not_found");
        assert_eq!(other.get(TARGETS).json()["data"], json!([]));
        let nobody = json!({"partner_id": "par_00000000000000000000000000000abc"});
        for (more, pointer, code) in [
            (json!({"recruits": 1_000_001}), "/recruits", "out_of_range"),
            (nobody, "/partner_id", "unknown_id"),
        ] {
            let refused = manager.post(TARGETS, &target(&more));
            assert_eq!(refused.faults(), [(pointer.to_owned(), code.to_owned())], "{more}");
        }
    });
}
