"""Reads the words for a pretend school with pendants, one sentence a line, and does what they say. Knows the school, not where the
sentences come from.
"""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from hardware.errors import HardwareError
from hardware.inovonics.codec import read_label
from hardware.inovonics.twin.building import PretendRadio
from hardware.inovonics.twin.radio import PretendTransmitter
from hardware.parts import PARTS
from hardware.simulated.sentences import NotUnderstood, fitting

WORDS = """On --wire inovonics (ALARM is 1 where it is not said, RECEIVER too):
  press NAME [ALARM]         hold NAME SECONDS [ALARM] (its alarm bit stays up)
  close NAME [ALARM]         open NAME [ALARM]         (a contact's)
  check-in NAME              low NAME                  reset NAME
  tamper NAME                untamper NAME             neighbour
  copies NUMBER              through NAME REPEATER     margin NAME NUMBER
  jam                        clear                     restart [RECEIVER]
  unplug [RECEIVER]          plug [RECEIVER]"""

type Deed = Callable[..., Coroutine[Any, Any, None] | None]

_DEEDS: dict[str, Deed] = {
    "press": lambda school, name, alarm="1": school.press(name, int(alarm)),
    "hold": lambda school, name, seconds, alarm="1": school.hold(name, float(seconds), int(alarm)),
    "close": lambda school, name, alarm="1": school.close(name, int(alarm)),
    "open": lambda school, name, alarm="1": school.open(name, int(alarm)),
    "check-in": lambda school, name: school.check_in(name),
    "low": lambda school, name: school.low(name),
    "tamper": lambda school, name: school.tamper(name),
    "untamper": lambda school, name: school.tamper(name, is_open=False),
    "reset": lambda school, name: school.reset(name),
    "neighbour": lambda school: school.neighbour(),
    "copies": lambda school, number: school.copy(int(number)),
    "through": lambda school, name, repeater: school.through(name, read_label(repeater)),
    "margin": lambda school, name, number: school.weaken(name, int(number)),
    "jam": lambda school: school.jam(),
    "clear": lambda school: school.jam(on=False),
    "restart": lambda school, number="1": school.restart(int(number)),
    "unplug": lambda school, number="1": school.unplug(int(number)),
    "plug": lambda school, number="1": school.plug_in(int(number)),
}


def obey(school: PretendRadio, words: list[str]) -> Coroutine[Any, Any, None] | None:
    """Do what one sentence says, or return what takes time. Raises NotUnderstood."""
    deed, given = fitting(_DEEDS, school, words)
    try:
        return deed(school, *given)
    except (LookupError, ValueError) as error:
        raise NotUnderstood(str(error.args[0])) from None


def school_of(at: str, roster: str) -> PretendRadio:
    """Make receivers at the paths of `at`, and the transmitters of `roster`: NAME=178-1234567 or NAME=178-77:EN1210, separated by commas.
    Raises HardwareError if the text is no roster.
    """
    return PretendRadio([Path(each) for each in at.split(",")], dict(map(_entry, roster.split(","))))


def _entry(text: str) -> tuple[str, PretendTransmitter]:
    name, _, rest = text.partition("=")
    number, _, part = rest.partition(":")
    if not name or (part and part not in PARTS):
        raise HardwareError(f"{text!r} is no transmitter: write NAME=178-1234567 or NAME=178-77:EN1210")
    try:
        return name, PretendTransmitter(read_label(number), part or "EN1223S")
    except ValueError as error:
        raise HardwareError(f"{text!r} is no transmitter: {error}") from None
