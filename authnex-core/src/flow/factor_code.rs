use async_trait::async_trait;

use super::{Environment, InternalError, second_factor::UsableFactor};
use crate::{
    foundation::{CodeHash, TenantScope, Timestamp, UserId},
    keyring::Sealed,
    recovery_code::recovery_hash,
    sign_in::{Proof, SecondFactorMethod, VerifiedRecoveryCode, VerifiedTotp},
    store::{StoreError, Unit},
    totp::TotpSecret,
};

/// A code that is right, and has still to be used up.
#[derive(Debug)]
pub(crate) enum RightCode {
    /// Of the authenticator app in use.
    Totp {
        user: UserId,
        secret: Sealed,
        step: i64,
    },
    /// One of the recovery codes that are left.
    Recovery { user: UserId, hash: CodeHash },
}

/// What a typed code is.
pub(crate) enum TypedCode {
    /// It is right.
    Right(RightCode),
    /// It is not; it looks like a code of this method.
    Wrong(SecondFactorMethod),
}

/// Blanks that apps show within a code do not count.
pub(crate) fn digits_of(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .take(32)
        .collect();
    (code.len() == 6 && code.bytes().all(|c| c.is_ascii_digit())).then_some(code)
}

/// Looks at a code: six digits are the app's, anything else is a recovery code. Nothing is used up by it.
pub(crate) async fn check_code(
    env: &Environment,
    scope: &TenantScope,
    user: UserId,
    typed: &str,
) -> Result<TypedCode, InternalError> {
    let reader = env.store.reader(scope);
    if let Some(code) = digits_of(typed) {
        let wrong = TypedCode::Wrong(SecondFactorMethod::Totp);
        let Some(active) = reader.find_totp(user).await?.active else {
            return Ok(wrong);
        };
        let secret = TotpSecret::open(scope, user, &active.secret)
            .map_err(|error| InternalError::Keys(error.to_string()))?;
        let skew = scope.snapshot().policy.totp_skew_steps;
        return Ok(match secret.step_of(&code, env.now(), skew) {
            Some(step) if step > active.last_step => TypedCode::Right(RightCode::Totp {
                user,
                secret: active.secret,
                step,
            }),
            Some(_) | None => wrong,
        });
    }
    let wrong = TypedCode::Wrong(SecondFactorMethod::RecoveryCode);
    let Some(hash) = recovery_hash(scope, user, typed) else {
        return Ok(wrong);
    };
    let left = reader.list_recovery_codes(user).await?;
    Ok(if left.iter().any(|one| one.matches(&hash)) {
        TypedCode::Right(RightCode::Recovery { user, hash })
    } else {
        wrong
    })
}

impl RightCode {
    /// What it proves.
    pub(crate) const fn proof(&self, now: Timestamp) -> Proof {
        match self {
            Self::Totp { user, .. } => Proof::Totp(VerifiedTotp::new(*user, now)),
            Self::Recovery { user, .. } => {
                Proof::RecoveryCode(VerifiedRecoveryCode::new(*user, now))
            }
        }
    }
}

#[async_trait]
impl UsableFactor for RightCode {
    async fn use_up(&self, unit: &dyn Unit, now: Timestamp) -> Result<bool, StoreError> {
        match self {
            Self::Totp { user, secret, step } => unit.use_totp_step(*user, secret, *step).await,
            Self::Recovery { user, hash } => unit.use_recovery_code(*user, hash, now).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::digits_of;

    #[test]
    fn six_digits_are_an_apps_code_however_they_are_typed() {
        for typed in ["123456", " 123 456 ", "123-456"] {
            assert_eq!(digits_of(typed).as_deref(), Some("123456"));
        }
        for typed in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(digits_of(typed), None, "{typed}");
        }
    }
}
