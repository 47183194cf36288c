//! What never changes once it is written, whoever tries and however.

use crate::database::Refusal::{ForeignKey, Rule};
use crate::database::{Db, on_both};
use crate::rows::{A, B, FINANCE, FINANCE_TOO, FRESH, id, insert};

const NOON: &str = "'2026-08-01 12:00:00'";

/// Tables whose rows are added and never changed, each with a column to try.
const APPEND_ONLY: &[(&str, &str)] = &[
    ("audit", "reason"),
    ("installation", "first_today"),
    ("settings", "reason"),
    ("partner_parents", "parent_id"),
    ("partner_statuses", "reason"),
    ("exchange_rates", "created_by"),
    ("arrivals", "captured_at"),
    ("form_codes", "waiting"),
    ("recruit_stage_moves", "note"),
    ("recruit_activities", "note"),
    ("recruit_extensions", "reason"),
    ("import_parts", "bytes"),
    ("demo", "created_at"),
    ("fact_changes", "last_on"),
    ("former_names", "name"),
    ("periods", "closed_by"),
    ("left_out_sales", "reason"),
    ("accepted_exceptions", "reason"),
    ("approved_fingerprints", "fingerprint"),
    ("entries", "rule"),
    ("notices", "told_at"),
];

/// Tables whose rows change and never go.
const NEVER_DELETED: &[&str] = &[
    "partners",
    "users",
    "tax_profiles",
    "bank_accounts",
    "notifications",
    "sellers",
    "events",
    "registrations",
    "recruits",
    "conflicts",
    "check_ins",
    "leaves",
    "products",
    "sales",
    "refunds",
    "seller_holders",
    "plans",
    "agreements",
    "audit_head",
    "imports",
    "targets",
    "statements",
    "adjustments",
    "jobs",
    "disputes",
    "payouts",
    "payments",
    "fundings",
];

#[test]
fn append_only_rows_are_not_updated_or_deleted() {
    on_both(|db| {
        for (table, column) in APPEND_ONLY {
            let rule = Rule("append_only");
            db.refuses(rule, &format!("UPDATE {table} SET {column} = {column}"));
            db.refuses(rule, &format!("DELETE FROM {table}"));
        }
    });
}

#[test]
fn records_are_not_deleted() {
    on_both(|db| {
        for table in NEVER_DELETED {
            db.refuses(Rule("never_deleted"), &format!("DELETE FROM {table}"));
        }
    });
}

#[test]
fn nothing_is_truncated_on_postgres() {
    on_both(|db| {
        if db.is_sqlite() {
            return;
        }
        let all: Vec<&str> = APPEND_ONLY.iter().map(|(table, _)| *table).collect();
        for table in all.iter().chain(NEVER_DELETED).chain(&["plan_versions", "sale_credits"]) {
            let refused = db.try_run(&format!("TRUNCATE {table} CASCADE"));
            let message = refused.expect_err(table).to_string();
            assert!(message.contains("_are_") || message.contains("_is_"), "{table}: {message}");
        }
    });
}

#[test]
fn nothing_is_replaced_on_sqlite() {
    on_both(|db| {
        if !db.is_sqlite() {
            return;
        }
        let mut tables: Vec<&str> = APPEND_ONLY.iter().map(|(table, _)| *table).collect();
        tables.extend(NEVER_DELETED);
        // These have no key that a row brings with it; the tables are tried by their number below.
        let by_number = [
            "settings",
            "partner_statuses",
            "recruit_stage_moves",
            "seller_holders",
            "fact_changes",
            "former_names",
        ];
        for table in tables {
            let row = insert(table, A, 1, &[]).replace("INSERT INTO", "INSERT OR REPLACE INTO");
            let row = match by_number.contains(&table) {
                true => row.replacen(" (", " (seq, ", 1).replacen("VALUES (", "VALUES (1, ", 1),
                false => row,
            };
            let refused = db.try_run(&row).expect_err(table).to_string();
            let by_rule = ["append_only", "never_deleted", "do_not_overlap", "close_in_order"];
            assert!(by_rule.iter().any(|rule| refused.contains(rule)), "{table}: {refused}");
        }
        let taken =
            "UPDATE OR REPLACE sellers SET member_id = 'canary-b-1' WHERE member_id = 'canary-a-1'";
        db.refuses(Rule("sellers_are_never_deleted"), taken);
    });
}

