//! What is said, when and how often: the rules by example, and for any story by chance.

mod announcer_world;
mod center;

use std::time::Duration;

use announcer_world::{Happening, Story, World, gap, happening, name};
use center::{at, call};
use display_board::announcer::{Announcer, Outcome, SPOKEN_MAX, Spoken};
use proptest::prelude::*;
use shared::catalog::{Voice, VolumeSpan};
use shared::protocol::BoardCall;
use shared::text::Language;

fn voice(times: u8, english: bool) -> Voice {
    Voice { times, english, ..Voice::default() }
}

fn announcer(voice: &Voice) -> Announcer {
    let mut announcer = Announcer::new(Some(Vec::new()));
    announcer.set_voice(voice);
    announcer
}

/// Plays everything that is due from this second on, each thing so many seconds long.
fn said(announcer: &mut Announcer, mut second: f64, length: f64) -> Vec<String> {
    let mut said = Vec::new();
    while let Some(utterance) = announcer.next(at(second)) {
        let chime = if utterance.chime { "♪" } else { "" };
        let words = utterance.saying.map_or(String::new(), |phrase| {
            announcer.learned(&phrase, Duration::from_secs_f64(length - 2.1));
            let last = if phrase.times == 3 { "!" } else { "" };
            format!("{} {} {}{last}", phrase.number, phrase.desk, phrase.language.code())
        });
        said.push(format!("{chime}{words}"));
        second += length;
        announcer.ended(Outcome::Played);
    }
    said
}

#[test]
fn a_call_is_said_as_often_as_configured() {
    let calls = [call("A025", "5", 0)];
    for (voice, expected) in [
        (voice(2, false), vec!["♪A025 5 vi", "A025 5 vi"]),
        (voice(1, true), vec!["♪A025 5 vi", "A025 5 en"]),
        (voice(3, true), vec!["♪A025 5 vi", "A025 5 vi", "A025 5 vi", "A025 5 en"]),
        (voice(0, true), vec!["♪"]),
        (voice(9, false), vec!["♪A025 5 vi", "A025 5 vi", "A025 5 vi"]),
    ] {
        let mut announcer = announcer(&voice);
        announcer.receive(&calls, at(0.5));
        assert_eq!(said(&mut announcer, 0.5, 5.0), expected, "{voice:?}");
        announcer.receive(&calls, at(30.0));
        assert_eq!(announcer.next(at(30.0)), None, "once for all");
        assert_eq!(announcer.unspoken(), 0);
    }
}

#[test]
fn two_calls_within_a_second_are_both_said_in_order() {
    let mut announcer = announcer(&voice(2, false));
    announcer.receive(&[call("B008", "3", 0), call("A025", "5", 0)], at(0.9));
    let expected = ["♪A025 5 vi", "A025 5 vi", "♪B008 3 vi", "B008 3 vi"];
    assert_eq!(said(&mut announcer, 1.0, 5.5), expected);
}

#[test]
fn a_recall_is_a_new_call_and_replaces_the_old_one() {
    let mut announcer = announcer(&voice(2, false));
    announcer.receive(&[call("A025", "5", 0)], at(0.0));
    assert!(announcer.next(at(0.0)).is_some());
    let again = |times, seconds| BoardCall { times, ..call("A025", "5", seconds) };
    announcer.receive(&[again(2, 3)], at(3.0));
    announcer.ended(Outcome::Played);
    assert_eq!(said(&mut announcer, 5.0, 5.0), ["♪A025 5 vi", "A025 5 vi"]);
    announcer.receive(&[again(3, 30)], at(30.0));
    assert_eq!(said(&mut announcer, 30.0, 5.0), ["♪A025 5 vi!", "A025 5 vi!"], "the last call");
}

#[test]
fn what_is_undone_or_served_is_not_said_any_more() {
    for after in [vec![], vec![BoardCall { expected: false, ..call("A025", "5", 0) }]] {
        let mut announcer = announcer(&voice(3, true));
        announcer.receive(&[call("A025", "5", 0)], at(0.0));
        assert!(announcer.next(at(0.0)).is_some());
        announcer.receive(&after, at(2.0));
        assert_eq!(announcer.next(at(2.0)), None, "what is begun comes to its end first");
        announcer.ended(Outcome::Played);
        assert!(!announcer.is_due());
        assert_eq!(announcer.next(at(5.0)), None);
        assert_eq!((announcer.wanted(), announcer.unspoken()), (Vec::new(), 0));
    }
}

#[test]
fn far_behind_the_newest_comes_first_and_each_is_said_once() {
    let mut announcer = announcer(&voice(2, true));
    let calls: Vec<BoardCall> = (1..=5).rev().map(|n| call(&format!("A00{n}"), "5", n)).collect();
    announcer.receive(&calls, at(6.0));
    let expected = ["♪A005 5 vi", "♪A001 5 vi", "♪A002 5 vi", "♪A003 5 vi", "♪A004 5 vi"];
    let said = said(&mut announcer, 6.0, 6.0);
    assert_eq!(said[..5], expected);
    // English has what time is left until the calls are a minute old.
    assert!(said.len() > 5 && said[5..].iter().all(|words| words.ends_with("en")), "{said:?}");
}

