"""Lists what was heard on a panel and is on no button of the plan, for a person who takes one into service.

It never rings: a burglar at night is no call, and a neighbour's transmitter is none either.
"""

import msgspec

from hardware.points import PanelZone
from hardware.ports import Stranger

# The same limit as for devices found on the LAN. Somebody who invents zones can only push out older inventions.
LISTED_MAX = 64


def name_of(zone: PanelZone) -> str:
    """Write a zone as the plan writes it: panel/zone/12, panel/rf/0180036/1, panel/exp/07/1."""
    match zone.how:
        case "zone":
            return f"{zone.line}/zone/{zone.number}"
        case "rf":
            return f"{zone.line}/rf/{zone.number}/{zone.part}"
        case "exp":
            return f"{zone.line}/exp/{zone.number.zfill(2)}/{zone.part}"


class Listed:
    """The list of what was heard, the newest last."""

    def __init__(self) -> None:
        self._met: dict[str, tuple[Stranger, float]] = {}

    def add(self, zone: PanelZone, claims: str, now_s: float) -> None:
        """Add a zone that was heard now, with what was said of it."""
        name = name_of(zone)
        self._met.pop(name, None)
        stranger = Stranger(name, "", "", claims, keyless=False, found="heard", line=zone.line, wire=name)
        self._met[name] = stranger, now_s
        if len(self._met) > LISTED_MAX:
            del self._met[next(iter(self._met))]

    def forget(self, zone: PanelZone) -> None:
        """Remove a zone that is on a button of the plan now."""
        self._met.pop(name_of(zone), None)

    def all(self, now_s: float) -> tuple[Stranger, ...]:
        """Return all of them, with how long ago each was heard."""
        return tuple(
            msgspec.structs.replace(stranger, heard_ago_ms=round((now_s - heard_s) * 1000))
            for stranger, heard_s in self._met.values()
        )
