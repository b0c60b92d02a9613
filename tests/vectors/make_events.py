"""Writes event_v1.json: for each tag, samples with every field filled, and the words that events use. Adds to the file, changes nothing.

.venv/bin/python -m tests.vectors.make_events

Run it after a new event. What the file holds already stays as it is: bytes that were written once must be readable for ever.
"""

import enum
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import inspect

from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place
from appliance.record import codec
from appliance.record.events import AnyEvent

FILE = Path(__file__).with_name("event_v1.json")


def main() -> None:
    """Bring the file up to date."""
    kept = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {"words": {}, "events": {}}
    for name, words in words_of_events().items():
        kept["words"].setdefault(name, [])
        kept["words"][name] += [word for word in words if word not in kept["words"][name]]
    for tag, klass in classes().items():
        kept["events"].setdefault(tag, samples(klass))
    FILE.write_text(as_text(kept), "utf-8")


def as_text(kept: dict[str, Any]) -> str:
    """Write one sample a line."""
    words = ",\n".join(f"  {json.dumps(name)}: {json.dumps(words)}" for name, words in kept["words"].items())
    events = ",\n".join(
        f"  {json.dumps(tag)}: [\n"
        + ",\n".join(f"   {json.dumps(each, ensure_ascii=False)}" for each in made)
        + "\n  ]"
        for tag, made in kept["events"].items()
    )
    return f'{{\n "words": {{\n{words}\n }},\n "events": {{\n{events}\n }}\n}}\n'


def classes() -> dict[str, type[msgspec.Struct]]:
    """Give every class that a logbook may hold, by its tag."""
    found = list(_members(AnyEvent))
    return {str(each.__struct_config__.tag): each for each in found}


def words_of_events() -> dict[str, list[str]]:
    """Give every enumeration that occurs anywhere in an event, with its words."""
    found: dict[str, list[str]] = {}
    for klass in classes().values():
        _note_words(inspect.type_info(klass), found)
    return dict(sorted(found.items()))


def samples(klass: type[msgspec.Struct]) -> list[dict[str, Any]]:
    """Give one sample with every field filled; then one for each further kind of value that a field may have."""
    made: list[dict[str, Any]] = []
    for arm in range(MOST_KINDS):
        value = [_filled(inspect.type_info(part), str(at), arm) for at, part in enumerate((Moment, klass))]
        at, event = msgspec.convert(value, tuple[Moment, AnyEvent], builtin_types=(bytes,))
        sample = {"value": msgspec.to_builtins((at, event)), "bytes": codec.encode(at, event).hex()}
        made += [sample] if sample not in made else []
    return made


_PLACES = [
    {"area": "Größe Spielplatz"},
    {"words": "hinter der Größe", "near": "Größe 12"},
    {"words": "hinter der Größe"},
    {"near": "Größe 12"},
    {},
]
"""The kinds of places. They are listed by hand, since some parts of a place exclude others."""

MOST_KINDS = 5  # a fact's value has the most: text, number, yes or no, several codes, nothing


def _members(union: Any) -> Iterator[type[msgspec.Struct]]:
    for each in get_args(getattr(union, "__value__", union)):
        if isinstance(each, type):
            yield each
        else:
            yield from _members(each)


def _filled(kind: inspect.Type, path: str, arm: int) -> Any:
    """Make a value of this type that names its own path, so that no two fields have the same value."""
    match kind:
        case inspect.UnionType(types=types):
            ordered = sorted(types, key=lambda each: isinstance(each, inspect.NoneType))
            return _filled(ordered[arm % len(ordered)], path, arm)
        case inspect.StructType():
            return _struct(kind, path, arm)
        case inspect.VarTupleType(item_type=item):
            return [_filled(item, f"{path}[{at}]", arm) for at in range(2)]
        case inspect.TupleType(item_types=items):
            return [_filled(each, f"{path}[{at}]", arm) for at, each in enumerate(items)]
        case inspect.EnumType(cls=cls):
            values = [each.value for each in cls]
            return values[zlib.crc32(path.encode()) % len(values)]
        case inspect.NoneType():
            return None
        case inspect.BoolType():
            return True
        case inspect.IntType():
            return zlib.crc32(path.encode())
        case inspect.StrType():
            return f"Größe {path}"
        case inspect.BytesType():
            return bytes(range(32))
    raise TypeError(f"no event had a field of {kind} yet: say here what a sample of it is")


def _struct(kind: inspect.StructType, path: str, arm: int) -> Any:
    if kind.cls is Place:
        return _PLACES[arm % len(_PLACES)]
    if kind.array_like:
        return [_filled(each.type, f"{path}.{each.name}", arm) for each in kind.fields]
    values = {each.encode_name: _filled(each.type, f"{path}.{each.name}", arm) for each in kind.fields}
    return values | ({"type": kind.tag} if kind.tag is not None else {})


def _note_words(kind: Any, found: dict[str, list[str]]) -> None:
    match kind:
        case inspect.EnumType(cls=cls):
            found[cls.__name__] = _values(cls)
        case inspect.StructType(fields=fields):
            for each in fields:
                _note_words(each.type, found)
        case inspect.UnionType(types=types) | inspect.TupleType(item_types=types):
            for each in types:
                _note_words(each, found)
        case inspect.VarTupleType(item_type=item):
            _note_words(item, found)


def _values(cls: type[enum.Enum]) -> list[str]:
    return [each.value for each in cls]


if __name__ == "__main__":
    main()
