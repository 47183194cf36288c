//! What the route table is written with. It is read twice: into the server's routes, and into the
//! description of the API, to which every type that a handler takes or gives adds what it stands for.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::http::Method;
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, web};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::path::{Operation, PathItem};

use super::error::ApiError;

/// What the route table is read into.
pub trait Table {
    /// Takes a path with its routes.
    fn service(&mut self, path: RoutedPath) -> &mut Self;

    /// Takes a part of the table.
    fn configure(&mut self, part: impl FnOnce(&mut Self)) -> &mut Self {
        part(self);
        self
    }
}

/// The server's routes.
impl Table for web::ServiceConfig {
    fn service(&mut self, path: RoutedPath) -> &mut Self {
        Self::service(self, path)
    }
}

/// The description, whose operations are there already.
impl Table for Document {
    fn service(&mut self, path: RoutedPath) -> &mut Self {
        let Some(item) = self.paths.paths.get_mut(path.path) else { return self };
        for (method, tell) in path.told {
            if let Some(operation) = operation_of(item, &method) {
                tell(operation);
            }
        }
        self
    }
}

fn operation_of<'a>(item: &'a mut PathItem, method: &Method) -> Option<&'a mut Operation> {
    let operation = match *method {
        Method::GET => &mut item.get,
        Method::POST => &mut item.post,
        Method::PATCH => &mut item.patch,
        Method::DELETE => &mut item.delete,
        _ => return None,
    };
    operation.as_mut()
}

/// Adds what a handler takes and gives to its operation's description.
type Tell = fn(&mut Operation);

/// A path with its routes. It answers a method that it does not take with 405 and those that it does
/// take; the edge makes a problem of it.
pub struct RoutedPath {
    path: &'static str,
    resource: Resource,
    told: Vec<(Method, Tell)>,
}

/// A path of the table.
pub fn at(path: &'static str) -> RoutedPath {
    RoutedPath { path, resource: web::resource(path), told: Vec::new() }
}

impl RoutedPath {
    /// The same path with one more route.
    pub fn route(mut self, route: Route) -> Self {
        let Route { method, served, tell } = route;
        self.resource = self.resource.route(served);
        self.told.push((method, tell));
        self
    }
}

impl HttpServiceFactory for RoutedPath {
    fn register(self, config: &mut AppService) {
        self.resource.register(config);
    }
}

/// A method with its handler.
pub struct Route {
    method: Method,
    served: actix_web::Route,
    tell: Tell,
}

impl Route {
    fn new<A: Taken, H: Handler<A, Output: Given>>(method: Method, handler: H) -> Self {
        let served = web::method(method.clone()).to(handler);
        let tell = |operation: &mut Operation| {
            A::tell(operation);
            H::Output::tell(operation);
        };
        Self { method, served, tell }
    }
}

/// What is read.
pub fn get<A: Taken, H: Handler<A, Output: Given>>(handler: H) -> Route {
    Route::new(Method::GET, handler)
}

/// What is made or done.
pub fn post<A: Taken, H: Handler<A, Output: Given>>(handler: H) -> Route {
    Route::new(Method::POST, handler)
}

/// What is changed.
pub fn patch<A: Taken, H: Handler<A, Output: Given>>(handler: H) -> Route {
    Route::new(Method::PATCH, handler)
}

/// What is taken back.
pub fn delete<A: Taken, H: Handler<A, Output: Given>>(handler: H) -> Route {
    Route::new(Method::DELETE, handler)
}

/// What a handler can take: it knows what it asks of a request, and by what it refuses one.
pub trait Taken: FromRequest + 'static {
    /// Adds that to the operation's description.
    fn tell(operation: &mut Operation);
}

/// What a handler can give.
pub trait Given: Responder + 'static {
    /// Adds what its answers carry to the operation's description.
    fn tell(operation: &mut Operation);
}

impl Taken for HttpRequest {
    fn tell(_: &mut Operation) {}
}

impl<T: 'static> Taken for web::Data<T> {
    fn tell(_: &mut Operation) {}
}

impl<T: DeserializeOwned + 'static> Taken for web::Path<T> {
    fn tell(_: &mut Operation) {}
}

impl Given for HttpResponse {
    fn tell(_: &mut Operation) {}
}

impl<T: Serialize + 'static> Given for web::Json<T> {
    fn tell(_: &mut Operation) {}
}

impl<T: Given> Given for Result<T, ApiError> {
    fn tell(operation: &mut Operation) {
        T::tell(operation);
    }
}

impl Taken for () {
    fn tell(_: &mut Operation) {}
}

impl<A: Taken> Taken for (A,) {
    fn tell(operation: &mut Operation) {
        A::tell(operation);
    }
}

impl<A: Taken, B: Taken> Taken for (A, B) {
    fn tell(operation: &mut Operation) {
        <(A,)>::tell(operation);
        B::tell(operation);
    }
}

impl<A: Taken, B: Taken, C: Taken> Taken for (A, B, C) {
    fn tell(operation: &mut Operation) {
        <(A, B)>::tell(operation);
        C::tell(operation);
    }
}

impl<A: Taken, B: Taken, C: Taken, D: Taken> Taken for (A, B, C, D) {
    fn tell(operation: &mut Operation) {
        <(A, B, C)>::tell(operation);
        D::tell(operation);
    }
}

impl<A: Taken, B: Taken, C: Taken, D: Taken, E: Taken> Taken for (A, B, C, D, E) {
    fn tell(operation: &mut Operation) {
        <(A, B, C, D)>::tell(operation);
        E::tell(operation);
    }
}
