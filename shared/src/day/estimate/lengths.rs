//! How long something lasts: equally likely lengths, to draw from, also when a part has passed already.

use super::chance::Chance;

/// Entries of the table: the draw is an index, the quantile an entry.
const STEPS: usize = 128;

/// What is left of something that has lasted longer than anything known: so much of what has passed.
const OVERDUE_SHARE: f64 = 0.4;

/// A distribution of lengths, in seconds.
#[derive(Clone, Debug)]
pub(super) struct Lengths {
    /// Equally likely, shortest first.
    seconds: Vec<f64>,
}

impl Lengths {
    /// The distribution of weighted lengths. Nothing to learn from means no time at all.
    pub(super) fn of(mut weighted: Vec<(f64, f64)>) -> Self {
        weighted.sort_by(|one, other| one.0.total_cmp(&other.0));
        let total: f64 = weighted.iter().map(|(_, weight)| weight).sum();
        let mut seconds = Vec::with_capacity(STEPS);
        let mut entries = weighted.iter().peekable();
        let mut passed = 0.0;
        for step in 0..STEPS {
            let wanted = total * (step as f64 + 0.5) / STEPS as f64;
            while let Some((_, weight)) = entries.peek()
                && passed + weight < wanted
            {
                passed += weight;
                entries.next();
            }
            let last = weighted.last().map_or(0.0, |(length, _)| *length);
            seconds.push(entries.peek().map_or(last, |(length, _)| *length));
        }
        Self { seconds }
    }

    /// One length.
    pub(super) fn draw(&self, chance: &mut Chance) -> f64 {
        self.seconds[chance.below(STEPS)]
    }

    /// What is left after so many seconds.
    pub(super) fn draw_rest(&self, passed: f64, chance: &mut Chance) -> f64 {
        let longer = self.seconds.partition_point(|length| *length <= passed);
        if longer >= STEPS {
            return passed * OVERDUE_SHARE * chance.unit() * 2.0;
        }
        self.seconds[longer + chance.below(STEPS - longer)] - passed
    }
}

#[cfg(test)]
mod tests {
    use super::{Chance, Lengths};

    #[test]
    fn a_draw_follows_the_weights_and_what_has_passed() {
        let lengths = Lengths::of(vec![(100.0, 3.0), (500.0, 1.0)]);
        let mut chance = Chance::new(1);
        let long = (0..4_000).filter(|_| lengths.draw(&mut chance) > 300.0).count();
        assert!((900..1_100).contains(&long), "a quarter: {long}");
        for _ in 0..100 {
            assert!((lengths.draw_rest(200.0, &mut chance) - 300.0).abs() < 1e-9);
            let overdue = lengths.draw_rest(600.0, &mut chance);
            assert!((0.0..=480.0).contains(&overdue), "{overdue}");
        }
    }
}
