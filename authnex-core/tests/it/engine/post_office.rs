//! An installation whose mails are captured, and what tests take out of them.

use std::sync::Arc;

use authnex_core::{
    TenantHandle,
    flow::{MailedProof, ResetPassword, ResetPasswordError},
    foundation::UserId,
    mail::{Mail, MailKind},
    testing::CapturedMail,
};

use super::installation::{Installation, OWNER, context};

pub(crate) struct PostOffice {
    pub(crate) installation: Installation,
    pub(crate) tenant: TenantHandle,
    pub(crate) mails: Arc<CapturedMail>,
}

impl PostOffice {
    /// With the tenant `acme`.
    pub(crate) async fn new() -> Self {
        let mails = Arc::new(CapturedMail::default());
        let mailer = mails.clone();
        let installation = Installation::with(|builder| builder.mailer(mailer)).await;
        let tenant = installation.make_tenant("acme").await;
        Self {
            installation,
            tenant,
            mails,
        }
    }

    /// Delivers what is due.
    pub(crate) async fn deliver(&self) {
        self.installation.workers.deliver_mail().await.unwrap();
    }

    /// Delivers, and hands out the newest mail of this kind to the owner.
    pub(crate) async fn newest(&self, kind: MailKind) -> Mail {
        self.deliver().await;
        self.mails.last(kind, OWNER).unwrap()
    }

    pub(crate) async fn count(&self, kind: MailKind) -> usize {
        self.deliver().await;
        let all = self.mails.all();
        all.iter().filter(|mail| mail.kind == kind).count()
    }

    /// Asks for another password of the owner; the mail.
    pub(crate) async fn forgot(&self) -> Mail {
        self.tenant
            .forgot_password(OWNER, &context())
            .await
            .unwrap();
        self.newest(MailKind::ResetPassword).await
    }
}

/// The token in the mail's link.
pub(crate) fn by_link(mail: &Mail) -> MailedProof {
    let link = mail.content.link.as_deref().unwrap();
    let (_, token) = link.split_once("?code=").unwrap();
    MailedProof {
        email: None,
        code: token.to_owned(),
    }
}

/// The mail's code, for the address that it went to.
pub(crate) fn by_code(mail: &Mail) -> MailedProof {
    code_of(&mail.content.to, mail.content.code.as_deref().unwrap())
}

pub(crate) fn code_of(email: &str, code: &str) -> MailedProof {
    MailedProof {
        email: Some(email.to_owned()),
        code: code.to_owned(),
    }
}

pub(crate) async fn reset(
    tenant: &TenantHandle,
    proof: MailedProof,
    password: &str,
) -> Result<UserId, ResetPasswordError> {
    let request = ResetPassword {
        proof,
        password: password.into(),
    };
    tenant.reset_password(request, &context()).await
}

/// A code that is not the mail's.
pub(crate) fn wrong_code(mail: &Mail) -> &'static str {
    let right = mail.content.code.as_deref();
    if right == Some("00000000") {
        "00000001"
    } else {
        "00000000"
    }
}
