//! What a stranger could tell by the clock: each path that takes a name, asked by turns about names that exist and
//! names that do not.

use std::{collections::HashMap, time::Instant};

use async_trait::async_trait;
use authnex_core::{
    Secret, TenantHandle,
    flow::{
        Grant, MailedProof, MailedSignIn, NewPassword, NewUserByOperator, PasswordSignIn,
        ResetPassword, SignInMailRequest,
    },
    foundation::{Clock, EventId, PasskeyId, RequestContext, SystemClock, SystemEntropy, UserId},
    passkey::{NewPasskey, Passkey, PasskeyName, UserHandle},
    store::{StoreError, Unit, Verdict, Work},
};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::{
    Outcome, Scale,
    installation::{Installation, PASSWORD},
    pair::{median, micros},
    table::Line,
};

/// Attempts at each path: half of them at names that exist. Each name is tried once, so that no limit answers.
const ATTEMPTS: usize = 2_000;

/// The paths that take a name.
#[derive(Clone, Copy, Debug)]
enum Path {
    ForgotPassword,
    MailedCode,
    MailedLink,
    PasskeyBegin,
    Password,
    ResetCode,
    Verification,
}

impl Path {
    const ALL: [Self; 7] = [
        Self::Password,
        Self::PasskeyBegin,
        Self::ForgotPassword,
        Self::ResetCode,
        Self::MailedLink,
        Self::MailedCode,
        Self::Verification,
    ];

    const fn what(self) -> &'static str {
        match self {
            Self::ForgotPassword => "asking for another password",
            Self::MailedCode => "a wrong mailed code at sign-in",
            Self::MailedLink => "asking to sign in by mail",
            Self::PasskeyBegin => "asking for a name's passkeys",
            Self::Password => "a wrong password",
            Self::ResetCode => "a wrong code for another password",
            Self::Verification => "asking for a verification",
        }
    }

    /// One attempt; how it is answered is alike for every name, and of no matter here.
    async fn attempt(self, tenant: &TenantHandle, name: &str) {
        let by = RequestContext::anonymous();
        let proof = || MailedProof {
            email: Some(name.to_owned()),
            code: "00000000".to_owned(),
        };
        match self {
            Self::ForgotPassword => drop(tenant.forgot_password(name, &by).await),
            Self::MailedCode => {
                let request = MailedSignIn {
                    proof: proof(),
                    grant: Grant::Session,
                };
                drop(tenant.sign_in_by_mail(request, &by).await);
            }
            Self::MailedLink => {
                let request = SignInMailRequest {
                    login: name.to_owned(),
                    ..SignInMailRequest::default()
                };
                drop(tenant.send_sign_in_mail(&request, &by).await);
            }
            Self::PasskeyBegin => drop(tenant.begin_passkey_sign_in(Some(name)).await),
            Self::Password => {
                let request = PasswordSignIn {
                    login: name.to_owned(),
                    password: Secret::from("a wrong guess of it"),
                    grant: Grant::Session,
                };
                drop(tenant.sign_in(request, &by).await);
            }
            Self::ResetCode => {
                let request = ResetPassword {
                    proof: proof(),
                    password: Secret::from(PASSWORD),
                };
                drop(tenant.reset_password(request, &by).await);
            }
            Self::Verification => drop(tenant.send_verification(name, &by).await),
        }
    }
}

/// Measures the paths; in a quick run too, since fewer attempts would tell nothing.
pub(crate) fn measure(_: Scale) -> Outcome<Vec<Line>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let installation = runtime.block_on(Installation::new(1_000))?;
    let tenant = runtime.block_on(furnish(&installation))?;
    let lines = Path::ALL
        .into_iter()
        .map(|path| line(&runtime, &tenant, path));
    Ok(lines.collect())
}

fn name(number: usize, exists: bool) -> String {
    let word = if exists { "member" } else { "nobody" };
    format!("{word}-{number:04}@acme.example")
}

/// Users with a password and a passkey each, in a tenant that signs in by mail too.
async fn furnish(installation: &Installation) -> Outcome<TenantHandle> {
    let tenant = &installation.tenant;
    let by = RequestContext::anonymous();
    let overrides = serde_json::from_value(json!({"magic_link": "on"}))?;
    tenant.update_policy(overrides, &by).await?;
    let entropy = SystemEntropy::new();
    for number in 0..ATTEMPTS / 2 {
        let request = NewUserByOperator {
            email: Some(name(number, true)),
            password: Some(NewPassword::Plain(Secret::from(PASSWORD))),
            ..NewUserByOperator::default()
        };
        let user = tenant.create_user(request, &by).await?;
        let work = AddPasskey::of(user.id, number, &entropy)?;
        installation.store.write(tenant.scope(), work).await?;
    }
    let fresh = tenant.authnex().tenant("acme").await?;
    Ok(fresh.ok_or("the tenant is gone")?)
}

/// A passkey that nobody answers by: it is only to be found.
struct AddPasskey {
    event: EventId,
    handle: UserHandle,
    new: NewPasskey,
}

impl AddPasskey {
    fn of(user: UserId, number: usize, entropy: &SystemEntropy) -> Outcome<Self> {
        let now = SystemClock.now();
        let passkey = Passkey {
            id: PasskeyId::generate(&SystemClock, entropy),
            user,
            credential_id: format!("{number:032}").into_bytes(),
            credential: "{}".to_owned(),
            name: PasskeyName::parse("Passkey")?,
            aaguid: None,
            counter: 0,
            backed_up: false,
            rp_id: "localhost".to_owned(),
            created_at: now,
            last_used_at: None,
        };
        Ok(Self {
            event: EventId::generate(&SystemClock, entropy),
            handle: UserHandle::generate(entropy),
            new: NewPasskey { passkey },
        })
    }
}

#[async_trait]
impl Work for AddPasskey {
    type Out = ();

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        let user = self.new.passkey.user;
        unit.keep_user_handle(user, self.handle).await?;
        unit.insert_passkey(&self.new).await?;
        Ok(Verdict::Commit(()))
    }
}

/// One path: the median of each kind of name, the gap between them, and beside it the gap between two halves of the
/// names that do not exist, which is what the machine itself makes of nothing.
fn line(runtime: &Runtime, tenant: &TenantHandle, path: Path) -> Line {
    let mut taken: HashMap<(bool, usize), Vec<f64>> = HashMap::new();
    for number in 0..ATTEMPTS / 2 {
        // By turns, and neither always first.
        let first = number % 2 == 0;
        for exists in [first, !first] {
            let name = name(number, exists);
            let took = runtime.block_on(async {
                let begun = Instant::now();
                path.attempt(tenant, &name).await;
                begun.elapsed()
            });
            taken
                .entry((exists, number / 2 % 2))
                .or_default()
                .push(micros(took));
        }
    }
    let of = |exists: bool, halves: &[usize]| {
        let values = halves
            .iter()
            .filter_map(|half| taken.get(&(exists, *half)))
            .flatten();
        median(values.copied().collect())
    };
    let (known, unknown) = (of(true, &[0, 1]), of(false, &[0, 1]));
    let gap = (known - unknown).abs() / unknown;
    let noise = (of(false, &[0]) - of(false, &[1])).abs() / unknown;
    let what = format!(
        "{}, 2,000 by turns; raw: unknown against unknown",
        path.what()
    );
    Line::new("timing", what)
        .raw(format!("gap {:.2} %", noise * 100.0))
        .ours(format!(
            "known {known:.0} us, unknown {unknown:.0} us, gap {:.2} %",
            gap * 100.0
        ))
        .ratio(known / unknown)
        .goal("gap < 1 %", gap < 0.01)
}
