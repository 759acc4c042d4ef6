/// The kinds of hashes that can be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HashKind {
    /// Argon2d in PHC form.
    Argon2d,
    /// Argon2i in PHC form.
    Argon2i,
    /// Argon2id in PHC form: what this engine makes.
    Argon2id,
    /// bcrypt: `$2a$`, `$2b$` or `$2y$`.
    Bcrypt,
    /// Firebase's scrypt, with the project's parameters in the text.
    FirebaseScrypt,
    /// PBKDF2 in PHC form, passlib's or Django's.
    Pbkdf2,
    /// scrypt in PHC form.
    Scrypt,
}

impl HashKind {
    /// Stable name of the kind, for the log and for exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Argon2d => "argon2d",
            Self::Argon2i => "argon2i",
            Self::Argon2id => "argon2id",
            Self::Bcrypt => "bcrypt",
            Self::FirebaseScrypt => "firebase-scrypt",
            Self::Pbkdf2 => "pbkdf2",
            Self::Scrypt => "scrypt",
        }
    }
}
