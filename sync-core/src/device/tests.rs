//! Tests of the device machine.
