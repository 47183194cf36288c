//! `saathi demo`: what it promises is there, and a manager finds something to do in the morning.

use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

use crate::harness::{Answer, Folder};

#[derive(QueryableByName)]
struct OneText {
    #[diesel(sql_type = Text)]
    value: String,
}

/// A demo that was filled in for a day.
struct Demo {
    folder: Folder,
    printed: String,
}

impl Demo {
    fn of(today: &str, partners: &str) -> Self {
        let folder = Folder::new();
        let args = ["demo", "--no-serve", "--partners", partners];
        let output = folder.command(args).env("SAATHI_TODAY", today).output().unwrap();
        let answer = Answer::of(output);
        assert_eq!(answer.status, 0, "{answer:?}");
        Self { folder, printed: answer.stdout }
    }

    fn one(&self, sql: &str) -> String {
        let file = self.folder.path().join("saathi-demo.db");
        let mut database = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
        let sql = format!("SELECT CAST(({sql}) AS TEXT) AS value");
        sql_query(sql).get_result::<OneText>(&mut database).unwrap().value
    }

    fn count(&self, what: &str) -> usize {
        self.one(&format!("SELECT count(*) FROM {what}")).parse().unwrap()
    }

    /// What it printed, without the ids that are made anew each time.
    fn told(&self) -> String {
        let words = self.printed.split_inclusive(char::is_whitespace);
        words.filter(|word| !word.contains("ent_") && !word.contains("stm_")).collect()
    }

    /// Whichever command serves it; and whoever looks at it is told what it is.
    fn is_for_this_machine_only(&self) {
        let run = |args: &[&str]| {
            let mut command = self.folder.command(args);
            command.args(["--database-url", "sqlite://saathi-demo.db"]);
            Answer::of(command.env("SAATHI_TODAY", MONDAY).output().unwrap())
        };
        for args in [["serve", "--listen", "0.0.0.0:0"], ["demo", "--listen", "[::]:0"]] {
            let refused = run(&args);
            assert_eq!(refused.status, 1, "{refused:?}");
            assert!(refused.stderr.contains("everybody knows a demo's passwords"), "{refused:?}");
        }
        let found = run(&["doctor"]);
        assert!(found.stdout.contains("warn  demo: this is a demo"), "{found:?}");
    }

    fn verifies(&self) {
        let checked = self.folder.saathi(["verify", "--database-url", "sqlite://saathi-demo.db"]);
        assert_eq!(checked.status, 0, "{checked:?}");
    }
}

/// A Monday: the last working day is the Saturday before it.
const MONDAY: &str = "2026-11-23";
const SATURDAY: &str = "date = '2026-11-21'";

#[test]
fn a_demo_has_what_it_promises_up_to_yesterday() {
    let demo = Demo::of(MONDAY, "12");
    let sellers = demo.count("sellers");
    assert!((390..=430).contains(&sellers), "{sellers}");
    let summit = "registrations WHERE event_id = (SELECT id FROM events WHERE status = 'closed')";
    assert_eq!(demo.count(&format!("{summit} AND NOT walk_in")), 231);
    assert_eq!(demo.count(&format!("{summit} AND walk_in")), 14);
    assert_eq!(demo.count("arrivals"), 184 + 14);
    assert_eq!(demo.count("arrival_recruits"), 133);
    assert_eq!(demo.count("recruits WHERE event_id IS NOT NULL AND status <> 'refused'"), 133);
    for days in ["-3 days", "-6 days", "-9 days"] {
        let since = format!("received_at >= datetime('2026-11-23', '{days}')");
        assert!(demo.count(&format!("recruits WHERE {since}")) >= 3, "{days}");
    }
    // Two of twenty-four are missing, one is away, two are late, and nobody has looked at them yet.
    assert_eq!(demo.count(&format!("check_ins WHERE {SATURDAY}")), 21);
    assert_eq!(demo.count(&format!("check_ins WHERE {SATURDAY} AND late")), 2);
    assert_eq!(demo.count(&format!("check_ins WHERE {SATURDAY} AND status <> 'submitted'")), 0);
    assert_eq!(demo.count("check_ins WHERE after_lock"), 1);
    assert_eq!(demo.count("check_ins WHERE status = 'returned'"), 1);
    let leaves = "SELECT group_concat(status) FROM (SELECT status FROM leaves ORDER BY status)";
    assert_eq!(demo.one(leaves), "approved,asked");
    assert!(demo.count("recruits WHERE status = 'in_review'") >= 2);
    assert!(demo.count("conflicts WHERE decision IS NULL") >= 2);
    assert!(demo.count("conflicts WHERE decision IS NOT NULL") >= 2);
    assert!(demo.count("disputes WHERE decided_at IS NULL") >= 1);
    assert!(demo.count("disputes WHERE decided_at IS NOT NULL") >= 1);
    let states =
        "SELECT group_concat(status) FROM (SELECT DISTINCT status FROM fundings ORDER BY status)";
    assert_eq!(demo.one(states), "approved,proven,refused,requested,settled,withdrawn");
    // The month that was closed first is paid; one payment came back and was paid again.
    let payouts = "SELECT group_concat(status) FROM payouts";
    assert_eq!(demo.one(payouts), "settled,settled");
    assert_eq!(demo.count("payouts WHERE approved_by = prepared_by"), 0);
    let rejected = "payments WHERE status = 'rejected'";
    assert_eq!(demo.count(rejected), 1);
    let again = "SELECT statement_id FROM payments WHERE status = 'rejected'";
    let again = format!("payments WHERE status = 'paid' AND statement_id = ({again})");
    assert_eq!(demo.count(&again), 1);
    let unpaid = "statements WHERE status <> 'paid' AND net > 0 AND period = (SELECT min(period) \
        FROM periods)";
    assert_eq!(demo.count(unpaid), 0);
    let address = "SELECT value FROM settings WHERE key = 'public_address'";
    assert_eq!(demo.one(address), "\"http://127.0.0.1:8080\"");
    demo.verifies();
    demo.is_for_this_machine_only();
}

#[test]
fn a_day_gives_one_demo_also_where_a_month_has_just_begun() {
    // A Sunday, and the first of a month.
    let [one, other] = [(); 2].map(|()| Demo::of("2026-11-01", "3"));
    assert_eq!(one.told(), other.told());
    for table in ["recruits", "check_ins", "sales", "conflicts", "fundings", "audit"] {
        assert_eq!(one.count(table), other.count(table), "{table}");
    }
    one.verifies();
}
