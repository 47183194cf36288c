//! `export --bundle` and `verify --bundle`: a closed month leaves the database as one file, which is
//! computed again where there is none.

use std::fs;
use std::io::{Cursor, Read, Write};

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::books::{Books, on_both_closed};
use crate::harness::{Answer, Folder};

/// What is written over something in a file of September's bundle, and what the check says that is for it.
const TAMPERED: [(&str, &str, &str, &str); 12] = [
    (
        "sales.csv",
        "upgrade,verified,,,9500.00",
        "upgrade,verified,,,9600.00",
        "sale S-3, rule all was posted 570.00 USD, and the facts give 576.00 USD",
    ),
    (
        "refunds.csv",
        "9500.00",
        "9400.00",
        "sale S-1, rule all was posted 0.00 USD, and the facts give 6.00 USD",
    ),
    (
        "plan-3.json",
        "\"10\"",
        "\"11\"",
        "sale S-3, rule all was posted 570.00 USD, and the facts give 627.00 USD",
    ),
    (
        "partners.csv",
        "2026-01-01",
        "2026-09-06",
        "sale S-3, rule all was posted 570.00 USD, and the facts give 0.00 USD",
    ),
    (
        "posted.csv",
        "20.00",
        "19.00",
        "sale S-2, rule all was posted 0.00 USD, and the facts give 1.00 USD",
    ),
    (
        "entries.csv",
        "570.00",
        "560.00",
        "sale S-3, rule all was posted 560.00 USD, and the facts give 570.00 USD",
    ),
    (
        "statements.json",
        "\"570.00\"",
        "\"560.00\"",
        "says 560.00 of commission, and its entries come to 570.00 USD",
    ),
    (
        "statements.json",
        "\"net\": \"1",
        "\"net\": \"2",
        "figures that are not what they are made of",
    ),
    (
        "manifest.json",
        "\"fingerprint\": \"",
        "\"fingerprint\": \"0",
        "entries.csv has another fingerprint than the close",
    ),
    // Nothing of this month was computed with these; their hash tells it all the same.
    ("rates.csv", "283.4175", "283.4176", "rates.csv is not what the manifest says"),
    ("plan-1.json", "9999-01-01", "9998-01-01", "plan-1.json is not what the manifest says"),
    ("plan-2.json", "9999-01-01", "9998-01-01", "plan-2.json is not what the manifest says"),
];

/// Writes a month's bundle and reads it.
fn exported(books: &Books, more: &[&str]) -> Vec<u8> {
    let args = ["export", "2026-09", "--bundle", "--output", "month.zip"];
    assert_eq!(books.saathi(&[&args[..], more].concat()).accepted(), "");
    fs::read(books.folder.path().join("month.zip")).unwrap()
}

/// What the program says of a bundle in a folder that holds nothing else.
fn verified(bundle: &[u8], more: &[&str]) -> Answer {
    let folder = Folder::new();
    folder.write("month.zip", bundle);
    let answer = folder.saathi([&["verify", "--bundle", "month.zip"][..], more].concat());
    assert_eq!(folder.names(), ["month.zip"], "nothing is made beside it");
    answer
}

/// The files of a bundle.
fn files(bundle: &[u8]) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(bundle)).unwrap();
    let mut files = Vec::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.push((file.name().unwrap().into_owned(), text));
    }
    files
}

