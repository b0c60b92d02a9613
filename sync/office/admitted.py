"""Finds what is lost by the server's own word, or by this office's: names it, and says what to do. Asks nobody."""

from collections.abc import Iterator

import msgspec

from appliance.envelope.statements import NoticeType
from sync.office import believing, incidents
from sync.office.beginning_again import FORKS, LOST, NOTICES_OWED
from sync.office.store import Doubt, Kind, Store
from sync.office.words import local
from sync.protocol import Forks

ROLLED_BACK = "rolled back"
DAMAGED = "damaged"
LOST_NOTICE = "notice"


def by_server(store: Store) -> Iterator[Doubt]:
    """Give the forks, roll-backs and damage that the server names itself."""
    kept = store.setting(FORKS)
    if kept is None:
        return
    forks = msgspec.msgpack.decode(kept, type=Forks)
    for fork in forks.forks:
        if not fork.decided:
            digests = ", ".join(each.hex() for each in fork.digests)
            says = (
                f"{incidents.name_of(store, fork.building)}: the district names two histories of box {fork.box.hex()} from entry"
                f" {fork.number:,} on ({digests}). Decide: "
                f"handbell office root notice fork {fork.building.hex()} {fork.box.hex()} {fork.number} DIGEST"
            )
            yield Doubt(fork.building, fork.box, fork.number, Kind.FORK, says)
    for back in forks.rolled_back:
        says = (
            f"{_whose(store, back.building, back.box)} had a receipt up to entry {back.countersigned:,} when the district had its entries"
            f" only up to {back.number:,}: the district's store was put back."
        )
        about = f"back to {back.number} from {back.countersigned}"  # the same copy may be put back twice
        yield Doubt(back.building, back.box, back.number, ROLLED_BACK, says, about=about, further=back.found_ms)
    for lost in forks.damaged:
        says = (
            f"{_whose(store, lost.building, lost.box)}: the district's store has entries {lost.first:,} to {lost.last:,} no more as they"
            " came. The box sends them again by itself within a day of having a line; if it is gone for good, so are they there."
        )
        yield Doubt(lost.building, lost.box, lost.first, DAMAGED, says)


def _whose(store: Store, building: bytes, box: bytes) -> str:
    return f"{incidents.name_of(store, building)}, box {box.hex()[:8]}"


def lost_by_server(store: Store) -> Iterator[Doubt]:
    """Give what a person must do for a district that was put back, until it is done."""
    row = store.one("SELECT count(*) FROM data_key WHERE wrapped_for = ?", LOST)
    if row is not None and row[0]:
        says = f"The district was put back, and may lack the wraps this office made of {row[0]:,} keys: handbell office rotate"
        yield Doubt(b"", b"", 0, ROLLED_BACK, says)
    if why := store.setting(NOTICES_OWED):
        says = f"The district was put back, and may lack notices of this office. {why.decode()}"
        yield Doubt(b"", b"", 0, ROLLED_BACK, says)


def lost_here(store: Store) -> Iterator[Doubt]:
    """Give the notices that a damaged store lost: no district gives them back."""
    for about, building, version in believing.lost(store):
        of = "every building" if not any(building) else incidents.name_of(store, building)
        says = (
            f"This office's store lost its newest notice of {NoticeType(about).name.lower().replace('_', ' ')} for {of}, signed"
            f" {local(version * 1000)} (version {version}). Send it again: handbell office notices send FILE"
        )
        yield Doubt(building, b"", 0, LOST_NOTICE, says)
