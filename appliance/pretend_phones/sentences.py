"""Reads what pretend phones are told to do, one sentence a line, and lets them do it. Knows the phones; not where sentences come from."""

import re
from collections.abc import Callable, Mapping

from appliance.api.phones.messages import SENTENCE_LEN_MAX
from appliance.pretend_phones.exchange import CannotBe, PretendExchange

WORDS = """Sentences understood, one a line (NUMBER is an extension, or +17205550188 for a telephone outside):
  dial NUMBER                dial NUMBER withheld      dial NUMBER unproved
  dial NUMBER past NUMBER    (the second phone passed the call on)
  answer NUMBER              press NUMBER DIGIT        hang-up NUMBER
  let-ring NUMBER            (until nobody has answered)
  unplug NUMBER              plug NUMBER
  lose WHY …                 register                  (the box's account at the phone system)
  wait SECONDS               help                      quit"""

_NUMBER = re.compile(r"\+?[0-9]{1,20}", re.ASCII)
_DIGIT = re.compile(r"[0-9*#A-D]", re.ASCII)


class NotUnderstood(ValueError):
    """No such sentence."""


_DEEDS: Mapping[str, Callable[[PretendExchange, str], None]] = {
    "dial": lambda phones, number: phones.dial(number),
    "answer": lambda phones, number: phones.answer(number),
    "hang-up": lambda phones, number: phones.hang_up(number),
    "let-ring": lambda phones, number: phones.let_ring(number),
    "unplug": lambda phones, number: phones.plug(number, plugged=False),
    "plug": lambda phones, number: phones.plug(number, plugged=True),
}


def obey(phones: PretendExchange, words: list[str]) -> None:
    """Do one sentence. Raises NotUnderstood, or CannotBe for what cannot be done now."""
    match words:
        case [deed, number] if deed in _DEEDS and _NUMBER.fullmatch(number):
            _DEEDS[deed](phones, number)
        case ["dial", number, "withheld"] if _NUMBER.fullmatch(number):
            phones.dial(number, withheld=True)
        case ["dial", number, "unproved"] if _NUMBER.fullmatch(number):
            phones.dial(number, proved=False)
        case ["dial", number, "past", by] if _NUMBER.fullmatch(number) and _NUMBER.fullmatch(by):
            phones.dial(number, diverted=by)
        case ["press", number, digit] if _DIGIT.fullmatch(digit):
            phones.press(number, digit)
        case ["lose", *why] if why:
            phones.lose(" ".join(why)[:SENTENCE_LEN_MAX])
        case ["register"]:
            phones.lose(None)
        case _:
            raise NotUnderstood("it is no sentence of pretend phones; help shows them")


__all__ = ["WORDS", "CannotBe", "NotUnderstood", "obey"]
