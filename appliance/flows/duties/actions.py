"""What was agreed after exercises, as the list of what is owed shows it, and how it is noted or moved. Pure; knows no screen."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from appliance.api.duties.actions import ActionLine, MoveOwedAction, NoteOwedAction
from appliance.api.duties.messages import DutyLine
from appliance.core.exercises.actions import ACTION_WORDS_MAX
from appliance.duties.duty import State
from appliance.duties.explaining import day_words
from appliance.flows.duties.naming import full_date
from appliance.flows.duties.noting import OWED
from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part

type OwedLine = DutyLine | ActionLine
"""One line of the list: a duty of a record, or what was agreed after an exercise."""
MOVE = "move"
"""The word behind `owed` and a number at a console of lines."""
NOT_A_DAY = "Type the day as 2026-12-15."
_MARK = "!"
_WORDS_LONG = f"Write one line of at most {ACTION_WORDS_MAX} characters."


def in_order(duties: Iterable[DutyLine], actions: Iterable[ActionLine]) -> tuple[OwedLine, ...]:
    """Put both together: open ones first, what is due first on top. Duties keep their own order."""
    found = tuple(actions)
    return tuple(sorted((*duties, *found), key=_first)) if found else tuple(duties)


def action_row(line: ActionLine) -> Option:
    """Give one line of the list."""
    mark = _MARK if line.overdue else " "
    day = "done" if line.done else day_words(line.due_on)
    says = f"{who(line)}: {line.says}"
    return Option(line, says, line=f"{mark} {day}\t{says}")


def action_in_short(line: ActionLine) -> tuple[str, ...]:
    """Say of it what must be beside its row."""
    return f"{who(line)}: {line.says}", " ".join(each for each in (_until(line), told(line)) if each), source(line)


def action_whole(line: ActionLine) -> tuple[tuple[str, str], ...]:
    """Give everything about it: pairs of a heading and sentences."""
    found = (
        ("Who", f"{line.owner}. {_nobody(line)}".strip()),
        ("What", line.says),
        ("Until", _until(line).removeprefix("Until ")),
        ("State", standing(line)),
        ("Late", told(line) or ("" if line.done else line.late_says)),
        ("Closed by", "" if line.done else "A note by whoever does it."),
        ("Source", source(line)),
    )
    return tuple((heading, says) for heading, says in found if says)


def action_sentence(line: ActionLine) -> str:
    """Say it in one sentence, for a list that is heard."""
    when = standing(line) if line.done else f"{_until(line)}{' It is overdue.' if line.overdue else ''}"
    return " ".join(each for each in (f"{who(line)}: {line.says}", when, told(line), source(line)) if each)


def who(line: ActionLine) -> str:
    """Say who does it: `You owe`, or the owner as the table wrote it. What is told because it is late says so first. Once it is done, the
    owner stands alone.
    """
    if line.done:
        return line.owner
    late = "Late, told to you: " if line.told else ""
    return f"{late}You owe" if line.owe and not line.nobody else f"{late}{line.owner} owes"


def source(line: ActionLine) -> str:
    """Say where it comes from: `Agreed after the exercise “Two rooms call at once” on 2 Dec 2026.`"""
    day = "" if line.agreed_on is None else f" on {full_date(line.agreed_on)}"
    return f"Agreed after the exercise “{line.title}”{day}."


def standing(line: ActionLine) -> str:
    """Say how it stands, with the newest note."""
    if not line.noted:
        return "Open, and overdue." if line.overdue else "Open."
    on = "" if line.noted_on is None else f" on {full_date(line.noted_on)}"
    by = f" by {line.noted_by}" if line.noted_by else ""
    words = f": {line.words.rstrip('.')}" if line.words else ""
    return f"{'Done' if line.done else 'Not done'}, noted{on}{by}{words}."


def told(line: ActionLine) -> str:
    """Say why it stands in the reader's list; empty where they do it, or it is owed to them."""
    return "Told to you, because it is late. Nothing rings." if line.told else ""