fn packed(files: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(name.clone(), SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The bundle with something written over in one of its files.
fn tampered(bundle: &[u8], name: &str, from: &str, to: &str) -> Vec<u8> {
    let mut files = files(bundle);
    let (_, text) = files.iter_mut().find(|(own, _)| own == name).unwrap();
    assert!(text.contains(from), "{name} has no {from}: {text}");
    *text = text.replacen(from, to, 1);
    packed(&files)
}

#[test]
fn a_bundle_is_sound_where_there_is_no_database() {
    on_both_closed(|books| {
        let bundle = exported(books, &[]);
        let words = verified(&bundle, &[]).accepted();
        let (given, found): (Vec<&str>, Vec<&str>) =
            words.lines().partition(|line| line.starts_with("given "));
        assert!(found.iter().all(|line| line.starts_with("ok  ")), "{words}");
        assert_eq!(given.len(), 2, "{words}");
        let answer: Value =
            serde_json::from_str(&verified(&bundle, &["--json"]).accepted()).unwrap();
        assert_eq!(answer["sound"], true);
        let checks = answer["checks"].as_array().unwrap();
        let names: Vec<&str> = checks.iter().filter_map(|check| check["name"].as_str()).collect();
        assert_eq!(names, ["files", "fingerprint", "entries", "statements"]);
        for check in checks {
            assert!(check["checked"].as_u64().unwrap() > 0, "nothing to look at: {check}");
        }
        assert_eq!(exported(books, &[]), bundle, "the same month is the same file");
    });
}

#[test]
fn whatever_is_written_over_in_a_bundle_is_found() {
    let bundle = exported(&Books::closed(), &[]);
    for (name, _) in files(&bundle) {
        assert!(TAMPERED.iter().any(|(of, ..)| *of == name), "nobody tampers with {name}");
    }
    for (name, from, to, told) in TAMPERED {
        let answer = verified(&tampered(&bundle, name, from, to), &[]);
        assert_eq!(answer.status, 1, "{name}: {answer:?}");
        assert!(answer.stdout.contains(told), "{name}: {answer:?}");
        assert!(answer.stderr.contains("found something wrong"), "{name}: {answer:?}");
        let changed = format!("      {name} is not what the manifest says\n");
        assert!(name == "manifest.json" || answer.stdout.contains(&changed), "{answer:?}");
    }
}

/// Whoever forges a line could name it: what is not computed again is told, and is not sound.
#[test]
fn what_a_manifest_names_is_left_out_and_told() {
    let bundle = exported(&Books::closed(), &[]);
    let named = "\"changed_sales\": [\"S-3\"]";
    let named = tampered(&bundle, "manifest.json", "\"changed_sales\": []", named);
    let answer = verified(&named, &[]);
    assert_eq!(answer.status, 1, "{answer:?}");
    assert!(answer.stdout.contains("0 wrong, 1 given: how their facts stood"), "{answer:?}");
    assert!(answer.stderr.contains("1 of its keys could not be computed again"), "{answer:?}");
    let answer: Value = serde_json::from_str(&verified(&named, &["--json"]).stdout).unwrap();
    assert_eq!(answer["sound"], false);
}

#[test]
fn a_file_more_or_less_in_a_bundle_is_found() {
    let sound = files(&exported(&Books::closed(), &[]));
    let less: Vec<_> = sound.iter().filter(|(name, _)| name != "entries.csv").cloned().collect();
    let note = ("note.txt".to_owned(), "paid by hand".to_owned());
    let more: Vec<_> = sound.into_iter().chain([note]).collect();
    for (files, name) in [(less, "entries.csv"), (more, "note.txt")] {
        let answer = verified(&packed(&files), &[]);
        assert_eq!(answer.status, 1, "{answer:?}");
        let told = format!("      {name} is not what the manifest says\n");
        assert!(answer.stdout.contains(&told), "{answer:?}");
    }
}

#[test]
fn a_partners_own_bundle_names_nobody_else() {
    on_both_closed(|books| {
        let bundle = exported(books, &["--partner", "SKT-001"]);
        verified(&bundle, &[]).accepted();
        for (name, text) in files(&bundle) {
            assert!(!text.contains("SKT-002"), "{name}: {text}");
        }
    });
}

#[test]
fn what_is_no_bundle_is_refused() {
    let bundle = exported(&Books::closed(), &[]);
    let without: Vec<_> =
        files(&bundle).into_iter().filter(|(name, _)| name != "manifest.json").collect();
    let other = tampered(&bundle, "manifest.json", "saathi-period-bundle-1", "another-form-9");
    let broken = tampered(&bundle, "manifest.json", "{", "[");
    let torn = tampered(&bundle, "entries.csv", "570.00", "much");
    for (bytes, told) in [
        (b"".to_vec(), "is not a zip file"),
        (b"sale,partner\n".to_vec(), "is not a zip file"),
        (bundle[..bundle.len() / 2].to_vec(), "is not a zip file"),
        (packed(&without), "has no manifest"),
        (other, "is of the form another-form-9"),
        (broken, "manifest.json: "),
        (torn, "entries.csv: line 2 cannot be read"),
    ] {
        let answer = verified(&bytes, &[]);
        assert_eq!((answer.status, answer.stdout.as_str()), (1, ""), "{told}: {answer:?}");
        assert!(answer.stderr.contains("month.zip: "), "{answer:?}");
        assert!(answer.stderr.contains(told), "{told}: {answer:?}");
    }
    let answer = Folder::new().saathi(["verify", "--bundle", "nowhere.zip"]);
    assert_eq!((answer.status, answer.stdout.as_str()), (1, ""), "{answer:?}");
    assert!(answer.stderr.contains("nowhere.zip: "), "{answer:?}");
}

#[test]
fn what_cannot_be_exported_leaves_no_file() {
    let books = Books::closed();
    let to = ["--bundle", "--output", "month.zip"];
    for (args, told) in [
        (vec!["2026-10"], "2026-10 is not closed"),
        (vec!["2026-09", "--partner", "NOBODY"], "there is no such partner"),
        (vec!["2026-09", "--partner", "no code"], "there is no such partner"),
    ] {
        let answer = books.saathi(&[&["export"], args.as_slice(), &to[..]].concat());
        assert_eq!((answer.status, answer.stdout.as_str()), (1, ""), "{answer:?}");
        assert!(answer.stderr.contains(told), "{answer:?}");
        // The database, and what SQLite and whoever writes it keep beside it.
        let names = books.folder.names();
        assert!(names.iter().all(|name| name.starts_with("books.db")), "{names:?}");
    }
    books.saathi(&["export", "2026-09", "--bundle"]).misused("--output");
    books.saathi(&["export", "2026-09", "--partner", "SKT-001"]).misused("--bundle");
}
