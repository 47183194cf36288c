//! Typed positions: a place in one column cannot be taken for a place in another.
//!
//! A position is made only by counting a column that exists, so following it cannot miss; if it did,
//! stopping would be right and a default figure would not. `docs/decisions/0002`.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// A position among the things that `T` stands for; four bytes.
pub struct Ix<T> {
    position: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Ix<T> {
    /// The position with that number.
    pub const fn new(position: u32) -> Self {
        Self { position, of: PhantomData }
    }

    /// Its number.
    pub const fn get(self) -> u32 {
        self.position
    }
}

impl<T> From<usize> for Ix<T> {
    /// Columns are bounded to 2<sup>31</sup> rows when they are filled, so nothing is cut off.
    fn from(position: usize) -> Self {
        Self::new(u32::try_from(position).unwrap_or(u32::MAX))
    }
}

impl<T> From<Ix<T>> for usize {
    fn from(index: Ix<T>) -> Self {
        index.position as usize
    }
}

// Written out because deriving would ask the same of `T`.
impl<T> Clone for Ix<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Ix<T> {}
impl<T> PartialEq for Ix<T> {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
    }
}
impl<T> Eq for Ix<T> {}
impl<T> PartialOrd for Ix<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Ix<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.position.cmp(&other.position)
    }
}
impl<T> Hash for Ix<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.position.hash(state);
    }
}
impl<T> fmt::Debug for Ix<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.position)
    }
}
