"""Works out what a list of sounders adds to a plan, or every reason why it cannot. Pure: knows no file and writes none. As with buttons,
whatever the plan's own check judges is not judged here: the check reads the rows, and its findings get their lines.
"""

import msgspec

from appliance.buttons.findings import RowFindings
from appliance.buttons.sounder_rows import SounderRow
from appliance.plan.families import ESPHOME
from appliance.plan.ids import KeyId, SounderId, ZoneId
from appliance.plan.ladder import default_ladder
from appliance.plan.mistakes import Mistake, quoted
from appliance.plan.model import Plan, Sounder


class SounderEntries(RowFindings):
    """What a list adds. `sounders` are the ones that the plan has not yet; `of` has the sounder of every row."""

    sounders: list[Sounder] = msgspec.field(default_factory=list)
    of: list[tuple[SounderRow, Sounder]] = msgspec.field(default_factory=list)


def sounder_entries(rows: list[SounderRow], plan: Plan) -> SounderEntries:
    """Work out what the rows add to this plan. The result counts only if there are no mistakes."""
    found = SounderEntries("in the plan or the list of rooms")
    planned = {sounder.sounder: sounder for sounder in plan.sounders}
    lines: list[int] = []
    first_lines: dict[str, int] = {}
    for row in rows:
        known = planned.get(SounderId(row.sounder))
        if known is None:
            found.sounders.append(_sounder(row))
            lines.append(row.line)
        else:
            _same_as_planned(row, known, found)
            found.note_again("sounder", row.sounder, row.line, first_lines)  # as with buttons
        found.of.append((row, known or found.sounders[-1]))
    found.judge(with_sounders(plan, found), {"sounders": lines})
    return found


def _sounder(row: SounderRow) -> Sounder:
    # The key is named like its sounder: people would only mix up two names.
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
    """Check that the plan's sounder is the one in the row: a device made for another sounder would stay silent."""
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


def with_sounders(plan: Plan, found: SounderEntries) -> Plan:
    """Give the plan as it will be. The usual ladder tells every sounder, also new ones."""
    whole = msgspec.structs.replace(plan, sounders=(*plan.sounders, *found.sounders))
    if plan.ladder == default_ladder(plan.desks, plan.sounders, plan.people):
        ladder = default_ladder(whole.desks, whole.sounders, whole.people)
        return msgspec.structs.replace(whole, ladder=ladder)
    return whole
