//! Finds procedures by what people call them: without diacritics, with common words, with slips, while typing.

mod phrases;
mod spelling;

use std::collections::{BTreeMap, BTreeSet};

use self::phrases::{Phrase, Query};
use self::spelling::{from_raw_keys, is_around, slips, sound, words};
use super::Procedure;
use crate::ids::ProcedureId;
use crate::vietnam::folding::fold;

/// How much a word tells by where it stands.
const IN_NAME: f32 = 8.0;
const IN_KEYWORDS: f32 = 8.0;
const IN_ABOUT: f32 = 3.0;
const IN_DOCUMENTS: f32 = 1.5;
/// What a word that stands around the matter counts for, compared with one that is of it.
const AROUND_SHARE: f32 = 0.15;
/// The share of the query, by how much its words tell, that must be found.
const FOUND_SHARE_MIN: f32 = 0.6;
/// A meaning that is this much surer than not counts as found in full.
const SURE_ENOUGH: f32 = 1.6;
/// Below this share of the best score a hit is noise.
const OF_BEST_MIN: f32 = 0.3;
/// Two words written as one are only tried from so many letters on.
const JOINED_MIN: usize = 5;

/// A procedure that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which.
    pub procedure: ProcedureId,
    /// How well it fits compared with the best, in tenths up to 10. Equal scores stand in order of use.
    pub score: u32,
}

/// An index over procedures; made once for a catalogue, asked at every letter typed.
#[derive(Debug)]
pub struct Search {
    entries: Vec<Entry>,
    vocabulary: BTreeMap<String, Word>,
    /// The words of the vocabulary by how they sound.
    sounds: BTreeMap<String, Vec<String>>,
}

#[derive(Debug)]
struct Entry {
    id: ProcedureId,
    popularity: u32,
    /// Names and keywords.
    phrases: Vec<Phrase>,
}

/// A word of the vocabulary.
#[derive(Debug, Default)]
struct Word {
    /// How much it tells: the rarer, the more.
    tells: f32,
    /// By entry: where it stands best, and how it is written there.
    places: BTreeMap<usize, Place>,
    /// Two words written as one.
    is_joined: bool,
}

#[derive(Debug, Default)]
struct Place {
    weight: f32,
    written: BTreeSet<String>,
}

impl Place {
    /// How far a word that stands here shows that the query means this procedure: what one must bring is named
    /// in passing.
    fn evidence(&self) -> f32 {
        if self.weight > IN_ABOUT {
            1.0
        } else if self.weight > IN_DOCUMENTS {
            0.8
        } else {
            0.5
        }
    }
}

/// A word of a query.
struct Asked {
    written: String,
    canonical: String,
    share: f32,
    is_last: bool,
}

impl Search {
    /// Makes the index. What is asked for most stands first among equals: by the counts given, else by the
    /// procedure's own figure.
    #[must_use]
    pub fn new(procedures: &[Procedure], popularity: &BTreeMap<ProcedureId, u32>) -> Self {
        let mut search =
            Self { entries: Vec::new(), vocabulary: BTreeMap::new(), sounds: BTreeMap::new() };
        for procedure in procedures {
            search.add(procedure, popularity);
        }
        let all = search.entries.len();
        for (canonical, word) in &mut search.vocabulary {
            search.sounds.entry(sound(canonical)).or_default().push(canonical.clone());
            let before = word.places.len();
            // What nearly every procedure asks to bring tells nothing about any. The word stays known, so that
            // it is not taken for a slip of another.
            let is_common = before * 3 > all && all > 3;
            word.places.retain(|_, place| !is_common || place.weight > IN_ABOUT);
            let left = word.places.len();
            word.tells = rarity(all, if left == 0 { before } else { left });
        }
        search
    }

