//! Who gets a number over HTTP, and what reception and the holder do with it.

mod server;

use chrono::{Datelike, TimeDelta, Timelike, Utc};
use counter_server::auth::Role;
use counter_server::check;
use counter_server::storage::devices;
use counter_server::writer::{DeviceChange, Record};
use serde_json::{Value, json};
use server::catalog::{change_catalog, service};
use server::client::{Answer, Client, new_id, wish};
use server::{TestServer, until};
use shared::catalog::OpeningHours;
use uuid::Uuid;

async fn put(client: &Client, body: &Value) -> (Uuid, Answer) {
    let id = new_id();
    (id, client.put(&format!("/api/v1/tickets/{id}"), body).await)
}

async fn act(client: &Client, id: Uuid, verb: &str, body: Value) -> Answer {
    client.post(&format!("/api/v1/tickets/{id}/{verb}"), &body).await
}

fn message(answer: &Answer) -> String {
    answer.json["message"].as_str().unwrap().to_owned()
}

fn whole(test: &TestServer) {
    let report = check::check_database(&test.database()).unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
}

/// Slots of the next minutes must be of today.
fn away_from_midnight(test: &TestServer) {
    let state = test.server().state();
    let time_zone = state.snapshot().catalog.center.time_zone;
    if state.now().with_timezone(&time_zone).hour() == 23 {
        test.advance(TimeDelta::hours(2));
    }
}

/// The number of the weekday after so many days, by the center's clock.
fn weekday_in(test: &TestServer, days: i64) -> u8 {
    let state = test.server().state();
    let now = state.now() + TimeDelta::days(days);
    let date = state.snapshot().catalog.local_date(now);
    u8::try_from(date.weekday().number_from_monday()).unwrap()
}

#[tokio::test]
async fn a_closed_field_says_when_it_opens() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let tomorrow = vec![weekday_in(&test, 1)];
    change_catalog(&test, |catalog| {
        let hours =
            OpeningHours { weekdays: tomorrow.clone(), opens_minute: 480, closes_minute: 1020 };
        service(catalog, "business").hours = vec![hours];
    })
    .await;
    let (_, refused) = put(&kiosk, &wish("business")).await;
    let refused = refused.expect(403, "service_closed");
    assert!(message(&refused).contains("8:00 ngày mai"), "{refused:?}");
    let english = kiosk.clone().with("accept-language", "en");
    let (_, refused) = put(&english, &wish("business")).await;
    assert!(message(&refused).contains("8:00 tomorrow"), "{refused:?}");
    let open = |answer: Answer, id: &str| {
        let services = answer.json["services"].as_array().unwrap().clone();
        services.iter().find(|service| service["id"] == id).unwrap()["open"].clone()
    };
    let shown = kiosk.get("/api/v1/catalog").await;
    let tag = shown.header("etag").to_owned();
    assert_eq!(open(shown, "business"), false);
    assert_eq!(open(kiosk.get("/api/v1/catalog").await, "civil-status"), true);
    kiosk.take_number("civil-status").await;
    test.advance(TimeDelta::hours(24));
    assert_ne!(kiosk.get("/api/v1/catalog").await.header("etag"), tag);
    change_catalog(&test, |catalog| catalog.hours = Vec::new()).await;
    let (_, refused) = put(&kiosk, &wish("civil-status")).await;
    refused.expect(403, "center_closed");
    whole(&test);
}

#[tokio::test]
async fn the_quota_binds_kiosks_and_not_reception() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let reception = test.staff("reception", Role::Reception, None).await;
    change_catalog(&test, |catalog| service(catalog, "business").quota_per_day = Some(2)).await;
    kiosk.take_number("business").await;
    reception.take_number("business").await;
    kiosk.take_number("business").await;
    let (_, refused) = put(&kiosk, &wish("business")).await;
    let refused = refused.expect(403, "quota_reached");
    assert!(message(&refused).contains("2 số"), "{refused:?}");
    assert_eq!(reception.take_number("business").await.json["number"], "E004");
    kiosk.take_number("civil-status").await;
}

#[tokio::test]
async fn numbers_stop_when_the_rest_of_the_day_is_full() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let reception = test.staff("reception", Role::Reception, None).await;
    change_catalog(&test, |catalog| {
        let business = service(catalog, "business");
        business.stops_at_capacity = true;
        // Three people fill a day and a half at each desk that serves this queue.
        business.pace_seconds = 40_000;
    })
    .await;
    let mut given = 0;
    let refused = loop {
        let (_, answer) = put(&kiosk, &wish("business")).await;
        if answer.status != 201 {
            break answer;
        }
        given += 1;
        assert!(given < 100, "it never stops");
    };
    refused.expect(403, "capacity_reached");
    reception.take_number("business").await;
}