#[test]
fn after_a_cut_only_what_still_matters_is_said() {
    let mut announcer = announcer(&voice(2, false));
    announcer.receive(&[], at(0.0));
    let served = BoardCall { expected: false, ..call("A026", "5", 250) };
    announcer.receive(
        &[call("B003", "1", 275), served, call("B002", "1", 230), call("A025", "5", 100)],
        at(300.0),
    );
    assert_eq!(announcer.unspoken(), 2, "A025 and B002 were missed");
    assert_eq!(said(&mut announcer, 300.0, 6.0), ["♪B003 1 vi"]);
    // Whatever goes on, they are not counted again.
    announcer.receive(&[call("B002", "1", 230), call("A025", "5", 100)], at(400.0));
    announcer.receive(&[call("B003", "1", 275), call("B002", "1", 230)], at(401.0));
    assert_eq!((announcer.unspoken(), announcer.is_due()), (2, false));
}

#[test]
fn quiet_hours_keep_nothing_for_later() {
    // The morning of the test center is 08:52 of a Friday.
    let span = VolumeSpan {
        weekdays: vec![5],
        from_minute: 8 * 60,
        to_minute: 8 * 60 + 53,
        volume_percent: 0,
    };
    let mut announcer = announcer(&Voice { volumes: vec![span], ..voice(2, false) });
    assert_eq!((announcer.volume(at(59.0)), announcer.volume(at(60.0))), (0, 80));
    announcer.receive(&[call("A025", "5", 55)], at(55.0));
    assert_eq!(announcer.next(at(56.0)), None);
    announcer.receive(&[call("A025", "5", 55)], at(61.0));
    assert_eq!(announcer.next(at(61.0)), None, "it fell into the quiet");
    announcer.receive(&[call("A026", "5", 62), call("A025", "5", 55)], at(62.0));
    assert_eq!(said(&mut announcer, 62.0, 5.0), ["♪A026 5 vi", "A026 5 vi"]);
    announcer.set_hushed(true);
    announcer.receive(&[call("A027", "5", 80)], at(80.0));
    announcer.set_hushed(false);
    assert_eq!((announcer.next(at(81.0)), announcer.unspoken()), (None, 0));
}

#[test]
fn a_restart_does_not_say_a_call_more_often() {
    let calls = [call("A026", "5", 10), call("A025", "5", 0)];
    let mut first = announcer(&voice(2, true));
    first.receive(&calls[1..], at(0.0));
    assert!(first.next(at(0.0)).is_some());
    let known: Vec<Spoken> = first.spoken().to_vec();
    let mut second = Announcer::new(Some(known));
    second.set_voice(&voice(2, true));
    second.receive(&calls, at(12.0));
    let expected = ["A025 5 vi", "A025 5 en", "♪A026 5 vi", "A026 5 vi", "A026 5 en"];
    for phrase in second.wanted() {
        second.learned(&phrase, Duration::from_secs(3));
    }
    assert_eq!(said(&mut second, 12.0, 4.0), expected);
    // A program that remembers nothing takes the calls that it finds for spoken, and says the later ones.
    let mut forgetful = Announcer::new(None);
    forgetful.set_voice(&voice(1, false));
    forgetful.receive(&calls, at(12.0));
    assert_eq!(forgetful.next(at(12.0)), None);
    forgetful.receive(&[&[call("A027", "2", 13)], &calls[..]].concat(), at(13.0));
    assert_eq!(said(&mut forgetful, 13.0, 5.0), ["♪A027 2 vi"]);
    assert_eq!(forgetful.unspoken(), 0);
}

#[test]
fn without_a_sentence_or_a_card_calls_are_counted() {
    let mut announcer = announcer(&voice(3, true));
    announcer.receive(&[call("A025", "5", 0)], at(0.0));
    assert!(announcer.next(at(0.0)).is_some());
    announcer.ended(Outcome::NoVoice);
    assert_eq!((announcer.is_due(), announcer.unspoken()), (false, 1));
    // The sound went before the sentence began: the call is still to be said, and given up after a minute.
    announcer.receive(&[call("A026", "5", 10)], at(10.0));
    assert!(announcer.next(at(10.0)).is_some_and(|utterance| utterance.chime));
    announcer.ended(Outcome::NotBegun);
    assert!(announcer.is_due() && announcer.spoken().iter().any(|spoken| spoken.vietnamese == 0));
    announcer.pass_over(at(69.0));
    assert!(announcer.is_due());
    announcer.pass_over(at(71.0));
    assert_eq!((announcer.is_due(), announcer.unspoken()), (false, 2));
}

