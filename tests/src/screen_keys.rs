//! A finger on the keys that a kiosk shows: where they are is looked at once, then they are touched one by one.

use std::collections::HashMap;

use anyhow::Context;

use crate::screen::Element;
use crate::window::Window;
use crate::words::{self, Language};

/// The keys on a screen, by what they write, in small letters.
pub struct ScreenKeys<'a> {
    window: &'a Window<'a>,
    space: String,
    places: HashMap<String, Element>,
}

impl<'a> ScreenKeys<'a> {
    /// Looks where the keys are.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn look(window: &'a Window<'a>, language: Language) -> anyhow::Result<Self> {
        let buttons = window.screen.elements().await?.into_iter().filter(|it| it.role == "Button");
        let places = buttons.map(|it| (it.label.to_lowercase(), it)).collect();
        let space = words::kiosk(language, "Space", &[])?.to_lowercase();
        Ok(Self { window, space, places })
    }

    /// Touches one key for each sign. Marks are typed as Telex has them; capitals begin by themselves.
    ///
    /// # Errors
    /// When there is no such key.
    pub async fn type_in(&self, keys: &str) -> anyhow::Result<()> {
        for sign in keys.chars() {
            let name =
                if sign == ' ' { self.space.clone() } else { sign.to_lowercase().to_string() };
            self.touch(&name).await?;
        }
        Ok(())
    }

    /// Touches the key or button with that name, where it was seen.
    ///
    /// # Errors
    /// When it was not there.
    pub async fn touch(&self, name: &str) -> anyhow::Result<()> {
        let place = self.places.get(&name.to_lowercase());
        let place = place.with_context(|| format!("there was no key \"{name}\""))?;
        self.window.tap_on(place, 1).await
    }
}
