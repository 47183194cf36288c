//! Names and ids, kept once.

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

/// Distinct names, numbered in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    names: IndexSet<Box<str>, FxBuildHasher>,
}

impl Names {
    /// The number of `name`, which is added where it is new.
    pub fn number(&mut self, name: &str) -> u32 {
        let number = match self.names.get_index_of(name) {
            Some(number) => number,
            None => self.names.insert_full(name.into()).0,
        };
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// The number of `name` where it is known.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.names.get_index_of(name).and_then(|number| u32::try_from(number).ok())
    }

    /// The name with that number.
    pub fn name(&self, number: u32) -> &str {
        self.names.get_index(number as usize).map_or("", |name| name)
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn clear(&mut self) {
        self.names.clear();
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }
}

/// Many ids one behind the other in a single buffer, at four bytes each beside their text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ids {
    text: String,
    ends: Vec<u32>,
}

impl Ids {
    /// Adds an id; `false` where the buffer's four gigabytes are full.
    #[must_use]
    pub fn push(&mut self, id: &str) -> bool {
        self.text.push_str(id);
        u32::try_from(self.text.len()).map(|end| self.ends.push(end)).is_ok()
    }

    /// Adds all ids of another list; `false` where the buffer's four gigabytes are full.
    #[must_use]
    pub fn append(&mut self, other: &Ids) -> bool {
        let Ok(base) = u32::try_from(self.text.len()) else { return false };
        let Some(_) = base.checked_add(other.ends.last().copied().unwrap_or(0)) else {
            return false;
        };
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| base + end));
        true
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    pub fn reserve(&mut self, ids: usize) {
        // Ids of a run are mostly of about this length; where they are longer, the text grows.
        const USUAL_LENGTH: usize = 10;
        self.text.reserve(ids.saturating_mul(USUAL_LENGTH));
        self.ends.reserve(ids);
    }

    /// The id at `position`; empty where there is none.
    pub fn get(&self, position: u32) -> &str {
        let position = position as usize;
        let start = match position.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(0),
            None => 0,
        };
        let end = self.ends.get(position).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The position of `id` in a list that is sorted bytewise.
    pub fn find_sorted(&self, id: &str) -> Option<u32> {
        let (mut low, mut high) = (0u32, u32::try_from(self.len()).unwrap_or(u32::MAX));
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle).cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// The positions in bytewise order of their ids, equal ones in the order in which they came;
    /// `None` where they stand so already.
    pub fn order(&self) -> Option<Vec<u32>> {
        use rayon::prelude::*;
        let count = u32::try_from(self.len()).unwrap_or(u32::MAX);
        if (1..count).into_par_iter().all(|i| self.get(i - 1) <= self.get(i)) {
            return None;
        }
        // Ids of one run begin alike; the eight bytes behind that decide almost every comparison.
        let common = self.common_prefix();
        let mut keyed: Vec<(u64, u32)> = (0..count)
            .into_par_iter()
            .map(|i| (eight_bytes(self.get(i).as_bytes().get(common..).unwrap_or(&[])), i))
            .collect();
        keyed.par_sort_unstable_by(|(a, i), (b, j)| {
            a.cmp(b).then_with(|| self.get(*i).cmp(self.get(*j))).then_with(|| i.cmp(j))
        });
        Some(keyed.into_iter().map(|(_, i)| i).collect())
    }

    /// The same ids in another order.
    pub fn reordered(&self, order: &[u32]) -> Ids {
        let mut text = String::with_capacity(self.text.len());
        let mut ends = Vec::with_capacity(self.ends.len());
        for position in order {
            text.push_str(self.get(*position));
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Ids { text, ends }
    }

    fn common_prefix(&self) -> usize {
        let first = self.get(0).as_bytes();
        let mut common = first.len();
        for position in 1..u32::try_from(self.len()).unwrap_or(u32::MAX) {
            let same = first.iter().zip(self.get(position).as_bytes()).take_while(|(a, b)| a == b);
            common = common.min(same.count());
            if common == 0 {
                break;
            }
        }
        common
    }
}

fn eight_bytes(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(list: &[&str]) -> Ids {
        let mut ids = Ids::default();
        assert!(list.iter().all(|id| ids.push(id)));
        ids
    }

    #[test]
    fn sorts_bytewise_beyond_the_first_eight_bytes() {
        let list = ["S-000000002", "S-00000000", "S-000000001", "S-000000001", "S-00000000a"];
        let unsorted = ids(&list);
        let order = unsorted.order().unwrap();
        assert_eq!(order, [1, 2, 3, 0, 4]);
        let sorted = unsorted.reordered(&order);
        assert_eq!(sorted.order(), None);
        assert_eq!(sorted.find_sorted("S-000000002"), Some(3));
        assert_eq!(sorted.find_sorted("S-000000003"), None);
        assert_eq!(sorted.get(4), "S-00000000a");
    }

    #[test]
    fn appends_and_finds() {
        let mut all = ids(&["A", "B"]);
        assert!(all.append(&ids(&["CC", "DDD"])));
        assert_eq!((0..4).map(|i| all.get(i)).collect::<Vec<_>>(), ["A", "B", "CC", "DDD"]);
        assert_eq!(all.get(9), "");
    }

    #[test]
    fn a_name_has_one_number() {
        let mut names = Names::default();
        assert_eq!((names.number("x"), names.number(""), names.number("x")), (0, 1, 0));
        assert_eq!((names.find(""), names.find("y"), names.name(0)), (Some(1), None, "x"));
    }
}
