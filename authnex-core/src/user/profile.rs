use serde::{Deserialize, Serialize};

/// Why a profile is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {detail}")]
pub struct ProfileError {
    /// The field, as its claim is called; one of the address is `address.country` and so on.
    pub field: &'static str,
    /// What to do about it.
    pub detail: &'static str,
}

/// The most characters of a field.
const MAX_TEXT: usize = 200;

/// The most characters of a URL or of a written address.
const MAX_LONG: usize = 2_000;

macro_rules! texts {
    ($(#[$doc:meta])* $name:ident $prefix:literal { $($(#[$fdoc:meta])* $field:ident: $check:ident,)* } and { $($(#[$odoc:meta])* $other:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$fdoc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $field: Option<String>,)*
            $($(#[$odoc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $other: Option<$type>,)*
        }

        impl $name {
            /// The names of its fields, as their claims are called.
            pub const FIELDS: &'static [&'static str] = &[$(stringify!($field),)* $(stringify!($other),)*];

            fn check_texts(&self) -> Result<(), ProfileError> {
                $(if let Some(text) = self.$field.as_deref().filter(|text| !text.is_empty()) {
                    $check(text).map_err(|detail| ProfileError { field: concat!($prefix, stringify!($field)), detail })?;
                })*
                Ok(())
            }

            /// Its fields by name, each with whether it differs in `other`.
            #[must_use]
            pub fn differences(&self, other: &Self) -> Vec<(&'static str, bool)> {
                vec![
                    $((stringify!($field), self.$field != other.$field),)*
                    $((stringify!($other), self.$other != other.$other),)*
                ]
            }

            fn set_texts(&mut self, from: &Self) {
                $(set(&mut self.$field, from.$field.as_ref());)*
            }
        }
    };
}

texts! {
    #[expect(clippy::struct_field_names, reason = "the names are those of the claims")]
    /// An address (OpenID Connect Core 5.1.1). A text of its fields has at most 200 characters, `formatted` 2,000.
    Address "address." {
        /// The whole address, lines parted by line feeds.
        formatted: written,
        /// Street, house number, further lines.
        street_address: written,
        /// City.
        locality: line,
        /// State, province or region.
        region: line,
        /// Postal code.
        postal_code: line,
        /// Country.
        country: line,
    } and {}
}

texts! {
    #[expect(clippy::struct_field_names, reason = "the names are those of the claims")]
    /// What is known of a person beside name and e-mail address: the claims of OpenID Connect Core 5.1 by their
    /// names. A text of its fields has at most 200 characters, a URL 2,000.
    Profile "" {
        /// Given names.
        given_name: line,
        /// Family names.
        family_name: line,
        /// Middle names.
        middle_name: line,
        /// A casual name.
        nickname: line,
        /// By which name the person wants to be shown; not unique.
        preferred_username: line,
        /// The URL of a page about the person.
        profile: web,
        /// The URL of a picture of the person.
        picture: web,
        /// The URL of the person's own page.
        website: web,
        /// Gender, in any words.
        gender: line,
        /// Birthday: `YYYY-MM-DD`, `0000-MM-DD` without the year, or `YYYY`.
        birthdate: birthdate,
        /// Time zone by its name, such as `Europe/Paris`.
        zoneinfo: zone,
        /// Language and region, such as `de-CH` (BCP 47).
        locale: locale,
        /// Telephone number, best as `+15550100` (E.164).
        phone_number: phone,
    } and {
        /// Whether the person has shown that the telephone number is the person's own.
        phone_number_verified: bool,
        /// The address.
        address: Address,
    }
}

impl Profile {
    /// Checks every field; an empty text stands for none.
    ///
    /// # Errors
    /// [`ProfileError`] names the first that does not do.
    pub fn check(&self) -> Result<(), ProfileError> {
        self.check_texts()?;
        match &self.address {
            Some(address) => address.check_texts(),
            None => Ok(()),
        }
    }

    /// Takes over what `from` has; an empty text takes the field away. Another telephone number is unverified
    /// until said otherwise.
    pub fn set(&mut self, from: &Self) {
        let number = self.phone_number.clone();
        self.set_texts(from);
        if self.phone_number != number {
            self.phone_number_verified = None;
        }
        if from.phone_number_verified.is_some() {
            self.phone_number_verified = from.phone_number_verified;
        }
        if let Some(address) = &from.address {
            let mut own = self.address.take().unwrap_or_default();
            own.set_texts(address);
            self.address = (own != Address::default()).then_some(own);
        }
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn set(own: &mut Option<String>, from: Option<&String>) {
    if let Some(text) = from {
        *own = Some(text.clone()).filter(|text| !text.is_empty());
    }
}

fn line(text: &str) -> Result<(), &'static str> {
    if text.chars().count() > MAX_TEXT {
        return Err("at most 200 characters");
    }
    if text.chars().any(char::is_control) {
        return Err("no control characters");
    }
    Ok(())
}

fn written(text: &str) -> Result<(), &'static str> {
    if text.chars().count() > MAX_LONG {
        return Err("at most 2000 characters");
    }
    if text.chars().any(|c| c.is_control() && !"\r\n".contains(c)) {
        return Err("no control characters but line feeds");
    }
    Ok(())
}

/// Pages show these as links and pictures: another scheme, such as `javascript:`, must not get there.
fn web(text: &str) -> Result<(), &'static str> {
    if text.len() > MAX_LONG {
        return Err("at most 2000 characters");
    }
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
        Ok(_) | Err(_) => Err("give an http or https URL"),
    }
}

fn birthdate(text: &str) -> Result<(), &'static str> {
    const REFUSED: &str = "give YYYY-MM-DD, 0000-MM-DD or YYYY";
    let digits = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let within = |part: &str, most: u8| {
        digits(part, 2) && part.parse().is_ok_and(|n: u8| (1..=most).contains(&n))
    };
    let mut parts = text.split('-');
    let fits = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(year), None, None, None) => digits(year, 4),
        (Some(year), Some(month), Some(day), None) => {
            digits(year, 4) && within(month, 12) && within(day, 31)
        }
        _ => false,
    };
    fits.then_some(()).ok_or(REFUSED)
}

fn zone(text: &str) -> Result<(), &'static str> {
    let fits = text.len() <= 64
        && text
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'_' | b'-' | b'+'));
    fits.then_some(())
        .ok_or("give the name of a time zone, such as Europe/Paris")
}

fn locale(text: &str) -> Result<(), &'static str> {
    // OpenID Connect Core 5.1: some write an underscore.
    let fits = text.len() <= 35
        && text.split(['-', '_']).all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric())
        });
    fits.then_some(())
        .ok_or("give a language tag, such as de or de-CH")
}

fn phone(text: &str) -> Result<(), &'static str> {
    let fits = text.len() <= 64
        && text.bytes().any(|c| c.is_ascii_digit())
        && text
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || b"+-. ()/;=".contains(&c));
    fits.then_some(())
        .ok_or("give a telephone number, such as +15550100")
}
