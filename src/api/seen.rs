//! What somebody who approves or confirms has seen: nothing else is.

use super::body::{Body, Fields, Sent};

/// Which of its shapes a record is approved in: the one that was looked at.
#[derive(Debug)]
pub struct SeenRequest;

/// It, as it is sent.
pub type SeenSent = Sent<SeenRequest>;

impl Body for SeenRequest {
    /// The fingerprint, where one is sent.
    type Command = Option<String>;

    const MAY_BE_ABSENT: bool = true;

    fn read(fields: &mut Fields) -> Option<Option<String>> {
        Some(fields.optional::<String>("fingerprint"))
    }
}
