//! A statement as the template's values.

use chrono::Datelike;
use indexmap::IndexMap;
use typst::foundations::{Array, Dict, IntoValue, Str, Value};

use super::super::statement::{Adjustment, Conversion, Figures, Line, Standing, Statement};
use crate::domain::{Amount, Currency, hex, write_scaled};

/// The lines of one rule and their sum, in minor units.
pub(super) struct Group<'a> {
    pub(super) rule: &'a str,
    pub(super) lines: Vec<&'a Line>,
    pub(super) subtotal: i128,
}

/// Everything that the template shows.
pub(super) fn of(statement: &Statement, language: &'static str) -> Dict {
    dict([("language", language.into_value()), ("statement", whole(statement).into_value())])
}

fn whole(statement: &Statement) -> Dict {
    let own = statement.plan_currency;
    let groups = by_rule(statement);
    let span = format!("{} – {}", statement.period.first_day(), statement.period.last_day());
    let fingerprint: Vec<String> = statement.fingerprint.as_bytes().chunks(4).map(hex).collect();
    dict([
        ("id", text(&statement.id)),
        ("title", text(&format!("Commission statement {}", statement.period))),
        ("period", text(&statement.period.to_string())),
        ("span", text(&span)),
        ("issued_on", text(&statement.issued_on.to_string())),
        ("date", date(statement).into_value()),
        ("standing", text(statement.standing.as_str())),
        ("silence", silence(statement).map_or(Value::None, text)),
        ("accept_by", text(&statement.accept_by.to_string())),
        ("issuer", issuer(statement).into_value()),
        ("partner", partner(statement).into_value()),
        ("plan_currency", text(own.code())),
        ("payout_currency", text(statement.payout_currency.code())),
        ("groups", list(groups.iter().map(|entries| group(entries, own)))),
        ("adjustments", list(statement.adjustments.iter().map(|a| adjustment(a, own)))),
        ("figures", figures(statement).into_value()),
        ("conversion", statement.conversion.map_or(Value::None, |c| conversion(c).into_value())),
        ("sales_tax", statement.sales_tax.map_or(Value::None, |p| text(&format!("{p} %")))),
        ("withholding_tax", text(&format!("{} %", statement.withholding_tax))),
        ("fingerprint", text(&fingerprint.join(" "))),
        ("verification_link", text(&statement.verification_link)),
    ])
}

/// What is said of the partner's silence: when it counts, or that it did.
fn silence(statement: &Statement) -> Option<&'static str> {
    match statement.standing {
        Standing::Draft => Some("accept_by"),
        _ => statement.deemed_accepted.then_some("deemed_accepted"),
    }
}

/// The lines by rule, rules in the order in which they come first.
pub(super) fn by_rule(statement: &Statement) -> Vec<Group<'_>> {
    let mut groups: IndexMap<&str, Group<'_>> = IndexMap::new();
    for line in &statement.lines {
        let none = || Group { rule: &line.rule, lines: Vec::new(), subtotal: 0 };
        let group = groups.entry(&line.rule).or_insert_with(none);
        group.lines.push(line);
        group.subtotal += i128::from(line.amount.minor());
    }
    groups.into_values().collect()
}

fn date(statement: &Statement) -> Dict {
    let day = statement.issued_on;
    let number = |number: i64| number.into_value();
    dict([
        ("year", number(i64::from(day.year()))),
        ("month", number(i64::from(day.month()))),
        ("day", number(i64::from(day.day()))),
    ])
}

fn issuer(statement: &Statement) -> Dict {
    let lines = statement.issuer.lines.iter().map(|line| said(line));
    dict([
        ("name", said(statement.issuer.name.as_str())),
        ("lines", lines.collect::<Array>().into_value()),
    ])
}

fn partner(statement: &Statement) -> Dict {
    let partner = &statement.partner;
    dict([
        ("name", said(partner.name.as_str())),
        ("code", text(partner.code.as_str())),
        ("city", said(partner.city.as_str())),
        ("ntn", partner.ntn.as_ref().map_or(Value::None, |ntn| text(&ntn.to_string()))),
    ])
}

fn group(group: &Group<'_>, currency: Currency) -> Dict {
    dict([
        ("rule", text(group.rule)),
        ("lines", list(group.lines.iter().map(|entry| line(entry, currency)))),
        ("subtotal", text(&readable(group.subtotal, currency))),
    ])
}

