//! Every column refuses what its API field refuses: lengths, amounts, enum values, dates that are none.

use crate::catalogue;
use crate::database::Refusal::Value;
use crate::database::{Db, on_both};
use crate::rows::{self, A, B, FRESH, ONE_ROW, insert};

fn insertable() -> impl Iterator<Item = &'static str> {
    rows::tables().filter(|table| !ONE_ROW.contains(table))
}

/// Tries a row with that literal in each column of those types that a row names.
fn refuses_everywhere(db: &mut Db, kinds: &[&str], bad: &str) -> usize {
    let mut tried = 0;
    for column in catalogue::of_diesel() {
        let given_by_the_database = column.name == "seq" && column.table != "audit";
        let fits = kinds.contains(&column.kind.as_str()) && !given_by_the_database;
        if !fits || ONE_ROW.contains(&column.table.as_str()) {
            continue;
        }
        let sql = insert(&column.table, A, FRESH, &[(&column.name, bad)]);
        let refused = db.try_run(&sql);
        assert!(refused.is_err(), "{} took {}.{}", db.name(), column.table, column.name);
        tried += 1;
    }
    tried
}

#[test]
fn the_rows_that_attacks_start_from_are_taken() {
    on_both(|db| {
        let mut tables: Vec<&str> = rows::tables().collect();
        tables.sort_unstable();
        assert_eq!(tables, catalogue::tables());
        for table in insertable() {
            db.insert(table, A, FRESH, &[]);
        }
    });
}

#[test]
fn no_text_is_without_bound() {
    let long = format!("'{}'", "x".repeat(2_000_000));
    let json = format!("'[{}1]'", "1,".repeat(700_000));
    on_both(|db| {
        assert!(refuses_everywhere(db, &["Text"], &long) > 150);
        assert!(refuses_everywhere(db, &["Text"], &json) > 150);
    });
}

#[test]
fn a_text_with_a_hidden_end_is_refused_on_sqlite() {
    // PostgreSQL's texts cannot have one.
    let mut db = crate::database::sqlite();
    assert!(refuses_everywhere(&mut db, &["Text"], "'x' || char(0) || 'x'") > 150);
}

#[test]
fn dates_and_instants_exist() {
    on_both(|db| {
        for bad in ["'2026-02-30'", "'some day'", "'infinity'", "''"] {
            assert!(refuses_everywhere(db, &["Date", "Timestamp"], bad) > 90 || bad.len() > 2);
        }
        for bad in ["'2026-08-01 25:00:00'", "'2026-02-30 12:00:00'", "'2026-08-01 12:00:00.x'"] {
            assert!(refuses_everywhere(db, &["Timestamp"], bad) > 70);
        }
    });
}

#[test]
fn whole_numbers_and_truths_keep_to_their_types() {
    on_both(|db| {
        assert!(refuses_everywhere(db, &["Integer"], "2147483648") >= 35);
        assert!(refuses_everywhere(db, &["Bool"], "2") >= 3);
        assert!(refuses_everywhere(db, &["BigInt", "Integer", "Bool"], "'x'") > 45);
    });
}

/// Amounts that may be below zero.
const SIGNED: [(&str, &str); 11] = [
    ("statements", "opening_balance"),
    ("statements", "commission"),
    ("statements", "adjustments"),
    ("statements", "carried_forward"),
    ("statements", "net"),
    ("adjustments", "amount"),
    ("entries", "basis"),
    ("entries", "amount"),
    ("disputes", "claim_amount"),
    ("disputes", "line_amount"),
    ("disputes", "decided_amount"),
];

#[test]
fn amounts_stay_within_ten_to_the_fifteen() {
    on_both(|db| {
        let mut amounts = 0;
        for column in catalogue::of_diesel() {
            let is_amount = column.kind == "BigInt" && column.name != "seq";
            if is_amount && !ONE_ROW.contains(&column.table.as_str()) {
                let is_signed = SIGNED.contains(&(column.table.as_str(), column.name.as_str()));
                let bad = ["1000000000000001", "-1000000000000001", "-1"];
                for bad in &bad[..if is_signed { 2 } else { 3 }] {
                    let sql = insert(&column.table, A, FRESH, &[(&column.name, bad)]);
                    let refused = db.try_run(&sql).expect_err(&sql).to_string().to_lowercase();
                    let by_rule = refused.contains("refunds_fit_their_sale");
                    assert!(refused.contains("check constraint") || by_rule, "{refused}");
                }
                amounts += 1;
            }
        }
        assert_eq!(amounts, 38);
        db.insert("sales", A, FRESH, &[("amount", "1000000000000000")]);
        db.refuses_row(Value, "refunds", A, FRESH, &[("amount", "0")]);
    });
}

