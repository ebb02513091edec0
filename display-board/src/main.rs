//! Starts the lobby board.

use std::process::ExitCode;

fn main() -> ExitCode {
    display_board::app::main(std::env::args_os())
}
