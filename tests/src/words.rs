//! What buttons and lines say: the same messages that translators edit, so that no story repeats a sentence.

use anyhow::Context;
use polib::po_file;

const KIOSK: &str = include_str!("../../kiosk/lang/vi/LC_MESSAGES/kiosk.po");
const BOARD: &str = include_str!("../../display-board/lang/vi/LC_MESSAGES/display-board.po");

/// A language that a window speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Vietnamese, the first one.
    Vi,
    /// English.
    En,
}

impl Language {
    /// As the catalogue calls it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }
}

/// What the kiosk says for an English text; `values` fill its placeholders in turn.
///
/// # Errors
/// When the kiosk has no such text.
pub fn kiosk(language: Language, english: &str, values: &[&str]) -> anyhow::Result<String> {
    translated(KIOSK, language, english, values)
}

/// What the board says for an English text; `values` fill its placeholders in turn.
///
/// # Errors
/// When the board has no such text.
pub fn board(language: Language, english: &str, values: &[&str]) -> anyhow::Result<String> {
    translated(BOARD, language, english, values)
}

fn translated(
    po: &str,
    language: Language,
    english: &str,
    values: &[&str],
) -> anyhow::Result<String> {
    let catalog =
        po_file::parse_from_reader(po.as_bytes()).context("the messages cannot be read")?;
    let message = catalog.find_message(None, english, None);
    let message = message.with_context(|| format!("there is no text \"{english}\""))?;
    let mut text = match language {
        Language::Vi => message.msgstr()?.to_owned(),
        Language::En => english.to_owned(),
    };
    for (index, value) in values.iter().enumerate() {
        text = text.replacen("{}", value, 1).replace(&format!("{{{index}}}"), value);
    }
    Ok(text)
}
