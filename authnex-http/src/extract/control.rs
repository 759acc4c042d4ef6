//! Control characters, which no text of ours needs: they hide in logs, mails and pages, and U+0000 cannot be stored.

/// Whether it is one; tab and the ends of lines are not meant.
pub(super) const fn is_refused(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}')
}

/// The byte after the first escape of a JSON text that stands for one. Unescaped they are no JSON, U+007F apart.
#[cfg(feature = "api")]
pub(super) fn in_json(text: &[u8]) -> Option<usize> {
    let mut rest = text.iter().enumerate();
    while let Some((index, byte)) = rest.next() {
        let refused = match byte {
            0x7f => true,
            b'\\' => match rest.next() {
                Some((_, b'b' | b'f')) => true,
                Some((_, b'u')) => is_refused(escaped(text.get(index + 2..index + 6)?)?),
                _ => false,
            },
            _ => false,
        };
        if refused {
            return Some(index);
        }
    }
    None
}

/// The character of four hexadecimal digits; half a surrogate pair is none that is refused.
#[cfg(feature = "api")]
fn escaped(digits: &[u8]) -> Option<char> {
    let digits = str::from_utf8(digits).ok()?;
    let code = u32::from_str_radix(digits, 16).ok()?;
    Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(all(test, feature = "api"))]
mod tests {
    use super::{in_json, is_refused};

    #[test]
    fn escapes_that_stand_for_control_characters_are_found() {
        for text in [
            r#"{"a": "x\u0000"}"#,
            r#"{"a\u0001": 1}"#,
            r#"["\\\u001F"]"#,
            r#"["\ud83d\ude00\u0000"]"#,
            r#"["\b"]"#,
            r#"["\f"]"#,
            r#"["\u007f"]"#,
            "[\"\u{7f}\"]",
        ] {
            assert!(in_json(text.as_bytes()).is_some(), "{text}");
        }
        for text in [
            r#"["\\u0000"]"#,
            r#"["\n\r\t\u000a\u0020"]"#,
            r#"["\ud83d\ude00"]"#,
            r#"["\u00"#,
            "[\"\u{e9}\"]",
            "",
        ] {
            assert_eq!(in_json(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn ends_of_lines_and_tabs_are_no_control_characters() {
        assert!("a\t\r\n\u{80}\u{2028}é".chars().all(|c| !is_refused(c)));
        assert!("\0\u{1b}\u{7f}".chars().all(is_refused));
    }
}
