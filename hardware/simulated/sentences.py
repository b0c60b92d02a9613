"""Reads the words for a pretend building, one sentence a line, and does what they say. Knows the building, not where the sentences come
from.
"""

import inspect
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from hardware.esphome.twin.building import TwinBuilding
from hardware.simulated.building import PretendBuilding

WORDS = """Sentences understood, one a line (CONTACT is help where it is not said):
  press BUTTON [CONTACT]     hold BUTTON [CONTACT]     chatter BUTTON [CONTACT]
  stick BUTTON [CONTACT]     free BUTTON [CONTACT]     back BUTTON [CONTACT] [BY]
  cut BUTTON                 restore BUTTON            (its power)
  unplug BUTTON              plug BUTTON               (its cable)
  half-open BUTTON           deaf BUTTON               flap BUTTON
  wipe BUTTON                supply BUTTON MILLIVOLTS  key BUTTON KEY_IN_HEX
  open BUTTON                close BUTTON              (its case)
  weather BUTTON LOSE REPEAT REORDER                   (chances from 0 to 1)
  stall BUTTON               rubbish BUTTON            flood BUTTON            (on --wire esphome)
  behave BUTTON              slots BUTTON              free-slots BUTTON       (on --wire esphome)
  claim BUTTON DEVICE_NAME   foreign BUTTON            (on --wire esphome)
  lamps                      wait SECONDS              quit"""

type Deed = Callable[..., Coroutine[Any, Any, None] | None]

_DEEDS: dict[str, Deed] = {
    "press": lambda building, button, contact="help": building.press(button, contact),
    "hold": lambda building, button, contact="help": building.hold(button, contact),
    "chatter": lambda building, button, contact="help": building.chatter(button, contact),
    "stick": lambda building, button, contact="help": building.stick(button, contact),
    "free": lambda building, button, contact="help": building.free(button, contact),
    "back": lambda building, button, contact="help", by="1": building.turn_back(button, contact, int(by)),
    "cut": lambda building, button: building.cut_power(button),
    "restore": lambda building, button: building.restore_power(button),
    "unplug": lambda building, button: building.unplug(button),
    "plug": lambda building, button: building.plug_in(button),
    "half-open": lambda building, button: building.go_half_open(button),
    "deaf": lambda building, button: building.stop_reading(button),
    "flap": lambda building, button: building.flap(button),
    "wipe": lambda building, button: building.wipe(button),
    "supply": lambda building, button, supply_mv: building.lower_supply(button, int(supply_mv)),
    "key": lambda building, button, key: building.change_key(button, bytes.fromhex(key)),
    "open": lambda building, button: building.open_case(button),
    "close": lambda building, button: building.close_case(button),
    "weather": lambda building, button, lose, repeat, reorder: building.set_weather(
        button, lose=float(lose), repeat=float(repeat), reorder=float(reorder)
    ),
}

_TWIN_DEEDS: dict[str, Deed] = {
    "stall": lambda building, button: building.stall(button),
    "rubbish": lambda building, button: building.speak_rubbish(button),
    "flood": lambda building, button: building.flood(button),
    "foreign": lambda building, button: building.run_other_firmware(button),
    "behave": lambda building, button: building.behave(button),
    "slots": lambda building, button: building.take_slots(button),
    "free-slots": lambda building, button: building.free_slots(button),
    "claim": lambda building, button, name: building.claim(button, name),
}


class NotUnderstood(ValueError):
    """A sentence cannot be done, and the reason why."""


def fitting[D: Callable[..., object]](
    deeds: Mapping[str, D], thing: object, words: Sequence[str], besides: str = "wait, quit"
) -> tuple[D, list[str]]:
    """Find the deed that a sentence asks of a pretend thing, and what it is given. `besides`: words that the reader of sentences knows.
    Raises NotUnderstood if there is no such word, or if the sentence is too long or too short for it.
    """
    word, *given = words or [""]
    deed = deeds.get(word)
    if deed is None:
        raise NotUnderstood(f"{word} is no word known here; known are {', '.join(deeds)}, {besides}")
    try:
        inspect.signature(deed).bind(thing, *given)
    except TypeError as error:
        raise NotUnderstood(f"{word}: {error}") from None
    return deed, given


def obey(building: PretendBuilding, words: list[str]) -> Coroutine[Any, Any, None] | None:
    """Do what one sentence says, or return what takes time. Raises NotUnderstood; the returned work may raise KeyError."""
    deeds = {**_DEEDS, **_TWIN_DEEDS} if isinstance(building, TwinBuilding) else _DEEDS
    deed, given = fitting(deeds, building, words, "lamps, wait, quit")
    try:
        return deed(building, *given)
    except (LookupError, ValueError, RuntimeError) as error:
        raise NotUnderstood(str(error.args[0])) from None
