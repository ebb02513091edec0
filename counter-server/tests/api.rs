//! Every URL of the API with good and with bad requests, and who may call it.

mod server;

use counter_server::auth::Role;
use counter_server::settings::Settings;
use reqwest::Method;
use serde_json::{Value, json};
use server::client::{Client, new_id, wish};
use server::{PASSWORD, TestServer, settings};

#[tokio::test]
async fn health_tells_version_and_sequence() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    kiosk.take_number("civil-status").await;
    let answer = test.nobody().get("/healthz").await.expect(200, "");
    assert_eq!(answer.json["status"], "ok");
    assert_eq!(answer.json["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(answer.json["seq"], 2, "the day was opened, a ticket issued");
}

#[tokio::test]
async fn the_catalogue_has_what_a_kiosk_shows_and_an_etag() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let answer = kiosk.get("/api/v1/catalog").await.expect(200, "");
    for (list, length) in [("services", 6), ("procedures", 25), ("desks", 8), ("priorities", 4)] {
        assert_eq!(answer.json[list].as_array().unwrap().len(), length, "{list}");
    }
    assert_eq!(answer.json["services"][0]["prefix"], "A");
    assert_eq!(answer.json["services"][0]["open"], true);
    assert_eq!(answer.json["forms"].as_array().unwrap().len(), 9);
    let tag = answer.header("etag").to_owned();
    for shown in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let request = kiosk.request(Method::GET, "/api/v1/catalog");
        let again = Client::send(request.header("if-none-match", &shown)).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{shown}");
        assert_eq!(again.header("etag"), tag);
    }
    let request = kiosk.request(Method::GET, "/api/v1/catalog");
    let other = Client::send(request.header("if-none-match", "\"other\"")).await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn a_number_is_given_with_everything_a_ticket_shows() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let id = new_id();
    let body = json!({
        "service": "civil-status", "procedure": "birth-registration", "priority": "elderly",
        "language": "en",
    });
    let answer = kiosk.put(&format!("/api/v1/tickets/{id}"), &body).await.expect(201, "");
    assert_eq!(answer.json["id"], id.to_string());
    assert_eq!(answer.json["number"], "A001");
    assert_eq!(answer.json["state"], "waiting");
    assert_eq!(answer.json["people_ahead"], 0);
    let likely = answer.json["wait_minutes"]["likely"].as_u64().unwrap();
    assert!(likely <= answer.json["wait_minutes"]["cautious"].as_u64().unwrap());
    let issued_at = answer.json["issued_at"].as_str().unwrap();
    assert!(issued_at.ends_with("+07:00"), "{issued_at}");
    assert_eq!(answer.json["business_date"].as_str().unwrap(), &issued_at[..10]);
    let url = answer.json["public_url"].as_str().unwrap();
    let token = url.strip_prefix(&format!("{}/t/", test.base())).unwrap();
    let holder = test.nobody().get(&format!("/api/v1/public/tickets/{token}")).await;
    let holder = holder.expect(200, "");
    assert_eq!(holder.json["number"], "A001");
    assert_eq!(holder.json["people_ahead"], 0);
    assert!(!holder.text.contains("elderly") && !holder.text.contains(&id.to_string()));
    // One token in sixteen ends in A of itself.
    let another_end = if token.ends_with('A') { "E" } else { "A" };
    for token in ["", "AAAA", &token[1..], &format!("{}{another_end}", &token[..42])] {
        test.nobody()
            .get(&format!("/api/v1/public/tickets/{token}"))
            .await
            .expect(404, if token.is_empty() { "unknown_page" } else { "unknown_ticket" });
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_wish_is_told() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let path = format!("/api/v1/tickets/{}", new_id());
    for (change, code) in [
        (json!({"service": "fishing"}), "unknown_service"),
        (json!({"procedure": "moon-landing"}), "unknown_procedure"),
        (json!({"priority": "friend-of-mine"}), "unknown_priority"),
        (json!({"language": "fr"}), "bad_request"),
        (json!({"service": 7}), "bad_request"),
        (json!({"declaration": "x"}), "bad_request"),
        (json!({"offline": "x"}), "bad_request"),
        (json!({"declaration": new_id()}), "unknown_declaration"),
    ] {
        let mut body = wish("civil-status");
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        kiosk.put(&path, &body).await.expect(422, code);
    }
    for field in ["phone", "telephone"] {
        let mut body = wish("civil-status");
        body[field] = json!("x");
        let answer = kiosk.put(&path, &body).await.expect(422, "bad_request");
        let message = answer.json["message"].as_str().unwrap();
        assert!(message.contains(&format!("`{field}`")), "the sentence names the field: {message}");
    }
    let request = || kiosk.request(Method::PUT, &path);
    Client::send(request().json(&json!({}))).await.expect(422, "bad_request");
    let json_type = ("content-type", "application/json");
    let broken = request().header(json_type.0, json_type.1).body("{\"service\":");
    Client::send(broken).await.expect(422, "bad_request");
    Client::send(request().body("service=civil-status")).await.expect(415, "bad_request");
    let large = request().header(json_type.0, json_type.1).body("x".repeat(65 * 1024));
    Client::send(large).await.expect(413, "bad_request");
    for id in ["not-a-uuid", "7a0e6d9c-7f3c-4f55-9a3e-2f1d8d6a1b0c"] {
        kiosk
            .put(&format!("/api/v1/tickets/{id}"), &wish("civil-status"))
            .await
            .expect(422, "bad_request");
    }
    assert_eq!(kiosk.get("/api/v1/board").await.json["seq"], 1, "none of it happened");
}

