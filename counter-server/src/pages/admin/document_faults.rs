//! Why a file is no configuration or no form, in words: what its reader says, brought into sentences.

use shared::catalog::document::DocumentError;
use shared::text::Language;

use crate::language::{fill, msgid, tr};

/// One sentence with the line.
pub(super) fn sentence(language: Language, error: &anyhow::Error) -> String {
    let Some(DocumentError::Unreadable { line, message }) = error.downcast_ref() else {
        return format!("{error:#}");
    };
    let what = what(language, message);
    match line {
        Some(line) => {
            let text = fill(tr(language, "Line {line}: {what}"), "line", line);
            fill(&text, "what", &what)
        }
        None => what,
    }
}

/// What stands between the first two back quotes.
fn quoted(message: &str) -> &str {
    message.split('`').nth(1).unwrap_or_default()
}

fn what(language: Language, message: &str) -> String {
    let named = |text: &str| fill(text, "name", &quoted(message));
    let begins = |beginning: &str| message.starts_with(beginning);
    if begins("unknown field ") {
        return named(tr(language, "“{name}” does not belong here. Look for a slip of the pen."));
    }
    if begins("missing field ") {
        return named(tr(language, "“{name}” is missing."));
    }
    if begins("duplicate ") {
        return tr(language, "The same name stands twice.").to_owned();
    }
    if begins("unknown variant ") {
        let text = named(tr(language, "“{name}” is none of what can stand here: {list}."));
        let list: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        return fill(&text, "list", &list.join(", "));
    }
    if let Some(rest) = message.strip_prefix("invalid type: ")
        && let Some((_, wanted)) = rest.rsplit_once("expected ")
    {
        let text = tr(language, "Something else must stand here: {what}.");
        return fill(text, "what", &wanted_words(language, wanted));
    }
    if begins("invalid value: ") || begins("invalid length ") {
        let text = tr(language, "This value cannot stand here ({detail}).");
        return fill(text, "detail", &message);
    }
    let text = tr(
        language,
        "This cannot be read as TOML: every line is name = value, a text stands in quotes, a list in [ ] ({detail}).",
    );
    fill(text, "detail", &message)
}

/// What a reader of TOML expects, in words.
fn wanted_words(language: Language, wanted: &str) -> String {
    let words = match wanted {
        "a string" => tr(language, "a text in quotes"),
        "a boolean" => tr(language, "true or false"),
        "a sequence" => tr(language, "a list in [ ]"),
        "u8" | "u16" | "u32" | "u64" | "i64" => tr(language, "a whole number"),
        _ if wanted.starts_with("struct ") || wanted == "a map" => {
            tr(language, "names with values in { }")
        }
        _ => wanted,
    };
    words.to_owned()
}

/// What the check of forms says of a name, by what follows the name, with the sentence for people.
const OF_A_NAME: [(&str, &str); 16] = [
    (" is missing", msgid("“{name}” is missing.")),
    (" is empty", msgid("“{name}” is empty.")),
    (" does not belong here", msgid("“{name}” does not belong here. Look for a slip of the pen.")),
    (" is no kind of question", msgid("“{name}” is no kind of question.")),
    (" names no question of this form", msgid("The form has no question “{name}”.")),
    (
        " is not asked before this",
        msgid("“{name}” is not asked before this question; only earlier ones can be named here."),
    ),
    (
        " (line",
        msgid("“{name}” is not asked before this question; only earlier ones can be named here."),
    ),
    (
        " is asked once for each item",
        msgid("“{name}” is asked several times and can be named only within its own part."),
    ),
    (" has no option", msgid("The question “{name}” does not have this option.")),
    (" stands twice", msgid("“{name}” stands twice.")),
    (" stands on no ID card", msgid("“{name}” stands on no ID card.")),
    (" is no code", msgid("“{name}” is no code: small letters, digits and joining signs only.")),
    (" must be a text in quotes", msgid("“{name}” must be a text in quotes.")),
    (" must be a whole number", msgid("“{name}” must be a whole number.")),
    (" must be true or false", msgid("“{name}” must be true or false.")),
    (" must be a list", msgid("“{name}” must be a list in [ ].")),
];