#[tokio::test]
async fn one_person_waits_once_in_a_field() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let mut body = wish("business");
    body["person_id"] = json!("001099012345");
    let (id, first) = put(&kiosk, &body).await;
    assert_eq!(first.expect(201, "").json["number"], "E001");
    kiosk.put(&format!("/api/v1/tickets/{id}"), &body).await.expect(200, "");
    let (_, refused) = put(&kiosk, &body).await;
    let refused = refused.expect(403, "already_waiting");
    assert!(message(&refused).contains("E001"), "{refused:?}");
    let mut other = body.clone();
    other["person_id"] = json!("001099012346");
    assert_eq!(put(&kiosk, &other).await.1.expect(201, "").json["number"], "E002");
    other["person_id"] = body["person_id"].clone();
    other["service"] = json!("civil-status");
    put(&kiosk, &other).await.1.expect(201, "");
    for wrong in ["", "12345", "00109901234x", "0010990123456"] {
        body["person_id"] = json!(wrong);
        let (_, refused) = put(&kiosk, &body).await;
        let refused = refused.expect(422, "bad_request");
        assert!(message(&refused).contains("12 chữ số"), "{refused:?}");
    }
    change_catalog(&test, |catalog| catalog.rules.numbers_a_person_max = Some(2)).await;
    body["person_id"] = json!("001099012345");
    body["service"] = json!("land-building");
    let (_, refused) = put(&kiosk, &body).await;
    refused.expect(403, "person_limit");
    whole(&test);
    // The ID itself is nowhere.
    for file in std::fs::read_dir(test.folder().path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(12).any(|part| part == b"001099012345"), "{}", path.display());
        }
    }
}

#[tokio::test]
async fn an_appointment_keeps_its_persons_place_over_midnight() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let mut booking = wish("business");
    booking["person_id"] = json!("001099012345");
    let walk_in = booking.clone();
    let day_after_tomorrow = test.server().state().now() + TimeDelta::days(2);
    booking["appointment"] = json!({"at": day_after_tomorrow.to_rfc3339()});
    let (_, booked) = put(&kiosk, &booking).await;
    booked.expect(201, "");
    put(&kiosk, &walk_in).await.1.expect(201, "");
    let (_, refused) = put(&kiosk, &booking).await;
    refused.expect(403, "already_waiting");
    let before = test.server().state().snapshot().day.business_date();
    test.advance(TimeDelta::days(1));
    until("the day has turned", || async {
        test.server().state().snapshot().day.business_date() != before
    })
    .await;
    let (_, refused) = put(&kiosk, &booking).await;
    refused.expect(403, "already_waiting");
    put(&kiosk, &walk_in).await.1.expect(201, "");
    whole(&test);
}

#[tokio::test]
async fn the_holder_cancels_on_the_phone() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let desk = test.open_desk("4").await;
    let token = |answer: &Answer| {
        answer.json["public_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    let cancel = |token: String| {
        let nobody = test.nobody();
        async move { nobody.post(&format!("/api/v1/public/tickets/{token}/cancel"), &json!({})).await }
    };
    let first = kiosk.take_number("business").await;
    let second = kiosk.take_number("business").await;
    for _ in 0..2 {
        let cancelled = cancel(token(&first)).await.expect(200, "");
        assert_eq!(cancelled.json["state"], "cancelled");
    }
    let called = desk.press("4", "call-next").await.expect(200, "");
    assert_eq!(called.json["ticket"]["number"], second.json["number"]);
    desk.press("4", "start").await.expect(200, "");
    let refused = cancel(token(&second)).await.expect(409, "wrong_state");
    assert!(message(&refused).contains("E002"), "{refused:?}");
    cancel("unknown".to_owned()).await.expect(404, "unknown_ticket");
    desk.press("4", "finish").await.expect(200, "");
    // On the way to the desk it may still be cancelled, and the desk is free.
    let third = kiosk.take_number("business").await;
    desk.press("4", "call-next").await.expect(200, "");
    cancel(token(&third)).await.expect(200, "");
    assert_eq!(desk.get("/api/v1/desks/4").await.json["ticket"], Value::Null);
    whole(&test);
}

