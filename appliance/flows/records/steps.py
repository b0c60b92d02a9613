"""What is done with an open record in one step: submitted, reviewed, held, released, opened further, a copy noted. Pure.

A screen asks once more before what does not go back; the line that does nothing stands first, so that two strokes of ENTER do nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from appliance.api.records.first_reading import FirstReading
from appliance.api.records.messages import (
    EndFirstReading,
    HoldRecord,
    MoveRecord,
    OfferCopy,
    RecordLine,
    RecordShown,
)
from appliance.flows.flow import Dropped, Flow
from appliance.flows.parts import Given, Option, Part
from appliance.flows.records.answers import HOW_TYPED
from appliance.flows.records.naming import named, numbered
from appliance.flows.records.standing import HELD
from appliance.record.schema import Shape
from appliance.record.words import Status

NOTHING_DONE = "Nothing was done."
WHY = "Say why, in a few words."
_NO = "No: back to the record"
_HELD_AT_ONCE = "held at once; the reason is to follow"
HELD_AT_ONCE = "Held: nothing of it is destroyed."


@dataclass(frozen=True, slots=True)
class Opening:
    """Asks for the record again with more of it than this desk was shown. The code of a receipt opens it, or a reason does."""

    code: str = ""
    reason: str = ""


type Wanted = MoveRecord | OfferCopy | HoldRecord | EndFirstReading | Opening


@dataclass(frozen=True, slots=True)
class Step:
    """One act about a record. Once it is done, `done` is a sentence that says so, and `line` says so on a screen."""

    flow: Flow[Wanted]
    done: Callable[[RecordLine], str]
    line: str


def held_at_once(shown: RecordShown) -> HoldRecord:
    """Hold the record without a reason from the person: whoever fears for a record must not have to find words first."""
    return HoldRecord(request=0, incident=shown.record.incident, hold=True, reason=_HELD_AT_ONCE)


def _shown(given: Given) -> RecordShown:
    assert given.record is not None, "such a step is made only with a record"
    return given.record


def _heading(words: str) -> Callable[[Given], str]:
    return lambda given: f"{named(_shown(given).record)}: {words}"


def _sure(does: str, know: str, heading: str, asks: Callable[[Given], str] | None = None) -> Part:
    """Ask whether the act is meant."""
    return Part(
        "sure",
        heading,
        lambda _: (Option(False, "no", ("no", "n"), line=_NO), Option(True, "yes", ("yes", "y"), line=does)),
        asks=asks,
        hint=HOW_TYPED[Shape.YES_NO],
        title=_heading(heading),
        know=know,
    )


def _moves(to: Status) -> Callable[[Given], MoveRecord | Dropped]:
    def make(given: Given) -> MoveRecord | Dropped:
        if not given.parts["sure"]:
            return Dropped(NOTHING_DONE)
        return MoveRecord(request=0, incident=_shown(given).record.incident, to=to)

    return make


def _asked(before: str, after: str) -> Callable[[Given], str]:
    def asks(given: Given) -> str:
        line = _shown(given).record
        return f"{before} record {line.number}, {line.room_name}? {after}"

    return asks


SUBMIT = Step(
    Flow(
        "submit",
        _moves(Status.SUBMITTED),
        (
            _sure(
                "Submit it",
                "It is whole as far as you know, and what comes later is an amendment.",
                "SUBMIT IT?",
                _asked("Submit", "It is whole then as far as you know, and what comes later is an amendment."),
            ),
        ),
    ),
    lambda line: f"{numbered(line)} is {Status.SUBMITTED.value}.",
    f"It is {Status.SUBMITTED} now.",
)
REVIEW = Step(
    Flow(
        "review",
        _moves(Status.REVIEWED),
        (
            _sure(
                "It was reviewed",
                "The record says that you reviewed it, and never that it was not.",
                "WAS IT REVIEWED?",
                _asked("Was it reviewed:", "The record says then that you reviewed it."),
            ),
        ),
    ),
    lambda line: f"{numbered(line)} is {Status.REVIEWED.value}.",
    f"It is {Status.REVIEWED} now.",
)


def _noted(taken: bool) -> Callable[[RecordLine], str]:
    return lambda _: f"Noted: a full copy was offered, {'and taken' if taken else 'and not wanted'}."


def _copy(taken: bool) -> Step:
    """Note what became of a full copy that was offered. A screen has a line for each answer, and then asks whether it is meant."""
    became = "took it" if taken else "did not want it"

    def make(given: Given) -> OfferCopy | Dropped:
        if not given.parts["sure"]:
            return Dropped(NOTHING_DONE)
        return OfferCopy(request=0, incident=_shown(given).record.incident, taken=taken)

    sure = _sure(
        f"They were offered a full copy, and {became}",
        f"The record says that the educator was offered a full copy and {became}.",
        f"WAS A FULL COPY {'TAKEN' if taken else 'NOT WANTED'}?",
    )
    return Step(Flow(f"copy {became}", make, (sure,)), _noted(taken), "Written down.")


COPY_TAKEN, COPY_LEFT = _copy(taken=True), _copy(taken=False)
COPY_OFFERED: Flow[OfferCopy] = Flow(
    "copy offered",
    lambda given: OfferCopy(request=0, incident=_shown(given).record.incident, taken=given.parts["taken"]),
    (
        Part(
            "taken",
            "Did the educator take the copy that was offered?",
            lambda _: (Option(True, "yes", ("yes", "y")), Option(False, "no", ("no", "n"))),
            hint=HOW_TYPED[Shape.YES_NO],
        ),
    ),
)
"""The same two answers in one question, for a console that takes lines."""


def copy_noted(asked: OfferCopy) -> Step:
    """Give the step that makes this message."""
    return COPY_TAKEN if asked.taken else COPY_LEFT


def _no_words(given: Given, text: str) -> str:
    del given
    return "" if text.strip() else WHY


def _reason(question: str, heading: str, know: str) -> Part:
    """Ask for a reason in one line. Without a reason nothing is done, and the reason is part of the record."""
    return Part(
        "reason",
        question,
        refuses=_no_words,
        title=_heading(heading),
        label=lambda _: "Why:",
        enter="does it",
        know=know,
        escape="does not",
    )


def _holds(on: bool) -> Callable[[Given], HoldRecord]:
    return lambda given: HoldRecord(
        request=0, incident=_shown(given).record.incident, hold=on, reason=given.parts["reason"]
    )


HOLD = Step(
    Flow(
        "hold",
        _holds(True),
        (
            _reason(
                "Why is it held?",
                "HOLD this record",
                "Nothing in it is destroyed until it is released, whatever the rules for keeping say.",
            ),
        ),
    ),
    lambda line: f"{numbered(line)} {HELD}",
    "Held.",
)
RELEASE = Step(
    Flow(
        "release",
        _holds(False),
        (_reason("Why is it let go?", "RELEASE this record", "The rules for keeping decide again."),),
    ),
    lambda line: f"{numbered(line)} is not held any more.",
    "Released.",
)
GLASS = Step(
    Flow(
        "break glass",
        lambda given: Opening(reason=given.parts["reason"]),
        (
            _reason(
                "Why do you have to know? The administrator is told.",
                "BREAK THE GLASS",
                "You are shown what your role does not open. The administrator is told at once, with your name and this reason.",
            ),
        ),
    ),
    lambda _: "The glass is broken: this reading is in the record, and the administrator is told.",
    "The administrator was told. Read only what you need.",
)


def read_first(shown: RecordShown) -> FirstReading | None:
    """Give the account whose first reading whoever sits here may end; None where there is none."""
    return next((each for each in shown.first_readings if each.may_end), None)


def _ends(given: Given) -> EndFirstReading | Dropped:
    found = read_first(_shown(given))
    if found is None:
        return Dropped("No account here has a first reading that you may end.")
    if not given.parts["sure"]:
        return Dropped(NOTHING_DONE)
    return EndFirstReading(request=0, incident=_shown(given).record.incident, account=found.account)


END_FIRST_READING = Step(
    Flow(
        "end first reading",
        _ends,
        (
            _sure(
                "End it: everybody whose part it is may read the account",
                "From now on everybody whose part it is may read the account, and who told it. It does not go back.",
                "END THE FIRST READING?",
                _asked("End the first reading in", "From then on everybody whose part it is may read the account."),
            ),
        ),
    ),
    lambda line: f"the account in {numbered(line).lower()} is read by everybody whose part it is.",
    "Ended: everybody whose part it is may read it.",
)
CODE = Step(
    Flow(
        "code",
        lambda given: Opening(code=given.parts["code"].replace(",", " ")),  # as it is said: a pause between its groups
        (
            Part(
                "code",
                "Type the code from your receipt.",
                hidden=True,
                hint="It is not shown while you type. Blanks and hyphens do not matter.",
                title=_heading("COME BACK TO YOUR OWN ACCOUNT"),
                label=lambda _: "The code on your receipt, such as K7QM-3XWP:",
                enter="opens it",
            ),
        ),
    ),
    lambda _: "That is your code.",
    "Welcome back. Your account and your answers are shown until you close it.",
)
"""A reporter opens their own part of the record again."""
