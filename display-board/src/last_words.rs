//! What the program says when something in it breaks down: one sentence; then it ends, to be started anew.

use std::panic::{self, PanicHookInfo};
use std::process;
use std::thread;

/// Threads without which the numbers on the board would be old ones. A board that lost its voice still shows
/// everything, and goes on.
const NEEDED: [&str; 2] = ["main", "feed"];

/// From now on a breakdown of a thread is told in one sentence. Without a thread that is needed the program ends
/// with code 1, as systemd's `Restart=always` expects; the library of the window breaks down so when its display
/// goes away.
pub fn prepare() {
    panic::set_hook(Box::new(|breakdown| {
        let thread = thread::current();
        let name = thread.name().unwrap_or("without a name");
        eprintln!("display-board: {}", sentence(name, breakdown));
        if NEEDED.contains(&name) {
            process::exit(1);
        }
    }));
}

fn sentence(thread: &str, breakdown: &PanicHookInfo<'_>) -> String {
    let reason = breakdown.payload_as_str().unwrap_or("no reason was given");
    let place = breakdown.location().map(|it| format!(" at {}:{}", it.file(), it.line()));
    let text = format!("the thread {thread} broke down{}: {reason}", place.unwrap_or_default());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn a_breakdown_is_one_line_with_its_place() {
        let told = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&told);
        panic::set_hook(Box::new(move |breakdown| {
            *kept.lock().expect("the only holder") = sentence("window", breakdown);
        }));
        let ended = thread::spawn(|| panic!("the display\n  went away")).join();
        drop(panic::take_hook());
        assert!(ended.is_err());
        let told = told.lock().expect("the only holder").clone();
        assert!(told.starts_with("the thread window broke down at "), "{told}");
        assert!(told.ends_with(": the display went away") && told.lines().count() == 1, "{told}");
    }
}
