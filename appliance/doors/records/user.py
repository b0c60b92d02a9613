"""Says who sits at a console with a record, as far as they showed it: what they read, what they may write, which words are theirs."""

from collections.abc import Awaitable, Callable

import msgspec

from appliance.api.access import Reads
from appliance.api.desk.health import HealthKnown
from appliance.district.keeper import Keeper
from appliance.doors.page.opening import Openings
from appliance.doors.records.feed_lines import FeedLines
from appliance.doors.records.view import Eyes
from appliance.doors.sitting.proving import Proving
from appliance.doors.sitting.sitting import Sitting
from appliance.engine.engine import Engine
from appliance.engine.forgetting import ForgettingKeeper
from appliance.engine.receipts import Receipts
from appliance.engine.records import Records
from appliance.engine.retention import RetentionKeeper
from appliance.listed.keeper import ListedKeeper
from appliance.owed.owed import Owed
from appliance.plan.ids import DeskId, IncidentId, PersonId
from appliance.plan.model import Role
from appliance.record.access import Rights
from appliance.record.access import rights as rights_of
from appliance.record.decide import Writer
from appliance.record.first_reader import Choices, choices
from appliance.record.mine import Reader, folded, reporter_of
from appliance.record.record import Record
from appliance.record.words import Author, ItemId, Shown
from appliance.recovery.recovery import Recovery

type Health = Callable[[int], Awaitable[HealthKnown]]
"""Answers a question about the box itself. The number is the request's."""
type InsteadOf = Callable[[bytes, bytes], Awaitable[tuple[str, bool]]]
"""Let this box go on for a box of a building. Gives what prevents it, empty if it is done, and whether it will be done by itself."""


class Services(msgspec.Struct, frozen=True):
    """What every console's desk of records reaches inside the program. `owed` gives what is owed by the records. An administrator may ask
    `district` to believe a safety office. `recovery` knows of the recovery phrase. `instead_of` lets this box go on in place of another.
    `openings` gives a desk in a browser the keys of its line.
    """

    engine: Engine
    records: Records
    receipts: Receipts
    feed_lines: FeedLines
    proving: Proving
    retention: RetentionKeeper
    forgetting: ForgettingKeeper
    health: Health
    owed: Owed
    district: Keeper | None = None
    recovery: Recovery | None = None
    instead_of: InsteadOf | None = None
    openings: Openings | None = None

    @property
    def listed(self) -> ListedKeeper:
        """What gives the rules and the school calendar that count."""
        return self.owed.listed


class RecordUser(msgspec.Struct, frozen=True):
    """The person at a console at a desk. Everything is asked anew each time: people sign in and out, and plans change."""

    services: Services
    desk: DeskId
    sitting: Sitting

    def reads(self) -> Reads:
        """Give what this console shows now."""
        return self.sitting.reads(self.services.engine.board, self.desk)

    def reader(self, record: Record) -> Reader:
        """Give who reads: the reporter, if one is known here, and the person who proved themselves."""
        return self.reader_in(record.incident, lambda person: reporter_of(record, person), choices(record))

    def reader_in(
        self, incident: IncidentId, reporter_who_is: Callable[[PersonId], ItemId | None], choices: Choices
    ) -> Reader:
        """Give the same where only the record's reporters, and their choices of a first reader, are at hand."""
        person = self.sitting.person if self.reads().proven else None
        own = self.sitting.own.get(incident)
        if own is None and person is not None:
            own = reporter_who_is(person)
        engine = self.services.engine
        who = engine.board.index.people.get(person) if person is not None else None
        first = choices.first(own, who, engine.clock.now().wall_ms)
        return Reader(own, person, first, "" if who is None else folded(who.name))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that the plan gives the person who proved themselves; none without a PIN."""
        person = self.sitting.person if self.reads().proven else None
        return frozenset() if person is None else frozenset(self.services.engine.board.index.people[person].roles)

    def rights(self, record: Record, *, glass: bool = False) -> Rights:
        """Give what they may do with this record."""
        reader, board = self.reader(record), self.services.engine.board
        roles = board.index.people[reader.person].roles if reader.person is not None else ()
        return rights_of(
            roles,
            proven=reader.person is not None,
            own=reader.reporter is not None,
            glass=glass,
            status=record.status,
        )

    def eyes(self, record: Record, *, glass: bool = False) -> Eyes:
        """Give who looks, with what they may see."""
        return Eyes(self.reads(), self.rights(record, glass=glass), self.reader(record))

    def writer(self, record: Record) -> Writer:
        """Give who writes."""
        return Writer(self.author(record), self.rights(record), self.reader(record))

    def author(self, record: Record) -> Author:
        """Give the author. A reporter writes as a reporter, and not under their name: the name is class C."""
        reader = self.reader(record)
        if reader.reporter is not None:
            return self.reporter(
                record, reader.reporter, known=reporter_of(record, reader.person) if reader.person else None
            )
        proven = reader.person is not None
        return Author(desk=self.desk, shown=Shown.PIN if proven else Shown.NOT_SHOWN, person=reader.person)

    def reporter(self, record: Record, reporter: ItemId, *, known: ItemId | None) -> Author:
        """Give a reporter as author, as they showed who they are. `known` is the reporter whom a PIN proved here; it may be somebody
        else.
        """
        shown = Shown.PIN if known == reporter else self.sitting.shown.get(record.incident, Shown.NOT_SHOWN)
        return Author(desk=self.desk, shown=shown, reporter=reporter)

    async def opens_nothing(self, code: str) -> str:
        """Say what a wrong code is told, and count it as one: whoever tries numbers of records learns nothing from the answers."""
        found = await self.services.proving.whose_code(self.desk, code, {})
        assert isinstance(found, str), "no code is among none"
        return found

    async def recognise(self, record: Record, code: str) -> str:
        """Take whoever gives a reporter's code for that reporter. Say why not, and what to do; empty when the code is right."""
        found = await self.services.proving.whose_code(self.desk, code, record.codes)
        if isinstance(found, str):
            return found
        self.sitting.came_back(record.incident, found[0])
        return ""
