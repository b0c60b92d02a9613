"""Writes the findings as one page of a small terminal, and as data for programs. Pure. Plain lines, no colours, no drawings: a screen
reader reads it from top to bottom, and the worst comes first.
"""

import textwrap
from datetime import datetime

from msgspec.structs import replace

from appliance.command_line import utc
from appliance.doctor.finding import Finding, Word, exit_code
from appliance.doctor.judging import ahead, worst
from appliance.doctor.words import count

WIDTH, LINES_MAX = 80, 45  # a terminal of eighty columns; forty-five lines are one printed page
_INDENT = " " * 8


def page(findings: list[Finding], building: str, box: str, at: datetime) -> list[str]:
    """Give lines of at most WIDTH characters. If there are more than LINES_MAX, what is well is told in short, and if need be only by
    name.
    """
    where = f"{building}, box {box}" if building else f"Box {box}"
    about = _wrapped(f"Handbell doctor. {where}, {at:%Y-%m-%d %H:%M %Z}", "")
    head, foot = [*about, *_wrapped(summary(findings), ""), ""], ["", *_ahead(findings)]
    shown = joined(worst(findings))
    for body in (shown, [(title, _briefly(finding)) for title, finding in shown]):
        lines = [line for title, finding in body for line in _told(title, finding)]
        if len(head) + len(lines) + len(foot) <= LINES_MAX:
            return head + lines + foot
    ill = [line for title, finding in shown if finding.word is not Word.OK for line in _told(title, finding)]
    well = [finding.key.value for finding in findings if finding.word is Word.OK]
    named = _wrapped(f"OK      {', '.join(well)}.", _INDENT) if well else []
    return head + ill + named + foot


def data(findings: list[Finding], building: str, box: str, at: datetime) -> dict[str, object]:
    """Give the data for programs; the names of fields and the values of `key` and `word` never change. `fails_in_days` null: any day."""
    return {
        "format": 1,
        "building": building,
        "box": box,
        "at": utc(round(at.timestamp() * 1000)),
        "word": worst(findings)[0].word.value,
        "exit_code": exit_code(findings),
        "findings": [
            {"key": each.key.value, "word": each.word.value, "says": each.says, "do": each.do} for each in findings
        ],
        "next": [
            {"key": key.value, "says": each.says, "fails_in_days": None if each.days is None else round(each.days, 1)}
            for key, each in ahead(findings)
        ],
    }


def summary(findings: list[Finding]) -> str:
    """Say in one sentence how the box is."""
    number = {word: sum(finding.word is word for finding in findings) for word in Word}
    if number[Word.OK] == len(findings):
        return f"All is well: all {len(findings)} things looked at are in order."
    said = (
        (Word.BROKEN, "is broken", "are broken"),
        (Word.LOOK, "wants a look", "want a look"),
        (Word.UNSEEN, "could not be seen", "could not be seen"),
        (Word.OK, "is well", "are well"),
    )
    parts = [count(number[word], one, many) for word, one, many in said if number[word]]
    return f"Of {len(findings)} things {', '.join(parts)}. The worst comes first."


def joined(findings: list[Finding]) -> list[tuple[str, Finding]]:
    """Give title and finding. Things that could not be seen for the same reason are told once, with all their names in the title."""
    found: dict[tuple[Word, str, str] | Finding, list[Finding]] = {}
    for each in findings:
        same = (each.word, each.says, each.do) if each.word is Word.UNSEEN else each
        found.setdefault(same, []).append(each)
    return [(", ".join(each.key.value for each in group).capitalize(), group[0]) for group in found.values()]


def _briefly(finding: Finding) -> Finding:
    """Shorten what is well to its first sentence; leave everything else as it is."""
    first, stop, _ = finding.says.partition(". ")
    return replace(finding, says=first + stop.strip()) if finding.word is Word.OK else finding


def _told(title: str, finding: Finding) -> list[str]:
    lines = _wrapped(f"{finding.word.value:<8}{title}: {finding.says}", _INDENT)
    return lines + (_wrapped(f"{_INDENT}Do: {finding.do}", f"{_INDENT}    ") if finding.do else [])


def _ahead(findings: list[Finding]) -> list[str]:
    coming = ahead(findings)
    if not coming:
        return ["What would fail next: nothing that can be seen from here."]
    lines = ["What would fail next, if nobody does anything:"]
    for _, each in coming:
        when = "Any day" if each.days is None else f"In {each.days:,.0f} days"
        lines += _wrapped(f"  {when}: {each.says}.", "    ")
    return lines


def _wrapped(text: str, indent: str) -> list[str]:
    """Wrap into lines, without control characters that a terminal might obey: names of troubles and rooms come from outside."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return textwrap.wrap(printable, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
