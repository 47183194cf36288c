//! Check-ins: when they are due, how they are reviewed, and who sent theirs.

mod compliance;
mod counts;
mod deadline;
mod record;
mod status;
mod words;

pub use compliance::{Compliance, Report};
pub use counts::{Counted, Counts};
pub use deadline::{CheckInRefused, CheckInRules, Deadlines, Timing};
pub use record::{Blocker, CheckIn, Told};
pub use status::EditRefused;
pub use words::{BlockerCategory, CheckInStatus, ReviewDecision};
