"""Opens what the newest notice tells every building, with the office's own keys, and says which buildings open it too."""

import msgspec

from appliance.envelope import sealed_lessons
from appliance.envelope.deposit import LessonTold
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.sealed_lessons import LessonsError
from sync.office import believing
from sync.office.lessons import keys_of_buildings
from sync.office.opening import Opener
from sync.office.store import Store


class Told(msgspec.Struct, frozen=True):
    """The lessons, and the fingerprints of the keys that open them. `why_closed`: why they do not open here; empty where they do, and where
    nothing was told yet.
    """

    lessons: tuple[LessonTold, ...] = ()
    readers: frozenset[bytes] = frozenset()
    why_closed: str = ""


def told(store: Store, opener: Opener) -> Told:
    """Give what the newest notice tells."""
    body = believing.lessons_body(store)
    if not body:
        return Told()
    readers = sealed_lessons.readers_of(body)
    own = next((key for key in opener.private_keys if key.public.fingerprint in readers), None)
    if own is None:
        return Told((), readers, "is sealed for no key of this office")
    try:
        return Told(sealed_lessons.opened(body, own), readers)
    except LessonsError as why:
        return Told((), readers, str(why))


def readers(store: Store, opener: Opener) -> tuple[PublicKey, ...]:
    """Give for whom the next notice is sealed: whoever may open records, this office, and every building that named a key."""
    recipients = [PublicKey.from_bytes(each.public) for each in believing.recipients(store)]
    own = [key.public for key in opener.private_keys]
    named = [
        keys_of_buildings.of(store, building)
        for (building,) in store.all("SELECT building FROM building ORDER BY building")
    ]
    each_once = {each.fingerprint: each for each in (*recipients, *own, *named) if each is not None}
    return tuple(each_once.values())


def without_key(store: Store, buildings: dict[bytes, str], opened_by: frozenset[bytes]) -> list[str]:
    """Give the names of buildings whose key is none of these, or that named none yet."""
    keys = {each: keys_of_buildings.of(store, each) for each in buildings}
    return [name for each, name in buildings.items() if (key := keys[each]) is None or key.fingerprint not in opened_by]
