//! Pictures of tips, urgent notices and emergencies, written to `target/tmp/board` for people to look at; codes are
//! read from them as a phone would.

mod center;

use std::path::PathBuf;
use std::rc::Rc;

use center::{at, call, catalog_view, earlier_calls, view};
use display_board::board_state::BoardState;
use display_board::bridge::{self, Bridge, Look};
use display_board::feed::News;
use display_board::options::{BoardLanguage, BoardTheme, Layout};
use display_board::screens::{BoardWindow, Tips};
use display_board::tip_bridge::TipBridge;
use display_board::tips::pictures::{Found, Pixels};
use display_board::tips::program::TipShow;
use display_board::tips::sheet::PictureSource;
use image::{DynamicImage, ImageReader};
use shared::catalog::{Tip, TipKind, Wifi};
use shared::ids::PictureId;
use shared::protocol::{BoardDay, BoardView, CatalogView};
use shared::text::Text;
use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{Platform, PlatformError, WindowAdapter};
use slint::{ComponentHandle, PhysicalSize, Rgba8Pixel, SharedPixelBuffer};
use tokio::sync::mpsc;

const LANDSCAPE: (u32, u32) = (1920, 1080);
const PORTRAIT: (u32, u32) = (1080, 1920);

/// What was drawn.
type Picture = SharedPixelBuffer<Rgba8Pixel>;

struct NoDisplay(Rc<MinimalSoftwareWindow>);

impl Platform for NoDisplay {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(Rc::clone(&self.0) as Rc<dyn WindowAdapter>)
    }
}

/// A board that shows one entry.
struct Board {
    window: BoardWindow,
    bridge: Bridge,
    name: String,
    tips: TipBridge,
    catalog: CatalogView,
    view: BoardView,
    wanted: mpsc::Receiver<display_board::tips::pictures::Wanted>,
}

fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

fn tip(kind: TipKind, title: (&str, &str), body: (&str, &str)) -> Tip {
    Tip { kind, title: text(title.0, title.1), body: text(body.0, body.1), ..Tip::default() }
}

fn of_procedure(kind: TipKind, procedure: &str) -> Tip {
    Tip { procedure: Some(procedure.into()), ..tip(kind, ("", ""), ("", "")) }
}

const LONG_VI: &str = "Giấy xác nhận tình trạng hôn nhân dùng được **6 tháng** kể từ ngày cấp. Nên xin gần lúc cần dùng.\n\n- Cần nói rõ dùng giấy vào việc gì\n- Nếu để kết hôn, xin chuẩn bị thông tin của người sẽ kết hôn\n- Nếu đã ly hôn: mang **bản án hoặc quyết định ly hôn**\n- Nếu vợ hoặc chồng đã mất: mang trích lục khai tử\n\nNgười được ủy quyền bằng văn bản có thể đi thay. Ông, bà, cha, mẹ, con, vợ, chồng, anh, chị, em ruột đi thay thì văn bản không cần chứng thực nhưng phải có giấy tờ chứng minh quan hệ. Tại Hà Nội, nộp trực tuyến là 0 đồng với khoản thu do Thành phố quy định. Xin hỏi nhân viên hướng dẫn nếu chưa rõ: việc hướng dẫn không mất tiền và không cần lấy số.";
const LONG_EN: &str = "A certificate of marital status is valid for **6 months** from its date. Ask for it close to when you need it.\n\n- Say what the paper is for\n- To marry, bring your partner's details\n- If you are divorced: bring the **court decision on the divorce**\n- If you are widowed: bring the death extract\n\nSomeone with a written authority may come in your place. A grandparent, parent, child, spouse, brother or sister needs no certified one, but must prove the relation. In Hanoi filing online costs 0đ where the city sets the fee. If anything is unclear, ask the staff in the lobby: it is free and you need no number.";

