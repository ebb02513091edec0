//! Erasing what belongs to persons once its time is over: the key, the rows, and what SQLite keeps of them.

use chrono::{Days, NaiveDate};

use super::thread::Core;
use crate::personal::KeyUse;
use crate::storage::database::Emptied;
use crate::storage::{database, notes, transaction};

impl Core {
    /// Erases what is due. What cannot be done now is tried again with the next look.
    pub(super) fn erase_what_is_due(&mut self) {
        let Some(today) = self.day.business_date() else { return };
        let erased = self.throw_keys_away(today).and_then(|first_kept| {
            if self.erased_for == Some((today, self.catalog.retention.note_days)) {
                return Ok(true);
            }
            self.try_erase(first_kept)
        });
        match erased {
            Ok(true) => self.erased_for = Some((today, self.catalog.retention.note_days)),
            Ok(false) => tracing::debug!("somebody still reads what is to be erased"),
            Err(error) => tracing::warn!(%error, "erasing is tried again"),
        }
    }

    /// Throws the keys of past dates away, each time anew: a request that was under way at the turn of the
    /// day may have made one. Gives the first date whose notes are kept.
    fn throw_keys_away(&self, today: NaiveDate) -> anyhow::Result<NaiveDate> {
        let kept_days = Days::new(u64::from(self.catalog.retention.note_days));
        let first_kept = today.checked_sub_days(kept_days).unwrap_or(NaiveDate::MIN);
        let persons = self.date_keys.throw_away_before(today, KeyUse::Persons)?;
        // Without the key no copy of the rows can be read, in no backup either.
        let keys = self.date_keys.throw_away_before(first_kept, KeyUse::Notes)?;
        if keys + persons > 0 {
            tracing::info!(notes = keys, persons, "keys of past dates thrown away");
        }
        Ok(first_kept)
    }

    /// Whether everything is erased now.
    fn try_erase(&mut self, first_kept: NaiveDate) -> anyhow::Result<bool> {
        if notes::has_before(&self.connection, first_kept)? {
            transaction::begin_writing(&self.connection)?;
            let erased = notes::delete_before(&self.connection, first_kept)
                .and_then(|rows| transaction::commit(&self.connection).map(|()| rows));
            match erased {
                Ok(rows) => tracing::info!(rows, "notes deleted"),
                Err(error) => {
                    if transaction::is_open(&self.connection) {
                        transaction::roll_back(&self.connection)?;
                    }
                    return Err(error.into());
                }
            }
            self.is_wal_stale = true;
        }
        if self.is_wal_stale {
            if database::empty_log(&self.connection, self.storage_wait)? == Emptied::Busy {
                return Ok(false);
            }
            self.is_wal_stale = false;
        }
        Ok(true)
    }
}