#[test]
fn the_chain_of_the_audit_has_no_gap_and_no_fork() {
    on_both(|db| {
        let rule = Rule("audit_follows_head");
        // Without taking the next number, or with another's hash before it.
        db.refuses(rule, &insert("audit", A, FRESH, &[]));
        db.run("UPDATE audit_head SET seq = seq + 1");
        db.refuses(rule, &insert("audit", A, FRESH, &[("prev_hash", "hash:77")]));
        db.refuses(rule, &insert("audit", A, FRESH, &[("seq", "4")]));
        assert_eq!(db.run(&insert("audit", A, FRESH, &[])), 1);
        let end = "SELECT CAST(a.seq AS TEXT) AS value FROM audit_head AS h
            JOIN audit AS a ON a.hash = h.hash AND a.seq = h.seq";
        assert_eq!(db.texts(end), ["3"]);
        let forward = Rule("audit_head_only_moves_forward");
        db.refuses(forward, "UPDATE audit_head SET seq = seq - 1");
        db.refuses(forward, "UPDATE audit_head SET seq = seq + 2");
    });
}

fn confirm_sale(db: &mut Db) -> String {
    let sale = id("sal", A, 1);
    db.run(&format!(
        "UPDATE sales SET status = 'confirmed', confirmed_by = {FINANCE_TOO}, confirmed_at = {NOON}
         WHERE id = {sale}"
    ));
    sale
}

#[test]
fn a_confirmed_sale_keeps_its_facts() {
    on_both(|db| {
        let sale = confirm_sale(db);
        let facts = [
            "amount = amount + 1",
            "currency = 'PKR'",
            "paid_on = '2026-08-02'",
            "kind = 'renewal'",
            "city = 'Lahore'",
            "source = 'inbound'",
            "external_id = 'other'",
        ];
        for fact in facts {
            let sql = format!("UPDATE sales SET {fact} WHERE id = {sale}");
            let refused = db.try_run(&sql).expect_err(fact).to_string();
            assert!(refused.contains("sales_"), "{}: {refused}", db.name());
        }
        let again = format!("UPDATE sales SET confirmed_by = {FINANCE} WHERE id = {sale}");
        assert!(db.try_run(&again).is_err());
        let back = "status = 'recorded', confirmed_by = NULL, confirmed_at = NULL";
        assert!(db.try_run(&format!("UPDATE sales SET {back} WHERE id = {sale}")).is_err());
        // Verified and void is what it can become; and void is the end.
        db.run(&format!("UPDATE sales SET verified_on = '2026-08-05' WHERE id = {sale}"));
        let void = format!(
            "status = 'void', voided_by = {FINANCE}, voided_at = {NOON}, void_reason = 'x'"
        );
        db.run(&format!("UPDATE sales SET {void} WHERE id = {sale}"));
        db.refuses(
            Rule("sales_status_only_moves_forward"),
            &format!("UPDATE sales SET note = 'x' WHERE id = {sale}"),
        );
    });
}

#[test]
fn the_shares_of_a_confirmed_sale_stand() {
    on_both(|db| {
        let sale = id("sal", A, 1);
        db.run(&format!("UPDATE sale_credits SET share_parts = 60000000 WHERE sale_id = {sale}"));
        confirm_sale(db);
        let rule = Rule("sale_credits_are_frozen");
        db.refuses(
            rule,
            &format!("UPDATE sale_credits SET share_parts = 1 WHERE sale_id = {sale}"),
        );
        db.refuses(rule, &format!("DELETE FROM sale_credits WHERE sale_id = {sale}"));
        let another = [("sale_id", &*sale), ("position", "1")];
        db.refuses_row(rule, "sale_credits", B, FRESH, &another);
        let move_in = format!(
            "UPDATE sale_credits SET sale_id = {sale} WHERE partner_id = {}",
            id("par", B, 1)
        );
        db.refuses(rule, &move_in);
    });
}

