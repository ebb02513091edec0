//! Signing in under guessing: who is slowed down, and what is kept of it.

mod server;

use chrono::TimeDelta;
use counter_server::auth::{Role, Token};
use counter_server::storage::sessions::NewSession;
use counter_server::writer::{NotKept, Proof, Record, WriteError};
use rusqlite::Connection;
use serde_json::json;
use server::{PASSWORD, TestServer};

#[tokio::test]
async fn a_name_rests_after_five_failures() {
    let test = TestServer::start().await;
    test.add_staff("minh", Role::Manager);
    let path = "/api/v1/session";
    for _ in 0..5 {
        let wrong = json!({"name": "minh", "password": "wrong wrong"});
        test.nobody().post(path, &wrong).await.expect(401, "wrong_password");
    }
    let right = json!({"name": "Minh", "password": PASSWORD});
    let answer = test.nobody().post(path, &right).await.expect(429, "too_many_requests");
    let rest: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&rest));
}

#[tokio::test]
async fn tries_sent_together_are_counted_like_tries_sent_one_by_one() {
    let test = TestServer::start().await;
    test.add_staff("minh", Role::Manager);
    let client = test.nobody();
    let wrong = json!({"name": "minh", "password": "wrong wrong"});
    let tries = (0..30).map(|_| client.post("/api/v1/session", &wrong));
    let answers = futures_util::future::join_all(tries).await;
    let refused = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert!((5..=7).contains(&refused(401)), "{} of 30 were tried", refused(401));
    assert_eq!(refused(401) + refused(429), 30);
}

#[tokio::test]
async fn failures_fill_the_audit_only_for_people_who_exist() {
    let test = TestServer::start().await;
    test.add_staff("minh", Role::Manager);
    let path = "/api/v1/session";
    for n in 0..3 {
        let nobody = json!({"name": format!("nobody {n}"), "password": "wrong wrong"});
        test.nobody().post(path, &nobody).await.expect(401, "wrong_password");
    }
    let long = json!({"name": "m".repeat(61), "password": "wrong wrong"});
    for _ in 0..8 {
        test.nobody().post(path, &long).await.expect(401, "wrong_password");
    }
    let wrong = json!({"name": "minh", "password": "wrong wrong"});
    test.nobody().post(path, &wrong).await.expect(401, "wrong_password");
    let database = rusqlite::Connection::open(test.database()).unwrap();
    let rows = || -> (i64, i64) {
        let sql = "SELECT count(*), count(staff) FROM audit WHERE action = 'sign_in_failed'";
        database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    };
    server::until("the failure of a known name is kept", || async { rows().1 == 1 }).await;
    assert_eq!(rows().0, 1);
}

#[tokio::test]
async fn who_was_shut_out_while_signing_in_gets_no_session() {
    let test = TestServer::start().await;
    test.add_staff("minh", Role::Manager);
    let state = test.server().state();
    let sql = |statement: &str| {
        Connection::open(test.database()).unwrap().execute_batch(statement).unwrap();
    };
    let hash: String = Connection::open(test.database())
        .unwrap()
        .query_row("SELECT password_hash FROM staff", [], |row| row.get(0))
        .unwrap();
    let sign_in = async |proof: Proof| {
        let token = Token::new().unwrap();
        let session = NewSession {
            token: token.hash(),
            staff: 1,
            desk: None,
            expires_at: state.now() + TimeDelta::hours(1),
        };
        let kept = state.writer.record(Record::SignIn { session, proof }).await;
        kept.map(|()| token)
    };
    let refused = WriteError::NotKept(NotKept::NotSignedIn);
    let token = sign_in(Proof::Password(hash.clone())).await.unwrap();
    let changed = sign_in(Proof::Password("the hash before".to_owned())).await;
    assert_eq!(changed.unwrap_err(), refused);
    // A session leads to another one as long as it stands.
    let other = sign_in(Proof::Session(token.hash())).await.unwrap();
    sql("UPDATE staff SET deactivated_at_ms = 1");
    assert_eq!(sign_in(Proof::Password(hash)).await.unwrap_err(), refused);
    assert_eq!(sign_in(Proof::Session(token.hash())).await.unwrap_err(), refused);
    let client = test.nobody().with_cookie(format!("onestop_session={}", other.reveal()));
    client.get("/api/v1/session").await.expect(401, "not_signed_in");
}
