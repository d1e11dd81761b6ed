# Rounds, US English. Sentence case, verbs, no "please", "oops", "error", "cache",
# "offline mode", "submit", "conflict". $device is set by the page in every message.

## What the thing in the hand is called
device-tablet = tablet
device-phone = phone
device-computer = computer

## Where the work is (names of states stay at 28 characters or fewer)
state-saved = Saved on this { $device }
state-waiting = { $n ->
    [one] 1 change waiting
   *[other] { $n } changes waiting
}
state-waiting-short = { $n } waiting
state-saving = Still saving
state-sent = Sent
state-server = On the server
state-signin = Sign in to send
state-update = Update to send
state-review = Kept for review
state-fault = Not saved: storage problem
sync-details-name = { $state }, sync details

## Banners
fault-body = Your last entry is held in memory. Export it before you close Rounds.
signin-body = Your notes stay on this { $device }. You can keep writing. Open your join link again to sign in.
update-title = A new version is ready.
update-rest = It opens between stops. Nothing you wrote changes.
update-body = A new version is ready. It opens between stops. Nothing you wrote changes.
update-now = Update now
private-title = This browser will forget
private-body = It keeps little or nothing. Use the app on the Home Screen.
questions-or-evidence = Questions or evidence
evidence-n = Evidence ({ $n })
fill-no-file = Photos, recordings and drawings cannot be kept in notes yet. Keep them on the device, and write here what they show.
fill-apart = Answered twice, on two tablets. Which one holds?
needs-update = This form needs an update.
needs-update-body = What you know of it works. Update Rounds to see the rest.
recover-title = You were writing at { $time }.
recover-rest = { $note } closed before the last entry was added.
keep-it = Keep it
discard = Discard
try-again = Try again
export = Export
export-failed = The file was not saved. Try again from another browser window.
edit-refused = That was not changed: { $why }.

## Storage that cannot be used
no-storage-title = Rounds cannot keep notes in this browser
no-storage-body = Nothing was lost. Notes need storage on this { $device }, and the browser gives none. Before the visit, try one of these:
no-storage-step-window = Open Rounds in an ordinary window, not a private one.
no-storage-step-room = Make room on this { $device }, then try again.
no-storage-step-app = Use the app on the Home Screen, or another browser.
unreadable-title = Rounds cannot read what is stored here
unreadable-body = Your notes are still on this { $device } and were left as they are. Before the visit, try one of these:
missing-title = Part of Rounds is missing here
missing-body = Your notes are safe on this { $device }. Connect to the internet, then try again: Rounds fetches the part and keeps it.
browser-said = What was said: { $why }

## Parts that are everywhere
skip = Skip to content
close = Close
cancel = Cancel
undo = Undo
add = Add
delete = Delete
share = Share
keep = Keep
replace = Replace
choose = Choose
status = Status
someone = Someone
now = now
hallway = Hallway
note = Note
notes = Notes
thing-note = note
thing-visit = visit
thing-list = list
not-open-title = This { $thing } did not open
not-open-body = Its data is safe on this { $device }. Try again, or open it later.
quoted = “{ $text }”
name-you = { $name }, you
n-entries = { $n ->
    [one] 1 entry
   *[other] { $n } entries
}
n-notes = { $n ->
    [one] 1 note
   *[other] { $n } notes
}

## Navigation
nav-main = Main
nav-visits = Visits
nav-stops = Stops
nav-ready = Ready check
nav-device = This { $device }
back-to-stops = Back to stops
back-to-note = Back to the note
back-to-device = Back to this { $device }
unknown-title = Nothing here
unknown-heading = This address leads nowhere
unknown-body = Your visits and notes are all where they were.

