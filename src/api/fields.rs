//! What the fields of a request take: the domain's types, each read from JSON and described to clients.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, SubsecRound};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, KnownFormat, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, Type,
};

use super::body::{Body, Fault, Fields, FromJson, Nested};
use crate::domain::recruit::{Stage, StageMove};
use crate::domain::{
    Amount, BankReference, Category, City, ClientRef, Cnic, Code, Currency, DecimalFault, Email,
    Evidence, Iban, Money, Name, Note, Ntn, Percent, Period, Phone, Rate, Role, Share, StarRating,
    Term, Text, UserStatus, Word, parse_date,
};
use crate::service::disputes::ClaimSent;

/// Reads a string by a domain type's own door.
pub(super) fn text<T>(
    value: Value,
    parse: impl FnOnce(&str) -> Option<T>,
    (code, message): (&'static str, &str),
) -> Result<T, Vec<Fault>> {
    let Value::String(text) = value else { return Err(Fault::wrong_type("a string")) };
    parse(&text).ok_or_else(|| Fault::value(code, message))
}

pub(super) fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

impl FromJson for String {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, |text| Some(text.to_owned()), ("text", ""))
    }

    fn schema() -> RefOr<Schema> {
        string().into()
    }
}

impl FromJson for bool {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        value.as_bool().ok_or_else(|| Fault::wrong_type("true or false"))
    }

    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Boolean).into()
    }
}

impl FromJson for i64 {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        value.as_i64().ok_or_else(|| Fault::wrong_type("a whole number"))
    }

    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::Int64);
        ObjectBuilder::new().schema_type(Type::Integer).format(Some(format)).into()
    }
}

/// A count: a whole number from zero on.
impl FromJson for u32 {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let number = i64::from_json(value)?;
        Self::try_from(number).map_err(|_| Fault::value("out_of_range", "is below 0 or too large"))
    }

    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::Int32);
        let number = ObjectBuilder::new().schema_type(Type::Integer).format(Some(format));
        number.minimum(Some(0)).into()
    }
}

impl FromJson for StarRating {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let stars = u64::try_from(i64::from_json(value)?).ok().and_then(Self::new);
        stars.ok_or_else(|| Fault::value("star_rating", "is not from 0 to 5"))
    }

    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer);
        number.minimum(Some(0)).maximum(Some(5)).into()
    }
}

/// One of the words of a closed set.
impl<W: Word> FromJson for W {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        words(value, W::ALL.iter().map(|word| (word.as_str(), *word)))
    }

    fn schema() -> RefOr<Schema> {
        string().enum_values(Some(W::ALL.iter().map(|word| word.as_str()))).into()
    }
}

impl FromJson for Role {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        words(value, Self::ALL.into_iter().map(|role| (role.as_str(), role)))
    }

    fn schema() -> RefOr<Schema> {
        string().enum_values(Some(Self::ALL.map(Self::as_str))).into()
    }
}

impl FromJson for UserStatus {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        words(value, Self::ALL.into_iter().map(|status| (status.as_str(), status)))
    }

    fn schema() -> RefOr<Schema> {
        string().enum_values(Some(Self::ALL.map(Self::as_str))).into()
    }
}

fn words<T>(
    value: Value,
    all: impl Iterator<Item = (&'static str, T)> + Clone,
) -> Result<T, Vec<Fault>> {
    let Value::String(text) = value else { return Err(Fault::wrong_type("a string")) };
    let names: Vec<&str> = all.clone().map(|(name, _)| name).collect();
    let found = all.into_iter().find(|(name, _)| *name == text);
    found
        .map(|(_, word)| word)
        .ok_or_else(|| Fault::value("unknown_value", format!("is none of {}", names.join(", "))))
}

impl FromJson for Code {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("code", "is not 1 to 64 of A–Z a–z 0–9 . _ / -"))
    }

    fn schema() -> RefOr<Schema> {
        string().pattern(Some("^[A-Za-z0-9._/-]{1,64}$")).into()
    }
}

impl FromJson for Email {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("email", "is not an e-mail address"))
    }

    fn schema() -> RefOr<Schema> {
        string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Email))).into()
    }
}

