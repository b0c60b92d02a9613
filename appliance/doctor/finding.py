"""One thing that was looked at, and what to do about it. Pure."""

import enum

import msgspec


class Word(enum.StrEnum):
    """How it is. `value` stands on the page and in the data; told by words and never by colour."""

    BROKEN = "BROKEN"
    LOOK = "LOOK"
    UNSEEN = "UNSEEN"
    """It could not be looked at. That is never the same as well."""
    OK = "OK"


class Key(enum.StrEnum):
    """What is looked at, in the order it is done. The values are for programs, and stay."""

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
    COPY = "copy"
    SEED = "seed"


class Ahead(msgspec.Struct, frozen=True):
    """What would fail next if nobody does anything. `days` None: any day."""

    says: str
    days: float | None = None


class Finding(msgspec.Struct, frozen=True):
    """`says` what is seen, `do` what to do about it: empty only where nothing is to be done."""

    key: Key
    word: Word
    says: str
    do: str = ""
    ahead: tuple[Ahead, ...] = ()


def ok(key: Key, says: str, *ahead: Ahead) -> Finding:
    """It is well."""
    return Finding(key, Word.OK, says, ahead=ahead)


def look(key: Key, says: str, do: str, *ahead: Ahead) -> Finding:
    """It works, and somebody should look at it."""
    return Finding(key, Word.LOOK, says, do, ahead)


def broken(key: Key, says: str, do: str) -> Finding:
    """It does not work."""
    return Finding(key, Word.BROKEN, says, do)


def unseen(key: Key, says: str, do: str = "") -> Finding:
    """It could not be looked at."""
    return Finding(key, Word.UNSEEN, says, do)


def exit_code(findings: list[Finding]) -> int:
    """2: something is broken; 1: something wants a look or could not be seen; 0: everything was seen and is well."""
    words = {finding.word for finding in findings}
    return 2 if Word.BROKEN in words else 1 if words - {Word.OK} else 0
