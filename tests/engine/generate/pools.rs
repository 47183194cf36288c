//! What facts and plans are drawn from.

/// Code, decimals, millionths of it for one USD.
pub const CURRENCIES: [(&str, u32, u64); 7] = [
    ("USD", 2, 1_000_000),
    ("PKR", 2, 280_512_300),
    ("JPY", 0, 149_770_000),
    ("KWD", 3, 307_150),
    ("EUR", 2, 915_000),
    ("CNY", 2, 7_180_000),
    ("CLF", 4, 25_130),
];
pub const KINDS: [&str; 4] = ["new", "renewal", "upgrade", "add_on"];
pub const PRODUCTS: [&str; 3] = ["verified", "basic", "gold-2/x"];
pub const SOURCES: [&str; 5] = ["visit", "event", "", "a, \"b\"", " visit"];
pub const CITIES: [&str; 4] = ["Sialkot", "Lahore", "", "İzmir"];
pub const PARTNERS: [&str; 7] = ["P1", "P10", "P-2", "p1", "P/3", "Z_9", "0.p"];
pub const PERCENTS: [&str; 14] = [
    "0",
    "100",
    "10",
    "12.5",
    "33.333333",
    "0.000001",
    "7.25",
    "66.666667",
    "50",
    "99.999999",
    "5.5",
    "2",
    "20.000000",
    "3.3",
];
pub const WINDOWS: [&str; 3] = ["month", "quarter", "year"];
/// Some names are in several pools on purpose; their bytewise order is not that of their numbers.
pub const RULE_NAMES: [&str; 4] = ["r10", "r9", "R", "shared"];
pub const OVERRIDE_NAMES: [&str; 4] = ["master", "o/2", "shared", "R"];
pub const BONUS_NAMES: [&str; 4] = ["b.1", "b-1", "shared", "r9"];
/// Shares for one, two, … five credits.
pub const SHARES: [&[&[&str]]; 5] = [
    &[&["100"], &["100.000000"]],
    &[&["50", "50"], &["99.999999", "0.000001"], &["33.333333", "66.666667"]],
    &[&["33.333333", "33.333334", "33.333333"], &["33.34", "33.33", "33.33"], &["50", "30", "20"]],
    &[&["25", "25", "25", "25.0"], &["16.666667", "33.333333", "16.666667", "33.333333"]],
    &[&["20", "20", "20", "20", "20"], &["0.1", "0.2", "0.3", "0.4", "99"]],
];

pub fn decimals(currency: &str) -> u32 {
    CURRENCIES.iter().find(|known| known.0 == currency).unwrap().1
}

/// Millionths of a currency for one USD.
pub fn per_usd(currency: &str) -> u64 {
    CURRENCIES.iter().find(|known| known.0 == currency).unwrap().2
}

/// Minor units that are worth about one USD, at least one.
pub fn usd_worth(currency: &str) -> u64 {
    (per_usd(currency) * 10_u64.pow(decimals(currency)) / 1_000_000).max(1)
}
