use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Why a text is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EmailError {
    /// There is not exactly one `@` with something on either side.
    #[error("an e-mail address has a name, one @ and a domain")]
    Shape,
    /// Longer than 254 bytes, or the name longer than 64 (RFC 5321 4.5.3.1).
    #[error("an e-mail address has at most 254 characters")]
    Length,
    /// A blank, a control character or a quote in the name.
    #[error("the part before the @ has a character that is not allowed")]
    Name,
    /// The domain is not one.
    #[error("the part after the @ is not a domain name")]
    Domain,
}

/// An e-mail address: as typed, and in the normal form by which it is unique.
///
/// The normal form is lower case with the domain in its ASCII form (IDNA). Nothing else is folded: dots and
/// plus signs mean what the mail host says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    typed: String,
    normal: String,
}

impl Email {
    /// Takes a typed address in; outer blanks are forgiven.
    ///
    /// # Errors
    /// [`EmailError`] names what is wrong.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let typed = text.trim();
        let (name, domain) = typed.rsplit_once('@').ok_or(EmailError::Shape)?;
        if name.is_empty() || domain.is_empty() || name.contains('@') {
            return Err(EmailError::Shape);
        }
        if typed.len() > 254 || name.len() > 64 {
            return Err(EmailError::Length);
        }
        let refused = |c: char| c.is_control() || c.is_whitespace() || "\"(),:;<>[\\]".contains(c);
        if name.contains(refused)
            || name.starts_with('.')
            || name.ends_with('.')
            || name.contains("..")
        {
            return Err(EmailError::Name);
        }
        // A URL's host may be percent-encoded, a mail domain may not.
        if domain.contains('%') {
            return Err(EmailError::Domain);
        }
        let domain = match url::Host::parse(domain) {
            Ok(url::Host::Domain(domain)) if domain.split('.').all(is_label) => domain,
            _ => return Err(EmailError::Domain),
        };
        Ok(Self {
            normal: format!("{}@{domain}", name.to_lowercase()),
            typed: typed.to_owned(),
        })
    }

    /// The address as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// The form by which it is unique within a tenant.
    #[must_use]
    pub fn normal(&self) -> &str {
        &self.normal
    }

    /// The domain, in lower case and ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.normal
            .rsplit_once('@')
            .map_or("", |(_, domain)| domain)
    }
}

/// A label of a host name (RFC 1123 2.1), in ASCII.
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || c == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

impl Serialize for Email {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.typed)
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
