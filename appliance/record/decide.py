"""Decides what may be written into a record: gives the entries that follow, or a sentence that says why not. Pure; changes nothing.

Nothing is ever overwritten: a value that replaces another is its next version. The writer must say why if it replaces another
person's value, or comes after the record was submitted.
"""

from collections.abc import Callable

import msgspec

from appliance.plan.ids import IncidentId
from appliance.record import attempts, lessons, statements
from appliance.record.access import Rights
from appliance.record.disclosures import why_not_given
from appliance.record.events import (
    CopyOffered,
    FactWritten,
    HoldReleased,
    RecordEntry,
    RecordHeld,
    RecordMoved,
    ReporterCodeGiven,
)
from appliance.record.fields import FIELDS
from appliance.record.first_reader import ENDED, FirstReader, as_facts, choice_of, kept_for_first, may_read
from appliance.record.meetings import why_not_held
from appliance.record.mine import Reader, about_care, mine
from appliance.record.record import Record, Version
from appliance.record.schema import Field
from appliance.record.values import can_be_shown, why_not
from appliance.record.words import NEW, Attempt, Author, FactId, FieldId, ItemId, Klass, Part, Status, Value

_NAMELESS = Attempt("")
_CARE = "Which care somebody was offered, and what they said to it, is written by their point of contact, who signs in with their PIN."
REASON_CHARACTERS_MAX = 500  # a few sentences; longer text belongs in the record itself
ITEMS_MAX = 200  # of one group in one record: a whole school's people; more is a faulty console


class No(str):
    """Why something is not written, and what to do: a sentence for the person who tried."""

    __slots__ = ()


class Writer(msgspec.Struct, frozen=True):
    """Who writes, what they may write, and what counts as theirs."""

    author: Author
    rights: Rights
    reader: Reader


class Telling(msgspec.Struct, frozen=True):
    """An account as it is told by a `reporter`. `about_them` holds the reporter's fields if the reporter is new; `hashed` is the hash of
    the reporter's code. `first`: who reads it first, or None for nobody in particular.

    The same `attempt` with the same words writes no second account. If it carries a code, that code replaces the one given before.
    """

    text: str
    reporter: ItemId
    about_them: tuple[tuple[FieldId, Value], ...]
    hashed: str
    on_behalf_of: str
    representative: str
    attempt: Attempt = _NAMELESS
    first: FirstReader | None = None


def write(
    record: Record, writer: Writer, fact_id: FactId, value: Value, seen: int, why: str, attempt: Attempt = _NAMELESS
) -> list[RecordEntry] | No:
    """Write one field, as the writer left it. Write nothing if the value stands there already: an answer was lost, and the same came
    again. But where words were changed since, the same value says something new about them.
    """
    field = FIELDS.get(fact_id.field)
    if field is None or field.part is Part.SYSTEM:
        return No(
            f"No person fills {fact_id.field}: the box does, or this release does not know it. Update the console."
        )
    before = (
        attempts.written(record, attempt, writer.author.desk, fact_id.field, value) if fact_id.item == NEW else None
    )
    at = before or _placed(record, field, fact_id.item)
    if isinstance(at, No):
        return at
    own, care = mine(record, at, writer.reader), about_care(record, at)
    if not writer.rights.may_write(field.field, mine=own, care=care):
        if care and field.field in writer.rights.writes:
            return No(_CARE)
        return No(f"“{field.label}” is not yours to write. Whoever's part it is signs in with their PIN.")
    standing = record.versions.get(at, [])
    newest = standing[-1] if standing else None
    again = says_again(at.field, lambda each: _number(record, FactId(each, at.item)))
    if newest is not None and newest.value == value and not again and (before or _knows(record, writer, at, newest)):
        return []
    refused = why_not(field, value, record.items.get(field.of_group, ()) if field.of_group else None)
    refused = refused or statements.why_not_approved(record, at, value) or lessons.why_not_approved(record, at, value)
    refused = refused or why_not_held(record, at, value) or why_not_given(record, at, value)
    refused = refused or _against(record, writer, field, at, newest, seen, why)
    if refused:
        return No(refused)
    changed = why.strip() if newest is not None else ""  # a first value amends nothing, so it needs no reason
    return [_fact(record.incident, writer.author, field, at.item, value, changed, attempt)]


