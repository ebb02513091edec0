//! Every state of the board as something to be seen.
#![allow(
    dead_code,
    reason = "every test program takes its part of it, so no part is unused in all of them"
)]

use display_board::board_state::{BoardState, Shown};
use display_board::feed::{News, Refusal};
use shared::catalog::{Tip, TipKind};
use shared::protocol::{BoardCall, BoardView};
use shared::text::Text;

use crate::center::{at, call, catalog_view, earlier_calls, view};

/// The names of all scenes.
pub(crate) const ALL: [&str; 14] = [
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
    "waiting",
    "not_registered",
    "unknown_zone",
    "zone",
];

fn live(zone: Option<&str>, view: BoardView) -> BoardState {
    let mut state = BoardState::new(zone.map(Into::into));
    state.receive(News::Catalog(Box::new(catalog_view())), at(0.0));
    state.receive(News::Board(Box::new(view)), at(0.0));
    state.receive(News::Live, at(0.0));
    state
}

/// A live board that shows the calls, the first `new` of which are highlighted.
fn calls(new: Vec<BoardCall>) -> Shown {
    live(None, view(1, 5, [new, earlier_calls()].concat())).shown(at(5.0))
}

/// Everything as long as a center could make it.
fn hard() -> Shown {
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
    let mut shown = view(1, 5, [vec![newest, named], earlier_calls()].concat());
    shown.waiting.insert("civil-status".into(), 1204);
    let body = |text: &str| text.repeat(5);
    shown.tips = vec![Tip {
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
        procedure: None,
        kind: TipKind::Advice,
    }];
    let mut state = live(None, shown);
    state.receive(News::Catalog(Box::new(catalog)), at(0.0));
    state.shown(at(5.0))
}

/// What is to be seen in a scene.
pub(crate) fn scene(name: &str) -> Shown {
    let started = |news: Vec<News>| {
        let mut state = BoardState::new(Some("middle".into()));
        news.into_iter().for_each(|news| state.receive(news, at(0.0)));
        state.shown(at(5.0))
    };
    match name {
        "new_call" => calls(vec![call("A025", "5", 4)]),
        "calm" => live(None, view(1, 5, earlier_calls())).shown(at(40.0 - 16.0)),
        "two_digit_desk" => {
            let calls = [vec![call("A026", "12", -40)], earlier_calls()].concat();
            live(None, view(1, 5, calls)).shown(at(5.0))
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
            let mut state = live(None, view(1, 5, earlier_calls()));
            state.receive(News::Lost, at(20.0));
            state.shown(at(200.0))
        }
        "empty" => {
            let mut empty = view(1, 5, vec![]);
            empty.waiting.clear();
            live(None, empty).shown(at(5.0))
        }
        "no_tips" => {
            let mut without = view(1, 5, earlier_calls()[..1].to_vec());
            without.tips.clear();
            live(None, without).shown(at(5.0))
        }
        "hard" => hard(),
        "waiting" => BoardState::new(None).shown(at(5.0)),
        "not_registered" => started(vec![News::Refused(Refusal::NotRegistered)]),
        "unknown_zone" => started(vec![
            News::Catalog(Box::new(catalog_view())),
            News::Refused(Refusal::UnknownZone("middle".into())),
        ]),
        "zone" => {
            let mut left = view(1, 5, [vec![call("A025", "2", 4)], earlier_calls()].concat());
            left.waiting = [("civil-status".into(), 4), ("certification".into(), 12)].into();
            live(Some("left"), left).shown(at(5.0))
        }
        other => panic!("there is no scene {other}"),
    }
}
