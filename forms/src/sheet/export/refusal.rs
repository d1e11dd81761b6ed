//! What XLSForm cannot say, in sentences for the person who wanted it.

/// Why a form cannot become an XLSForm.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A shown question without any words.
    #[error("{0}: the question has neither a label nor a hint, and a sheet needs one of them")]
    NoLabel(String),
    /// Two controls for one node.
    #[error("{0}: the question is shown twice, and a sheet has one row for each question")]
    ShownTwice(String),
    /// The body does not follow the record.
    #[error("{0}: the question is shown in another group than its answer is stored in")]
    Misplaced(String),
    /// A heading without a node.
    #[error("the group \"{0}\" has no place in the record, and a group of a sheet has one")]
    Heading(String),
    /// Questions that ask for nothing.
    #[error("{0} of the questions ask for a value that the record does not have")]
    Unplaced(usize),
    /// A label that is an expression.
    #[error("{0}: the text is computed as a whole; in a sheet only parts of a text can be")]
    ComputedText(String),
    /// An expression in a text that is no answer.
    #[error("{0}: the text shows the result of \"{1}\"; in a sheet it can show answers only")]
    ComputedPart(String, String),
    /// A text in a form that sheets do not know.
    #[error("{0}: the text has a variant \"{1}\", for which a sheet has no column")]
    Variant(String, String),
    /// A picture that is not in the usual folder.
    #[error("{0}: the file \"{1}\" is not in the folder where a form of a sheet looks for it")]
    MediaFolder(String, String),
    /// The hint of a group.
    #[error("{0}: the group has a hint, and a group of a sheet has none")]
    GroupHint(String),
    /// The label of each instance.
    #[error("{0}: each instance has a label of its own, and in a sheet only the repeat has one")]
    InstanceLabel(String),
    /// A count that is no answer.
    #[error(
        "{0}: the number of instances is \"{1}\"; a sheet would add a value to the record for it"
    )]
    Count(String, String),
    /// Choices from an unusual place.
    #[error("{0}: the choices come from \"{1}\", which a sheet cannot name")]
    Itemset(String, String),
    /// A list that is not a table.
    #[error("the list \"{0}\" is not a plain table of choices with names")]
    NotATable(String),
    /// A file of an unusual name.
    #[error("the list \"{0}\" comes from \"{1}\", which a sheet cannot name")]
    File(String, String),
    /// An upload of a kind without a type.
    #[error("{0}: a sheet has no question for files of the type \"{1}\"")]
    Upload(String, String),
    /// More or fewer instances than one.
    #[error("{0}: a new record begins with {1} instances, and one of a sheet begins with one")]
    Instances(String, usize),
    /// New instances are unlike the first one.
    #[error(
        "{0}: a new instance begins with other answers than the first one, and in a sheet all are alike"
    )]
    Template(String),
    /// A value that is set in a way that sheets do not know.
    #[error("{0}: the value is set {1}, and a sheet cannot say that")]
    Action(String, &'static str),
    /// Entities.
    #[error("{0}: the form adds to a list of entities; that cannot be written back yet")]
    Entity(String),
    /// A list on a sheet that is not kept.
    #[error("{0}: the choices stand on the sheet external_choices, which is not kept")]
    ExternalChoices(String),
    /// A value of the record's `meta`.
    #[error("{0}: a sheet cannot name this value of the record's own data")]
    Meta(String),
    /// The workbook is refused by the reader.
    #[error("a sheet with this form would be refused: {0}")]
    NotReadBack(String),
    /// The workbook says something else.
    #[error("a sheet cannot say this: {0}")]
    Changed(String),
}

/// What is written in another way than the form had it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Note {
    /// Sheets have straight quotes only.
    #[error("{0} texts have typographic quotes or blanks; in a sheet they are plain ones")]
    Typography(usize),
    /// Texts that a language lacks.
    #[error("{0} texts are missing in a language; a sheet has \"-\" there")]
    MissingTexts(usize),
    /// Choices that stood in their question.
    #[error("the choices of {0} questions have become lists of their own")]
    Lists(usize),
    /// Languages that other tools complain about.
    #[error("the language \"{0}\" has no code; other tools want one, as in \"English (en)\"")]
    LanguageWithoutCode(String),
}
