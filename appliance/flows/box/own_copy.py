"""The copy of the record in the words a desk shows: how far it is proved, and where it lies. Pure; knows no screen."""

from appliance.api.board.board import BoardView
from appliance.core.district.copies import target_words
from appliance.words.times import ago
from appliance.words.troubles import COPY_UNPLUGGED, row_of

NONE = "none: a dead card is a lost record"

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
    if line.trouble == COPY_UNPLUGGED.word:
        return f"NOT THERE: {line.where}", False
    if stands := row_of(line.trouble).stands:
        return f"{stands} {target_words(line.kind, line.where)}", False
    if not line.proved:
        return f"not proved yet {target_words(line.kind, line.where)}", True
    return (
        f"up to entry {line.proved:,}, {ago(line.proved_ago_ms + passed_ms)} ago, {target_words(line.kind, line.where)}",
        True,
    )
