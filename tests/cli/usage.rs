//! Bad usage, unreadable files, and help.

use std::io::Write;
use std::process::Stdio;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use serde_json::Value;

use super::books::Books;
use super::harness::{Folder, Input};
use super::postgres;

#[test]
fn a_simulation_needs_a_plan_sales_and_a_last_period() {
    let folder = Folder::new();
    let all = ["simulate", "--plan", "p", "--sales", "s", "--through", "2026-09"];
    for (missing, word) in [(1, "--plan"), (3, "--sales"), (5, "--through")] {
        let args = all[..missing].iter().chain(&all[missing + 2..]);
        folder.saathi(args).misused(word);
    }
}

#[test]
fn a_second_plan_needs_partners() {
    let input = Input::new();
    let answer = input.simulate_with(&["--plan", "plan.json"]);
    assert!(answer.stderr.contains("Usage: saathi simulate"), "{}", answer.stderr);
    answer.misused("--partners");
}

#[test]
fn the_output_is_none_of_the_inputs() {
    let input = Input::new().refunds(&[]);
    for file in ["plan.json", "sales.csv", "refunds.csv"] {
        let before = input.folder().read(file);
        input.simulate_with(&["--output", &format!("./{file}")]).misused("--output");
        assert_eq!(input.folder().read(file), before);
    }
    input.simulate_with(&["--output", "new.csv"]).accepted();
}

#[test]
fn through_is_a_month_up_to_2199() {
    let folder = Folder::new();
    for through in ["2200-01", "2026-13", "2026-00", "2026-9", "2026", "2026-09-30", "", "x", "-1"]
    {
        let through = format!("--through={through}");
        let args = ["simulate", "--plan", "p", "--sales", "s", &through];
        folder.saathi(args).misused("--through");
    }
    let input = Input::new();
    let last = ["simulate", "--plan", "plan.json", "--sales", "sales.csv", "--through", "2199-12"];
    input.folder().saathi(last).accepted();
}

#[test]
fn an_unknown_option_word_or_format_is_bad_usage() {
    Input::new().simulate_with(&["--colour"]).misused("--colour");
    Input::new().simulate_with(&["more"]).misused("more");
    Input::new().simulate_with(&["--format", "xml"]).misused("xml");
    Input::new().simulate_with(&["--format"]).misused("--format");
    Input::new().simulate_with(&["--sales", "sales.csv"]).misused("--sales");
    Folder::new().saathi(["simulat"]).misused("simulat");
    let nothing = Folder::new().saathi([""; 0]);
    assert_eq!((nothing.status, nothing.stdout.as_str()), (2, ""));
    assert!(nothing.stderr.contains("Usage: saathi"));
}

#[test]
fn help_has_examples_and_goes_to_standard_output() {
    let folder = Folder::new();
    let help = folder.saathi(["simulate", "--help"]).accepted();
    for word in [
        "Examples:",
        "saathi simulate --plan",
        "--sales",
        "--refunds",
        "--fx",
        "--partners",
        "--through",
        "--format",
        "--explain",
        "--output",
        "Exit status",
        "2199-12",
    ] {
        assert!(help.contains(word), "{word} is not in\n{help}");
    }
    for args in [vec!["--help"], vec!["plan", "--help"], vec!["plan", "check", "--help"]] {
        assert!(folder.saathi(&args).accepted().contains("Usage: saathi"), "{args:?}");
    }
    for args in [["plan", "check", "--help"], ["plan", "explain", "--help"]] {
        let help = folder.saathi(args).accepted();
        assert!(help.contains("Example") && help.contains("Exit status"), "{help}");
    }
    let version = format!("saathi {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(folder.saathi(["--version"]).accepted(), version);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let files = [
        ("--plan", "plan.json"),
        ("--sales", "sales.csv"),
        ("--refunds", "refunds.csv"),
        ("--fx", "fx.csv"),
        ("--partners", "partners.csv"),
    ];
    for (option, file) in files {
        for (name, why) in [("none", "No such file"), (".", "directory")] {
            let input = Input::new();
            let args = input.args(&[]);
            let mut args: Vec<&str> = args.into_iter().filter(|arg| *arg != file).collect();
            args.retain(|arg| *arg != option);
            args.extend([option, name]);
            let answer = input.folder().saathi(args);
            assert_eq!((answer.status, answer.stdout.as_str()), (1, ""), "{answer:?}");
            assert!(answer.stderr.starts_with(&format!("{name}: ")), "{answer:?}");
            assert!(answer.stderr.contains(why), "{answer:?}");
            assert_eq!(answer.stderr.lines().count(), 1, "{answer:?}");
        }
    }
}

#[test]
fn a_partner_is_for_a_partners_roles() {
    let folder = Folder::new();
    let add = |role: &str, more: &[&str]| {
        let args = ["user", "add", "--email", "a@x.test", "--name", "A", "--role", role];
        folder.saathi([&args[..], &["--password-stdin"], more].concat())
    };
    for (role, more) in [("admin", &["--partner", "LHR-001"][..]), ("partner_owner", &[])] {
        let answer = add(role, more);
        assert!(answer.stderr.contains("Usage: saathi user add"), "{answer:?}");
        answer.misused("--partner");
    }
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn what_was_done_is_told_to_machines_too() {
    let books = Books::empty();
    let migrated: Value =
        serde_json::from_str(&books.saathi(&["migrate", "--json"]).accepted()).unwrap();
    let names = migrated["migrations"].as_array().unwrap();
    assert!(names.len() > 30 && names[0].as_str().unwrap().contains("programme"), "{migrated}");
    let again = books.saathi(&["migrate", "--json"]).accepted();
    assert_eq!(again.trim(), r#"{"migrations":[]}"#);
    let url = ["--database-url", books.url.as_str()];
    let args = ["user", "add", "--json", "--email", "a@x.test", "--name", "A", "--role", "admin"];
    let mut add = books.folder.command([&args[..], &["--password-stdin"], &url].concat());
    let mut child = add.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"a long enough password\n").unwrap();
    let user: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!((&user["email"], &user["role"]), (&"a@x.test".into(), &"admin".into()));
    assert!(user["id"].as_str().unwrap().starts_with("usr_") && user["partner_id"].is_null());
}

#[cfg(unix)]
#[test]
fn a_migration_without_rights_says_whom_to_run_it_as() {
    let Some(place) = postgres::database() else { return };
    let stranger = "CREATE ROLE saathi_stranger LOGIN; ";
    let mut owner = PgConnection::establish(&place.url()).unwrap();
    // Another test on this cluster may have made it.
    let _known = owner.batch_execute(stranger);
    owner.batch_execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC").unwrap();
    let separator = if place.url().contains('?') { '&' } else { '?' };
    let url = format!("{}{separator}user=saathi_stranger", place.url());
    let answer = Folder::new().saathi(["migrate", "--database-url", &url]);
    assert_eq!(answer.status, 1, "{answer:?}");
    assert!(answer.stderr.contains("the database's owner"), "{answer:?}");
}
