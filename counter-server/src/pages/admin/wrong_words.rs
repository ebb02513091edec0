//! What is wrong with a value, in a sentence beside its field.

use shared::announcement::NUMBER_SIGNS_MAX;
use shared::catalog::Wrong;
use shared::catalog::tip_text::RefusedMark;
use shared::text::Language;

use crate::admin::form::What;
use crate::auth::password::PASSWORD_CHARACTERS_MIN;
use crate::language::{fill, msgid, tr};

/// One sentence for a field.
pub(super) fn sentence(language: Language, what: &What) -> String {
    match what {
        What::Catalog(wrong) => wrong_sentence(language, wrong),
        What::Taken { message, value, name } => {
            let text = fill(tr(language, message), "value", value);
            fill(&text, "name", &name.get(language))
        }
        What::NoNumber => tr(language, "Enter a whole number.").to_owned(),
        What::NoTime => tr(language, "Enter a time such as 08:00, at most 24:00.").to_owned(),
        What::NoDate => tr(language, "Enter a date.").to_owned(),
        What::NoChoice => tr(language, "Choose one of the list.").to_owned(),
        What::NoTicketNumber => fill(
            tr(language, "Enter a number such as A025: letters and digits, at most {count}."),
            "count",
            &NUMBER_SIGNS_MAX,
        ),
        What::NameTaken => {
            tr(language, "Somebody has this name already. Choose another one.").to_owned()
        }
        What::ShortPassword => fill(
            tr(language, "Enter at least {count} characters."),
            "count",
            &PASSWORD_CHARACTERS_MIN,
        ),
        What::LastAdmin => tr(
            language,
            "This is the last administrator: nobody could change anything any more. Make somebody else an administrator first.",
        )
        .to_owned(),
    }
}

fn wrong_sentence(language: Language, wrong: &Wrong) -> String {
    match wrong {
        Wrong::Missing => tr(language, "Something must stand here.").to_owned(),
        Wrong::NoCode => {
            tr(language, "Use only letters A–Z, digits and hyphens, at most 40.").to_owned()
        }
        Wrong::Repeated { .. } => tr(language, "Another entry has the same.").to_owned(),
        Wrong::Unknown { id } => {
            fill(tr(language, "“{code}” does not exist (any more)."), "code", id)
        }
        Wrong::NotServed => {
            tr(language, "The desk does not serve this queue: tick it, or leave the delay empty.")
                .to_owned()
        }
        Wrong::Prefix => tr(language, "Enter one to three capital letters A–Z.").to_owned(),
        Wrong::Bounds { least, most } => {
            let text = fill(tr(language, "Enter a number from {least} to {most}."), "least", least);
            fill(&text, "most", most)
        }
        Wrong::EndBeforeBeginning => {
            tr(language, "The end stands before the beginning.").to_owned()
        }
        Wrong::EmptySpan => {
            tr(language, "The end is the beginning. For a whole day enter 00:00 to 24:00.")
                .to_owned()
        }
        Wrong::Weekdays => tr(language, "Choose at least one day.").to_owned(),
        Wrong::WebAddress => {
            tr(language, "Enter a web address that begins with https://.").to_owned()
        }
        Wrong::TooLong { most } => {
            fill(tr(language, "That is too long: at most {count} characters."), "count", most)
        }
        Wrong::NotForKind => {
            tr(language, "This kind does not show it: leave it empty, or choose another kind.")
                .to_owned()
        }
        Wrong::TipText { line, mark } => {
            let what = fill(tr(language, "Line {n}"), "n", line);
            format!("{what}: {}", tr(language, refused_mark(*mark)))
        }
        Wrong::TooManyBytes { most } => fill(
            tr(
                language,
                "That is too long: at most {count} letters without marks, and fewer with marks.",
            ),
            "count",
            most,
        ),
        Wrong::WifiPassword => tr(
            language,
            "Enter 8 to 63 letters, digits and signs without Vietnamese marks, or nothing for an open network.",
        )
        .to_owned(),
    }
}

/// What stands in a tip's text that boards do not show; a message.
fn refused_mark(mark: RefusedMark) -> &'static str {
    match mark {
        RefusedMark::Heading => msgid(
            "boards show no headings (# at the beginning of a line, or a line of - or = under it). The title has its own field.",
        ),
        RefusedMark::Link => msgid(
            "boards show no links, since nobody can tap them. Choose the procedure: its QR code leads to its page.",
        ),
        RefusedMark::Image => msgid("choose the picture in its own field."),
        RefusedMark::Html => msgid("boards show no HTML. Write plain text."),
        RefusedMark::Table => msgid("boards show no tables. Use lines that begin with “- ”."),
        RefusedMark::Code => msgid("boards show no text between ` marks. Leave them out."),
        RefusedMark::Quote => msgid("boards show no quotations (> at the beginning of a line)."),
        RefusedMark::Rule => msgid("boards show no lines across. Leave an empty line instead."),
        RefusedMark::NestedPoint => {
            msgid("a point stands within a point. One level of points is enough.")
        }
    }
}
