//! How a call sounds, heard by whoever sets the voice before it is heard in the lobby.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::announcement::{Announcement, LAST_CALL_TIMES, is_number};
use shared::catalog::{Catalog, VoiceRegion};
use shared::ids::DeskId;
use shared::protocol::ErrorCode;
use shared::text::Language;

use super::fields::{Drawing, GroupView};
use super::section::{choice, group};
use super::sections::voice::{LISTEN, REGION, REGIONS, SECTION, region_choices};
use super::shell::{MenuLine, Pairs, enter, frame, value_of};
use crate::admin::form::{Entered, Fault, Field, Group, Kind, What};
use crate::api::{ApiError, voice};
use crate::auth::SignedIn;
use crate::language::{msgid, tr};
use crate::pages::answers::html;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::state::AppState;

/// Where its sound comes from.
const SOUND_PATH: &str = "/admin/voice/sound";

/// This number of the first queue is heard first: a zero, a two, and a five.
const SAMPLE: u32 = 25;

#[derive(Template)]
#[template(path = "admin/listen.html")]
struct ListenPage {
    page: Page,
    menu: Vec<MenuLine>,
    action: &'static str,
    groups: Vec<GroupView>,
    sayings: Vec<SayingView>,
    /// Whether one of them cannot be heard.
    is_silent: bool,
}

/// A call in one language.
struct SayingView {
    language: &'static str,
    name: &'static str,
    sentence: String,
    /// Where the sound is; empty when the server cannot say it.
    sound: String,
}

/// A call that can be said, as the form has it.
struct Entry<'a> {
    number: &'a str,
    desk: &'a str,
    desk_sign: &'a str,
    region: (VoiceRegion, &'static str),
    times: u8,
}

impl Entry<'_> {
    fn in_language(&self, language: Language) -> Announcement<'_> {
        let (region, times) = (self.region.0, self.times);
        Announcement { number: self.number, desk: self.desk_sign, language, region, times }
    }

    /// A number and the code of a desk need no escapes; nothing else comes from the form.
    fn sound(&self, language: Language) -> String {
        let Self { number, desk, region: (_, region), times, .. } = self;
        let language = language.code();
        format!(
            "{SOUND_PATH}?number={number}&desk={desk}&language={language}&region={region}&times={times}"
        )
    }
}

/// `POST /admin/voice/listen`: what stands in the form of the voice; nothing is saved.
pub async fn listen_to_entered(
    signed_in: Result<SignedIn, ApiError>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    enter(signed_in, LISTEN, SECTION.may)?;
    let chosen = value_of(&pairs, REGION);
    let region = REGIONS.iter().map(|(_, name, _)| *name).find(|name| *name == chosen);
    Ok(Redirect::to(&format!("{LISTEN}?region={}", region.unwrap_or_default())).into_response())
}

/// `GET /admin/voice/listen`: a call in words, each language with its sound.
pub async fn listen_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = enter(signed_in, LISTEN, SECTION.may)?;
    let (page, menu) = frame(&state, &headers, &who, LISTEN);
    let language = page.language;
    let snapshot = state.snapshot();
    let catalog = &snapshot.catalog;
    let entered = entered(catalog, &pairs);
    let of =
        |name: &str| entered.get(name).and_then(|values| values.first()).map_or("", String::as_str);
    let mut faults = Vec::new();
    let fault = |field: &str, what| Fault { field: field.to_owned(), what };
    if !is_number(of("number")) {
        faults.push(fault("number", What::NoTicketNumber));
    }
    let desk = catalog.desks.iter().find(|desk| desk.id.as_str() == of("desk"));
    let region = REGIONS.iter().find(|(_, name, _)| *name == of("region"));
    let mut sayings = Vec::new();
    if let (Some(desk), Some((region, name, _)), true) = (desk, region, faults.is_empty()) {
        let entry = Entry {
            number: of("number"),
            desk: desk.id.as_str(),
            desk_sign: &desk.name,
            region: (*region, name),
            times: of("times").parse().unwrap_or(1),
        };
        for (spoken, name) in
            [(Language::Vi, msgid("In Vietnamese")), (Language::En, msgid("In English"))]
        {
            let call = entry.in_language(spoken);
            let can = state.voice.say(&call).await.is_ok();
            sayings.push(SayingView {
                language: spoken.code(),
                name: tr(language, name),
                sentence: call.sentence(),
                sound: if can { entry.sound(spoken) } else { String::new() },
            });
        }
    }
    let drawing = Drawing { language, entered: &entered, faults: &faults };
    let groups = drawing.groups(&form(language, catalog));
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = ListenPage {
        action: LISTEN,
        is_silent: sayings.iter().any(|saying| saying.sound.is_empty()),
        sayings,
        groups,
        page,
        menu,
    };
    html(status, &template)
}

/// What was entered, with what is heard first where nothing was.
fn entered(catalog: &Catalog, pairs: &Pairs) -> Entered {
    let number = catalog
        .services
        .first()
        .map_or_else(String::new, |service| service.number(SAMPLE).to_string());
    let kept = catalog.lobby.voice.region;
    let region =
        REGIONS.iter().find(|(region, _, _)| *region == kept).map_or("", |(_, name, _)| *name);
    let desk = catalog.desks.first().map_or("", |desk| desk.id.as_str());
    let usual = [("number", number.as_str()), ("desk", desk), ("region", region), ("times", "1")];
    let or_usual = |(name, usual): (&str, &str)| {
        let value = value_of(pairs, name).trim();
        (name.to_owned(), vec![if value.is_empty() { usual } else { value }.to_owned()])
    };
    usual.map(or_usual).into()
}

fn form(language: Language, catalog: &Catalog) -> Vec<Group> {
    let desks = catalog.desks.iter().map(|desk| choice(desk.id.as_str(), &desk.name)).collect();
    let times = vec![
        choice("1", tr(language, "The first call")),
        choice(LAST_CALL_TIMES.to_string(), tr(language, "The last call")),
    ];
    let fields = vec![
        Field::new("number", msgid("Number"), Kind::Line),
        Field::new("desk", msgid("Desk"), Kind::Choice(desks)),
        Field::new("region", msgid("Vietnamese of"), Kind::Choice(region_choices(language))),
        Field::new("times", msgid("Which call"), Kind::Choice(times)),
    ];
    vec![group(msgid("The call"), fields)]
}

/// What is to be heard.
#[derive(Debug, Deserialize)]
pub struct SoundQuery {
    number: String,
    desk: DeskId,
    language: Language,
    region: VoiceRegion,
    times: u8,
}

/// `GET /admin/voice/sound`: the WAV of a saying, in any of the voices.
pub async fn sound(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(query): Query<SoundQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if !signed_in?.role.may(SECTION.may) {
        return Err(ApiError::new(ErrorCode::NotAllowed));
    }
    let SoundQuery { number, desk, language, region, times } = query;
    voice::saying(&state, &headers, (&number, &desk), language, region, times).await
}
