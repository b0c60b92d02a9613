"""Judges whether what was handed in is true, by signatures, building and box, and our own record. Pure; keeps and records nothing.

    root key (its fingerprint from the seed, or typed by a person)
    └─ notices ─┬─ RECEIPT_KEYS ─ receipts, holdings ─ an entry of our own with that digest
                └─ RECIPIENTS ─── signing keys ─ *opened* ─ the same

Whoever hands in may lie, replay, reorder and hold back: no judgement depends on the order, and an old statement changes nothing.
"""

import enum
from collections.abc import Callable
from typing import Protocol

import msgspec

from appliance.district.trust import Trust, body_fault, fingerprint
from appliance.envelope.deposit import Signed
from appliance.envelope.format import FormatError
from appliance.envelope.statements import EVERY_BUILDING, Countersigned, Holding, Notice, Opened
from appliance.vault.vault import verify


class Doubt(enum.Enum):
    """Why something is not believed, and whether somebody must be told."""

    GARBLED = "garbled"
    NO_OFFICE = "no office is trusted yet"
    OTHER_OFFICE = "signed by another safety office"
    OTHERS = "for another building or box"
    UNKNOWN_KEY = "signed by a key that may not"
    NO_KEYS = "the notice that says whose keys count has not come yet"
    BAD_SIGNATURE = "not signed by the key it names"
    CONTRADICTS = "another notice has the same version"
    NOT_KNOWN_HERE = "about something this record does not have"
    NOT_NOW = "about an entry that cannot be read now"

    @property
    def is_trouble(self) -> bool:
        """Whether this doubt is a trouble. Before the office and its keys are known, much arrives that cannot be judged yet: that is no
        fault.
        """
        return self in {Doubt.GARBLED, Doubt.OTHER_OFFICE, Doubt.BAD_SIGNATURE, Doubt.CONTRADICTS}

    @property
    def is_early(self) -> bool:
        """Whether the statement came before what is needed to judge it."""
        return self in {Doubt.NO_OFFICE, Doubt.NO_KEYS, Doubt.NOT_NOW}


class NotBelieved(msgspec.Struct, frozen=True):
    """A refusal; `says` is a sentence for the log and for whoever looks after the line."""

    doubt: Doubt
    says: str


def receipt(signed: Signed, trust: Trust) -> Countersigned | NotBelieved:
    """Believe a countersigned receipt of this box by a server whose receipts count. `beside` compares it with our own record."""
    said = _of_this_box(signed, Countersigned.unpack, trust)
    if isinstance(said, Countersigned) and said.first > said.last:
        return NotBelieved(Doubt.GARBLED, f"a receipt says it covers entries {said.first} to {said.last}")
    return said


def holding(signed: Signed, trust: Trust) -> Holding | NotBelieved:
    """Believe a holding receipt, in the same way."""
    return _of_this_box(signed, Holding.unpack, trust)


def notice(signed: Signed, trust: Trust) -> Notice | NotBelieved:
    """Believe a notice of the trusted office for this building, if its body can be acted on. The record tells whether it is new."""
    try:
        said = Notice.unpack(signed.statement)
    except FormatError as wrong:
        return NotBelieved(Doubt.GARBLED, f"a notice {wrong.what}")
    if not trust.root:
        return NotBelieved(Doubt.NO_OFFICE, "no safety office is trusted yet: handbell trust FINGERPRINT")
    if fingerprint(signed.key) != trust.root:
        theirs, ours = fingerprint(signed.key).hex()[:16], trust.root.hex()[:16]
        says = f"a notice is signed by the safety office {theirs}…, and this box believes {ours}… alone"
        return NotBelieved(Doubt.OTHER_OFFICE, says)
    if not verify(signed.key, signed.statement, signed.signature):
        return NotBelieved(Doubt.BAD_SIGNATURE, "a notice was changed after it was signed, or never was")
    if said.building not in {trust.building, EVERY_BUILDING}:
        return NotBelieved(Doubt.OTHERS, "a notice is for another building")
    why_not = body_fault(said)
    return NotBelieved(Doubt.GARBLED, f"notice {said.version} on {said.type.name} {why_not}") if why_not else said


def opened(signed: Signed, trust: Trust) -> Opened | NotBelieved:
    """Believe the word of somebody who may open this building's record now, that they did. `beside` compares it with our own record."""
    try:
        said = Opened.unpack(signed.statement)
    except FormatError as wrong:
        return NotBelieved(Doubt.GARBLED, f"an *opened* {wrong.what}")
    if not trust.signing_keys:
        return NotBelieved(Doubt.NO_KEYS, "an *opened* came before the notice that says who may open")
    if signed.key not in trust.signing_keys:
        return NotBelieved(Doubt.UNKNOWN_KEY, "an *opened* is signed by a key that is none of the recipients' of today")
    if not verify(signed.key, signed.statement, signed.signature):
        return NotBelieved(Doubt.BAD_SIGNATURE, "an *opened* was changed after it was signed, or never was")
    if said.building != trust.building:
        return NotBelieved(Doubt.OTHERS, "an *opened* is for another building")
    return said


class Beside(enum.Enum):
    """What a believed statement about an entry means for our own record."""

    SAME = "same"
    BEYOND = "beyond"
    """The district has entries of ours that we do not know: this box was rolled back, or there is another box like it."""
    FORKED = "forked"
    """The district has another entry of that number."""
    BEFORE = "before"
    """Our record begins later: it was begun anew, and the part that was set aside is not looked into."""


def beside(head: int, own: bytes | None, number: int, digest: bytes) -> Beside:
    """Compare a statement with our record. `head` is our newest entry, `own` the digest of our entry `number`, None if we have none. A
    digest covers the epoch too.
    """
    if number > head:
        return Beside.BEYOND
    if own is None:
        return Beside.BEFORE
    return Beside.SAME if own == digest else Beside.FORKED


class _Receipt(Protocol):
    @property
    def building(self) -> bytes: ...
    @property
    def box(self) -> bytes: ...


def _of_this_box[Said: _Receipt](signed: Signed, unpack: Callable[[bytes], Said], trust: Trust) -> Said | NotBelieved:
    try:
        said = unpack(signed.statement)
    except FormatError as wrong:
        return NotBelieved(Doubt.GARBLED, f"a receipt {wrong.what}")
    if not trust.receipt_keys:
        return NotBelieved(Doubt.NO_KEYS, "a receipt came before the notice that says whose receipts count")
    if signed.key not in trust.receipt_keys:
        return NotBelieved(Doubt.UNKNOWN_KEY, "a receipt is signed by a key the safety office does not name")
    if not verify(signed.key, signed.statement, signed.signature):
        return NotBelieved(Doubt.BAD_SIGNATURE, "a receipt was changed after it was signed, or never was")
    if (said.building, said.box) != (trust.building, trust.box):
        return NotBelieved(Doubt.OTHERS, "a receipt is for another box")
    return said
