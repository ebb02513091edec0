//! What is to be seen on the board, for any order of snapshots, words and cuts.

mod center;

use std::time::Duration;

use center::{at, call, catalog_view, earlier_calls, morning, told, view};
use chrono::TimeDelta;
use display_board::board_state::{
    BoardState, DeskDoing, EARLIER_MAX, HIGHLIGHT, NEWEST_MAX, SILENCE_MAX, Screen, Shown,
    ShownHours,
};
use display_board::feed::{News, Refusal};
use proptest::prelude::*;
use shared::day::DeskState;
use shared::ids::ZoneId;
use shared::protocol::{BoardDay, BoardView, NoNumbers, WaitRange};

fn board(view: BoardView) -> News {
    News::Board(Box::new(view))
}

/// A live board that shows the calls of before.
fn live() -> BoardState {
    let mut state = BoardState::new(None);
    state.receive(News::Catalog(Box::new(catalog_view())), at(0.0));
    state.receive(board(view(1, 0, earlier_calls())), at(0.0));
    state.receive(News::Live, at(0.0));
    state
}

fn numbers(calls: &[display_board::board_state::ShownCall]) -> Vec<&str> {
    calls.iter().map(|shown| shown.call.number.as_str()).collect()
}

fn highlighted(shown: &Shown) -> Vec<&str> {
    let calls = shown.newest.iter().chain(&shown.earlier);
    calls.filter(|shown| shown.highlighted).map(|shown| shown.call.number.as_str()).collect()
}

#[test]
fn a_new_call_is_large_and_bright_for_at_least_ten_seconds() {
    let mut state = live();
    assert_eq!(numbers(&state.shown(at(1.0)).newest), ["C112"]);
    assert!(highlighted(&state.shown(at(1.0))).is_empty(), "what was called before is not new");

    let calls = [vec![call("A025", "5", 20)], earlier_calls()].concat();
    state.receive(board(view(2, 20, calls)), at(20.0));
    for seconds in [20.0, 25.0, 30.0] {
        let shown = state.shown(at(seconds));
        assert_eq!(numbers(&shown.newest), ["A025"]);
        assert_eq!(highlighted(&shown), ["A025"], "after {seconds} s");
    }
    let calm = state.shown(at(20.0 + HIGHLIGHT.as_secs_f64()));
    assert_eq!(numbers(&calm.newest), ["A025"], "it stays until the next call");
    assert!(highlighted(&calm).is_empty());
    assert_eq!(numbers(&calm.earlier)[..2], ["C112", "B007"]);
}

#[test]
fn calls_within_a_second_are_both_large() {
    let mut state = live();
    let first = [vec![call("A025", "5", 20)], earlier_calls()].concat();
    let both = [vec![call("B008", "3", 20)], first.clone()].concat();
    state.receive(board(view(2, 20, first)), at(20.0));
    state.receive(board(view(3, 20, both)), at(20.4));
    let shown = state.shown(at(21.0));
    assert_eq!(numbers(&shown.newest), ["B008", "A025"]);
    assert_eq!(highlighted(&shown), ["B008", "A025"]);
    assert_eq!(numbers(&shown.earlier)[0], "C112", "no line stands twice");
}

#[test]
fn a_desk_that_calls_the_next_gives_up_the_large_line_of_the_one_before() {
    let mut state = live();
    let both = [vec![call("A026", "5", 24), call("A025", "5", 20)], earlier_calls()].concat();
    state.receive(board(view(2, 24, both.clone())), at(24.0));
    assert_eq!(numbers(&state.shown(at(25.0)).newest), ["A026", "A025"], "both are expected");
    let mut served = both;
    served[1].expected = false;
    state.receive(board(view(3, 25, served)), at(25.0));
    let shown = state.shown(at(26.0));
    assert_eq!(numbers(&shown.newest), ["A026"]);
    assert_eq!(numbers(&shown.earlier)[..2], ["A025", "C112"], "it stays among the last calls");
}

