//! Rust files: the line that says what they are for, lengths, names, who may read the clock.

use super::{Finding, SourceFile, Tree};

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "common", "helpers", "helper", "misc"];

/// Ways to read the clock; the product does it in `clock.rs` only.
const CLOCKS: [&str; 3] = ["SystemTime::now(", "Utc::now(", "Local::now("];
const PRODUCT: [&str; 4] = ["shared/", "counter-server/src/", "kiosk/src/", "display-board/src/"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_extension("rs").flat_map(check_file).collect()
}

fn check_file(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lines: Vec<&str> = file.text.lines().collect();
    if !lines.first().is_some_and(|line| line.starts_with("//! ")) {
        findings.push(Finding::at_line(
            file,
            0,
            "begins without a `//!` line that says what it is for",
        ));
    }
    if lines.len() > FILE_LINES_MAX {
        let sentence = format!("has {} lines; at most {FILE_LINES_MAX}", lines.len());
        findings.push(Finding::in_file(file, sentence));
    }
    let names = file.path.trim_end_matches(".rs").split('/');
    if let Some(name) = names.into_iter().find(|name| EMPTY_NAMES.contains(name)) {
        findings
            .push(Finding::in_file(file, format!("the name `{name}` does not say what is inside")));
    }
    for (index, length) in function_lengths(&lines) {
        if length > FUNCTION_LINES_MAX {
            let sentence = format!("a function of {length} lines; at most {FUNCTION_LINES_MAX}");
            findings.push(Finding::at_line(file, index, sentence));
        }
    }
    if PRODUCT.iter().any(|folder| file.path.starts_with(folder))
        && !file.path.ends_with("/clock.rs")
    {
        let reads = |line: &str| CLOCKS.iter().any(|clock| line.contains(clock));
        let found = lines.iter().position(|line| reads(line));
        findings.extend(
            found.map(|index| Finding::at_line(file, index, "reads the clock outside clock.rs")),
        );
    }
    findings
}

/// The first line of each function, counted from 0, and how many lines it has. Relies on the layout that
/// rustfmt gives: the closing brace stands alone under the start of the signature.
fn function_lengths(lines: &[&str]) -> Vec<(usize, usize)> {
    let starts = lines.iter().enumerate().filter(|(_, line)| starts_function(line));
    starts
        .filter_map(|(index, line)| Some((index, length(&lines[index..], indent(line))?)))
        .collect()
}

fn length(lines: &[&str], depth: usize) -> Option<usize> {
    let first = lines.first()?;
    if first.ends_with('}') || first.ends_with(';') {
        return Some(1);
    }
    let ends = |line: &&&str| indent(line) == depth && (line.trim() == "}" || line.ends_with(';'));
    lines.iter().skip(1).position(|line| ends(&line)).map(|after_first| after_first + 2)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn starts_function(line: &str) -> bool {
    let mut words = line.trim_start().split(' ');
    let modifier = |word: &str| {
        word.starts_with("pub")
            || matches!(word, "async" | "const" | "unsafe" | "extern" | "\"C\"" | "in")
    };
    words.find(|word| !modifier(word)) == Some("fn")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_measured() {
        let text = "fn a() {\n    b();\n}\n\npub(crate) async fn c(\n    d: u8,\n) -> u8 {\n    d\n}\ntrait E {\n    fn f(&self);\n    fn g() {}\n}\n";
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(function_lengths(&lines), [(0, 3), (4, 5), (10, 1), (11, 1)]);
    }

    #[test]
    fn a_bad_file_is_found_out() {
        let body = "    x();\n".repeat(FUNCTION_LINES_MAX);
        let text = format!("fn long() {{\n{body}}}\nlet now = Utc::now();\n");
        let file = SourceFile { path: "kiosk/src/utils/mod.rs".to_owned(), text };
        let sentences: Vec<String> = check_file(&file).into_iter().map(|it| it.sentence).collect();
        assert_eq!(sentences.len(), 4, "{sentences:?}");
        let good = SourceFile {
            path: "kiosk/src/clock.rs".to_owned(),
            text: "//! Time.\nUtc::now()\n".to_owned(),
        };
        assert!(check_file(&good).is_empty());
    }
}
