"""The only list of device families. A new family is built in its own folder and gets one line here; knows no incident."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hardware.errors import HardwareError
from hardware.ports import SignalSource, SounderPort
from hardware.simulated.sounder import SimulatedSounder
from hardware.simulated.source import SimulatedSource
from hardware.sound.alsa import AlsaSounder
from hardware.sound.file import FileSounder
from hardware.sound.tape import AGAIN_S_MAX

type KeyOf = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class SourceFamily:
    """A family of buttons: whether they can be told, and how its source is made from host, port, keys and a folder for hints."""

    two_way: bool
    make: Callable[[str, int, KeyOf, Path | None], SignalSource]


def _esphome(host: str, port: int, key_of: KeyOf, folder: Path | None) -> SignalSource:
    """Its client library takes a fifth of a second to load: only where there are such buttons."""
    from hardware.esphome.source import EsphomeSource  # noqa: PLC0415

    return EsphomeSource(host, port, key_of, folder)


SOURCES: Mapping[str, SourceFamily] = {
    "esphome": SourceFamily(two_way=True, make=_esphome),
    SimulatedSource.family: SourceFamily(
        SimulatedSource.two_way, lambda host, port, key_of, _folder: SimulatedSource(host, port, key_of)
    ),
}

SOUNDERS: Mapping[str, Callable[[str, int], SounderPort]] = {
    "alsa": lambda output, again_s: AlsaSounder(output, again_s=again_s),
    "file": FileSounder,
    "simulated": lambda _output, _again_s: SimulatedSounder(),
}


def make_source(family: str, host: str, port: int, key_of: KeyOf, folder: Path | None = None) -> SignalSource:
    """The source that hears a family's buttons on this address; what helps to find them again is kept in `folder`. Raises HardwareError."""
    known = SOURCES.get(family)
    if known is None:
        raise HardwareError(_unknown("buttons", family, SOURCES))
    return known.make(host, port, key_of, folder)


def make_sounder(family: str, output: str, again_s: int = AGAIN_S_MAX) -> SounderPort:
    """A sounder playing on `output`: an ALSA device, a path; meaningless for a simulated one. Raises HardwareError."""
    make = SOUNDERS.get(family)
    if make is None:
        raise HardwareError(_unknown("sounders", family, SOUNDERS))
    return make(output, again_s)


def _unknown(what: str, family: str, known: Mapping[str, object]) -> str:
    return f"there is no family of {what} named {family!r}; known are {', '.join(sorted(known))}. Correct the plan's 'family'."
