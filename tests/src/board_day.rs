//! A lobby that goes on by chance: people come, desks call, recall, transfer, undo, finish and give up.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::Method;
use serde_json::{Value, json};

use crate::api::Caller;
use crate::center::Center;
use crate::dice::Dice;

/// Who works where, with the service that is the desk's own.
const DESKS: [(&str, &str, &str); 5] = [
    ("quay1", "1", "civil-status"),
    ("quay1", "2", "certification"),
    ("quay2", "4", "business"),
    ("quay2", "5", "land-building"),
    ("quay3", "8", "reception-results"),
];

const SERVICES: [&str; 6] = [
    "civil-status",
    "certification",
    "land-building",
    "labour-social",
    "business",
    "reception-results",
];

/// How long somebody waits for an answer: a server that stands still must not hold up the whole lobby.
const PATIENCE: Duration = Duration::from_millis(500);

/// People and desks. What they do follows from a seed and from what the server says.
pub struct BoardDay {
    kiosk: Caller,
    desks: Vec<Desk>,
    dice: Dice,
    done: BTreeMap<&'static str, usize>,
}

struct Desk {
    id: &'static str,
    service: &'static str,
    staff: Caller,
}

impl BoardDay {
    /// Opens the desks; people wait for each service already.
    ///
    /// # Errors
    /// When the server does not take part.
    pub async fn open(center: &Center, seed: u64) -> anyhow::Result<Self> {
        let kiosk = center.device("kiosk")?;
        for service in SERVICES {
            for _ in 0..3 {
                kiosk.issue(service).await?;
            }
        }
        let mut desks = Vec::new();
        for (who, id, service) in DESKS {
            let staff = center.staff(who, Some(id)).await?;
            staff.post(&format!("/desks/{id}/open"), &json!({})).await?;
            desks.push(Desk { id, service, staff });
        }
        Ok(Self { kiosk, desks, dice: Dice::new(seed), done: BTreeMap::new() })
    }

    /// How often the server took each kind of command.
    #[must_use]
    pub fn done(&self) -> &BTreeMap<&'static str, usize> {
        &self.done
    }

    /// One thing happens at one desk, and often somebody comes. While the server is away nothing happens.
    pub async fn goes_on(&mut self) {
        if self.dice.below(5) < 2 {
            let service = self.dice.one_of(&SERVICES).copied().unwrap_or(SERVICES[0]);
            // A server that is away or stands still gives no number.
            let _ = tokio::time::timeout(PATIENCE, self.kiosk.issue(service)).await;
        }
        let chance = self.dice.throw();
        let mut dice = Dice::new(chance);
        let Some(Desk { id, staff, .. }) = dice.one_of(&self.desks) else { return };
        let path = |verb: &str| format!("/desks/{id}/{verb}");
        let Some(view) = asked(staff, Method::GET, &format!("/desks/{id}"), None).await else {
            return;
        };
        let (verb, body) = choice(&mut dice, view["ticket"]["state"].as_str());
        if asked(staff, Method::POST, &path(verb), Some(&body)).await.is_some() {
            *self.done.entry(verb).or_default() += 1;
        }
    }

    /// Somebody comes, and another desk than the one before calls whoever is next: their number.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn calls_somebody(&mut self) -> anyhow::Result<String> {
        self.desks.rotate_left(1);
        let Some(Desk { id, service, staff }) = self.desks.first() else { bail!("no desk") };
        self.kiosk.issue(service).await?;
        let view = staff.get(&format!("/desks/{id}")).await?;
        let path = |verb: &str| format!("/desks/{id}/{verb}");
        if view["ticket"]["state"] == "called" {
            staff.post(&path("start"), &json!({})).await?;
        }
        if !view["ticket"].is_null() {
            staff.post(&path("finish"), &json!({})).await?;
        }
        let view = staff.post(&path("call-next"), &json!({})).await?;
        let number = view["ticket"]["number"].as_str().context("nobody was called")?;
        Ok(number.to_owned())
    }
}

/// What a desk does with the ticket that it has.
fn choice(dice: &mut Dice, ticket: Option<&str>) -> (&'static str, Value) {
    let chance = dice.below(20);
    let transfer = || match chance % 3 {
        0 => json!({ "desk": "6" }),
        1 => json!({ "service": "reception-results" }),
        _ => json!({ "service": "certification" }),
    };
    match (ticket, chance) {
        (Some("called"), 0..=5) => ("start", json!({})),
        (Some("called"), 6..=11) => ("recall", json!({})),
        (Some("called"), 12 | 13) => ("no-show", json!({})),
        (Some("called"), 14..=16) | (Some("serving"), 12..=15) => ("transfer", transfer()),
        (Some("called"), 17) => ("hold", json!({ "minutes": 1 })),
        (Some("serving"), 0..=11) => ("finish", json!({})),
        (None, 0..=16) => ("call-next", json!({})),
        _ => ("undo", json!({})),
    }
}

/// The answer, when there is one soon and it is a yes.
async fn asked(who: &Caller, method: Method, path: &str, body: Option<&Value>) -> Option<Value> {
    let answer = tokio::time::timeout(PATIENCE, who.ask(method, path, body)).await;
    answer.ok()?.ok().filter(|answer| answer.status.is_success()).map(|answer| answer.body)
}
