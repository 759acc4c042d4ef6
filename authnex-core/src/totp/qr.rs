use qrcode::{QrCode, render::svg::Color};

/// A text as a QR code: an SVG element of black modules on white, to be put into a page as it is. Empty if the text
/// is too long for one.
#[must_use]
pub fn qr_svg(text: &str) -> String {
    let Ok(code) = QrCode::new(text.as_bytes()) else {
        return String::new();
    };
    let svg = code
        .render::<Color<'_>>()
        .min_dimensions(192, 192)
        .dark_color(Color("#000"))
        .light_color(Color("#fff"))
        .build();
    // The declaration of a document of its own has no place within a page.
    svg.find("<svg")
        .map_or(String::new(), |at| svg.split_at(at).1.to_owned())
}

#[cfg(test)]
mod tests {
    use super::qr_svg;

    #[test]
    fn it_is_an_element_without_script_or_style() {
        let svg = qr_svg("otpauth://totp/Acme:anna?secret=ABC&issuer=Acme");
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"), "{svg}");
        assert!(!svg.contains("style=") && !svg.contains("<script"));
        assert_eq!(qr_svg(&"x".repeat(5000)), "");
    }
}
