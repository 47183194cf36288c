//! What a person should look at: each finding with its rule and its numbers in words.
//!
//! None of them proves anything, and none of them changes a record.

mod burst;
mod claims;
mod delay;
mod finding;
mod rules;
mod shared_phone;
mod usual;

pub use burst::{Burst, find_burst};
pub use claims::{Unsupported, unsupported_claims};
pub use delay::{Apart, Lasted, find_apart};
pub use finding::Finding;
pub use rules::{AnomalyKind, AnomalyRules};
pub use shared_phone::{SharedPhone, shared_phones};
pub use usual::{FarAboveUsual, find_far_above_usual, usual_days};