#[tokio::test]
async fn reception_corrects_reprints_and_looks_up() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let reception = test.staff("reception", Role::Reception, None).await;
    let (id, issued) = put(&kiosk, &wish("business")).await;
    let corrected = act(&reception, id, "correct", json!({"service": "certification"})).await;
    let corrected = corrected.expect(200, "");
    assert_eq!(corrected.json["number"], "E001");
    assert_eq!(corrected.json["service"], "certification");
    assert_eq!(corrected.json["arrived_at"], issued.json["issued_at"]);
    act(&reception, id, "correct", json!({"service": "fishing"}))
        .await
        .expect(422, "unknown_service");
    let known = test.server().state().snapshot().devices.keys().next().copied().unwrap();
    let again = act(&reception, id, "reprint", json!({"device": known})).await.expect(200, "");
    assert_eq!(
        (&again.json["reprint_device"], &again.json["reprints"]),
        (&json!(known), &json!(1))
    );
    // Sent again before the kiosk has printed, it is the same paper.
    let twice = act(&reception, id, "reprint", json!({"device": known})).await.expect(200, "");
    assert_eq!(twice.json["reprints"], 1);
    test.board();
    let revoked = test.kiosk();
    let ids: Vec<i64> = test
        .server()
        .state()
        .readers
        .read(devices::list)
        .unwrap()
        .iter()
        .map(|device| device.id)
        .collect();
    let revoke = Record::ChangeDevice { device: ids[2], change: DeviceChange::Revoke, by: 1 };
    test.server().state().writer.record(revoke).await.unwrap();
    revoked.get("/api/v1/catalog").await.expect(401, "not_signed_in");
    for device in [ids[1], ids[2], 999] {
        let answer = act(&reception, id, "reprint", json!({"device": device})).await;
        let refused = answer.expect(422, "bad_request");
        assert!(message(&refused).contains("Vui lòng chọn ki-ốt khác."), "{refused:?}");
    }
    let own = act(&reception, id, "reprint", json!({})).await.expect(200, "");
    assert_eq!((&own.json["reprint_device"], &own.json["reprints"]), (&Value::Null, &json!(2)));
    let found = reception.get("/api/v1/tickets?number=%20e001%20").await.expect(200, "");
    assert_eq!(found.json["id"], id.to_string());
    assert_eq!(found.json["people_ahead"], 0);
    reception.get("/api/v1/tickets?number=E002").await.expect(404, "unknown_ticket");
    reception.get("/api/v1/tickets").await.expect(422, "bad_request");
    act(&reception, id, "cancel", json!({})).await.expect(200, "");
    act(&reception, id, "reprint", json!({})).await.expect(409, "wrong_state");
    let unknown = new_id();
    act(&reception, unknown, "cancel", json!({})).await.expect(404, "unknown_ticket");
    act(&reception, id, "check-in", json!({})).await.expect(409, "wrong_state");
    let mut elderly = wish("business");
    elderly["priority"] = json!("elderly");
    put(&kiosk, &elderly).await.1.expect(201, "");
    let manager = test.staff("manager", Role::Manager, None).await;
    let audit = manager.get("/api/v1/admin/audit").await.expect(200, "");
    for (action, detail) in [
        ("ticket_corrected", "E001: business → certification"),
        ("ticket_reprinted", "E001"),
        ("ticket_cancelled", "E001"),
        ("priority_used", "E002: elderly"),
    ] {
        let is_there = audit.text.contains(action) && audit.text.contains(detail);
        assert!(is_there, "{action}: {}", audit.text);
    }
    whole(&test);
}

/// A date that cannot be had must leave no key behind; the appointment that is over may be one of today.
fn no_key_of_another_date(test: &TestServer) {
    let today = test.server().state().snapshot().day.business_date().unwrap().to_string();
    let made = std::fs::read_dir(test.folder().path().join("keys")).into_iter().flatten();
    let made = made.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let made: Vec<String> = made.filter(|name| name.starts_with("20")).collect();
    let others: Vec<&String> = made.iter().filter(|name| !name.starts_with(&today)).collect();
    assert!(others.is_empty(), "keys for dates that cannot be had: {others:?}, today is {today}");
}

