"""Gives what `handbell district` tells programs, as JSON objects: their names stay the same, and null stands for what is
not known. Pure.
"""

from collections.abc import Iterator

from appliance.command_line import utc
from sync.administration import AuditLine, BoxSeen, Fleet

WAITING = "waiting"  # one more state, besides those of a box: a token waits for one


def buildings(fleet: Fleet) -> Iterator[dict[str, object]]:
    """Give each box; then each building for whose box a token waits."""
    for box in fleet.boxes:
        yield _box(box)
    nothing = dict.fromkeys(_box(_NO_BOX))
    for name in fleet.waiting:
        yield {**nothing, "building_name": name, "state": WAITING}


def audit_line(line: AuditLine) -> dict[str, object]:
    """Give a line of the audit log."""
    return {"number": line.number, "at": utc(line.at_ms), "who": line.who, "what": line.what, "about": line.about}


def _box(box: BoxSeen) -> dict[str, object]:
    return {
        "building_id": box.building,
        "building_name": box.name,
        "plan_name": box.plan_name or None,
        "box_id": box.box,
        "state": box.state,
        "last_seen": utc(box.last_seen_ms),
        "entries": box.number,
        "backlog": box.backlog if box.backlog_said_ms else None,
        "backlog_said": utc(box.backlog_said_ms),
        "version": box.version or None,
        "bytes_kept": box.bytes_kept,
        "certificate_until": utc(box.certificate_until_ms),
        "certificate_serial": box.certificate_serial or None,
        "building_closed": utc(box.building_closed_ms),
    }


_NO_BOX = BoxSeen("", "", "", "", 0, 0, 0, "", 0, 0)
