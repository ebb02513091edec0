//! Words that do not belong in the tree: marks of unfinished work, for what is missing is an issue, and texts on
//! screens that could stay on the glass when they change.

use super::{Finding, Tree};

/// Put together here, so that this file does not find itself.
const MARKS: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
];

const KINDS: [&str; 8] = ["rs", "slint", "html", "js", "css", "sql", "toml", "md"];

/// The text under all others, which says why; the only one that may use `Text` itself.
const LIVE_TEXT: &str = "shared/ui/live_text.slint";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let plain = tree.with_extension("slint").filter(|file| file.path != LIVE_TEXT);
    let plain = plain.flat_map(|file| {
        let lines = file.text.lines().enumerate().filter(|(_, line)| is_plain_text(line));
        lines.map(move |(index, _)| Finding::at_line(file, index, "`Text`: use `LiveText` instead"))
    });
    plain.chain(marks(tree)).collect()
}

/// Whether a line of a screen begins a text of the library's own.
fn is_plain_text(line: &str) -> bool {
    let before =
        line.trim_end().strip_suffix('{').and_then(|line| line.trim_end().strip_suffix("Text"));
    before.is_some_and(|before| before.is_empty() || before.ends_with(' '))
}

fn marks(tree: &Tree) -> Vec<Finding> {
    let files = tree.files.iter().filter(|file| KINDS.iter().any(|kind| file.is(kind)));
    let found = files.flat_map(|file| {
        let lines = file.text.lines().enumerate();
        let marked = lines.filter_map(|(index, line)| {
            Some((index, MARKS.iter().find(|mark| line.contains(**mark))?))
        });
        marked.map(move |(index, mark)| {
            Finding::at_line(file, index, format!("`{mark}`: make it an issue instead"))
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_texts_are_found() {
        for line in
            ["    Text {", "Text{", "letters := Text {", "if a: Text {", "A inherits Text {"]
        {
            assert!(is_plain_text(line), "{line}");
        }
        for line in ["LiveText {", "StyledText {", "// Text", "text: a;", "A inherits LiveText {"] {
            assert!(!is_plain_text(line), "{line}");
        }
    }
}
