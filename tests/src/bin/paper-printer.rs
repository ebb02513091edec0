//! A receipt printer without paper: takes ESC/POS on a TCP port and writes each ticket as PNG.

#![expect(clippy::print_stdout, reason = "standard output tells the address and the tickets")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use end_to_end::paper_printer::{PaperPrinter, PrintedTicket};

/// A receipt printer without paper. Ends when it is killed.
#[derive(Parser)]
struct Options {
    /// Address and port to listen on; port 0 takes a free one. The first line on standard output
    /// is `listening on ADDRESS`.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: String,
    /// Folder for ticket-001.png and so on; made when missing.
    #[arg(long)]
    into: PathBuf,
    /// What is wrong with the printer.
    #[arg(long)]
    fault: Option<Fault>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Fault {
    PaperOut,
    PaperLow,
    CoverOpen,
    Silent,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let folder = &options.into;
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let printer = PaperPrinter::listen(&options.listen)
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    if let Some(fault) = options.fault {
        printer.set_faults(|faults| match fault {
            Fault::PaperOut => faults.paper_out = true,
            Fault::PaperLow => faults.paper_low = true,
            Fault::CoverOpen => faults.cover_open = true,
            Fault::Silent => faults.silent = true,
        });
    }
    println!("listening on {}", printer.address());
    let mut shown = 0;
    loop {
        let tickets = printer.wait_for_tickets(shown + 1, Duration::from_secs(3_600));
        for ticket in &tickets[shown..] {
            shown += 1;
            show(ticket, folder, shown)?;
        }
    }
}

fn show(ticket: &PrintedTicket, folder: &Path, number: usize) -> anyhow::Result<()> {
    let name = format!("ticket-{number:03}.png");
    // Under its final name only when it is whole: others wait for the file to appear.
    let partial = folder.join(format!(".{name}.part"));
    ticket.write_png(&partial)?;
    fs::rename(&partial, folder.join(&name))?;
    let cut = if ticket.cut { "cut" } else { "not cut" };
    let qr_text = ticket.qr_text();
    let code = qr_text.as_deref().unwrap_or("no QR code");
    println!("{name} {} x {} dots, {cut}, {code}", ticket.width_dots, ticket.height_dots());
    Ok(())
}
