//! PostgreSQL's second wall: as the server's role, in the context of a partner, nothing of another
//! partner can be seen or touched, and without a context nothing at all.

use crate::catalogue;
use crate::database::Refusal::Denied;
use crate::database::{Db, postgres_db};
use crate::rows::{A, B, FRESH, Who, id, insert, partner};

/// Tables with nothing of any partner in them.
const COMMON: &[&str] = &[
    "installation",
    "audit_head",
    "demo",
    "settings",
    "products",
    "exchange_rates",
    "holidays",
    "periods",
];

/// Tables of which no partner sees a row.
const PLATFORMS_OWN: &[&str] = &[
    "signing_keys",
    "seller_keys",
    "seller_corrections",
    "fact_changes",
    "former_names",
    "left_out_sales",
    "accepted_exceptions",
    "approved_fingerprints",
    "jobs",
    "notices",
    "imports",
    "import_parts",
    "import_faults",
    "payouts",
    "payments",
];

/// A database in which every further statement is the server's, in that context.
fn as_server(context: &str) -> Option<Db> {
    let mut db = postgres_db()?;
    db.run("SET ROLE saathi_app");
    set_context(&mut db, context);
    Some(db)
}

fn set_context(db: &mut Db, context: &str) {
    db.texts(&format!("SELECT set_config('saathi.partner', '{context}', false) AS value"));
}

fn walled() -> Vec<String> {
    catalogue::tables().into_iter().filter(|table| !COMMON.contains(&table.as_str())).collect()
}

fn rows_of(db: &mut Db, table: &str) -> Vec<String> {
    db.texts(&format!("SELECT t::text AS value FROM {table} AS t"))
}

#[test]
fn every_table_but_the_common_ones_has_the_wall() {
    let Some(mut db) = postgres_db() else { return };
    let forced = "SELECT relname::text AS value FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
            AND relrowsecurity AND relforcerowsecurity ORDER BY relname COLLATE \"C\"";
    assert_eq!(db.texts(forced), walled());
}

#[test]
fn a_partner_sees_its_own_rows_and_none_of_the_other() {
    let Some(mut db) = as_server(&partner(A)) else { return };
    for (who, stranger) in [(A, ["b0b0", "canary-b"]), (B, ["a0a0", "canary-a"])] {
        set_context(&mut db, &partner(who));
        for table in walled() {
            let rows = rows_of(&mut db, &table);
            assert_eq!(
                rows.is_empty(),
                PLATFORMS_OWN.contains(&table.as_str()),
                "{table} in the context of {who:?}"
            );
            for row in rows {
                let found = stranger.iter().any(|word| row.contains(word));
                assert!(!found, "{who:?} sees in {table}: {row}");
            }
        }
    }
}

#[test]
fn the_platform_sees_both() {
    let Some(mut db) = as_server("platform") else { return };
    for table in walled() {
        let rows = rows_of(&mut db, &table).concat();
        assert!(rows.contains("canary-a") || rows.contains("a0a0"), "{table}");
        assert!(rows.contains("canary-b") || rows.contains("b0b0"), "{table}");
    }
}

#[test]
fn without_a_context_there_is_nothing() {
    let Some(mut db) = postgres_db() else { return };
    db.run("SET ROLE saathi_app");
    for round in ["never set", "set and over"] {
        for table in walled() {
            assert_eq!(rows_of(&mut db, &table), Vec::<String>::new(), "{table}, {round}");
        }
        let row = insert("recruits", A, FRESH, &[]);
        db.refuses(Denied, &row);
        // A context set for one transaction leaves an empty text behind, and still shows nothing.
        let set = format!("SELECT set_config('saathi.partner', '{}', true) AS value", partner(A));
        db.run("BEGIN");
        db.texts(&set);
        assert!(!rows_of(&mut db, "recruits").is_empty());
        db.run("COMMIT");
    }
    for context in ["", "%", "par_", "PLATFORM", "platform "] {
        set_context(&mut db, context);
        assert_eq!(rows_of(&mut db, "recruits"), Vec::<String>::new(), "{context:?}");
    }
}

