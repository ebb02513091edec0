//! Signing in under guessing: who is slowed down, and what is kept of it.

mod server;

use counter_server::auth::Role;
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
