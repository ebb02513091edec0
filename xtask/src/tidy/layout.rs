//! The top of the tree holds what the README says, and nothing else.

use std::path::Path;

use super::Finding;

const NEEDED: [&str; 8] = [
    "Cargo.toml",
    "README.md",
    "counter-server",
    "display-board",
    "kiosk",
    "shared",
    "tests",
    "xtask",
];

const ALLOWED: [&str; 4] = ["Cargo.lock", "LICENSE", "docs", "target"];

pub(super) fn check(root: &Path) -> anyhow::Result<Vec<Finding>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let finding = |name: &str, sentence: &str| Finding {
        place: name.to_owned(),
        sentence: sentence.to_owned(),
    };
    let missing = NEEDED.iter().filter(|name| !names.iter().any(|found| found == *name));
    let mut findings: Vec<Finding> =
        missing.map(|name| finding(name, "is missing at the top")).collect();
    let known = |name: &&String| {
        name.starts_with('.') || NEEDED.contains(&name.as_str()) || ALLOWED.contains(&name.as_str())
    };
    let strange = names.iter().filter(|name| !known(name));
    findings.extend(strange.map(|name| finding(name, "does not belong at the top")));
    Ok(findings)
}
