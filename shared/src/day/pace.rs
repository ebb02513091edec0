//! How long calls keep a desk busy: learned from those of the last days, the newest with most weight.

use std::collections::{BTreeMap, VecDeque};

use crate::catalog::Service;
use crate::ids::ServiceId;

/// Calls of a service that are remembered: some days of a busy queue.
pub const SAMPLES_MAX: usize = 200;

/// The pace that was set counts like so many calls, so that a first odd one changes little; it fades as
/// calls are learned.
const PRIOR_CALLS: f64 = 5.0;

/// A call counts half as much as one that came so many calls later.
const HALF_LIFE_CALLS: f64 = 80.0;

/// How calls spread around the pace before any is learned: deciles of a log-normal distribution with
/// mean 1 and sigma 0.6, about what is told of service counters.
const PRIOR_SPREAD: [f64; 10] = [0.31, 0.45, 0.56, 0.66, 0.77, 0.90, 1.05, 1.25, 1.56, 2.49];

/// Longest and shortest calls are taken as long as those at this share of all from the end: one that was
/// forgotten open over lunch teaches nothing.
const WINSOR_SHARE: f64 = 0.02;

/// What is known about how long calls keep a desk busy, by service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paces {
    by_service: BTreeMap<ServiceId, VecDeque<u32>>,
}

impl Paces {
    /// Learns from a call that is over: the seconds from the call until the desk was free again.
    pub fn learn(&mut self, service: &ServiceId, busy_seconds: u32) {
        let samples = self.by_service.entry(service.clone()).or_default();
        if samples.len() >= SAMPLES_MAX {
            samples.pop_front();
        }
        samples.push_back(busy_seconds);
    }

    /// The calls of a service that are remembered, oldest first, in seconds.
    pub fn samples(&self, service: &ServiceId) -> impl DoubleEndedIterator<Item = u32> {
        self.by_service.get(service).into_iter().flatten().copied()
    }

    /// The mean seconds that a call of a service keeps a desk busy.
    #[must_use]
    pub fn mean_seconds(&self, service: &Service) -> u32 {
        let weighted = self.weighted_seconds(service);
        let weights: f64 = weighted.iter().map(|(_, weight)| weight).sum();
        let sum: f64 = weighted.iter().map(|(seconds, weight)| seconds * weight).sum();
        (sum / weights).round() as u32
    }

    /// What a call of a service may take, in seconds, with weights: calls that were learned, extremes
    /// drawn in, and the pace that was set, spread as counters do.
    pub(super) fn weighted_seconds(&self, service: &Service) -> Vec<(f64, f64)> {
        let mut sorted: Vec<u32> = self.samples(&service.id).collect();
        sorted.sort_unstable();
        let cut = (sorted.len() as f64 * WINSOR_SHARE).floor() as usize;
        let range = sorted.get(cut).copied().zip(sorted.iter().rev().nth(cut).copied());
        let (shortest, longest) = range.unwrap_or((0, u32::MAX));
        let learned = self.samples(&service.id).rev().enumerate().map(|(age, seconds)| {
            let weight = 0.5_f64.powf(age as f64 / HALF_LIFE_CALLS);
            (f64::from(seconds.clamp(shortest, longest)), weight)
        });
        let pace = f64::from(service.pace_seconds);
        let weight = PRIOR_CALLS / PRIOR_SPREAD.len() as f64;
        let prior = PRIOR_SPREAD.iter().map(|factor| (factor * pace, weight));
        learned.chain(prior).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Paces, SAMPLES_MAX};
    use crate::catalog::ward;

    #[test]
    fn the_set_pace_holds_until_calls_are_learned_and_fades_then() {
        let catalog = ward().expect("the sample center");
        let service = &catalog.services[0];
        let mut paces = Paces::default();
        let set = i64::from(service.pace_seconds);
        assert_eq!(i64::from(paces.mean_seconds(service)), set);
        paces.learn(&service.id, 60);
        assert!(
            paces.mean_seconds(service) > service.pace_seconds * 3 / 4,
            "one call changes little"
        );
        for _ in 0..SAMPLES_MAX * 2 {
            paces.learn(&service.id, 300);
        }
        assert_eq!(paces.samples(&service.id).count(), SAMPLES_MAX);
        assert!((300..330).contains(&paces.mean_seconds(service)));
    }

    #[test]
    fn the_newest_calls_count_most_and_an_extreme_one_little() {
        let catalog = ward().expect("the sample center");
        let service = &catalog.services[0];
        let mut paces = Paces::default();
        for seconds in [200; 100].into_iter().chain([400; 100]) {
            paces.learn(&service.id, seconds);
        }
        let mean = paces.mean_seconds(service);
        assert!((330..400).contains(&mean), "{mean}");
        paces.learn(&service.id, 8 * 3_600);
        assert!(paces.mean_seconds(service) <= mean + 20, "a call forgotten open");
    }
}
