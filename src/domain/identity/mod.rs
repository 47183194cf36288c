//! Whether a registration means a seller that is known already.
//!
//! A number that is given out once (NTN, CNIC, member id) is the same seller for certain. A phone, an
//! e-mail address or a name in the same city may be a relative's: a manager looks, nothing merges by
//! itself.

mod keys;
mod matching;
mod name;

pub use keys::blocking_keys;
pub use matching::{Certain, Likeness, Match, Traits, compare};
pub use name::{Similarity, is_same_city, name_similarity};
