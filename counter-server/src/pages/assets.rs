//! Files under `/static`, embedded in the program so that it is one file to install.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

struct File {
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
}

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

static FILES: [File; 17] = [
    File { name: "style.css", content_type: CSS, bytes: include_bytes!("../../static/style.css") },
    File {
        name: "declaration.css",
        content_type: CSS,
        bytes: include_bytes!("../../static/declaration.css"),
    },
    File {
        name: "declaration.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/declaration.js"),
    },
    File { name: "admin.css", content_type: CSS, bytes: include_bytes!("../../static/admin.css") },
    File {
        name: "admin.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/admin.js"),
    },
    File {
        name: "icon.svg",
        content_type: "image/svg+xml",
        bytes: include_bytes!("../../../shared/ui/icons/mark.svg"),
    },
    File {
        name: "region.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/region.js"),
    },
    File {
        name: "live.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/live.js"),
    },
    File {
        name: "clocks.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/clocks.js"),
    },
    File {
        name: "command.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/command.js"),
    },
    File {
        name: "dialogs.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/dialogs.js"),
    },
    File {
        name: "desk.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/desk.js"),
    },
    File {
        name: "help.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/help.js"),
    },
    File {
        name: "paper.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/paper.js"),
    },
    File {
        name: "reception.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/reception.js"),
    },
    File {
        name: "overview.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/overview.js"),
    },
    File {
        name: "phone.js",
        content_type: JAVASCRIPT,
        bytes: include_bytes!("../../static/phone.js"),
    },
];

const TRUETYPE: &str = "font/ttf";

/// The fonts that kiosk and board use too.
static FONTS: [File; 3] = [
    File {
        name: "NotoSans-Regular.ttf",
        content_type: TRUETYPE,
        bytes: include_bytes!("../../../shared/ui/fonts/NotoSans-Regular.ttf"),
    },
    File {
        name: "NotoSans-SemiBold.ttf",
        content_type: TRUETYPE,
        bytes: include_bytes!("../../../shared/ui/fonts/NotoSans-SemiBold.ttf"),
    },
    File {
        name: "NotoSans-Bold.ttf",
        content_type: TRUETYPE,
        bytes: include_bytes!("../../../shared/ui/fonts/NotoSans-Bold.ttf"),
    },
];

/// The first 64 bits of each file's hash, in hexadecimal digits.
static TAGS: LazyLock<HashMap<&'static str, String>> =
    LazyLock::new(|| FILES.iter().chain(&FONTS).map(|file| (file.name, tag(file.bytes))).collect());

fn tag(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The address of a file with its tag, which a browser may keep for good.
pub(super) fn address(name: &str) -> String {
    TAGS.get(name)
        .map_or_else(|| format!("/static/{name}"), |tag| format!("/static/{name}?v={tag}"))
}

/// `GET /static/{name}`.
pub async fn static_file(
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    answer(&FILES, &name, query.as_deref(), &headers)
}

/// `GET /static/fonts/{name}`.
pub async fn font_file(
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    answer(&FONTS, &name, query.as_deref(), &headers)
}

fn answer(
    files: &'static [File],
    name: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Response {
    let Some(file) = files.iter().find(|file| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = TAGS.get(file.name).map_or("", String::as_str);
    let etag = format!("\"{tag}\"");
    // Modules import each other without a tag, so they ask again each time and get 304.
    let keep = match query {
        Some(query) if query.strip_prefix("v=") == Some(tag) => {
            "public, max-age=31536000, immutable"
        }
        _ if file.content_type == TRUETYPE => "public, max-age=604800",
        _ => "no-cache",
    };
    let about = [
        (header::ETAG, etag.as_str()),
        (header::CACHE_CONTROL, keep),
        (header::CONTENT_TYPE, file.content_type),
    ];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| {
        known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag)
    }) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, file.bytes).into_response()
}
