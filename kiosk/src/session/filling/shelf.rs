//! The forms that can be filled in, and the code with which one goes on with a form begun before.

use std::sync::Arc;

use chrono::NaiveDate;
use shared::protocol::FormsView;
use shared::text::Language;
use zeroize::{Zeroize, Zeroizing};

use super::Scanned;
use super::keeping::NotContinued;

/// How many digits the code of a form has.
pub const CODE_DIGITS: usize = 8;
/// What stands before the digits in the code of a slip: so long that a reader that types like a keyboard is known
/// for one before the first digit.
const SLIP_PREFIX: &str = "ONESTOP-FORM-";

/// What the code of a slip holds, so that a reader takes it at another kiosk. `code` in groups, as it is shown.
#[must_use]
pub fn slip_text(code: &str) -> String {
    SLIP_PREFIX.chars().chain(code.chars().filter(char::is_ascii_digit)).collect()
}

/// The digits on a slip; none when something else was held to the reader.
pub(super) fn code_of_slip(scanned: &Scanned) -> Option<&str> {
    let text = scanned.reveal()?.trim();
    let digits = text.get(SLIP_PREFIX.len()..)?;
    let is_slip = text.get(..SLIP_PREFIX.len())?.eq_ignore_ascii_case(SLIP_PREFIX)
        && digits.len() == CODE_DIGITS
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_slip.then_some(digits)
}

/// What is there beside the form that is being filled in.
#[derive(Default)]
pub struct FormShelf {
    pub(super) forms: Option<Arc<FormsView>>,
    pub(super) scanner: bool,
    code: String,
    /// The digits before keys came as fast as those of a scanner.
    before_run: Option<Zeroizing<String>>,
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

    /// Keys come so fast that they may be those of a scanner: they must not stay in the field.
    pub(super) fn run_began(&mut self) {
        self.before_run = Some(Zeroizing::new(self.code.clone()));
    }

    /// Something was held to the reader: a slip, whose code stands in the field then, or something else.
    pub(super) fn take_scan(&mut self, scanned: &Scanned) {
        if let Some(before) = self.before_run.take() {
            self.type_code(&before);
        }
        match code_of_slip(scanned) {
            Some(code) => self.type_code(code),
            None => self.trouble = Some(NotContinued::NoSlip),
        }
    }

    pub(in super::super) fn forget_code(&mut self) {
        self.before_run = None;
        self.code.zeroize();
        self.trouble = None;
        self.awaited = false;
        self.revision += 1;
    }
}
