//! Sending a form: whole, or as far as it is to go on later with a code; and what came of it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use shared::day::PrintOutcome;
use shared::form::relevant;
use shared::ids::DeclarationId;
use shared::protocol::{ContinuedDeclaration, DeclarationRequest, FormsView, KeptDeclaration};
use shared::text::Language;

use super::{FillEffect, FillScreen, Filling, Secret, Trouble};
use crate::session::Session;
use crate::session::checklist::ListPrint;
use crate::session::input::Effect;
use crate::session::step::Step;

/// What is on its way.
pub(super) struct Keeping {
    whole: bool,
    from: FillScreen,
}

/// What came of keeping a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The server has it, whole.
    Sent {
        /// Eight digits with which one goes on elsewhere today.
        code: Secret,
    },
    /// This kiosk has it, whole and sealed, until the server can be reached.
    Here,
    /// The server has it as far as it is.
    Begun {
        /// Eight digits with which one goes on elsewhere today.
        code: Secret,
    },
    /// The server cannot be reached, and a part of a form is of no use to this kiosk.
    NotNow,
}

impl Kept {
    /// Whether it is whole and out of the person's hands.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        matches!(self, Self::Sent { .. } | Self::Here)
    }

    /// Whether there is a code with which one goes on.
    #[must_use]
    pub fn has_code(&self) -> bool {
        matches!(self, Self::Sent { .. } | Self::Begun { .. })
    }

    /// The code, in two groups as people say it.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        let (Self::Sent { code } | Self::Begun { code }) = self else { return None };
        let digits = code.reveal();
        Some(match digits.get(..4).zip(digits.get(4..)) {
            Some((first, second)) => format!("{first} {second}"),
            None => digits.to_owned(),
        })
    }
}

/// Why a code opens nothing.
#[derive(Clone, PartialEq, Eq)]
pub enum NotContinued {
    /// It has fewer digits.
    TooShort,
    /// What was held to the reader is no slip with a code.
    NoSlip,
    /// The server cannot be reached.
    NoAnswer,
    /// The form is not used any more in that version.
    FormChanged,
    /// The server knows no such form, and says so.
    Refused {
        /// The sentence.
        message: String,
        /// Its language.
        language: Language,
    },
}

impl fmt::Debug for NotContinued {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::TooShort => "TooShort",
            Self::NoSlip => "NoSlip",
            Self::NoAnswer => "NoAnswer",
            Self::FormChanged => "FormChanged",
            Self::Refused { .. } => "Refused",
        })
    }
}

/// News of forms that no person made.
#[derive(Clone, Debug)]
pub enum FormNews {
    /// The forms that can be filled in today.
    Forms(Arc<FormsView>),
    /// Whether a scanner is there.
    Scanner(bool),
    /// The server keeps it.
    Kept(KeptDeclaration),
    /// This kiosk keeps it until the server can be reached.
    KeptHere(DeclarationId),
    /// Nobody keeps it: the server cannot be reached.
    NotKept(DeclarationId),
    /// The server does not take it.
    Refused {
        /// The declaration.
        id: DeclarationId,
        /// Why, as a sentence.
        message: String,
        /// The language of the sentence.
        language: Language,
    },
    /// The slip with the code was printed, or not.
    SlipPrinted(PrintOutcome),
    /// What was begun before.
    Continued(Box<ContinuedDeclaration>),
    /// Nothing was begun under that code.
    NotContinued(NotContinued),
}

impl Filling {
    fn request(&self, whole: bool, language: Language) -> DeclarationRequest {
        let form = self.form();
        DeclarationRequest {
            form: form.id.clone(),
            version: form.version,
            language,
            notice_version: self.notice().map_or(0, |notice| notice.version),
            // A part keeps everything, so that nothing is lost when an answer is changed back later.
            answers: if whole {
                relevant(form, &self.answers, self.today)
            } else {
                self.answers.clone()
            },
            complete: whole,
        }
    }
}

impl Session {
    pub(super) fn keep(&mut self, whole: bool) -> Vec<Effect> {
        let look = self.look();
        let language = look.language;
        let Some(filling) = self.filling.as_mut() else { return Vec::new() };
        let Some(id) = filling.id else { return Vec::new() };
        let ready =
            filling.journey(|journey| journey.is_complete()) && filling.review(look).reviewed;
        if whole && !ready {
            return Vec::new();
        }
        filling.lay_by();
        let from = if whole { FillScreen::Review } else { FillScreen::Question };
        filling.keeping = Some(Keeping { whole, from });
        filling.trouble = None;
        filling.revision += 1;
        let request = filling.request(whole, language);
        self.step = Step::Fill(FillScreen::Keeping);
        vec![Effect::Fill(FillEffect::Keep { id, request, answer_in: language })]
    }

