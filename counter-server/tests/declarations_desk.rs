//! Declarations at the desk: who sees one, that every look is kept, correcting, filing, taking away.

mod declarations_form;
mod server;

use counter_server::auth::Role;
use declarations_form::{NAME, PERSONAL_ID, kept, number_with};
use rusqlite::Connection;
use serde_json::{Value, json};
use server::TestServer;
use server::client::Client;
use uuid::Uuid;

fn trail(
    test: &TestServer,
    action: &str,
) -> Vec<(Option<i64>, Option<String>, String, Option<String>)> {
    let connection = Connection::open(test.database()).unwrap();
    let mut statement = connection
        .prepare("SELECT staff, desk, subject, detail FROM audit WHERE action = ?1 ORDER BY id")
        .unwrap();
    let rows = statement
        .query_map([action], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

/// A declaration whose ticket was called to desk 1.
async fn called(test: &TestServer) -> (Client, Uuid) {
    let kiosk = test.kiosk();
    let id = kept(&kiosk).await;
    number_with(&kiosk, "civil-status", id).await;
    let desk = test.open_desk("1").await;
    let answer = desk.press("1", "call-next").await.expect(200, "");
    let summary = &answer.json["ticket"]["declaration"];
    assert_eq!((&summary["id"], &summary["form"]), (&json!(id), &json!("certificate")));
    assert_eq!(summary["title"]["vi"], "Tờ khai cấp giấy");
    (desk, id)
}

async fn view(client: &Client, id: Uuid) -> Value {
    client.get(&format!("/api/v1/declarations/{id}")).await.expect(200, "").json
}

#[tokio::test]
async fn the_desk_that_has_the_ticket_sees_it_and_nobody_else() {
    let test = declarations_form::server().await;
    let (desk, id) = called(&test).await;
    let path = format!("/api/v1/declarations/{id}");
    assert_eq!(trail(&test, "declaration_read"), Vec::new());
    let seen = view(&desk, id).await;
    assert_eq!(seen["answers"]["requester_name"]["text"], NAME);
    assert_eq!((&seen["complete"], &seen["number"]), (&json!(true), &json!("A001")));
    let reads = trail(&test, "declaration_read");
    assert_eq!(reads.len(), 1);
    assert_eq!(reads[0].1.as_deref(), Some("1"));
    assert_eq!(reads[0].2, format!("declarations/{id}"));
    // Every role, at another desk, at none, and at this one.
    let elsewhere = test.staff("elsewhere", Role::Staff, Some("2")).await;
    let nowhere = test.staff("nowhere", Role::Staff, None).await;
    let reception = test.staff("reception", Role::Reception, None).await;
    let admin = test.staff("admin", Role::Admin, Some("2")).await;
    for (who, client) in [
        ("elsewhere", &elsewhere),
        ("nowhere", &nowhere),
        ("reception", &reception),
        ("admin", &admin),
    ] {
        let answer = client.get(&path).await.expect(403, "not_allowed");
        assert!(!answer.text.contains(NAME), "{who}");
        let body = json!({"answers": {}, "revision": 1});
        client.post(&format!("{path}/answers"), &body).await.expect(403, "not_allowed");
        let body = json!({"way": "direct", "revision": 1});
        client.post(&format!("{path}/file"), &body).await.expect(403, "not_allowed");
        client.post(&format!("{path}/erase"), &json!({})).await.expect(403, "not_allowed");
    }
    test.kiosk().get(&path).await.expect(403, "not_allowed");
    test.board().get(&path).await.expect(403, "not_allowed");
    test.nobody().get(&path).await.expect(401, "not_signed_in");
    assert_eq!(trail(&test, "declaration_read").len(), 1, "whoever is refused has read nothing");
    let manager = test.staff("manager", Role::Manager, None).await;
    view(&manager, id).await;
    assert_eq!(trail(&test, "declaration_read").len(), 2);
    let shown = elsewhere.get("/api/v1/desks/1").await.expect(200, "");
    assert!(shown.json["ticket"].get("declaration").is_none(), "{:?}", shown.json);
    // Served, set aside, and over.
    desk.press("1", "start").await.expect(200, "");
    view(&desk, id).await;
    desk.press("1", "hold").await.expect(200, "");
    view(&desk, id).await;
    let body = json!({"number": "A001"});
    elsewhere.press("2", "open").await.expect(200, "");
    elsewhere.post("/api/v1/desks/2/resume", &body).await.expect(200, "");
    view(&elsewhere, id).await;
    desk.get(&path).await.expect(403, "not_allowed");
    elsewhere.press("2", "start").await.expect(200, "");
    elsewhere.press("2", "finish").await.expect(200, "");
    elsewhere.get(&path).await.expect(403, "not_allowed");
    view(&manager, id).await;
}

#[tokio::test]
async fn what_came_to_no_ticket_is_the_citizens_alone() {
    let test = declarations_form::server().await;
    let id = kept(&test.kiosk()).await;
    let path = format!("/api/v1/declarations/{id}");
    for role in Role::ALL {
        let client = test.staff(role.name(), role, Some("1")).await;
        client.get(&path).await.expect(404, "unknown_declaration");
    }
}

#[tokio::test]
async fn a_desk_corrects_it_with_the_citizen_and_the_trail_names_no_value() {
    let test = declarations_form::server().await;
    let (desk, id) = called(&test).await;
    let path = format!("/api/v1/declarations/{id}/answers");
    let revision = view(&desk, id).await["revision"].clone();
    let wrong = json!({"answers": {"copy_count": {"number": 99}}, "revision": revision});
    let refused = desk.post(&path, &wrong).await.expect(422, "wrong_answers");
    assert_eq!(refused.json["answers"][0]["key"], "copy_count");
    let name = "Nguyễn Thị Hoàng Oanh";
    let right = json!({"revision": revision,
        "answers": {"requester_name": {"text": name}, "phone": null, "wants_copies": {"yes": true}}});
    let corrected = desk.post(&path, &right).await.expect(200, "");
    assert_eq!(corrected.json["answers"]["requester_name"]["text"], name);
    assert_eq!(corrected.json["complete"], false, "the phone number is neither given nor left out");
    assert_eq!(corrected.json["problems"][0]["key"], "phone");
    desk.post(&path, &right).await.expect(200, "");
    let late = json!({"answers": {"copy_count": {"number": 3}}, "revision": revision});
    desk.post(&path, &late).await.expect(409, "someone_else_acted");
    let rows = trail(&test, "declaration_corrected");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].3.as_deref(), Some("phone, requester_name"));
    let bytes = std::fs::read(test.database()).unwrap();
    assert!(!bytes.windows(name.len()).any(|part| part == name.as_bytes()));
    let file = format!("/api/v1/declarations/{id}/file");
    let body = json!({"way": "direct", "revision": corrected.json["revision"]});
    desk.post(&file, &body).await.expect(422, "wrong_answers");
}

