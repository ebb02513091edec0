//! The least that a server must do to give a number: what ours is measured against.

use std::path::Path;
use std::sync::mpsc;
use std::thread;

use anyhow::Context;
use axum::extract::{Path as UrlPath, State};
use axum::http::StatusCode;
use axum::routing::put;
use axum::{Json, Router};
use clap::ValueEnum;
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// What a limit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Limit {
    /// Reads the request, answers it.
    Bare,
    /// The same with one INSERT, committed to disk by itself before the answer.
    Insert,
    /// The same, where inserts that wait together share one commit.
    Group,
}

impl Limit {
    /// As it stands on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Insert => "insert",
            Self::Group => "group",
        }
    }

    /// How many inserts share a commit at most.
    fn batch_max(self) -> usize {
        match self {
            Self::Bare | Self::Insert => 1,
            Self::Group => 256,
        }
    }
}

/// One row to insert and whom to tell when it is on disk.
type Row = (String, oneshot::Sender<i64>);

/// Serves until it is ended; says `listening on http://…` first, as our server does.
///
/// # Errors
/// When the database or the port cannot be had.
pub async fn serve(limit: Limit, folder: &Path) -> anyhow::Result<()> {
    let writer = if limit == Limit::Bare { None } else { Some(start_writer(limit, folder)?) };
    let router = Router::new().route("/api/v1/tickets/{id}", put(issue)).with_state(writer);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    #[expect(clippy::print_stdout, reason = "the first line tells whoever started it the port")]
    {
        println!("listening on http://{address}");
    }
    axum::serve(listener, router).await.context("the limit stopped")
}

async fn issue(
    State(writer): State<Option<mpsc::Sender<Row>>>,
    UrlPath(id): UrlPath<String>,
    Json(body): Json<Value>,
) -> Result<(StatusCode, Json<Value>), StatusCode> {
    let number = match writer {
        None => 1,
        Some(writer) => {
            let (tell, told) = oneshot::channel();
            let text = json!({ "ticket": id, "wish": body }).to_string();
            writer.send((text, tell)).map_err(|_gone| StatusCode::SERVICE_UNAVAILABLE)?;
            told.await.map_err(|_gone| StatusCode::SERVICE_UNAVAILABLE)?
        }
    };
    let answer = json!({
        "id": id, "number": format!("A{number:03}"), "service": body["service"], "state": "waiting",
        "issued_at": "2026-11-21T08:00:00+07:00", "business_date": "2026-11-21", "people_ahead": number,
        "wait_minutes": { "likely": 10, "cautious": 20 },
        "public_url": "http://127.0.0.1:8080/t/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    });
    Ok((StatusCode::CREATED, Json(answer)))
}

fn start_writer(limit: Limit, folder: &Path) -> anyhow::Result<mpsc::Sender<Row>> {
    let database = Connection::open(folder.join(format!("{}.sqlite", limit.name())))?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "FULL")?;
    database.execute_batch(
        "CREATE TABLE events (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT",
    )?;
    let (sender, rows) = mpsc::channel::<Row>();
    thread::Builder::new()
        .name("limit-writer".to_owned())
        .spawn(move || write(database, &rows, limit.batch_max()))?;
    Ok(sender)
}

/// Writes batches until nobody can send any more. A limit that cannot write tells nobody, and its caller
/// fails.
fn write(mut database: Connection, rows: &mpsc::Receiver<Row>, batch_max: usize) {
    while let Ok(first) = rows.recv() {
        let mut batch = vec![first];
        while batch.len() < batch_max
            && let Ok(next) = rows.try_recv()
        {
            batch.push(next);
        }
        if let Ok(numbers) = commit(&mut database, &batch) {
            for ((_, tell), number) in batch.into_iter().zip(numbers) {
                // Whoever asked may have hung up.
                let _ = tell.send(number);
            }
        }
    }
}

fn commit(database: &mut Connection, batch: &[Row]) -> rusqlite::Result<Vec<i64>> {
    let transaction = database.transaction()?;
    let mut numbers = Vec::with_capacity(batch.len());
    {
        let mut insert =
            transaction.prepare_cached("INSERT INTO events (at_ms, body) VALUES (?1, ?2)")?;
        for (body, _) in batch {
            numbers.push(insert.insert((1_790_000_000_000_i64, body))?);
        }
    }
    transaction.commit()?;
    Ok(numbers)
}
