//! Which tip is on and which page of it, over any time and with a playlist that changes.

mod center;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use center::{at, catalog_view, view};
use display_board::tips::program::{Input, PICTURE_WAIT_MAX, Pager, Prepared, Program, TipShow};
use display_board::tips::slides::Slide;
use display_board::tips::subject::{Place, Subject};
use proptest::prelude::*;
use shared::catalog::{Schedule, Tip, TipKind};
use shared::protocol::{BoardView, CatalogView};
use shared::text::Text;

/// A window in which every entry has the pages that its title tells: "name:8,5" stands 8 s and then 5 s.
#[derive(Default)]
struct Window {
    on_the_way: BTreeSet<String>,
    expected: Vec<String>,
    prepared: usize,
}

fn name(subject: &Subject) -> String {
    match subject {
        Subject::Tip(entry) => entry.tip.title.vi.clone(),
        Subject::Slide(slide) => slide.path.to_string_lossy().into_owned(),
        Subject::Emergency(text) => text.vi.clone(),
    }
}

fn seconds(name: &str) -> Vec<u16> {
    let pages = name.split_once(':').map_or("10", |(_, pages)| pages);
    pages.split(',').filter_map(|page| page.parse().ok()).collect()
}

impl Pager for Window {
    fn prepare(&mut self, subject: &Subject, _: Place, patient: bool) -> Prepared {
        self.prepared += 1;
        let name = name(subject);
        if patient && self.on_the_way.contains(&name) {
            return Prepared::Waiting;
        }
        Prepared::Pages(seconds(&name))
    }

    fn expect(&mut self, subject: &Subject) {
        self.expected.push(name(subject));
    }
}

fn tip(title: &str, kind: TipKind) -> Tip {
    Tip {
        title: Text { vi: title.to_owned(), en: title.to_owned() },
        body: Text { vi: "…".to_owned(), en: "…".to_owned() },
        kind,
        ..Tip::default()
    }
}

fn catalog(titles: &[&str]) -> CatalogView {
    let tips = titles.iter().map(|title| tip(title, TipKind::Advice)).collect();
    CatalogView { tips, ..catalog_view() }
}

struct Board {
    program: Program,
    window: Window,
    catalog: CatalogView,
    view: BoardView,
    slides: Vec<Slide>,
}

impl Board {
    fn new(titles: &[&str]) -> Self {
        Self {
            program: Program::new(None),
            window: Window::default(),
            catalog: catalog(titles),
            view: view(1, 0, Vec::new()),
            slides: Vec::new(),
        }
    }

    fn show(&mut self, seconds: f64) -> TipShow {
        let input =
            Input { catalog: Some(&self.catalog), view: Some(&self.view), slides: &self.slides };
        self.program.show(input, at(seconds), &mut self.window)
    }

    /// The entry and page in the tip place.
    fn tip(&mut self, seconds: f64) -> Option<(String, usize)> {
        self.show(seconds).tip.map(|shown| (name(&shown.subject), shown.page))
    }

    fn titles(&mut self, seconds: impl Iterator<Item = u32>) -> Vec<String> {
        seconds.filter_map(|second| self.tip(f64::from(second))).map(|(name, _)| name).collect()
    }
}

fn said(name: &str, page: usize) -> Option<(String, usize)> {
    Some((name.to_owned(), page))
}

#[test]
fn pages_follow_each_other_and_then_the_next_entry() {
    let mut board = Board::new(&["a:8,5", "b:10"]);
    assert_eq!(board.tip(0.0), said("a:8,5", 0));
    assert_eq!(board.show(0.0).next_change, Some(Duration::from_secs(8)));
    assert_eq!(board.tip(7.9), said("a:8,5", 0));
    assert_eq!(board.tip(8.0), said("a:8,5", 1));
    assert_eq!(board.tip(12.9), said("a:8,5", 1));
    assert_eq!(board.tip(13.0), said("b:10", 0));
    assert_eq!(board.tip(23.0), said("a:8,5", 0));
    assert_eq!(board.window.expected, ["b:10", "a:8,5", "b:10"]);
}

