//! What there is at most one of: protections, holders, references, identities, days.

use crate::database::Refusal::{ForeignKey, Rule, Unique, Value};
use crate::database::on_both;
use crate::rows::{A, B, FINANCE, FINANCE_TOO, FRESH, id};

#[test]
fn a_seller_has_one_live_protection() {
    on_both(|db| {
        let seller = id("sel", A, 1);
        for status in ["'open'", "'in_review'"] {
            let changes = [("seller_id", &*seller), ("status", status)];
            db.refuses_row(Unique, "recruits", B, FRESH, &changes);
            db.refuses_row(Unique, "recruits", A, FRESH, &changes);
        }
        // What is no protection may stand beside it, but not become one.
        db.insert("recruits", B, FRESH, &[("seller_id", &seller), ("status", "'refused'")]);
        let fresh = id("rec", B, FRESH);
        db.refuses(Unique, &format!("UPDATE recruits SET status = 'open' WHERE id = {fresh}"));
        // Once the first has ended, the next may begin.
        let first = id("rec", A, 1);
        db.run(&format!("UPDATE recruits SET status = 'expired' WHERE id = {first}"));
        db.run(&format!("UPDATE recruits SET status = 'open' WHERE id = {fresh}"));
        db.refuses(Unique, &format!("UPDATE recruits SET status = 'open' WHERE id = {first}"));
        let same = id("sel", A, 1);
        db.refuses(
            Unique,
            &format!("UPDATE recruits SET seller_id = {same} WHERE seller_id <> {same}"),
        );
    });
}

#[test]
fn a_seller_has_one_holder_at_any_time() {
    on_both(|db| {
        let seller = id("sel", A, 2);
        let row = |from: &'static str, until: &'static str| {
            [("seller_id", seller.clone()), ("from_on", from.into()), ("until_on", until.into())]
        };
        let insert = |db: &mut crate::database::Db, who, row: &[(&str, String); 3]| {
            let changes: Vec<(&str, &str)> = row.iter().map(|(k, v)| (*k, v.as_str())).collect();
            db.insert("seller_holders", who, FRESH, &changes);
        };
        insert(db, A, &row("'2026-08-01'", "NULL"));
        for (from, until) in [("'2026-09-01'", "NULL"), ("'2026-01-01'", "NULL")] {
            let text = row(from, until);
            let changes: Vec<(&str, &str)> = text.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let sql = crate::rows::insert("seller_holders", B, FRESH, &changes);
            assert!(db.try_run(&sql).is_err(), "{}: a second open holder", db.name());
        }
        let overlapping = [("'2026-07-01'", "'2026-08-02'"), ("'2026-12-01'", "'2026-12-02'")];
        for (from, until) in overlapping {
            let text = row(from, until);
            let changes: Vec<(&str, &str)> = text.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let rule = Rule("seller_holders_do_not_overlap");
            db.refuses_row(rule, "seller_holders", B, FRESH, &changes);
        }
        // Up to the day on which the next begins; and a row that ends where it began held nothing.
        insert(db, B, &row("'2026-07-01'", "'2026-08-01'"));
        insert(db, B, &row("'2026-09-01'", "'2026-09-01'"));
        db.run(&format!(
            "UPDATE seller_holders SET until_on = '2026-10-01' WHERE seller_id = {seller} AND until_on IS NULL"
        ));
        insert(db, B, &row("'2026-10-01'", "NULL"));
    });
}

#[test]
fn a_partners_agreements_do_not_overlap() {
    on_both(|db| {
        let rule = Rule("agreements_do_not_overlap");
        // Seeded: from 2027-07-01 to 2028-06-30.
        for (starts, ends) in [
            ("'2028-06-30'", "NULL"),
            ("'2026-01-01'", "NULL"),
            ("'2026-01-01'", "'2027-07-01'"),
            ("'2027-08-01'", "'2027-08-01'"),
        ] {
            let changes = [("starts_on", starts), ("ends_on", ends)];
            db.refuses_row(rule, "agreements", A, FRESH, &changes);
        }
        db.insert("agreements", A, FRESH, &[("starts_on", "'2028-07-01'"), ("ends_on", "NULL")]);
        let first = id("agr", A, 1);
        db.refuses(rule, &format!("UPDATE agreements SET ends_on = NULL WHERE id = {first}"));
        db.refuses(
            rule,
            &format!("UPDATE agreements SET ends_on = '2028-07-01' WHERE id = {first}"),
        );
        db.run(&format!("UPDATE agreements SET ends_on = '2027-12-31' WHERE id = {first}"));
    });
}

