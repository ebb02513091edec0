//! Correcting a declaration together with the citizen: checked by the same rules, kept in the audit by the names
//! of the answers.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use shared::form::{self, Answer, AnswerKey, Answers, Form};

use super::open::Opened;
use crate::api::ApiError;
use crate::identity::SignedIn;
use crate::personal::{self, Contents};
use crate::state::AppState;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::writer::{DeclarationChange, Record};

/// Answers to be put, or taken away.
#[derive(Clone)]
pub struct Correction {
    /// By key; `None` takes the answer away.
    pub answers: BTreeMap<AnswerKey, Option<Answer>>,
    /// The revision that was looked at.
    pub revision: i64,
}

impl fmt::Debug for Correction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Correction(…)")
    }
}

/// Corrects an opened declaration; gives it as it is then.
///
/// # Errors
/// `wrong_answers` with what does not stand, `someone_else_acted` when another revision holds by now.
pub async fn correct(
    state: &AppState,
    who: &SignedIn,
    mut opened: Opened,
    correction: Correction,
    today: NaiveDate,
) -> Result<Opened, ApiError> {
    let mut answers = opened.contents.answers.clone();
    let changed = apply(&mut answers, &correction.answers);
    if changed.is_empty() {
        return Ok(opened);
    }
    check(&opened.form, &answers, &changed, today)?;
    opened.contents = Contents { answers, receipt: opened.contents.receipt.take() };
    let entry = AuditEntry::new(AuditAction::DeclarationCorrected, Some(who.staff))
        .at_desk(who.desk.clone())
        .about(format!("declarations/{}", opened.row.id))
        .saying(changed.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    seal(state, &mut opened, today)?;
    let change = DeclarationChange::Correct {
        row: Box::new(opened.row.clone()),
        base_revision: correction.revision,
        audit: entry,
    };
    state.writer.record(Record::Declaration(change)).await?;
    Ok(opened)
}

/// Puts the contents of an opened declaration, as they are now, into its row.
pub(super) fn seal(
    state: &AppState,
    opened: &mut Opened,
    today: NaiveDate,
) -> Result<(), ApiError> {
    let keys = &state.declaration_keys;
    let sealed = personal::seal_contents(keys, opened.row.id, &opened.contents);
    (opened.row.nonce, opened.row.ciphertext) = sealed.map_err(|error| {
        tracing::error!(%error, "a declaration cannot be sealed");
        ApiError::new(shared::protocol::ErrorCode::StorageUnavailable)
    })?;
    opened.row.complete = opened.problems(today).is_empty();
    opened.row.revision += 1;
    opened.row.at = state.now();
    Ok(())
}

/// Puts what differs; tells which.
fn apply(
    answers: &mut Answers,
    corrections: &BTreeMap<AnswerKey, Option<Answer>>,
) -> Vec<AnswerKey> {
    let mut changed = Vec::new();
    for (key, answer) in corrections {
        let before = match answer {
            Some(answer) => answers.set(key.clone(), answer.clone()),
            None => answers.remove(key),
        };
        if before != *answer {
            changed.push(key.clone());
        }
    }
    changed
}

/// What was put must stand; what it makes wrong elsewhere is shown, and corrected next.
fn check(
    form: &Form,
    answers: &Answers,
    changed: &[AnswerKey],
    today: NaiveDate,
) -> Result<(), ApiError> {
    form::validate_draft(form, answers).map_err(ApiError::wrong_answers)?;
    let problems: Vec<_> = changed
        .iter()
        .filter_map(|key| {
            let answer = answers.get(key)?;
            let problem = form.check(key, answer, answers, today).err()?;
            Some((key.clone(), problem))
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(ApiError::wrong_answers(problems)) }
}
