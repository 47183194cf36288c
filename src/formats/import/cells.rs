//! What people write in a cell, as values of the domain.

use chrono::{Days, NaiveDate};

use crate::domain::{Amount, Category, Code, Currency, Money, Rate, Share, Word, parse_date};

/// Why a cell is not what it should be, in words.
pub(super) type Reason = String;

/// Reads a cell by a domain type's own door.
pub(super) fn by<T>(
    parse: impl Fn(&str) -> Option<T>,
    reason: &'static str,
) -> impl Fn(&str) -> Result<T, Reason> {
    move |text| parse(text).ok_or_else(|| reason.to_owned())
}

/// A day: `2026-07-31`, `31/07/2026`, `31-Jul-26`, `31 July 2026`, `July 31, 2026`, or a spreadsheet's
/// number of it. Of figures alone the day comes first, as in Pakistan; a month first is refused only
/// where it shows, so it is never written so.
pub(super) fn day(text: &str) -> Result<NaiveDate, Reason> {
    let text = western(text);
    let text = text.split_once('T').map_or(text.as_str(), |(day, time)| {
        if time.starts_with(|c: char| c.is_ascii_digit()) { day } else { text.as_str() }
    });
    let parts: Vec<&str> =
        text.split([' ', '/', '-', '.', ',']).filter(|part| !part.is_empty()).collect();
    let found = match parts.as_slice() {
        [number] => of_serial(number),
        [first, second, third, time @ ..] if time.iter().all(|part| is_time(part)) => {
            of_parts(first, second, third)
        }
        _ => None,
    };
    found.ok_or_else(|| {
        "is not a day like 2026-07-31, 31/07/2026 or 31 Jul 2026 (the day before the month)"
            .to_owned()
    })
}

fn is_time(part: &str) -> bool {
    part.contains(':') && part.bytes().all(|b| b.is_ascii_digit() || b":Z+".contains(&b))
}

/// A day by the number that spreadsheets give it, of those from 1954 to 2119: others are more likely a
/// slip.
fn of_serial(text: &str) -> Option<NaiveDate> {
    let serial: u64 = text.parse().ok().filter(|serial| (20_000..=80_000).contains(serial))?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial))
}

fn of_parts(first: &str, second: &str, third: &str) -> Option<NaiveDate> {
    let (year, month, day) = if first.len() == 4 && first.bytes().all(|b| b.is_ascii_digit()) {
        (first.to_owned(), month(second)?, third)
    } else if let Some(month) = named_month(first) {
        (year(third)?, month, second)
    } else {
        (year(third)?, month(second)?, first)
    };
    parse_date(&format!("{year}-{month:02}-{day:0>2}"))
}

fn year(text: &str) -> Option<String> {
    match text.len() {
        4 => Some(text.to_owned()),
        2 => Some(format!("20{text}")),
        _ => None,
    }
}

fn month(text: &str) -> Option<usize> {
    let number = || text.parse().ok().filter(|_| text.len() <= 2);
    named_month(text).or_else(number)
}

fn named_month(text: &str) -> Option<usize> {
    const MONTHS: [(&str, &str); 12] = [
        ("january", "جنوری"),
        ("february", "فروری"),
        ("march", "مارچ"),
        ("april", "اپریل"),
        ("may", "مئی"),
        ("june", "جون"),
        ("july", "جولائی"),
        ("august", "اگست"),
        ("september", "ستمبر"),
        ("october", "اکتوبر"),
        ("november", "نومبر"),
        ("december", "دسمبر"),
    ];
    let text = text.to_lowercase();
    let is = |(english, urdu): &(&str, &str)| {
        *urdu == text
            || (text.len() >= 3 && english.starts_with(&text))
            || text == "sept" && *english == "september"
    };
    MONTHS.iter().position(is).map(|position| position + 1)
}

/// An amount: `9500.00`, `9,500`, `1,23,456.50`, `Rs. 9,500/-`, `PKR 9500`. What could be read as two
/// amounts is refused, and so is the sign of another currency.
pub(super) fn money(text: &str, currency: Currency) -> Result<Money, Reason> {
    let text = western(text);
    let bare = without_currency(&text, currency)?;
    let amount = Amount::parse(&ungrouped(bare)?, currency)
        .map_err(|fault| format!("{fault} in {currency}"))?;
    Ok(Money { amount, currency })
}

