//! The requests that a board makes, and what can come of them.

use std::time::Duration;

use eventsource_client::{ClientBuilder, ReconnectOptions, SSE};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use hyper_util::client::legacy::connect::HttpConnector;
use launchdarkly_sdk_transport::{HttpTransport, HyperTransport};
use reqwest::{StatusCode, Url, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::ids::ZoneId;
use shared::protocol::{BoardView, CatalogView, ErrorCode, Problem};

use super::{Refusal, Timing};
use crate::options::Token;

/// Why a request or the stream gave nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// The server cannot be reached, or broke off.
    #[error("{0}")]
    Network(String),
    /// The server is there, but its answer did not come in time.
    #[error("the server did not answer in time")]
    Slow,
    /// The server answers something else than a board understands.
    #[error("the answer to {0} cannot be used: {1}")]
    Unexpected(&'static str, String),
    /// Nothing was heard for too long.
    #[error("nothing was heard for {} s", .0.as_secs())]
    Silent(Duration),
    /// The server is there and says no.
    #[error("{0}")]
    Refused(Refusal),
}

/// One event of the stream.
#[derive(Debug)]
pub(super) struct Message {
    /// Its type.
    pub(super) kind: String,
    /// Its body, JSON.
    pub(super) data: String,
}

/// What a board needs of `GET /healthz`, which also answers when the server cannot write.
#[derive(Deserialize)]
struct Health {
    seq: u64,
}

/// The open stream. It never reconnects by itself: the feed decides when and from where.
pub(super) type Messages = BoxStream<'static, Result<Message, Trouble>>;

/// Opens a stream; a closure, since the transport's own type has no short name.
type OpenStream = Box<dyn Fn(ClientBuilder) -> Box<dyn eventsource_client::Client> + Send + Sync>;

/// How often a peer that does not answer is asked for a sign of life before its connection is given up.
const PROBES: u32 = 2;

/// Talks to one server as one device. Proxies are never used: the server stands on the same LAN.
pub(super) struct Client {
    server: Url,
    authorization: String,
    zone: Option<ZoneId>,
    http: reqwest::Client,
    /// How long the answer to [`Client::seq`] may take.
    pulse_limit: Duration,
    open_stream: OpenStream,
}

impl Client {
    /// # Errors
    /// When the machine does not let the program make HTTP clients at all.
    pub(super) fn new(
        server: Url,
        token: &Token,
        zone: Option<ZoneId>,
        timing: &Timing,
    ) -> Result<Self, Trouble> {
        let refuse = |error: &dyn std::error::Error| Trouble::Network(error.to_string());
        let http = reqwest::Client::builder()
            .no_proxy()
            .connect_timeout(timing.connect)
            .timeout(timing.answer)
            .build()
            .map_err(|error| refuse(&error))?;
        // A cable that is pulled says nothing: without probes a stream would wait for what is on its way, and
        // the sender repeats that ever more seldom.
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_keepalive(Some(timing.probe));
        connector.set_keepalive_interval(Some(timing.probe));
        connector.set_keepalive_retries(Some(PROBES));
        connector.set_tcp_user_timeout(Some(timing.probe * (PROBES + 1)));
        let transport = HyperTransport::builder()
            .disable_proxy()
            .connect_timeout(timing.connect)
            .build_with_connector(connector)
            .map_err(|error| refuse(&error))?;
        let authorization = format!("Bearer {}", token.reveal());
        let (pulse_limit, open_stream) = (timing.connect, opener(transport));
        Ok(Self { server, authorization, zone, http, pulse_limit, open_stream })
    }

    /// `GET /catalog`.
    pub(super) async fn catalog(&self) -> Result<CatalogView, Trouble> {
        self.get("GET /catalog", self.url("api/v1/catalog")?).await
    }

    /// `GET /board`, of the zone if there is one.
    pub(super) async fn board(&self) -> Result<BoardView, Trouble> {
        let mut url = self.url("api/v1/board")?;
        if let Some(zone) = &self.zone {
            url.query_pairs_mut().append_pair("zone", zone.as_str());
        }
        self.get("GET /board", url).await
    }

    /// `GET /healthz`: the last event that happened. Waits no longer than for a connection: the answer is a line.
    pub(super) async fn seq(&self) -> Result<u64, Trouble> {
        let url = self.url("healthz")?;
        let answer = self.http.get(url).timeout(self.pulse_limit).send().await;
        let body = answer.map_err(|error| request_trouble(&error))?.bytes().await;
        let health: Health =
            serde_json::from_slice(&body.map_err(|error| request_trouble(&error))?)
                .map_err(|error| Trouble::Unexpected("GET /healthz", error.to_string()))?;
        Ok(health.seq)
    }

    /// `GET /events`, resuming after `seq`; comes back once the server has answered.
    pub(super) async fn events(&self, seq: u64) -> Result<Messages, Trouble> {
        let url = self.url("api/v1/events")?;
        let builder = ClientBuilder::for_url(url.as_str())
            .and_then(|builder| builder.header("Authorization", &self.authorization))
            .map_err(|error| Trouble::Network(error.to_string()))?
            .last_event_id(seq.to_string())
            .redirect_limit(0)
            .reconnect(ReconnectOptions::reconnect(false).build());
        let mut stream = (self.open_stream)(builder).stream();
        match stream.next().await {
            Some(Ok(SSE::Connected(_))) => {}
            Some(Ok(_)) | None => return Err(Trouble::Network("the stream broke off".to_owned())),
            Some(Err(error)) => return Err(self.stream_trouble(&error)),
        }
        // Comments are no sign of life: a proxy in between could make them.
        let messages = stream.filter_map(async |item| match item {
            Ok(SSE::Event(event)) => Some(Ok(Message { kind: event.event_type, data: event.data })),
            Ok(SSE::Connected(_) | SSE::Comment(_)) => None,
            Err(error) => Some(Err(Trouble::Network(format!("the stream broke off: {error}")))),
        });
        Ok(Box::pin(messages))
    }

    fn url(&self, path: &str) -> Result<Url, Trouble> {
        self.server.join(path).map_err(|error| Trouble::Network(error.to_string()))
    }

    async fn get<T: DeserializeOwned>(&self, what: &'static str, url: Url) -> Result<T, Trouble> {
        let answer = self
            .http
            .get(url)
            .header(header::AUTHORIZATION, &self.authorization)
            .send()
            .await
            .map_err(|error| request_trouble(&error))?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(|error| request_trouble(&error))?;
        if status.is_success() {
            return serde_json::from_slice(&body)
                .map_err(|error| Trouble::Unexpected(what, error.to_string()));
        }
        let code = serde_json::from_slice::<Problem>(&body).ok().map(|problem| problem.code);
        Err(self.refusal(status, code).map_or_else(
            || Trouble::Unexpected(what, format!("status {}", status.as_u16())),
            Trouble::Refused,
        ))
    }

    fn refusal(&self, status: StatusCode, code: Option<ErrorCode>) -> Option<Refusal> {
        match (status, code, &self.zone) {
            (_, Some(ErrorCode::UnknownZone), Some(zone)) => {
                Some(Refusal::UnknownZone(zone.clone()))
            }
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, ..) => Some(Refusal::NotRegistered),
            _ => None,
        }
    }

    fn stream_trouble(&self, error: &eventsource_client::Error) -> Trouble {
        if let eventsource_client::Error::UnexpectedResponse(response, _) = error {
            let status = StatusCode::from_u16(response.status()).unwrap_or_default();
            return self.refusal(status, None).map_or_else(
                || Trouble::Unexpected("GET /events", format!("status {}", status.as_u16())),
                Trouble::Refused,
            );
        }
        Trouble::Network(error.to_string())
    }
}

fn opener<T: HttpTransport>(transport: T) -> OpenStream {
    Box::new(move |builder| Box::new(builder.build_with_transport(transport.clone())))
}

fn request_trouble(error: &reqwest::Error) -> Trouble {
    if error.is_timeout() && !error.is_connect() {
        Trouble::Slow
    } else {
        Trouble::Network(reason(error))
    }
}

/// The innermost cause: reqwest's own sentence only says which address it was.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
