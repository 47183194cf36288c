//! What the records of each kind of import can have, and what people call it.

use crate::domain::ImportKind;

/// Something that a record of an import can have.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub name: &'static str,
    /// Whether every record has it.
    pub required: bool,
    /// What it takes, in words.
    pub takes: &'static str,
    /// What columns of it are called elsewhere, in English and in Urdu.
    pub(super) also: &'static [&'static str],
}

/// The fields of a kind of import, in the order in which they are shown.
pub fn fields(kind: ImportKind) -> &'static [Field] {
    match kind {
        ImportKind::Sellers => SELLERS,
        ImportKind::Recruits => RECRUITS,
        ImportKind::Sales => SALES,
        ImportKind::Registrations => REGISTRATIONS,
        ImportKind::ExchangeRates => EXCHANGE_RATES,
    }
}

const fn needed(name: &'static str, takes: &'static str, also: &'static [&'static str]) -> Field {
    Field { name, required: true, takes, also }
}

const fn possible(name: &'static str, takes: &'static str, also: &'static [&'static str]) -> Field {
    Field { name, required: false, takes, also }
}

const A_DAY: &str = "a day, like 2026-07-31, 31/07/2026 or 31 Jul 2026";
const A_NAME: &str = "1 to 200 characters";
const A_PHONE: &str = "a phone number, like 0300 1234567";
const A_TAX_NUMBER: &str = "7 digits and a check digit, like 1234567-8";
const A_PARTNER: &str = "the code of a partner";
const A_NOTE: &str = "up to 2000 characters";
const AN_ADDRESS: &str = "an e-mail address";
const A_CURRENCY: &str = "a currency of ISO 4217, like PKR";

const COMPANY: &[&str] = &[
    "company",
    "company name",
    "seller",
    "seller name",
    "business name",
    "firm",
    "firm name",
    "factory",
    "party name",
    "party",
    "customer",
    "customer name",
    "client",
    "supplier",
    "organization",
    "organisation",
    "M/s",
    "نام",
    "کمپنی",
    "کمپنی کا نام",
    "فیکٹری",
    "فرم",
    "ادارہ",
    "پارٹی کا نام",
    "سیلر",
];
const CITY: &[&str] = &["town", "location", "city name", "district", "شہر", "ضلع", "مقام"];
const PHONE: &[&str] = &[
    "phone number",
    "phone no",
    "mobile",
    "mobile number",
    "mobile no",
    "cell",
    "cell no",
    "cell number",
    "telephone",
    "tel",
    "contact number",
    "contact no",
    "whatsapp",
    "whatsapp number",
    "فون",
    "فون نمبر",
    "موبائل",
    "موبائل نمبر",
    "رابطہ نمبر",
    "واٹس ایپ",
];
const EMAIL: &[&str] =
    &["e-mail", "email address", "e-mail address", "mail", "ای میل", "ای میل ایڈریس"];
const NTN: &[&str] = &[
    "ntn no",
    "ntn number",
    "tax number",
    "national tax number",
    "tax id",
    "این ٹی این",
    "ٹیکس نمبر",
    "قومی ٹیکس نمبر",
];
const CNIC: &[&str] = &[
    "cnic no",
    "cnic number",
    "nic",
    "id card",
    "identity card",
    "id card number",
    "شناختی کارڈ",
    "شناختی کارڈ نمبر",
];
const CONTACT: &[&str] = &[
    "contact",
    "contact person",
    "person",
    "owner",
    "owner name",
    "focal person",
    "رابطہ",
    "رابطہ کار",
    "مالک",
    "مالک کا نام",
];
const PARTNER: &[&str] = &[
    "partner code",
    "channel partner",
    "partner name",
    "cp",
    "agent",
    "assigned to",
    "پارٹنر",
    "پارٹنر کوڈ",
    "چینل پارٹنر",
];
const NOTE: &[&str] =
    &["notes", "remark", "remarks", "comment", "comments", "نوٹ", "تبصرہ", "کیفیت"];
const MEMBER: &[&str] = &[
    "member",
    "member no",
    "member number",
    "membership no",
    "membership number",
    "membership id",
    "account id",
    "ممبر",
    "ممبر نمبر",
    "رکنیت نمبر",
];
const SEVERAL: &str = "one or more, with semicolons between them";
const CATEGORIES: &[&str] = &["category", "industry", "sector", "products", "زمرہ", "صنعت", "شعبہ"];
const CURRENCY: &[&str] = &["ccy", "currency code", "کرنسی"];
const EVENT: &[&str] = &["event", "event id", "تقریب", "ایونٹ"];

const SELLERS: &[Field] = &[
    needed("name", A_NAME, COMPANY),
    needed("city", "1 to 100 characters", CITY),
    possible("phone", A_PHONE, PHONE),
    possible("email", AN_ADDRESS, EMAIL),
    possible("ntn", A_TAX_NUMBER, NTN),
    possible("cnic", "13 digits, like 35202-1234567-1", CNIC),
    possible("member_id", "the platform's name of the seller", MEMBER),
    possible("contact_name", A_NAME, CONTACT),
    possible("categories", SEVERAL, CATEGORIES),
    possible("star_rating", "0 to 5", &["stars", "rating", "star", "ستارے", "درجہ بندی"]),
    possible(
        "status",
        "prospect, active, lapsed or dormant",
        &["seller status", "membership status", "state", "حالت", "حیثیت"],
    ),
    possible("partner", A_PARTNER, PARTNER),
    possible(
        "verified_on",
        A_DAY,
        &["verified", "verification date", "date verified", "تصدیق کی تاریخ"],
    ),
    possible(
        "membership_ends_on",
        A_DAY,
        &[
            "membership end",
            "membership ends",
            "expiry",
            "expiry date",
            "valid until",
            "renewal date",
            "میعاد",
            "اختتام کی تاریخ",
        ],
    ),
];

