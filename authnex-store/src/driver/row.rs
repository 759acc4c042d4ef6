use authnex_core::{
    foundation::{Timestamp, TokenHash},
    keyring::Sealed,
    store::StoreError,
};
use uuid::Uuid;

use super::{Statement, Value};

/// A row, taken apart column by column in the order in which its statement returns them.
///
/// What does not decode names its table and column, and never panics.
pub(crate) struct Row {
    statement: &'static Statement,
    values: std::vec::IntoIter<Value>,
}

impl Row {
    pub(crate) fn new(statement: &'static Statement, values: Vec<Value>) -> Self {
        Self {
            statement,
            values: values.into_iter(),
        }
    }

    /// What is wrong with the column at hand.
    fn fault(&self) -> StoreError {
        let outputs = &self.statement.outputs;
        let position = outputs.len().saturating_sub(self.values.len() + 1);
        StoreError::Row {
            table: self.statement.table.0,
            column: outputs.get(position).map_or("?", |output| output.name),
        }
    }

    fn next(&mut self) -> Result<Value, StoreError> {
        match self.values.next() {
            Some(value) => Ok(value),
            None => Err(self.fault()),
        }
    }

    fn next_or_null<T>(
        &mut self,
        take: impl FnOnce(Value) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        match self.next()? {
            Value::Null => Ok(None),
            value => take(value).map(Some).ok_or_else(|| self.fault()),
        }
    }

    fn required<T>(&mut self, found: Option<T>) -> Result<T, StoreError> {
        found.ok_or_else(|| self.fault())
    }

    pub(crate) fn optional_id<T>(
        &mut self,
        make: impl FnOnce(Uuid) -> T,
    ) -> Result<Option<T>, StoreError> {
        self.next_or_null(|value| match value {
            Value::Id(id) => Some(make(id)),
            _ => None,
        })
    }

    pub(crate) fn id<T>(&mut self, make: impl FnOnce(Uuid) -> T) -> Result<T, StoreError> {
        let found = self.optional_id(make)?;
        self.required(found)
    }

    pub(crate) fn bool(&mut self) -> Result<bool, StoreError> {
        let found = self.next_or_null(|value| match value {
            Value::Bool(value) => Some(value),
            _ => None,
        })?;
        self.required(found)
    }

    pub(crate) fn optional_int(&mut self) -> Result<Option<i64>, StoreError> {
        self.next_or_null(|value| match value {
            Value::Int(value) => Some(value),
            _ => None,
        })
    }

    pub(crate) fn int(&mut self) -> Result<i64, StoreError> {
        let found = self.optional_int()?;
        self.required(found)
    }

    /// A number that is never negative and fits the type wanted.
    pub(crate) fn number<T: TryFrom<i64>>(&mut self) -> Result<T, StoreError> {
        let found = T::try_from(self.int()?).ok();
        self.required(found)
    }

    pub(crate) fn time(&mut self) -> Result<Timestamp, StoreError> {
        self.int().map(Timestamp::from_micros)
    }

    pub(crate) fn optional_time(&mut self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.optional_int()?.map(Timestamp::from_micros))
    }

    pub(crate) fn optional_text(&mut self) -> Result<Option<String>, StoreError> {
        self.next_or_null(|value| match value {
            Value::Text(text) => Some(text),
            _ => None,
        })
    }

    pub(crate) fn text(&mut self) -> Result<String, StoreError> {
        let found = self.optional_text()?;
        self.required(found)
    }

    /// A text that has a form of its own.
    pub(crate) fn parsed<T>(
        &mut self,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        let found = parse(&self.text()?);
        self.required(found)
    }

    /// A text that has a form of its own, if there is one.
    pub(crate) fn optional_parsed<T>(
        &mut self,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        match self.optional_text()? {
            Some(text) => {
                let found = parse(&text);
                self.required(found).map(Some)
            }
            None => Ok(None),
        }
    }

    fn optional_bytes(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        self.next_or_null(|value| match value {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        })
    }

    /// Bytes of any length.
    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, StoreError> {
        let found = self.optional_bytes()?;
        self.required(found)
    }

    /// Bytes of a length of their own.
    pub(crate) fn bytes_of<const N: usize>(&mut self) -> Result<[u8; N], StoreError> {
        let found = self
            .optional_bytes()?
            .and_then(|bytes| bytes.try_into().ok());
        self.required(found)
    }

    /// Ids in one column, 16 bytes each.
    pub(crate) fn ids<T>(&mut self, make: impl Fn(Uuid) -> T) -> Result<Vec<T>, StoreError> {
        let found = self.optional_bytes()?.and_then(|bytes| {
            let (ids, rest) = bytes.as_chunks::<16>();
            rest.is_empty()
                .then(|| ids.iter().map(|id| make(Uuid::from_bytes(*id))).collect())
        });
        self.required(found)
    }

    pub(crate) fn optional_sealed(&mut self) -> Result<Option<Sealed>, StoreError> {
        Ok(self.optional_bytes()?.map(Sealed::from_bytes))
    }

    pub(crate) fn sealed(&mut self) -> Result<Sealed, StoreError> {
        let found = self.optional_sealed()?;
        self.required(found)
    }

    pub(crate) fn token_hash(&mut self) -> Result<TokenHash, StoreError> {
        let found = self.optional_token_hash()?;
        self.required(found)
    }

    pub(crate) fn optional_token_hash(&mut self) -> Result<Option<TokenHash>, StoreError> {
        match self.optional_bytes()? {
            Some(bytes) => {
                let found = bytes.try_into().ok().map(TokenHash::from_bytes);
                self.required(found).map(Some)
            }
            None => Ok(None),
        }
    }
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Row of {}", self.statement.table.0)
    }
}
