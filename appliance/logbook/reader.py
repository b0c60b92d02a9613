"""Reads stored entries and wraps back from the file: by number, by stream, by place. Opens no entry and writes nothing."""

import sqlite3

from appliance.envelope import format as layout
from appliance.logbook import batch as batches
from appliance.logbook import side_copy, verify, wraps
from appliance.logbook.chain import Stream
from appliance.logbook.database import Database
from appliance.logbook.wraps import Wrapped
from appliance.plan.ids import IncidentId
from appliance.vault.vault import Vault


class Reader:
    """Reads the file of the database. What it gives is sealed; an `Opener` opens it.

    Every question raises `NotKept` or `Damaged`.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def after(self, number: int, limit: int) -> list[tuple[int, bytes]]:
        """Give up to `limit` stored entries above `number`, oldest first."""
        return await self._database.work(lambda db: verify.rows_after(db, number, limit))

    async def last(self, limit: int, before: int | None = None) -> list[tuple[int, bytes]]:
        """Give the newest `limit` stored entries (below `before`), newest first."""
        top = before if before is not None else 1 << 62
        sql = "SELECT number, entry FROM entry WHERE number < ? ORDER BY number DESC LIMIT ?"
        return await self._database.work(lambda db: db.execute(sql, (top, limit)).fetchall())

    async def of_stream(
        self, stream: bytes, limit: int = 10_000, after: int = 0, *, every: bool = True
    ) -> list[tuple[int, bytes]]:
        """Give entries of one stream above `after`, oldest first. Without `every`, leave out entries that a later one says again, with
        more in it.
        """
        but = "" if every else f"AND {side_copy.NOT_SAID_AGAIN}"
        sql = f"SELECT number, entry FROM entry WHERE stream = ? AND number > ? {but} ORDER BY number LIMIT ?"  # noqa: S608 - our own words
        return await self._database.work(lambda db: db.execute(sql, (stream, after, limit)).fetchall())

    async def stream_of_incident(self, incident: str) -> bytes | None:
        """Give the stream of an incident, open or not."""
        tag = self._vault.tag(f"incident:{incident}")
        sql = "SELECT stream FROM any_incident WHERE name = ?"
        row = await self._database.work(lambda db: db.execute(sql, (tag,)).fetchone())
        return row[0] if row else None

    async def certificates_of(self, incident: str, after: int = 0) -> list[tuple[int, bytes]]:
        """Give the entries above `after` that say what was destroyed of an incident, oldest first; also if nothing else of it can be
        read.
        """
        tag = self._vault.tag(f"incident:{incident}")
        sql = "SELECT number, entry FROM destroyed JOIN entry USING (number) WHERE name = ? AND number > ? ORDER BY number"
        return await self._database.work(lambda db: db.execute(sql, (tag, after)).fetchall())

    async def streams_of_records(self, *, unfinished: bool, before: int, limit: int) -> list[tuple[int, bytes]]:
        """Give first entry and stream of incidents stood down, newest first, below `before`. With `unfinished`, only those whose record
        is owed.
        """
        owed = "unfinished = 1 AND" if unfinished else ""
        sql = f"SELECT first, stream FROM incident WHERE {owed} first < ? ORDER BY first DESC LIMIT ?"  # noqa: S608 - our own words
        return await self._database.work(lambda db: db.execute(sql, (before, limit)).fetchall())

    async def streams_of_incidents(self, before: int, limit: int) -> list[tuple[int, bytes]]:
        """Give first entry and stream of incidents, open or over, newest first, below `before`."""
        sql = "SELECT first, stream FROM any_incident WHERE first < ? ORDER BY first DESC LIMIT ?"
        return await self._database.work(lambda db: db.execute(sql, (before, limit)).fetchall())

    async def count_of_incidents(self, before: int) -> int:
        """Count the incidents, open or over, that began below `before`."""
        sql = "SELECT COUNT(*) FROM any_incident WHERE first < ?"
        return int(await self._database.work(lambda db: db.execute(sql, (before,)).fetchone()[0]))

    async def streams_written_to(self, after: int) -> list[bytes]:
        """Give every stream with an entry above `after`, also that of the house, and the streams of incidents of which something was
        destroyed since.
        """
        sql = (
            "SELECT DISTINCT stream FROM entry WHERE number > :after UNION"
            " SELECT stream FROM destroyed JOIN any_incident USING (name) WHERE number > :after"
        )
        rows = await self._database.work(lambda db: db.execute(sql, {"after": after}).fetchall())
        return [stream for (stream,) in rows]

    async def streams_in_keeping(self, after: int, limit: int) -> list[tuple[int, bytes, bool]]:
        """Give first entry and stream of incidents stood down, oldest first, above `after`, and whether any of their keys is kept."""
        sql = (
            "SELECT first, stream, EXISTS (SELECT 1 FROM wrap WHERE wrap.stream = incident.stream) FROM incident"
            " WHERE first > ? ORDER BY first LIMIT ?"
        )
        return await self._database.work(
            lambda db: [(first, stream, bool(kept)) for first, stream, kept in db.execute(sql, (after, limit))]
        )

    async def stream_in_keeping_before(self, first: int, within: int) -> tuple[int, bytes] | None:
        """Give first entry and stream of the newest incident stood down that began at or before `first` and still has a key.

        None if not one of the `within` incidents before `first` has a key left.
        """
        sql = (
            "SELECT first, stream FROM (SELECT first, stream FROM incident WHERE first <= ? ORDER BY first DESC LIMIT ?) AS near"
            " WHERE EXISTS (SELECT 1 FROM wrap WHERE wrap.stream = near.stream) ORDER BY first DESC LIMIT 1"
        )
        return await self._database.work(lambda db: db.execute(sql, (first, within)).fetchone())

    async def streams_of(self, place: str, limit: int) -> list[bytes]:
        """Give the streams of the incidents of a room or of another place, by its key (`Place.key`), newest first."""
        sql = (
            "SELECT first, stream FROM open_incident WHERE room = :room UNION ALL"
            " SELECT * FROM (SELECT first, stream FROM incident WHERE room = :room ORDER BY first DESC LIMIT :limit)"
            " ORDER BY first DESC LIMIT :limit"
        )
        named = {"room": self._vault.tag(place), "limit": limit}
        rows = await self._database.work(lambda db: db.execute(sql, named).fetchall())
        return [stream for _, stream in rows]

    async def wrapped_after(self, place: tuple[bytes, int], limit: int) -> list[Wrapped]:
        """Give up to `limit` data keys after `place`, and who has wraps of them."""
        return await self._database.work(lambda db: wraps.wrapped_after(db, place, limit))

    async def wraps_between(self, first: int, last: int) -> list[tuple[int, bytes, bytes, int, bytes]]:
        """Give the wraps that key entries `first` to `last` name, columns as in the table."""
        return await self._database.work(lambda db: batches.wraps_between(db, first, last))

    async def sealed_after(
        self, number: int, limit: int
    ) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes, bytes, int, bytes]]]:
        """Read entries as `after` does, with the wraps that their key entries name, columns as in the table; all in one hop."""

        def read(
            db: sqlite3.Connection,
        ) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes, bytes, int, bytes]]]:
            rows = verify.rows_after(db, number, limit)
            return rows, batches.wraps_between(db, rows[0][0], rows[-1][0]) if rows else []

        return await self._database.work(read)

    async def standing_and_open(self) -> list[bytes]:
        """Give the entries that stand, and the entries of open incidents."""
        return await self._database.work(_standing_and_open)

    async def stood_down(self, incident: IncidentId) -> Stream | None:
        """Give the stream of an incident that is over, so that it can be written to again. None if there is no such incident."""
        tag = self._vault.tag(f"incident:{incident}")
        return await self._database.work(lambda db: _stood_down(db, tag))


def _standing_and_open(db: sqlite3.Connection) -> list[bytes]:
    """Give the entries that stand, and the entries of open incidents."""
    entries = db.execute("SELECT entry FROM entry JOIN standing USING (number)").fetchall()
    entries += db.execute("SELECT entry.entry FROM entry JOIN open_incident USING (stream)").fetchall()
    return [entry for (entry,) in entries]


def _stood_down(db: sqlite3.Connection, tag: bytes) -> Stream | None:
    """Give first entry, id and newest key number of the stream of an incident that is over.

    The key number is read from the entries, since wraps can be deleted: a number must never be given to a second key.
    """
    row = db.execute("SELECT first, stream FROM incident WHERE name = ?", (tag,)).fetchone()
    if row is None:
        return None
    entries = db.execute("SELECT entry FROM entry WHERE stream = ?", (row[1],)).fetchall()
    return Stream(row[1], row[0], max(layout.split(entry).header.key_no for (entry,) in entries))
