//! axe-core, the reference checker for accessibility, run in a real browser on a page as it stands.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::browser::Browser;

/// Where `cargo xtask test` puts the checker, in the target folder.
const PLACE: &str = "axe-core/node_modules/axe-core/axe.min.js";

/// Tells what is wrong in a line each: rule, weight, first element, what to do.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const told = (v) => `${v.id} (${v.impact}): ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary}`;
    axe.run(document, { resultTypes: ['violations'] })
      .then((result) => done({ passes: result.passes.length, wrong: result.violations.map(told) }))
      .catch((error) => done({ passes: 0, wrong: [String(error)] }));
";

/// The checker, read once.
pub struct Axe {
    source: String,
}

impl Axe {
    /// Reads the checker.
    ///
    /// # Errors
    /// When it was not fetched: says by what.
    pub fn load() -> anyhow::Result<Self> {
        let own = env::current_exe()?;
        let target = own
            .ancestors()
            .find(|folder| folder.ends_with("debug") || folder.ends_with("release"))
            .and_then(|folder| folder.parent())
            .context("this program lies outside of the target folder")?;
        let place: PathBuf = target.join(PLACE);
        let source = fs::read_to_string(&place).with_context(|| {
            format!("{} is missing; `cargo xtask test` fetches it", place.display())
        })?;
        Ok(Self { source })
    }

    /// Checks the page as it stands; `state` says in the report what it shows.
    ///
    /// # Errors
    /// When a rule is violated: names each, with the element.
    pub async fn check(&self, browser: &Browser, state: &str) -> anyhow::Result<()> {
        browser.page.execute(&self.source, vec![]).await?;
        let answer = browser.page.execute_async(RUN, vec![]).await?;
        let result: &Value = answer.json();
        let wrong: Vec<&str> =
            result["wrong"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        ensure!(wrong.is_empty(), "{state}: {}", wrong.join("\n"));
        let passes = result["passes"].as_u64().unwrap_or_default();
        ensure!(passes > 5, "{state}: the checker looked at nothing ({passes} rules passed)");
        Ok(())
    }
}
