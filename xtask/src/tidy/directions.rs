//! Who may know whom: the directions of the design, checked by what a file names.

use super::{Finding, SourceFile, Tree};

/// Files under a path must not name these.
struct Rule {
    under: &'static str,
    banned: &'static [&'static str],
    because: &'static str,
}

const RULES: [Rule; 10] = [
    Rule {
        under: "counter-server/src/identity/",
        banned: &["crate::", "axum"],
        because: "who somebody is depends on nothing above it",
    },
    Rule {
        under: "shared/src/",
        banned: &[
            "std::fs",
            "std::net",
            "std::io",
            "std::thread",
            "std::process",
            "std::env",
            "tokio::",
            "rusqlite",
        ],
        because: "shared does no I/O",
    },
    Rule {
        under: "counter-server/src/storage/",
        banned: &[
            "crate::api",
            "crate::pages",
            "crate::router",
            "crate::writer",
            "crate::auth",
            "crate::state",
            "axum::",
        ],
        because: "storage knows SQL and shared only",
    },
    Rule {
        under: "counter-server/src/views/",
        banned: &["crate::api", "crate::pages", "crate::storage", "crate::writer", "crate::state"],
        because: "views are pure",
    },
    Rule {
        under: "counter-server/src/writer",
        banned: &["crate::api", "crate::pages", "crate::router"],
        because: "pages and api know the writer, not the other way round",
    },
    Rule {
        under: "counter-server/src/api/",
        banned: &["crate::pages", "rusqlite"],
        because: "api stands beside pages and above storage",
    },
    Rule {
        under: "kiosk/src/session/",
        banned: &["crate::bridge", "slint::", "crate::printer", "reqwest", "tokio"],
        because: "the session is pure",
    },
    Rule {
        under: "kiosk/src/printer/",
        banned: &["crate::bridge", "crate::session", "slint::"],
        because: "the printer knows bytes only",
    },
    Rule {
        under: "kiosk/src/ticket_paper/",
        banned: &["crate::bridge", "crate::session", "crate::printer", "slint::"],
        because: "the ticket's picture depends on the ticket only",
    },
    Rule {
        under: "display-board/src/feed/",
        banned: &["crate::bridge", "crate::app", "slint::"],
        because: "the feed does not know who shows it",
    },
];

/// Crates that the pure core may depend on: none of them does I/O.
const PURE: [&str; 16] = [
    "amlich-core",
    "any_ascii",
    "chrono",
    "chrono-tz",
    "imbl",
    "pulldown-cmark",
    "rpds",
    "serde",
    "serde_ignored",
    "serde_json",
    "strsim",
    "thiserror",
    "toml",
    "unicode-normalization",
    "utoipa",
    "uuid",
];

/// The one folder that speaks to the database, and how a line shows that it does.
const SQL_FOLDER: &str = "counter-server/src/storage/";
const PROGRAMS: [&str; 4] =
    ["shared/src/", "counter-server/src/", "kiosk/src/", "display-board/src/"];
const SQL: [&str; 15] = [
    "rusqlite",
    "refinery::",
    "\"SELECT ",
    "\"INSERT ",
    "\"UPDATE ",
    "\"DELETE FROM ",
    "\"PRAGMA ",
    "\"BEGIN",
    "\"COMMIT",
    "\"ROLLBACK",
    "\"VACUUM",
    "\"CREATE ",
    ".prepare_cached(",
    ".execute_batch(",
    ".query_row(",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| check_rule(tree, rule)).collect();
    let programs = PROGRAMS.iter().flat_map(|folder| tree.under(folder));
    findings.extend(programs.filter(|file| file.is("rs")).flat_map(check_sql));
    findings.extend(check_core(tree));
    findings
}

fn check_sql(file: &SourceFile) -> Vec<Finding> {
    if file.path.starts_with(SQL_FOLDER) {
        return Vec::new();
    }
    let spoken = program(file).filter_map(|(index, line)| {
        let found = SQL.iter().find(|word| line.contains(**word))?;
        Some(Finding::at_line(file, index, format!("has `{found}`: SQL stands in {SQL_FOLDER}")))
    });
    spoken.collect()
}

/// The lines of the program itself: no comments, and nothing after the line that begins the tests.
fn program(file: &SourceFile) -> impl Iterator<Item = (usize, &str)> {
    let lines = file.text.lines().enumerate().take_while(|(_, line)| *line != "#[cfg(test)]");
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn check_rule<'a>(tree: &'a Tree, rule: &'static Rule) -> impl Iterator<Item = Finding> + 'a {
    tree.under(rule.under).filter(|file| file.is("rs")).flat_map(move |file| {
        program(file).filter_map(move |(index, line)| {
            let banned = rule.banned.iter().find(|banned| line.contains(**banned))?;
            Some(Finding::at_line(file, index, format!("names `{banned}`: {}", rule.because)))
        })
    })
}

fn check_core(tree: &Tree) -> Vec<Finding> {
    let Some(file) = tree.get("shared/Cargo.toml") else { return Vec::new() };
    let after_head =
        file.text.lines().enumerate().skip_while(|(_, line)| *line != "[dependencies]").skip(1);
    let dependencies = after_head.take_while(|(_, line)| !line.starts_with('['));
    let named = dependencies.filter_map(|(index, line)| {
        let name = line
            .split(['.', '=', ' '])
            .next()
            .filter(|name| !name.is_empty() && !name.starts_with('#'))?;
        (!PURE.contains(&name)).then(|| {
            Finding::at_line(file, index, format!("`{name}` is not on the list for the pure core"))
        })
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(path: &str, text: &str) -> usize {
        check_sql(&SourceFile { path: path.to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn sql_is_found_outside_its_folder_only() {
        let text = "//! Not here: rusqlite.\nlet a = execute(c, \"COMMIT\");\nuse rusqlite::Connection;\n\
                    #[cfg(test)]\nmod tests { use rusqlite::Row; }\n";
        assert_eq!(sentences("counter-server/src/writer/batch.rs", text), 2);
        assert_eq!(sentences("counter-server/src/storage/batch.rs", text), 0);
        assert_eq!(sentences("kiosk/src/app.rs", "let call = \"Select\";\n"), 0);
    }
}
