//! A folder of its own for each test, the files in it, and the program's answer.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub const SALES: &str =
    "sale,partner,seller,kind,product,source,city,amount,currency,paid_on,verified_on,credits";
pub const REFUNDS: &str = "refund,sale,amount,refunded_on";
pub const RATES: &str = "date,base,quote,rate";
pub const PARTNERS: &str = "partner,parent,plan,from";

/// A folder that is there as long as its test.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::Builder::new().prefix("saathi-cli-").tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path().join(file), bytes).unwrap();
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }

    /// The names of the files in it, in order.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs the program in this folder, so that it names files as they are called here.
    pub fn saathi(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Answer {
        Answer::of(self.command(args).output().unwrap())
    }

    pub fn command(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_saathi"));
        command.args(args).current_dir(self.path()).stdin(Stdio::null());
        command
    }
}

/// What the program answered.
#[derive(Debug)]
pub struct Answer {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Answer {
    pub fn of(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Everything went well and nothing was said about it; the output.
    #[track_caller]
    pub fn accepted(self) -> String {
        assert_eq!((self.status, self.stderr.as_str()), (0, ""), "{self:?}");
        self.stdout
    }

    /// Bad facts: nothing computed, and exactly one line for each of `errors`, in this order, that
    /// begins with it: file, line, field and value. Then their number.
    #[track_caller]
    pub fn refused(self, errors: &[&str]) {
        assert_eq!((self.status, self.stdout.as_str()), (1, ""), "{self:?}");
        let mut lines: Vec<&str> = self.stderr.lines().collect();
        let total = lines.pop().unwrap_or_default();
        for (line, error) in lines.iter().zip(errors) {
            assert!(line.starts_with(error), "{error}\nis not the beginning of\n{}", self.stderr);
            assert!(line.len() > error.len() + 5, "no word of what is wrong: {line}");
        }
        assert_eq!(lines.len(), errors.len(), "{}", self.stderr);
        let s = if errors.len() == 1 { "" } else { "s" };
        assert_eq!(total, format!("{} error{s}; nothing was computed", errors.len()));
    }

    /// Bad usage: the word for it is on standard error, with a hint to the help.
    #[track_caller]
    pub fn misused(self, word: &str) {
        assert_eq!((self.status, self.stdout.as_str()), (2, ""), "{self:?}");
        assert!(self.stderr.contains(word), "{word} is not in {}", self.stderr);
        assert!(self.stderr.contains("--help"), "{}", self.stderr);
    }
}

/// The input of a simulation: rows under the usual headers, or tables as they stand.
pub struct Input {
    folder: Folder,
    args: Vec<String>,
}

impl Input {
    /// One plan in dollars, one sale; what a test needs otherwise it says.
    pub fn new() -> Self {
        let input = Self { folder: Folder::new(), args: Vec::new() };
        input.plan("plan.json", &plan("PK", "USD")).sales(&[&sale(&[])])
    }

    fn file(mut self, option: &str, file: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.folder.write(file, bytes);
        let args = [option.to_owned(), file.to_owned()];
        if !self.args.chunks(2).any(|known| known == args) {
            self.args.extend(args);
        }
        self
    }

    pub fn plan(self, file: &str, text: &str) -> Self {
        self.file("--plan", file, text)
    }

    pub fn sales(self, rows: &[&str]) -> Self {
        self.sales_file(table(SALES, rows))
    }

    pub fn sales_file(self, bytes: impl AsRef<[u8]>) -> Self {
        self.file("--sales", "sales.csv", bytes)
    }

    pub fn refunds(self, rows: &[&str]) -> Self {
        self.refunds_file(table(REFUNDS, rows))
    }

    pub fn refunds_file(self, bytes: impl AsRef<[u8]>) -> Self {
        self.file("--refunds", "refunds.csv", bytes)
    }

    pub fn rates(self, rows: &[&str]) -> Self {
        self.rates_file(table(RATES, rows))
    }

    pub fn rates_file(self, bytes: impl AsRef<[u8]>) -> Self {
        self.file("--fx", "fx.csv", bytes)
    }

    pub fn partners(self, rows: &[&str]) -> Self {
        self.partners_file(table(PARTNERS, rows))
    }

    pub fn partners_file(self, bytes: impl AsRef<[u8]>) -> Self {
        self.file("--partners", "partners.csv", bytes)
    }

    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The arguments that name this input.
    pub fn args<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let begin = ["simulate", "--through", "2026-09"];
        begin.into_iter().chain(self.args.iter().map(String::as_str)).chain(more.to_vec()).collect()
    }

    pub fn simulate(&self) -> Answer {
        self.simulate_with(&[])
    }

    pub fn simulate_with(&self, more: &[&str]) -> Answer {
        self.folder.saathi(self.args(more))
    }
}

pub fn table(header: &str, rows: &[&str]) -> String {
    let lines = std::iter::once(&header).chain(rows);
    lines.map(|line| format!("{line}\n")).collect()
}

/// A sale of partner A, with other fields where they are given.
pub fn sale(fields: &[(&str, &str)]) -> String {
    const USUAL: [&str; 12] = [
        "S1",
        "A",
        "shop-1",
        "new",
        "verified",
        "web",
        "Lahore",
        "100.00",
        "USD",
        "2026-07-10",
        "",
        "",
    ];
    let field = |(name, usual): (&str, &str)| {
        let given = fields.iter().find(|(field, _)| *field == name);
        given.map_or(usual, |(_, value)| value).to_owned()
    };
    SALES.split(',').zip(USUAL).map(field).collect::<Vec<_>>().join(",")
}

/// A plan that pays ten per cent of everything.
pub fn plan(code: &str, currency: &str) -> String {
    plan_with(code, currency, "")
}

/// The same with more fields in its version, each begun by a comma.
pub fn plan_with(code: &str, currency: &str, more: &str) -> String {
    format!(
        r#"{{"plan": "{code}", "currency": "{currency}", "versions": [
             {{"effective_from": "2026-01-01", "clawback_days": 90,
               "rules": [{{"name": "all", "pay": {{"type": "percent", "percent": "10"}}}}]{more}}}]}}"#
    )
}

/// An override of one level, for [`plan_with`].
pub const OVERRIDE: &str = r#", "overrides": [{"name": "up", "percents": ["2"]}]"#;
