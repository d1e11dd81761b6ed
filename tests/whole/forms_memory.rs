//! Whatever a form file holds, reading it takes little memory.

use std::process::Command;

use rounds_tests::large_forms::{MOST_MIB, large_forms};
use rounds_tests::process::{Outcome, binary};

/// What the program takes that is no data: code and what it is linked with, in MiB.
const CODE_MIB: u64 = 12;

#[test]
fn no_form_file_takes_more_than_64_mib() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let mut wrong = Vec::new();
    for form in large_forms() {
        let path = folder.path().join(form.name);
        std::fs::write(&path, &form.bytes)?;
        // Beyond the limit memory is refused, and the program aborts.
        let limit = (MOST_MIB - CODE_MIB) * 1024;
        let output = Command::new("sh")
            .arg("-c")
            .arg(format!(
                "ulimit -d {limit} && exec \"$0\" form check \"$1\""
            ))
            .arg(binary()?)
            .arg(&path)
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        let code = i32::from(!form.usable);
        if output.status.code() != Some(code) {
            wrong.push(format!("{}: {}, {said}", form.name, output.status));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    Ok(())
}
