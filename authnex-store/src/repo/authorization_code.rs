use async_trait::async_trait;
use authnex_core::{
    foundation::{ClientId, FamilyId, SessionId, Timestamp, TokenHash, UserId},
    oauth::{
        AuthorizationCode as Code, AuthorizationCodeReads, AuthorizationCodeWrites, Granted,
        NewAuthorizationCode,
    },
    store::{Consumed, StoreError},
};
use sea_query::ExprTrait;

use super::{
    Scoped,
    query::{insert, returning, select, update},
};
use crate::{
    driver::{Row, Statement, statements},
    schema::{AuthorizationCode, Column, PARAM},
};

const KEY: [AuthorizationCode; 2] = [AuthorizationCode::TenantId, AuthorizationCode::CodeHash];
const CODE: [AuthorizationCode; 13] = [
    AuthorizationCode::OwnerId,
    AuthorizationCode::UserId,
    AuthorizationCode::SessionId,
    AuthorizationCode::FamilyId,
    AuthorizationCode::RedirectUri,
    AuthorizationCode::Challenge,
    AuthorizationCode::Nonce,
    AuthorizationCode::Granted,
    AuthorizationCode::Amr,
    AuthorizationCode::AuthTime,
    AuthorizationCode::CreatedAt,
    AuthorizationCode::ExpiresAt,
    AuthorizationCode::UsedAt,
];

statements! {
    FIND = Statement::point(&select(&CODE, &KEY), &CODE);
    INSERT = Statement::write(
        &insert(&[
            AuthorizationCode::TenantId,
            AuthorizationCode::CodeHash,
            AuthorizationCode::OwnerId,
            AuthorizationCode::UserId,
            AuthorizationCode::SessionId,
            AuthorizationCode::FamilyId,
            AuthorizationCode::RedirectUri,
            AuthorizationCode::Challenge,
            AuthorizationCode::Nonce,
            AuthorizationCode::Granted,
            AuthorizationCode::Amr,
            AuthorizationCode::AuthTime,
            AuthorizationCode::CreatedAt,
            AuthorizationCode::ExpiresAt,
            AuthorizationCode::KeptUntil,
        ]),
        AuthorizationCode::TABLE,
    );
    /// Decides who uses the code up.
    CONSUME = Statement::point(
        update(
            &[AuthorizationCode::UsedAt, AuthorizationCode::KeptUntil],
            &KEY,
        )
        .and_where(AuthorizationCode::UsedAt.col().is_null())
        .and_where(AuthorizationCode::ExpiresAt.col().gt(PARAM))
        .returning(returning(&CODE)),
        &CODE,
    );
    /// Asked by whoever did not win.
    SPENT = Statement::point(
        select(&CODE, &KEY).and_where(AuthorizationCode::UsedAt.col().is_not_null()),
        &CODE,
    );
}

fn code(row: &mut Row) -> Result<Code, StoreError> {
    Ok(Code {
        client: row.id(ClientId::from_uuid)?,
        user: row.id(UserId::from_uuid)?,
        session: row.id(SessionId::from_uuid)?,
        family: row.id(FamilyId::from_uuid)?,
        redirect_uri: row.optional_text()?,
        challenge: row.optional_text()?,
        nonce: row.optional_text()?,
        granted: row.parsed(Granted::from_json)?,
        amr: row.text()?,
        auth_time: row.time()?,
        created_at: row.time()?,
        expires_at: row.time()?,
        used_at: row.optional_time()?,
    })
}

#[async_trait]
impl AuthorizationCodeReads for Scoped<'_> {
    async fn find_authorization_code(&self, hash: &TokenHash) -> Result<Option<Code>, StoreError> {
        self.find(&FIND, &[self.tenant(), hash.into()], code).await
    }
}

#[async_trait]
impl AuthorizationCodeWrites for Scoped<'_> {
    async fn insert_authorization_code(
        &self,
        new: &NewAuthorizationCode,
    ) -> Result<(), StoreError> {
        let code = &new.code;
        let arguments = [
            self.tenant(),
            (&new.hash).into(),
            code.client.into(),
            code.user.into(),
            code.session.into(),
            code.family.into(),
            code.redirect_uri.as_deref().into(),
            code.challenge.as_deref().into(),
            code.nonce.as_deref().into(),
            code.granted.to_json().into(),
            code.amr.as_str().into(),
            code.auth_time.into(),
            code.created_at.into(),
            code.expires_at.into(),
            code.expires_at.into(),
        ];
        self.execute(&INSERT, &arguments).await.map(drop)
    }

    async fn consume_authorization_code(
        &self,
        hash: &TokenHash,
        now: Timestamp,
        kept_until: Timestamp,
    ) -> Result<Consumed<Code>, StoreError> {
        let guarded = [
            now.into(),
            kept_until.into(),
            self.tenant(),
            hash.into(),
            now.into(),
        ];
        if let Some(won) = self.find(&CONSUME, &guarded, code).await? {
            return Ok(Consumed::Won(won));
        }
        Ok(self
            .find(&SPENT, &[self.tenant(), hash.into()], code)
            .await?
            .map_or(Consumed::Absent, Consumed::Spent))
    }
}
