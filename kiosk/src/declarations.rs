//! Sends filled-in forms on a thread of its own: at once, or sealed in a folder until the server can be reached.
//!
//! One file a declaration, named by its id and written whole; ids grow with time, so that they are sent in order.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crypto_box::PublicKey;
use reqwest::header::ACCEPT_LANGUAGE;
use reqwest::{StatusCode, Url};
use shared::ids::DeclarationId;
use shared::protocol::{
    ContinueRequest, ContinuedDeclaration, DeclarationRequest, KeptDeclaration,
    SealedDeclarationRequest, SealingKey,
};
use shared::text::Language;
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::sleep;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::api::Api;
use crate::files;
use crate::forms::{FormCache, FormsAnswer, ask_forms, ask_key};
use crate::session::{FormNews, NotContinued, Secret};

/// How often the forms and the key are asked for; the answer is "not modified" nearly always.
const FORMS_EVERY: Duration = Duration::from_secs(30);
/// How soon they are asked for again after a failure.
const FORMS_AGAIN: Duration = Duration::from_secs(3);
const SEND_PAUSE_FIRST: Duration = Duration::from_secs(1);
/// Short: a ticket that waits to be merged waits for its declaration.
const SEND_PAUSE_MAX: Duration = Duration::from_secs(2);
const ENDING: &str = "sealed";

/// Something to do with a declaration.
enum Request {
    Keep { id: DeclarationId, request: Box<DeclarationRequest>, answer_in: Language },
    Continue { code: Secret, answer_in: Language },
}

/// Hands declarations to their thread.
#[derive(Clone, Debug)]
pub struct Declarations {
    requests: UnboundedSender<Request>,
}

impl Declarations {
    /// Starts to fetch forms and to send declarations. `folder`: where they wait while the server is away; without
    /// one they wait in memory. `tell` is called on the thread of this.
    ///
    /// # Errors
    /// When the folder cannot be made or the system gives no thread.
    pub fn start(
        server: &Url,
        token: &str,
        folder: Option<&Path>,
        tell: impl Fn(FormNews) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let folder = folder.map(|journal| journal.join("declarations"));
        let waiting = Waiting::open(folder.clone())?;
        let cache = FormCache::new(folder);
        let desk = Arc::new(SendingDesk {
            api: Api::new(server, token)?,
            key: Mutex::new(cache.key()),
            cache,
            waiting,
            more: Notify::new(),
            tell: Box::new(tell),
        });
        let (requests, queue) = unbounded_channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::Builder::new()
            .name("declarations".to_owned())
            .spawn(move || runtime.block_on(serve(desk, queue)))?;
        Ok(Self { requests })
    }

    /// Keeps a declaration, at the server or here.
    pub fn keep(&self, id: DeclarationId, request: DeclarationRequest, answer_in: Language) {
        self.send(Request::Keep { id, request: Box::new(request), answer_in });
    }

    /// Fetches what was begun under a code.
    pub fn go_on(&self, code: Secret, answer_in: Language) {
        self.send(Request::Continue { code, answer_in });
    }

    fn send(&self, request: Request) {
        if self.requests.send(request).is_err() {
            tracing::error!("the thread of declarations has ended");
        }
    }
}

/// The sentence of a refusal; its code changes nothing here.
#[derive(serde::Deserialize)]
struct Said {
    message: String,
}

struct SendingDesk {
    api: Api,
    cache: FormCache,
    key: Mutex<Option<SealingKey>>,
    waiting: Waiting,
    /// Something waits to be sent.
    more: Notify,
    tell: Box<dyn Fn(FormNews) + Send + Sync>,
}

async fn serve(desk: Arc<SendingDesk>, mut queue: UnboundedReceiver<Request>) {
    tokio::spawn(keep_forms(Arc::clone(&desk)));
    tokio::spawn(send_waiting(Arc::clone(&desk)));
    while let Some(request) = queue.recv().await {
        let desk = Arc::clone(&desk);
        tokio::spawn(async move {
            let news = match request {
                Request::Keep { id, request, answer_in } => {
                    desk.keep(id, &request, answer_in).await
                }
                Request::Continue { code, answer_in } => desk.go_on(&code, answer_in).await,
            };
            (desk.tell)(news);
        });
    }
}

