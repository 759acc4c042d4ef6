//! Routes as values: one table, shared by the router, the URL builder, discovery, OpenAPI and the tests.
//!
//! A row says method, path, who may call it and how its errors are told. The group's name enum binds the row
//! to its handler in an exhaustive `match`, so a row without a handler does not compile; the test that walks
//! the table fails for a row that it has no case for.

mod model;
mod name;
mod operation;
mod table;

pub use model::{ErrorForm, Requirement, Route, Verb};
pub use name::{
    ApiRoute, ManagementRoute, OidcRoute, OperatorRoute, PortalRoute, RouteName, SystemRoute,
};
pub(crate) use operation::{Answer, Operation, Schemas};
pub use table::routes;
