"""Says what closes a duty: a note, or what stands in its record, and where a person writes that. Pure."""

from appliance.api.duties.messages import DutyLine
from appliance.duties.duty import State
from appliance.flows.records.naming import PARTS
from appliance.plan.mistakes import listed
from appliance.record.fields import FIELDS, GROUPS
from appliance.record.words import FieldId, Part

_STATUS = FieldId("status")


def closed_by_note(line: DutyLine) -> bool:
    """Whether a person's word closes it. Otherwise facts alone do, and then a note confirms no more than the duty itself says."""
    return line.confirms not in {"", line.says}


def closed_by(line: DutyLine) -> str:
    """Say what closes it: facts, a note, or both."""
    if not closed_by_note(line):
        return f"{_once(line)} No note closes it."
    if line.evidence:
        return f"{_once(line)} Whoever owes it can also note {line.confirms}."
    return f"A note by whoever owes it, which says {line.confirms}."


def written_in(line: DutyLine) -> Part | None:
    """Give the part of the record in which the reader writes what closes it. None where there is nothing to write, or not in one part."""
    if line.state is not State.OPEN or not line.owe or closed_by_note(line):
        return None
    parts = {FIELDS[each].part for each in line.evidence if each != _STATUS} & {*PARTS}
    return parts.pop() if len(parts) == 1 else None


def leads(line: DutyLine) -> str:
    """Word the choice that leads to the record: `Write it in record 12, under “Review”`, or `Open record 12`."""
    part, record = written_in(line), f"record {line.record.number}"
    return f"Write it in {record}, under “{PARTS[part]}”" if part else f"Open {record}"


def _once(line: DutyLine) -> str:
    """`It is done once record 12 says so under “Review” (supports): write it there.`"""
    record = f"record {line.record.number}"
    if _STATUS in line.evidence:
        return f"It is done once {record} is submitted."
    where = [f"“{PARTS[part]}” ({listed(_things(line, part))})" for part in PARTS if _things(line, part)]
    under = f" under {listed(where)}" if where else ""
    return f"It is done once {record} says so{under}: write it there."


def _things(line: DutyLine, part: Part) -> tuple[str, ...]:
    """Give what the part asks about, of which the duty is closed: the name of a group, or of a single question."""
    fields = [FIELDS[each] for each in line.evidence if FIELDS[each].part is part]
    return tuple(dict.fromkeys(GROUPS[each.group].many.lower() if each.group else f"“{each.label}”" for each in fields))
