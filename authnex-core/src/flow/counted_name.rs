use icu_normalizer::ComposingNormalizerBorrowed;

/// A name as its failures are counted. Compatibility forms of letters are one (UAX 15), and what follows a plus sign
/// before the @ is left out: most mail hosts do, and whoever tries names gets no more tries by them. Two accounts that
/// differ in nothing else share a counter, and nothing more.
pub(super) fn counted_name(login: &str) -> String {
    let plain = ComposingNormalizerBorrowed::new_nfkc().normalize(login);
    let plain = plain.to_lowercase();
    let Some((name, domain)) = plain.rsplit_once('@') else {
        return plain;
    };
    let name = name.split('+').next().filter(|name| !name.is_empty());
    name.map_or_else(|| plain.clone(), |name| format!("{name}@{domain}"))
}

#[cfg(test)]
mod tests {
    use super::counted_name;

    #[test]
    fn names_that_may_be_one_are_counted_as_one() {
        for name in [
            "ada@example.test",
            "ADA@example.test",
            "ada+news@example.test",
            "ada+1+2@example.test",
            "ａｄａ@example.test",
            "ada＋x@example.test",
        ] {
            assert_eq!(counted_name(name), "ada@example.test", "{name}");
        }
        assert_eq!(counted_name("e\u{301}va@x.test"), "\u{e9}va@x.test");
    }

    #[test]
    fn other_names_are_counted_apart() {
        for (name, counted) in [
            ("adam@example.test", "adam@example.test"),
            ("a.da@example.test", "a.da@example.test"),
            ("+x@example.test", "+x@example.test"),
            ("ada", "ada"),
            ("ada+x", "ada+x"),
            ("", ""),
        ] {
            assert_eq!(counted_name(name), counted);
        }
    }
}