async fn keep_forms(desk: Arc<SendingDesk>) {
    let mut etag = None;
    if let Some(kept) = desk.cache.forms() {
        etag = kept.etag;
        (desk.tell)(FormNews::Forms(Arc::new(kept.view)));
    }
    loop {
        let answer = ask_forms(&desk.api, etag.as_deref()).await;
        let reached = !matches!(answer, FormsAnswer::None);
        if let FormsAnswer::Fresh(kept) = answer {
            desk.cache.keep_forms(&kept);
            etag.clone_from(&kept.etag);
            (desk.tell)(FormNews::Forms(Arc::new(kept.view)));
        }
        if reached && let Some(key) = ask_key(&desk.api).await {
            desk.take_key(key);
        }
        sleep(if reached { FORMS_EVERY } else { FORMS_AGAIN }).await;
    }
}

/// Sends what waits, in order, for as long as the program runs.
async fn send_waiting(desk: Arc<SendingDesk>) {
    let mut pause = SEND_PAUSE_FIRST;
    loop {
        let Some((id, sealed)) = desk.waiting.first() else {
            desk.more.notified().await;
            continue;
        };
        match desk.put(id, &sealed, Language::Vi).await {
            Put::Kept(_) => desk.waiting.forget(id),
            Put::Refused(status, _) => {
                // Sealed for a key that the server threw away, or not what it takes: nothing mends that.
                tracing::error!(declaration = %id, %status, "a form that waited is not taken");
                desk.waiting.forget(id);
            }
            Put::NoAnswer => {
                sleep(pause).await;
                pause = (pause * 2).min(SEND_PAUSE_MAX);
                continue;
            }
        }
        pause = SEND_PAUSE_FIRST;
    }
}

/// What came of sending.
enum Put {
    Kept(Box<KeptDeclaration>),
    Refused(StatusCode, String),
    NoAnswer,
}

impl SendingDesk {
    async fn keep(
        &self,
        id: DeclarationId,
        request: &DeclarationRequest,
        answer_in: Language,
    ) -> FormNews {
        match self.put(id, request, answer_in).await {
            Put::Kept(kept) => FormNews::Kept(*kept),
            Put::Refused(_, message) => FormNews::Refused { id, message, language: answer_in },
            // What is not whole would be of no use here: the code to go on with is the server's.
            Put::NoAnswer if !request.complete => FormNews::NotKept(id),
            Put::NoAnswer => match self.keep_here(id, request) {
                Ok(()) => FormNews::KeptHere(id),
                Err(error) => {
                    tracing::error!(declaration = %id, %error, "a form cannot be kept here");
                    FormNews::NotKept(id)
                }
            },
        }
    }

    async fn put(
        &self,
        id: DeclarationId,
        body: &impl serde::Serialize,
        answer_in: Language,
    ) -> Put {
        let sent = self
            .api
            .put(&format!("declarations/{id}"))
            .header(ACCEPT_LANGUAGE, answer_in.code())
            .json(body)
            .send()
            .await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                tracing::warn!(declaration = %id, error = %error.without_url(), "no answer to a form");
                return Put::NoAnswer;
            }
        };
        let status = response.status();
        if status.is_success() {
            // An answer that was cut off: the same id gets it again.
            return response.json().await.map_or(Put::NoAnswer, |kept| Put::Kept(Box::new(kept)));
        }
        if is_passing(status) {
            tracing::warn!(declaration = %id, %status, "a form was not taken yet");
            return Put::NoAnswer;
        }
        let message = response.json::<Said>().await.map(|said| said.message);
        tracing::warn!(declaration = %id, %status, "a form is not taken");
        Put::Refused(status, message.unwrap_or_default())
    }

    fn keep_here(&self, id: DeclarationId, request: &DeclarationRequest) -> io::Result<()> {
        let key = lock(&self.key).clone().ok_or(io::ErrorKind::NotFound)?;
        let sealed = seal(&key, request)?;
        self.waiting.keep(id, sealed)?;
        self.more.notify_one();
        Ok(())
    }

    async fn go_on(&self, code: &Secret, answer_in: Language) -> FormNews {
        let sent = self
            .api
            .post("declarations/continue")
            .header(ACCEPT_LANGUAGE, answer_in.code())
            .json(&ContinueRequest { code: code.reveal().to_owned() })
            .send()
            .await;
        let Ok(response) = sent else { return FormNews::NotContinued(NotContinued::NoAnswer) };
        let status = response.status();
        if status.is_success() {
            return match response.json::<ContinuedDeclaration>().await {
                Ok(begun) => FormNews::Continued(Box::new(begun)),
                Err(_) => FormNews::NotContinued(NotContinued::NoAnswer),
            };
        }
        tracing::info!(%status, "a code opens no form");
        if is_passing(status) && status != StatusCode::TOO_MANY_REQUESTS {
            return FormNews::NotContinued(NotContinued::NoAnswer);
        }
        let message = response.json::<Said>().await.map(|said| said.message);
        FormNews::NotContinued(NotContinued::Refused {
            message: message.unwrap_or_default(),
            language: answer_in,
        })
    }

    fn take_key(&self, key: SealingKey) {
        let mut known = lock(&self.key);
        if known.as_ref() != Some(&key) {
            self.cache.keep_key(&key);
            *known = Some(key);
        }
    }
}

