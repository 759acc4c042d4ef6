use async_trait::async_trait;
use authnex_core::{
    foundation::Timestamp,
    node::{NodeReads, NodeWrites},
    store::StoreError,
};
use sea_query::{ExprTrait, OnConflict, Query};
use uuid::Uuid;

use super::{Scoped, query::insert};
use crate::{
    driver::{Row, Statement, statements},
    schema::{Column, Node, PARAM},
};

statements! {
    LIVE = Statement::scan(
        Query::select()
            .column(Node::Id)
            .from(Node::TABLE)
            .and_where(Node::SeenAt.col().gt(PARAM))
            .limit(0),
        &[Node::Id],
    );
    NOTE = Statement::write(
        insert(&[Node::Id, Node::SeenAt]).on_conflict(
            OnConflict::column(Node::Id)
                .update_column(Node::SeenAt)
                .to_owned(),
        ),
        Node::TABLE,
    );
    FORGET = Statement::write(
        Query::delete()
            .from_table(Node::TABLE)
            .and_where(Node::SeenAt.col().lt(PARAM)),
        Node::TABLE,
    );
}

/// More nodes than these share one limit in equal parts of this many.
const MOST: u32 = 1_000;

#[async_trait]
impl NodeReads for Scoped<'_> {
    async fn count_nodes(&self, since: Timestamp) -> Result<u32, StoreError> {
        let nodes = self
            .list(&LIVE, &[since.into(), MOST.into()], |row: &mut Row| {
                row.id(|id: Uuid| id)
            })
            .await?;
        Ok(u32::try_from(nodes.len()).unwrap_or(MOST))
    }
}

#[async_trait]
impl NodeWrites for Scoped<'_> {
    async fn note_node(&self, node: Uuid, now: Timestamp) -> Result<(), StoreError> {
        self.execute(&NOTE, &[node.into(), now.into()])
            .await
            .map(drop)
    }

    async fn forget_nodes(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute(&FORGET, &[before.into()]).await
    }
}
