"""Says what is wrong with a modem, one word for each cause, from what is known of it. Pure; knows no wire."""

from collections.abc import Mapping
from typing import Final

import msgspec

from hardware.modem.commands import Sim

MISSING: Final = "modem-missing"
SILENT: Final = "modem-silent"
SIM: Final = "modem-sim"
NO_CELL: Final = "modem-no-cell"
WEAK: Final = "modem-weak"
FULL: Final = "modem-full"

TROUBLES: Final = (MISSING, SILENT, SIM, NO_CELL, WEAK, FULL)
"""All words. Of the first four one stands at a time, and then nothing is said; the last two may stand beside others."""
NOBODY_REACHED: Final = frozenset({MISSING, SILENT, SIM, NO_CELL})

# Our choice: makers call -109 to -95 dBm marginal. It begins near the lower end, and ends where it will not change with each look.
WEAK_BELOW_DBM: Final = -105
WELL_FROM_DBM: Final = -99

_OF_SIM: Final[Mapping[Sim, str]] = {
    Sim.WANTS_PIN: "The SIM card wants a PIN",
    Sim.WANTS_PUK: "The SIM card is locked and wants its PUK, since a wrong PIN was tried too often",
    Sim.MISSING: "The modem finds no SIM card",
    Sim.BUSY: "The SIM card does not answer",
    Sim.BROKEN: "The SIM card does not work in this modem: it is broken, or locked to another network",
}


class Known(msgspec.Struct, frozen=True):
    """What is known of a modem. `line_lost` and `silent` say why, or "". `sim` None, `registered` None: nobody has looked yet. `pin` says
    more of a PIN that is wanted.
    """

    line_lost: str = ""
    silent: str = ""
    sim: Sim | None = None
    pin: str = ""
    registered: bool | None = None
    signal_dbm: int | None = None
    was_weak: bool = False
    full: str = ""


def wrong_with(known: Known) -> dict[str, str]:
    """Say everything that is wrong: word → why, without a full stop. One cause is one trouble: a modem that is missing has no cell too."""
    wrong = dict([found]) if (found := _reaches_nobody(known)) is not None else {}
    if known.full:
        wrong[FULL] = known.full
    if not wrong.keys() & NOBODY_REACHED and known.signal_dbm is not None and is_weak(known):
        wrong[WEAK] = f"The modem hears its cell at {known.signal_dbm} dBm, which is weak"
    return wrong


def is_weak(known: Known) -> bool:
    """Whether the signal counts as weak, after what was said of it before."""
    limit = WELL_FROM_DBM if known.was_weak else WEAK_BELOW_DBM
    return known.signal_dbm is not None and known.signal_dbm < limit


def _reaches_nobody(known: Known) -> tuple[str, str] | None:
    if known.line_lost:
        return MISSING, f"The modem is not there: {known.line_lost}"
    if known.silent:
        return SILENT, f"The modem does not answer: {known.silent}"
    if known.sim not in {None, Sim.READY}:
        return SIM, known.pin or _OF_SIM[known.sim]
    if known.registered is False:
        return NO_CELL, "The modem has no cell"
    return None
