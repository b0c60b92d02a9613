"""The list that a console keeps for its reader is always the one that would be put together anew: whatever changes in the records,
whoever signs in, and whatever time it is.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from appliance.api.access import proven
from appliance.api.duties.messages import DutiesKnown
from appliance.api.records.messages import AskRecord, LeaveRecord, RecordShown
from appliance.core.listed.commands import AdoptDuties
from appliance.doors.duties.lines import Counts, Found, Listing, Seeing
from appliance.doors.duties.own_list import OwnList
from appliance.doors.records.view import Eyes
from appliance.duties.adopted.listed import Listed
from appliance.duties.adopted.rules_document import Rules
from appliance.duties.adopted.rules_document import to_document as to_rules_document
from appliance.duties.counting import Term, Unit
from appliance.duties.duty import State, overdue
from appliance.duties.parties import Party
from appliance.duties.rules import Late, Verified
from appliance.listed.shipped import SHIPPED, shipped
from appliance.owed.of_record import OfRecord, of_record
from appliance.plan.document import digest, to_document
from appliance.plan.ids import IncidentId, PersonId
from appliance.plan.model import Person, Role
from appliance.record.access import rights
from appliance.record.mine import Reader, folded
from appliance.record.words import Author, ItemId, Shown, Status
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.duties.bitten import Desk, bitten, facts, signs_in, staffed
from tests.appliance.doors.harness import ALL_WEEK, FRONT, NURSE, Harness, school
from tests.appliance.duties.any_record import WRITERS, Fact, told
from tests.appliance.duties.any_record import facts as some_facts
from tests.appliance.duties.school import CALENDAR, DENVER, adopted, ms
from tests.rounds import seeds

VERIFIED = Verified("the district's attorney", date(2026, 8, 1))
LATE = (
    Late(Party.HUMAN_RESOURCES, Term(Unit.SCHOOL_DAYS, 1)),
    Late(Party.POINT_OF_CONTACT, Term(Unit.HOURS, 2)),
    Late(Party.ADMINISTRATOR, Term(Unit.CALENDAR_DAYS, 3)),
    Late(Party.REPORTER, Term(Unit.AT_ONCE)),
)
RULES = tuple(
    msgspec.structs.replace(rule, verified=VERIFIED if number % 2 else None, late=LATE[number // 2 % 4 :])
    for number, rule in enumerate(adopted("neutral", "colorado", "district-example"))
)
LISTED = Listed(rules=Rules((), RULES), calendar=CALENDAR)
READERS = tuple(
    Person(PersonId(name), f"Zoe {name}", roles, ALL_WEEK)
    for name, roles in (
        ("reyes", (Role.ADMINISTRATOR,)),
        ("tran", (Role.POINT_OF_CONTACT,)),
        ("haddad", (Role.HUMAN_RESOURCES, Role.NURSE)),
        ("okafor", (Role.TEACHER,)),
    )
)
NOON_MS = ms("2026-11-25 12:00")
HURT = [
    Fact(name, item, value, NOON_MS, WRITERS[0])
    for name, item, value in (
        ("event_kind", "", "happened"),
        ("person.role", "p1", "affected"),
        ("person.type", "p1", "teacher"),
    )
]
DAY_MS = 24 * 3600 * 1000


def owed(name: str, written: list[Fact], dice: random.Random) -> OfRecord:
    """What a record of these facts owes. In some a first reader reads the account, until a time that comes."""
    story = told(written)
    if dice.random() < 0.5:
        until_ms = NOON_MS + dice.randrange(-3, 4) * DAY_MS
        story.facts("account-1", account_text="I was bitten.", account_reporter="reporter-1")
        story.facts("account-1", account_first_reader="point-of-contact", account_first_reader_until=until_ms)
    if dice.random() < 0.5:
        story.facts("reporter-1", reporter_person=dice.choice(READERS).person)
    of = of_record(story.record, list(story.duties(RULES).values()), LISTED)
    assert of is not None
    status = dice.choice((Status.DRAFT, Status.SUBMITTED, Status.REVIEWED))
    return msgspec.structs.replace(of, incident=IncidentId(name), status=status)


@dataclass
class Console:
    """A console in whose records, before which and at which anything happens."""

    records: dict[IncidentId, OfRecord]
    dice: random.Random
    reader: Person = READERS[0]
    now_ms: int = NOON_MS
    own: set[IncidentId] = field(default_factory=set)
    unheld: frozenset[Role] = frozenset()

    def happens(self, others: list[OfRecord]) -> None:
        known = sorted(self.records)
        match self.dice.randrange(9):
            case 0:
                self.reader = self.dice.choice(READERS)
            case 1:
                roles = self.dice.choice(READERS).roles
                self.reader = msgspec.structs.replace(self.reader, roles=roles)
            case 2:
                self.now_ms += self.dice.randrange(-2, 3) * DAY_MS
            case 3 if len(known) > 1:
                del self.records[self.dice.choice(known)]
            case 4:
                name = self.dice.choice([*known, IncidentId("another")])
                self.records[name] = msgspec.structs.replace(self.dice.choice(others), incident=name)
            case 5:
                name = self.dice.choice(known)
                self.records[name] = msgspec.structs.replace(self.records[name], status=self.dice.choice([*Status]))
            case 6:
                self.own ^= {self.dice.choice(known)}
            case 7:
                self.unheld ^= {Role.POINT_OF_CONTACT}
            case _:
                pass

    def eyes(self, of: OfRecord) -> Eyes:
        own = ItemId("reporter-1") if of.incident in self.own else of.reporters.get(self.reader.person)
        first = of.choices.first(own, self.reader, self.now_ms)
        opened = rights(self.reader.roles, proven=True, own=own is not None, status=of.status)
        return Eyes(proven(self.reader.roles), opened, Reader(own, self.reader.person, first, folded(self.reader.name)))

    def anew(self) -> list[Found]:
        seeing = Seeing(frozenset(self.reader.roles), self.unheld)
        found = [each for of in self.records.values() for each in seeing.found(of, self.eyes(of), all_of_it=False)]
        stands = [each for each in found if self.is_own(each) or self.is_told(each)]
        return sorted(stands, key=lambda each: each.first)

    def is_own(self, found: Found) -> bool:
        """Whether they owe it, are owed it, or see it as an administrator because nobody has the role."""
        unheld = self.unheld if Role.ADMINISTRATOR in self.reader.roles else frozenset[Role]()
        return found.owe or found.owed or found.owing.sight.owes.role in unheld

    def is_told(self, found: Found) -> bool:
        """Whether somebody who is this reader is told by now that it is late."""
        roles, sight = frozenset(self.reader.roles), found.owing.sight
        told = [
            late
            for late, side in zip(found.duty.late, sight.late, strict=True)
            if side.is_reader(roles, found.eyes.reader)
        ]
        return overdue(found.duty, self.now_ms) and any(each.from_ms <= self.now_ms for each in told)

    def counted_anew(self) -> Counts:
        stands = [each for each in self.anew() if each.duty.state is State.OPEN]
        duties = [each.duty for each in stands if self.is_own(each)]
        due_ms = [duty.due.at_ms for duty in duties if duty.due is not None]
        tomorrow = datetime.fromtimestamp(self.now_ms / 1000, DENVER).date() + timedelta(days=1)
        midnight_ms = ms(f"{tomorrow} 00:00")
        return Counts(
            len(duties),
            sum(each <= midnight_ms for each in due_ms),
            sum(overdue(duty, self.now_ms) for duty in duties),
            min(due_ms, default=None),
            len(stands) - len(duties),
        )


def plainly(found: list[Found] | tuple[Found, ...]) -> list[tuple[object, ...]]:
    return [
        (id(each.of), id(each.owing), each.eyes.reader, id(each.eyes.rights), each.owe, each.owed) for each in found
    ]


class Written(list[list[Fact]]):
    """What some records say. Its text is short, since Hypothesis warns of one that is longer than 30,000 letters."""

    def __repr__(self) -> str:
        return f"<records of {', '.join(str(len(each)) for each in self)} facts>"


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(some.lists(some_facts(), min_size=5, max_size=7).map(Written), some.integers())
async def test_what_is_kept_is_what_would_be_put_together_anew(written: Written, seed: int) -> None:
    dice = random.Random(seed)
    known = [owed(f"i{number}", each, dice) for number, each in enumerate(written)]
    console, own_list = Console({each.incident: each for each in known[:4]}, dice), OwnList()
    for _ in range(40):
        console.happens(known)
        roles = frozenset(console.reader.roles)
        kept = await own_list.of(list(console.records.values()), roles, console.eyes, console.unheld)
        kept = kept.as_of(console.now_ms)
        assert plainly(kept.found) == plainly(console.anew())
        assert kept.counts(console.now_ms, DENVER) == console.counted_anew()


async def test_where_nothing_changed_nothing_is_looked_through_again() -> None:
    dice = random.Random(1)
    known = [owed(f"i{number}", HURT, dice) for number in range(3)]
    console, own_list = Console({each.incident: each for each in known}, dice), OwnList()
    roles = frozenset(console.reader.roles)
    first = await own_list.of(known, roles, console.eyes)
    assert {each.of.incident for each in first.found} == set(console.records)
    assert await own_list.of(known, roles, console.eyes) is first
    other = msgspec.structs.replace(known[1], changed=99)
    then = await own_list.of([known[0], other, known[2]], roles, console.eyes)
    assert new_in(then, first) == {other.incident}
    own_list.forget()
    assert new_in(await own_list.of(known, roles, console.eyes), first) == set(console.records)


async def test_what_is_late_comes_into_the_list_with_the_time_alone() -> None:
    dice = random.Random(1)
    known = [owed("i0", HURT, dice)]
    console, own_list = Console({each.incident: each for each in known}, dice, reader=READERS[2]), OwnList()
    roles = frozenset(console.reader.roles)
    kept = await own_list.of(known, roles, console.eyes)
    then_ms = NOON_MS + 40 * DAY_MS
    early, later = kept.as_of(NOON_MS), kept.as_of(then_ms)
    assert await own_list.of(known, roles, console.eyes) is kept, "no record is looked through again"
    new = [each for each in later.found if each not in early.found]
    assert new and all(overdue(each.duty, then_ms) and not (each.owe or each.owed) for each in new)
    assert (early.counts(NOON_MS, DENVER).told, later.counts(then_ms, DENVER).told) == (0, len(new))
    assert later.counts(then_ms, DENVER).open == early.counts(NOON_MS, DENVER).open


def new_in(then: Listing, before: Listing) -> set[IncidentId]:
    """Give the records whose duties were looked through since."""
    stayed = {id(each) for each in before.found}
    return {each.of.incident for each in then.found if id(each) not in stayed}


async def test_a_console_looks_through_a_record_again_only_where_something_of_it_changed(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[IncidentId] = []
    found = Seeing.found

    def counted(seeing: Seeing, of: OfRecord, eyes: Eyes, *, all_of_it: bool) -> list[Found]:
        looked.append(of.incident)
        return found(seeing, of, eyes, all_of_it=all_of_it)

    monkeypatch.setattr(Seeing, "found", counted)
    await staffed(harness)
    incidents = [(await bitten(harness)).incident for _ in range(3)]
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        for changes, expected in ((False, set(incidents)), (False, set[IncidentId]()), (True, {incidents[1]})):
            if changes:
                await facts(harness, incidents[1], students_present=0)
            looked.clear()
            assert (await desk.all()).open
            assert set(looked) == expected
        assert isinstance(await console.line.ask(AskRecord(request=0, incident=incidents[0])), RecordShown)
        looked.clear()
        assert (await desk.all()).open
        assert looked == [], "that somebody read a record changes no list"


async def test_the_code_of_a_reporter_puts_what_is_theirs_on_the_list_until_the_record_is_closed(
    harness: Harness,
) -> None:
    await staffed(harness)
    records = [await bitten(harness) for _ in range(3)]
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.TEACHER)
        for record in records:
            assert (await desk.all()).duties == ()
            assert (await desk.of(record.incident, record.code)).duties
            lines = (await desk.all()).duties
            assert {line.record.incident for line in lines} == {record.incident}, "what is theirs, and nobody else's"
            assert all(line.owe or line.owed for line in lines)
            await console.line.ask(LeaveRecord(request=0, incident=record.incident))
        assert (await desk.all()).duties == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds("own list", 2))
async def test_a_console_that_listed_before_is_told_the_same_as_one_that_comes_now(harness: Harness, seed: str) -> None:
    dice = random.Random(seed)
    await staffed(harness)
    incidents = [(await bitten(harness)).incident for _ in range(3)]
    role, seen = Role.ADMINISTRATOR, 0
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, role)
        for _ in range(20):
            incident = dice.choice(incidents)
            match dice.randrange(8):
                case 0:
                    role = dice.choice((Role.ADMINISTRATOR, Role.POINT_OF_CONTACT, Role.HUMAN_RESOURCES, Role.NURSE))
                    desk = await signs_in(console, role)
                case 1:
                    await facts(harness, incident, students_present=dice.choice((0, 20)))
                case 2:
                    await facts(harness, incident, "person-2", person_role=dice.choice(("affected", "witness")))
                case 3:
                    rules = to_rules_document([shipped(name) for name in dice.sample(SHIPPED, 2)])
                    await harness.engine.submit(AdoptDuties(by="R. Ortiz", digest=digest(rules), document=rules)).kept
                case 4:
                    await gives(harness, PersonId(f"p-{role}"), dice.choice((Role.NURSE, Role.TEACHER)))
                    desk = await signs_in(console, role)
                case 5:
                    await chooses(harness, incident)
                case 6:
                    await facts(harness, incident, "reporter-1", reporter_person=f"p-{role}")
                case _:
                    await desk.of(incident)
            known = await desk.all(limit=100)
            async with harness.console(NURSE) as other:
                assert told_of(known) == told_of(await (await signs_in(other, role)).all(limit=100))
            assert known.more == 0 and which(known) == await in_each(desk, incidents)
            seen += len(known.duties)
        assert seen


async def chooses(harness: Harness, incident: IncidentId) -> None:
    """Let the reporter choose a first reader. Until then only this reader learns whom the reporter named."""
    by = Author(desk=NURSE, shown=Shown.CODE, reporter=ItemId("reporter-1"))
    until_ms = harness.engine.clock.now().wall_ms + DAY_MS
    await facts(harness, incident, "account-1", account_first_reader="human-resources")
    await facts(harness, incident, "account-1", account_first_reader_until=until_ms)
    await facts(harness, incident, "person-2", by=by, person_staff_name="Zqnamed")


def which(known: DutiesKnown) -> set[tuple[IncidentId, str, str]]:
    return {(line.record.incident, line.rule, line.about) for line in known.duties}


async def in_each(desk: Desk, incidents: list[IncidentId]) -> set[tuple[IncidentId, str, str]]:
    """Give what one record after the other says is to be done by the reader or for them."""
    lines = [line for incident in incidents for line in (await desk.of(incident)).duties]
    to_do = (line for line in lines if (line.owe or line.owed) and line.state in (State.OPEN, State.NOT_YET))
    return {(line.record.incident, line.rule, line.about) for line in to_do}


def told_of(known: DutiesKnown) -> DutiesKnown:
    return msgspec.structs.replace(known, request=0)


async def gives(harness: Harness, person: PersonId, more: Role) -> None:
    """Give somebody another role in the plan beside their own."""
    people = tuple(
        msgspec.structs.replace(each, roles=(each.roles[0], more)) if each.person == person else each for each in PEOPLE
    )
    await harness.adopt(to_document(msgspec.structs.replace(school(), people=people))).kept
