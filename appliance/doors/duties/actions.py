"""Lists at one console what was agreed after exercises, for whoever proved who they are, and notes that it is done, not done or moved.

The core decides who may note what (`appliance/core/exercises/actions.py`). An action stands in the list of duties, and never rings.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from appliance.api.duties.actions import ActionLine, MoveOwedAction, NoteOwedAction
from appliance.api.records.messages import Written
from appliance.core.exercises.actions import leads, may_move, may_note, owes, owners
from appliance.core.exercises.commands import MoveAction, NoteAction
from appliance.core.ground.moment import at
from appliance.core.ground.names import Names
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.held.exercises import AgreedAction
from appliance.doors.duties.lines import Counts
from appliance.doors.records.replies import refused
from appliance.doors.records.user import RecordUser, Services
from appliance.duties.calendar import Calendar
from appliance.duties.counting import END_OF_DAY_MIN, Term, Unit, count_from_due
from appliance.duties.noting import NOT_PROVEN
from appliance.engine.outcome import Refused
from appliance.plan.ids import DeskId, PersonId
from appliance.plan.model import Role
from appliance.record.values import can_be_shown

LATE = Term(Unit.SCHOOL_DAYS, 1)
"""After so long those who administer are told. Ours: as most rules of duties have it, so that a day of absence tells nobody."""
_LATE_SAYS = "One school day after its day, administrators are told in their list. Nothing rings."
NOT_SHOWN = "This holds a character that cannot be shown. Type it again, on one line."
DONE_SHOWN_MS = 14 * 24 * 3_600_000
"""So long what is done stays in the list, at its end. Ours: two weeks, so that who leads can say that it is not done after all."""


class ActionDesk:
    """Answers about actions, for whoever sits at one desk."""

    def __init__(self, services: Services, desk: DeskId, user: RecordUser) -> None:
        self._services = services
        self._desk = desk
        self._user = user

    def lines(self, calendar: Calendar) -> tuple[ActionLine, ...]:
        """Give what the reader owes, is owed, or is told because it is late; and what was done of it lately. Nothing without a PIN."""
        if not self._user.reads().proven:
            return ()
        board, now = self._services.engine.board, self._services.engine.clock.now()
        made = (
            self._line(on, calendar, now.wall_ms, trusted=now.week_minute is not None) for on in board.agreed.values()
        )
        return tuple(sorted((each for each in made if each is not None), key=lambda each: (each.done, each.due_ms)))

    async def note(self, message: NoteOwedAction) -> Written:
        """Note that an action is done, or that it is not; a refusal is a sentence in the answer."""
        command = NoteAction(exercise=message.exercise, number=message.number, done=message.done, words=message.words)
        return await self._writes(message.request, command, message.words)

    async def move(self, message: MoveOwedAction) -> Written:
        """Let an action be due on another day; a refusal is a sentence in the answer."""
        command = MoveAction(
            exercise=message.exercise, number=message.number, due_on=message.due_on, reason=message.reason
        )
        return await self._writes(message.request, command, message.reason)

    async def _writes(self, request: int, command: NoteAction | MoveAction, said: str) -> Written:
        person = self._user.sitting.person
        if not self._user.reads().proven or person is None:
            return refused(request, NOT_PROVEN)
        if not can_be_shown(said):
            return refused(request, NOT_SHOWN)
        kept = await self._services.engine.submit(command, Actor(self._desk, person)).kept
        if isinstance(kept, Refused) and kept.rejection is not Rejection.NO_NEWS:
            return refused(request, kept.rejection.says)
        return Written(request=request, ok=True, before=isinstance(kept, Refused))

    def _line(self, on: AgreedAction, calendar: Calendar, now_ms: int, *, trusted: bool) -> ActionLine | None:
        index, person = self._services.engine.board.index, self._user.sitting.person
        due = date.fromisoformat(on.due_on)
        due_ms = calendar.at(due, END_OF_DAY_MIN)
        overdue = trusted and not on.done and due_ms < now_ms
        owe, owed = owes(index, on, person), Role.LEAD in self._user.roles
        late = overdue and count_from_due(calendar, LATE, due_ms).at_ms <= now_ms
        told = late and not (owe or owed) and leads(index, person)
        lately = on.noted is None or not on.done or not trusted or now_ms - on.noted.wall_ms <= DONE_SHOWN_MS
        if not (owe or owed or told) or not lately:
            return None
        noted, moved = on.noted, on.moved
        return ActionLine(
            exercise=on.exercise,
            number=on.number,
            title=on.title,
            agreed_on=_day(on.agreed_ms, calendar),
            says=on.says,
            owner=on.owner,
            due_on=due,
            due_ms=due_ms,
            overdue=overdue,
            owe=owe,
            owed=owed,
            told=told,
            nobody=not owners(index, on.owner),
            done=on.done,
            noted=noted is not None,
            noted_on=None if noted is None else _day(noted.wall_ms, calendar),
            noted_by="" if noted is None else self._name(noted.by),
            words="" if noted is None else noted.words,
            moved="" if moved is None else moved.reason,
            late_says=_LATE_SAYS,
            may_note=may_note(index, on, person),
            may_move=may_move(index, on, person),
        )

    def _name(self, person: PersonId | None) -> str:
        return "" if person is None else Names(self._services.engine.board.index).person(person)


def counted(known: Counts, lines: Iterable[ActionLine], now_ms: int, zone: tzinfo) -> Counts:
    """Count open actions together with the duties that were counted. Today ends at midnight in this zone."""
    is_open = [each for each in lines if not each.done]
    own = [each for each in is_open if not each.told]
    due_ms = sorted(each.due_ms for each in own)
    today = at(now_ms, zone).date()
    tomorrow = datetime.combine(today + timedelta(days=1), datetime.min.time(), zone)
    next_ms = [each for each in (known.next_due_ms, *due_ms[:1]) if each is not None]
    return Counts(
        open=known.open + len(own),
        due_today=known.due_today + sum(each <= tomorrow.timestamp() * 1000 for each in due_ms),
        overdue=known.overdue + sum(each.overdue for each in own),
        next_due_ms=min(next_ms, default=None),
        told=known.told + len(is_open) - len(own),
    )


def _day(wall_ms: int, calendar: Calendar) -> date | None:
    return calendar.local(wall_ms).date() if wall_ms else None
