//! The records of a CSV table, strictly by RFC 4180, each with the line that it begins on.
//!
//! What the standard does not allow is told and never guessed at: behind a quote that somebody
//! forgot, a lenient reader loses whole rows in silence.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

/// What is not allowed in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Malformed {
    /// A quote that neither opens nor closes a field and is not doubled in a quoted one.
    Quote,
    /// A quoted field that the file ends in.
    Unclosed,
    /// A carriage return outside quotes that ends no line.
    CarriageReturn,
}

impl Malformed {
    pub fn message(self) -> &'static str {
        match self {
            Self::Quote => {
                "has a quote in it; such a field is put in quotes, and each quote in it doubled"
            }
            Self::Unclosed => "has a quote that is never closed",
            Self::CarriageReturn => {
                "has a carriage return without a line feed; lines end with LF or CRLF"
            }
        }
    }
}

/// What a byte is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing of the field has come.
    FieldStart,
    /// A field without quotes, or what wrongly follows the closing quote.
    Plain,
    /// Between quotes.
    Quoted,
    /// Behind a quote that closes the field, or is the first of two.
    AfterQuote,
}

impl Place {
    /// Where one is behind `byte`.
    pub fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::FieldStart | Self::AfterQuote, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::AfterQuote,
            (Self::Quoted, _) => Self::Quoted,
            (_, b',' | b'\n') => Self::FieldStart,
            _ => Self::Plain,
        }
    }
}

/// One record.
#[derive(Debug, Default)]
pub(super) struct Record<'b> {
    /// The line that it begins on.
    pub line: u64,
    fields: Vec<Cow<'b, [u8]>>,
    /// The first field that is malformed.
    pub malformed: Option<(usize, Malformed)>,
}

impl<'b> Record<'b> {
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    pub fn get(&self, position: usize) -> Option<&[u8]> {
        self.fields.get(position).map(|field| &**field)
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.fields.iter().map(|field| &**field)
    }

    /// Takes the fields of a line that has no quotes.
    fn split_plain(&mut self, text: &'b [u8]) {
        let mut start = 0;
        for comma in memchr_iter(b',', text) {
            self.fields.push(Cow::Borrowed(text.get(start..comma).unwrap_or(&[])));
            start = comma + 1;
        }
        self.fields.push(Cow::Borrowed(text.get(start..).unwrap_or(&[])));
        if let Some(at) = memchr(b'\r', text) {
            let before = memchr_iter(b',', text).take_while(|comma| *comma < at).count();
            self.malformed = Some((before, Malformed::CarriageReturn));
        }
    }

    /// Takes the fields of a record that has quotes.
    fn split_quoted(&mut self, text: &'b [u8]) {
        let (mut start, mut place) = (0, Place::FieldStart);
        for (at, byte) in text.iter().enumerate() {
            if *byte == b',' && place != Place::Quoted {
                self.push(text.get(start..at).unwrap_or(&[]), false);
                start = at + 1;
            }
            place = place.after(*byte);
        }
        self.push(text.get(start..).unwrap_or(&[]), place == Place::Quoted);
    }

    fn push(&mut self, raw: &'b [u8], open: bool) {
        let field = if open { Err(Malformed::Unclosed) } else { unquoted(raw) };
        self.fields.push(field.unwrap_or_else(|malformed| {
            self.malformed = self.malformed.or(Some((self.fields.len(), malformed)));
            Cow::Borrowed(raw)
        }));
    }
}

/// A field's value.
fn unquoted(raw: &[u8]) -> Result<Cow<'_, [u8]>, Malformed> {
    if let Some(rest) = raw.strip_prefix(b"\"") {
        let inner = rest.strip_suffix(b"\"").ok_or(Malformed::Quote)?;
        return undoubled(inner).ok_or(Malformed::Quote);
    }
    match (memchr(b'"', raw), memchr(b'\r', raw)) {
        (Some(_), _) => Err(Malformed::Quote),
        (None, Some(_)) => Err(Malformed::CarriageReturn),
        (None, None) => Ok(Cow::Borrowed(raw)),
    }
}

/// The text between quotes with one quote for each two; `None` where one stands alone.
fn undoubled(inner: &[u8]) -> Option<Cow<'_, [u8]>> {
    if memchr(b'"', inner).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    let (mut out, mut rest) = (Vec::with_capacity(inner.len()), inner);
    while let Some(quote) = memchr(b'"', rest) {
        let (before, from) = rest.split_at(quote);
        out.extend_from_slice(before);
        out.push(b'"');
        rest = from.strip_prefix(b"\"\"")?;
    }
    out.extend_from_slice(rest);
    Some(Cow::Owned(out))
}

