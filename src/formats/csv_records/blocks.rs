//! A CSV file in blocks of whole records, so that several can be read side by side.

use std::io::{self, Read};

use super::records::{COMMA, end_of_field};

/// How much is read at once.
const BLOCK: usize = 4 << 20;
/// The longest record; more is a quote that nobody closed.
const LONGEST_RECORD: usize = 16 << 20;

/// What some programs begin a file of UTF-8 with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Whole records, and the line that the first of them begins on.
#[derive(Debug)]
pub(in crate::formats) struct Block {
    pub first_line: u64,
    pub bytes: Vec<u8>,
}

/// The blocks of a file, in order.
pub(in crate::formats) struct Blocks<R> {
    input: R,
    rest: Vec<u8>,
    /// Buffers that were given back.
    spare: Vec<Vec<u8>>,
    line: u64,
    begun: bool,
    ended: bool,
    endless: Option<u64>,
    separator: u8,
}

impl<R: Read> Blocks<R> {
    pub fn new(input: R) -> Self {
        Self::separated(input, COMMA)
    }

    /// The same with another separator than a comma.
    pub fn separated(input: R, separator: u8) -> Self {
        let (rest, spare) = (Vec::new(), Vec::new());
        Self { input, rest, spare, line: 1, begun: false, ended: false, endless: None, separator }
    }

    /// The line on which a record begins that never ends, once the blocks before it have been
    /// taken; nothing of it or behind it is read.
    pub fn endless(&self) -> Option<u64> {
        self.endless
    }

    /// Takes back a block that was read, so that its memory serves again.
    pub fn give_back(&mut self, block: Block) {
        self.spare.push(block.bytes);
    }

    /// The next block; `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Block>> {
        let mut bytes = self.spare.pop().unwrap_or_default();
        bytes.clear();
        bytes.append(&mut self.rest);
        let mut size = BLOCK;
        while !self.ended {
            let wanted = size.saturating_sub(bytes.len()) as u64;
            bytes.reserve(size.saturating_sub(bytes.len()));
            let read = self.input.by_ref().take(wanted).read_to_end(&mut bytes)?;
            self.ended = (read as u64) < wanted;
            match end_of_records(&bytes, self.separator) {
                _ if self.ended => {}
                Some(end) => {
                    self.rest.extend(bytes.drain(end..));
                    break;
                }
                None if size >= LONGEST_RECORD => {
                    (self.ended, self.endless) = (true, Some(self.line));
                    return Ok(None);
                }
                None => size *= 2,
            }
        }
        let first_line = self.line;
        if !self.begun && bytes.starts_with(BYTE_ORDER_MARK) {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        self.begun = true;
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        Ok(Some(Block { first_line, bytes }).filter(|block| !block.bytes.is_empty()))
    }
}

/// Behind the last line feed that ends a record.
fn end_of_records(bytes: &[u8], separator: u8) -> Option<usize> {
    let last = memchr::memrchr(b'\n', bytes).map(|at| at + 1);
    let quoted = memchr::memchr(b'"', bytes).is_some();
    if quoted { end_of_quoted_records(bytes, separator) } else { last }
}

/// The same where quotes may hold line feeds.
fn end_of_quoted_records(bytes: &[u8], separator: u8) -> Option<usize> {
    let (mut last, mut start) = (None, 0);
    while start < bytes.len() {
        let (end, _) = end_of_field(bytes, start, separator);
        start = end + 1;
        if bytes.get(end) == Some(&b'\n') {
            last = Some(start);
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_only_between_records() {
        assert_eq!(end_of_records(b"a,b\nc,d\ne", COMMA), Some(8));
        assert_eq!(end_of_records(b"a,\"b\nc\",d\ne", COMMA), Some(10));
        assert_eq!(end_of_records(b"a,\"b\nc", COMMA), None);
        assert_eq!(end_of_records(b"\"a\"\"\n\",b\n\"c\n", COMMA), Some(9));
        assert_eq!(end_of_records(b"a,b\"\nc,d\n", COMMA), Some(9));
        assert_eq!(end_of_records(b"a,b\"\"\nc,\"d\ne\"", COMMA), Some(6));
    }

    #[test]
    fn blocks_hold_every_byte_and_know_their_lines() {
        let row = "S1,\"two\nlines\",3\n";
        let text = row.repeat(800_000);
        let mut blocks = Blocks::new(text.as_bytes());
        let (mut bytes, mut line) = (0, 1);
        while let Some(block) = blocks.next().unwrap() {
            assert_eq!(block.first_line, line);
            assert_eq!(block.bytes.len() % row.len(), 0);
            line += 2 * (block.bytes.len() / row.len()) as u64;
            bytes += block.bytes.len();
        }
        assert_eq!(bytes, text.len());
    }

    #[test]
    fn a_quote_that_nobody_closes_is_told_and_ends_the_file() {
        let text = format!("a\n\"{}", "x\n".repeat(LONGEST_RECORD));
        let mut blocks = Blocks::new(text.as_bytes());
        let first = blocks.next().unwrap().unwrap();
        assert_eq!(first.bytes, b"a\n");
        assert_eq!(blocks.endless(), None);
        assert!(blocks.next().unwrap().is_none() && blocks.next().unwrap().is_none());
        assert_eq!(blocks.endless(), Some(2));
    }
}