    /// Back into a form that was kept as far as it is.
    pub(super) fn go_on(&mut self) {
        let Some(filling) = self.filling.as_mut().filter(|filling| !filling.is_sent()) else {
            return;
        };
        filling.kept = None;
        filling.slip = ListPrint::None;
        filling.revision += 1;
        let screen = match filling.at.clone() {
            Some(key) => filling.go_to(key),
            None => filling.resume(),
        };
        self.step = Step::Fill(screen);
    }

    /// Whether the code on the screen can be printed now.
    #[must_use]
    pub fn can_print_slip(&self) -> bool {
        let has_code = |filling: &Filling| filling.kept.as_ref().is_some_and(Kept::has_code);
        self.filling.as_ref().is_some_and(has_code) && self.can_print_list()
    }

    pub(super) fn print_slip(&mut self) -> Vec<Effect> {
        if !self.can_print_slip() {
            return Vec::new();
        }
        let Some(filling) = self.filling.as_mut() else { return Vec::new() };
        if filling.slip == ListPrint::Printing {
            return Vec::new();
        }
        filling.slip = ListPrint::Printing;
        filling.revision += 1;
        vec![Effect::PrintSlip]
    }

    /// Takes what came of the slip; whoever asked for it may be gone.
    fn slip_ended(&mut self, outcome: PrintOutcome) {
        let printing = |filling: &&mut Filling| filling.slip == ListPrint::Printing;
        if let Some(filling) = self.filling.as_mut().filter(printing) {
            filling.slip = ListPrint::after(outcome);
            filling.revision += 1;
        }
    }

    /// On to the number, as from the page of the procedure.
    pub(super) fn to_number(&mut self) {
        let is_sent = self.filling.as_ref().is_some_and(Filling::is_sent);
        if !is_sent {
            return;
        }
        self.step = match (&self.choice.service, self.is_open()) {
            (None, _) => Step::Services,
            (Some(_), true) => self.after_procedure(),
            (Some(_), false) => return,
        };
    }

    /// The declaration that goes with a number: only with one for the matter that it was filled in for.
    pub(in super::super) fn declared(&self) -> Option<DeclarationId> {
        let filling = self.filling.as_ref().filter(|filling| filling.is_sent())?;
        let procedure = self.choice.procedure.as_ref()?;
        filling.form().procedures.contains(procedure).then_some(filling.id).flatten()
    }

    pub(in super::super) fn take_form_news(&mut self, news: FormNews, now: Duration) {
        match news {
            FormNews::Forms(forms) => {
                self.shelf.forms = Some(forms);
                self.shelf.revision += 1;
            }
            FormNews::Scanner(there) => {
                self.shelf.scanner = there;
                self.shelf.revision += 1;
            }
            FormNews::Kept(kept) => {
                let code = Secret::from(kept.code.as_str());
                self.end_keeping(kept.id, now, |whole| {
                    if whole { Kept::Sent { code } } else { Kept::Begun { code } }
                });
            }
            FormNews::KeptHere(id) => self.end_keeping(id, now, |_| Kept::Here),
            FormNews::NotKept(id) => self.end_keeping(id, now, |_| Kept::NotNow),
            FormNews::Refused { id, message, language } => {
                self.refuse_form(id, Trouble::Refused { message, language }, now);
            }
            FormNews::SlipPrinted(outcome) => self.slip_ended(outcome),
            FormNews::Continued(begun) => self.go_on_with(*begun, now),
            FormNews::NotContinued(trouble) => {
                if self.step == Step::Fill(FillScreen::Code) && self.shelf.awaited {
                    self.shelf.awaited = false;
                    self.shelf.trouble = Some(trouble);
                    self.shelf.revision += 1;
                    self.touched_at = now;
                }
            }
        }
    }

    fn awaits_keeping(&self, id: DeclarationId) -> bool {
        self.step == Step::Fill(FillScreen::Keeping)
            && self.filling.as_ref().is_some_and(|filling| filling.id == Some(id))
    }

    fn end_keeping(&mut self, id: DeclarationId, now: Duration, kept: impl FnOnce(bool) -> Kept) {
        if !self.awaits_keeping(id) {
            return;
        }
        let Some(filling) = self.filling.as_mut() else { return };
        let Some(keeping) = filling.keeping.take() else { return };
        let kept = kept(keeping.whole);
        if kept.is_sent() {
            // The kiosk has no more to do with what was answered.
            filling.wipe();
        }
        filling.kept = Some(kept);
        filling.revision += 1;
        self.step = Step::Fill(FillScreen::Kept);
        self.touched_at = now;
    }

    fn refuse_form(&mut self, id: DeclarationId, trouble: Trouble, now: Duration) {
        if !self.awaits_keeping(id) {
            return;
        }
        let Some(filling) = self.filling.as_mut() else { return };
        let Some(keeping) = filling.keeping.take() else { return };
        let screen = match (keeping.from, filling.at.clone()) {
            (FillScreen::Question, Some(key)) => filling.go_to(key),
            _ => FillScreen::Review,
        };
        filling.trouble = Some(trouble);
        filling.revision += 1;
        self.step = Step::Fill(screen);
        self.touched_at = now;
    }
}
