//! The rules of the house, held against the sources as a compiler reads them.
//!
//! A room is a module of the crate. The table of arrows is the one of `docs/ARCHITECTURE.md`; a room
//! that is not built yet has no files, and its row waits.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "architecture/sources.rs"]
mod sources;

use syn::visit::Visit;

use sources::{Functions, Named, Source, Violation, sources, texts};

/// Each room, and those that it may use.
const ARROWS: [(&str, &[&str]); 10] = [
    ("domain", &[]),
    ("commission", &["domain"]),
    ("formats", &["commission", "domain"]),
    ("storage", &["commission", "domain"]),
    ("service", &["storage", "formats", "commission", "domain"]),
    ("api", &["service", "commission", "domain"]),
    ("web", &["service", "commission", "domain"]),
    ("jobs", &["service", "commission", "domain"]),
    ("config", &["service", "storage", "domain"]),
    (
        "cli",
        &["config", "api", "web", "jobs", "service", "storage", "formats", "commission", "domain"],
    ),
];

/// Files of a room that may use less than the room.
const NARROWER: [(&str, &[&str]); 3] = [
    ("cli/simulate", &["formats", "commission", "domain"]),
    ("cli/plan", &["formats", "commission", "domain"]),
    ("cli/files", &[]),
];

/// Rooms, and paths of other crates that they never name.
const CLOSED: [(&[&str], &[&str]); 3] = [
    (
        &["domain", "commission"],
        &[
            "std::fs",
            "std::net",
            "std::env",
            "std::time",
            "std::process",
            "std::io",
            "std::os",
            "std::thread",
            "rand",
            "getrandom",
            "serde_json",
            "csv",
            "reqwest",
            "actix_web",
            "diesel",
        ],
    ),
    (&["service"], &["actix_web", "actix_http", "diesel"]),
    (&["api", "web", "jobs"], &["diesel"]),
];

/// What reads a clock or writes to a terminal, in the rooms that do neither.
const PURE: [&str; 2] = ["domain", "commission"];
const IMPURE: [&[&str]; 9] = [
    &["SystemTime"],
    &["Instant"],
    &["Utc", ":", ":", "now"],
    &["Local"],
    &["println", "!"],
    &["print", "!"],
    &["eprintln", "!"],
    &["eprint", "!"],
    &["thread_rng"],
];

/// Rooms through which money goes.
const WITHOUT_FLOATS: [&str; 4] = ["domain", "commission", "service", "storage"];
const FLOATS: [&[&str]; 2] = [&["f32"], &["f64"]];

/// What may not stand in the program itself, but in its tests; `(` is any group in parentheses.
const UNCHECKED: [&[&str]; 8] = [
    &[".", "unwrap", "("],
    &[".", "expect", "("],
    &["panic", "!"],
    &["todo", "!"],
    &["unimplemented", "!"],
    &["dbg", "!"],
    &["#", "[", "allow"],
    &["#", "!", "[", "allow"],
];

/// What may stand nowhere.
const NOWHERE: [&[&str]; 2] = [&["#", "[", "ignore"], &["sleep", "("]];

const LONGEST_FILE: usize = 500;
const LONGEST_FUNCTION: usize = 70;
/// The list of all tables, which is no longer than there are columns.
const LIST_OF_TABLES: &str = "src/storage/schema.rs";

/// Folders at the root of a machine that no file names: what works here only, works nowhere else.
const MACHINE: [&str; 6] = ["home", "root", "Users", "tmp", "work", "mnt"];

#[test]
fn rooms_use_only_the_rooms_that_they_may() {
    none(sources(&["src"]).iter().flat_map(against_arrows));
}

#[test]
fn rooms_name_no_crate_that_is_closed_to_them() {
    none(sources(&["src"]).iter().flat_map(against_closed));
}

#[test]
fn the_engine_sees_no_clock_and_no_terminal() {
    none(sources(&["src"]).iter().filter(|s| s.is_in(&PURE)).flat_map(|s| s.naming(&IMPURE)));
}

#[test]
fn no_float_comes_near_money() {
    let near = |source: &&Source| source.is_in(&WITHOUT_FLOATS);
    none(sources(&["src"]).iter().filter(near).flat_map(|s| s.naming(&FLOATS)));
}

