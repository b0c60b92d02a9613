"""Writes a record in which the teacher has done their part: every field, two people, an injury, an account. It goes over the desk line."""

from collections.abc import Iterator

from appliance.api.desk.client import DeskClient
from appliance.api.desk.people import ProveSelf
from appliance.api.records.messages import AccountTaken, AskRecord, LeaveRecord, TellAccount, WriteFact, Written
from appliance.plan.ids import IncidentId, PersonId
from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS
from appliance.record.schema import Field, Shape
from appliance.record.words import FieldId, ItemId, Part, Value

PIN = "830917"
ALONE = ItemId("")
LEAD = PersonId("lindqvist")
ACCOUNT = "He pulled away at the stairs and hit the wall. I said: let us sit. He bit my left forearm and let go. " * 20
"""An account of two thousand characters: a page."""
GROUPS = ("person", "person", "injury")
WHEN_MS = 1_795_500_000_000  # a Tuesday in November 2026


async def prove(line: DeskClient) -> None:
    """Sit down as the team lead, and prove it with the PIN."""
    reply = await line.ask(ProveSelf(request=0, person=LEAD, secret=PIN))
    if not reply.ok:
        raise RuntimeError(reply.says)


async def write_all(line: DeskClient, incident: IncidentId) -> int:
    """Write an account, and every field of the teacher's part; give their number."""
    telling = TellAccount(request=0, incident=incident, text=ACCOUNT, name="Mercy Okafor", about_them="teacher")
    told = await line.ask(telling)
    if not isinstance(told, AccountTaken):
        raise RuntimeError(str(told))
    count = 0
    for field in _alone():
        await write(line, incident, field.field, value_of(field))
        count += 1
    for group in GROUPS:
        item = ItemId("new")
        for field in _of(group):
            answer = await write(line, incident, field.field, value_of(field), item)
            item = answer.item
            count += 1
    await line.ask(LeaveRecord(request=0, incident=incident))
    return count


async def write(
    line: DeskClient, incident: IncidentId, field: FieldId, value: Value, item: ItemId = ALONE, seen: int = 0
) -> Written:
    """Save one field. Raises RuntimeError with the box's words where it is refused."""
    message = WriteFact(
        request=0, incident=incident, field=field, item=item, value=value, seen=seen, why="as seen" if seen else ""
    )
    answer = await line.ask(message)
    if not isinstance(answer, Written) or not answer.ok:
        raise RuntimeError(f"{field}: {answer.says if isinstance(answer, Written) else answer}")
    return answer


def asks(incident: IncidentId) -> AskRecord:
    """The question that opens a record."""
    return AskRecord(request=0, incident=incident)


def value_of(field: Field) -> Value:
    """Give a value that fits the field."""
    match field.shape:
        case Shape.TEXT | Shape.WORDS:
            return f"{field.label}: as somebody wrote it down in a sentence."[: field.length_max]
        case Shape.CODE:
            return LISTS[field.codes].codes[0].code
        case Shape.CODES:
            return (LISTS[field.codes].codes[-1].code,)
        case Shape.ITEM:
            return f"{field.of_group}-1"
        case Shape.ITEMS:
            return (f"{field.of_group}-1",)
        case Shape.WHEN:
            return WHEN_MS
        case Shape.NUMBER | Shape.SECONDS | Shape.CENTS:
            return 90
        case Shape.YES_NO:
            return True


def _alone() -> Iterator[Field]:
    yield from (each for each in FIELDS.values() if each.part is Part.TEACHER and not each.group)


def _of(group: str) -> Iterator[Field]:
    """Give the fields of the teacher's part in this group."""
    yield from (each for each in FIELDS.values() if each.part is Part.TEACHER and each.group == group)
