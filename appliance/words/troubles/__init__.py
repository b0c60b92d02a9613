"""All that is fixed about each trouble, in one table: its word, what to do, who acts, how soon, and what follows from it.

A trouble is a `Cause`: the word of its row here, and what it is about. A source takes the word from here, and adds what only the source
knows. A new trouble is one row in the file of its subject, and the place where it is noticed.

What a person does about a fault that a device names stands with its family, in `hardware/` (`FAULTS`, `WIRE_FAULTS`): one word may have a
text for each family there. The row here has all the rest of it.

The box plays no sound for a trouble (`appliance/core/calls/sounding.py`). So a row says how soon somebody has to act, and not how it rings.
"""

from collections.abc import Mapping

from appliance.words.troubles import box, devices, district, modem, record
from appliance.words.troubles.box import *  # noqa: F403 (one table for all who name a row)
from appliance.words.troubles.devices import *  # noqa: F403
from appliance.words.troubles.district import *  # noqa: F403
from appliance.words.troubles.modem import *  # noqa: F403
from appliance.words.troubles.record import *  # noqa: F403
from appliance.words.troubles.row import About, TroubleWords

TROUBLES: Mapping[str, TroubleWords] = {
    each.word: each
    for part in (devices, modem, box, record, district)
    for each in vars(part).values()
    if isinstance(each, TroubleWords)
}
"""By word, in the order above. Events that end several troubles at once are written in this order."""

_KINDS = {about.value: about for about in (About.BUTTON, About.LINE, About.RECEIVER, About.PANEL, About.BOARD)}
"""Kinds whose troubles devices and wires say."""


def row_of(word: str) -> TroubleWords:
    """What is fixed about a trouble. A word of another release, or one that a device made up, is known by its kind alone."""
    return TROUBLES.get(word) or _by_kind(word)


def word_of(kind: str, short: str) -> str:
    """The word of what a device or a wire says of itself: `word_of("line", "missing")`."""
    return f"{kind}-{short}"


def cause_words(what: str, subject: str, between: str = " ") -> str:
    """A trouble by name, as people read it: what, and of what. Steps are counted from 1, as everywhere they are told."""
    known = row_of(what)
    if known.numbered and subject.isdecimal():
        return known.numbered.format(number=int(subject) + 1)
    return between.join(part for part in (known.title, subject) if part)


def _by_kind(word: str) -> TroubleWords:
    kind, dash, _ = word.partition("-")
    if dash and kind in _KINDS:
        return TroubleWords(word, about=_KINDS[kind], comes_and_goes=True)
    return TroubleWords(word, about=About.SUPPLY if dash and kind == About.SUPPLY else About.ELSE)
