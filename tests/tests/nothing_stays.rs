//! Somebody types a name, holds an ID card to the scanner, and walks away: after the idle time nothing of it is in a
//! file, a log, on the screen, or in the kiosk's memory; at the server nothing of it can be read, and after it was
//! erased no byte of it is left. (That dates erase too is told by the server's own tests, which can move its clock.)

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use end_to_end::center::Center;
use end_to_end::display::Display;
use end_to_end::form_filling::{Applicant, Given};
use end_to_end::id_scanner::IdScanner;
use end_to_end::memory::occurrences;
use end_to_end::patience::{RECOVERY, SOON, until};
use end_to_end::screen::Element;
use end_to_end::screen_keys::ScreenKeys;
use end_to_end::story::Story;
use end_to_end::traces::{holding, holding_bytes};
use end_to_end::visit::Citizen;
use end_to_end::window::{KioskSetup, Place, Window};
use end_to_end::words::Language;
use reqwest::Method;
use rusqlite::Connection;
use uuid::Uuid;

const FORM: &str = include_str!("../../shared/data/forms/birth-registration.toml");

/// Whose card shows where the buttons are; nobody looks for these.
const OTHER_CARD: &str =
    "001195012345||Nguyễn Thị Hoa|03021995|Nữ|Số 1 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội|01012022";

/// Names that stand nowhere else. The typed one has no key that Telex takes for a mark.
const TYPED: &str = "Bohumil Kanigut";
const SCANNED: &str = "Palomina Tukingo";
const PERSONAL_ID: &str = "001188067543";

/// The person of this card is as old as the number says.
const CARD: &str =
    "001188067543||Palomina Tukingo|05031988|Nữ|Số 7 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội|01012022";

/// As long as the kiosk waits for a touch, and a little more.
const IDLE: Duration = Duration::from_secs(84);
/// How long a person needs on a screen; nobody asks the window meanwhile what it shows, since answers about a screen
/// are copies of what stands on it.
const BLIND: Duration = Duration::from_millis(1_500);

/// What is touched without being looked for.
struct Places {
    go_on: Element,
    take_card: Element,
}

async fn into_the_form(
    center: &Center,
    citizen: &Citizen<'_>,
    window: &Window<'_>,
) -> anyhow::Result<()> {
    citizen.tap("Touch here to begin").await?;
    for name in ["Tư pháp – Hộ tịch", "Đăng ký khai sinh"] {
        window.tap(name).await?;
    }
    citizen.tap("Fill in the form here").await?;
    let forms = center.device("kiosk")?.get("/forms").await?;
    let agree = forms["notice"]["agree"]["vi"].as_str().context("no notice")?;
    window.tap(agree).await?;
    let applicant =
        Applicant::new(window, FORM, Language::Vi, &[("relation", Given::Option("mother"))])?;
    applicant.fill_until(Some("requester_name")).await
}

