//! `verify`: whatever is done to the books behind the program's back, it finds.

use std::fs;

use serde_json::Value;

use crate::books::{Books, on_both, on_both_closed};

/// What is done past every rule; the check that finds it, and what it names.
const ATTACKS: [(&str, &str, &str); 31] = [
    ("UPDATE audit SET request_id = 'another' WHERE seq = 2", "audit_trail", "row 2 has other"),
    ("UPDATE audit SET after_json = NULL WHERE seq = 1", "audit_trail", "row 1 has other"),
    ("UPDATE audit SET at = '2026-01-01 00:00:00' WHERE seq = 3", "audit_trail", "row 3 has other"),
    ("UPDATE audit SET hashed = {hash} WHERE seq = 2", "audit_trail", "row 2 does not have"),
    ("UPDATE audit SET hash = {hash} WHERE seq = 1", "audit_trail", "row 2 does not continue"),
    ("UPDATE audit SET prev_hash = {hash} WHERE seq = 3", "audit_trail", "row 3 does not continue"),
    ("DELETE FROM audit WHERE seq = 1", "audit_trail", "row 2 follows row 0"),
    ("DELETE FROM audit WHERE seq = 2", "audit_trail", "row 3 follows row 1"),
    ("DELETE FROM audit WHERE seq = 3", "audit_trail", "head says that row 3"),
    ("DELETE FROM audit", "audit_trail", "head says that row 3 is the last, and it is row 0"),
    ("UPDATE audit_head SET seq = 4", "audit_trail", "head says that row 4"),
    ("UPDATE audit_head SET hash = {hash}", "audit_trail", "head has another hash"),
    ("DELETE FROM audit_head", "audit_trail", "head is missing"),
    ("DELETE FROM products", "references", "not there"),
    (
        "DROP INDEX recruits_one_live_protection; UPDATE recruits SET status = 'open', \
         protected_until = '2026-10-30'",
        "one_live_protection",
        "#sel2 has 2 live",
    ),
    ("UPDATE recruits SET protected_until = NULL", "protections_agree", "#rec1 is live"),
    ("UPDATE recruits SET protected_until = '2026-07-01'", "protections_agree", "#rec1 is prot"),
    ("UPDATE recruits SET protected_until = '2027-10-30'", "protections_agree", "#rec1 is prot"),
    (
        "UPDATE seller_holders SET from_on = '2026-07-01' WHERE until_on IS NULL",
        "one_holder",
        "#sel1",
    ),
    ("UPDATE sellers SET partner_id = #par2", "holders_agree", "#sel1 is said to be held by par_"),
    ("UPDATE sellers SET partner_id = NULL", "holders_agree", "#sel1 is said to be held by nobody"),
    (
        "UPDATE sale_credits SET share_parts = 39999999 WHERE position = 1",
        "credits_add_up",
        "#sal1",
    ),
    ("DELETE FROM sale_credits", "credits_add_up", "#sal1 has credits of 0"),
    ("UPDATE refunds SET amount = 950001", "refunds_fit", "#sal1 had 950000 paid and 950001"),
    ("UPDATE refunds SET refunded_on = '2026-07-31'", "refunds_fit", "#ref1 is not"),
    ("UPDATE sales SET confirmed_by = recorded_by", "sales_have_two_people", "#sal1"),
    (
        "INSERT INTO approved_fingerprints (subject_id, fingerprint) VALUES (#plv1, {hash})",
        "approvals",
        "#plv1 is not what was approved",
    ),
    ("UPDATE plan_versions SET approved_by = prepared_by", "versions_have_two_people", "#plv1"),
    (
        "UPDATE agreements SET starts_on = '2026-06-30' WHERE id = #agr2",
        "agreements_apart",
        "#agr1",
    ),
    (
        "UPDATE agreements SET plan_id = #pln2 WHERE id = #agr2",
        "agreements_in_one_currency",
        "#par1 has agreements in 2",
    ),
    ("UPDATE event_hosts SET share_parts = 1 WHERE position = 0", "hosts_add_up", "#evt1"),
];

/// Those in which the second person is taken away from a partner's papers.
const PAPERS: [(&str, &str, &str); 3] = [
    ("UPDATE tax_profiles SET confirmed_by = prepared_by", "taxes_have_two_people", "#tax1"),
    ("UPDATE bank_accounts SET confirmed_by = NULL", "accounts_have_two_people", "#bnk1"),
    (
        "DROP INDEX bank_accounts_one_confirmed; UPDATE bank_accounts SET status = 'confirmed'",
        "one_account",
        "#par1 has 2",
    ),
];

/// `#sel2` as the program prints it.
fn shown(text: &str) -> String {
    match text.strip_prefix('#') {
        Some(id) => format!("{}_{:0>32}{}", &id[..3], &id[3..4], &id[4..]),
        None => text.to_owned(),
    }
}

#[test]
fn sound_books_are_found_sound() {
    on_both_closed(|books| {
        let words = books.saathi(&["verify"]).accepted();
        assert!(words.lines().all(|line| line.starts_with("ok  ")), "{words}");
        assert!(words.contains("ok    audit_trail: 5 checked, 0 wrong"), "{words}");
        let answer: Value =
            serde_json::from_str(&books.saathi(&["verify", "--json"]).accepted()).unwrap();
        assert_eq!(answer["sound"], true);
        let checks = answer["checks"].as_array().unwrap();
        for check in checks {
            // Nothing of these books was approved since fingerprints are kept.
            let is_looked_at = check["name"] == "approvals" || check["checked"] != 0;
            assert!(is_looked_at, "nothing to look at: {check}");
            assert_eq!(check["findings"], serde_json::json!([]));
        }
        assert_eq!(checks.len(), words.lines().count());
    });
}

