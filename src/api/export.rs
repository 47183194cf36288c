//! Files: entries as CSV, a part at a time, and documents that are written before they are sent.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;

use super::caller::in_background;
use super::error::ApiError;
use super::read;
use crate::domain::Word;
use crate::service::exports::Spool;
use crate::service::statements::{self, Part};
use crate::service::{App, By, Invalid, ServiceError, Tx};

/// The type of a table.
pub const CSV: &str = "text/csv; charset=utf-8; header=present";

/// Reads the `format` of a file, the only parameter that there is.
pub fn format_of<F: Word>(request: &HttpRequest) -> Result<F, ApiError> {
    let sent = read::parameters(request)?;
    let mut format = None;
    let mut faults = Vec::new();
    let mut fault = |name: &str, code, message: String| {
        faults.push(Invalid { pointer: format!("?{name}"), code, message });
    };
    for (name, value) in &sent {
        match (name.as_str(), F::parse(value)) {
            ("format", Some(one)) => format = Some(one),
            ("format", None) => {
                let words: Vec<_> = F::ALL.iter().map(|word| word.as_str()).collect();
                fault(name, "parameter", format!("is not one of {}", words.join(", ")));
            }
            _ => fault(name, "unknown_parameter", "is not a parameter of this path".to_owned()),
        }
    }
    if format.is_none() && faults.is_empty() {
        let message = "is missing".to_owned();
        faults.push(Invalid { pointer: "?format".to_owned(), code: "required", message });
    }
    format.filter(|_| faults.is_empty()).ok_or(ApiError::Malformed(faults))
}

/// Answers with a file that is read from the database as fast as it is taken.
pub async fn csv(
    app: web::Data<App>,
    by: By,
    name: &str,
    part: impl FnOnce(&mut Tx<'_>, &By) -> Result<Part, ServiceError> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
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
    let file = format!("attachment; filename=\"{name}.csv\"");
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, CSV));
    response.insert_header((CONTENT_DISPOSITION, file));
    Ok(response.streaming(futures_util::StreamExt::chain(header, lines)))
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
) -> Result<HttpResponse, ApiError> {
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
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, kind));
    response.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
    Ok(response.no_chunking(length).streaming(parts))
}

fn unwritten(error: std::io::Error) -> ServiceError {
    ServiceError::Internal(format!("a document: {error}"))
}

/// The type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
