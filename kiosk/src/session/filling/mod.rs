//! A form that is filled in: which question stands on the screen, what was answered, what is sent.

mod asking;
mod card;
mod draft;
mod keeping;
mod opening;
mod reviewing;
mod rows;
mod shelf;
mod wipe;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use shared::form::{AnswerKey, AnswerProblem, Answers, Form, Journey};
use shared::ids::{DeclarationId, ProcedureId};
use shared::protocol::{DeclarationRequest, FormsView, Notice};
use shared::text::Language;
use shared::vietnam::id_card::CardProblem;

use super::Session;
use super::checklist::ListPrint;
use super::input::Effect;
use super::step::Step;

pub use asking::{Asked, QuestionView};
pub use card::Scanned;
pub use draft::Draft;
pub use keeping::{FormNews, Kept, NotContinued};
pub use reviewing::{CardLine, ReviewPage, ReviewRow};
pub use rows::{Row, RowPage};
pub use shelf::{CODE_DIGITS, FormShelf, slip_text};

use card::PendingCard;
use keeping::Keeping;

/// The screens of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FillScreen {
    /// What is kept, why and for how long.
    Notice,
    /// One question.
    Question,
    /// What a card says, to be confirmed.
    Card,
    /// All answers.
    Review,
    /// It is being sent.
    Keeping,
    /// It is kept, or cannot be.
    Kept,
    /// The code of a form that was begun before.
    Code,
}

/// Something in a form.
#[derive(Clone, Debug)]
pub enum FillInput {
    /// Fill in the form of this procedure, on its page.
    Open(ProcedureId),
    /// The notice was read and agreed to.
    Agree {
        /// A new id for what will be sent; used when there is none yet.
        id: DeclarationId,
        /// The date at the center.
        today: NaiveDate,
    },
    /// The notice was not agreed to.
    Decline,
    /// What stands in a field now.
    Typed {
        /// 0, or which part of a date or time.
        part: usize,
        /// All of it.
        text: Secret,
    },
    /// Find in a long list by typing, or show all of it.
    Find(bool),
    /// What stands in the field over a long list now.
    Filter(Secret),
    /// The answer is given.
    Next,
    /// A row of the list.
    Choose(String),
    /// Yes or no.
    Yes(bool),
    /// The question is left out.
    Skip,
    /// Stop here and go on later.
    Stop,
    /// Back from "kept" into the form.
    GoOn,
    /// Change the answer of this line.
    Change(AnswerKey),
    /// Show the hidden value of this line, or hide it again.
    Reveal(AnswerKey),
    /// The next page of a list or of the answers.
    PageNext,
    /// The page before.
    PagePrevious,
    /// Everything is right: send it.
    Send,
    /// The code on paper, please.
    PrintCode,
    /// On to the number.
    ToNumber,
    /// To the screen before.
    Back,
    /// Keys come so fast that they may be those of a scanner.
    RunBegan,
    /// A scanner read something.
    Scanned(Scanned),
    /// What the card says is right.
    CardRight,
    /// It is not.
    CardWrong,
    /// Go on with a form that was begun before.
    OpenCode,
    /// What stands in the field for the code now.
    CodeTyped(Secret),
    /// That is the code.
    CodeGiven {
        /// The date at the center.
        today: NaiveDate,
    },
}

/// A text that a person typed; wiped when it goes away, and not shown when it is debugged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(zeroize::Zeroizing<String>);

impl Secret {
    /// The text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(zeroize::Zeroizing::new(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// Something that a form needs of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FillEffect {
    /// Keep what was filled in so far, at the server or until it can be reached.
    Keep {
        /// The declaration.
        id: DeclarationId,
        /// What is kept.
        request: DeclarationRequest,
        /// The language of a refusal.
        answer_in: Language,
    },
    /// Fetch what was begun before.
    Continue {
        /// Eight digits.
        code: Secret,
        /// The language of a refusal.
        answer_in: Language,
    },
}

/// How lists look for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The language of the screen.
    pub language: Language,
    /// How many rows a page holds, with the letters and the reach that were chosen.
    pub places: usize,
}

/// Why the form stays where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The answer does not stand.
    Answer(AnswerProblem),
    /// What was scanned is not taken.
    Card(CardProblem),
    /// The scanner sent something that is no text.
    CardUnreadable,
    /// The question asks for nothing that stands on a card.
    CardNotHere,
    /// The server does not take the form, and says why.
    Refused {
        /// The sentence.
        message: String,
        /// Its language.
        language: Language,
    },
}

/// A form that is being filled in. Everything that a person entered is overwritten when it goes away.
pub struct Filling {
    forms: Arc<FormsView>,
    number: usize,
    id: Option<DeclarationId>,
    today: NaiveDate,
    /// The province of the center, for the top of lists.
    home: Option<&'static str>,
    answers: Answers,
    at: Option<AnswerKey>,
    draft: Draft,
    /// What was typed and left without giving the answer, by question.
    drafts: BTreeMap<AnswerKey, Draft>,
    /// The first row of the list that is on the screen.
    row_first: usize,
    trouble: Option<Trouble>,
    /// The question was opened from the list of answers: Back leads there again.
    changing: bool,
    review_page: usize,
    /// The last page of the answers was seen.
    reviewed: bool,
    revealed: Option<AnswerKey>,
    card: Option<PendingCard>,
    before_run: Option<Draft>,
    keeping: Option<Keeping>,
    kept: Option<Kept>,
    /// How far the slip with the code is.
    slip: ListPrint,
    revision: u64,
}

