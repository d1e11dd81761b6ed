//! Which screen a path leads to.

/// The screens that have a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// `/`, which leads on to the visits.
    Root,
    /// `/join`
    Join,
    /// `/visits`
    Visits,
    /// `/visits/:v`
    Visit,
    /// `/visits/:v/ready`
    Ready,
    /// `/visits/:v/stops/:s`
    Stop,
    /// `/notes/:n`
    Note,
    /// `/notes/:n/review`
    Review,
    /// `/forms`
    Forms,
    /// `/forms/:f/try`
    TryForm,
    /// `/device`
    Device,
    /// `/device/lock`, which locks and leads on to `/device`.
    Lock,
    /// `/device/sync`
    Sync,
    /// Anything else.
    Unknown,
}

/// A path that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Its screen.
    pub page: Page,
    /// What stands where the screen's path has a name, in order.
    pub ids: Vec<String>,
}

impl Route {
    /// Reads a path that begins with `/`, without query and fragment.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let (page, ids): (Page, &[&str]) = match parts.as_slice() {
            [] => (Page::Root, &[]),
            ["join"] => (Page::Join, &[]),
            ["visits"] => (Page::Visits, &[]),
            ["visits", visit] => (Page::Visit, &[visit]),
            ["visits", visit, "ready"] => (Page::Ready, &[visit]),
            ["visits", visit, "stops", stop] => (Page::Stop, &[visit, stop]),
            ["notes", note] => (Page::Note, &[note]),
            ["notes", note, "review"] => (Page::Review, &[note]),
            ["forms"] => (Page::Forms, &[]),
            ["forms", form, "try"] => (Page::TryForm, &[form]),
            ["device"] => (Page::Device, &[]),
            ["device", "lock"] => (Page::Lock, &[]),
            ["device", "sync"] => (Page::Sync, &[]),
            _ => (Page::Unknown, &[]),
        };
        Self {
            page,
            ids: ids.iter().map(|&id| id.to_owned()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_has_its_screen() {
        let paths = [
            ("/", Page::Root, ""),
            ("/join", Page::Join, ""),
            ("/visits", Page::Visits, ""),
            ("/visits/", Page::Visits, ""),
            ("/visits/7", Page::Visit, "7"),
            ("/visits/7/ready", Page::Ready, "7"),
            ("/visits/7/stops/a", Page::Stop, "7 a"),
            ("/notes/9", Page::Note, "9"),
            ("/notes/9/review", Page::Review, "9"),
            ("/forms", Page::Forms, ""),
            ("/forms/t2/try", Page::TryForm, "t2"),
            ("/device", Page::Device, ""),
            ("/device/lock", Page::Lock, ""),
            ("/device/sync", Page::Sync, ""),
            ("/visits/7/stops", Page::Unknown, ""),
            ("/notes", Page::Unknown, ""),
            ("/device/other", Page::Unknown, ""),
        ];
        for (path, page, ids) in paths {
            let route = Route::of(path);
            assert_eq!(
                (route.page, route.ids.join(" ").as_str()),
                (page, ids),
                "{path}"
            );
        }
    }
}
