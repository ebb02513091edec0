//! The kiosk loses its power at any moment of a visit: it comes back to its home screen, every paper that came out
//! has its number in the database, nothing comes out twice, and reception hears of what is unknown.

use std::collections::{HashMap, HashSet};
use std::env;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use end_to_end::api::Caller;
use end_to_end::center::Center;
use end_to_end::paper_printer::PaperPrinter;
use end_to_end::patience::{RECOVERY, SOON, until};
use end_to_end::story::Story;
use end_to_end::visit::{Citizen, Wish};
use end_to_end::window::{Place, Window};
use end_to_end::words::Language;
use serde_json::Value;

const WISH: Wish<'static> = Wish { service: "labour-social", procedure: None, priority: None };

/// The printer takes so long for each piece of a ticket that a power cut meets it at work.
const SLOW: Duration = Duration::from_millis(60);

/// How long the restarted kiosk is watched for a paper that nobody asked for.
const WATCHED: Duration = Duration::from_secs(3);

/// When the power is cut.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// On the way to the number, so many screens after the first.
    Walking(usize),
    /// So long after the touch that takes a number: while it is asked for, given, painted, printed, reported.
    After(Duration),
}

/// So many moments from a seed: every third on the way, every third right after the touch, every third at the paper.
fn moments(count: usize) -> impl Iterator<Item = Moment> {
    let mut seed = 0x0E1E_C721_u64;
    (0..count).map(move |index| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let random = seed >> 33;
        match index % 3 {
            0 => Moment::After(Duration::from_millis(400 + random % 2_200)),
            1 => Moment::After(Duration::from_millis(random % 400)),
            _ => Moment::Walking((random % 5) as usize),
        }
    })
}

/// Who looks on from outside.
struct Witness<'a> {
    center: &'a Center,
    printer: &'a PaperPrinter,
    manager: Caller,
    /// The numbers behind the codes that were followed already.
    numbers: HashMap<String, String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn power_cuts_at_random_moments() -> anyhow::Result<()> {
    let story = Story::begin("kiosk_killed")?;
    let center = story.center().await?;
    let printer = PaperPrinter::start()?;
    printer.set_faults(|faults| faults.delay_per_chunk = SLOW);
    let manager = center.staff("quanly", None).await?;
    let mut witness =
        Witness { center: &center, printer: &printer, manager, numbers: HashMap::new() };
    let rounds = if env::var_os("ONESTOP_LONG").is_some() { 30 } else { 3 };
    for (round, moment) in moments(rounds).enumerate() {
        one_cut(&mut witness, moment).await.with_context(|| format!("{round}: {moment:?}"))?;
    }
    // After all of that, a visit as usual.
    let papers = printer.tickets().len();
    let kiosk = kiosk(&witness).await?;
    let number = citizen(&center, &kiosk).await?.take_number(WISH, async |_| Ok(())).await?;
    printer.wait_for_tickets(papers + 1, SOON);
    reported(&center).await?;
    assert_eq!(witness.tickets().await?.get(&number).map(String::as_str), Some("printed"));
    assert!(witness.whole_papers().await?.contains(&number));
    Ok(())
}

/// A visit, a power cut, a restart; then nothing is lost, doubled or untold.
async fn one_cut(witness: &mut Witness<'_>, moment: Moment) -> anyhow::Result<()> {
    let before = witness.tickets().await?;
    let papers_before = witness.printer.tickets().len();
    let mut killed = kiosk(witness).await?;
    let visited = visit(&citizen(witness.center, &killed).await?, moment).await;
    killed.program().kill().await?;
    visited?;
    drop(killed);

    let restarted = kiosk(witness).await?;
    let citizen = citizen(witness.center, &restarted).await?;
    citizen.waits_for("Touch here to begin").await.context("the home screen after the restart")?;
    reported(witness.center).await?;
    tokio::time::sleep(WATCHED).await;
    citizen.waits_for("Touch here to begin").await?;

    let after = witness.tickets().await?;
    let new: Vec<_> = after.iter().filter(|(number, _)| !before.contains_key(*number)).collect();
    ensure!(new.len() <= 1, "one touch made {new:?}");
    ensure!(matches!(moment, Moment::After(_)) || new.is_empty(), "nobody asked for {new:?}");
    let papers = witness.printer.tickets().len() - papers_before;
    ensure!(papers <= new.len(), "{papers} papers for {new:?}");
    let whole = witness.whole_papers().await?;
    for number in &whole {
        ensure!(after.contains_key(number), "{number} is on paper and not in the database");
    }
    for (number, print) in &after {
        ensure!(print != "printed" || whole.contains(number), "{number} was told to be printed");
        ensure!(!print.is_empty(), "nobody hears of {number}");
    }
    Ok(())
}

