//! What deleting a user deletes: one statement for each table in which rows hang on a user.

use authnex_core::{foundation::UserId, store::StoreError};
use sea_query::ExprTrait;

use super::{
    Scoped,
    query::{delete, select},
};
use crate::{
    driver::{Statement, statements},
    schema::{
        Column, Consent, FormerPassword, OneTime, Passkey, Password, RecoveryCode, RefreshFamily,
        RefreshToken, Session, Totp, TrustedDevice, User, UserHandle, UserRole,
    },
};

statements! {
    /// Tokens hang on their family, which alone knows the user.
    REFRESH_TOKENS = Statement::write(
        delete(&[RefreshToken::TenantId]).and_where(
            RefreshToken::FamilyId.col().in_subquery(select(
                &[RefreshFamily::Id],
                &[RefreshFamily::TenantId, RefreshFamily::UserId],
            )),
        ),
        RefreshToken::TABLE,
    );
    REFRESH_FAMILIES = of(&[RefreshFamily::TenantId, RefreshFamily::UserId]);
    SESSIONS = of(&[Session::TenantId, Session::UserId]);
    CONSENTS = of(&[Consent::TenantId, Consent::UserId]);
    ONE_TIME = of(&[OneTime::TenantId, OneTime::UserId]);
    TRUSTED_DEVICES = of(&[TrustedDevice::TenantId, TrustedDevice::UserId]);
    RECOVERY_CODES = of(&[RecoveryCode::TenantId, RecoveryCode::UserId]);
    TOTPS = of(&[Totp::TenantId, Totp::UserId]);
    PASSKEYS = of(&[Passkey::TenantId, Passkey::UserId]);
    USER_HANDLES = of(&[UserHandle::TenantId, UserHandle::UserId]);
    FORMER_PASSWORDS = of(&[FormerPassword::TenantId, FormerPassword::UserId]);
    PASSWORDS = of(&[Password::TenantId, Password::UserId]);
    USER_ROLES = of(&[UserRole::TenantId, UserRole::UserId]);
    USERS = of(&[User::TenantId, User::Id]);
}

fn of<C: Column>(keys: &[C]) -> Statement {
    Statement::write(&delete(keys), C::TABLE)
}

impl Scoped<'_> {
    pub(super) async fn erase_user(&self, user: UserId) -> Result<bool, StoreError> {
        let of_tokens = [self.tenant(), self.tenant(), user.into()];
        self.execute(&REFRESH_TOKENS, &of_tokens).await?;
        let arguments = [self.tenant(), user.into()];
        for statement in [
            &REFRESH_FAMILIES,
            &SESSIONS,
            &CONSENTS,
            &ONE_TIME,
            &TRUSTED_DEVICES,
            &RECOVERY_CODES,
            &TOTPS,
            &PASSKEYS,
            &USER_HANDLES,
            &FORMER_PASSWORDS,
            &PASSWORDS,
            &USER_ROLES,
        ] {
            self.execute(statement, &arguments).await?;
        }
        self.touches(&USERS, &arguments).await
    }
}
