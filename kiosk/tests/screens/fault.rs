//! The screen of a kiosk that is not set up right: a picture in every shape and both languages, nothing cut off.

use i_slint_backend_testing::{AccessibleRole, ElementRoot, TestingBackend, TestingBackendOptions};
use kiosk::fault_screen;
use shared::text::Language;
use slint::{ComponentHandle, PhysicalSize};

use crate::pictures::{folder, save};
use crate::stage::{LANDSCAPE, PORTRAIT, SMALL, logical};

/// The longest that there are: with a path, and with a list of what would be right.
const FAULTS: [&str; 2] = [
    "the file /etc/one-stop/kiosk.pin of --service-pin-file is too easy to guess (one digit again and again, a row such as 123456, or a short pattern): choose another",
    "the file /etc/one-stop/kiosk.toml of --config is not right: unknown field `colour`, expected one of `server`, `token_file`, `printer`, `paper`, `scanner`, `scanner_key_gap`, `paper_roll`, `service_pin_file`, `service_card_file`, `window`, `panel_mm`, `language`, `journal`",
];

#[test]
fn what_is_wrong_is_drawn_in_every_shape() {
    let backend = TestingBackend::new(TestingBackendOptions {
        mock_time: true,
        threading: false,
        renderer_name: Some("software".into()),
    });
    slint::platform::set_platform(Box::new(backend)).unwrap();
    for (size, name) in [(PORTRAIT, "portrait"), (LANDSCAPE, "landscape"), (SMALL, "small")] {
        for language in [Language::Vi, Language::En] {
            for (number, fault) in FAULTS.into_iter().enumerate() {
                let screen = fault_screen::screen(fault, language).unwrap();
                let (width, height) = logical(size);
                screen.window().set_size(PhysicalSize::new(size.0, size.1));
                screen.show().unwrap();
                screen.invoke_resized(width, height);
                let file = format!("90-fault-{number}");
                let folder = folder().join(format!("{}-{name}", language.code()));
                save(screen.window(), size, &folder, &file);
                let texts = screen.root_element();
                let texts = texts.query_descendants().match_accessible_role(AccessibleRole::Text);
                let texts = texts.find_all();
                assert!(texts.len() >= 4, "{name}: only {} texts", texts.len());
                for text in texts {
                    let (at, its) = (text.absolute_position(), text.size());
                    let inside = at.x >= 0.0
                        && at.y >= 0.0
                        && at.x + its.width <= width + 0.5
                        && at.y + its.height <= height + 0.5;
                    assert!(
                        inside,
                        "{name} {language:?} {:?}: {at:?} {its:?}",
                        text.accessible_label()
                    );
                }
                screen.hide().unwrap();
            }
        }
    }
}
