//! One phone number on several recruits.

use std::collections::BTreeMap;
use std::fmt;

use super::super::ids::RecruitId;
use super::super::phone::Phone;
use super::rules::AnomalyRules;

/// A number that stands on several recruits, in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedPhone {
    /// The number.
    pub phone: Phone,
    /// The recruits.
    pub recruits: Vec<RecruitId>,
}

/// The numbers that stand on several of these recruits, by number.
pub fn shared_phones(
    recruits: impl IntoIterator<Item = (Phone, RecruitId)>,
    rules: &AnomalyRules,
) -> Vec<SharedPhone> {
    let mut by_phone: BTreeMap<Phone, Vec<RecruitId>> = BTreeMap::new();
    for (phone, recruit) in recruits {
        let of_phone = by_phone.entry(phone).or_default();
        if !of_phone.contains(&recruit) {
            of_phone.push(recruit);
        }
    }
    by_phone
        .into_iter()
        .filter(|(_, recruits)| recruits.len() >= rules.shared_phone as usize)
        .map(|(phone, recruits)| SharedPhone { phone, recruits })
        .collect()
}

impl fmt::Display for SharedPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (phone, count) = (self.phone.masked(), self.recruits.len());
        write!(f, "the phone number {phone} stands on {count} recruits")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_on_two_recruits_is_noticed_in_any_spelling() {
        let rows =
            [("0300 1234567", 1), ("0321 7654321", 2), ("+92 300 1234567", 3), ("03217654321", 2)];
        let recruits =
            rows.map(|(phone, id)| (Phone::parse(phone).unwrap(), RecruitId::from_bits(id)));
        let found = shared_phones(recruits.clone(), &AnomalyRules::default());
        let [shared] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(shared.recruits, [1, 3].map(RecruitId::from_bits));
        assert_eq!(shared.to_string(), "the phone number +92…567 stands on 2 recruits");
        let three = AnomalyRules { shared_phone: 3, ..AnomalyRules::default() };
        assert!(shared_phones(recruits, &three).is_empty());
    }
}
