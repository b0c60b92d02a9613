"""Defines one thing that was looked at, and what to do about it. Pure."""

import enum

import msgspec


class Word(enum.StrEnum):
    """How the thing is. `value` is on the page and in the data; words tell it, never a colour."""

    BROKEN = "BROKEN"
    LOOK = "LOOK"
    UNSEEN = "UNSEEN"
    """It could not be looked at. That never means that it is well."""
    OK = "OK"


class Key(enum.StrEnum):
    """The things that are looked at, in this order. The values are for programs, and never change."""

    DAEMON = "daemon"
    DOORS = "doors"
    PLAN = "plan"
    DESKS = "desks"
    BUTTONS = "buttons"
    SOUNDERS = "sounders"
    WIRES = "wires"
    WAYS = "ways"
    TROUBLES = "troubles"
    PROOFS = "proofs"
    CLOCK = "clock"
    DISK = "disk"
    CARD = "card"
    POWER = "power"
    RECORD = "record"
    KEYS = "keys"
    DISTRICT = "district"
    CERTIFICATE = "certificate"
    PAGES = "pages"
    PAGES_SERVED = "browsers"
    BROWSER_DESKS = "browser-desks"
    PHONES = "phones"
    PHRASES = "phrases"
    MODEM = "modem"
    COPY = "copy"
    SEED = "seed"


class Ahead(msgspec.Struct, frozen=True):
    """What would fail next if nobody does anything. `days` None: any day."""

    says: str
    days: float | None = None


class Finding(msgspec.Struct, frozen=True):
    """One finding. `says` is what was seen, `do` what to do about it: empty only if nothing is to be done."""

    key: Key
    word: Word
    says: str
    do: str = ""
    ahead: tuple[Ahead, ...] = ()


def ok(key: Key, says: str, *ahead: Ahead) -> Finding:
    """Say that it is well."""
    return Finding(key, Word.OK, says, ahead=ahead)


def look(key: Key, says: str, do: str, *ahead: Ahead) -> Finding:
    """Say that it works, and that somebody should look at it."""
    return Finding(key, Word.LOOK, says, do, ahead)


def broken(key: Key, says: str, do: str) -> Finding:
    """Say that it does not work."""
    return Finding(key, Word.BROKEN, says, do)


def unseen(key: Key, says: str, do: str = "") -> Finding:
    """Say that it could not be looked at."""
    return Finding(key, Word.UNSEEN, says, do)


def exit_code(findings: list[Finding]) -> int:
    """Give 2 if something is broken, 1 if something wants a look or could not be seen, 0 if everything was seen and is well."""
    words = {finding.word for finding in findings}
    return 2 if Word.BROKEN in words else 1 if words - {Word.OK} else 0
