//! What a running program costs, as Linux tells it under `/proc`.

use std::fs;

use anyhow::Context;

use crate::programs::Program;

/// Clock ticks a second in `/proc/PID/stat`; 100 on every Linux that Debian builds (`getconf CLK_TCK`).
const TICKS_PER_SECOND: f64 = 100.0;

/// Memory that a program holds in RAM, in MiB.
///
/// # Errors
/// When the program has ended.
pub fn resident_mib(program: &Program) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", program.process_id()?))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

/// Processor time that a program has used so far, in seconds.
///
/// # Errors
/// When the program has ended.
pub fn cpu_seconds(program: &Program) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", program.process_id()?))?;
    // The name in brackets may hold spaces; after it, user and system time are the 12th and 13th field.
    let (_, fields) = stat.rsplit_once(')').context("a strange stat line")?;
    let ticks = |index: usize| -> anyhow::Result<f64> {
        Ok(fields.split_whitespace().nth(index).context("a short stat line")?.parse()?)
    };
    Ok((ticks(11)? + ticks(12)?) / TICKS_PER_SECOND)
}