def says_again(field: FieldId, number: Callable[[FieldId], int]) -> bool:
    """Whether the value that stands in a field says something new if it is written again: the words that it is about were changed since.
    `number` gives the entry that last wrote a field of the same item; 0 where none did.
    """
    return statements.lapsed(field, number) or lessons.lapsed(field, number)


def tell(record: Record, author: Author, telling: Telling) -> list[RecordEntry] | No:
    """Write a person's account. It stands as it was told, and needs no right to read or write fields."""
    fields: list[tuple[FieldId, ItemId, Value]] = [
        (field, telling.reporter, value) for field, value in telling.about_them if value
    ]
    account = next_item(record, "account")
    said = {
        "account.text": telling.text,
        "account.reporter": telling.reporter,
        "account.on_behalf_of": telling.on_behalf_of,
        "account.representative": telling.representative,
        **(as_facts(telling.first) if telling.first is not None else {}),
    }
    told_before = attempts.written(record, telling.attempt, author.desk, FieldId("account.text"), telling.text)
    if told_before is None:
        fields += [(FieldId(name), account, value) for name, value in said.items() if value]
    if len(record.items.get("account", ())) >= ITEMS_MAX:
        return No(f"A record has at most {ITEMS_MAX} accounts. Open another one for this incident.")
    if not telling.text.strip():
        return No("Nothing was told yet. Write what happened, in your own words.")
    for name, _, value in fields:
        if refused := why_not(FIELDS[name], value):
            return No(f"{FIELDS[name].label}: {refused}")
    written: list[RecordEntry] = [
        _fact(record.incident, author, FIELDS[name], item, value, "", telling.attempt) for name, item, value in fields
    ]
    if telling.hashed:
        written.append(
            ReporterCodeGiven(
                incident=record.incident,
                by=author,
                klass=Klass.PERSONNEL,
                reporter=telling.reporter,
                hashed=telling.hashed,
            )
        )
    return written


def move(record: Record, writer: Writer, to: Status, missing: tuple[str, ...]) -> list[RecordEntry] | No:
    """Submit a record, or note that it was reviewed. `missing`: what is still wanted of every such record, in sentences."""
    match to:
        case Status.SUBMITTED if record.status is Status.DRAFT:
            act = "submit"
        case Status.REVIEWED if record.status is Status.SUBMITTED:
            act = "review"
        case _:
            return No(f"This record is {record.status.value} already. What comes now is an amendment of it.")
    if act not in writer.rights.acts:
        return No(f"You may not {act} this record. An administrator may, signed in with their PIN.")
    if act == "submit" and missing:
        count = "1 fact is" if len(missing) == 1 else f"{len(missing)} facts are"
        return No(f"{count} still wanted. {missing[0]}")
    return [RecordMoved(incident=record.incident, by=writer.author, klass=Klass.OPERATIONAL, to=to)]


def hold(record: Record, writer: Writer, reason: str, *, on: bool) -> list[RecordEntry] | No:
    """Hold the record, so that nothing of it is destroyed, or release it again."""
    act = "hold" if on else "release"
    if act not in writer.rights.acts:
        return No(f"You may not {act} this record. An administrator may, signed in with their PIN.")
    if on == bool(record.held_for):
        return No("It is held already." if on else "It is not held.")
    if refused := why_no_reason(reason):
        return No(refused)
    made = RecordHeld if on else HoldReleased
    return [made(incident=record.incident, by=writer.author, klass=Klass.OPERATIONAL, reason=reason.strip())]


