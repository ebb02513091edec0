//! The sentences as sound: asked of the server before they are needed, and kept for a while.

use std::collections::VecDeque;
use std::future::Future;
use std::io::Cursor;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use reqwest::{StatusCode, Url, header};

use crate::announcer::Phrase;
use crate::options::Options;

use super::{RATE, duration_of};

/// The longest wait for a connection, as in the feed.
const CONNECT_MAX: Duration = Duration::from_secs(3);

/// The longest wait for a whole answer: the server may have to make the sentence first.
const ANSWER_MAX: Duration = Duration::from_secs(5);

/// How many sentences are kept: those of the calls that wait to be spoken, in both languages, and some more.
const KEPT_MAX: usize = 12;

/// A sentence is asked for anew after so long: the center may have got another voice.
const KEPT_FOR: Duration = Duration::from_secs(600);

/// A sentence that could not be had is asked for again after so long.
const MISSING_FOR: Duration = Duration::from_secs(4);

/// The longest sentence. With the chime and the wait for it, it stays within the longest utterance.
pub(super) const SAYING_MAX: Duration = Duration::from_millis(9_500);

/// The largest answer: the longest sentence with a generous head.
const ANSWER_BYTES_MAX: usize = 512 * 1024;

/// Why there is no sentence.
#[derive(Debug, thiserror::Error)]
pub(super) enum Missing {
    /// The server says that it has no voice.
    #[error("the server has no voice")]
    NoVoice,
    /// The server cannot be reached, or answers something else.
    #[error("{0}")]
    Trouble(String),
}

/// What is known of a sentence.
pub(super) enum Saying {
    /// Its samples.
    Here(Arc<[i16]>),
    /// It could not be had a moment ago.
    Missing,
    /// It is on its way, or was not asked for yet.
    Awaited,
}

type Fetched = (Phrase, Result<Arc<[i16]>, Missing>);

/// Fetches and keeps sentences, one request at a time.
pub(super) struct Sayings {
    http: reqwest::Client,
    server: Url,
    authorization: String,
    kept: VecDeque<Kept>,
    under_way: Option<(Phrase, Pin<Box<dyn Future<Output = Fetched>>>)>,
    /// Whether the last answer was a sentence; unknown before the first.
    has_voice: Option<bool>,
}

struct Kept {
    phrase: Phrase,
    samples: Option<Arc<[i16]>>,
    since: Instant,
}

impl Kept {
    fn is_fresh(&self) -> bool {
        let limit = if self.samples.is_some() { KEPT_FOR } else { MISSING_FOR };
        self.since.elapsed() < limit
    }
}

impl Sayings {
    /// # Errors
    /// When the machine does not let the program make HTTP clients at all.
    pub(super) fn new(options: &Options) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .connect_timeout(CONNECT_MAX)
            .timeout(ANSWER_MAX)
            .build()?;
        Ok(Self {
            http,
            server: options.server.clone(),
            authorization: format!("Bearer {}", options.token.reveal()),
            kept: VecDeque::new(),
            under_way: None,
            has_voice: None,
        })
    }

    /// Whether the server has a voice, as far as is known.
    pub(super) fn has_voice(&self) -> Option<bool> {
        self.has_voice
    }

    /// Forgets everything: the voice has become another one.
    pub(super) fn forget(&mut self) {
        self.kept.clear();
        self.under_way = None;
    }

    /// What is known of a sentence.
    pub(super) fn get(&self, phrase: &Phrase) -> Saying {
        match self.kept.iter().find(|kept| kept.phrase == *phrase && kept.is_fresh()) {
            Some(Kept { samples: Some(samples), .. }) => Saying::Here(Arc::clone(samples)),
            Some(_) => Saying::Missing,
            None => Saying::Awaited,
        }
    }

    /// Asks for the first of these that is not there, unless a request is under way.
    pub(super) fn want(&mut self, phrases: &[Phrase]) {
        if self.under_way.is_some() {
            return;
        }
        let awaited = |phrase: &&Phrase| matches!(self.get(phrase), Saying::Awaited);
        let Some(phrase) = phrases.iter().find(awaited).cloned() else { return };
        let request = self.url(&phrase).map(|url| {
            self.http.get(url).header(header::AUTHORIZATION, &self.authorization).send()
        });
        let asked = phrase.clone();
        let answer = async move {
            let result = match request {
                Ok(request) => fetch(request).await,
                Err(missing) => Err(missing),
            };
            (asked, result)
        };
        self.under_way = Some((phrase, Box::pin(answer)));
    }

    /// Waits for the request under way, forever if there is none; tells how long the sentence is.
    pub(super) async fn fetched(&mut self) -> (Phrase, Option<Duration>) {
        let (phrase, result) = match &mut self.under_way {
            Some((_, answer)) => answer.await,
            None => std::future::pending().await,
        };
        self.under_way = None;
        let samples = match result {
            Ok(samples) => Some(samples),
            Err(missing) => {
                if self.has_voice != Some(false) {
                    tracing::warn!(%missing, "calls have the chime alone");
                }
                None
            }
        };
        self.has_voice = Some(samples.is_some());
        let length = samples.as_ref().map(|samples| duration_of(samples.len()));
        self.kept.retain(|kept| kept.phrase != phrase && kept.is_fresh());
        self.kept.push_back(Kept { phrase: phrase.clone(), samples, since: Instant::now() });
        while self.kept.len() > KEPT_MAX {
            self.kept.pop_front();
        }
        (phrase, length)
    }

    fn url(&self, phrase: &Phrase) -> Result<Url, Missing> {
        let mut url = self
            .server
            .join("api/v1/voice")
            .map_err(|error| Missing::Trouble(error.to_string()))?;
        url.query_pairs_mut()
            .append_pair("number", phrase.number.as_str())
            .append_pair("desk", phrase.desk.as_str())
            .append_pair("language", phrase.language.code())
            .append_pair("times", &phrase.times.to_string());
        Ok(url)
    }
}