## Joining
join = Join
join-a-visit = Join a visit
invited-to = You are invited to a visit
fact-when = When
fact-network = Network
fact-as = You join as
role-observer = Observer
role-facilitator = Facilitator
role-host = Host school
role-and-team = { $role }, team { $team }
invited-by = Invited by { $name } for { $network }.
invited-by-only = Invited by { $name }.
link-works-until = This link works until { $date }.
install-title = First, put Rounds on this { $device }
install-why = Notes live in the app on your Home Screen. A browser page can lose them after a week without use.
install-share = Tap Share
install-share-where = At the top of Safari
install-add = Tap “Add to Home Screen”
install-add-then = Then tap Add
install-open = Open it, enter this code
install-open-or = Or scan the QR code again
copy-code = Copy the code
install = Install Rounds
code-copied = Code copied
code-not-copied = The code was not copied. Write it down instead.
continue-in-browser = Continue in this browser
join-scan-hint = Scan the QR code with your camera, or open its link.
camera-view = Camera view
camera-hint = Point at the QR code
camera-other = A code was seen. It is not an invitation to this address.
join-type-code = Or type the code
join-code-hint = 8 letters and numbers, from your invitation
join-code-length = A code has 8 letters and numbers. Check it and type it again.
join-wrong-code = There is no such code. Check it and type it again.
join-too-often = Too many tries. Wait a minute, then type it again.
join-dead = This link no longer works. Ask for a new one.
join-unreadable = The server answered in a way this version does not know. Reload, then try again.
join-asking = Looking for the visit
join-offline = Joining needs internet once. We will finish when there is some.
join-needs-net = Joining needs internet once. After that, not.
join-getting = Getting the visit
join-form-title = Join as
join-name = Your name
join-name-hint = As your teammates see it, “Dana R.” for one
join-name-missing = Write your name as your teammates know you.
join-work-waits = { $n ->
    [one] 1 change
   *[other] { $n } changes
} of someone else on this { $device } must be sent first.
join-team = Your team
join-team-hint = Your district, as teammates know it. You may leave it empty.
device-is = This { $device } is
device-label = { $name }’s { $device }
device-label-shared = Shared { $device }
device-mine = Mine
device-shared = Shared

## Lock
pin = PIN
pin-new = New PIN
pin-old = Current PIN
pin-change = Change the PIN
pin-is-changed = The PIN is changed.
pin-hint = Six numbers that only you know. They open your notes on this { $device }.
pin-digits = A PIN has six numbers.
pin-weak = Others try this one first. Choose another.
pin-wrong = { $n ->
    [one] This is not the PIN. You can try once more.
   *[other] This is not the PIN. You can try { $n } more times.
}
lock = Lock
unlock = Unlock
lock-now = Lock now
lock-after = Lock after
lock-minutes = { $n } min
lock-line = While it is locked, nobody can read your notes on this { $device }, not even in its storage.
lock-turn-on = Turn on the lock
lock-sealing = Your notes are being sealed.
lock-is-on = The lock is on.
lock-turn-off = Turn off the lock
lock-off-line = Then anyone who can open this { $device } can read your notes on it.
lock-opening = Your notes are being unsealed.
lock-is-off = The lock is off.
lock-entered = { $n } of { $of } numbers entered
lock-delete = Delete last number
lock-switch = Switch person
lock-who = Who are you?
lock-someone-else = Someone else
lock-back = Back to the PIN
lock-forgot = Forgot the PIN?
lock-spent = Sign in to open. Your unsent notes are kept.
lock-wait = Too many wrong PINs. Your notes are kept. Try again in 15 minutes.
lock-ask = Ask a facilitator of your visit for a code for this { $device }: { $id }
lock-code = Code
lock-code-wrong = This code does not open it. A code works for an hour: ask for a new one.
lock-open = Open
lock-no-half = Only the PIN opens it: this { $device } had no internet since the lock was turned on. Your notes are kept.
signout-keep = Keep them locked on this { $device }
signout-no-pin = Without a PIN they cannot be kept locked here. Turn on the lock first, if you want to keep them.

