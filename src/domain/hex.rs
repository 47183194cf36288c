//! Bytes as hexadecimal digits, two for each.

use std::fmt::Write as _;

/// Bytes in hexadecimal digits, in lower case.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _written = write!(text, "{byte:02x}");
    }
    text
}

/// The bytes that are written so.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    let pairs = text.as_bytes().chunks_exact(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_again() {
        let bytes = [0x00, 0x0f, 0xab, 0xff];
        assert_eq!(hex(&bytes), "000fabff");
        assert_eq!(unhex("000fABff"), Some(bytes.to_vec()));
        assert_eq!(unhex(""), Some(Vec::new()));
    }

    #[test]
    fn what_is_no_pair_of_digits_is_no_byte() {
        for text in ["0", "0g", "é", "00 "] {
            assert_eq!(unhex(text), None, "{text}");
        }
    }
}
