//! The screens by their accessible labels, in both languages: what an end-to-end test or a screen reader finds.

mod center;
mod scenes;

use display_board::bridge::{self, Bridge};
use display_board::options::BoardLanguage;
use display_board::screens::BoardWindow;
use display_board::tip_bridge::TipBridge;
use i_slint_backend_testing::{ElementHandle, ElementRoot};
use shared::protocol::BoardSound;
use slint::{ComponentHandle, LogicalSize};

struct Screen {
    window: BoardWindow,
    bridge: Bridge,
    tips: TipBridge,
}

const LANDSCAPE: (f32, f32) = (1920.0, 1080.0);

impl Screen {
    fn new(language: BoardLanguage, (width, height): (f32, f32)) -> Self {
        i_slint_backend_testing::init_no_event_loop();
        let window = BoardWindow::new().expect("a window");
        let bridge = Bridge::new(&window, language).expect("translations");
        let tips = TipBridge::new(&window, language, None, None, None);
        let screen = Self { window, bridge, tips };
        screen.resize(width, height);
        screen.window.show().expect("shown");
        screen
    }

    fn resize(&self, width: f32, height: f32) {
        self.window.window().set_size(LogicalSize { width, height });
        bridge::fit(&self.window, width, height);
    }

    fn show(&self, scene: &str) {
        let scene = scenes::scene(scene);
        self.bridge.show(&self.window, &scene.shown());
        for _ in 0..2 {
            let (catalog, view) = (scene.state.catalog(), scene.state.view());
            self.tips.show(&self.window, catalog, view, scene.at);
            i_slint_backend_testing::mock_elapsed_time(std::time::Duration::from_millis(10));
        }
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
        "53 người đang chờ",
        "Đồng hồ: 08:52",
        "Thứ Sáu, ngày 20 tháng 11 năm 2026",
        "Trung tâm Phục vụ hành chính công phường Hoàn Kiếm",
    ]);
    assert_eq!(screen.with_prefix("Gợi ý").len(), 1);
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
fn waits_hours_and_desks_are_told_in_vietnamese() {
    let screen = Screen::new(BoardLanguage::Vi, LANDSCAPE);
    screen.show("calm");
    screen.assert_has(&[
        "Dự kiến chờ Tư pháp – Hộ tịch: 5–15 phút",
        "Dự kiến chờ Đất đai – Xây dựng: 1–2,5 giờ",
        "Dự kiến chờ Lao động – Bảo trợ xã hội: không phải chờ",
        "Phát số đến 11:30",
        "Quầy đang mở: 1, 2, 3, 5, 6, 7",
        "Quầy tạm nghỉ: 4",
    ]);
    screen.show("given_out");
    screen.assert_has(&[
        "Tư pháp – Hộ tịch: Hết số hôm nay: đã phát đủ lượt",
        "Chứng thực: Hết số: người đang chờ đã kín giờ",
        "Đất đai – Xây dựng: Chưa có quầy phục vụ",
    ]);
    screen.show("before_opening");
    screen.assert_has(&[
        "Mở cửa lúc 09:30",
        "Chưa có quầy nào mở",
        "Chứng thực: Ngoài giờ phát số",
    ]);
    screen.show("after_hours");
    screen.assert_has(&["Mở lại Thứ Hai lúc 07:30"]);
    screen.show("old_server");
    assert_eq!(screen.with_prefix("Dự kiến"), Vec::<String>::new());
    assert_eq!(screen.with_prefix("Quầy"), Vec::<String>::new());
}

#[test]
fn a_board_that_cannot_be_heard_says_so_and_a_muted_one_does_not() {
    let screen = Screen::new(BoardLanguage::Vi, LANDSCAPE);
    screen.show("calm");
    for sound in [BoardSound::Voice, BoardSound::ChimeOnly, BoardSound::Muted] {
        screen.bridge.show_sound(&screen.window, sound);
        assert_eq!(screen.with_prefix("Không có âm thanh"), Vec::<String>::new(), "{sound:?}");
    }
    screen.bridge.show_sound(&screen.window, BoardSound::NoSoundCard);
    screen.assert_has(&["Không có âm thanh"]);
}

#[test]
fn waits_hours_and_desks_are_told_in_english() {
    let screen = Screen::new(BoardLanguage::En, LANDSCAPE);
    screen.show("calm");
    screen.assert_has(&[
        "Expected wait for Certification: 25–40 min",
        "Expected wait for Land and building: 1–2.5 h",
        "Numbers are given until 11:30",
        "Open desks: 1, 2, 3, 5, 6, 7",
        "Paused desks: 4",
    ]);
    screen.show("after_hours");
    screen.assert_has(&["Opens again on Monday at 07:30", "No desk is open"]);
}

#[test]
fn the_display_over_a_desk_tells_what_happens_there() {
    let screen = Screen::new(BoardLanguage::Vi, (800.0, 480.0));
    for (scene, label) in [
        ("desk_new_call", "Số mới gọi: A025, quầy 5"),
        ("desk_calm_call", "Số mới gọi: A025, quầy 5"),
        ("desk_recall", "Số mới gọi: A025, quầy 5, gọi lần 3"),
        ("desk_serving", "Quầy 5 đang phục vụ A025"),
        ("desk_free", "Quầy 5: Số tiếp theo sẽ được gọi vào quầy này"),
        ("desk_paused", "Quầy 5: Quầy tạm nghỉ ít phút"),
        ("desk_closed", "Quầy 5: Quầy không làm việc"),
    ] {
        screen.show(scene);
        screen.assert_has(&[label, "Đồng hồ: 08:52"]);
        assert_eq!(screen.with_prefix("Đang chờ"), Vec::<String>::new(), "{scene}");
    }
    screen.show("desk_not_live");
    screen.assert_has(&[
        "Mất kết nối từ 08:52 – số có thể hiện chậm, mời nghe nhân viên hướng dẫn",
        "Số mới gọi: A025, quầy 5",
    ]);
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
        "53 people waiting",
        "Clock: 08:52",
        "Friday, 20 November 2026",
        "Hoàn Kiếm Ward Public Service Center",
    ]);
    assert_eq!(screen.with_prefix("Tip: ").len(), 1);
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
fn the_banner_takes_the_strip_and_calls_and_tips_stay() {
    let screen = Screen::new(BoardLanguage::Vi, LANDSCAPE);
    screen.show("not_live");
    screen.assert_has(&[
        "Mất kết nối từ 08:52 – số có thể hiện chậm, mời nghe nhân viên hướng dẫn",
        "Số mới gọi: C112, quầy 7",
        "Đồng hồ: 08:55",
    ]);
    assert_eq!(screen.with_prefix("Gợi ý").len(), 1);
    assert_eq!(screen.with_prefix("Hành chính"), Vec::<String>::new());
    screen.show("calm");
    assert_eq!(screen.with_prefix("Mất kết nối"), Vec::<String>::new());
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