#[test]
fn more_calls_at_once_than_the_place_holds_are_bright_in_the_list() {
    let mut state = live();
    let calls: Vec<_> = ["A025", "B008", "C113", "D032", "A026"]
        .iter()
        .map(|number| call(number, "1", 20))
        .chain(earlier_calls())
        .collect();
    state.receive(board(view(2, 20, calls)), at(20.0));
    let shown = state.shown(at(21.0));
    assert_eq!(numbers(&shown.newest), ["A025", "B008", "C113"]);
    assert_eq!(numbers(&shown.earlier)[..2], ["D032", "A026"]);
    assert_eq!(highlighted(&shown).len(), 5);
}

#[test]
fn a_recall_is_shown_again() {
    let mut state = live();
    let mut again = call("B007", "3", 30);
    again.times = 3;
    let mut calls = earlier_calls();
    calls.retain(|call| call.number.as_str() != "B007");
    calls.insert(0, again);
    state.receive(board(view(2, 30, calls)), at(30.0));
    let shown = state.shown(at(31.0));
    assert_eq!(numbers(&shown.newest), ["B007"]);
    assert_eq!((shown.newest[0].call.times, shown.newest[0].highlighted), (3, true));
}

#[test]
fn a_call_that_is_taken_back_is_gone_at_once() {
    let mut state = live();
    let calls = [vec![call("A025", "5", 20)], earlier_calls()].concat();
    state.receive(board(view(2, 20, calls)), at(20.0));
    state.receive(board(view(3, 22, earlier_calls())), at(22.0));
    let shown = state.shown(at(22.0));
    assert_eq!(numbers(&shown.newest), ["C112"]);
    assert!(highlighted(&shown).is_empty());
}

#[test]
fn after_a_long_cut_old_calls_are_shown_but_not_highlighted() {
    let mut state = live();
    state.receive(News::Lost, at(30.0));
    let calls = [vec![call("B009", "3", 290), call("A025", "5", 100)], earlier_calls()].concat();
    state.receive(board(view(9, 300, calls)), at(300.0));
    state.receive(News::Live, at(300.0));
    let shown = state.shown(at(300.0));
    assert_eq!(numbers(&shown.newest), ["B009"]);
    assert_eq!(highlighted(&shown), ["B009"], "ten seconds old: still of use");
    assert_eq!(numbers(&shown.earlier)[0], "A025");
}

#[test]
fn silence_and_loss_are_told_and_what_was_shown_stays() {
    let mut state = live();
    assert_eq!(state.shown(at(12.4)).not_live_since, None);
    let silent = state.shown(at(26.0));
    assert_eq!(silent.not_live_since, Some(morning()));
    assert_eq!(numbers(&silent.newest), ["C112"]);
    state.receive(News::Heard(None), at(27.0));
    assert_eq!(state.shown(at(28.0)).not_live_since, None);

    state.receive(News::Lost, at(70.0));
    let lost = state.shown(at(70.0));
    assert_eq!(lost.not_live_since, Some(at(27.0).wall), "since the last word, not since the loss");
    assert_eq!(lost.screen, Screen::Calls);
    assert_eq!(state.shown(at(130.0)).now, at(130.0).wall, "the clock goes on");

    // A snapshot alone is not yet live: events could be missed until the stream is open.
    state.receive(board(view(2, 140, earlier_calls())), at(140.0));
    assert!(state.shown(at(140.0)).not_live_since.is_some());
    state.receive(News::Live, at(140.1));
    assert_eq!(state.shown(at(140.1)).not_live_since, None);
}

#[test]
fn before_the_first_word_the_board_says_that_it_waits() {
    let mut state = BoardState::new(None);
    assert_eq!(state.shown(at(0.0)).screen, Screen::Waiting);
    state.receive(News::Lost, at(1.0));
    assert_eq!(state.shown(at(100.0)).screen, Screen::Waiting);
    assert_eq!(state.shown(at(100.0)).not_live_since, None);
    state.receive(News::Refused(Refusal::NotRegistered), at(2.0));
    assert_eq!(state.shown(at(2.0)).screen, Screen::NotRegistered);
    state.receive(board(view(1, 3, vec![])), at(3.0));
    state.receive(News::Live, at(3.0));
    let shown = state.shown(at(3.0));
    assert_eq!(shown.screen, Screen::Calls);
    assert!(shown.newest.is_empty() && shown.earlier.is_empty());
}

#[test]
fn a_token_that_is_withdrawn_leaves_the_numbers_with_the_banner() {
    let mut state = live();
    state.receive(News::Refused(Refusal::NotRegistered), at(9.0));
    let shown = state.shown(at(9.0));
    assert_eq!(shown.screen, Screen::Calls);
    assert_eq!(shown.not_live_since, Some(morning()));
}

