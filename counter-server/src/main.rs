//! The program: reads the options, does the task, says in one sentence when it cannot.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use counter_server::admin::document;
use counter_server::clock::Clock;
use counter_server::data_folder::DataFolder;
use counter_server::forms::Forms;
use counter_server::options::{
    ConfigTask, DeviceTask, FormsCheckOptions, FormsTask, NoOptions, ServeOptions, StaffTask, Task,
};
use counter_server::server::Server;
use counter_server::voice::{self, VoiceTask};
use counter_server::{backup, backup_files, check, enrol, init, logging, options};
use tokio::signal::unix::{SignalKind, signal};

/// Said after a restore on another machine: a backup holds no keys, on purpose.
const NEW_KEY: &str = "the keys of this center were made anew: phone addresses on tickets already printed no longer work; \
    to keep them, copy the folder keys from the old machine before the server starts";

/// Said by `check`.
const NO_KEY: &str = "keys/server.key is missing: the server makes a new one at its start, and phone addresses on tickets \
    already printed no longer work";

/// Said by `voice check`.
const NO_VOICE: &str =
    "boards play the chime alone: install espeak-ng, or record the clips that are missing";

fn main() -> ExitCode {
    let task = match options::read(std::env::args_os()) {
        Ok(options) => options.task,
        Err(NoOptions::Asked(error)) => error.exit(),
        Err(NoOptions::Wrong(sentence)) => return fail(&sentence),
    };
    match run(task) {
        Ok(code) => code,
        Err(error) => fail(&format!("{error:#}")),
    }
}

fn fail(sentence: &str) -> ExitCode {
    // When stderr is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "counter-server: {}", sentence.replace('\n', " "));
    ExitCode::FAILURE
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).context("stdout is closed")
}

fn run(task: Task) -> anyhow::Result<ExitCode> {
    let clock = Clock::system();
    match task {
        Task::Init(options) => {
            init::init(&DataFolder::new(&options.folder.data), options.sample.as_deref(), &clock)?;
        }
        Task::Serve(options) => serve(&options, clock)?,
        Task::Staff(StaffTask::Add(options)) => {
            let folder = DataFolder::new(&options.folder.data);
            enrol::add_staff(&folder, &options.name, options.role, io::stdin().lock(), &clock)?;
        }
        Task::Device(DeviceTask::Add(options)) => {
            let folder = DataFolder::new(&options.folder.data);
            let token = enrol::add_device(&folder, options.kind, &options.name, &clock)?;
            say(token.reveal())?;
        }
        Task::Config(ConfigTask::Export(options)) => {
            document::export_to(&DataFolder::new(&options.folder.data), &options.to, &clock)?;
        }
        Task::Config(ConfigTask::Import(options)) => {
            let folder = DataFolder::new(&options.folder.data);
            for line in document::import_from(&folder, &options.from, options.dry_run, &clock)? {
                say(&line)?;
            }
        }
        Task::Forms(FormsTask::Check(options)) => return check_forms(&options),
        Task::Voice(task) => return voice(&task),
        Task::Check(folder) => return check(&DataFolder::new(&folder.data)),
        Task::Backup(options) => {
            backup::backup(&DataFolder::new(&options.folder.data), &options.to)?;
        }
        Task::Restore(options) => {
            let folder = DataFolder::new(&options.folder.data);
            let has_key = folder.has_key();
            if let Some(kept) = backup::restore(&folder, &options.from, &clock)? {
                say(&format!("the database that stood there is kept as {}", kept.display()))?;
            }
            if !has_key {
                say(NEW_KEY)?;
            }
            let files = backup_files::beside(&options.from);
            if !files.is_dir() {
                say(&format!(
                    "{} is not there: pictures, forms and recorded clips are as they were",
                    files.display()
                ))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn voice(task: &VoiceTask) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new().context("the program cannot start its threads")?;
    match task {
        VoiceTask::Say(options) => runtime.block_on(voice::say_to(options))?,
        VoiceTask::Check(options) => {
            let checked = runtime.block_on(voice::check(options))?;
            for line in &checked.lines {
                say(line)?;
            }
            if !checked.is_heard {
                return Ok(fail(NO_VOICE));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn check_forms(options: &FormsCheckOptions) -> anyhow::Result<ExitCode> {
    let checked = match &options.data {
        Some(data) if options.file.is_empty() => Forms::load(&DataFolder::new(data).forms()),
        _ => Forms::read(&options.file),
    };
    match checked {
        Ok(forms) => {
            say(&format!("ok: {} forms", forms.len()))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            for fault in &faults {
                fail(&fault.to_string());
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

fn check(folder: &DataFolder) -> anyhow::Result<ExitCode> {
    let mut report = check::check(folder)?;
    if !folder.has_key() {
        report.problems.push(NO_KEY.to_owned());
    }
    if report.problems.is_empty() {
        say(&format!("ok: {} events, {} tickets", report.events, report.tickets))?;
        return Ok(ExitCode::SUCCESS);
    }
    for problem in &report.problems {
        fail(problem);
    }
    Ok(ExitCode::FAILURE)
}

fn serve(options: &ServeOptions, clock: Clock) -> anyhow::Result<()> {
    let _log = logging::start(options.log_format, &options.log_level)?;
    let runtime = tokio::runtime::Runtime::new().context("the program cannot start its threads")?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let folder = DataFolder::new(&options.folder.data);
        let mut server = Server::start(&folder, options.settings(), clock).await?;
        tracing::info!(address = %server.address(), "listening");
        say(&format!("listening on http://{}", server.address()))?;
        let is_asked = tokio::select! {
            _ = terminate.recv() => {
                tracing::info!("asked to end by SIGTERM");
                true
            }
            _ = interrupt.recv() => {
                tracing::info!("asked to end by Ctrl-C");
                true
            }
            () = server.writer_ended() => false,
        };
        server.stop().await;
        if !is_asked {
            bail!("the writer ended unexpectedly: start the server again; nothing saved is lost");
        }
        Ok(())
    })
}
