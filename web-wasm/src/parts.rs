//! Components that several screens use.

pub mod badge;
pub mod banner;
pub mod composer;
pub mod details;
pub mod dialog;
pub mod empty;
pub mod entry;
pub mod field;
pub mod fill;
pub mod frame;
pub mod icon;
pub mod live;
pub mod log;
pub mod people;
pub mod pin;
pub mod radio;
pub mod rating;
pub mod show;
pub mod start_note;
pub mod tally;
pub mod text_field;
pub mod title;
pub mod toast;
pub mod tools;
pub mod visit_timer;
pub mod which_stop;
