"""Defines what can be wrong with a record, and what each kind of fault means to whoever keeps it. Pure."""

import enum

import msgspec


class Kind(enum.StrEnum):
    """Which of a record's promises is broken."""

    CHAIN = "chain"
    HEAD = "signed head"
    EPOCH = "start of a run"
    KEY = "key"
    CONTENT = "content"
    TABLE = "look-up table"


MEANS = {
    Kind.CHAIN: "Entries were changed, taken out or put in after they were recorded, or the card lost them.",
    Kind.HEAD: "The end of the record is not the one this box signed last: its newest entries may be missing.",
    Kind.EPOCH: "A run of the box did not begin as this box signs it: another box or another copy wrote here.",
    Kind.KEY: "The keys kept beside the record are not those the record names: what they seal may be unreadable.",
    Kind.CONTENT: "An entry does not open as it was sealed, or says nothing this version of Handbell can read.",
    Kind.TABLE: "The tables used to find things quickly disagree with the record. The record is what counts.",
}


class Fault(msgspec.Struct, frozen=True):
    """One fault. `number` is the entry where it was found, 0 if it belongs to no entry."""

    kind: Kind
    number: int
    says: str

    def __str__(self) -> str:
        return f"entry {self.number:,}: {self.says}" if self.number else self.says