/// The figure without its currency before or behind it, and without the dash behind whole rupees.
fn without_currency(text: &str, currency: Currency) -> Result<&str, Reason> {
    const SIGNS: [(&str, &str); 8] = [
        ("Rs.", "PKR"),
        ("Rs", "PKR"),
        ("₨", "PKR"),
        ("روپے", "PKR"),
        ("US$", "USD"),
        ("$", "USD"),
        ("€", "EUR"),
        ("£", "GBP"),
    ];
    let text = text.trim();
    let text = text.strip_suffix("/-").unwrap_or(text).trim_end();
    let code = currency.code();
    for (sign, of) in SIGNS.into_iter().chain([(code, code)]) {
        let bare = strip_prefix(text, sign).or_else(|| text.strip_suffix(sign));
        if let Some(bare) = bare {
            let other = || format!("is of {of}, but the currency of the row is {currency}");
            return if of == code { Ok(bare.trim()) } else { Err(other()) };
        }
    }
    Ok(text)
}

fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let start = text.get(..prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then(|| text.get(prefix.len()..))?
}

/// A figure without the signs between its thousands, by fours of digits as in `1,234,567` or as in
/// `12,34,567`.
fn ungrouped(text: &str) -> Result<String, Reason> {
    const GROUPS: [char; 5] = [',', ' ', '\'', '\u{a0}', '\u{202f}'];
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let groups: Vec<&str> = whole.split(GROUPS).collect();
    if let [first, between @ .., last] = groups.as_slice()
        && groups.len() > 1
    {
        let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
        let first = first.trim_start_matches('-');
        let sound = (1..=3).contains(&first.len())
            && between.iter().all(|group| matches!(group.len(), 2 | 3) && digits(group))
            && last.len() == 3
            && digits(last);
        if !sound || fraction.is_some_and(|fraction| fraction.contains(GROUPS)) {
            let reason = "can be read in more ways than one; write it like 9500.50 or 9,500.50";
            return Err(reason.to_owned());
        }
    }
    let whole: String = groups.concat();
    Ok(fraction.map_or_else(|| whole.clone(), |fraction| format!("{whole}.{fraction}")))
}

/// A rate: `283.4175`.
pub(super) fn rate(text: &str) -> Result<Rate, Reason> {
    Rate::parse(&ungrouped(western(text).trim())?).map_err(|fault| fault.to_string())
}

/// A currency's code, in capitals or not.
pub(super) fn currency(text: &str) -> Result<Currency, Reason> {
    Currency::parse(&text.to_uppercase())
        .ok_or_else(|| "is not a currency of ISO 4217, like PKR".to_owned())
}

/// One of a few words, however its letters and gaps are written: `Add-on`, `add on`.
pub(super) fn word<W: Word>(text: &str) -> Result<W, Reason> {
    let plain: String = text
        .trim()
        .chars()
        .map(|c| if matches!(c, ' ' | '-') { '_' } else { c.to_ascii_lowercase() })
        .collect();
    let close = |word: &&W| {
        word.as_str() == plain || word.as_str().replace('_', "") == plain.replace('_', "")
    };
    W::ALL.iter().find(close).copied().ok_or_else(|| {
        let words: Vec<&str> = W::ALL.iter().map(|word| word.as_str()).collect();
        format!("is none of {}", words.join(", "))
    })
}

