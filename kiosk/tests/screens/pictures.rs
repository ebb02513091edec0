//! A picture of every screen, in both languages and both shapes, in `target/kiosk-pictures/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kiosk::session::{AwayReason, ComfortInput, Input};
use shared::day::PrintOutcome;
use shared::ids::ProcedureId;
use shared::protocol::ErrorCode;
use shared::text::Language;
use slint::{ComponentHandle, Rgba8Pixel, SharedPixelBuffer};

use crate::stage::{LANDSCAPE, PORTRAIT, SMALL, Stage, issued, ward};

/// The labels of one language.
struct Labels {
    start: &'static str,
    proceed: &'static str,
    no: &'static str,
    yes: &'static str,
    take: &'static str,
    next: &'static str,
    on: &'static str,
}

fn labels(language: Language) -> Labels {
    match language {
        Language::Vi => Labels {
            start: "Chạm vào đây để bắt đầu",
            proceed: "Tiếp tục để lấy số",
            no: "Không, tiếp tục",
            yes: "Có, chọn diện ưu tiên",
            take: "Lấy số",
            next: "Trang sau",
            on: "Xem tiếp",
        },
        Language::En => Labels {
            start: "Touch here to begin",
            proceed: "Continue to take a number",
            no: "No, go on",
            yes: "Yes, choose my group",
            take: "Take a number",
            next: "Next page",
            on: "Read on",
        },
    }
}

/// Shows every screen in turn and calls `look` with its name.
pub(crate) fn tour(size: (u32, u32), language: Language, look: &mut dyn FnMut(&Stage, &str)) {
    let words = labels(language);
    let catalog = ward();
    let service = &catalog.services[0];
    let procedure = catalog
        .procedures
        .iter()
        .find(|procedure| procedure.id == ProcedureId::from("marital-status-certificate"))
        .unwrap();
    let group = catalog.priorities[0].name.get(language).to_owned();

    let stage = Stage::switched_on(size);
    look(&stage, "00-starting");
    drop(stage);
    let stage = Stage::welcome(size, language);
    look(&stage, "01-welcome");
    stage.tap(words.start);
    look(&stage, "02-services");
    stage.tap(service.name.get(language));
    look(&stage, "03-procedures");
    stage.tap(words.next);
    look(&stage, "04-procedures-next-page");
    stage.bridge.tell(Input::PagePrevious);
    stage.tap(procedure.name.get(language));
    look(&stage, "05-procedure");
    if stage.labels().iter().any(|label| label == words.on) {
        stage.tap(words.on);
        look(&stage, "06-procedure-read-on");
    }
    stage.tap(words.proceed);
    look(&stage, "07-priority");
    stage.tap(words.yes);
    look(&stage, "08-priority-groups");
    stage.tap(&group);
    look(&stage, "09-confirm-priority");
    stage.bridge.tell(Input::Back);
    stage.wait(Duration::from_secs(1));
    stage.tap(words.no);
    look(&stage, "10-confirm");
    stage.bridge.tell(Input::AskHome);
    look(&stage, "10-leave");
    stage.bridge.tell(Input::Stay);
    stage.wait(Duration::from_secs(50));
    look(&stage, "11-still-here");
    stage.bridge.tell(Input::StillHere);
    stage.wait(Duration::from_secs(1));
    stage.tap(words.take);
    look(&stage, "12-busy");
    let (id, request, _) = stage.wished();
    stage.bridge.tell(Input::TicketUnanswered { id });
    look(&stage, "13-failed");
    stage.wait(Duration::from_secs(1));
    stage.bridge.tell(Input::TryAgain);
    stage.bridge.tell(Input::TicketIssued(issued(id, &request.service)));
    look(&stage, "14-ticket-printing");
    stage.bridge.tell_print(id, PrintOutcome::Printed);
    look(&stage, "15-ticket-printed");
    stage.bridge.tell_print(id, PrintOutcome::Failed);
    look(&stage, "16-ticket-not-printed");
    drop(stage);
    tour_of_refusals(size, language, look);
    crate::find::tour(size, language, look);
    crate::staff::tour(size, language, look);
}