#[test]
fn enums_take_their_words_only() {
    let enums = [
        ("signing_keys", "algorithm", "none"),
        ("partners", "status", "closed"),
        ("users", "role", "owner"),
        ("users", "status", "deleted"),
        ("partner_statuses", "status", "Active"),
        ("tax_profiles", "withhold_on", "net"),
        ("bank_accounts", "status", "paid"),
        ("refresh_families", "revoked_for", "boredom"),
        ("idempotency_keys", "state", "waiting"),
        ("sellers", "status", "won"),
        ("events", "status", "cancelled"),
        ("registrations", "mode", "on-site"),
        ("arrivals", "mode", ""),
        ("recruits", "source", "listing"),
        ("recruits", "status", "in review"),
        ("recruits", "stage", "lost"),
        ("recruit_stage_moves", "to_stage", "won"),
        ("recruit_activities", "kind", "coffee"),
        ("check_ins", "status", "late"),
        ("products", "kind", "addon"),
        ("sales", "kind", "NEW"),
        ("sales", "status", "paid"),
        ("refunds", "status", "confirmed"),
        ("fact_changes", "kind", "refund"),
        ("fact_changes", "status", "paid"),
        ("statements", "status", "settled"),
        ("statements", "withhold_on", "net"),
        ("entries", "entry", "hold"),
        ("disputes", "decision", "split"),
        ("payouts", "status", "paid"),
        ("payments", "status", "draft"),
        ("fundings", "status", "paid"),
    ];
    on_both(|db| {
        for (table, column, bad) in enums {
            db.refuses_row(Value, table, A, FRESH, &[(column, &format!("'{bad}'"))]);
        }
    });
}

#[test]
fn lengths_are_those_of_the_api() {
    let fields = [
        ("partners", "code", 64),
        ("partners", "name", 200),
        ("users", "name", 200),
        ("sellers", "name", 200),
        ("sellers", "member_id", 64),
        ("events", "title", 200),
        ("registrations", "code", 64),
        ("recruits", "note", 2000),
        ("recruit_activities", "note", 2000),
        ("check_ins", "plan", 2000),
        ("check_ins", "correction_reason", 2000),
        ("check_in_blockers", "text", 500),
        ("products", "code", 64),
        ("sales", "external_id", 64),
        ("sales", "source", 100),
        ("sales", "city", 100),
        ("refunds", "external_id", 64),
        ("refunds", "reason", 2000),
        ("plans", "code", 64),
        ("idempotency_keys", "key", 255),
        ("left_out_sales", "reason", 2000),
        ("accepted_exceptions", "reason", 2000),
        ("former_names", "name", 200),
        ("adjustments", "reason", 2000),
        ("entries", "rule", 64),
    ];
    on_both(|db| {
        for (table, column, longest) in fields {
            let text = |length: usize| format!("'{}'", "x".repeat(length));
            db.refuses_row(Value, table, B, FRESH, &[(column, &text(longest + 1))]);
            let sql = insert(table, B, FRESH, &[(column, &text(longest))]);
            // Undone, so that the next field of the table finds the row's place free.
            db.run("BEGIN");
            assert_eq!(db.run(&sql), 1, "{table}.{column}");
            db.run("ROLLBACK");
        }
    });
}

#[test]
fn lengths_count_letters_not_bytes() {
    on_both(|db| {
        let urdu = format!("'{}'", "س".repeat(200));
        db.insert("sellers", A, FRESH, &[("name", &urdu)]);
        let code = format!("'{}'", "س".repeat(3));
        db.refuses_row(Value, "partners", A, FRESH, &[("code", &code)]);
    });
}

#[test]
fn ids_and_codes_have_their_alphabet() {
    on_both(|db| {
        let hex = "0".repeat(32);
        let wrong = [
            format!("'rec_{hex}'"),
            format!("'sel_{}'", &hex[1..]),
            format!("'sel_{hex}0'"),
            format!("'sel_{}G'", &hex[1..]),
            format!("'SEL_{hex}'"),
        ];
        for bad in &wrong {
            db.refuses_row(Value, "sellers", A, FRESH, &[("id", bad)]);
        }
        for bad in ["'a b'", "'a:b'", "'ä'", "''", "'a\n'", "'a;b'"] {
            db.refuses_row(Value, "products", A, FRESH, &[("code", bad)]);
        }
        for bad in ["'usd'", "'US'", "'USDT'", "'US1'"] {
            db.refuses_row(Value, "products", A, FRESH, &[("price_currency", bad)]);
        }
    });
}

