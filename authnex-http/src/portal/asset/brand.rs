/// A tenant's two colours: the accent on light pages and the one on dark pages.
///
/// They reach a page as a style sheet whose name is its content (`brand.0d6371.62c4d0.css`): no inline style is
/// needed, it can be kept for good, and asking for it tells nothing of any tenant. What is written on an accent and
/// in it is worked out here, so that no choice of colours makes a page unreadable (WCAG 2.2, 1.4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::portal) struct Brand {
    light: Colour,
    dark: Colour,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Colour([u8; 3]);

const WHITE: Colour = Colour([255, 255, 255]);
const BLACK: Colour = Colour([0, 0, 0]);
/// The darkest ground of light pages and the lightest one of dark pages that text in the accent stands on.
const LIGHT_GROUND: Colour = Colour([0xef, 0xf2, 0xf1]);
const DARK_GROUND: Colour = Colour([0x1b, 0x23, 0x22]);
/// Against a ground that is tinted with the accent a little of the contrast is lost.
const ENOUGH: f64 = 5.2;

impl Brand {
    /// From `#rrggbb`, or without the sign; `None` if one is no colour.
    pub(in crate::portal) fn parse(light: &str, dark: &str) -> Option<Self> {
        Some(Self {
            light: Colour::parse(light)?,
            dark: Colour::parse(dark)?,
        })
    }

    /// The brand that the name of a file says.
    pub(super) fn of_file(name: &str) -> Option<Self> {
        let colours = name.strip_prefix("brand.")?.strip_suffix(".css")?;
        let (light, dark) = colours.split_once('.')?;
        Self::parse(light, dark).filter(|brand| brand.file() == name)
    }

    fn file(self) -> String {
        format!("brand.{}.{}.css", self.light.hex(), self.dark.hex())
    }

    /// The path of its sheet below the base URL.
    pub(in crate::portal) fn path(self) -> String {
        format!("/assets/{}", self.file())
    }

    pub(super) fn sheet(self) -> String {
        let Self { light, dark } = self;
        let pairs = [
            ("accent", light, dark),
            (
                "accent-strong",
                light.towards(BLACK, 0.18),
                dark.towards(WHITE, 0.18),
            ),
            ("on-accent", light.ink(), dark.ink()),
            (
                "accent-text",
                light.readable_on(LIGHT_GROUND, BLACK),
                dark.readable_on(DARK_GROUND, WHITE),
            ),
            (
                "accent-soft",
                WHITE.towards(light, 0.1),
                Colour([0x15, 0x1b, 0x1a]).towards(dark, 0.16),
            ),
        ];
        let lines = pairs.map(|(name, light, dark)| {
            format!("--{name}:light-dark(#{},#{});", light.hex(), dark.hex())
        });
        format!(":root{{{}}}", lines.concat())
    }
}

impl Colour {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("{red:02x}{green:02x}{blue:02x}")
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// White or black, whichever is read more easily on this colour.
    fn ink(self) -> Self {
        if self.contrast(WHITE) >= self.contrast(BLACK) {
            WHITE
        } else {
            BLACK
        }
    }

    /// This colour moved by a share of the way to another.
    fn towards(self, other: Self, share: f64) -> Self {
        let mut mixed = self.0;
        for (own, goal) in mixed.iter_mut().zip(other.0) {
            let value = f64::from(*own) + (f64::from(goal) - f64::from(*own)) * share;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between two bytes"
            )]
            let byte = value.round().clamp(0.0, 255.0) as u8;
            *own = byte;
        }
        Self(mixed)
    }

    /// The nearest to this colour on the way to `end` that can be read on a ground.
    fn readable_on(self, ground: Self, end: Self) -> Self {
        (0..=20)
            .map(|step| self.towards(end, f64::from(step) / 20.0))
            .find(|colour| colour.contrast(ground) >= ENOUGH)
            .unwrap_or(end)
    }
}

#[cfg(test)]
mod tests {
    use super::{Brand, Colour, DARK_GROUND, LIGHT_GROUND, WHITE};

    #[test]
    fn a_name_says_what_the_sheet_holds() {
        let brand = Brand::parse("#0D6371", "62c4d0").unwrap();
        assert_eq!(brand.path(), "/assets/brand.0d6371.62c4d0.css");
        assert_eq!(Brand::of_file("brand.0d6371.62c4d0.css"), Some(brand));
        assert!(
            brand
                .sheet()
                .starts_with(":root{--accent:light-dark(#0d6371,#62c4d0);")
        );
    }

    #[test]
    fn what_is_no_colour_is_no_file() {
        for name in [
            "brand.0d6371.css",
            "brand.0d6371.62c4d.css",
            "brand.0D6371.62c4d0.css",
            "brand.#d6371.62c4d0.css",
            "brand.+d6371.62c4d0.css",
            "brand.red}.62c4d0.css",
        ] {
            assert_eq!(Brand::of_file(name), None, "{name}");
        }
    }

    #[test]
    fn every_colour_can_be_read() {
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let colour = Colour([red, green, blue]);
                    assert!(colour.ink().contrast(colour) >= 4.5, "{colour:?}");
                    let dark = super::BLACK;
                    assert!(
                        colour
                            .readable_on(LIGHT_GROUND, dark)
                            .contrast(LIGHT_GROUND)
                            >= 4.5
                    );
                    assert!(colour.readable_on(DARK_GROUND, WHITE).contrast(DARK_GROUND) >= 4.5);
                }
            }
        }
        let black = Colour([0, 0, 0]);
        assert!((WHITE.contrast(black) - 21.0).abs() < 0.01);
    }
}
