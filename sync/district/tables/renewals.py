"""Keeps a box's certificates after its first: each request is answered by one certificate for ever, and a day has a limited number of
requests. Opens nothing.
"""

from typing import NamedTuple

from appliance.envelope.deposit import Refused
from sync.district.authority import Issued
from sync.district.store import Sql
from sync.district.tables import audit, boxes
from sync.district.tables.enrolments import add_certificate
from sync.district.tables.quota import DAY_MS, Limit, OverQuota
from sync.protocol import Role

RENEWALS_A_DAY = (
    24  # one renewal an hour: a box asks twice a year, and every ten minutes while its answers are lost on the way
)
RETRY_AFTER_S = 3600


class Known(NamedTuple):
    """What a renewal is judged by: the device key that must have signed it, or the certificate that this very request was given. `over`:
    the box had too many today; only the box itself is told so.
    """

    device_key: bytes
    given: str
    over: OverQuota | None


def known(sql: Sql, building: bytes, box: bytes, request: bytes, now_ms: int) -> Known | Refused:
    """Give what is known for a renewal. `request`: the digest of the whole request with its signature."""
    found = boxes.locked(sql, box)
    if found is None or found.building != building:
        return boxes.UNKNOWN
    if (refused := boxes.closed(found)) is not None:
        return refused
    given = _given(sql, box, request)
    return Known(found.device_key, given, None if given else _too_many(sql, box, now_ms))


def renewed(sql: Sql, box: bytes, request: bytes, issued: Issued, now_ms: int) -> str | OverQuota:
    """Give the certificate that the box has from now on: another one than this, if the same request was answered meanwhile."""
    boxes.locked(sql, box)
    if given := _given(sql, box, request):
        return given
    if (over := _too_many(sql, box, now_ms)) is not None:
        return over
    sql.run("UPDATE box SET until_ms = ? WHERE box = ?", issued.until_ms, box)
    add_certificate(sql, Role.BUILDING, box.hex(), issued.serial, issued.until_ms)
    row = (box, request, now_ms, issued.pem)
    sql.run("INSERT INTO renewal (box, request, at_ms, certificate) VALUES (?, ?, ?, ?)", *row)
    audit.add(sql, now_ms, f"box {box.hex()}", "certificate renewed", f"serial {issued.serial}")
    return issued.pem


def _given(sql: Sql, box: bytes, request: bytes) -> str:
    row = sql.one("SELECT certificate FROM renewal WHERE box = ? AND request = ?", box, request)
    return "" if row is None else str(row[0])


def _too_many(sql: Sql, box: bytes, now_ms: int) -> OverQuota | None:
    row = sql.one("SELECT count(*) FROM renewal WHERE box = ? AND at_ms > ?", box, now_ms - DAY_MS)
    if row is None or row[0] < RENEWALS_A_DAY:
        return None
    says = f"This box was given {row[0]} certificates within a day, {RENEWALS_A_DAY} are allowed. The last of them is good."
    return OverQuota(Refused("quota", says), RETRY_AFTER_S, Limit.RENEWALS)
