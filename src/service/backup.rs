//! Backups of a SQLite database: taken while it is served, checked, and restored.
//!
//! A backup is a file and its manifest, `FILE.manifest.json`, which is written last: without it the
//! file is none.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::ServiceError;
use crate::domain::hex;
use crate::storage::backup::{alone, copy_sqlite};
use crate::storage::inspection::{end, facts, inspect, integrity, is_served};
use crate::storage::{DatabaseUrl, StorageError, installation, pending};

/// What this program writes; it reads no other.
const FORMAT: u32 = 1;

/// What a backup is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format of this manifest.
    pub format: u32,
    /// When the backup was begun: what was answered as done before then is in it.
    pub taken_at: DateTime<Utc>,
    /// Which installation it is of.
    pub installation_id: String,
    /// The last migration that ran.
    pub schema: String,
    /// The length of the file.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// The number of the last row of the audit trail.
    pub audit_seq: i64,
    /// The hash of that row, in hexadecimal.
    pub audit_hash: String,
}

/// Where a backup's manifest stands.
pub fn manifest_of(file: &Path) -> PathBuf {
    let mut name: OsString = file.into();
    name.push(".manifest.json");
    name.into()
}

/// Takes a backup of the database into a file that is not there yet, and reads it again.
pub fn back_up(database: &Path, file: &Path, at: DateTime<Utc>) -> Result<Manifest, ServiceError> {
    let manifest_file = manifest_of(file);
    let mut kept = Unfinished::default();
    kept.create(file)?;
    let mut out = kept.create(&manifest_file)?;
    let part = beside(file);
    kept.create(&part)?;
    copy_sqlite(database, &part)?;
    let (bytes, sha256) = copy_hashed(&part, None)?;
    let manifest = describe(&part, at, bytes, sha256)?;
    File::open(&part).and_then(|part| part.sync_all()).map_err(of_file(&part))?;
    fs::rename(&part, file).map_err(of_file(file))?;
    let json = serde_json::to_string_pretty(&manifest).map_err(|error| unusable(file, error))?;
    let written = writeln!(out, "{json}").and_then(|()| out.sync_all());
    written.and_then(|()| sync_folder(file)).map_err(of_file(&manifest_file))?;
    kept.keep();
    Ok(manifest)
}

/// Reads a copy as a database of its own, and says what it is; a broken one is no backup.
fn describe(
    part: &Path,
    taken_at: DateTime<Utc>,
    bytes: u64,
    sha256: String,
) -> Result<Manifest, ServiceError> {
    inspect(&DatabaseUrl::Sqlite(part.to_owned()), |tx| {
        if let Some(first) = integrity(tx)?.examples.first() {
            return Err(unusable(part, format_args!("the copy is not whole: {}", first.what)));
        }
        let installation_id = installation(tx)?.id.to_string();
        let (audit_seq, hash) = end(tx)?.unwrap_or_default();
        let schema = facts(tx)?.schema;
        let audit_hash = hex(&hash);
        let format = FORMAT;
        Ok(Manifest {
            format,
            taken_at,
            installation_id,
            schema,
            bytes,
            sha256,
            audit_seq,
            audit_hash,
        })
    })
}

/// Restores a backup to where no database is. The file is held against its manifest while it is
/// copied, and appears in its place only when it is complete. What is refused leaves nothing behind.
pub fn restore(file: &Path, database: &Path) -> Result<Manifest, ServiceError> {
    let manifest = read_manifest(file)?;
    if is_served(database) {
        // Says who uses it.
        alone(database, || Ok::<_, ServiceError>(()))?;
    }
    nothing_there(database)?;
    let part = beside(database);
    let mut kept = Unfinished::default();
    let out = kept.create(&part)?;
    copy_whole((file, &manifest), (&part, out))?;
    // Only now is there anything to guard; a lock's own file would stay where it was refused.
    alone(database, || {
        nothing_there(database)?;
        fs::rename(&part, database).map_err(of_file(database))?;
        kept.keep();
        sync_folder(database).map_err(of_file(database))?;
        Ok(manifest)
    })
}

