//! Chance from a fixed seed: the same day always yields the same estimate.

/// A splitmix64 generator (Steele, Lea, Flood 2014): enough for a simulation, and a few lines long.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_F491_4F6C_DD1D))
    }

    /// The luck of one thing in one course of the day.
    pub(super) fn of(course: usize, thing: u64) -> Self {
        let mut of_thing = Self::new(thing);
        Self::new(of_thing.next() ^ (course as u64 + 1).rotate_left(32))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `limit`; 0 when the limit is 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let wide = (u128::from(self.next()) * limit as u128) >> 64;
        wide as usize
    }

    /// A number from 0 up to, not including, 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn chance_is_even_and_the_same_every_time() {
        let mut counts = [0_u32; 8];
        let (mut one, mut two) = (Chance::new(7), Chance::new(7));
        for _ in 0..8_000 {
            let drawn = one.below(8);
            assert_eq!(drawn, two.below(8));
            counts[drawn] += 1;
        }
        assert!(counts.iter().all(|count| (850..1_150).contains(count)), "{counts:?}");
        assert_eq!(one.below(0), 0);
        assert!((0..1_000).all(|_| (0.0..1.0).contains(&one.unit())));
    }
}
