"""Keeps what the safety office signs for buildings, notices and *opened*, and passes it on; only the buildings judge whether it counts.

The server acts on one kind itself: a decided fork. For that it takes notices only under one root key (`roots`).
"""

from hashlib import sha256
from itertools import accumulate

import msgspec

from appliance.envelope.deposit import ForkDecided, Notices, Refused, Signed
from appliance.envelope.format import UNREADABLE, FormatError
from appliance.envelope.statements import EVERY_BUILDING, Notice, NoticeType, Opened
from sync.district.batch import NUMBER_MAX
from sync.district.receipt_key import signed_by_its_key
from sync.district.store import Sql
from sync.district.tables import audit, forks, roots, successions
from sync.protocol import ANSWER_LEN_MAX, Kept

OPENED = 0  # in the column `type`
TOLD_MAX = 50  # in one answer, and fewer where they exceed ANSWER_LEN_MAX bytes; usual ones have 4 KB

_FORKS = msgspec.msgpack.Decoder(tuple[ForkDecided, ...])


def keep_notice(sql: Sql, signed: Signed, who: str, now_ms: int) -> Kept | Refused:
    """Keep an order of the office, and act on it if it decides a fork. The same again changes nothing."""
    try:
        notice = Notice.unpack(signed.statement)
        decisions = _FORKS.decode(notice.body) if notice.type is NoticeType.FORK_DECIDED else ()
    except (FormatError, *UNREADABLE) as wrong:
        return Refused("bad-request", f"This is no notice: {wrong}.")
    if any(number > NUMBER_MAX for number in (notice.version, *(decision.number for decision in decisions))):
        return _TOO_HIGH
    if not signed_by_its_key(signed):
        return _NOT_SIGNED
    if not roots.takes(sql, signed.key):
        return Refused(
            "other-root",
            "This notice is signed by another root key than those before. Which district is this one for? Where the root key was lost:"
            " handbell district root, on the server.",
        )
    kept = _keep(sql, signed, notice.building, notice.type, notice.version, now_ms)
    if kept.version and notice.type is NoticeType.FORK_DECIDED:
        for decision in decisions:
            if not successions.decide(sql, decision, notice.building, now_ms):
                forks.decide(sql, decision, notice.building, now_ms)
                successions.decided_against(sql, decision)
    if kept.version:
        audit.add(
            sql, now_ms, who, f"notice {notice.type.name.lower()}", f"version {notice.version} for {_whom(notice)}"
        )
    return kept


def keep_opened(sql: Sql, signed: Signed, now_ms: int) -> Kept | Refused:
    """Keep the word that a stream was opened, to pass it on. The same again changes nothing."""
    try:
        opened = Opened.unpack(signed.statement)
    except FormatError as wrong:
        return Refused("bad-request", f"This is no *opened*: {wrong}.")
    if opened.last > NUMBER_MAX:
        return _TOO_HIGH
    if not signed_by_its_key(signed):
        return _NOT_SIGNED
    return _keep(sql, signed, opened.building, OPENED, opened.last, now_ms)


def after(sql: Sql, building: bytes, since: int) -> Notices:
    """Give what is for this building after `since`, oldest first. If `since` is beyond everything, this server was put back to an older
    copy, and gives numbers a second time: then give all from the beginning. A building knows what it has already.
    """
    if since > audit.last_of(sql, "notice"):
        since = 0
    lengths = sql.all(
        "SELECT n, length(statement) FROM notice"  # noqa: S608 — a number of ours
        f" WHERE building IN (?, ?) AND n > ? ORDER BY n LIMIT {TOLD_MAX}",
        *(building, EVERY_BUILDING, since),
    )
    sums = accumulate(length for _, length in lengths)
    to = max((n for (n, _), length in zip(lengths, sums, strict=True) if length <= ANSWER_LEN_MAX), default=since)
    rows = sql.all(
        "SELECT n, type, statement, key, signature FROM notice WHERE building IN (?, ?) AND n > ? AND n <= ? ORDER BY n",
        *(building, EVERY_BUILDING, since, to),
    )
    notices = tuple(Signed(*row[2:]) for row in rows if row[1] != OPENED)
    opened = tuple(Signed(*row[2:]) for row in rows if row[1] == OPENED)
    return Notices(notices, opened, rows[-1][0] if rows else since)


def buildings_told(sql: Sql, since: int) -> tuple[int, set[bytes]]:
    """Give the newest notice's number, and the buildings that the notices after `since` are for."""
    rows = sql.all("SELECT n, building FROM notice WHERE n > ? ORDER BY n", since)
    return (rows[-1][0] if rows else since), {building for _, building in rows}


def _keep(sql: Sql, signed: Signed, building: bytes, kind: int, version: int, now_ms: int) -> Kept:
    """Keep it. The version is 0 where it was here already."""
    digest = sha256(signed.key + signed.statement).digest()
    if sql.one("SELECT 1 FROM notice WHERE digest = ?", digest) is not None:
        return Kept()
    number = audit.next_of(sql, "notice")
    sql.run(
        "INSERT INTO notice (n, building, type, version, statement, key, signature, digest, at_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        number,
        building,
        int(kind),
        version,
        signed.statement,
        signed.key,
        signed.signature,
        digest,
        now_ms,
    )
    return Kept(number)


def _whom(notice: Notice) -> str:
    return "every building" if notice.building == EVERY_BUILDING else f"building {notice.building.hex()}"


_NOT_SIGNED = Refused("signature", "The signature is not that of the key beside it.")
_TOO_HIGH = Refused("bad-request", f"It has a version or number above {NUMBER_MAX}, which is impossible.")
