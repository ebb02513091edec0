//! The plan of the board: nothing overlaps, and calls are as large as they must be wherever that is possible.

use display_board::letters::{ARROW_EM, CAP_EM, CallLetters, LINE_EM};
use display_board::options::{Layout, Size};
use display_board::plan::{Place, Plan, Wanted, cap_needed, plan, shortfall};
use proptest::prelude::*;

fn wanted(window: (f32, f32), layout: Layout, cap: f32, calls: &[(&str, &str)]) -> Wanted {
    let calls = calls.iter().map(|(number, desk)| CallLetters::new(number, desk)).collect();
    Wanted { window, layout, cap, calls, queues: 4 }
}

fn places(plan: &Plan) -> Vec<(&'static str, Place)> {
    let places = [
        ("newest", plan.newest),
        ("earlier", plan.earlier),
        ("waiting", plan.waiting),
        ("tips", plan.tips),
        ("strip", plan.strip),
    ];
    places.into_iter().filter(|(_, place)| place.is_shown()).collect()
}

fn overlap(one: Place, other: Place) -> bool {
    let deep = |low: f32, high: f32| high - low > 0.5;
    deep(one.x.max(other.x), (one.x + one.width).min(other.x + other.width))
        && deep(one.y.max(other.y), (one.y + one.height).min(other.y + other.height))
}

#[test]
fn a_usual_panel_shows_everything_and_is_large_enough() {
    let window = (1920.0, 1080.0);
    let cap = cap_needed(window, None, "10".parse().expect("a distance"));
    assert!((cap - 193.0).abs() < 1.5, "{cap}");
    for (layout, shown) in [
        (Layout::CallsAndTips, vec!["newest", "earlier", "waiting", "tips", "strip"]),
        (Layout::Calls, vec!["newest", "earlier", "waiting", "strip"]),
        (Layout::TipsAndLastCall, vec!["newest", "earlier", "tips", "strip"]),
    ] {
        let plan = plan(&wanted(window, layout, cap, &[("A025", "12")]));
        let names: Vec<&str> = places(&plan).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, shown, "{layout:?}");
        assert!(plan.cap >= cap && !plan.stacked && plan.earlier_rows >= 3, "{layout:?} {plan:?}");
    }
}

#[test]
fn tips_give_way_to_calls_that_come_together() {
    let window = (1920.0, 1080.0);
    let cap = cap_needed(window, None, "10".parse().expect("a distance"));
    for layout in [Layout::CallsAndTips, Layout::TipsAndLastCall] {
        let three = [("A025", "12"), ("B008", "3"), ("C113", "7")];
        let plan = plan(&wanted(window, layout, cap, &three));
        assert!(plan.cap >= cap, "{layout:?} {plan:?}");
        assert!(!plan.tips.is_shown() && plan.earlier_rows >= 3, "{layout:?} {plan:?}");
    }
}

#[test]
fn a_panel_that_is_too_small_says_how_much() {
    let size = |width, height| Size { width, height };
    let far = "10".parse().expect("a distance");
    for layout in [Layout::Calls, Layout::CallsAndTips, Layout::TipsAndLastCall] {
        assert_eq!(shortfall(size(1210, 680), far, layout), None);
        let (reached, needed) = shortfall(size(700, 390), far, layout).expect("too small");
        assert!((needed - 122.0).abs() < 0.1 && reached > 60.0 && reached < 122.0, "{reached}");
        assert_eq!(shortfall(size(700, 390), "5".parse().expect("a distance"), layout), None);
    }
}

#[test]
fn the_resolution_does_not_matter() {
    let cap =
        |height| cap_needed((height * 16.0 / 9.0, height), None, "8".parse().expect("a distance"));
    let of = |height: f32| {
        let calls = [("A025", "5"), ("B1234", "12")];
        plan(&wanted((height * 16.0 / 9.0, height), Layout::Calls, cap(height), &calls))
    };
    let (small, large) = (of(720.0), of(2160.0));
    assert!((small.number_size * 3.0 - large.number_size).abs() < 1.0);
    assert_eq!(small.earlier_rows, large.earlier_rows);
}

proptest! {
    #[test]
    fn nothing_overlaps_and_calls_are_as_large_as_they_must_be(
        width in 320_u16..4000,
        height in 240_u16..4000,
        layout in prop_oneof![Just(Layout::Calls), Just(Layout::CallsAndTips), Just(Layout::TipsAndLastCall)],
        share in 0.02_f32..0.5,
        count in 0_usize..4,
        long in any::<bool>(),
        queues in 0_usize..13,
    ) {
        let window = (f32::from(width), f32::from(height));
        let call = if long { ("AB1234", "Tiếp dân") } else { ("A025", "12") };
        let cap = window.0.min(window.1) * share;
        let wanted = Wanted { queues, ..wanted(window, layout, cap, &vec![call; count]) };
        let plan = plan(&wanted);
        let places = places(&plan);
        for (index, (name, place)) in places.iter().enumerate() {
            prop_assert!(place.x >= -0.1 && place.y >= -0.1, "{name} {plan:?}");
            prop_assert!(place.x + place.width <= window.0 + 0.1, "{name} {plan:?}");
            prop_assert!(place.y + place.height <= window.1 + 0.1, "{name} {plan:?}");
            for (other_name, other) in &places[index + 1..] {
                prop_assert!(!overlap(*place, *other), "{name} on {other_name}: {plan:?}");
            }
        }
        prop_assert_eq!(plan.desk_sizes.len(), count);
        // The letters are never wider or higher than their place.
        let newest = plan.newest;
        let letters = CallLetters::new(call.0, call.1);
        for desk in &plan.desk_sizes {
            let (wide, lines) = if plan.stacked {
                (
                    (letters.number_em * plan.number_size)
                        .max((letters.desk_em + letters.word_em() + ARROW_EM) * desk),
                    2.0,
                )
            } else {
                (letters.number_em.mul_add(plan.number_size, letters.desk_em * desk) + ARROW_EM * plan.number_size, 1.0)
            };
            prop_assert!(wide <= newest.width + 0.5, "{plan:?}");
            let rows = f32::from(u8::try_from(count).expect("few"));
            prop_assert!(plan.number_size * CAP_EM * lines * rows <= newest.height + 0.5, "{plan:?}");
        }
        // Where the whole room of the board holds what is needed, it is never less.
        if count > 0 && plan.cap < cap - 0.5 && !long {
            let room = Wanted { layout: Layout::Calls, ..wanted };
            prop_assert!(display_board::plan::plan(&room).cap < cap, "the other layout is large enough");
            let (scale, portrait) = display_board::plan::scale_of(window);
            let content = window.1 - if portrait { 218.0 + 130.0 + 3.0 * 24.0 } else { 112.0 + 92.0 + 3.0 * 24.0 } * scale - 104.0 * scale;
            let size = cap / CAP_EM;
            let rows = f32::from(u8::try_from(count).expect("few"));
            let beside = (letters.number_em.max(2.5) + ARROW_EM + letters.desk_em) * size <= window.0 - 176.0 * scale
                && rows * LINE_EM * size <= content;
            prop_assert!(!beside, "there is room for {size}: {plan:?}");
        }
    }
}