/// Walks until the power goes.
async fn visit(citizen: &Citizen<'_>, moment: Moment) -> anyhow::Result<()> {
    const CUT: &str = "the power is cut";
    let mut screens_left = match moment {
        Moment::Walking(screens) => screens,
        Moment::After(_) => usize::MAX,
    };
    let walked = citizen.walk_to_confirm(WISH, async |_| {
        let Some(left) = screens_left.checked_sub(1) else { bail!(CUT) };
        screens_left = left;
        Ok(())
    });
    match (walked.await, moment) {
        (Ok(()), Moment::After(delay)) => {
            citizen.tap("Take a number").await?;
            tokio::time::sleep(delay).await;
            Ok(())
        }
        (Err(error), Moment::Walking(_)) if error.to_string() == CUT => Ok(()),
        (walked, _) => walked,
    }
}

async fn kiosk<'a>(witness: &Witness<'_>) -> anyhow::Result<Window<'a>> {
    let address = format!("tcp:{}", witness.printer.address());
    Window::kiosk(witness.center, Place::Nowhere, "1080x1920", &address).await
}

async fn citizen<'a>(center: &Center, kiosk: &'a Window<'a>) -> anyhow::Result<Citizen<'a>> {
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    Ok(Citizen::new(kiosk, catalog, Language::Vi))
}

/// Waits until the kiosk has told everything that its journal knows.
async fn reported(center: &Center) -> anyhow::Result<()> {
    let journal = center.folder().join("kiosk-journal");
    until("the journal is told", RECOVERY, async || Ok((notes(&journal)? == 0).then_some(()))).await
}

fn notes(journal: &Path) -> anyhow::Result<usize> {
    let entries = fs::read_dir(journal)?.collect::<Result<Vec<_>, _>>()?;
    let is_note = |path: &Path| path.extension().is_some_and(|ending| ending == "ticket");
    Ok(entries.iter().filter(|entry| is_note(&entry.path())).count())
}

impl Witness<'_> {
    /// Every number in the database, and what is known of its print. No number stands there twice.
    async fn tickets(&self) -> anyhow::Result<HashMap<String, String>> {
        let queue = self.manager.get("/queue").await?;
        let services = queue["services"].as_array().context("no services")?;
        let entries = services.iter().filter_map(|service| service["entries"].as_array()).flatten();
        let mut tickets = HashMap::new();
        for entry in entries {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let number = text(&entry["number"]);
            let twice = tickets.insert(number.clone(), text(&entry["print"]));
            ensure!(twice.is_none(), "{number} was given twice");
        }
        Ok(tickets)
    }

    /// The numbers of all papers that came out whole, from the pages to which their codes lead; none came out twice.
    async fn whole_papers(&mut self) -> anyhow::Result<HashSet<String>> {
        let mut whole = HashSet::new();
        for paper in self.printer.tickets().iter().filter(|paper| paper.cut) {
            let link = paper.qr_text().context("a whole paper without a code")?;
            let number = match self.numbers.get(&link) {
                Some(number) => number.clone(),
                None => phone_number(&link).await?,
            };
            self.numbers.insert(link, number.clone());
            ensure!(whole.insert(number.clone()), "{number} came out twice");
        }
        Ok(whole)
    }
}

/// The number on the page of a ticket.
async fn phone_number(link: &str) -> anyhow::Result<String> {
    let page = reqwest::get(link).await?.error_for_status()?.text().await?;
    let (_, rest) = page.split_once("data-testid=\"phone-number\">").context("no number")?;
    let (number, _) = rest.split_once('<').context("no end of the number")?;
    Ok(number.trim().to_owned())
}
