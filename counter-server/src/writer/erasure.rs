//! Erasing what belongs to persons once its time is over: the key, the rows, and what SQLite keeps of them.

use chrono::{Days, NaiveDate, Timelike};

use super::core::{Core, ErasedFor};
use crate::personal::{KeyUse, SEALING_DAYS};
use crate::storage::database::Emptied;
use crate::storage::{database, notes, transaction};

impl Core {
    /// Erases what is due. What cannot be done now is tried again with the next look.
    pub(super) fn erase_what_is_due(&mut self) {
        let Some(today) = self.day.business_date() else { return };
        let due = ErasedFor {
            today,
            hour: self.clock.now().hour(),
            note_days: self.catalog.retention.note_days,
            declaration_days: self.catalog.retention.declaration_days,
        };
        match self.try_erase(due) {
            Ok(true) => self.erased_for = Some(due),
            Ok(false) => tracing::debug!("somebody still reads what is to be erased"),
            Err(error) => tracing::warn!(%error, "erasing is tried again"),
        }
    }

    /// Throws the keys of past dates away, each time anew: a request that was under way at the turn of the
    /// day may have made one. Gives the first date whose notes are kept.
    fn throw_keys_away(&self, today: NaiveDate) -> anyhow::Result<NaiveDate> {
        let before = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
        let first_kept = before(u64::from(self.catalog.retention.note_days));
        let persons = self.date_keys.throw_away_before(today, KeyUse::Persons)?;
        // Without the key no copy of the rows can be read, in no backup either.
        let keys = self.date_keys.throw_away_before(first_kept, KeyUse::Notes)?;
        let codes = self.date_keys.throw_away_before(today, KeyUse::Codes)?;
        let sealing = self.date_keys.throw_away_before(before(SEALING_DAYS), KeyUse::Sealing)?;
        if keys + persons + codes + sealing > 0 {
            tracing::info!(notes = keys, persons, codes, sealing, "keys of past dates thrown away");
        }
        Ok(first_kept)
    }

    /// Whether everything is erased now.
    fn try_erase(&mut self, due: ErasedFor) -> anyhow::Result<bool> {
        let first_kept = self.throw_keys_away(due.today)?;
        if self.erased_for != Some(due) {
            self.delete_notes(first_kept)?;
            self.delete_declarations(due.today)?;
        }
        if self.is_wal_stale {
            if database::empty_log(&self.connection, self.storage_wait)? == Emptied::Busy {
                return Ok(false);
            }
            self.say_erased()?;
            self.is_wal_stale = false;
        }
        Ok(true)
    }

    fn delete_notes(&mut self, first_kept: NaiveDate) -> anyhow::Result<()> {
        if !notes::has_before(&self.connection, first_kept)? {
            return Ok(());
        }
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
        Ok(())
    }
}
