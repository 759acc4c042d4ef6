use async_trait::async_trait;
use authnex_core::{
    client::{
        Client as Stored, ClientIdentifier, ClientMetadata, ClientReads, ClientWrites, NewClient,
    },
    foundation::{ClientId, PageRequest, Timestamp},
    store::StoreError,
};
use sea_query::{Expr, ExprTrait, OnConflict, Order, Query};
use uuid::Uuid;

use super::{
    Scoped,
    query::{delete, insert, select},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Client, Column, PARAM},
};

const CLIENT: [Client; 7] = [
    Client::Id,
    Client::Identifier,
    Client::Enabled,
    Client::Metadata,
    Client::Version,
    Client::CreatedAt,
    Client::UpdatedAt,
];

statements! {
    FIND = Statement::point(&select(&CLIENT, &[Client::TenantId, Client::Id]), &CLIENT);
    FIND_BY_CLIENT_ID = Statement::point(
        &select(&CLIENT, &[Client::TenantId, Client::Identifier]),
        &CLIENT,
    );
    LIST = Statement::scan(
        select(&CLIENT, &[Client::TenantId])
            .and_where(Client::Id.col().gt(PARAM))
            .order_by(Client::Id, Order::Asc)
            .limit(0),
        &CLIENT,
    );
    /// Id and `client_id` are unique each, and one statement must answer for both: the conflict has no target,
    /// which every engine takes with DO NOTHING.
    INSERT = Statement::write(
        insert(&[
            Client::TenantId,
            Client::Id,
            Client::Identifier,
            Client::Enabled,
            Client::Metadata,
            Client::Version,
            Client::CreatedAt,
            Client::UpdatedAt,
        ])
        .on_conflict(OnConflict::new().do_nothing().to_owned()),
        Client::TABLE,
    );
    /// Decides who changes this version.
    UPDATE = Statement::write(
        Query::update()
            .table(Client::TABLE)
            .value(Client::Metadata, Expr::from(PARAM))
            .value(Client::UpdatedAt, Expr::from(PARAM))
            .value(Client::Version, Client::Version.col().add(Expr::cust("1")))
            .and_where(Client::TenantId.given())
            .and_where(Client::Id.given())
            .and_where(Client::Version.given()),
        Client::TABLE,
    );
    SET_ENABLED = Statement::write(
        Query::update()
            .table(Client::TABLE)
            .value(Client::Enabled, Expr::from(PARAM))
            .value(Client::UpdatedAt, Expr::from(PARAM))
            .value(Client::Version, Client::Version.col().add(Expr::cust("1")))
            .and_where(Client::TenantId.given())
            .and_where(Client::Id.given())
            .and_where(Client::Enabled.col().ne(PARAM)),
        Client::TABLE,
    );
    DELETE = Statement::write(&delete(&[Client::TenantId, Client::Id]), Client::TABLE);
}

fn client(row: &mut Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        id: row.id(ClientId::from_uuid)?,
        client_id: row.parsed(|text| ClientIdentifier::parse(text).ok())?,
        enabled: row.bool()?,
        metadata: row.parsed(|text| serde_json::from_str(text).ok())?,
        version: row.int()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}

/// The document as text: its names and values are all representable, so that none is lost.
fn document(metadata: &ClientMetadata) -> Value {
    serde_json::to_string(metadata).unwrap_or_default().into()
}

#[async_trait]
impl ClientReads for Scoped<'_> {
    async fn find_client(&self, id: ClientId) -> Result<Option<Stored>, StoreError> {
        self.find(&FIND, &[self.tenant(), id.into()], client).await
    }

    async fn find_client_by_identifier(
        &self,
        client_id: &ClientIdentifier,
    ) -> Result<Option<Stored>, StoreError> {
        let key = [self.tenant(), client_id.as_str().into()];
        self.find(&FIND_BY_CLIENT_ID, &key, client).await
    }

    async fn list_clients(&self, page: &PageRequest<ClientId>) -> Result<Vec<Stored>, StoreError> {
        let arguments = [
            self.tenant(),
            page.after().map_or(Uuid::nil(), ClientId::as_uuid).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST, &arguments, client).await
    }
}

#[async_trait]
impl ClientWrites for Scoped<'_> {
    async fn insert_client(&self, new: &NewClient) -> Result<bool, StoreError> {
        let arguments: [Value; 8] = [
            self.tenant(),
            new.id.into(),
            new.client_id.as_str().into(),
            true.into(),
            document(&new.metadata),
            1_i64.into(),
            new.created_at.into(),
            new.created_at.into(),
        ];
        self.touches(&INSERT, &arguments).await
    }

    async fn update_client(
        &self,
        id: ClientId,
        version: i64,
        metadata: &ClientMetadata,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            document(metadata),
            now.into(),
            self.tenant(),
            id.into(),
            version.into(),
        ];
        self.touches(&UPDATE, &arguments).await
    }

    async fn set_client_enabled(
        &self,
        id: ClientId,
        enabled: bool,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            enabled.into(),
            now.into(),
            self.tenant(),
            id.into(),
            enabled.into(),
        ];
        self.touches(&SET_ENABLED, &arguments).await
    }

    async fn delete_client(&self, id: ClientId) -> Result<bool, StoreError> {
        self.touches(&DELETE, &[self.tenant(), id.into()]).await
    }
}