/// What is wrong with a form, in a language. The rarer sentences of the check stay English: `None`.
pub(super) fn of_form(language: Language, sentence: &str) -> Option<String> {
    let (name, rest) = sentence.strip_prefix('`')?.split_once('`')?;
    let (_, message) = OF_A_NAME.iter().find(|(beginning, _)| rest.starts_with(beginning))?;
    let mut said = fill(tr(language, message), "name", &name);
    if let Some((_, meant)) = rest.split_once("did you mean `")
        && let Some((meant, _)) = meant.split_once('`')
    {
        said.push(' ');
        said += &fill(tr(language, "Did you mean “{name}”?"), "name", &meant);
    }
    Some(said)
}

#[cfg(test)]
mod tests {
    use shared::catalog::document::{from_toml, to_toml};
    use shared::catalog::ward;
    use shared::text::Language;

    use super::{of_form, sentence};

    fn said(language: Language, change: impl FnOnce(String) -> String) -> String {
        let text = to_toml(&ward().unwrap()).unwrap();
        let error = from_toml(&change(text)).expect_err("broken on purpose");
        sentence(language, &error.into())
    }

    #[test]
    fn every_usual_mistake_has_a_sentence_in_both_languages() {
        let cases: [(&str, &str, &str, &str); 6] = [
            ("prefix = \"A\"", "prefix = 7", "a text in quotes", "chuỗi"),
            ("[center]", "[center]\ncolour = 1", "“colour” does not belong", "“colour”"),
            ("icon = \"family\"", "icon = \"rocket\"", "family, stamp, house", "family, stamp"),
            ("digits_min = 3", "", "“digits_min” is missing", "Thiếu “digits_min”"),
            ("prefix = \"A\"", "prefix = \"A\"\nprefix = \"B\"", "stands twice", "hai lần"),
            ("prefix = \"A\"", "prefix", "cannot be read as TOML", "TOML"),
        ];
        for (from, to, english, vietnamese) in cases {
            for (language, words) in [(Language::En, english), (Language::Vi, vietnamese)] {
                let sentence = said(language, |text| text.replacen(from, to, 1));
                assert!(sentence.contains(words), "{from} → {to}: {sentence}");
                let line = if language == Language::En { "Line " } else { "Dòng " };
                assert!(sentence.starts_with(line), "{sentence}");
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_form_is_said_in_the_language_of_the_page() {
        let text = include_str!("../../../../shared/data/forms/social-pension.toml");
        for (from, to, words) in [
            (
                "kind = \"choice\"",
                "kind = \"choise\"",
                "“choise” không phải loại câu hỏi. Có phải là “choice”?",
            ),
            (
                "age_of = \"applicant_birth\"",
                "age_of = \"nobody\"",
                "Tờ khai không có câu hỏi “nobody”.",
            ),
            ("version = 1", "", "Thiếu “version”."),
            ("version = 1", "version = 1\ncolour = 2", "“colour” không thuộc chỗ này."),
            ("version = 1", "version = \"x\"", "“version” phải là số nguyên."),
            (
                "is = \"other\"",
                "is = \"others\"",
                "Câu hỏi “applicant_ethnicity” không có lựa chọn này.",
            ),
        ] {
            let broken = text.replacen(from, to, 1);
            let problems = shared::form::Form::from_toml(&broken).expect_err("broken on purpose");
            let said: Vec<_> =
                problems.iter().map(|problem| of_form(Language::Vi, &problem.sentence)).collect();
            let fits = |one: &Option<String>| one.as_ref().is_some_and(|one| one.contains(words));
            assert!(said.iter().any(fits), "{words}: {said:?} of {problems:?}");
        }
        assert_eq!(of_form(Language::Vi, "something rare"), None);
    }
}
