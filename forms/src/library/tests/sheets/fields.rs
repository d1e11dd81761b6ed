//! The fields of the eight forms: what the practice asks for, and nothing else.

pub(super) const FIELDS: [(&str, &str); 8] = [
    (
        "t1",
        "before group
  visit_no int rounds-visit-number
  school select1 rounds-school
  date date
  time_in time
  time_out time rounds-tap
  participants select rounds-author
  grade select1
  subject select1
  number_of_students int
  class_type select
  number_of_teachers int
  standards text
  objectives_given select1
  objectives text
in_the_room group
  focus_of_inquiry note rounds-focus rounds-pinned
  evidence_log repeat rounds-evidence rounds-elapsed
    evidence_log_no calculate
    evidence_log_at dateTime rounds-at
    evidence_log_who select1 rounds-who
    evidence_log_mode select1 rounds-mode
    evidence_log_text text rounds-text
    evidence_log_tags select rounds-tags
    evidence_log_photo image/*
    evidence_log_audio audio/*
  look_fors group
    explain_reasoning select1 rounds-rubric
    explain_reasoning_links text rounds-links
    task_asks_more select1 rounds-rubric
    task_asks_more_links text rounds-links
    use_others_ideas select1 rounds-rubric
    use_others_ideas_links text rounds-links
    know_the_purpose select1 rounds-rubric
    know_the_purpose_links text rounds-links
  counts group
    partner_talk int rounds-tally
    one_student_answers int rounds-tally
    all_answer_together int rounds-tally
    student_asks_question int rounds-tally
after group
  wonderings repeat rounds-wonderings
    wonderings_no calculate
    wonderings_at dateTime rounds-at
    wonderings_text text rounds-text
  clarity_check select
",
    ),
    (
        "t2",
        "before group
  walk_id text
  focus_question text
  class_no int rounds-visit-number
in_the_room group
  minutes decimal rounds-timer
  indicators group
    indicator_1 select1
    indicator_2 select1
    indicator_3 select1
    indicator_4 select1
    indicator_5 select1
    indicator_6 select1
    indicator_7 select1
    indicator_8 select1
  counts group
    individual_responses int rounds-tally
    choral_responses int rounds-tally
    partner_talk int rounds-tally
    academic_feedback_plus int rounds-tally
    academic_feedback_minus int rounds-tally
    behavior_feedback_plus int rounds-tally
    behavior_feedback_minus int rounds-tally
    questions_low int rounds-tally
    questions_high int rounds-tally
  engagement group
    on_task int rounds-tally
    off_task int rounds-tally
    on_task_percent calculate
    on_task_shown note
  activity_clock group rounds-clock
    direct_instruction decimal rounds-timer
    guided_practice decimal rounds-timer
    group_work decimal rounds-timer
    independent_work decimal rounds-timer
    transition decimal rounds-timer
  talk_clock group rounds-clock
    teacher_talk decimal rounds-timer
    student_talk decimal rounds-timer
    no_talk decimal rounds-timer
after group
  glow text
  grow text
  wonder text
  individual_responses_rate calculate
  choral_responses_rate calculate
  partner_talk_rate calculate
  academic_feedback_plus_rate calculate
  academic_feedback_minus_rate calculate
  behavior_feedback_plus_rate calculate
  behavior_feedback_minus_rate calculate
  questions_low_rate calculate
  questions_high_rate calculate
",
    ),
    (
        "t3",
        "before group
  stop note rounds-stop
  setting select1
  student_count int
  grade select
conversation group
  what_learning text
  why_learning text
  how_know_good text
  need_help text
  working_on text
  interesting select1
  quotes repeat rounds-evidence rounds-elapsed
    quotes_no calculate
    quotes_at dateTime rounds-at
    quotes_text text rounds-text
after group
  level select1 rounds-rubric
  audio_consent select1
  audio audio/*
",
    ),
    (
        "t4",
        "begin group
  norms select
  problem_of_practice text
describe repeat rounds-cards
  card_no calculate
  card_about select1
  card text
cards_picked calculate
too_many_cards note
clusters repeat
  cluster_name text
  cluster_cards text rounds-links
  assertion text
  assertion_quantifier select1
  supporting_cards text rounds-links
  pushback text
predict_group group
  predict text
next_level group
  next_week text
  next_week_support text
  next_month text
  next_month_support text
  next_year text
  next_year_support text
summary_group group
  summary text
",
    ),
    (
        "t5",
        "roles group
  presenter select1
  facilitator select1 rounds-author
  group select
prep group
  district text
  priority_area text
  dilemma text
  tried text
  focus_question text
overview_step group
  overview_minutes decimal rounds-timer rounds-minutes-10
  overview text
clarifying_step group
  clarifying_minutes decimal rounds-timer rounds-minutes-5
  clarifying repeat
    clarifying_question text
    clarifying_answer text
probing_step group
  probing_minutes decimal rounds-timer rounds-minutes-10
  probing repeat
    probing_question text
    probing_answer text
  restated_question text
talk_step group
  talk_minutes decimal rounds-timer rounds-minutes-15
  heard text
  not_heard text
  assumptions text
  questions_raised text
  might_try text
reflection_step group
  reflection_minutes decimal rounds-timer rounds-minutes-5
  reflection text
debrief_step group
  debrief_minutes decimal rounds-timer rounds-minutes-5
  debrief text
takeaways repeat
  takeaway_idea text
  takeaway_who text
  takeaway_when date
",
    ),
    (
        "t6",
        "head group
  title text
  owner text
  cycle_no int
  start_date date
  finish_date date
  change_idea text
  driver text
  aim text
  aim_how_much text
  aim_by_when date
plan group
  questions repeat
    learning_question text
    prediction text
  data_requirements repeat
    measure text
    measure_how text
    measure_who text
  tasks repeat
    task_who text
    task_when date
    task_where text
    task_how text
  completion_date date
  logistics text
  plan_artifacts text
  sharing text
do group
  carried_out select1
  observations repeat rounds-evidence
    observed_at dateTime rounds-at
    observation text rounds-text
  surprises text
  do_artifacts text
study_group group
  question_count calculate
  study repeat
    studied_question calculate
    studied_prediction calculate
    studied note
    result text
    confirmed select1
    learned text
act_group group
  act select1
  next_cycle_no calculate
  next_cycle note
",
    ),
    (
        "t7",
        "before group
  purpose text
  our_questions text
  evidence_wanted text
  background text
  people repeat
    person text
    person_role text
  stops repeat
    stop_what text
    stop_when time
    stop_where text
during group
  stop_notes note
  talk_notes repeat rounds-evidence
    talk_at dateTime rounds-at
    speaker text
    talk_text text rounds-text
after group
  noticed text
  surprised text
  evidence text
  used_to_think text
  now_think text
  so_what text
  will_try text
  feedback group
    commendations text
    considerations text
  commitments repeat
    commitment_action text
    commitment_owner text
    commitment_by date
    commitment_done text
    commitment_status select1
",
    ),
    (
        "t8",
        "aim_group group
  aim_date date
  aim_who text
  aim_outcome text
  aim_indicator text
  aim_sentence note
primary_drivers repeat
  primary_name text
  primary_definition text
  primary_hypothesis text
  secondary_drivers repeat
    secondary_name text
    change_ideas repeat
      change_goal text
      change_details text
      change_warrant text
      change_cycles text
      change_status select1
",
    ),
];
