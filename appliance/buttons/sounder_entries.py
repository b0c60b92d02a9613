"""What a list of sounders adds to a plan, and every reason why it cannot. Pure: knows no file and writes none.

As with buttons, nothing is judged here that a plan is judged by anyway: its own check reads the rows, and their lines are put to it.
"""

import re

import msgspec

from appliance.buttons.sounder_rows import SounderRow
from appliance.plan.check import check
from appliance.plan.families import ESPHOME
from appliance.plan.ids import KeyId, SounderId, ZoneId
from appliance.plan.ladder import default_ladder
from appliance.plan.mistakes import Finding, Mistake, quoted
from appliance.plan.model import Plan, Sounder

_PATH = re.compile(r"sounders\[(\d+)\]\.?(\w*)")
_COLUMNS = {"id": "sounder", "key": "sounder", "device": "sounder"}


class SounderEntries(msgspec.Struct):
    """`sounders` are those the plan has not yet; `of` has the sounder of every row."""

    sounders: list[Sounder] = []
    of: list[tuple[SounderRow, Sounder]] = []
    mistakes: list[Mistake] = []
    warnings: list[Mistake] = []


def sounder_entries(rows: list[SounderRow], plan: Plan) -> SounderEntries:
    """What the rows add to this plan. Only worth anything when there are no mistakes."""
    found = SounderEntries()
    planned = {sounder.sounder: sounder for sounder in plan.sounders}
    lines: list[int] = []
    again: dict[str, int] = {}
    for row in rows:
        known = planned.get(SounderId(row.sounder))
        if known is None:
            found.sounders.append(_sounder(row))
            lines.append(row.line)
        else:
            _same_as_planned(row, known, found)
            if (first := again.setdefault(row.sounder, row.line)) != row.line:  # as with buttons
                says = f"{quoted(row.sounder)} is used already, on line {first}."
                found.mistakes.append(Mistake("sounder", row.line, says, "Each must have its own: choose another."))
        found.of.append((row, known or found.sounders[-1]))
    _judge(plan, lines, found)
    return found


def _sounder(row: SounderRow) -> Sounder:
    # a key is named like its sounder: two names for one thing would only be mixed up
    return Sounder(
        sounder=SounderId(row.sounder),
        name=row.name,
        family=ESPHOME,
        output="",
        zone=ZoneId(row.zone),
        key=KeyId(row.sounder),
        address=row.address,
    )


def _same_as_planned(row: SounderRow, planned: Sounder, found: SounderEntries) -> None:
    """A sounder that the plan has already must be the one in the row: a device made for another would stay silent."""
    whose = f"sounder {quoted(row.sounder)}"
    if planned.family != ESPHOME or planned.key != row.sounder:
        says = (
            f"The plan has {whose} already, of the family {quoted(planned.family)}, with the key {quoted(planned.key)}."
        )
        do = f"Write `family: {ESPHOME}` and `key: {row.sounder}` there, or name another sounder here."
        found.mistakes.append(Mistake("sounder", row.line, says, do))
    for column in ("name", "zone", "address"):
        said, stands = getattr(row, column), getattr(planned, column)
        if said and said != stands:
            says = f"This says {quoted(said)}; {whose} stands with {quoted(stands)} in the plan."
            found.mistakes.append(Mistake(column, row.line, says, "Correct one of the two."))


def _judge(plan: Plan, lines: list[int], found: SounderEntries) -> None:
    whole = msgspec.structs.replace(plan, sounders=(*plan.sounders, *found.sounders))
    if plan.ladder == default_ladder(
        plan.desks, plan.sounders, plan.people
    ):  # the usual one tells every sounder, also new ones
        whole = msgspec.structs.replace(whole, ladder=default_ladder(whole.desks, whole.sounders, whole.people))
    told: set[tuple[int, str]] = set()
    for each in check(whole):
        placed = _placed(each, lines, len(plan.sounders))
        # one wrong name is at once a sounder's, a device's and a key's: it is told once
        if placed is not None and (placed.line, placed.path) not in told:
            told.add((placed.line, placed.path))
            (found.warnings if each.warning else found.mistakes).append(placed)


def _placed(each: Finding, lines: list[int], before: int) -> Mistake | None:
    """The finding with the line of its row; None where it is about what no row brought."""
    if each.path == "sounders" and lines:
        return Mistake("", 1, each.says, each.do)
    place = _PATH.match(each.path)
    if place is None or int(place[1]) < before:
        return None
    says = each.says
    if each.see:
        first = _PATH.match(each.see)
        at = int(first[1]) - before if first is not None else -1
        says = says.replace(f"at {each.see}", f"on line {lines[at]}" if at >= 0 else "in the plan or the list of rooms")
    return Mistake(_COLUMNS.get(place[2], place[2]), lines[int(place[1]) - before], says, each.do)
