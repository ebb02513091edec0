//! Pages of tips as pure geometry: nothing is cut, nothing overlaps, nothing is lost, whatever the text and the place.

mod center;

use std::rc::Rc;

use display_board::tips::compose;
use display_board::tips::flow::{Measure, Piece, markdown, paginate, pieces};
use display_board::tips::setting::Setting;
use display_board::tips::sheet::{Area, Page, PictureSource, ShapeKind, SheetImage};
use display_board::tips::sizes::Sizes;
use display_board::tips::subject::{Place, Subject, TipEntry};
use display_board::tips::words::{Word, Words};
use proptest::prelude::*;
use shared::catalog::{Procedure, Tip, TipKind, Wifi, tip_text};
use shared::protocol::BoardDay;
use shared::text::{Language, Text};

/// Letters that are all equally wide.
struct Typewriter;

const LETTER: f32 = 0.55;
const LINE: f32 = 1.362;

fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut signs = markdown.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => text.extend(signs.next()),
            '*' | '\u{2060}' => {}
            sign => text.push(sign),
        }
    }
    text
}

impl Measure for Typewriter {
    fn height(&mut self, markdown: &str, width: f32, size: f32) -> f32 {
        let letters_max = (width / (size * LETTER)).floor().max(1.0) as usize;
        let (mut lines, mut used) = (1_usize, 0_usize);
        for word in plain(markdown).split_whitespace() {
            let letters = word.chars().count();
            if used > 0 && used + 1 + letters > letters_max {
                lines += 1;
                used = 0;
            }
            used += letters + usize::from(used > 0);
            while used > letters_max {
                lines += 1;
                used -= letters_max;
            }
        }
        lines as f32 * size * LINE
    }

    fn width(&mut self, markdown: &str, size: f32) -> f32 {
        plain(markdown).chars().count() as f32 * size * LETTER
    }
}

/// English words, the same for both languages but for a mark.
struct Says;

impl Words for Says {
    fn say(&self, word: &Word, second: bool) -> String {
        let mark = if second { "'" } else { "" };
        format!("{word:?}{mark}").replace(['"', '(', ')'], " ")
    }
}

fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

fn tip(kind: TipKind, title: (&str, &str), body: (&str, &str)) -> Tip {
    Tip { kind, title: text(title.0, title.1), body: text(body.0, body.1), ..Tip::default() }
}

fn pages_of(tip: Tip, procedure: Option<Procedure>, place: Place, size: (f32, f32)) -> Vec<Page> {
    let entry = TipEntry { tip, procedure };
    pages(&Subject::Tip(Rc::new(entry)), place, size)
}

fn pages(subject: &Subject, place: Place, size: (f32, f32)) -> Vec<Page> {
    let setting = Setting {
        main: Language::Vi,
        second: Language::En,
        sizes: Sizes::of(1920.0, 1080.0, None),
        scale_factor: 1.0,
        public_address: "http://192.168.1.10:8080",
        today: &BoardDay {
            served: 112,
            waiting: 37,
            wait_minutes_mean: Some(14),
            ..BoardDay::default()
        },
        words: &Says,
        aspect: &|source| (*source == PictureSource::Server("good".into())).then_some(1.5),
    };
    compose::pages(subject, place, size, &setting, &mut Typewriter)
}

/// Nothing outside the place, no text over another text, a code or a picture.
fn assert_sound(page: &Page, (width, height): (f32, f32)) {
    let boxes: Vec<(Area, String)> = page
        .texts
        .iter()
        .map(|text| (text.area, plain(&text.markdown)))
        .chain(page.pictures.iter().map(|picture| (picture.area, format!("{:?}", picture.what))))
        .collect();
    for (area, what) in &boxes {
        assert!(
            area.x > -0.1
                && area.y > -0.1
                && area.x + area.width < width + 0.1
                && area.y + area.height < height + 0.1,
            "«{what}» at {area:?} is outside of {width}×{height}"
        );
    }
    for (index, (one, first)) in boxes.iter().enumerate() {
        for (other, second) in &boxes[index + 1..] {
            let apart = one.x + one.width < other.x + 0.1
                || other.x + other.width < one.x + 0.1
                || one.y + one.height < other.y + 0.1
                || other.y + other.height < one.y + 0.1;
            assert!(apart, "«{first}» {one:?} lies over «{second}» {other:?}");
        }
    }
}

