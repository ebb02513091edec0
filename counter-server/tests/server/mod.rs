//! A real server in this process on a free port, and clients by role.

#![allow(dead_code, reason = "every test program uses its own part of it")]

pub(crate) mod catalog;
pub(crate) mod client;
pub(crate) mod program;
pub(crate) mod stream;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use counter_server::auth::{DeviceKind, Role};
use counter_server::clock::Clock;
use counter_server::data_folder::DataFolder;
use counter_server::enrol;
use counter_server::init;
use counter_server::server::Server;
use counter_server::settings::Settings;
use tempfile::TempDir;

use client::Client;

/// The password of everybody in these tests.
pub(crate) const PASSWORD: &str = "mật khẩu đủ dài";

/// A server over a data folder of its own.
pub(crate) struct TestServer {
    pub(crate) temporary: TempDir,
    settings: Settings,
    ahead_ms: Arc<AtomicI64>,
    server: Option<Server>,
}

impl TestServer {
    /// The sample center, just begun.
    pub(crate) async fn start() -> Self {
        Self::start_with(settings()).await
    }

    /// The sample center with other settings.
    pub(crate) async fn start_with(settings: Settings) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(&temporary.path().join("data"));
        init::init(&folder, Some("ward"), &Clock::system()).unwrap();
        let ahead_ms = Arc::new(AtomicI64::new(0));
        let mut test = Self { temporary, settings, ahead_ms, server: None };
        test.begin().await;
        test
    }

    async fn begin(&mut self) {
        let system = Clock::system();
        let ahead_ms = Arc::clone(&self.ahead_ms);
        let clock = Clock::from_source(move || {
            system.now() + TimeDelta::milliseconds(ahead_ms.load(Ordering::SeqCst))
        });
        let started = Server::start(&self.folder(), self.settings.clone(), clock).await;
        self.server = Some(started.unwrap());
    }

    pub(crate) fn folder(&self) -> DataFolder {
        DataFolder::new(&self.temporary.path().join("data"))
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder().database()
    }

    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    pub(crate) fn server_mut(&mut self) -> &mut Server {
        self.server.as_mut().unwrap()
    }

    /// Sets the server's clock forward.
    pub(crate) fn advance(&self, by: TimeDelta) {
        self.ahead_ms.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }

    pub(crate) async fn stop(&mut self) {
        self.server.take().unwrap().stop().await;
    }

    /// Stops the server and starts it again on the same data, on another port.
    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        self.begin().await;
    }

    /// Starts the server that was stopped.
    pub(crate) async fn begun_again(mut self) -> Self {
        self.begin().await;
        self
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.server().address())
    }

    /// Somebody who shows nothing.
    pub(crate) fn nobody(&self) -> Client {
        Client::new(self.base())
    }

    pub(crate) fn device(&self, kind: DeviceKind, name: &str) -> Client {
        let token = enrol::add_device(&self.folder(), kind, name, &Clock::system()).unwrap();
        self.nobody().with_token(token.reveal())
    }

    pub(crate) fn kiosk(&self) -> Client {
        self.device(DeviceKind::Kiosk, "Kiosk in the test")
    }

    pub(crate) fn board(&self) -> Client {
        self.device(DeviceKind::Board, "Board in the test")
    }

    /// Adds somebody and signs them in.
    pub(crate) async fn staff(&self, name: &str, role: Role, desk: Option<&str>) -> Client {
        self.add_staff(name, role);
        self.sign_in(name, desk).await
    }

    pub(crate) fn add_staff(&self, name: &str, role: Role) {
        let input = format!("{PASSWORD}\n");
        enrol::add_staff(&self.folder(), name, role, input.as_bytes(), &Clock::system()).unwrap();
    }

    pub(crate) async fn sign_in(&self, name: &str, desk: Option<&str>) -> Client {
        let request = serde_json::json!({"name": name, "password": PASSWORD, "desk": desk});
        let answer = self.nobody().post("/api/v1/session", &request).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        self.nobody().with_cookie(cookie)
    }

    /// Somebody signed in at a desk that is open.
    pub(crate) async fn open_desk(&self, desk: &str) -> Client {
        let client = self.staff(&format!("at desk {desk}"), Role::Staff, Some(desk)).await;
        let answer = client.press(desk, "open").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        client
    }
}

/// Any free port, and no wait for a database that another program holds.
pub(crate) fn settings() -> Settings {
    Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        requests_per_second_max: 0,
        ..Settings::default()
    }
}

/// Tries again until it holds; fails after ten seconds.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let waited = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waited)
        .await
        .unwrap_or_else(|_| panic!("in ten seconds it did not come true: {what}"));
}