#[test]
fn identities_are_written_in_one_way() {
    on_both(|db| {
        for bad in ["'12345678'", "'1234567-89'", "'123456-7'", "'1234567-x'"] {
            db.refuses_row(Value, "sellers", A, FRESH, &[("ntn", bad)]);
        }
        for bad in ["'3520212345671'", "'35202-1234567'", "'35202-123456-71'"] {
            db.refuses_row(Value, "sellers", A, FRESH, &[("cnic", bad)]);
        }
        for bad in ["'A@s.example'", "'nobody'", "'@'"] {
            db.refuses_row(Value, "users", A, FRESH, &[("email", bad)]);
        }
        for bad in ["'03001234567'", "'+0300123456'", "'+92300x'", "'+1234567890123456'", "'+92 3'"]
        {
            db.refuses_row(Value, "users", A, FRESH, &[("phone", bad)]);
        }
        for bad in ["'PK36 SCBL'", "'pk36SCBL0000001123456702'", "'36PKSCBL0000001123456702'"] {
            db.refuses_row(Value, "bank_accounts", A, FRESH, &[("iban", bad)]);
        }
        for bad in ["'A0A0A0A0-0000-4000-8000-000000000000'", "'a0a0a0a000004000800000000000000'"] {
            db.refuses_row(Value, "recruits", A, FRESH, &[("client_ref", bad)]);
        }
        let identity = [("ntn", "'1234567-8'"), ("cnic", "'35202-1234567-1'")];
        db.insert("sellers", A, FRESH, &identity);
    });
}

#[test]
fn rates_are_decimals_above_zero() {
    on_both(|db| {
        let wrong = [
            "'0'",
            "'0.0'",
            "'-1'",
            "'1e3'",
            "'.5'",
            "'5.'",
            "'1.2.3'",
            "'00.5'",
            "'1,5'",
            "' 1'",
            "'10000000000.1'",
            "'100000000000'",
            "'1.00000000001'",
            "'NaN'",
            "''",
        ];
        for bad in wrong {
            db.refuses_row(Value, "exchange_rates", A, FRESH, &[("rate", bad)]);
        }
        for (number, good) in [(2, "'10000000000'"), (3, "'0.0000000001'"), (4, "'283.4175'")] {
            db.insert("exchange_rates", A, number, &[("rate", good)]);
        }
        db.refuses_row(Value, "exchange_rates", A, FRESH, &[("quote", "'USD'")]);
    });
}

#[test]
fn percentages_stay_between_their_bounds() {
    on_both(|db| {
        for (table, column, lowest) in [
            ("tax_profiles", "withholding_parts", 0),
            ("tax_profiles", "sales_tax_parts", 0),
            ("event_hosts", "share_parts", 1),
            ("sale_credits", "share_parts", 1),
        ] {
            for bad in [lowest - 1, 100_000_001] {
                db.refuses_row(Value, table, A, FRESH, &[(column, &bad.to_string())]);
            }
        }
        db.insert("tax_profiles", A, FRESH, &[("withholding_parts", "100000000")]);
    });
}

#[test]
fn columns_that_belong_together_come_together() {
    on_both(|db| {
        let broken: [(&str, &str, &str); 12] = [
            ("users", "partner_id", "NULL"),
            ("users", "role", "'manager'"),
            ("users", "password_hash", "NULL"),
            ("users", "password_hash", "'secret'"),
            ("events", "cost_currency", "NULL"),
            ("events", "ends_at", "'2026-08-01 12:00:00'"),
            ("recruits", "protected_until", "NULL"),
            ("recruits", "decided_by", "'usr_00000000000000000000000000000001'"),
            ("sales", "status", "'confirmed'"),
            ("sales", "status", "'void'"),
            ("agreements", "ends_on", "'2026-01-01'"),
            ("idempotency_keys", "status", "NULL"),
        ];
        for (table, column, bad) in broken {
            db.refuses_row(Value, table, A, FRESH, &[(column, bad)]);
        }
        db.refuses_row(Value, "products", A, FRESH, &[("kind", "'add_on'")]);
        db.refuses_row(Value, "installation", A, FRESH, &[("id", "2")]);
    });
}
