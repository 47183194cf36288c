//! Identifiers of banks.

/// A bank's identifier, 8 or 11 capital letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bic(Box<str>);

impl Bic {
    /// Reads `SCBLPKKX` or `SCBLPKKXXXX`.
    pub fn parse(text: &str) -> Option<Self> {
        let capital = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        let country = text.as_bytes().get(4..6)?;
        (matches!(text.len(), 8 | 11)
            && text.as_bytes().iter().all(capital)
            && country.iter().all(u8::is_ascii_uppercase))
        .then(|| Self(text.into()))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bic_has_its_form() {
        assert!(Bic::parse("SCBLPKKX").is_some() && Bic::parse("SCBLPKKXXXX").is_some());
        for bad in ["", "SCBLPKK", "scblpkkx", "SCBL1KKX", "SCBLPKKXX", "SCBLPKK-"] {
            assert!(Bic::parse(bad).is_none(), "{bad}");
        }
    }
}
