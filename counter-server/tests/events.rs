//! The live feed: order, resume, what is told to whom, and how a stream ends.

mod server;

use std::time::Duration;

use counter_server::auth::Role;
use counter_server::settings::Settings;
use reqwest::Method;
use serde_json::json;
use server::catalog::{change_catalog, service};
use server::stream::EventStream;
use server::{TestServer, settings};

#[tokio::test]
async fn news_carry_the_resulting_state() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let desk = test.open_desk("5").await;
    let mut stream = EventStream::open(&test.board(), "").await;
    let greeting = stream.next().await.unwrap();
    assert_eq!((greeting.id, greeting.event.as_str()), (None, "heartbeat"));
    assert_eq!(greeting.data["seq"], 2);
    let ticket = kiosk.take_number("land-building").await;
    let issued = stream.next_event().await;
    assert_eq!((issued.id, issued.event.as_str()), (Some(3), "ticket_issued"));
    assert_eq!(issued.data["ticket"]["number"], "C001");
    assert_eq!(issued.data["waiting"], json!({"service": "land-building", "count": 1}));
    desk.press("5", "call-next").await.expect(200, "");
    let called = stream.next_event().await;
    assert_eq!(called.event, "ticket_called");
    assert_eq!(called.data["ticket"]["id"], ticket.json["id"]);
    assert_eq!(called.data["ticket"]["desk"], "5");
    assert_eq!(called.data["ticket"]["times"], 1);
    assert_eq!(called.data["desk"]["ticket"], ticket.json["id"]);
    assert_eq!(called.data["waiting"]["count"], 0);
    for (verb, event) in [
        ("recall", "ticket_recalled"),
        ("start", "service_started"),
        ("finish", "service_finished"),
        ("close", "desk_closed"),
    ] {
        desk.press("5", verb).await.expect(200, "");
        assert_eq!(stream.next_event().await.event, event);
    }
}

#[tokio::test]
async fn a_client_resumes_where_it_was_also_after_a_restart() {
    let mut test = TestServer::start().await;
    let (kiosk, board) = (test.kiosk(), test.board());
    let mut stream = EventStream::open(&board, "").await;
    kiosk.take_number("business").await;
    let seen = stream.next_event().await.id.unwrap();
    drop(stream);
    for _ in 0..5 {
        kiosk.take_number("business").await;
    }
    let mut stream = EventStream::open(&board, &format!("?after={seen}")).await;
    for seq in seen + 1..=seen + 5 {
        assert_eq!(stream.next_event().await.id, Some(seq));
    }
    test.restart().await;
    assert_eq!(stream.next().await, None, "the stream ended with the server");
    let (kiosk, board) = (kiosk.at(test.base()), board.at(test.base()));
    kiosk.take_number("business").await;
    let request = board.request(Method::GET, "/api/v1/events?after=1");
    // A browser repeats the address and adds the header, which is the newer of the two.
    let mut stream = EventStream::of(request.header("last-event-id", seen + 2)).await;
    for seq in seen + 3..=seen + 6 {
        let frame = stream.next_event().await;
        assert_eq!((frame.id, frame.event.as_str()), (Some(seq), "ticket_issued"));
    }
}

#[tokio::test]
async fn whoever_was_away_too_long_is_told_to_read_anew() {
    let settings = Settings { events_kept: 3, ..settings() };
    let test = TestServer::start_with(settings).await;
    let (kiosk, board) = (test.kiosk(), test.board());
    for _ in 0..6 {
        kiosk.take_number("business").await;
    }
    for after in [0, 3, 8, 1_000_000] {
        let mut stream = EventStream::open(&board, &format!("?after={after}")).await;
        let frame = stream.next().await.unwrap();
        assert_eq!((frame.id, frame.event.as_str()), (None, "resync"), "after {after}");
        assert_eq!(frame.data["seq"], 7);
    }
    for after in [4, 7] {
        let mut stream = EventStream::open(&board, &format!("?after={after}")).await;
        assert_eq!(stream.next().await.unwrap().event, "heartbeat", "after {after}");
    }
    let mut stream = EventStream::open(&board, "?after=0").await;
    assert_eq!(stream.next().await.unwrap().event, "resync");
    let number = kiosk.take_number("certification").await;
    let next = stream.next_event().await;
    assert_eq!(next.data["ticket"]["id"], number.json["id"], "it goes on from now");
    let mut stream = EventStream::open(&board, "?after=5").await;
    assert_eq!(stream.next_event().await.id, Some(6));
    board.get("/api/v1/events?after=soon").await.expect(422, "bad_request");
    let bad = board.clone().with("last-event-id", "soon");
    bad.get("/api/v1/events").await.expect(422, "bad_request");
}