#[tokio::test]
async fn appointments_are_booked_checked_in_and_lapse() {
    let test = TestServer::start().await;
    away_from_midnight(&test);
    let kiosk = test.kiosk();
    let reception = test.staff("reception", Role::Reception, None).await;
    let desk = test.open_desk("4").await;
    let at =
        |minutes: i64| (test.server().state().now() + TimeDelta::minutes(minutes)).to_rfc3339();
    let booking = |minutes: i64, length: u32| {
        let mut body = wish("business");
        body["appointment"] = json!({"at": at(minutes), "minutes": length});
        body
    };
    for length in [0, 4, 241] {
        put(&reception, &booking(60, length)).await.1.expect(422, "bad_request");
    }
    for minutes in [-90, 60 * 24 * 40] {
        let mut body = booking(minutes, 30);
        body["person_id"] = json!("001099012345");
        body["note"] = json!("một ghi chú");
        put(&reception, &body).await.1.expect(422, "wrong_slot");
    }
    no_key_of_another_date(&test);
    let (soon, booked) = put(&reception, &booking(2, 30)).await;
    let booked = booked.expect(201, "");
    assert_eq!(booked.json["state"], "booked");
    assert_eq!(desk.press("4", "call-next").await.status, 204, "an absent person blocks nobody");
    let (later, answer) = put(&reception, &booking(2 * 24 * 60, 30)).await;
    let answer = answer.expect(201, "");
    assert_ne!(answer.json["business_date"], booked.json["business_date"]);
    let refused = act(&reception, later, "check-in", json!({})).await.expect(409, "other_date");
    let date = chrono::NaiveDate::parse_from_str(
        answer.json["business_date"].as_str().unwrap(),
        "%Y-%m-%d",
    )
    .unwrap();
    assert!(message(&refused).contains(&date.format("%-d/%-m/%Y").to_string()), "{refused:?}");
    // Two minutes early: the arrival is the slot.
    let arrived = act(&reception, soon, "check-in", json!({})).await.expect(200, "");
    assert_eq!(
        (&arrived.json["state"], &arrived.json["arrived_at"]),
        (&json!("waiting"), &arrived.json["appointment_at"])
    );
    act(&reception, soon, "check-in", json!({})).await.expect(200, "");
    kiosk.take_number("business").await;
    whole(&test);
    // Nobody comes to this one; afterwards a check-in makes a walk-in.
    let (absent, _) = put(&reception, &booking(10, 10)).await;
    test.advance(TimeDelta::minutes(25));
    let number = {
        let snapshot = test.server().state().snapshot();
        snapshot.day.ticket(shared::ids::TicketId(absent)).unwrap().number.clone()
    };
    let path = format!("/api/v1/tickets?number={number}");
    until("the slot has passed", || async { reception.get(&path).await.json["state"] == "lapsed" })
        .await;
    whole(&test);
    let phone = reception.get(&path).await.json["public_url"].as_str().unwrap().to_owned();
    let phone = format!("/t/{}", phone.rsplit('/').next().unwrap());
    let page = test.nobody().with("accept", "text/html").with("cookie", "language=en");
    let page = page.get(&phone).await;
    assert!(page.text.contains("The time of your appointment has passed"), "{}", page.text);
    assert!(page.text.contains("Please go to reception"), "{}", page.text);
    let walk_in = act(&reception, absent, "check-in", json!({})).await.expect(200, "");
    assert_eq!(walk_in.json["state"], "waiting");
    let arrived: chrono::DateTime<Utc> =
        walk_in.json["arrived_at"].as_str().unwrap().parse().unwrap();
    assert!(test.server().state().now() - arrived < TimeDelta::minutes(1), "{walk_in:?}");
    whole(&test);
}

#[tokio::test]
async fn alarms_stand_until_their_cause_is_gone() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let manager = test.staff("manager", Role::Manager, None).await;
    change_catalog(&test, |catalog| service(catalog, "business").limits.line_max = Some(1)).await;
    kiosk.take_number("business").await;
    kiosk.take_number("business").await;
    let line = |view: &Value| {
        let alarms = view["alarms"].as_array().unwrap();
        alarms.iter().find(|alarm| alarm["kind"] == "line_over_limit").cloned()
    };
    until("the alarm is raised", || async {
        line(&manager.get("/api/v1/manager/now").await.json).is_some()
    })
    .await;
    let alarm = line(&manager.get("/api/v1/manager/now").await.json).unwrap();
    assert_eq!(alarm["service"], "business");
    assert!(alarm["since"].as_str().unwrap().ends_with("+07:00"));
    let desk = test.open_desk("4").await;
    desk.press("4", "call-next").await.expect(200, "");
    until("the alarm is cleared", || async {
        line(&manager.get("/api/v1/manager/now").await.json).is_none()
    })
    .await;
    whole(&test);
}
