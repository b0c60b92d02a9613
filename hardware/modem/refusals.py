"""Says what it means that a network or a modem did not take a text (+CMS ERROR; 3GPP TS 24.011, annex E-2, and TS 27.005, 3.2.5). Pure."""

from collections.abc import Mapping
from typing import Final

import msgspec

from hardware.modem.dialogue import Answer


class Refusal(msgspec.Struct, frozen=True):
    """`passes`: it may go a few seconds later. `of_number`: this number is the cause, and others are still reached. `why` is a sentence."""

    why: str
    passes: bool = False
    of_number: bool = False


_CHECK: Final = "Check the number in the plan."
_ASK: Final = "Ask the carrier of the modem's SIM card."
_OF_NUMBER: Final[Mapping[int, str]] = {
    1: f"The network knows no such number. {_CHECK}",
    28: f"The network knows nobody under this number. {_CHECK}",
    30: f"The network knows nobody under this number. {_CHECK}",
    21: f"The network refused a text to this number. {_CHECK}",
    304: f"The modem cannot send to this number. {_CHECK}",
    305: f"The modem cannot send to this number. {_CHECK}",
}
_LASTING: Final[Mapping[int, str]] = {
    8: f"The carrier bars texts from this SIM card. {_ASK}",
    10: f"The carrier bars texts from this SIM card. {_ASK}",
    29: f"The carrier does not offer texts to this SIM card. {_ASK}",
    50: f"The contract of this SIM card has no texts. {_ASK}",
    69: f"The carrier does not offer texts to this SIM card. {_ASK}",
    302: f"The modem may not send texts. {_ASK}",
    303: f"The modem cannot send texts. {_ASK}",
    310: "The modem finds no SIM card.",
    311: "The SIM card wants a PIN.",
    316: "The SIM card is locked and wants its PUK.",
    330: f"The SIM card does not know the number of the carrier's text centre. {_ASK}",
}


def refusal_in(answer: Answer) -> Refusal:
    """Read why a text was not taken. What has no row may pass: the network is busy, or has no service now."""
    code = answer.code
    if answer.error != "ERROR" and code in _OF_NUMBER:
        return Refusal(f"{_OF_NUMBER[code]} (error {code})", of_number=True)
    if answer.error != "ERROR" and code in _LASTING:
        return Refusal(f"{_LASTING[code]} (error {code})")
    said = f"error {code}" if code >= 0 else "an error without a number"
    return Refusal(f"The network did not take the text: {said}. {_ASK}", passes=True)
