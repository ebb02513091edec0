//! Every screen of a form in turn: drawn, and looked through for targets that are too small, hidden or overlapping.

use std::time::Duration;

use i_slint_backend_testing::{AccessibleRole, ElementRoot};
use kiosk::session::{ComfortInput, FillInput, FormNews, Input, Secret};
use shared::ids::DeclarationId;
use shared::text::Language;
use slint::ComponentHandle;
use uuid::Uuid;

use crate::forms::{CARD, answer_on, fill, has_code, on_notice, scan, tell};
use crate::stage::{LANDSCAPE, PORTRAIT, Stage};

const SMALL: (u32, u32) = (1280, 800);

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
    look(&stage, "form-d-review");
    fill(&stage, FillInput::PageNext);
    look(&stage, "form-e-review-next");
    for _ in 0..8 {
        fill(&stage, FillInput::PageNext);
    }
    look(&stage, "form-f-review-last");
    fill(&stage, FillInput::Change("copies_wanted".parse().unwrap()));
    look(&stage, "form-g-yes-no");
    stage.bridge.tell(Input::Back);
    stage.wait(Duration::from_millis(400));
    fill(&stage, FillInput::Send);
    look(&stage, "form-h-keeping");
    tell(&stage, has_code(id));
    look(&stage, "form-i-kept");
    drop(stage);
    tour_of_ends(size, language, look);
}

fn tour_of_ends(size: (u32, u32), language: Language, look: &mut dyn FnMut(&Stage, &str)) {
    let stage = on_notice(size, language, "civil-status", "death-registration");
    let id = DeclarationId(Uuid::from_u128(7));
    fill(&stage, FillInput::Agree { id, today: "2026-11-21".parse().unwrap() });
    fill(&stage, FillInput::Stop);
    tell(&stage, has_code(id));
    look(&stage, "form-j-stopped");
    fill(&stage, FillInput::GoOn);
    fill(&stage, FillInput::Stop);
    tell(&stage, Input::Form(FormNews::NotKept(id)));
    look(&stage, "form-k-not-kept");
    tell(&stage, Input::Home);
    fill(&stage, FillInput::OpenCode);
    look(&stage, "form-l-code");
    fill(&stage, FillInput::CodeGiven { today: "2026-11-21".parse().unwrap() });
    look(&stage, "form-m-code-wrong");
}

/// Whether a button is one of the keys on the screen, which may be smaller.
fn is_key(label: &str) -> bool {
    let words = [
        "Delete one",
        "Delete all",
        "Space",
        "Capital letter",
        "Digits and signs",
        "Letters",
        "Xóa một ký tự",
        "Xóa hết",
        "Dấu cách",
        "Chữ hoa",
        "Chữ số và ký hiệu",
        "Cỡ chữ",
    ];
    label.chars().count() <= 1
        || words.contains(&label)
        || ["Tone ", "Dấu ", "Typing marks", "Kiểu gõ"].iter().any(|word| label.starts_with(word))
}