#[test]
fn a_changed_playlist_restarts_nothing() {
    let mut board = Board::new(&["a:8,5", "b", "c"]);
    let _ = board.tip(0.0);
    assert_eq!(board.tip(9.0), said("a:8,5", 1));
    // Something new, another order, another body: the page that stands goes on standing.
    board.catalog = catalog(&["new", "c", "a:8,5", "b"]);
    board.catalog.tips[2].body.vi = "khác".to_owned();
    assert_eq!(board.tip(10.0), said("a:8,5", 1));
    let shown = board.show(10.0).tip.expect("a page");
    assert!(matches!(&shown.subject, Subject::Tip(entry) if entry.tip.body.vi == "khác"));
    // What is taken off goes at once.
    board.catalog = catalog(&["c", "b"]);
    let (after, _) = board.tip(11.0).expect("another");
    assert_ne!(after, "a:8,5");
    board.catalog = catalog(&[]);
    assert_eq!(board.tip(12.0), None);
    board.catalog = catalog(&["b"]);
    assert_eq!(board.tip(13.0), said("b", 0));
}

#[test]
fn the_longest_queue_is_spoken_to_more_often() {
    let mut board = Board::new(&["land:10", "copy:10", "all:10"]);
    board.catalog.tips[0].service = Some("land-building".into());
    board.catalog.tips[1].service = Some("certification".into());
    board.view.waiting = [("land-building".into(), 40), ("certification".into(), 2)].into();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for title in board.titles((0..120).map(|turn| turn * 10)) {
        *count.entry(title).or_default() += 1;
    }
    assert!(count["land:10"] > count["copy:10"] * 3 / 2, "{count:?}");
    assert!(count["copy:10"] >= 10 && count["all:10"] >= 10, "{count:?}");
}

#[test]
fn dates_hours_and_zones_are_kept() {
    let mut board = Board::new(&["always", "later"]);
    board.catalog.tips[1].schedule =
        Schedule { from_minute: Some(8 * 60 + 53), ..Schedule::default() };
    // It is 08:52:00: within a minute the second one is on.
    let show = board.show(55.0);
    assert_eq!(show.next_change, Some(Duration::from_secs(5)));
    assert!(board.titles(0..60).iter().all(|title| title == "always"));
    assert!(board.titles(60..80).iter().any(|title| title == "later"));
    board.catalog.tips[1].zones = vec!["left".into()];
    assert!(board.titles(80..120).iter().all(|title| title == "always"));
    board.program = Program::new(Some("left".into()));
    assert!(board.titles(120..150).iter().any(|title| title == "later"));
}

#[test]
fn a_picture_on_the_way_holds_nothing_up_for_long() {
    let mut board = Board::new(&["a:10", "photo:10"]);
    board.window.on_the_way.insert("photo:10".to_owned());
    let _ = board.tip(0.0);
    // The entry before stays until the picture is there …
    assert_eq!(board.tip(10.0), said("a:10", 0));
    assert_eq!(board.show(11.0).next_change, Some(PICTURE_WAIT_MAX - Duration::from_secs(1)));
    board.window.on_the_way.clear();
    assert_eq!(board.tip(12.0), said("photo:10", 0));
    // … or for so long at most.
    board.window.on_the_way.insert("photo:10".to_owned());
    assert_eq!(board.tip(22.0), said("a:10", 0));
    assert_eq!(board.tip(32.0), said("a:10", 0));
    assert_eq!(board.tip(36.9), said("a:10", 0));
    assert_eq!(board.tip(37.0), said("photo:10", 0));
}

#[test]
fn what_has_nothing_to_show_is_passed_over() {
    let mut board = Board::new(&["empty:", "a:10", "void:"]);
    assert_eq!(board.tip(0.0), said("a:10", 0));
    assert_eq!(board.tip(10.0), said("a:10", 0));
    board.catalog = catalog(&["empty:", "void:"]);
    assert_eq!(board.tip(20.0), None);
}

