"""Begins again with a district whose store was put back to an older copy: knows the signs of it, and what follows. Asks nobody.

Such a server gives its places a second time. By the next round it has often given more places than before, so that its list shows nothing.
Then the office would never ask again for places that it had already, though they now hold something else. What the office said to the
server since the copy was made is lost, too.
"""

from collections.abc import Collection, Mapping

import msgspec

from sync.office import saying_opened
from sync.office.store import Store
from sync.protocol import Buildings, Forks

FORKS = "forks"  # the setting that holds what the server named
LOST = b"lost"  # in the column `wrapped_for`, in place of the key that the data key was wrapped for
NOTICES_OWED = "notices owed"  # the setting that says why the district may lack notices; empty where it has them all


def take_signs(store: Store, listed: Buildings, before: Mapping[bytes, int], forks: Forks | None) -> None:
    """Begin again with each building that has fewer places than the office had of it `before`, and with each building of which a box showed
    the server a receipt for more than the server has. Each such box counts once: what it named is kept in the same transaction. `forks` is
    None where the server did not say.
    """
    kept = store.setting(FORKS)
    known = Forks((), ()) if kept is None else msgspec.msgpack.decode(kept, type=Forks)
    forks = known if forks is None else forks
    named = {each.building for each in set(forks.rolled_back).difference(known.rolled_back)}
    fewer = {each.building for each in listed.buildings if each.place < before.get(each.building, 0)}
    _begin(store, named | fewer)
    store.keep_setting(FORKS, msgspec.msgpack.encode(forks))


def missed(store: Store) -> list[bytes]:
    """Begin again with more buildings: those whose places were all collected, but where an entry that a box's chain waits for is listed and
    did not come. A server that was put back while it lacked nothing of any box names none of these. This happens once for each such entry:
    if it is withheld, everything is asked for once, and not in every round. (A server that wants to be asked more often lists fewer
    places.)
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
    """Ask for these buildings from the first place on: taking something twice is harmless. Wraps that the office made have places, so a
    building that lost some is among these. Notices and *opened* have no places, so they are sent to every building again.
    """
    for building in buildings:
        store.run("UPDATE building SET after = 0 WHERE building = ?", building)
        store.run("UPDATE data_key SET wrapped_for = ? WHERE building = ? AND wrapped_for != x''", LOST, building)
    if buildings:
        saying_opened.send_again(store)
        store.keep_setting(NOTICES_OWED, b"They wait to be sent again.")


def _waiting(box: bytes) -> str:
    return f"waiting {box.hex()}"
