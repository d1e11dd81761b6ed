//! Join codes as people type them, and as links carry them.

/// Letters and digits of a spoken code; those that look alike are not among them.
const LENGTH: usize = 8;

/// A join code in the form that the server knows, or `None` if it is too short or long.
///
/// Spaces, hyphens and case do not matter; `O` is read as 0, `I` and `L` as 1. A whole
/// link is understood too. The long code of a link is passed on as it is.
#[must_use]
pub fn normalize(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let code = typed.rsplit_once('#').map_or(typed, |(_, code)| code);
    let plain: String = code
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    if plain.chars().count() != LENGTH {
        let is_link = plain.len() > LENGTH && plain.bytes().all(|b| b.is_ascii_graphic());
        return is_link.then(|| code.to_owned());
    }
    let capital = plain.to_ascii_uppercase();
    let spoken = capital.chars().map(|c| match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let spoken: String = spoken.collect();
    spoken
        .bytes()
        .all(|b| b.is_ascii_alphanumeric())
        .then_some(spoken)
}

/// The join code in what a camera read: a link of this server, or a spoken code.
#[must_use]
pub fn scanned(text: &str, origin: &str) -> Option<String> {
    match text.trim().strip_prefix(origin) {
        Some(rest) => normalize(rest.strip_prefix("/join#")?),
        None => normalize(text).filter(|code| code.len() == LENGTH && !text.contains('#')),
    }
}

/// A spoken code in two groups, as it is read aloud.
#[must_use]
pub fn in_groups(code: &str) -> String {
    if code.len() == LENGTH && code.is_ascii() {
        let (first, second) = code.split_at(LENGTH / 2);
        format!("{first} {second}")
    } else {
        code.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_takes_invitations_of_this_server_and_nothing_else() {
        let here = "https://x.org";
        let read = |text| scanned(text, here);
        let long = "https://x.org/join#4vJ9Ch8ZkLm2";
        assert_eq!(read(long).as_deref(), Some("4vJ9Ch8ZkLm2"));
        assert_eq!(read("K7QM 2XRD").as_deref(), Some("K7QM2XRD"));
        for other in [
            "https://y.org/join#4vJ9Ch8ZkLm2",
            "https://y.org/join#K7QM2XRD",
            "https://x.org/visits",
            "https://x.org.evil/join#K7QM2XRD",
            "WIFI:S:School;T:WPA;P:secret;;",
            "",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn typed_codes_become_one_form() {
        for typed in [
            "K7QM2XRD",
            "k7qm 2xrd",
            " K7QM-2XRD ",
            "https://x.org/join#K7QM2XRD",
        ] {
            assert_eq!(normalize(typed).as_deref(), Some("K7QM2XRD"), "{typed}");
        }
        assert_eq!(normalize("OIL0 1111").as_deref(), Some("01101111"));
        assert_eq!(normalize("K7QM"), None);
        assert_eq!(normalize("K7QM 2XR€"), None);
    }

    #[test]
    fn the_long_code_of_a_link_is_kept_as_it_is() {
        let long = "aB3dE6gH9jK2mN5pQ8sT1v";
        assert_eq!(
            normalize(&format!("https://x.org/join#{long}")).as_deref(),
            Some(long)
        );
    }

    #[test]
    fn a_code_is_shown_in_groups() {
        assert_eq!(in_groups("K7QM2XRD"), "K7QM 2XRD");
        assert_eq!(in_groups("short"), "short");
    }
}
