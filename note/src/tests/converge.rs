//! Random steps on two to four devices, merged in random order: the same note and the
//! same states everywhere, and at every step what opening the note anew would show.

use proptest::prelude::*;
use rounds_forms::xform::fill::Step;

use super::*;

/// A step before it is known whether the record has its place.
fn random() -> impl Strategy<Value = Step> {
    let answers = [
        ("/data/rooms", &["", "0", "1", "2", "3", "7"][..]),
        ("/data/why", &["", "no", "yes and no"]),
        ("/data/taps", &["0", "3", "4"]),
        ("/data/pets", &["", "dog", "eel cat", "dog cat eel"]),
        ("/data/best", &["", "cat", "dog"]),
        ("/data/house[1]/name", &["", "x", "xyz"]),
        ("/data/house[2]/name", &["y", "zz"]),
        ("/data/house[1]/seats", &["1", "5"]),
        ("/data/house[2]/kinds", &["", "eel", "cat dog"]),
        ("/data/house[2]/room[1]/size", &["1", "2.5", ""]),
        ("/data/house[1]/room[2]/size", &["4", ""]),
        ("/data/floor[1]/carpet", &["", "blue", "red"]),
        ("/data/floor[2]/carpet", &["", "blue", "green"]),
        ("/data/floor[2]/lamp[1]/bulb", &["", "warm", "cold"]),
        ("/data/evidence[1]/words", &["", "seen", "heard"]),
        ("/data/evidence[2]/photo", &["a.jpg", ""]),
        ("/data/evidence[1]/tags", &["", "dog eel"]),
    ];
    let set = (0..answers.len(), 0..6_usize).prop_map(move |(at, which)| {
        let (path, values) = answers[at];
        Step::Set {
            path: path.to_owned(),
            value: values[which % values.len()].to_owned(),
        }
    });
    let places = [
        "/data/house",
        "/data/house[1]/room",
        "/data/house[2]/room",
        "/data/floor[1]/lamp",
        "/data/floor[2]/lamp",
    ];
    let add = (0..places.len()).prop_map(move |at| Step::Add {
        path: places[at].to_owned(),
    });
    let gone = [
        "/data/house[1]",
        "/data/house[2]",
        "/data/house[2]/room[1]",
        "/data/floor[2]/lamp[1]",
        "/data/evidence[1]",
    ];
    let remove = (0..gone.len()).prop_map(move |at| Step::Remove {
        path: gone[at].to_owned(),
    });
    prop_oneof![5 => set, 2 => add, 1 => remove]
}

#[derive(Debug, Clone)]
enum Event {
    Step(usize, Step),
    Entry(usize, u64),
    Deliver(usize, usize),
}

fn event() -> impl Strategy<Value = Event> {
    let device = 0..4_usize;
    prop_oneof![
        6 => (device.clone(), random()).prop_map(|(who, step)| Event::Step(who, step)),
        1 => (device.clone(), 0..9_u64).prop_map(|(who, at)| Event::Entry(who, at)),
        2 => (device.clone(), device).prop_map(|(from, to)| Event::Deliver(from, to)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_device_shows_the_same(
        count in 2..5_usize,
        events in prop::collection::vec(event(), 1..30),
        order in Just((0..400_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let form = form(WEAVE);
        let first = Device::begin(&form);
        let others = (2_u8..).take(count - 1).map(|number| first.join(number));
        let others: Vec<Device<'_>> = others.collect();
        let mut devices: Vec<Device<'_>> = std::iter::once(first).chain(others).collect();
        for event in &events {
            match event {
                // Some steps name what is not there; they change nothing.
                Event::Step(who, step) => drop(devices[who % count].try_step(step)),
                Event::Entry(who, at) => devices[who % count].add_entry("noted", *at),
                Event::Deliver(from, to) => {
                    let made = devices[from % count].made.clone();
                    devices[to % count].receive(&made);
                }
            }
        }
        let mut all: Vec<Vec<u8>> = devices.iter().flat_map(|device| device.made.clone()).collect();
        all.sort();
        all.dedup();
        for (to, device) in devices.iter_mut().enumerate() {
            // In another order for each, a few at a time.
            let shuffled = order.iter().cycle().skip(to * 100).take(order.len());
            let picked: Vec<&Vec<u8>> = shuffled.map(|pick| &all[pick % all.len()]).collect();
            for some in picked.chunks(7).take(40) {
                device.receive(some.iter().copied());
            }
            device.receive(&all);
        }
        for device in &devices[1..] {
            prop_assert_eq!(devices[0].note(), device.note());
            prop_assert_eq!(devices[0].states(), device.states());
        }
    }
}