/// A tip of the usual length.
fn advice() -> Tip {
    tip(
        TipKind::Advice,
        ("Giữ phiếu đến khi xong việc", "Keep your ticket until you are done"),
        (
            "Vui lòng giữ phiếu và theo dõi bảng gọi số. Khi đến lượt, xin mang phiếu và giấy tờ đến đúng quầy.",
            "Please keep your ticket and watch the board. When your number is called, bring ticket and papers to the desk shown.",
        ),
    )
}

/// The same with the code of a procedure.
fn advice_with_code() -> Tip {
    Tip {
        procedure: Some("certified-copy".into()),
        ..tip(
            TipKind::Advice,
            ("Chứng thực bản sao: nhớ mang bản chính", "Certified copy: bring the original"),
            (
                "Quầy phải đối chiếu với **bản chính**. Phí 2.000đ một trang, từ trang thứ ba 1.000đ, tối đa 200.000đ một bản.",
                "The desk compares it with the **original**. 2,000đ a page, 1,000đ from the third page, at most 200,000đ a copy.",
            ),
        )
    }
}

/// Every entry that a picture is made of.
fn entries() -> Vec<(&'static str, Tip)> {
    let wifi = Wifi { name: "Mot Cua Hoan Kiem".to_owned(), password: "xinchao2026".to_owned() };
    let photo = || Some(PictureId::from("photo"));
    vec![
        ("advice", advice()),
        ("advice_code", advice_with_code()),
        ("one_word", tip(TipKind::Notice, ("Xin chào", "Welcome"), ("Chào!", "Hello!"))),
        (
            "long",
            tip(
                TipKind::Notice,
                ("Giấy độc thân có giá trị 6 tháng", "Marital status papers last 6 months"),
                (LONG_VI, LONG_EN),
            ),
        ),
        ("checklist", of_procedure(TipKind::Checklist, "birth-registration")),
        ("checklist_12", of_procedure(TipKind::Checklist, "house-building-permit")),
        (
            "wifi",
            Tip {
                wifi: Some(wifi),
                ..tip(TipKind::Utility, ("Wifi miễn phí", "Free wifi"), ("", ""))
            },
        ),
        (
            "slogan",
            tip(
                TipKind::Slogan,
                (
                    "Hành chính thông minh – Tận tâm phục vụ",
                    "Smart administration – Devoted service",
                ),
                ("", ""),
            ),
        ),
        ("figures", tip(TipKind::Figures, ("", ""), ("", ""))),
        (
            "picture",
            Tip { picture: photo(), ..tip(TipKind::Picture, ("Ảnh", "A picture"), ("", "")) },
        ),
        ("picture_text", Tip { picture: photo(), ..advice() }),
        (
            "names",
            tip(
                TipKind::Notice,
                ("Nghiêng Ẩn Ẵm Ễnh Ộ – ỦY BAN NGHĨA VỤ QUÂN SỰ", "Internationalization"),
                (
                    "Đăng ký nghĩa vụ quân sự nghiêngngảnghiêngngảnghiêngngả tại www.dichvucong.gov.vn/thutuc/nghiavuquansu/dangky.",
                    "Supercalifragilisticexpialidocious words stay whole where they can.",
                ),
            ),
        ),
    ]
}

impl Board {
    fn new(language: BoardLanguage, look: Look, (width, height): (u32, u32)) -> Self {
        let adapter = MinimalSoftwareWindow::new(RepaintBufferType::NewBuffer);
        slint::platform::set_platform(Box::new(NoDisplay(Rc::clone(&adapter))))
            .expect("one a thread");
        let window = BoardWindow::new().expect("a window");
        let bridge = Bridge::new(&window, language).expect("translations");
        window.show().expect("shown");
        adapter.set_size(PhysicalSize { width, height });
        bridge::dress(&window, look);
        bridge::fit(&window, width as f32, height as f32);
        let Look { layout, theme, .. } = look;
        let name = format!("{layout:?}_{theme:?}_{language:?}_{width}x{height}_tip").to_lowercase();
        let (sender, wanted) = mpsc::channel(8);
        let tips = TipBridge::new(&window, language, None, None, Some(sender));
        let mut catalog = catalog_view();
        catalog.public_address = "http://192.168.1.10:8080".to_owned();
        catalog.tips.clear();
        let many =
            catalog.procedures.iter_mut().find(|it| it.id.as_str() == "house-building-permit");
        let many = many.expect("in the sample");
        let documents = many.documents.clone();
        many.documents = documents.into_iter().cycle().take(12).collect();
        let mut view = view(1, 5, [vec![call("A025", "5", -40)], earlier_calls()].concat());
        view.today = BoardDay {
            served: 112,
            waiting: 37,
            wait_minutes_mean: Some(14),
            ..BoardDay::default()
        };
        Self { window, bridge, name, tips, catalog, view, wanted }
    }

