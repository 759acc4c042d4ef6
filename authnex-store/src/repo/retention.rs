use std::sync::LazyLock;

use async_trait::async_trait;
use authnex_core::{
    foundation::Timestamp,
    retention::{RetentionWrites, Spent},
    store::StoreError,
};
use sea_query::{DeleteStatement, Expr, ExprTrait};

use super::{Scoped, query::delete_oldest};
use crate::{
    driver::{Statement, Value, statements},
    schema::{
        AuthorizationCode, Column, Invite, OneTime, PARAM, RefreshFamily, RefreshToken, SeenJti,
        Session, SignInFlow, Throttle, TrustedDevice,
    },
};

statements! {
    ONE_TIME = Statement::write(
        &delete_oldest(
            OneTime::TenantId,
            &[OneTime::Purpose, OneTime::TokenHash],
            OneTime::ExpiresAt,
        ),
        OneTime::TABLE,
    );
    INVITE = Statement::write(
        &delete_oldest(Invite::TenantId, &[Invite::Id], Invite::ExpiresAt),
        Invite::TABLE,
    );
    AUTHORIZATION_CODE = Statement::write(
        &delete_oldest(
            AuthorizationCode::TenantId,
            &[AuthorizationCode::CodeHash],
            AuthorizationCode::KeptUntil,
        ),
        AuthorizationCode::TABLE,
    );
    SEEN_JTI = Statement::write(
        &delete_oldest(
            SeenJti::TenantId,
            &[SeenJti::OwnerId, SeenJti::UsedAs, SeenJti::JtiHash],
            SeenJti::ExpiresAt,
        ),
        SeenJti::TABLE,
    );
    SIGN_IN_FLOW = Statement::write(
        &delete_oldest(SignInFlow::TenantId, &[SignInFlow::TokenHash], SignInFlow::ExpiresAt),
        SignInFlow::TABLE,
    );
    SESSION = Statement::write(
        &delete_oldest(Session::TenantId, &[Session::TokenHash], Session::ExpiresAt),
        Session::TABLE,
    );
    REFRESH_TOKEN = Statement::write(
        &delete_oldest(RefreshToken::TenantId, &[RefreshToken::TokenHash], RefreshToken::ExpiresAt),
        RefreshToken::TABLE,
    );
    REFRESH_FAMILY = Statement::write(
        &delete_oldest(RefreshFamily::TenantId, &[RefreshFamily::Id], RefreshFamily::ExpiresAt),
        RefreshFamily::TABLE,
    );
    TRUSTED_DEVICE = Statement::write(
        &delete_oldest(
            TrustedDevice::TenantId,
            &[TrustedDevice::UserId, TrustedDevice::Id],
            TrustedDevice::ExpiresAt,
        ),
        TrustedDevice::TABLE,
    );
    THROTTLE = Statement::write(&throttles(), Throttle::TABLE);
}

/// A lock may be longer than its window: a counter that is locked stays. The last argument is the time.
fn throttles() -> DeleteStatement {
    let unlocked = Throttle::LockedUntil.col().is_null();
    let passed = Throttle::LockedUntil.col().lt(Expr::val(PARAM));
    delete_oldest(
        Throttle::TenantId,
        &[Throttle::Kind, Throttle::KeyHash],
        Throttle::WindowBegan,
    )
    .and_where(unlocked.or(passed))
    .take()
}

fn statement(spent: Spent) -> &'static LazyLock<Statement> {
    match spent {
        Spent::Invite => &INVITE,
        Spent::OneTime => &ONE_TIME,
        Spent::AuthorizationCode => &AUTHORIZATION_CODE,
        Spent::SeenJti => &SEEN_JTI,
        Spent::SignInFlow => &SIGN_IN_FLOW,
        Spent::Session => &SESSION,
        Spent::RefreshToken => &REFRESH_TOKEN,
        Spent::RefreshFamily => &REFRESH_FAMILY,
        Spent::Throttle => &THROTTLE,
        Spent::TrustedDevice => &TRUSTED_DEVICE,
    }
}

#[async_trait]
impl RetentionWrites for Scoped<'_> {
    async fn delete_spent(
        &self,
        spent: Spent,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let mut arguments: Vec<Value> =
            vec![self.tenant(), self.tenant(), before.into(), limit.into()];
        if spent == Spent::Throttle {
            arguments.push(before.into());
        }
        self.execute(statement(spent), &arguments).await
    }
}
