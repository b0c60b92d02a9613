"""Judges which content of a key file counts, and what must be put right, from what is in its three places. Pure: changes no file."""

import enum

import msgspec

from appliance.api.discreet import Discreet
from appliance.vault.files import Look
from appliance.vault.kinds import Kind
from appliance.vault.second_copy import SecondCopy, destroyed_in, digest, first_of, unpack

MISSING = "was missing"


class Do(enum.Enum):
    """What must be done to put a file right."""

    NOTHING = enum.auto()
    DESTROY = enum.auto()  # destroy both copies: the file was destroyed before
    FIRST = enum.auto()  # write the first copy anew
    SECOND = enum.auto()  # write the second copy anew
    BOTH = enum.auto()


class Found(msgspec.Struct, frozen=True):
    """The three places of one file: its first copy, its second, and the tombstone that says it was destroyed."""

    name: str
    first: Look
    second: Look
    tombstone: Look


class Verdict(Discreet, frozen=True):
    """The verdict on one file. `content` counts, None if there is none. `copy` is what the second copy must hold. `lost`: there was a
    file, and neither copy is whole.

    `wrong_first`, `wrong_second`: what is wrong with each, empty if nothing is. `rights`: the content is right, but others may have read
    it.
    """

    content: bytes | None = None
    copy: SecondCopy | None = None
    do: Do = Do.NOTHING
    wrong_first: str = ""
    wrong_second: str = ""
    lost: bool = False
    rights: bool = False

    def __repr__(self) -> str:
        return f"Verdict(do={self.do.name}, wrong_first={self.wrong_first!r}, wrong_second={self.wrong_second!r}, lost={self.lost})"


def judge(found: Found, kind: Kind) -> Verdict:
    """Judge a file. A tombstone decides before everything else, a whole second copy before the first."""
    copy = None if found.second.content is None else unpack(found.name, found.second.content)
    if found.tombstone.there:
        return _beside_tombstone(found, kind)
    if copy is not None:
        return _beside_copy(found, kind, copy)
    return _alone(found, kind)


def _beside_tombstone(found: Found, kind: Kind) -> Verdict:
    first, tombstone = found.first, found.tombstone
    destroyed = destroyed_in(tombstone.content or b"")
    if (
        kind.by_hand
        and kind.holds(first.content)
        and first.written_ns > tombstone.written_ns
        and digest(first.content or b"") not in (destroyed or ())
    ):
        assert first.content is not None
        do = Do.BOTH if first.wrong else Do.SECOND
        return Verdict(first.content, first_of(first.content), do, first.wrong)
    wrong = "was destroyed and was there again"
    return Verdict(
        do=Do.DESTROY if first.there or found.second.there else Do.NOTHING,
        wrong_first=wrong if first.there else "",
        wrong_second=wrong if found.second.there else "",
    )


def _beside_copy(found: Found, kind: Kind, copy: SecondCopy) -> Verdict:
    first, wrong_second = found.first, found.second.wrong
    if first.content != copy.content and kind.holds(first.content) and kind.newer(first, found.second, copy):
        assert first.content is not None
        do = Do.BOTH if first.wrong else Do.SECOND
        return Verdict(first.content, copy.followed_by(first.content), do, first.wrong)
    wrong_first = first.wrong
    if first.content != copy.content:
        wrong_first = first.wrong or (_difference(first, copy) if first.there else MISSING)
    do = {
        (False, False): Do.NOTHING,
        (True, False): Do.FIRST,
        (False, True): Do.SECOND,
        (True, True): Do.BOTH,
    }[bool(wrong_first), bool(wrong_second)]
    return Verdict(copy.content, copy, do, wrong_first, wrong_second, rights=first.content == copy.content)


def _alone(found: Found, kind: Kind) -> Verdict:
    first, second = found.first, found.second
    wrong_second = (second.wrong or "was damaged") if second.there else MISSING
    if kind.holds(first.content):
        assert first.content is not None
        do = Do.BOTH if first.wrong else Do.SECOND
        return Verdict(first.content, first_of(first.content), do, first.wrong, wrong_second, rights=bool(first.wrong))
    if not first.there and not second.there:
        return Verdict()
    wrong_first = (first.wrong or _damage(first)) if first.there else MISSING
    return Verdict(wrong_first=wrong_first, wrong_second=wrong_second, lost=True)


def _difference(first: Look, copy: SecondCopy) -> str:
    content = first.content or b""
    if copy.held(content):
        return "held what it had held before"
    if len(content) != len(copy.content):
        return f"had {len(content)} bytes instead of {len(copy.content)}"
    return "was damaged"


def _damage(first: Look) -> str:
    return (
        "was empty" if not first.content else f"was damaged: its {len(first.content)} bytes cannot be what was written"
    )
