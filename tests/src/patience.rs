//! Waiting for something to become true, with a limit: never for a length of time.

use std::time::{Duration, Instant};

use anyhow::bail;

/// How long a program of ours may take to show what it knows. Ample, since it only matters when something hangs.
pub const SOON: Duration = Duration::from_secs(20);

/// How long it may take until programs that lost each other have met again.
pub const RECOVERY: Duration = Duration::from_secs(60);

const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// Looks again and again until there is an answer.
///
/// # Errors
/// When there is none within `limit`: says what was waited for, and the last error seen.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut look: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let begun = Instant::now();
    loop {
        let seen = look().await;
        if let Ok(Some(answer)) = seen {
            return Ok(answer);
        }
        if begun.elapsed() >= limit {
            match seen {
                Err(error) => bail!("{what}: not within {} s: {error:#}", limit.as_secs()),
                Ok(_) => bail!("{what}: not within {} s", limit.as_secs()),
            }
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
