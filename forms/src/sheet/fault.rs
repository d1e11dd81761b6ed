//! Everything that can be wrong with a sheet, in sentences.

/// One kind of fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    // The file.
    #[error("the file is larger than {limit} MB; take out what does not belong to the form")]
    FileTooLarge { limit: usize },
    #[error("the file holds more than a form can; take out what does not belong to it")]
    TooMuchInside,
    #[error("the expressions up to here are more than a form can have")]
    TooManyExpressions,
    #[error("this is not a workbook that can be opened: save it again as .xlsx")]
    NotAWorkbook,
    #[error("the workbook is damaged ({0}): open it in a spreadsheet program and save it again")]
    DamagedWorkbook(&'static str),
    #[error("the workbook is protected by a password: save it without one")]
    Password,
    #[error("a file that ends in \".{0}\" is no form: use .xlsx, .xls, .csv or .md")]
    UnknownEnding(String),
    #[error("the text is not UTF-8: save it as \"CSV UTF-8\"")]
    NotUtf8,
    #[error(
        "there are no tables here: at least a survey sheet with its cells between \"{0}\" is needed"
    )]
    NoTables(&'static str),
    #[error("these cells come before the name of a sheet: begin with a row that says survey")]
    CellsWithoutSheet,

    // Sheets and headers.
    #[error("there is no sheet named \"{name}\"{similar}")]
    NoSheet {
        name: &'static str,
        similar: Similar,
    },
    #[error("there is no column named \"{0}\", and it is needed")]
    NoColumn(&'static str),
    #[error("the column \"{0}\" is there twice: remove one of them or give it another name")]
    ColumnTwice(String),
    #[error("\"{header}\" and \"{other}\" are two names for the same column: keep one of them")]
    SameColumn { header: String, other: String },
    #[error("there is a cell here without a header above it: add a header or remove the cell")]
    CellWithoutHeader,
    #[error("the column \"{0}\" is not known on the entities sheet: mend its name or remove it")]
    UnknownEntityColumn(String),

    // Names.
    #[error("a name is needed here")]
    NoName,
    #[error("a type is needed here")]
    NoType,
    #[error(
        "\"{0}\" cannot be a name: begin with a letter or _, go on with letters, digits, _ - or ."
    )]
    BadName(String),
    #[error(
        "the name \"{name}\" is used in row {other} of the same group already: choose another one"
    )]
    NameTwice { name: String, other: u32 },
    #[error("\"{0}\" is no word of Rounds: docs/FORMS.md lists those that begin with rounds-")]
    OwnUnknown(String),
    #[error("\"{word}\" goes with {needs} only: change the type or take the word out")]
    OwnType { word: String, needs: &'static str },
    #[error("\"{0}\" belongs inside of a repeat with rounds-evidence or rounds-wonderings")]
    OwnPlace(String),
    #[error("this log has nothing to write in: it needs a text with rounds-text")]
    OwnLogWithoutText,
    #[error("the name \"meta\" is reserved: choose another one")]
    ReservedName,
    #[error("a repeat cannot be named like the form itself (\"{0}\"): choose another name")]
    NamedLikeForm(String),
    #[error("another repeat is named \"{0}\": repeats need names of their own in the whole form")]
    RepeatNameTwice(String),

    // The tree.
    #[error("\"{0}\" is not a type of question")]
    UnknownType(String),
    #[error("a row of type include cannot be used: copy the other form's rows to here")]
    Include,
    #[error("the type \"{0}\" needs the name of a list after it, as in \"{0} yes_no\"")]
    NoList(String),
    #[error("this ends a {0} that was not begun: add its \"begin {0}\" above or remove this row")]
    NotBegun(&'static str),
    #[error("this {0} is not ended: add a row \"end {0}\" below its last question")]
    NotEnded(&'static str),
    #[error("groups are nested more than {0} deep")]
    TooDeep(usize),
    #[error("there are more than {0} questions")]
    TooManyQuestions(usize),
    #[error("the question \"{0}\" has no label and no hint: nobody would see it")]
    NoLabel(String),
    #[error("a big-image needs an image beside it")]
    BigImageAlone,
    #[error("the media type \"{0}\" is not known: use image, big-image, audio or video")]
    UnknownMedia(String),
    #[error("a calculate needs a calculation")]
    NoCalculation,
    #[error("the value type of a select must stay string")]
    SelectType,
    #[error("an audit is always named \"audit\": leave the name empty")]
    AuditName,

    // References and expressions.
    #[error("a reference begins with ${{ and ends with }} and holds one name: \"{0}\" does not")]
    BadReference(String),
    #[error("${{{0}}} names no question of the survey")]
    UnknownReference(String),
    #[error("${{{0}}} is not clear: more than one question has this name")]
    AmbiguousReference(String),
    #[error("there must be a comma between two references")]
    NoComma,
    #[error("${{{0}}} is never shown, so its answer cannot change and set this one")]
    TriggerNotShown(String),
    #[error("a background-geopoint needs a trigger")]
    GeopointTrigger,
    #[error("a background-geopoint cannot have a calculation")]
    GeopointCalculation,
    #[error("this expression cannot be read: {0}")]
    Expression(String),
    #[error("this calculation needs its own result, so it would never end: use another question")]
    NeedsItself,
    /// Found when the whole form was put together.
    #[error("{0}")]
    Filling(String),

    // Lists.
    #[error("there is no list named \"{0}\" on the choices sheet")]
    UnknownList(String),
    #[error("there is no list named \"{0}\" on the external_choices sheet")]
    UnknownExternalList(String),
    #[error("a choice needs a name")]
    ChoiceWithoutName,
    #[error("the list \"{list}\" has the choice \"{name}\" twice: give one of them another name")]
    ChoiceTwice { list: String, name: String },
    #[error(
        "the choice \"{name}\" has a blank in its name; answers of select_multiple are separated by blanks"
    )]
    ChoiceWithBlank { name: String },
    #[error(
        "or_other cannot be used together with a choice filter: add the choice \"other\" and a text question"
    )]
    OtherWithFilter,
    #[error("or_other needs a list with choices")]
    OtherWithoutChoices,
    #[error("the file name must end in .csv, .xml or .geojson, and \"{0}\" does not")]
    FileEnding(String),
    #[error("a table-list cannot have a choice filter")]
    TableListFilter,
    #[error(
        "all questions of a table-list need the same list: this is \"{found}\", the first has \"{first}\""
    )]
    TableListLists { found: String, first: String },
    #[error("search() cannot be used with a select from a file")]
    SearchFromFile,
    #[error(
        "\"{0}\" uses this list without search(): use search() for all questions of a list, or two lists"
    )]
    SearchMixed(String),
    #[error("\"{name}\" would be read from two different places: {first} and {second}")]
    TwoSources {
        name: String,
        first: String,
        second: String,
    },
    #[error("there are two external files named \"{0}\"")]
    ExternalTwice(String),

    // Parameters.
    #[error("parameters are written as \"key=value key2=value2\"")]
    BadParameters,
    #[error("the parameter \"{key}\" is not known here: {accepted} can be used")]
    UnknownParameter { key: String, accepted: String },
    #[error("the parameter \"{0}\" must be a number")]
    NotANumber(&'static str),
    #[error("the parameter \"{0}\" must be a whole number")]
    NotAWholeNumber(&'static str),
    #[error("the parameter \"{0}\" must not be below zero")]
    Negative(&'static str),
    #[error("the parameter \"{name}\" must be one of {words}")]
    ParameterWord {
        name: &'static str,
        words: &'static str,
    },
    #[error("the parameter \"{0}\" must not be zero")]
    Zero(&'static str),
    #[error("the parameter \"{0}\" is larger than the whole range")]
    LargerThanRange(&'static str),
    #[error("the parameter \"{0}\" must fit the step")]
    NotAStep(&'static str),
    #[error("the parameter \"{0}\" lies outside of the range")]
    OutsideRange(&'static str),
    #[error(
        "{0} can only be used with the appearances vertical and no-ticks, or without an appearance"
    )]
    RangeAppearance(&'static str),
    #[error("the choices of tick_labelset must all be numbers, and \"{0}\" is none")]
    TickNotANumber(String),
    #[error("the choice \"{0}\" of tick_labelset lies outside of the range")]
    TickOutside(String),
    #[error("the choice \"{0}\" of tick_labelset does not fit the ticks")]
    TickNotAStep(String),
    #[error(
        "with no-ticks, tick_labelset must have exactly two choices: the start and the end of the range"
    )]
    TicksNotEnds,
    #[error("a seed needs randomize=true")]
    SeedAlone,
    #[error("the seed must be a number or a reference to a question")]
    BadSeed,
    #[error(
        "a place in the audit needs all of location-priority, location-min-interval and location-max-age"
    )]
    AuditLocation,
    #[error("location-max-age must not be smaller than location-min-interval")]
    AuditAge,
    #[error(
        "reference-geometry must be a list, a file's name without its ending, or a reference to a repeat"
    )]
    ReferenceGeometry,
    #[error("the app must be named by its Android package, as in org.example.app")]
    AndroidPackage,

    // Settings.
    #[error("an encrypted form needs its instanceID: remove omit_instanceID or public_key")]
    EncryptedWithoutId,

    // Entities.
    #[error("save_to needs an entities sheet that declares a list")]
    NoEntities,
    #[error("\"{property}\" is saved from row {other} already")]
    SaveToTwice { property: String, other: u32 },
    #[error("a group or repeat cannot be saved to an entity")]
    SaveToSection,
    #[error("there is no list named \"{0}\" on the entities sheet")]
    UnknownEntityList(String),
    #[error("the form has several entity lists: write save_to as list#property")]
    SaveToWithoutList,
    #[error("save_to must have at most one #")]
    SaveToTwoLists,
    #[error("\"name\" and \"label\" cannot be used here")]
    SaveToReserved,
    #[error("a name must not begin with two underscores here")]
    TwoUnderscores,
    #[error("a name must not have a period here")]
    Period,
    #[error("an entity that is created needs a label")]
    EntityLabel,
    #[error("create_if together with entity_id needs update_if as well")]
    EntityUpdateIf,
    #[error("an entity that is updated needs an entity_id")]
    EntityId,
    #[error("the list \"{0}\" is declared twice")]
    EntityListTwice(String),
    #[error(
        "the list \"{0}\" is used in places that do not belong together: another repeat has a part of it"
    )]
    EntityScope(String),
    #[error("there is no place for this entity: each group, repeat and form can hold one")]
    EntityPlace,
}

/// Names that look like the one that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Similar(pub Vec<String>);

impl std::fmt::Display for Similar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, name) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { ", but one named " } else { ", " })?;
            write!(f, "\"{name}\"")?;
        }
        Ok(())
    }
}