#[test]
fn slides_take_turns_with_tips() {
    let mut board = Board::new(&["a:10"]);
    board.slides = ["1.png", "2.png"]
        .map(|name| Slide { path: PathBuf::from(name), changed: None, bytes: 1 })
        .to_vec();
    let seen: BTreeSet<String> = board.titles((0..12).map(|turn| turn * 10)).into_iter().collect();
    assert_eq!(seen.len(), 3, "{seen:?}");
    board.slides.clear();
    assert_eq!(board.tip(130.0), said("a:10", 0));
}

#[test]
fn urgent_notices_stand_in_the_strip_and_take_turns_there() {
    let mut board = Board::new(&["a:10"]);
    board.catalog.tips.push(tip("fire drill:8,8", TipKind::Urgent));
    let shown = |show: TipShow| show.urgent.map(|page| (name(&page.subject), page.page));
    assert_eq!(shown(board.show(0.0)), said("fire drill:8,8", 0));
    assert_eq!(board.tip(0.0), said("a:10", 0), "never in the tip place");
    assert_eq!(shown(board.show(8.0)), said("fire drill:8,8", 1));
    assert_eq!(shown(board.show(16.0)), said("fire drill:8,8", 0));
    assert_eq!(shown(board.show(24.0)), said("fire drill:8,8", 1));
    board.catalog.tips.push(tip("desk 3 closed:8", TipKind::Urgent));
    assert_eq!(shown(board.show(32.0)), said("desk 3 closed:8", 0));
    assert_eq!(shown(board.show(40.0)), said("fire drill:8,8", 0));
    board.catalog.tips.truncate(1);
    assert_eq!(shown(board.show(41.0)), None);
}

#[test]
fn an_emergency_stands_until_it_is_withdrawn() {
    let mut board = Board::new(&["a:10"]);
    assert!(board.show(0.0).emergency.is_none());
    let text = Text { vi: "Ra khỏi tòa nhà:8,8".to_owned(), en: "Leave".to_owned() };
    board.catalog.lobby.emergency = Some(text);
    for (second, page) in [(1.0, 0), (9.0, 1), (17.0, 0), (3_600.0, 1), (3_608.0, 0)] {
        let shown = board.show(second).emergency.expect("it stands");
        assert_eq!(shown.page, page, "{second}");
    }
    board.catalog.lobby.emergency = None;
    assert!(board.show(3_610.0).emergency.is_none());
}

#[test]
fn nothing_is_prepared_again_and_again() {
    let titles: Vec<String> = (0..40).map(|n| format!("{n}:10")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let mut board = Board::new(&titles);
    let _ = board.tip(0.0);
    board.window.prepared = 0;
    for _ in 0..100 {
        let _ = board.tip(1.0);
    }
    assert_eq!(board.window.prepared, 100, "only what is shown is looked at");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn something_is_always_shown_for_as_long_as_it_should(
        steps in prop::collection::vec((0_u32..40, prop::sample::subsequence(vec!["a:8,5", "b:10", "c:6,6,6", "d:20"], 0..=4)), 1..40),
    ) {
        let mut board = Board::new(&["a:8,5"]);
        let mut now = 0.0;
        let mut before: Option<(String, usize, Duration)> = None;
        for (passed, titles) in steps {
            now += f64::from(passed) * 0.5;
            board.catalog = catalog(&titles);
            let show = board.show(now);
            prop_assert_eq!(show.tip.is_some(), !titles.is_empty());
            if let Some(shown) = &show.tip {
                let name = name(&shown.subject);
                prop_assert!(titles.contains(&name.as_str()));
                prop_assert!(shown.page < shown.pages && shown.until > Duration::from_secs_f64(now));
                let wait = show.next_change.expect("a page ends");
                prop_assert!(!wait.is_zero() && wait <= Duration::from_secs(20));
                // A page that is still on stands as long as it was to stand.
                if let Some((old, page, until)) = before.filter(|(old, _, until)| {
                    titles.contains(&old.as_str()) && *until > Duration::from_secs_f64(now)
                }) {
                    prop_assert_eq!((&name, shown.page, shown.until), (&old, page, until));
                }
                before = Some((name, shown.page, shown.until));
            } else {
                before = None;
            }
        }
    }
}