#[tokio::test]
async fn the_lobby_does_not_hear_what_is_for_staff() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let manager = test.staff("manager", Role::Manager, None).await;
    let mut public = EventStream::open(&test.board(), "?after=1").await;
    let mut staff = EventStream::open(&manager, "?after=1").await;
    let body = json!({"service": "business", "language": "vi", "priority": "disability"});
    let path = format!("/api/v1/tickets/{}", server::client::new_id());
    kiosk.put(&path, &body).await.expect(201, "");
    kiosk.post(&format!("{path}/print"), &json!({"outcome": "failed"})).await;
    kiosk.take_number("business").await;
    let issued = public.next_event().await;
    assert!(!issued.data.to_string().contains("disability"), "{issued:?}");
    assert_eq!(public.next_event().await.id, Some(4), "the print is skipped");
    let heard: Vec<String> =
        [staff.next_event().await, staff.next_event().await, staff.next_event().await]
            .map(|frame| frame.event)
            .into();
    assert_eq!(heard, ["ticket_issued", "print_reported", "ticket_issued"]);
}

#[tokio::test]
async fn a_heartbeat_tells_the_last_sequence() {
    let settings = Settings { heartbeat: Duration::from_millis(30), ..settings() };
    let test = TestServer::start_with(settings).await;
    let kiosk = test.kiosk();
    let mut stream = EventStream::open(&test.board(), "").await;
    let ticket = kiosk.take_number("business").await;
    let print = format!("/api/v1/tickets/{}/print", ticket.json["id"].as_str().unwrap());
    kiosk.post(&print, &json!({"outcome": "failed"})).await;
    // The print is not for boards, and yet the heartbeat counts it.
    loop {
        let frame = stream.next().await.unwrap();
        if frame.event == "heartbeat" && frame.data["seq"] == 3 {
            let now = frame.data["now"].as_str().unwrap();
            assert!(now.ends_with("+07:00"), "{now}");
            break;
        }
    }
    assert_eq!(counter_server::settings::Settings::default().heartbeat, Duration::from_secs(10));
}

#[tokio::test]
async fn two_hundred_listeners_hear_everything_in_order() {
    let test = TestServer::start().await;
    let (kiosk, board) = (test.kiosk(), test.board());
    let opened = (0..200).map(|_| EventStream::open(&board, ""));
    let mut streams = futures_util::future::join_all(opened).await;
    futures_util::future::join_all((0..50).map(|_| kiosk.take_number("business"))).await;
    for stream in &mut streams {
        for seq in 2..=51 {
            assert_eq!(stream.next_event().await.id, Some(seq));
        }
    }
}

#[tokio::test]
async fn the_stream_of_staff_ends_with_their_session() {
    let settings = Settings { heartbeat: Duration::from_millis(30), ..settings() };
    let test = TestServer::start_with(settings).await;
    let client = test.staff("hoa", Role::Staff, Some("1")).await;
    let mut stream = EventStream::open(&client, "").await;
    for _ in 0..3 {
        assert_eq!(stream.next().await.unwrap().event, "heartbeat");
    }
    client.delete("/api/v1/session").await.expect(204, "");
    let rest = async {
        while let Some(frame) = stream.next().await {
            assert_eq!(frame.event, "heartbeat");
        }
    };
    tokio::time::timeout(Duration::from_secs(10), rest).await.expect("the stream ends");
}

#[tokio::test]
async fn a_writer_that_ends_is_noticed() {
    let mut test = TestServer::start().await;
    let early = tokio::time::timeout(Duration::from_millis(50), test.server_mut().writer_ended());
    assert!(early.await.is_err(), "it lives");
    let state = test.server().state().clone();
    tokio::task::spawn_blocking(move || state.writer.stop()).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(10), test.server_mut().writer_ended());
    ended.await.expect("it is noticed within ten seconds");
    test.nobody().get("/healthz").await.expect(503, "");
}

#[tokio::test]
async fn open_streams_do_not_hold_up_the_end() {
    let mut test = TestServer::start().await;
    let board = test.board();
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(EventStream::open(&board, "").await);
    }
    let begun = std::time::Instant::now();
    test.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    for mut stream in streams {
        while let Some(frame) = stream.next().await {
            assert_eq!(frame.event, "heartbeat");
        }
    }
}

