//! Each host's own link to an event's public form: who registers by it was invited by that host.

use sha2::{Digest, Sha256};

use super::registrations::signs;
use crate::domain::event::Event;
use crate::domain::{Code, PartnerId};

/// How many signs stand for a host.
const SIGNS: usize = 10;

/// What stands for a host in its link; none where the event has no form. It follows from the form and the
/// host's id, which only the platform and that host know, so that nobody reads a name in it or makes up
/// another's.
fn invitation(event: &Event, host: &PartnerId) -> Option<Code> {
    let token = event.form.token.as_ref()?;
    let digest = Sha256::digest(format!("invitation {token} {host}").as_bytes());
    Code::parse(&signs(&digest, SIGNS))
}

/// The path of a host's link; none where the event has no form.
pub fn invitation_link(event: &Event, host: &PartnerId) -> Option<String> {
    let token = event.form.token.as_ref()?;
    invitation(event, host).map(|code| format!("/r/{token}?host={code}"))
}

/// The host that an invitation stands for; none where it stands for nobody who hosts the event now.
pub(super) fn inviting<'e>(event: &'e Event, code: &Code) -> Option<&'e PartnerId> {
    let mut hosts = event.hosts.iter().map(|host| &host.partner);
    hosts.find(|host| invitation(event, host).as_ref() == Some(code))
}