#[test]
fn a_reference_of_the_field_is_taken_once_for_ever() {
    on_both(|db| {
        for (table, kind) in [("recruits", "0001"), ("check_ins", "0002")] {
            let taken = format!("'a0a00000-0000-4000-8000-{kind}00000001'");
            db.refuses_row(Unique, table, A, FRESH, &[("client_ref", &taken)]);
            // Another partner's phone may have made the same one.
            db.insert(table, B, FRESH, &[("client_ref", &taken)]);
        }
        let rule = Rule("recruits_keep_their_origin");
        db.refuses(rule, "UPDATE recruits SET client_ref = NULL");
        db.refuses(Rule("check_ins_keep_their_origin"), "UPDATE check_ins SET client_ref = NULL");
        db.refuses(Rule("recruits_are_never_deleted"), "DELETE FROM recruits");
        db.refuses(Rule("check_ins_are_never_deleted"), "DELETE FROM check_ins");
    });
}

#[test]
fn codes_and_identities_are_unique() {
    on_both(|db| {
        db.insert("sellers", A, FRESH, &[("ntn", "'1234567-8'"), ("cnic", "'35202-1234567-1'")]);
        for (table, column, taken) in [
            ("partners", "code", "'canary-a-1'"),
            ("users", "email", "'canary-a1@s.example'"),
            ("sellers", "ntn", "'1234567-8'"),
            ("sellers", "cnic", "'35202-1234567-1'"),
            ("sellers", "member_id", "'canary-a-1'"),
            ("registrations", "code", "'canary-a-1'"),
            ("products", "code", "'canary-a-1'"),
            ("sales", "external_id", "'canary-a-1'"),
            ("refunds", "external_id", "'canary-a-1'"),
            ("plans", "code", "'canary-a-1'"),
            ("audit", "prev_hash", "hash:00"),
            ("refresh_tokens", "token_hash", "hash:01"),
            ("web_sessions", "token_hash", "hash:01"),
        ] {
            db.refuses_row(Unique, table, B, FRESH, &[(column, taken)]);
        }
    });
}

#[test]
fn there_is_one_of_a_day() {
    on_both(|db| {
        db.refuses_row(Unique, "check_ins", A, FRESH, &[("date", "'2026-01-01'")]);
        db.refuses_row(Unique, "exchange_rates", A, FRESH, &[("date", "'2027-07-31'")]);
        db.refuses_row(Unique, "partner_parents", A, FRESH, &[("effective_from", "'2026-01-01'")]);
        db.refuses_row(Unique, "tax_profiles", A, FRESH, &[("effective_from", "'2026-01-01'")]);
        db.refuses_row(Unique, "plan_versions", A, FRESH, &[("effective_from", "'2027-07-01'")]);
    });
}

#[test]
fn a_registration_arrives_once() {
    on_both(|db| {
        let registration = id("reg", A, 1);
        db.refuses_row(Unique, "arrivals", A, FRESH, &[("registration_id", &registration)]);
        let elsewhere = id("reg", B, 2);
        db.refuses_row(ForeignKey, "arrivals", A, FRESH, &[("registration_id", &elsewhere)]);
    });
}

#[test]
fn a_protection_is_extended_once() {
    on_both(|db| {
        let recruit = id("rec", A, 1);
        db.refuses_row(Unique, "recruit_extensions", A, FRESH, &[("recruit_id", &recruit)]);
        let shorter = [("until_after", "'2026-09-30'")];
        db.refuses_row(Value, "recruit_extensions", A, FRESH, &shorter);
    });
}

#[test]
fn a_partner_of_a_sale_has_one_share() {
    on_both(|db| {
        let sale = id("sal", A, 1);
        let changes = [("sale_id", &*sale), ("position", "1")];
        db.refuses_row(Unique, "sale_credits", A, FRESH, &changes);
        db.refuses_row(Unique, "sale_credits", B, FRESH, &[("sale_id", &sale)]);
        db.insert("sale_credits", B, FRESH, &changes);
    });
}

#[test]
fn one_bank_account_is_paid_and_one_waits() {
    on_both(|db| {
        db.insert("bank_accounts", A, 2, &[("status", "'pending'")]);
        db.refuses_row(Unique, "bank_accounts", A, 3, &[("status", "'pending'")]);
        let confirmed = [
            ("status", "'confirmed'"),
            ("confirmed_by", FINANCE),
            ("confirmed_at", "'2026-08-01 12:00:00'"),
        ];
        db.insert("bank_accounts", A, 3, &confirmed);
        db.refuses_row(Unique, "bank_accounts", A, 4, &confirmed);
    });
}

#[test]
fn a_session_has_one_live_token_and_a_person_one_live_link() {
    on_both(|db| {
        let family = id("ses", A, 1);
        db.refuses_row(Unique, "refresh_tokens", A, FRESH, &[("family_id", &family)]);
        db.insert("password_links", A, 2, &[("used_at", "NULL")]);
        db.refuses_row(Unique, "password_links", A, 3, &[("used_at", "NULL")]);
    });
}