    fn show(&self, seconds: f64) -> TipShow {
        self.tips.show(&self.window, Some(&self.catalog), Some(&self.view), at(seconds))
    }

    /// Draws the board as it is so many seconds after its start, once its places are measured.
    fn draw(&self, name: &str, seconds: f64) -> (Picture, TipShow) {
        let mut state = BoardState::new(None);
        state.receive(News::Catalog(Box::new(self.catalog.clone())), at(0.0));
        state.receive(News::Board(Box::new(self.view.clone())), at(0.0));
        state.receive(News::Live, at(0.0));
        self.bridge.show(&self.window, &state.shown(at(5.0)));
        slint::platform::update_timers_and_animations();
        let _ = self.window.window().take_snapshot().expect("a picture");
        slint::platform::update_timers_and_animations();
        let show = self.show(seconds);
        let picture = self.window.window().take_snapshot().expect("a picture");
        if !name.is_empty() {
            let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("board");
            std::fs::create_dir_all(&folder).expect("a folder");
            let (width, height) = (picture.width(), picture.height());
            let path = folder.join(format!("{}_{name}.png", self.name));
            image::save_buffer(path, picture.as_bytes(), width, height, image::ColorType::Rgba8)
                .expect("written");
        }
        (picture, show)
    }

    /// Draws every page of the one entry that is on.
    fn all_pages(&mut self, name: &str, entry: Tip) -> Vec<Picture> {
        self.catalog.tips = vec![entry];
        let mut pictures = Vec::new();
        // Another entry stands there; it is gone with the playlist that it stood in.
        let mut second = 0.0;
        loop {
            let (_, show) = self.draw("", second);
            while let Ok(wanted) = self.wanted.try_recv() {
                self.tips.receive(Found::Picture(wanted.source, Some(photo())));
            }
            let show = if show.tip.is_none() { self.show(second) } else { show };
            let Some(tip) = show.tip else { panic!("{name}: nothing is shown") };
            if tip.page < pictures.len() {
                return pictures;
            }
            let label = format!("{name}_{}", tip.page + 1);
            pictures.push(self.draw(&label, second).0);
            second = tip.until.as_secs_f64();
            assert!(pictures.len() < 40, "{name} has no end");
        }
    }
}

/// A picture with something at every edge, so that one sees when it is cropped.
fn photo() -> Pixels {
    let mut pixels = Pixels::new(1200, 800);
    for (index, pixel) in pixels.make_mut_slice().iter_mut().enumerate() {
        let (x, y) = (index % 1200, index / 1200);
        let edge = x < 20 || y < 20 || x >= 1180 || y >= 780;
        let shade = u8::try_from((x / 40 + y / 40) % 2 * 60 + 120).expect("a shade");
        *pixel = if edge { (200, 30, 30).into() } else { (shade, 150, 200).into() };
    }
    pixels
}

fn look(layout: Layout, theme: BoardTheme) -> Look {
    Look { layout, theme, ..Look::default() }
}

fn everything(language: BoardLanguage, look: Look, size: (u32, u32)) {
    let mut board = Board::new(language, look, size);
    for (name, entry) in entries() {
        let pictures = board.all_pages(name, entry);
        assert!(!pictures.is_empty() && pictures.len() < 30, "{name}: {} pages", pictures.len());
    }
}

