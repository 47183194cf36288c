//! The disk that a SQLite file lies on.

use std::fs;
use std::path::{Path, PathBuf};

/// The bytes that are free where a file lies, or would lie; none where the system does not say.
pub fn free_bytes(file: &Path) -> Option<u64> {
    let folder = match fs::canonicalize(file) {
        Ok(file) => file.parent()?.to_owned(),
        // There is no file yet, so that it will lie where it is named.
        Err(_) => match file.parent()? {
            here if here.as_os_str().is_empty() => PathBuf::from("."),
            folder => folder.to_owned(),
        },
    };
    free_in(&folder)
}

#[cfg(unix)]
fn free_in(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

#[cfg(not(unix))]
fn free_in(_: &Path) -> Option<u64> {
    None
}

/// File systems of other machines, over which SQLite's locks and shared memory do not work.
const OF_THE_NETWORK: [&str; 14] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "fuse.ceph",
    "fuse.glusterfs",
    "fuse.sshfs",
    "lustre",
    "ocfs2",
    "virtiofs",
];

/// The file system of another machine that a file lies on; none where it is local, or where the
/// system does not say.
pub fn network_file_system(file: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    let kind = kind_in(&mounts, &fs::canonicalize(file).ok()?)?;
    OF_THE_NETWORK.contains(&kind.as_str()).then_some(kind)
}

/// The kind of the file system that a path is on, by the mount that is nearest to it. Of two on one
/// place the later one covers the other.
fn kind_in(mounts: &str, path: &Path) -> Option<String> {
    let mut nearest: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let (mount, source) = line.split_once(" - ")?;
        let place = mount.split(' ').nth(4)?.replace("\\040", " ");
        let kind = source.split(' ').next()?;
        let is_nearer = nearest.is_none_or(|(length, _)| place.len() >= length);
        if path.starts_with(&place) && is_nearer {
            nearest = Some((place.len(), kind));
        }
    }
    nearest.map(|(_, kind)| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
        31 22 0:40 / /srv/books rw - nfs4 server:/books rw,vers=4.2\n\
        32 31 8:2 / /srv/books/local\\040disk rw shared:3 - xfs /dev/sdb1 rw\n";

    #[test]
    fn the_nearest_mount_says_what_a_file_lies_on() {
        for (path, kind) in [
            ("/var/lib/saathi.db", "ext4"),
            ("/srv/books/saathi.db", "nfs4"),
            ("/srv/books-of-mine/saathi.db", "ext4"),
            ("/srv/books/local disk/saathi.db", "xfs"),
        ] {
            assert_eq!(kind_in(MOUNTS, Path::new(path)).as_deref(), Some(kind), "{path}");
        }
    }

    #[test]
    fn this_disk_is_here() {
        let file = std::env::current_exe().unwrap();
        assert!(network_file_system(Path::new("no such file")).is_none());
        assert!(free_bytes(&file).is_none_or(|free| free > 0));
    }
}
