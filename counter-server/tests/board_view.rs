//! What a board shows beside calls: queues, desks and the day, by zone and desk; and how changes reach it.

mod server;

use chrono::{Datelike, TimeDelta, Timelike};
use counter_server::auth::Role;
use serde_json::{Value, json};
use server::TestServer;
use server::catalog::{change_catalog, service};
use server::client::Client;
use server::stream::EventStream;
use shared::catalog::{OpeningHours, Schedule};
use shared::text::Text;

async fn board(client: &Client, zone: &str) -> Value {
    client.get(&format!("/api/v1/board?zone={zone}")).await.expect(200, "").json
}

/// One entry of a list, by its code.
fn entry<'a>(view: &'a Value, list: &str, code: &str) -> &'a Value {
    let entries = view[list].as_array().unwrap();
    let found = entries.iter().find(|one| one["service"] == code || one["desk"] == code);
    found.unwrap_or_else(|| panic!("no {code} in {view}"))
}

fn codes(view: &Value, list: &str, field: &str) -> Vec<String> {
    let entries = view[list].as_array().unwrap();
    entries.iter().map(|one| one[field].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn queues_tell_who_waits_how_long_and_desks_whom_they_have() {
    let test = TestServer::start().await;
    let (kiosk, client) = (test.kiosk(), test.board());
    let empty = board(&client, "").await;
    let land = entry(&empty, "queues", "land-building");
    assert_eq!(
        (&land["waiting"], &land["wait_minutes"], &land["refused"]),
        (&json!(0), &Value::Null, &Value::Null),
        "no desk works, so nobody knows how long"
    );
    let five = test.open_desk("5").await;
    for _ in 0..6 {
        kiosk.take_number("land-building").await;
    }
    five.press("5", "call-next").await.expect(200, "");
    let now = board(&client, "").await;
    let land = entry(&now, "queues", "land-building");
    assert_eq!(land["waiting"], 5);
    let (likely, cautious) =
        (land["wait_minutes"]["likely"].as_u64(), land["wait_minutes"]["cautious"].as_u64());
    assert!(likely > Some(0) && likely <= cautious, "{land}");
    assert_eq!(
        *entry(&now, "desks", "5"),
        json!({"desk": "5", "name": "5", "state": "open", "number": "C001", "serving": false})
    );
    five.press("5", "start").await.expect(200, "");
    assert_eq!(entry(&board(&client, "").await, "desks", "5")["serving"], true);
    five.press("5", "finish").await.expect(200, "");
    let pause = json!({"reason": "meal"});
    five.post("/api/v1/desks/5/pause", &pause).await.expect(200, "");
    let now = board(&client, "").await;
    let desk = entry(&now, "desks", "5");
    assert_eq!((&desk["state"], &desk["number"]), (&json!("paused"), &Value::Null));
    assert_eq!(entry(&now, "desks", "6")["state"], "closed");
    let today = &now["today"];
    assert_eq!(
        (&today["issued"], &today["served"], &today["waiting"], &today["open"]),
        (&json!(6), &json!(1), &json!(5), &json!(true))
    );
    assert_eq!(today["wait_minutes_mean"], 0);
    // The sample center never closes.
    assert_eq!((&today["closes_at"], &today["opens_at"]), (&Value::Null, &Value::Null));
    assert_eq!(empty["today"]["wait_minutes_mean"], Value::Null, "nobody was called yet");
}

#[tokio::test]
async fn a_zone_is_its_desks_and_their_queues_and_a_desk_is_a_zone() {
    let test = TestServer::start().await;
    let client = test.board();
    test.kiosk().take_number("land-building").await;
    let left = board(&client, "left").await;
    assert_eq!(codes(&left, "desks", "desk"), ["1", "2", "3", "4"]);
    assert!(!codes(&left, "queues", "service").contains(&"land-building".to_owned()));
    assert_eq!(left["today"]["waiting"], 1, "the day is that of the whole center");
    let five = board(&client, "desk:5").await;
    assert_eq!(codes(&five, "desks", "desk"), ["5"]);
    assert_eq!(codes(&five, "queues", "service"), ["land-building"]);
    assert_eq!(five["waiting"], json!({"land-building": 1}));
    for unknown in ["desk:99", "desk:", "cellar"] {
        let path = format!("/api/v1/board?zone={unknown}");
        client.get(&path).await.expect(404, "unknown_zone");
    }
}

#[tokio::test]
async fn a_queue_that_gives_no_numbers_says_why() {
    let test = TestServer::start().await;
    let (kiosk, client) = (test.kiosk(), test.board());
    test.open_desk("8").await;
    let state = test.server().state();
    let now = state.now().with_timezone(&chrono_tz::Asia::Ho_Chi_Minh);
    let tomorrow = u8::try_from((now + TimeDelta::days(1)).weekday().number_from_monday()).unwrap();
    for _ in 0..2 {
        kiosk.take_number("certification").await;
        kiosk.take_number("land-building").await;
    }
    change_catalog(&test, |catalog| {
        service(catalog, "civil-status").hours =
            vec![OpeningHours { weekdays: vec![tomorrow], opens_minute: 480, closes_minute: 600 }];
        service(catalog, "certification").quota_per_day = Some(2);
        let business = service(catalog, "business");
        (business.range_first, business.range_last, business.offline_numbers) = (1, 5, Some(5));
        let land = service(catalog, "land-building");
        // Three of eight hours each fill any day.
        (land.stops_at_capacity, land.pace_seconds) = (true, 28_800);
        for desk in &mut catalog.desks {
            desk.services.retain(|id| id.as_str() != "labour-social");
        }
    })
    .await;
    let shown = board(&client, "").await;
    for (code, why, has_wait) in [
        ("civil-status", json!("closed"), false),
        ("certification", json!("quota"), true),
        ("business", json!("used_up"), false),
        ("land-building", json!("capacity"), true),
        ("labour-social", json!("no_desk"), false),
        ("reception-results", Value::Null, true),
    ] {
        let queue = entry(&shown, "queues", code);
        assert_eq!((&queue["refused"], queue["wait_minutes"].is_object()), (&why, has_wait));
    }
    // The kiosk is refused for the same reasons.
    for (code, refusal) in [("civil-status", "service_closed"), ("certification", "quota_reached")]
    {
        let refused = kiosk.take(server::client::new_id(), code).await;
        assert_eq!(refused.code(), refusal);
    }
}

#[tokio::test]
async fn a_center_with_hours_says_when_it_closes_and_opens() {
    let test = TestServer::start().await;
    let client = test.board();
    let state = test.server().state();
    let now = state.now().with_timezone(&chrono_tz::Asia::Ho_Chi_Minh);
    let minute = u16::try_from(now.hour() * 60 + now.minute()).unwrap();
    let every_day = |opens_minute, closes_minute| OpeningHours {
        weekdays: (1..=7).collect(),
        opens_minute,
        closes_minute,
    };
    let (before, after) = (minute.saturating_sub(2), (minute + 3).min(1_440));
    change_catalog(&test, |catalog| catalog.hours = vec![every_day(before, after)]).await;
    let today = board(&client, "").await["today"].clone();
    assert_eq!((&today["open"], &today["opens_at"]), (&json!(true), &Value::Null));
    let closes = today["closes_at"].as_str().unwrap().to_owned();
    assert!(closes.contains(&format!("T{:02}:{:02}:00", after / 60 % 24, after % 60)), "{closes}");
    let (opens, closes) = if minute < 720 { (1_200, 1_260) } else { (60, 120) };
    change_catalog(&test, |catalog| catalog.hours = vec![every_day(opens, closes)]).await;
    let today = board(&client, "").await["today"].clone();
    assert_eq!((&today["open"], &today["closes_at"]), (&json!(false), &Value::Null));
    let opens_at = today["opens_at"].as_str().unwrap();
    assert!(opens_at.contains(&format!("T{:02}:00:00", opens / 60)), "{opens_at}");
}

#[tokio::test]
async fn a_change_of_the_lobby_reaches_a_board_at_once_and_the_catalogue_has_it() {
    let test = TestServer::start().await;
    let client = test.board();
    let mut stream = EventStream::open(&client, "").await;
    let seen = client.get("/api/v1/catalog").await.expect(200, "");
    let again = |tag: String| client.clone().with("if-none-match", tag);
    let tag = seen.header("etag").to_owned();
    assert_eq!(again(tag.clone()).get("/api/v1/catalog").await.status, 304);

    change_catalog(&test, |catalog| {
        catalog.lobby.emergency = Some(Text { vi: "Cháy".into(), en: "Fire".into() });
        catalog.lobby.voice.times = 1;
    })
    .await;
    let frame = stream.next_event().await;
    assert_eq!(
        (frame.event.as_str(), frame.data["type"].as_str()),
        ("catalog_changed", Some("catalog_changed"))
    );
    let now = again(tag).get("/api/v1/catalog").await.expect(200, "");
    assert_eq!(now.json["lobby"]["emergency"], json!({"vi": "Cháy", "en": "Fire"}));
    assert_eq!(now.json["lobby"]["voice"]["times"], 1);
    assert!(board(&client, "").await["seq"].as_u64() >= frame.id, "the board is as new");

    let tag = now.header("etag").to_owned();
    change_catalog(&test, |catalog| catalog.tips[0].title.en = "Bring your card".into()).await;
    assert_eq!(stream.next_event().await.event, "catalog_changed");
    let now = again(tag).get("/api/v1/catalog").await.expect(200, "");
    assert_eq!(now.json["tips"][0]["title"]["en"], "Bring your card");
}

#[tokio::test]
async fn tips_are_those_of_the_moment_and_the_zone() {
    let test = TestServer::start().await;
    let client = test.board();
    let titles = |view: &Value| -> Vec<String> {
        let tips = view["tips"].as_array().unwrap();
        tips.iter().map(|tip| tip["title"]["en"].as_str().unwrap().to_owned()).collect()
    };
    let all = titles(&board(&client, "").await);
    let today = test.server().state().snapshot().catalog.local_date(test.server().state().now());
    change_catalog(&test, |catalog| {
        catalog.tips[0].zones = vec!["left".into()];
        catalog.tips[1].schedule = Schedule { last_date: today.pred_opt(), ..Schedule::default() };
    })
    .await;
    assert_eq!(titles(&board(&client, "").await), all[2..]);
    assert_eq!(titles(&board(&client, "left").await), [&all[..1], &all[2..]].concat());
    assert_eq!(titles(&board(&client, "right").await), all[2..]);
}

#[tokio::test]
async fn the_board_is_for_devices() {
    let test = TestServer::start().await;
    test.kiosk().get("/api/v1/board").await.expect(200, "");
    let manager = test.staff("manager", Role::Manager, None).await;
    manager.get("/api/v1/board").await.expect(403, "not_allowed");
}
