"""Writes a record as people at a school do, over the desk line of a real box, and reads it as the box tells it again.

paper = Written(desk, incident) await paper.tells("He bit my arm.", "Mercy Okafor", "teacher") await paper.writes(behavior="battery",
contact_form=("bit",)) student = await paper.adds("person", role="involved", type="student")
"""

import asyncio
import os
import re
import sys
from pathlib import Path

from msgspec.structs import replace

from appliance.api.records.messages import (
    AccountTaken,
    AskRecord,
    LeaveRecord,
    MoveRecord,
    OpenRecord,
    Paper,
    RecordShown,
    TellAccount,
    WriteFact,
)
from appliance.api.records.messages import Written as Answer
from appliance.core.ground.words import KnownBy
from appliance.plan.ids import IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Person, Plan, Role
from appliance.record.fields import FIELDS
from appliance.record.words import FieldId, ItemId, Status, Value
from appliance.vault.people import People
from tests.system.box import HANDBELL, Box
from tests.system.desk import Desk
from tests.system.school import ALL_WEEK, school

PIN = "830917"
ALONE = ItemId("")
GOLDEN = Path(__file__).parent / "golden"
REWRITE = os.environ.get("HANDBELL_GOLDEN") == "write"
"""Write the files again, so that somebody can check them by eye and keep them."""
ANSWERS_WITHIN_S = 30
PEOPLE = {
    Role.LEAD: "Ottoline Vasquez",
    Role.NURSE: "Thaddeus Quimby",
    Role.ADMINISTRATOR: "Leocadia Marsh",
    Role.POINT_OF_CONTACT: "Bartholomew Finch",
    Role.HUMAN_RESOURCES: "Philippa Drew",
}


def staffed() -> Plan:
    """Make a plan with a hallway, a classroom and a gym with a button each, and somebody for each part of a record."""
    plan = school(3)
    names = ("Hallway north", "Room 12", "Gym")
    people = tuple(Person(PersonId(role.value), name, (role,), ALL_WEEK) for role, name in PEOPLE.items())
    rooms = tuple(replace(room, name=name) for room, name in zip(plan.rooms, names, strict=True))
    return replace(plan, rooms=rooms, people=people)


def give_pins(box: Box) -> None:
    """Give PINs, as an administrator does on the box before school."""
    known = People(box.data / "keys")
    for role in PEOPLE:
        known.set(PersonId(role.value), PIN)


class Written:
    """One record at one desk."""

    def __init__(self, desk: Desk, incident: IncidentId) -> None:
        self._desk = desk
        self.incident = incident
        self.receipt: Paper | None = None
        self.code = ""

    async def tells(self, text: str, name: str = "", about_them: str = "", **more: str) -> None:
        """Tell an account, and keep its receipt; the box gives the code the first time."""
        telling = TellAccount(
            request=0, incident=self.incident, text=text, name=name, about_them=about_them, code=self.code, **more
        )
        told = await self._desk.line.ask(telling)
        assert isinstance(told, AccountTaken), told
        self.receipt, self.code = told.receipt, told.code or self.code

    async def comes_back(self) -> None:
        """Open the record as its reporter does, with the code."""
        told = await self._desk.line.ask(AskRecord(request=0, incident=self.incident, code=self.code))
        assert isinstance(told, RecordShown), told

    async def leaves(self) -> None:
        await self._desk.line.ask(LeaveRecord(request=0, incident=self.incident))

    async def writes(self, **values: Value) -> None:
        """Write these fields, one after the other, as a person leaves each."""
        for name, value in values.items():
            await self._write(FieldId(name), ALONE, value)

    async def adds(self, group: str, /, **values: Value) -> ItemId:
        """Add one more item of a group; its first field makes it."""
        item = ItemId("new")
        for name, value in values.items():
            item = await self._write(FieldId(f"{group}.{name}"), item, value)
        return item

    async def completes(self, item: ItemId, /, **values: Value) -> None:
        """Write more fields of an item that exists."""
        group = item.rpartition("-")[0]
        for name, value in values.items():
            await self._write(FieldId(f"{group}.{name}"), item, value)

    async def amends(self, field: str, value: Value, why: str, item: ItemId) -> None:
        shown = await self._desk.line.ask(AskRecord(request=0, incident=self.incident))
        assert isinstance(shown, RecordShown), shown
        fact = next(fact for fact in shown.facts if (fact.field, fact.item) == (field, item))
        await self._write(FieldId(field), item, value, why=why, seen=fact.versions[-1].entry)

    async def submits(self) -> None:
        moved = await self._desk.line.ask(MoveRecord(request=0, incident=self.incident, to=Status.SUBMITTED))
        assert isinstance(moved, Answer), moved
        assert moved.ok, moved.says

    async def _write(self, field: FieldId, item: ItemId, value: Value, *, seen: int = 0, why: str = "") -> ItemId:
        assert field in FIELDS, field
        message = WriteFact(request=0, incident=self.incident, field=field, item=item, value=value, seen=seen, why=why)
        answer = await self._desk.line.ask(message)
        assert isinstance(answer, Answer), answer
        assert answer.ok, f"{field}: {answer.says}"
        return answer.item


