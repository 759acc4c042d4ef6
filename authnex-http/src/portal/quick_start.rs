use super::tab::Tab;

/// In which language the quick start is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QuickStart {
    /// A shell.
    Curl,
    /// Node or Deno, with jose.
    JavaScript,
    /// With `PyJWT`.
    Python,
    /// With AuthNex's own verifier, in axum.
    Rust,
}

impl QuickStart {
    const ALL: [Self; 4] = [Self::Curl, Self::Rust, Self::JavaScript, Self::Python];

    /// From an address; the first one otherwise.
    pub(super) fn parse(text: Option<&str>) -> Self {
        let named = Self::ALL
            .into_iter()
            .find(|language| Some(language.as_str()) == text);
        named.unwrap_or(Self::Curl)
    }

    /// Its name.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::JavaScript => "javascript",
            Self::Python => "python",
            Self::Rust => "rust",
        }
    }

    /// What it is called: a name, in every language the same.
    const fn title(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::JavaScript => "JavaScript",
            Self::Python => "Python",
            Self::Rust => "Rust (axum)",
        }
    }

    /// The id of what the code does.
    pub(super) const fn lead(self) -> &'static str {
        match self {
            Self::Curl => "quick-curl",
            Self::JavaScript => "quick-javascript",
            Self::Python => "quick-python",
            Self::Rust => "quick-rust",
        }
    }

    /// The file that the code would stand in.
    pub(super) const fn file(self) -> &'static str {
        match self {
            Self::Curl => "sh",
            Self::JavaScript => "server.mjs",
            Self::Python => "server.py",
            Self::Rust => "main.rs",
        }
    }

    /// Name, title and path of every tab.
    pub(super) fn tabs(self, base: &str) -> [Tab; 4] {
        Self::ALL.map(|language| Tab {
            name: language.as_str(),
            text: language.title().to_owned(),
            path: format!("{base}/portal/dashboard?quick-start={}", language.as_str()),
            is_current: language == self,
        })
    }

    /// The code, with a tenant's issuer in its place.
    pub(super) fn code(self, issuer: &str) -> String {
        let code = match self {
            Self::Curl => include_str!("../../assets/snippet/curl.sh"),
            Self::JavaScript => include_str!("../../assets/snippet/javascript.mjs"),
            Self::Python => include_str!("../../assets/snippet/python.py"),
            Self::Rust => include_str!("../../assets/snippet/axum.rs"),
        };
        code.replace("ISSUER_URL", issuer).trim_end().to_owned()
    }
}
