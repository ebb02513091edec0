//! Sending forms: at once, sealed on disk while the server is away, and after a restart; forms for a cold start.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails like the test")]

mod fake_server;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crypto_box::SecretKey;
use fake_server::{Answer, FakeServer, Seen};
use kiosk::declarations::Declarations;
use kiosk::session::{FormNews, NotContinued, Secret};
use shared::form::{Answer as Given, Answers, sample_forms};
use shared::ids::{DeclarationId, FormId};
use shared::protocol::{DeclarationRequest, FormsView, SealedDeclarationRequest};
use shared::text::Language;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(20);
const CANARY: &str = "Canary Chimyen";

fn id(n: u128) -> DeclarationId {
    DeclarationId(Uuid::from_u128(n))
}

fn request(complete: bool) -> DeclarationRequest {
    let name = "requester_name".parse().unwrap();
    DeclarationRequest {
        form: FormId::from("birth-registration"),
        version: 1,
        language: Language::Vi,
        notice_version: 1,
        answers: Answers::from_iter([(name, Given::Text(CANARY.to_owned()))]),
        complete,
    }
}

fn kept(id: &str) -> String {
    format!(
        r#"{{"id":"{id}","code":"40718265","expires_at":"2026-11-22T00:00:00+07:00","erase_on":"2026-11-22"}}"#
    )
}

