"""Looks whether what Litestream says it copied really lies at the target. Writes nothing but the marker.

Litestream was seen to answer "replicated" for a folder that had been deleted, unmounted, or swapped for another box's: a restore then gave
nothing, or a stranger's data. So we say "up to entry N" only if, after its answer, our marker is there as this run wrote it, and both
generations have all their files from the first to the transaction that it named.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from sync.replica.chain import unbroken_to
from sync.replica.cut_off import files_that_count
from sync.replica.faults import ELSEWHERE, OLD, WIPED, CopyFault
from sync.replica.marker import LATEST, MIRROR, WRAPS, CopyMarker, generation_name
from sync.replica.state import State
from sync.replica.target import Target, marker_at


class Found(msgspec.Struct, frozen=True):
    """What lay at a target when it was opened. `mirror`, `wraps`: up to which transaction the files of our generations reach."""

    marker: CopyMarker | None
    mirror: int
    wraps: int


def first_look(target: Target, state: State) -> Found:
    """Look what is there of what we left, before anybody writes there again. Raises CopyFault."""
    target.check()
    marker = marker_at(target)
    if not state.mirror:
        return Found(marker, 0, 0)
    mirror = unbroken_to(files_that_count(target, f"{MIRROR}-{state.mirror}"))
    return Found(marker, mirror, unbroken_to(files_that_count(target, f"{WRAPS}-{state.wraps}")))


def judged(found: Found, state: State, says: str) -> CopyFault | None:
    """Judge what was found. None: go on with it. Else why a new generation is begun, with an empty cause where that is no trouble. Pure."""
    marker = found.marker
    lies = Lies(
        marker=marker is not None,
        ours=marker is not None and marker.writer.hex() in state.writers,
        present=marker is not None and marker.mirror.hex() == state.mirror,
        reached=found.mirror >= state.mirror_txid and found.wraps >= state.wraps_txid,
        some=found.mirror > 0,
    )
    return fate(lies, "box", says, begun=bool(state.mirror), whole=bool(state.mirror_txid))


class Lies(msgspec.Struct, frozen=True):
    """What lies there: whether there is a marker, one of our own runs' (`ours`), one that names the present generation (`present`); whether
    this generation reaches as far as it was proved, and whether it has anything at all (`some`).
    """

    marker: bool
    ours: bool
    present: bool
    reached: bool
    some: bool


def fate(lies: Lies, who: str, says: str, *, begun: bool, whole: bool) -> CopyFault | None:
    """Judge as `judged` does. `who`: a box, or a server. `begun`: there is a present generation; `whole`: it was proved once. Pure."""
    if lies.ours and lies.present and lies.reached:
        return None
    if not whole:  # never proved yet: go on with it whatever marker lies beside it, because it counts only after a look
        return None if begun else CopyFault("", f"A copy is begun on {says}.")
    if not lies.marker:
        return CopyFault(WIPED, f"Nothing of this {who} lies on {says} any more. The copy is made again.")
    if not lies.ours:
        told = f"Another {who} wrote to this {who}'s copy on {says}. The copy is made again beside it."
        return CopyFault(ELSEWHERE, told)
    if not lies.present or lies.some:
        return CopyFault(OLD, f"An earlier copy was put in as {says}. The copy is made again.")
    return CopyFault(WIPED, f"The copy on {says} was deleted. It is made again.")


class Reached(msgspec.Struct, frozen=True):
    """Up to which transactions both generations must be whole. `begun`: one of them was never proved yet, so that nobody
    can have wiped it.
    """

    mirror: int
    wraps: int
    begun: bool


def look(target: Target, marker: CopyMarker, wanted: Reached, *, marked: bool) -> None:
    """Check that both generations are whole up to there, under a marker of this run. Raises CopyFault where they are not.

    `marked`: this run wrote that very marker already; if not, it is written now, last of all.
    """
    reached = {
        generation_name(WRAPS, marker.wraps): wanted.wraps,
        generation_name(MIRROR, marker.mirror): wanted.mirror,
    }
    look_at(target, ExpectedMarker(marker, marker_at, "box"), reached, begun=wanted.begun, marked=marked)


class Marker(Protocol):
    """Says which generations are the copy, and which run of its owner wrote there last."""

    @property
    def writer(self) -> bytes:
        """Random bytes of the run that wrote it."""
        ...

    def pack(self) -> bytes:
        """Give the marker as bytes."""
        ...


class ExpectedMarker[M: Marker](msgspec.Struct, frozen=True):
    """The marker that must lie at a target, how to read one there, and whose it is: a box's, or a server's."""

    marker: M
    read: Callable[[Target], M | None]
    who: str


def look_at[M: Marker](
    target: Target, expected: ExpectedMarker[M], reached: Mapping[str, int], *, begun: bool, marked: bool
) -> None:
    """Check as `look` does. `reached`: generations by their names, each with the transaction up to which it must be whole."""
    target.check()
    if marked:
        _same(expected, target)
    for generation, until in reached.items():
        if unbroken_to(target.files(generation)) < until:
            says = f"The copy on {target.says} is not whole. It is made again."
            raise CopyFault("" if begun else WIPED, says, anew=True)
    if not marked:
        target.write(LATEST, expected.marker.pack())
        _same(expected, target)
    target.check()  # nobody may have swapped it between our looks


def _same[M: Marker](expected: ExpectedMarker[M], target: Target) -> None:
    there, who, says = expected.read(target), expected.who, target.says
    if there == expected.marker:
        return
    if there is None:
        raise CopyFault(WIPED, f"Nothing of this {who} lies on {says} any more. The copy is made again.", anew=True)
    if there.writer != expected.marker.writer:
        told = f"Another {who} wrote to this {who}'s copy on {says}. The copy is made again beside it."
        raise CopyFault(ELSEWHERE, told, anew=True)
    raise CopyFault(OLD, f"An earlier copy was put in as {says}. The copy is made again.", anew=True)
