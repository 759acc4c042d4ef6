use super::Refusal;

/// Parameters that may be repeated (RFC 8707 2, RFC 8693 2.1).
const MANY: [&str; 2] = ["audience", "resource"];

/// The parameters of a query or form, decoded.
///
/// An empty value is an absent parameter, unknown ones are kept and ignored (RFC 6749 3.1). Which ones were
/// repeated is noted, since how that is told depends on where the request came.
#[derive(Clone, Default)]
pub struct Parameters {
    pairs: Vec<(String, String)>,
    repeated: Vec<String>,
}

/// Values may be secrets: only names are shown.
impl std::fmt::Debug for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.pairs.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

impl Parameters {
    /// The longest query or form that is read, in bytes.
    pub const MAX_BYTES: usize = 32 * 1024;
    /// The most parameters.
    const MAX_COUNT: usize = 100;

    /// Reads `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// [`Refusal`] if it is too long or not UTF-8.
    pub fn parse(encoded: &[u8]) -> Result<Self, Refusal> {
        if encoded.len() > Self::MAX_BYTES {
            return Err(Refusal::request("the request is too long"));
        }
        let mut read = Self::default();
        for piece in encoded.split(|byte| *byte == b'&') {
            if piece.is_empty() {
                continue;
            }
            let split = piece.iter().position(|byte| *byte == b'=');
            let (name, value) = match split {
                Some(at) => (piece.get(..at), piece.get(at + 1..)),
                None => (Some(piece), None),
            };
            let name = decode(name.unwrap_or_default())?;
            let value = decode(value.unwrap_or_default())?;
            read.add(name, value)?;
        }
        Ok(read)
    }

    fn add(&mut self, name: String, value: String) -> Result<(), Refusal> {
        let known = self.pairs.iter().any(|(other, _)| *other == name);
        if known && !MANY.contains(&name.as_str()) && !self.repeats(&name) {
            self.repeated.push(name.clone());
        }
        if self.pairs.len() == Self::MAX_COUNT {
            return Err(Refusal::request("the request has too many parameters"));
        }
        self.pairs.push((name, value));
        Ok(())
    }

    /// The value of a parameter; `None` if it is absent or empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a parameter that are not empty.
    pub fn all<'p>(&'p self, name: &str) -> impl Iterator<Item = &'p str> {
        self.pairs
            .iter()
            .filter(move |(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// Whether a parameter stands more than once that must not.
    #[must_use]
    pub fn repeats(&self, name: &str) -> bool {
        self.repeated.iter().any(|repeated| repeated == name)
    }

    /// Refuses parameters that stand more than once (RFC 6749 3.1, 3.2).
    ///
    /// # Errors
    /// [`Refusal`] with `invalid_request`.
    pub fn refuse_repeated(&self) -> Result<(), Refusal> {
        if self.repeated.is_empty() {
            Ok(())
        } else {
            Err(Refusal::request("a parameter stands more than once"))
        }
    }

    /// The parameters as a query, in their order.
    #[must_use]
    pub fn to_query(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.pairs)
            .finish()
    }
}

/// Percent-decoding with `+` for a blank; refuses what is not UTF-8 rather than to replace it.
pub(super) fn decode(encoded: &[u8]) -> Result<String, Refusal> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((byte, more)) = rest.split_first() {
        rest = more;
        let hex = |at: usize| more.get(at).and_then(|c| char::from(*c).to_digit(16));
        match (byte, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = more.get(2..).unwrap_or_default();
            }
            (b'+', ..) => bytes.push(b' '),
            (other, ..) => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).map_err(|_| Refusal::request("a parameter is not UTF-8"))
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Parameters {
    /// Parameters beyond the most that are read are left out.
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut read = Self::default();
        for (name, value) in pairs {
            if read.add(name.into(), value.into()).is_err() {
                break;
            }
        }
        read
    }
}
