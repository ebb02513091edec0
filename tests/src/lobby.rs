//! The lobby of a center, set up as `config import` sets it up, while the server runs.

use std::fs;

use anyhow::Context;
use toml::{Table, Value};

use crate::center::Center;
use crate::programs::run_to_end;

/// Changes how calls are spoken: the fields of the configuration's `lobby.voice`.
///
/// # Errors
/// When the server's program refuses.
pub async fn set_voice(center: &Center, settings: &[(&str, Value)]) -> anyhow::Result<()> {
    change(center, |document| {
        let voice = table_in(table_in(document, "lobby")?, "voice")?;
        for (name, value) in settings {
            voice.insert((*name).to_owned(), value.clone());
        }
        Ok(())
    })
    .await
}

/// Lets a message, in Vietnamese and English, take all boards; or withdraws it.
///
/// # Errors
/// When the server's program refuses.
pub async fn set_emergency(center: &Center, message: Option<[&str; 2]>) -> anyhow::Result<()> {
    change(center, |document| {
        let lobby = table_in(document, "lobby")?;
        lobby.remove("emergency");
        if let Some([vi, en]) = message {
            let text = [("vi", vi), ("en", en)].map(|(code, text)| (code.to_owned(), text.into()));
            lobby.insert("emergency".to_owned(), Value::Table(Table::from_iter(text)));
        }
        Ok(())
    })
    .await
}

/// Leaves only those entries of the playlist that are of a kind.
///
/// # Errors
/// When the server's program refuses.
pub async fn keep_tips_of_kind(center: &Center, kind: &str) -> anyhow::Result<()> {
    change(center, |document| {
        let tips = document.get_mut("tips").and_then(Value::as_array_mut).context("no tips")?;
        tips.retain(|tip| tip.get("kind").and_then(Value::as_str) == Some(kind));
        anyhow::ensure!(!tips.is_empty(), "no tip is of the kind {kind}");
        Ok(())
    })
    .await
}

async fn change(
    center: &Center,
    edit: impl FnOnce(&mut Table) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let folder = center.folder();
    let data = folder.join("data").to_string_lossy().into_owned();
    let file = folder.join("center.toml").to_string_lossy().into_owned();
    run_to_end("counter-server", &["config", "export", "--data", &data, "--to", &file], "").await?;
    let mut document: Table = toml::from_str(&fs::read_to_string(&file)?)?;
    edit(&mut document)?;
    fs::write(&file, toml::to_string(&document)?)?;
    run_to_end("counter-server", &["config", "import", "--data", &data, "--from", &file], "")
        .await
        .map(drop)
}

fn table_in<'t>(table: &'t mut Table, name: &str) -> anyhow::Result<&'t mut Table> {
    let entry = table.entry(name).or_insert_with(|| Value::Table(Table::new()));
    entry.as_table_mut().with_context(|| format!("{name} is no table"))
}
