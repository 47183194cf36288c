//! Text of an input in a message about it.

/// `text` in one line: what a screen would obey or not show at all is escaped, and its end cut off
/// where it is longer than so many characters.
pub fn printable(text: &str, longest: usize) -> String {
    let mut out = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == longest {
            out.push('…');
            break;
        }
        if character.is_control() {
            out.extend(character.escape_debug());
        } else if is_invisible(character) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    out
}

/// Marks without width, line separators, and what turns the direction of writing.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_in_its_line_and_is_all_to_be_seen() {
        assert_eq!(printable("a\nb\u{1b}\0", 60), "a\\nb\\u{1b}\\0");
        assert_eq!(printable("\u{feff}a\u{202e}b", 60), "\\u{feff}a\\u{202e}b");
        assert_eq!(printable("it's \"x\" \\ हिन्दी کراچی", 60), "it's \"x\" \\ हिन्दी کراچی");
        assert_eq!(printable("سسسس", 3), "سسس…");
        assert_eq!(printable("سسس", 3), "سسس");
    }
}
