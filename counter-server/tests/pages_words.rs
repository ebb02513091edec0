//! Every text of templates and pages is translated, and no translation is left over.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use counter_server::language::{VIETNAMESE_PO, tr};
use polib::po_file;
use shared::text::Language;

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found
}

/// `"text"|tr(` in templates.
fn in_templates(used: &mut BTreeSet<String>) {
    for path in files("templates", "html") {
        let text = fs::read_to_string(path).unwrap();
        for (end, _) in text.match_indices("\"|tr(") {
            let start = text[..end].rfind('"').unwrap() + 1;
            used.insert(text[start..end].to_owned());
        }
    }
}

/// `tr(…language, "text")` and `msgid("text")` in the program, tests aside.
fn in_the_program(used: &mut BTreeSet<String>) {
    for path in files("src", "rs") {
        let whole = fs::read_to_string(path).unwrap();
        let text = whole.split("#[cfg(test)]").next().unwrap();
        for call in ["tr(", "msgid("] {
            for (at, _) in text.match_indices(call) {
                if text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
                    continue;
                }
                let mut rest = text[at + call.len()..].trim_start();
                if call == "tr(" {
                    let Some((language, message)) = rest.split_once(',') else { continue };
                    if !language.ends_with("language") {
                        continue;
                    }
                    rest = message.trim_start();
                }
                let Some(quoted) = rest.strip_prefix('"') else { continue };
                used.insert(quoted.split('"').next().unwrap().to_owned());
            }
        }
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn every_message_in_use_is_translated_and_none_is_left_over() {
    let mut used = BTreeSet::new();
    in_templates(&mut used);
    in_the_program(&mut used);
    assert!(used.len() > 150, "the search finds the messages: {}", used.len());
    let catalog = po_file::parse_from_reader(VIETNAMESE_PO.as_bytes()).unwrap();
    let known: BTreeSet<String> = catalog
        .messages()
        .filter(|message| message.is_translated())
        .map(|message| message.msgid().to_owned())
        .collect();
    let missing: Vec<_> = used.difference(&known).collect();
    let left_over: Vec<_> = known.difference(&used).collect();
    assert!(missing.is_empty(), "not translated: {missing:#?}");
    assert!(left_over.is_empty(), "no longer used: {left_over:#?}");
    for message in &used {
        let vietnamese = tr(Language::Vi, message);
        assert_eq!(placeholders(message), placeholders(vietnamese), "{message}");
        assert_eq!(tr(Language::En, message), message);
    }
}
