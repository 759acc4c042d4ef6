//! OAuth 2.1 and OpenID Connect: what a request says, and what may be answered to it. No I/O here.
//!
//! A request is read in the order of the rules: client, redirect URI, and only then everything else, since an
//! error may be sent to a redirect URI that is known to be the client's ([`ReturnAddress`], [`RequestFault`]).
//! What a user granted to a client is one value ([`Granted`]) from the code to the last refresh.

mod assertion;
mod authentication_class;
mod authorization_request;
mod authorization_response;
mod claims_request;
mod client_authentication;
mod code;
mod consent;
mod granted;
mod logout_notice;
mod parameters;
mod pkce;
mod prompt;
mod redirect;
mod refusal;
mod repo;
mod requested_scope;
mod resource;
mod return_address;
mod scope_set;
mod seen_jti;
mod subject;
mod token_request;
mod user_claims;

pub(crate) use assertion::{AssertionRules, VerifiedAssertion, verify_assertion};
pub use authentication_class::{ACR_MULTI_FACTOR, ACR_SINGLE_FACTOR, acr_of};
pub use authorization_request::{AuthorizationRequest, RequestFault};
pub use authorization_response::{AuthorizationResponse, ResponseMode};
pub use claims_request::{ClaimWish, ClaimsRequest};
pub use client_authentication::{PresentedClient, PresentedMethod};
pub use code::{AuthorizationCode, NewAuthorizationCode};
pub use consent::Consent;
pub use granted::Granted;
pub use logout_notice::{LogoutNotice, LogoutNoticeReads, LogoutNoticeWrites};
pub use parameters::Parameters;
pub use pkce::{Challenge, is_verifier};
pub use prompt::Prompt;
pub use refusal::{OAuthCode, Refusal};
pub use repo::{
    AuthorizationCodeReads, AuthorizationCodeWrites, ConsentReads, ConsentWrites, SeenJtiReads,
    SeenJtiWrites,
};
pub(crate) use requested_scope::narrowed_scope;
pub(crate) use resource::{allowed_resources, is_resource, narrowed_resources};
pub use return_address::ReturnAddress;
pub use scope_set::ScopeSet;
pub use seen_jti::{JtiUse, SeenJti};
pub(crate) use subject::subject_of;
pub use token_request::TokenGrant;
pub use user_claims::CLAIMS_SUPPORTED;
pub(crate) use user_claims::{insert_own_claims, insert_user_claims};
