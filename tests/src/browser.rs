//! A real Chromium, driven over WebDriver: the desk, the manager, the citizen's phone.

use std::path::Path;

use anyhow::Context;
use serde_json::json;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::{By, DesiredCapabilities, WebDriver, WebElement};
use tokio::process::Command;

use crate::patience::{SOON, until};
use crate::programs::Program;

/// The name under which browsers know this machine. They trust `localhost` and 127.0.0.1 as they trust https;
/// the staff's computers know the server by an address that they do not trust, and so does this one.
pub const HOST: &str = "center.test";

/// Whatever the machine, and whoever runs it: no sandbox (root has none), no graphics card, no talk to the internet.
const FLAGS: [&str; 13] = [
    "--host-resolver-rules=MAP center.test 127.0.0.1",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--accept-lang=vi-VN,vi",
];

/// The driver program, which starts browsers. Dropping it ends it; its browsers end when they are dropped, before it.
pub struct Browsers {
    driver: Program,
    address: String,
    profiles: tempfile::TempDir,
}

/// How often the driver is started: the port that it is given for IPv6 may be taken for IPv4, and then it ends.
const STARTS: usize = 3;
const PORT_TAKEN: &str = "Address already in use";

/// What kind of screen a page is opened on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Glass {
    /// The monitor at a desk: 1440 × 1000 under the browser's own bars.
    Monitor,
    /// A telephone held upright.
    Phone,
}

/// One browser with one person at it.
pub struct Browser {
    /// The WebDriver session.
    pub page: WebDriver,
}

impl Browsers {
    /// Starts the driver program on a free port; what it says goes into `folder`.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(folder: &Path) -> anyhow::Result<Self> {
        let mut starts = 0;
        let (driver, port) = loop {
            let mut command = Command::new("chromedriver");
            command.arg("--port=0");
            let mut driver = Program::start("chromedriver", command, folder)?;
            starts += 1;
            match driver.says("started successfully on port ", 0, SOON).await {
                Ok(port) => break (driver, port),
                Err(_) if starts < STARTS && driver.said().contains(PORT_TAKEN) => {}
                Err(error) => return Err(error),
            }
        };
        let address = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
        Ok(Self { driver, address, profiles: tempfile::tempdir()? })
    }

    /// A fresh browser that knows nobody.
    ///
    /// # Errors
    /// When it does not start: with what the driver said.
    pub async fn open(&self, glass: Glass) -> anyhow::Result<Browser> {
        let mut wishes = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wishes.add_arg(flag)?;
        }
        let profile = self.profiles.path().join(uuid::Uuid::new_v4().simple().to_string());
        wishes.add_arg(&format!("--user-data-dir={}", profile.display()))?;
        match glass {
            Glass::Monitor => wishes.add_arg("--window-size=1440,1143")?,
            Glass::Phone => {
                let metrics =
                    json!({ "width": 390, "height": 844, "pixelRatio": 2.0, "touch": true });
                wishes.add_experimental_option(
                    "mobileEmulation",
                    json!({ "deviceMetrics": metrics }),
                )?;
            }
        }
        let page = WebDriver::new(self.address.as_str(), wishes).await;
        Ok(Browser { page: page.with_context(|| self.driver.last_words())? })
    }
}

impl Browser {
    /// Waits for an element that is shown.
    ///
    /// # Errors
    /// When it does not come: with the page's address and text.
    pub async fn find(&self, css: &str) -> anyhow::Result<WebElement> {
        let what = format!("the page shows {css}");
        let found = until(&what, SOON, async || {
            let element = self.page.find(By::Css(css)).await?;
            Ok(element.is_displayed().await?.then_some(element))
        });
        match found.await {
            Ok(element) => Ok(element),
            Err(error) => Err(error.context(self.told().await)),
        }
    }

    /// Waits until the page's text contains something.
    ///
    /// # Errors
    /// When it does not: with what the page says instead.
    pub async fn says(&self, part: &str) -> anyhow::Result<()> {
        let what = format!("the page says \"{part}\"");
        let said = until(&what, SOON, async || Ok(self.text().await?.contains(part).then_some(())));
        match said.await {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.told().await)),
        }
    }

    /// All text that the page shows.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn text(&self) -> anyhow::Result<String> {
        Ok(self.page.find(By::Tag("body")).await?.text().await?)
    }

    /// Presses a key, as on the keyboard, wherever the page has its focus.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn key(&self, key: char) -> anyhow::Result<()> {
        Ok(self.page.action_chain().key_down(key).key_up(key).perform().await?)
    }

    /// Writes a picture of what is seen.
    ///
    /// # Errors
    /// When the browser does not answer or the file cannot be written.
    pub async fn picture(&self, path: &Path) -> anyhow::Result<()> {
        // Fonts arrive after the page; without them the picture shows others.
        self.page.execute_async("document.fonts.ready.then(arguments[0])", vec![]).await?;
        Ok(self.page.screenshot(path).await?)
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.page.quit().await?)
    }

    async fn told(&self) -> String {
        let address = self.page.current_url().await.map(|url| url.to_string());
        format!("at {}: {}", address.unwrap_or_default(), self.text().await.unwrap_or_default())
    }
}
