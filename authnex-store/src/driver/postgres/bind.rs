use std::{error::Error, fmt};

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::driver::Value;

/// A value on its way into a statement. Its `Debug` says its kind only: hashes and sealed values pass here.
pub(super) struct Argument<'v>(pub(super) &'v Value);

/// A value met a parameter of another type: a fault of the statement, found before it is sent.
#[derive(Debug)]
pub(super) struct DoesNotFit(String);

impl fmt::Display for DoesNotFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for DoesNotFit {}

/// A text with U+0000, which the server has no form for; found before it is sent.
#[derive(Debug)]
pub(super) struct HasNul;

impl fmt::Display for HasNul {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text has the character U+0000")
    }
}

impl Error for HasNul {}

impl Argument<'_> {
    const fn kind(&self) -> &'static str {
        match self.0 {
            Value::Bool(_) => "a boolean",
            Value::Bytes(_) => "bytes",
            Value::Id(_) => "an id",
            Value::Int(_) => "a number",
            Value::Null => "null",
            Value::Text(_) => "a text",
        }
    }

    /// The type that it is sent as when the server was not asked for the parameter's.
    pub(super) const fn own_type(&self) -> Type {
        match self.0 {
            Value::Bool(_) => Type::BOOL,
            Value::Bytes(_) => Type::BYTEA,
            Value::Id(_) => Type::UUID,
            Value::Int(_) => Type::INT8,
            // The server infers it.
            Value::Null => Type::UNKNOWN,
            Value::Text(_) => Type::TEXT,
        }
    }
}

impl fmt::Debug for Argument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl ToSql for Argument<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self.0, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Bool(value), &Type::BOOL) => value.to_sql(ty, out),
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            (Value::Id(id), &Type::UUID) => id.to_sql(ty, out),
            (Value::Int(value), &Type::INT8) => value.to_sql(ty, out),
            (Value::Text(text), _) if text.contains('\0') => Err(Box::new(HasNul)),
            (Value::Text(text), &Type::TEXT) => text.to_sql(ty, out),
            _ => Err(Box::new(DoesNotFit(format!(
                "{} does not fit a parameter of type {ty}",
                self.kind()
            )))),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Decided value by value above.
        true
    }

    to_sql_checked!();
}
