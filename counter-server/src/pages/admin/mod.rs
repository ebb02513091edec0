//! The pages for administrators: lists and forms of the configuration, staff, devices, files, the log.

mod audit;
mod devices;
mod document_faults;
mod emergency;
mod entries;
mod faults;
mod fields;
mod form_files;
mod form_preview;
mod form_words;
mod listen;
mod named;
mod pictures;
mod propose;
mod save;
mod section;
mod sections;
mod shell;
mod staff;
mod tip_preview;
mod tip_sizes;
mod transfer;
mod wrong_words;

pub use audit::audit_page;
pub use devices::{add_device, change_device, device_form, device_page, devices_page};
pub use emergency::{emergency_page, preview_emergency, show_emergency, withdraw_emergency};
pub use entries::{
    entry_page, move_entry, new_entry_page, remove_entry, remove_page, section_page,
};
pub use form_files::{apply_form, check_form, download_form, form_page, forms_page};
pub use listen::{listen_page, listen_to_entered, sound};
pub use pictures::{pictures_page, remove_picture, upload_picture};
pub use propose::{propose_page, save_proposed};
pub use save::{add_entry, save_entry, save_single};
pub use shell::admin_home;
pub use staff::{add_staff, change_staff, staff_form, staff_member_page, staff_page};
pub use tip_preview::{preview_entered_tip, tip_preview_page};
pub use transfer::{apply_document, check_document, export_document, transfer_page};
