//! Settings that are texts: what letters, bank files and books bear.

use std::collections::BTreeMap;

use super::super::bic::Bic;
use super::super::bounded::Note;
use super::super::code::Code;
use super::super::iban::Iban;
use super::super::payout::Payer;
use super::super::user::Name;
use super::names::{SettingName, TextForm};

/// Texts of settings, each of its own form; one that nobody set is its default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<SettingName, Box<str>>);

impl Texts {
    /// The text of a setting; empty where there is none.
    pub fn get(&self, name: SettingName) -> &str {
        self.0.get(&name).map_or_else(|| default(name), AsRef::as_ref)
    }

    /// Sets a text that [`TextForm::read`] gave.
    pub(super) fn set(&mut self, name: SettingName, text: String) {
        self.0.insert(name, text.into());
    }

    /// From which account partners are paid; `None` until its title and number are set.
    pub fn payer(&self) -> Option<Payer> {
        Some(Payer {
            title: Name::parse(self.get(SettingName::PayerTitle))?,
            iban: Iban::parse(self.get(SettingName::PayerIban)).ok()?,
            bic: Bic::parse(self.get(SettingName::PayerBic)),
        })
    }
}

fn default(name: SettingName) -> &'static str {
    match name {
        SettingName::IssuerName => "Saathi channel programme",
        SettingName::CommissionExpense => "6100",
        SettingName::PartnerBalances => "2100",
        SettingName::CurrencyExchange => "2190",
        SettingName::PayoutsDue => "2110",
        SettingName::SalesTaxAccount => "1450",
        SettingName::WithholdingTaxAccount => "2300",
        SettingName::BankAccount => "1010",
        _ => "",
    }
}

impl TextForm {
    /// The text as it is kept, where it is of this form. What may be unset may be empty.
    pub(super) fn read(self, text: &str) -> Option<String> {
        let text = text.trim();
        let may_be_empty = !matches!(self, TextForm::Name | TextForm::Code);
        if text.is_empty() && may_be_empty {
            return Some(String::new());
        }
        match self {
            TextForm::Name | TextForm::Title => Name::parse(text).map(|name| name.to_string()),
            TextForm::Lines => Note::parse(text).map(|lines| lines.to_string()),
            TextForm::Address => is_address(text).then(|| text.trim_end_matches('/').to_owned()),
            TextForm::Iban => Iban::parse(text).ok().map(|iban| iban.to_string()),
            TextForm::Bic => Bic::parse(text).map(|bic| bic.as_str().to_owned()),
            TextForm::Code => Code::parse(text).map(|code| code.to_string()),
        }
    }
}

/// Whether a text is the address of a site: a scheme and a host, with a port or a path perhaps.
fn is_address(text: &str) -> bool {
    const MOST: usize = 200;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let of_address = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:/[]~".contains(&byte);
    rest.is_some_and(|rest| {
        text.len() <= MOST
            && rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
            && rest.bytes().all(of_address)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Given, SettingKind, SettingValue, Settings};
    use super::*;
    use crate::domain::Word;

    fn set(settings: &mut Settings, name: SettingName, text: &str) {
        let value = name.read(&Given::Text(text)).unwrap();
        settings.set(name, value).unwrap();
    }

    #[test]
    fn a_payer_has_a_title_and_a_number() {
        let mut settings = Settings::default();
        assert_eq!(settings.texts.payer(), None);
        set(&mut settings, SettingName::PayerTitle, "Programme (Pvt) Ltd");
        assert_eq!(settings.texts.payer(), None);
        set(&mut settings, SettingName::PayerIban, "PK36 SCBL 0000 0011 2345 6702");
        let payer = settings.texts.payer().unwrap();
        assert_eq!((payer.iban.as_str(), payer.bic), ("PK36SCBL0000001123456702", None));
        set(&mut settings, SettingName::PayerBic, "SCBLPKKX");
        assert_eq!(settings.texts.payer().unwrap().bic, Bic::parse("SCBLPKKX"));
        set(&mut settings, SettingName::PayerIban, "");
        assert_eq!(settings.texts.payer(), None);
    }

    #[test]
    fn a_text_of_another_form_is_refused() {
        for (name, text) in [
            (SettingName::PayerIban, "PK36SCBL0000001123456703"),
            (SettingName::PayerBic, "x"),
            (SettingName::IssuerName, " "),
            (SettingName::PublicAddress, "saathi.example"),
            (SettingName::PublicAddress, "javascript:alert(1)"),
            (SettingName::PublicAddress, "https:///x"),
            (SettingName::PublicAddress, "https://a b"),
            (SettingName::BankAccount, ""),
            (SettingName::BankAccount, "a b"),
        ] {
            assert!(name.read(&Given::Text(text)).is_err(), "{name:?}");
            let forced = SettingValue::Text(text.to_owned());
            assert!(Settings::default().set(name, forced).is_err(), "{name:?}");
        }
    }

    #[test]
    fn an_address_loses_the_slash_at_its_end() {
        let mut settings = Settings::default();
        assert_eq!(settings.texts.get(SettingName::PublicAddress), "");
        set(&mut settings, SettingName::PublicAddress, "https://saathi.example:8443/");
        assert_eq!(settings.texts.get(SettingName::PublicAddress), "https://saathi.example:8443");
    }

    #[test]
    fn every_account_of_the_books_has_a_number_from_the_beginning() {
        let texts = Texts::default();
        for name in SettingName::ALL {
            if name.kind() == SettingKind::Text(TextForm::Code) {
                assert!(Code::parse(texts.get(*name)).is_some(), "{name:?}");
            }
        }
    }
}
