//! One question at a time: the answer, the way on, the way back.

use shared::form::{AnswerKey, Journey, Kind, PlaceState, Question, RawAnswer};
use shared::text::Language;

use super::draft::{AddressPart, Draft};
use super::{FillInput, FillScreen, Filling, Look, Trouble, wipe};

/// What a question shows to be answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asked {
    /// Any text.
    Text,
    /// A person's full name.
    Name,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A personal ID number.
    PersonalId,
    /// A whole number.
    Number,
    /// An amount in đồng.
    Money,
    /// Day, month and year.
    Date,
    /// Hour and minute.
    Time,
    /// One of several options.
    Choice,
    /// Yes or no.
    YesNo,
    /// The province of an address.
    Province,
    /// The ward of an address.
    Ward,
    /// The street of an address.
    Line,
    /// Nothing: it is read.
    Note,
}

/// The question on the screen.
#[derive(Debug)]
pub struct QuestionView<'a> {
    /// Where its answer belongs.
    pub key: &'a AnswerKey,
    /// The question.
    pub question: &'a Question,
    /// The title of its section.
    pub section: &'a shared::text::Text,
    /// In a repeated section: what an item is called, which one, of how many.
    pub item: Option<(&'a shared::text::Text, u32, u32)>,
    /// What it is answered with.
    pub asked: Asked,
    /// Which one of all that are asked, from 1.
    pub number: usize,
    /// How many are asked.
    pub total: usize,
    /// Whether an ID card can fill it in.
    pub takes_card: bool,
    /// Whether it may be left out.
    pub may_skip: bool,
}

