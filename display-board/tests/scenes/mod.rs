//! Every state of the board as something to be seen.
#![allow(
    dead_code,
    reason = "every test program takes its part of it, so no part is unused in all of them"
)]

use chrono::DateTime;
use display_board::board_state::{BoardState, Shown};
use display_board::clock::Moment;
use display_board::feed::{News, Refusal};
use shared::catalog::{Tip, TipKind};
use shared::day::DeskState;
use shared::protocol::{
    BoardCall, BoardDay, BoardDesk, BoardQueue, BoardView, CatalogView, NoNumbers, WaitRange,
};
use shared::text::Text;

use crate::center::{at, call, catalog_view, earlier_calls, told, view};

/// The names of all scenes of a board.
pub(crate) const ALL: [&str; 19] = [
    "new_call",
    "calm",
    "two_digit_desk",
    "two_calls",
    "three_calls",
    "recall",
    "not_live",
    "empty",
    "no_tips",
    "hard",
    "busy",
    "given_out",
    "before_opening",
    "after_hours",
    "old_server",
    "waiting",
    "not_registered",
    "unknown_zone",
    "zone",
];

/// The names of all scenes of the display over a desk.
pub(crate) const OF_DESK: [&str; 8] = [
    "desk_new_call",
    "desk_calm_call",
    "desk_recall",
    "desk_serving",
    "desk_free",
    "desk_paused",
    "desk_closed",
    "desk_not_live",
];

/// A board at a moment.
pub(crate) struct Scene {
    pub(crate) state: BoardState,
    pub(crate) at: Moment,
}

impl Scene {
    fn new(state: BoardState, seconds: f64) -> Self {
        Self { state, at: at(seconds) }
    }

    /// A live board that has heard of the server a moment ago.
    fn later(mut state: BoardState, seconds: f64) -> Self {
        state.receive(News::Heard(None), at(seconds - 1.0));
        Self::new(state, seconds)
    }

    /// What is to be seen in it.
    pub(crate) fn shown(&self) -> Shown {
        self.state.shown(self.at)
    }
}

fn live(zone: Option<&str>, view: BoardView) -> BoardState {
    let mut state = BoardState::new(zone.map(Into::into));
    state.receive(News::Catalog(Box::new(catalog_view())), at(0.0));
    state.receive(News::Board(Box::new(view)), at(0.0));
    state.receive(News::Live, at(0.0));
    state
}

/// A live board that shows the calls, the first `new` of which are highlighted.
fn calls(new: Vec<BoardCall>) -> Scene {
    Scene::new(live(None, told(view(1, 5, [new, earlier_calls()].concat()))), 5.0)
}

/// The board of a large center: twelve queues, 24 desks, numbers of five characters.
fn busy() -> Scene {
    let mut catalog = catalog_view();
    let mut shown = told(view(1, 5, [vec![call("A9001", "12", 4)], earlier_calls()].concat()));
    let services = catalog.services.clone();
    for (index, service) in services.iter().cycle().take(8).enumerate() {
        let mut more = service.clone();
        more.id = format!("more-{index}").as_str().into();
        more.name.vi = format!("{} – tổ {}", service.name.vi, index + 2);
        shown.queues.push(BoardQueue {
            service: more.id.clone(),
            waiting: u32::try_from(index).expect("small") * 11,
            wait_minutes: (index != 3).then_some(WaitRange { likely: 10, cautious: 55 }),
            refused: (index == 5).then_some(NoNumbers::Capacity),
        });
        catalog.services.push(more);
    }
    shown.desks = (1..=24)
        .map(|desk| BoardDesk {
            desk: desk.to_string().into(),
            name: desk.to_string(),
            state: if desk % 6 == 0 { DeskState::Paused } else { DeskState::Open },
            number: None,
            serving: false,
        })
        .collect();
    let mut state = live(None, shown);
    state.receive(News::Catalog(Box::new(catalog)), at(0.0));
    Scene::new(state, 5.0)
}

