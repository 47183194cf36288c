//! Records of each kind from the cells of a row.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

use super::cells::{by, categories, credits, currency, day, money, rate, whole, word};
use super::layout::Layout;
use super::rows::RawRow;
use super::values::{CellFault, Values, fault_of, misfit};
use crate::domain::event::Mode;
use crate::domain::recruit::Source;
use crate::domain::{
    Category, City, Cnic, Code, Currency, Email, EventId, ImportKind, MemberId, Money, Name, Note,
    Ntn, Phone, Rate, SaleKind, SellerId, SellerStatus, Share, StarRating, Text,
};

/// A record of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportRow {
    /// A seller.
    Seller(Box<SellerRow>),
    /// A seller that the platform names to a partner.
    Recruit(Box<RecruitRow>),
    /// A sale.
    Sale(Box<SaleRow>),
    /// A registration for an event.
    Registration(Box<RegistrationRow>),
    /// An exchange rate.
    Rate(RateRow),
}

/// A seller as a row describes it, whether it is known or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Its name.
    pub name: Name,
    /// Where it is.
    pub city: City,
    /// Its phone.
    pub phone: Option<Phone>,
    /// Its e-mail address.
    pub email: Option<Email>,
    /// Its tax number.
    pub ntn: Option<Ntn>,
    /// Its owner's identity card.
    pub cnic: Option<Cnic>,
    /// The platform's own name of it.
    pub member_id: Option<MemberId>,
    /// Whom to ask for.
    pub contact_name: Option<Name>,
}

/// A seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SellerRow {
    /// Who it is.
    pub described: Described,
    /// What it makes.
    pub categories: Vec<Category>,
    /// Its stars.
    pub star_rating: Option<StarRating>,
    /// Where it stands with the platform.
    pub status: Option<SellerStatus>,
    /// The code of the partner that holds it.
    pub partner: Option<Code>,
    /// When the platform had verified it.
    pub verified_on: Option<NaiveDate>,
    /// The last day of its membership.
    pub membership_ends_on: Option<NaiveDate>,
}

/// A seller that the platform names to a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecruitRow {
    /// The partner's code.
    pub partner: Code,
    /// Who the seller is.
    pub described: Described,
    /// What it makes.
    pub categories: Vec<Category>,
    /// How it was found.
    pub source: Option<Source>,
    /// At which event.
    pub event: Option<EventId>,
    /// When it was made, where it was.
    pub captured_at: Option<NaiveDateTime>,
    /// What the platform has to say.
    pub note: Option<Note>,
}

/// By what a seller is named that is known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SellerKey {
    /// Its id.
    Id(SellerId),
    /// The platform's own name of it.
    Member(MemberId),
    /// Its tax number.
    Ntn(Ntn),
}

/// A sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleRow {
    /// What it is called where it was made.
    pub external_id: Code,
    /// Who paid.
    pub seller: SellerKey,
    /// What kind of sale it is.
    pub kind: SaleKind,
    /// The code of what was sold.
    pub product: Code,
    /// What was paid.
    pub amount: Money,
    /// On which day.
    pub paid_on: NaiveDate,
    /// Whose it is, where that is said: codes of partners, and their shares.
    pub credits: Option<Vec<(Code, Share)>>,
    /// How the seller was found.
    pub source: Option<Text>,
    /// The event that it came of.
    pub event: Option<EventId>,
    /// What there is to say about it.
    pub note: Option<Note>,
}

/// A registration for an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationRow {
    /// For which event.
    pub event: EventId,
    /// Who comes.
    pub name: Name,
    /// Of which company.
    pub company: Option<Name>,
    /// Its phone, by which the same person is known again.
    pub phone: Phone,
    /// Its e-mail address.
    pub email: Option<Email>,
    /// Where it is.
    pub city: Option<City>,
    /// How it takes part.
    pub mode: Option<Mode>,
}

/// An exchange rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateRow {
    /// The day.
    pub date: NaiveDate,
    /// The currency of which one unit is meant.
    pub base: Currency,
    /// The currency in which the rate is stated.
    pub quote: Currency,
    /// The rate.
    pub rate: Rate,
}

