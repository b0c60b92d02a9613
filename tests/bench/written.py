"""Finds out, by sealing a press, how many bytes in how many rows a press of ours writes: the bare shell has to write as much."""

from pathlib import Path

from appliance.core.calls.events import CallRaised, PressedAgain
from appliance.core.events import Event
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Door, Source
from appliance.logbook.batch import Batch, Fact
from appliance.logbook.start import open_logbook
from appliance.logbook.store import Logbook
from appliance.plan.ids import ButtonId, IncidentId, RoomId
from appliance.plan.model import Kind
from appliance.vault.vault import Vault

WALL_MS = 1_795_500_000_000  # a Tuesday in November 2026


async def rows_of_a_press(folder: Path) -> tuple[list[int], list[int]]:
    """Give the sizes of the rows (entries and wraps, without our look-up tables) of a press that raises a call, and of a press in an open
    call.
    """
    vault = Vault.open(folder / "keys")
    logbook, _ = await open_logbook(folder / "logbook", vault, wall_ms=WALL_MS)
    try:
        incident, source = IncidentId("00000000-1"), Source(Door.BUTTON, ButtonId("S0001"), "help", 1, ledger="0" * 32)
        raised = CallRaised(
            incident=incident,
            number=1,
            room=RoomId("r-S0001"),
            kind=Kind.ASSIST,
            source=source,
            pressed_ago_ms=0,
            told=("desk:front",),
        )
        again = PressedAgain(incident=incident, kind=Kind.ASSIST, source=source, pressed_ago_ms=0)
        return tuple(_sizes(_seal(logbook, event)) for event in (raised, again))  # type: ignore[return-value]
    finally:
        await logbook.close(sign=False)


def _seal(logbook: Logbook, event: Event) -> Batch:
    return logbook.seal([Fact(Moment(0, WALL_MS), event)])


def _sizes(batch: Batch) -> list[int]:
    return [len(entry) for _, _, entry in batch.entries] + [len(wrap[-1]) for wrap in batch.wraps]
