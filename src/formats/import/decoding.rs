//! Text of whatever encoding as UTF-8, and what separates its fields.

use std::io::{self, Read, Seek, SeekFrom};

use super::rows::Unreadable;
use crate::domain::ImportFormat;

/// How many bytes of a file show how it is written.
pub(super) const SHOWING: u64 = 4096;

/// How a file is written, by how it begins.
pub(super) fn format(bytes: &[u8]) -> Result<ImportFormat, Unreadable> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(ImportFormat::Xlsx);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Unreadable::OldSpreadsheet);
    }
    let binary = encoding(bytes) == Encoding::Utf8 && bytes.contains(&0);
    if binary { Err(Unreadable::NotText) } else { Ok(ImportFormat::Csv) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { big_endian: bool, mark: bool },
}

/// By its byte order mark; without one, by where the zeros of its first letter are.
fn encoding(bytes: &[u8]) -> Encoding {
    match bytes {
        [0xff, 0xfe, ..] => Encoding::Utf16 { big_endian: false, mark: true },
        [0xfe, 0xff, ..] => Encoding::Utf16 { big_endian: true, mark: true },
        [1..=255, 0, 1..=255, 0, ..] => Encoding::Utf16 { big_endian: false, mark: false },
        [0, 1..=255, 0, 1..=255, ..] => Encoding::Utf16 { big_endian: true, mark: false },
        _ => Encoding::Utf8,
    }
}

/// A file's text in UTF-8; what is in UTF-8 already stays as it is, sound or not.
pub(super) enum Decoded<R> {
    Utf8(R),
    Utf16(Utf16<R>),
}

/// How a file begins: at most so many bytes of it.
pub(super) fn beginning<R: Read + Seek>(file: &mut R, most: u64) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    file.rewind()?;
    file.take(most).read_to_end(&mut start)?;
    Ok(start)
}

/// The text of a file from its beginning.
pub(super) fn decoded<R: Read + Seek>(mut file: R) -> io::Result<Decoded<R>> {
    const MARK_BYTES: u64 = 2;
    let encoding = encoding(&beginning(&mut file, 4)?);
    let is_marked = matches!(encoding, Encoding::Utf16 { mark: true, .. });
    file.seek(SeekFrom::Start(if is_marked { MARK_BYTES } else { 0 }))?;
    Ok(match encoding {
        Encoding::Utf8 => Decoded::Utf8(file),
        Encoding::Utf16 { big_endian, .. } => {
            Decoded::Utf16(Utf16 { file, big_endian, out: Vec::new(), given: 0 })
        }
    })
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Decoded::Utf8(file) => file.read(out),
            Decoded::Utf16(text) => text.read(out),
        }
    }
}

/// UTF-16 that becomes UTF-8 a piece at a time. Half a pair becomes the sign for what is no letter.
pub(super) struct Utf16<R> {
    file: R,
    big_endian: bool,
    out: Vec<u8>,
    given: usize,
}

impl<R: Read> Utf16<R> {
    /// How many units become letters at once.
    const PIECE: u64 = 4096;

    fn unit(&self, pair: &[u8]) -> u16 {
        let pair = match pair {
            [one, other] => [*one, *other],
            _ => return u16::from(b'?'),
        };
        if self.big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    }

    fn decode_piece(&mut self) -> io::Result<()> {
        let mut piece = Vec::new();
        (&mut self.file).take(2 * Self::PIECE).read_to_end(&mut piece)?;
        let last = piece.chunks_exact(2).next_back().unwrap_or(&[]);
        // A pair is not cut in two.
        if (0xd800..0xdc00).contains(&self.unit(last)) {
            (&mut self.file).take(2).read_to_end(&mut piece)?;
        }
        let units = piece.chunks(2).map(|pair| self.unit(pair));
        let text: String = char::decode_utf16(units)
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        (self.out, self.given) = (text.into_bytes(), 0);
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.out.len() {
            self.decode_piece()?;
        }
        let mut ready = self.out.get(self.given..).unwrap_or(&[]);
        let count = ready.read(out)?;
        self.given += count;
        Ok(count)
    }
}

/// What separates the fields of a text, by its first line: the sign that is most often in it outside
/// quotes, and a comma where none is.
pub(super) fn separator<R: Read + Seek>(file: &mut R) -> io::Result<u8> {
    let mut start = Vec::new();
    decoded(file)?.take(64 << 10).read_to_end(&mut start)?;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let (mut quoted, mut begun) = (false, false);
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && begun => break,
            _ => {
                begun |= !matches!(byte, b'\n' | b'\r');
                let count = counts.iter_mut().find(|(known, _)| !quoted && *known == byte);
                count.into_iter().for_each(|(_, count)| *count += 1);
            }
        }
    }
    // Of equals the first, which `max_by_key` would give last.
    Ok(counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| *byte))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn text(bytes: &[u8]) -> String {
        let mut text = String::new();
        decoded(Cursor::new(bytes)).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
        let bytes = |unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn text_is_the_same_in_every_encoding() {
        let written = "نام,city 🏭\r\n".repeat(3000);
        for big_endian in [false, true] {
            let marked = utf16(&format!("\u{feff}{written}"), big_endian);
            assert_eq!(text(&marked), written);
            assert_eq!(format(&marked).unwrap(), ImportFormat::Csv);
        }
        assert_eq!(text(&utf16("name,city", false)), "name,city");
        assert_eq!(text(&utf16("name,city", true)), "name,city");
        assert_eq!(text(written.as_bytes()), written);
    }

    #[test]
    fn half_a_pair_and_half_a_unit_are_no_letters() {
        assert_eq!(text(&[0xff, 0xfe, 0x3c, 0xd8, b'a', 0]), "\u{fffd}a");
        assert_eq!(text(&[0xff, 0xfe, b'a', 0, b'b']), "a?");
        // A pair across two pieces.
        let long = format!("\u{feff}{}🏭", "a".repeat(4095));
        assert!(text(&utf16(&long, false)).ends_with("a🏭"));
    }

    #[test]
    fn other_files_are_told() {
        assert_eq!(format(b"PK\x03\x04rest").unwrap(), ImportFormat::Xlsx);
        assert!(matches!(format(b"\xd0\xcf\x11\xe0"), Err(Unreadable::OldSpreadsheet)));
        assert!(matches!(format(b"%PDF\0\0\x01"), Err(Unreadable::NotText)));
        assert_eq!(format(b"").unwrap(), ImportFormat::Csv);
    }

    #[test]
    fn the_separator_is_what_the_headings_have_most_of() {
        for (text, found) in [
            ("a,b;c,d", b','),
            ("a;b;\"c,,,\"\n,,,,", b';'),
            ("\n\na\tb", b'\t'),
            ("name", b','),
            ("", b','),
            ("a,b;c", b','),
        ] {
            assert_eq!(separator(&mut Cursor::new(text)).unwrap(), found, "{text:?}");
        }
        assert_eq!(separator(&mut Cursor::new(utf16("\u{feff}a\tb", false))).unwrap(), b'\t');
    }
}
