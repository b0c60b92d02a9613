"""Keeps the district's buildings: their names, and which are closed. Knows no box and opens nothing."""

import re
from dataclasses import dataclass

from appliance.envelope.building_name import NAME_LEN_MAX
from appliance.envelope.deposit import Refused
from sync.district.store import Sql
from sync.district.tables import audit
from sync.protocol import Kept

RENAMED, CLOSED, REOPENED = "building renamed", "building closed", "building reopened"
_ABOUT = re.compile(r"building (?P<building>[0-9a-f]{32}) (?P<name>.+)")
_NO_TOKENS = "UPDATE token SET withdrawn_ms = ? WHERE name = ? AND used_ms = 0 AND withdrawn_ms = 0"


@dataclass(frozen=True, slots=True)
class Building:
    """A row of `building`. `closed_ms` is 0 while it is open."""

    building: bytes
    name: str
    closed_ms: int


def bad_name(name: str) -> Refused | None:
    """Say why no building can have this name; None where it can."""
    if 0 < len(name.strip()) <= NAME_LEN_MAX and name.isprintable():
        return None
    return Refused("bad-request", f"A building needs a name of 1 to {NAME_LEN_MAX} characters on one line.")


def named(sql: Sql, name: str) -> Building | None:
    """Give the building with this name."""
    row = sql.one("SELECT building, name, closed_ms FROM building WHERE name = ?", name)
    return None if row is None else Building(*row)


def name_of(sql: Sql, building: bytes) -> str:
    """Give what the district calls the building; empty where it does not know it."""
    row = sql.one("SELECT name FROM building WHERE building = ?", building)
    return "" if row is None else str(row[0])


def rename(sql: Sql, name: str, new_name: str, who: str, now_ms: int) -> Kept | Refused:
    """Rename a building. Its waiting tokens are withdrawn, because each is for a building with one name."""
    if (refused := bad_name(new_name)) is not None:
        return refused
    known = named(sql, name)
    if known is None:
        return _unknown(name)
    if named(sql, new_name) is not None:
        return Refused("bad-request", f"There is a building {new_name!r} already.")
    sql.run(_NO_TOKENS, now_ms, name)
    sql.run("UPDATE building SET name = ? WHERE building = ?", new_name, known.building)
    audit.add(sql, now_ms, who, RENAMED, f"building {known.building.hex()} {new_name}")
    return Kept()


def close(sql: Sql, name: str, who: str, now_ms: int) -> Kept | Refused:
    """Close a building: no box is enrolled there any more, and its tokens are withdrawn. What its box has on its way is kept as ever."""
    known = named(sql, name)
    if known is None:
        return _unknown(name)
    if not known.closed_ms:
        sql.run(_NO_TOKENS, now_ms, name)
        sql.run("UPDATE building SET closed_ms = ? WHERE building = ?", now_ms, known.building)
        audit.add(sql, now_ms, who, CLOSED, f"building {known.building.hex()} {name}")
    return Kept()


def reopen(sql: Sql, name: str, who: str, now_ms: int) -> Kept | Refused:
    """Open a building again, so that it is like any other."""
    known = named(sql, name)
    if known is None:
        return _unknown(name)
    if known.closed_ms:
        sql.run("UPDATE building SET closed_ms = 0 WHERE building = ?", known.building)
        audit.add(sql, now_ms, who, REOPENED, f"building {known.building.hex()} {name}")
    return Kept()


def restore(sql: Sql) -> None:
    """Restore names and closings from the audit log, where a building's own row was damaged."""
    told = "SELECT what, about, at_ms FROM audit WHERE what IN (?, ?, ?) ORDER BY n"
    for what, about, at_ms in sql.all(told, RENAMED, CLOSED, REOPENED):
        said = _ABOUT.fullmatch(about)
        if said is None:
            continue
        building, name = bytes.fromhex(said["building"]), said["name"]
        if what == RENAMED:
            free = "NOT EXISTS (SELECT 1 FROM building WHERE name = ?)"
            sql.run(f"UPDATE building SET name = ? WHERE building = ? AND {free}", name, building, name)  # noqa: S608
        else:
            closed_ms = at_ms if what == CLOSED else 0
            sql.run("UPDATE building SET closed_ms = ? WHERE building = ?", closed_ms, building)


def _unknown(name: str) -> Refused:
    return Refused("not-found", f"The district knows no building {name!r}. See: handbell district buildings")
