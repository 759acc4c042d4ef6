use http::HeaderMap;

use super::bearer_token;
use crate::{error::Failure, state::HttpState};

/// Checks that the operator's token came with the request.
pub(crate) fn check_operator(headers: &HeaderMap, state: &HttpState) -> Result<(), Failure> {
    let operator = state.operator().ok_or_else(Failure::not_found)?;
    let token = bearer_token(headers)?.ok_or_else(Failure::unauthenticated)?;
    if operator.is_token(token) {
        Ok(())
    } else {
        Err(Failure::invalid_token("This is not the operator's token."))
    }
}
