//! Code that a page shows: marked up a little, and copied as it stands.

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Told to people.
    Comment,
    /// Anything else.
    Plain,
    /// A text in double quotes.
    Text,
}

/// Splits code into comments, texts and the rest. Comments have their line for themselves.
pub(super) fn marked(code: &str) -> Vec<(Mark, String)> {
    let mut pieces = Vec::new();
    for line in code.split_inclusive('\n') {
        let start = line.trim_start();
        if start.starts_with("//") || start.starts_with("# ") {
            pieces.push((Mark::Comment, line.to_owned()));
            continue;
        }
        for (index, piece) in line.split('"').enumerate() {
            if index % 2 == 1 {
                pieces.push((Mark::Text, format!("\"{piece}\"")));
            } else if !piece.is_empty() {
                pieces.push((Mark::Plain, piece.to_owned()));
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Mark, marked};

    #[test]
    fn nothing_is_lost() {
        let code = "// says\nlet a = \"b\";\n# not \"this\"\ncurl -d '{\"a\": \"b\"}'\n";
        let pieces = marked(code);
        let text: String = pieces.iter().map(|(_, piece)| piece.as_str()).collect();
        assert_eq!(text, code);
        assert_eq!(pieces[0], (Mark::Comment, "// says\n".to_owned()));
        assert_eq!(pieces[2], (Mark::Text, "\"b\"".to_owned()));
    }
}
