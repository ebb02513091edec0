//! Nothing in the tree depends on one machine: no folder of a developer, no address on the internet that is not listed.

use std::env;
use std::path::Path;

use super::{Finding, SourceFile, Tree};

/// Hosts that may be named: loopback, the formats' own names, places that people are sent to.
const HOSTS: [&str; 13] = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "0.0.0.0",
    "192.168.",
    "10.",
    "www.w3.org",
    "www.gnu.org",
    "www.fsf.org",
    "fsf.org",
    "scripts.sil.org",
    "openfontlicense.org",
    "dichvucong.gov.vn",
];

/// Licences and what cargo writes are not ours.
const NOT_OURS: [&str; 3] = ["LICENSE", "Cargo.lock", "shared/ui/fonts/OFL.txt"];

pub(super) fn check(tree: &Tree, root: &Path) -> Vec<Finding> {
    let ours = tree.files.iter().filter(|file| !NOT_OURS.contains(&file.path.as_str()));
    let folders = private_folders(root);
    ours.flat_map(|file| check_file(file, &folders)).collect()
}

fn check_file(file: &SourceFile, folders: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        if let Some(folder) = folders.iter().find(|folder| names_folder(line, folder)) {
            findings.push(Finding::at_line(
                file,
                index,
                format!("names the folder {folder} of this machine"),
            ));
        }
        for host in hosts(line).filter(|host| !is_known(host)) {
            findings.push(Finding::at_line(
                file,
                index,
                format!("names the host {host}, which is not on the list"),
            ));
        }
    }
    findings
}

/// The folder that the checkout lies in and the home folder, where these belong to one person or machine.
fn private_folders(root: &Path) -> Vec<String> {
    let home = env::home_dir();
    let folders = root.parent().into_iter().chain(home.as_deref());
    folders
        .filter(|folder| folder.parent().is_some())
        .map(|folder| format!("{}/", folder.display()))
        .collect()
}

/// Whether a line names the folder as a path of its own, not as the end of a longer one.
fn names_folder(line: &str, folder: &str) -> bool {
    let part_of_path = |before: char| before.is_alphanumeric() || "/._-}".contains(before);
    line.match_indices(folder)
        .any(|(at, _)| !line[..at].chars().next_back().is_some_and(part_of_path))
}

/// Hosts of the web addresses in a line.
fn hosts(line: &str) -> impl Iterator<Item = &str> {
    let addresses =
        ["http://", "https://"].into_iter().flat_map(|scheme| line.split(scheme).skip(1));
    addresses.filter_map(|rest| {
        let end = |it: char| !(it.is_ascii_alphanumeric() || ".-:[]".contains(it));
        let host = rest.split(end).next().unwrap_or_default().trim_end_matches('.');
        // A name without a dot, such as `server` or a placeholder, is no place on the internet.
        host.contains('.').then_some(host)
    })
}

fn is_known(host: &str) -> bool {
    let reserved =
        |name: &str| [".test", ".invalid", ".local", ".lan"].iter().any(|end| name.ends_with(end));
    let name = host.split(':').next().unwrap_or(host);
    let example = name.split('.').any(|part| part == "example");
    example || reserved(name) || HOSTS.iter().any(|known| host.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_and_judged() {
        // Put together here, so that this file does not find itself.
        let strange = ["queue", "vn:80"].join(".");
        let line =
            format!("see http://{strange}/c and https://www.w3.org/2000/svg, http://{{host}}/");
        assert_eq!(hosts(&line).collect::<Vec<_>>(), [strange.as_str(), "www.w3.org"]);
        assert!(!is_known(&strange) && is_known("www.w3.org"));
        assert!(
            is_known("kiosk.example.org")
                && is_known("queue.example.vn")
                && is_known("center.lan:8080")
        );
    }

    #[test]
    fn folders_are_found_as_whole_paths() {
        assert!(names_folder("in /srv/build/x.rs", "/srv/build/"));
        assert!(!names_folder("in target/srv/build/x.rs", "/srv/build/"));
    }
}
