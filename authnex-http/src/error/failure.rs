use std::{borrow::Cow, sync::Arc};

use authnex_core::TenantHandle;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::StatusCode;

/// One thing that is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldError {
    /// The field's name.
    pub(crate) field: Cow<'static, str>,
    /// Stable name of the fault.
    pub(crate) code: &'static str,
    /// What to do about it.
    pub(crate) detail: String,
}

/// Why a request is not answered as asked, before it is known in which form that is told.
///
/// As a response it is empty and carries itself as an extension; [`super::render`] writes the body.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    /// Stable name: the last part of the problem type.
    pub(crate) code: &'static str,
    /// What the code means, always the same for a code.
    pub(crate) title: &'static str,
    /// What to do now.
    pub(crate) detail: Cow<'static, str>,
    pub(crate) errors: Vec<FieldError>,
    pub(crate) retry_after_seconds: Option<u32>,
    /// The error of the Bearer challenge (RFC 6750 3.1); 401 has a challenge without one too.
    pub(crate) bearer_error: Option<&'static str>,
    /// The error code at an OAuth endpoint, where the status does not say it.
    pub(crate) oauth_error: Option<&'static str>,
    /// The challenge of a 401, where it is not the plain one for an access token.
    pub(crate) challenge: Option<&'static str>,
    /// The organization whose page it is.
    pub(crate) owner: Option<Arc<TenantHandle>>,
    /// For the log alone.
    pub(crate) cause: Option<Arc<str>>,
}

impl Failure {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            title,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after_seconds: None,
            bearer_error: None,
            oauth_error: None,
            challenge: None,
            owner: None,
            cause: None,
        }
    }

    /// Told on a page of this organization, where it is told on a page.
    #[cfg(feature = "portal")]
    pub(crate) fn at(mut self, tenant: &TenantHandle) -> Self {
        self.owner = Some(Arc::new(tenant.clone()));
        self
    }

    /// The address names nothing that this caller may see.
    pub(crate) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Not found",
            "There is nothing at this address.",
        )
    }

    /// The caller cannot mend it; the cause is for the log.
    pub(crate) fn internal(cause: impl ToString) -> Self {
        let mut failure = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "Internal error",
            "The server failed. Its log has the cause under the request id.",
        );
        failure.cause = Some(cause.to_string().into());
        failure
    }

    /// Trying again helps.
    pub(crate) fn unavailable(retry_after_seconds: u32, cause: impl ToString) -> Self {
        let mut failure = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Temporarily unavailable",
            "The server has too much to do. Try again after the time in Retry-After.",
        );
        failure.retry_after_seconds = Some(retry_after_seconds.max(1));
        failure.cause = Some(cause.to_string().into());
        failure
    }

    /// Too many attempts. The lockout of a known and of an unknown name and the rate limit are one answer.
    pub(crate) fn too_many(retry_after_seconds: u32) -> Self {
        let mut failure = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_attempts",
            "Too many attempts",
            "Too many attempts: try again later.",
        );
        failure.retry_after_seconds = Some(retry_after_seconds.max(1));
        failure
    }

    /// No credentials were sent.
    pub(crate) fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "Sign-in required",
            "Send an access token as 'Authorization: Bearer …'.",
        )
    }

    /// The credentials that were sent open nothing (RFC 6750 3.1).
    pub(crate) fn invalid_token(detail: impl Into<Cow<'static, str>>) -> Self {
        let mut failure = Self::new(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "The access token is not valid",
            detail,
        );
        failure.bearer_error = Some("invalid_token");
        failure
    }

    /// Signed in, but without the permission.
    pub(crate) fn forbidden(permission: &str) -> Self {
        let mut failure = Self::new(
            StatusCode::FORBIDDEN,
            "permission_required",
            "Permission required",
            format!("This needs the permission '{permission}'."),
        );
        failure.bearer_error = Some("insufficient_scope");
        failure
    }

    /// Signed in, but too long ago for what is to be done.
    pub(crate) fn step_up_required() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "step_up_required",
            "Show again who you are",
            "Your sign-in is too old for this. Give your password or a code again.",
        )
    }

    /// A page was asked for that needs a session: the page renderer leads to the sign-in form instead.
    #[cfg(feature = "portal")]
    pub(crate) fn sign_in_required() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            Self::SIGN_IN_REQUIRED,
            "Sign-in required",
            "Sign in to see this page.",
        )
    }

    pub(crate) const SIGN_IN_REQUIRED: &'static str = "sign_in_required";

    /// The form does not come from a page of ours, or from one that is over.
    pub(crate) fn foreign_form() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "foreign_form",
            "The form was not accepted",
            "Open the page again and send its form anew. Cookies must be allowed.",
        )
    }

    /// The form belongs to another organization than the one that is current now.
    #[cfg(feature = "portal")]
    pub(crate) fn switched_organization() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "switched_organization",
            "You switched organization",
            "You switched organization since this form was opened. Nothing was changed.",
        )
    }

    /// What was sent is well formed, but does not do.
    pub(crate) fn invalid_input(errors: Vec<FieldError>) -> Self {
        let mut failure = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_input",
            "The input does not do",
            "See 'errors' for what to change.",
        );
        failure.errors = errors;
        failure
    }

    #[cfg(feature = "api")]
    #[must_use]
    pub(crate) fn with_error(
        mut self,
        field: impl Into<Cow<'static, str>>,
        code: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        self.errors.push(FieldError {
            field: field.into(),
            code,
            detail: detail.into(),
        });
        self
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        response.extensions_mut().insert(self);
        response
    }
}
