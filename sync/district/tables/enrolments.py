"""Keeps who belongs to the district: boxes, certificates of offices and administrators, and who was shut out. Opens nothing.

One box stands for a building. Another one is enrolled in its place only with a token that names it.
"""

from dataclasses import dataclass

from appliance.envelope.deposit import Refused
from appliance.envelope.format import GENESIS_DIGEST
from sync.administration import Shut
from sync.district.store import Sql
from sync.district.tables import audit, boxes, successions, tokens
from sync.protocol import Kept, Role


@dataclass(frozen=True, slots=True)
class NewBox:
    """A box that asks to be enrolled, with the serial number and end of its certificate. It was checked that it has its device key."""

    building: bytes
    box: bytes
    device_key: bytes
    serial: str
    until_ms: int


def enrol(sql: Sql, token: str, new: NewBox, now_ms: int) -> Kept | Refused:
    """Enrol a box with a token."""
    found = tokens.that_serves(sql, token, now_ms)
    if isinstance(found, Refused):
        return found
    known = boxes.locked(sql, new.box)
    # Everything is checked before anything is written: what is written before a refusal would stay.
    refused = _no_building(sql, found, new.building) or no_box(known, new) or _occupied(sql, found, new)
    if refused is not None:
        return refused
    if not found.building:
        sql.run("INSERT INTO building (building, name, since_ms) VALUES (?, ?, ?)", new.building, found.name, now_ms)
    _enter(sql, known, new, now_ms)
    sql.run("UPDATE box SET replaces = ? WHERE box = ?", found.replaces, new.box)
    add_certificate(sql, Role.BUILDING, new.box.hex(), new.serial, new.until_ms)
    tokens.use(sql, found, now_ms)
    about = f"building {new.building.hex()} {found.name}, serial {new.serial}"
    audit.add(sql, now_ms, f"box {new.box.hex()}", "enrolled", about)
    return Kept()


def certify(sql: Sql, role: Role, name: str, serial: str, until_ms: int, who: str, now_ms: int) -> None:
    """Note that an office or administrator has a certificate."""
    add_certificate(sql, role, name, serial, until_ms)
    audit.add(sql, now_ms, who, f"certificate made for {role.value}", f"{name}, serial {serial}")


def shut_out_since(sql: Sql, audited: int) -> set[str]:
    """Give all who are shut out, as the audit log names them, if anybody was shut out after this line of it; else nobody."""
    if sql.one("SELECT 1 FROM audit WHERE n > ? AND what = 'revoked' LIMIT 1", audited) is None:
        return set()
    boxes_ = sql.all("SELECT box FROM box WHERE state = 'revoked'")
    certificates = sql.all("SELECT role, name FROM certificate WHERE revoked = 1")
    people = {f"{'box' if role == Role.BUILDING else role} {name}" for role, name in certificates}
    return people | {f"box {box.hex()}" for (box,) in boxes_}


def add_certificate(sql: Sql, role: Role, name: str, serial: str, until_ms: int) -> None:
    """Note a certificate that was given. `name`: whose it is; for a box, its id in hex."""
    sql.run(
        "INSERT INTO certificate (serial, role, name, until_ms) VALUES (?, ?, ?, ?)", serial, role.value, name, until_ms
    )


def certified(sql: Sql, role: Role, serial: str) -> bool:
    """Whether a certificate of this role was given and not shut out since. For a box this is read with its row (`boxes`)."""
    row = sql.one("SELECT revoked FROM certificate WHERE serial = ? AND role = ?", serial, role.value)
    return row is not None and not row[0]


def newest_serials(sql: Sql) -> dict[str, str]:
    """Give box (hex) → serial number of the certificate that it was given last, where that is known."""
    return dict(sql.all("SELECT name, serial FROM certificate WHERE role = ? ORDER BY until_ms", Role.BUILDING.value))


