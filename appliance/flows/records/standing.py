"""How far a record has come: on a screen in a list, and as a sentence. Pure."""

from dataclasses import dataclass

from appliance.api.records.messages import RecordLine
from appliance.record.words import Status
from appliance.words.times import count

HELD = "is held: nothing of it may be destroyed."
"""Stands behind the record, or behind `It`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`line` is for a list, in which another column says whether the record is held; `sentence` says both."""

    line: str
    sentence: str


def standing(line: RecordLine) -> Standing:
    """How far this record has come."""
    came = _came(line)
    held = f" It {HELD}" if line.held else ""
    return Standing(came.line, f"{came.sentence}{held}")


def _came(line: RecordLine) -> Standing:
    wanted = f"{line.missing} wanted" if line.missing else ""
    wants = f"{count(line.missing, 'fact is', 'facts are')} still wanted." if line.missing else ""
    if line.still_open:
        return Standing("call still open", f"The call is still open. {wants}".rstrip())
    match line.status:
        case Status.REVIEWED:
            return Standing("reviewed", "Reviewed.")
        case Status.SUBMITTED:
            shown = f"sent, {wanted}" if wanted else "submitted"
            return Standing(shown, f"Submitted. {wants or 'It waits for review.'}")
        case Status.DRAFT:
            shown = f"{count(line.missing, 'fact', 'facts')} wanted" if wanted else "ready to submit"
            return Standing(shown, wants or "Nothing is wanted: it can be submitted.")