#[tokio::test]
async fn a_field_that_nobody_knows_is_refused_where_a_body_says_nothing() {
    let test = TestServer::start().await;
    let reception = test.staff("reception", Role::Reception, None).await;
    let ticket = test.kiosk().take_number("business").await;
    let id = ticket.json["id"].as_str().unwrap();
    let token = ticket.json["public_url"].as_str().unwrap().rsplit('/').next().unwrap();
    let paths = [
        format!("/api/v1/tickets/{id}/cancel"),
        format!("/api/v1/tickets/{id}/check-in"),
        format!("/api/v1/public/tickets/{token}/cancel"),
    ];
    for path in &paths {
        for body in [json!({"reason": "no time"}), json!({"ticket": id}), json!([])] {
            let refused = reception.post(path, &body).await.expect(422, "bad_request");
            assert_eq!(refused.json.get("ticket"), None, "{refused:?}");
        }
    }
    let found = reception.get("/api/v1/tickets?number=E001").await.expect(200, "");
    assert_eq!(found.json["state"], "waiting", "nothing was done");
    reception.post(&paths[0], &json!({})).await.expect(200, "");
    let again = Client::send(reception.request(reqwest::Method::POST, &paths[2])).await;
    assert_eq!(again.expect(200, "").json["state"], "cancelled");
}

#[tokio::test]
async fn a_procedure_of_another_service_is_refused() {
    let test = TestServer::start().await;
    let body = json!({"service": "business", "procedure": "birth-registration", "language": "vi"});
    let path = format!("/api/v1/tickets/{}", new_id());
    test.kiosk().put(&path, &body).await.expect(422, "unknown_procedure");
}

#[tokio::test]
async fn prints_are_reported_and_managers_see_what_failed() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let manager = test.staff("quản lý", Role::Manager, None).await;
    let ticket = kiosk.take_number("business").await;
    let path = format!("/api/v1/tickets/{}/print", ticket.json["id"].as_str().unwrap());
    for outcome in ["unknown", "failed", "failed"] {
        assert_eq!(kiosk.post(&path, &json!({"outcome": outcome})).await.status, 204);
    }
    let now = manager.get("/api/v1/manager/now").await.expect(200, "");
    assert_eq!(now.json["unprinted"][0]["number"], "E001");
    assert_eq!(now.json["unprinted"][0]["outcome"], "failed");
    assert_eq!(now.json["unprinted"][0]["device"], "Kiosk in the test");
    assert_eq!(kiosk.post(&path, &json!({"outcome": "printed"})).await.status, 204);
    assert_eq!(manager.get("/api/v1/manager/now").await.json["unprinted"], json!([]));
    kiosk.post(&path, &json!({"outcome": "eaten"})).await.expect(422, "bad_request");
    let unknown = format!("/api/v1/tickets/{}/print", new_id());
    kiosk.post(&unknown, &json!({"outcome": "printed"})).await.expect(404, "unknown_ticket");
}