/// A server that can be cut off; it gives forms and the key of the day.
fn server(secret: &SecretKey, away: &Arc<AtomicBool>) -> FakeServer {
    let public = STANDARD.encode(secret.public_key().as_bytes());
    let view = FormsView { forms: sample_forms().unwrap(), notice: None };
    let forms = serde_json::to_string(&view).unwrap();
    let away = Arc::clone(away);
    FakeServer::answering(move |seen: &Seen, _| -> Answer {
        if away.load(Ordering::SeqCst) {
            return None;
        }
        match (seen.method.as_str(), seen.path.as_str()) {
            ("GET", "/api/v1/forms") if seen.headers.contains("if-none-match: \"f1\"") => {
                Some((304, "", String::new()))
            }
            ("GET", "/api/v1/forms") => Some((200, "ETag: \"f1\"\r\n", forms.clone())),
            ("GET", "/api/v1/kiosk/sealing-key") => {
                Some((200, "", format!(r#"{{"date":"2026-11-21","public_key":"{public}"}}"#)))
            }
            ("PUT", path) if path.ends_with("9") => {
                Some((422, "", r#"{"code":"invalid_request","message":"Xin xem lại."}"#.to_owned()))
            }
            ("PUT", path) => Some((201, "", kept(path.rsplit('/').next().unwrap()))),
            _ => Some((404, "", r#"{"code":"unknown_code","message":"Không có."}"#.to_owned())),
        }
    })
}

fn start(server: &FakeServer, folder: &Path) -> (Declarations, Receiver<FormNews>) {
    let (told, news) = channel();
    let told = std::sync::Mutex::new(told);
    let tell = move |news| drop(told.lock().unwrap().send(news));
    (Declarations::start(&server.url, "t", Some(folder), tell).unwrap(), news)
}

/// The next news that is not the forms.
fn answer(news: &Receiver<FormNews>) -> FormNews {
    loop {
        match news.recv_timeout(PATIENCE).unwrap() {
            FormNews::Forms(_) => {}
            other => return other,
        }
    }
}

fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "{what} did not happen");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn files(folder: &Path, ending: &str) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder.join("declarations")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.to_string_lossy().ends_with(ending)).collect()
}

fn is_found_on_disk(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder.join("declarations")).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        let content = fs::read(&path).unwrap();
        content.windows(text.len()).any(|part| part == text.as_bytes())
            || path.to_string_lossy().contains(text)
    })
}

#[test]
fn a_form_is_sent_and_the_answer_told() {
    let folder = tempfile::tempdir().unwrap();
    let secret = SecretKey::generate(&mut crypto_box::aead::OsRng);
    let server = server(&secret, &Arc::default());
    let (declarations, news) = start(&server, folder.path());
    declarations.keep(id(1), request(false), Language::En);
    match answer(&news) {
        FormNews::Kept(kept) => assert_eq!((kept.id, kept.code.as_str()), (id(1), "40718265")),
        other => panic!("{other:?}"),
    }
    let seen = server.seen("PUT").remove(0);
    assert!(seen.headers.contains("accept-language: en"));
    assert_eq!(serde_json::from_str::<DeclarationRequest>(&seen.body).unwrap(), request(false));
    declarations.keep(id(9), request(true), Language::Vi);
    match answer(&news) {
        FormNews::Refused { id: refused, message, language } => {
            assert_eq!(
                (refused, message.as_str(), language),
                (id(9), "Xin xem lại.", Language::Vi)
            );
        }
        other => panic!("{other:?}"),
    }
    declarations.go_on(Secret::from("12345678"), Language::Vi);
    match answer(&news) {
        FormNews::NotContinued(NotContinued::Refused { message, .. }) => {
            assert_eq!(message, "Không có.");
        }
        other => panic!("{other:?}"),
    }
    assert!(!is_found_on_disk(folder.path(), CANARY));
}

#[test]
fn without_a_server_a_whole_form_waits_sealed_and_goes_out_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let secret = SecretKey::generate(&mut crypto_box::aead::OsRng);
    let away = Arc::<AtomicBool>::default();
    let server = server(&secret, &away);
    let (declarations, news) = start(&server, folder.path());
    wait_for("the key is kept", || folder.path().join("declarations/sealing-key.json").exists());
    away.store(true, Ordering::SeqCst);
    declarations.keep(id(1), request(false), Language::Vi);
    assert!(matches!(answer(&news), FormNews::NotKept(part) if part == id(1)));
    for n in [2, 3] {
        declarations.keep(id(n), request(true), Language::Vi);
        assert!(matches!(answer(&news), FormNews::KeptHere(whole) if whole == id(n)));
    }
    assert_eq!(files(folder.path(), ".sealed").len(), 2);
    assert!(!is_found_on_disk(folder.path(), CANARY), "nobody reads it who takes the kiosk away");

    // The power goes, and comes back with the server.
    drop(declarations);
    fs::write(folder.path().join("declarations/half.new"), "x").unwrap();
    away.store(false, Ordering::SeqCst);
    let before = server.seen("PUT").len();
    let (_declarations, _news) = start(&server, folder.path());
    wait_for("everything is sent", || files(folder.path(), ".sealed").is_empty());
    assert_eq!(files(folder.path(), ".new").len(), 0);
    let sent = server.seen("PUT").split_off(before);
    let mut paths: Vec<&str> = sent.iter().map(|seen| seen.path.as_str()).collect();
    paths.dedup();
    assert_eq!(
        paths[..2],
        [format!("/api/v1/declarations/{}", id(2)), format!("/api/v1/declarations/{}", id(3))]
    );
    let sealed: SealedDeclarationRequest = serde_json::from_str(&sent[0].body).unwrap();
    assert_eq!(sealed.key_date.to_string(), "2026-11-21");
    let opened = secret.unseal(&STANDARD.decode(sealed.sealed).unwrap()).unwrap();
    assert_eq!(serde_json::from_slice::<DeclarationRequest>(&opened).unwrap(), request(true));
}

#[test]
fn a_cold_start_without_a_server_knows_the_forms() {
    let folder = tempfile::tempdir().unwrap();
    let secret = SecretKey::generate(&mut crypto_box::aead::OsRng);
    let away = Arc::<AtomicBool>::default();
    let server = server(&secret, &away);
    let (first, news) = start(&server, folder.path());
    assert!(matches!(news.recv_timeout(PATIENCE).unwrap(), FormNews::Forms(_)));
    wait_for("the key is kept", || folder.path().join("declarations/sealing-key.json").exists());
    drop(first);
    away.store(true, Ordering::SeqCst);
    let (declarations, news) = start(&server, folder.path());
    match news.recv_timeout(PATIENCE).unwrap() {
        FormNews::Forms(view) => assert_eq!(view.forms, sample_forms().unwrap()),
        other => panic!("{other:?}"),
    }
    // And can seal with the key of before.
    declarations.keep(id(4), request(true), Language::Vi);
    assert!(matches!(answer(&news), FormNews::KeptHere(_)));
}
