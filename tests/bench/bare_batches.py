"""The bare loop that a drain is measured against: aiohttp carries the same bytes in the same batches over TLS 1.3 into plain `sqlite3`.

The sender reads each batch's entries and wraps from `sqlite3`, packs and posts them. The server unpacks them, commits the rows with
`synchronous=FULL` and answers with as many bytes as a receipt has. The sender keeps the answers in memory and commits the last one, as a
box does, which records one receipt a minute. So the bare loop does what ours cannot leave out, one thing after the other. It checks no
chain, signs nothing, notes nobody's place, and hears no call meanwhile. It takes two processes, and ours takes three: `bare_batches.py
serve FOLDER PORT` and `bare_batches.py send FOLDER PORT`; FOLDER holds `server.pem`, `ca.pem` and `box.db`. Both loops are timed from the
start of the sending process.
"""

import asyncio
import sqlite3
import ssl
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
import msgspec
from aiohttp import web

BATCH = 500  # as many as ours has in one deposit (ENTRIES_MAX)
BODY_LEN_MAX = 8 * 1024 * 1024
RECEIPT_LEN = 400  # statement, key, signature, and the head that follows the receipt

type Body = tuple[list[bytes], list[bytes]]


def opened(path: Path) -> sqlite3.Connection:
    """Open a database that is durable at each commit, as a plain user of sqlite3 would."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE IF NOT EXISTS entry (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
    db.execute("CREATE TABLE IF NOT EXISTS wrap (number INTEGER NOT NULL, bytes BLOB NOT NULL)")
    db.execute("CREATE INDEX IF NOT EXISTS wrap_number ON wrap (number)")
    db.execute("CREATE TABLE IF NOT EXISTS receipt (last INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
    return db


async def serve(folder: Path, port: int) -> None:
    """Serve until the process is ended."""
    db, thread = opened(folder / "district.db"), ThreadPoolExecutor(1)

    async def deposit(request: web.Request) -> web.Response:
        entries, wraps = msgspec.msgpack.decode(await request.read(), type=Body)
        last = await asyncio.get_running_loop().run_in_executor(thread, _keep, db, entries, wraps)
        return web.Response(body=last.to_bytes(8) + bytes(RECEIPT_LEN))

    application = web.Application(client_max_size=BODY_LEN_MAX)
    application.router.add_post("/deposits", deposit)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(folder / "server.pem")
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=context).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


async def send(folder: Path, port: int) -> None:
    """Send everything in the box, from the first entry to the last."""
    db = opened(folder / "box.db")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(folder / "ca.pem")
    after, last, receipt = 0, db.execute("SELECT max(number) FROM entry").fetchone()[0], b""
    print("ready", flush=True)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context)) as session:
        while after < last:
            upto = after + BATCH
            body = _rows(db, "entry", after, upto), _rows(db, "wrap", after, upto)
            url = f"https://localhost:{port}/deposits"
            async with session.post(url, data=msgspec.msgpack.encode(body)) as answer:
                receipt = await answer.read()
            after = min(upto, last)
    db.execute("INSERT INTO receipt VALUES (?, ?)", (after, receipt))


def _rows(db: sqlite3.Connection, table: str, after: int, upto: int) -> list[bytes]:
    query = f"SELECT bytes FROM {table} WHERE number > ? AND number <= ? ORDER BY number"
    return [row for (row,) in db.execute(query, (after, upto))]


def _keep(db: sqlite3.Connection, entries: list[bytes], wraps: list[bytes]) -> int:
    db.execute("BEGIN")
    db.executemany("INSERT INTO entry (bytes) VALUES (?)", [(each,) for each in entries])
    last = int(db.execute("SELECT max(number) FROM entry").fetchone()[0])
    db.executemany("INSERT INTO wrap VALUES (?, ?)", [(last, each) for each in wraps])
    db.execute("INSERT INTO receipt VALUES (?, ?)", (last, bytes(RECEIPT_LEN)))
    db.execute("COMMIT")
    return last


if __name__ == "__main__":
    asyncio.run({"serve": serve, "send": send}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3])))
