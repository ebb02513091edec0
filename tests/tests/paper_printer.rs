//! The program that plays the printer, from outside.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn each_cut_ticket_becomes_a_picture_and_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("tickets");
    let mut program = Command::new(env!("CARGO_BIN_EXE_paper-printer"));
    program.args(["--listen", "127.0.0.1:0", "--into"]).arg(&into).stdout(Stdio::piped());
    let mut printer = Ended(program.spawn().unwrap());
    let mut lines = BufReader::new(printer.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let address = first.strip_prefix("listening on ").unwrap();

    let mut stream = TcpStream::connect(address).unwrap();
    for _ in 0..2 {
        stream.write_all(&[0x1B, b'@', 0x1D, b'v', b'0', 0, 48, 0, 2, 0]).unwrap();
        stream.write_all(&[0xF0; 96]).unwrap();
        stream.write_all(&[0x1D, b'V', b'A', 0]).unwrap();
    }
    assert_eq!(lines.next().unwrap(), "ticket-001.png 384 x 2 dots, cut, no QR code");
    assert_eq!(lines.next().unwrap(), "ticket-002.png 384 x 2 dots, cut, no QR code");
    let file = std::fs::File::open(into.join("ticket-001.png")).unwrap();
    let picture = png::Decoder::new(BufReader::new(file)).read_info().unwrap();
    let info = picture.info();
    // The print with 4 mm of bare paper around it.
    assert_eq!((info.width, info.height), (384 + 64, 2 + 64));
}
