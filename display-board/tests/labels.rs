//! The screens by their accessible labels, in both languages: what an end-to-end test or a screen reader finds.

mod center;
mod scenes;

use display_board::bridge::{self, Bridge};
use display_board::options::BoardLanguage;
use display_board::screens::BoardWindow;
use i_slint_backend_testing::{ElementHandle, ElementRoot};
use slint::{ComponentHandle, LogicalSize};

struct Screen {
    window: BoardWindow,
    bridge: Bridge,
}

const LANDSCAPE: (f32, f32) = (1920.0, 1080.0);
const SIZES: [(f32, f32); 4] = [LANDSCAPE, (1080.0, 1920.0), (1280.0, 720.0), (1024.0, 768.0)];

impl Screen {
    fn new(language: BoardLanguage, (width, height): (f32, f32)) -> Self {
        i_slint_backend_testing::init_no_event_loop();
        let window = BoardWindow::new().expect("a window");
        let bridge = Bridge::new(&window, language).expect("translations");
        let screen = Self { window, bridge };
        screen.resize(width, height);
        screen.window.show().expect("shown");
        screen
    }

    fn resize(&self, width: f32, height: f32) {
        self.window.window().set_size(LogicalSize { width, height });
        bridge::fit(&self.window, width, height);
    }

    fn show(&self, scene: &str) {
        self.bridge.show(&self.window, &scenes::scene(scene));
    }

    /// All labelled elements that can be seen.
    fn elements(&self) -> Vec<ElementHandle> {
        let labelled = |element: &ElementHandle| {
            element
                .accessible_role()
                .is_some_and(|role| role != i_slint_backend_testing::AccessibleRole::None)
                && element.accessible_label().is_some_and(|label| !label.is_empty())
        };
        self.window.root_element().query_descendants().match_predicate(labelled).find_all()
    }

    fn labels(&self) -> Vec<String> {
        self.elements()
            .iter()
            .filter_map(|element| element.accessible_label())
            .map(Into::into)
            .collect()
    }

    fn assert_has(&self, expected: &[&str]) {
        let labels = self.labels();
        for expected in expected {
            assert!(labels.iter().any(|label| label == expected), "no «{expected}» in {labels:#?}");
        }
    }

    fn with_prefix(&self, prefix: &str) -> Vec<String> {
        self.labels().into_iter().filter(|label| label.starts_with(prefix)).collect()
    }
}

#[test]
fn a_vietnamese_board_speaks_vietnamese() {
    let screen = Screen::new(BoardLanguage::Vi, LANDSCAPE);
    screen.show("new_call");
    screen.assert_has(&[
        "Số mới gọi: A025, quầy 5",
        "Đã gọi: C112, quầy 7, lúc 08:50",
        "Đã gọi: B007, quầy 3, lúc 08:49, gọi lần 2",
        "Đang chờ Chứng thực: 12",
        "Đang chờ Lao động – Bảo trợ xã hội: 0",
        "54 người đang chờ",
        "Đồng hồ: 08:52",
        "Thứ Sáu, ngày 20 tháng 11 năm 2026",
        "Trung tâm Phục vụ hành chính công phường Hoàn Kiếm",
        "Gợi ý: Giữ phiếu đến khi xong việc. Vui lòng giữ phiếu và theo dõi bảng gọi số. Khi đến lượt, xin mang phiếu và giấy tờ đến đúng quầy.",
    ]);
    screen.show("recall");
    screen.assert_has(&["Số mới gọi: A025, quầy 5, gọi lần 2"]);
    screen.show("empty");
    screen.assert_has(&["Hôm nay chưa gọi số nào", "Hiện không có ai chờ"]);
    screen.show("waiting");
    assert!(screen.with_prefix("Bảng đang kết nối").len() == 1, "{:?}", screen.labels());
    screen.show("not_registered");
    assert!(screen.with_prefix("Bảng này chưa được đăng ký").len() == 1);
    screen.show("unknown_zone");
    assert!(screen.with_prefix("Không có khu vực “middle”").len() == 1);
    screen.show("zone");
    screen.assert_has(&["Số mới gọi: A025, quầy 2"]);
}

#[test]
fn an_english_board_speaks_english() {
    let screen = Screen::new(BoardLanguage::En, LANDSCAPE);
    screen.show("new_call");
    screen.assert_has(&[
        "Newest call: A025, desk 5",
        "Earlier call: C112, desk 7, at 08:50",
        "Earlier call: B007, desk 3, at 08:49, called 2 times",
        "Waiting for Certification: 12",
        "54 people waiting",
        "Clock: 08:52",
        "Friday, 20 November 2026",
        "Hoàn Kiếm Ward Public Service Center",
        "Tip: Keep your ticket until you are done. Please keep your ticket and watch the board. When your number is called, bring ticket and papers to the desk shown.",
    ]);
    screen.show("recall");
    screen.assert_has(&["Newest call: A025, desk 5, called 2 times"]);
    screen.show("empty");
    screen.assert_has(&["No number has been called yet today", "Nobody is waiting"]);
    screen.show("unknown_zone");
    screen.assert_has(&[
        "There is no zone “middle”. Start the board with --zone and one of: left, right",
    ]);
}

#[test]
fn the_banner_stands_in_for_the_tip_and_the_calls_stay() {
    let screen = Screen::new(BoardLanguage::Vi, LANDSCAPE);
    screen.show("not_live");
    screen.assert_has(&[
        "Mất kết nối từ 08:52 – số có thể hiện chậm, mời nghe nhân viên hướng dẫn",
        "Số mới gọi: C112, quầy 7",
        "Đồng hồ: 08:55",
    ]);
    assert_eq!(screen.with_prefix("Gợi ý"), Vec::<String>::new());
    screen.show("calm");
    assert_eq!(screen.with_prefix("Mất kết nối"), Vec::<String>::new());
    assert_eq!(screen.with_prefix("Gợi ý").len(), 1);
    screen.show("no_tips");
    assert_eq!(screen.with_prefix("Gợi ý"), Vec::<String>::new());
    screen.assert_has(&["Hành chính thông minh – Tận tâm phục vụ"]);
}

#[test]
fn calls_that_come_together_are_all_large() {
    let screen = Screen::new(BoardLanguage::Vi, LANDSCAPE);
    screen.show("two_calls");
    assert_eq!(
        screen.with_prefix("Số mới gọi"),
        ["Số mới gọi: B008, quầy 3", "Số mới gọi: A025, quầy 12"]
    );
    screen.show("three_calls");
    assert_eq!(screen.with_prefix("Số mới gọi").len(), 3);
    screen.show("calm");
    assert_eq!(screen.with_prefix("Số mới gọi").len(), 1);
}

#[test]
fn everything_is_inside_the_window_at_every_size() {
    let screen = Screen::new(BoardLanguage::Both, LANDSCAPE);
    for (width, height) in SIZES {
        screen.resize(width, height);
        for scene in scenes::ALL {
            screen.show(scene);
            let elements = screen.elements();
            assert!(elements.len() >= 3, "{scene}: {:?}", screen.labels());
            for element in elements {
                let (place, size) = (element.absolute_position(), element.size());
                let label = element.accessible_label().unwrap_or_default();
                assert!(size.width > 0.0 && size.height > 0.0, "{scene}: «{label}» has no size");
                assert!(
                    place.x >= 0.0
                        && place.y >= 0.0
                        && place.x + size.width <= width + 0.5
                        && place.y + size.height <= height + 0.5,
                    "{scene} {width}×{height}: «{label}» at {place:?} {size:?}"
                );
            }
        }
    }
}