#[tokio::test]
async fn a_visit_goes_through_every_key_of_a_desk() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let desk = test.open_desk("1").await;
    assert_eq!(desk.press("1", "call-next").await.status, 204);
    for verb in ["recall", "start", "finish", "no-show"] {
        let refused = desk.press("1", verb).await.expect(409, "wrong_state");
        assert_eq!(refused.json["desk"]["state"], "open", "{verb}");
    }
    let ticket = kiosk.take_number("civil-status").await;
    let called = desk.press("1", "call-next").await.expect(200, "");
    assert_eq!(called.json["ticket"]["number"], "A001");
    assert_eq!(called.json["ticket"]["state"], "called");
    let busy = desk.press("1", "call-next").await.expect(409, "desk_busy");
    assert_eq!(busy.json["ticket"]["number"], "A001");
    desk.press("1", "close").await.expect(409, "desk_busy");
    let recalled = desk.press("1", "recall").await.expect(200, "");
    assert_eq!(recalled.json["ticket"]["recalls"], 1);
    desk.press("1", "finish").await.expect(409, "wrong_state");
    let started = desk.press("1", "start").await.expect(200, "");
    assert_eq!(started.json["ticket"]["state"], "serving");
    desk.press("1", "no-show").await.expect(409, "wrong_state");
    let other = json!({"ticket": new_id()});
    desk.post("/api/v1/desks/1/finish", &other).await.expect(409, "someone_else_acted");
    let mine = json!({"ticket": ticket.json["id"]});
    let finished = desk.post("/api/v1/desks/1/finish", &mine).await.expect(200, "");
    assert_eq!(finished.json["ticket"], Value::Null);
    assert_eq!(finished.json["served_today"], 1);
    kiosk.take_number("civil-status").await;
    desk.press("1", "call-next").await.expect(200, "");
    assert_eq!(desk.press("1", "no-show").await.expect(200, "").json["ticket"], Value::Null);
    assert_eq!(desk.press("1", "close").await.expect(200, "").json["state"], "closed");
    desk.press("1", "call-next").await.expect(409, "desk_closed");
    let shown = desk.get("/api/v1/desks/1").await.expect(200, "");
    assert_eq!((&shown.json["state"], &shown.json["served_today"]), (&json!("closed"), &json!(1)));
    desk.get("/api/v1/desks/99").await.expect(404, "unknown_desk");
    desk.press("99", "open").await.expect(404, "unknown_desk");
    desk.post("/api/v1/desks/1/open", &json!({"colour": "red"})).await.expect(422, "bad_request");
}

#[tokio::test]
async fn board_queue_and_manager_show_the_same_day() {
    let test = TestServer::start().await;
    let (kiosk, board) = (test.kiosk(), test.board());
    let desk = test.open_desk("5").await;
    let manager = test.staff("trưởng trung tâm", Role::Manager, None).await;
    for _ in 0..3 {
        kiosk.take_number("land-building").await;
    }
    desk.press("5", "call-next").await.expect(200, "");
    let shown = board.get("/api/v1/board").await.expect(200, "");
    assert_eq!(shown.json["calls"][0]["number"], "C001");
    assert_eq!(shown.json["calls"][0]["desk"], "5");
    assert_eq!(shown.json["waiting"]["land-building"], 2);
    assert!(shown.json["tips"].as_array().unwrap().len() >= 12);
    let right = board.get("/api/v1/board?zone=right").await.expect(200, "");
    assert_eq!(right.json["calls"].as_array().unwrap().len(), 1);
    let left = board.get("/api/v1/board?zone=left").await.expect(200, "");
    assert_eq!(left.json["calls"], json!([]));
    board.get("/api/v1/board?zone=moon").await.expect(404, "unknown_zone");
    board.get("/api/v1/board?colour=red").await.expect(422, "bad_request");
    let queue = desk.get("/api/v1/queue").await.expect(200, "");
    let land = &queue.json["services"][2];
    assert_eq!((&land["service"], &land["waiting"]), (&json!("land-building"), &json!(2)));
    assert_eq!(land["entries"][0]["number"], "C002");
    let now = manager.get("/api/v1/manager/now").await.expect(200, "");
    assert_eq!((&now.json["waiting"], &now.json["issued_today"]), (&json!(2), &json!(3)));
    for view in [&shown, &queue, &now] {
        assert_eq!(view.json["seq"], 6);
    }
}

#[tokio::test]
async fn signing_in_and_out() {
    let test = TestServer::start().await;
    test.add_staff("Đỗ Thị Lan", Role::Staff);
    let path = "/api/v1/session";
    let answer = test
        .nobody()
        .post(path, &json!({"name": " đỗ thị LAN ", "password": PASSWORD, "desk": "2"}))
        .await
        .expect(200, "");
    assert_eq!(answer.json, json!({"name": "Đỗ Thị Lan", "role": "staff", "desk": "2"}));
    let cookie = answer.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let client = test.nobody().with_cookie(cookie.split(';').next().unwrap().to_owned());
    assert_eq!(client.get(path).await.expect(200, "").json["desk"], "2");
    let out = client.delete(path).await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{out:?}");
    client.get(path).await.expect(401, "not_signed_in");
    assert_eq!(test.nobody().delete(path).await.status, 204);
    let wrong = json!({"name": "Đỗ Thị Lan", "password": "something else"});
    test.nobody().post(path, &wrong).await.expect(401, "wrong_password");
    let nobody = json!({"name": "nobody", "password": "something else"});
    test.nobody().post(path, &nobody).await.expect(401, "wrong_password");
    let desk = json!({"name": "Đỗ Thị Lan", "password": PASSWORD, "desk": "77"});
    test.nobody().post(path, &desk).await.expect(422, "unknown_desk");
    test.nobody().post(path, &json!({"name": "x"})).await.expect(422, "bad_request");
}

