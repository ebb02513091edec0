//! Every screen of a form in turn, with every size of letters and reach: drawn, and looked through for targets that
//! are too small, hidden or overlapping, and for letters that are cut off.

use std::time::Duration;

use i_slint_backend_testing::{AccessibleRole, ElementRoot};
use kiosk::session::{ComfortInput, FillInput, FormNews, Input, Secret};
use shared::day::PrintOutcome;
use shared::ids::DeclarationId;
use shared::text::Language;
use slint::ComponentHandle;
use uuid::Uuid;

use crate::forms::{CARD, answer_on, fill, has_code, on_notice, scan, tell};
use crate::pictures::{folder, save};
use crate::stage::{LANDSCAPE, PORTRAIT, SMALL, Stage};
use crate::targets::{area, check_buttons, check_texts};

/// The least button in a form: 34 mm on a panel of 336×597 mm. Rows of a list share what the letters leave them.
const BUTTON_LEAST: f32 = 110.0;

/// Shows every screen of a form in turn and calls `look` with its name.
pub(crate) fn tour_of_forms(
    size: (u32, u32),
    language: Language,
    look: &mut dyn FnMut(&Stage, &str),
) {
    let stage = on_notice(size, language, "civil-status", "birth-registration");
    stage.bridge.tell(Input::Form(FormNews::Scanner(true)));
    look(&stage, "form-1-notice");
    let id = DeclarationId(Uuid::from_u128(7));
    fill(&stage, FillInput::Agree { id, today: "2026-11-21".parse().unwrap() });
    look(&stage, "form-2-choice");
    fill(&stage, FillInput::Choose("relative".to_owned()));
    look(&stage, "form-3-name");
    fill(&stage, FillInput::Typed { part: 0, text: Secret::from("An") });
    fill(&stage, FillInput::Next);
    look(&stage, "form-4-name-wrong");
    fill(&stage, scan(CARD));
    look(&stage, "form-5-card");
    fill(&stage, FillInput::CardWrong);
    fill(&stage, FillInput::Typed { part: 0, text: Secret::from("Nguyễn Văn An") });
    fill(&stage, FillInput::Next);
    look(&stage, "form-6-number");
    fill(&stage, FillInput::Typed { part: 0, text: Secret::from("001099012345") });
    fill(&stage, FillInput::Next);
    look(&stage, "form-7-province");
    fill(&stage, FillInput::Choose("01".to_owned()));
    look(&stage, "form-8-ward");
    fill(&stage, FillInput::Filter(Secret::from("hoan")));
    let ward = stage
        .bridge
        .with_session(|session| session.filling().unwrap().rows(session.look()).rows[0].id.clone());
    fill(&stage, FillInput::Choose(ward));
    look(&stage, "form-9-street");
    fill(&stage, FillInput::Next);
    fill(&stage, FillInput::Typed { part: 0, text: Secret::from("Nguyễn Minh Khôi") });
    fill(&stage, FillInput::Next);
    look(&stage, "form-a-date");
    for (part, text) in ["31", "02", "2026"].into_iter().enumerate() {
        fill(&stage, FillInput::Typed { part, text: Secret::from(text) });
    }
    fill(&stage, FillInput::Next);
    look(&stage, "form-b-date-wrong");
    for (part, text) in ["15", "10", "2026"].into_iter().enumerate() {
        fill(&stage, FillInput::Typed { part, text: Secret::from(text) });
    }
    fill(&stage, FillInput::Next);
    fill(&stage, FillInput::Choose("male".to_owned()));
    fill(&stage, FillInput::Choose("vietnam".to_owned()));
    look(&stage, "form-c-long-list");
    fill(&stage, FillInput::Choose("kinh".to_owned()));
    answer_on(&stage, &[]);
    tour_of_answers(&stage, id, look);
    drop(stage);
    tour_of_ends(size, language, look);
}

fn tour_of_answers(stage: &Stage, id: DeclarationId, look: &mut dyn FnMut(&Stage, &str)) {
    look(stage, "form-d-review");
    fill(stage, FillInput::PageNext);
    look(stage, "form-e-review-next");
    for _ in 0..8 {
        fill(stage, FillInput::PageNext);
    }
    look(stage, "form-f-review-last");
    fill(stage, FillInput::Change("copies_wanted".parse().unwrap()));
    look(stage, "form-g-yes-no");
    stage.bridge.tell(Input::Back);
    stage.wait(Duration::from_millis(400));
    fill(stage, FillInput::Send);
    look(stage, "form-h-keeping");
    tell(stage, has_code(id));
    look(stage, "form-i-kept");
    fill(stage, FillInput::PrintCode);
    look(stage, "form-i-kept-printing");
    tell(stage, Input::Form(FormNews::SlipPrinted(PrintOutcome::Printed)));
    look(stage, "form-i-kept-printed");
}