#[test]
fn a_partner_writes_nothing_into_the_others_name() {
    let Some(mut db) = as_server(&partner(A)) else { return };
    for table in walled() {
        // Numbers of its own, so that no key is in the way of the wall.
        let sql = insert(&table, B, FRESH, &[]);
        let refused = db.try_run(&sql).expect_err(&table).to_string();
        let walls =
            ["permission denied", "row-level security", "audit_follows_head", "refunds_fit"];
        assert!(walls.iter().any(|wall| refused.contains(wall)), "{table}: {refused}");
    }
}

#[test]
fn a_partner_changes_nothing_of_the_other() {
    let Some(mut db) = as_server(&partner(A)) else { return };
    let theirs = [
        ("recruits", "note", id("rec", B, 1)),
        ("check_ins", "note", id("chk", B, 1)),
        ("sellers", "contact_name", id("sel", B, 1)),
        ("users", "name", id("usr", B, 2)),
        ("registrations", "name", id("reg", B, 1)),
        ("events", "title", id("evt", B, 1)),
        ("notifications", "read_at", id("ntf", B, 1)),
        ("sales", "note", id("sal", B, 1)),
        ("partners", "name", id("par", B, 1)),
    ];
    for (table, column, row) in theirs {
        let changed = db.run(&format!("UPDATE {table} SET {column} = NULL WHERE id = {row}"));
        assert_eq!(changed, 0, "{table}");
    }
    let (seller, own) = (id("sel", A, 1), id("rec", A, 1));
    assert_eq!(db.run(&format!("UPDATE sellers SET contact_name = 'x' WHERE id = {seller}")), 1);
    assert_eq!(db.run(&format!("UPDATE recruits SET note = 'x' WHERE id = {own}")), 1);
    let gone = db.run("DELETE FROM idempotency_keys");
    assert_eq!(gone, 1, "its own");
    db.refuses(Denied, &format!("UPDATE users SET partner_id = '{}'", partner(B)));
}

#[test]
fn a_seller_is_seen_while_it_is_held_or_protected() {
    let Some(mut db) = as_server("platform") else { return };
    let sees = |db: &mut Db, who: Who, seller: &str| {
        set_context(db, &partner(who));
        let found = db.texts(&format!("SELECT id AS value FROM sellers WHERE id = {seller}"));
        set_context(db, "platform");
        !found.is_empty()
    };
    // Seeded: A holds and protects the first, protects the second, and has nothing to do with the third.
    let (second, third) = (id("sel", A, 2), id("sel", A, 3));
    assert!(sees(&mut db, A, &second));
    assert!(!sees(&mut db, A, &third));
    assert!(!sees(&mut db, B, &second));
    let recruit = id("rec", A, 2);
    db.run(&format!("UPDATE recruits SET status = 'released' WHERE id = {recruit}"));
    assert!(!sees(&mut db, A, &second));
    db.insert("recruits", B, FRESH, &[("seller_id", &second)]);
    assert!(sees(&mut db, B, &second));
}

#[test]
fn a_draft_event_and_an_unapproved_version_stay_inside() {
    let Some(mut db) = as_server("platform") else { return };
    let draft = [("approved_by", "NULL"), ("approved_at", "NULL")];
    db.insert("plan_versions", A, FRESH, &draft);
    set_context(&mut db, &partner(A));
    assert_eq!(rows_of(&mut db, "plan_versions").len(), 1);
    // An owner drafts an event and does not open it, nor takes a seat at another's.
    let own = id("par", A, 1);
    let drafted = |status| [("drafted_by_partner_id", &*own), ("status", status)];
    db.refuses(Denied, &insert("events", A, FRESH, &drafted("'open'")));
    db.insert("events", A, FRESH, &drafted("'draft'"));
    let event = id("evt", A, FRESH);
    db.refuses(Denied, &format!("UPDATE events SET status = 'open' WHERE id = {event}"));
    let itself = [("event_id", &*id("evt", B, 1)), ("partner_id", &*own)];
    db.refuses(Denied, &insert("event_hosts", A, FRESH, &itself));
    set_context(&mut db, &partner(B));
    assert!(!rows_of(&mut db, "events").concat().contains(event.trim_matches('\'')));
}

