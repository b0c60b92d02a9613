"""`duties-list`, `duties-next`, `duties-open`, `duties-press`: measures what it costs to list what is owed, to open a record
with its duties, and what whoever presses notices of it.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import harness
import msgspec
from buttons import connected
from figures import Figure, of_rounds, p
from paperwork import PIN, asks, write
from press import one_by_one

from appliance.api.desk.client import DeskClient
from appliance.api.desk.people import ProveSelf
from appliance.api.duties.messages import DutiesKnown, ListDuties
from appliance.api.records.messages import OpenRecord, RecordShown, Written
from appliance.core.ground.words import KnownBy
from appliance.plan.ids import DeskId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Person, Plan, Role
from appliance.record.words import NEW, FieldId, Value
from appliance.vault.people import People

HEAD = PersonId("okafor")
OPEN_DUTIES = 5000
FACTS: tuple[tuple[str, Value], ...] = (
    ("event_kind", "happened"),
    ("anyone_hurt", True),
    ("students_present", 20),
    ("room_action", ("lockdown",)),
    ("law_enforcement", ("911",)),
)
PEOPLE: tuple[tuple[tuple[str, Value], ...], ...] = (
    (("person.role", "affected"), ("person.type", "teacher")),
    (("person.role", "affected"), ("person.type", "para")),
    (("person.role", "involved"), ("person.type", "student")),
)
"""Two of the staff and a student: an administrator owes or is owed eleven duties of the neutral set in such a record."""
LOOKED_AT_WITHIN_S = 120.0
LISTS = 30
CONSOLES = 5
LIST_MS_MAX, NEXT_MS_MAX, OPEN_MS_MAX = 200.0, 50.0, 5.0
ROUNDS, PRESSES = 8, 20
PRESS_RATIO_MAX = 1.1
LIST_EVERY_S = 0.2  # five lists a second: many times what a school asks


async def measure() -> AsyncIterator[Figure]:
    """Measure the lists of somebody who owes or is owed 5,000 open duties, records with their duties, and presses meanwhile."""
    plan = _with_head(harness.plan_of(2 * ROUNDS * PRESSES))
    names = harness.button_names(2 * ROUNDS * PRESSES)
    async with harness.folder() as data:
        (data / "keys").mkdir(mode=0o700)
        People(data / "keys").set(HEAD, PIN)
        async with (
            harness.alert(data, plan) as alert,
            harness.at_the_desk(alert.desk_socket),
            connected(alert.port, names) as buttons,
            DeskClient.connect(alert.desk_socket, desk=DeskId("hall"), client="bench") as line,
        ):
            proved = await line.ask(ProveSelf(request=0, person=HEAD, secret=PIN))
            if not proved.ok:
                raise RuntimeError(proved.says)
            records = [await _written(line)]
            each = (await _whole(line)).open
            records += [await _written(line) for _ in range(-(-OPEN_DUTIES // each) - 1)]
            there = await _whole(line)
            says = f"{there.open:,} open duties of one reader in {len(records)} records"
            first_ms = p([await _first(alert.desk_socket) for _ in range(CONSOLES)], 50)
            first = f"p50 of the first one at {CONSOLES} consoles {first_ms:.1f} ms"
            pages = f"p95 of {LISTS} pages of 50 of {says}; {first}"
            yield await _list(line, "duties-list", 50, LIST_MS_MAX, pages)
            yield await _list(line, "duties-next", 1, NEXT_MS_MAX, f"p95 of {LISTS} times what is due next, of {says}")
            yield await _open(line, records)
            taken: dict[bool, list[float]] = {True: [], False: []}
            rounds = iter(list(itertools.batched(buttons, PRESSES, strict=True)))
            for number in range(ROUNDS):
                for listing in (True, False) if number % 2 else (False, True):
                    pressed = next(rounds)
                    samples = await (_while_listing(line, one_by_one(pressed)) if listing else one_by_one(pressed))
                    taken[listing].append(p(samples, 50) * 1000)
            value, baseline, ratio = of_rounds(taken[True], taken[False])
            often = f"{1 / LIST_EVERY_S:.0f} times a second"
            says = f"p50 of {ROUNDS} rounds of {PRESSES} presses while one desk lists {often}, in turn with none"
            yield Figure("duties-press", value, "ms", baseline, ratio, ratio_max=PRESS_RATIO_MAX, says=says)


def _with_head(plan: Plan) -> Plan:
    head = Person(HEAD, "Mercy Okafor", (Role.ADMINISTRATOR,), harness.ALWAYS)
    return msgspec.structs.replace(plan, people=(*plan.people, head))


async def _written(line: DeskClient) -> IncidentId:
    """Write a record in which two of the staff were hurt before a class of twenty."""
    opening = OpenRecord(request=0, room=RoomId("r-office"), kind=Kind.ASSIST, known_by=KnownBy.PHONE, occurred_ms=None)
    opened = await line.ask(opening)
    if not isinstance(opened, Written) or not opened.ok:
        raise RuntimeError(str(opened))
    for name, value in FACTS:
        await write(line, opened.incident, FieldId(name), value)
    for person in PEOPLE:
        item = NEW
        for name, value in person:
            item = (await write(line, opened.incident, FieldId(name), value, item)).item
    return opened.incident


async def _whole(line: DeskClient) -> DutiesKnown:
    """Give the list once every record was looked at."""
    until_s = time.monotonic() + LOOKED_AT_WITHIN_S
    while time.monotonic() < until_s:
        known = await _listed(line, 1)
        if not known.unread:
            return known
    raise TimeoutError("the box does not get to the end of its records")


async def _listed(line: DeskClient, limit: int, incident: IncidentId | None = None) -> DutiesKnown:
    known = await line.ask(ListDuties(request=0, incident=incident, limit=limit))
    if not isinstance(known, DutiesKnown):
        raise RuntimeError(str(known))
    return known


async def _first(socket: Path) -> float:
    """Give how long the first list of a console takes that comes now, in milliseconds."""
    async with DeskClient.connect(socket, desk=DeskId("hall"), client="bench") as line:
        proved = await line.ask(ProveSelf(request=0, person=HEAD, secret=PIN))
        if not proved.ok:
            raise RuntimeError(proved.says)
        await asyncio.sleep(0.5)  # checking a PIN takes its part of the time that all answers may take together
        began_s = time.perf_counter()
        assert len((await _listed(line, 50)).duties) == 50
        return (time.perf_counter() - began_s) * 1000


async def _list(line: DeskClient, name: str, limit: int, value_max: float, says: str) -> Figure:
    taken_ms = []
    for _ in range(LISTS):
        await asyncio.sleep(0.2)  # as people ask: a list takes its time from what all answers may take together
        began_s = time.perf_counter()
        known = await _listed(line, limit)
        taken_ms.append((time.perf_counter() - began_s) * 1000)
        assert len(known.duties) == limit and known.open >= OPEN_DUTIES
    return Figure(name, p(taken_ms, 95), "ms", value_max=value_max, says=f"{says}; p50 {p(taken_ms, 50):.1f} ms")


async def _open(line: DeskClient, records: list[IncidentId]) -> Figure:
    """Open records without and with their duties, in turn, each for the first time."""
    taken_ms: dict[bool, list[float]] = {True: [], False: []}
    for number, incident in enumerate(records[: 2 * LISTS]):
        await asyncio.sleep(0.1)
        began_s = time.perf_counter()
        assert isinstance(await line.ask(asks(incident)), RecordShown)
        if number % 2:
            known = await _listed(line, 100, incident)
            assert known.duties and not known.more
        taken_ms[bool(number % 2)].append((time.perf_counter() - began_s) * 1000)
    more_ms = p(taken_ms[True], 50) - p(taken_ms[False], 50)
    says = (
        f"p50 of {LISTS} records opened with all their duties ({p(taken_ms[True], 50):.1f} ms), less p50 of {LISTS} opened"
        f" without ({p(taken_ms[False], 50):.1f} ms)"
    )
    return Figure("duties-open", more_ms, "ms", value_max=OPEN_MS_MAX, says=says)


async def _while_listing(line: DeskClient, pressing: Awaitable[list[float]]) -> list[float]:
    done = asyncio.Event()

    async def listing() -> None:
        while not done.is_set():
            await _listed(line, 50)
            await asyncio.sleep(LIST_EVERY_S)

    async with asyncio.TaskGroup() as group:
        group.create_task(listing())
        await asyncio.sleep(LIST_EVERY_S)
        taken = await pressing
        done.set()
    return taken