/// Makes a record of a row, or says all that is wrong with it.
pub fn read_row(layout: &Layout, row: &RawRow) -> Result<ImportRow, Vec<CellFault>> {
    if let Some(fault) = misfit(layout, row) {
        return Err(vec![fault]);
    }
    let mut values = Values::new(layout, row);
    let record = match layout.kind {
        ImportKind::Sellers => seller(&mut values).map(|row| ImportRow::Seller(Box::new(row))),
        ImportKind::Recruits => recruit(&mut values).map(|row| ImportRow::Recruit(Box::new(row))),
        ImportKind::Sales => sale(&mut values).map(|row| ImportRow::Sale(Box::new(row))),
        ImportKind::Registrations => {
            registration(&mut values).map(|row| ImportRow::Registration(Box::new(row)))
        }
        ImportKind::ExchangeRates => exchange_rate(&mut values).map(ImportRow::Rate),
    };
    values.settle(record)
}

impl Layout {
    /// A fault of a field that only what is known already shows, with what stands there.
    pub fn fault(&self, row: &RawRow, field: &str, reason: impl Into<String>) -> CellFault {
        fault_of(self, row, field, reason.into())
    }
}

pub(super) const CODE: &str = "is not 1 to 64 of A-Z a-z 0-9 . _ / -";
const NAME: &str = "is not 1 to 200 characters in one line";
const CITY: &str = "is not 1 to 100 characters in one line";
const PHONE: &str = "is not a phone number like 0300 1234567 or +92 300 1234567";
const EMAIL: &str = "is not an e-mail address";
const NTN: &str = "is not 7 digits and a check digit, like 1234567-8";
const CNIC: &str = "is not 13 digits, like 35202-1234567-1";
const NOTE: &str = "is not 1 to 2000 characters of text";
const STARS: &str = "is not a whole number from 0 to 5";
pub(super) const EVENT: &str = "is not the id of an event, like evt_ and 32 digits";
const INSTANT: &str = "is not an instant with its zone, like 2026-07-31T10:00:00+05:00";
const TEXT: &str = "is longer than 100 characters";

fn described(values: &mut Values<'_>) -> Option<Described> {
    let name = values.required("name", by(Name::parse, NAME));
    let city = values.required("city", by(City::parse, CITY));
    let phone = values.optional("phone", by(Phone::parse, PHONE));
    let email = values.optional("email", by(Email::parse, EMAIL));
    let ntn = values.optional("ntn", by(Ntn::parse, NTN));
    let cnic = values.optional("cnic", by(Cnic::parse, CNIC));
    let member_id = values.optional("member_id", by(Code::parse, CODE));
    let contact_name = values.optional("contact_name", by(Name::parse, NAME));
    Some(Described {
        name: name?,
        city: city?,
        phone: phone?,
        email: email?,
        ntn: ntn?,
        cnic: cnic?,
        member_id: member_id?,
        contact_name: contact_name?,
    })
}

fn seller(values: &mut Values<'_>) -> Option<SellerRow> {
    let described = described(values);
    let categories = values.optional("categories", categories);
    let stars = |text: &str| whole(text).and_then(StarRating::new);
    let star_rating = values.optional("star_rating", by(stars, STARS));
    let status = values.optional("status", word);
    let partner = values.optional("partner", by(Code::parse, CODE));
    let verified_on = values.optional("verified_on", day);
    let membership_ends_on = values.optional("membership_ends_on", day);
    Some(SellerRow {
        described: described?,
        categories: categories?.unwrap_or_default(),
        star_rating: star_rating?,
        status: status?,
        partner: partner?,
        verified_on: verified_on?,
        membership_ends_on: membership_ends_on?,
    })
}

fn recruit(values: &mut Values<'_>) -> Option<RecruitRow> {
    let partner = values.required("partner", by(Code::parse, CODE));
    let described = described(values);
    let categories = values.optional("categories", categories);
    let source = values.optional("source", word);
    let event = values.optional("event", by(EventId::parse, EVENT));
    let captured_at = values.optional("captured_at", by(instant, INSTANT));
    let note = values.optional("note", by(Note::parse, NOTE));
    Some(RecruitRow {
        partner: partner?,
        described: described?,
        categories: categories?.unwrap_or_default(),
        source: source?,
        event: event?,
        captured_at: captured_at?,
        note: note?,
    })
}

fn instant(text: &str) -> Option<NaiveDateTime> {
    Some(DateTime::parse_from_rfc3339(text).ok()?.naive_utc())
}

