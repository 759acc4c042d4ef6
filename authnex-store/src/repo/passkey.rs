use async_trait::async_trait;
use authnex_core::{
    foundation::{PasskeyId, UserId},
    passkey::{
        NewPasskey, Passkey as Stored, PasskeyName, PasskeyReads, PasskeyUse, PasskeyWrites,
        UserHandle as Handle,
    },
    store::StoreError,
};
use sea_query::{ExprTrait, OnConflict, Order};

use super::{
    Scoped,
    query::{delete, insert, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, PARAM, Passkey, UserHandle},
};

const PASSKEY: [Passkey; 11] = [
    Passkey::Id,
    Passkey::UserId,
    Passkey::CredentialId,
    Passkey::Credential,
    Passkey::Name,
    Passkey::Aaguid,
    Passkey::Counter,
    Passkey::BackedUp,
    Passkey::RelyingParty,
    Passkey::CreatedAt,
    Passkey::LastUsedAt,
];
const OWN: [Passkey; 3] = [Passkey::TenantId, Passkey::Id, Passkey::UserId];
const USE: [Passkey; 3] = [Passkey::Counter, Passkey::BackedUp, Passkey::LastUsedAt];

statements! {
    /// A user has few passkeys, and they stand side by side.
    LIST = Statement::point(
        select(&PASSKEY, &[Passkey::TenantId, Passkey::UserId]).order_by(Passkey::Id, Order::Asc),
        &PASSKEY,
    );
    FIND = Statement::point(&select(&PASSKEY, &OWN), &PASSKEY);
    FIND_BY_CREDENTIAL = Statement::point(
        &select(&PASSKEY, &[Passkey::TenantId, Passkey::CredentialId]),
        &PASSKEY,
    );
    INSERT = Statement::write(
        insert(&[
            Passkey::TenantId,
            Passkey::Id,
            Passkey::UserId,
            Passkey::CredentialId,
            Passkey::Credential,
            Passkey::Name,
            Passkey::Aaguid,
            Passkey::Counter,
            Passkey::BackedUp,
            Passkey::RelyingParty,
            Passkey::CreatedAt,
            Passkey::LastUsedAt,
        ])
        .on_conflict(
            OnConflict::columns([Passkey::TenantId, Passkey::CredentialId])
                .do_nothing()
                .to_owned(),
        ),
        Passkey::TABLE,
    );
    /// Decides whether a use counts, of a passkey that counts: its counter rises.
    USE_RISEN = Statement::write(
        update(&USE, &[Passkey::TenantId, Passkey::Id]).and_where(Passkey::Counter.col().lt(PARAM)),
        Passkey::TABLE,
    );
    /// The same of a passkey that does not count, and never has.
    USE_UNCOUNTED = Statement::write(
        &update(&USE, &[Passkey::TenantId, Passkey::Id, Passkey::Counter]),
        Passkey::TABLE,
    );
    RENAME = Statement::write(&update(&[Passkey::Name], &OWN), Passkey::TABLE);
    DELETE = Statement::write(&delete(&OWN), Passkey::TABLE);
    DELETE_ALL = Statement::write(
        &delete(&[Passkey::TenantId, Passkey::UserId]),
        Passkey::TABLE,
    );
    /// Changes nothing, and holds the row.
    HOLD = Statement::write(
        &update(&[UserHandle::UserId], &[UserHandle::TenantId, UserHandle::UserId]),
        UserHandle::TABLE,
    );
    FIND_HANDLE = Statement::point(
        &select(&[UserHandle::Handle], &[UserHandle::TenantId, UserHandle::UserId]),
        &[UserHandle::Handle],
    );
    KEEP_HANDLE = Statement::write(
        insert(&[UserHandle::TenantId, UserHandle::UserId, UserHandle::Handle]).on_conflict(
            OnConflict::columns([UserHandle::TenantId, UserHandle::UserId])
                .do_nothing()
                .to_owned(),
        ),
        UserHandle::TABLE,
    );
}

