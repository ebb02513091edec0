//! A citizen at the kiosk: goes from screen to screen by what stands on the buttons.

use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::patience::SOON;
use crate::screen::Element;
use crate::window::Window;
use crate::words::{self, Language};

/// How long a button is looked for before the next page of a list is turned to.
const GLANCE: Duration = Duration::from_secs(2);
const PAGES_MAX: usize = 10;

/// The screens of a visit, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Where to begin.
    Welcome,
    /// The fields.
    Fields,
    /// The procedures of a field.
    Procedures,
    /// What one procedure needs.
    Procedure,
    /// Whether a priority applies.
    Priority,
    /// Which one.
    Groups,
    /// What was chosen.
    Confirm,
    /// The number.
    Ticket,
}

/// What a citizen comes for, by the ids of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The service.
    pub service: &'a str,
    /// The procedure; without one the citizen is not sure.
    pub procedure: Option<&'a str>,
    /// The priority group.
    pub priority: Option<&'a str>,
}

/// A person in front of a kiosk.
pub struct Citizen<'a> {
    window: &'a Window<'a>,
    catalog: Value,
    language: Language,
}

impl<'a> Citizen<'a> {
    /// Somebody who reads a language, on a kiosk that shows it; `catalog` is the answer of `GET /catalog`.
    #[must_use]
    pub fn new(window: &'a Window<'a>, catalog: Value, language: Language) -> Self {
        Self { window, catalog, language }
    }

    /// What the kiosk says for an English text.
    ///
    /// # Errors
    /// When it has no such text.
    pub fn word(&self, english: &str) -> anyhow::Result<String> {
        words::kiosk(self.language, english, &[])
    }

    /// Taps the button that says this in English.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn tap(&self, english: &str) -> anyhow::Result<()> {
        self.window.tap(&self.word(english)?).await
    }

    /// Goes from the welcome screen to the one that asks to confirm, and calls `seen` on every screen.
    ///
    /// # Errors
    /// When a screen or a button does not come, or `seen` fails.
    pub async fn walk_to_confirm(
        &self,
        wish: Wish<'_>,
        mut seen: impl AsyncFnMut(Step) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.waits_for("Touch here to begin").await?;
        seen(Step::Welcome).await?;
        self.tap("Touch here to begin").await?;
        let field = self.name("services", wish.service)?;
        self.window.screen.button(&field, SOON).await?;
        seen(Step::Fields).await?;
        self.window.tap(&field).await?;
        self.choose_procedure(wish, &mut seen).await?;
        self.waits_for("No, go on").await?;
        seen(Step::Priority).await?;
        if let Some(priority) = wish.priority {
            self.tap("Yes, choose my group").await?;
            let group = self.name("priorities", priority)?;
            self.turn_to(&group).await?;
            seen(Step::Groups).await?;
            self.window.tap(&group).await?;
        } else {
            self.tap("No, go on").await?;
        }
        self.waits_for("Take a number").await?;
        seen(Step::Confirm).await
    }

    async fn choose_procedure(
        &self,
        wish: Wish<'_>,
        seen: &mut impl AsyncFnMut(Step) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let Some(procedure) = wish.procedure else {
            let unsure = self.word("Something else, or I am not sure")?;
            self.window.screen.button(&unsure, SOON).await?;
            seen(Step::Procedures).await?;
            return self.window.tap(&unsure).await;
        };
        let name = self.name("procedures", procedure)?;
        self.turn_to(&name).await?;
        seen(Step::Procedures).await?;
        self.window.tap(&name).await?;
        self.waits_for("Continue to take a number").await?;
        seen(Step::Procedure).await?;
        self.tap("Continue to take a number").await
    }

    /// Goes the whole way and returns the number on the last screen.
    ///
    /// # Errors
    /// When a screen or a button does not come, or `seen` fails.
    pub async fn take_number(
        &self,
        wish: Wish<'_>,
        mut seen: impl AsyncFnMut(Step) -> anyhow::Result<()>,
    ) -> anyhow::Result<String> {
        self.walk_to_confirm(wish, &mut seen).await?;
        self.tap("Take a number").await?;
        let number = self.reads_number().await?;
        seen(Step::Ticket).await?;
        Ok(number)
    }

    /// The number on the ticket screen, once it is there.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn reads_number(&self) -> anyhow::Result<String> {
        let before = words::kiosk(self.language, "Your number: {}", &[""])?;
        let line =
            self.window.screen.find("the number", SOON, |it| it.label.starts_with(&before)).await?;
        Ok(line.label.trim_start_matches(&before).trim().to_owned())
    }

    /// Waits for the button that says this in English.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn waits_for(&self, english: &str) -> anyhow::Result<Element> {
        self.window.screen.button(&self.word(english)?, SOON).await
    }

    /// Waits for a line that says this in English.
    ///
    /// # Errors
    /// When it does not come within `limit`.
    pub async fn reads(&self, english: &str, limit: Duration) -> anyhow::Result<Element> {
        self.window.screen.text(&self.word(english)?, limit).await
    }

    /// Turns the pages of a list until a button is there.
    async fn turn_to(&self, label: &str) -> anyhow::Result<()> {
        for _ in 0..PAGES_MAX {
            let found = self.window.screen.button(label, GLANCE).await;
            if found.is_ok() {
                return Ok(());
            }
            self.tap("Next page").await.with_context(|| format!("no button \"{label}\""))?;
        }
        bail!("no page has the button \"{label}\"")
    }

    fn name(&self, list: &str, id: &str) -> anyhow::Result<String> {
        let entries =
            self.catalog[list].as_array().with_context(|| format!("no {list} in the catalogue"))?;
        let entry = entries.iter().find(|entry| entry["id"] == id);
        let name = entry.and_then(|entry| entry["name"][self.language.code()].as_str());
        name.map(str::to_owned).with_context(|| format!("no {id} in {list}"))
    }
}
