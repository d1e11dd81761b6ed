//! What a person chose for this device. Kept in the local table, never sent.

use crate::prelude::*;
use serde::{Deserialize, Serialize};

/// How the screen looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Display {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Black on white, larger, for the courtyard.
    Sunlight,
}

impl Display {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Sunlight];

    /// The value of `data-theme`; none for the system's.
    #[must_use]
    pub const fn theme(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::Sunlight => Some("sunlight"),
        }
    }
}

/// The hand that holds the pen, and taps Add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hand {
    /// Right.
    #[default]
    Right,
    /// Left: Add, tags and the order of + and − are mirrored.
    Left,
}

/// How large the type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextSize {
    /// As designed.
    #[default]
    Standard,
    /// 112 %.
    Large,
    /// 125 %.
    Largest,
}

impl TextSize {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Large, Self::Largest];

    /// The value of `data-text`.
    #[must_use]
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::Largest => "largest",
        }
    }
}

/// Minutes that are offered for locking by itself.
pub const LOCK_AFTER: [u32; 4] = [5, 10, 30, 60];

/// All settings of this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// What the device is called among the team's.
    pub label: String,
    /// Whether several people use it.
    pub shared: bool,
    /// How the screen looks.
    pub display: Display,
    /// The writing hand.
    pub hand: Hand,
    /// How large the type is.
    pub text: TextSize,
    /// The language's tag; the browser's own, when empty.
    pub language: String,
    /// Whether a count answers with a short vibration.
    pub vibration: bool,
    /// Minutes without a touch after which it locks, where there is a PIN.
    pub lock_after: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            label: String::new(),
            shared: false,
            display: Display::System,
            hand: Hand::Right,
            text: TextSize::Standard,
            language: String::new(),
            vibration: true,
            lock_after: LOCK_AFTER[1],
        }
    }
}

/// Key in the local table.
pub const KEY: &str = "settings";

/// Puts display, hand and text size on the root element, where the styles look.
pub fn show(settings: &Settings) {
    let Some(root) = document().document_element() else {
        return;
    };
    let set = |name: &str, value: Option<&str>| {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    };
    set("data-theme", settings.display.theme());
    set("data-hand", (settings.hand == Hand::Left).then_some("left"));
    set("data-text", Some(settings.text.attribute()));
    // The boot script reads this before the first paint; the local table is the truth.
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item("rounds-theme", settings.display.theme().unwrap_or_default());
    }
}
