"""Feeds the district with made-up bytes of boxes, up to what it writes down: `district.py NAME SECONDS FOLDER`. It runs by itself.

Whatever the bytes are, the district keeps them or refuses them by name. What it said to have kept, it gives to an office as it came.
"""

import contextlib
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

import atheris

from tests.fuzz.fed import fed

with atheris.instrument_imports(include=["appliance.envelope", "sync"]):
    from appliance.envelope.deposit import Deposit, Deposited, Held, Refused, Signed, Urgent
    from appliance.envelope.format import FormatError
    from appliance.envelope.statements import Succession
    from sync import protocol
    from sync.district.batch import checked
    from sync.district.migrations import missing
    from sync.district.receipt_key import ReceiptKey, signed_by_its_key
    from sync.district.request import BadBody, query_of
    from sync.district.routes import ROUTES
    from sync.district.sqlite_sql import SqliteSql
    from sync.district.tables import (
        boxes,
        bundles,
        collecting,
        deposits,
        enrolments,
        following,
        restoring,
        tokens,
        urgent,
    )
    from sync.district.tables.deposits import Terms
    from sync.district.tables.quota import OverQuota
    from sync.live import Known, unpack_deposit
    from tests.fuzz.chain import BOX, BUILDING, CHAIN, KEPT, RECIPIENT

NOW_MS = 1_795_000_000_000
TERMS = Terms(ReceiptKey(bytes(32)), NOW_MS)


def _store() -> sqlite3.Connection:
    """Make a store with a box that has brought the first of its entries."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript("".join(step.sql for step in missing("sqlite", set())))
    sql = SqliteSql(connection, os.abort)
    token = tokens.make_token()
    tokens.offer(sql, token, tokens.Offer("Lincoln", b"", 3600), "test", NOW_MS)
    enrolments.enrol(sql, token, enrolments.NewBox(BUILDING, BOX, bytes(32), "1", NOW_MS), NOW_MS)
    assert isinstance(_brought(sql, Deposit(CHAIN[:KEPT], ())), Deposited)
    return connection


@contextlib.contextmanager
def _undone(connection: sqlite3.Connection) -> Iterator[SqliteSql]:
    connection.execute("BEGIN")
    yield SqliteSql(connection, os.abort)
    connection.execute("ROLLBACK")


def _brought(sql: SqliteSql, body: Deposit | Urgent) -> Deposited | Held | Refused | OverQuota:
    """Take it in as both doors do."""
    batch = checked(body, BUILDING, BOX)
    if isinstance(batch, Refused):
        return batch
    if isinstance(body, Urgent):
        return urgent.hold(sql, BOX, batch, TERMS)
    return deposits.deposit(sql, BOX, batch, TERMS, lost_before=False)


STORE = _store()


def kept(data: bytes) -> None:
    """Feed a body of either lane, or a message of the live line."""
    for read in (
        lambda: protocol.decode(Deposit, data),
        lambda: protocol.decode(Urgent, data),
        lambda: unpack_deposit(data, Known(BUILDING, BOX))[0],
    ):
        with contextlib.suppress(FormatError):
            _is_kept_or_refused(read())


def _is_kept_or_refused(body: Deposit | Urgent) -> None:
    with _undone(STORE) as sql:
        answer = _brought(sql, body)
        match answer:
            case Deposited(receipt=receipt):
                receipts = (receipt,)
            case Held(receipts=receipts):
                pass
            case Refused() | OverQuota():
                return
        assert all(signed_by_its_key(each) for each in receipts)
        page = collecting.collected(sql, BUILDING, RECIPIENT, 0, protocol.COLLECT_PLACES_MAX, NOW_MS)
        assert {*body.entries, *CHAIN[:KEPT]} <= {each.entry for each in page.entries}
        assert {each.wrap for each in body.wraps if each.recipient == RECIPIENT} <= {
            each.wrap for _, each in page.wraps
        }
        protocol.encode(page), protocol.encode(boxes.head(sql, BOX))
        again = _brought(sql, body)
        assert (
            again == answer
            if isinstance(body, Urgent)
            else isinstance(again, Deposited) and again.receipt == receipts[0]
        )


def around(data: bytes) -> None:
    """Feed what a box brings for another box: who speaks for it, its bundle, a key to be restored for, and a succession."""
    with contextlib.suppress(FormatError):
        named = protocol.decode(Signed, data)
        _is_known_or_refused(lambda sql: following.name_key(sql, BOX, named, "", NOW_MS))
        with contextlib.suppress(FormatError):
            said = Succession.unpack(named.statement)
            new = enrolments.NewBox(said.building, said.new_box, said.new_device_key, "2", NOW_MS)
            _is_known_or_refused(lambda sql: following.follow(sql, following.Follow(said, named, new), NOW_MS))
    with contextlib.suppress(FormatError):
        bundle = protocol.decode(protocol.BundleBrought, data)
        _is_known_or_refused(lambda sql: bundles.keep(sql, BOX, bundle, TERMS, ""))
    with contextlib.suppress(FormatError):
        asked = protocol.decode(protocol.RestoringAsked, data)
        _is_known_or_refused(lambda sql: restoring.ask(sql, BOX, asked, "", NOW_MS))


def _is_known_or_refused(act: Callable[[SqliteSql], object]) -> None:
    with _undone(STORE) as sql:
        assert isinstance(act(sql), protocol.Kept | Refused | OverQuota)


def query(data: bytes) -> None:
    """Feed what stands behind the question mark, for every path."""
    given = dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True))
    for route in ROUTES:
        with contextlib.suppress(BadBody):
            for name, value in query_of(route, given).items():
                most = route.query[name].most
                assert most is None or 0 <= value <= most


READERS: dict[str, Callable[[bytes], None]] = {each.__name__: each for each in (kept, around, query)}


if __name__ == "__main__":
    fed(READERS[sys.argv[1]], (FormatError,), sys.argv[2], sys.argv[3])
