"""Checks whether a record agrees with a receipt. Works on sealed bytes: needs no key, and works even if the keys were destroyed. Pure.
The entry must be as it was (digest with the salt), and every entry from it to the receipt's head must follow the one before, up to the
very digest the device signed. If something does not agree, the check says what was changed, the record or the receipt, if that can be
known.
"""

import enum
from collections.abc import Callable

import msgspec

from appliance.api.records.messages import Paper
from appliance.envelope import format as layout
from appliance.receipt import paper as papers

type Signed = Callable[[bytes, bytes, bytes], bool]
"""Returns whether the device with this public key signed that statement with this signature (`vault.vault.verify`)."""


class Outcome(enum.StrEnum):
    """What a finding says about a receipt, and what all findings say together."""

    PROVES = "proves"
    REFUTES = "refutes"
    CANNOT_TELL = "cannot tell"


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at, and a sentence on it."""

    outcome: Outcome
    says: str


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What a record says of itself. `building` 16 bytes, `device_key` 32.

    `signed`: the signature of its own head holds. `current`: it is the record of the box itself, which can only have grown.
    """

    building: bytes
    device_key: bytes
    signed: bool
    current: bool


class Check:
    """Checks a receipt. Takes a record's entries one after the other, oldest first; entries that the receipt does not cover are passed
    over.
    """

    def __init__(self, paper: Paper, source: Source, signed: Signed) -> None:
        self.stored: bytes | None = None
        """The entry the receipt is about, once it came by."""
        self._paper = paper
        self._source = source
        self._findings: list[Finding] = []
        self._first = self._last = 0  # numbers of the entries that were read
        self._digest = b""  # of the entry read last, from the receipt's own entry on
        self._broken = False
        self._other_building = False
        self._genuine = False
        self._look_at_paper(signed)

    def take(self, number: int, stored: bytes) -> None:
        """Take the next entry."""
        self._first, self._last = self._first or number, number
        if self._broken or self._other_building or not self._paper.entry <= number <= self._paper.head_number:
            return
        if number == self._paper.entry:
            self.stored = stored
            self._look_at_entry(stored)
        elif self.stored is not None:
            self._look_at_link(number, stored)
        self._digest = layout.entry_digest(stored)

    def end(self) -> list[Finding]:
        """Give all findings. Call it once, at the end of the record."""
        if self._other_building:
            return self._findings
        entry, head = self._paper.entry, self._paper.head_number
        if self.stored is None:
            self._missing(entry)
        elif not self._broken and self._last < head:
            self._missing(head)
        elif not self._broken:
            self._look_at_head()
        return self._findings

    # ---- one look each

    def _look_at_paper(self, signed: Signed) -> None:
        try:
            statement, signature = papers.statement(self._paper), bytes.fromhex(self._paper.signature)
            building = layout.read_head_statement(bytes.fromhex(self._paper.head_statement))[0]
            device_key = bytes.fromhex(self._paper.device_key)
        except ValueError as error:
            self._refute(f"The receipt contradicts itself ({error}): no box printed it like this.")
            return
        holds = signed(device_key, statement, signature)
        if holds:
            self._prove("The receipt is word for word as a box printed it: its signature holds.")
        else:
            self._refute("The signature on the receipt does not hold: something on it was changed, or it was made up.")
        self._look_at_source(building, device_key)
        self._genuine = holds and device_key == self._source.device_key and self._source.signed

    def _look_at_source(self, building: bytes, device_key: bytes) -> None:
        if building != self._source.building:
            self._other_building = True
            self._leave_open("This is the record of another building than the receipt's. Look for the right one.")
            return
        if not self._source.signed:
            self._leave_open(
                "The record's own signature does not hold: it was damaged or changed. Ask for another copy."
            )
        if device_key == self._source.device_key:
            self._prove("The box that printed it is the box that signs this record.")
        else:
            self._leave_open(
                "Another box printed it than the one that signs this record now. Was the box exchanged in between? "
                "Compare the device key on the receipt with those the district keeps."
            )

    def _look_at_entry(self, stored: bytes) -> None:
        number = self._paper.entry
        if papers.digest(_unhex(self._paper.salt), stored) != _unhex(self._paper.digest):
            self._refute(f"Entry {number:,} is not what it was when the receipt was given: {self._whose()}.")
        elif not _belongs(stored, number, self._source.building):
            self._refute(f"Entry {number:,} says itself that it belongs elsewhere.")
        else:
            self._prove(f"Entry {number:,} is, byte for byte, what it was when the receipt was given.")

    def _look_at_link(self, number: int, stored: bytes) -> None:
        try:
            header = layout.split(stored).header
        except layout.FormatError:
            header = None
        if header is None or (header.number, header.prev_digest) != (number, self._digest):
            self._broken = True
            self._refute(f"Entry {number:,} does not follow the one before it: the record was changed or lost entries.")

    def _look_at_head(self) -> None:
        entry, head = self._paper.entry, self._paper.head_number
        span = f"Entries {entry:,} to {head:,} are" if head != entry else f"Entry {head:,} is"
        if self._digest.hex() == self._paper.head_digest:
            self._prove(f"{span} in the place where the box had signed for them.")
        else:
            self._refute(f"{span} not what the box had signed for: {self._whose()}.")

    def _missing(self, number: int) -> None:
        if number < self._first:
            says = f"This record begins only at entry {self._first:,}. Look in the one that was set aside before it: --aside."
            self._leave_open(says)
        elif number > self._last and not self._source.current:
            # if the record is looked at only from there on, no entry may have been read
            at = f"at entry {self._last:,}, " if self._last else ""
            says = f"This copy ends {at}before entry {number:,}. Ask for a newer one."
            self._leave_open(says)
        else:
            self._refute(f"Entry {number:,} is not in the record: {self._whose()}.")

    def _whose(self) -> str:
        return "the record was changed since" if self._genuine else "the record or the receipt was changed since"

    def _prove(self, says: str) -> None:
        self._findings.append(Finding(Outcome.PROVES, says))

    def _refute(self, says: str) -> None:
        self._findings.append(Finding(Outcome.REFUTES, says))

    def _leave_open(self, says: str) -> None:
        self._findings.append(Finding(Outcome.CANNOT_TELL, says))


def verdict(findings: list[Finding]) -> Outcome:
    """Say what all findings say together: one that refutes is enough, and otherwise one that leaves it open."""
    outcomes = {each.outcome for each in findings}
    return next((each for each in (Outcome.REFUTES, Outcome.CANNOT_TELL) if each in outcomes), Outcome.PROVES)


def _belongs(stored: bytes, number: int, building: bytes) -> bool:
    try:
        header = layout.split(stored).header
    except layout.FormatError:
        return False
    return (header.number, header.building) == (number, building)


def _unhex(digits: str) -> bytes:
    """Give the bytes of hexadecimal digits, none if these are no such digits: then nothing agrees with them."""
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return b""