/// Whether the same may be taken later: the server is ill or busy, or does not know this kiosk at the moment.
fn is_passing(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS
        )
}

/// Seals a declaration so that only the server can open it.
fn seal(key: &SealingKey, request: &DeclarationRequest) -> io::Result<SealedDeclarationRequest> {
    let bytes = STANDARD.decode(&key.public_key).map_err(io::Error::other)?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| io::ErrorKind::InvalidData)?;
    let json = Zeroizing::new(serde_json::to_vec(request).map_err(io::Error::other)?);
    let sealed = PublicKey::from_bytes(bytes)
        .seal(&mut crypto_box::aead::OsRng, &json)
        .map_err(|_| io::Error::other("the form cannot be sealed"))?;
    Ok(SealedDeclarationRequest { sealed: STANDARD.encode(sealed), key_date: key.date })
}

/// What waits for the server, by id, which is the order of time.
struct Waiting {
    folder: Option<PathBuf>,
    all: Mutex<BTreeMap<DeclarationId, SealedDeclarationRequest>>,
}

impl Waiting {
    fn open(folder: Option<PathBuf>) -> io::Result<Self> {
        let mut all = BTreeMap::new();
        if let Some(folder) = &folder {
            fs::create_dir_all(folder)?;
            for name in files::names(folder, ENDING)? {
                match read(folder, &name) {
                    Some((id, sealed)) => drop(all.insert(id, sealed)),
                    None => tracing::error!(name, "a form that waited cannot be read"),
                }
            }
        }
        Ok(Self { folder, all: Mutex::new(all) })
    }

    fn first(&self) -> Option<(DeclarationId, SealedDeclarationRequest)> {
        lock(&self.all).first_key_value().map(|(id, sealed)| (*id, sealed.clone()))
    }

    /// On disk when it returns.
    fn keep(&self, id: DeclarationId, sealed: SealedDeclarationRequest) -> io::Result<()> {
        if let Some(folder) = &self.folder {
            let text = serde_json::to_vec(&sealed).map_err(io::Error::other)?;
            files::write(folder, &name(id), &text)?;
        }
        lock(&self.all).insert(id, sealed);
        Ok(())
    }

    fn forget(&self, id: DeclarationId) {
        lock(&self.all).remove(&id);
        let Some(folder) = &self.folder else { return };
        if let Err(error) = files::remove(folder, &name(id)) {
            tracing::error!(declaration = %id, %error, "a form that was sent cannot be removed");
        }
    }
}

fn name(id: DeclarationId) -> String {
    format!("{id}.{ENDING}")
}

fn read(folder: &Path, name: &str) -> Option<(DeclarationId, SealedDeclarationRequest)> {
    let id = Uuid::parse_str(name.split('.').next()?).ok().map(DeclarationId)?;
    Some((id, serde_json::from_slice(&files::read(folder, name).ok()??).ok()?))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
