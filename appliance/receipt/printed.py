"""Writes a receipt as words on paper, for the person who takes it home: what it is, what it proves and what not, how to have it checked.
Pure.
"""

import textwrap
from datetime import UTC, datetime, tzinfo

from appliance.api.records.messages import Paper
from appliance.receipt.paper import NOT_COUNTERSIGNED
from appliance.receipt.parse import typed

WIDTH = 42
"""The columns of an ordinary receipt printer (80 mm paper, 12 × 24 dots a letter)."""

_IS = (
    "This is your proof that what you told was taken into the record of this building, and in exactly which words. "
    "Keep it; a photograph of all of it will do."
)
_PROVES = (
    "What you told stood in the record, as entry {entry:,}, when this was printed.",
    "If one letter of it is changed afterwards, or it is taken out, a check of this receipt shows it, even years "
    "later, and even when nobody may read the text any more.",
)
_PROVES_NOT = (
    "That what was told happened: only that it was told.",
    "What your words were, to somebody who has only this paper. Ask for a full copy if you want them.",
    "The time: it is that of the box's own clock.",
)
_CHECKED = (
    "Take it to whoever keeps the record: the school office, district IT, the safety office. Or give it, with an export "
    "of the record, to somebody you trust: any computer with Handbell can check it, without a key or a password. "
    "They run:"
)
_COMMAND = "handbell receipt check"
_ALONE = "That anybody but this box has seen it: it is not yet countersigned by the district."
_BESIDE = "These are words of your district. They stand beside the receipt: its signature does not cover them."
_TYPE = "Scan the code. Where none can be scanned, type these lines:"


def lines(paper: Paper, *, width: int = WIDTH, zone: tzinfo | None = None) -> list[str]:
    """Give the receipt, at most `width` columns (42 or more). `zone`: for the times, None for the machine's own. Raises ValueError as
    `paper.statement` does.
    """
    heading = ["RECEIPT OF THE RECORD", *_wrapped(paper.building, width), "=" * width]
    return [
        *heading,
        *_facts(paper, width, zone),
        *_section("WHAT THIS IS", [_IS], width),
        *_section("WHAT IT PROVES", [each.format(entry=paper.entry) for each in _PROVES], width, bullet="* "),
        *_section("WHAT IT DOES NOT PROVE", _not_proven(paper), width, bullet="* "),
        *_section("HOW TO HAVE IT CHECKED", [_CHECKED], width),
        f"  {_COMMAND}",
        *_beside(paper, width),
        *_section("FOR THE CHECK", [_TYPE], width),
        *typed(paper),
        "",
        *_figures(paper, width),
    ]


def when(wall_ms: int, zone: tzinfo | None) -> str:
    """Write a time as people and courts read it: with its distance from UTC."""
    at = datetime.fromtimestamp(wall_ms / 1000, UTC).astimezone(zone)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC{at:%z}"


def in_groups(digits: str) -> str:
    """Write hexadecimal digits in groups of eight, so that two people can compare them aloud."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


def _facts(paper: Paper, width: int, zone: tzinfo | None) -> list[str]:
    facts = {
        "Record": f"{paper.number}",
        "Entry": f"{paper.entry:,}",
        "Printed": when(paper.wall_ms, zone),
        "Identity": paper.identity,
        "PIN set by": paper.pin_set_by or "nobody: no PIN was used",
        "District": paper.countersigned,
    }
    return [line for name, value in facts.items() for line in _field(name, value, width)]


def _not_proven(paper: Paper) -> list[str]:
    who = f"Who you are, beyond what you showed: {paper.identity.rstrip('.')}."
    alone = [_ALONE] if paper.countersigned == NOT_COUNTERSIGNED else []
    return [*_PROVES_NOT, who, *alone]


def _beside(paper: Paper, width: int) -> list[str]:
    """Give the district's statement; nothing where the receipt was read from its code, which does not hold it."""
    return _section("NO REPERCUSSIONS", [*paper.beside, _BESIDE], width) if paper.beside else []


def _figures(paper: Paper, width: int) -> list[str]:
    """Give what the typed lines hold as figures, for people who compare these."""
    figures = {
        "Incident": paper.incident,
        "Box": paper.box,
        "Device key": in_groups(paper.device_key),
        "Head": f"entry {paper.head_number:,}",
        "Head digest": in_groups(paper.head_digest),
        "Salt": in_groups(paper.salt),
        "SHA-256 of salt and stored entry": in_groups(paper.digest),
        "Signature of the device": in_groups(paper.signature),
    }
    found: list[str] = []
    for name, value in figures.items():
        one_line = f"{name}: {value}"
        found += [one_line] if len(one_line) <= width else [f"{name}:", *_wrapped(value, width, "  ")]
    return found


def _field(name: str, value: str, width: int) -> list[str]:
    return _wrapped(value, width, " " * 12, first=f"{name:<12}")


def _section(title: str, texts: list[str], width: int, *, bullet: str = "") -> list[str]:
    return ["", title, *(line for text in texts for line in _wrapped(text, width, " " * len(bullet), first=bullet))]


def _wrapped(text: str, width: int, indent: str = "", *, first: str | None = None) -> list[str]:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return textwrap.wrap(
        printable, width, initial_indent=indent if first is None else first, subsequent_indent=indent
    ) or [first or ""]