#[test]
fn refunds_fit_their_sale_and_stand() {
    on_both(|db| {
        let rule = Rule("refunds_fit_their_sale");
        // 950,000 paid and 1,000 refunded.
        db.refuses_row(rule, "refunds", A, FRESH, &[("amount", "949001")]);
        db.refuses_row(rule, "refunds", A, FRESH, &[("refunded_on", "'2026-07-31'")]);
        db.refuses_row(ForeignKey, "refunds", A, FRESH, &[("currency", "'PKR'")]);
        db.insert("refunds", A, FRESH, &[("amount", "949000")]);
        let refund = id("ref", A, FRESH);
        let frozen = Rule("refunds_are_frozen");
        db.refuses(frozen, &format!("UPDATE refunds SET amount = 1 WHERE id = {refund}"));
        let void = format!(
            "status = 'void', voided_by = {FINANCE}, voided_at = {NOON}, void_reason = 'x'"
        );
        db.run(&format!("UPDATE refunds SET {void} WHERE id = {refund}"));
        db.refuses(frozen, &format!("UPDATE refunds SET void_reason = 'y' WHERE id = {refund}"));
        db.insert("refunds", A, 8, &[("amount", "949000")]);
    });
}

#[test]
fn an_approved_version_and_what_stands_above_it_never_change() {
    on_both(|db| {
        let rule = Rule("plan_versions_are_frozen");
        db.refuses(rule, "UPDATE plan_versions SET version = version + 1");
        db.refuses(rule, "DELETE FROM plan_versions");
        let head = Rule("plans_are_frozen");
        for change in
            ["minimum_payout = 0", "currency = 'PKR'", "fiscal_year_start = 1", "file = '[]'"]
        {
            let refused = db.try_run(&format!("UPDATE plans SET {change}")).is_err();
            assert!(refused, "{}: {change}", db.name());
        }
        db.refuses(head, "UPDATE plans SET minimum_payout = minimum_payout + 1");
        assert_eq!(db.run("UPDATE plans SET name = 'another name'"), 2);
        // What is only prepared may change and go.
        let draft = [("approved_by", "NULL"), ("approved_at", "NULL")];
        db.insert("plan_versions", A, FRESH, &draft);
        let version = id("plv", A, FRESH);
        db.run(&format!(
            "UPDATE plan_versions SET effective_from = '2040-01-01' WHERE id = {version}"
        ));
        assert_eq!(db.run(&format!("DELETE FROM plan_versions WHERE id = {version}")), 1);
    });
}

#[test]
fn a_holders_row_is_only_closed() {
    on_both(|db| {
        let rule = Rule("seller_holders_only_close");
        db.refuses(rule, "UPDATE seller_holders SET until_on = NULL");
        db.refuses(rule, "UPDATE seller_holders SET until_on = '2040-01-01'");
        db.refuses(rule, "UPDATE seller_holders SET from_on = '2026-01-01'");
        db.refuses(rule, &format!("UPDATE seller_holders SET partner_id = {}", id("par", B, 1)));
        let earlier = "UPDATE seller_holders SET until_on = '2027-06-01', closed_reason = 'lapsed'";
        assert_eq!(db.run(earlier), 2);
    });
}

#[test]
fn evidence_keeps_its_origin() {
    on_both(|db| {
        for change in ["received_at", "captured_at"] {
            let sql = format!("UPDATE recruits SET {change} = '2026-01-01 00:00:00'");
            db.refuses(Rule("recruits_keep_their_origin"), &sql);
        }
        for change in ["hours = 24", "due_at = '2026-01-01 00:00:00'"] {
            let sql = format!("UPDATE recruits SET first_contact_{change}");
            db.refuses(Rule("recruits_keep_their_origin"), &sql);
        }
        let first_time = "UPDATE check_ins SET received_at = '2026-01-01 00:00:00'";
        db.refuses(Rule("check_ins_keep_their_origin"), first_time);
        let changes = "UPDATE bank_accounts SET iban = 'PK36SCBL0000001123456703'";
        db.refuses(Rule("bank_accounts_are_frozen"), changes);
        db.refuses(
            Rule("tax_profiles_are_frozen"),
            "UPDATE tax_profiles SET withholding_parts = 0",
        );
        db.refuses(Rule("signing_keys_only_retire"), "UPDATE signing_keys SET secret = hash:55");
        db.refuses(Rule("notifications_only_get_read"), "UPDATE notifications SET kind = 'x'");
        assert_eq!(db.run(&format!("UPDATE notifications SET read_at = {NOON}")), 2);
    });
}
