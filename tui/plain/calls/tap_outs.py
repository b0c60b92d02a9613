"""Tap-outs as the plain console says them: asked, covered, out, back. Pure; speaks of rooms and cover, never of who asked."""

from collections.abc import Mapping
from typing import Any

from appliance.api.board.board import BoardView
from appliance.api.board.calls import TapOutLine
from appliance.core.calls.titles import WAITS_TOO_LONG
from appliance.core.ground.words import Stage
from appliance.flows.calls.tap_outs import BACK, COVER, OUT, STILL_OUT
from appliance.flows.flow import Flow
from appliance.flows.naming import TAP_OUTS, breaks_words, going_words
from appliance.plan.ids import DeskId, IncidentId
from appliance.words.times import in_words
from tui.plain.change import Change
from tui.plain.sentences import name_owed

_NEXT = {
    Stage.CONFIRMED: f"Once cover is there, type: {OUT.name} {{number}}. If somebody else goes, type: {COVER.name} {{number}}",
    Stage.ON_SCENE: f"If all is well, type: {STILL_OUT.name} {{number}}. Once the educator is back, type: {BACK.name} {{number}}",
}
_COVER = f"Type: {COVER.name} {{number}}"


def tap_out_changes(was: BoardView | None, now: BoardView, owed: Mapping[IncidentId, str]) -> list[Change]:
    """Each one that was asked, changed or ended, and where a name is owed.

    The bell rings once when it is asked, and not again until it is asked again.
    """
    before = {line.incident: line for line in was.tap_outs} if was else {}
    still = {line.incident for line in now.tap_outs}
    planned = f" {says}" if (says := breaks_words(now.breaks)) else ""
    told = [_told(before.get(line.incident), line, owed.get(line.incident, ""), planned) for line in now.tap_outs]
    over = [Change(f"{tap_out_named(line)}: Over.") for line in before.values() if line.incident not in still]
    return [*(change for change in told if change), *over]


def tap_out_named(line: TapOutLine) -> str:
    """`Tap-out 4, Room B204`."""
    return f"{'Drill tap-out' if line.drill else 'Tap-out'} {line.number}, {line.room_name}"


def tap_outs_listed(lines: tuple[TapOutLine, ...]) -> str:
    """Every open one in a few words."""
    if not lines:
        return "No tap-out is open."
    return "Open: " + " ".join(f"{tap_out_named(line)}: {_standing(line)}" for line in lines)


def no_call(line: TapOutLine, instead: Flow[Any] | None) -> str:
    """An act about a call was given the number of a tap-out: what to type instead."""
    to_type = f" Type: {instead.name} {line.number}" if instead else ""
    return f"Call {line.number} is not open: nothing was done. {tap_outs_listed((line,))}{to_type}"


def whole_tap_out(line: TapOutLine, desk: DeskId | None, passed_ms: int) -> str:
    """One of them on the board of a desk."""
    owed = name_owed(line, desk, passed_ms)
    told = "" if line.two_way else " The room cannot be told."
    return (
        f"{tap_out_named(line)}: {_standing(line)} Asked {in_words(line.age_ms + passed_ms)} ago.{told}"
        f"{f' {owed}' if owed else ''}{_to_type(line)}"
    )


def _told(was: TapOutLine | None, now: TapOutLine, owed: str, planned: str) -> Change | None:
    if was is None:
        asks = planned if now.asks_here else ""
        return Change(f"{tap_out_named(now)}: {_standing(now)}{asks}{_to_type(now)}", rings=now.asks_here)
    again = "Asked again. " if now.presses > was.presses else ""
    again += "It is REAL now, no practice. " if was.drill and not now.drill else ""
    stands = f"{_standing(now)}{f' {owed}' if owed else ''}"
    if now.asks_here and (again or now.overdue is not was.overdue):
        return Change(f"{tap_out_named(now)}: {again}{stands}{_to_type(now)}", rings=True)
    if owed or again or (was.stage, was.cover) != (now.stage, now.cover):
        return Change(f"{tap_out_named(now)}: {again}{stands}")
    return None


def _standing(line: TapOutLine) -> str:
    late = f" {WAITS_TOO_LONG[line.overdue].capitalize()}." if line.overdue else ""
    stands = TAP_OUTS[line.stage].sentence.format(cover=going_words(line.cover) or "somebody")
    return f"{stands}{late}"


def _to_type(line: TapOutLine) -> str:
    """What comes next where it waits for somebody: never an act that would say what is not so."""
    return f" {_NEXT.get(line.stage, _COVER).format(number=line.number)}" if line.asks_here else ""
