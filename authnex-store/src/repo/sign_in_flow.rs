use async_trait::async_trait;
use authnex_core::{
    foundation::{FlowId, Timestamp, TokenHash},
    sign_in::{NewSignInFlow, SignInFlow as Flow, SignInFlowReads, SignInFlowWrites},
    store::{Consumed, StoreError},
};
use sea_query::ExprTrait;

use super::{
    Scoped,
    query::{insert, returning, select, update},
};
use crate::{
    driver::{Row, Statement, statements},
    schema::{Column, PARAM, SignInFlow},
};

const KEY: [SignInFlow; 2] = [SignInFlow::TenantId, SignInFlow::TokenHash];
const FLOW: [SignInFlow; 2] = [SignInFlow::Id, SignInFlow::State];

statements! {
    FIND = Statement::point(
        select(&FLOW, &KEY)
            .and_where(SignInFlow::UsedAt.col().is_null())
            .and_where(SignInFlow::ExpiresAt.col().gt(PARAM)),
        &FLOW,
    );
    INSERT = Statement::write(
        &insert(&[
            SignInFlow::TenantId,
            SignInFlow::TokenHash,
            SignInFlow::Id,
            SignInFlow::State,
            SignInFlow::CreatedAt,
            SignInFlow::ExpiresAt,
        ]),
        SignInFlow::TABLE,
    );
    /// Decides who goes on.
    CONSUME = Statement::point(
        update(&[SignInFlow::UsedAt], &KEY)
            .and_where(SignInFlow::UsedAt.col().is_null())
            .and_where(SignInFlow::ExpiresAt.col().gt(PARAM))
            .returning(returning(&FLOW)),
        &FLOW,
    );
    /// Asked by whoever did not win.
    SPENT = Statement::point(
        select(&FLOW, &KEY).and_where(SignInFlow::UsedAt.col().is_not_null()),
        &FLOW,
    );
}

fn flow(row: &mut Row) -> Result<Flow, StoreError> {
    Ok(Flow {
        id: row.id(FlowId::from_uuid)?,
        state: row.text()?,
    })
}

#[async_trait]
impl SignInFlowReads for Scoped<'_> {
    async fn find_sign_in_flow(
        &self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<Flow>, StoreError> {
        self.find(&FIND, &[self.tenant(), token.into(), now.into()], flow)
            .await
    }
}

#[async_trait]
impl SignInFlowWrites for Scoped<'_> {
    async fn insert_sign_in_flow(&self, new: &NewSignInFlow) -> Result<(), StoreError> {
        let arguments = [
            self.tenant(),
            (&new.token).into(),
            new.id.into(),
            new.state.to_json().into(),
            new.created_at.into(),
            new.expires_at.into(),
        ];
        self.execute(&INSERT, &arguments).await.map(drop)
    }

    async fn consume_sign_in_flow(
        &self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Consumed<Flow>, StoreError> {
        let guarded = [now.into(), self.tenant(), token.into(), now.into()];
        if let Some(won) = self.find(&CONSUME, &guarded, flow).await? {
            return Ok(Consumed::Won(won));
        }
        Ok(self
            .find(&SPENT, &[self.tenant(), token.into()], flow)
            .await?
            .map_or(Consumed::Absent, Consumed::Spent))
    }
}
