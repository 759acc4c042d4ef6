use serde::{Deserialize, Serialize};

use super::{
    Environment, FieldFault, MailRequestError,
    mailed_proof::{Proving, address_mark},
    request_mail::{Asked, send_if_known},
    standing::Standing,
};
use crate::{
    foundation::{RequestContext, TenantScope, Timestamp, TokenHash, UserId},
    one_time::OneTimeGrant,
    policy::MagicLink,
    session::DeviceName,
    store::{Reader, StoreError},
    user::Email,
};

/// Where a sign-in by mail was begun: shown to whoever opens the link in another browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInOrigin {
    /// The browser or program, if its name is known.
    pub browser: Option<String>,
    /// The system that it runs on, if its name is known.
    pub system: Option<String>,
    /// The network address.
    pub address: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Through which pages, as the caller named them.
    pub place: Option<String>,
    /// The mark of the browser, as the caller gave it.
    pub mark: Option<String>,
}

impl SignInOrigin {
    fn of(
        (mark, place): (Option<&str>, Option<&str>),
        now: Timestamp,
        context: &RequestContext,
    ) -> Self {
        let device = context.user_agent.as_deref().map(DeviceName::of);
        let name = |name: Option<&'static str>| name.map(str::to_owned);
        Self {
            browser: device.and_then(|device| name(device.browser)),
            system: device.and_then(|device| name(device.system)),
            address: context.address.map(|address| address.to_string()),
            at: now,
            place: place.map(str::to_owned),
            mark: mark.map(str::to_owned),
        }
    }
}

/// What is kept with the token of such a mail.
#[derive(Serialize, Deserialize)]
pub(super) struct SignInGrant {
    /// Of the address that the mail went to.
    pub(super) address: String,
    pub(super) origin: SignInOrigin,
}

impl SignInGrant {
    pub(super) fn read(grant: &OneTimeGrant) -> Option<(UserId, Self)> {
        let read = serde_json::from_str(&grant.data).ok()?;
        Some((grant.user?, read))
    }
}

/// A wish to sign in by mail.
#[derive(Clone, Debug, Default)]
pub struct SignInMailRequest {
    /// The e-mail address or the sign-in name, as typed.
    pub login: String,
    /// The browser's mark, by which it is known again when the link is opened; at most 64 characters are kept.
    pub mark: Option<String>,
    /// A word for the pages through which the sign-in was begun; at most 64 characters are kept.
    pub place: Option<String>,
}

/// Mails a link and a code with which to sign in, if there is such an account and it may. The answer is the same if
/// not.
pub(crate) async fn send_sign_in_mail(
    env: &Environment,
    scope: &TenantScope,
    request: &SignInMailRequest,
    context: &RequestContext,
) -> Result<(), MailRequestError> {
    if scope.snapshot().policy.magic_link == MagicLink::Off {
        let fault = FieldFault::new(
            "email",
            "magic_link_off",
            "this organization lets nobody sign in by mail; sign in another way",
        );
        return Err(MailRequestError::Invalid(vec![fault]));
    }
    let short = |text: &Option<String>| {
        let text = text.as_deref()?;
        Some(text.chars().take(64).collect::<String>())
    };
    let (mark, place) = (short(&request.mark), short(&request.place));
    let marked = (mark.as_deref(), place.as_deref());
    let origin = SignInOrigin::of(marked, env.now(), context);
    let grant = |user: UserId, to: &Email| OneTimeGrant {
        user: Some(user),
        data: serde_json::to_string(&SignInGrant {
            address: address_mark(scope, to),
            origin: origin.clone(),
        })
        .unwrap_or_default(),
    };
    let asked = Asked {
        proving: Proving::SignIn,
        login: &request.login,
        grant: &grant,
    };
    send_if_known(env, scope, asked, context).await
}

/// Whether the policy lets the user sign in by mail: where it wants a second factor too, who has one.
pub(super) async fn may_sign_in_by_mail(
    reader: &dyn Reader,
    scope: &TenantScope,
    user: UserId,
) -> Result<bool, StoreError> {
    Ok(match scope.snapshot().policy.magic_link {
        MagicLink::Off => false,
        MagicLink::On => true,
        MagicLink::SecondFactor => Standing::read(reader, scope, user)
            .await?
            .is_some_and(|standing| standing.factors.any()),
    })
}

/// Where the sign-in of a link's token was begun, if the link is good now. It uses nothing up.
pub(crate) async fn find_sign_in_origin(
    env: &Environment,
    scope: &TenantScope,
    token: &TokenHash,
) -> Result<Option<SignInOrigin>, StoreError> {
    let purpose = Proving::SignIn.link_purpose();
    let reader = env.store.reader(scope);
    let found = reader.find_one_time(&purpose, token, env.now()).await?;
    let read = found.and_then(|grant| SignInGrant::read(&grant));
    Ok(read.map(|(_, grant)| grant.origin))
}
