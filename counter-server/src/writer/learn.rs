//! Keeping what the events of a batch teach of paces.

use std::sync::Arc;

use super::core::Core;
use crate::lesson::Lesson;
use crate::storage::{StorageError, paces};

impl Core {
    /// Keeps a lesson, in the open transaction.
    pub(super) fn learn(&mut self, lesson: &Lesson) -> Result<(), StorageError> {
        match lesson {
            Lesson::Busy(sample) => {
                paces::insert(&self.connection, sample)?;
                Arc::make_mut(&mut self.paces).learn(&sample.service, sample.busy_seconds);
            }
            Lesson::Unlearn(sample) => {
                paces::delete_one(&self.connection, sample)?;
                self.paces = Arc::new(paces::read(&self.connection)?);
            }
        }
        Ok(())
    }
}
