//! The code of a form on paper: asked for with a tap, without a name on it, and read back at another kiosk.

use std::sync::Arc;

use kiosk::session::{
    FillEffect, FillInput, FillScreen, FormNews, Input, NotContinued, OutsideNews, PrinterHealth,
    Screen, Secret,
};
use kiosk::ticket_paper::{Paper, TicketPainter, TicketPaper};
use shared::day::PrintOutcome;
use shared::ids::DeclarationId;
use shared::text::Language;
use uuid::Uuid;

use crate::forms::{CARD, assert_reads, fill, forms, has_code, on_notice, scan, tell, wedge};
use crate::stage::{Asked, LANDSCAPE, PORTRAIT, Stage};

/// A form that was begun, stopped and kept.
fn stopped(size: (u32, u32), language: Language) -> Stage {
    let stage = on_notice(size, language, "civil-status", "death-registration");
    let id = DeclarationId(Uuid::from_u128(7));
    fill(&stage, FillInput::Agree { id, today: "2026-11-21".parse().unwrap() });
    fill(&stage, scan(CARD));
    fill(&stage, FillInput::CardRight);
    fill(&stage, FillInput::Stop);
    tell(&stage, has_code(id));
    assert_eq!(stage.bridge.screen(), Screen::Fill(FillScreen::Kept));
    stage
}

fn slips(stage: &Stage) -> Vec<TicketPaper> {
    let slip = |asked: &Asked| match asked {
        Asked::Slip(slip) => Some((**slip).clone()),
        _ => None,
    };
    stage.asked.borrow().iter().filter_map(slip).collect()
}

#[test]
fn a_tap_prints_the_code_and_nothing_of_the_person() {
    let stage = stopped(PORTRAIT, Language::En);
    stage.bridge.tell(Input::Form(FormNews::Scanner(true)));
    stage.tap("Print the code");
    assert_reads(&stage, "The slip is being printed…");
    stage.tap("Print the code");
    let [slip] = slips(&stage).try_into().expect("one slip, however often it is tapped");
    assert_eq!(slip.number, "4071 8265");
    assert_eq!(slip.people_ahead, "Holds until the end of today, 21/11/2026");
    assert_eq!(slip.qr_text, "ONESTOP-FORM-40718265");
    let all = format!("{slip:?}");
    for hidden in ["Nguyễn Văn An", "001099012345", "Death", "1999"] {
        assert!(!all.contains(hidden), "{hidden} stands on the slip");
    }
    tell(&stage, Input::Form(FormNews::SlipPrinted(PrintOutcome::Printed)));
    assert_reads(&stage, "Please take the slip below.");
    // Another one may be had: the first may have been lost.
    stage.tap("Print the code");
    tell(&stage, Input::Form(FormNews::SlipPrinted(PrintOutcome::Failed)));
    assert_reads(&stage, "The slip could not be printed.");
    stage.tap("Go on filling in");
    assert_eq!(stage.bridge.screen(), Screen::Fill(FillScreen::Question));
}

#[test]
fn without_paper_no_slip_is_offered_and_without_a_reader_it_has_no_qr() {
    let stage = stopped(LANDSCAPE, Language::Vi);
    stage.tap("In mã ra giấy");
    assert_eq!(slips(&stage)[0].qr_text, "");
    assert_eq!(slips(&stage)[0].heading, "MÃ TỜ KHAI");
    tell(&stage, Input::Outside(OutsideNews::Printer(PrinterHealth::PaperOut)));
    assert!(!stage.labels().iter().any(|label| label == "In mã ra giấy"));
    fill(&stage, FillInput::PrintCode);
    assert_eq!(slips(&stage).len(), 1, "what is not offered is not done");
}

/// The paper is painted, its code read from the dots, and held to the reader of a kiosk.
#[test]
fn the_printed_slip_is_read_back() {
    let stage = stopped(PORTRAIT, Language::Vi);
    stage.bridge.tell(Input::Form(FormNews::Scanner(true)));
    stage.tap("In mã ra giấy");
    let slip = slips(&stage).remove(0);
    for (paper, name) in [(Paper::Mm80, "slip-80"), (Paper::Mm58, "slip-58")] {
        let picture = TicketPainter::new().paint(&slip, paper);
        let (width, height) = (picture.width_dots(), picture.height_dots());
        let luma = |x: usize, y: usize| if picture.is_black(x, y) { 0_u8 } else { 255 };
        let folder = crate::pictures::folder();
        std::fs::create_dir_all(&folder).unwrap();
        let file = std::fs::File::create(folder.join(format!("{name}.png"))).unwrap();
        let mut encoder = {
            let [width, height] = [width, height].map(|dots| u32::try_from(dots).unwrap());
            png::Encoder::new(file, width, height)
        };
        encoder.set_color(png::ColorType::Grayscale);
        let dots: Vec<u8> = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| luma(x, y))
            .collect();
        encoder.write_header().unwrap().write_image_data(&dots).unwrap();
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, luma);
        let (_, text) = image.detect_grids()[0].decode().unwrap();
        assert_eq!(text, slip.qr_text);

        let other = Stage::welcome(PORTRAIT, Language::Vi);
        other.bridge.tell(Input::Form(FormNews::Forms(Arc::new(forms()))));
        other.bridge.tell(Input::Form(FormNews::Scanner(true)));
        wedge(&other, &text);
        other.wait(std::time::Duration::from_secs(1));
        assert_eq!(other.bridge.screen(), Screen::Fill(FillScreen::Code), "from the first screen");
        other.tap("Tiếp tục");
        let asked = other.asked.borrow().iter().any(|asked| {
            matches!(asked, Asked::Form(FillEffect::Continue { code, .. }) if code.reveal() == "40718265")
        });
        assert!(asked, "{:?}", other.asked.borrow());
    }
}

#[test]
fn on_the_screen_of_the_code_a_slip_fills_it_in_and_a_card_does_not() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    stage.bridge.tell(Input::Form(FormNews::Forms(Arc::new(forms()))));
    stage.bridge.tell(Input::Form(FormNews::Scanner(true)));
    fill(&stage, FillInput::OpenCode);
    assert_reads(&stage, "Or hold the code on your slip to the reader.");
    fill(&stage, FillInput::CodeTyped(Secret::from("123")));
    for by_keys in [false, true] {
        let hold = |text: &str| {
            if by_keys {
                wedge(&stage, text);
                stage.wait(std::time::Duration::from_secs(1));
            } else {
                fill(&stage, scan(text));
            }
        };
        let code = || stage.bridge.with_session(|session| session.shelf().code().to_owned());
        let before = code();
        hold(CARD);
        assert_eq!(code(), before, "the digits of the card left the field");
        assert_reads(&stage, "That is no slip with a code. Please type the eight digits.");
        hold("onestop-form-40718265");
        assert_eq!(code(), "40718265");
        let trouble = stage.bridge.with_session(|session| session.shelf().trouble().cloned());
        assert_eq!(trouble, None::<NotContinued>);
        for wrong in ["ONESTOP-FORM-4071826", "ONESTOP-FORM-407182655", "ONESTOP-FORM-4071826x"] {
            hold(wrong);
            assert_reads(&stage, "That is no slip with a code.");
        }
    }
}
