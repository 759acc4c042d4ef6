use authnex_core::store::StoreError;

use super::query::select;
use crate::{
    driver::{Connection, Statement, statements},
    schema::Schema,
};

statements! {
    PING = Statement::point(&select(&[Schema::Version], &[Schema::Id]), &[Schema::Version]);
}

/// Reads the schema row: a database that answers this answers.
pub(crate) async fn ping(connection: &dyn Connection) -> Result<(), StoreError> {
    let rows = connection.query(&PING, &[Schema::ROW.into()]).await?;
    if rows.is_empty() {
        return Err(StoreError::Unavailable(
            "the schema row is missing: restore the database, or begin with a new one".to_owned(),
        ));
    }
    Ok(())
}
