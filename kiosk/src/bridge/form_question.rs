//! The screen of one question: what is asked, what stands in its fields, what is wrong.

use shared::form::Kind;
use shared::form::limits::{ADDRESS_LINE_MAX, EMAIL_MAX, NAME_MAX};
use slint::{ComponentHandle, ModelRc, SharedString};

use super::Tell;
use super::lists::kept;
use crate::session::{Asked, FillInput, Filling, Input, QuestionView, Secret, Session, Trouble};
use crate::ui::{App, FormFill, FormQuestionAdapter, FormRow, FormWords, KeyboardKind};

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<FormQuestionAdapter>();
    let to = tell.clone();
    adapter.on_typed(move |part, text| {
        let part = usize::try_from(part).unwrap_or_default();
        to(Input::Fill(FillInput::Typed { part, text: Secret::from(text.as_str()) }));
    });
    let to = tell.clone();
    adapter
        .on_filtered(move |text| to(Input::Fill(FillInput::Filter(Secret::from(text.as_str())))));
    let to = tell.clone();
    adapter.on_find(move |on| to(Input::Fill(FillInput::Find(on))));
    let to = tell.clone();
    adapter.on_chose(move |id| to(Input::Fill(FillInput::Choose(id.into()))));
    let to = tell.clone();
    adapter.on_said_yes(move |yes| to(Input::Fill(FillInput::Yes(yes))));
    let to = tell.clone();
    adapter.on_back(move || to(Input::Back));
    let simple = |input: fn() -> FillInput| {
        let to = tell.clone();
        move || to(Input::Fill(input()))
    };
    adapter.on_next(simple(|| FillInput::Next));
    adapter.on_skip(simple(|| FillInput::Skip));
    adapter.on_stop(simple(|| FillInput::Stop));
    adapter.on_page_next(simple(|| FillInput::PageNext));
    adapter.on_page_previous(simple(|| FillInput::PagePrevious));
}

/// Shows the question. `is_new`: another one than before, so that its fields are made anew.
pub(super) fn show(app: &App, session: &Session, is_new: bool) {
    let Some(filling) = session.filling() else { return };
    let Some(view) = filling.question() else { return };
    let language = session.language();
    let adapter = app.global::<FormQuestionAdapter>();
    let words = app.global::<FormWords>();
    if is_new {
        // What had the focus goes away with the fields of the question before.
        app.invoke_take_focus();
    }
    adapter.set_progress(progress(&words, &view, language));
    let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    adapter.set_done(number(view.number.saturating_sub(1)));
    adapter.set_total(number(view.total));
    adapter.set_label(label(&words, &view, language));
    let text = |text: &Option<shared::text::Text>| -> SharedString {
        text.as_ref().map(|text| text.get(language).into()).unwrap_or_default()
    };
    let is_line = matches!(view.asked, Asked::Line);
    adapter.set_why(text(&view.question.why));
    adapter.set_example(if is_line {
        words.invoke_line_example()
    } else {
        text(&view.question.example)
    });
    adapter.set_keys(keys(view.asked));
    adapter.set_sensitive(view.question.sensitive);
    adapter.set_longest(longest(&view));
    adapter.set_may_skip(view.may_skip);
    adapter.set_card_hint(view.takes_card && session.shelf().has_scanner());
    adapter.set_error(error(&words, session, filling.trouble()));
    show_fields(&adapter, filling, &view);
    show_rows(&adapter, session, filling, &view);
    if is_new {
        adapter.set_turn(!adapter.get_turn());
    }
}

fn show_fields(adapter: &FormQuestionAdapter<'_>, filling: &Filling, view: &QuestionView<'_>) {
    let draft = filling.draft();
    adapter.set_text(draft.text(0).into());
    adapter.set_text_two(draft.text(1).into());
    adapter.set_text_three(draft.text(2).into());
    adapter.set_filter(draft.filter().into());
    let chosen = match view.asked {
        Asked::Choice | Asked::YesNo | Asked::Province | Asked::Ward => draft.picked(),
        _ => "",
    };
    adapter.set_chosen(chosen.into());
}