fn line(line: &Line, currency: Currency) -> Dict {
    let maybe = |text_: Option<&str>| text_.map_or(Value::None, text);
    dict([
        ("sale", maybe(line.sale.as_deref())),
        ("seller", line.seller.as_ref().map_or(Value::None, |seller| said(seller.as_str()))),
        ("from", maybe(line.from_partner.as_ref().map(|from| from.as_str()))),
        ("window", maybe(line.window.map(|window| window.to_string()).as_deref())),
        ("kind", text(line.kind.as_str())),
        ("basis", line.basis.map_or(Value::None, |basis| amount(basis, currency))),
        ("amount", amount(line.amount, currency)),
        ("disputed", line.in_dispute.into_value()),
    ])
}

fn adjustment(adjustment: &Adjustment, currency: Currency) -> Dict {
    dict([
        ("reason", said(&adjustment.reason)),
        ("by", said(adjustment.approved_by.as_str())),
        ("amount", amount(adjustment.amount, currency)),
    ])
}

fn figures(statement: &Statement) -> Dict {
    let (own, pay) = (statement.plan_currency, statement.payout_currency);
    let Figures {
        opening_balance,
        commission,
        adjustments,
        gross,
        held,
        carried_forward,
        payable,
        sales_tax,
        withholding_tax,
        net,
    } = statement.figures;
    dict([
        ("opening_balance", amount(opening_balance, own)),
        ("commission", amount(commission, own)),
        ("adjustments", amount(adjustments, own)),
        ("gross", amount(gross, own)),
        ("held", amount(held, own)),
        ("carried_forward", amount(carried_forward, own)),
        ("payable", amount(payable, pay)),
        ("sales_tax", amount(sales_tax, pay)),
        ("withholding_tax", amount(withholding_tax, pay)),
        ("net", amount(net, pay)),
    ])
}

fn conversion(conversion: Conversion) -> Dict {
    let Conversion { rate, base, quote, dated } = conversion;
    dict([
        ("rate", text(&format!("1 {base} = {rate} {quote}"))),
        ("dated", text(&dated.to_string())),
    ])
}

fn dict<const N: usize>(pairs: [(&'static str, Value); N]) -> Dict {
    pairs.into_iter().map(|(name, value)| (Str::from(name), value)).collect()
}

fn list(dicts: impl Iterator<Item = Dict>) -> Value {
    dicts.map(IntoValue::into_value).collect::<Array>().into_value()
}

fn text(text: &str) -> Value {
    Str::from(text).into_value()
}

/// What somebody wrote, with its direction: that of its first letter.
fn said(written: &str) -> Value {
    let rtl = written.chars().find(|letter| letter.is_alphabetic()).is_some_and(is_rtl);
    let shown = if rtl { in_order(written) } else { written.to_owned() };
    dict([("text", text(&shown)), ("rtl", rtl.into_value())]).into_value()
}

/// The text with a left-to-right mark before each figure: without one, a sign before it or a letter
/// behind it changes sides where the words around run from right to left.
pub(super) fn in_order(written: &str) -> String {
    const MARK: char = '\u{200e}';
    let mut out = String::with_capacity(written.len());
    let mut in_word = false;
    let mut characters = written.chars().peekable();
    while let Some(character) = characters.next() {
        let signed = matches!(character, '-' | '+' | '−')
            && characters.peek().is_some_and(char::is_ascii_digit);
        if !in_word && (signed || character.is_ascii_digit()) {
            out.push(MARK);
        }
        out.push(character);
        in_word = !character.is_whitespace() && !matches!(character, '(' | '[' | '"' | '“' | '«');
    }
    out
}

/// Letters of scripts that run from right to left: Hebrew, Arabic and their neighbours.
fn is_rtl(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

fn amount(amount: Amount, currency: Currency) -> Value {
    text(&readable(i128::from(amount.minor()), currency))
}

/// `-1,234,567.80`, the sign in front.
pub(super) fn readable(minor: i128, currency: Currency) -> String {
    let mut plain = String::new();
    // A String takes everything that is written to it.
    write_scaled(&mut plain, minor, currency.decimals()).unwrap_or_default();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = sign.to_owned();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}