async fn fetch(
    request: impl Future<Output = Result<reqwest::Response, reqwest::Error>>,
) -> Result<Arc<[i16]>, Missing> {
    let trouble = |error: reqwest::Error| Missing::Trouble(error.without_url().to_string());
    let answer = request.await.map_err(trouble)?;
    match answer.status() {
        StatusCode::SERVICE_UNAVAILABLE => return Err(Missing::NoVoice),
        status if !status.is_success() => {
            return Err(Missing::Trouble(format!("status {}", status.as_u16())));
        }
        _ => {}
    }
    let mut bytes = Vec::new();
    let mut parts = answer.bytes_stream();
    while let Some(part) = parts.next().await {
        bytes.extend_from_slice(&part.map_err(trouble)?);
        if bytes.len() > ANSWER_BYTES_MAX {
            return Err(Missing::Trouble("the sentence is too long".to_owned()));
        }
    }
    decode(&bytes)
}

/// Reads a WAV in the one form that the server makes: mono, 16 bit, [`RATE`].
fn decode(bytes: &[u8]) -> Result<Arc<[i16]>, Missing> {
    let trouble = |error: hound::Error| Missing::Trouble(format!("no WAV: {error}"));
    let mut reader = hound::WavReader::new(Cursor::new(bytes)).map_err(trouble)?;
    let spec = reader.spec();
    if (spec.channels, spec.bits_per_sample, spec.sample_rate) != (1, 16, RATE)
        || spec.sample_format != hound::SampleFormat::Int
    {
        return Err(Missing::Trouble(format!("a WAV of another form: {spec:?}")));
    }
    let samples: Vec<i16> = reader.samples::<i16>().collect::<Result<_, _>>().map_err(trouble)?;
    if samples.is_empty() || duration_of(samples.len()) > SAYING_MAX {
        return Err(Missing::Trouble("a sentence of impossible length".to_owned()));
    }
    Ok(samples.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(rate: u32, channels: u16, samples: usize) -> Vec<u8> {
        let spec = hound::WavSpec {
            channels,
            sample_rate: rate,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut bytes, spec).expect("a writer");
        for index in 0..samples * usize::from(channels) {
            writer.write_sample(i16::try_from(index % 100).expect("small")).expect("written");
        }
        writer.finalize().expect("finished");
        bytes.into_inner()
    }

    #[test]
    fn only_the_agreed_form_is_played() {
        let good = wav(RATE, 1, 500);
        assert_eq!(decode(&good).expect("samples").len(), 500);
        for bad in [
            wav(44_100, 1, 500),
            wav(RATE, 2, 500),
            wav(RATE, 1, 0),
            wav(RATE, 1, super::super::samples_in(SAYING_MAX) + 10),
            good[..good.len() - 3].to_vec(),
            good[..20].to_vec(),
            b"<html>".to_vec(),
            Vec::new(),
        ] {
            assert!(decode(&bad).is_err(), "{} bytes", bad.len());
        }
    }
}
