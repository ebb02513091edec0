//! Administration of the lobby: how boards speak, and the message that takes all of them.

mod admin_form;
mod lobby_voice;
#[allow(dead_code, reason = "every test program uses its own part of it")]
mod pages_browser;
mod server;

use admin_form::{Form, error_at};
use counter_server::auth::Role;
use counter_server::settings::Settings;
use counter_server::storage::audit::{self, AuditFilter};
use counter_server::storage::database::{self, Purpose};
use counter_server::voice::SpeechCommand;
use lobby_voice::Speaker;
use pages_browser::{Browser, text_of};
use serde_json::{Value, json};
use server::stream::EventStream;
use server::{TestServer, settings};

async fn signed_in(test: &TestServer, role: Role, language: &str) -> Browser {
    test.add_staff(role.name(), role);
    let mut browser = Browser::new(test).speaking(language);
    browser.sign_in(role.name(), "").await;
    browser
}

fn lobby(test: &TestServer) -> Value {
    serde_json::to_value(&test.server().state().snapshot().catalog.lobby).unwrap()
}

/// What the log says of changes of the lobby, newest first.
fn audited(test: &TestServer) -> Vec<String> {
    let wait = std::time::Duration::from_secs(5);
    let connection = database::open_current(&test.database(), Purpose::Read, wait).unwrap();
    let rows = audit::read(&connection, &AuditFilter::default(), 100).unwrap();
    let of_lobby = rows.into_iter().filter(|row| row.subject.as_deref() == Some("lobby"));
    of_lobby.filter_map(|row| row.detail).collect()
}