/// Copies a backup that is what its manifest says.
fn copy_whole(
    (file, manifest): (&Path, &Manifest),
    (part, mut out): (&Path, File),
) -> Result<(), ServiceError> {
    let (bytes, sha256) = copy_hashed(file, Some(&mut out))?;
    if (bytes, &sha256) != (manifest.bytes, &manifest.sha256) {
        let message = "is not the file that its manifest describes; nothing was restored";
        return Err(unusable(file, message));
    }
    out.sync_all().map_err(of_file(part))?;
    pending(&DatabaseUrl::Sqlite(part.to_owned()))?;
    if describe(part, manifest.taken_at, bytes, sha256)? != *manifest {
        let message = "has another content than its manifest says; nothing was restored";
        return Err(unusable(file, message));
    }
    Ok(())
}

fn read_manifest(file: &Path) -> Result<Manifest, ServiceError> {
    const LONGEST: u64 = 64 << 10;
    let name = manifest_of(file);
    let mut text = String::new();
    File::open(&name)
        .and_then(|manifest| manifest.take(LONGEST).read_to_string(&mut text))
        .map_err(|error| unusable(&name, format_args!("the manifest cannot be read: {error}")))?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| unusable(&name, format_args!("is no manifest of a backup: {error}")))?;
    if manifest.format == FORMAT {
        Ok(manifest)
    } else {
        Err(unusable(&name, "was written by a newer version of this program"))
    }
}

/// A write-ahead log that another database left behind would be played into the restored one.
fn nothing_there(database: &Path) -> Result<(), ServiceError> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name: OsString = database.into();
        name.push(ending);
        if fs::symlink_metadata(&name).is_ok_and(|found| !found.is_file() || found.len() > 0) {
            let message = "is there already; restore to another place, or move it away first";
            return Err(unusable(Path::new(&name), message));
        }
    }
    Ok(())
}

/// The length and the hash of a file, and a copy where one is wanted.
fn copy_hashed(file: &Path, mut copy: Option<&mut File>) -> Result<(u64, String), ServiceError> {
    let mut from = File::open(file).map_err(of_file(file))?;
    let (mut hash, mut length) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = from.read(&mut buffer).map_err(of_file(file))?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok((length, hex(&hash.finalize())));
        }
        length += u64::try_from(read).unwrap_or_default();
        hash.update(bytes);
        if let Some(copy) = &mut copy {
            copy.write_all(bytes).map_err(of_file(file))?;
        }
    }
}

fn beside(file: &Path) -> PathBuf {
    let mut name: OsString = file.into();
    name.push(".part");
    name.into()
}

/// Files that are removed again unless all goes well.
#[derive(Default)]
struct Unfinished(Vec<PathBuf>);

impl Unfinished {
    /// Makes a file that only its owner reads, since keys and hashes of passwords come into it; one
    /// that is there already is never touched.
    fn create(&mut self, file: &Path) -> Result<File, ServiceError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let made = options.open(file).map_err(of_file(file))?;
        self.0.push(file.to_owned());
        Ok(made)
    }

    fn keep(&mut self) {
        self.0.clear();
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        for file in &self.0 {
            // What stays behind is told by the error that led here.
            let _ = fs::remove_file(file);
        }
    }
}

/// A new name is on the disk when its folder is.
fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn of_file(file: &Path) -> impl Fn(io::Error) -> ServiceError {
    move |error| match error.kind() {
        io::ErrorKind::AlreadyExists => unusable(file, "is there already and is not overwritten"),
        _ => unusable(file, error),
    }
}

fn unusable(file: &Path, what: impl std::fmt::Display) -> ServiceError {
    StorageError::Unusable(format!("{}: {what}", file.display())).into()
}