#[tokio::test]
async fn a_declaration_is_filed_once_under_a_code() {
    let test = declarations_form::server().await;
    let (desk, id) = called(&test).await;
    let path = format!("/api/v1/declarations/{id}/file");
    let revision = view(&desk, id).await["revision"].clone();
    let wrong = json!({"way": "online", "code": "H26", "revision": revision});
    desk.post(&path, &wrong).await.expect(422, "bad_request");
    let filed = desk.post(&path, &json!({"way": "direct", "revision": revision})).await;
    let dossier = &filed.json["dossier"];
    assert_eq!(filed.status, 200, "{filed:?}");
    let code = dossier["code"].as_str().unwrap();
    assert!(code.starts_with("000.00.00.H26-") && code.ends_with("-0001"), "{code}");
    assert_eq!(dossier["way"], "direct");
    assert_eq!(dossier["procedure"], "birth-registration");
    assert_eq!(dossier["receipt"]["person"], NAME);
    assert_eq!(dossier["receipt"]["personal_id"], PERSONAL_ID);
    assert!(dossier["due_at"].is_string(), "{dossier}");
    let again = json!({"way": "direct", "revision": filed.json["revision"]});
    desk.post(&path, &again).await.expect(409, "wrong_state");
    assert_eq!(trail(&test, "declaration_filed").len(), 1);
    // Another one, filed on the portal, under the code that it gave; no two dossiers share one.
    desk.press("1", "start").await.expect(200, "");
    desk.press("1", "finish").await.expect(200, "");
    let kiosk = test.kiosk();
    let other = kept(&kiosk).await;
    number_with(&kiosk, "civil-status", other).await;
    desk.press("1", "call-next").await.expect(200, "");
    let revision = view(&desk, other).await["revision"].clone();
    let path = format!("/api/v1/declarations/{other}/file");
    let taken = json!({"way": "online", "code": code, "revision": revision});
    desk.post(&path, &taken).await.expect(409, "wrong_state");
    let receipt = json!({"person": "Trần Văn Bình", "content": "Khai sinh", "sets": 2,
        "documents": ["Tờ khai", "Giấy chứng sinh"]});
    let online = json!({"way": "online", "code": " h26.11.2-260930-0001 ", "revision": revision,
        "receipt": receipt});
    let filed = desk.post(&path, &online).await;
    assert_eq!(filed.json["dossier"]["code"], "H26.11.2-260930-0001", "{filed:?}");
    assert_eq!(filed.json["dossier"]["receipt"]["sets"], 2);
    let bytes = std::fs::read(test.database()).unwrap();
    assert!(!bytes.windows(14).any(|part| part == "Trần Văn Bình".as_bytes()));
}

#[tokio::test]
async fn a_citizen_has_it_taken_away_at_the_desk() {
    let test = declarations_form::server().await;
    let (desk, id) = called(&test).await;
    desk.post(&format!("/api/v1/declarations/{id}/erase"), &json!({})).await.expect(204, "");
    let path = format!("/api/v1/declarations/{id}");
    desk.get(&path).await.expect(404, "unknown_declaration");
    let shown = desk.get("/api/v1/desks/1").await.expect(200, "");
    assert!(shown.json["ticket"].get("declaration").is_none());
    assert_eq!(trail(&test, "declaration_taken_away").len(), 1);
    server::until("said to be erased", || async { trail(&test, "declaration_erased").len() == 1 })
        .await;
}