#[tokio::test]
async fn the_voice_is_chosen_in_words_and_kept_with_its_quiet_hours() {
    let test = TestServer::start().await;
    let mut admin = signed_in(&test, Role::Admin, "en").await;
    let form = Form::open(&mut admin, "/admin/voice").await;
    assert_eq!((form.get("lobby.voice.times"), form.get("lobby.voice.region")), ("2", "north"));
    let form = form
        .with("lobby.voice.times", "1")
        .with("lobby.voice.region", "south")
        .with("lobby.voice.english", "on")
        .with("lobby.voice.volume_percent", "65")
        .with("lobby.voice.volumes.0.from_minute", "11:30")
        .with("lobby.voice.volumes.0.to_minute", "13:00")
        .with("lobby.voice.volumes.0.volume_percent", "0")
        .and("lobby.voice.volumes.4.weekdays", "6")
        .and("lobby.voice.volumes.4.weekdays", "7")
        .with("lobby.voice.volumes.4.from_minute", "22:00")
        .with("lobby.voice.volumes.4.to_minute", "6:00")
        .with("lobby.voice.volumes.4.volume_percent", "20");
    assert_eq!(form.save(&mut admin).await, "/admin/voice?done=saved");
    let wanted = json!({
        "region": "south", "english": true, "times": 1, "volume_percent": 65,
        "volumes": [
            {"from_minute": 690, "to_minute": 780, "volume_percent": 0},
            {"weekdays": [6, 7], "from_minute": 1320, "to_minute": 360, "volume_percent": 20}
        ]
    });
    assert_eq!(lobby(&test)["voice"], wanted);
    let said = &audited(&test)[0];
    assert!(said.contains("voice.region north → south"), "{said}");
    // Sent back as it is, it changes nothing; a row that is emptied goes.
    let form = Form::open(&mut admin, "/admin/voice").await;
    assert_eq!(form.get("lobby.voice.volumes.1.from_minute"), "22:00");
    assert_eq!(form.save(&mut admin).await, "/admin/voice?done=same");
    let form = ["from_minute", "to_minute", "volume_percent"]
        .iter()
        .fold(form, |form, field| form.with(&format!("lobby.voice.volumes.0.{field}"), ""));
    form.save(&mut admin).await;
    assert_eq!(lobby(&test)["voice"]["volumes"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_wrong_with_the_voice_stands_beside_its_field_in_both_languages() {
    let test = TestServer::start().await;
    let mut english = signed_in(&test, Role::Admin, "en").await;
    let mut vietnamese = Browser::new(&test).speaking("vi");
    vietnamese.sign_in("admin", "").await;
    let before = lobby(&test);
    for (field, value, en, vi) in [
        ("volume_percent", "101", "Enter a number from 0 to 100.", "từ 0 đến 100"),
        ("times", "4", "Choose one of the list.", "chọn một mục"),
        ("region", "moon", "Choose one of the list.", "chọn một mục"),
        ("volumes.0.from_minute", "25:00", "Enter a time such as 08:00", "08:00"),
        ("volumes.0.to_minute", "08:00", "The end is the beginning.", "trùng giờ bắt đầu"),
        ("volumes.0.volume_percent", "-1", "Enter a whole number.", "số nguyên"),
    ] {
        for (browser, part) in [(&mut english, en), (&mut vietnamese, vi)] {
            let form = Form::open(browser, "/admin/voice")
                .await
                .with("lobby.voice.volumes.0.from_minute", "08:00")
                .with("lobby.voice.volumes.0.to_minute", "09:00")
                .with("lobby.voice.volumes.0.volume_percent", "10")
                .with(&format!("lobby.voice.{field}"), value);
            let answer = form.send(browser).await;
            assert_eq!(answer.status, 422, "{field}");
            let id = format!("f-lobby-voice-{}", field.replace('.', "-"));
            let said = error_at(&answer.text, &id);
            assert!(said.contains(part), "{field}: {said}");
        }
    }
    assert_eq!(lobby(&test), before);
}

#[tokio::test]
async fn an_emergency_message_is_looked_at_shown_and_withdrawn_by_a_manager() {
    let test = TestServer::start().await;
    let board = test.board();
    let mut manager = signed_in(&test, Role::Manager, "en").await;
    let path = "/admin/emergency";
    let page = manager.get(path).await;
    assert!(text_of(&page.text, "emergency-reach").contains("Enrolled boards: 1."));
    let form = Form::of(&page.text, path);
    let half = form.clone().with("lobby.emergency.vi", "Rời khỏi tòa nhà");
    let answer = half.send(&mut manager).await;
    assert_eq!(answer.status, 422);
    assert_eq!(error_at(&answer.text, "f-lobby-emergency-en"), "Something must stand here.");
    let long = half.clone().with("lobby.emergency.en", &"x".repeat(201)).send(&mut manager).await;
    assert!(error_at(&long.text, "f-lobby-emergency-en").contains("at most 200 characters"));

    let whole = half.with("lobby.emergency.en", "Leave the building\r\nUse the stairs");
    let preview = whole.send(&mut manager).await;
    assert_eq!(preview.status, 200);
    assert!(text_of(&preview.text, "emergency-board").starts_with("Rời khỏi tòa nhà"));
    assert_eq!(lobby(&test).get("emergency"), None, "only looked at");
    let confirm = Form::of(&preview.text, "/admin/emergency/show");
    // Back to the text, which is still there.
    let back = confirm.clone().with("back", "1").at(path).send(&mut manager).await;
    assert_eq!(Form::of(&back.text, path).get("lobby.emergency.vi"), "Rời khỏi tòa nhà");

    let mut stream = EventStream::open(&board, "").await;
    assert_eq!(confirm.save(&mut manager).await, "/admin/emergency?done=shown");
    assert_eq!(stream.next_event().await.event, "catalog_changed");
    let told = board.get("/api/v1/catalog").await.json["lobby"]["emergency"].clone();
    assert_eq!(told, json!({"vi": "Rời khỏi tòa nhà", "en": "Leave the building\nUse the stairs"}));
    let page = manager.get("/manager").await.text;
    assert!(text_of(&page, "emergency").contains("Leave the building"), "{page}");

    let page = manager.get("/admin/emergency?done=shown").await.text;
    assert_eq!(text_of(&page, "admin-done"), "The boards show it now.");
    let withdraw = Form::of(&page, "/admin/emergency/withdraw");
    assert_eq!(withdraw.save(&mut manager).await, "/admin/emergency?done=withdrawn");
    assert_eq!(stream.next_event().await.event, "catalog_changed");
    assert_eq!(lobby(&test).get("emergency"), None);
    assert!(!manager.get("/manager").await.text.contains("data-testid=\"emergency\""));
    let said = audited(&test);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[1].contains("emergency.vi – → Rời khỏi tòa nhà"), "{said:?}");
    // Withdrawn twice, as by two people, it is withdrawn.
    withdraw.save(&mut manager).await;
    assert_eq!(audited(&test).len(), 2);
}

#[tokio::test]
async fn nobody_withdraws_a_message_that_they_have_not_seen_nor_waits_for_others() {
    let test = TestServer::start().await;
    let mut manager = signed_in(&test, Role::Manager, "vi").await;
    let mut admin = signed_in(&test, Role::Admin, "en").await;
    let show = |vi: &str| {
        let page = "<form action=\"/admin/emergency/show\"></form>";
        Form::of(page, "/admin/emergency/show")
            .with("lobby.emergency.vi", vi)
            .with("lobby.emergency.en", "Fire")
    };
    show("Cháy").save(&mut manager).await;
    let seen = manager.get("/admin/emergency").await.text;
    show("Cháy ở tầng 2").save(&mut admin).await;
    let answer = Form::of(&seen, "/admin/emergency/withdraw").send(&mut manager).await;
    assert_eq!(answer.status, 409);
    assert!(text_of(&answer.text, "admin-notice").contains("vừa sửa thông báo"));
    assert!(text_of(&answer.text, "emergency-stands").contains("Cháy ở tầng 2"));
    // Somebody changes something else between the page and the key: the message does not wait for it.
    let rules = Form::open(&mut admin, "/admin/rules").await;
    rules.with("rules.recalls_max", "9").save(&mut admin).await;
    Form::of(&answer.text, "/admin/emergency/withdraw").save(&mut manager).await;
    assert_eq!(lobby(&test).get("emergency"), None);
    // A message that is not whole is not shown, however it is sent.
    let empty = show(" ").send(&mut manager).await;
    assert_eq!((empty.status, lobby(&test).get("emergency")), (422, None));
}

#[tokio::test]
async fn the_lobby_is_in_the_file_of_the_configuration_with_names() {
    let test = TestServer::start().await;
    let mut admin = signed_in(&test, Role::Admin, "en").await;
    let document = admin.post("/admin/transfer/export", "").await.text;
    assert!(document.contains("[lobby]"), "{document}");
    let changed = document
        .replace("times = 2", "times = 0")
        .replace("[lobby]", "[lobby]\nemergency = { vi = \"Cháy\", en = \"Fire\" }");
    assert_ne!(document, changed);
    let page = admin_form::upload(&test, &admin, "/admin/transfer/check", changed.as_bytes()).await;
    assert_eq!(page.status, 200, "{}", page.text);
    for part in
        ["Emergency message, Voice in the lobby", "Message (English)", "Twice", "the chime alone"]
    {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
}

#[tokio::test]
async fn a_call_is_heard_in_the_voice_that_is_being_chosen() {
    let speaker = Speaker::new();
    let voice_command = SpeechCommand::parse(&speaker.command()).unwrap();
    let test = TestServer::start_with(Settings { voice_command, ..settings() }).await;
    let mut admin = signed_in(&test, Role::Admin, "vi").await;
    let form = Form::open(&mut admin, "/admin/voice").await;
    let to =
        form.with("lobby.voice.region", "south").at("/admin/voice/listen").save(&mut admin).await;
    assert_eq!(to, "/admin/voice/listen?region=south");
    assert_eq!(lobby(&test)["voice"]["region"], "north", "nothing is saved");

    let page = admin.get(&to).await.text;
    let said = text_of(&page, "saying-vi");
    assert!(said.contains("Mời công dân có số thứ tự A không hai năm đến quầy số một"), "{said}");
    assert!(text_of(&page, "saying-en").contains("Number"), "{page}");
    for language in ["vi", "en"] {
        let path = format!(
            "/admin/voice/sound?number=A025&desk=1&language={language}&region=south&times=1"
        );
        assert!(page.contains(&path.replace('&', "&#38;")), "{path}: {page}");
        let sound = admin.get(&path).await;
        assert_eq!((sound.status, sound.header("content-type")), (200, "audio/wav"));
    }
    let voices: Vec<String> =
        speaker.said().iter().map(|said| said.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(voices, ["vi-vn-x-south", "en"], "made once, for the page and its players");

    // Another call; what is no number is told beside it.
    let other = "/admin/voice/listen?number=Đ7&desk=3&region=north&times=3";
    let page = admin.get(&other.replace('Đ', "%C4%90")).await.text;
    let said = text_of(&page, "saying-vi");
    assert!(said.contains("đê bảy đến quầy số ba, lần cuối"), "{said}");
    let wrong = admin.get("/admin/voice/listen?number=A-1").await;
    assert_eq!(wrong.status, 422);
    assert!(error_at(&wrong.text, "f-number").contains("tối đa 8"), "{}", wrong.text);

    let mut staff = signed_in(&test, Role::Staff, "vi").await;
    for path in
        [to.as_str(), "/admin/voice/sound?number=A1&desk=1&language=vi&region=north&times=1"]
    {
        assert_eq!(staff.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_speak_says_so_where_one_listens() {
    let voice_command = SpeechCommand::parse("no-such-program {voice}").unwrap();
    let test = TestServer::start_with(Settings { voice_command, ..settings() }).await;
    let mut admin = signed_in(&test, Role::Admin, "vi").await;
    let page = admin.get("/admin/voice/listen").await;
    assert_eq!(page.status, 200);
    assert!(text_of(&page.text, "listen-silent").contains("không đọc được"), "{}", page.text);
    assert!(!page.text.contains("<audio"), "no player that stays silent");
}
