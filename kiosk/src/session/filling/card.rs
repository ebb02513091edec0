//! An ID card that is held to the reader: what it fills in is shown and confirmed first.

use std::fmt;

use shared::form::{Answer, AnswerKey, Answers, fill_from_card};
use shared::vietnam::id_card::{self, CardCertainty};
use zeroize::Zeroizing;

use super::{Draft, FillInput, FillScreen, Filling, Trouble, wipe};

/// What a scanner sent. Nothing of it is kept but what a form needs.
#[derive(Clone, PartialEq, Eq)]
pub struct Scanned(Option<Zeroizing<String>>);

impl Scanned {
    /// A text.
    #[must_use]
    pub fn text(text: Zeroizing<String>) -> Self {
        Self(Some(text))
    }

    /// Something that is no text.
    #[must_use]
    pub fn unreadable() -> Self {
        Self(None)
    }

    /// The text.
    #[must_use]
    pub fn reveal(&self) -> Option<&str> {
        self.0.as_deref().map(String::as_str)
    }
}

impl fmt::Debug for Scanned {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Scanned(…)")
    }
}

/// What a card fills in, until somebody says that it is theirs.
pub(super) struct PendingCard {
    person: String,
    answers: Answers,
    filled: Vec<AnswerKey>,
    certain: bool,
}

impl Drop for PendingCard {
    fn drop(&mut self) {
        wipe::answers(&mut self.answers);
    }
}

impl PendingCard {
    /// The answers as they are with the card.
    pub(super) fn answers(&self) -> &Answers {
        &self.answers
    }

    /// What it fills in.
    pub(super) fn filled(&self) -> &[AnswerKey] {
        &self.filled
    }
}

impl Filling {
    pub(super) fn scan(&mut self, scanned: &Scanned) -> Option<FillScreen> {
        if let Some(before) = self.before_run.take() {
            // The keys of a scanner that acts as a keyboard went into the field.
            self.draft = before;
        }
        let person = self.person()?;
        match self.read_card(scanned, person) {
            Ok(card) => {
                self.trouble = None;
                self.card = Some(card);
                Some(FillScreen::Card)
            }
            Err(trouble) => {
                self.trouble = Some(trouble);
                self.card = None;
                Some(FillScreen::Question)
            }
        }
    }

    /// Whose card the question on the screen takes: empty when it takes none, as a person does not know that.
    fn person(&self) -> Option<String> {
        if let Some(card) = &self.card {
            return Some(card.person.clone());
        }
        let key = self.at.as_ref()?;
        self.journey(|journey| Some(journey.place(key)?.person.clone().unwrap_or_default()))
    }

    fn read_card(&self, scanned: &Scanned, person: String) -> Result<PendingCard, Trouble> {
        let text = scanned.reveal().ok_or(Trouble::CardUnreadable)?;
        let card = id_card::read(text).map_err(Trouble::Card)?;
        let mut answers = self.answers.clone();
        let filled = if person.is_empty() {
            Vec::new()
        } else {
            fill_from_card(self.form(), &person, &card, &mut answers)
        };
        let certain = card.certain == CardCertainty::Certain;
        let pending = PendingCard { person, answers, filled, certain };
        if pending.filled.is_empty() { Err(Trouble::CardNotHere) } else { Ok(pending) }
    }

    pub(super) fn take_at_card(&mut self, input: &FillInput) -> Option<FillScreen> {
        match input {
            FillInput::CardRight => Some(self.take_card()),
            FillInput::CardWrong => {
                self.forget_card();
                Some(FillScreen::Question)
            }
            FillInput::Scanned(scanned) => self.scan(scanned),
            _ => None,
        }
    }

    pub(super) fn forget_card(&mut self) {
        self.card = None;
    }

    fn take_card(&mut self) -> FillScreen {
        let Some(mut card) = self.card.take() else { return FillScreen::Question };
        std::mem::swap(&mut self.answers, &mut card.answers);
        for key in &card.filled {
            self.drafts.remove(key);
            // Of a reader that loses letters the words are only a proposal, which is asked about.
            let is_words = matches!(self.answers.get(key), Some(Answer::Text(text))
                if text.chars().any(char::is_alphabetic))
                || matches!(self.answers.get(key), Some(Answer::Address(_)));
            if !card.certain
                && is_words
                && let Some(answer) = self.answers.remove(key)
            {
                self.drafts.insert(key.clone(), Draft::of(Some(&answer)));
                wipe::answer(answer);
            }
        }
        let Some(at) = self.at.clone() else { return self.resume() };
        let is_settled =
            self.journey(|journey| journey.place(&at).is_none_or(|place| place.state.is_settled()));
        if is_settled { self.advance(&at) } else { self.go_to(at) }
    }
}
