//! `/recruits/batch`: what a phone has gathered without a connection.

use actix_web::{HttpResponse, web};

use super::{RecruitResponse, registration};
use crate::api::batch::{self, Batch, BatchResponse, Done, Shown};
use crate::api::body::{Body, Fields, Sent};
use crate::api::error::ApiError;
use crate::api::policies::Field;
use crate::api::write::{NeedsKey, Write};
use crate::domain::ClientRef;
use crate::service::recruits::{self, NewRecruit, Registered};
use crate::service::{App, By, Tx};

/// A registration of a batch: as one alone, but with a `client_ref`.
#[derive(Debug)]
pub struct BatchedRecruitRequest;

impl Body for BatchedRecruitRequest {
    type Command = NewRecruit;

    fn read(fields: &mut Fields) -> Option<NewRecruit> {
        let client_ref = fields.required::<ClientRef>("client_ref");
        registration(fields, client_ref.clone()).filter(|_| client_ref.is_some())
    }
}

type RecruitBatchSent = Sent<Batch<BatchedRecruitRequest>>;

/// Register many sellers; each is answered as if it had been sent alone.
#[utoipa::path(post, path = "/recruits/batch", tag = "recruits", request_body = RecruitBatchSent,
    responses((status = 200, body = BatchResponse), (status = 413), (status = 422)))]
pub async fn create(
    app: web::Data<App>,
    request: Write<Field, Batch<BatchedRecruitRequest>, NeedsKey>,
) -> Result<HttpResponse, ApiError> {
    let work = |tx: &mut Tx<'_>, by: &By, items: &Vec<_>| recruits::register_all(tx, by, items);
    let answer = |by: &By, items: Done<Registered>| {
        batch::answer(by, items, |registered| match registered {
            Registered::New(recruit) => Shown::Created(RecruitResponse::of(by, *recruit)),
            Registered::Again(recruit) => Shown::Again(RecruitResponse::of(by, *recruit)),
            Registered::Refused(_) => Shown::Refused(Registered::refusal()),
        })
    };
    request.run(app, work, answer).await
}
