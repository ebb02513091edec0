//! Every text that a person reads has a Vietnamese translation, and every translation has a text.

use std::collections::HashSet;

use super::{Finding, SourceFile, Tree};

/// A program, where its texts stand, and how they are marked there.
struct Program {
    po: &'static str,
    sources: &'static [&'static str],
    finder: fn(&SourceFile) -> Vec<Message>,
}

const PROGRAMS: [Program; 3] = [
    Program {
        po: "kiosk/lang/vi/LC_MESSAGES/kiosk.po",
        sources: &["kiosk/ui/", "shared/ui/"],
        finder: in_slint,
    },
    Program {
        po: "display-board/lang/vi/LC_MESSAGES/display-board.po",
        sources: &["display-board/ui/"],
        finder: in_slint,
    },
    Program {
        po: "counter-server/lang/vi/LC_MESSAGES/counter-server.po",
        sources: &["counter-server/templates/", "counter-server/src/"],
        finder: in_server,
    },
];

/// A text with its context, empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Message {
    context: String,
    text: String,
}

/// An entry of a .po file.
#[derive(Debug, Default)]
struct Entry {
    line: usize,
    message: Message,
    translations: Vec<String>,
    fuzzy: bool,
}

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    PROGRAMS.iter().flat_map(|program| check_program(tree, program)).collect()
}

fn check_program(tree: &Tree, program: &Program) -> Vec<Finding> {
    let Some(po) = tree.get(program.po) else {
        return vec![Finding { place: program.po.to_owned(), sentence: "is missing".to_owned() }];
    };
    let entries = entries(&po.text);
    let mut findings = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.message.text.is_empty()) {
        if entry.fuzzy
            || entry.translations.iter().any(String::is_empty)
            || entry.translations.is_empty()
        {
            let sentence = format!("\"{}\" is not translated", entry.message.text);
            findings.push(Finding::at_line(po, entry.line, sentence));
        }
    }
    let translated: HashSet<&Message> = entries.iter().map(|entry| &entry.message).collect();
    let mut used = HashSet::new();
    for file in program.sources.iter().flat_map(|folder| tree.under(folder)) {
        for message in (program.finder)(file) {
            if !translated.contains(&message) && used.insert(message.clone()) {
                findings.push(Finding::in_file(
                    file,
                    format!("\"{}\" is missing in {}", message.text, program.po),
                ));
            }
            used.insert(message);
        }
    }
    let unused = entries
        .iter()
        .filter(|entry| !entry.message.text.is_empty() && !used.contains(&entry.message));
    findings.extend(unused.map(|entry| {
        Finding::at_line(po, entry.line, format!("\"{}\" stands in no source", entry.message.text))
    }));
    findings
}

/// `@tr("text")`, `@tr("context" => "text")`, `@tr("one" | "many" % n)`: slint-build takes the singular as the id.
fn in_slint(file: &SourceFile) -> Vec<Message> {
    if !file.is("slint") {
        return Vec::new();
    }
    let calls = file.text.split("@tr(").skip(1);
    let messages = calls.filter_map(|rest| {
        let (first, after) = string_literal(rest.trim_start())?;
        let Some(after) = after.trim_start().strip_prefix("=>") else {
            return Some(Message { context: String::new(), text: first });
        };
        let (text, _) = string_literal(after.trim_start())?;
        Some(Message { context: first, text })
    });
    messages.collect()
}

/// `{{ "text"|tr(language) }}` in templates; `tr(language, "text")` and `msgid("text")` in Rust.
fn in_server(file: &SourceFile) -> Vec<Message> {
    let mut texts = Vec::new();
    if file.is("html") {
        for (at, _) in file.text.match_indices("\"|tr(") {
            let start = file.text[..at].rfind('"').map_or(0, |quote| quote + 1);
            texts.push(file.text[start..at].to_owned());
        }
    } else if file.is("rs") {
        let program = file.text.split("\n#[cfg(test)]").next().unwrap_or_default();
        for rest in program.split("msgid(").skip(1) {
            texts.extend(string_literal(rest.trim_start()).map(|(text, _)| text));
        }
        for (at, call) in program.match_indices("tr(") {
            // `as_str(` ends alike and is another function.
            if program[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
                continue;
            }
            let rest = &program[at + call.len()..];
            let argument = rest.split_once(',').map(|(_, after)| after.trim_start());
            texts.extend(argument.and_then(string_literal).map(|(text, _)| text));
        }
    }
    texts.into_iter().map(|text| Message { context: String::new(), text }).collect()
}

