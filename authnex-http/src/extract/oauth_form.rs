use authnex_core::oauth::Parameters;
use axum::{body::Body, extract::FromRequest};
use http::Request;

use super::body::{check_type, read};
use crate::{error::Failure, state::HttpState};

/// The form of a call to an OAuth endpoint, as it came: repeated parameters are noted, not refused. What stands in
/// the query does not count.
#[derive(Debug)]
pub(crate) struct OAuthForm(pub(crate) Parameters);

impl FromRequest<HttpState> for OAuthForm {
    type Rejection = Failure;

    async fn from_request(request: Request<Body>, state: &HttpState) -> Result<Self, Failure> {
        check_type(request.headers(), "application/x-www-form-urlencoded")?;
        let bytes = read(request, state.body_limit()).await?;
        Ok(Self(Parameters::parse(&bytes)?))
    }
}
