use base64::{
    Engine, alphabet,
    engine::DecodePaddingMode,
    engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig},
};

use super::ImportError;

/// The bounds on lengths in bytes: no import may make verifying dear or meaningless.
const SALT: std::ops::RangeInclusive<usize> = 4..=64;
const HASH: std::ops::RangeInclusive<usize> = 16..=64;

/// Standard base64 with or without padding, as the PHC form and its neighbours write it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn decode(text: &str) -> Result<Vec<u8>, ImportError> {
    BASE64.decode(text).map_err(|_| ImportError::Encoding)
}

pub(super) fn encode(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

pub(super) fn salt(bytes: Vec<u8>) -> Result<Vec<u8>, ImportError> {
    if SALT.contains(&bytes.len()) {
        Ok(bytes)
    } else {
        Err(ImportError::Bound("salt length"))
    }
}

pub(super) fn hash(bytes: Vec<u8>) -> Result<Vec<u8>, ImportError> {
    if HASH.contains(&bytes.len()) {
        Ok(bytes)
    } else {
        Err(ImportError::Bound("hash length"))
    }
}

/// The `name=value` pairs of a PHC parameter segment; every name must be asked for, once.
pub(super) struct Parameters<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Parameters<'a> {
    pub(super) fn parse(segment: &'a str) -> Result<Self, ImportError> {
        let pairs = segment
            .split(',')
            .map(|pair| pair.split_once('=').ok_or(ImportError::Format))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self(pairs))
    }

    pub(super) fn text(&mut self, name: &'static str) -> Result<&'a str, ImportError> {
        let at = self
            .0
            .iter()
            .position(|(key, _)| *key == name)
            .ok_or(ImportError::Missing(name))?;
        Ok(self.0.remove(at).1)
    }

    pub(super) fn number(
        &mut self,
        name: &'static str,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<u32, ImportError> {
        let value = self.text(name)?;
        number(value, name, range)
    }

    /// A number that may be left out.
    pub(super) fn optional_number(
        &mut self,
        name: &'static str,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<Option<u32>, ImportError> {
        match self.number(name, range) {
            Ok(value) => Ok(Some(value)),
            Err(ImportError::Missing(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn end(self) -> Result<(), ImportError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ImportError::Format)
        }
    }
}

pub(super) fn number(
    text: &str,
    name: &'static str,
    range: std::ops::RangeInclusive<u32>,
) -> Result<u32, ImportError> {
    // `parse` alone would take a sign.
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ImportError::Format);
    }
    // Digits that do not fit are a number beyond every bound.
    let value: u32 = text.parse().map_err(|_| ImportError::Bound(name))?;
    if range.contains(&value) {
        Ok(value)
    } else {
        Err(ImportError::Bound(name))
    }
}
