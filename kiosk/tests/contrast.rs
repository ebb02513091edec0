//! The colours of the shared look, computed from its own file: every pair of ink and ground that is used has
//! a contrast of at least 7:1, and of at least 10:1 with high contrast.

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

/// The colours by name: with high contrast, and as usual.
fn colours() -> BTreeMap<String, [u32; 2]> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/ui/tokens.slint");
    std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .filter_map(|line| {
            let (name, value) = line
                .trim()
                .strip_prefix("out property <color> ")?
                .split_once(": root.high-contrast ? #")?;
            let read = |text: &str| u32::from_str_radix(text.get(..6)?, 16).ok();
            let (high, usual) = value.split_once(" : #")?;
            Some((name.to_owned(), [read(high)?, read(usual)?]))
        })
        .collect()
}

#[test]
fn every_ink_stands_out_from_every_ground_it_is_used_on() {
    let colours = colours();
    let pairs: &[(&str, &[&str])] = &[
        (
            "ink",
            &[
                "ground",
                "surface",
                "surface-pressed",
                "surface-muted",
                "primary-soft",
                "accent",
                "accent-soft",
            ],
        ),
        ("ink-soft", &["ground", "surface", "surface-muted", "primary-soft"]),
        ("primary", &["ground", "surface", "primary-soft", "surface-pressed"]),
        ("on-primary", &["primary", "primary-pressed", "night", "night-raised", "alert", "good"]),
        ("on-night-soft", &["night", "night-raised"]),
        ("accent", &["night", "night-raised"]),
        ("night", &["accent", "on-night-soft", "on-primary"]),
        ("alert", &["alert-soft", "surface"]),
        ("good", &["good-soft", "surface"]),
        ("focus", &["ground", "surface"]),
    ];
    for (ink, grounds) in pairs {
        for ground in *grounds {
            for (place, least) in [(0, 10.0), (1, 7.0)] {
                let found = contrast(colours[*ink][place], colours[*ground][place]);
                assert!(found >= least, "{ink} on {ground}: {found:.2}, not {least}");
            }
        }
    }
}

#[test]
fn the_measure_is_the_known_one() {
    assert!((contrast(0x00_00_00, 0xff_ff_ff) - 21.0).abs() < 1e-9);
    assert!((contrast(0x77_77_77, 0xff_ff_ff) - 4.478).abs() < 0.01);
}
