use super::{Environment, environment::new_id, open_session::TrustedToken};
use crate::{
    foundation::{
        RequestContext, TenantScope, Timestamp, TokenHash, TokenKind, TrustedDeviceId, UserId,
    },
    session::Device,
    sign_in::Proofs,
    store::{StoreError, Unit},
    trusted_device::{NewTrustedDevice, TrustedDevice},
};

const DAY_SECONDS: u32 = 86_400;

/// What a session that opens writes about the browser.
#[derive(Debug)]
pub(crate) enum Trust {
    /// It is trusted from now on.
    Begins(NewTrustedDevice),
    /// It was trusted: another token takes the place of the one that it brought.
    Goes {
        user: UserId,
        old: TokenHash,
        new: TokenHash,
    },
}

impl Trust {
    /// `None` if the browser is none that is trusted, or is to be. Only two factors earn trust.
    pub(crate) fn of(
        env: &Environment,
        scope: &TenantScope,
        proofs: &Proofs,
        context: &RequestContext,
    ) -> Option<(Self, TrustedToken)> {
        let seconds = scope.snapshot().policy.trusted_device_days * DAY_SECONDS;
        if seconds == 0 {
            return None;
        }
        let now = env.now();
        let token = env.token(TokenKind::TrustedDevice);
        let trust = match proofs.trusted_token() {
            Some(old) if !proofs.satisfies_second_factor() => Self::Goes {
                user: proofs.user(),
                old,
                new: token.hash(),
            },
            None if proofs.wants_trust() && proofs.satisfies_second_factor() => {
                Self::Begins(NewTrustedDevice {
                    device: TrustedDevice {
                        id: new_id!(env, TrustedDeviceId),
                        user: proofs.user(),
                        user_agent: Device::of(context).user_agent,
                        created_at: now,
                        last_used_at: now,
                        expires_at: now.plus_seconds(seconds),
                    },
                    token: token.hash(),
                })
            }
            Some(_) | None => return None,
        };
        Some((trust, TrustedToken { token, seconds }))
    }

    /// `false` if the browser is trusted no longer.
    pub(crate) async fn write(&self, unit: &dyn Unit, now: Timestamp) -> Result<bool, StoreError> {
        match self {
            Self::Begins(new) => unit.insert_trusted_device(new).await.map(|()| true),
            Self::Goes { user, old, new } => {
                unit.rotate_trusted_device(*user, (old, new), now).await
            }
        }
    }
}
