"""The line to the district in the words a desk shows: how far the record is outside this building. Pure; knows no screen."""

from appliance.api.board.board import BoardView
from appliance.api.board.outside import DistrictLine
from appliance.api.sentences import fit
from appliance.flows.zone import zone_at
from appliance.words.times import ago, count, time_of_day

UNTROUBLED_MS = 300_000  # after that the box itself raises it as trouble (appliance/district/troubles.py)
DAY_MS = 86_400_000
WHY_CHARACTERS_MAX = (
    200  # three lines of a screen, beside all else on it; the trouble and `handbell doctor` have the rest
)

STATES = {
    "fork": "TWO HISTORIES of this box: the safety office decides",
    "superseded": "THE DISTRICT HAS ANOTHER BOX for this building",
    "revoked": "THIS BOX IS REVOKED: nobody outside believes its record",
}
"""What the district says of this box, where it is not well (`DistrictLine.head_state`)."""

type Words = tuple[str, bool]
"""A clause, and whether it is as it should be."""


def nothing_outside(view: BoardView) -> str | None:
    """Why nothing is outside this building, where nobody was ever named who could have it; None where somebody was."""
    line = view.district
    if line is None:
        return "no line to it is built: everything stays in this box"
    return None if line.office else "no safety office is known: everything stays in this box"


def district_words(view: BoardView, passed_ms: int) -> tuple[Words, ...]:
    """One clause a line, the line itself first; nothing where nobody is known yet."""
    line = view.district
    if line is None or not line.office:
        return ()
    overdue = count(line.overdue, "call's record", "calls' records")
    late = ((f"{overdue} NOT OPENED by the safety office in time", False),) if line.overdue else ()
    ahead = ((f"{count(line.held, 'entry', 'entries')} of open calls went ahead of them", True),) if line.held else ()
    blind = () if line.sealed_for else (("nobody outside can open the record yet", True),)
    return (_line(line, passed_ms), _signed(view, line, passed_ms), *ahead, *blind, *late)


def _line(line: DistrictLine, passed_ms: int) -> Words:
    since = ago(line.for_ms + passed_ms)
    short = line.for_ms + passed_ms < UNTROUBLED_MS
    if line.reachable is None:
        return f"NOT KNOWN for {since}: nothing is heard from the uplink", short
    if not line.reachable:
        return f"NO LINE for {since}{f': {fit(line.why, WHY_CHARACTERS_MAX)}' if line.why else ''}", short
    if line.head_state in STATES:
        return STATES[line.head_state], False
    return f"line up for {since}{f': {fit(line.why, WHY_CHARACTERS_MAX)}' if line.why else ''}", True


def _signed(view: BoardView, line: DistrictLine, passed_ms: int) -> Words:
    if not line.countersigned:
        return f"nothing signed for yet, {count(line.backlog, 'entry waits', 'entries wait')}", True
    old = view.wall_ms + passed_ms - line.countersigned_ms >= DAY_MS
    at = (
        f"{ago(view.wall_ms + passed_ms - line.countersigned_ms)} ago"
        if old
        else time_of_day(line.countersigned_ms, zone_at(view))
    )
    wait = f", {line.backlog} wait" if line.backlog else ""
    return f"signed for to entry {line.countersigned} ({at}){wait}", True