impl Filling {
    fn new(forms: Arc<FormsView>, number: usize, home: Option<&'static str>) -> Self {
        Self {
            forms,
            number,
            id: None,
            today: NaiveDate::default(),
            home,
            answers: Answers::new(),
            at: None,
            draft: Draft::default(),
            drafts: BTreeMap::new(),
            row_first: 0,
            trouble: None,
            changing: false,
            review_page: 0,
            reviewed: false,
            revealed: None,
            card: None,
            before_run: None,
            keeping: None,
            kept: None,
            slip: ListPrint::None,
            revision: 0,
        }
    }

    /// The definition.
    #[must_use]
    pub fn form(&self) -> &Form {
        &self.forms.forms[self.number]
    }

    /// The notice about personal data.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.forms.notice.as_ref()
    }

    /// Why it stays where it is.
    #[must_use]
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// What came of sending it.
    #[must_use]
    pub fn kept(&self) -> Option<&Kept> {
        self.kept.as_ref()
    }

    /// How far the slip with the code is.
    #[must_use]
    pub fn slip(&self) -> ListPrint {
        self.slip
    }

    /// What stands in the fields.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Grows with everything that changes what is on the screen.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How many answers there are.
    #[must_use]
    pub fn answer_count(&self) -> usize {
        self.answers.len()
    }

    fn journey<R>(&self, look: impl FnOnce(&Journey<'_>) -> R) -> R {
        look(&Journey::new(self.form(), &self.answers, self.today))
    }
}

/// Nothing of what was entered.
impl fmt::Debug for Filling {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Filling")
            .field("form", &self.form().id)
            .field("at", &self.at)
            .field("answers", &self.answers)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// The form on the screen.
    #[must_use]
    pub fn filling(&self) -> Option<&Filling> {
        self.filling.as_ref()
    }

    pub(super) fn take_fill(&mut self, input: FillInput, now: Duration) -> Vec<Effect> {
        // The second half of a double tap; typing and scanning are quick on purpose.
        let is_quick = matches!(
            input,
            FillInput::Typed { .. }
                | FillInput::Filter(_)
                | FillInput::CodeTyped(_)
                | FillInput::RunBegan
                | FillInput::Scanned(_)
        );
        if !is_quick && now.saturating_sub(self.entered_at) < super::DOUBLE_TAP {
            return Vec::new();
        }
        let place = self.place();
        let effects = self.do_fill(input, now);
        if self.place() != place {
            self.entered_at = now;
        }
        effects
    }

    /// What a person takes for one screen, although the session knows several by one name.
    fn place(&self) -> impl PartialEq + use<> {
        let inner = self.filling.as_ref().map(|filling| {
            (filling.at.clone(), filling.draft.part(), filling.row_first, filling.review_page)
        });
        (self.step, inner)
    }

    fn do_fill(&mut self, input: FillInput, now: Duration) -> Vec<Effect> {
        let Step::Fill(screen) = self.step else {
            match input {
                FillInput::Open(procedure) => self.open_form(&procedure),
                FillInput::OpenCode => self.open_code(),
                FillInput::Scanned(scanned) => self.open_slip(&scanned),
                // A card that is held to the scanner when nobody fills in a form.
                _ => {}
            }
            return Vec::new();
        };
        if input_is_of_code(&input) || screen == FillScreen::Code {
            return self.enter_code(input, now);
        }
        match input {
            FillInput::Back => self.back_in_form(screen, now),
            FillInput::Agree { id, today } => self.agree(screen, id, today),
            FillInput::Decline if screen == FillScreen::Notice => self.decline(),
            FillInput::Stop if screen == FillScreen::Question => return self.keep(false),
            FillInput::Send if screen == FillScreen::Review => return self.keep(true),
            FillInput::GoOn if screen == FillScreen::Kept => self.go_on(),
            FillInput::ToNumber if screen == FillScreen::Kept => self.to_number(),
            FillInput::PrintCode if screen == FillScreen::Kept => return self.print_slip(),
            other => self.fill_in(screen, other),
        }
        Vec::new()
    }

    /// How lists look for this person.
    #[must_use]
    pub fn look(&self) -> Look {
        Look { language: self.language, places: self.places() }
    }

    /// What stays within the form.
    fn fill_in(&mut self, screen: FillScreen, input: FillInput) {
        let look = self.look();
        let Some(filling) = self.filling.as_mut() else { return };
        let to = match screen {
            FillScreen::Question => filling.take_at_question(input, look),
            FillScreen::Card => filling.take_at_card(&input),
            FillScreen::Review => filling.take_at_review(&input, look),
            _ => None,
        };
        filling.revision += 1;
        if let Some(screen) = to {
            self.step = Step::Fill(screen);
        }
    }

    fn back_in_form(&mut self, screen: FillScreen, now: Duration) {
        let Some(filling) = self.filling.as_mut() else { return };
        filling.revision += 1;
        let to = match screen {
            FillScreen::Question => filling.back(),
            FillScreen::Card => {
                filling.forget_card();
                Some(FillScreen::Question)
            }
            FillScreen::Review => Some(filling.back_from_review()),
            FillScreen::Kept if !filling.is_sent() => {
                self.go_on();
                return;
            }
            FillScreen::Keeping | FillScreen::Kept => return,
            FillScreen::Notice | FillScreen::Code => None,
        };
        match to {
            Some(screen) => self.step = Step::Fill(screen),
            None => self.leave_form(now),
        }
    }
}

fn input_is_of_code(input: &FillInput) -> bool {
    matches!(input, FillInput::CodeTyped(_) | FillInput::CodeGiven { .. })
}
