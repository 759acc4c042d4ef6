use std::borrow::Cow;

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, IntoDeserializer, Visitor,
        value::{Error, MapDeserializer},
    },
    forward_to_deserialize_any,
};

use super::control;
use crate::error::Failure;

/// The fields of a form, in order, each name once.
#[derive(Debug)]
pub(crate) struct Fields<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Fields<'a> {
    pub(super) fn parse(body: &'a [u8]) -> Result<Self, Failure> {
        let mut fields: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            if name.chars().chain(value.chars()).any(control::is_refused) {
                return Err(Failure::control_character(
                    "A field has a control character, which is not taken. Remove it.".to_owned(),
                ));
            }
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(Failure::wrong_shape(
                    "A field stands twice in the form.".to_owned(),
                ));
            }
            fields.push((name, value));
        }
        Ok(Self(fields))
    }

    /// Takes a field out.
    pub(super) fn take(&mut self, name: &str) -> Option<Cow<'a, str>> {
        let index = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(index).1)
    }

    /// The fields that are left, as the handler's type. Refusals name the field, never a value.
    pub(super) fn into_typed<T: DeserializeOwned>(self) -> Result<T, Failure> {
        let fields = self.0.into_iter().map(|(name, value)| (name, Field(value)));
        T::deserialize(MapDeserializer::<_, Error>::new(fields)).map_err(|error| {
            let message = error.to_string();
            let told = message.starts_with("missing field") || message.starts_with("unknown field");
            Failure::wrong_shape(if told {
                format!("The form has a {message}.")
            } else {
                "A field of the form has the wrong type.".to_owned()
            })
        })
    }
}

/// One value: a text, or a number or truth value written as text. An optional field that stands there is there.
struct Field<'a>(Cow<'a, str>);

impl<'de> IntoDeserializer<'de, Error> for Field<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Field<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.0.into_owned())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    /// A ticked checkbox sends `on`.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(matches!(&*self.0, "on" | "true" | "1"))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::Fields;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        email: String,
        name: Option<String>,
        #[serde(default)]
        keep: bool,
    }

    fn parse(body: &str) -> Result<Sample, String> {
        Fields::parse(body.as_bytes())
            .and_then(Fields::into_typed)
            .map_err(|failure| failure.detail.into_owned())
    }

    #[test]
    fn a_form_is_decoded() {
        let sample = parse("email=a%40b.example&name=J+D&keep=on").unwrap();
        let expected = Sample {
            email: "a@b.example".to_owned(),
            name: Some("J D".to_owned()),
            keep: true,
        };
        assert_eq!(sample, expected);
    }

    #[test]
    fn repeated_unknown_and_missing_fields_are_refused() {
        assert!(parse("email=a&email=b").unwrap_err().contains("twice"));
        assert!(parse("email=a&role=owner").unwrap_err().contains("`role`"));
        assert!(parse("email=a%00").unwrap_err().contains("control"));
        assert!(parse("email=a%0D%0Ab").is_ok());
        assert!(parse("name=a").unwrap_err().contains("`email`"));
    }
}
