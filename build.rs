//! What is made before the program is compiled: the files of the pages, compressed and named by what is
//! in them, so that a browser keeps each for ever.
//!
//! It also compiles again when a migration changes: the macro that embeds them is not seen to read them.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

const PAGES: &str = "src/web";
const FILES: &str = "src/web/static";
/// The script of the service worker: the one file whose name stays, because browsers look it up by it.
const WORKER: &str = "sw.js";

/// The stylesheet, of which phones get the part before this comment.
const STYLES: &str = "saathi.css";
const NOT_FOR_PHONES: &str = "/* From here on, what phones do not need";

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed={PAGES}");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut made = Made { out: out.clone(), code: String::new() };
    let mut paths = BTreeMap::new();
    for (name, text) in in_order(files()?)? {
        let text = renamed(&text, &paths);
        if name == WORKER {
            let text = text.replace("@version", &version()?);
            made.file(&name, "/sw.js", text.as_bytes())?;
        } else {
            let path = hashed(&name, &text);
            made.file(&name, &path, text.as_bytes())?;
            paths.insert(name, path);
        }
    }
    fs::write(out.join("files.rs"), made.code)?;
    Ok(())
}

/// The files by name, with their text.
fn files() -> Outcome<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(FILES)? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|_| "a file's name is not UTF-8")?;
        files.insert(name, fs::read_to_string(entry.path())?);
    }
    let styles = files.get(STYLES).ok_or("there is no stylesheet")?;
    let (of_phones, _) = styles.split_once(NOT_FOR_PHONES).ok_or("it has no part for phones")?;
    files.insert("phone.css".to_owned(), of_phones.to_owned());
    Ok(files)
}

/// The files, each after those that it names: its name depends on theirs.
fn in_order(mut files: BTreeMap<String, String>) -> Outcome<Vec<(String, String)>> {
    let mut order = Vec::new();
    while !files.is_empty() {
        let names = |text: &str, file: &str| text.contains(&format!("\"./{file}\""));
        let is_free = |(own, text): (&String, &String)| {
            !files.keys().any(|other| other != own && names(text, other))
        };
        let free = files.iter().find(|file| is_free(*file)).map(|(name, _)| name.clone());
        let name = free.ok_or("files of the pages name each other in a circle")?;
        let text = files.remove(&name).unwrap_or_default();
        order.push((name, text));
    }
    Ok(order)
}

/// The text with each `"./name"` of a file that is made already as its path.
fn renamed(text: &str, paths: &BTreeMap<String, String>) -> String {
    paths.iter().fold(text.to_owned(), |text, (name, path)| {
        text.replace(&format!("\"./{name}\""), &format!("\"{path}\""))
    })
}

fn hashed(name: &str, text: &str) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("/static/{stem}-{}.{extension}", &hex(text.as_bytes())[..12])
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _written = write!(text, "{byte:02x}");
        text
    })
}

/// Changes with anything that a page is made of, so that a phone's copies of the pages follow.
fn version() -> Outcome<String> {
    let mut all = Vec::new();
    let mut folders = vec![PathBuf::from(PAGES)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { all.push(path) }
        }
    }
    all.sort();
    let texts = all.iter().map(fs::read).collect::<Result<Vec<_>, _>>()?;
    Ok(hex(&texts.concat())[..12].to_owned())
}

/// The compressed files, and the code that names them.
struct Made {
    out: PathBuf,
    code: String,
}

impl Made {
    fn file(&mut self, name: &str, path: &str, bytes: &[u8]) -> Outcome<()> {
        let plain = self.out.join(name);
        fs::write(&plain, bytes)?;
        let zipped = self.beside(&plain, "gz", &gzip(bytes)?)?;
        let brotli = self.beside(&plain, "br", &brotli(bytes)?)?;
        let constant = name.replace(['.', '-'], "_").to_uppercase();
        writeln!(
            self.code,
            "pub(super) static {constant}: File = File {{ path: {path:?}, kind: {:?}, \
             plain: include_bytes!({plain:?}), gzip: include_bytes!({zipped:?}), \
             brotli: include_bytes!({brotli:?}) }};",
            kind(name)?
        )?;
        Ok(())
    }

    fn beside(&self, plain: &Path, extension: &str, bytes: &[u8]) -> Outcome<PathBuf> {
        let mut name = plain.as_os_str().to_owned();
        name.push(".");
        name.push(extension);
        fs::write(&name, bytes)?;
        Ok(name.into())
    }
}

fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params)?;
    Ok(out)
}

fn kind(name: &str) -> Outcome<&'static str> {
    Ok(match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("webmanifest") => "application/manifest+json",
        _ => return Err(format!("{name}: of no kind that is served").into()),
    })
}