#[test]
fn an_unknown_zone_is_named_with_those_there_are() {
    let mut state = BoardState::new(Some("middle".into()));
    state.receive(News::Catalog(Box::new(catalog_view())), at(0.0));
    state.receive(News::Refused(Refusal::UnknownZone("middle".into())), at(0.0));
    let known: Vec<ZoneId> = catalog_view().zones.into_iter().map(|zone| zone.id).collect();
    assert!(!known.is_empty());
    assert_eq!(state.shown(at(0.0)).screen, Screen::UnknownZone("middle".into(), known));
}

#[test]
fn every_service_has_its_line_and_a_zone_only_its_own() {
    let shown = live().shown(at(0.0));
    let services = catalog_view().services;
    assert_eq!(shown.waiting.len(), services.len());
    assert!(
        shown.waiting.iter().zip(&services).all(|(queue, service)| queue.service == service.id)
    );
    let of = |code: &str| shown.waiting.iter().find(|queue| queue.service.as_str() == code);
    assert_eq!(of("certification").map(|queue| queue.count), Some(12));
    assert_eq!(of("labour-social").map(|queue| queue.count), Some(0), "absent means nobody");

    let mut state = BoardState::new(Some("left".into()));
    state.receive(News::Catalog(Box::new(catalog_view())), at(0.0));
    let mut left = view(1, 0, vec![]);
    left.waiting = [("civil-status".into(), 2)].into();
    state.receive(board(left), at(0.0));
    let shown = state.shown(at(0.0));
    assert_eq!(shown.waiting[0].service.as_str(), "civil-status");
    assert!(shown.waiting.len() < services.len(), "{:?}", shown.waiting);
    assert!(shown.zone.is_some());
}

#[test]
fn the_board_wakes_up_only_when_something_changes() {
    let mut state = live();
    state.receive(board(view(2, 1, earlier_calls())), at(1.0));
    // Nothing but the silence and then the minute.
    assert_eq!(state.next_change(at(1.0)), SILENCE_MAX);
    assert_eq!(state.next_change(at(30.0)), Duration::from_secs(30));
    let calls = [vec![call("A025", "5", 40)], earlier_calls()].concat();
    state.receive(board(view(3, 40, calls)), at(40.0));
    assert_eq!(state.next_change(at(46.0)), Duration::from_secs(6), "the highlight ends at 52 s");
}

#[test]
fn what_the_server_tells_of_queues_hours_and_desks_is_shown() {
    let mut state = live();
    let mut snapshot = told(view(2, 1, earlier_calls()));
    snapshot.queues[1].refused = Some(NoNumbers::Quota);
    state.receive(board(snapshot.clone()), at(1.0));
    let shown = state.shown(at(1.0));
    let names: Vec<&str> = shown.waiting.iter().map(|queue| queue.name.en.as_str()).collect();
    assert_eq!(names.len(), 4);
    assert_eq!((names[1], shown.waiting[1].count), ("Certification", 12));
    assert_eq!(shown.waiting[0].wait, Some(WaitRange { likely: 5, cautious: 15 }));
    assert_eq!(shown.waiting[1].refused, Some(NoNumbers::Quota));
    assert_eq!(shown.desks.len(), 8);
    assert_eq!(Some(shown.hours), snapshot.today.closes_at.map(ShownHours::Until));

    let opens = morning() + TimeDelta::minutes(38);
    snapshot.today = BoardDay { opens_at: Some(opens), ..BoardDay::default() };
    state.receive(board(snapshot.clone()), at(2.0));
    assert_eq!(state.shown(at(2.0)).hours, ShownHours::From(opens));
    snapshot.today.issued = 3;
    state.receive(board(snapshot.clone()), at(3.0));
    assert_eq!(state.shown(at(3.0)).hours, ShownHours::Again(opens));
    snapshot.today = BoardDay::default();
    state.receive(board(snapshot), at(4.0));
    assert_eq!(state.shown(at(4.0)).hours, ShownHours::Unknown);
}

