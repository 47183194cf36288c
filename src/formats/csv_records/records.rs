//! The records of a CSV table, strictly by RFC 4180, each with the line that it begins on.
//!
//! What the standard does not allow is told and never guessed at: behind a quote that somebody
//! forgot, a lenient reader loses whole rows in silence.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2};

/// What is not allowed in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Malformed {
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

/// What separates fields that no program says otherwise of.
pub(super) const COMMA: u8 = b',';

/// Where the field that begins at `start` ends: at a separator, a line feed or the end of `bytes`; and
/// whether its quotes are still open there.
pub(super) fn end_of_field(bytes: &[u8], start: usize, separator: u8) -> (usize, bool) {
    let from = |at: usize| bytes.get(at..).unwrap_or(&[]);
    let mut at = start;
    if from(at).first() == Some(&b'"') {
        loop {
            match memchr(b'"', from(at + 1)) {
                None => return (bytes.len(), true),
                Some(quote) => at += quote + 2,
            }
            // Of two quotes, the second opens again what the first has closed.
            if from(at).first() != Some(&b'"') {
                break;
            }
        }
    }
    (memchr2(separator, b'\n', from(at)).map_or(bytes.len(), |end| at + end), false)
}

/// One record.
#[derive(Debug, Default)]
pub(in crate::formats) struct Record<'b> {
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
    fn split_plain(&mut self, text: &'b [u8], separator: u8) {
        let mut start = 0;
        for comma in memchr_iter(separator, text) {
            self.fields.push(Cow::Borrowed(text.get(start..comma).unwrap_or(&[])));
            start = comma + 1;
        }
        self.fields.push(Cow::Borrowed(text.get(start..).unwrap_or(&[])));
        if let Some(at) = memchr(b'\r', text) {
            let before = memchr_iter(separator, text).take_while(|comma| *comma < at).count();
            self.malformed = Some((before, Malformed::CarriageReturn));
        }
    }

    /// Takes the fields of the first record of `bytes`, which may have quotes; where it ends.
    fn split_quoted(&mut self, bytes: &'b [u8], separator: u8) -> usize {
        let mut start = 0;
        loop {
            let (end, open) = end_of_field(bytes, start, separator);
            let field = bytes.get(start..end).unwrap_or(&[]);
            if bytes.get(end) == Some(&separator) {
                self.push(field, open);
                start = end + 1;
                continue;
            }
            let line_end = if end < bytes.len() { field.strip_suffix(b"\r") } else { None };
            self.push(line_end.unwrap_or(field), open);
            return end;
        }
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
pub(in crate::formats) struct Records<'b> {
    rest: &'b [u8],
    line: u64,
    separator: u8,
}

impl<'b> Records<'b> {
    pub fn new(bytes: &'b [u8], first_line: u64) -> Self {
        Self::separated(bytes, first_line, COMMA)
    }

    /// The same with another separator than a comma.
    pub fn separated(bytes: &'b [u8], first_line: u64, separator: u8) -> Self {
        Self { rest: bytes, line: first_line, separator }
    }

    /// Reads the next record into `record`; `false` at the end. Blank lines are none.
    pub fn read(&mut self, record: &mut Record<'b>) -> bool {
        record.fields.clear();
        record.malformed = None;
        while !self.rest.is_empty() && record.fields.is_empty() {
            record.line = self.line;
            let line_feed = memchr(b'\n', self.rest).unwrap_or(self.rest.len());
            let line = self.rest.get(..line_feed).unwrap_or(&[]);
            let end = if memchr(b'"', line).is_some() {
                record.split_quoted(self.rest, self.separator)
            } else {
                let ended =
                    if line_feed < self.rest.len() { line.strip_suffix(b"\r") } else { None };
                let line = ended.unwrap_or(line);
                if !line.is_empty() {
                    record.split_plain(line, self.separator);
                }
                line_feed
            };
            self.pass(end, end > line_feed);
        }
        !record.fields.is_empty()
    }

    /// Passes a record and its line feed; `has_lines` where there may be line feeds in it too.
    fn pass(&mut self, end: usize, has_lines: bool) {
        let (record, rest) = self.rest.split_at(end);
        let within = if has_lines { memchr_iter(b'\n', record).count() as u64 } else { 0 };
        self.line += 1 + within;
        self.rest = rest.get(1..).unwrap_or(&[]);
    }

    /// What is behind the records read so far, and the line that it begins on.
    pub fn rest(&self) -> (&'b [u8], u64) {
        (self.rest, self.line)
    }
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

    proptest::proptest! {
        /// What is well-formed has the fields that another reader finds; nothing panics, and what
        /// blocks are cut by is the same.
        #[test]
        fn agrees_with_another_reader(text in "[ab,\"\n\r]{0,24}") {
            let all = all(&text);
            if all.iter().all(|(_, _, malformed)| malformed.is_none()) {
                let mut csv = csv::ReaderBuilder::new();
                let mut csv = csv.has_headers(false).flexible(true).from_reader(text.as_bytes());
                let others: Vec<Vec<String>> =
                    csv.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
                let own: Vec<Vec<String>> = all.into_iter().map(|(_, fields, _)| fields).collect();
                proptest::prop_assert_eq!(own, others);
            }
            let mut records = Records::new(text.as_bytes(), 1);
            while records.read(&mut Record::default()) {}
            proptest::prop_assert_eq!(records.rest().0, b"");
        }
    }
}
