//! A request whose body is a file: who, which file, under which key; kept once, in one transaction.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::openapi::path::Operation;

use super::caller::{Allowed, Policy, app_of, in_background};
use super::described;
use super::error::ApiError;
use super::payload::Pieces;
use super::read::parameters;
use super::route::Taken;
use super::write::{fingerprint, key_of, key_parameter, operation, refusal, respond, tell_answers};
use crate::service::idempotency::{Answer, Key};
use crate::service::imports::{Incoming, SentFile};
use crate::service::{App, By, Hold, ServiceError, Tx};

/// The largest file, in bytes.
pub const LARGEST: usize = crate::service::imports::LARGEST;
/// How much of a file is held in memory on its way to the disk.
const PIECE: usize = 256 << 10;

/// A file from somebody who may send one: the caller is looked at before the body.
pub struct Upload<P> {
    /// Who sends it, and when.
    pub by: By,
    /// The query's parameters.
    pub parameters: Vec<(String, String)>,
    /// The file.
    pub file: SentFile,
    key: Option<Key>,
    turn: OwnedSemaphorePermit,
    policy: PhantomData<P>,
}

/// Takes a file in, to disk, a piece at a time.
async fn received(payload: Payload) -> Result<SentFile, ApiError> {
    let mut pieces = Pieces::of(payload, LARGEST);
    let mut incoming = Incoming::new()?;
    while let Some(piece) = pieces.next(PIECE).await? {
        incoming = in_background(move || {
            incoming.add(&piece)?;
            Ok(incoming)
        })
        .await?;
    }
    in_background(move || incoming.end()).await
}

impl<P: Policy + 'static> FromRequest for Upload<P> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let Allowed { by, .. } = Allowed::<P>::of(&request).await?;
            let parameters = parameters(&request)?;
            let key = key_of(&request, false)?;
            let turn = app_of(&request)?.turn_to_send()?;
            let file = received(payload).await?;
            let query = request.query_string().as_bytes();
            let key = key.map(|key| Key {
                user: by.actor.user().clone(),
                operation: operation(&request),
                fingerprint: fingerprint(&request, &[query, b"\n", &file.hash].concat()),
                key,
            });
            Ok(Self { by, parameters, file, key, turn, policy: PhantomData })
        })
    }
}

impl<P: Policy + 'static> Taken for Upload<P> {
    fn tell(operation: &mut Operation) {
        Allowed::<P>::tell(operation);
        described::refuses(operation, [403, 408, 409, 413, 422]);
        described::takes(operation, key_parameter(false));
        tell_answers(operation);
    }
}

impl<P> Upload<P> {
    /// Reads the file, which takes a while, and keeps it in one transaction; with a key, once for all
    /// copies.
    pub async fn run<C: Send + 'static, T: 'static>(
        self,
        app: web::Data<App>,
        read: impl FnOnce(SentFile) -> Result<C, ServiceError> + Send + 'static,
        work: impl Fn(&mut Tx<'_>, &By, &C) -> Result<T, ServiceError> + Send + 'static,
        answer: impl Fn(&By, T) -> Result<Answer, ServiceError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let Self { by, parameters: _, file, key, turn, policy: _ } = self;
        let done = in_background(move || {
            let _turn = turn;
            let asker = by.clone();
            let request_id = by.on_behalf.request_id.clone().unwrap_or_default();
            let command = read(file)?;
            let refusal = move |error: &ServiceError| refusal(error, &request_id);
            let work = move |tx: &mut Tx<'_>| answer(&by, work(tx, &by, &command)?);
            app.answer_once(&asker, key, Hold::Nothing, work, refusal)
        });
        Ok(respond(done.await?))
    }
}