/// A visit of somebody else shows where the buttons are.
async fn rehearsal(
    center: &Center,
    citizen: &Citizen<'_>,
    window: &Window<'_>,
    scanner: &mut IdScanner,
) -> anyhow::Result<Places> {
    into_the_form(center, citizen, window).await?;
    let go_on = citizen.waits_for("Continue").await?;
    scanner.reads(OTHER_CARD)?;
    let take_card = citizen.waits_for("Yes, fill it in").await?;
    citizen.tap("Start over").await?;
    citizen.tap("Yes, delete and start over").await?;
    citizen.waits_for("Touch here to begin").await?;
    Ok(Places { go_on, take_card })
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_walks_away_leaves_nothing() -> anyhow::Result<()> {
    let story = Story::begin("nothing_stays")?;
    let center = story.center().await?;
    let display = Display::start("kiosk", 1080, 1920, story.folder()).await?;
    let mut scanner = IdScanner::plug_in(story.folder())?;
    let option = scanner.option().to_owned();
    let setup = KioskSetup { scanner: Some(&option), ..KioskSetup::first() };
    let mut window = Window::kiosk_as(&center, Place::On(&display), &setup).await?;
    let process = window.program().process_id()?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let citizen = Citizen::new(&window, catalog, Language::Vi);
    let places = rehearsal(&center, &citizen, &window, &mut scanner).await?;

    into_the_form(&center, &citizen, &window).await?;
    citizen.waits_for("Continue").await?;
    let keys = ScreenKeys::look(&window, Language::Vi).await?;
    keys.type_in(TYPED).await?;
    tokio::time::sleep(BLIND).await;
    assert!(occurrences(process, TYPED.as_bytes())? > 0, "the search finds what is there");
    window.tap_on(&places.go_on, 1).await?;
    tokio::time::sleep(BLIND).await;
    scanner.reads(CARD)?;
    tokio::time::sleep(BLIND).await;
    window.tap_on(&places.take_card, 1).await?;
    tokio::time::sleep(BLIND).await;
    for canary in [SCANNED, PERSONAL_ID] {
        assert!(
            occurrences(process, canary.as_bytes())? > 0,
            "{canary} is there while it is needed"
        );
    }

    tokio::time::sleep(IDLE).await;
    // What was typed is looked for as it stood three keys before its end too.
    let left: Vec<(&str, usize)> = [TYPED, &TYPED[..TYPED.len() - 3], SCANNED, PERSONAL_ID]
        .into_iter()
        .map(|canary| Ok((canary, occurrences(process, canary.as_bytes())?)))
        .collect::<anyhow::Result<_>>()?;
    assert!(left.iter().all(|(_, count)| *count == 0), "in the kiosk's memory: {left:?}");
    citizen.waits_for("Touch here to begin").await?;
    for canary in [TYPED, SCANNED, PERSONAL_ID] {
        assert!(!window.screen.shows(canary).await?, "{canary} on the screen");
        // Journal, logs of kiosk and server, and all data of the server.
        assert_eq!(holding(center.folder(), canary)?, Vec::<PathBuf>::new(), "{canary}");
    }
    Ok(())
}

/// Kept at the server with a code: sealed as long as it is kept, and gone to the last byte once it is erased.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_keeps_is_sealed_and_ends() -> anyhow::Result<()> {
    let story = Story::begin("nothing_stays_at_the_server")?;
    let center = story.center().await?;
    let window = Window::kiosk_as(&center, Place::Nowhere, &KioskSetup::first()).await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let citizen = Citizen::new(&window, catalog, Language::Vi);
    into_the_form(&center, &citizen, &window).await?;
    let answers = [
        ("requester_name", Given::Keys { typed: TYPED, reads: TYPED }),
        ("requester_birth", Given::Date("05031988")),
        ("requester_id", Given::Keys { typed: PERSONAL_ID, reads: "" }),
    ];
    let applicant = Applicant::new(&window, FORM, Language::Vi, &answers)?;
    applicant.fill_until(Some("requester_residence")).await?;
    citizen.tap("Finish later").await?;
    citizen.reads("What you filled in is kept", SOON).await?;
    let no_trace = |when: &str| -> anyhow::Result<()> {
        for canary in [TYPED, PERSONAL_ID] {
            let found = holding(center.folder(), canary)?;
            assert_eq!(found, Vec::<PathBuf>::new(), "{canary} {when}");
        }
        Ok(())
    };
    no_trace("while it is kept")?;
    citizen.tap("Finish").await?;
    citizen.waits_for("Touch here to begin").await?;
    assert!(!window.screen.shows(TYPED).await?);

    let data = center.folder().join("data");
    let database = holding_bytes(&data, b"SQLite format 3\0")?;
    let connection = Connection::open(database.first().context("no database")?)?;
    let read = "SELECT id, ciphertext FROM declarations";
    let (id, sealed): (Vec<u8>, Vec<u8>) =
        connection.query_row(read, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    drop(connection);
    let id = Uuid::from_slice(&id)?;
    let key = data.join(format!("keys/declarations/{id}.key"));
    assert!(key.exists() && !holding_bytes(&data, &sealed)?.is_empty(), "the search finds it");
    let kiosk = center.device("kiosk")?;
    let gone = kiosk.ask(Method::DELETE, &format!("/declarations/{id}"), None).await?;
    assert!(gone.status.is_success(), "{gone:?}");
    until("no byte of it is left", RECOVERY, async || {
        Ok(holding_bytes(&data, &sealed)?.is_empty().then_some(()))
    })
    .await?;
    assert!(!key.exists(), "its key is thrown away");
    no_trace("once it is erased")
}
