"""Whether what Litestream says it copied really lies at the target: our own look. Writes nothing but the marker.

Litestream was seen to answer "replicated" for a folder that had been deleted, unmounted, or swapped for another box's: a restore then gave
nothing, or a stranger's data. So "up to entry N" is said only where, after its answer, our marker is there as this run wrote it, and both
generations have all their files from the first to the transaction that it named.
"""

import msgspec

from sync.replica.chain import unbroken_to
from sync.replica.faults import ELSEWHERE, OLD, WIPED, CopyFault
from sync.replica.marker import LATEST, MIRROR, WRAPS, CopyMarker, generation_name
from sync.replica.state import State
from sync.replica.target import Target, marker_at


class Found(msgspec.Struct, frozen=True):
    """What lay at a target when it was opened. `mirror`, `wraps`: how far the files of our generations reach."""

    marker: CopyMarker | None
    mirror: int
    wraps: int


def first_look(target: Target, state: State) -> Found:
    """What is there of what we left. Raises CopyFault."""
    target.check()
    marker = marker_at(target)
    if not state.mirror:
        return Found(marker, 0, 0)
    mirror = unbroken_to(target.files(f"{MIRROR}-{state.mirror}"))
    return Found(marker, mirror, unbroken_to(target.files(f"{WRAPS}-{state.wraps}")))


def judged(found: Found, state: State, says: str) -> CopyFault | None:
    """None where it is gone on with; else why a new generation is begun, with an empty cause where that is nobody's trouble. Pure."""
    marker = found.marker
    ours = marker is not None and marker.writer.hex() in state.writers
    if (
        marker is not None
        and ours
        and marker.mirror.hex() == state.mirror
        and found.mirror >= state.mirror_txid
        and found.wraps >= state.wraps_txid
    ):
        return None
    if (
        not state.mirror_txid
    ):  # never whole yet: it is gone on with whatever marker lies beside it, and looked at before it counts
        return None if state.mirror else CopyFault("", f"A copy is begun on {says}.")
    if marker is None:
        return CopyFault(WIPED, f"Nothing of this box lies on {says} any more. The copy is made again.")
    if not ours:
        return CopyFault(
            ELSEWHERE, f"Another box wrote to this box's copy on {says}. The copy is made again beside it."
        )
    if marker.mirror.hex() != state.mirror or found.mirror:
        return CopyFault(OLD, f"An earlier copy was put in as {says}. The copy is made again.")
    return CopyFault(WIPED, f"The copy on {says} was deleted. It is made again.")


class Reached(msgspec.Struct, frozen=True):
    """Up to which transactions both generations are to be whole. `begun`: one of them was never proved yet, so nobody wiped it."""

    mirror: int
    wraps: int
    begun: bool


def look(target: Target, marker: CopyMarker, wanted: Reached, *, marked: bool) -> None:
    """Whether both generations are whole up there, under a marker of this run: else it raises CopyFault.

    `marked`: this run wrote that very marker already; where not, it is written now, last of all.
    """
    target.check()
    if marked:
        _same(marker_at(target), marker, target.says)
    for what, generation, until in ((WRAPS, marker.wraps, wanted.wraps), (MIRROR, marker.mirror, wanted.mirror)):
        if unbroken_to(target.files(generation_name(what, generation))) < until:
            says = f"The copy on {target.says} is not whole. It is made again."
            raise CopyFault("" if wanted.begun else WIPED, says, anew=True)
    if not marked:
        target.write(LATEST, marker.pack())
        _same(marker_at(target), marker, target.says)
    target.check()  # nobody swapped it between our looks


def _same(there: CopyMarker | None, marker: CopyMarker, says: str) -> None:
    if there == marker:
        return
    if there is None:
        raise CopyFault(WIPED, f"Nothing of this box lies on {says} any more. The copy is made again.", anew=True)
    if there.writer != marker.writer:
        told = f"Another box wrote to this box's copy on {says}. The copy is made again beside it."
        raise CopyFault(ELSEWHERE, told, anew=True)
    raise CopyFault(OLD, f"An earlier copy was put in as {says}. The copy is made again.", anew=True)
