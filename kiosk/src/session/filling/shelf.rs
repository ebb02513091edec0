//! The forms that can be filled in, and the code with which one goes on with a form begun before.

use std::sync::Arc;

use chrono::NaiveDate;
use shared::protocol::FormsView;
use shared::text::Language;
use zeroize::Zeroize;

use super::keeping::NotContinued;

/// How many digits the code of a form has.
pub const CODE_DIGITS: usize = 8;

/// What is there beside the form that is being filled in.
#[derive(Default)]
pub struct FormShelf {
    pub(super) forms: Option<Arc<FormsView>>,
    pub(super) scanner: bool,
    code: String,
    pub(super) trouble: Option<NotContinued>,
    pub(super) awaited: bool,
    pub(super) today: NaiveDate,
    pub(super) revision: u64,
}

/// Not the code: it opens a form.
impl std::fmt::Debug for FormShelf {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let forms = self.forms.as_ref().map_or(0, |view| view.forms.len());
        formatter.debug_struct("FormShelf").field("forms", &forms).finish_non_exhaustive()
    }
}

impl FormShelf {
    /// The forms that can be filled in, and the notice.
    #[must_use]
    pub fn forms(&self) -> Option<&Arc<FormsView>> {
        self.forms.as_ref()
    }

    /// Whether ID cards can be scanned here.
    #[must_use]
    pub fn has_scanner(&self) -> bool {
        self.scanner
    }

    /// The digits of the code so far.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Why the code opens nothing.
    #[must_use]
    pub fn trouble(&self) -> Option<&NotContinued> {
        self.trouble.as_ref()
    }

    /// Whether the form of the code is being fetched.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.awaited
    }

    /// Grows with everything that changes what is on the screen.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The language of the sentence in which the server refused.
    #[must_use]
    pub fn trouble_language(&self) -> Option<Language> {
        match &self.trouble {
            Some(NotContinued::Refused { language, .. }) => Some(*language),
            _ => None,
        }
    }

    pub(super) fn type_code(&mut self, text: &str) {
        self.code.zeroize();
        self.code.extend(text.chars().filter(char::is_ascii_digit).take(CODE_DIGITS));
        self.trouble = None;
    }

    pub(in super::super) fn forget_code(&mut self) {
        self.code.zeroize();
        self.trouble = None;
        self.awaited = false;
        self.revision += 1;
    }
}
