//! Where the fields of a form stand on the note screen.
//!
//! The screen has fixed places: details that are filled once, questions beside the log,
//! counts and look-fors as tools, one log of evidence, one of wonderings. Any form falls
//! into them by the kinds of its fields and the part that holds its main log.

use rounds_forms::{Field, Form, Holds, Kind, Shows};

/// The places, as field ids in the order of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Filled once, in a sheet: parts before the log's.
    pub details: Vec<String>,
    /// Asked in the room: in the log's part.
    pub questions: Vec<String>,
    /// After the room: shown on review.
    pub after: Vec<String>,
    /// Counts, none when the form does not count.
    pub counts: Vec<String>,
    /// Look-fors.
    pub ratings: Vec<String>,
    /// The log of evidence.
    pub log: Option<String>,
    /// The log of wonderings.
    pub wonderings: Option<String>,
    /// Whether the focus of inquiry stays in view.
    pub focus: bool,
}

impl Plan {
    /// Places all fields of a form.
    #[must_use]
    pub fn of(form: &Form) -> Self {
        let main = form.main_log().map(|(id, _)| id.clone());
        let walk = form.walk();
        let log_part = walk
            .iter()
            .find(|placed| Some(&placed.field.id) == main.as_ref())
            .and_then(|placed| {
                form.parts()
                    .iter()
                    .position(|part| part.id == placed.part.id)
            });
        let mut plan = Self {
            log: main.map(|id| id.to_string()),
            ..Self::default()
        };
        for placed in &walk {
            let part = form
                .parts()
                .iter()
                .position(|part| part.id == placed.part.id);
            plan.place(placed.field, part.cmp(&log_part));
        }
        if !form.counts() {
            plan.counts.clear();
        }
        plan
    }

    fn place(&mut self, field: &Field, part: std::cmp::Ordering) {
        let id = field.id.to_string();
        match &field.kind {
            Kind::Group { .. } => {}
            Kind::Tally => self.counts.push(id),
            Kind::Rating { .. } => self.ratings.push(id),
            Kind::EvidenceLog(log) => {
                if log.holds == Holds::Wonderings && self.wonderings.is_none() {
                    self.wonderings = Some(id);
                }
            }
            Kind::Note {
                shows: Some(Shows::Focus),
                pinned: true,
            } => self.focus = true,
            Kind::Note {
                shows: Some(Shows::Stop),
                ..
            } => {}
            _ => match part {
                std::cmp::Ordering::Less => self.details.push(id),
                std::cmp::Ordering::Equal => self.questions.push(id),
                std::cmp::Ordering::Greater => self.after.push(id),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Plan;

    #[test]
    fn the_classroom_script_falls_into_the_places() {
        let forms = rounds_forms::library().unwrap_or_default();
        let plan = forms.first().map(Plan::of).unwrap_or_default();
        assert_eq!(plan.log.as_deref(), Some("evidence_log"));
        assert_eq!(plan.wonderings.as_deref(), Some("wonderings"));
        assert_eq!((plan.counts.len(), plan.ratings.len()), (4, 4));
        assert!(plan.focus && plan.questions.is_empty());
        assert!(plan.details.iter().any(|field| field == "standards"));
        assert_eq!(plan.after, ["clarity_check"]);
    }

    #[test]
    fn the_student_conversation_asks_its_questions_beside_the_log() {
        let forms = rounds_forms::library().unwrap_or_default();
        let plan = forms.get(1).map(Plan::of).unwrap_or_default();
        assert_eq!(plan.log.as_deref(), Some("quotes"));
        assert!(plan.questions.iter().any(|field| field == "what_learning"));
        assert!(plan.details.iter().any(|field| field == "student_count"));
        assert_eq!(plan.ratings, ["level"]);
        assert!(plan.counts.is_empty());
    }
}