    fn add(&mut self, procedure: &Procedure, popularity: &BTreeMap<ProcedureId, u32>) {
        let entry = self.entries.len();
        let mut phrases = Vec::new();
        let code = procedure.national_code.as_ref();
        let names =
            [&procedure.name.vi, &procedure.name.en].into_iter().map(|name| (name, IN_NAME));
        let keywords = procedure.keywords.iter().chain(code).map(|word| (word, IN_KEYWORDS));
        for (text, weight) in names.chain(keywords) {
            let found = self.add_text(entry, text, weight);
            for pair in found.windows(2) {
                let joined = pair.concat();
                if joined.len() >= JOINED_MIN && !self.vocabulary.contains_key(&joined) {
                    self.vocabulary.entry(joined.clone()).or_default().is_joined = true;
                }
                self.place(entry, &joined, "", weight);
            }
            phrases.push(Phrase::new(&found));
        }
        for text in [&procedure.about.vi, &procedure.about.en] {
            self.add_text(entry, text, IN_ABOUT);
        }
        let documents = procedure.documents.iter().map(|document| &document.name);
        for text in documents.chain(&procedure.notes) {
            self.add_text(entry, &text.vi, IN_DOCUMENTS);
            self.add_text(entry, &text.en, IN_DOCUMENTS);
        }
        let own = procedure.popularity;
        let popularity = popularity.get(&procedure.id).copied().unwrap_or(own);
        self.entries.push(Entry { id: procedure.id.clone(), popularity, phrases });
    }

    fn add_text(&mut self, entry: usize, text: &str, weight: f32) -> Vec<String> {
        let found = words(text);
        for (written, canonical) in &found {
            self.place(entry, canonical, written, weight);
        }
        found.into_iter().map(|(_, canonical)| canonical).collect()
    }

    fn place(&mut self, entry: usize, canonical: &str, written: &str, weight: f32) {
        let word = self.vocabulary.entry(canonical.to_owned()).or_default();
        let place = word.places.entry(entry).or_default();
        place.weight = place.weight.max(weight);
        if !written.is_empty() {
            word.is_joined = false;
            place.written.insert(written.to_owned());
        }
    }

    /// What fits a query best, at most `limit`. A query without a word gives what is used most.
    #[must_use]
    pub fn find(&self, query: &str, limit: usize) -> Vec<Hit> {
        let asked = self.asked(query);
        let scores =
            if asked.is_empty() { vec![1.0; self.entries.len()] } else { self.scores(&asked) };
        let best = scores.iter().copied().fold(0.0, f32::max);
        let mut hits: Vec<(u32, &Entry)> = scores
            .iter()
            .zip(&self.entries)
            .filter(|(score, _)| **score > 0.0 && **score >= best * OF_BEST_MIN)
            .map(|(score, entry)| (tenths(score / best), entry))
            .collect();
        hits.sort_by_key(|(score, entry)| std::cmp::Reverse((*score, entry.popularity)));
        hits.into_iter()
            .take(limit)
            .map(|(score, entry)| Hit { procedure: entry.id.clone(), score })
            .collect()
    }

    /// The words of a query.
    fn asked(&self, query: &str) -> Vec<Asked> {
        let found = words(query);
        let is_around = |written: &str| is_around(&fold(written));
        let matter = found.iter().any(|(written, _)| !is_around(written));
        let is_typing = !query.ends_with(|c: char| c.is_whitespace());
        let last = found.len().saturating_sub(1);
        found
            .into_iter()
            .enumerate()
            .map(|(index, (written, canonical))| {
                let share = if matter && is_around(&written) { AROUND_SHARE } else { 1.0 };
                let is_last = is_typing && index == last;
                Asked { written, canonical, share, is_last }
            })
            .collect()
    }

    fn scores(&self, asked: &[Asked]) -> Vec<f32> {
        let most_telling = rarity(self.entries.len(), 1);
        let mut points = vec![0.0; self.entries.len()];
        let mut found = vec![0.0; self.entries.len()];
        let mut whole = 0.0;
        let mut understood = Vec::new();
        for word in asked {
            let (meant, matches) = self.matches(word);
            let mut best = vec![(0.0_f32, 0.0_f32); self.entries.len()];
            for (entry_word, quality) in &matches {
                for (entry, place) in &entry_word.places {
                    let agreed = quality * agreement(&word.written, place);
                    let score = agreed * place.weight * entry_word.tells;
                    if let Some(best) = best.get_mut(*entry)
                        && score > best.0
                    {
                        *best = (score, place.evidence() * (quality * SURE_ENOUGH).min(1.0));
                    }
                }
            }
            // The surest meaning stands first.
            let tells = matches.first().map_or(most_telling, |(word, _)| word.tells);
            whole += tells * word.share;
            for ((points, found), (score, evidence)) in points.iter_mut().zip(&mut found).zip(best)
            {
                *points += score * word.share;
                *found += evidence * tells * word.share;
            }
            understood.push((meant, word.share >= 1.0));
        }
        let query = Query::new(&understood);
        let scored = points.into_iter().zip(found).zip(&self.entries);
        scored
            .map(|((points, found), entry)| {
                // Without a single word there is no phrase either.
                let phrase = if points > 0.0 { query.points(&entry.phrases) } else { 0.0 };
                let share = if whole > 0.0 { found / whole } else { 0.0 };
                if share < FOUND_SHARE_MIN && phrase <= 0.0 {
                    return 0.0;
                }
                points * share * share + phrase
            })
            .collect()
    }