impl Filling {
    /// The question on the screen.
    #[must_use]
    pub fn question(&self) -> Option<QuestionView<'_>> {
        let key = self.at.as_ref()?;
        let journey = Journey::new(self.form(), &self.answers, self.today);
        let place = journey.place(key)?;
        let (before, total) = journey.progress(key);
        let item = place.item.and_then(|item| {
            let repeat = place.section.repeat.as_ref()?;
            Some((&repeat.item, item + 1, self.items(place.section)))
        });
        Some(QuestionView {
            key,
            question: place.question,
            section: &place.section.title,
            item,
            asked: asked(&place.question.kind, self.draft.part()),
            number: before + 1,
            total,
            takes_card: place.person.is_some(),
            may_skip: !place.question.required && place.question.kind != Kind::Note,
        })
    }

    fn items(&self, section: &shared::form::Section) -> u32 {
        let fewest = section.repeat.as_ref().map_or(0, |repeat| repeat.min);
        match self.answers.get(&AnswerKey::count(&section.id)) {
            Some(shared::form::Answer::Number(count)) => u32::try_from(*count).unwrap_or(fewest),
            _ => fewest,
        }
    }

    /// To the first question that is not settled, or to the list of answers.
    pub(super) fn resume(&mut self) -> FillScreen {
        match self.journey(|journey| journey.first_open().map(|place| place.key.clone())) {
            Some(key) => self.go_to(key),
            None => self.to_review(),
        }
    }

    pub(super) fn take_at_question(&mut self, input: FillInput, look: Look) -> Option<FillScreen> {
        match input {
            FillInput::Typed { part, text } => {
                self.draft.type_in(part, text.reveal());
                self.trouble = None;
                None
            }
            FillInput::Filter(text) => {
                self.draft.filter_by(text.reveal());
                self.row_first = 0;
                None
            }
            FillInput::Find(on) => {
                self.draft.find(on);
                self.row_first = 0;
                None
            }
            FillInput::Choose(code) => self.choose(&code, look.language),
            FillInput::Yes(yes) => {
                let is_asked = self.question().is_some_and(|view| view.asked == Asked::YesNo);
                if is_asked { self.answer(&RawAnswer::Yes(yes)) } else { None }
            }
            FillInput::Next => self.next(),
            FillInput::Skip => self.answer(&RawAnswer::Skip),
            FillInput::PageNext => self.turn_rows(true, look),
            FillInput::PagePrevious => self.turn_rows(false, look),
            FillInput::RunBegan => {
                self.before_run = Some(self.draft.clone());
                None
            }
            FillInput::Scanned(scanned) => self.scan(&scanned),
            _ => None,
        }
    }

    fn next(&mut self) -> Option<FillScreen> {
        let view = self.question()?;
        let is_list = matches!(view.asked, Asked::Province | Asked::Ward);
        let raw = self.draft.raw(view.question);
        if is_list && self.draft.part_on() {
            self.settle_part();
            return None;
        }
        // On without a choice: what the answer lacks is said.
        self.answer(&raw)
    }

    fn choose(&mut self, code: &str, language: Language) -> Option<FillScreen> {
        let view = self.question()?;
        let is_there = self.all_rows(&view, language).iter().any(|row| row.id == code);
        if !is_there {
            return None;
        }
        match view.asked {
            Asked::Choice => self.answer(&RawAnswer::Choice(code.to_owned())),
            Asked::Province => {
                self.draft.choose_province(code);
                self.settle_part();
                None
            }
            Asked::Ward => {
                self.draft.choose_ward(code);
                self.settle_part();
                None
            }
            _ => None,
        }
    }

    fn settle_part(&mut self) {
        self.trouble = None;
        self.row_first = self.row_of_chosen();
    }

    /// Takes an answer: on when it stands, else a sentence beside it.
    fn answer(&mut self, raw: &RawAnswer) -> Option<FillScreen> {
        let key = self.at.clone()?;
        let form = self.form();
        let question = form.question_at(&key)?;
        let read = form.read(question, raw, self.today).and_then(|answer| {
            form.check(&key, &answer, &self.answers, self.today).map(|()| answer)
        });
        match read {
            Ok(answer) => {
                if let Some(before) = self.answers.set(key.clone(), answer) {
                    wipe::answer(before);
                }
                self.drafts.remove(&key);
                Some(self.advance(&key))
            }
            Err(problem) => {
                self.trouble = Some(Trouble::Answer(problem));
                None
            }
        }
    }

    /// The next question that is not settled: what a card or an earlier visit filled in is not asked again.
    pub(super) fn advance(&mut self, from: &AnswerKey) -> FillScreen {
        let next = self.journey(|journey| {
            let mut after = journey.next(from).map(|place| place.key.clone());
            while let Some(key) = &after {
                match journey.place(key) {
                    Some(place) if !place.state.is_settled() => break,
                    _ => after = journey.next(key).map(|place| place.key.clone()),
                }
            }
            after.or_else(|| journey.first_open().map(|place| place.key.clone()))
        });
        match next {
            Some(key) => self.go_to(key),
            None => self.to_review(),
        }
    }

    pub(super) fn go_to(&mut self, key: AnswerKey) -> FillScreen {
        let wrong = self.journey(|journey| match journey.place(&key).map(|place| &place.state) {
            Some(PlaceState::Wrong(problem)) => Some(problem.clone()),
            _ => None,
        });
        self.draft = self.drafts.remove(&key).unwrap_or_else(|| Draft::of(self.answers.get(&key)));
        self.trouble = wrong.map(Trouble::Answer);
        self.before_run = None;
        self.at = Some(key);
        self.row_first = self.row_of_chosen();
        FillScreen::Question
    }

    /// To the screen before; none leads to the notice's own way back.
    pub(super) fn back(&mut self) -> Option<FillScreen> {
        let key = self.at.clone()?;
        let is_address = self
            .question()
            .is_some_and(|view| matches!(view.asked, Asked::Province | Asked::Ward | Asked::Line));
        if is_address && self.draft.part_back() {
            self.trouble = None;
            self.row_first = self.row_of_chosen();
            return Some(FillScreen::Question);
        }
        self.lay_by();
        if self.changing {
            return Some(self.to_review_if_complete().unwrap_or_else(|| self.one_before(&key)));
        }
        Some(self.one_before(&key))
    }

    fn one_before(&mut self, key: &AnswerKey) -> FillScreen {
        match self.journey(|journey| journey.previous(key).map(|place| place.key.clone())) {
            Some(key) => self.go_to(key),
            None => FillScreen::Notice,
        }
    }

    /// Remembers what was typed without being given, so that coming back finds it.
    pub(super) fn lay_by(&mut self) {
        let Some(key) = self.at.clone() else { return };
        if self.draft != Draft::of(self.answers.get(&key)) {
            self.drafts.insert(key, std::mem::take(&mut self.draft));
        }
    }
}

fn asked(kind: &Kind, part: AddressPart) -> Asked {
    match kind {
        Kind::Text { .. } => Asked::Text,
        Kind::FullName => Asked::Name,
        Kind::Email => Asked::Email,
        Kind::Phone => Asked::Phone,
        Kind::PersonalId => Asked::PersonalId,
        Kind::Number { .. } => Asked::Number,
        Kind::Money { .. } => Asked::Money,
        Kind::Date { .. } => Asked::Date,
        Kind::Time => Asked::Time,
        Kind::Choice { .. } => Asked::Choice,
        Kind::YesNo => Asked::YesNo,
        Kind::Address => match part {
            AddressPart::Province => Asked::Province,
            AddressPart::Ward => Asked::Ward,
            AddressPart::Line => Asked::Line,
        },
        Kind::Note | Kind::Computed { .. } => Asked::Note,
    }
}
