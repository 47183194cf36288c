//! The worked cases give `expected.csv` to the byte, however they are run.

use std::fs;
use std::path::{Path, PathBuf};

use saathi::commission::Ledger;

use crate::engine::{self, NamedFile};
use crate::generate::{Random, shuffle};
use crate::model::{self, Input, rows};

/// A worked case.
pub struct Case {
    pub name: String,
    pub files: Vec<NamedFile>,
    pub through: String,
    expected: String,
}

impl Case {
    /// All of them.
    pub fn all() -> Vec<Case> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/cases");
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
        folders.sort();
        assert_eq!(folders.len(), 16, "worked cases");
        folders.iter().map(|folder| Case::read(folder)).collect()
    }

    fn read(folder: &Path) -> Case {
        let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        let story = text("README.md");
        let (_, through) = story.split_once("Through ").expect("the period to close through");
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let input =
            paths.filter(|path| !path.ends_with("README.md") && !path.ends_with("expected.csv"));
        let named = |path: PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(&path).unwrap())
        };
        Case {
            name: folder.file_name().unwrap().to_string_lossy().into_owned(),
            files: input.map(named).collect(),
            through: through[..7].to_owned(),
            expected: text("expected.csv"),
        }
    }

    /// The rows of its files.
    fn input(&self) -> Input {
        let text = |name: &str| {
            let file = self.files.iter().find(|(known, _)| known == name);
            file.map(|(_, bytes)| std::str::from_utf8(bytes).unwrap())
        };
        let plans = self.files.iter().filter(|(name, _)| name.starts_with("plan"));
        Input {
            plans: plans.map(|(_, bytes)| serde_json::from_slice(bytes).unwrap()).collect(),
            partners: text("partners.csv").map(rows::read),
            rates: text("fx.csv").map(rows::read).unwrap_or_default(),
            sales: text("sales.csv").map(rows::read).unwrap(),
            refunds: text("refunds.csv").map(rows::read).unwrap_or_default(),
        }
    }

    fn closed_from(&self, files: &[NamedFile]) -> String {
        let facts = engine::facts(files, &self.through)
            .unwrap_or_else(|faults| panic!("{}: {}", self.name, engine::report(&faults)));
        engine::csv(&engine::closed(&facts, &self.through).unwrap())
    }
}

#[test]
fn give_what_is_expected() {
    for case in Case::all() {
        assert_eq!(case.closed_from(&case.files), case.expected, "{}", case.name);
    }
}

#[test]
fn give_the_same_when_each_period_is_closed_by_itself() {
    for case in Case::all() {
        let facts = engine::facts(&case.files, &case.through).unwrap();
        let mut ledger = Ledger::open(&facts);
        let mut period = facts.first_period().unwrap();
        while period <= engine::period(&case.through) {
            ledger.close(period).unwrap();
            period = period.next();
        }
        assert_eq!(engine::csv(&ledger), case.expected, "{}", case.name);
    }
}

#[test]
fn give_the_same_with_their_rows_in_any_order() {
    for case in Case::all() {
        let mut input = case.input();
        for seed in 0..5 {
            shuffle(&mut input, &mut Random::new(seed));
            let again = case.closed_from(&engine::files(&input));
            assert_eq!(again, case.expected, "{}, order {seed}", case.name);
        }
    }
}

#[test]
fn give_the_same_on_one_thread_and_on_several() {
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        for case in Case::all() {
            let given = pool.install(|| case.closed_from(&case.files));
            assert_eq!(given, case.expected, "{}, {threads} threads", case.name);
        }
    }
}

/// What the model says is worth no more than this.
#[test]
fn agree_with_the_independent_model() {
    for case in Case::all() {
        let modelled = model::close_through(&case.input(), &case.through);
        assert_eq!(rows::write(&modelled.entries), case.expected, "{}", case.name);
    }
}
