//! Overwrites what a person entered, before its memory is given back.

use shared::form::{Address, Answer, Answers};
use zeroize::Zeroize;

use super::Filling;

impl Filling {
    /// Overwrites every answer and everything typed. What is kept elsewhere stays known by its id and code.
    pub(super) fn wipe(&mut self) {
        answers(&mut self.answers);
        self.draft = super::Draft::default();
        self.drafts.clear();
        self.card = None;
        self.before_run = None;
        self.revealed = None;
        self.trouble = None;
        self.at = None;
    }
}

impl Drop for Filling {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// Overwrites and removes every answer.
pub(super) fn answers(answers: &mut Answers) {
    let keys: Vec<_> = answers.iter().map(|(key, _)| key.clone()).collect();
    for key in keys {
        if let Some(removed) = answers.remove(&key) {
            answer(removed);
        }
    }
}

/// Overwrites one answer.
pub(super) fn answer(answer: Answer) {
    match answer {
        Answer::Text(mut text) | Answer::Choice(mut text) => text.zeroize(),
        Answer::Address(mut found) => address(&mut found),
        Answer::Date(_)
        | Answer::Time(_)
        | Answer::Yes(_)
        | Answer::Number(_)
        | Answer::Skipped
        | Answer::Seen => {}
    }
}

/// Overwrites an address.
pub(super) fn address(address: &mut Address) {
    address.province.zeroize();
    address.ward.zeroize();
    address.line.zeroize();
}
