//! Links: text as a part of one, and a message that is ready to send.

use std::fmt::Write;

use super::phone::Phone;

/// Text as a part of a link: every byte that could mean something there is written by its number.
pub fn in_link(text: &str) -> String {
    text.bytes().fold(String::new(), |mut link, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            link.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _written = write!(link, "%{byte:02X}");
        }
        link
    })
}

/// Opens WhatsApp with a message that is ready to send: to a number, or to whom its sender chooses.
pub fn whatsapp(to: Option<&Phone>, message: &str) -> String {
    let number = to.map_or("", |phone| phone.as_str().trim_start_matches('+'));
    format!("https://wa.me/{number}?text={}", in_link(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_goes_to_its_number() {
        let phone = Phone::parse("0300-1234567").unwrap();
        let link = "https://wa.me/923001234567?text=Hello%2C%20%D8%B3%20%26%20~";
        assert_eq!(whatsapp(Some(&phone), "Hello, س & ~"), link);
        assert_eq!(whatsapp(None, "a-b"), "https://wa.me/?text=a-b");
    }
}
