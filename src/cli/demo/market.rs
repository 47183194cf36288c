//! The demo's sellers: invented companies with people whose names are common.

use super::names::{Both, CITIES, FIRST, FORMS, LAST, TRADES};
use super::sequence::Sequence;
use super::stage::read;
use crate::domain::{Category, City, Name, Ntn, Phone};
use crate::service::ServiceError;
use crate::service::sellers::SellerDetails;

/// Of how many sellers of each hundred the contact's name is in Urdu.
const IN_URDU: usize = 40;
/// One of how many sellers is named in Urdu.
const IN_URDU_ONE_OF: usize = 10;
/// Of how many the NTN is known.
const WITH_NTN: usize = 55;

/// The seller of that number: no two have one name, phone or NTN.
pub(super) fn seller(
    number: usize,
    sequence: &mut Sequence,
) -> Result<SellerDetails, ServiceError> {
    let (category, endings) = TRADES[number % TRADES.len()];
    let family = LAST[number / TRADES.len() % LAST.len()];
    let round = number / (TRADES.len() * LAST.len());
    let ending = endings[round % endings.len()];
    let form = FORMS[round / endings.len() % FORMS.len()];
    // Beyond the names that there are, a branch number tells them apart.
    let branch = round / (endings.len() * FORMS.len());
    let in_letters = if number % IN_URDU_ONE_OF == 3 { urdu } else { latin };
    let unit = in_letters((" Unit", " یونٹ"));
    let branch = if branch == 0 { String::new() } else { format!("{unit} {branch}") };
    let [family, ending, form] = [family, ending, form].map(in_letters);
    let city = city(number, category);
    let ntn = format!("{:07}-{}", 2_100_000 + number, number % 10);
    Ok(SellerDetails {
        name: read(&format!("{family} {ending}{form}{branch}"), Name::parse)?,
        city: read(city, City::parse)?,
        phone: Some(read(&format!("+92300{:07}", 4_000_000 + number * 7), Phone::parse)?),
        email: None,
        ntn: if sequence.percent(WITH_NTN) { Some(read(&ntn, Ntn::parse)?) } else { None },
        cnic: None,
        member_id: None,
        contact_name: Some(read(&contact(sequence), Name::parse)?),
        categories: vec![read(category, Category::parse)?],
    })
}

fn latin((latin, _): Both) -> &'static str {
    latin
}

fn urdu((_, urdu): Both) -> &'static str {
    urdu
}

/// Most are of Sialkot; garments are of Faisalabad and Lahore too.
fn city(number: usize, category: &str) -> &'static str {
    match (category, number % 10) {
        ("apparel", 0..=4) => CITIES[1],
        ("apparel", _) | (_, 9) => CITIES[2],
        _ => CITIES[0],
    }
}

/// A person's name, in Latin or in Arabic letters.
pub(super) fn contact(sequence: &mut Sequence) -> String {
    let (first, last) = (sequence.below(FIRST.len()), sequence.below(LAST.len()));
    if sequence.percent(IN_URDU) {
        format!("{} {}", FIRST[first].1, LAST[last].1)
    } else {
        format!("{} {}", FIRST[first].0, LAST[last].0)
    }
}