#[tokio::test]
async fn undo_holds_and_transfers_carry_the_resulting_state() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let desk = test.open_desk("5").await;
    kiosk.take_number("land-building").await;
    let mut stream = EventStream::open(&test.board(), "?after=3").await;
    desk.press("5", "call-next").await.expect(200, "");
    assert_eq!(stream.next_event().await.event, "ticket_called");
    desk.press("5", "undo").await.expect(200, "");
    let undone = stream.next_event().await;
    assert_eq!(undone.event, "command_undone");
    assert_eq!(undone.data["ticket"]["state"], "waiting");
    assert_eq!(undone.data["ticket"]["desk"], json!(null));
    assert_eq!(undone.data["desk"]["ticket"], json!(null));
    assert_eq!(undone.data["waiting"]["count"], 1);
    desk.press("5", "call-next").await.expect(200, "");
    assert_eq!(stream.next_event().await.event, "ticket_called");
    let note = json!({"note": "chờ bản sao"});
    desk.post("/api/v1/desks/5/note", &note).await.expect(200, "");
    desk.post("/api/v1/desks/5/hold", &json!({"minutes": 1})).await.expect(200, "");
    let held = stream.next_event().await;
    assert_eq!(held.event, "ticket_held", "a note is for staff only");
    assert_eq!(
        (&held.data["ticket"]["state"], &held.data["desk"]["ticket"]),
        (&json!("held"), &json!(null))
    );
    test.advance(chrono::TimeDelta::minutes(2));
    let back = stream.next_event().await;
    assert_eq!((back.event.as_str(), &back.data["waiting"]["count"]), ("hold_ended", &json!(1)));
    desk.post("/api/v1/desks/5/pause", &json!({"reason": "break"})).await.expect(200, "");
    let paused = stream.next_event().await;
    assert_eq!(
        (paused.event.as_str(), &paused.data["desk"]["state"]),
        ("desk_paused", &json!("paused"))
    );
}

#[tokio::test]
async fn alarms_are_for_staff_and_changes_of_the_catalogue_for_everybody() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let manager = test.staff("manager", Role::Manager, None).await;
    let mut staff = EventStream::open(&manager, "?after=1").await;
    let mut lobby = EventStream::open(&test.board(), "?after=1").await;
    change_catalog(&test, |catalog| service(catalog, "business").limits.line_max = Some(0)).await;
    let changed = lobby.next_event().await;
    assert_eq!((changed.id, changed.event.as_str()), (Some(2), "catalog_changed"));
    assert_eq!(staff.next_event().await.event, "catalog_changed");
    kiosk.take_number("business").await;
    assert_eq!(lobby.next_event().await.event, "ticket_issued");
    assert_eq!(staff.next_event().await.event, "ticket_issued");
    let raised = staff.next_event().await;
    assert_eq!(raised.event, "alarm_raised");
    assert_eq!(raised.data["alarm"], json!({"kind": "line_over_limit", "service": "business"}));
    let desk = test.open_desk("4").await;
    desk.press("4", "call-next").await.expect(200, "");
    assert_eq!(lobby.next_event().await.event, "desk_opened", "the lobby does not hear of alarms");
    assert_eq!(lobby.next_event().await.event, "ticket_called");
    loop {
        let event = staff.next_event().await;
        if event.event == "alarm_cleared" {
            assert_eq!(event.data["alarm"]["kind"], "line_over_limit");
            break;
        }
        assert!(["desk_opened", "ticket_called"].contains(&event.event.as_str()), "{event:?}");
    }
}

#[tokio::test]
async fn a_catalogue_that_another_program_changed_is_announced() {
    let test = TestServer::start().await;
    let mut lobby = EventStream::open(&test.board(), "?after=1").await;
    let snapshot = test.server().state().snapshot();
    let mut catalog = (*snapshot.catalog).clone();
    service(&mut catalog, "business").prefix = "X".to_owned();
    let other = rusqlite::Connection::open(test.database()).unwrap();
    let now = test.server().state().now();
    counter_server::storage::catalogs::insert(&other, &catalog, now).unwrap();
    let changed = lobby.next_event().await;
    assert_eq!(changed.event, "catalog_changed");
    assert_eq!(test.kiosk().take_number("business").await.json["number"], "X001");
}