fn tour_of_ends(size: (u32, u32), language: Language, look: &mut dyn FnMut(&Stage, &str)) {
    let stage = on_notice(size, language, "civil-status", "death-registration");
    let id = DeclarationId(Uuid::from_u128(7));
    fill(&stage, FillInput::Agree { id, today: "2026-11-21".parse().unwrap() });
    fill(&stage, FillInput::Stop);
    tell(&stage, has_code(id));
    look(&stage, "form-j-stopped");
    fill(&stage, FillInput::PrintCode);
    tell(&stage, Input::Form(FormNews::SlipPrinted(PrintOutcome::Failed)));
    look(&stage, "form-j-stopped-no-slip");
    fill(&stage, FillInput::GoOn);
    fill(&stage, FillInput::Stop);
    tell(&stage, Input::Form(FormNews::NotKept(id)));
    look(&stage, "form-k-not-kept");
    tell(&stage, Input::Home);
    tell(&stage, Input::ChooseLanguage(language));
    tell(&stage, Input::Form(FormNews::Scanner(true)));
    fill(&stage, FillInput::OpenCode);
    look(&stage, "form-l-code");
    fill(&stage, FillInput::CodeGiven { today: "2026-11-21".parse().unwrap() });
    look(&stage, "form-m-code-wrong");
    fill(&stage, FillInput::CodeTyped(Secret::from("40718265")));
    fill(&stage, FillInput::CodeGiven { today: "2026-11-21".parse().unwrap() });
    look(&stage, "form-n-code-awaited");
}

/// No field is covered by a button.
fn check_fields(stage: &Stage, screen: &str, wrong: &mut Vec<String>) {
    let fields = stage
        .app
        .root_element()
        .query_descendants()
        .match_accessible_role(AccessibleRole::TextInput)
        .find_all();
    for field in &fields {
        for button in stage.buttons() {
            if area(field).overlaps(area(&button)) {
                let label = button.accessible_label().unwrap_or_default();
                wrong.push(format!("{screen}: \"{label}\" covers a field: {:?}", area(field)));
            }
        }
    }
}

/// Every screen with three sizes of letters, on a standing panel usual and low. Pictures are taken of the usual ones,
/// and with `cargo xtask test --long` of all.
fn tour_everything(size: (u32, u32), language: Language, name: &str) {
    let folder = folder().join(format!("{}-{name}", language.code()));
    let draws_all = std::env::var_os("ONESTOP_LONG").is_some();
    let portrait = size.1 > size.0;
    let mut wrong = Vec::new();
    let mut looks = 0;
    tour_of_forms(size, language, &mut |stage, screen| {
        for low in [false, true] {
            if low && !portrait {
                continue;
            }
            for step in 0..3 {
                let kind = format!(
                    "{}{}",
                    ["", "-large", "-largest"][step],
                    ["", "-low"][usize::from(low)]
                );
                if draws_all || kind.is_empty() {
                    save(stage.app.window(), size, &folder, &format!("{screen}{kind}"));
                }
                let shown = format!("{} {name} {screen}{kind}", language.code());
                check_buttons(stage, size, &shown, BUTTON_LEAST, &mut wrong);
                check_texts(stage, size, &shown, &mut wrong);
                check_fields(stage, &shown, &mut wrong);
                looks += 1;
                // After the largest comes the usual size again.
                stage.bridge.tell(Input::Comfort(ComfortInput::NextTextSize));
            }
            if portrait {
                stage.bridge.tell(Input::Comfort(ComfortInput::LowReach));
            }
        }
    });
    assert!(looks >= 25 * if portrait { 6 } else { 3 }, "only {looks} looks");
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn forms_are_laid_out_and_drawn_portrait_vietnamese() {
    tour_everything(PORTRAIT, Language::Vi, "portrait");
}

#[test]
fn forms_are_laid_out_and_drawn_portrait_english() {
    tour_everything(PORTRAIT, Language::En, "portrait");
}

#[test]
fn forms_are_laid_out_and_drawn_landscape_vietnamese() {
    tour_everything(LANDSCAPE, Language::Vi, "landscape");
}

#[test]
fn forms_are_laid_out_and_drawn_landscape_english() {
    tour_everything(LANDSCAPE, Language::En, "landscape");
}

#[test]
fn forms_are_laid_out_and_drawn_on_a_small_panel_vietnamese() {
    tour_everything(SMALL, Language::Vi, "small");
}

#[test]
fn forms_are_laid_out_and_drawn_on_a_small_panel_english() {
    tour_everything(SMALL, Language::En, "small");
}