/// A day that is not open at this time; `opens` is when it is next.
fn closed(calls: Vec<BoardCall>, issued: u32, opens: &str) -> Scene {
    let mut view = told(view(1, 5, calls));
    view.waiting.clear();
    for queue in &mut view.queues {
        (queue.waiting, queue.wait_minutes) = (0, None);
        queue.refused = Some(NoNumbers::Closed);
    }
    for desk in &mut view.desks {
        desk.state = DeskState::Closed;
    }
    view.today = BoardDay {
        opens_at: Some(DateTime::parse_from_rfc3339(opens).expect("a time")),
        issued,
        ..BoardDay::default()
    };
    Scene::later(live(None, view), 25.0)
}

/// The display over desk 5, after `change` of what the server tells of it.
fn desk(calls: Vec<BoardCall>, change: impl FnOnce(&mut BoardDesk)) -> BoardState {
    let mut view = told(view(1, 5, calls));
    view.desks.retain(|desk| desk.desk.as_str() == "5");
    change(&mut view.desks[0]);
    live(Some("desk:5"), view)
}

fn desk_scene(name: &str) -> Scene {
    let numbered = |desk: &mut BoardDesk| desk.number = Some("A025".into());
    match name {
        "desk_new_call" => Scene::new(desk(vec![call("A025", "5", 4)], numbered), 5.0),
        "desk_calm_call" => Scene::later(desk(vec![call("A025", "5", 4)], numbered), 40.0),
        "desk_recall" => {
            let mut again = call("A025", "5", 4);
            again.times = 3;
            Scene::new(desk(vec![again], numbered), 5.0)
        }
        "desk_serving" => {
            let serving = |desk: &mut BoardDesk| {
                numbered(desk);
                desk.serving = true;
            };
            Scene::new(desk(vec![call("A025", "5", -90)], serving), 5.0)
        }
        "desk_free" => Scene::new(desk(vec![], |_| {}), 5.0),
        "desk_paused" => Scene::new(desk(vec![], |desk| desk.state = DeskState::Paused), 5.0),
        "desk_closed" => Scene::new(desk(vec![], |desk| desk.state = DeskState::Closed), 5.0),
        "desk_not_live" => {
            let mut state = desk(vec![call("A025", "5", -90)], numbered);
            state.receive(News::Lost, at(20.0));
            Scene::new(state, 200.0)
        }
        other => panic!("there is no scene {other}"),
    }
}

/// Everything as long as a center could make it.
fn hard() -> Scene {
    let long =
        "Tiếp nhận hồ sơ và trả kết quả giải quyết thủ tục hành chính lĩnh vực đất đai, xây dựng";
    let mut catalog = catalog_view();
    catalog.center.name.vi = "Trung tâm Phục vụ hành chính công thành phố Hà Nội – Chi nhánh số 12, phường Văn Miếu – Quốc Tử Giám".to_owned();
    catalog.services[0].name.vi = long.to_owned();
    catalog.services[3].name.vi = "Nghiêng Ẩn Ẵm Ễnh Ộ – ỦY BAN NGHĨA VỤ QUÂN SỰ".to_owned();
    let mut newest = call("ABC1234", "12", 4);
    newest.times = 3;
    let mut named = call("B9999", "1", 3);
    "Tiếp dân".clone_into(&mut named.desk_name);
    let mut shown = told(view(1, 5, [vec![newest, named], earlier_calls()].concat()));
    shown.queues[0].waiting = 1204;
    shown.queues[0].refused = Some(NoNumbers::Capacity);
    shown.waiting.insert("civil-status".into(), 1204);
    let body = |text: &str| text.repeat(5);
    catalog.tips = vec![Tip {
        title: Text {
            vi: long.to_owned(),
            en: "A title that is as long as any title of a tip can ever be".to_owned(),
        },
        body: Text {
            vi: body(
                "Với việc trả kết quả trong ngày, hồ sơ nhận sau 15:00 sẽ trả vào ngày làm việc tiếp theo. ",
            ),
            en: body(
                "When a result is promised for the same day, files received after 15:00 are ready later. ",
            ),
        },
        kind: TipKind::Advice,
        ..Tip::default()
    }];
    let mut state = live(None, shown);
    state.receive(News::Catalog(Box::new(catalog)), at(0.0));
    Scene::new(state, 5.0)
}