/// Categories with semicolons, commas or lines between them; each once.
pub(super) fn categories(text: &str) -> Result<Vec<Category>, Reason> {
    let mut categories: Vec<Category> = Vec::new();
    for part in text.split([';', ',', '|', '\n', '،', '؛']).filter(|part| !part.trim().is_empty())
    {
        let category = Category::parse(part)
            .ok_or_else(|| "has a category of more than 100 characters".to_owned())?;
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    Ok(categories)
}

/// Partners and their shares: `LHE-001:60;SKT-002:40`; a code alone has the whole.
pub(super) fn credits(text: &str) -> Result<Vec<(Code, Share)>, Reason> {
    const LIKE: &str = "is not like LHE-001:60;SKT-002:40, or one partner's code";
    let parts: Vec<&str> = text.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
    let code = |text: &str| Code::parse(text.trim()).ok_or_else(|| LIKE.to_owned());
    if let [only] = parts.as_slice()
        && !only.contains(':')
    {
        return Ok(vec![(code(only)?, Share::WHOLE)]);
    }
    let credit = |part: &&str| {
        let (partner, share) = part.split_once(':').ok_or_else(|| LIKE.to_owned())?;
        let share = share.trim().trim_end_matches('%').trim_end();
        let share = Share::parse(&western(share));
        Ok((code(partner)?, share.map_err(|fault| format!("has a share that {fault}"))?))
    };
    parts.iter().map(credit).collect()
}

/// A small whole number.
pub(super) fn whole(text: &str) -> Option<u64> {
    let text = western(text);
    text.strip_suffix(".0").unwrap_or(&text).parse().ok()
}

/// The text with the digits of Urdu and Arabic keyboards as `0–9`, and without marks that nobody sees.
fn western(text: &str) -> String {
    let letter = |letter: char| match letter {
        '\u{660}'..='\u{669}' => char::from_digit(u32::from(letter) - 0x660, 10),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(u32::from(letter) - 0x6f0, 10),
        '\u{66b}' => Some('.'),
        '\u{66c}' => Some(','),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        other => Some(other),
    };
    text.trim().chars().filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SaleKind;

    #[test]
    fn one_day_has_many_spellings() {
        for text in [
            "2026-07-31",
            "2026/07/31",
            "31/07/2026",
            "31-07-2026",
            "31.7.2026",
            "31-Jul-2026",
            "31 July 2026",
            "31-Jul-26",
            "July 31, 2026",
            "31/07/26",
            "46234",
            "2026-07-31T00:00:00",
            "2026-07-31 14:30:00",
            "2026-07-31T14:30:00Z",
            "۳۱/۰۷/۲۰۲۶",
            "31 جولائی 2026",
            " 2026-07-31 ",
        ] {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), Ok("2026-07-31"), "{text}");
        }
        assert_eq!(day("5/9/2026").unwrap().to_string(), "2026-09-05");
        assert_eq!(day("3 Sept 2026").unwrap().to_string(), "2026-09-03");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "07/31/2026",
            "2026-02-30",
            "31",
            "2026",
            "5000",
            "99999",
            "July 2026",
            "31/07/026",
            "2026-07-31 x",
            "31 J 2026",
            "2026-07",
            "tomorrow",
            "31/07/2026/1",
            "Totals",
        ] {
            assert!(day(text).is_err(), "{text}: {:?}", day(text));
        }
    }

    #[test]
    fn one_amount_has_many_spellings() {
        let pkr = Currency::parse("PKR").unwrap();
        for text in [
            "9500",
            "9500.00",
            "9,500",
            "9,500.00",
            "Rs. 9,500/-",
            "PKR 9500",
            "9500 PKR",
            "rs 9 500",
            "₨9,500",
            "9'500.00",
            "۹۵۰۰",
            "٩٬٥٠٠٫٠٠",
            "9500/-",
        ] {
            assert_eq!(money(text, pkr).map(|m| m.amount.minor()), Ok(950_000), "{text}");
        }
        assert_eq!(money("1,23,45,678.5", pkr).unwrap().amount.minor(), 1_234_567_850);
        assert_eq!(money("1,234,567", pkr).unwrap().amount.minor(), 123_456_700);
    }

    #[test]
    fn what_could_be_two_amounts_is_refused() {
        let pkr = Currency::parse("PKR").unwrap();
        for text in [
            "9.500,00",
            "9,50",
            "9,5000",
            "1,2,345",
            "$9500",
            "USD 9500",
            "(500)",
            "",
            "9500.123",
            "1,234.5,6",
            ",500",
            "9500 net",
        ] {
            assert!(money(text, pkr).is_err(), "{text}: {:?}", money(text, pkr));
        }
        assert!(money("$9500", pkr).unwrap_err().contains("USD"));
        let usd = Currency::parse("USD").unwrap();
        assert_eq!(money("$9,500", usd).unwrap().amount.minor(), 950_000);
        assert_eq!(money("-9,500", usd).unwrap().amount.minor(), -950_000);
    }

    #[test]
    fn words_lists_and_figures_are_read() {
        for text in ["add_on", "Add-on", "ADD ON", "addon"] {
            assert_eq!(word::<SaleKind>(text), Ok(SaleKind::AddOn), "{text}");
        }
        assert!(word::<SaleKind>("gift").unwrap_err().contains("renewal"));
        assert_eq!(categories("gloves; balls،gloves,").unwrap().len(), 2);
        assert_eq!(rate("283.4175").unwrap().to_string(), "283.4175");
        assert_eq!(currency("pkr").unwrap().code(), "PKR");
        assert_eq!(
            (whole("4"), whole("4.0"), whole("۵"), whole("4.5")),
            (Some(4), Some(4), Some(5), None)
        );
    }

    #[test]
    fn credits_are_read() {
        let read = |text: &str| {
            credits(text).map(|credits| {
                let shown = credits.iter().map(|(code, share)| format!("{code}={share}"));
                shown.collect::<Vec<_>>().join(" ")
            })
        };
        assert_eq!(read("LHE-001").as_deref(), Ok("LHE-001=100"));
        assert_eq!(read("LHE-001:60; SKT-002 : 40%").as_deref(), Ok("LHE-001=60 SKT-002=40"));
        for text in ["LHE-001;SKT-002", "a b", "LHE-001:0", "LHE-001:x", ":50"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