#[expect(clippy::cast_precision_loss, reason = "windows have a few thousand pixels")]
fn check(stage: &Stage, size: (u32, u32), screen: &str) {
    let (width, height) = (size.0 as f32, size.1 as f32);
    let scale = kiosk::window::Shape::of(width, height).scale;
    let mut areas: Vec<(String, [f32; 4])> = Vec::new();
    for button in stage.buttons() {
        let label = button.accessible_label().unwrap_or_default().to_string();
        let (at, its) = (button.absolute_position(), button.size());
        let least = if is_key(&label) { 49.0 } else { 110.0 };
        assert!(
            its.width >= least * scale && its.height >= least * scale - 0.5,
            "{screen}: \"{label}\" is only {} x {}",
            its.width / scale,
            its.height / scale
        );
        let area = [at.x, at.y, at.x + its.width, at.y + its.height];
        let inside =
            area[0] >= -0.5 && area[1] >= -0.5 && area[2] <= width + 0.5 && area[3] <= height + 0.5;
        assert!(inside, "{screen}: \"{label}\" leaves the window: {area:?}");
        areas.push((label, area));
    }
    for (place, (label, one)) in areas.iter().enumerate() {
        for (other_label, other) in &areas[place + 1..] {
            let apart = one[2] <= other[0] + 1.0
                || other[2] <= one[0] + 1.0
                || one[3] <= other[1] + 1.0
                || other[3] <= one[1] + 1.0;
            assert!(apart, "{screen}: \"{label}\" {one:?} and \"{other_label}\" {other:?} overlap");
        }
    }
    for button in stage.buttons() {
        let (at, its) = (button.absolute_position(), button.size());
        let texts = button.query_descendants().match_accessible_role(AccessibleRole::Text);
        for text in texts.find_all() {
            let (text_at, text_its) = (text.absolute_position(), text.size());
            assert!(
                text_at.y >= at.y - 0.5 && text_at.y + text_its.height <= at.y + its.height + 0.5,
                "{screen}: the letters of \"{}\" leave their button",
                button.accessible_label().unwrap_or_default()
            );
        }
    }
    let fields = stage
        .app
        .root_element()
        .query_descendants()
        .match_accessible_role(AccessibleRole::TextInput)
        .find_all();
    for field in fields {
        let (at, its) = (field.absolute_position(), field.size());
        let area = [at.x, at.y, at.x + its.width, at.y + its.height];
        for (label, other) in &areas {
            let apart = area[2] <= other[0] + 1.0
                || other[2] <= area[0] + 1.0
                || area[3] <= other[1] + 1.0
                || other[3] <= area[1] + 1.0;
            assert!(apart, "{screen}: the field {area:?} and \"{label}\" {other:?} overlap");
        }
    }
}

fn take_pictures(size: (u32, u32), language: Language, name: &str) {
    take_pictures_for(size, language, name, &[]);
}

/// The same for a person who wants the screen otherwise.
fn take_pictures_for(
    size: (u32, u32),
    language: Language,
    name: &str,
    comfort: &'static [ComfortInput],
) {
    let folder = crate::pictures::folder().join(format!("{}-{name}", language.code()));
    std::fs::create_dir_all(&folder).unwrap();
    tour_of_forms(size, language, &mut |stage, screen| {
        if screen == "form-1-notice" || screen == "form-j-stopped" {
            comfort.iter().for_each(|input| tell(stage, Input::Comfort(*input)));
        }
        let picture = stage.app.window().take_snapshot().unwrap();
        let file = std::fs::File::create(folder.join(format!("{screen}.png"))).unwrap();
        let mut encoder = png::Encoder::new(file, size.0, size.1);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_compression(png::Compression::Fast);
        encoder.write_header().unwrap().write_image_data(picture.as_bytes()).unwrap();
        check(stage, size, &format!("{} {name} {screen}", language.code()));
    });
}

#[test]
fn forms_are_laid_out_and_drawn_portrait_vietnamese() {
    take_pictures(PORTRAIT, Language::Vi, "portrait");
}

#[test]
fn forms_are_laid_out_and_drawn_portrait_english() {
    take_pictures(PORTRAIT, Language::En, "portrait");
}

#[test]
fn forms_are_laid_out_and_drawn_landscape_vietnamese() {
    take_pictures(LANDSCAPE, Language::Vi, "landscape");
}

#[test]
fn forms_are_laid_out_and_drawn_landscape_english() {
    take_pictures(LANDSCAPE, Language::En, "landscape");
}

#[test]
fn forms_are_laid_out_and_drawn_on_a_small_panel() {
    take_pictures(SMALL, Language::Vi, "small");
    take_pictures(SMALL, Language::En, "small");
}

#[test]
fn forms_fit_with_the_largest_letters() {
    const LARGEST: &[ComfortInput] = &[ComfortInput::NextTextSize, ComfortInput::NextTextSize];
    take_pictures_for(PORTRAIT, Language::Vi, "portrait-largest", LARGEST);
    take_pictures_for(LANDSCAPE, Language::En, "landscape-largest", LARGEST);
}

#[test]
fn forms_fit_with_everything_low() {
    take_pictures_for(PORTRAIT, Language::Vi, "portrait-low", &[ComfortInput::LowReach]);
}
