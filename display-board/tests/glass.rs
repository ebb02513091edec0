//! What is on the glass. The program paints only what has changed; the glass must hold what a picture painted anew
//! holds, in every part of the board and also at the end of a day.

mod center;
mod scenes;
mod studio;

use display_board::board_state::BoardState;
use display_board::bridge::Look;
use display_board::feed::News;
use display_board::options::{BoardLanguage, Layout};
use scenes::Scene;
use shared::protocol::BoardView;
use studio::Studio;

use center::{at, call, catalog_view, told, view};

/// As many layouts of words as the calls and tips of a day have. The window library clears its store of them more
/// than once: what was not painted of late is forgotten, and must be painted all the same once it changes.
const LAYOUTS: u32 = 3_000;

/// A day: some numbers are called, and words are laid out again and again.
fn day(studio: &Studio) {
    for number in 1..=LAST {
        studio.paint(&Scene { state: live(board(number)), at: at(5.0) });
    }
    for number in 0..LAYOUTS {
        let words = slint::StyledText::from_plain_text(&format!("A{number:04}"));
        studio.window.invoke_measure_height(words, 400.0, 30.0);
    }
}

/// The number of the last call of the day.
const LAST: u32 = 4;

fn board(number: u32) -> BoardView {
    told(view(1, 5, vec![call(&format!("A{number:03}"), "5", 4)]))
}

fn live(view: BoardView) -> BoardState {
    let mut state = BoardState::new(None);
    state.receive(News::Catalog(Box::new(catalog_view())), at(0.0));
    state.receive(News::Board(Box::new(view)), at(0.0));
    state.receive(News::Live, at(0.0));
    state
}

/// Every scene after two others, in all layouts.
fn scenes_after_each_other(width: u32, height: u32) {
    let mut studio = Studio::new(BoardLanguage::Both, width, height);
    for layout in [Layout::CallsAndTips, Layout::Calls, Layout::TipsAndLastCall] {
        studio.set_up(Look { layout, ..Look::default() }, width, height);
        for step in [1, 7] {
            for index in 0..scenes::ALL.len() {
                let name = scenes::ALL[index * step % scenes::ALL.len()];
                studio.paint(&scenes::scene(name));
                studio.assert_whole(name);
            }
        }
    }
}

#[test]
fn scenes_after_each_other_landscape() {
    scenes_after_each_other(1920, 1080);
}

#[test]
fn scenes_after_each_other_portrait() {
    scenes_after_each_other(1080, 1920);
}

#[test]
fn scenes_after_each_other_on_a_small_panel() {
    scenes_after_each_other(1366, 768);
}

#[test]
fn every_scene_at_the_end_of_a_day() {
    let studio = Studio::new(BoardLanguage::Both, 1920, 1080);
    for name in scenes::ALL {
        day(&studio);
        studio.paint(&scenes::scene(name));
        studio.assert_whole(name);
    }
}

/// A call, a word of the server or the minute alone: each changes a small part.
#[test]
fn one_change_at_the_end_of_a_day() {
    let studio = Studio::new(BoardLanguage::Vi, 1920, 1080);
    let changes: [(&str, fn(&mut BoardState), f64); 4] = [
        ("nothing", |_| {}, 5.0),
        ("the minute", |state| state.receive(News::Heard(None), at(60.0)), 61.0),
        ("the banner", |state| state.receive(News::Lost, at(5.0)), 30.0),
        (
            "the waits",
            |state| {
                let mut view = board(LAST);
                for queue in &mut view.queues {
                    queue.waiting += 7;
                }
                view.waiting.values_mut().for_each(|waiting| *waiting += 7);
                state.receive(News::Board(Box::new(view)), at(5.0));
            },
            5.0,
        ),
    ];
    for (name, change, seconds) in changes {
        day(&studio);
        let mut state = live(board(LAST));
        change(&mut state);
        studio.paint(&Scene { state, at: at(seconds) });
        studio.assert_whole(name);
    }
}
