"""Defines what is asked and told on the desk line about what a table agreed to change after an exercise. Knows no socket.

It stands in the one list of what is owed, beside the duties of records (`messages.py`).
"""

from datetime import date

import msgspec

from appliance.api.ask import DutyAsk
from appliance.api.discreet import Discreet
from appliance.api.records.messages import Written
from appliance.plan.ids import ExerciseId


class ActionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One action, as its reader may see it. `title` is that of the exercise, `agreed_on` the day; None where the box did not know it.

    `due_ms` is the end of the day `due_on`, in milliseconds since the Unix epoch. `owe`: the reader does it. `owed`: the reader leads, so
    it is owed to them. `told`: the reader sees it for one reason alone, that it is late. `nobody`: the owner's words mean nobody of the
    plan, so whoever leads sees to it. `moved`: why it is due on another day than was agreed; empty where it is not. `words`: what stands
    in the newest note, by `noted_by` on the day `noted_on`.
    """

    exercise: ExerciseId
    number: int
    title: str
    agreed_on: date | None
    says: str
    owner: str
    due_on: date
    due_ms: int
    overdue: bool
    owe: bool
    owed: bool
    told: bool
    nobody: bool
    done: bool
    noted: bool
    noted_on: date | None
    noted_by: str
    words: str
    moved: str
    late_says: str
    """Who is told that it is late, and from when on: one sentence."""
    may_note: tuple[bool, ...]
    """What the reader may note now: True for *done*, False for *not done*."""
    may_move: bool
    """Whether the reader may say that it is due on another day."""


class NoteOwedAction(Discreet, DutyAsk[Written], frozen=True, kw_only=True, tag="note-owed-action"):
    """Note that an action is done, or that it is not. Needs a PIN. `words`: one line of at most 200 characters. They are needed where
    there is a note already: then they say why.
    """

    exercise: ExerciseId
    number: int
    done: bool
    words: str = ""

    def __repr__(self) -> str:
        return f"NoteOwedAction(request={self.request}, exercise={self.exercise!r}, number={self.number})"


class MoveOwedAction(Discreet, DutyAsk[Written], frozen=True, kw_only=True, tag="move-owed-action"):
    """Say that an action is due on another day, 2026-12-02, and why in one line of at most 200 characters. Needs a PIN."""

    exercise: ExerciseId
    number: int
    due_on: str
    reason: str

    def __repr__(self) -> str:
        return f"MoveOwedAction(request={self.request}, exercise={self.exercise!r}, number={self.number})"
