//! Numbers as people spell them: on an Urdu keyboard, with spaces, dashes and brackets, pasted out of
//! a chat with marks that nobody sees.

/// Its digits, Urdu and Arabic ones among them, in `0–9`, and every other character as it is, without
/// spaces, dashes, dots, brackets and invisible marks.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|c| !is_filler(*c)).map(western).collect()
}

/// The digits of [`compact`], where there are exactly so many, no other character, and not only zeros,
/// which people type where they know no number.
pub(super) fn exact_digits(text: &str, count: usize) -> Option<String> {
    let digits = compact(text);
    let usable = digits.len() == count
        && digits.bytes().all(|b| b.is_ascii_digit())
        && digits.bytes().any(|b| b != b'0');
    usable.then_some(digits)
}

/// A figure as it is reckoned with: its digits in `0–9` and its point as `.`, whichever keyboard wrote
/// them.
pub fn western_figure(text: &str) -> String {
    let plain = |character| if character == '\u{66b}' { '.' } else { western(character) };
    text.trim().chars().map(plain).collect()
}

fn western(character: char) -> char {
    let zero = match character {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        _ => return character,
    };
    char::from_digit(u32::from(character) - zero, 10).unwrap_or(character)
}

fn is_filler(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '.' | '(' | ')' | '/' | '_' | '\u{2010}'..='\u{2015}')
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(character, '\u{2066}'..='\u{2069}' | '\u{2212}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_digits_of_every_keyboard() {
        assert_eq!(compact("\u{202a}+92 (300) 123–4567\u{202c}"), "+923001234567");
        assert_eq!(compact("۰۳۰۰ ١٢٣٤٥٦٧"), "03001234567");
        assert_eq!(western_figure(" ۱۲٥٠٫٥ "), "1250.5");
        assert_eq!(western_figure("-7 x"), "-7 x");
        assert_eq!(exact_digits("12-3", 3).as_deref(), Some("123"));
        for bad in ["12", "1234", "12a", "000", "+12"] {
            assert_eq!(exact_digits(bad, 3), None, "{bad}");
        }
    }
}
