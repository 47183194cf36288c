//! The pages in a headless Chromium, against the real binary.
//!
//! The tests are JavaScript beside this file; they need Node, Chromium, and `npm ci` in this folder.
//! Where one of them is missing they are left out, which is said aloud, unless `SAATHI_REQUIRE_BROWSER`
//! is set, as `.ci/run` does.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser");

fn is_ready() -> bool {
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).status();
    let chromium = std::env::var("SAATHI_CHROMIUM").unwrap_or("/usr/bin/chromium".to_owned());
    let installed =
        Path::new(FOLDER).join("node_modules").is_dir() && Path::new(&chromium).exists();
    let ready = node.is_ok_and(|status| status.success()) && installed;
    let missing = format!("Node, Chromium, or `npm ci` in {FOLDER} is missing");
    assert!(ready || std::env::var_os("SAATHI_REQUIRE_BROWSER").is_none(), "{missing}");
    if !ready {
        // Past the harness, which keeps what a passing test says to itself.
        let words = format!("\nSKIPPED: the pages are not tried in a browser. {missing}.\n\n");
        std::io::stderr().write_all(words.as_bytes()).expect("it can be said");
    }
    ready
}

fn npm(script: &str) {
    if !is_ready() {
        return;
    }
    let mut npm = Command::new("npm");
    npm.args(["run", script]).current_dir(FOLDER);
    npm.env("SAATHI_BINARY", env!("CARGO_BIN_EXE_saathi"));
    let status = npm.status().expect("npm runs");
    assert!(status.success(), "npm run {script}: {status}");
}

#[test]
fn the_pages_hold_in_a_browser() {
    npm("test");
}

#[test]
fn the_scripts_are_typed() {
    npm("check");
}