#[test]
fn sentences_are_wanted_in_the_order_of_need() {
    let mut announcer = announcer(&voice(1, true));
    announcer.receive(&[call("A027", "1", 2), call("A026", "2", 1), call("A025", "5", 0)], at(2.0));
    let names = |announcer: &Announcer| -> Vec<String> {
        announcer
            .wanted()
            .iter()
            .map(|phrase| format!("{} {}", phrase.number, phrase.language.code()))
            .collect()
    };
    assert_eq!(
        names(&announcer),
        ["A025 vi", "A027 vi", "A026 vi", "A025 en", "A026 en", "A027 en"]
    );
    for phrase in announcer.wanted() {
        announcer.learned(&phrase, Duration::from_secs(2));
    }
    assert!(announcer.next(at(2.0)).is_some());
    assert_eq!(names(&announcer), ["A027 vi", "A026 vi", "A025 en", "A026 en", "A027 en"]);
}

/// A million events leave nothing behind.
#[test]
fn a_million_events_do_not_grow() {
    let mut announcer = announcer(&voice(2, true));
    let mut calls: Vec<BoardCall> = Vec::new();
    let mut largest = [0; 2];
    for event in 0..1_000_000_u32 {
        let second = f64::from(event) * 0.7;
        let number = format!("A{:03}", event % 997);
        calls.insert(
            0,
            BoardCall {
                times: event / 997 + 1,
                called_at: at(second).wall,
                ..call(&number, "5", 0)
            },
        );
        calls.truncate(5);
        announcer.receive(&calls, at(second));
        if let Some(utterance) = announcer.next(at(second)) {
            if let Some(phrase) = &utterance.saying {
                announcer.learned(phrase, Duration::from_secs(4));
            }
            let outcomes = [Outcome::Played, Outcome::NoVoice, Outcome::NotBegun];
            announcer.ended(outcomes[event as usize % 3]);
        }
        if event % 20_000 == 19_999 {
            let half = usize::from(event >= 500_000);
            largest[half] = largest[half].max(format!("{announcer:?}").len());
        }
    }
    assert!(announcer.spoken().len() <= SPOKEN_MAX);
    assert!(largest[1] < largest[0] + 200, "{largest:?}");
}

fn story(
    length: std::ops::Range<usize>,
    sentence: std::ops::Range<u32>,
) -> impl Strategy<Value = Story> {
    (
        prop::collection::vec((gap(), happening()), length),
        (0_u8..4, any::<bool>()),
        prop::collection::vec(sentence, 1..5),
        any::<bool>(),
        prop_oneof![2 => Just(0_u32), 1 => 1_u32..6],
    )
        .prop_map(|(happenings, (times, english), lengths, is_foreseen, missing_every)| {
            Story { happenings, voice: voice(times, english), lengths, is_foreseen, missing_every }
        })
}

/// How many stories are played; with `--long` many more.
fn stories() -> u32 {
    if std::env::var_os("ONESTOP_LONG").is_some() { 20_000 } else { 600 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: stories(), ..ProptestConfig::default() })]

    /// Never two at once, nothing stale, nothing undone, the newest in time (watched by the world while it
    /// plays), and nothing more often than configured, over all restarts.
    #[test]
    fn any_story_keeps_the_rules(story in story(0..40, 300..12_900)) {
        let times = u32::from(story.voice.times.max(1));
        let english = u32::from(story.voice.english && story.voice.times > 0);
        let world = World::new(story).play();
        for ((call, language), count) in world.counts() {
            let most = if language == Language::Vi { times } else { english };
            prop_assert!(count <= most, "{call} {language:?} was begun {count} times");
        }
        prop_assert!(world.unspoken() <= world.calls_made);
        let mut last = 0;
        for begun in &world.begun {
            prop_assert!(begun.milliseconds >= last);
            last = begun.milliseconds;
        }
    }

    /// When the loudspeaker has the time for it, whoever is expected is called.
    #[test]
    fn nobody_is_left_out(story in story(0..40, 300..2_900)) {
        // Six calls of 5 s at most, the one that plays, and the 20 s after which nothing is repeated: a minute.
        let mut calls = 0;
        let mut story = story;
        story.happenings.retain(|(_, happening)| match happening {
            Happening::Call { .. } | Happening::Recall { .. } | Happening::Transfer { .. } => {
                calls += 1;
                calls <= 6
            }
            _ => true,
        });
        let is_plain = story.happenings.iter().all(|(_, happening)| {
            !matches!(happening, Happening::Cut { .. } | Happening::SoundLost { .. })
        }) && story.missing_every == 0;
        let world = World::new(story).play();
        let counts = world.counts();
        for call in &world.kept {
            prop_assert!(counts.contains_key(&(call.clone(), Language::Vi)), "{call} was left out");
        }
        if is_plain {
            prop_assert_eq!(world.unspoken(), 0);
        }
        prop_assert!(world.begun.iter().all(|begun| !name(&begun.utterance.call).is_empty()));
    }
}