def offer_copy(record: Record, writer: Writer, *, taken: bool) -> list[RecordEntry] | No:
    """Note that the educator was offered a copy of all that is kept of the record."""
    if "offer-copy" not in writer.rights.acts:
        return No("You may not note this. The point of contact or an administrator may, signed in with their PIN.")
    return [CopyOffered(incident=record.incident, by=writer.author, klass=Klass.OPERATIONAL, taken=taken)]


def end_first_reading(record: Record, writer: Writer, account: ItemId) -> list[RecordEntry] | No:
    """Let everybody whose part it is read an account from now on. The reporter and the first reader may say so, and it never goes back."""
    choice = choice_of(record, account)
    if choice is None:
        return No("Nobody was chosen to read this account first.")
    if account not in writer.reader.first.reads and choice.reporter != writer.reader.reporter:
        return No("The first reading is ended by whoever told the account, or by its first reader while it lasts.")
    if choice.ended:
        return []
    return [_fact(record.incident, writer.author, FIELDS[ENDED], account, True, "", _NAMELESS)]


def why_no_reason(reason: str) -> str:
    """Say why this text cannot be kept and shown as a reason, and what to do; empty if it can."""
    if not 0 < len(reason.strip()) <= REASON_CHARACTERS_MAX:
        return f"Say why, in at most {REASON_CHARACTERS_MAX} characters."
    return (
        ""
        if can_be_shown(reason.strip())
        else "This holds a character that cannot be shown. Type it again, on one line."
    )


def next_item(record: Record, group: str) -> ItemId:
    """Give the token of a group's next item. Items are never removed, so no token is given twice."""
    return ItemId(f"{group}-{len(record.items.get(group, ())) + 1}")


def _placed(record: Record, field: Field, item: ItemId) -> FactId | No:
    """Give the id of the fact for a value: of an item that exists, or the next new one."""
    known = record.items.get(field.group, [])
    if not field.group:
        return FactId(field.field) if not item else No(f"“{field.label}” stands alone, and has no items.")
    if item == NEW:
        if len(known) >= ITEMS_MAX:
            return No(f"A record has at most {ITEMS_MAX} of these.")
        return FactId(field.field, next_item(record, field.group))
    return FactId(field.field, item) if item in known else No(f"There is no {item or 'such item'} in this record.")


def _against(
    record: Record, writer: Writer, field: Field, at: FactId, newest: Version | None, seen: int, why: str
) -> str:
    """Say why the present value may not be replaced; empty if it may."""
    if (newest.number if newest else 0) != seen:
        if kept_for_first(record, at) & writer.reader.first.waits:
            return "What stands here is read by somebody's first reader alone yet. Write yours once that is over."
        return "Somebody wrote here meanwhile. Look at it, then write yours again if it still holds."
    if newest is None:
        return ""
    own = writer.reader.wrote(newest.by)
    if field.written_once and not own:
        return "Nobody changes another's words. Add an account of your own beside them."
    if why.strip() and (refused := why_no_reason(why)):
        return refused
    if not why.strip() and (not own or field.written_once or record.status is not Status.DRAFT):
        return "Say why you change it: what stood there stays beside it."
    return ""


def _number(record: Record, fact_id: FactId) -> int:
    versions = record.versions.get(fact_id)
    return versions[-1].number if versions else 0


def _knows(record: Record, writer: Writer, fact_id: FactId, newest: Version) -> bool:
    """Whether the writer may be told what stands there. A writer who cannot read must find out nothing by guessing."""
    return newest.by == writer.author or may_read(record, fact_id, writer.rights, writer.reader)


def _fact(
    incident: IncidentId, author: Author, field: Field, item: ItemId, value: Value, why: str, attempt: Attempt
) -> FactWritten:
    return FactWritten(
        incident=incident,
        by=author,
        klass=field.klass,
        field=field.field,
        item=item,
        value=value,
        why=why,
        attempt=attempt,
    )
