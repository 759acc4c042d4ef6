use async_trait::async_trait;
use authnex_core::{
    foundation::{FamilyId, PageRequest, SessionId, Timestamp, TokenHash, UserId},
    oauth::Granted,
    refresh::{
        Family, NewRefreshToken, RefreshReads, RefreshToken as Token, RefreshWrites, Rotation,
    },
    store::{Consumed, StoreError},
};
use sea_query::{ExprTrait, Order};
use uuid::Uuid;

use super::{
    Scoped,
    query::{insert, returning, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, PARAM, RefreshFamily, RefreshToken},
};

const FAMILY: [RefreshFamily; 12] = [
    RefreshFamily::Id,
    RefreshFamily::SessionId,
    RefreshFamily::UserId,
    RefreshFamily::ClientId,
    RefreshFamily::Resource,
    RefreshFamily::OfflineAccess,
    RefreshFamily::Amr,
    RefreshFamily::AuthTime,
    RefreshFamily::CreatedAt,
    RefreshFamily::ExpiresAt,
    RefreshFamily::EndedAt,
    RefreshFamily::Granted,
];
const TOKEN: [RefreshToken; 5] = [
    RefreshToken::FamilyId,
    RefreshToken::Previous,
    RefreshToken::UsedAt,
    RefreshToken::ExpiresAt,
    RefreshToken::Successor,
];
/// A session has one family for each time that its user signed in to a client.
const MOST_OF_A_SESSION: u32 = 100;
const TOKEN_KEY: [RefreshToken; 2] = [RefreshToken::TenantId, RefreshToken::TokenHash];

statements! {
    FIND_FAMILY = Statement::point(
        &select(&FAMILY, &[RefreshFamily::TenantId, RefreshFamily::Id]),
        &FAMILY,
    );
    LIST_FAMILIES_OF_USER = Statement::scan(
        select(&FAMILY, &[RefreshFamily::TenantId, RefreshFamily::UserId])
            .and_where(RefreshFamily::Id.col().gt(PARAM))
            .order_by(RefreshFamily::Id, Order::Asc)
            .limit(0),
        &FAMILY,
    );
    /// Led by the index of a session's families.
    LIST_FAMILIES_OF_SESSION = Statement::scan(
        select(&FAMILY, &[RefreshFamily::TenantId, RefreshFamily::SessionId]).limit(0),
        &FAMILY,
    );
    INSERT_FAMILY = Statement::write(
        &insert(&[
            RefreshFamily::TenantId,
            RefreshFamily::Id,
            RefreshFamily::SessionId,
            RefreshFamily::UserId,
            RefreshFamily::ClientId,
            RefreshFamily::Resource,
            RefreshFamily::OfflineAccess,
            RefreshFamily::Amr,
            RefreshFamily::AuthTime,
            RefreshFamily::CreatedAt,
            RefreshFamily::ExpiresAt,
            RefreshFamily::EndedAt,
            RefreshFamily::Granted,
        ]),
        RefreshFamily::TABLE,
    );
    END_FAMILY = Statement::write(
        update(&[RefreshFamily::EndedAt], &[RefreshFamily::TenantId, RefreshFamily::Id])
            .and_where(RefreshFamily::EndedAt.col().is_null()),
        RefreshFamily::TABLE,
    );
    END_FAMILIES_OF_SESSION = Statement::write(
        update(
            &[RefreshFamily::EndedAt],
            &[
                RefreshFamily::TenantId,
                RefreshFamily::SessionId,
                RefreshFamily::OfflineAccess,
            ],
        )
        .and_where(RefreshFamily::EndedAt.col().is_null()),
        RefreshFamily::TABLE,
    );
    END_FAMILIES_OF_CLIENT = Statement::write(
        update(&[RefreshFamily::EndedAt], &[RefreshFamily::TenantId, RefreshFamily::ClientId])
            .and_where(RefreshFamily::EndedAt.col().is_null()),
        RefreshFamily::TABLE,
    );
    END_FAMILIES_OF_USER = Statement::write(
        update(&[RefreshFamily::EndedAt], &[RefreshFamily::TenantId, RefreshFamily::UserId])
            .and_where(RefreshFamily::SessionId.col().ne(PARAM))
            .and_where(RefreshFamily::EndedAt.col().is_null()),
        RefreshFamily::TABLE,
    );
    /// Led by the index of a user's families.
    END_FAMILIES_OF_GRANT = Statement::write(
        update(
            &[RefreshFamily::EndedAt],
            &[
                RefreshFamily::TenantId,
                RefreshFamily::UserId,
                RefreshFamily::ClientId,
            ],
        )
        .and_where(RefreshFamily::EndedAt.col().is_null()),
        RefreshFamily::TABLE,
    );
    FIND_TOKEN = Statement::point(&select(&TOKEN, &TOKEN_KEY), &TOKEN);
    INSERT_TOKEN = Statement::write(
        &insert(&[
            RefreshToken::TenantId,
            RefreshToken::TokenHash,
            RefreshToken::FamilyId,
            RefreshToken::Previous,
            RefreshToken::CreatedAt,
            RefreshToken::ExpiresAt,
        ]),
        RefreshToken::TABLE,
    );
    /// Decides who uses the token up.
    ROTATE = Statement::point(
        update(&[RefreshToken::UsedAt, RefreshToken::Successor], &TOKEN_KEY)
            .and_where(RefreshToken::UsedAt.col().is_null())
            .and_where(RefreshToken::ExpiresAt.col().gt(PARAM))
            .returning(returning(&TOKEN)),
        &TOKEN,
    );
    /// Asked by whoever did not win.
    SPENT = Statement::point(
        select(&TOKEN, &TOKEN_KEY).and_where(RefreshToken::UsedAt.col().is_not_null()),
        &TOKEN,
    );
    ERASE_SUCCESSOR = Statement::write(
        &update(&[RefreshToken::Successor], &TOKEN_KEY),
        RefreshToken::TABLE,
    );
}

