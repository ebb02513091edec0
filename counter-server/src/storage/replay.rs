//! From the log to the day.

use rusqlite::Connection;
use shared::catalog::Catalog;
use shared::day::Day;
use shared::protocol::LiveEvent;

use super::{StorageError, events};
use crate::views;

/// The day as the log leaves it, with the news of its events.
#[derive(Debug)]
pub struct Replayed {
    /// The day.
    pub day: Day,
    /// The news from the last turn of the day on, each with whether the lobby may see it.
    pub news: Vec<(LiveEvent, bool)>,
}

/// Folds the log from the last turn of the day on.
///
/// # Errors
/// When the log cannot be read.
pub fn replay(connection: &Connection, catalog: &Catalog) -> Result<Replayed, StorageError> {
    let from = events::last_day_opened(connection)?.unwrap_or(1);
    let mut day = Day::new();
    let mut news = Vec::new();
    let mut next = from;
    events::read_from(connection, from, |stored| {
        // A log with a hole tells another story than the one that people were told.
        if stored.logged.seq != next {
            return Err(StorageError::Unreadable {
                table: "events",
                row: next.to_string(),
                reason: "it is missing; restore the last backup".to_owned(),
            });
        }
        next += 1;
        day.apply(&stored.logged);
        let is_public = stored.logged.event.what.is_public();
        news.push((views::live_event(&day, catalog, &stored.logged), is_public));
        Ok(())
    })?;
    Ok(Replayed { day, news })
}
