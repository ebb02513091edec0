//! `voice say` and `voice check`: beside the server, on the data of a center.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use shared::announcement::{Announcement, LAST_CALL_TIMES};
use shared::catalog::Catalog;
use shared::ids::DeskId;
use shared::text::Language;

use super::clips::try_clip;
use super::{Source, Voice, VoiceCheckOptions, VoiceSayOptions, voice_of};
use crate::data_folder::DataFolder;
use crate::storage::catalogs;
use crate::storage::database::{self, Purpose};

/// How long to wait for a server that writes.
const STORAGE_WAIT: Duration = Duration::from_secs(10);

/// Every digit, so that a call of this number needs every clip of a digit.
const EVERY_DIGIT: &str = "0123456789";

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// One line for each thing that was found.
    pub lines: Vec<String>,
    /// Whether every call can be said in Vietnamese.
    pub is_heard: bool,
}

fn catalog(folder: &DataFolder) -> anyhow::Result<Catalog> {
    folder.require_database()?;
    let connection = database::open_current(&folder.database(), Purpose::Read, STORAGE_WAIT)?;
    Ok(catalogs::newest(&connection)?.catalog)
}

/// `voice say`: writes one saying of a call into a file.
///
/// # Errors
/// One sentence: no database, no such desk, no voice, or the file cannot be written.
pub async fn say_to(options: &VoiceSayOptions) -> anyhow::Result<()> {
    let folder = DataFolder::new(&options.folder.data);
    let catalog = catalog(&folder)?;
    let desk = catalog
        .desk(&DeskId::from(options.desk.as_str()))
        .with_context(|| format!("there is no desk {}", options.desk))?;
    let call = Announcement {
        number: &options.number,
        desk: &desk.name,
        language: options.language,
        region: catalog.lobby.voice.region,
        times: options.times,
    };
    let voice = Voice::new(folder.path(), options.command.voice_command.clone());
    let said = voice.say(&call).await?;
    let to = &options.to;
    std::fs::write(to, &said.wav).with_context(|| format!("{} cannot be written", to.display()))
}

/// `voice check`: tries the program that speaks with each voice that the center uses, and looks for the clips of
/// every call that the center can make.
///
/// # Errors
/// One sentence: there is no database.
pub async fn check(options: &VoiceCheckOptions) -> anyhow::Result<Checked> {
    let folder = DataFolder::new(&options.folder.data);
    let catalog = catalog(&folder)?;
    let voice = Voice::new(folder.path(), options.command.voice_command.clone());
    let mut checked = Checked::default();
    for language in [Language::Vi, Language::En] {
        let speaks = check_command(&voice, &catalog, language, &mut checked.lines).await;
        let recorded = check_clips(&voice, &catalog, language, &mut checked.lines);
        if language == Language::Vi {
            checked.is_heard = speaks || recorded;
        }
    }
    Ok(checked)
}

/// Has the program speak a call without the cache.
async fn check_command(
    voice: &Voice,
    catalog: &Catalog,
    language: Language,
    lines: &mut Vec<String>,
) -> bool {
    let desk = catalog.desks.first().map_or("1", |desk| desk.name.as_str());
    let region = catalog.lobby.voice.region;
    let call = Announcement { number: EVERY_DIGIT, desk, language, region, times: 1 };
    let source = Source::Command { voice: voice_of(&call), text: call.sentence() };
    let Source::Command { voice: name, text } = &source else { return false };
    let spoken = match voice.command.run(name, text).await {
        Ok(bytes) => super::levelled(&bytes),
        Err(error) => Err(error.into()),
    };
    lines.push(match &spoken {
        Ok(_) => format!("{}: the voice {name} speaks", language.code()),
        Err(error) => format!("{}: the voice {name} does not speak: {error}", language.code()),
    });
    spoken.is_ok()
}

/// Whether every call of the center can be said with clips.
fn check_clips(
    voice: &Voice,
    catalog: &Catalog,
    language: Language,
    lines: &mut Vec<String>,
) -> bool {
    let code = language.code();
    if !voice.clips.has_any(language) {
        lines.push(format!("{code}: no recorded clips"));
        return false;
    }
    let needed = needed(catalog, language);
    let (there, missing): (Vec<PathBuf>, Vec<PathBuf>) =
        needed.iter().map(|name| voice.clips.file(language, name)).partition(|file| file.is_file());
    let broken: Vec<String> =
        there.iter().filter_map(|file| try_clip(file).err()).map(|it| it.to_string()).collect();
    lines.push(format!("{code}: {} of {} recorded clips", there.len(), needed.len()));
    lines.extend(missing.iter().map(|file| format!("{code}: missing: {}", file.display())));
    lines.extend(broken.iter().map(|sentence| format!("{code}: {sentence}")));
    missing.is_empty() && broken.is_empty()
}

/// The clips of every number at every desk.
fn needed(catalog: &Catalog, language: Language) -> BTreeSet<String> {
    let region = catalog.lobby.voice.region;
    let prefixes = catalog.services.iter().map(|service| service.prefix.as_str());
    let numbers: String = prefixes.chain([EVERY_DIGIT]).collect();
    let desks = catalog.desks.iter().map(|desk| desk.name.as_str());
    desks
        .flat_map(|desk| {
            let times = LAST_CALL_TIMES;
            Announcement { number: &numbers, desk, language, region, times }.clips()
        })
        .flatten()
        .collect()
}
