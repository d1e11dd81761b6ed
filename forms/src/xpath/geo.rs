//! Places: distances, areas and whether a place lies inside a shape.

use super::number::parse_number;

/// Metres, as in JavaRosa.
const EARTH_RADIUS: f64 = 6_378_100.0;

/// Degrees of latitude and longitude.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) latitude: f64,
    pub(super) longitude: f64,
}

impl Place {
    /// `latitude longitude altitude accuracy`, the last two optional.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split_whitespace().map(parse_number);
        let (latitude, longitude) = (numbers.next()?, numbers.next()?);
        let rest_is_fine = numbers.clone().count() <= 2 && !numbers.any(f64::is_nan);
        let fits = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        (rest_is_fine && fits).then_some(Self {
            latitude,
            longitude,
        })
    }
}

/// Places of texts that each hold one or, separated by `;`, several.
pub(super) fn places<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Vec<Place>> {
    let mut all = Vec::new();
    for text in texts {
        for part in text.split(';').filter(|part| !part.trim().is_empty()) {
            all.push(Place::parse(part)?);
        }
    }
    Some(all)
}

/// The length of a line, in metres to the centimetre.
pub(super) fn distance(places: &[Place]) -> f64 {
    let total: f64 = places
        .windows(2)
        .map(|pair| match pair {
            [from, to] => leg(*from, *to),
            _ => 0.0,
        })
        .sum();
    cents(total)
}

fn leg(from: Place, to: Place) -> f64 {
    let turn = (from.longitude - to.longitude).to_radians();
    let (a, b) = (from.latitude.to_radians(), to.latitude.to_radians());
    let cosine = a.sin() * b.sin() + a.cos() * b.cos() * turn.cos();
    // Rounding may lead out of acos for two equal places.
    cosine.clamp(-1.0, 1.0).acos() * EARTH_RADIUS
}

/// The area of a shape, in square metres to the hundredth.
pub(super) fn area(places: &[Place]) -> f64 {
    if places.len() < 3 {
        return 0.0;
    }
    let closing = places.iter().skip(1).chain(places.first());
    let total: f64 = places
        .iter()
        .zip(closing)
        .map(|(from, to)| {
            let turn = (to.longitude - from.longitude).to_radians();
            turn * (2.0 + to.latitude.to_radians().sin() + from.latitude.to_radians().sin())
        })
        .sum();
    cents(total * EARTH_RADIUS * EARTH_RADIUS / 2.0).abs()
}

fn cents(value: f64) -> f64 {
    (value * 100.0 + 0.5).floor() / 100.0
}

/// Whether a place is inside a closed shape: a ray from it crosses the border an odd
/// number of times.
pub(super) fn inside(place: Place, shape: &[Place]) -> bool {
    if shape.len() < 2 || shape.first() != shape.last() {
        return false;
    }
    let crossings = shape.windows(2).filter(|pair| match pair {
        [from, to] => {
            let spans = (to.latitude > place.latitude) != (from.latitude > place.latitude);
            let slope = (from.longitude - to.longitude) / (from.latitude - to.latitude);
            spans && place.longitude < slope * (place.latitude - to.latitude) + to.longitude
        }
        _ => false,
    });
    crossings.count() % 2 == 1
}

/// Whether two legs of a line cross that are not neighbours.
pub(super) fn crosses_itself(places: &[Place]) -> bool {
    let legs: Vec<(Place, Place)> = places
        .iter()
        .copied()
        .zip(places.iter().copied().skip(1))
        .collect();
    let closed = places.first() == places.last();
    let last = legs.len().saturating_sub(1);
    legs.iter().enumerate().any(|(i, (a, b))| {
        let others = legs.iter().enumerate().skip(i + 2);
        others
            .filter(|(j, _)| !(closed && i == 0 && *j == last))
            .any(|(_, (c, d))| cross(*a, *b, *c, *d))
    })
}

fn cross(a: Place, b: Place, c: Place, d: Place) -> bool {
    let side = |p: Place, q: Place, r: Place| {
        (q.longitude - p.longitude) * (r.latitude - p.latitude)
            - (q.latitude - p.latitude) * (r.longitude - p.longitude)
    };
    (side(a, b, c) > 0.0) != (side(a, b, d) > 0.0) && (side(c, d, a) > 0.0) != (side(c, d, b) > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Vec<Place> {
        places([text].into_iter()).unwrap_or_default()
    }

    #[test]
    fn a_degree_is_about_111_kilometres() {
        assert_eq!(distance(&line("0 0; 1 0")), 111_318.85);
        assert_eq!(distance(&line("5 5; 5 5")), 0.0);
        assert!(area(&line("0 0; 0 1; 1 1; 1 0; 0 0")) > 1.2e10);
        assert_eq!(area(&line("0 0; 0 1")), 0.0);
    }

    #[test]
    fn a_fence_has_an_inside() {
        let fence = line("0 0;0 10;10 10;10 0;0 0");
        let at = |text| Place::parse(text).is_some_and(|place| inside(place, &fence));
        assert!(at("5 5 0 0"));
        assert!(!at("15 5"));
        assert!(!at("95 5"));
        assert!(crosses_itself(&line("0 0;10 10;0 10;10 0")));
        assert!(!crosses_itself(&fence));
    }
}