#[test]
fn the_program_takes_no_chance() {
    none(sources(&["src"]).iter().flat_map(|s| s.outside_tests(s.naming(&UNCHECKED))));
}

#[test]
fn no_test_is_left_out_and_nothing_waits_by_the_clock() {
    none(sources(&["src", "tests", "benches"]).iter().flat_map(|s| s.naming(&NOWHERE)));
}

#[test]
fn files_and_functions_stay_short() {
    none(sources(&["src"]).iter().flat_map(too_long));
}

#[test]
fn nothing_names_a_place_on_one_machine() {
    let texts = texts(&["src", "tests", "benches", "docs", "README.md", "Cargo.toml", ".ci"]);
    none(texts.iter().flat_map(|(file, text)| naming_machine(file, text)));
}

/// The description knows a schema by its name alone: of two that are called alike, one is lost.
#[test]
fn no_two_schemas_are_called_alike() {
    let sources = sources(&["src"]);
    let mut schemas: Vec<(String, Violation)> = sources.iter().flat_map(schemas).collect();
    schemas.sort_by(|(one, _), (other, _)| one.cmp(other));
    let alike = schemas.chunk_by(|(one, _), (other, _)| one == other).filter(|all| all.len() > 1);
    none(alike.flatten().map(|(_, violation)| violation.clone()));
}

#[track_caller]
fn none(violations: impl Iterator<Item = Violation>) {
    let all: Vec<String> = violations.map(|violation| violation.to_string()).collect();
    assert!(all.is_empty(), "{} violations:\n{}", all.len(), all.join("\n"));
}

fn against_arrows(source: &Source) -> Vec<Violation> {
    let Some(room) = source.room() else { return Vec::new() };
    let rooms = ARROWS.map(|(room, _)| room);
    let file = source.module().join("/");
    let narrower = NARROWER.iter().find(|(part, _)| file.starts_with(part));
    let of_room = || ARROWS.iter().find(|(known, _)| *known == room);
    let Some((from, allowed)) = narrower.or_else(of_room) else {
        return vec![source.violation(1, format!("`{room}` is no room of the house"))];
    };
    let forbidden = |named: &Named| {
        let to = named.segments.get(1).filter(|_| named.segments[0] == "crate")?;
        let known = rooms.contains(&to.as_str()) || to == "*";
        (known && *to != room && !allowed.contains(&to.as_str())).then(|| {
            source.violation(named.line, format!("{from} may not use {to}: {}", named.path()))
        })
    };
    source.paths().iter().filter_map(forbidden).collect()
}

fn against_closed(source: &Source) -> Vec<Violation> {
    let closed: Vec<&str> = CLOSED
        .iter()
        .filter(|(rooms, _)| source.is_in(rooms))
        .flat_map(|(_, p)| *p)
        .copied()
        .collect();
    let forbidden = |named: &Named| {
        let path = closed.iter().find(|path| named.reaches(path))?;
        Some(
            source
                .violation(named.line, format!("{path} is closed to this room: {}", named.path())),
        )
    };
    source.paths().iter().filter_map(forbidden).collect()
}

fn too_long(source: &Source) -> Vec<Violation> {
    let mut functions = Functions(Vec::new());
    functions.visit_file(&source.ast);
    let long = functions.0.into_iter().filter(|(_, _, lines)| *lines > LONGEST_FUNCTION);
    let mut all: Vec<Violation> = long
        .map(|(name, line, lines)| source.violation(line, format!("{name} has {lines} lines")))
        .collect();
    let lines = source.text.lines().count();
    if lines > LONGEST_FILE && source.file != LIST_OF_TABLES {
        all.push(source.violation(lines, format!("the file has {lines} lines")));
    }
    all
}

/// The types that are schemas, by name.
fn schemas(source: &Source) -> Vec<(String, Violation)> {
    let is_schema = |attribute: &syn::Attribute| {
        matches!(&attribute.meta, syn::Meta::List(list)
            if list.path.is_ident("derive") && list.tokens.to_string().contains("ToSchema"))
    };
    let schema = |item: &syn::Item| {
        let (attributes, name) = match item {
            syn::Item::Struct(item) => (&item.attrs, &item.ident),
            syn::Item::Enum(item) => (&item.attrs, &item.ident),
            _ => return None,
        };
        let found = source.violation(name.span().start().line, format!("a schema named {name}"));
        attributes.iter().any(is_schema).then(|| (name.to_string(), found))
    };
    source.ast.items.iter().filter_map(schema).collect()
}

