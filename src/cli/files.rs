//! Files as the subcommands read and write them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The largest plan that is read; one of a thousand rules has a hundredth of it.
const LARGEST_PLAN: u64 = 64 << 20;

/// The bytes of a plan file.
pub(super) fn read_plan(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(LARGEST_PLAN + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= LARGEST_PLAN) {
        Ok(bytes)
    } else {
        Err(io::Error::other("it is larger than 64 MiB"))
    }
}

/// Lets `write` write a file that appears, or changes, only when it is complete: it is written
/// beside its place and then renamed. What is no regular file is written as it stands.
pub(super) fn write_whole(
    file: &Path,
    write: impl FnOnce(File) -> io::Result<()>,
) -> io::Result<()> {
    let target = match fs::metadata(file) {
        Ok(found) if found.is_file() && !is_of_system(file) => fs::canonicalize(file)?,
        Ok(_) => return write(File::options().append(true).open(file)?),
        // A link to nothing: the system makes what it leads to.
        Err(_) if file.is_symlink() => return write(File::create(file)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => file.to_owned(),
        Err(error) => return Err(error),
    };
    let (beside, out) = create_beside(&target)?;
    let written = keep_permissions(&target, &out)
        .and_then(|()| write(out))
        .and_then(|()| fs::rename(&beside, &target));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Whether a path leads to what a process holds open, such as `/dev/stdout`: even where that is a
/// regular file, others write to it too.
fn is_of_system(file: &Path) -> bool {
    ["/dev", "/proc"].iter().any(|room| file.starts_with(room))
}

fn create_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    if target.file_name().is_none() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let process = std::process::id();
    for number in 0..100 {
        let beside = target.with_file_name(format!(".saathi-{process}-{number}.part"));
        match File::create_new(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => return created.map(|file| (beside, file)),
        }
    }
    Err(io::Error::other("too many unfinished files beside it"))
}

/// A file that is there must be one that may be written, and who may read it stays the same.
fn keep_permissions(target: &Path, out: &File) -> io::Result<()> {
    match File::options().write(true).open(target) {
        Ok(old) => out.set_permissions(old.metadata()?.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
