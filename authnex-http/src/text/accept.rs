use authnex_core::foundation::Language;
use http::{HeaderMap, header::ACCEPT_LANGUAGE};

/// The language that a request asks for most, of those that there are; English otherwise.
pub(crate) fn language_of(headers: &HeaderMap) -> Language {
    let asked = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    wanted(asked.unwrap_or_default())
        .iter()
        .find_map(|primary| Language::of_tag(primary))
        .unwrap_or_default()
}

/// The primary subtags that a browser asks for, the most wanted first (RFC 9110 12.5.4). Of equal weights the one
/// that stands first; weight 0 means not wanted.
pub(super) fn wanted(accept_language: &str) -> Vec<String> {
    let mut ranges: Vec<(u16, String)> = accept_language
        .split(',')
        .filter_map(|range| {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let primary = tag.trim().split('-').next()?.to_ascii_lowercase();
            let weight = thousandths(weight.trim())?;
            (weight > 0 && !primary.is_empty()).then_some((weight, primary))
        })
        .collect();
    ranges.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    ranges.into_iter().map(|(_, primary)| primary).collect()
}

/// The weight `q=0.8` as 800 (RFC 9110 12.4.2); `None` if it is not one.
fn thousandths(weight: &str) -> Option<u16> {
    let value = weight
        .strip_prefix("q=")
        .or_else(|| weight.strip_prefix("Q="))?;
    let (whole, rest) = value.split_once('.').unwrap_or((value, ""));
    if rest.len() > 3 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match whole {
        "0" => format!("{rest:0<3}").parse().ok(),
        "1" if rest.bytes().all(|byte| byte == b'0') => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn the_most_wanted_comes_first() {
        assert_eq!(wanted("de-AT, en;q=0.5"), ["de", "en"]);
        assert_eq!(wanted("en;q=0.1,DE;q=0.85, fr;q=0.8"), ["de", "fr", "en"]);
        assert_eq!(wanted("en, de"), ["en", "de"], "of equal weight the first");
    }

    #[test]
    fn what_is_not_wanted_or_not_a_weight_is_left_out() {
        assert_eq!(wanted("en;q=0, de;q=0.5"), ["de"]);
        assert_eq!(
            wanted("en;q=2, de;q=0.1234, fr;q=1.1, it;x, es;q=-1"),
            [""; 0]
        );
        assert_eq!(wanted(", ;q=1,"), [""; 0]);
    }
}