fn sale(values: &mut Values<'_>) -> Option<SaleRow> {
    let external_id = values.required("external_id", by(Code::parse, CODE));
    let seller = seller_key(values);
    let kind = values.required("kind", word);
    let product = values.required("product", by(Code::parse, CODE));
    let currency = values.required("currency", currency);
    // Without its currency, how many decimals an amount may have is not known.
    let amount = match currency {
        Some(currency) => values.required("amount", |text| money(text, currency)),
        None => None,
    };
    let paid_on = values.required("paid_on", day);
    let credits = values.optional("credits", credits);
    let source = values.optional("source", by(Text::parse, TEXT));
    let event = values.optional("event", by(EventId::parse, EVENT));
    let note = values.optional("note", by(Note::parse, NOTE));
    Some(SaleRow {
        external_id: external_id?,
        seller: seller?,
        kind: kind?,
        product: product?,
        amount: amount?,
        paid_on: paid_on?,
        credits: credits?,
        source: source?,
        event: event?,
        note: note?,
    })
}

/// Who paid, by the first that is said of its id, the platform's name of it and its tax number.
pub(super) fn seller_key(values: &mut Values<'_>) -> Option<SellerKey> {
    let id = values.optional("seller_id", by(SellerId::parse, "is not the id of a seller, sel_…"));
    let member = values.optional("member_id", by(Code::parse, CODE));
    let ntn = values.optional("ntn", by(Ntn::parse, NTN));
    let (id, member, ntn) = (id?, member?, ntn?);
    let key = id.map(SellerKey::Id).or(member.map(SellerKey::Member)).or(ntn.map(SellerKey::Ntn));
    if key.is_none() {
        values.fault("", "does not say which seller paid: by `seller_id`, `member_id` or `ntn`");
    }
    key
}

fn registration(values: &mut Values<'_>) -> Option<RegistrationRow> {
    let event = values.required("event", by(EventId::parse, EVENT));
    let name = values.required("name", by(Name::parse, NAME));
    let company = values.optional("company", by(Name::parse, NAME));
    let phone = values.required("phone", by(Phone::parse, PHONE));
    let email = values.optional("email", by(Email::parse, EMAIL));
    let city = values.optional("city", by(City::parse, CITY));
    let mode = values.optional("mode", word);
    Some(RegistrationRow {
        event: event?,
        name: name?,
        company: company?,
        phone: phone?,
        email: email?,
        city: city?,
        mode: mode?,
    })
}

fn exchange_rate(values: &mut Values<'_>) -> Option<RateRow> {
    let date = values.required("date", day);
    let base = values.required("base", currency);
    let quote = values.required("quote", currency);
    let rate = values.required("rate", rate);
    Some(RateRow { date: date?, base: base?, quote: quote?, rate: rate? })
}

#[cfg(test)]
mod tests {
    use super::super::fields::fields;
    use super::*;
    use crate::domain::{ImportMapping, Word};

    /// The record of a row that has a column for each field, called like it.
    fn record(kind: ImportKind, cells: &[(&str, &str)]) -> Result<ImportRow, Vec<CellFault>> {
        let headings: Vec<String> = fields(kind).iter().map(|f| f.name.to_owned()).collect();
        let columns = headings.iter().map(|name| (name.clone(), name.clone())).collect();
        let mapping = ImportMapping { columns, ..ImportMapping::default() };
        let layout = Layout::bind(kind, &headings, &mapping).unwrap();
        let cell = |heading: &String| {
            cells.iter().find(|(name, _)| name == heading).map_or("", |(_, cell)| cell).to_owned()
        };
        let cells = headings.iter().map(cell).collect();
        read_row(&layout, &RawRow { number: 2, cells, ..RawRow::default() })
    }

    #[test]
    fn a_seller_has_values_of_the_domain() {
        let cells = [
            ("name", " Aslam & Sons "),
            ("city", "Sialkot"),
            ("phone", "0300-1234567"),
            ("ntn", "12345678"),
            ("categories", "gloves;balls"),
            ("star_rating", "4"),
            ("status", "Active"),
            ("verified_on", "31/07/2026"),
        ];
        let Ok(ImportRow::Seller(seller)) = record(ImportKind::Sellers, &cells) else {
            panic!("a seller")
        };
        let Described { name, phone, ntn, email, .. } = seller.described;
        assert_eq!(name.as_str(), "Aslam & Sons");
        assert_eq!(phone.unwrap().as_str(), "+923001234567");
        assert_eq!(ntn.unwrap().as_str(), "1234567-8");
        assert_eq!((seller.categories.len(), seller.status), (2, Some(SellerStatus::Active)));
        assert_eq!(seller.verified_on.unwrap().to_string(), "2026-07-31");
        assert_eq!((email, seller.partner), (None, None));
    }

