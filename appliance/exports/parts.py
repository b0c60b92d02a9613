"""Makes the sections of a record's facts part by part, the accounts word for word, and every change with both texts. Pure."""

from collections.abc import Iterator
from datetime import tzinfo

from appliance.api.records.facts import RecordFacts
from appliance.api.records.messages import FactView
from appliance.api.records.naming import PARTS, Naming
from appliance.api.records.statements import statement_of
from appliance.exports.document import Block, Pairs, Quote, Section, Text
from appliance.exports.summary import HURT_GROUP
from appliance.exports.times import short
from appliance.record.fields import FIELDS, GROUPS, of_part
from appliance.record.schema import Field
from appliance.record.statements import GROUP as STATEMENT
from appliance.record.words import ItemId, Part

_TOLD_APART = {HURT_GROUP, "account"}
"""Groups with a section of their own."""


def facts(record_facts: RecordFacts, naming: Naming) -> Iterator[Section]:
    """Give what is known, by whose part it is. A part of which nothing is shown is left out."""
    yield Section("Facts", (Text("As they stand now. What was changed is under “Amendments”."),))
    yield from of_parts(record_facts, naming)
    unknown = [fact for fact in record_facts.shown.facts if fact.field not in FIELDS and fact.versions]
    if unknown:
        rows = tuple(
            (naming.place(fact.field, fact.item), naming.value(None, fact.versions[-1].value)) for fact in unknown
        )
        yield Section("Of a newer schema than this program's", (Pairs("Facts of a newer schema", rows),), level=2)


def of_parts(record_facts: RecordFacts, naming: Naming) -> Iterator[Section]:
    """Give the facts of each part that has some. Injuries and accounts have sections of their own."""
    for part in Part:
        blocks = [*_alone(part, record_facts, naming), *_grouped(part, record_facts, naming)]
        if blocks:
            yield Section(PARTS[part], tuple(blocks), level=2)


def accounts(record_facts: RecordFacts, naming: Naming, zone: tzinfo) -> Iterator[Section]:
    """Give everybody's own words, in the order they were told."""
    items = record_facts.items("account")
    if not items:
        yield Section("Accounts", (Text("No account is shown to this reader."),))
        return
    yield Section("Accounts", (Text("In each person's own words, every word."),))
    for item in items:
        blocks: list[Block] = []
        rows: list[tuple[str, str]] = []
        for field in FIELDS.values():
            newest = record_facts.newest(field.field, item) if field.group == "account" else None
            if newest is None:
                continue
            if field.written_once:
                blocks.append(
                    Quote(str(newest.value or ""), f"{field.label}, {_written(newest.by, newest.wall_ms, zone)}")
                )
            else:
                rows.append((field.label, naming.value(field, newest.value)))
        told = [Pairs(f"About account {item}", tuple(rows))] if rows else []
        yield Section(f"Account {item}", (*blocks, *told), level=2)


def amendments(record_facts: RecordFacts, naming: Naming, zone: tzinfo) -> Iterator[Section]:
    """Give who changed what, when and why, with both texts. No text of the record is ever gone."""
    changed = [fact for fact in record_facts.shown.facts if len(fact.versions) > 1 and not fact.system]
    if not changed:
        yield Section("Amendments", (Text("Nothing that is shown here was changed after it was written."),))
        return
    yield Section("Amendments", (Text("Every text that ever stood here, oldest first, with the entry it stands in."),))
    for fact in changed:
        yield Section(naming.place(fact.field, fact.item), tuple(_versions(fact, naming, zone)), level=2)


def _versions(fact: FactView, naming: Naming, zone: tzinfo) -> Iterator[Quote]:
    for version in fact.versions:
        why = f", because: {version.why}" if version.why else ""
        source = f"{_written(version.by, version.wall_ms, zone)}, entry {version.entry}{why}"
        yield Quote(naming.value(FIELDS.get(fact.field), version.value), source)


def _written(by: str, wall_ms: int, zone: tzinfo) -> str:
    return f"written {short(wall_ms, zone)} by {by}"


def _alone(part: Part, record_facts: RecordFacts, naming: Naming) -> Iterator[Pairs]:
    rows = _rows([field for field in of_part(part) if not field.group], ItemId(""), record_facts, naming)
    if rows:
        yield Pairs(PARTS[part], rows)


def _grouped(part: Part, record_facts: RecordFacts, naming: Naming) -> Iterator[Block]:
    groups = dict.fromkeys(field.group for field in of_part(part) if field.group and field.group not in _TOLD_APART)
    for group in groups:
        for item in record_facts.items(group):
            name = naming.name_field(group, item)
            rows = _rows(
                [field for field in of_part(part) if field.group == group and field != name], item, record_facts, naming
            )
            if rows or (name is not None and name.part is part):
                called = naming.item(group, item)
                rows = (*_stands(record_facts, item), *rows) if group == STATEMENT else rows
                yield Text(f"{GROUPS[group].one.capitalize()}: {called}", strong=True)
                yield from [Pairs(called, rows)] if rows else []


def _stands(record_facts: RecordFacts, item: ItemId) -> tuple[tuple[str, str], ...]:
    """Say whether a statement is final. Its facts alone do not: an approval of other words stands among them."""
    its = statement_of(record_facts, item)
    return (("How it stands", "final" if its.final else f"not final. {' '.join(its.waits)}"),)


def _rows(fields: list[Field], item: ItemId, record_facts: RecordFacts, naming: Naming) -> tuple[tuple[str, str], ...]:
    found = [(field, record_facts.newest(field.field, item)) for field in fields]
    return tuple((field.label, naming.value(field, newest.value)) for field, newest in found if newest is not None)
