//! `/plans` and `/agreements`.

use saathi::domain::Role;
use saathi::service::plans;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER_ID, on_both};
use crate::http::Answer;
use crate::money::{AGREEMENTS, Books, PLANS, faulty, id, made, plan, rows, version};

fn approve(actor: &Actor, plan: &Value, n: usize) -> Answer {
    actor.post(&format!("{PLANS}/{}/versions/{n}/approve", id(plan)), &json!({}))
}

fn add(actor: &Actor, plan: &Value, version: &Value) -> Answer {
    actor.post(&format!("{PLANS}/{}/versions", id(plan)), version)
}

#[test]
fn a_plan_is_kept_as_its_file_says() {
    on_both(|service| {
        let books = Books::open(service);
        let known = made(&books.one.post(PLANS, &plan("PK-2026", "USD")));
        assert_eq!((&known["plan"], &known["name"]), (&json!("PK-2026"), &json!("PK-2026")));
        assert_eq!(known["minimum_payout"], "50.00");
        let first = &known["versions"][0];
        assert_eq!((&first["n"], &first["status"]), (&json!(1), &json!("prepared")));
        assert_eq!(first["rules"], version("2026-01-01")["rules"]);
        assert_eq!(first["prepared_by"], json!(books.one.id));
        books.one.post(PLANS, &plan("PK-2026", "PKR")).problem(409, "code_taken");
        assert_eq!(
            rows(&books.one.get(&format!("{PLANS}?plan=PK-2026")))[0]["versions"],
            known["versions"]
        );
        let text = books.one.get(&format!("{PLANS}/{}/explain", id(&known))).json();
        assert_eq!(text["versions"][0]["heading"], "Sales paid from 2026-01-01 on:");
    });
}

#[test]
fn all_faults_of_a_plan_are_told() {
    on_both(|service| {
        let books = Books::open(service);
        let mut wrong = plan("PK", "USD");
        wrong["versions"][0]["clawback_days"] = json!(36501);
        wrong["versions"][0]["rules"][0]["pay"]["percent"] = json!("101");
        let faults =
            [("/versions/0/clawback_days", "plan"), ("/versions/0/rules/0/pay/percent", "plan")];
        faulty(&books.one.post(PLANS, &wrong), 422, &faults);
        wrong["versions"][0]["kap"] = json!(1);
        wrong["currency"] = json!(7);
        let answer = books.one.post(PLANS, &wrong);
        answer.problem(400, "malformed");
        assert!(answer.faults().contains(&("/versions/0/kap".into(), "unknown_field".into())));
        assert!(answer.faults().contains(&("/currency".into(), "wrong_type".into())));
        faulty(
            &books.one.post(PLANS, &json!({})),
            422,
            &[("/plan", "required"), ("/currency", "required"), ("/versions", "required")],
        );
        assert!(rows(&books.one.get(PLANS)).is_empty());
    });
}

#[test]
fn another_person_approves_and_then_it_never_changes() {
    on_both(|service| {
        let books = Books::open(service);
        let admin = service.signed_in(Role::Admin);
        let known = made(&admin.post(PLANS, &plan("PK", "USD")));
        approve(&admin, &known, 1).problem(409, "needs_second_person");
        let approved = approve(&books.one, &known, 1);
        assert_eq!(approved.status, 200, "{approved:?}");
        assert_eq!(approved.json()["versions"][0]["approved_by"], json!(books.one.id));
        approve(&books.other, &known, 1).problem(409, "version_approved");
        let path = format!("{PLANS}/{}/versions/1", id(&known));
        books.one.patch(&path, &version("2026-02-01")).problem(409, "version_approved");
        for n in ["0", "2", "x", "-1"] {
            let path = format!("{PLANS}/{}/versions/{n}/approve", id(&known));
            books.one.post(&path, &json!({})).problem(404, "not_found");
        }
        for role in [Role::PartnerStaff, Role::PartnerOwner, Role::Manager, Role::Auditor] {
            approve(&service.signed_in(role), &known, 1).problem(403, "forbidden");
        }
    });
}