impl FromJson for Name {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("name", "is not 1 to 200 characters of plain text"))
    }

    fn schema() -> RefOr<Schema> {
        string().min_length(Some(1)).max_length(Some(200)).into()
    }
}

impl FromJson for City {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("city", "is not 1 to 100 characters of plain text"))
    }

    fn schema() -> RefOr<Schema> {
        string().min_length(Some(1)).max_length(Some(100)).into()
    }
}

impl FromJson for Category {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("category", "is not a short piece of plain text"))
    }

    fn schema() -> RefOr<Schema> {
        string().min_length(Some(1)).into()
    }
}

impl FromJson for Text {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("text", "is not a piece of plain text"))
    }

    fn schema() -> RefOr<Schema> {
        string().min_length(Some(1)).into()
    }
}

impl FromJson for Note {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("note", "is not 1 to 2000 characters of text"))
    }

    fn schema() -> RefOr<Schema> {
        string().min_length(Some(1)).max_length(Some(2000)).into()
    }
}

impl FromJson for Phone {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let message = "is not a phone number like 0300 1234567 or +92 300 1234567";
        text(value, Self::parse, ("phone", message))
    }

    fn schema() -> RefOr<Schema> {
        string().into()
    }
}

impl FromJson for Ntn {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("ntn", "is not 7 digits and a check digit, like 1234567-8"))
    }

    fn schema() -> RefOr<Schema> {
        string().into()
    }
}

impl FromJson for Cnic {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("cnic", "is not 13 digits, like 35202-1234567-1"))
    }

    fn schema() -> RefOr<Schema> {
        string().into()
    }
}

impl FromJson for Iban {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let Value::String(text) = value else { return Err(Fault::wrong_type("a string")) };
        Self::parse(&text).map_err(|fault| Fault::value("iban", fault.to_string()))
    }

    fn schema() -> RefOr<Schema> {
        string().into()
    }
}

impl FromJson for ClientRef {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("client_ref", "is not a UUID"))
    }

    fn schema() -> RefOr<Schema> {
        string().format(Some(SchemaFormat::Custom("uuid".to_owned()))).into()
    }
}

impl FromJson for Currency {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("currency", "is not the code of a currency, like PKR"))
    }

    fn schema() -> RefOr<Schema> {
        string().pattern(Some("^[A-Z]{3}$")).into()
    }
}

impl FromJson for NaiveDate {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, parse_date, ("date", "is not a date like 2026-07-31"))
    }

    fn schema() -> RefOr<Schema> {
        string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).into()
    }
}

/// A month, up to the last one that can be closed.
impl FromJson for Period {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let parse = |text: &str| Self::parse(text).filter(|period| *period <= Self::LAST);
        text(value, parse, ("month", "is not a month like 2026-07"))
    }

    fn schema() -> RefOr<Schema> {
        string().pattern(Some("^[0-9]{4}-(0[1-9]|1[0-2])$")).into()
    }
}

/// An instant of any offset, kept in UTC to the microsecond that both databases keep.
impl FromJson for NaiveDateTime {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let message = "is not an instant like 2026-07-31T09:00:00Z";
        let parse = |text: &str| {
            let at = DateTime::parse_from_rfc3339(text).ok()?.naive_utc().trunc_subsecs(6);
            parse_date(&at.date().to_string()).map(|_| at)
        };
        text(value, parse, ("instant", message))
    }

    fn schema() -> RefOr<Schema> {
        string().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).into()
    }
}

fn decimal<T>(
    value: Value,
    parse: impl FnOnce(&str) -> Result<T, DecimalFault>,
) -> Result<T, Vec<Fault>> {
    let Value::String(text) = value else {
        return Err(Fault::wrong_type("a decimal in a string, like \"12.5\""));
    };
    parse(&text).map_err(|fault| Fault::value("decimal", fault.to_string()))
}

fn decimal_schema() -> RefOr<Schema> {
    string().pattern(Some("^-?[0-9]+([.][0-9]+)?$")).into()
}

impl FromJson for Percent {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        decimal(value, Self::parse)
    }

    fn schema() -> RefOr<Schema> {
        decimal_schema()
    }
}