## Visits
network-and-team = { $network }, observing with { $team }
no-visits = No visits yet
no-visits-body = Scan the code your network sent, or open its link.
today-day = Today, day { $day } of { $of }
visit-facts = { $schools ->
    [one] 1 school
   *[other] { $schools } schools
}, { $stops ->
    [one] 1 stop
   *[other] { $stops } stops
}, { $people ->
    [one] 1 person
   *[other] { $people } people
} from { $districts ->
    [one] 1 district
   *[other] { $districts } districts
}
all-stops-today = All stops today
no-more-stops = No more stops today.
coming-up = Coming up
upcoming-facts = { $when }, { $schools ->
    [one] 1 school
   *[other] { $schools } schools
}, { $stops ->
    [one] 1 stop
   *[other] { $stops } stops
}
past-visits = Past visits
past-facts = { $when }, { $notes ->
    [one] 1 note
   *[other] { $notes } notes
}
prepare-this-visit = Prepare this visit
prepare-name = Prepare this visit, { $visit }
prepare-hint = Do this on school or home Wi-Fi before you travel.
prepare-size = { $forms ->
    [one] 1 form
   *[other] { $forms } forms
}, { $stops ->
    [one] 1 stop
   *[other] { $stops } stops
}
preparing-app = Getting the app
preparing-visit = Getting the visit
prepare-stopped = Stopped for want of internet. It goes on from there.
ready-offline = Ready without internet
not-prepared = Not prepared
yours-to-finish = Yours to finish
questions-left = { $n ->
    [one] 1 question left
   *[other] { $n } questions left
}
questions-left-seen = { $n ->
    [one] 1 question left
   *[other] { $n } questions left
}, { $seen }
ready-to-share = Ready to share
two-answers-short = Two answers to compare
date-range-month = { $month } { $from } to { $to }
date-range = { $from } to { $to }
in-minutes = in { $n } min
in-hours = in { $n } h
minutes = { $n } min
school-minutes = { $school }, { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
entries-and-seen = { $n ->
    [one] 1 entry
   *[other] { $n } entries
}, { $seen }

## A visit
day = Day
visit-line = { $when }, hosted by { $host }
visit-facts-name = Visit facts
focus-of-inquiry = Focus of inquiry
team = Team
team-you = { $team }, you
tablets-ready = Tablets ready
tablets-of = { $n } of { $of }
tablets-mark = { $n } of { $of } tablets are ready
tablets-missing = { $n ->
    [one] 1 is not prepared for this visit yet. It can still be prepared, also from a phone hotspot.
   *[other] { $n } are not prepared for this visit yet. They can still be prepared, also from a phone hotspot.
}
tablets-all = All of them can work without internet.
tablets-unknown = Known when there is internet. Nothing waits for it.
tablets-later = The list comes when there is some.
tablets-amber = “Not since” means that a tablet may hold notes which are not on the server yet.
tablets-alone = Nobody else has joined with a tablet yet. Share an invitation, and it will be listed here.
see-which-ones = See which ones
as-of = As of { $time }
not-since = Not since { $time }
never-heard = Not connected yet
stops-at = Stops at { $venue }
hallway-note = Hallway note
which-stop = Which stop?
share-visit = Share this visit
more-for-visit = More for this visit
address-copied = Address copied. It opens for people of this visit.
address-not-copied = The address was not copied. Copy it from the browser.
empty-day = Nothing planned
empty-day-body = Add a hallway note, or choose another day.
no-note-needed = No note needed
no-form-here = This visit has no form here yet. Ask whoever prepares it.
choose-form = Which form?
start-note = Start note
continue-note = Continue note
start-note-name = Start note, { $stop }
continue-note-name = Continue note, { $stop }
you-entries = You, { $n ->
    [one] 1 entry
   *[other] { $n } entries
}
you-and-others = You and { $others ->
    [one] 1 other
   *[other] { $others } others
}, { $n ->
    [one] 1 entry
   *[other] { $n } entries
}
observers-notes = { $others ->
    [one] 1 observer
   *[other] { $others } observers
}, { $n ->
    [one] 1 note in
   *[other] { $n } notes in
}
stop-line = { $time }, { $school }, { $n } minutes
no-notes = No notes yet
no-notes-body = Notes of this stop appear here: yours, and those shared with you.

## A note
review = Review
details = Details
questions = Questions
class-of-day = { $school }, class { $n } of { $of } today
seen-only-me = Only me
seen-team-short = Your team
seen-me = Only you
seen-team = Your team
seen-host = Host school
seen-low-me = only me
seen-low-team = your team
seen-low-host = the host school
evidence-log = Evidence log
evidence-list = Evidence, { $n ->
    [one] 1 entry
   *[other] { $n } entries
}
no-entries = No entries yet
no-entries-body = Write the first thing you see or hear. The time is added for you.
new-entries = { $n ->
    [one] 1 new entry
   *[other] { $n } new entries
}
new-entry = New entry
who-or-what = Who or what
how-you-know = How you know
mode-name = { $mode }, how you know
composer-name = What did you see or hear?
tags-name = Look-for tags, { $n } chosen
tags-title = Look-for tags
entry-more = More for entry at { $time }
entry-at = Entry at { $time }
entry-text = Text of this entry
entry-of-other = Only its author changes this entry.
entry-deleted = Entry deleted
written-by = Written by { $name }.
link-to-look-for = Link to look-for
move-to-wonderings = Move to wonderings
moved-to-wonderings = Moved to wonderings
nudge-judgment-title = “{ $word }” is a judgment.
nudge-judgment-rest = What did you see or hear?
nudge-name-title = This may be a name.
nudge-name-rest = Write “Teacher” or “a student”.
name-replacement = Teacher
tools = Tools
tools-name = Counts and look-fors
counts = Counts
count-add = { $count } { $n }, add one
count-take = { $count }, take one away
count-now = { $count } { $n }
look-fors = Look-fors
rated = { $n } of { $of } rated
link-what-you-saw = Link what you saw
entries-linked = { $n ->
    [one] 1 entry linked
   *[other] { $n } entries linked
}
wonderings = Wonderings
add-wondering = Add a wondering
wondering-text = Wondering
delete-wondering = Delete this wondering
not-a-number = Use digits only, 24 for one.
number-small = Use { $min } or more.
number-large = Use { $max } or less.
now-button = Now
timer = Visit timer
timer-name = Visit timer, { $now } of { $of }, { $state }
timer-running = running
timer-name-near = Visit timer, { $words }, { $now } of { $of }, { $state }
timer-paused = paused
timer-of = of { $of }
timer-left = { $n } min left
timer-over = Time
timer-pause = Pause
timer-go-on = Go on
timer-add = Add 5 minutes
timer-end = End the visit
timer-sleep = Screen may sleep.

## Review
review-colon = Review:
school-entries = { $school }, { $n ->
    [one] 1 entry
   *[other] { $n } entries
}
two-answers = Two answers for “{ $field }”
two-body = Two tablets wrote this while apart. Both answers are kept. Which one belongs in the note?
two-log = Your choice shows in the history with both answers. Anyone on the team can change it.
one-of = 1 of { $of }
use-value = Use { $value }
neither = Neither is right
use-number = Use this number
use-text = Use this text
type-a-number = Type a number
type-number-first = Type a number first.
type-answer-first = Write or choose an answer first.
decide-later = Decide later
answer-chosen = { $value } it is. Both answers stay in the history.
next-to-it = Next to it: “{ $text }”
today-at = Today { $time }
before-you-share = Before you share
n-of-done = { $n } of { $of } done
evidence-not-opinion = Evidence, not opinion
no-judgments = { $n ->
    [0] No entries yet.
    [one] 1 entry read. It uses no judgment words.
   *[other] { $n } entries read. None use judgment words.
}
judgment-at = { $time }: “{ $word }” is a judgment.
no-names = No entry names a person
entries-may-name = { $n ->
    [one] One entry may name a person
   *[other] { $n } entries may name a person
}
replace-with = Replace with “Teacher”
name-hidden = name hidden
no-open-questions = No question is open
open-questions = { $n ->
    [one] One question is open
   *[other] { $n } questions are open
}
go-to-it = Go to it
sharing-and-summary = Sharing and summary
who-can-see = Who can see this note
seen-me-line = Until you share it
seen-team-line = { $n ->
    [one] 1 person of this visit
   *[other] { $n } people of this visit
}
seen-host-line = Everyone of the host school in this visit
when-connects = When this { $device } connects
only-author-shares = Only its author shares a note.
audience-team = your team
audience-host = the host school
share-with = Share with { $audience }
share-not-here = This note has not come to this device yet. Share it when its words are here.
share-title = Share with { $audience }?
share-team-1 = Everyone on this visit’s team can read it and add to it.
share-team-2 = The host school does not see it.
share-team-3 = People who saw it may remember it or have printed it, also if it is taken back.
share-host-1 = Everyone of the host school in this visit can read it.
share-host-2 = They cannot change it.
share-host-3 = People who saw it may remember it or have printed it, also if it is taken back.
first-answers = First settle the two answers.
first-answers-and-name = First settle the two answers and the possible name.
first-name = First look at the possible name.
first-questions = First answer the open questions.
summary = Summary
print-note = Print this note
printed-at = Printed { $when }
wonderings-apart = { $n }, kept apart from evidence

## Where your work is
where-work-is = Where your work is
all-safe-title = Everything is on the server
all-safe-checked = Last checked { $time }.
nothing-yet-title = Nothing to send yet
nothing-yet = What you write shows here until it is on the server.
offline-fine = They are saved on this { $device }. No internet since { $time }, and that is fine.
review-body = The server did not take it by itself. It stays on this { $device } and can be exported.
removed-title = This { $device } was removed from its visits
removed-body = Your unsent notes are kept here. Ask a facilitator to accept them, or save a rescue file.
ask-to-accept = Ask to accept
asked = Asked. A facilitator decides; your notes also stay on this { $device }.
ask-no-key = This { $device } joined too long ago to ask. Save a rescue file.
needs-internet = This needs internet. Nothing was lost.
sending = They are saved on this { $device } and on their way.
connecting = They are saved on this { $device }. Looking for internet.
send-now = Send now
send-none = No internet found. We keep trying.
check-again = Check again
stages = Stages
waiting = Waiting
tries-again = Tries again in { $n } s
entries-counts-look-fors = { $entries ->
    [one] 1 entry
   *[other] { $entries } entries
}, { $counts ->
    [one] 1 count
   *[other] { $counts } counts
}, { $rated ->
    [one] 1 look-for
   *[other] { $rated } look-fors
}
needs-you = Needs you
compare = Compare
see-why = See why
rescue = Rescue file
rescue-body = If this { $device } cannot connect, put everything unsent in one file. Open it in Rounds on any device. Opening it twice does no harm.
rescue-save = Save rescue file
rescue-open = Open a rescue file
rescue-none = This is not a rescue file, or it is damaged.
rescue-kept = The file is kept here. It goes to the server when this { $device } connects.
rescue-opened = { $n ->
    [one] 1 change from the file is on the server.
   *[other] { $n } changes from the file are on the server.
}{ $refused ->
    [0] { "" }
    [one] { " " }1 note was refused.
   *[other] { " " }{ $refused } notes were refused.
}{ $kept ->
    [0] { "" }
    [one] { " " }1 note waits for a facilitator.
   *[other] { " " }{ $kept } notes wait for a facilitator.
}
journal-rescued = { $what ->
    [one] 1 change from a rescue file
   *[other] { $what } changes from a rescue file
}
rescue-size = { $n ->
    [one] 1 change
   *[other] { $n } changes
}
earlier = Earlier
nothing-earlier = Nothing yet.
journal-sent = { $what ->
    [one] 1 change on the server
   *[other] { $what } changes on the server
}
journal-shared = { $what } shared
journal-prepared = { $what } prepared

## This tablet
device-name = Name
display = Display
display-system = Match system
display-light = Light
display-dark = Dark
display-sunlight = Sunlight
text-size = Text size
text-standard = Standard
text-large = Large
text-largest = Largest
language = Language
hand = Writing hand
hand-right = Right
hand-left = Left
vibration = Vibrate when counting

## Signing out
signout = Sign out
signout-line = Takes everything of yours off this { $device }.
signout-title = Sign out of { $name }?
signout-title-plain = Sign out of this { $device }?
signout-waiting = { $n ->
    [one] 1 change has not been sent. It belongs to { $name }.
   *[other] { $n } changes have not been sent. They belong to { $name }.
}
signout-safe = Everything of { $name } is on the server. It is taken off this { $device }.
signout-unshared = Share first what you still need: a note that only you see cannot be opened again after this.
signout-send = Send now, then sign out
signout-discard = { $n ->
    [one] Discard 1 change
   *[other] Discard { $n } changes
}
signout-word = DISCARD
signout-type = Type { $word }
signout-type-why = { $n ->
    [one] 1 change is on no other device. It will be gone.
   *[other] { $n } changes are on no other device. They will be gone.
}
signout-type-wrong = Type the word { $word } to discard.
signout-offline = No internet found. You are still signed in, and everything is kept.
signout-refused = The server does not take all of it. Save the rescue file under “Where your work is”, or discard it.
signout-begun = An entry was begun and not added. Add it to its note, or discard it.
signout-elsewhere = Rounds works in another window now. Try again here.
signed-out = Signed out
signed-out-here = Signed out on this { $device }. The server is told when there is internet.

## Ready check
ready-checking = Checking
ready-yes = Ready
ready-almost = Almost ready
ready-no = Not ready
ready-yes-line = Everything works with no internet.
ready-look-at = { $n ->
    [one] One thing to look at. Everything else works with no internet.
   *[other] { $n } things to look at.
}
ready-ring = { $n } of { $of } checks ready
ready-word = Ready
how-to-fix = How to fix
check-home = On the Home Screen
home-good = Notes are kept even if the browser is cleared
home-bad = Not on the Home Screen
home-bad-line = A browser page can lose notes after a week without use.
fix-home = In the browser’s menu or under Share, choose “Add to Home Screen” or “Install”. Then open Rounds from there.
check-offline = Opens with no internet
offline-good = All { $n } files of the app are here
offline-bad = The app is not all here yet
offline-bad-line = This browser has not stored the app.
offline-bad-files = { $n } of { $of } files are here.
fix-offline = Keep Rounds open on Wi-Fi for a moment, then check again. Private windows cannot store the app.
check-visit = Visit saved here
visit-good = { $stops ->
    [one] 1 stop
   *[other] { $stops } stops
}, { $forms ->
    [one] 1 form
   *[other] { $forms } forms
}, { $people ->
    [one] 1 person
   *[other] { $people } people
}
visit-bad = The visit is not all here yet
visit-bad-line = Some of it is still on the server.
fix-visit = Connect to Wi-Fi and choose “Prepare this visit”.
check-protected = Storage is protected
protected-good = The system will not remove your notes to make room
protected-bad = Storage is not protected
protected-bad-line = The system may remove notes when this { $device } is nearly full.
fix-protected = Put Rounds on the Home Screen and open it from there, then check again.
check-test = Test note written and read back
test-good = Took less than a second
test-slow = Took longer than a second
test-bad = The test note was not written
fix-test = Make room on this { $device }, close other tabs of Rounds, then check again.
check-clock = Clock is right
clock-good = Within two minutes of the server
clock-later = Looked at when there is internet
clock-behind = Clock is { $n } minutes behind
clock-ahead = Clock is { $n } minutes ahead
clock-bad-line = Your entries would show other times than your team’s.
fix-clock = In the system’s settings, set date and time to automatic.
check-session = Signed in
session-good = Your notes are sent when there is internet
session-until = Until { $date }. After that, notes stay here until you sign in again
session-bad = Not signed in
fix-session = Open your join link again on this { $device }. Your notes stay as they are.
check-waiting = Nothing waiting
waiting-good = Everything from this { $device } is on the server
waiting-bad-line = Saved on this { $device }, not yet on the server.
fix-waiting = Connect to Wi-Fi and keep Rounds open for a moment.
storage = Storage
storage-and-device = Storage and { $device }
free-room = { $size } free
used-room = { $size } used
storage-notes = Notes and forms
storage-app = App
storage-nearly-full = Nearly full
remove-past = Remove past visits
remove-past-none = Nothing to remove. Only visits that are over and wholly on the server are listed here.
remove-past-body = Their notes leave this { $device } and stay on the server. Open the visit with internet to fetch them again.
remove-past-do = { $n ->
    [one] Remove 1 visit
   *[other] Remove { $n } visits
}
remove-past-size = { $notes ->
    [one] 1 note, { $size }
   *[other] { $notes } notes, { $size }
}
remove-past-done = { $n ->
    [one] 1 past visit removed from this { $device }
   *[other] { $n } past visits removed from this { $device }
}
remove-past-kept = Some of it stays: not everything is on the server, or a note is open.
aside-title = Not on this { $device }
aside-body = The notes of this visit are on the server. Fetch them to read or write on.
aside-fetch = Fetch notes
aside-coming = The notes are on their way.
aside-facts = { $when }, not on this { $device }
change-settings = Change settings

# Forms: the library, a file of one's own, trying
needs-net = This needs internet. Nothing was lost.
nav-forms = Forms
back-to-visits = Back to the visits
back-to-forms = Back to the forms
forms-sub = What observers fill in
forms-library = Forms of the practice
forms-questions = { $n ->
    [one] 1 question
   *[other] { $n } questions
}
forms-minutes = about { $n } minutes
forms-try = Try it
forms-try-named = Try it, { $form }
forms-trying = Trying it
forms-nothing-stored = You are trying this form. Nothing you write here is stored or sent.
forms-again = Start again
forms-language = Language of the form
forms-not-here = This form is not on this { $device } yet
forms-not-open = This form did not open
forms-unknown = There is no such form here, or this version cannot read it. Choose it again.
forms-own = A form of your own
forms-own-body = Drop a spreadsheet or XForm of KoboToolbox or ODK here. Rounds reads it, and you can try it at once.
forms-choose = Choose a file
forms-reading = Reading { $file }
forms-problems = { $n ->
    [one] 1 thing to mend in { $file }
   *[other] { $n } things to mend in { $file }
}
forms-sheet = Sheet
forms-row = Row
forms-column = Column
forms-problem = What to mend
fill-full = The record is full. Nothing more can be added.
fill-missing = This must be answered.
fill-wrong = This answer does not fit. Look at it again.
fill-whole = Write a whole number, 24 for one.
fill-number = Write a number, 2.5 for one.
fill-year = Write a year with four digits.
fill-required = Must be answered
fill-agree = Read and agreed
fill-search = Type to find
fill-search-in = Find in { $label }
fill-more-choices = { $n ->
    [one] 1 more. Type to find it.
   *[other] { $n } more. Type to find them.
}
fill-start = Start
fill-stop = Stop
fill-time = Time
fill-timer-start = Start, { $label }
fill-timer-stop = Stop, { $label }
fill-rank-open = Not put in order yet. Drag by the handle, or move with the arrow keys.
fill-rank-how = Drag by the handle, or move with the arrow keys.
fill-rank-item = , { $n } of { $of }
fill-rank-now = { $label } is number { $n } now.
fill-rank-up = Move up, { $label }
fill-rank-down = Move down, { $label }
fill-no-answer = Not answered
fill-month = Month
fill-month-of = Month, { $label }
fill-year-of = Year, { $label }
fill-no-position = The position was not given. Allow it in the browser, or type it.
fill-position = Write latitude and longitude, 42.36 -71.06 for one.
fill-position-example = 42.36 -71.06
fill-looking = Looking
fill-take-position = Take my position
fill-add-position = Add my position
fill-points = { $n ->
    [one] 1 point
   *[other] { $n } points
}
fill-clear = Clear
fill-photo = Take or choose a photo
fill-sound = Record or choose a sound
fill-film = Record or choose a film
fill-file = Choose a file
fill-picture = Choose a picture instead
fill-for = { $what }, { $label }
fill-kilobytes = { $n } kB
fill-add = Add one
fill-add-card = Add a card
fill-add-wondering = Add a wondering
fill-add-entry = Add an entry
fill-removed = Removed.
fill-instance = { $label } { $n }
fill-remove = Remove { $label }
fill-part-of = Part { $n } of { $of }
fill-parts = Parts of the form
fill-back = Back
fill-next = Next
fill-answered = { $n } of { $of } answered
fill-progress = Answered
fill-check = Check
fill-all-well = Nothing is open or wrong.
fill-no-choices = There is nothing to choose here yet: it follows from another answer, or comes with a visit.
fill-entry-n = Entry { $n }
fill-wondering-n = Wondering { $n }
fill-card-n = Card { $n }