def may_act(line: ActionLine) -> tuple[Option, ...]:
    """Give what the reader may do about it now."""
    done = {True: "It is done: note that", False: "It is not done after all: note that"}
    noted = tuple(Option(each, done[each]) for each in line.may_note)
    return (*noted, Option(MOVE, "It will be done on another day: say which, and why")) if line.may_move else noted


def why_not_action(line: ActionLine) -> str:
    """Say why the reader can do nothing about it; empty where they can."""
    return "" if line.may_note or line.may_move else "Whoever does it notes that it is done. You can note nothing here."


def noting_action(line: ActionLine) -> Flow[NoteOwedAction]:
    """Ask for the words of a note."""

    def make(given: Given) -> NoteOwedAction:
        done = given.parts["done"]
        return NoteOwedAction(
            request=0, exercise=line.exercise, number=line.number, done=done, words=given.parts["words"].strip()
        )

    part = Part(
        "words",
        "",
        asks=lambda given: _asks(line, given),
        empty=not line.noted,
        refuses=lambda _, text: _why_no_words(text, needed=line.noted),
        characters_max=ACTION_WORDS_MAX,
        title=lambda given: "IT IS DONE" if given.parts["done"] else "IT IS NOT DONE AFTER ALL",
        label=lambda given: _asks(line, given),
        enter="notes it",
        know=line.says,
        escape="notes nothing",
    )
    return Flow(OWED, make, (part,))


def moving_action(line: ActionLine) -> Flow[MoveOwedAction]:
    """Ask for the new day, and why."""

    def make(given: Given) -> MoveOwedAction:
        return MoveOwedAction(
            request=0,
            exercise=line.exercise,
            number=line.number,
            due_on=given.parts["due"].strip(),
            reason=given.parts["reason"].strip(),
        )

    shared: dict[str, Any] = {"know": line.says, "escape": "moves nothing", "title": lambda _: "ON ANOTHER DAY"}
    return Flow(
        OWED,
        make,
        (
            Part(
                "due",
                "By which day will it be done, as 2026-12-15?",
                refuses=lambda _, text: _why_no_day(text),
                characters_max=10,
                label=lambda _: "Day, as 2026-12-15:",
                **shared,
            ),
            Part(
                "reason",
                "Why on another day? Say it in one line",
                refuses=lambda _, text: _why_no_words(text, needed=True),
                characters_max=ACTION_WORDS_MAX,
                label=lambda _: "Why, in one line:",
                enter="says it",
                **shared,
            ),
        ),
    )


def action_written(wanted: NoteOwedAction | MoveOwedAction) -> str:
    """Say what was written."""
    if isinstance(wanted, MoveOwedAction):
        return f"Moved: it is due on {full_date(date.fromisoformat(wanted.due_on))} now."
    return "Noted: it is done." if wanted.done else "Noted: it is not done."


def _first(line: OwedLine) -> tuple[int, int]:
    if isinstance(line, ActionLine):
        return (2, line.due_ms) if line.done else (0, line.due_ms)
    order = {State.OPEN: 0, State.NOT_YET: 1, State.CLOSED: 2, State.WITHDRAWN: 3}[line.state]
    return order, line.due.at_ms if order == 0 and line.due is not None else 0


def _until(line: ActionLine) -> str:
    moved = f" It was moved to this day: {line.moved.rstrip('.')}." if line.moved else ""
    return "" if line.done else f"Until {day_words(line.due_on)} {line.due_on.year}, end of the day.{moved}"


def _nobody(line: ActionLine) -> str:
    return "This names nobody of the plan, so whoever leads sees to it." if line.nobody else ""


def _asks(line: ActionLine, given: Given) -> str:
    if line.noted:
        return "There is a note on it. Say in one line why yours replaces it:"
    return (
        "Say in one line what was done, or leave it empty:"
        if given.parts["done"]
        else "Say in one line what is not done:"
    )


def _why_no_words(text: str, *, needed: bool) -> str:
    words = " ".join(text.split())
    if needed and not words:
        return "Say why, in one line."
    return _WORDS_LONG if len(words) > ACTION_WORDS_MAX else ""


def _why_no_day(text: str) -> str:
    try:
        return "" if f"{date.fromisoformat(text.strip())}" == text.strip() else NOT_A_DAY
    except ValueError:
        return NOT_A_DAY
