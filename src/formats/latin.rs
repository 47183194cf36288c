//! Names in the basic Latin letters that banks take.
//!
//! ISO 20022 files travel through networks that know `a–z A–Z 0–9 / - ? : ( ) . , ' +` and the
//! space. Letters with marks are written without them; a script that has no such form is not spelt
//! out here, because a bank compares names with an account's title.

/// `text` in the basic set; `None` where it has a letter that has no form there, or nothing is left.
///
/// A name begins with no slash and has no two together, which would end it in some networks.
pub fn written(text: &str) -> Option<String> {
    let mut out = String::new();
    for character in text.chars() {
        if !append(&mut out, character) {
            return None;
        }
    }
    Some(tidied(&out)).filter(|text| text.contains(|c: char| c.is_ascii_alphanumeric()))
}

/// The first so many characters of a text in the basic set, without a space at the end.
pub fn cut(text: &str, longest: usize) -> &str {
    text.get(..longest).unwrap_or(text).trim_end()
}

/// Whether a character stands in the basic set itself.
pub fn is_basic(character: char) -> bool {
    character.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(character)
}

fn append(out: &mut String, character: char) -> bool {
    if is_basic(character) {
        out.push(character);
        return true;
    }
    let form = mark(character).or_else(|| letter(character));
    form.inspect(|form| out.push_str(form)).is_some()
}

/// One space between words, no slash at the beginning, never two slashes.
fn tidied(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut text = words.join(" ");
    while text.contains("//") {
        text = text.replace("//", "/");
    }
    text.trim_matches(['/', ' ']).to_owned()
}

/// What signs that are no letters become.
fn mark(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => "",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "",
        '‘' | '’' | '‚' | '‛' | '`' | '´' | 'ʻ' | 'ʼ' | '“' | '”' | '„' | '"' | '«' | '»' => {
            "'"
        }
        '‐'..='―' | '−' | '_' | '~' => "-",
        '&' => "+",
        ';' => ",",
        '[' | '{' => "(",
        ']' | '}' => ")",
        '\\' | '|' => "/",
        '…' => "...",
        '№' => "No",
        '!' | '#' | '$' | '%' | '*' | '<' | '=' | '>' | '@' | '^' | '·' | '•' => ".",
        '®' | '©' | '™' | '°' => "",
        c if c.is_whitespace() => " ",
        _ => return None,
    })
}

/// Letters with marks, and the letters of Latin script that are more than that; a row for each
/// form.
const LETTERS: [(&str, &str); 58] = [
    ("A", "ÀÁÂÃÄÅĀĂĄǍẠẢẤẦẨẪẬẮẰẲẴẶ"),
    ("a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặª"),
    ("AE", "Æ"),
    ("ae", "æ"),
    ("B", "Ḃ"),
    ("b", "ḃ"),
    ("C", "ÇĆĈĊČ"),
    ("c", "çćĉċč"),
    ("D", "ÐĎĐḌ"),
    ("d", "ðďđḍ"),
    ("E", "ÈÉÊËĒĔĖĘĚƏẸẺẼẾỀỂỄỆ"),
    ("e", "èéêëēĕėęěəẹẻẽếềểễệ"),
    ("G", "ĜĞĠĢǦ"),
    ("g", "ĝğġģǧ"),
    ("H", "ĤĦḤ"),
    ("h", "ĥħḥ"),
    ("I", "ÌÍÎÏĨĪĬĮİǏỈỊ"),
    ("i", "ìíîïĩīĭįıǐỉị"),
    ("J", "Ĵ"),
    ("j", "ĵ"),
    ("K", "ĶḲ"),
    ("k", "ķĸḳ"),
    ("L", "ĹĻĽĿŁ"),
    ("l", "ĺļľŀł"),
    ("N", "ÑŃŅŇŊṆ"),
    ("n", "ñńņňŉŋṇ"),
    ("O", "ÒÓÔÕÖØŌŎŐƠǑỌỎỐỒỔỖỘỚỜỞỠỢ"),
    ("o", "òóôõöøōŏőơǒọỏốồổỗộớờởỡợº"),
    ("OE", "Œ"),
    ("oe", "œ"),
    ("R", "ŔŖŘṚ"),
    ("r", "ŕŗřṛ"),
    ("S", "ŚŜŞŠȘṢ"),
    ("s", "śŝşšșṣſ"),
    ("ss", "ß"),
    ("SS", "ẞ"),
    ("T", "ŢŤŦȚṬ"),
    ("t", "ţťŧțṭ"),
    ("TH", "Þ"),
    ("th", "þ"),
    ("U", "ÙÚÛÜŨŪŬŮŰŲƯǓỤỦỨỪỬỮỰ"),
    ("u", "ùúûüũūŭůűųưǔụủứừửữự"),
    ("W", "ŴẀẂẄ"),
    ("w", "ŵẁẃẅ"),
    ("Y", "ÝŶŸỲỴỶỸ"),
    ("y", "ýÿŷỳỵỷỹ"),
    ("Z", "ŹŻŽẒ"),
    ("z", "źżžẓ"),
    ("0", "٠۰"),
    ("1", "١۱"),
    ("2", "٢۲"),
    ("3", "٣۳"),
    ("4", "٤۴"),
    ("5", "٥۵"),
    ("6", "٦۶"),
    ("7", "٧۷"),
    ("8", "٨۸"),
    ("9", "٩۹"),
];

fn letter(character: char) -> Option<&'static str> {
    LETTERS.iter().find(|(_, marked)| marked.contains(character)).map(|(plain, _)| *plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lose_their_marks() {
        for (text, plain) in [
            ("Müller & Söhne GmbH", "Muller + Sohne GmbH"),
            ("Café “Zürich”", "Cafe 'Zurich'"),
            ("Nguyễn Văn Đức", "Nguyen Van Duc"),
            ("Şişli Çiçekçi", "Sisli Cicekci"),
            ("Łódź – Straße", "Lodz - Strasse"),
            ("Ærøskøbing", "AEroskobing"),
            ("e\u{301}te\u{301}", "ete"),
            ("A_B; [C] \\ D", "A-B, (C) / D"),
            ("//Ali//Sons/", "Ali/Sons"),
            ("  Sialkot \u{a0} Traders ", "Sialkot Traders"),
            ("Unit ٤٢", "Unit 42"),
        ] {
            assert_eq!(written(text).as_deref(), Some(plain), "{text}");
        }
    }

    #[test]
    fn other_scripts_are_not_guessed_at() {
        for text in ["سیالکوٹ ٹریڈرز", "Ali علی", "李", "Москва", "Ω", "😀 Traders", "", "...", "؟"]
        {
            assert_eq!(written(text), None, "{text}");
        }
    }

    #[test]
    fn what_comes_out_is_in_the_set() {
        for (plain, marked) in LETTERS {
            assert!(plain.chars().all(is_basic));
            assert!(marked.chars().all(|c| !is_basic(c)), "{plain}");
        }
        let all: String =
            ('\u{20}'..'\u{250}').filter(|c| append(&mut String::new(), *c)).collect();
        assert!(written(&all).unwrap().chars().all(is_basic));
    }

    #[test]
    fn a_cut_text_ends_with_a_word() {
        assert_eq!(cut("Ali Sons", 4), "Ali");
        assert_eq!(cut("Ali", 4), "Ali");
    }
}
