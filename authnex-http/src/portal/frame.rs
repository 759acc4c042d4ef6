use authnex_core::{TenantHandle, tenant::Branding};

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
    /// Where the tenant's users find help and what binds them.
    pub(super) links: Vec<FootLink>,
    /// The token of the form that switches between light and dark; `None` on pages without it.
    pub(super) theme_token: Option<String>,
}

/// A link at the foot of a page.
pub(super) struct FootLink {
    pub(super) text: &'static str,
    pub(super) uri: String,
}

impl FootLink {
    fn all(branding: &Branding) -> Vec<Self> {
        branding
            .links()
            .into_iter()
            .filter_map(|(field, uri)| {
                let text = match field {
                    "support_uri" => "foot-support",
                    "policy_uri" => "foot-privacy",
                    _ => "foot-terms",
                };
                uri.map(|uri| Self {
                    text,
                    uri: uri.to_owned(),
                })
            })
            .collect()
    }
}

/// Whose page it is.
pub(super) struct Owner {
    pub(super) name: String,
    pub(super) initial: String,
}

impl Frame {
    /// The same as a page of this organization: its name, its colours, its links.
    #[must_use]
    pub(super) fn of(mut self, tenant: &TenantHandle) -> Self {
        let branding = tenant.branding();
        self.brand = branding
            .accents()
            .and_then(|(light, dark)| Brand::parse(light, dark));
        self.links = FootLink::all(branding);
        self.named(tenant.name())
    }

    /// The same as a page of something with this name.
    #[must_use]
    pub(super) fn named(mut self, name: &str) -> Self {
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
