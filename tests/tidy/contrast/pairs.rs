//! The design's table of colour pairs (its section 2), figure by figure.

/// One colour upon another and the contrast that the design computed.
pub(super) struct Pair {
    pub(super) ink: &'static str,
    pub(super) on: &'static str,
    pub(super) at_least: f64,
    pub(super) light: f64,
    pub(super) dark: f64,
}

/// Any text.
const TEXT: f64 = 4.5;

/// What people read for long.
const READING: f64 = 7.0;

/// Borders of controls, the focus ring, bars of a chart.
const MARK: f64 = 3.0;

#[rustfmt::skip]
pub(super) const PAIRS: &[Pair] = &[
    Pair { ink: "ink", on: "surface", at_least: READING, light: 16.8, dark: 15.1 },
    Pair { ink: "ink", on: "bg", at_least: READING, light: 15.3, dark: 16.6 },
    Pair { ink: "ink", on: "surface-2", at_least: READING, light: 14.6, dark: 13.3 },
    Pair { ink: "ink-2", on: "surface", at_least: READING, light: 8.9, dark: 10.1 },
    Pair { ink: "ink-2", on: "bg", at_least: READING, light: 8.1, dark: 11.1 },
    Pair { ink: "ink-2", on: "surface-2", at_least: READING, light: 7.7, dark: 8.9 },
    Pair { ink: "ink-2", on: "accent-soft", at_least: READING, light: 7.3, dark: 7.8 },
    Pair { ink: "ink-2", on: "warn-soft", at_least: READING, light: 7.6, dark: 8.4 },
    Pair { ink: "ink-2", on: "danger-soft", at_least: READING, light: 7.4, dark: 9.0 },
    Pair { ink: "ink-3", on: "surface", at_least: TEXT, light: 6.3, dark: 7.0 },
    Pair { ink: "ink-3", on: "bg", at_least: TEXT, light: 5.7, dark: 7.7 },
    Pair { ink: "ink-3", on: "surface-2", at_least: TEXT, light: 5.5, dark: 6.2 },
    Pair { ink: "ink-3", on: "surface-3", at_least: TEXT, light: 4.9, dark: 5.1 },
    Pair { ink: "on-accent", on: "accent", at_least: TEXT, light: 7.7, dark: 8.0 },
    Pair { ink: "accent", on: "surface", at_least: TEXT, light: 7.7, dark: 8.3 },
    Pair { ink: "accent", on: "bg", at_least: TEXT, light: 7.0, dark: 9.0 },
    Pair { ink: "accent-ink", on: "accent-soft", at_least: TEXT, light: 7.7, dark: 8.3 },
    Pair { ink: "line-strong", on: "surface", at_least: MARK, light: 3.6, dark: 4.3 },
    Pair { ink: "line-strong", on: "bg", at_least: MARK, light: 3.3, dark: 4.7 },
    Pair { ink: "line-strong", on: "surface-2", at_least: MARK, light: 3.1, dark: 3.8 },
    Pair { ink: "focus", on: "surface", at_least: MARK, light: 6.6, dark: 8.2 },
    Pair { ink: "focus", on: "bg", at_least: MARK, light: 6.0, dark: 9.0 },
    Pair { ink: "focus", on: "accent-soft", at_least: MARK, light: 5.4, dark: 6.3 },
    Pair { ink: "warn", on: "warn-soft", at_least: TEXT, light: 6.9, dark: 8.6 },
    Pair { ink: "warn", on: "surface", at_least: TEXT, light: 8.1, dark: 10.3 },
    Pair { ink: "danger", on: "danger-soft", at_least: TEXT, light: 6.6, dark: 7.9 },
    Pair { ink: "danger", on: "surface", at_least: TEXT, light: 7.9, dark: 8.9 },
    Pair { ink: "on-danger", on: "danger", at_least: TEXT, light: 7.9, dark: 9.4 },
    Pair { ink: "info", on: "info-soft", at_least: TEXT, light: 7.4, dark: 7.9 },
    Pair { ink: "student", on: "student-soft", at_least: TEXT, light: 6.4, dark: 7.6 },
    Pair { ink: "teacher", on: "teacher-soft", at_least: TEXT, light: 7.0, dark: 8.0 },
    Pair { ink: "task", on: "task-soft", at_least: TEXT, light: 6.6, dark: 8.2 },
    Pair { ink: "env", on: "env-soft", at_least: TEXT, light: 6.3, dark: 7.5 },
    Pair { ink: "lv2", on: "surface", at_least: MARK, light: 3.3, dark: 4.5 },
    Pair { ink: "lv3", on: "surface", at_least: MARK, light: 7.7, dark: 10.5 },
    Pair { ink: "ink", on: "lv1", at_least: READING, light: 10.8, dark: 8.0 },
    Pair { ink: "on-lv2", on: "lv2", at_least: TEXT, light: 5.6, dark: 5.3 },
];

/// Sunlight, and a device that asks for more contrast: on the surface, which
/// is white in both; they have no dark side.
#[rustfmt::skip]
pub(super) const SUNLIGHT: &[Pair] = &[
    Pair { ink: "ink", on: "surface", at_least: READING, light: 21.0, dark: 21.0 },
    Pair { ink: "ink-2", on: "surface", at_least: READING, light: 15.6, dark: 15.6 },
    Pair { ink: "ink-3", on: "surface", at_least: READING, light: 10.9, dark: 10.9 },
    Pair { ink: "accent", on: "surface", at_least: READING, light: 11.9, dark: 11.9 },
    Pair { ink: "line-strong", on: "surface", at_least: READING, light: 11.1, dark: 11.1 },
    Pair { ink: "line", on: "surface", at_least: MARK, light: 3.6, dark: 3.6 },
];