#[test]
fn a_key_of_idempotency_is_one_row_of_its_user_and_operation() {
    on_both(|db| {
        db.refuses_row(Unique, "idempotency_keys", A, FRESH, &[("key", "'canary-a-1'")]);
        let elsewhere = [("key", "'canary-a-1'"), ("operation", "'POST /sales'")];
        db.insert("idempotency_keys", A, FRESH, &elsewhere);
    });
}

#[test]
fn there_is_one_installation_and_one_head_of_the_chain() {
    on_both(|db| {
        db.refuses_row(Unique, "installation", A, FRESH, &[]);
        db.refuses_row(Unique, "audit_head", A, FRESH, &[]);
        db.refuses_row(Value, "audit_head", A, FRESH, &[("id", "2")]);
    });
}

#[test]
fn a_statement_has_one_live_payment() {
    on_both(|db| {
        let (payout, waiting) = (id("pay", A, FRESH), ("status", "'waiting'"));
        db.insert("payouts", A, FRESH, &[]);
        db.insert("payments", A, FRESH, &[waiting]);
        let again = [("payout_id", &*payout), waiting];
        db.refuses_row(Unique, "payments", A, FRESH, &again);
        // A payment is of a statement of its partner, in a batch that nobody has approved.
        let other = id("stm", B, 1);
        let other = [("payout_id", &*payout), ("statement_id", &*other)];
        let rule = Rule("payments_are_of_approved_statements");
        db.refuses_row(rule, "payments", A, FRESH, &other);
        db.run("UPDATE payouts SET status = 'withdrawn'");
        db.run("UPDATE payments SET status = 'withdrawn' WHERE status = 'waiting'");
        db.refuses_row(rule, "payments", A, FRESH, &again);
    });
}

#[test]
fn a_payment_is_settled_once_and_after_approval() {
    on_both(|db| {
        db.insert("payments", A, FRESH, &[("status", "'waiting'")]);
        let paid = format!(
            "UPDATE payments SET status = 'paid', settled_by = {FINANCE}, \
             settled_on = '2026-10-05', settled_at = '2026-10-05 12:00:00' WHERE status = 'waiting'"
        );
        db.refuses(Rule("payments_follow_their_payout"), &paid);
        let statement = id("stm", A, 1);
        let pay = format!("UPDATE statements SET status = 'paid' WHERE id = {statement}");
        db.refuses(Rule("statements_are_paid_by_payments"), &pay);
        let approve = |by: &str| {
            format!(
                "UPDATE payouts SET status = 'approved', approved_by = {by}, \
                 approved_at = '2026-10-04 12:00:00'"
            )
        };
        db.refuses(Value, &approve(FINANCE));
        db.run(&approve(FINANCE_TOO));
        db.refuses(Rule("payouts_are_frozen"), "UPDATE payouts SET payer_title = 'x'");
        db.refuses(
            Rule("payments_are_frozen"),
            "UPDATE payments SET amount = amount + 1 WHERE status = 'waiting'",
        );
        db.run(&paid);
        db.refuses(
            Rule("payments_are_frozen"),
            "UPDATE payments SET status = 'rejected' WHERE status = 'paid'",
        );
        db.run(&pay);
    });
}

#[test]
fn a_withdrawn_payment_was_made_where_its_file_was_given_out() {
    on_both(|db| {
        db.insert("payments", A, FRESH, &[("status", "'waiting'")]);
        db.run("UPDATE payouts SET status = 'withdrawn'");
        db.run("UPDATE payments SET status = 'withdrawn' WHERE status = 'waiting'");
        let answered = |status: &str| {
            format!(
                "UPDATE payments SET status = '{status}', settled_by = {FINANCE}, \
                 settled_on = '2026-10-05', settled_at = '2026-10-05 12:00:00' \
                 WHERE payout_id = (SELECT max(payout_id) FROM payments WHERE status = 'withdrawn')"
            )
        };
        db.refuses(Rule("payments_follow_their_payout"), &answered("paid"));
        let given_out = format!(
            "UPDATE payouts SET exported_by = {FINANCE}, exported_at = '2026-10-05 11:00:00'"
        );
        db.run(&given_out);
        let dearer = "UPDATE payments SET amount = amount + 1 WHERE status = 'withdrawn'";
        db.refuses(Rule("payments_are_frozen"), dearer);
        db.run(&answered("paid"));
        let later = "UPDATE payments SET settled_on = '2026-10-06' WHERE status = 'paid'";
        db.refuses(Rule("payments_are_frozen"), later);
    });
}
