//! Sayings made before, one file each: whole or not there, and never more than fits.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use crate::data_folder::make_private_folder;

/// The most that is kept, in bytes: about 1,200 sayings, the numbers of a busy day at their desks.
pub const CACHE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The size that stands in a WAV's head counts what follows these bytes.
const HEAD_BYTES: usize = 8;

/// The folder of the sayings.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
    bytes_max: u64,
    /// Tells files apart that are written at once.
    written: AtomicU64,
}

impl Cache {
    pub(super) fn new(folder: PathBuf, bytes_max: u64) -> Self {
        Self { folder, bytes_max, written: AtomicU64::new(0) }
    }

    fn file(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.wav"))
    }

    /// A saying made before. A file that is not whole, as a power cut may leave one, is removed.
    pub(super) fn read(&self, key: &str) -> Option<Vec<u8>> {
        let file = self.file(key);
        let wav = fs::read(&file).ok()?;
        if is_whole(&wav) {
            return Some(wav);
        }
        tracing::warn!(file = %file.display(), "a saying in the cache is not whole and is made anew");
        // When it cannot be removed, it is replaced in a moment.
        let _ = fs::remove_file(&file);
        None
    }

    /// Keeps a saying; the oldest make room. Whoever reads meanwhile finds all of it or nothing.
    pub(super) fn write(&self, key: &str, wav: &[u8]) -> io::Result<()> {
        make_private_folder(&self.folder)?;
        let count = self.written.fetch_add(1, Ordering::Relaxed);
        // The command line may write beside the server.
        let name = format!("{key}.{}-{count}.part", std::process::id());
        let part = self.folder.join(name);
        let written = File::create(&part)
            .and_then(|mut file| file.write_all(wav).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&part, self.file(key)));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written?;
        self.make_room()
    }

    fn make_room(&self) -> io::Result<()> {
        let mut kept: Vec<(SystemTime, PathBuf, u64)> = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            // Somebody else may have removed it in between.
            let Ok(about) = entry.metadata() else { continue };
            if about.is_file() {
                kept.push((about.modified()?, entry.path(), about.len()));
            }
        }
        let mut bytes: u64 = kept.iter().map(|(_, _, length)| length).sum();
        kept.sort();
        for (_, path, length) in kept {
            if bytes <= self.bytes_max {
                break;
            }
            remove(&path)?;
            bytes -= length;
        }
        Ok(())
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether it is a WAV of the length that its head says.
fn is_whole(wav: &[u8]) -> bool {
    let size = wav.get(4..HEAD_BYTES).and_then(|bytes| bytes.try_into().ok());
    let size = size.map(u32::from_le_bytes).and_then(|size| usize::try_from(size).ok());
    wav.starts_with(b"RIFF") && size == wav.len().checked_sub(HEAD_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::sound::Sound;

    fn wav(samples: usize) -> Vec<u8> {
        Sound { samples: vec![0.1; samples] }.to_wav()
    }

    fn names(cache: &Cache) -> Vec<String> {
        let entries = fs::read_dir(&cache.folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_oldest_make_room() {
        let temporary = tempfile::tempdir().unwrap();
        let size = wav(500).len() as u64;
        let cache = Cache::new(temporary.path().join("cache"), 3 * size);
        assert_eq!(cache.read("a"), None);
        let newest = fs::metadata(temporary.path()).unwrap().modified().unwrap();
        for (age, key) in (0..6_u64).rev().zip(["f", "e", "d", "c", "b", "a"]) {
            cache.write(key, &wav(500)).unwrap();
            // What was written in this test's first moment is made as old as it is meant to be.
            if let Ok(file) = File::options().write(true).open(cache.file(key)) {
                file.set_modified(newest - std::time::Duration::from_secs(60 * age)).unwrap();
            }
        }
        assert_eq!(names(&cache), ["a.wav", "b.wav", "c.wav"]);
        assert_eq!(cache.read("a"), Some(wav(500)));
        cache.write("g", &wav(500)).unwrap();
        assert_eq!(names(&cache), ["a.wav", "b.wav", "g.wav"]);
    }

    #[test]
    fn half_a_file_is_never_served() {
        let temporary = tempfile::tempdir().unwrap();
        let cache = Cache::new(temporary.path().join("cache"), CACHE_BYTES_MAX);
        let whole = wav(1_000);
        cache.write("key", &whole).unwrap();
        for length in [0, 3, 44, whole.len() - 1] {
            fs::write(cache.file("key"), &whole[..length]).unwrap();
            assert_eq!(cache.read("key"), None, "{length}");
            assert!(!cache.file("key").exists());
        }
        cache.write("key", &whole).unwrap();
        assert_eq!(cache.read("key"), Some(whole));
        assert_eq!(names(&cache), ["key.wav"], "no part is left behind");
    }

    #[test]
    fn a_reader_beside_a_writer_finds_all_or_nothing() {
        let temporary = tempfile::tempdir().unwrap();
        let cache = Cache::new(temporary.path().join("cache"), CACHE_BYTES_MAX);
        let (one, other) = (wav(30_000), wav(50_000));
        std::thread::scope(|scope| {
            let writing = scope.spawn(|| {
                for _ in 0..20 {
                    cache.write("key", &one).unwrap();
                    cache.write("key", &other).unwrap();
                }
            });
            let mut read = 0;
            while !writing.is_finished() || read == 0 {
                if let Ok(bytes) = fs::read(cache.file("key")) {
                    assert!(bytes == one || bytes == other, "{} bytes", bytes.len());
                    read += 1;
                }
            }
        });
    }
}
