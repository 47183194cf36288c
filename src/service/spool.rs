//! A file of nobody: it has no name, and is gone with the last who holds it.

use std::fs::{File, OpenOptions, remove_file};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use uuid::Uuid;

/// What a document is written to before it is sent: an error comes before the answer begins, a slow
/// reader holds neither a transaction nor memory, and the length is known.
#[derive(Debug)]
pub struct Spool {
    file: BufWriter<File>,
}

impl Spool {
    /// A new file, which only this process can open.
    pub fn new() -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("saathi-{}", Uuid::new_v4()));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        remove_file(&path)?;
        Ok(Self { file: BufWriter::new(file) })
    }

    /// Ends the writing: the file from its beginning, and its length.
    pub fn finish(self) -> io::Result<(File, u64)> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let length = file.stream_position()?;
        file.seek(SeekFrom::Start(0))?;
        Ok((file, length))
    }

    /// The next bytes of a file, at most so many; none at its end.
    pub fn next(file: &mut File, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(most);
        file.take(most as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_in_parts() {
        let mut spool = Spool::new().unwrap();
        spool.write_all(&[7; 100_000]).unwrap();
        let (mut file, length) = spool.finish().unwrap();
        assert_eq!(length, 100_000);
        let mut sizes = Vec::new();
        loop {
            let part = Spool::next(&mut file, 65_536).unwrap();
            sizes.push(part.len());
            if part.is_empty() {
                break;
            }
        }
        assert_eq!(sizes, [65_536, 34_464, 0]);
    }
}
