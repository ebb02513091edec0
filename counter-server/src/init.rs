//! `init`: a new center.

use std::fs;

use shared::catalog::{self, Catalog, Center, Lobby, QueueRules, Retention};
use shared::text::Text;

use crate::clock::Clock;
use crate::data_folder::{DataFolder, DataFolderError, make_private};
use crate::forms;
use crate::storage::{catalogs, database};

/// The sample centers that come with the program.
pub const SAMPLES: [&str; 1] = ["ward"];

/// Makes the data folder, its key and a database, with a sample center or with an empty one.
///
/// # Errors
/// One sentence: the folder is in use or cannot be written, a database stands there already, or there is
/// no such sample.
pub fn init(folder: &DataFolder, sample: Option<&str>, clock: &Clock) -> anyhow::Result<()> {
    let catalog = match sample {
        None => empty(),
        Some("ward") => catalog::ward()?,
        Some(other) => {
            anyhow::bail!("there is no sample `{other}`: choose from {}", SAMPLES.join(", "))
        }
    };
    folder.make()?;
    let _lock = folder.lock()?;
    let path = folder.database();
    // A write-ahead log that a broken-off restore left belongs to the database that was moved aside.
    if database::files(&path).iter().any(|file| file.exists()) {
        return Err(DataFolderError::AlreadyInitialised(folder.path().to_owned()).into());
    }
    folder.key()?;
    // A database that is only half made never stands under its name.
    let unfinished = path.with_extension("unfinished");
    database::remove(&unfinished)?;
    let connection = database::create(&unfinished)?;
    catalogs::insert(&connection, &catalog, clock.now())?;
    database::checkpoint(&connection)?;
    database::close(connection)?;
    make_private(&unfinished)?;
    if sample.is_some() {
        let cannot = |reason| DataFolderError::NotWritable { path: folder.forms(), reason };
        forms::write_sample(&folder.forms()).map_err(cannot)?;
    }
    fs::rename(&unfinished, &path)?;
    Ok(())
}

/// A center that offers nothing yet.
fn empty() -> Catalog {
    let text = |vi: &str, en: &str| Text { vi: vi.to_owned(), en: en.to_owned() };
    Catalog {
        center: Center {
            agency: text("Ủy ban nhân dân", "People's Committee"),
            name: text("Trung tâm Phục vụ hành chính công", "Public Service Center"),
            slogan: text(
                "Hành chính thông minh – Tận tâm phục vụ",
                "Smart administration – Devoted service",
            ),
            closing_line: text(
                "Vui lòng giữ phiếu và chờ gọi số",
                "Please keep this ticket and wait for your number",
            ),
            time_zone: chrono_tz::Asia::Ho_Chi_Minh,
        },
        services: Vec::new(),
        procedures: Vec::new(),
        desks: Vec::new(),
        priorities: Vec::new(),
        hours: Vec::new(),
        holidays: Vec::new(),
        pause_reasons: Vec::new(),
        rules: QueueRules::default(),
        retention: Retention::default(),
        zones: Vec::new(),
        lobby: Lobby::default(),
        tips: Vec::new(),
    }
}
