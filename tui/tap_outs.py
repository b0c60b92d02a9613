"""The quiet queue of tap-outs in words, and which of them makes its soft sound now. Pure; knows no screen and no clock.

Speaks of rooms and of cover, never of who asked: the box does not say, and nobody is to count it (promise 7).
"""

from dataclasses import dataclass

import msgspec

from appliance.api.messages import BoardView, TapOutLine
from appliance.core.tap_out import SOFT_SOUND_MS
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from tui.wording import SHAPES, tap_out_words


@dataclass(frozen=True, slots=True)
class TapOutFace:
    """One tap-out as a line. `waits` sets it apart in writing that is not dim: somebody must still do something about it."""

    incident: IncidentId
    words: str
    number: str
    waits: bool


def queue(view: BoardView, passed_ms: int, *, nameless: bool = False) -> tuple[TapOutFace, ...]:
    """All of them, oldest first, `passed_ms` after their board came. `nameless` leaves out who covers."""
    lines = [msgspec.structs.replace(line, cover="") for line in view.tap_outs] if nameless else view.tap_outs
    return tuple(
        TapOutFace(
            incident=line.incident,
            words=f"{SHAPES[Kind.TAP_OUT]} {tap_out_words(line, passed_ms)}",
            number=f"tap-out {line.number}",
            waits=line.asks,
        )
        for line in lines
    )


def sounds_softly(view: BoardView, passed_ms: int) -> bool:
    """Whether one of them was asked, or asked again, at this desk just now."""
    return any(line.asks and line.asks_here and line.told_ago_ms + passed_ms < SOFT_SOUND_MS for line in view.tap_outs)


def next_in_line(view: BoardView) -> TapOutLine | None:
    """What its key is about: the oldest that waits for somebody, else the oldest."""
    return next((line for line in view.tap_outs if line.asks), view.tap_outs[0] if view.tap_outs else None)
