//! What somebody asks of a list, as a type in a handler's signature: the list takes its parameters by
//! the same table by which they are described.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Serialize;
use utoipa::openapi::path::Operation;

use super::described;
use super::error::ApiError;
use super::read::parameters;
use super::route::Taken;
use crate::service::listing::Listed;

/// A row of a list.
pub trait Row: Serialize + 'static {
    /// What may be asked of the list.
    const LISTED: &'static Listed;

    /// What a partner's people may ask of it, where that is less.
    const LISTED_FOR_PARTNERS: &'static Listed = Self::LISTED;
}

/// The query of a request for a list of such rows. It is read once the caller is known.
#[derive(Debug)]
pub struct Asked<R> {
    request: HttpRequest,
    row: PhantomData<R>,
}

impl<R> Asked<R> {
    /// The parameters in their order.
    pub(super) fn parameters(&self) -> Result<Vec<(String, String)>, ApiError> {
        parameters(&self.request)
    }
}

impl<R: Row> FromRequest for Asked<R> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self { request: request.clone(), row: PhantomData }))
    }
}

impl<R: Row> Taken for Asked<R> {
    fn tell(operation: &mut Operation) {
        for parameter in described::parameters_of(R::LISTED, R::LISTED_FOR_PARTNERS) {
            described::takes(operation, parameter);
        }
    }
}
