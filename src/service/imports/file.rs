//! An import's file: on disk while it comes and while it is read, and never as a whole in memory.

use std::fs::File;
use std::io::{self, Read, Seek, Write};

use sha2::{Digest, Sha256};

use super::super::error::ServiceError;
use super::super::spool::Spool;
use super::LARGEST;
use crate::domain::ImportId;
use crate::storage::{Tx, imports};

/// How much of a file is copied at once.
const AT_ONCE: u64 = 1 << 16;

/// A file on its way.
#[derive(Debug)]
pub struct Incoming {
    spool: Spool,
    hash: Sha256,
    bytes: usize,
}

/// A file that came, from its beginning.
#[derive(Debug)]
pub struct SentFile {
    pub(super) file: File,
    pub(super) bytes: usize,
    /// Its SHA-256.
    pub hash: [u8; 32],
}

impl Incoming {
    /// A file of which nothing has come.
    pub fn new() -> Result<Self, ServiceError> {
        Ok(Self { spool: Spool::new().map_err(failed)?, hash: Sha256::new(), bytes: 0 })
    }

    /// Takes what came next.
    pub fn add(&mut self, next: &[u8]) -> Result<(), ServiceError> {
        self.bytes = self.bytes.saturating_add(next.len());
        self.hash.update(next);
        self.spool.write_all(next).map_err(failed)
    }

    /// All of it has come.
    pub fn end(self) -> Result<SentFile, ServiceError> {
        let (file, _) = self.spool.finish().map_err(failed)?;
        Ok(SentFile { file, bytes: self.bytes, hash: self.hash.finalize().into() })
    }
}

impl SentFile {
    /// A file that can be read here, but not more of it than may be sent.
    pub fn read(from: &mut impl Read) -> Result<Self, ServiceError> {
        let mut incoming = Incoming::new()?;
        while incoming.bytes <= LARGEST {
            let mut next = Vec::new();
            from.by_ref().take(AT_ONCE).read_to_end(&mut next).map_err(failed)?;
            if next.is_empty() {
                break;
            }
            incoming.add(&next)?;
        }
        incoming.end()
    }

    /// Its bytes from the beginning.
    pub(super) fn rewound(&self) -> Result<&File, ServiceError> {
        (&self.file).rewind().map_err(failed)?;
        Ok(&self.file)
    }
}

/// The file of an import, out of the database.
pub(super) fn kept(tx: &mut Tx<'_>, id: &ImportId) -> Result<File, ServiceError> {
    let mut spool = Spool::new().map_err(failed)?;
    let mut position = 0;
    while let Some(part) = imports::part(tx, id, position)? {
        spool.write_all(&part).map_err(failed)?;
        position += 1;
    }
    let (file, _) = spool.finish().map_err(failed)?;
    Ok(file)
}

pub(super) fn failed(error: io::Error) -> ServiceError {
    ServiceError::Internal(format!("an import's file: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_pieces_is_one_file() {
        let whole = vec![7_u8; 200_000];
        let sent = SentFile::read(&mut whole.as_slice()).unwrap();
        assert_eq!(sent.bytes, whole.len());
        assert_eq!(sent.hash, <[u8; 32]>::from(Sha256::digest(&whole)));
        for _ in 0..2 {
            let mut again = Vec::new();
            sent.rewound().unwrap().read_to_end(&mut again).unwrap();
            assert!(again == whole);
        }
    }

    #[test]
    fn no_more_is_read_than_may_be_sent() {
        let sent = SentFile::read(&mut io::repeat(7)).unwrap();
        assert!(sent.bytes > LARGEST && sent.bytes <= LARGEST + (1 << 16));
    }
}