def revoke(sql: Sql, what: str, reason: str, who: str, now_ms: int) -> Shut | Refused:
    """Shut out a box (its id in hex) or a certificate (its serial number in hex, as any program writes it), from the next request on."""
    digits = _digits(what)
    try:
        box = bytes.fromhex(digits)
    except ValueError:
        box = b""
    if box and sql.changed("UPDATE box SET state = 'revoked' WHERE box = ?", box):
        shut = Shut("box", box.hex())
        successions.left_alone(sql, box, now_ms)
    else:
        serial = _serial(digits)
        row = sql.one("SELECT role, name FROM certificate WHERE serial = ?", serial)
        if row is None:
            return Refused(
                "not-found",
                f"There is no box and no certificate {what!r}. Boxes and their certificates: handbell district buildings;"
                " those of offices and administrators: handbell district audit",
            )
        sql.run("UPDATE certificate SET revoked = 1 WHERE serial = ?", serial)
        shut = Shut(*row)
    audit.add(sql, now_ms, who, "revoked", f"{what}: {reason}")
    return shut


def shut_again(sql: Sql, now_ms: int) -> None:
    """Make sure that revoked certificates stay revoked, whatever was damaged: the audit log says which they are."""
    for (about,) in sql.all("SELECT about FROM audit WHERE what = 'revoked' ORDER BY n"):
        serial = _serial(_digits(about.partition(": ")[0]))
        if sql.changed("UPDATE certificate SET revoked = 1 WHERE serial = ? AND revoked <> 1", serial):
            audit.add(sql, now_ms, "this server", "damage mended", f"the certificate {serial} is revoked, as it was")


def _digits(what: str) -> str:
    return "".join(what.lower().replace(":", "").split())


def _serial(digits: str) -> str:
    return digits.removeprefix("serial=").removeprefix("0x").lstrip("0")


def _no_building(sql: Sql, token: tokens.Token, building: bytes) -> Refused | None:
    """Say why the token does not serve for this building; None where it does. A known building cannot be taken over with a token for
    another.
    """
    if token.building:
        other = "The token is for another building than this box's. Ask the district for one for this building."
        return None if token.building == building else Refused("token", other)
    if sql.one("SELECT 1 FROM building WHERE building = ? OR name = ?", building, token.name) is not None:
        says = (
            f"This building, or one named {token.name!r}, is enrolled already. For a box in the place of one there: "
            f"handbell district enrol {token.name!r} --replace BOX"
        )
        return Refused("token", says)
    return None


def _occupied(sql: Sql, token: tokens.Token, new: NewBox) -> Refused | None:
    """Refuse where another box stands for the building: it gives way only to a box whose token names it."""
    current = [box for box in boxes.current(sql, new.building) if box not in {new.box, token.replaces}]
    if not current:
        return None
    says = (
        f"The box {current[0].hex()} stands for this building. If it is to give way: "
        f"handbell district enrol {token.name!r} --replace {current[0].hex()}"
    )
    return Refused("occupied", says)


def no_box(known: boxes.Box | None, new: NewBox) -> Refused | None:
    """Say why a box that is `known` here cannot be enrolled."""
    if known is None:
        return None
    if (known.device_key or new.device_key, known.building) != (new.device_key, new.building):
        return Refused("token", "A box of this id is enrolled with another key or for another building.")
    return boxes.closed(known)


def _enter(sql: Sql, known: boxes.Box | None, new: NewBox, now_ms: int) -> None:
    """Let the box stand for its building, in place of earlier boxes."""
    sql.run(
        "UPDATE box SET state = 'superseded' WHERE building = ? AND box <> ? AND state IN ('ok', 'fork')",
        new.building,
        new.box,
    )
    successions.settle(sql, new.building, new.box, now_ms)
    if known is not None:
        _came_back(sql, known, new)
        return
    sql.run(
        "INSERT INTO box (box, building, device_key, epoch, digest, enrolled_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
        new.box,
        new.building,
        new.device_key,
        boxes.NO_EPOCH,
        GENESIS_DIGEST,
        now_ms,
        new.until_ms,
    )


def _came_back(sql: Sql, known: boxes.Box, new: NewBox) -> None:
    undecided = sql.one("SELECT 1 FROM fork WHERE box = ? AND length(decided) = 0", known.box)
    boxes.set_state(sql, known.box, "ok" if undecided is None else "fork")
    sql.run("UPDATE box SET until_ms = ?, device_key = ? WHERE box = ?", new.until_ms, new.device_key, known.box)