fn tour_of_refusals(size: (u32, u32), language: Language, look: &mut dyn FnMut(&Stage, &str)) {
    let words = labels(language);
    let stage = Stage::welcome(size, language);
    let catalog = ward();
    stage.tap(words.start);
    stage.tap(catalog.services[2].name.get(language));
    look(&stage, "17-procedures-few");
    stage.tap(
        catalog
            .procedures
            .iter()
            .find(|p| p.service == catalog.services[2].id)
            .unwrap()
            .name
            .get(language),
    );
    look(&stage, "18-procedure-land");
    stage.tap(words.proceed);
    stage.tap(words.no);
    stage.tap(words.take);
    let (id, _, _) = stage.wished();
    let message = match language {
        Language::Vi => {
            "Lĩnh vực Đất đai – Xây dựng đã phát hết số của hôm nay. Mời Ông/Bà quay lại vào ngày làm việc tiếp theo."
        }
        Language::En => {
            "All numbers of today for Land and building are given. Please come back on the next working day."
        }
    };
    let code = ErrorCode::QuotaReached;
    stage.bridge.tell(Input::TicketRefused { id, code, message: message.to_owned(), language });
    look(&stage, "19-refused");
    stage.wait(Duration::from_secs(1));
    stage.bridge.tell(Input::AnotherService);
    stage.bridge.tell(Input::ServerLost(AwayReason::NoAnswer));
    look(&stage, "20-away");
    let mut closed = ward();
    for service in &mut closed.services {
        service.open = false;
    }
    stage.bridge.tell(Input::CatalogArrived(std::sync::Arc::new(closed)));
    look(&stage, "21-services-closed");
}

pub(crate) fn folder() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join("kiosk-pictures")
}

/// Whether a picture shows anything: more than a few colours.
fn shows_something(pixels: &[u8]) -> bool {
    let mut colours: Vec<&[u8]> = pixels.chunks_exact(4).step_by(97).collect();
    colours.sort_unstable();
    colours.dedup();
    colours.len() > 8
}

/// Draws a window into `folder/name.png`.
pub(crate) fn save(
    window: &slint::Window,
    size: (u32, u32),
    folder: &Path,
    name: &str,
) -> SharedPixelBuffer<Rgba8Pixel> {
    fs::create_dir_all(folder).unwrap();
    let picture = window.take_snapshot().unwrap();
    assert_eq!((picture.width(), picture.height()), size, "{name}");
    assert!(shows_something(picture.as_bytes()), "{name} is empty");
    let file = fs::File::create(folder.join(format!("{name}.png"))).unwrap();
    let mut encoder = png::Encoder::new(file, size.0, size.1);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header().unwrap().write_image_data(picture.as_bytes()).unwrap();
    picture
}

/// The same with larger letters, and on a standing panel with everything low; as it was afterwards.
fn save_larger(stage: &Stage, size: (u32, u32), folder: &Path, screen: &str) {
    let comfort = |input| stage.bridge.tell(Input::Comfort(input));
    for kind in ["large", "largest"] {
        comfort(ComfortInput::NextTextSize);
        save(stage.app.window(), size, folder, &format!("{screen}-{kind}"));
    }
    if size.1 > size.0 {
        comfort(ComfortInput::LowReach);
        save(stage.app.window(), size, folder, &format!("{screen}-largest-low"));
        comfort(ComfortInput::LowReach);
    }
    comfort(ComfortInput::NextTextSize);
}

fn take_pictures(size: (u32, u32), language: Language, name: &str) {
    let folder = folder().join(format!("{}-{name}", language.code()));
    let mut taken = 0;
    tour(size, language, &mut |stage, screen| {
        let picture = save(stage.app.window(), size, &folder, screen);
        let again = stage.app.window().take_snapshot().unwrap();
        assert_eq!(
            picture.as_bytes(),
            again.as_bytes(),
            "{screen} moves although nothing happened"
        );
        if std::env::var_os("ONESTOP_LONG").is_some() {
            save_larger(stage, size, &folder, screen);
        }
        taken += 1;
    });
    assert!(taken >= 36, "only {taken} screens");
}

#[test]
fn every_screen_is_drawn_vietnamese_portrait() {
    take_pictures(PORTRAIT, Language::Vi, "portrait");
}

#[test]
fn every_screen_is_drawn_english_portrait() {
    take_pictures(PORTRAIT, Language::En, "portrait");
}

#[test]
fn every_screen_is_drawn_vietnamese_landscape() {
    take_pictures(LANDSCAPE, Language::Vi, "landscape");
}

#[test]
fn every_screen_is_drawn_english_landscape() {
    take_pictures(LANDSCAPE, Language::En, "landscape");
}

#[test]
fn every_screen_is_drawn_vietnamese_on_a_small_panel() {
    take_pictures(SMALL, Language::Vi, "small");
}

#[test]
fn every_screen_is_drawn_english_on_a_small_panel() {
    take_pictures(SMALL, Language::En, "small");
}