fn naming_machine(file: &str, text: &str) -> Vec<Violation> {
    let names = |line: &str| {
        MACHINE.iter().any(|folder| {
            let path = format!("/{folder}/");
            line.match_indices(&path).any(|(at, _)| {
                let before = line.get(..at).unwrap_or("").chars().next_back();
                before.is_none_or(|c| !c.is_alphanumeric() && !"._-/}".contains(c))
            })
        })
    };
    let numbered = text.lines().zip(1..).filter(|(line, _)| names(line));
    let violation = |(line, number): (&str, usize)| Violation {
        file: file.into(),
        line: number,
        what: line.into(),
    };
    numbered.map(violation).collect()
}

#[test]
fn the_rules_find_what_they_are_for() {
    let arrows = |file, text| against_arrows(&Source::parse(file, text)).len();
    assert_eq!(arrows("src/domain/a.rs", "use crate::{domain::A, commission::{B, C as D}};"), 2);
    assert_eq!(arrows("src/domain/a.rs", "fn f() { super::super::formats::f(); super::b() }"), 1);
    assert_eq!(
        arrows("src/domain/a.rs", "mod m { use super::super::b; use super::super::super::web; }"),
        1
    );
    assert_eq!(arrows("src/domain/a.rs", "fn f() { println!(\"{}\", crate::storage::f()); }"), 1);
    assert_eq!(arrows("src/domain/a.rs", "use crate::*;"), 1);
    assert_eq!(arrows("src/web/a.rs", "use crate::service::A; use crate::storage::B;"), 1);
    assert_eq!(arrows("src/cli/serve.rs", "use crate::storage::B;"), 0);
    assert_eq!(arrows("src/cli/plan.rs", "use crate::storage::B;"), 1);
    assert_eq!(arrows("src/attic/a.rs", ""), 1);

    let closed = |file, text| against_closed(&Source::parse(file, text)).len();
    assert_eq!(closed("src/domain/a.rs", "use std::{fs::File, fmt, io}; use serde_json::json;"), 3);
    assert_eq!(
        closed(
            "src/commission/a.rs",
            "fn f() -> std::time::Duration { csv::f(m!(std::env::var)) }"
        ),
        3
    );
    assert_eq!(closed("src/commission/a.rs", "use std::*;"), 1);
    assert_eq!(closed("src/formats/a.rs", "use std::io::Read;"), 0);

    let naming = |text, what: &[&[&str]]| {
        let source = Source::parse("src/domain/a.rs", text);
        source.outside_tests(source.naming(what)).len()
    };
    assert_eq!(naming("fn f() { a.unwrap(); m!(b.expect(\"x\")); panic!() }", &UNCHECKED), 3);
    assert_eq!(naming("fn f() { a.unwrap_or(1); expect(2); } // x.unwrap()", &UNCHECKED), 0);
    assert_eq!(naming("#![allow(x)]\n#[cfg(test)] mod t { #[allow(x)] fn f() {} }", &UNCHECKED), 1);
    assert_eq!(naming("fn f(a: f64) -> Vec<f32> { m!(1 as f64) }", &FLOATS), 3);
    assert_eq!(naming("fn f() { Utc::now(); thread::sleep(x); } #[ignore] fn g() {}", &IMPURE), 1);
    assert_eq!(
        naming("fn f() { thread::sleep(x); sleep(x); } #[ignore = \"\"] fn g() {}", &NOWHERE),
        3
    );

    let long = format!("impl A {{ fn f() {{ {} }} }}", "\n".repeat(LONGEST_FUNCTION));
    assert_eq!(too_long(&Source::parse("src/a.rs", &long)).len(), 1);
    assert_eq!(too_long(&Source::parse("src/a.rs", &"\n".repeat(LONGEST_FILE + 1))).len(), 1);
    let path = ["see ", "/", "home", "/x"].concat();
    assert_eq!(naming_machine("a", &path).len(), 1);
    assert_eq!(naming_machine("a", "https://example.com/home/x").len(), 0);
}
