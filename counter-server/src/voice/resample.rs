//! Another rate of samples: each new sample is a sum of its neighbours, weighed by a windowed sinc.

use std::f64::consts::PI;

/// How many zero crossings of the sinc count on each side: with the window, what would fold back is 50 dB down.
const CROSSINGS: f64 = 16.0;

/// The edge of the passband as a part of the lower of both Nyquist frequencies; the rest is the slope.
const PASSBAND: f64 = 0.95;

/// The samples at another rate. Both rates are multiples of a small step, so that the positions between samples
/// repeat and their weights are computed once.
pub(super) fn resample(samples: &[f64], from: u32, to: u32) -> Vec<f64> {
    if from == to || samples.is_empty() {
        return samples.to_vec();
    }
    let common = greatest_common_divisor(from, to);
    // Counts below 2³² in usize.
    let (step, phases) = ((from / common) as usize, (to / common) as usize);
    let cutoff = (f64::from(to) / f64::from(from)).min(1.0) * PASSBAND;
    // A small positive number.
    let reach = (CROSSINGS / cutoff).ceil() as usize;
    let weights: Vec<Vec<f64>> =
        (0..phases).map(|phase| weights(phase, phases, reach, cutoff)).collect();
    let count = samples.len() * phases / step;
    (0..count)
        .map(|n| {
            let (whole, phase) = (n * step / phases, n * step % phases);
            let sum = weights[phase].iter().enumerate().map(|(index, weight)| {
                let neighbour = (whole + index + 1).checked_sub(reach);
                neighbour.and_then(|at| samples.get(at)).map_or(0.0, |sample| sample * weight)
            });
            sum.sum()
        })
        .collect()
}

/// The weights of the neighbours `reach − 1` before to `reach` behind a position `phase / phases` after a sample.
/// They add up to one, so that the level stays.
fn weights(phase: usize, phases: usize, reach: usize, cutoff: f64) -> Vec<f64> {
    // Small counts, exact in floats.
    let (position, width) = (phase as f64 / phases as f64, reach as f64);
    let raw: Vec<f64> = (0..2 * reach)
        .map(|index| {
            let distance = index as f64 + 1.0 - width - position;
            let window = 0.5 + 0.5 * (PI * distance / width).cos();
            sinc(cutoff * distance) * if distance.abs() < width { window } else { 0.0 }
        })
        .collect();
    let total: f64 = raw.iter().sum();
    raw.into_iter().map(|weight| weight / total).collect()
}

fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
