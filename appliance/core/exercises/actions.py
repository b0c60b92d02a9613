"""Decides about what a table agreed to change: who owes it, that it is done or not, and that it is due on another day. Pure.

An action is owed like a duty after an incident, and it never rings. Whoever does it notes it, and no superior does that for them.
"""

from datetime import UTC, date

from appliance.core.board import Board
from appliance.core.exercises.commands import MoveAction, NoteAction
from appliance.core.exercises.events import PLACES, AnyExerciseEvent, ExerciseActionMoved, ExerciseActionNoted
from appliance.core.ground.limits import YEARS_KNOWN
from appliance.core.ground.moment import Moment, at
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.held.exercises import AgreedAction
from appliance.plan.ids import ExerciseId, PersonId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Role
from appliance.words.roles import ROLES

ACTION_WORDS_MAX = 200
"""One line, as in a note on a duty (`appliance/duties/noting.py`)."""
DUE_DAYS_MAX = 731
"""Two years: a later date is a typing mistake."""
LEADS = frozenset({Role.LEAD, Role.ADMINISTRATOR})
"""Those who read what a table said. An action that names nobody of the plan is theirs."""


def owners(index: PlanIndex, owner: str) -> frozenset[PersonId]:
    """Give the people of the plan whom these words mean: one by name, or all who have the role. Empty where they mean nobody."""
    said = _folded(owner)
    named = frozenset(each.person for each in index.plan.people if _folded(each.name) == said)
    if named:
        return named
    roles = {role for role, words in ROLES.items() if said in {_folded(words.title), _folded(words.noun), role.value}}
    return frozenset(each.person for each in index.plan.people if roles & {*each.roles})


def leads(index: PlanIndex, person: PersonId | None) -> bool:
    """Whether this person leads or administers, by the plan."""
    known = index.people.get(person) if person is not None else None
    return known is not None and not LEADS.isdisjoint(known.roles)


def owes(index: PlanIndex, on: AgreedAction, person: PersonId | None) -> bool:
    """Whether this person does it. Where the words mean nobody of the plan, whoever leads sees to it."""
    known = owners(index, on.owner)
    return person in known if known else leads(index, person)


def may_note(index: PlanIndex, on: AgreedAction, person: PersonId | None) -> tuple[bool, ...]:
    """Give what this person may note now: True for *done*, False for *not done*. Whoever leads may say that it is not done after all."""
    its = owes(index, on, person)
    if on.done:
        return (False,) if its or leads(index, person) else ()
    return (True,) if its else ()


def may_move(index: PlanIndex, on: AgreedAction, person: PersonId | None) -> bool:
    """Whether this person may say that it is due on another day: whoever does it, and whoever leads, as long as it is not done."""
    return not on.done and (owes(index, on, person) or leads(index, person))


def free_place(board: Board) -> int | None:
    """Give the place of the next action: one that was never taken, or else that of the action that was done first. None while all open."""
    free = next((place for place in range(1, PLACES + 1) if place not in board.agreed), None)
    if free is not None:
        return free
    done = [(on.noted.wall_ms, place) for place, on in board.agreed.items() if on.noted is not None and on.noted.done]
    return min(done)[1] if done else None


def decide(
    board: Board, command: NoteAction | MoveAction, by: Actor, now: Moment
) -> list[AnyExerciseEvent] | Rejection:
    """Give what follows from a command, in order."""
    return note(board, command, by) if isinstance(command, NoteAction) else move(board, command, by, now)


def note(board: Board, command: NoteAction, by: Actor) -> list[AnyExerciseEvent] | Rejection:
    """Note that an action is done, or that it is not."""
    found = _found(board, command.exercise, command.number)
    if found is None:
        return Rejection.NO_SUCH_ACTION
    place, on = found
    words = _line(command.words)
    if on.done == command.done:
        return Rejection.NO_NEWS
    if command.done not in may_note(board.index, on, by.person):
        return Rejection.ACTION_NOT_YOURS
    if words is None or (on.noted is not None and not words):
        return Rejection.ACTION_WORDS_WRONG
    return [
        ExerciseActionNoted(by=by, exercise=on.exercise, number=on.number, place=place, done=command.done, words=words)
    ]


def move(board: Board, command: MoveAction, by: Actor, now: Moment) -> list[AnyExerciseEvent] | Rejection:
    """Let an action be due on another day, for a reason."""
    found = _found(board, command.exercise, command.number)
    if found is None:
        return Rejection.NO_SUCH_ACTION
    place, on = found
    reason, due = _line(command.reason), date_of(command.due_on)
    if not may_move(board.index, on, by.person):
        return Rejection.ACTION_NOT_YOURS
    if due is None or not soon_enough(due, now):
        return Rejection.ACTION_DATE_WRONG
    if due.isoformat() == on.due_on:
        return Rejection.NO_NEWS
    if not reason:
        return Rejection.ACTION_WORDS_WRONG
    return [
        ExerciseActionMoved(
            by=by, exercise=on.exercise, number=on.number, place=place, due_on=due.isoformat(), reason=reason
        )
    ]


def date_of(text: str) -> date | None:
    """Read a date: 2026-12-02. None where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def soon_enough(due: date, now: Moment) -> bool:
    """Whether a date is no typing mistake. Without a trusted clock its year alone says that. One day more is left for zones."""
    if due.year not in YEARS_KNOWN or now.week_minute is None:
        return due.year in YEARS_KNOWN
    days = (due - at(now.wall_ms, UTC).date()).days
    return -1 <= days <= DUE_DAYS_MAX


def _found(board: Board, exercise: ExerciseId, number: int) -> tuple[int, AgreedAction] | None:
    found = ((place, on) for place, on in board.agreed.items() if (on.exercise, on.number) == (exercise, number))
    return next(found, None)


def _line(text: str) -> str | None:
    """Give one line of words, or None where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= ACTION_WORDS_MAX else None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
