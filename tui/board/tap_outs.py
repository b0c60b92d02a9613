"""The quiet queue of tap-outs in words, and which of them makes its soft sound now. Pure; knows no screen and no clock.

Speaks of rooms and of cover, never of who asked: the box does not say, and nobody is to count it (promise 7).
"""

from dataclasses import dataclass

import msgspec

from appliance.api.board.board import BoardView
from appliance.api.board.calls import TapOutLine
from appliance.core.calls.tap_outs import SOFT_SOUND_MS
from appliance.flows.naming import tap_out_words
from appliance.flows.undo import to_undo
from appliance.plan.ids import DeskId, IncidentId
from appliance.plan.model import Kind
from appliance.words.kinds import KINDS
from tui.board.slips import name_words, undo_words


@dataclass(frozen=True, slots=True)
class TapOutFace:
    """One tap-out as a line; its `room` is a part of the words.

    `waits` sets it apart in writing that is not dim: somebody must still do something about it.
    """

    incident: IncidentId
    room: str
    words: str
    number: str
    waits: bool
    slip: str = ""
    """What this desk can take back there, or else the name it owes: a line has room for one."""


def queue(
    view: BoardView, passed_ms: int, *, desk: DeskId | None = None, nameless: bool = False
) -> tuple[TapOutFace, ...]:
    """All of them as `desk` sees them, oldest first, `passed_ms` after their board came. `nameless` leaves out who covers."""
    undone = to_undo(view, desk, passed_ms)
    lines = [msgspec.structs.replace(line, cover="") for line in view.tap_outs] if nameless else view.tap_outs
    return tuple(
        TapOutFace(
            incident=line.incident,
            room=line.room_name,
            words=f"{KINDS[Kind.TAP_OUT].shape} {tap_out_words(line, passed_ms)}",
            number=f"tap-out {line.number}",
            waits=line.asks,
            slip=_slip(line, desk, passed_ms, undoable=line.incident == undone),
        )
        for line in lines
    )


def _slip(line: TapOutLine, desk: DeskId | None, passed_ms: int, *, undoable: bool) -> str:
    if undoable and line.undo:
        return undo_words(line.undo, passed_ms)
    name = name_words(line.names_owed, desk, passed_ms)
    return name.words if name else ""


def sounds_softly(view: BoardView, passed_ms: int) -> bool:
    """Whether one of them was asked, or asked again, at this desk just now."""
    return any(line.asks and line.asks_here and line.told_ago_ms + passed_ms < SOFT_SOUND_MS for line in view.tap_outs)