fn passkey(row: &mut Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        id: row.id(PasskeyId::from_uuid)?,
        user: row.id(UserId::from_uuid)?,
        credential_id: row.bytes()?,
        credential: row.text()?,
        name: PasskeyName::from_stored(row.text()?),
        aaguid: row.optional_id(|aaguid| aaguid)?,
        counter: row.number()?,
        backed_up: row.bool()?,
        rp_id: row.text()?,
        created_at: row.time()?,
        last_used_at: row.optional_time()?,
    })
}

#[async_trait]
impl PasskeyReads for Scoped<'_> {
    async fn list_passkeys(&self, user: UserId) -> Result<Vec<Stored>, StoreError> {
        self.list(&LIST, &[self.tenant(), user.into()], passkey)
            .await
    }

    async fn find_passkey(
        &self,
        user: UserId,
        id: PasskeyId,
    ) -> Result<Option<Stored>, StoreError> {
        self.find(&FIND, &[self.tenant(), id.into(), user.into()], passkey)
            .await
    }

    async fn find_passkey_by_credential(
        &self,
        credential_id: &[u8],
    ) -> Result<Option<Stored>, StoreError> {
        let arguments = [self.tenant(), credential_id.into()];
        self.find(&FIND_BY_CREDENTIAL, &arguments, passkey).await
    }

    async fn find_user_handle(&self, user: UserId) -> Result<Option<Handle>, StoreError> {
        self.find(&FIND_HANDLE, &[self.tenant(), user.into()], |row| {
            row.id(Handle::from_uuid)
        })
        .await
    }
}

#[async_trait]
impl PasskeyWrites for Scoped<'_> {
    async fn keep_user_handle(&self, user: UserId, handle: Handle) -> Result<Handle, StoreError> {
        let arguments = [self.tenant(), user.into(), handle.as_uuid().into()];
        self.execute(&KEEP_HANDLE, &arguments).await?;
        Ok(self.find_user_handle(user).await?.unwrap_or(handle))
    }

    async fn hold_passkeys(&self, user: UserId) -> Result<(), StoreError> {
        let arguments = [user.into(), self.tenant(), user.into()];
        self.execute(&HOLD, &arguments).await.map(drop)
    }

    async fn insert_passkey(&self, new: &NewPasskey) -> Result<bool, StoreError> {
        let passkey = &new.passkey;
        let arguments: [Value; 12] = [
            self.tenant(),
            passkey.id.into(),
            passkey.user.into(),
            passkey.credential_id.as_slice().into(),
            passkey.credential.as_str().into(),
            passkey.name.as_str().into(),
            passkey.aaguid.into(),
            passkey.counter.into(),
            passkey.backed_up.into(),
            passkey.rp_id.as_str().into(),
            passkey.created_at.into(),
            passkey.last_used_at.into(),
        ];
        self.touches(&INSERT, &arguments).await
    }

    async fn use_passkey(&self, used: &PasskeyUse) -> Result<bool, StoreError> {
        let statement = if used.counter == 0 {
            &USE_UNCOUNTED
        } else {
            &USE_RISEN
        };
        let arguments = [
            used.counter.into(),
            used.backed_up.into(),
            used.at.into(),
            self.tenant(),
            used.id.into(),
            used.counter.into(),
        ];
        self.touches(statement, &arguments).await
    }

    async fn rename_passkey(
        &self,
        user: UserId,
        id: PasskeyId,
        name: &PasskeyName,
    ) -> Result<bool, StoreError> {
        let arguments = [name.as_str().into(), self.tenant(), id.into(), user.into()];
        self.touches(&RENAME, &arguments).await
    }

    async fn delete_passkey(&self, user: UserId, id: PasskeyId) -> Result<bool, StoreError> {
        self.touches(&DELETE, &[self.tenant(), id.into(), user.into()])
            .await
    }

    async fn delete_passkeys(&self, user: UserId) -> Result<u64, StoreError> {
        self.execute(&DELETE_ALL, &[self.tenant(), user.into()])
            .await
    }
}
