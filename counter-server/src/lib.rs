//! The server of one center: queue, storage, live feed, and the pages for desks and managers.

pub mod api;
pub mod auth;
pub mod backup;
pub mod check;
pub mod clock;
pub mod data_folder;
pub mod enrol;
pub mod identity;
pub mod init;
pub mod language;
pub mod listener;
pub mod live;
pub mod logging;
mod observe;
pub mod options;
pub mod pages;
pub mod router;
pub mod sentences;
pub mod server;
pub mod settings;
pub mod state;
pub mod storage;
pub mod views;
pub mod writer;
