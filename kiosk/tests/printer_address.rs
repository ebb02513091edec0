//! The forms of `--printer`, right and wrong.

use kiosk::printer::PrinterAddress;

fn read(text: &str) -> Result<PrinterAddress, String> {
    text.parse().map_err(|error: kiosk::printer::PrinterAddressError| error.to_string())
}

#[test]
fn right_forms_are_read_and_written_back() {
    let tcp = |host: &str| PrinterAddress::Tcp { host: host.to_owned(), port: 9100 };
    let serial = PrinterAddress::Serial { device: "/dev/ttyUSB0".to_owned(), baud: 115_200 };
    let cases = [
        ("tcp:192.168.1.50:9100", tcp("192.168.1.50")),
        ("tcp:may-in-1.local:9100", tcp("may-in-1.local")),
        ("tcp:[fe80::1]:9100", tcp("fe80::1")),
        ("usb:04b8:0e15", PrinterAddress::Usb { vendor_id: 0x04B8, product_id: 0x0E15 }),
        ("serial:/dev/ttyUSB0:115200", serial),
        ("file:/dev/usb/lp0", PrinterAddress::File("/dev/usb/lp0".into())),
        ("file:C:/tickets.bin", PrinterAddress::File("C:/tickets.bin".into())),
        ("none", PrinterAddress::None),
    ];
    for (text, address) in cases {
        assert_eq!(read(text), Ok(address.clone()), "{text}");
        assert_eq!(address.to_string(), text);
    }
    assert_eq!(read("usb:0x4B8:0x202").unwrap().to_string(), "usb:04b8:0202");
}

#[test]
fn wrong_forms_are_told_in_a_sentence() {
    let cases = [
        ("", "is not one of"),
        ("lpt1", "\"lpt1\" is not one of tcp:HOST:PORT"),
        ("http://printer:9100", "is not one of"),
        ("tcp:", "needs a host and a port"),
        ("tcp:printer", "needs a host and a port"),
        ("tcp::9100", "needs a host and a port"),
        ("tcp:fe80::1:9100", "needs a host and a port"),
        ("tcp:my printer:9100", "needs a host and a port"),
        ("tcp:printer:0", "\"0\" is not a number from 1 to 65535"),
        ("tcp:printer:65536", "\"65536\" is not a number from 1 to 65535"),
        ("tcp:printer:", "\"\" is not a number from 1 to 65535"),
        ("usb:04b8", "needs a vendor and a product"),
        ("usb:04b8:xyz", "USB id \"xyz\""),
        ("usb:04b8:12345", "USB id \"12345\""),
        ("usb:+4b8:0202", "USB id \"+4b8\""),
        ("serial:/dev/ttyS0", "needs a device and a speed"),
        ("serial::9600", "needs a device and a speed"),
        ("serial:/dev/ttyS0:fast", "serial speed \"fast\""),
        ("serial:/dev/ttyS0:0", "serial speed \"0\""),
        ("file:", "needs a path"),
        ("none:", "is not one of"),
    ];
    for (text, sentence) in cases {
        let error = read(text).unwrap_err();
        assert!(error.contains(sentence) && !error.contains('\n'), "{text}: {error}");
    }
}