fn show_rows(
    adapter: &FormQuestionAdapter<'_>,
    session: &Session,
    filling: &Filling,
    view: &QuestionView<'_>,
) {
    let look = session.look();
    let page = filling.rows(look);
    let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    adapter.set_fill(match view.asked {
        Asked::Date => FormFill::Date,
        Asked::Time => FormFill::Time,
        Asked::YesNo => FormFill::YesNo,
        Asked::Note => FormFill::Note,
        Asked::Choice | Asked::Province | Asked::Ward if page.finding => FormFill::Finding,
        Asked::Choice | Asked::Province | Asked::Ward => FormFill::List,
        _ => FormFill::Field,
    });
    adapter.set_slots(number(page.slots));
    adapter.set_may_find(page.may_find);
    adapter.set_page(number(page.page));
    adapter.set_pages(number(page.pages));
    let rows: Vec<FormRow> = page
        .rows
        .into_iter()
        .map(|row| FormRow { id: row.id.into(), name: row.name.into(), chosen: row.chosen })
        .collect();
    adapter.set_rows(kept(adapter.get_rows(), rows));
}

/// "The child · Question 3 of 17", or "Member 2 of 3 · Question 9 of 17".
fn progress(
    words: &FormWords<'_>,
    view: &QuestionView<'_>,
    language: shared::text::Language,
) -> SharedString {
    let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let part: SharedString = match view.item {
        Some((item, place, of)) => {
            let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
            words.invoke_item(item.get(language).into(), count(place), count(of))
        }
        None => view.section.get(language).into(),
    };
    words.invoke_progress(part, number(view.number), number(view.total))
}

fn label(
    words: &FormWords<'_>,
    view: &QuestionView<'_>,
    language: shared::text::Language,
) -> SharedString {
    let label: SharedString = view.question.label.get(language).into();
    match view.asked {
        Asked::Province => words.invoke_province(label),
        Asked::Ward => words.invoke_ward(label),
        Asked::Line => words.invoke_line(label),
        _ => label,
    }
}

fn keys(asked: Asked) -> KeyboardKind {
    match asked {
        Asked::Name => KeyboardKind::Name,
        Asked::Email => KeyboardKind::Email,
        Asked::Phone | Asked::PersonalId | Asked::Number | Asked::Date | Asked::Time => {
            KeyboardKind::Number
        }
        Asked::Money => KeyboardKind::Money,
        _ => KeyboardKind::Sentence,
    }
}

fn longest(view: &QuestionView<'_>) -> i32 {
    let most = match (&view.question.kind, view.asked) {
        (_, Asked::Line) => ADDRESS_LINE_MAX,
        (Kind::Text { max_length }, _) => *max_length,
        (Kind::FullName, _) => NAME_MAX,
        (Kind::Email, _) => EMAIL_MAX,
        // Room for one digit too many, so that the sentence about it is read.
        (Kind::PersonalId, _) => 13,
        (Kind::Phone, _) => 15,
        _ => 20,
    };
    i32::try_from(most).unwrap_or(i32::MAX)
}

/// Why it does not go on, as a sentence; empty when it does.
pub(super) fn error(
    words: &FormWords<'_>,
    session: &Session,
    trouble: Option<&Trouble>,
) -> SharedString {
    let language = session.language();
    match trouble {
        None => SharedString::new(),
        Some(Trouble::Answer(problem)) => problem.sentence(language).into(),
        Some(Trouble::Card(problem)) => problem.sentence(language).into(),
        Some(Trouble::CardUnreadable) => words.invoke_card_unreadable(),
        Some(Trouble::CardNotHere) => words.invoke_card_not_here(),
        Some(Trouble::Refused { message, language: spoken })
            if *spoken == language && !message.is_empty() =>
        {
            message.as_str().into()
        }
        Some(Trouble::Refused { .. }) => words.invoke_refused(),
    }
}

/// Nothing of a person stays in the window.
pub(super) fn clear(app: &App) {
    let adapter = app.global::<FormQuestionAdapter>();
    adapter.set_text(SharedString::new());
    adapter.set_text_two(SharedString::new());
    adapter.set_text_three(SharedString::new());
    adapter.set_filter(SharedString::new());
    adapter.set_chosen(SharedString::new());
    adapter.set_error(SharedString::new());
    adapter.set_rows(ModelRc::default());
}
