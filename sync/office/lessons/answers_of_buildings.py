"""Keeps what each building said of each lesson, as its own record shows it. Opens nothing, and asks nobody."""

import msgspec

from appliance.core.district.events import LessonAnswered, LessonSaid
from appliance.envelope.format import ID_LEN
from sync.office.store import Store


class Said(msgspec.Struct, frozen=True, array_like=True, tag="lesson-said-1"):
    """What a building said last. `number`: of its entry. `until` is a day as 2026-12-15, or empty."""

    number: int
    said: LessonSaid
    until: str


def take(store: Store, building: bytes, number: int, event: LessonAnswered) -> None:
    """Take what a building says, in place of what it said before. A box may write what it likes: it is believed only about itself."""
    if len(event.lesson) != ID_LEN:
        return
    known = of(store, building, event.lesson)
    if known is None or known.number <= number:
        said = Said(number, event.said, event.until[:10])
        store.keep_setting(_name(building, event.lesson), msgspec.msgpack.encode(said))


def of(store: Store, building: bytes, lesson: bytes) -> Said | None:
    """Give what this building said of this lesson; None while it said nothing."""
    kept = store.setting(_name(building, lesson))
    return None if kept is None else msgspec.msgpack.decode(kept, type=Said)


def _name(building: bytes, lesson: bytes) -> str:
    return f"lesson {lesson.hex()} of {building.hex()}"
