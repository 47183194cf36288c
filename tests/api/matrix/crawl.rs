//! Everything that somebody can read: every list with all its pages, and every record and file that
//! any answer names.

use std::collections::{BTreeMap, BTreeSet};

use saathi::domain::Role;
use serde_json::Value;

use super::records::Of;
use super::routes::{ROUTES, Row};
use crate::harness::Actor;

/// What was read, by its path.
pub type Seen = BTreeMap<String, String>;

/// How many rows a page has, so that lists have more than one.
const LIMIT: usize = 20;

/// Reads all that somebody of that role can.
pub fn crawl(actor: &Actor, role: Role) -> Seen {
    let mut crawler = Crawler { actor, role, seen: Seen::new(), ids: BTreeSet::new() };
    let readable = || ROUTES.iter().filter(|row| row.method() == "GET" && row.is_for(role));
    for row in readable().filter(|row| row.of == Of::Nothing) {
        crawler.list(row);
    }
    loop {
        let before = crawler.seen.len();
        for row in readable().filter(|row| row.of != Of::Nothing) {
            for ids in crawler.ids_for(row.of) {
                crawler.read(&row.path(&ids));
            }
        }
        if crawler.seen.len() == before {
            return crawler.seen;
        }
    }
}

/// All ids in a text.
pub fn ids_in(text: &str) -> BTreeSet<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = text.split(|c: char| !is_word(c));
    words.filter(|word| is_id(word)).map(str::to_owned).collect()
}

fn is_id(word: &str) -> bool {
    let hex = |digits: &str| digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    word.split_once('_').is_some_and(|(prefix, digits)| prefix.len() == 3 && hex(digits))
}

struct Crawler<'a> {
    actor: &'a Actor,
    role: Role,
    seen: Seen,
    ids: BTreeSet<String>,
}

impl Crawler<'_> {
    fn read(&mut self, path: &str) -> Option<Value> {
        if self.seen.contains_key(path) {
            return None;
        }
        let answer = self.actor.get(path);
        assert!(answer.status < 500 && answer.status != 403, "{:?} {path}: {answer:?}", self.role);
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        if answer.status == 200 && path != "/api/v1/openapi.json" {
            self.ids.extend(ids_in(&text));
        }
        let read = serde_json::from_str(&text).ok();
        self.seen.insert(path.to_owned(), text);
        read.filter(|_| answer.status == 200)
    }

    /// A list with all its pages, or what is no list.
    fn list(&mut self, row: &Row) {
        let path = row.path(&[]);
        let mark = if path.contains('?') { '&' } else { '?' };
        let mut page = self.read(&format!("{path}{mark}limit={LIMIT}"));
        if page.is_none() {
            self.read(&path);
        }
        while let Some(cursor) = page.as_ref().and_then(|page| page["next_cursor"].as_str()) {
            page = self.read(&format!("{path}{mark}limit={LIMIT}&cursor={cursor}"));
        }
    }

    /// The ids that are known, as a path of that kind takes them.
    fn ids_for(&self, of: Of) -> Vec<Vec<String>> {
        if of == Of::Period {
            return vec![vec!["2026-10".to_owned()]];
        }
        let mut all = vec![Vec::new()];
        for like in of.absent() {
            let prefix = like.split_once('_').map_or(like.as_str(), |(prefix, _)| prefix);
            let known: Vec<_> = self.ids.iter().filter(|id| id.starts_with(prefix)).collect();
            let longer = |ids: &Vec<String>| -> Vec<Vec<String>> {
                let with = |id: &&String| [ids.as_slice(), &[(*id).clone()]].concat();
                known.iter().map(with).collect()
            };
            all = all.iter().flat_map(longer).collect();
        }
        all
    }
}
