//! A picture as `GS v 0` raster bands.

use crate::ticket_paper::Picture;

/// Rows a band: cheap printers drop data beyond about 10 KB in one command.
pub const BAND_ROWS_MAX: usize = 128;

/// `GS v 0 m` with m = 0: dots as they are, neither doubled in width nor in height.
const RASTER_COMMAND: [u8; 4] = [0x1D, b'v', b'0', 0];

/// The commands that print a picture, one for each band of at most [`BAND_ROWS_MAX`] rows:
/// `GS v 0 m xL xH yL yH` (bytes a row, rows), then the rows.
pub fn bands(picture: &Picture) -> impl Iterator<Item = Vec<u8>> {
    let bytes_per_row = picture.bytes_per_row();
    let [x_low, x_high] = (bytes_per_row as u16).to_le_bytes();
    picture.rows().chunks(bytes_per_row * BAND_ROWS_MAX).map(move |rows| {
        let [y_low, y_high] = ((rows.len() / bytes_per_row) as u16).to_le_bytes();
        let mut command = RASTER_COMMAND.to_vec();
        command.extend([x_low, x_high, y_low, y_high]);
        command.extend_from_slice(rows);
        command
    })
}