impl FromJson for Share {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        decimal(value, Self::parse)
    }

    fn schema() -> RefOr<Schema> {
        decimal_schema()
    }
}

impl FromJson for Rate {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        decimal(value, Self::parse)
    }

    fn schema() -> RefOr<Schema> {
        decimal_schema()
    }
}

impl FromJson for Term {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let months = i64::from_json(value)?;
        let message = format!("is not from 1 to {} months", Self::MAX);
        Self::of_months(months).ok_or_else(|| Fault::value("out_of_range", message))
    }

    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer);
        number.minimum(Some(1)).maximum(Some(Self::MAX)).into()
    }
}

/// An amount and its currency, as clients send them.
#[derive(Debug)]
pub struct MoneyRequest;

impl Body for MoneyRequest {
    type Command = Money;

    fn read(fields: &mut Fields) -> Option<Money> {
        let currency = fields.required::<Currency>("currency");
        let amount = fields.required::<String>("amount");
        let (amount, currency) = (amount?, currency?);
        match Amount::parse(&amount, currency) {
            Ok(amount) => Some(Money { amount, currency }),
            Err(fault) => {
                let message = format!("{fault} in {currency}");
                fields.fault("amount", Fault::value("amount", message));
                None
            }
        }
    }
}

impl FromJson for Money {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        Nested::<MoneyRequest>::from_json(value).map(|Nested(money)| money)
    }

    fn schema() -> RefOr<Schema> {
        Nested::<MoneyRequest>::schema()
    }
}

/// An amount and its currency in an answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MoneyResponse {
    /// A decimal with all of the currency's digits.
    pub amount: String,
    /// ISO 4217.
    pub currency: &'static str,
}

impl From<Money> for MoneyResponse {
    fn from(Money { amount, currency }: Money) -> Self {
        let amount = amount.in_currency(currency).to_string();
        Self { amount, currency: currency.code() }
    }
}

/// An instant in an answer: RFC 3339 in UTC.
pub fn instant(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// A stage, or `lost`.
impl FromJson for StageMove {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        words(value, stage_moves())
    }

    fn schema() -> RefOr<Schema> {
        string().enum_values(Some(stage_moves().map(|(word, _)| word))).into()
    }
}

fn stage_moves() -> impl Iterator<Item = (&'static str, StageMove)> + Clone {
    let stages = Stage::ALL.iter().map(|stage| StageMove::To(*stage));
    stages.chain([StageMove::Lost]).map(|to| (to.as_str(), to))
}

/// An object whose names the sender chooses, each with a text.
impl FromJson for BTreeMap<String, String> {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        let Value::Object(members) = value else {
            return Err(Fault::wrong_type("an object of texts"));
        };
        let (mut texts, mut faults) = (Self::new(), Vec::new());
        for (name, value) in members {
            match String::from_json(value) {
                Ok(text) => drop(texts.insert(name, text)),
                Err(found) => faults.extend(found.into_iter().map(|fault| fault.below(&name))),
            }
        }
        if faults.is_empty() { Ok(texts) } else { Err(faults) }
    }

    fn schema() -> RefOr<Schema> {
        let text = AdditionalProperties::RefOr(String::schema());
        ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(text)).into()
    }
}

impl FromJson for BankReference {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("reference", "is not 1 to 200 characters of plain text"))
    }

    fn schema() -> RefOr<Schema> {
        string().min_length(Some(1)).max_length(Some(200)).into()
    }
}

/// What the line should come to, or what is wrong in words.
impl FromJson for ClaimSent {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        match value {
            Value::String(_) => Note::from_json(value).map(ClaimSent::Words),
            other => Money::from_json(other).map(ClaimSent::Money),
        }
    }

    fn schema() -> RefOr<Schema> {
        let either = OneOfBuilder::new().item(Money::schema()).item(Note::schema());
        RefOr::T(Schema::OneOf(either.build()))
    }
}

impl FromJson for Evidence {
    fn from_json(value: Value) -> Result<Self, Vec<Fault>> {
        text(value, Self::parse, ("evidence", "is not 1 to 500 characters of plain text"))
    }

    fn schema() -> RefOr<Schema> {
        string().min_length(Some(1)).max_length(Some(500)).into()
    }
}
