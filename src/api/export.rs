//! Files: entries as CSV, a part at a time, and documents that are written before they are sent.

use actix_web::body::BoxBody;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, Responder, web};
use futures_util::stream;
use utoipa::openapi::path::Operation;

use super::caller::in_background;
use super::described;
use super::error::ApiError;
use super::read;
use super::route::Given;
use crate::domain::Word;
use crate::service::exports::{Language, Spool};
use crate::service::statements::{self, Part};
use crate::service::{App, By, Invalid, ServiceError, Tx};

/// The type of a table.
pub const CSV: &str = "text/csv; charset=utf-8; header=present";

/// Reads the `format` of a file, the only parameter that there is.
pub fn format_of<F: Word>(request: &HttpRequest) -> Result<F, ApiError> {
    let mut asked = Asked::of(request)?;
    let format = asked.required("format");
    asked.finish(format)
}

/// Reads the `format` of a file and the `language` of what is printed, English where nothing is said.
pub fn format_and_language<F: Word>(request: &HttpRequest) -> Result<(F, Language), ApiError> {
    let mut asked = Asked::of(request)?;
    let language = asked.word("language").unwrap_or(Language::English);
    let format = asked.required("format");
    asked.finish(format.map(|format| (format, language)))
}

/// Parameters that are words, and what is wrong with them.
struct Asked {
    sent: Vec<(String, String)>,
    faults: Vec<Invalid>,
}

impl Asked {
    fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        Ok(Self { sent: read::parameters(request)?, faults: Vec::new() })
    }

    fn fault(&mut self, name: &str, code: &'static str, message: String) {
        self.faults.push(Invalid { pointer: format!("?{name}"), code, message });
    }

    /// Takes a parameter, the last where it is sent twice.
    fn word<W: Word>(&mut self, name: &str) -> Option<W> {
        let (own, rest) = std::mem::take(&mut self.sent).into_iter().partition(|one| one.0 == name);
        self.sent = rest;
        let own: Vec<(String, String)> = own;
        let mut last = None;
        for (_, value) in own {
            last = W::parse(&value);
            if last.is_none() {
                let words: Vec<_> = W::ALL.iter().map(|word| word.as_str()).collect();
                self.fault(name, "parameter", format!("is not one of {}", words.join(", ")));
            }
        }
        last
    }

    fn required<W: Word>(&mut self, name: &str) -> Option<W> {
        if !self.sent.iter().any(|one| one.0 == name) {
            self.fault(name, "required", "is missing".to_owned());
        }
        self.word(name)
    }

    /// What was read, where nothing is wrong and nothing is left.
    fn finish<T>(mut self, read: Option<T>) -> Result<T, ApiError> {
        for (name, _) in std::mem::take(&mut self.sent) {
            let message = "is not a parameter of this path".to_owned();
            self.fault(&name, "unknown_parameter", message);
        }
        read.filter(|_| self.faults.is_empty()).ok_or(ApiError::Malformed(self.faults))
    }
}

/// The answer with a file that is to be kept under a name.
#[derive(Debug)]
pub struct Attachment(HttpResponse);

impl Responder for Attachment {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl Given for Attachment {
    fn tell(operation: &mut Operation) {
        for (_, response) in described::successes(operation) {
            described::carries(response, described::DISPOSITION);
        }
    }
}

/// The answer of that type with a file of that name, whose content is still to come.
fn attached(name: &str, kind: &'static str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, kind));
    response.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
    response
}

/// Answers with a file that is at hand.
pub fn file(name: &str, kind: &'static str, bytes: Vec<u8>) -> Attachment {
    Attachment(attached(name, kind).body(bytes))
}

/// Answers with a file that is read from the database as fast as it is taken.
pub async fn csv(
    app: web::Data<App>,
    by: By,
    name: &str,
    part: impl FnOnce(&mut Tx<'_>, &By) -> Result<Part, ServiceError> + Send + 'static,
) -> Result<Attachment, ApiError> {
    let (by, part) = read::loaded(app.clone(), by, part).await?;
    // The position behind which the next lines are; entries never change, so that lines read in several
    // transactions are those of one.
    let lines = stream::try_unfold(Some(statements::BEFORE_THE_FIRST), move |position| {
        let (app, by, part) = (app.clone(), by.clone(), part.clone());
        async move {
            let Some(position) = position else { return Ok(None) };
            let next = next(app, by, part, position).await;
            // The answer has begun; all that can be done is to break it off.
            let next = next.map_err(|error| std::io::Error::other(error.to_string()))?;
            Ok::<_, std::io::Error>(next.map(|(text, last)| (Bytes::from(text), Some(last))))
        }
    });
    let header = Bytes::from(statements::export_header());
    let header = stream::once(std::future::ready(Ok::<_, std::io::Error>(header)));
    let lines = futures_util::StreamExt::chain(header, lines);
    Ok(Attachment(attached(&format!("{name}.csv"), CSV).streaming(lines)))
}

async fn next(
    app: web::Data<App>,
    by: By,
    part: Part,
    position: i32,
) -> Result<Option<(Vec<u8>, i32)>, ApiError> {
    in_background(move || {
        let scope = by.actor.scope();
        app.database.read(&scope, |tx| statements::export(tx, &part, position))
    })
    .await
}

/// How much of a document is in memory while it is sent.
const AT_ONCE: usize = 1 << 16;

/// Answers with a document: it is written in one snapshot, and only then sent.
pub async fn document(
    app: web::Data<App>,
    by: By,
    (name, kind): (String, &'static str),
    write: impl FnOnce(&mut Tx<'_>, &By, &mut Spool) -> Result<(), ServiceError> + Send + 'static,
) -> Result<Attachment, ApiError> {
    let (file, length) = in_background(move || {
        let mut spool = Spool::new().map_err(unwritten)?;
        app.database.read(&by.actor.scope(), |tx| write(tx, &by, &mut spool))?;
        spool.finish().map_err(unwritten)
    })
    .await?;
    let parts = stream::try_unfold(file, |mut file| async move {
        let read = in_background(move || {
            let bytes = Spool::next(&mut file, AT_ONCE).map_err(unwritten)?;
            Ok((bytes, file))
        });
        let (bytes, file) = read.await.map_err(|error| std::io::Error::other(error.to_string()))?;
        let part = (!bytes.is_empty()).then(|| (Bytes::from(bytes), file));
        Ok::<_, std::io::Error>(part)
    });
    Ok(Attachment(attached(&name, kind).no_chunking(length).streaming(parts)))
}

fn unwritten(error: std::io::Error) -> ServiceError {
    ServiceError::Internal(format!("a document: {error}"))
}

/// The type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The type of a letter.
pub const PDF: &str = "application/pdf";

/// The type of a file of files.
pub const ZIP: &str = "application/zip";
