//! The functions of XPath 1.0, OpenRosa and ODK: names and numbers of arguments.

macro_rules! functions {
    ($($variant:ident $name:literal $least:literal $most:literal;)*) => {
        /// A known function.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Function { $($variant,)* }

        impl Function {
            /// The function of this name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// Its name in an expression.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The least and the largest number of arguments.
            #[must_use]
            pub const fn arity(self) -> (usize, usize) {
                match self { $(Self::$variant => ($least, $most),)* }
            }
        }

        /// The names of all functions, for suggestions.
        pub(super) const NAMES: &[&str] = &[$($name,)*];
    };
}

functions! {
    // XPath 1.0
    Last "last" 0 0;
    Position "position" 0 1;
    Count "count" 1 1;
    Id "id" 1 1;
    LocalName "local-name" 0 1;
    NamespaceUri "namespace-uri" 0 1;
    NodeName "name" 0 1;
    Text "string" 0 1;
    Concat "concat" 0 999;
    StartsWith "starts-with" 2 2;
    EndsWith "ends-with" 2 2;
    Contains "contains" 2 2;
    SubstringBefore "substring-before" 2 2;
    SubstringAfter "substring-after" 2 2;
    Substring "substring" 2 3;
    StringLength "string-length" 0 1;
    NormalizeSpace "normalize-space" 0 1;
    Translate "translate" 3 3;
    Boolean "boolean" 1 1;
    Not "not" 1 1;
    True "true" 0 0;
    False "false" 0 0;
    Lang "lang" 1 1;
    Number "number" 0 1;
    Sum "sum" 1 999;
    Floor "floor" 1 1;
    Ceiling "ceiling" 1 1;
    Round "round" 1 2;
    // texts
    Substr "substr" 2 3;
    Join "join" 1 999;
    Regex "regex" 2 2;
    Digest "digest" 2 3;
    Base64Decode "base64-decode" 1 1;
    Uuid "uuid" 0 1;
    // choices
    Selected "selected" 2 2;
    IsSelected "is-selected" 2 2;
    SelectedAt "selected-at" 2 2;
    CountSelected "count-selected" 1 1;
    ChoiceName "jr:choice-name" 2 2;
    Itext "jr:itext" 1 1;
    // conditions
    If "if" 3 3;
    Coalesce "coalesce" 1 999;
    Once "once" 1 1;
    BooleanFromString "boolean-from-string" 1 1;
    Checklist "checklist" 2 999;
    WeightedChecklist "weighted-checklist" 4 999;
    // numbers
    Int "int" 1 1;
    Min "min" 1 999;
    Max "max" 1 999;
    Abs "abs" 1 1;
    Pow "pow" 2 2;
    Sqrt "sqrt" 1 1;
    Exp "exp" 1 1;
    Exp10 "exp10" 1 1;
    Log "log" 1 1;
    Log10 "log10" 1 1;
    Sin "sin" 1 1;
    Cos "cos" 1 1;
    Tan "tan" 1 1;
    Asin "asin" 1 1;
    Acos "acos" 1 1;
    Atan "atan" 1 1;
    Atan2 "atan2" 2 2;
    Pi "pi" 0 0;
    Random "random" 0 0;
    Randomize "randomize" 1 2;
    // days and times
    Today "today" 0 0;
    Now "now" 0 0;
    Date "date" 1 1;
    DateTime "date-time" 1 1;
    DecimalDateTime "decimal-date-time" 1 1;
    DecimalTime "decimal-time" 1 1;
    FormatDate "format-date" 2 2;
    FormatDateTime "format-date-time" 2 2;
    // nodes
    CountNonEmpty "count-non-empty" 1 1;
    IndexedRepeat "indexed-repeat" 3 7;
    Instance "instance" 1 1;
    Current "current" 0 0;
    PullData "pulldata" 4 4;
    // places
    Area "area" 1 1;
    EnclosedArea "enclosed-area" 1 1;
    Distance "distance" 1 999;
    Geofence "geofence" 2 2;
    Intersects "intersects" 1 1;
    // the device
    Version "version" 0 0;
    Property "property" 1 1;
}
