"""Makes the JSON Schema (2020-12) of an exported record from the fields themselves: names, codes, classes, mappings. Pure. It is also the
data dictionary: each field has its question, its class and tier, and its place in other standards; each code has the names that others
use for it.
"""

from collections.abc import Sequence

from appliance.api.records.messages import Hidden
from appliance.exports.data import FORMAT, FORMAT_VERSION, Json
from appliance.plan.model import Kind
from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS
from appliance.record.schema import SCHEMA_VERSION, CodeList, Field, Shape
from appliance.record.words import Klass, Status

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TIME: Json = {"type": "string", "format": "date-time", "pattern": r"[+-]\d\d:\d\d$"}
_TIME_OR_NONE: Json = {"anyOf": [_TIME, {"type": "null"}], "description": "null where the appliance filled it itself"}
_TEXT: Json = {"type": "string"}
_YES_NO: Json = {"type": "boolean"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_WHEN: Json = {"type": "integer", "description": "milliseconds since the Unix epoch"}


def schema() -> Json:
    """Give the whole schema."""
    defs: dict[str, Json] = {f"codes.{name}": _codes(kept) for name, kept in LISTS.items()}
    defs |= {f"fact.{field.field}": _fact(field) for field in FIELDS.values()}
    return {
        "$schema": DIALECT,
        "$id": f"urn:handbell:record:{FORMAT_VERSION}.{SCHEMA_VERSION}",
        "title": "One incident's record, as far as its reader may read it",
        **_closed(
            {
                "format": {"const": FORMAT},
                "format_version": {"const": FORMAT_VERSION},
                "schema_version": {"const": SCHEMA_VERSION},
                "made": _closed({"at": _TIME, "for": _TEXT}),
                "building": _closed({"name": _TEXT, "address": _TEXT}),
                "record": _record(),
                "withheld": {
                    "description": "Classes that hold something and were left out for this reader",
                    **_list({"enum": [str(klass) for klass in Klass]}),
                },
                "left_out": {
                    "description": "How much was left out for this reader, by kind; facts by their class. Where it is "
                    "absent, the file was made before that was counted: what `withheld` says holds",
                    **_list(_left_out()),
                },
                "destroyed": {
                    "description": "What the building has no key to any more, and the entry of its logbook that certifies so",
                    **_list(_destroyed()),
                },
                "facts": _list({"anyOf": [{"$ref": f"#/$defs/fact.{field}"} for field in FIELDS]}),
                "timeline": _list(_closed({"at": _TIME, "entry": _COUNT, "line": _TEXT})),
                "noted": {
                    "description": "What was noted about duties, as far as this reader sees the duty. The last note counts",
                    **_list(_noted()),
                },
                "missing": _list(_closed({"field": _TEXT, "item": _TEXT, "says": _TEXT, "minimal": _YES_NO})),
            },
            optional=("left_out", "noted"),
        ),
        "$defs": defs,
    }


def _left_out() -> Json:
    what: Json = {
        "enum": [str(each) for each in Hidden],
        "description": "lines, names, notes, reasons: of the timeline",
    }
    return _closed({"what": what, "class": {"enum": [*(str(klass) for klass in Klass), None]}, "count": _COUNT})


def _destroyed() -> Json:
    classes = _list({"enum": [str(klass) for klass in Klass]})
    overwritten: Json = {"anyOf": [_TIME, {"type": "null"}], "description": "null: it may survive there"}
    copies = _list(_closed({"place": _TEXT, "overwritten_at": overwritten}))
    told: dict[str, Json] = {"classes": classes, "at": _TIME, "certificate": _COUNT, "keys": _COUNT, "wraps": _COUNT}
    return _closed({**told, "rule": _TEXT, "copies": copies})


def _noted() -> Json:
    told: dict[str, Json] = {"entry": _COUNT, "at": _TIME, "by": _TEXT, "done": _YES_NO, "done_at": _TIME}
    note = _closed({**told, "confirms": _TEXT, "words": _TEXT})
    return _closed({"rule": _TEXT, "says": _TEXT, "about": _TEXT, "notes": _list(note)})


def _record() -> Json:
    return _closed(
        {
            "incident": _TEXT,
            "number": _COUNT,
            "room_name": _TEXT,
            "kind": {"enum": [str(kind) for kind in Kind]},
            "called_at": _TIME,
            "status": {"enum": [str(status) for status in Status]},
            "missing": _COUNT,
            "held": _YES_NO,
            "held_for": _TEXT,
        }
    )


def _fact(field: Field) -> Json:
    version = _closed({"value": _value(field), "by": _TEXT, "at": _TIME_OR_NONE, "entry": _COUNT, "why": _TEXT})
    return {
        "title": field.label,
        "description": " ".join(part for part in (field.ask, field.help) if part),
        "x-maps-to": [
            {"standard": each.standard, "element": each.element, "source": each.source} for each in field.maps
        ],
        **_closed(
            {
                "field": {"const": field.field},
                "item": {"type": "string", "minLength": 1} if field.group else {"const": ""},
                "system": _YES_NO,
                "class": {"const": str(field.klass)},
                "part": {"const": str(field.part)},
                "tier": {"const": str(field.tier)},
                "versions": {"type": "array", "minItems": 1, "items": version},
            }
        ),
    }


def _value(field: Field) -> Json:
    """Give the schema of a value, which may also be null: taken out again."""
    match field.shape:
        case Shape.TEXT | Shape.WORDS:
            value: Json = {"type": "string", **({"maxLength": field.length_max} if field.length_max else {})}
        case Shape.CODE:
            value = {"$ref": f"#/$defs/codes.{field.codes}"}
        case Shape.CODES:
            value = _list({"$ref": f"#/$defs/codes.{field.codes}"})
        case Shape.ITEM:
            value = {"type": "string", "description": f"an item of group {field.of_group}"}
        case Shape.ITEMS:
            value = _list({"type": "string", "description": f"an item of group {field.of_group}"})
        case Shape.WHEN:
            value = _WHEN
        case Shape.NUMBER | Shape.SECONDS | Shape.CENTS:
            value = _COUNT
        case Shape.YES_NO:
            value = _YES_NO
    return {"anyOf": [value, {"type": "null"}]}


def _codes(kept: CodeList) -> Json:
    codes: list[Json] = [
        {"const": each.code, "title": each.label, "description": each.means, "x-others": dict(each.others)}
        for each in kept.codes
    ]
    return {"description": f"Source: {kept.source}", "oneOf": codes}


def _closed(properties: dict[str, Json], optional: Sequence[str] = ()) -> dict[str, Json]:
    """Give an object with exactly these properties, all of them required except the `optional` ones."""
    return {
        "type": "object",
        "properties": properties,
        "required": [each for each in properties if each not in optional],
        "additionalProperties": False,
    }


def _list(items: Json) -> dict[str, Json]:
    return {"type": "array", "items": items}
