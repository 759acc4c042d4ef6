use axum::{body::Body, extract::FromRequest};
use http::Request;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::{
    body::{check_type, read},
    control,
};
use crate::{error::Failure, state::HttpState};

/// A JSON body. Its type must refuse unknown fields.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<HttpState> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request<Body>, state: &HttpState) -> Result<Self, Failure> {
        check_type(request.headers(), "application/json")?;
        let bytes = read(request, state.body_limit()).await?;
        let value = serde_json::from_slice(&bytes).map_err(|error| failure_of(&error))?;
        if is_list(&bytes) {
            let shape = "Line 1, column 1: expected an object with named fields.";
            return Err(Failure::wrong_shape(shape.to_owned()));
        }
        match control::in_json(&bytes) {
            None => Ok(Self(value)),
            Some(at) => Err(control_character(&bytes, at)),
        }
    }
}

/// A list would be taken for an object whose fields stand in order of declaration, which nobody may rely on.
fn is_list(bytes: &[u8]) -> bool {
    let mut bytes = bytes.iter();
    bytes.find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[')
}

fn control_character(bytes: &[u8], at: usize) -> Failure {
    let before = bytes.get(..at).unwrap_or_default();
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count()
        + 1;
    Failure::control_character(format!(
        "Line {line}, column {column}: a control character is not taken. Remove it."
    ))
}

/// What of a parser's message may be told: positions and names of fields, never a value that was sent.
fn failure_of(error: &serde_json::Error) -> Failure {
    let position = (error.line(), error.column());
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        Category::Data => wrong_fields(what, position),
        Category::Eof => Failure::malformed_json("the text ends early", position),
        Category::Io | Category::Syntax => Failure::malformed_json(what, position),
    }
}

/// The messages are those of serde's derived code; the tests hold them.
fn wrong_fields(what: &str, (line, column): (usize, usize)) -> Failure {
    let field = what.split('`').nth(1).unwrap_or_default();
    let named = |code, detail: String| {
        let field: String = field.chars().take(64).collect();
        Failure::wrong_shape("See 'errors' for the field.".to_owned())
            .with_error(field, code, detail)
    };
    if what.starts_with("unknown field") {
        let expected = what.split_once(", ").map_or("", |(_, rest)| rest);
        return named(
            "unknown_field",
            format!("There is no such field; {expected}."),
        );
    }
    if what.starts_with("missing field") {
        return named("missing_field", "The field is missing.".to_owned());
    }
    if what.starts_with("duplicate field") {
        return named("duplicate_field", "The field stands twice.".to_owned());
    }
    let expected = what
        .rsplit_once(", expected ")
        .map_or("another value", |(_, rest)| rest);
    Failure::wrong_shape(format!(
        "Line {line}, column {column}: expected {expected}."
    ))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::failure_of;
    use crate::error::Failure;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "read by its deserializer only")]
    struct Sample {
        email: String,
        count: Option<u32>,
    }

    fn refusal(text: &str) -> Failure {
        failure_of(&serde_json::from_str::<Sample>(text).unwrap_err())
    }

    #[test]
    fn a_text_that_is_not_json_is_refused_with_its_position() {
        let failure = refusal("{\n  \"email\": nope}");
        assert_eq!(failure.code, "malformed_json");
        assert!(
            failure.detail.contains("Line 2, column"),
            "{}",
            failure.detail
        );
        assert_eq!(refusal("").code, "malformed_json");
        assert_eq!(refusal("{\"email\": \"a\"} x").code, "malformed_json");
    }

    #[test]
    fn unknown_missing_and_repeated_fields_are_named() {
        for (text, field, code) in [
            (r#"{"email": "a", "admin": true}"#, "admin", "unknown_field"),
            (r#"{"count": 1}"#, "email", "missing_field"),
            (
                r#"{"email": "a", "email": "b"}"#,
                "email",
                "duplicate_field",
            ),
        ] {
            let failure = refusal(text);
            assert_eq!(failure.errors.len(), 1, "{text}");
            assert_eq!(
                (failure.errors[0].field.as_ref(), failure.errors[0].code),
                (field, code)
            );
        }
    }

    #[test]
    fn a_wrong_type_is_refused_without_an_echo_of_the_value() {
        let failure = refusal(r#"{"email": 123456}"#);
        assert_eq!(failure.code, "wrong_shape");
        assert!(
            failure.detail.contains("expected a string"),
            "{}",
            failure.detail
        );
        assert!(!failure.detail.contains("123456"));
        let failure = refusal(r#"{"email": "a", "count": "hunter2, expected u8"}"#);
        assert!(!failure.detail.contains("hunter2"), "{}", failure.detail);
        assert_eq!(refusal("[]").code, "wrong_shape");
    }
}
