//! Who did something and when, as two columns keep it: both of them, or neither.

use chrono::NaiveDateTime;

use crate::domain::UserId;

/// Who, and when.
type Signed = (UserId, NaiveDateTime);

/// What the two columns hold.
pub(super) fn columns(signed: Option<&Signed>) -> (Option<String>, Option<NaiveDateTime>) {
    signed.map(|(by, at)| (by.to_string(), *at)).unzip()
}

/// What the two columns say, which may be that nobody did; `None` where they cannot be read.
pub(super) fn read(by: Option<&str>, at: Option<NaiveDateTime>) -> Option<Option<Signed>> {
    match by.zip(at) {
        Some((by, at)) => UserId::parse(by).map(|by| Some((by, at))),
        None => Some(None),
    }
}
