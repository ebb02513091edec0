//! The memory of a running program, searched for bytes that must not be there any more (Linux, proc(5)).

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};

use anyhow::Context;

/// Regions are read in pieces of this size.
const PIECE_BYTES: usize = 1024 * 1024;

/// How often bytes stand in the memory of a program that it can write to: heap, stacks, static data.
///
/// # Errors
/// When the memory cannot be read: the program has ended, or belongs to somebody else.
pub fn occurrences(process_id: u32, bytes: &[u8]) -> anyhow::Result<usize> {
    let maps = fs::read_to_string(format!("/proc/{process_id}/maps"))?;
    let mut memory = File::open(format!("/proc/{process_id}/mem"))?;
    let mut count = 0;
    for line in maps.lines() {
        let mut fields = line.split_whitespace();
        let range = fields.next().context("a region without a range")?;
        if !fields.next().is_some_and(|access| access.starts_with("rw")) {
            continue;
        }
        let (start, end) = range.split_once('-').context("a region without an end")?;
        let (start, end) = (u64::from_str_radix(start, 16)?, u64::from_str_radix(end, 16)?);
        count += in_region(&mut memory, start, end, bytes)?;
    }
    Ok(count)
}

fn in_region(memory: &mut File, start: u64, end: u64, bytes: &[u8]) -> anyhow::Result<usize> {
    let mut count = 0;
    // What is looked for may lie across two pieces.
    let mut window: Vec<u8> = Vec::new();
    let mut piece = vec![0; PIECE_BYTES];
    let mut left = usize::try_from(end - start)?;
    memory.seek(SeekFrom::Start(start))?;
    while left > 0 {
        // A region can go away meanwhile, and some of the system's own cannot be read.
        let Ok(read @ 1..) = memory.read(&mut piece[..left.min(PIECE_BYTES)]) else { break };
        left -= read;
        window.extend_from_slice(&piece[..read]);
        count += window.windows(bytes.len()).filter(|part| *part == bytes).count();
        let kept = window.len().min(bytes.len() - 1);
        window.drain(..window.len() - kept);
    }
    Ok(count)
}
