"""The findings as one page of a small terminal, and as data for programs. Pure.

Plain lines, no colours, no drawings: a screen reader reads it from top to bottom, what is worst first.
"""

import textwrap
from datetime import UTC, datetime

from appliance.doctor.finding import Finding, Word, exit_code
from appliance.doctor.judging import ahead, worst
from appliance.doctor.words import count

WIDTH, LINES_MAX = 80, 45  # a terminal of eighty columns; forty-five lines fit one printed page and half a screen
_INDENT = " " * 8


def page(findings: list[Finding], building: str, box: str, wall_ms: int) -> list[str]:
    """At most LINES_MAX lines of at most WIDTH characters: where there are more, what is well stands in one."""
    head = [
        *_wrapped(f"Handbell doctor. {building}, box {box}. {_when(wall_ms)}", ""),
        *_wrapped(summary(findings), ""),
        "",
    ]
    foot = ["", *_ahead(findings)]
    body = [line for finding in worst(findings) for line in _told(finding)]
    if len(head) + len(body) + len(foot) <= LINES_MAX:
        return head + body + foot
    ill = [line for finding in worst(findings) if finding.word is not Word.OK for line in _told(finding)]
    well = [finding.key.value for finding in findings if finding.word is Word.OK]
    return head + ill + _wrapped(f"OK      {', '.join(well)}.", _INDENT) * bool(well) + foot


def data(findings: list[Finding], building: str, box: str, wall_ms: int) -> dict[str, object]:
    """For programs; the names of fields and the values of `key` and `word` stay. `fails_in_days` null: any day."""
    return {
        "format": 1,
        "building": building,
        "box": box,
        "at": _when(wall_ms),
        "word": min((finding.word for finding in findings), key=list(Word).index).value,
        "exit_code": exit_code(findings),
        "findings": [
            {"key": finding.key.value, "word": finding.word.value, "says": finding.says, "do": finding.do}
            for finding in findings
        ],
        "next": [
            {"key": key.value, "says": each.says, "fails_in_days": None if each.days is None else round(each.days, 1)}
            for key, each in ahead(findings)
        ],
    }


def summary(findings: list[Finding]) -> str:
    """In one sentence, how it is."""
    found = {word: [finding for finding in findings if finding.word is word] for word in Word}
    if not any(found[word] for word in Word if word is not Word.OK):
        return f"All is well: all {len(findings)} things looked at are in order."
    parts = []
    if found[Word.BROKEN]:
        parts.append(f"{count(len(found[Word.BROKEN]), 'thing is', 'things are')} broken")
    if found[Word.LOOK]:
        parts.append(f"{count(len(found[Word.LOOK]), 'wants', 'want')} a look")
    if found[Word.UNSEEN]:
        parts.append(f"{len(found[Word.UNSEEN])} could not be seen")
    return f"{', '.join(parts)}, {len(found[Word.OK])} well. The worst comes first."


def _told(finding: Finding) -> list[str]:
    lines = _wrapped(f"{finding.word.value:<8}{finding.key.value.capitalize()}: {finding.says}", _INDENT)
    return lines + (_wrapped(f"{_INDENT}Do: {finding.do}", f"{_INDENT}    ") if finding.do else [])


def _ahead(findings: list[Finding]) -> list[str]:
    coming = ahead(findings)
    if not coming:
        return ["What would fail next: nothing that can be seen from here."]
    lines = ["What would fail next, if nobody does anything:"]
    for key, each in coming:
        when = "any day" if each.days is None else f"in {each.days:,.0f} days"
        lines += _wrapped(f"  {when}: {each.says} ({key.value}).", "    ")
    return lines


def _wrapped(text: str, indent: str) -> list[str]:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return textwrap.wrap(printable, WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def _when(wall_ms: int) -> str:
    return f"{datetime.fromtimestamp(wall_ms / 1000, UTC):%Y-%m-%d %H:%M} UTC"
