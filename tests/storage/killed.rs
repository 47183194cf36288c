//! What was acknowledged outlives a `kill -9` of the server and a crash of PostgreSQL.

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use saathi::domain::Scope;
use saathi::storage::{Database, DatabaseUrl, Limits, StorageError, migrate};

use crate::postgres::Cluster;
use crate::server::{Folder, LIMITS, first, run, seller, texts};

const FILE: &str = "SAATHI_TEST_CHILD_FILE";
const FROM: &str = "SAATHI_TEST_CHILD_FROM";
const KILLS: u64 = 20;
const CRASHES: u64 = 4;
/// Numbers of each round.
const SPAN: u64 = 1_000_000;

/// How often the counts of every day are done: `.ci/campaign` asks for more.
fn times() -> u64 {
    env::var("SAATHI_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

fn write(database: &Database, number: u64) -> Result<usize, StorageError> {
    database.write(Scope::of_programme(), move |tx| run(tx, &seller(number)))
}

fn sellers(database: &Database) -> BTreeSet<u64> {
    let sql = "SELECT name AS value FROM sellers";
    let names = database.read(&Scope::of_programme(), |tx| texts(tx, sql)).expect("it reads");
    names.iter().map(|name| name.parse().expect("a number")).collect()
}

/// Writes rows from four threads and says which are acknowledged: as the child of the test below
/// until it is killed, by itself a few.
#[test]
fn a_child_writes() {
    let file = env::var_os(FILE);
    let from: u64 = env::var(FROM).ok().and_then(|from| from.parse().ok()).unwrap_or(0);
    let folder = file.is_none().then(Folder::new);
    let url = match (&file, &folder) {
        (Some(file), _) => DatabaseUrl::Sqlite(file.into()),
        (None, folder) => folder.as_ref().expect("one of its own").url(),
    };
    if folder.is_some() {
        migrate(&url, &first()).expect("it migrates");
    }
    let database = Database::open(url, LIMITS).expect("it opens");
    let each = if file.is_some() { SPAN / 4 } else { 5 };
    thread::scope(|scope| {
        for writer in 0..4 {
            let database = &database;
            scope.spawn(move || {
                for number in (0..each).map(|n| from + n * 4 + writer) {
                    // A machine with other work may keep it waiting too long; then it asks again.
                    let mut writes = std::iter::repeat_with(|| write(database, number));
                    let done = writes.find(|done| *done != Err(StorageError::Busy));
                    assert_eq!(done, Some(Ok(1)));
                    println!("\nacknowledged {number}");
                }
            });
        }
    });
    assert_eq!(sellers(&database), (0..20).collect());
}

/// Kills a writing child after so many acknowledgements, and returns all that it gave.
fn kill_after(count: usize, file: &Path, from: u64) -> Vec<u64> {
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(["killed::a_child_writes", "--exact", "--nocapture"]);
    command.env(FILE, file).env(FROM, from.to_string());
    let mut child = command.stdout(Stdio::piped()).spawn().expect("a child");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut acknowledged = lines.map_while(Result::ok).filter_map(|line| {
        line.strip_prefix("acknowledged ").and_then(|number| number.parse().ok())
    });
    let mut numbers: Vec<u64> = acknowledged.by_ref().take(count).collect();
    child.kill().expect("it is there to be killed");
    numbers.extend(acknowledged);
    assert!(!child.wait().expect("it ended").success());
    numbers
}

#[test]
fn nothing_acknowledged_is_lost_by_a_kill() {
    let folder = Folder::new();
    let url = folder.url();
    migrate(&url, &first()).expect("it migrates");
    let DatabaseUrl::Sqlite(file) = &url else { unreachable!("it is a file") };
    let mut acknowledged = BTreeSet::new();
    for round in 0..KILLS * times() {
        let count = 1 + usize::try_from(round * 7 % 40).expect("a small number");
        let numbers = kill_after(count, file, round * SPAN);
        assert!(numbers.len() >= count, "round {round}");
        acknowledged.extend(numbers);
        let database = Database::open(url.clone(), LIMITS).expect("it opens again at once");
        let missing: Vec<u64> = acknowledged.difference(&sellers(&database)).copied().collect();
        assert_eq!(missing, Vec::<u64>::new(), "round {round}");
    }
}

#[test]
fn nothing_acknowledged_is_lost_by_a_crash_and_the_pool_heals() {
    let Some(cluster) = Cluster::alone() else { return };
    let place = cluster.database();
    let url = DatabaseUrl::Postgres(place.url());
    migrate(&url, &first()).expect("it migrates");
    let limits = Limits { connections: 4, patience: Duration::from_millis(200) };
    let database = Database::open(url, limits).expect("it opens");
    let (stop, next) = (AtomicBool::new(false), AtomicU64::new(0));
    let (acknowledge, acknowledged) = channel();
    let mut numbers = Vec::new();
    thread::scope(|scope| {
        for _ in 0..6 {
            let (database, stop, next) = (&database, &stop, &next);
            let acknowledge = acknowledge.clone();
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    match write(database, number) {
                        Ok(rows) => {
                            assert_eq!(rows, 1);
                            acknowledge.send(number).expect("the test listens");
                        }
                        Err(error) => assert_eq!(error, StorageError::Busy),
                    }
                }
            });
        }
        for _ in 0..CRASHES * times() {
            numbers.extend(acknowledged.iter().take(100));
            cluster.crash();
            cluster.restart();
            numbers.extend(acknowledged.try_iter());
        }
        numbers.extend(acknowledged.iter().take(100));
        stop.store(true, Ordering::Relaxed);
    });
    numbers.extend(acknowledged.try_iter());
    let kept = sellers(&database);
    assert!(numbers.len() >= 500);
    let missing: Vec<&u64> = numbers.iter().filter(|number| !kept.contains(number)).collect();
    assert_eq!(missing, Vec::<&u64>::new());
}
