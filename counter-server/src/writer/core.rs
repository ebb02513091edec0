//! Everything that the writer owns; what it does with it stands in the files beside.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use shared::catalog::Catalog;
use shared::day::{Day, Paces};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use super::{Answer, Seen};
use crate::clock::Clock;
use crate::live::Feed;
use crate::personal::{DateKeys, DeclarationKeys};
use crate::published::Published;
use crate::storage::database::Connection;

/// The answers of a batch, each with whoever waits for it.
pub(super) type Answers = Vec<(oneshot::Sender<Answer>, Answer)>;

/// For what everything is erased. The hour is in it because a visit of an earlier date can end late, when a
/// kiosk was cut off and its tickets come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ErasedFor {
    pub(super) today: NaiveDate,
    pub(super) hour: u32,
    pub(super) note_days: u32,
    pub(super) declaration_days: u32,
}

/// Everything that the writer owns.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) connection: Connection,
    pub(super) day: Day,
    pub(super) catalog: Arc<Catalog>,
    pub(super) paces: Arc<Paces>,
    pub(super) clock: Arc<Clock>,
    pub(super) seen: Seen,
    pub(super) catalog_version: i64,
    pub(super) devices: Arc<BTreeMap<i64, String>>,
    pub(super) database: PathBuf,
    pub(super) storage_wait: Duration,
    pub(super) date_keys: Arc<DateKeys>,
    pub(super) declaration_keys: Arc<DeclarationKeys>,
    /// For what everything is erased.
    pub(super) erased_for: Option<ErasedFor>,
    /// Whether the write-ahead log may hold what was erased.
    pub(super) is_wal_stale: bool,
    /// Whether another program changed the catalogue, and nobody was told yet.
    pub(super) must_announce: bool,
    pub(super) published: Arc<Published>,
    pub(super) feed: Arc<Feed>,
    pub(super) answers: UnboundedSender<Answers>,
    /// Changes when another connection commits.
    pub(super) data_version: i64,
    pub(super) next_look: Instant,
    pub(super) next_due: DateTime<Utc>,
    /// The day in memory may differ from the log, which must be read again.
    pub(super) must_replay: bool,
}
