"""Tests what `handbell district … --json` tells programs: names that stay, and null where nothing is known."""

import re
from pathlib import Path

from sync.administration import AuditLine, BoxSeen, Fleet
from sync.district import for_programs

AT_MS, AT = 1_795_000_000_000, "2026-11-18T11:06:40Z"
LINCOLN = BoxSeen("aa", "Lincoln", "bb", "ok", 40, AT_MS, 3, "0.1.0", 900, AT_MS, "c0", AT_MS, "Lincoln ES", AT_MS)
NEW = BoxSeen("aa", "Lark", "bb", "ok", 0, 0, 0, "", 0, 0)


def test_a_box_a_new_one_and_a_building_that_waits_have_the_same_names() -> None:
    known, new, waits = for_programs.buildings(Fleet((LINCOLN, NEW), ("Fox Hollow",)))
    assert known == {
        "building_id": "aa", "building_name": "Lincoln", "plan_name": "Lincoln ES", "box_id": "bb", "state": "ok",
        "last_seen": AT, "entries": 40, "backlog": 3, "backlog_said": AT, "version": "0.1.0", "bytes_kept": 900, "certificate_until": AT,
        "certificate_serial": "c0",
        "building_closed": AT,
    }  # fmt: skip
    unknown = dict.fromkeys(known)
    assert new == {
        **unknown,
        "building_id": "aa",
        "building_name": "Lark",
        "box_id": "bb",
        "state": "ok",
        "entries": 0,
        "bytes_kept": 0,
    }
    assert waits == {**unknown, "building_name": "Fox Hollow", "state": "waiting"}


def test_a_line_of_the_audit_log_has_its_time_in_utc() -> None:
    told = for_programs.audit_line(AuditLine(7, AT_MS, "box bb", "enrolled", "building aa"))
    assert told == {"number": 7, "at": AT, "who": "box bb", "what": "enrolled", "about": "building aa"}


def test_the_names_are_those_that_are_documented() -> None:
    install = (Path(__file__).parents[3] / "INSTALL.md").read_text(encoding="utf-8")
    (box,) = for_programs.buildings(Fleet((LINCOLN,), ()))
    line = for_programs.audit_line(AuditLine(7, AT_MS, "box bb", "enrolled", "building aa"))
    for what, told in (("buildings", box), ("audit", line)):
        (names,) = re.findall(rf"^\| `handbell district {what} --json` \|.*\| (.*) \|$", install, re.MULTILINE)
        assert re.findall(r"`(\w+)`", names) == list(told), what