#[test]
fn landscape_light_vietnamese() {
    everything(BoardLanguage::Vi, look(Layout::CallsAndTips, BoardTheme::Light), LANDSCAPE);
}

#[test]
fn landscape_dark_large_vietnamese() {
    everything(BoardLanguage::Vi, look(Layout::TipsAndLastCall, BoardTheme::Dark), LANDSCAPE);
}

#[test]
fn landscape_light_large_english() {
    everything(BoardLanguage::En, look(Layout::TipsAndLastCall, BoardTheme::Light), LANDSCAPE);
}

#[test]
fn portrait_light_vietnamese() {
    everything(BoardLanguage::Vi, look(Layout::CallsAndTips, BoardTheme::Light), PORTRAIT);
}

#[test]
fn portrait_dark_large_both() {
    everything(BoardLanguage::Both, look(Layout::TipsAndLastCall, BoardTheme::Dark), PORTRAIT);
}

/// What phones would read in a picture.
fn codes(picture: &Picture) -> Vec<String> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        picture.as_slice()[y * width + x].g
    });
    prepared
        .detect_grids()
        .iter()
        .filter_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
        .collect()
}

#[test]
fn phones_read_every_code() {
    for (size, layout, theme) in [
        (LANDSCAPE, Layout::CallsAndTips, BoardTheme::Light),
        (LANDSCAPE, Layout::TipsAndLastCall, BoardTheme::Dark),
        (PORTRAIT, Layout::CallsAndTips, BoardTheme::Dark),
        ((1280, 720), Layout::TipsAndLastCall, BoardTheme::Light),
        ((3840, 2160), Layout::CallsAndTips, BoardTheme::Light),
    ] {
        let read = std::thread::spawn(move || {
            let mut board = Board::new(BoardLanguage::Vi, look(layout, theme), size);
            let list = board
                .all_pages("codes_list", of_procedure(TipKind::Checklist, "birth-registration"));
            let wifi = Wifi { name: "a;b".to_owned(), password: "p:a,s\"s\\w".to_owned() };
            let wifi =
                Tip { wifi: Some(wifi), ..tip(TipKind::Utility, ("Wifi", "Wifi"), ("", "")) };
            let wifi = board.all_pages("codes_wifi", wifi);
            (codes(&list[0]), codes(&wifi[0]))
        });
        let (list, wifi) = read.join().expect("drawn");
        assert_eq!(list, ["http://192.168.1.10:8080/p/birth-registration"], "{size:?} {layout:?}");
        assert_eq!(wifi, [r#"WIFI:T:WPA;S:a\;b;P:p\:a\,s\"s\\w;;"#], "{size:?} {layout:?}");
    }
}

#[test]
fn urgent_notices_and_emergencies() {
    for (language, size, theme) in [
        (BoardLanguage::Vi, LANDSCAPE, BoardTheme::Light),
        (BoardLanguage::En, LANDSCAPE, BoardTheme::Dark),
        (BoardLanguage::Vi, PORTRAIT, BoardTheme::Light),
        (BoardLanguage::Both, (3840, 2160), BoardTheme::Light),
    ] {
        std::thread::spawn(move || {
            let mut board = Board::new(language, look(Layout::CallsAndTips, theme), size);
            board.catalog.tips = vec![
                advice(),
                tip(
                    TipKind::Urgent,
                    ("Mất điện khu A", "Power cut in area A"),
                    (
                        "Quầy 1, 2 và 3 tạm ngừng nhận hồ sơ đến 10 giờ. Số đang chờ được giữ nguyên.",
                        "Desks 1, 2 and 3 take no files until 10:00. Your place in the queue is kept.",
                    ),
                ),
            ];
            let _ = board.draw("urgent_1", 0.0);
            let (first, show) = board.draw("urgent_1", 1.0);
            let urgent = show.urgent.expect("an urgent notice");
            if urgent.pages > 1 {
                let (second, _) = board.draw("urgent_2", urgent.until.as_secs_f64());
                assert!(first.as_bytes() != second.as_bytes());
            }
            assert!(board.window.global::<Tips>().get_is_urgent());
            for (name, message) in [
                ("emergency", text("Báo cháy. Xin mọi người bình tĩnh ra khỏi tòa nhà theo lối thoát hiểm gần nhất.", "Fire alarm. Please leave the building calmly by the nearest exit.")),
                ("emergency_long", text(
                    &"Trung tâm đóng cửa lúc 15 giờ hôm nay vì bão. Số đã lấy có giá trị vào ngày làm việc tiếp theo, xin giữ phiếu. ".repeat(3),
                    &"The center closes at 15:00 today because of the storm. Numbers stay valid on the next working day; keep your ticket. ".repeat(3),
                )),
            ] {
                board.catalog.lobby.emergency = Some(message);
                let (_, show) = board.draw(name, 30.0);
                assert!(show.emergency.is_some() && board.window.global::<Tips>().get_is_emergency());
            }
            board.catalog.lobby.emergency = None;
            let (_, show) = board.draw("withdrawn", 40.0);
            assert!(show.emergency.is_none() && !board.window.global::<Tips>().get_is_emergency());
        })
        .join()
        .expect("drawn");
    }
}

#[test]
fn an_empty_playlist_is_calm() {
    let board = Board::new(BoardLanguage::Vi, Look::default(), LANDSCAPE);
    let (_, show) = board.draw("none", 0.0);
    assert!(show.tip.is_none() && show.urgent.is_none());
}

#[test]
fn a_broken_picture_leaves_the_text_and_is_asked_for_again_later() {
    let mut board = Board::new(BoardLanguage::Vi, Look::default(), LANDSCAPE);
    board.catalog.tips = vec![Tip { picture: Some("photo".into()), ..advice() }];
    let _ = board.draw("broken", 0.0);
    let (_, show) = board.draw("broken", 0.0);
    assert!(show.tip.is_none(), "it waits for the picture");
    let wanted = board.wanted.try_recv().expect("a request");
    assert_eq!(wanted.source, PictureSource::Server("photo".into()));
    assert!(wanted.width_max <= 1920 && wanted.height_max <= 1080, "{wanted:?}");
    board.tips.receive(Found::Picture(wanted.source, None));
    let (_, show) = board.draw("broken", 1.0);
    assert!(show.tip.is_some() && board.wanted.try_recv().is_err());
    for second in 0..59 {
        let _ = board.show(f64::from(second) + 1.0);
    }
    assert!(board.wanted.try_recv().is_err(), "a broken picture is not asked for all the time");
    let _ = board.show(90.0);
    assert!(board.wanted.try_recv().is_ok());
}

#[test]
fn pictures_are_made_small_and_broken_ones_are_refused() {
    let encoded = |picture: &DynamicImage, format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("encoded");
        bytes.into_inner()
    };
    let small = |bytes: &[u8]| {
        let reader = ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format();
        display_board::tips::pictures::small(reader.expect("bytes"), 500, 900)
    };
    let wide = DynamicImage::new_rgb8(2000, 1000);
    for format in [image::ImageFormat::Png, image::ImageFormat::Jpeg] {
        let pixels = small(&encoded(&wide, format)).expect("a picture");
        assert_eq!((pixels.width(), pixels.height()), (500, 250));
    }
    // What is see-through is white, as on paper.
    let clear = DynamicImage::new_rgba8(10, 10);
    let pixels = small(&encoded(&clear, image::ImageFormat::Png)).expect("a picture");
    assert!(pixels.as_bytes().iter().all(|byte| *byte == 255));
    let whole = encoded(&wide, image::ImageFormat::Png);
    assert!(small(&whole[..whole.len() / 2]).is_err(), "cut off");
    assert!(small(b"no picture").is_err());
    let huge = encoded(&DynamicImage::new_luma8(4097, 10), image::ImageFormat::Png);
    assert!(small(&huge).is_err(), "too many pixels");
}
