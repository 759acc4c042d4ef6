use utoipa::{
    ToSchema,
    openapi::{Ref, RefOr, schema::Schema},
};

/// Schemas by name, as OpenAPI lists them.
pub(crate) type Schemas = Vec<(String, RefOr<Schema>)>;

/// Notes a type's schema and what it refers to, and returns a reference to it.
type SchemaOf = fn(&mut Schemas) -> RefOr<Schema>;

/// What OpenAPI says of a row beside method, path and requirement.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) summary: &'static str,
    pub(crate) body: Option<SchemaOf>,
    pub(crate) paged: bool,
    pub(crate) filters: &'static [&'static str],
    pub(crate) answers: &'static [Answer],
}

/// One answer of an operation; errors that every operation may give are not listed.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) means: &'static str,
    pub(crate) body: Option<SchemaOf>,
}

impl Operation {
    pub(crate) const fn new(summary: &'static str, answers: &'static [Answer]) -> Self {
        Self {
            summary,
            body: None,
            paged: false,
            filters: &[],
            answers,
        }
    }

    #[cfg(feature = "api")]
    pub(crate) const fn takes<T: ToSchema>(mut self) -> Self {
        self.body = Some(schema_of::<T>);
        self
    }

    #[cfg(feature = "api")]
    pub(crate) const fn paged(mut self) -> Self {
        self.paged = true;
        self
    }

    /// Parameters of the query that narrow a list down.
    #[cfg(feature = "api")]
    pub(crate) const fn filtered(mut self, by: &'static [&'static str]) -> Self {
        self.filters = by;
        self
    }
}

impl Answer {
    /// An answer with a JSON body.
    pub(crate) const fn json<T: ToSchema>(status: u16, means: &'static str) -> Self {
        Self {
            status,
            means,
            body: Some(schema_of::<T>),
        }
    }

    /// An answer whose body no schema describes, or none.
    pub(crate) const fn plain(status: u16, means: &'static str) -> Self {
        Self {
            status,
            means,
            body: None,
        }
    }
}

fn schema_of<T: ToSchema>(known: &mut Schemas) -> RefOr<Schema> {
    T::schemas(known);
    known.push((T::name().into_owned(), T::schema()));
    Ref::from_schema_name(T::name()).into()
}
