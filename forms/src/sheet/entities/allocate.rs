//! Finds the section that each entity belongs to: the form, a group or a repeat, each
//! holding at most one. An entity belongs where the questions are that are saved to it.

use crate::sheet::element::Place;
use crate::sheet::fault::Fault;
use crate::sheet::table::SheetKind;

/// Sections from the outside to the inside, with whether each repeats.
pub(super) type Path = Vec<(String, bool)>;

/// A question that belongs to an entity.
#[derive(Debug, Clone)]
pub(super) struct Use {
    path: Path,
    /// None for one that is only named in an expression.
    pub property: Option<String>,
    pub row: u32,
}

impl Use {
    pub(super) fn new(path: &[(String, bool)], property: Option<&str>, row: u32) -> Self {
        Self {
            path: path.to_vec(),
            property: property.map(str::to_owned),
            row,
        }
    }
}

/// Where an entity wants to be.
struct Request<'a> {
    list: &'a str,
    row: u32,
    /// The innermost repeat around all of it.
    scope: Path,
    wanted: Path,
    /// The sections of the saved questions.
    lineages: Vec<Path>,
}

type Misplaced = (Place, Fault);

/// The section of each list.
pub(super) fn allocate(entities: &[(&str, u32, &[Use])]) -> Result<Vec<(Path, String)>, Misplaced> {
    let mut requests = Vec::new();
    for (list, row, uses) in entities {
        requests.push(request(list, *row, uses)?);
    }
    if let [one] = requests.as_slice()
        && one.scope.is_empty()
    {
        return Ok(vec![(Path::new(), one.list.to_owned())]);
    }
    let mut taken: Vec<(Path, String)> = Vec::new();
    let mut reserved: Vec<(Path, String)> = Vec::new();
    for request in &requests {
        let fits = |depth: usize| request.wanted.get(..depth).map(<[_]>::to_vec);
        let depths = (request.scope.len()..=request.wanted.len()).rev();
        let mut found = None;
        for path in depths.filter_map(fits) {
            let holds = |list: &[(Path, String)], path: &Path| list.iter().any(|(p, _)| p == path);
            if !holds(&taken, &path) && !holds(&reserved, &path) {
                found = Some(path);
                break;
            }
            if request
                .lineages
                .first()
                .is_some_and(|first| holds(&reserved, first))
            {
                break;
            }
        }
        let Some(path) = found else {
            return Err((entity(request.row), Fault::EntityPlace));
        };
        for lineage in &request.lineages {
            for depth in path.len()..=lineage.len() {
                let part = lineage.get(..depth).unwrap_or_default().to_vec();
                reserved.push((part, request.list.to_owned()));
            }
        }
        reserved.push((path.clone(), request.list.to_owned()));
        taken.push((path, request.list.to_owned()));
    }
    Ok(taken)
}

fn entity(row: u32) -> Place {
    Place {
        sheet: SheetKind::Entities,
        row,
    }
}

/// Up to the innermost repeat.
fn boundary(path: &[(String, bool)]) -> &[(String, bool)] {
    let end = path
        .iter()
        .rposition(|(_, repeats)| *repeats)
        .map_or(0, |at| at + 1);
    path.get(..end).unwrap_or_default()
}

fn repeats(path: &[(String, bool)]) -> usize {
    path.iter().filter(|(_, repeats)| *repeats).count()
}

/// Repeats around it, then groups within the innermost.
fn depth(path: &[(String, bool)]) -> (usize, usize) {
    (repeats(path), path.len() - boundary(path).len())
}

fn request<'a>(list: &'a str, row: u32, uses: &[Use]) -> Result<Request<'a>, Misplaced> {
    let scope = uses
        .iter()
        .map(|u| boundary(&u.path))
        .fold(Path::new(), |best, path| {
            if repeats(path) > repeats(&best) {
                path.to_vec()
            } else {
                best
            }
        });
    // The deepest group within that repeat; without one, the first question counts.
    let deepest = |saved: bool| {
        let all = || uses.iter().filter(|u| !saved || u.property.is_some());
        let within = all().filter(|u| boundary(&u.path) == scope.as_slice());
        let deeper = |best: &Path, path: &Path| depth(path) > depth(best);
        let best = within.map(|u| &u.path).reduce(
            |best, path| {
                if deeper(best, path) { path } else { best }
            },
        );
        best.or_else(|| all().next().map(|u| &u.path))
    };
    let mut lineages: Vec<Path> = Vec::new();
    for used in uses.iter().filter(|used| used.property.is_some()) {
        if !lineages.contains(&used.path) {
            lineages.push(used.path.clone());
        }
    }
    let saved = deepest(true);
    let mut wanted = saved
        .or_else(|| deepest(false))
        .cloned()
        .unwrap_or_default();
    if let (Some(saved), true) = (saved, lineages.len() > 1) {
        let common = common(&lineages);
        let bound = boundary(saved);
        wanted = if depth(&common) > depth(bound) {
            common
        } else {
            bound.to_vec()
        };
    }
    for used in uses {
        let bound = boundary(&used.path);
        let inside = scope.starts_with(bound);
        let same = used.property.is_none() || boundary(&wanted) == bound;
        if !inside || !same {
            let place = if used.property.is_some() {
                Place::survey(used.row)
            } else {
                entity(row)
            };
            return Err((place, Fault::EntityScope(list.to_owned())));
        }
    }
    Ok(Request {
        list,
        row,
        scope,
        wanted,
        lineages,
    })
}

/// What the paths have in common; where they part last counts, as in pyxform.
fn common(paths: &[Path]) -> Path {
    let shortest = paths.iter().map(Vec::len).min().unwrap_or_default();
    let Some(first) = paths.first() else {
        return Path::new();
    };
    let mut end = shortest;
    for at in 0..shortest {
        let target = first.get(at);
        if paths.iter().any(|path| path.get(at) != target) {
            end = at;
        }
    }
    first.get(..end).unwrap_or_default().to_vec()
}