const RECRUITS: &[Field] = &[
    needed("partner", A_PARTNER, PARTNER),
    needed("name", A_NAME, COMPANY),
    needed("city", "1 to 100 characters", CITY),
    possible("phone", A_PHONE, PHONE),
    possible("email", AN_ADDRESS, EMAIL),
    possible("ntn", A_TAX_NUMBER, NTN),
    possible("cnic", "13 digits, like 35202-1234567-1", CNIC),
    possible("member_id", "the platform's name of the seller", MEMBER),
    possible("contact_name", A_NAME, CONTACT),
    possible("categories", SEVERAL, CATEGORIES),
    possible(
        "source",
        "event, visit, referral, inbound or platform_list",
        &["lead source", "channel", "ذریعہ"],
    ),
    possible("event", "the id of an event, evt_…", EVENT),
    possible(
        "captured_at",
        "an instant with its zone, like 2026-07-31T10:00:00+05:00",
        &["captured", "captured on", "registered at", "timestamp", "وقت"],
    ),
    possible("note", A_NOTE, NOTE),
];

const SALES: &[Field] = &[
    needed(
        "external_id",
        "1 to 64 of A-Z a-z 0-9 . _ / -, unlike in every other sale",
        &[
            "sale",
            "sale id",
            "sale no",
            "invoice",
            "invoice no",
            "invoice number",
            "transaction id",
            "order id",
            "order no",
            "reference",
            "receipt no",
            "رسید نمبر",
            "انوائس نمبر",
            "حوالہ",
        ],
    ),
    possible("seller_id", "the id of a seller, sel_…", &["seller", "سیلر"]),
    possible("member_id", "the platform's name of the seller", MEMBER),
    possible("ntn", "the seller's tax number", NTN),
    needed(
        "kind",
        "new, renewal, upgrade or add_on",
        &["sale kind", "sale type", "type", "transaction type", "قسم", "نوعیت"],
    ),
    needed(
        "product",
        "the code of a product",
        &["product code", "package", "plan", "item", "sku", "پروڈکٹ", "پیکج"],
    ),
    needed(
        "amount",
        "an amount, like 9500.00 or 9,500",
        &["price", "total", "paid", "amount paid", "value", "net amount", "رقم", "قیمت", "کل رقم"],
    ),
    needed("currency", A_CURRENCY, CURRENCY),
    needed(
        "paid_on",
        A_DAY,
        &[
            "date",
            "paid",
            "payment date",
            "date paid",
            "paid date",
            "sale date",
            "invoice date",
            "تاریخ",
            "ادائیگی کی تاریخ",
        ],
    ),
    possible(
        "credits",
        "partners and their shares, like LHE-001:60;SKT-002:40, or one partner's code",
        &["credit", "partner", "partner code", "split", "پارٹنر"],
    ),
    possible("source", "how the seller was found", &["lead source", "channel", "ذریعہ"]),
    possible("event", "the id of an event, evt_…", EVENT),
    possible("note", A_NOTE, NOTE),
];

const REGISTRATIONS: &[Field] = &[
    needed("event", "the id of an event, evt_…", EVENT),
    needed(
        "name",
        A_NAME,
        &[
            "full name",
            "visitor",
            "visitor name",
            "attendee",
            "attendee name",
            "participant",
            "your name",
            "guest",
            "نام",
            "پورا نام",
            "مہمان",
        ],
    ),
    possible(
        "company",
        A_NAME,
        &[
            "company name",
            "organization",
            "organisation",
            "business",
            "firm",
            "factory",
            "کمپنی",
            "کمپنی کا نام",
            "ادارہ",
        ],
    ),
    needed("phone", A_PHONE, PHONE),
    possible("email", AN_ADDRESS, EMAIL),
    possible("city", "1 to 100 characters", CITY),
    possible("mode", "on_site or online", &["attendance", "attending", "participation", "شرکت"]),
];

const EXCHANGE_RATES: &[Field] = &[
    needed("date", A_DAY, &["day", "rate date", "as of", "value date", "تاریخ"]),
    needed(
        "base",
        A_CURRENCY,
        &["from", "base currency", "from currency", "currency", "کرنسی", "بنیادی کرنسی"],
    ),
    needed("quote", A_CURRENCY, &["to", "quote currency", "to currency", "counter currency"]),
    needed(
        "rate",
        "a number above 0, like 283.4175",
        &[
            "exchange rate",
            "fx rate",
            "value",
            "mid rate",
            "closing rate",
            "شرح",
            "شرح تبادلہ",
            "ریٹ",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::headings::plain;
    use super::*;
    use crate::domain::Word;

    #[test]
    fn every_kind_needs_something_and_names_it_once() {
        for kind in ImportKind::ALL {
            let fields = fields(*kind);
            assert!(fields.iter().any(|field| field.required), "{kind:?}");
            let names: BTreeSet<_> = fields.iter().map(|field| field.name).collect();
            assert_eq!(names.len(), fields.len(), "{kind:?}");
        }
    }

    #[test]
    fn every_field_has_a_name_in_urdu_or_is_an_id() {
        let urdu = |text: &&str| text.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
        let without: Vec<_> = ImportKind::ALL
            .iter()
            .flat_map(|kind| fields(*kind))
            .filter(|field| !field.also.iter().any(urdu))
            .map(|field| field.name)
            .collect();
        assert_eq!(without, ["quote"], "`to` has no word of its own");
        assert!(
            ImportKind::ALL
                .iter()
                .flat_map(|kind| fields(*kind))
                .all(|field| { field.also.iter().all(|name| !plain(name).is_empty()) })
        );
    }
}
