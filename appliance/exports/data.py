"""Writes a record as data: JSON, as far as its reader may read it. `json_schema.py` says what it may contain. Pure; writes no file.
`facts` are the fields of the schema by their ids, each with all its versions; the last version is the present one. Times are RFC 3339
with an offset. Values that are times stay milliseconds since the Unix epoch, as they were written.
"""

import json
from collections.abc import Mapping
from datetime import tzinfo

from appliance.api.records.facts import RecordFacts, zone_of
from appliance.api.records.messages import FactView, NoteView, RecordShown
from appliance.exports.report import Printed
from appliance.exports.times import numeric
from appliance.record.fields import FIELDS
from appliance.record.schema import SCHEMA_VERSION

FORMAT = "handbell-record"
FORMAT_VERSION = 1
"""The version of the layout. The layout only grows: a name never gets another meaning."""

type Json = Mapping[str, "Json"] | list["Json"] | str | int | bool | None


def data(shown: RecordShown, printed: Printed) -> Json:
    """Give the record as JSON values. `json_schema.schema()` is the JSON Schema for it."""
    line, zone = shown.record, zone_of(RecordFacts(shown), printed.zone)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "schema_version": SCHEMA_VERSION,
        "made": {"at": numeric(printed.at_ms, zone), "for": printed.reader},
        "building": {"name": shown.building, "address": shown.address},
        "record": {
            "incident": line.incident,
            "number": line.number,
            "room_name": line.room_name,
            "kind": line.kind,
            "called_at": numeric(line.wall_ms, zone),
            "status": line.status,
            "missing": line.missing,
            "held": line.held,
            "held_for": shown.held_for,
        },
        "withheld": [str(klass) for klass in shown.withheld],
        "left_out": [
            {"what": str(each.what), "class": None if each.klass is None else str(each.klass), "count": each.count}
            for each in shown.left_out
        ],
        "destroyed": [
            {
                "classes": [str(klass) for klass in each.classes],
                "at": numeric(each.wall_ms, zone),
                "certificate": each.entry,
                "keys": each.keys,
                "wraps": each.wraps,
                "rule": each.rule,
                "copies": [
                    {
                        "place": fate.place,
                        "overwritten_at": None if fate.wall_ms is None else numeric(fate.wall_ms, zone),
                    }
                    for fate in each.copies
                ],
            }
            for each in shown.destroyed
        ],
        "facts": [_fact(fact, zone) for fact in shown.facts if fact.versions],
        "timeline": [
            {"at": numeric(each.wall_ms, zone), "entry": each.entry, "line": each.line} for each in shown.timeline
        ],
        "noted": [
            {
                "rule": each.rule,
                "says": each.says,
                "about": each.about,
                "notes": [_note(note, zone) for note in each.notes],
            }
            for each in shown.noted
        ],
        "missing": [
            {"field": each.field, "item": each.item, "says": each.says, "minimal": each.minimal}
            for each in shown.missing
        ],
    }


def _note(note: NoteView, zone: tzinfo) -> Json:
    return {
        "entry": note.entry,
        "at": numeric(note.wall_ms, zone),
        "by": note.by,
        "done": note.done,
        "done_at": numeric(note.done_ms, zone),
        "confirms": note.confirms,
        "words": note.words,
    }


def as_bytes(made: Json) -> bytes:
    """Write the data as UTF-8, indented: a person may have to read it one day."""
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()


def _fact(fact: FactView, zone: tzinfo) -> Json:
    field = FIELDS.get(fact.field)
    about: dict[str, Json] = {"field": fact.field, "item": fact.item, "system": fact.system}
    if field is not None:
        about |= {"class": str(field.klass), "part": str(field.part), "tier": str(field.tier)}
    versions: list[Json] = [
        {
            "value": list(each.value) if isinstance(each.value, tuple) else each.value,
            "by": each.by,
            "at": None if fact.system else numeric(each.wall_ms, zone),
            "entry": each.entry,
            "why": each.why,
        }
        for each in fact.versions
    ]
    return {**about, "versions": versions}
