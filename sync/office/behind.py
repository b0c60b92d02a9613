"""Keeps which buildings are behind, since when, and why. It is kept with what was collected, so that every command can say
it. Asks nobody.
"""

import msgspec

from sync.office import incidents
from sync.office.store import Store
from sync.office.words import local
from sync.protocol import id_of_hex

_NAME = "behind "  # the beginning of a setting's name; then the building's id in hex


class Behind(msgspec.Struct, frozen=True, array_like=True, tag="behind-1"):
    """A building that could not be collected since `since_ms`, with the newest reason."""

    building: bytes
    since_ms: int
    why: str


def note(store: Store, building: bytes, why: str, now_ms: int) -> bool:
    """Note that a building could not be collected. Give whether that is new."""
    known = _of(store, building)
    found = Behind(building, now_ms if known is None else known.since_ms, why)
    if found != known:
        with store.writing():
            store.keep_setting(_NAME + building.hex(), msgspec.msgpack.encode(found))
    return known is None


def clear(store: Store, building: bytes) -> bool:
    """Note that a building was collected. Give whether it was behind."""
    if store.one("SELECT 1 FROM setting WHERE name = ?", _NAME + building.hex()) is None:
        return False
    with store.writing():
        store.run("DELETE FROM setting WHERE name = ?", _NAME + building.hex())
    return True


def every(store: Store) -> list[Behind]:
    """Give all buildings that are behind."""
    names = store.all("SELECT name FROM setting WHERE name LIKE ? ORDER BY name", _NAME + "%")
    found = []
    for (name,) in names:
        building = id_of_hex(name.removeprefix(_NAME))
        each = None if building is None else _of(store, building)
        if each is None:
            store.is_damaged = True  # the setting's name or content is damaged: nobody else writes such a setting
        else:
            found.append(each)
    return found


def says(store: Store, building: bytes) -> str:
    """Give the sentence for people; empty where the building is not behind."""
    found = _of(store, building)
    if found is None:
        return ""
    name = incidents.name_of(store, building)
    return f"{name} is behind since {local(found.since_ms)}: {found.why} The other buildings are collected."


def _of(store: Store, building: bytes) -> Behind | None:
    kept = store.setting(_NAME + building.hex())
    return None if kept is None else msgspec.msgpack.decode(kept, type=Behind)
