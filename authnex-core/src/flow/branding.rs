use super::account::Faults;
use crate::{
    client::check_web_uri,
    tenant::{Branding, is_color},
};

/// Colours are `#rrggbb`; links are https, or http on a loopback name of a loopback installation.
pub(crate) fn check_branding(branding: &Branding, loopback: bool, faults: &mut Faults) {
    for (field, color) in branding.colors() {
        if color.is_some_and(|text| !is_color(text)) {
            let detail = "give a colour as '#' and six hexadecimal digits, such as #0d6371";
            faults.add(field, "color_invalid", detail);
        }
    }
    for (field, link) in branding.links() {
        if let Some(Err(detail)) = link.map(|text| check_web_uri(text, loopback)) {
            faults.add(field, "uri_invalid", detail);
        }
    }
}