#[test]
fn the_display_over_a_desk_shows_that_desk_alone() {
    let mut state = BoardState::new(Some("desk:5".into()));
    state.receive(News::Catalog(Box::new(catalog_view())), at(0.0));
    let mut doing = |state_of: DeskState, number: Option<&str>, serving: bool, seconds: i64| {
        let calls = number.map(|number| call(number, "5", seconds)).into_iter().collect();
        let mut snapshot = told(view(2, seconds, calls));
        snapshot.desks.retain(|desk| desk.desk.as_str() == "5");
        snapshot.desks[0].state = state_of;
        snapshot.desks[0].number = number.map(Into::into);
        snapshot.desks[0].serving = serving;
        #[expect(clippy::cast_precision_loss, reason = "seconds of a test")]
        let now = at(seconds as f64);
        state.receive(board(snapshot), now);
        state.receive(News::Live, now);
        let Screen::Desk(desk) = state.shown(now).screen else { panic!("not a desk") };
        (desk.doing, desk.number.map(|number| number.as_str().to_owned()), desk.highlighted)
    };
    let number = Some("A025".to_owned());
    assert_eq!(doing(DeskState::Open, None, false, 1), (DeskDoing::Free, None, false));
    assert_eq!(
        doing(DeskState::Open, Some("A025"), false, 5),
        (DeskDoing::Calling, number.clone(), true)
    );
    assert_eq!(doing(DeskState::Open, Some("A025"), true, 6).0, DeskDoing::Serving);
    // A desk may close behind the last person that it serves.
    assert_eq!(doing(DeskState::Closed, Some("A025"), true, 7).0, DeskDoing::Serving);
    assert_eq!(doing(DeskState::Paused, None, false, 8), (DeskDoing::Paused, None, false));
    assert_eq!(doing(DeskState::Closed, None, false, 9), (DeskDoing::Closed, None, false));
}

#[test]
fn a_server_that_tells_of_no_desks_still_fills_the_display_over_a_desk() {
    let mut state = BoardState::new(Some("desk:5".into()));
    state.receive(News::Catalog(Box::new(catalog_view())), at(0.0));
    state.receive(board(view(2, 1, vec![call("A025", "5", 0), call("B007", "3", 0)])), at(1.0));
    let Screen::Desk(desk) = state.shown(at(1.0)).screen else { panic!("not a desk") };
    assert_eq!((desk.name.as_str(), desk.doing), ("5", DeskDoing::Calling));
    let mut gone = call("A025", "5", 0);
    gone.expected = false;
    state.receive(board(view(3, 2, vec![gone])), at(2.0));
    let Screen::Desk(desk) = state.shown(at(2.0)).screen else { panic!("not a desk") };
    assert_eq!((desk.number, desk.doing), (None, DeskDoing::Free));
}

#[test]
fn nothing_grows_over_a_million_news() {
    let mut state = live();
    let plain = BoardView { tips: Vec::new(), ..view(1, 0, Vec::new()) };
    let mut sizes = Vec::new();
    for seq in 0..250_000_u64 {
        let moment = i64::try_from(seq / 4).expect("small");
        let number = format!("A{:03}", seq % 1000);
        // Calls come, are called again and go; the catalogue changes now and then.
        let mut newest = call(&number, "5", moment);
        newest.times = u32::try_from(seq % 3).expect("small") + 1;
        let now = plain.now + TimeDelta::seconds(moment);
        let snapshot = BoardView { seq, now, calls: vec![newest], ..plain.clone() };
        #[expect(clippy::cast_precision_loss, reason = "seconds of a test")]
        let now = at(moment as f64);
        state.receive(board(snapshot), now);
        for _ in 0..3 {
            state.receive(News::Heard(None), now);
        }
        if seq % 25_000 == 24_999 {
            sizes.push(format!("{state:?}").len());
        }
    }
    let (least, most) = (sizes.iter().min().copied(), sizes.iter().max().copied());
    assert!(most <= least.map(|least| least + least / 20), "{sizes:?}");
}

/// What may reach a board, in any order.
#[derive(Clone, Debug)]
enum Step {
    Snapshot(Vec<(u8, u8)>),
    Heard,
    Live,
    Lost,
    Catalog,
    Pass(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::collection::vec((0_u8..12, 1_u8..4), 0..12).prop_map(Step::Snapshot),
        2 => Just(Step::Heard),
        1 => Just(Step::Live),
        1 => Just(Step::Lost),
        1 => Just(Step::Catalog),
        3 => (0_u16..400).prop_map(Step::Pass),
    ]
}

