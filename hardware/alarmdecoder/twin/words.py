"""Reads the words for a pretend alarm panel, one sentence a line, and does what they say. Knows the panel, not where the sentences come
from.
"""

import re
from collections.abc import Callable
from pathlib import Path

from hardware.alarmdecoder.twin.school import PretendSchool
from hardware.errors import HardwareError
from hardware.points import PanelZone
from hardware.simulated.sentences import NotUnderstood, fitting

WORDS = """On --wire alarmdecoder:
  press NAME                 free NAME                 (a hold-up button)
  check-in NAME              low NAME                  well NAME               (a radio transmitter, its battery)
  alarm ZONE CODE            restore ZONE CODE         (what the panel reports: Contact-ID, such as 130 for a burglar)
  mains on|off               battery low|well          (the panel's)
  silence on|off             boot                      keypad
  noise BYTES                say LINE
  unplug                     plug"""

type Deed = Callable[..., None]

_ZONE = re.compile(r"([^=]+)=(?:zone/([0-9]{1,3})|rf/([0-9]{7})/([1-4])|exp/([0-9]{2})/([0-9]{1,2}))", re.ASCII)


def _switch(word: str, on: str, off: str) -> bool:
    if word not in {on, off}:
        raise ValueError(f"say {on} or {off}")
    return word == on


def _silence(school: PretendSchool, word: str) -> None:
    school.panel.silent = _switch(word, "on", "off")


_DEEDS: dict[str, Deed] = {
    "press": lambda school, name: school.panel.press(name),
    "free": lambda school, name: school.panel.free(name),
    "check-in": lambda school, name: school.panel.check_in(name),
    "low": lambda school, name: school.panel.low(name),
    "well": lambda school, name: school.panel.well(name),
    "alarm": lambda school, zone, code: school.panel.alarm(zone, code),
    "restore": lambda school, zone, code: school.panel.restore(zone, code),
    "mains": lambda school, word: school.panel.power(mains=_switch(word, "on", "off")),
    "battery": lambda school, word: school.panel.power(battery_low=_switch(word, "low", "well")),
    "silence": _silence,
    "boot": lambda school: school.panel.boot(),
    "keypad": lambda school: school.panel.keypad(),
    "noise": lambda school, size: school.panel.noise(bytes(index * 7 % 256 for index in range(int(size)))),
    "say": lambda school, *words: school.panel.say(" ".join(words)),
    "unplug": lambda school: school.unplug(),
    "plug": lambda school: school.plug_in(),
}


def obey(school: PretendSchool, words: list[str]) -> None:
    """Do what one sentence says. Raises NotUnderstood."""
    deed, given = fitting(_DEEDS, school, words)
    try:
        deed(school, *given)
    except KeyError as error:
        raise NotUnderstood(f"there is no button {error.args[0]} on this panel") from None
    except ValueError as error:
        raise NotUnderstood(f"{words[0]}: {error.args[0]}") from None


def school_of(at: str, roster: str) -> PretendSchool:
    """Make a school with a panel at the path `at` and the buttons of `roster`: NAME=zone/12, NAME=rf/0180036/1 or NAME=exp/07/1,
    separated by commas. Raises HardwareError if the text is no roster.
    """
    return PretendSchool(Path(at), dict(map(_entry, roster.split(","))))


def _entry(text: str) -> tuple[str, PanelZone]:
    found = _ZONE.fullmatch(text)
    if found is None:
        raise HardwareError(f"{text!r} is on no panel: write NAME=zone/12, NAME=rf/0180036/1 or NAME=exp/07/1")
    name, zone, serial, loop, expander, channel = found.groups()
    if zone:
        return name, PanelZone("panel", "zone", zone, 0)
    return name, PanelZone("panel", "rf", serial, int(loop)) if serial else PanelZone(
        "panel", "exp", expander, int(channel)
    )