async def opened(desk: Desk, room: str, known_by: KnownBy, occurred_ms: int) -> IncidentId:
    """Open an incident nobody pressed for."""
    message = OpenRecord(request=0, room=RoomId(room), kind=Kind.ASSIST, known_by=known_by, occurred_ms=occurred_ms)
    answer = await desk.line.ask(message)
    assert isinstance(answer, Answer), answer
    assert answer.ok, answer.says
    return answer.incident


async def handbell(*words: str | Path, says: str = "") -> tuple[int, str]:
    """Run the command as a person types it; give its exit code, and all it said."""
    process = await asyncio.create_subprocess_exec(
        HANDBELL,
        *map(str, words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "COLUMNS": "80"},
    )
    async with asyncio.timeout(ANSWERS_WITHIN_S):
        out, _ = await process.communicate(f"{says}\n".encode())
    assert process.returncode is not None
    return process.returncode, out.decode()


async def script(path: Path, *words: Path) -> tuple[int, str]:
    """Run a Python script that has none of our code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", path, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    async with asyncio.timeout(ANSWERS_WITHIN_S):
        out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode()


async def report(box: Box, number: int, role: Role, reason: str = "") -> str:
    """Give the text report as this role reads it, with `handbell record show`."""
    words = ["record", "show", str(number), "--socket", box.socket_path, "--desk", "front", "--as", role.value]
    words += ["--reason", reason] if reason else []
    code, said = await handbell(*words, "--timezone", "UTC", says=PIN)
    assert code == 0, said
    return said


_WRAPPED = re.compile(r"\n {4}(?=\S)")
_TOLD_BY_CLOCKS = (
    (re.compile(r"[0-9a-f]{8}-\d+"), "INCIDENT"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "DATE"),
    (re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? \d+ [A-Z][a-z]+ \d{4}"), "DATE"),
    (re.compile(r"\b\d\d:\d\d(?::\d\d)?\b"), "TIME"),
    (re.compile(r"(?<!min\s)\b\d+\ss\b"), "N s"),
    (re.compile(r"\bentr(y|ies) \d+(?: to \d+)?"), "entry N"),
    (re.compile(r"(?<=How sure of the time: ).*"), "AS THIS MACHINE'S CLOCK IS"),
)


def masked(text: str) -> str:
    """Replace what differs from run to run: days, times, seconds passed, ids, numbers of entries. Line breaks are removed first, since
    these lengths move them.
    """
    text = _WRAPPED.sub(" ", text)
    for pattern, instead in _TOLD_BY_CLOCKS:
        text = pattern.sub(instead, text)
    return text


def as_golden(name: str, text: str) -> None:
    """Check that the text is the same as the file's, whatever the clocks said."""
    path = GOLDEN / f"{name}.txt"
    if REWRITE:
        path.write_text(masked(text), encoding="utf-8")
    assert masked(text).splitlines() == path.read_text(encoding="utf-8").splitlines()
