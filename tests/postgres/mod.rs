//! A throwaway PostgreSQL for tests, from the binaries that are installed.
//!
//! One cluster for a test process, a fresh database for each test. The server keeps its durable
//! settings, listens on a Unix socket in a private directory, and is stopped and removed when the
//! test process ends, however it ends: a shell holds a pipe from this process and acts when it closes.
//!
//! Where there are no binaries the tests that ask are skipped, loudly; with `SAATHI_REQUIRE_POSTGRES=1` they fail.

use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

/// Makes the cluster, starts it, and takes orders until the pipe from the test process closes.
const GUARD: &str = r#"
bin=$1 dir=$2
start() {
    "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 \
        -o "-k '$dir' -c listen_addresses='' -c max_connections=200" start >>"$dir/log" 2>&1 \
        && echo ready || echo failed
}
"$bin/initdb" -D "$dir/data" -U postgres -E UTF8 --locale=C --auth=trust --no-sync >>"$dir/log" 2>&1
start
while read -r order; do
    case $order in
        crash) "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >>"$dir/log" 2>&1; echo crashed ;;
        start) start ;;
    esac
done
"$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >>"$dir/log" 2>&1
rm -rf "$dir"
"#;

/// A running server.
pub struct Cluster {
    directory: PathBuf,
    guard: Mutex<Guard>,
    databases: AtomicU32,
}

struct Guard {
    /// Kept so that the shell is this process's child for as long as the cluster is there.
    _shell: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// A database of its own for one test, dropped with this value.
pub struct Database {
    cluster: &'static Cluster,
    name: String,
}

/// The process's cluster; `None` where PostgreSQL is not installed, after saying so.
pub fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    CLUSTER.get_or_init(|| start_or_say(Cluster::start)).as_ref()
}

/// An empty database in the process's cluster.
pub fn database() -> Option<Database> {
    cluster().map(|cluster| cluster.create("template1"))
}

/// A copy of the database that `prepare` made once in this process, from the URL that it is given.
pub fn database_like(prepare: fn(&str)) -> Option<Database> {
    static TEMPLATES: Mutex<Vec<(usize, String)>> = Mutex::new(Vec::new());
    let cluster = cluster()?;
    let template = {
        // Held while the first test prepares, so that the others wait and copy.
        let mut templates = TEMPLATES.lock().expect("no test panics while it prepares");
        let known = templates.iter().find(|(key, _)| *key == prepare as usize);
        match known {
            Some((_, name)) => name.clone(),
            None => {
                let name = cluster.create_name("template1");
                prepare(&cluster.url(&name));
                templates.push((prepare as usize, name.clone()));
                name
            }
        }
    };
    Some(cluster.create(&template))
}

fn start_or_say<T>(start: impl FnOnce(&Path) -> T) -> Option<T> {
    if let Some(binaries) = find_binaries() {
        return Some(start(&binaries));
    }
    let reason = "no initdb and pg_ctl on PATH or under /usr/lib/postgresql";
    assert!(
        env::var_os("SAATHI_REQUIRE_POSTGRES").is_none_or(|value| value != "1"),
        "SAATHI_REQUIRE_POSTGRES=1, but {reason}"
    );
    // Straight to the stream: what a test prints is captured and lost where the test passes.
    writeln!(io::stderr(), "PostgreSQL SKIPPED: {reason}").expect("standard error is open");
    None
}

fn find_binaries() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by(|a, b| b.cmp(a));
    folders.extend(versions.into_iter().map(|(_, folder)| folder));
    let has_all = |folder: &PathBuf| {
        ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file())
    };
    folders.into_iter().find(has_all)
}

/// The user and group to run the server as where this process is root, which PostgreSQL refuses.
fn unprivileged() -> Option<(u32, u32)> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    if !is_root {
        return None;
    }
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let account = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2).map(str::parse);
        Some((ids.next()?.ok()?, ids.next()?.ok()?))
    };
    account("postgres").or_else(|| account("nobody")).or(Some((65534, 65534)))
}

/// A private directory whose path is short enough for a Unix socket's.
fn make_directory(owner: Option<(u32, u32)>) -> PathBuf {
    let parent = match env::temp_dir() {
        long if long.as_os_str().len() > 60 => PathBuf::from("/tmp"),
        short => short,
    };
    let directory = tempfile::Builder::new().prefix("saathi-pg-").tempdir_in(parent);
    // The shell removes it.
    let directory = directory.expect("a new directory").keep();
    if let Some((user, group)) = owner {
        chown(&directory, Some(user), Some(group)).expect("root may give a directory away");
    }
    directory
}

impl Cluster {
    /// A cluster for one test alone, that may be crashed; `None` where PostgreSQL is not installed.
    pub fn alone() -> Option<&'static Self> {
        start_or_say(|binaries| &*Box::leak(Box::new(Self::start(binaries))))
    }

    fn start(binaries: &Path) -> Self {
        let owner = unprivileged();
        let directory = make_directory(owner);
        let mut command = Command::new("sh");
        // Its own group, so that an interrupt from the keyboard leaves it alive to clean up.
        command.args(["-c", GUARD, "sh"]).arg(binaries).arg(&directory).process_group(0);
        command.current_dir(&directory).env("LC_ALL", "C");
        if let Some((user, group)) = owner {
            command.uid(user).gid(group);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut shell = command.spawn().expect("a shell");
        let orders = shell.stdin.take().expect("a pipe to the shell");
        let answers = BufReader::new(shell.stdout.take().expect("a pipe from the shell"));
        let guard = Mutex::new(Guard { _shell: shell, orders, answers });
        let cluster = Self { directory, guard, databases: AtomicU32::new(0) };
        cluster.expect_answer("ready");
        cluster
    }

    /// Stops the server as a power cut would: nothing is written any more.
    pub fn crash(&self) {
        self.order("crash");
        self.expect_answer("crashed");
    }

    /// Starts a crashed server again, through its recovery.
    pub fn restart(&self) {
        self.order("start");
        self.expect_answer("ready");
    }

    /// An empty database.
    pub fn database(&'static self) -> Database {
        self.create("template1")
    }

    fn order(&self, order: &str) {
        let mut guard = self.guard.lock().expect("no test panics while it gives an order");
        writeln!(guard.orders, "{order}").expect("the shell listens");
    }

    fn expect_answer(&self, expected: &str) {
        let mut answer = String::new();
        let mut guard = self.guard.lock().expect("no test panics while it waits");
        guard.answers.read_line(&mut answer).expect("the shell answers");
        let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        assert_eq!(answer.trim_end(), expected, "PostgreSQL's log:\n{log}");
    }

    fn create(&'static self, template: &str) -> Database {
        Database { cluster: self, name: self.create_name(template) }
    }

    fn create_name(&self, template: &str) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.administer(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .expect("a new database");
        name
    }

    fn administer(&self, sql: &str) -> diesel::QueryResult<()> {
        let mut connection =
            PgConnection::establish(&self.url("postgres")).expect("the server listens");
        connection.batch_execute(sql)
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@/{database}?host={}", self.directory.display())
    }
}

impl Database {
    /// The URL, as the cluster's superuser.
    pub fn url(&self) -> String {
        self.cluster.url(&self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let url = self.cluster.url("postgres");
        // Not while a crashed server is down, nor a second panic: the whole cluster goes anyway.
        if let Ok(mut connection) = PgConnection::establish(&url) {
            let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
            let _: diesel::QueryResult<()> = connection.batch_execute(&drop);
        }
    }
}