    #[test]
    fn all_faults_of_a_row_come_at_once_with_what_stands_there() {
        let cells = [("city", "x"), ("phone", "12"), ("star_rating", "6"), ("verified_on", "soon")];
        let faults = record(ImportKind::Sellers, &cells).unwrap_err();
        let found: Vec<_> = faults.iter().map(|f| (f.column.as_str(), f.value.as_str())).collect();
        let expected =
            [("name", ""), ("phone", "12"), ("star_rating", "6"), ("verified_on", "soon")];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_sale_names_its_seller_in_one_of_three_ways() {
        let sale = |key: &'static str, value: &'static str| {
            let cells = [
                ("external_id", "S-1"),
                (key, value),
                ("kind", "new"),
                ("product", "GOLD"),
                ("amount", "9,500"),
                ("currency", "usd"),
                ("paid_on", "2026-07-31"),
                ("credits", "LHE-001"),
            ];
            record(ImportKind::Sales, &cells)
        };
        for (key, value) in [
            ("seller_id", "sel_00000000000000000000000000000001"),
            ("member_id", "M-1"),
            ("ntn", "1234567-8"),
        ] {
            let Ok(ImportRow::Sale(sale)) = sale(key, value) else { panic!("a sale by {key}") };
            assert_eq!(sale.amount.amount.minor(), 950_000);
            let matches = match sale.seller {
                SellerKey::Id(_) => key == "seller_id",
                SellerKey::Member(_) => key == "member_id",
                SellerKey::Ntn(_) => key == "ntn",
            };
            assert!(matches, "{key}");
        }
        let faults = sale("note", "x").unwrap_err();
        assert_eq!((faults.len(), faults[0].column.as_str()), (1, ""));
    }

    #[test]
    fn rates_recruits_and_registrations_are_read() {
        let rate = [("date", "46234"), ("base", "usd"), ("quote", "PKR"), ("rate", "283.4175")];
        assert!(matches!(record(ImportKind::ExchangeRates, &rate), Ok(ImportRow::Rate(_))));
        let recruit = [("partner", "LHE-001"), ("name", "نام"), ("city", "لاہور")];
        assert!(matches!(record(ImportKind::Recruits, &recruit), Ok(ImportRow::Recruit(_))));
        let event = "evt_00000000000000000000000000000001";
        let visitor =
            [("event", event), ("name", "Amina"), ("phone", "03001234567"), ("mode", "On site")];
        let read = record(ImportKind::Registrations, &visitor);
        assert!(matches!(read, Ok(ImportRow::Registration(row)) if row.mode == Some(Mode::OnSite)));
    }

    #[test]
    fn every_field_is_read() {
        // What is no value of a field is a fault of it, so a field without one was not looked at.
        for kind in ImportKind::ALL {
            for field in fields(*kind) {
                let bad = "\u{1}".repeat(2001);
                let faults = record(*kind, &[(field.name, &bad), ("currency", "PKR")]).unwrap_err();
                assert!(
                    faults.iter().any(|f| f.column == field.name && f.reason != "is missing"),
                    "{kind:?} {}",
                    field.name
                );
            }
        }
    }

    #[test]
    fn a_row_that_is_wider_than_the_headings_is_faulty() {
        let headings = ["date", "base", "quote", "rate"].map(str::to_owned);
        let columns = headings.iter().map(|name| (name.clone(), name.clone())).collect();
        let mapping = ImportMapping { columns, ..ImportMapping::default() };
        let layout = Layout::bind(ImportKind::ExchangeRates, &headings, &mapping).unwrap();
        let cells = ["2026-07-31", "USD", "PKR", "283", "4175"].map(str::to_owned).to_vec();
        let faults = read_row(&layout, &RawRow { cells, ..RawRow::default() }).unwrap_err();
        assert_eq!((faults.len(), faults[0].value.as_str()), (1, "4175"));
    }
}
