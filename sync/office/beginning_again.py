"""Beginning again with a district whose store was put back to an older copy: what tells of it, and what follows. Asks nobody.

Such a server gives its places a second time. By the next round it has often given more than before, so that its list shows nothing,
and what stands in the places the office had already would never be asked for. What the office said to it since the copy is gone, too.
"""

from collections.abc import Collection, Mapping

import msgspec

from sync.office import saying_opened
from sync.office.store import Store
from sync.protocol import Buildings, Forks

FORKS = "forks"  # the setting with what the server named
LOST = b"lost"  # in the column `wrapped_for`, in place of the key it was wrapped for
NOTICES_OWED = "notices owed"  # the setting that says why the district may lack notices; empty where it has them


def take_signs(store: Store, listed: Buildings, before: Mapping[bytes, int], forks: Forks | None) -> None:
    """Begin again with each building that has fewer places than the office had of it `before`, or of which a box showed the server a
    receipt for more than that has. Each such box is acted on once: what it named is kept in the same transaction. `forks` is None where the
    server did not say.
    """
    kept = store.setting(FORKS)
    known = Forks((), ()) if kept is None else msgspec.msgpack.decode(kept, type=Forks)
    forks = known if forks is None else forks
    named = {each.building for each in set(forks.rolled_back).difference(known.rolled_back)}
    fewer = {each.building for each in listed.buildings if each.place < before.get(each.building, 0)}
    _begin(store, named | fewer)
    store.keep_setting(FORKS, msgspec.msgpack.encode(forks))


def missed(store: Store) -> list[bytes]:
    """Begin again, too, with buildings of which all places were collected, and the entry that a box's chain waits for is listed and did
    not come: a server that was put back while it lacked nothing of any box names none. Once for each such entry: where it is withheld,
    everything is asked for one time, and not in every round. (A server that wants to be asked more often lists fewer places.)
    """
    waiting = store.all(
        "SELECT b.building, b.box, b.number FROM box b JOIN building USING (building) WHERE after > 0 AND b.listed > b.number"
        " AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.box = b.box AND e.number = b.number + 1)"
    )
    new = [each for each in waiting if store.setting(_waiting(each[1])) != each[2].to_bytes(8)]
    for _, box, number in new:
        store.keep_setting(_waiting(box), number.to_bytes(8))
    found = {building for building, _, _ in new}
    _begin(store, found)
    return sorted(found)


def _begin(store: Store, buildings: Collection[bytes]) -> None:
    """From the first place on: taking twice is harmless. Wraps of the office have places, so a building that lost some is among these;
    notices and *opened* have none, and are owed to every building.
    """
    for building in buildings:
        store.run("UPDATE building SET after = 0 WHERE building = ?", building)
        store.run("UPDATE data_key SET wrapped_for = ? WHERE building = ? AND wrapped_for != x''", LOST, building)
    if buildings:
        saying_opened.send_again(store)
        store.keep_setting(NOTICES_OWED, b"They wait to be sent again.")


def _waiting(box: bytes) -> str:
    return f"waiting {box.hex()}"
