"""The only list of device families. A new family is built in its own folder and gets one line here; knows no incident."""

import functools
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from hardware.errors import HardwareError
from hardware.ports import Outlet, SignalSource, SounderPort
from hardware.simulated.sounder import SimulatedSounder
from hardware.simulated.source import SimulatedSource
from hardware.sound.alsa import AlsaSounder
from hardware.sound.file import FileSounder

if TYPE_CHECKING:
    from hardware.esphome.lan import Lan

type KeyOf = Callable[[str], bytes | None]


class Shared:
    """What the buttons and the sounders of one family have in common on one box. Hints for finding them again go into `folder`.

    `dialled` is a listening socket that devices dial and that outlives this process: one that dials while we restart waits in it.
    """

    def __init__(self, folder: Path | None = None, dialled: socket.socket | None = None) -> None:
        self._folder = folder
        self._dialled = dialled

    @functools.cached_property
    def lan(self) -> "Lan":
        """What speaks with them takes long to load: only where there may be such devices."""
        from hardware.esphome.lan import Lan  # noqa: PLC0415

        return Lan(self._folder, self._dialled)


class SourceFamily(msgspec.Struct, frozen=True):
    """A family of buttons: whether they can be told, and how its source is made from host, port, keys and what is shared."""

    two_way: bool
    make: Callable[[str, int, KeyOf, Shared], SignalSource]


def _esphome(host: str, port: int, key_of: KeyOf, shared: Shared) -> SignalSource:
    from hardware.esphome.source import EsphomeSource  # noqa: PLC0415 (see Shared)

    return EsphomeSource(host, port, key_of, shared.lan)


def _esphome_sounder(outlet: Outlet, key_of: KeyOf, shared: Shared) -> SounderPort:
    from hardware.esphome.sounder import EsphomeSounder  # noqa: PLC0415 (see Shared)

    return EsphomeSounder(outlet.sounder, outlet.fitting, key_of, shared.lan)


SOURCES: Mapping[str, SourceFamily] = {
    "esphome": SourceFamily(two_way=True, make=_esphome),
    SimulatedSource.family: SourceFamily(
        SimulatedSource.two_way, lambda host, port, key_of, _shared: SimulatedSource(host, port, key_of)
    ),
}

SOUNDERS: Mapping[str, Callable[[Outlet, KeyOf, Shared], SounderPort]] = {
    "alsa": lambda outlet, _key_of, _shared: AlsaSounder(outlet.output, again_s=outlet.again_s),
    "esphome": _esphome_sounder,
    "file": lambda outlet, _key_of, _shared: FileSounder(outlet.output, outlet.again_s),
    "simulated": lambda _outlet, _key_of, _shared: SimulatedSounder(),
}


def make_source(family: str, host: str, port: int, key_of: KeyOf, shared: Shared) -> SignalSource:
    """The source that hears a family's buttons on this address. Raises HardwareError."""
    known = SOURCES.get(family)
    if known is None:
        raise HardwareError(_unknown("buttons", family, SOURCES))
    return known.make(host, port, key_of, shared)


def make_sounder(family: str, outlet: Outlet, key_of: KeyOf, shared: Shared) -> SounderPort:
    """The port of a planned sounder; `key_of` gives its key by its id, where its family has keys. Raises HardwareError."""
    make = SOUNDERS.get(family)
    if make is None:
        raise HardwareError(_unknown("sounders", family, SOUNDERS))
    return make(outlet, key_of, shared)


def _unknown(what: str, family: str, known: Mapping[str, object]) -> str:
    return f"there is no family of {what} named {family!r}; known are {', '.join(sorted(known))}. Correct the plan's 'family'."
