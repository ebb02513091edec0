//! The folder of slides and the thread that fetches pictures, with real files and a real socket.

use std::path::Path;
use std::time::Duration;

use display_board::options::Token;
use display_board::tips::pictures::{self, Found, Sources, Wanted};
use display_board::tips::sheet::PictureSource;
use display_board::tips::slides::{FILE_BYTES_MAX, Folder};
use image::DynamicImage;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;

fn picture(path: &Path, width: u32, height: u32) {
    DynamicImage::new_rgb8(width, height).save(path).expect("written");
}

fn names(folder: &mut Folder) -> Vec<String> {
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    folder.read().iter().map(|slide| name(&slide.path)).collect()
}

#[test]
fn good_pictures_come_in_the_order_of_their_names_and_bad_files_are_passed_over() {
    let place = tempfile::tempdir().expect("a folder");
    let at = |name: &str| place.path().join(name);
    picture(&at("2.png"), 30, 20);
    picture(&at("1.jpg"), 30, 20);
    // What it is is told by its contents.
    std::fs::rename(at("2.png"), at("2.jpg")).expect("renamed");
    picture(&at("wide.png"), 4097, 2);
    std::fs::write(at("clip.mp4"), b"\0\0\0\x20ftypisom").expect("written");
    std::fs::write(at("text.png"), b"no picture").expect("written");
    std::fs::write(at(".hidden.png"), b"x").expect("written");
    std::fs::create_dir(at("3.png")).expect("a folder");
    let large = std::fs::File::create(at("large.png")).expect("a file");
    large.set_len(FILE_BYTES_MAX + 1).expect("long");

    let mut folder = Folder::new(place.path().to_owned());
    assert_eq!(names(&mut folder), ["1.jpg", "2.jpg"]);
    assert_eq!(names(&mut folder), ["1.jpg", "2.jpg"]);
    picture(&at("0.png"), 30, 20);
    std::fs::remove_file(at("1.jpg")).expect("gone");
    assert_eq!(names(&mut folder), ["0.png", "2.jpg"]);
    // A file that was bad and is good now is a slide.
    picture(&at("text.png"), 30, 20);
    assert_eq!(names(&mut folder), ["0.png", "2.jpg", "text.png"]);
    drop(place);
    assert!(names(&mut folder).is_empty(), "a folder that is gone");
}

/// A server that answers each path with a status and a body, and tells what it was asked.
async fn serve(
    answers: Vec<(&'static str, u16, Vec<u8>)>,
) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/", listener.local_addr().expect("an address"));
    let (asked, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut head = [0; 2048];
            let length = socket.read(&mut head).await.unwrap_or(0);
            let head = String::from_utf8_lossy(&head[..length]).into_owned();
            let found = answers.iter().find(|(path, ..)| head.contains(path));
            let (status, body) =
                found.map_or((404, &[][..]), |(_, status, body)| (*status, &body[..]));
            let _ = asked.send(head);
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = socket.write_all(head.as_bytes()).await;
            let _ = socket.write_all(body).await;
        }
    });
    (address, requests)
}

#[tokio::test]
async fn pictures_are_fetched_as_the_board_and_made_to_fit() {
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("a.png");
    picture(&file, 1000, 500);
    let png = std::fs::read(&file).expect("read");
    let (server, mut requests) = serve(vec![
        ("/api/v1/pictures/good", 200, png),
        ("/api/v1/pictures/broken", 200, b"\x89PNG\r\n\x1a\n rest".to_vec()),
        (
            "/api/v1/pictures/endless",
            200,
            vec![0; usize::try_from(FILE_BYTES_MAX).expect("fits") + 1],
        ),
    ])
    .await;
    let (sender, mut found) = mpsc::unbounded_channel();
    let sources = Sources {
        server: server.parse().expect("an address"),
        token: Token::new("secret"),
        slides: Some(place.path().to_owned()),
    };
    let wanted = pictures::start(sources, sender).expect("a thread");
    let mut next = async || {
        timeout(Duration::from_secs(20), found.recv()).await.expect("in time").expect("open")
    };
    match next().await {
        Found::Slides(slides) => assert_eq!(slides.len(), 1),
        Found::Picture(..) => panic!("nothing was asked for"),
    }
    for (name, is_there) in [
        ("good", true),
        ("missing", false),
        ("broken", false),
        ("endless", false),
        ("../healthz", false),
    ] {
        let source = PictureSource::Server(name.into());
        let request = Wanted { source: source.clone(), width_max: 300, height_max: 300 };
        wanted.send(request).await.expect("the thread lives");
        let Found::Picture(answered, pixels) = next().await else { panic!("a picture") };
        assert_eq!((answered, pixels.is_some()), (source, is_there), "{name}");
        if let Some(pixels) = pixels {
            assert_eq!((pixels.width(), pixels.height()), (300, 150));
        }
    }
    let head = requests.recv().await.expect("a request").to_lowercase();
    assert!(head.contains("get /api/v1/pictures/good") && head.contains("bearer secret"), "{head}");
    let request = Wanted { source: PictureSource::File(file), width_max: 100, height_max: 900 };
    wanted.send(request).await.expect("the thread lives");
    let Found::Picture(_, pixels) = next().await else { panic!("a picture") };
    assert_eq!(pixels.expect("a slide").width(), 100);
}
