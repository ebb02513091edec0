//! Every byte below a folder, searched for what must not be there.

use std::fs;
use std::path::{Path, PathBuf};

/// The files below a folder that hold a text, in any of the ways in which programs write text down.
///
/// # Errors
/// When a folder cannot be read; a file that goes away meanwhile holds nothing.
pub fn holding(folder: &Path, text: &str) -> anyhow::Result<Vec<PathBuf>> {
    holding_any(folder, &spellings(text))
}

/// The files below a folder that hold these bytes.
///
/// # Errors
/// When a folder cannot be read; a file that goes away meanwhile holds nothing.
pub fn holding_bytes(folder: &Path, bytes: &[u8]) -> anyhow::Result<Vec<PathBuf>> {
    holding_any(folder, &[bytes.to_vec()])
}

fn holding_any(folder: &Path, wanted: &[Vec<u8>]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(read) = fs::read(&path) else { continue };
            let holds = |bytes: &Vec<u8>| read.windows(bytes.len()).any(|part| part == bytes);
            if wanted.iter().any(holds) {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// In UTF-8, as JSON escapes it, in UTF-16, and in Base64 from each of the three places where it can begin.
fn spellings(text: &str) -> Vec<Vec<u8>> {
    let escaped: String = text
        .encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    let wide = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut all = vec![text.as_bytes().to_vec(), wide];
    if escaped != text {
        all.push(escaped.into_bytes());
    }
    all.extend((0..3).map(|shift| base64_inside(text.as_bytes(), shift)));
    all
}

/// The signs of Base64 (RFC 4648) that bytes give wherever they begin at this place of a group of three, without
/// those that depend on what stands before and after.
fn base64_inside(bytes: &[u8], shift: usize) -> Vec<u8> {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let skipped = (3 - shift) % 3;
    let groups = bytes.get(skipped..).unwrap_or_default().chunks_exact(3);
    groups
        .flat_map(|group| {
            let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
            [18, 12, 6, 0].map(|place| SIGNS[(bits >> place & 63) as usize])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{base64_inside, holding};

    #[test]
    fn base64_is_found_wherever_it_begins() {
        // "xNguyen Van", "xxNguyen Van" and "Nguyen Van" as any encoder writes them.
        for (shift, encoded) in
            [(0, "Tmd1eWVuIFZhbg=="), (1, "eE5ndXllbiBWYW4="), (2, "eHhOZ3V5ZW4gVmFu")]
        {
            let inside = String::from_utf8(base64_inside(b"Nguyen Van", shift)).expect("signs");
            assert!(inside.len() >= 8 && encoded.contains(&inside), "{shift}: {inside}");
        }
    }

    #[test]
    fn what_is_there_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("deep")).expect("a folder");
        for (name, written) in [
            ("plain", "a Nguyễn b".to_owned()),
            ("deep/escaped", "a Nguy\\u1ec5n b".to_owned()),
            ("other", "a Nguyen b".to_owned()),
        ] {
            std::fs::write(folder.path().join(name), written).expect("a file");
        }
        let found = holding(folder.path(), "Nguyễn").expect("the folder can be read");
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
