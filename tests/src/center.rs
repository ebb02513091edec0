//! A whole sample center: its folder, its people, its devices, its server.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tokio::process::Command;

use crate::api::Caller;
use crate::patience::SOON;
use crate::programs::{Program, built, run_to_end};

/// Who works in the center: the name to sign in with, and the role.
const STAFF: [(&str, &str); 6] = [
    ("quay1", "staff"),
    ("quay2", "staff"),
    ("quay3", "staff"),
    ("tiepnhan", "reception"),
    ("quanly", "manager"),
    ("quantri", "admin"),
];

/// A running center.
pub struct Center {
    folder: PathBuf,
    address: String,
    server: Program,
    sign_ins: Vec<SignIn>,
}

/// What one member of staff signs in with; the password is made anew for every center.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The name.
    pub name: String,
    /// `staff`, `reception`, `manager` or `admin`.
    pub role: String,
    /// The password.
    pub password: String,
}

impl Center {
    /// Makes the sample center in a folder, which is made too, and starts its server on a free port.
    ///
    /// # Errors
    /// When the server's programs fail: with what they said.
    pub async fn open(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let data = text(&folder.join("data"))?;
        run_to_end("counter-server", &["init", "--data", &data, "--sample", "ward"], "").await?;
        let mut sign_ins = Vec::new();
        for (name, role) in STAFF {
            let password = new_password();
            let arguments = [
                "staff",
                "add",
                "--data",
                &data,
                "--name",
                name,
                "--role",
                role,
                "--password-stdin",
            ];
            run_to_end("counter-server", &arguments, &format!("{password}\n")).await?;
            sign_ins.push(SignIn { name: name.to_owned(), role: role.to_owned(), password });
        }
        for (kind, name) in [("kiosk", "Kiosk 1"), ("board", "Bảng 1")] {
            enrol(folder, kind, name, kind).await?;
        }
        let (server, address) = serve(folder, "127.0.0.1:0").await?;
        Ok(Self { folder: folder.to_path_buf(), address, server, sign_ins })
    }

    /// Where everything of the center lies: its data, the logs of its programs.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// As `http://127.0.0.1:8080`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What a browser of another computer opens, as `http://center.test:8080`; leads here in [`crate::browser`] only.
    #[must_use]
    pub fn page_address(&self) -> String {
        self.address.replacen("127.0.0.1", crate::browser::HOST, 1)
    }

    /// A link of this server as a browser of another computer opens it.
    #[must_use]
    pub fn page_of(&self, link: &str) -> String {
        link.replacen(&self.address, &self.page_address(), 1)
    }

    /// The file with the token of the `kiosk` or the `board`.
    #[must_use]
    pub fn token_file(&self, kind: &str) -> PathBuf {
        self.folder.join(format!("{kind}.token"))
    }

    /// All who can sign in.
    #[must_use]
    pub fn sign_ins(&self) -> &[SignIn] {
        &self.sign_ins
    }

    /// What somebody signs in with.
    ///
    /// # Errors
    /// When nobody has that name.
    pub fn sign_in(&self, name: &str) -> anyhow::Result<&SignIn> {
        self.sign_ins
            .iter()
            .find(|it| it.name == name)
            .with_context(|| format!("nobody is called {name}"))
    }

    /// A member of staff, signed in over HTTP.
    ///
    /// # Errors
    /// When the server does not let them in.
    pub async fn staff(&self, name: &str, desk: Option<&str>) -> anyhow::Result<Caller> {
        let sign_in = self.sign_in(name)?;
        Caller::staff(&self.address, name, &sign_in.password, desk).await
    }

    /// The `kiosk` or the `board`, as the server sees it.
    ///
    /// # Errors
    /// When its token cannot be read.
    pub fn device(&self, kind: &str) -> anyhow::Result<Caller> {
        Ok(Caller::device(&self.address, fs::read_to_string(self.token_file(kind))?.trim()))
    }

    /// Enrols one more device, whose token goes into `FILE.token`.
    ///
    /// # Errors
    /// When the server's program does not do it.
    pub async fn enrol(&self, kind: &str, name: &str, file: &str) -> anyhow::Result<()> {
        enrol(&self.folder, kind, name, file).await
    }

    /// The server, to end it or to read what it said.
    pub fn server(&mut self) -> &mut Program {
        &mut self.server
    }

    /// Starts the server again, on the same port, after it was ended.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_server_again(&mut self) -> anyhow::Result<()> {
        let listen = self.address.trim_start_matches("http://").to_owned();
        (self.server, _) = serve(&self.folder, &listen).await?;
        Ok(())
    }
}

async fn enrol(folder: &Path, kind: &str, name: &str, file: &str) -> anyhow::Result<()> {
    let data = text(&folder.join("data"))?;
    let arguments = ["device", "add", "--data", &data, "--kind", kind, "--name", name];
    let said = run_to_end("counter-server", &arguments, "").await?;
    let token = said.split_whitespace().last().context("no token was printed")?;
    Ok(fs::write(folder.join(format!("{file}.token")), format!("{token}\n"))?)
}

async fn serve(folder: &Path, listen: &str) -> anyhow::Result<(Program, String)> {
    let mut command = Command::new(built("counter-server")?);
    command.arg("serve").arg("--data").arg(folder.join("data")).args(["--listen", listen]);
    let log = folder.join("counter-server.log");
    let said_before = fs::metadata(log).map_or(0, |file| file.len() as usize);
    let mut server = Program::start("counter-server", command, folder)?;
    let address = server.says("listening on ", said_before, SOON).await?;
    Ok((server, address))
}

fn new_password() -> String {
    let random = uuid::Uuid::new_v4().simple().to_string();
    format!("{}-{}-{}", &random[..4], &random[4..8], &random[8..12])
}

fn text(path: &Path) -> anyhow::Result<String> {
    path.to_str()
        .map(str::to_owned)
        .with_context(|| format!("{} is not valid text", path.display()))
}