/// The records of a block, one after the other.
#[derive(Debug)]
pub(super) struct Records<'b> {
    rest: &'b [u8],
    line: u64,
}

impl<'b> Records<'b> {
    pub fn new(bytes: &'b [u8], first_line: u64) -> Self {
        Self { rest: bytes, line: first_line }
    }

    /// Reads the next record into `record`; `false` at the end. Blank lines are none.
    pub fn read(&mut self, record: &mut Record<'b>) -> bool {
        while !self.rest.is_empty() {
            let line = self.line;
            let (text, quoted) = self.text_of_record();
            if text.is_empty() {
                continue;
            }
            record.line = line;
            record.fields.clear();
            record.malformed = None;
            if quoted {
                record.split_quoted(text);
            } else {
                record.split_plain(text);
            }
            return true;
        }
        false
    }

    /// What is behind the records read so far, and the line that it begins on.
    pub fn rest(&self) -> (&'b [u8], u64) {
        (self.rest, self.line)
    }

    /// Takes the next record without its line end; and whether it has quotes.
    fn text_of_record(&mut self) -> (&'b [u8], bool) {
        let line_feed = memchr(b'\n', self.rest).unwrap_or(self.rest.len());
        let first_line = self.rest.get(..line_feed).unwrap_or(&[]);
        let quoted = memchr(b'"', first_line).is_some();
        let end = if quoted { end_of_quoted(self.rest) } else { line_feed };
        let (text, rest) = self.rest.split_at(end);
        self.line += 1 + if quoted { memchr_iter(b'\n', text).count() as u64 } else { 0 };
        match rest.strip_prefix(b"\n") {
            Some(rest) => {
                self.rest = rest;
                (text.strip_suffix(b"\r").unwrap_or(text), quoted)
            }
            None => {
                self.rest = rest;
                (text, quoted)
            }
        }
    }
}

/// Where the first record of `bytes` ends: at a line feed that no quotes are around, or at the end.
fn end_of_quoted(bytes: &[u8]) -> usize {
    let mut place = Place::FieldStart;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' && place != Place::Quoted {
            return at;
        }
        place = place.after(*byte);
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line, the fields and what is malformed.
    type Seen = (u64, Vec<String>, Option<(usize, Malformed)>);

    fn all(text: &str) -> Vec<Seen> {
        let mut records = Records::new(text.as_bytes(), 1);
        let (mut record, mut all) = (Record::default(), Vec::new());
        while records.read(&mut record) {
            let fields = record.iter().map(|field| String::from_utf8(field.to_vec()).unwrap());
            all.push((record.line, fields.collect(), record.malformed));
        }
        all
    }

    fn row(line: u64, fields: &[&str]) -> Seen {
        (line, fields.iter().map(|field| (*field).to_owned()).collect(), None)
    }

    #[test]
    fn reads_what_rfc_4180_writes() {
        let text = "a,b\r\n\n\r\n\"x,\"\"y\"\"\nz\",\"\"\r\n,\n\"\"\nlast";
        let expected = [
            row(1, &["a", "b"]),
            row(4, &["x,\"y\"\nz", ""]),
            row(6, &["", ""]),
            row(7, &[""]),
            row(8, &["last"]),
        ];
        assert_eq!(all(text), expected);
        assert_eq!(all(""), []);
        assert_eq!(all("\n\r\n"), []);
    }

    #[test]
    fn tells_what_is_malformed_and_where() {
        for (text, field, malformed) in [
            ("a,b\"c", 1, Malformed::Quote),
            ("\"a\"b,c", 0, Malformed::Quote),
            ("a\"\",b", 0, Malformed::Quote),
            ("a, \"b\"", 1, Malformed::Quote),
            ("\"a\"b\"c\"\nx", 0, Malformed::Quote),
            ("a,\"b\nc", 1, Malformed::Unclosed),
            ("a,\"", 1, Malformed::Unclosed),
            ("a,\"b\"\"", 1, Malformed::Unclosed),
            ("a,b\rc,d", 1, Malformed::CarriageReturn),
            ("\"a\",b\rc", 1, Malformed::CarriageReturn),
            ("a,b\r", 1, Malformed::CarriageReturn),
        ] {
            assert_eq!(all(text)[0].2, Some((field, malformed)), "{text:?}");
        }
        // A carriage return within quotes is text.
        assert_eq!(all("\"a\rb\""), [row(1, &["a\rb"])]);
    }
}