#[tokio::test]
async fn a_session_ends_after_a_long_day_and_lives_through_a_restart() {
    let mut test = TestServer::start().await;
    let client = test.staff("hoa", Role::Staff, Some("1")).await;
    test.restart().await;
    let client = client.at(test.base());
    client.get("/api/v1/session").await.expect(200, "");
    test.advance(chrono::TimeDelta::hours(13));
    server::until("the session has ended", || async {
        client.get("/api/v1/session").await.status == 401
    })
    .await;
}

#[tokio::test]
async fn a_page_of_another_site_cannot_act() {
    let test = TestServer::start().await;
    let desk = test.staff("an", Role::Staff, Some("1")).await;
    let path = "/api/v1/desks/1/open";
    for (name, value) in [("origin", "http://evil.example"), ("sec-fetch-site", "cross-site")] {
        let request = desk.request(Method::POST, path).header(name, value);
        Client::send(request).await.expect(403, "not_allowed");
    }
    let request = desk.request(Method::POST, path).header("origin", test.base());
    Client::send(request).await.expect(200, "");
    let request = desk.request(Method::POST, path).body("ticket=1");
    Client::send(request).await.expect(415, "bad_request");
}

#[tokio::test]
async fn sentences_come_in_the_language_asked_for() {
    let test = TestServer::start().await;
    let vietnamese = test.nobody().get("/api/v1/queue").await.expect(401, "not_signed_in");
    assert_eq!(vietnamese.header("content-language"), "vi");
    let english = test.nobody().with("accept-language", "en-GB,vi;q=0.5");
    let english = english.get("/api/v1/queue").await.expect(401, "not_signed_in");
    assert_eq!(english.header("content-language"), "en");
    assert!(english.json["message"].as_str().unwrap().contains("sign in"));
    assert_ne!(vietnamese.json["message"], english.json["message"]);
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    for path in ["/api/v1/nothing", "/api/v2/catalog", "/nothing"] {
        kiosk.get(path).await.expect(404, "unknown_page");
    }
    for verb in ["dance", "paused"] {
        kiosk.press("1", verb).await.expect(404, "unknown_page");
    }
    let answer = kiosk.delete("/api/v1/catalog").await.expect(405, "bad_request");
    assert!(answer.header("allow").contains("GET"), "{answer:?}");
}

#[tokio::test]
async fn a_device_that_asks_too_much_is_slowed_down() {
    let settings = Settings { requests_per_second_max: 20, ..settings() };
    let test = TestServer::start_with(settings).await;
    let (kiosk, other) = (test.kiosk(), test.board());
    let asked = (0..60).map(|_| kiosk.get("/api/v1/board"));
    let answers = futures_util::future::join_all(asked).await;
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!(!refused.is_empty() && refused.len() < 60, "{} of 60", refused.len());
    assert_eq!(refused[0].code(), "too_many_requests");
    assert_eq!(refused[0].header("retry-after"), "1");
    other.get("/api/v1/board").await.expect(200, "");
}

#[tokio::test]
async fn the_base_of_printed_addresses_can_be_set() {
    let base = "https://queue.example.vn/".to_owned();
    let test = TestServer::start_with(Settings { public_base_url: Some(base), ..settings() }).await;
    let ticket = test.kiosk().take_number("business").await;
    let url = ticket.json["public_url"].as_str().unwrap();
    assert!(url.starts_with("https://queue.example.vn/t/"), "{url}");
}

#[tokio::test]
async fn a_session_acts_only_for_its_own_desk() {
    let test = TestServer::start().await;
    let desk = test.staff("at one", Role::Staff, Some("1")).await;
    desk.press("1", "open").await.expect(200, "");
    desk.press("2", "open").await.expect(403, "not_allowed");
    desk.get("/api/v1/desks/2").await.expect(200, "");
    let deskless = test.staff("nowhere", Role::Staff, None).await;
    deskless.press("1", "open").await.expect(403, "not_allowed");
}

#[tokio::test]
async fn the_document_describes_every_body() {
    let test = TestServer::start().await;
    let document = test.nobody().get("/api/v1/openapi.json").await.json;
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for name in [
        "CatalogView",
        "IssueTicketRequest",
        "IssuedTicket",
        "HolderView",
        "BoardView",
        "LiveEvent",
        "Heartbeat",
        "SessionRequest",
        "DeskCommandRequest",
        "DeskView",
        "QueueView",
        "ManagerNow",
        "Problem",
        "ErrorCode",
        "Health",
    ] {
        assert!(schemas.contains_key(name), "{name}");
    }
    let text = document.to_string();
    for part in text.split("\"$ref\":\"").skip(1) {
        let target = part.split('"').next().unwrap();
        let name = target.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.contains_key(name), "{target} leads nowhere");
    }
}
