//! HTML for desks, reception, managers and phones: rendered whole on the server, made live by small modules.

pub mod admin;
mod alarm_lines;
mod assets;
mod board_lines;
mod declaration;
mod declaration_filing;
mod declaration_lines;
mod declaration_paper;
mod desk;
mod desk_actions;
mod desk_choice;
mod desk_dialogs;
mod desk_queue;
mod desk_ticket;
mod errors;
#[expect(unreachable_pub, reason = "written by the macro that makes a filter")]
mod filters;
mod form_sheet;
mod frame;
mod kiosk_lines;
mod language_switch;
mod manager;
mod paper;
mod phone;
mod procedure;
mod reception;
mod reception_ticket;
mod security;
mod sign_in;
mod words;

pub use assets::{font_file, static_file};
pub use declaration::{correct_answer, declaration_page, erase_declaration};
pub use declaration_filing::{file_declaration, receipt_page};
pub use declaration_lines::ward_names;
pub use declaration_paper::form_paper_page;
pub use desk::desk_page;
pub use desk_choice::choose_desk;
pub use errors::kind_errors;
pub use language_switch::switch_language;
pub use manager::manager_page;
pub use paper::paper_page;
pub use phone::{cancel_ticket, phone_page};
pub use procedure::procedure_page;
pub use reception::reception_page;
pub use security::security_headers;
pub use sign_in::{sign_in, sign_in_page, sign_out};
