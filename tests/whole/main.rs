//! The whole through its command line: a real server process, a real SQLite file,
//! headless devices on the same machine code as the page.

mod aside;
mod bad_input;
mod contract;
mod far_behind;
mod forms;
mod forms_memory;
mod inbox;
mod links;
mod merge;
mod odk;
mod operations;
mod operator;
mod rescue;
mod review;
mod roles;
mod team;
mod tls;
mod watching;
