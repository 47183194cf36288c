//! `/reports/pipeline`, and by when a recruit is to be spoken to.

use serde_json::{Value, json};

use saathi::domain::Role;

use crate::harness::{Actor, on_both_at};
use crate::recruits::{RECRUITS, of, path, taken, two};

const PIPELINE: &str = "/api/v1/reports/pipeline";

fn moves(actor: &Actor, recruit: &Value, stage: &str) {
    let place = format!("{}/stage", path(recruit["id"].as_str().expect("an id")));
    assert_eq!(actor.post(&place, &json!({"stage": stage})).status, 200);
}

fn figures(report: &Value, figure: &str) -> Vec<Value> {
    let stages = report["stages"].as_array().expect("stages");
    stages.iter().take(4).map(|stage| stage[figure].clone()).collect()
}

#[test]
fn recruits_are_counted_by_the_stage_that_they_reached() {
    on_both_at("2026-07-03", |service| {
        let (one, other) = two(service);
        let manager = service.signed_in(Role::Manager);
        let made: Vec<Value> = (1..=4)
            .map(|number| {
                let ntn = format!("123456{number}-8");
                taken(&one, &format!("k{number}"), &of(&format!("Firm {number}"), &ntn))
            })
            .collect();
        taken(&other, "k", &of("Another", "7654321-0"));
        moves(&one, &made[0], "contacted");
        moves(&one, &made[1], "visited");
        moves(&one, &made[1], "lost");
        let own = one.get(PIPELINE).json();
        assert_eq!((&own["received"], &own["from"]), (&json!(4), &json!("2026-04-05")));
        assert_eq!(figures(&own, "reached"), [4, 2, 1, 0]);
        assert_eq!(
            figures(&own, "conversion"),
            [Value::Null, json!("50.00"), json!("50.00"), json!("0.00")]
        );
        assert_eq!(figures(&own, "now"), [2, 1, 0, 0]);
        let follow_up = &own["follow_up"];
        assert_eq!((&follow_up["in_time"], &follow_up["waiting"]), (&json!(2), &json!(2)));
        assert_eq!(manager.get(PIPELINE).json()["received"], 5);
        let asked = |query: &str| one.get(&format!("{PIPELINE}?{query}"));
        let partner = made[0]["partner_id"].as_str().expect("an id");
        assert_eq!(asked(&format!("partner_id={partner}")).json()["received"], 4);
        assert_eq!(asked("partner_id=par_x").json()["received"], 0);
        assert_eq!(asked("until=2026-07-02").json()["received"], 0);
        for wrong in ["from=2026-07-04", "from=2025-01-01", "from=x", "month=7", "until=x"] {
            asked(wrong).problem(400, "malformed");
        }
        // By when the others are to be spoken to, and where their list is.
        assert_eq!(made[2]["follow_up_due_at"], "2026-07-05T04:00:00Z");
        let list = one.get(own["uncontacted"].as_str().expect("a link")).json();
        assert_eq!(list["data"].as_array().map(Vec::len), Some(2));
        let how = |how: &str| one.get(&format!("{RECRUITS}?first_contact={how}")).json();
        assert_eq!(how("in_time")["data"].as_array().map(Vec::len), Some(2));
        assert_eq!((&how("late")["data"], &how("never")["data"]), (&json!([]), &json!([])));
        let spoken = one.get(&format!("{RECRUITS}?stage=contacted")).json();
        assert_eq!(spoken["data"][0]["follow_up_due_at"], Value::Null);
    });
}

#[test]
fn a_recruit_keeps_the_hours_that_it_had_at_its_receipt() {
    on_both_at("2026-07-03", |service| {
        let (one, _) = two(service);
        let before = taken(&one, "k1", &of("Al Noor", "1234567-8"));
        let change = json!({"settings": {"first_contact_hours": 6}, "reason": "as agreed",
            "effective_from": "2026-07-03"});
        assert_eq!(one.get(PIPELINE).json()["follow_up"]["within_hours"], 48);
        let admin = service.signed_in(Role::Admin);
        assert_eq!(admin.patch("/api/v1/settings", &change).status, 200);
        let after = taken(&one, "k2", &of("Bismillah Gloves", "7654321-0"));
        assert_eq!(before["follow_up_due_at"], "2026-07-05T04:00:00Z");
        assert_eq!(after["follow_up_due_at"], "2026-07-03T10:00:00Z");
        assert_eq!(one.get(PIPELINE).json()["follow_up"]["within_hours"], 6);
        let shown = one.get(&path(before["id"].as_str().expect("an id"))).json();
        assert_eq!(shown["follow_up_due_at"], "2026-07-05T04:00:00Z");
    });
}