fn family(row: &mut Row) -> Result<Family, StoreError> {
    Ok(Family {
        id: row.id(FamilyId::from_uuid)?,
        session: row.id(SessionId::from_uuid)?,
        user: row.id(UserId::from_uuid)?,
        client_id: row.text()?,
        resource: row.optional_text()?,
        offline_access: row.bool()?,
        amr: row.text()?,
        auth_time: row.time()?,
        created_at: row.time()?,
        expires_at: row.time()?,
        ended_at: row.optional_time()?,
        granted: row.optional_parsed(Granted::from_json)?,
    })
}

fn token(row: &mut Row) -> Result<Token, StoreError> {
    Ok(Token {
        family: row.id(FamilyId::from_uuid)?,
        previous: row.optional_token_hash()?,
        used_at: row.optional_time()?,
        expires_at: row.time()?,
        successor: row.optional_sealed()?,
    })
}

#[async_trait]
impl RefreshReads for Scoped<'_> {
    async fn find_family(&self, id: FamilyId) -> Result<Option<Family>, StoreError> {
        self.find(&FIND_FAMILY, &[self.tenant(), id.into()], family)
            .await
    }

    async fn list_families(
        &self,
        user: UserId,
        page: &PageRequest<FamilyId>,
    ) -> Result<Vec<Family>, StoreError> {
        let arguments = [
            self.tenant(),
            user.into(),
            page.after().map_or(Uuid::nil(), FamilyId::as_uuid).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST_FAMILIES_OF_USER, &arguments, family).await
    }

    async fn families_of_session(&self, session: SessionId) -> Result<Vec<Family>, StoreError> {
        let arguments = [self.tenant(), session.into(), MOST_OF_A_SESSION.into()];
        self.list(&LIST_FAMILIES_OF_SESSION, &arguments, family)
            .await
    }

    async fn find_refresh_token(&self, hash: &TokenHash) -> Result<Option<Token>, StoreError> {
        self.find(&FIND_TOKEN, &[self.tenant(), hash.into()], token)
            .await
    }
}

#[async_trait]
impl RefreshWrites for Scoped<'_> {
    async fn insert_family(&self, family: &Family) -> Result<(), StoreError> {
        let arguments = [
            self.tenant(),
            family.id.into(),
            family.session.into(),
            family.user.into(),
            family.client_id.as_str().into(),
            family.resource.as_deref().into(),
            family.offline_access.into(),
            family.amr.as_str().into(),
            family.auth_time.into(),
            family.created_at.into(),
            family.expires_at.into(),
            family.ended_at.into(),
            family.granted.as_ref().map(Granted::to_json).into(),
        ];
        self.execute(&INSERT_FAMILY, &arguments).await.map(drop)
    }

    async fn insert_refresh_token(&self, new: &NewRefreshToken) -> Result<(), StoreError> {
        let arguments = [
            self.tenant(),
            (&new.hash).into(),
            new.family.into(),
            new.previous.as_ref().into(),
            new.created_at.into(),
            new.expires_at.into(),
        ];
        self.execute(&INSERT_TOKEN, &arguments).await.map(drop)
    }

    async fn rotate_refresh_token(
        &self,
        rotation: &Rotation,
    ) -> Result<Consumed<Token>, StoreError> {
        let guarded = [
            rotation.now.into(),
            rotation.successor.as_ref().into(),
            self.tenant(),
            (&rotation.hash).into(),
            rotation.now.into(),
        ];
        if let Some(won) = self.find(&ROTATE, &guarded, token).await? {
            return Ok(Consumed::Won(won));
        }
        Ok(self
            .find(&SPENT, &[self.tenant(), (&rotation.hash).into()], token)
            .await?
            .map_or(Consumed::Absent, Consumed::Spent))
    }

    async fn erase_successor(&self, hash: &TokenHash) -> Result<(), StoreError> {
        let arguments = [Value::Null, self.tenant(), hash.into()];
        self.execute(&ERASE_SUCCESSOR, &arguments).await.map(drop)
    }

    async fn end_family(&self, id: FamilyId, now: Timestamp) -> Result<bool, StoreError> {
        self.touches(&END_FAMILY, &[now.into(), self.tenant(), id.into()])
            .await
    }

    async fn end_families_of_session(
        &self,
        session: SessionId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let arguments = [now.into(), self.tenant(), session.into(), false.into()];
        self.execute(&END_FAMILIES_OF_SESSION, &arguments).await
    }

    async fn end_families_of_client(
        &self,
        client_id: &str,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let arguments = [now.into(), self.tenant(), client_id.into()];
        self.execute(&END_FAMILIES_OF_CLIENT, &arguments).await
    }

    async fn end_families_of_grant(
        &self,
        user: UserId,
        client_id: &str,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let arguments = [now.into(), self.tenant(), user.into(), client_id.into()];
        self.execute(&END_FAMILIES_OF_GRANT, &arguments).await
    }

    async fn end_families_of_user(
        &self,
        user: UserId,
        keep: Option<SessionId>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let arguments = [
            now.into(),
            self.tenant(),
            user.into(),
            // No session has the nil id.
            keep.map_or(Uuid::nil(), |id| id.as_uuid()).into(),
        ];
        self.execute(&END_FAMILIES_OF_USER, &arguments).await
    }
}