proptest! {
    #[test]
    fn what_is_shown_is_always_the_newest_snapshot(steps in prop::collection::vec(step(), 1..60)) {
        let mut state = BoardState::new(None);
        let mut tenths = 0_u32;
        let mut newest: Option<BoardView> = None;
        let mut last_word: Option<u32> = None;
        let mut link = false;
        for (index, step) in steps.into_iter().enumerate() {
            let now = at(f64::from(tenths) / 10.0);
            match step {
                Step::Snapshot(codes) => {
                    let seconds = i64::from(tenths / 10);
                    let calls = codes.iter().map(|(number, times)| {
                        let mut call = call(&format!("A{number:03}"), "1", seconds - i64::from(*number) * 9);
                        call.times = u32::from(*times);
                        call
                    }).collect();
                    let view = view(index as u64, seconds, calls);
                    state.receive(board(view.clone()), now);
                    newest = Some(view);
                    last_word = Some(tenths);
                }
                Step::Heard => {
                    state.receive(News::Heard(None), now);
                    last_word = Some(tenths);
                }
                Step::Live => {
                    state.receive(News::Live, now);
                    link = true;
                    last_word = Some(tenths);
                }
                Step::Lost => {
                    state.receive(News::Lost, now);
                    link = false;
                }
                Step::Catalog => state.receive(News::Catalog(Box::new(catalog_view())), now),
                Step::Pass(more) => tenths += u32::from(more),
            }
            let now = at(f64::from(tenths) / 10.0);
            let shown = state.shown(now);
            let calls = newest.as_ref().map(|view| view.calls.clone()).unwrap_or_default();

            // Nothing is lost, added, doubled or put in another order.
            prop_assert!(shown.newest.len() <= NEWEST_MAX && shown.earlier.len() <= EARLIER_MAX);
            prop_assert_eq!(shown.newest.first().map(|shown| &shown.call), calls.first());
            let mut rest = calls.clone();
            for shown in &shown.newest {
                let place = rest.iter().position(|call| *call == shown.call);
                prop_assert!(place.is_some(), "not in the snapshot");
                rest.remove(place.unwrap_or_default());
            }
            rest.truncate(EARLIER_MAX);
            let earlier: Vec<_> = shown.earlier.iter().map(|shown| shown.call.clone()).collect();
            prop_assert_eq!(earlier, rest);
            prop_assert!(shown.newest.iter().skip(1).all(|shown| shown.highlighted));

            // Never silently stale.
            let silent = last_word.is_some_and(|word| tenths - word >= 125);
            if newest.is_some() {
                prop_assert_eq!(shown.not_live_since.is_some(), !link || silent);
            }
            // Nothing changes before the board wakes up for it, but the time itself.
            let wait = state.next_change(now);
            prop_assert!(wait > Duration::ZERO && wait <= Duration::from_secs(60));
            let mut just_before = state.shown(now.after(wait.saturating_sub(Duration::from_millis(1))));
            just_before.now = shown.now;
            prop_assert_eq!(just_before, shown);
        }
    }

    #[test]
    fn a_call_heard_of_in_time_is_bright_for_ten_seconds_whatever_comes_next(
        later in prop::collection::vec((0_i64..3000, any::<bool>()), 0..12),
        look in 0_u32..100,
    ) {
        let mut state = live();
        let mut calls = earlier_calls();
        calls.insert(0, call("A025", "5", 20));
        state.receive(board(view(2, 20, calls.clone())), at(20.0));
        let look = 20.0 + f64::from(look) / 10.0;
        for (index, (after, is_call)) in later.iter().enumerate() {
            let moment = 20.0 + *after as f64 / 1000.0;
            if *is_call {
                calls.insert(0, call(&format!("B{index:03}"), "2", 20));
            }
            state.receive(board(view(3, 20, calls.clone())), at(moment));
        }
        let shown = state.shown(at(look));
        let others = later.iter().filter(|(_, is_call)| *is_call).count();
        if others < EARLIER_MAX {
            prop_assert!(highlighted(&shown).contains(&"A025"), "with {others} calls after it");
        }
    }
}
