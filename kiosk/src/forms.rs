//! The forms and the key for sealing, as the server last gave them: kept on disk for a start without a server.
//!
//! Nothing about a person stands here.

use std::fs;
use std::path::PathBuf;

use reqwest::StatusCode;
use reqwest::header::{ETAG, IF_NONE_MATCH};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::protocol::{FormsView, SealingKey};

use crate::api::Api;
use crate::files;

const FORMS_FILE: &str = "forms.json";
const KEY_FILE: &str = "sealing-key.json";

/// The forms with the mark by which the server knows whether they changed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeptForms {
    pub(crate) etag: Option<String>,
    pub(crate) view: FormsView,
}

/// A folder of what the server gave, or none.
#[derive(Clone, Debug)]
pub(crate) struct FormCache {
    folder: Option<PathBuf>,
}

impl FormCache {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// The forms of before; none when there are none, or when this version of the kiosk cannot read them.
    pub(crate) fn forms(&self) -> Option<KeptForms> {
        self.read(FORMS_FILE)
    }

    pub(crate) fn key(&self) -> Option<SealingKey> {
        self.read(KEY_FILE)
    }

    pub(crate) fn keep_forms(&self, forms: &KeptForms) {
        self.write(FORMS_FILE, forms);
    }

    pub(crate) fn keep_key(&self, key: &SealingKey) {
        self.write(KEY_FILE, key);
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let text = fs::read(self.folder.as_ref()?.join(name)).ok()?;
        match serde_json::from_slice(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                tracing::warn!(%name, %error, "what was kept of the server's answer cannot be read");
                None
            }
        }
    }

    fn write(&self, name: &str, value: &impl Serialize) {
        let Some(folder) = &self.folder else { return };
        let written = serde_json::to_vec(value)
            .map_err(std::io::Error::other)
            .and_then(|text| files::write(folder, name, &text));
        if let Err(error) = written {
            tracing::error!(%name, %error, "the server's answer cannot be kept");
        }
    }
}

/// What the server says to the question for the forms.
pub(crate) enum FormsAnswer {
    Fresh(Box<KeptForms>),
    Same,
    None,
}

/// The forms, unless they are still those of this tag.
pub(crate) async fn ask_forms(api: &Api, etag: Option<&str>) -> FormsAnswer {
    let mut request = api.get("forms");
    if let Some(etag) = etag {
        request = request.header(IF_NONE_MATCH, etag);
    }
    let response = match request.send().await {
        Ok(response) if response.status() == StatusCode::NOT_MODIFIED => {
            return FormsAnswer::Same;
        }
        Ok(response) if response.status().is_success() => response,
        Ok(response) => {
            tracing::warn!(status = %response.status(), "the server gives no forms");
            return FormsAnswer::None;
        }
        Err(error) => {
            tracing::debug!(%error, "no answer to the question for forms");
            return FormsAnswer::None;
        }
    };
    let etag = response.headers().get(ETAG).and_then(|tag| Some(tag.to_str().ok()?.to_owned()));
    match response.json().await {
        Ok(view) => FormsAnswer::Fresh(Box::new(KeptForms { etag, view })),
        Err(error) => {
            tracing::error!(%error, "the forms cannot be read");
            FormsAnswer::None
        }
    }
}

/// The key for sealing.
pub(crate) async fn ask_key(api: &Api) -> Option<SealingKey> {
    let response = api.get("kiosk/sealing-key").send().await.ok()?;
    if !response.status().is_success() {
        tracing::warn!(status = %response.status(), "the server gives no key for sealing");
        return None;
    }
    response.json().await.ok()
}