#[test]
fn a_partner_asks_for_funding_and_takes_no_further_step() {
    let Some(mut db) = as_server(&partner(A)) else { return };
    let granted = [
        ("status", "'approved'"),
        ("approved", "100000"),
        ("decision_reason", "'granted to itself'"),
        ("decided_by", "'usr_00000000000000000000000000000001'"),
        ("decided_at", "'2026-08-01 12:00:00'"),
    ];
    db.refuses(Denied, &insert("fundings", A, FRESH, &granted));
    db.refuses(Denied, &insert("fundings", A, FRESH, &[("partner_id", &id("par", B, 1))]));
    db.insert("fundings", A, FRESH, &[]);
    // It sees its requests, and none of them is its own to change.
    assert_eq!(rows_of(&mut db, "fundings").len(), 2);
    assert_eq!(db.run("UPDATE fundings SET status = 'withdrawn'"), 0);
    db.refuses(Denied, "DELETE FROM fundings");
    set_context(&mut db, &partner(B));
    assert_eq!(rows_of(&mut db, "fundings").len(), 1);
}

#[test]
fn the_servers_role_owns_nothing_and_cannot_pass_the_wall() {
    let Some(mut db) = postgres_db() else { return };
    let powers =
        "SELECT concat_ws(' ', rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb)
        AS value FROM pg_roles WHERE rolname = 'saathi_app'";
    assert_eq!(db.texts(powers), ["f f f f f"]);
    let owned = "SELECT relname::text AS value FROM pg_class
        WHERE relowner = 'saathi_app'::regrole";
    assert_eq!(db.texts(owned), Vec::<String>::new());
    let too_much = "SELECT table_name || ' ' || privilege_type AS value
        FROM information_schema.table_privileges
        WHERE grantee = 'saathi_app' AND privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')";
    assert_eq!(db.texts(too_much), Vec::<String>::new());
    let changes = "SELECT table_name || ' ' || privilege_type AS value
        FROM information_schema.table_privileges
        WHERE grantee = 'saathi_app' AND privilege_type IN ('UPDATE', 'DELETE') AND table_name IN
            ('audit', 'installation', 'settings', 'exchange_rates', 'partner_parents', 'partner_statuses',
             'arrivals', 'recruit_stage_moves', 'recruit_activities', 'recruit_extensions',
             'fact_changes', 'former_names', 'periods', 'left_out_sales', 'accepted_exceptions', 'entries',
             'approved_fingerprints')";
    assert_eq!(db.texts(changes), Vec::<String>::new());
    db.run("SET ROLE saathi_app");
    for sql in [
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "ALTER TABLE recruits DISABLE ROW LEVEL SECURITY",
        "DROP POLICY partner ON recruits",
        "TRUNCATE audit",
        "DROP TABLE audit",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id INTEGER)",
        "UPDATE audit SET reason = 'x'",
        "DELETE FROM recruits",
        "INSERT INTO installation SELECT * FROM installation",
    ] {
        let refused = db.try_run(sql).expect_err(sql).to_string();
        assert!(
            refused.contains("must be owner") || refused.contains("permission denied"),
            "{refused}"
        );
    }
}

#[test]
fn a_partner_adds_to_the_audit_and_reads_its_own_part() {
    let Some(mut db) = as_server(&partner(A)) else { return };
    db.insert("audit", A, FRESH, &[]);
    assert_eq!(rows_of(&mut db, "audit").len(), 2);
    set_context(&mut db, &partner(B));
    assert_eq!(rows_of(&mut db, "audit").len(), 1);
}
