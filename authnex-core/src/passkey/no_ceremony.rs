use serde_json::Value;
use url::Url;

use super::{Assertion, CeremonyError, Passkey, Presented, Registered, Registrant};

/// Stands where the relying party would: this build has none.
#[derive(Clone, Debug)]
pub(crate) enum RelyingParty {}

impl RelyingParty {
    pub(crate) const fn new(_: &Url) -> Option<Self> {
        None
    }

    pub(crate) fn id(&self) -> &str {
        match *self {}
    }

    pub(crate) fn begin_registration(
        &self,
        _: &Registrant<'_>,
        _: &[Vec<u8>],
    ) -> Result<(Value, String), CeremonyError> {
        match *self {}
    }

    pub(crate) fn finish_registration(
        &self,
        _: &Value,
        _: &str,
    ) -> Result<Registered, CeremonyError> {
        match *self {}
    }

    pub(crate) fn begin_sign_in(&self, _: &[Vec<u8>]) -> Result<(Value, String), CeremonyError> {
        match *self {}
    }

    pub(crate) fn identify(&self, _: &Value) -> Result<Presented, CeremonyError> {
        match *self {}
    }

    pub(crate) fn finish_sign_in(
        &self,
        _: &Value,
        _: &str,
        _: &Passkey,
    ) -> Result<Assertion, CeremonyError> {
        match *self {}
    }
}
