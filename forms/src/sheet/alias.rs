//! The words that XLSForm knows for columns, and the older ones for the same.

use super::table::SheetKind;

/// What an older word for a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Column(&'static str),
    /// A column inside of a group of columns.
    Part(&'static str, &'static str),
}

use Target::{Column, Part};

/// The column that `name` is another word for.
#[must_use]
pub(super) fn target(kind: SheetKind, name: &str) -> Option<Target> {
    match kind {
        SheetKind::Survey => survey(name),
        SheetKind::Settings => settings(name).map(Column),
        SheetKind::Entities => (name == "list_name").then_some(Column("dataset")),
        SheetKind::Choices | SheetKind::ExternalChoices | SheetKind::Osm => list(name),
    }
}

/// Words that may stand in the column `type` of the survey as well.
#[must_use]
pub(super) fn settings(name: &str) -> Option<&'static str> {
    match name {
        "form_title" | "set_form_title" => Some("title"),
        "form_id" | "set_form_id" => Some("id_string"),
        "prefix" => Some("prefix"),
        _ => None,
    }
}

fn survey(name: &str) -> Option<Target> {
    Some(match name {
        "read_only" | "readonly" => Part("bind", "readonly"),
        "relevant" | "relevance" => Part("bind", "relevant"),
        "required" => Part("bind", "required"),
        "constraint" => Part("bind", "constraint"),
        "calculation" | "calculate" => Part("bind", "calculate"),
        "constraint_message" | "constraining_message" => Part("bind", "jr:constraintMsg"),
        "required_message" | "requiredmsg" => Part("bind", "jr:requiredMsg"),
        "noapperrorstring" | "no_app_error_string" => Part("bind", "jr:noAppErrorString"),
        "save_to" => Part("bind", "entities:saveto"),
        "caption" => Column("label"),
        "command" => Column("type"),
        "tag" | "value" => Column("name"),
        "body" => Column("control"),
        "appearance" => Part("control", "appearance"),
        "count" | "repeat_count" | "jr:count" => Part("control", "jr:count"),
        "autoplay" => Part("control", "autoplay"),
        "rows" => Part("control", "rows"),
        "compact_tag" => Part("instance", "odk:tag"),
        _ => return media(name),
    })
}

fn list(name: &str) -> Option<Target> {
    match name {
        "caption" => Some(Column("label")),
        "list_name" => Some(Column("list name")),
        "value" => Some(Column("name")),
        _ => media(name),
    }
}

fn media(name: &str) -> Option<Target> {
    match name {
        "image" => Some(Part("media", "image")),
        "big-image" => Some(Part("media", "big-image")),
        "audio" => Some(Part("media", "audio")),
        "video" => Some(Part("media", "video")),
        _ => None,
    }
}

const SURVEY: &[&str] = &[
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "media",
    "bind",
    "control",
    "default",
    "choice_filter",
    "parameters",
    "trigger",
    "instance",
    "itemset",
    "list_name",
    "choices",
    "query",
    "actions",
    "parent",
    "extra_data",
    "sms_field",
];

const SETTINGS: &[&str] = &[
    "name",
    "title",
    "id_string",
    "version",
    "default_language",
    "instance_name",
    "style",
    "public_key",
    "submission_url",
    "auto_send",
    "auto_delete",
    "client_editable",
    "omit_instanceID",
    "instance_xmlns",
    "namespaces",
    "attribute",
    "add_none_option",
    "clean_text_values",
    "allow_choice_duplicates",
    "delimiter",
    "sms_keyword",
    "label",
    "hint",
    "media",
    "bind",
    "control",
    "instance",
    "flat",
    "type",
];

pub(super) const ENTITIES: &[&str] = &[
    "dataset",
    "entity_id",
    "create_if",
    "update_if",
    "repeat",
    "label",
];

/// Whether this is a column's own name.
#[must_use]
pub(super) fn is_column(kind: SheetKind, name: &str) -> bool {
    let known = match kind {
        SheetKind::Survey => SURVEY,
        SheetKind::Settings => SETTINGS,
        SheetKind::Entities => ENTITIES,
        SheetKind::Choices | SheetKind::ExternalChoices | SheetKind::Osm => {
            &["name", "label", "media", "sms_option"]
        }
    };
    known.contains(&name)
}

/// `yes`, `TRUE`, … and their opposites.
#[must_use]
pub(super) fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "true()" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "false()" => Some(false),
        _ => None,
    }
}