/// The check that is for it finds what was done, and names it.
#[track_caller]
pub fn find(books: &Books, (sql, check, what): &(&str, &str, &str)) {
    books.attack(sql);
    let answer = books.saathi(&["verify"]);
    assert_eq!(answer.status, 1, "{sql}: {answer:?}");
    assert!(answer.stderr.contains("found something wrong"), "{answer:?}");
    let mut lines = answer.stdout.lines();
    let failed = format!("FAIL  {check}: ");
    assert!(lines.any(|line| line.starts_with(&failed)), "{sql}: {answer:?}");
    let mut found = lines.take_while(|line| line.starts_with("      "));
    assert!(found.any(|line| line.contains(&shown(what))), "{sql}: {answer:?}");
}

#[test]
fn every_attack_is_found() {
    for attack in ATTACKS.iter().chain(&PAPERS) {
        find(&Books::new(), attack);
    }
}

/// One for each check, on one database, since PostgreSQL takes its time to make one.
#[test]
fn every_check_finds_on_postgresql_too() {
    let Some(books) = Books::on_postgres() else { return };
    let mut known = "";
    for attack in ATTACKS.iter().chain(&PAPERS) {
        if attack.1 != known {
            find(&books, attack);
            known = attack.1;
        }
    }
}

#[test]
fn a_rule_taken_out_of_the_schema_is_missed() {
    for (sql, what) in [
        ("DROP TRIGGER audit_no_update", "trigger audit_no_update is missing"),
        ("DROP INDEX seller_holders_one_open", "index seller_holders_one_open is missing"),
        ("CREATE TABLE mine (a)", "table mine was made by no migration"),
        (
            "DROP INDEX sales_paid; CREATE INDEX sales_paid ON sales (paid_on)",
            "index sales_paid is not as the migrations made it",
        ),
    ] {
        let books = Books::new();
        books.sql(sql);
        let answer = books.saathi(&["verify"]);
        assert_eq!(answer.status, 1, "{answer:?}");
        assert!(answer.stdout.contains(&format!("      {what}\n")), "{answer:?}");
    }
    on_both(|books| {
        if !books.is_sqlite() {
            books.sql("ALTER TABLE audit DISABLE TRIGGER ALL; ALTER TABLE sales NO FORCE ROW LEVEL SECURITY");
            let answer = books.saathi(&["verify"]);
            assert!(answer.stdout.contains("is a disabled trigger of audit"), "{answer:?}");
            assert!(
                answer.stdout.contains("      sales does not keep its row policies"),
                "{answer:?}"
            );
        }
    });
}

#[test]
fn much_that_is_wrong_is_counted_and_not_read_out() {
    let books = Books::new();
    books.attack(
        "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 349) \
         INSERT INTO event_hosts SELECT 'evt_' || i, #par1, 0, 1 FROM n",
    );
    let answer = books.saathi(&["verify", "--json"]);
    let json: Value = serde_json::from_str(&answer.stdout).unwrap();
    let checks = json["checks"].as_array().unwrap();
    let hosts = checks.iter().find(|check| check["name"] == "hosts_add_up").unwrap();
    assert_eq!((answer.status, &hosts["wrong"]), (1, &250.into()));
    assert_eq!(hosts["findings"].as_array().unwrap().len(), 100);
    let words = books.saathi(&["verify"]);
    assert!(words.stdout.contains("      and 150 more\n"), "{words:?}");
}

#[test]
fn a_damaged_file_is_found() {
    let books = Books::new();
    let file = books.folder.path().join("books.db");
    let mut bytes = fs::read(&file).unwrap();
    let page: usize = books
        .text("SELECT CAST(rootpage AS TEXT) AS value FROM sqlite_schema WHERE name = 'sales'")
        .parse()
        .unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
    books.folder.write("books.db", &bytes);
    let answer = books.saathi(&["verify"]);
    assert_eq!(answer.status, 1, "{answer:?}");
    assert!(answer.stdout.contains("FAIL  integrity"), "{answer:?}");
    let answer = books.saathi(&["backup", "books.bak"]);
    assert_eq!((answer.status, answer.stdout.as_str()), (1, ""), "{answer:?}");
    assert_eq!(books.folder.names(), ["books.db"]);
}

#[test]
fn what_cannot_be_read_is_found_and_the_rest_goes_on() {
    let books = Books::new();
    books.attack("UPDATE audit SET at = 'long ago' WHERE seq = 2");
    let answer = books.saathi(&["verify"]);
    assert_eq!(answer.status, 1, "{answer:?}");
    assert!(answer.stdout.contains("      database cannot be checked: "), "{answer:?}");
    assert!(answer.stdout.contains("ok    hosts_add_up: 1 checked"), "{answer:?}");
}

#[test]
fn books_that_are_not_there_are_not_made() {
    let books = Books::empty();
    let answer = books.saathi(&["verify"]);
    assert_eq!((answer.status, answer.stdout.as_str()), (1, ""));
    assert!(answer.stderr.contains("run `saathi migrate` first"), "{answer:?}");
    assert_eq!(books.folder.names(), [""; 0]);
}

#[test]
fn it_reads_beside_a_server_and_changes_nothing() {
    let books = Books::new();
    let app = books.app();
    let before = books.folder.names();
    books.saathi(&["verify"]).accepted();
    assert_eq!(books.folder.names(), before);
    drop(app);
}
