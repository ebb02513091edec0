//! One member of staff at the desk page, by keyboard alone, beside what the server says of the same desk.

use std::time::Duration;

use anyhow::ensure;
use serde_json::Value;

use crate::api::Caller;
use crate::browser::Browser;
use crate::center::Center;
use crate::office;
use crate::patience::{SOON, until};

/// The key that sends a form.
pub const ENTER: char = '\u{e007}';
/// The key that closes a dialog.
pub const ESCAPE: char = '\u{e00c}';
/// The key that goes to the next control.
pub const TAB: char = '\u{e004}';

/// A desk with its browser and an eye on the server.
pub struct DeskPage {
    /// The browser at the desk.
    pub browser: Browser,
    staff: Caller,
    desk: String,
}

impl DeskPage {
    /// Signs somebody in at a desk, in the browser and beside it.
    ///
    /// # Errors
    /// When the page or the server does not let them in.
    pub async fn sign_in(
        center: &Center,
        browser: Browser,
        name: &str,
        desk: &str,
    ) -> anyhow::Result<Self> {
        office::sign_in(center, &browser, name, Some(desk)).await?;
        browser.find("[data-testid=desk-state]").await?;
        let staff = center.staff(name, Some(desk)).await?;
        Ok(Self { browser, staff, desk: desk.to_owned() })
    }

    /// The desk as the server sees it.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn server(&self) -> anyhow::Result<Value> {
        self.staff.get(&format!("/desks/{}", self.desk)).await
    }

    /// Presses a key once the page takes one.
    ///
    /// # Errors
    /// When the page stays busy.
    pub async fn press(&self, key: char) -> anyhow::Result<()> {
        self.rests().await?;
        // The page takes the same key twice within a moment for a trembling finger.
        tokio::time::sleep(Duration::from_millis(350)).await;
        self.browser.key(key).await
    }

    /// Types into what has the focus.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn types(&self, text: &str) -> anyhow::Result<()> {
        for letter in text.chars() {
            self.browser.key(letter).await?;
        }
        Ok(())
    }

    /// Waits until nothing that the page sent is on its way.
    ///
    /// # Errors
    /// When the page stays busy.
    pub async fn rests(&self) -> anyhow::Result<()> {
        let busy = "return document.querySelector('.desk-grid').getAttribute('aria-busy')";
        until("the page rests", SOON, async || {
            let answer = self.browser.page.execute(busy, vec![]).await?;
            Ok((answer.json().as_str() != Some("true")).then_some(()))
        })
        .await
    }

    /// Waits until the page and the server say that the desk has a ticket in this state; `none` for no ticket.
    ///
    /// # Errors
    /// When they do not, or do not agree.
    pub async fn has(&self, state: &str, number: &str) -> anyhow::Result<()> {
        self.browser.find(&format!("[data-testid=ticket][data-state={state}]")).await?;
        if state != "none" {
            let what = format!("the page shows {number}");
            until(&what, SOON, async || {
                let shown = self.browser.find("[data-testid=ticket-number]").await?;
                Ok((shown.text().await? == number).then_some(()))
            })
            .await?;
        }
        self.rests().await?;
        let ticket = self.server().await?["ticket"].clone();
        if state == "none" {
            ensure!(ticket.is_null(), "the server still has {ticket} at the desk");
        } else {
            ensure!(ticket["state"] == state && ticket["number"] == number, "{ticket}");
        }
        Ok(())
    }

    /// Waits until the page and the server say that the desk is open, paused or closed.
    ///
    /// # Errors
    /// When they do not, or do not agree.
    pub async fn is(&self, state: &str) -> anyhow::Result<()> {
        self.browser.find(&format!("[data-testid=desk-state][data-state={state}]")).await?;
        self.rests().await?;
        let server = self.server().await?["state"].clone();
        ensure!(server == state, "the server says {server}");
        Ok(())
    }

    /// Waits until a dialog is open and has the focus in it.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn asks(&self, dialog: &str) -> anyhow::Result<()> {
        self.browser.find(&format!("dialog[open][data-testid=dialog-{dialog}]")).await?;
        let inside =
            "return document.querySelector('dialog[open]').contains(document.activeElement)";
        let answer = self.browser.page.execute(inside, vec![]).await?;
        ensure!(answer.json() == true, "the focus is not in the dialog {dialog}");
        Ok(())
    }
}