/// A program that has no board to show.
fn without_board(name: &str) -> Scene {
    let started = |news: Vec<News>| {
        let mut state = BoardState::new(Some("middle".into()));
        news.into_iter().for_each(|news| state.receive(news, at(0.0)));
        Scene::new(state, 5.0)
    };
    match name {
        "waiting" => Scene::new(BoardState::new(None), 5.0),
        "not_registered" => started(vec![News::Refused(Refusal::NotRegistered)]),
        "unknown_zone" => started(vec![
            News::Catalog(Box::new(catalog_view())),
            News::Refused(Refusal::UnknownZone("middle".into())),
        ]),
        other => panic!("there is no scene {other}"),
    }
}

/// What is to be seen in a scene.
pub(crate) fn scene(name: &str) -> Scene {
    match name {
        "new_call" => calls(vec![call("A025", "5", 4)]),
        "calm" => Scene::later(live(None, told(view(1, 5, earlier_calls()))), 24.0),
        "two_digit_desk" => {
            let calls = [vec![call("A026", "12", -40)], earlier_calls()].concat();
            Scene::new(live(None, told(view(1, 5, calls))), 5.0)
        }
        "two_calls" => calls(vec![call("B008", "3", 4), call("A025", "12", 4)]),
        "three_calls" => {
            calls(vec![call("D032", "4", 4), call("B008", "3", 4), call("A025", "5", 4)])
        }
        "recall" => {
            let mut again = call("A025", "5", 4);
            again.times = 2;
            calls(vec![again])
        }
        "not_live" => {
            let mut state = live(None, told(view(1, 5, earlier_calls())));
            state.receive(News::Lost, at(20.0));
            Scene::new(state, 200.0)
        }
        "empty" => {
            let mut empty = view(1, 5, vec![]);
            empty.waiting.clear();
            let mut empty = told(empty);
            empty.queues.iter_mut().for_each(|queue| {
                queue.wait_minutes = Some(WaitRange { likely: 0, cautious: 0 });
            });
            Scene::new(live(None, empty), 5.0)
        }
        "no_tips" => {
            let mut without = told(view(1, 5, earlier_calls()[..1].to_vec()));
            without.tips.clear();
            let mut state = live(None, without);
            let catalog = CatalogView { tips: Vec::new(), ..catalog_view() };
            state.receive(News::Catalog(Box::new(catalog)), at(0.0));
            Scene::new(state, 5.0)
        }
        "hard" => hard(),
        "busy" => busy(),
        "given_out" => {
            let mut view = told(view(1, 5, earlier_calls()));
            let reasons = [NoNumbers::Quota, NoNumbers::Capacity, NoNumbers::NoDesk];
            for (queue, reason) in view.queues.iter_mut().zip(reasons) {
                queue.refused = Some(reason);
            }
            Scene::later(live(None, view), 25.0)
        }
        "before_opening" => closed(vec![], 0, "2026-11-20T09:30:00+07:00"),
        "after_hours" => closed(earlier_calls(), 96, "2026-11-23T07:30:00+07:00"),
        "old_server" => Scene::later(live(None, view(1, 5, earlier_calls())), 25.0),
        desk if desk.starts_with("desk_") => desk_scene(desk),
        "zone" => {
            let mut left = view(1, 5, [vec![call("A025", "2", 4)], earlier_calls()].concat());
            left.waiting = [("civil-status".into(), 4), ("certification".into(), 12)].into();
            let mut left = told(left);
            left.queues.truncate(2);
            left.desks.truncate(4);
            Scene::new(live(Some("left"), left), 5.0)
        }
        other => without_board(other),
    }
}
