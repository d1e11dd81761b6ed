//! The protocol over a real socket: whatever a device sends, the answer is a typed
//! refusal or a documented close code, and the log is as it was.

mod client;
mod ending;
mod frames;
mod pushes;
