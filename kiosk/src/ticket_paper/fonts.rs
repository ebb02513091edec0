//! The faces of the ticket, embedded: a kiosk prints the same on a machine without any font.

use std::sync::Arc;

use cosmic_text::{FontSystem, fontdb};

/// The family name inside the embedded files.
pub(super) const FAMILY: &str = "Noto Sans";

const FACES: [&[u8]; 3] = [
    include_bytes!("../../../shared/ui/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../../shared/ui/fonts/NotoSans-SemiBold.ttf"),
    include_bytes!("../../../shared/ui/fonts/NotoSans-Bold.ttf"),
];

/// A font system that knows the embedded faces and nothing of the machine it runs on.
pub(super) fn embedded() -> FontSystem {
    let mut faces = fontdb::Database::new();
    for face in FACES {
        faces.load_font_source(fontdb::Source::Binary(Arc::new(face)));
    }
    faces.set_sans_serif_family(FAMILY);
    FontSystem::new_with_locale_and_db("vi".to_owned(), faces)
}
