//! The press: a template and values in, a PDF file out. No file, no clock and no network is behind it.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, Smart};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

const TEMPLATE: &str = include_str!("statement.typ");
const FONTS: [&[u8]; 4] = [
    include_bytes!("fonts/NotoSans-Regular.ttf"),
    include_bytes!("fonts/NotoSans-Bold.ttf"),
    include_bytes!("fonts/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("fonts/NotoNaskhArabic-Bold.ttf"),
];

/// What all documents share.
struct Case {
    template: Source,
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
}

static CASE: LazyLock<Case> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.iter().flat_map(|font| Font::iter(Bytes::new(*font))).collect();
    let book = LazyHash::new(FontBook::from_fonts(&fonts));
    Case { template: Source::detached(TEMPLATE), fonts, book }
});

/// Why nothing was printed: what the template could not do.
#[derive(Debug, thiserror::Error)]
#[error("the template failed: {0}")]
pub(super) struct Jam(String);

/// The template with `inputs`; `ident` names the document for ever.
pub(super) fn printed(inputs: Dict, ident: &str) -> Result<Vec<u8>, Jam> {
    let library = LazyHash::new(Library::builder().with_inputs(inputs).build());
    let press = Press { library };
    let document = typst::compile::<PagedDocument>(&press).output;
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some("Saathi".to_owned())),
        ..PdfOptions::default()
    };
    let pdf = document.and_then(|document| typst_pdf::pdf(&document, &options));
    // What it remembers would grow with every statement, and helps no other one.
    comemo::evict(0);
    pdf.map_err(|errors| jam(&press, &errors))
}

/// The messages, each with its line in the template.
fn jam(press: &Press, errors: &[SourceDiagnostic]) -> Jam {
    let line = |error: &SourceDiagnostic| {
        let start = press.range(error.span)?.start;
        CASE.template.lines().byte_to_line(start).map(|line| line + 1)
    };
    let message = |error| format!("line {:?}: {}", line(error), error.message);
    Jam(errors.iter().map(message).collect::<Vec<_>>().join("; "))
}

struct Press {
    library: LazyHash<Library>,
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &CASE.book
    }

    fn main(&self) -> FileId {
        CASE.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = id == CASE.template.id();
        known.then(|| CASE.template.clone()).ok_or(FileError::AccessDenied)
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        CASE.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