/// All words of the texts with letters of at least this size, in order.
fn words(pages: &[Page], skip: impl Fn(&str) -> bool) -> Vec<String> {
    pages
        .iter()
        .flat_map(|page| &page.texts)
        .map(|text| plain(&text.markdown))
        .filter(|text| !skip(text))
        .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn procedure(id: &str) -> Procedure {
    let ward = center::ward();
    ward.procedures.into_iter().find(|it| it.id.as_str() == id).expect("in the sample")
}

const PLACES: [(f32, f32); 6] = [
    (496.0, 804.0),
    (500.0, 900.0),
    (1000.0, 500.0),
    (1000.0, 900.0),
    (1320.0, 800.0),
    (1900.0, 800.0),
];

#[test]
fn a_short_tip_stands_on_one_page_in_both_languages_and_large() {
    let short = || {
        tip(
            TipKind::Advice,
            ("Giữ phiếu", "Keep your ticket"),
            ("Xin giữ phiếu.", "Please keep it."),
        )
    };
    for size in PLACES {
        let pages = pages_of(short(), None, Place::Tip, size);
        assert_eq!(pages.len(), 1, "{size:?}");
        assert_sound(&pages[0], size);
        let smallest = Sizes::of(1920.0, 1080.0, None).smallest;
        let largest = pages[0].texts.iter().map(|text| text.size).fold(0.0, f32::max);
        assert!(largest > 1.3 * smallest, "{size:?}: {largest}");
        let said = words(&pages, |_| false).join(" ");
        assert!(said.contains("Xin giữ phiếu.") && said.contains("Please keep it."), "{said}");
        assert_eq!(pages[0].label, "Advice: Giữ phiếu. Xin giữ phiếu.");
    }
}

#[test]
fn a_long_tip_takes_pages_of_one_language_each_and_says_which() {
    let body = |word: &str| vec![word; 170].join(" ");
    let long = tip(TipKind::Notice, ("Dài", "Long"), (&body("chữ"), &body("word")));
    let size = (500.0, 900.0);
    let pages = pages_of(long, None, Place::Tip, size);
    assert!(pages.len() > 2, "{}", pages.len());
    for (index, page) in pages.iter().enumerate() {
        assert_sound(page, size);
        let number = format!("{}/{}", index + 1, pages.len());
        assert!(page.texts.iter().any(|text| plain(&text.markdown) == number), "{number}");
        let said = words(std::slice::from_ref(page), |_| false);
        let both = said.iter().any(|it| it == "chữ") && said.iter().any(|it| it == "word");
        assert!(!both && page.seconds >= 8, "{said:?}");
    }
    let all = words(&pages, |_| false);
    assert_eq!(all.iter().filter(|it| *it == "chữ").count(), 170);
    assert_eq!(all.iter().filter(|it| *it == "word").count(), 170);
    // The title stands on every page of its language.
    assert!(all.iter().filter(|it| *it == "Dài").count() >= 2);
}

#[test]
fn a_checklist_has_its_papers_its_marks_and_its_code() {
    let list = || tip(TipKind::Checklist, ("", ""), ("", ""));
    let birth = procedure("birth-registration");
    let size = (1320.0, 800.0);
    let pages = pages_of(list(), Some(birth.clone()), Place::Tip, size);
    let squares = |kind: ShapeKind| {
        let count = |page: &Page| page.shapes.iter().filter(|shape| shape.kind == kind).count();
        pages.iter().map(count).sum::<usize>()
    };
    // Once in each language; the circle once more where it is explained.
    assert_eq!((squares(ShapeKind::Square), squares(ShapeKind::Circle)), (6, 6));
    for page in &pages {
        assert_sound(page, size);
        let [picture] = &page.pictures[..] else { panic!("a code on every page") };
        let address = "http://192.168.1.10:8080/p/birth-registration".to_owned();
        assert_eq!(picture.what, SheetImage::Code(address));
    }
    let said = words(&pages, |_| false).join(" ");
    assert!(said.contains("Fee Free · Miễn phí khi đăng ký đúng hạn"), "{said}");
    assert!(said.contains("Time SameDay"), "{said}");
    assert!(said.contains(&birth.name.vi) && said.contains(&birth.name.en));

    // A figure that a center must confirm is not told as certain, nor is one that nobody knows.
    let status = procedure("marital-status-certificate");
    assert!(status.time_limit.check_before_use);
    let said = words(&pages_of(list(), Some(status), Place::Tip, size), |_| false).join(" ");
    assert!(!said.contains("Time") && !said.contains("Fee"), "{said}");

    let mut many = birth;
    many.documents = (0..12).map(|_| many.documents[2].clone()).collect();
    for size in PLACES {
        let pages = pages_of(list(), Some(many.clone()), Place::Tip, size);
        pages.iter().for_each(|page| assert_sound(page, size));
        let papers = pages.iter().flat_map(|page| &page.shapes);
        assert_eq!(papers.filter(|shape| shape.kind == ShapeKind::Square).count(), 24, "{size:?}");
    }
}

#[test]
fn a_network_is_named_once_with_its_code() {
    let wifi = Wifi { name: "Mot Cua; Hoan Kiem".to_owned(), password: "xin-chao-2026".to_owned() };
    let utility = Tip {
        wifi: Some(wifi),
        ..tip(TipKind::Utility, ("Wifi miễn phí", "Free wifi"), ("", ""))
    };
    for size in PLACES {
        let pages = pages_of(utility.clone(), None, Place::Tip, size);
        assert!(pages.len() <= 2, "{size:?}");
        assert_sound(&pages[0], size);
        let code =
            SheetImage::Code("WIFI:T:WPA;S:Mot Cua\\; Hoan Kiem;P:xin-chao-2026;;".to_owned());
        assert!(pages[0].pictures.iter().any(|picture| picture.what == code));
        let said = words(&pages, |_| false).join(" ");
        assert_eq!(said.matches("xin-chao-2026").count(), 1, "{said}");
    }
}

#[test]
fn pictures_keep_their_shape_and_a_missing_one_leaves_the_text() {
    let with = |kind, picture: &str| Tip {
        picture: Some(picture.into()),
        ..tip(kind, ("Tiêu đề", "Title"), ("Nội dung.", "Body."))
    };
    for size in PLACES {
        let [page] = &pages_of(with(TipKind::Picture, "good"), None, Place::Tip, size)[..] else {
            panic!("one page")
        };
        let area = page.pictures[0].area;
        assert!((area.width / area.height - 1.5).abs() < 0.01 && page.texts.is_empty());
        assert!(
            (area.width - size.0).abs() < 0.1 || (area.height - size.1).abs() < 0.1,
            "{area:?}"
        );
        assert_sound(page, size);
        for kind in [TipKind::Advice, TipKind::Notice] {
            let pages = pages_of(with(kind, "good"), None, Place::Tip, size);
            assert_sound(&pages[0], size);
            assert_eq!(pages[0].pictures.len(), 1);
        }
        for kind in [TipKind::Advice, TipKind::Picture] {
            let pages = pages_of(with(kind, "missing"), None, Place::Tip, size);
            assert!(pages[0].pictures.is_empty());
            assert!(words(&pages, |_| false).join(" ").contains("Nội dung."));
        }
        let bare = Tip {
            title: Text::default(),
            body: Text::default(),
            ..with(TipKind::Picture, "missing")
        };
        assert!(pages_of(bare, None, Place::Tip, size).is_empty(), "nothing to show");
    }
}

#[test]
fn slogans_figures_urgent_notices_and_emergencies_fit_their_places() {
    let slogan = tip(TipKind::Slogan, ("Hành chính thông minh", "Smart administration"), ("", ""));
    let figures = tip(TipKind::Figures, ("", ""), ("", ""));
    for size in PLACES {
        let one = pages_of(slogan.clone(), None, Place::Tip, size);
        assert_eq!(one.len(), 1);
        assert_sound(&one[0], size);
        let [page] = &pages_of(figures.clone(), None, Place::Tip, size)[..] else { panic!("one") };
        assert_sound(page, size);
        let said = words(std::slice::from_ref(page), |_| false);
        for figure in ["112", "37", "14"] {
            assert!(said.iter().any(|word| word == figure), "{figure} in {said:?}");
        }
    }
    let urgent = tip(
        TipKind::Urgent,
        ("Mất điện", "Power cut"),
        (&"Quầy 3 tạm ngừng nhận hồ sơ. ".repeat(6), "Desk 3 takes no files."),
    );
    let size = (1500.0, 76.0);
    let pages_urgent = pages_of(urgent, None, Place::Strip, size);
    assert!(pages_urgent.len() > 1);
    for page in &pages_urgent {
        assert_sound(page, size);
        assert!(page.seconds >= 8 && page.label.starts_with("Urgent: "), "{}", page.label);
    }
    let said = words(&pages_urgent, |_| false).join(" ");
    assert_eq!(said.matches("Quầy 3").count(), 6, "{said}");
    assert!(said.contains("Desk 3 takes no files."));
    for (size, body) in [
        ((1700.0, 600.0), "Xin mọi người bình tĩnh ra khỏi tòa nhà."),
        ((860.0, 1400.0), "Xin mọi người bình tĩnh ra khỏi tòa nhà theo lối thoát hiểm gần nhất."),
        ((580.0, 150.0), "Xin mọi người bình tĩnh ra khỏi tòa nhà theo lối thoát hiểm gần nhất."),
    ] {
        let message = Subject::Emergency(Rc::new(text(body, "Please leave the building calmly.")));
        let pages = pages(&message, Place::Board, size);
        pages.iter().for_each(|page| assert_sound(page, size));
        let said = words(&pages, |_| false).join(" ");
        assert!(said.contains("bình tĩnh") && said.contains("leave the building"), "{said}");
    }
}

#[test]
fn a_place_without_room_shows_nothing_and_ends() {
    let some = || tip(TipKind::Advice, ("Giữ phiếu", "Keep"), ("Xin giữ phiếu.", "Please."));
    assert!(pages_of(some(), None, Place::Tip, (0.0, 0.0)).is_empty());
    // Too low for a line: a line is cut, but the pages come to an end.
    assert!(pages_of(some(), None, Place::Strip, (300.0, 20.0)).len() < 20);
    assert!(
        pages_of(tip(TipKind::Advice, ("", ""), ("", "")), None, Place::Tip, (500.0, 900.0))
            .is_empty()
    );
}

fn vietnamese() -> impl Strategy<Value = String> {
    let words = [
        "Nghiêng",
        "chứng",
        "thực",
        "bản",
        "sao",
        "**đất đai**",
        "VNeID",
        "2.000đ",
        "(nếu",
        "có)",
        "*nhớ*",
        "nghĩa",
    ];
    let word = prop::sample::select(words.to_vec());
    let line = prop::collection::vec(word, 1..40).prop_map(|words| words.join(" "));
    let mark = prop::sample::select(vec!["", "- ", "1. ", "\n"]);
    prop::collection::vec((mark, line), 0..9)
        .prop_map(|lines| lines.into_iter().map(|(mark, line)| format!("{mark}{line}\n")).collect())
}

fn kind() -> impl Strategy<Value = TipKind> {
    prop::sample::select(vec![TipKind::Advice, TipKind::Notice, TipKind::Utility, TipKind::Slogan])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_is_cut_lost_or_drawn_over_another(
        (main, second) in (vietnamese(), vietnamese()),
        kind in kind(),
        with_code: bool,
        width in 480.0_f32..1900.0,
        height in 480.0_f32..1000.0,
    ) {
        let procedure = with_code.then(|| procedure("certified-copy"));
        let tip = tip(kind, ("Tiêu đề của một gợi ý", "The title of a tip"), (&main, &second));
        let pages = pages_of(tip, procedure, Place::Tip, (width, height));
        let smallest = Sizes::of(1920.0, 1080.0, None).small;
        for page in &pages {
            assert_sound(page, (width, height));
            prop_assert!(page.texts.iter().all(|text| text.size >= smallest * 0.99));
            prop_assert!(page.seconds >= 5);
        }
        let shown = words(&pages, |_| false);
        for language in [&main, &second] {
            let blocks = tip_text::blocks(language).expect("allowed marks");
            for block in blocks {
                for word in block.plain().split_whitespace() {
                    prop_assert!(shown.iter().any(|it| it == word), "«{word}» is lost");
                }
            }
        }
    }

    #[test]
    fn pages_of_running_text_hold_all_words_in_order(body in vietnamese(), height in 60.0_f32..600.0) {
        let blocks = tip_text::blocks(&body).expect("allowed marks");
        let all = pieces(&blocks);
        let columns = paginate(&all, 400.0, height, 40.0, &mut Typewriter);
        let mut page = Page::default();
        for column in &columns {
            column.draw(Area::of(400.0, height), 40.0, &mut page);
            prop_assert!(column.height <= height + 0.1, "{} of {height}", column.height);
        }
        let numbers: Vec<String> = (1..10).map(|n| format!("{n}.")).collect();
        let drawn = words(&[page], |text| numbers.iter().any(|number| number == text));
        let meant: Vec<String> = all.iter().flat_map(|piece| {
            piece.words().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        }).collect();
        prop_assert_eq!(drawn, meant);
    }

    #[test]
    fn words_come_through_markdown_as_they_are(text in "[ -~àáđộ “”–]{1,60}", strong: bool) {
        let piece = if strong { Piece::strong(text.clone()) } else { Piece::plain(text.clone()) };
        let written = markdown(&piece.spans);
        let read = tip_text::blocks(&written).expect("no mark is left");
        let said: String = read.iter().map(|block| block.plain().replace('\u{2060}', "")).collect();
        let spaces = |text: &str| text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        prop_assert_eq!(spaces(&said), spaces(text.trim()));
        if strong && !text.trim().is_empty() {
            prop_assert!(read[0].spans.iter().all(|span| span.strong || span.text.trim().is_empty()), "{}", written);
        }
    }
}