#[test]
fn versions_are_added_in_order_and_mended_until_approved() {
    on_both(|service| {
        let books = Books::open(service);
        let known = made(&books.one.post(PLANS, &plan("PK", "USD")));
        approve(&books.other, &known, 1);
        let same = add(&books.one, &known, &version("2026-01-01"));
        faulty(&same, 422, &[("/effective_from", "plan")]);
        let mut wrong = version("2026-07-01");
        wrong["rules"][0]["pay"]["amount"] = json!("1");
        faulty(&add(&books.one, &known, &wrong), 400, &[("/rules/0/pay/amount", "unknown_field")]);
        let early = made(&add(&books.one, &known, &version("2025-07-01")));
        let dates = |known: &Value| {
            let all = known["versions"].as_array().expect("versions").clone();
            all.iter().map(|v| (v["n"].clone(), v["effective_from"].clone())).collect::<Vec<_>>()
        };
        let expected = [(json!(1), json!("2025-07-01")), (json!(2), json!("2026-01-01"))];
        assert_eq!(dates(&early), expected);
        // Whoever writes it anew is the one who prepared it.
        let path = format!("{PLANS}/{}/versions/1", id(&known));
        let mended = books.other.patch(&path, &version("2025-08-01"));
        assert_eq!(mended.status, 200, "{mended:?}");
        approve(&books.other, &known, 1).problem(409, "needs_second_person");
        let owner = service.signed_in(Role::PartnerOwner);
        owner.get(&format!("{PLANS}/{}", id(&known))).problem(404, "not_found");
        let agreement =
            json!({"partner_id": PARTNER_ID, "plan_id": id(&known), "starts_on": "2026-01-01"});
        made(&books.one.post(AGREEMENTS, &agreement));
        let seen = owner.get(&format!("{PLANS}/{}", id(&known))).json();
        assert_eq!(dates(&seen), [(json!(1), json!("2026-01-01"))]);
        let plan_id = saathi::domain::PlanId::parse(&id(&known)).expect("an id");
        let file = service
            .app
            .database
            .read(&saathi::domain::Scope::of_programme(), |tx| plans::approved_file(tx, &plan_id));
        let file: Value =
            serde_json::from_str(&file.expect("it reads").expect("a file")).unwrap_or_default();
        assert_eq!(file["versions"], json!([version("2026-01-01")]));
    });
}

/// An example of a sale of 200.00 on a day, and what it must earn.
fn example(name: &str, paid_on: &str, earns: &str) -> Value {
    json!({"name": name, "through": &paid_on[..7],
        "sales": [{"sale": "A", "amount": "200.00", "paid_on": paid_on}],
        "expect": [{"sale": "A", "amount": earns}]})
}

#[test]
fn examples_are_kept_shown_and_run() {
    on_both(|service| {
        let books = Books::open(service);
        let mut file = plan("PK", "USD");
        let examples = json!([example("as promised", "2026-02-01", "20.00")]);
        file["examples"] = examples.clone();
        file["versions"][0]["examples"] = json!([example("wrong", "2026-03-01", "20.01")]);
        let known = made(&books.one.post(PLANS, &file));
        assert_eq!(known["examples"], examples);
        assert_eq!(known["versions"][0]["examples"], file["versions"][0]["examples"]);
        let results = known["example_results"].as_array().expect("results");
        let held: Vec<_> = results.iter().map(|one| (&one["name"], &one["holds"])).collect();
        assert_eq!(held, [(&json!("as promised"), &json!(true)), (&json!("wrong"), &json!(false))]);
        let wrong = &results[1]["expectations"][0];
        assert_eq!((&wrong["of"], &wrong["holds"]), (&json!("sale A"), &json!(false)));
        assert_eq!(wrong["expected"], json!({"amount": "20.01", "currency": "USD"}));
        assert_eq!(wrong["found"], json!({"amount": "20.00", "currency": "USD"}));
        assert!(wrong["entries"][0].as_str().is_some_and(|entry| entry.contains("earning")));
        let path = format!("{PLANS}/{}", id(&known));
        assert_eq!(books.one.get(&path).json()["example_results"], known["example_results"]);
        let listed = &rows(&books.one.get(PLANS))[0];
        assert_eq!((&listed["examples"], &listed["example_results"]), (&examples, &Value::Null));
        // A partner's owner sees neither those beside the versions nor how any come out.
        let allowed = books.other.post(
            &format!("{path}/versions/1/approve"),
            &json!({"reason": "The promise was rounded."}),
        );
        assert_eq!(allowed.status, 200, "{allowed:?}");
        made(&books.one.post(
            AGREEMENTS,
            &json!({"partner_id": PARTNER_ID, "plan_id": id(&known), "starts_on": "2026-01-01"}),
        ));
        let seen = service.signed_in(Role::PartnerOwner).get(&path).json();
        assert_eq!((seen.get("examples"), seen.get("example_results")), (None, None));
    });
}

