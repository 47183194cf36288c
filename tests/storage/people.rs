//! References stay inside one partner, and nobody approves their own work.

use crate::database::Refusal::{ForeignKey, Rule, Value};
use crate::database::on_both;
use crate::rows::{A, B, FINANCE, FINANCE_TOO, FRESH, id, partner};

const NOON: &str = "'2026-08-01 12:00:00'";

#[test]
fn a_child_belongs_to_its_parents_partner() {
    on_both(|db| {
        let (person, recruit, check_in) = (id("usr", B, 2), id("rec", B, 2), id("chk", B, 1));
        for (table, column, foreign) in [
            ("recruits", "user_id", &person),
            ("recruit_activities", "user_id", &person),
            ("recruit_activities", "recruit_id", &recruit),
            ("recruit_stage_moves", "recruit_id", &recruit),
            ("recruit_extensions", "recruit_id", &recruit),
            ("check_ins", "user_id", &person),
            ("check_in_blockers", "check_in_id", &check_in),
            ("check_in_plans", "check_in_id", &check_in),
            ("check_in_plans", "recruit_id", &recruit),
        ] {
            db.refuses_row(ForeignKey, table, A, FRESH, &[(column, foreign)]);
        }
    });
}

#[test]
fn a_person_does_not_move_to_another_partner() {
    on_both(|db| {
        let (person, other) = (id("usr", A, 2), partner(B));
        let sql = format!("UPDATE users SET partner_id = '{other}' WHERE id = {person}");
        db.refuses(ForeignKey, &sql);
    });
}

#[test]
fn what_is_referred_to_exists() {
    on_both(|db| {
        let nobody = |prefix: &str| id(prefix, A, 4095);
        for (table, column, prefix) in [
            ("users", "partner_id", "par"),
            ("recruits", "seller_id", "sel"),
            ("recruits", "event_id", "evt"),
            ("recruits", "created_by", "usr"),
            ("registrations", "event_id", "evt"),
            ("event_hosts", "partner_id", "par"),
            ("sales", "seller_id", "sel"),
            ("sales", "product_id", "pro"),
            ("sale_credits", "partner_id", "par"),
            ("seller_holders", "partner_id", "par"),
            ("plan_versions", "plan_id", "pln"),
            ("agreements", "plan_id", "pln"),
            ("refresh_tokens", "family_id", "ses"),
            ("idempotency_keys", "user_id", "usr"),
        ] {
            db.refuses_row(ForeignKey, table, A, FRESH, &[(column, &nobody(prefix))]);
        }
        db.refuses_row(Value, "partner_parents", A, FRESH, &[("parent_id", &id("par", A, 1))]);
    });
}

#[test]
fn nobody_confirms_their_own_sale() {
    on_both(|db| {
        let confirm = |by: &str| {
            let sale = id("sal", A, 1);
            format!(
                "UPDATE sales SET status = 'confirmed', confirmed_by = {by}, confirmed_at = {NOON}
                 WHERE id = {sale} AND status = 'recorded' AND version = 1"
            )
        };
        db.refuses(Value, &confirm(FINANCE));
        assert_eq!(db.run(&confirm(FINANCE_TOO)), 1);
        assert_eq!(db.run(&confirm(FINANCE_TOO)), 0, "exactly one changes the status");
    });
}

#[test]
fn nobody_approves_their_own_plan_version() {
    on_both(|db| {
        db.refuses_row(Value, "plan_versions", A, FRESH, &[("approved_by", FINANCE)]);
        let draft = [("approved_by", "NULL"), ("approved_at", "NULL")];
        db.insert("plan_versions", A, FRESH, &draft);
        let approve = |by: &str| {
            let version = id("plv", A, FRESH);
            format!(
                "UPDATE plan_versions SET approved_by = {by}, approved_at = {NOON} WHERE id = {version}"
            )
        };
        db.refuses(Value, &approve(FINANCE));
        assert_eq!(db.run(&approve(FINANCE_TOO)), 1);
        db.refuses(Rule("plan_versions_are_frozen"), &approve(FINANCE_TOO));
    });
}

#[test]
fn nobody_confirms_their_own_papers() {
    on_both(|db| {
        let owner = id("usr", A, 1);
        let confirmed = |by| [("confirmed_by", by), ("confirmed_at", NOON)];
        db.refuses_row(Value, "tax_profiles", A, FRESH, &confirmed(&*owner));
        db.insert("tax_profiles", A, FRESH, &confirmed(FINANCE));
        let account =
            |by| [("confirmed_by", by), ("confirmed_at", NOON), ("status", "'confirmed'")];
        db.refuses_row(Value, "bank_accounts", A, FRESH, &account(&*owner));
        db.refuses_row(Value, "bank_accounts", A, FRESH, &[("status", "'confirmed'")]);
        db.insert("bank_accounts", A, FRESH, &account(FINANCE));
    });
}
