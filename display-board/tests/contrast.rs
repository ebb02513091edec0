//! The colours of the dark board, computed from the tokens: every ink stands out from every ground it is used on.

use std::collections::BTreeMap;
use std::path::Path;

/// Relative luminance (WCAG 2.2).
fn luminance(colour: u32) -> f64 {
    let channel = |shift: u32| {
        let value = f64::from((colour >> shift) & 0xff) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
}

fn contrast(one: u32, other: u32) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colours of a dark board by name; those without a value of their own are the usual ones.
fn colours() -> BTreeMap<String, u32> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/ui/tokens.slint");
    let tokens = std::fs::read_to_string(path).expect("the tokens");
    tokens
        .lines()
        .filter_map(|line| {
            let rest = line.trim().strip_prefix("out property <color> ")?;
            let (name, value) = rest.split_once(": ")?;
            let value = value.split_once("root.dark ? #").or_else(|| value.split_once(" : #"))?.1;
            Some((name.to_owned(), u32::from_str_radix(value.get(..6)?, 16).ok()?))
        })
        .collect()
}

#[test]
fn every_ink_of_the_dark_board_stands_out() {
    let colours = colours();
    let pairs: &[(&str, &[&str])] = &[
        (
            "ink",
            &["ground", "surface", "surface-muted", "primary-soft", "accent-soft", "good-soft"],
        ),
        ("ink-soft", &["ground", "surface", "surface-muted", "primary-soft", "accent-soft"]),
        ("primary", &["ground", "surface", "surface-muted", "primary-soft"]),
        ("good", &["surface", "good-soft"]),
        ("on-primary", &["night", "night-raised", "alert"]),
        ("on-night-soft", &["night", "night-raised"]),
        ("on-accent", &["accent"]),
        ("accent", &["night"]),
    ];
    for (ink, grounds) in pairs {
        for ground in *grounds {
            let ratio = contrast(colours[*ink], colours[*ground]);
            // Second lines on the lighter of the dark panels are large: 4.5 is enough for them.
            let least = if *ground == "night-raised" { 4.5 } else { 7.0 };
            assert!(ratio >= least, "{ink} on {ground} is {ratio:.1}");
        }
    }
    assert_ne!(colours["ground"], 0xf3_f6f9, "the dark values are read");
}
