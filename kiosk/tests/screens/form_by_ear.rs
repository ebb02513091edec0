//! A whole form without sight: arrow keys, Enter and what is said are all that is used.

use kiosk::session::{Asked as Kind, FillScreen, Screen};
use shared::text::Language;

use crate::forms::on_notice;
use crate::stage::{Asked, PORTRAIT, Stage};

/// What stands on the screen, as far as a listener has to answer it.
struct Heard {
    kind: Kind,
    label: String,
    may_skip: bool,
    first_row: Option<String>,
}

fn heard(stage: &Stage) -> Heard {
    stage.bridge.with_session(|session| {
        let filling = session.filling().unwrap();
        let view = filling.question().unwrap();
        let lists = matches!(view.asked, Kind::Choice | Kind::Province | Kind::Ward);
        Heard {
            kind: view.asked,
            label: view.question.label.get(Language::Vi).to_owned(),
            may_skip: view.may_skip,
            first_row: lists.then(|| filling.rows(session.look()).rows[0].name.clone()),
        }
    })
}

/// Finds each key by ear and presses it.
fn type_by_ear(stage: &Stage, keys: &[&str]) {
    for key in keys {
        stage.type_by_ear(key);
    }
}

fn answer_by_ear(stage: &Stage) {
    let question = heard(stage);
    let said = stage.said();
    assert!(
        said.iter().rev().take(400).any(|said| said.contains(question.label.trim_end_matches('?'))),
        "the question is read aloud: {}",
        question.label
    );
    if question.may_skip {
        return stage.choose_by_ear("Bỏ qua");
    }
    match question.kind {
        Kind::Choice | Kind::Province | Kind::Ward => {
            stage.choose_by_ear(&question.first_row.unwrap());
        }
        Kind::YesNo => stage.choose_by_ear("Không"),
        Kind::Date => {
            // The parts are filled one after the other, wherever the focus went in between.
            for digit in "05031990".chars() {
                type_by_ear(stage, &[&digit.to_string()]);
            }
            stage.choose_by_ear("Tiếp tục");
        }
        Kind::Name => {
            type_by_ear(stage, &["A", "n", "Dấu cách", "B", "a"]);
            stage.choose_by_ear("Tiếp tục");
        }
        Kind::Note => stage.choose_by_ear("Tiếp tục"),
        _ => {
            type_by_ear(stage, &["A", "n"]);
            stage.choose_by_ear("Tiếp tục");
        }
    }
}

#[test]
fn a_whole_form_by_keypad_and_ear() {
    let stage = on_notice(PORTRAIT, Language::Vi, "civil-status", "marital-status-certificate");
    stage.tap("Đọc thành tiếng");
    assert!(stage.said().last().is_some_and(|said| said.contains("Thông tin của ông/bà")));
    stage.choose_by_ear("Tôi đã đọc và đồng ý khai");
    for _ in 0..60 {
        if stage.bridge.screen() != Screen::Fill(FillScreen::Question) {
            break;
        }
        answer_by_ear(&stage);
    }
    assert_eq!(stage.bridge.screen(), Screen::Fill(FillScreen::Review), "{:?}", stage.texts());
    for _ in 0..20 {
        if stage.labels().iter().any(|label| label == "Hoàn tất và gửi") {
            break;
        }
        stage.choose_by_ear("Trang sau");
    }
    stage.choose_by_ear("Hoàn tất và gửi");
    let sent = stage.asked.borrow().iter().any(|asked| matches!(asked, Asked::Form(_)));
    assert!(sent, "the form is sent");
}
