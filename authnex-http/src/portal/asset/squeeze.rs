/// A style sheet or script without its comments and the space at the ends of its lines.
///
/// It knows of our own files what it needs to: a comment of a script has its line for itself, and neither kind of
/// comment stands within a text.
pub(super) fn squeeze(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, comment)) = rest.split_once("/*") {
        text.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let lines = text.lines().map(str::trim);
    let kept = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    kept.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::squeeze;

    #[test]
    fn comments_and_indents_go_and_the_rest_stays() {
        let source = "/* a\n b */\n.a {\n  b: c; /* d */\n}\n\n// e\nf(\"//g\");\n";
        assert_eq!(squeeze(source), ".a {\nb: c;\n}\nf(\"//g\");");
    }

    #[test]
    fn a_comment_without_an_end_takes_the_rest() {
        assert_eq!(squeeze("a\n/* b\nc"), "a");
    }
}
