"""Reads the words for a pretend modem, one sentence a line, and does what they say. Knows the modem, not where the sentences come from."""

import re
from collections.abc import Callable
from pathlib import Path

from hardware.errors import HardwareError
from hardware.modem.twin.school import PretendModem
from hardware.simulated.sentences import NotUnderstood, fitting

WORDS = """With --wire modem; WHO is a name of --buttons or a number (lamps: the texts that came to each person):
  text WHO WORDS             (a person texts the modem's number)
  cell on|off                signal 0..31
  refuse WHO|all CODE        accept WHO|all            (the network's +CMS ERROR, such as 1 for an unknown number)
  reports on|off|failed      (whether a text is told to have arrived)
  silence on|off             chatter on|off            (lines in the middle of every answer)
  slow SECONDS               sends SECONDS             (how long an answer takes; how long the network takes)
  lose-news on|off           lose-answers on|off       (the word that a text came; the word that one was sent)
  pin PIN                    card in|out               fill                      draft
  boot                       noise BYTES               unplug                    plug"""

type Deed = Callable[..., None]

_PERSON = re.compile(r"([^=]+)=(\+[0-9]{8,15})", re.ASCII)


def _switch(word: str, on: str = "on", off: str = "off") -> bool:
    if word not in {on, off}:
        raise ValueError(f"say {on} or {off}")
    return word == on


def _text(stick: PretendModem, who: str, *words: str) -> None:
    stick.modem.text(stick.number(who), " ".join(words))


def _refuse(stick: PretendModem, who: str, code: str) -> None:
    stick.modem.refuses["" if who == "all" else stick.number(who)] = int(code)


def _accept(stick: PretendModem, who: str) -> None:
    stick.modem.refuses.pop("" if who == "all" else stick.number(who), None)


def _reports(stick: PretendModem, word: str) -> None:
    known = {"on": 0, "off": -1, "failed": 0x46}  # TP-ST 0x46: the text's validity ended
    if word not in known:
        raise ValueError("say on, off or failed")
    stick.modem.reports = known[word]


def _silence(stick: PretendModem, word: str) -> None:
    stick.modem.silent = _switch(word)


def _chatter(stick: PretendModem, word: str) -> None:
    stick.modem.chatters = _switch(word)


def _slow(stick: PretendModem, seconds: str) -> None:
    stick.modem.slow_s = float(seconds)


def _sends(stick: PretendModem, seconds: str) -> None:
    stick.modem.sends_s = float(seconds)


def _lose_news(stick: PretendModem, word: str) -> None:
    stick.modem.keeps_news = _switch(word)


def _lose_answers(stick: PretendModem, word: str) -> None:
    stick.modem.loses_answers = _switch(word)


def _pin(stick: PretendModem, pin: str) -> None:
    stick.modem.card.pin = pin
    stick.modem.card.restart()


def _card(stick: PretendModem, word: str) -> None:
    stick.modem.card.is_missing = not _switch(word, "in", "out")


def _draft(stick: PretendModem) -> None:
    stick.modem.card.draft("0011000B912717500501F10000AA0AE8329BFD4697D9EC37")


def _fill(stick: PretendModem) -> None:
    card = stick.modem.card
    while len(card.stores[card.receives]) < card.room:
        _draft(stick)


_DEEDS: dict[str, Deed] = {
    "text": _text,
    "cell": lambda stick, word: stick.modem.cell(registered=_switch(word)),
    "signal": lambda stick, level: stick.modem.cell(registered=stick.modem.registered, signal=int(level)),
    "refuse": _refuse,
    "accept": _accept,
    "reports": _reports,
    "silence": _silence,
    "chatter": _chatter,
    "slow": _slow,
    "sends": _sends,
    "lose-news": _lose_news,
    "lose-answers": _lose_answers,
    "pin": _pin,
    "card": _card,
    "fill": _fill,
    "draft": _draft,
    "boot": lambda stick: stick.modem.boot(),
    "noise": lambda stick, size: stick.modem.noise(bytes(index * 7 % 256 for index in range(int(size)))),
    "unplug": lambda stick: stick.unplug(),
    "plug": lambda stick: stick.plug_in(),
}


def obey(stick: PretendModem, words: list[str]) -> None:
    """Do what one sentence says. Raises NotUnderstood."""
    deed, given = fitting(_DEEDS, stick, words)
    try:
        deed(stick, *given)
    except ValueError as error:
        raise NotUnderstood(f"{words[0]}: {error.args[0]}") from None


def modem_of(at: str, roster: str) -> PretendModem:
    """Make a modem with its ports at the paths `at`, separated by commas, of which the last one answers; and the people of `roster`:
    NAME=+17205550111, separated by commas. Raises HardwareError if the text is no roster.
    """
    people = [_PERSON.fullmatch(each) for each in roster.split(",")]
    if (
        wrong := next((each for each, read in zip(roster.split(","), people, strict=True) if read is None), None)
    ) is not None:
        raise HardwareError(f"{wrong!r} is nobody with a number: write NAME=+17205550111")
    return PretendModem(
        [Path(each) for each in at.split(",")], {read[1]: read[2] for read in people if read is not None}
    )
