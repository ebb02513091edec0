//! Staff at their browsers: sign in, press what stands on the page.

use crate::browser::Browser;
use crate::center::Center;

/// Signs somebody in on the page, at a desk or at none.
///
/// # Errors
/// When the page does not let them in.
pub async fn sign_in(
    center: &Center,
    browser: &Browser,
    name: &str,
    desk: Option<&str>,
) -> anyhow::Result<()> {
    fill_in(center, browser, name, desk).await?;
    press(browser, "[data-testid=sign-in-submit]").await?;
    browser.find("[data-testid=sign-out]").await.map(drop)
}

/// Fills in the page to sign in, and does not send it.
///
/// # Errors
/// When the page is another.
pub async fn fill_in(
    center: &Center,
    browser: &Browser,
    name: &str,
    desk: Option<&str>,
) -> anyhow::Result<()> {
    fill_in_at(center, browser, &center.page_address(), name, desk).await
}

/// Fills in the page to sign in that stands at another address of the same center.
///
/// # Errors
/// When the page is another.
pub async fn fill_in_at(
    center: &Center,
    browser: &Browser,
    address: &str,
    name: &str,
    desk: Option<&str>,
) -> anyhow::Result<()> {
    let sign_in = center.sign_in(name)?;
    browser.page.goto(address).await?;
    browser.find("[data-testid=sign-in-name]").await?.send_keys(name).await?;
    browser.find("[data-testid=sign-in-password]").await?.send_keys(&sign_in.password).await?;
    if let Some(desk) = desk {
        press(browser, &format!("[data-testid=sign-in-desk] option[value='{desk}']")).await?;
    }
    Ok(())
}

/// Clicks on something, once it is there.
///
/// # Errors
/// When it does not come.
pub async fn press(browser: &Browser, css: &str) -> anyhow::Result<()> {
    Ok(browser.find(css).await?.click().await?)
}

/// Opens the desk that the browser signed in at, with its key.
///
/// # Errors
/// When it does not open.
pub async fn open_desk(browser: &Browser) -> anyhow::Result<()> {
    browser.find("[data-testid=desk-state][data-state=closed]").await?;
    browser.key('o').await?;
    browser.find("[data-testid=desk-state][data-state=open]").await.map(drop)
}