#[test]
fn a_version_is_approved_while_its_examples_hold_or_for_a_reason() {
    on_both(|service| {
        let books = Books::open(service);
        let mut file = plan("PK", "USD");
        file["versions"][0]["examples"] = json!([example("wrong", "2026-03-01", "20.01")]);
        let known = made(&books.one.post(PLANS, &file));
        let refused = approve(&books.other, &known, 1);
        refused.problem(422, "examples_fail");
        let detail = refused.json()["detail"].to_string();
        let told = "“wrong”: sale A: expected 20.01 USD, found 20.00 USD";
        assert!(detail.contains(told), "{detail}");
        // Mended, it holds; an example of the next version that fails may be done without.
        let path = format!("{PLANS}/{}/versions", id(&known));
        file["versions"][0]["examples"] = json!([example("right", "2026-03-01", "20.00")]);
        let mended = books.one.patch(&format!("{path}/1"), &file["versions"][0]);
        assert_eq!(mended.json()["example_results"][0]["holds"], true, "{mended:?}");
        assert_eq!(approve(&books.other, &known, 1).status, 200);
        let mut next = version("2026-07-01");
        next["examples"] = json!([example("later", "2026-08-01", "1.00")]);
        let added = made(&add(&books.one, &known, &next));
        let results = added["example_results"].as_array().expect("results");
        assert_eq!((results.len(), &results[1]["holds"]), (2, &json!(false)));
        approve(&books.other, &known, 2).problem(422, "examples_fail");
        let reason = json!({"reason": "Agreed by phone."});
        let forced = books.other.post(&format!("{path}/2/approve"), &reason);
        assert_eq!(forced.status, 200, "{forced:?}");
        let trail =
            service.signed_in(Role::Admin).get("/api/v1/audit?action=plans.approve_version");
        let found = rows(&trail).into_iter().find_map(|row| {
            let failed = row["after"]["examples_failed"].clone();
            (!failed.is_null()).then_some(failed)
        });
        let expected = json!({"names": ["later"], "reason": "Agreed by phone."});
        assert_eq!(found, Some(expected));
    });
}

#[test]
fn an_example_is_told_what_is_wrong_with_its_form() {
    on_both(|service| {
        let books = Books::open(service);
        let mut file = plan("PK", "USD");
        file["versions"][0]["clawback_days"] = json!(36501);
        file["examples"] = json!([{"name": "x", "through": "2026-13", "expect": []}]);
        let faults = [
            ("/versions/0/clawback_days", "plan"),
            ("/examples/0/through", "plan"),
            ("/examples/0/expect", "plan"),
        ];
        faulty(&books.one.post(PLANS, &file), 422, &faults);
        let known = made(&books.one.post(PLANS, &plan("PK", "USD")));
        let mut wrong = version("2026-07-01");
        wrong["examples"] = json!([{"name": "x", "through": "2026-07", "expext": []}]);
        let faults = [("/examples/0/expext", "unknown_field"), ("/examples/0/expect", "required")];
        faulty(&add(&books.one, &known, &wrong), 400, &faults);
    });
}

#[test]
fn agreements_have_one_currency_and_do_not_overlap() {
    on_both(|service| {
        let books = Books::open(service);
        let plans: Vec<String> = [("A", "USD"), ("B", "USD"), ("C", "PKR")]
            .iter()
            .map(|(code, currency)| id(&made(&books.one.post(PLANS, &plan(code, currency)))))
            .collect();
        let agree = |plan: &str, starts_on: &str, ends_on: Value| {
            books.one.post(
                AGREEMENTS,
                &json!({"partner_id": PARTNER_ID, "plan_id": plan, "starts_on": starts_on,
                    "ends_on": ends_on}),
            )
        };
        let first = made(&agree(&plans[0], "2026-01-01", json!("2026-06-30")));
        agree(&plans[1], "2026-06-30", Value::Null).problem(409, "agreements_overlap");
        agree(&plans[2], "2026-07-01", Value::Null).problem(409, "currency_change");
        faulty(
            &agree(&plans[1], "2026-07-01", json!("2026-06-30")),
            422,
            &[("/ends_on", "before_start")],
        );
        let second = made(&agree(&plans[1], "2026-07-01", Value::Null));
        let path = format!("{AGREEMENTS}/{}", id(&first));
        let longer = books.one.patch(&path, &json!({"ends_on": null}));
        longer.problem(409, "agreements_overlap");
        let shorter = books.one.patch(&path, &json!({"ends_on": "2026-05-31"}));
        assert_eq!((shorter.status, shorter.header("etag")), (200, Some("\"2\"")));
        books.one.patch(&path, &json!({"plan_id": plans[1]})).problem(400, "malformed");
        let unknown = agree("pln_00000000000000000000000000000009", "2030-01-01", Value::Null);
        faulty(&unknown, 422, &[("/plan_id", "unknown_id")]);
        service.partner("SKT-002");
        let owner = service.signed_in_of(Role::PartnerOwner, "SKT-002");
        assert!(rows(&owner.get(AGREEMENTS)).is_empty());
        owner.get(&path).problem(404, "not_found");
        let own = service.signed_in(Role::PartnerOwner);
        assert_eq!(rows(&own.get(&format!("{AGREEMENTS}?sort=-starts_on")))[0], second);
        service.signed_in(Role::PartnerStaff).get(&path).problem(403, "forbidden");
        service.signed_in(Role::Manager).get(&path).problem(403, "forbidden");
    });
}
