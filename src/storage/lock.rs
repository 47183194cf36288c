//! One process at a time on a SQLite file.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError, canonicalize};
use std::path::{Path, PathBuf};

use super::error::StorageError;

/// Held as long as this process uses the database; the system lets go of it however the process
/// ends. The file `FILE.lock` stays where it is, for removing it would let two processes in.
#[derive(Debug)]
pub(super) struct FileLock {
    locked: File,
}

impl FileLock {
    /// Takes the lock of a database's file, or says that another process has it.
    pub fn take(database: &Path) -> Result<Self, StorageError> {
        let path = path_of(database);
        let unusable = |what: String| StorageError::Unusable(format!("{}: {what}", path.display()));
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let file = options.open(&path).map_err(|error| unusable(error.to_string()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { locked: file }),
            Err(TryLockError::WouldBlock) => {
                Err(unusable("another saathi process uses this database; stop it first".to_owned()))
            }
            Err(TryLockError::Error(error)) => Err(unusable(error.to_string())),
        }
    }

    /// Whether a process has it; where there is no lock file, none has had it yet.
    pub fn is_taken(database: &Path) -> bool {
        let Ok(file) = File::open(path_of(database)) else { return false };
        let is_taken = matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock));
        let _let_go = file.unlock();
        is_taken
    }
}

/// A child that is being started holds what its parent had open until it becomes another program, so
/// closing the file alone would let go a moment later.
impl Drop for FileLock {
    fn drop(&mut self) {
        let _let_go = self.locked.unlock();
    }
}

/// The lock beside the file itself, by whatever link it was named.
fn path_of(database: &Path) -> PathBuf {
    let mut name: OsString = canonicalize(database).unwrap_or_else(|_| database.into()).into();
    name.push(".lock");
    name.into()
}
