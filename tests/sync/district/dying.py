"""A process that deposits once and dies by SIGKILL at the statement it is told. test_kills.py runs it; nobody imports it.

Its arguments are the store's address and the number of the statement; on standard input come the deposit's parts as msgpack. It prints the
receipt once the transaction is over, since a server answers only then.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable

import msgspec

from appliance.envelope.deposit import Deposit, Deposited
from sync.district.batch import Batch, checked
from sync.district.receipt_key import ReceiptKey
from sync.district.store import Row, Sql
from sync.district.tables import deposits
from sync.district.tables.deposits import Terms
from tests.sync.district.conftest import open_store


class DyingSql:
    """SQL that ends the process before its statement number `at`."""

    def __init__(self, sql: Sql, at: int) -> None:
        self._sql = sql
        self._left = at
        self.for_update = sql.for_update

    def _statement(self) -> Sql:
        self._left -= 1
        if self._left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return self._sql

    def all(self, statement: str, *values: object) -> list[Row]:
        return self._statement().all(statement, *values)

    def one(self, statement: str, *values: object) -> Row | None:
        return self._statement().one(statement, *values)

    def run(self, statement: str, *values: object) -> int:
        return self._statement().run(statement, *values)

    def add(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        self._statement().add(table, columns, rows)

    def add_missing(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        self._statement().add_missing(table, columns, rows)


class Asked(msgspec.Struct):
    building: bytes
    box: bytes
    key: bytes
    deposit: Deposit


async def main(address: str, at: int, asked: Asked) -> None:
    batch = checked(asked.deposit, asked.building, asked.box)
    assert isinstance(batch, Batch), batch
    terms = Terms(ReceiptKey(asked.key), 1)
    store = open_store(address)
    await store.start()
    answer = await store.do(lambda sql: deposits.deposit(DyingSql(sql, at), asked.box, batch, terms, lost_before=False))
    assert isinstance(answer, Deposited), answer
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer.receipt))
    sys.stdout.flush()
    await store.stop()


if __name__ == "__main__":
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Asked)
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), asked))
