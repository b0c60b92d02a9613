"""The copy of the record in the words a desk shows: how far it is proved, and where it lies. Pure; knows no screen."""

from appliance.api.board.board import BoardView
from appliance.core.district.copies import place
from appliance.words.times import ago

UNPLUGGED = "copy-unplugged"
NONE = "none: a dead card is a lost record"

TROUBLES = {
    "copy-silent": "NOT PROVED FOR 5 MINUTES",
    "copy-full": "NO ROOM LEFT",
    "copy-refused": "REFUSED",
    "copy-wiped": "WIPED",
    "copy-elsewhere": "ANOTHER BOX WRITES",
    "copy-not-ours": "ANOTHER BUILDING'S COPY IS",
    "copy-old": "AN EARLIER COPY IS",
    "copy-standing-still": "STANDS STILL",
}
"""What the replica says is wrong, before the words that say where."""

type Words = tuple[str, bool]
"""A clause, and whether it is as it should be."""


def no_copy(view: BoardView) -> str | None:
    """That there is none, where none is set up; None where one is, and where the box says nothing about it."""
    return NONE if view.copy is not None and not view.copy.kind else None


def copy_words(view: BoardView, passed_ms: int) -> Words | None:
    """One clause; nothing where no copy is set up."""
    line = view.copy
    if line is None or not line.kind:
        return None
    if line.silent:
        return "NOT KNOWN: nothing is heard from the replica", False
    if line.trouble == UNPLUGGED:
        return f"NOT THERE: {line.where}", False
    if line.trouble in TROUBLES:
        return f"{TROUBLES[line.trouble]} {place(line.kind, line.where)}", False
    if not line.proved:
        return f"not proved yet {place(line.kind, line.where)}", True
    return (
        f"up to entry {line.proved:,}, {ago(line.proved_ago_ms + passed_ms)} ago, {place(line.kind, line.where)}",
        True,
    )
