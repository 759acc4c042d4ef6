use super::{
    asset::{Brand, Bundle},
    flash::Flash,
    look::Look,
    shell::initial,
};

/// What every page has around it.
pub(super) struct Frame {
    pub(super) look: Look,
    pub(super) title: String,
    pub(super) flash: Option<Flash>,
    /// Whose page it is, if not the portal's own.
    pub(super) owner: Option<Owner>,
    /// The tenant's own colours.
    pub(super) brand: Option<Brand>,
    /// The token of the form that switches between light and dark; `None` on pages without it.
    pub(super) theme_token: Option<String>,
}

/// Whose page it is.
pub(super) struct Owner {
    pub(super) name: String,
    pub(super) initial: String,
}

impl Frame {
    /// The same as a page of this organization.
    #[must_use]
    pub(super) fn of(mut self, name: &str) -> Self {
        self.owner = Some(Owner {
            name: name.to_owned(),
            initial: initial(name),
        });
        self
    }

    /// A text in the page's language.
    pub(super) fn get(&self, id: &str) -> String {
        self.look.texts.get(id)
    }

    /// The address of a bundle.
    pub(super) fn asset(&self, bundle: Bundle) -> String {
        format!("{}{}", self.look.base, bundle.path())
    }
}
