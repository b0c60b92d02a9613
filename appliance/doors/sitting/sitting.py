"""Knows who proved themselves at one console, for as long as that holds. Knows no PIN and no socket."""

import asyncio
from collections.abc import Callable

from appliance.api.access import Reads, proven, unproven
from appliance.core.board import Board
from appliance.plan.ids import DeskId, IncidentId, PersonId
from appliance.record.words import Author, ItemId, Klass, Shown

IDLE_S = 300.0
"""Our own figure: a counter is a public place. Five minutes without a key are enough for a telephone call or a look at the board.
After that, nobody else there can read what the person who left could read. (NIST SP 800-63B allows 30 minutes, for rooms with a door.)
"""


class Sitting:
    """The sitting of one console. It ends when somebody else or nobody is signed in at the desk, after IDLE_S without a key, and with the
    line.

    It does not hold for a person whose PIN was taken away: `has_pin` tells that. `ended` is called when time ends the sitting, so that
    the console is shown a board without names.
    """

    def __init__(self, ended: Callable[[], None], has_pin: Callable[[PersonId], bool]) -> None:
        self._ended = ended
        self._has_pin = has_pin
        self._person: PersonId | None = None
        self._read: set[IncidentId | None] = set()
        self._viewed: set[tuple[IncidentId, Author, Klass]] = set()
        self.own: dict[IncidentId, ItemId] = {}
        """Record → the reporter who sits here and told an account in it, or came back with their code."""
        self.shown: dict[IncidentId, Shown] = {}
        self.beside = False
        """Whether this is a command beside the desk, which only asks: who acts there is no matter of its."""
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, person: PersonId) -> None:
        """Note that this person proved who they are."""
        self.end()
        self._person = person
        self.touched()

    def end(self) -> None:
        """End the sitting: nobody here has proved anything any more, and no account belongs to anybody here."""
        self._person = None
        self._read.clear()
        self._viewed.clear()
        self.own.clear()
        self.shown.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def operator_is(self, person: PersonId | None) -> None:
        """Note that somebody signed in or out at this desk. That ends what was proved and told here before, and it does not come back."""
        if not self.beside and person != self._person:
            self.end()

    def touched(self) -> None:
        """Note that a person touched a key here."""
        if self._person is None and not self.own:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(IDLE_S, self._idle)

    def reads(self, board: Board, desk: DeskId | None) -> Reads:
        """Give what this console may read now, by the roles that the plan gives the person now."""
        person = board.index.people.get(self._person) if self._person is not None else None
        if desk is None or person is None or not (self.beside or board.operators.get(desk) == person.person):
            return unproven(desk)
        if not self._has_pin(person.person):
            self.end()  # End it for good: a person who is given another PIN proves it anew.
            return unproven(desk)
        return proven(person.roles)

    @property
    def person(self) -> PersonId | None:
        """Give who proved that they sit here. Believe it only while `reads` says so."""
        return self._person

    def told(self, incident: IncidentId, reporter: ItemId) -> None:
        """Note that whoever sits here told an account in this record: it is theirs until they leave it."""
        self.own[incident] = reporter
        self.touched()

    def came_back(self, incident: IncidentId, reporter: ItemId) -> None:
        """Note that a reporter gave their code."""
        self.shown[incident] = Shown.CODE
        self.told(incident, reporter)

    def leave(self, incident: IncidentId) -> None:
        """Note that the record was closed: the next person at the desk is somebody else."""
        self.own.pop(incident, None)
        self.shown.pop(incident, None)

    def viewed_before(self, incident: IncidentId, by: Author, classes: tuple[Klass, ...]) -> bool:
        """Return whether an entry says already that they read these classes of this record since they sat down."""
        return all((incident, by, klass) in self._viewed for klass in classes)

    def viewed(self, incident: IncidentId, by: Author, classes: tuple[Klass, ...]) -> None:
        """Note that the entry about this view is on disk."""
        self._viewed |= {(incident, by, klass) for klass in classes}

    def first_read(self, incident: IncidentId | None) -> bool:
        """Return whether this is read for the first time since the person sat down: a view makes one entry, not one for each screen."""
        first = incident not in self._read
        self._read.add(incident)
        return first

    def _idle(self) -> None:
        self.end()
        self._ended()