    /// The word that a word of the query means, and all those of the vocabulary that it can mean with how surely,
    /// 0–1, the surest first.
    fn matches(&self, asked: &Asked) -> (String, Vec<(&Word, f32)>) {
        let mut meant = asked.canonical.clone();
        let mut found = self.spelled(&meant, asked.is_last, 1.0);
        if found.is_empty()
            && let Some(read) = from_raw_keys(&fold(&asked.written))
        {
            found = self.spelled(&read, asked.is_last, 0.85);
            if !found.is_empty() {
                meant = read;
            }
        }
        // A word that sounds alike can be meant even where the one typed exists: công trứng is công chứng.
        let quality = if found.is_empty() { 0.75 } else { 0.4 };
        let alike = self.sounds.get(&sound(&asked.canonical)).into_iter().flatten();
        for other in alike.filter(|other| **other != asked.canonical) {
            if found.is_empty() {
                meant.clone_from(other);
            }
            found.extend(self.vocabulary.get(other).map(|word| (word, quality)));
        }
        if found.is_empty() {
            let mut close: Vec<(usize, &String, &Word)> = self
                .vocabulary
                .iter()
                .filter_map(|(other, word)| Some((slips(&asked.canonical, other)?, other, word)))
                .collect();
            close.sort_by_key(|(slips, other, _)| (*slips, *other));
            if let Some((_, other, _)) = close.first() {
                meant.clone_from(other);
            }
            let quality = |slips| if slips < 2 { 0.6 } else { 0.4 };
            found = close.into_iter().map(|(slips, _, word)| (word, quality(slips))).collect();
        }
        (meant, found)
    }

    /// The word itself, and those that it begins: while it is being typed, or from three letters on.
    fn spelled(&self, canonical: &str, is_last: bool, quality: f32) -> Vec<(&Word, f32)> {
        let mut found: Vec<(&Word, f32)> =
            self.vocabulary.get(canonical).map(|word| (word, quality)).into_iter().collect();
        let length = canonical.len();
        if !is_last && (!found.is_empty() || length < 3) {
            return found;
        }
        let longer = self.vocabulary.range(canonical.to_owned()..).skip(found.len());
        for (other, word) in longer.take_while(|(other, _)| other.starts_with(canonical)) {
            if word.is_joined && length <= JOINED_MIN {
                continue;
            }
            let (typed, all) = (small(length), small(other.len()));
            found.push((word, quality * (0.3 + 0.4 * typed / all)));
        }
        found
    }
}

/// How well the diacritics that were typed agree: they only help to choose, they never exclude.
fn agreement(written: &str, place: &Place) -> f32 {
    if written.is_ascii() || place.written.is_empty() {
        1.0
    } else if place.written.contains(written) {
        1.15
    } else {
        0.85
    }
}

/// How much a word tells that so many of all procedures have.
fn rarity(all: usize, having: usize) -> f32 {
    (1.0 + small(all) / small(having.max(1))).ln()
}

/// Counts of words and procedures are far below what a float holds exactly.
fn small(n: usize) -> f32 {
    u16::try_from(n).map_or(f32::from(u16::MAX), f32::from)
}

/// A share as whole tenths.
fn tenths(share: f32) -> u32 {
    (0..10_u8).rev().find(|n| share * 10.0 >= f32::from(*n) + 0.5).map_or(0, |n| u32::from(n) + 1)
}
