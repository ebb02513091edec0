//! Marks of unfinished work do not belong in the tree: what is missing is an issue.

use super::{Finding, Tree};

/// Put together here, so that this file does not find itself.
const MARKS: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
];

const KINDS: [&str; 8] = ["rs", "slint", "html", "js", "css", "sql", "toml", "md"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
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