/// The string literal that a text begins with, unescaped, and what follows it.
fn string_literal(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut value = String::new();
    loop {
        let at = rest.find(['"', '\\'])?;
        value.push_str(&rest[..at]);
        if let Some(after) = rest[at..].strip_prefix('"') {
            return Some((value, after));
        }
        let escaped = rest[at + 1..].chars().next()?;
        rest = &rest[at + 1 + escaped.len_utf8()..];
        match escaped {
            'n' => value.push('\n'),
            't' => value.push('\t'),
            // A line that ends in a backslash goes on at the first letter of the next one.
            '\n' => rest = rest.trim_start(),
            other => value.push(other),
        }
    }
}

/// The entries of a .po file (GNU gettext manual, "The Format of PO Files").
fn entries(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut current = Entry::default();
    let mut field = String::new();
    for (line, content) in text.lines().enumerate() {
        let content = content.trim();
        if content.starts_with("#,") && content.contains("fuzzy") {
            close(&mut entries, &mut current);
            current.fuzzy = true;
        } else if let Some((value, _)) = string_literal(content) {
            append(&mut current, &field, &value);
        } else if let Some((word, rest)) =
            content.split_once(' ').filter(|_| !content.starts_with('#'))
        {
            let begins = word == "msgctxt" || (word == "msgid" && field != "msgctxt");
            if begins {
                close(&mut entries, &mut current);
                current.line = line;
            }
            word.clone_into(&mut field);
            if word.starts_with("msgstr") {
                current.translations.push(String::new());
            }
            append(&mut current, &field, &string_literal(rest).unwrap_or_default().0);
        }
    }
    close(&mut entries, &mut current);
    entries
}

/// A comment may mark the entry that follows, before its first word: that mark stays.
fn close(entries: &mut Vec<Entry>, current: &mut Entry) {
    if !current.translations.is_empty() {
        entries.push(std::mem::take(current));
    }
}

fn append(entry: &mut Entry, field: &str, value: &str) {
    match field {
        "msgctxt" => entry.message.context.push_str(value),
        "msgid" => entry.message.text.push_str(value),
        _ if field.starts_with("msgstr") => {
            if let Some(last) = entry.translations.last_mut() {
                last.push_str(value);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PO: &str = "msgid \"\"\nmsgstr \"Language: vi\\n\"\n\nmsgid \"One\"\nmsgstr \"\"\n\"M\"\n\"ột\"\n\n\
        #, fuzzy\nmsgid \"Two\"\nmsgstr \"Hai\"\n\nmsgctxt \"c\"\nmsgid \"n\"\nmsgid_plural \"ns\"\nmsgstr[0] \"\"\n";

    fn message(context: &str, text: &str) -> Message {
        Message { context: context.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn po_entries_are_read() {
        let entries = entries(PO);
        assert_eq!(entries.len(), 4);
        assert_eq!(entries[1].translations, ["Một"]);
        assert!(entries[2].fuzzy && !entries[3].fuzzy);
        assert_eq!((&entries[3].message, entries[3].line), (&message("c", "n"), 12));
        assert_eq!(entries[3].translations, [""]);
    }

    #[test]
    fn missing_untranslated_and_unused_texts_are_found() {
        let source =
            "a: @tr(\"One\"); b: @tr(\"c\" => \"n\" | \"ns\" % x); d: @tr(\"Three {}\", y);";
        let file =
            |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
        let po = "kiosk/lang/vi/LC_MESSAGES/kiosk.po";
        let tree = Tree { files: vec![file("kiosk/ui/a.slint", source), file(po, PO)] };
        let findings = check_program(&tree, &PROGRAMS[0]);
        let mut sentences: Vec<&str> = findings.iter().map(|it| it.sentence.as_str()).collect();
        sentences.sort_unstable();
        let missing = format!("\"Three {{}}\" is missing in {po}");
        assert_eq!(
            sentences,
            [
                &missing,
                "\"Two\" is not translated",
                "\"Two\" stands in no source",
                "\"n\" is not translated"
            ]
        );
    }

    #[test]
    fn texts_of_the_server_are_found() {
        let html = SourceFile {
            path: "a.html".to_owned(),
            text: "{{ \"Sign in\"|tr(l) }} x=\"{{ \"A b\"|tr(l) }}\"".to_owned(),
        };
        assert_eq!(in_server(&html), [message("", "Sign in"), message("", "A b")]);
        let text =
            "(Code::A, msgid(\"First, then\")), tr(language, \"Second \\\n    line\")".to_owned();
        let rust = SourceFile { path: "a.rs".to_owned(), text };
        assert_eq!(in_server(&rust), [message("", "First, then"), message("", "Second line")]);
    }
}
