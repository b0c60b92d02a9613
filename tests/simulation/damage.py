"""Checks a box whose data folder rots: it says what it lost, and everything else is as it was. Knows none of its files."""

from typing import TYPE_CHECKING

from appliance.engine.engine import Engine
from appliance.engine.mending import CALLS_UNREADABLE, ENTRIES_UNREADABLE
from appliance.envelope import format as layout
from appliance.logbook import verify
from appliance.logbook.recovery import gaps_in, set_aside_in
from appliance.logbook.remembering import Remembered
from appliance.logbook.store import Logbook
from appliance.plan.ids import IncidentId
from tests.simulation.checkers import Witness, replayed
from tests.simulation.history import History

if TYPE_CHECKING:
    from tests.simulation.box import Box
    from tests.simulation.world import World


def said_lost(remembered: Remembered) -> int:
    """Give how many entries and open calls a start says that it cannot read."""
    return remembered.missing + remembered.lost_calls + len(remembered.unreadable)


def causes_owed(remembered: Remembered) -> set[str]:
    """Give the keys of the troubles that must say so at the desks, for as long as this run lasts."""
    owed = {CALLS_UNREADABLE.key} if remembered.missing or remembered.lost_calls else set()
    return owed | ({ENTRIES_UNREADABLE.key} if remembered.unreadable else set())


def witness_of(world: "World", engine: Engine, logbook: Logbook, remembered: Remembered) -> Witness:
    """Make the witness of this run. Its board follows from what was sealed, or, where the record began anew, from what was carried over."""
    history = world.history
    history.ends_at(logbook.kept[0])
    if remembered.troubles or said_lost(remembered) or not history.on_disk:
        world.say(f"the record is damaged: {remembered.missing} entries and {remembered.lost_calls} calls lost")
        history.lost |= open_in(history) - set(engine.board.incidents)
        history.begins_anew(engine.board, remembered.carried or list(remembered.facts))
    elif (found := set(engine.board.incidents) - open_in(history)) and found <= history.lost:
        world.say(f"found in the damaged record: {sorted(found)}")
        history.begins_anew(engine.board, list(remembered.facts))
    return Witness(engine, world, world.kept, history.facts, history.begins, history.carried)


def open_in(history: History) -> set[IncidentId]:
    """Give the calls that are open according to what was sealed."""
    return set(replayed(history.facts, history.begins).incidents)


async def what_is_missing_is_said(box: "Box") -> None:
    """Check that the box says what is missing. Call this once what was set aside is back, and the box has looked through
    the whole record.
    """
    rows = await box.logbook.reader.after(0, 1 << 30)
    folder, history, said = box.logbook.folder, box.world.history, box.queries.verification.findings
    checked = verify.check(rows, box.vault.building, None, gaps_in(folder))
    findings = [each for each in checked if isinstance(each, verify.Finding)]
    assert said or not findings, f"nobody says that {findings}"
    gone = set(range(1, box.logbook.kept[0] + 1)) - {number for number, _ in rows}
    assert said or set_aside_in(folder) or not gone, f"nobody says that {sorted(gone)} are missing"
    recent = [row for row in rows if row[0] >= history.first]
    opened = await box.logbook.opener.open(recent)
    told = [each.fact for each in opened if each.fact is not None and each.fact not in history.carried]
    differ = [fact for fact in history.up_to(rows[-1][0]) if fact not in told]
    whole = [entry for (_, entry), each in zip(recent, opened, strict=True) if each.fault is None]
    unread = sum(number >= history.first for number in gone) + len(recent) - len(whole) + await _without_key(box, whole)
    assert len(differ) <= unread, f"recorded, and not in the record: {differ}"


async def _without_key(box: "Box", entries: list[bytes]) -> int:
    """Count the entries without a key. A damaged wrap of a call that is over is like a destroyed one: nobody can miss it."""
    headers = [layout.whole_header(entry) for entry in entries]
    return sum([await box.logbook.opener.key_of(header.stream, header.key_no) is None for header in headers])
