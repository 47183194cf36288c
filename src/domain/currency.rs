//! Currencies of ISO 4217 and their minor units.

use std::fmt;

/// A currency of ISO 4217, by its three capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// No currency has more decimals.
    pub const MOST_DECIMALS: u32 = 4;

    /// Reads a code such as `USD`; anything that ISO 4217 does not list is `None`, and so is what it
    /// lists without a minor unit, which nobody is paid in: gold, special drawing rights, "no currency".
    pub fn parse(code: &str) -> Option<Self> {
        let listed = iso_currency::Currency::from_code(code)?;
        listed.exponent().is_some().then_some(Self(listed))
    }

    /// How many decimals its minor unit has: USD 2, JPY 0, KWD 3.
    pub fn decimals(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }

    /// The three letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_minor_units() {
        for (code, decimals) in
            [("USD", 2), ("PKR", 2), ("CNY", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("XOF", 0)]
        {
            assert_eq!(Currency::parse(code).map(Currency::decimals), Some(decimals), "{code}");
        }
    }

    #[test]
    fn refuses_what_is_no_money() {
        let without_a_minor_unit = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split(' ');
        for code in ["", "usd", "US", "USDT", "ZZZ", "US$"].into_iter().chain(without_a_minor_unit)
        {
            assert_eq!(Currency::parse(code), None, "{code}");
        }
    }
}
