"""`handbell district`: sets up and runs the district's server, and manages who belongs to it. Opens no entry.

`serve` runs the server; all other commands except `init`, `certificate` and `root` ask the running server over its socket.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from shlex import quote

from appliance.command_line import json_lines, parser_of_steps, said
from appliance.ending import run_and_end
from appliance.envelope.format import DIGEST_LEN
from sync import administration, protocol
from sync.district import backup_command, belonging_command, certificate_command, for_programs
from sync.district.asking import NotAnswered, ask
from sync.district.authority import utc_now
from sync.district.copies import command as copies
from sync.district.copies.place import read_place
from sync.district.folder import DATA_DEFAULT, Folder, FolderError
from sync.district.keys import init
from sync.district.printed import CannotDo, answered, local_time, of_data, say
from sync.district.server import CannotListen, Listening, serve
from sync.district.sqlite_store import SqliteStore
from sync.district.store import Sql, Store, StoreUnusable
from sync.district.tables import roots
from sync.district.tables.quota import BYTES_PER_DAY
from sync.replica.where import WhereError

STORE_VARIABLE = (
    "HANDBELL_DISTRICT_STORE"  # the address may hold a password, and on a command line everybody could see it
)
PORT_DEFAULT = 8460
MIB = 1024 * 1024


def main(arguments: list[str]) -> int:
    """Run the district's server, which keeps sealed records it cannot read, and say who belongs to it.

    Returns the exit code: 0 done, 1 could not.
    """
    asked = _parser().parse_args(arguments)
    try:
        _COMMANDS[asked.what](asked, Folder(asked.data))
    except BrokenPipeError:  # the reader of what we print has closed the pipe
        raise
    except (CannotDo, FolderError, StoreUnusable, CannotListen, NotAnswered, WhereError, OSError) as error:
        print(f"handbell district {asked.what}: {said(error)}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _init(asked: argparse.Namespace, folder: Folder) -> None:
    init(folder, asked.host, utc_now())
    say(
        f"Made the district's keys in {folder.keys}. Copy that folder to a safe place now: without it, every box has to be "
        f"enrolled anew.\nNext: handbell district serve{of_data(asked)}, for each building: handbell district enrol NAME{of_data(asked)}\n"
        f"and for the safety office: handbell district enrol NAME --office{of_data(asked)}"
    )


def _serve(asked: argparse.Namespace, folder: Folder) -> None:
    if not folder.keys.is_dir() or not any(folder.keys.iterdir()):
        raise CannotDo(
            f"there are no keys in {folder.keys}. Set the server up first, with the name its boxes will find it by: "
            f"handbell district init --host NAME{of_data(asked)}"
        )
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.INFO)
    listening = Listening(asked.listen, asked.metrics)
    copy_to = None if asked.copy is None else read_place(asked.copy)
    store = _store(folder, copied=copy_to is not None)
    serving = _until_stopped(serve(folder, store, listening, asked.mib_a_day * MIB, copy_to))
    with contextlib.suppress(KeyboardInterrupt):
        if copy_to is None:
            asyncio.run(serving)
        else:  # the store is closed by then, so a disk that hangs under a copy must not delay the end
            run_and_end(serving)


async def _until_stopped(serving: Coroutine[None, None, None]) -> int:
    """Run until stopped. SIGTERM ends it as a person's ^C does: what is being written is finished, and clients that wait are answered.
    Returns the exit code.
    """
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    return 0


def _store(folder: Folder, *, copied: bool = False) -> Store:
    address = os.environ.get(STORE_VARIABLE, "")
    if not address:
        return SqliteStore(folder.database, copied=copied)
    if copied:
        raise CannotDo(
            "--copy is for the SQLite store. PostgreSQL copies itself as it changes, by pg_basebackup and pg_receivewal: see INSTALL.md."
        )
    if not address.startswith(("postgresql://", "postgres://")):
        raise CannotDo(f"{STORE_VARIABLE} is no address of a database: write postgresql://user:password@host/name")
    try:
        from sync.district.postgres_store import PostgresStore  # noqa: PLC0415 — most districts have no psycopg
    except ImportError as missing:
        raise CannotDo(
            "PostgreSQL takes psycopg, which is not installed here. The district server's archive brings it: make district in a clone of "
            "Handbell, then INSTALL.md, section 6. From a package index take nothing that is called handbell: we publish nothing there."
        ) from missing
    return PostgresStore(address)


def _restore(asked: argparse.Namespace, folder: Folder) -> None:
    if os.environ.get(STORE_VARIABLE, ""):
        raise CannotDo(
            f"{STORE_VARIABLE} names a database, which is restored by its own tools before the server starts: see INSTALL.md."
        )
    copies.restore(asked, folder)


def _revoke(asked: argparse.Namespace, folder: Folder) -> None:
    body = administration.RevocationAsked(asked.target, asked.reason)
    shut = answered(ask(folder.socket, "POST", protocol.REVOCATIONS, administration.Shut, body))
    match shut.kind:
        case "box":
            number = belonging_command.entries_here(folder, shut.name)
            say(
                f"Revoked the box {shut.name}. What it deposited so far stays, up to entry {number}. So that the buildings disbelieve it "
                "too, the safety office says the same, with the last entry that it believes: on its computer without a network\n\n"
                f"  handbell office root notice revoke {shut.name} --last {number} --reason {quote(asked.reason)} --out revoked.notice\n\n"
                "and on the one with a line\n\n  handbell office notices send revoked.notice"
            )
        case protocol.Role.BUILDING:
            say(
                f"Revoked one certificate of the box {shut.name}. The box asks for another by its device key, by itself. If the box is "
                "stolen or not your own any more, shut out the box:\n\n"
                f"  handbell district revoke {shut.name} --reason {quote(asked.reason)}{of_data(asked)}"
            )
        case _:
            say(
                f"Revoked the certificate of the {shut.kind} {shut.name}. Another one, into a new folder:\n\n"
                f"  handbell district enrol {quote(shut.name)} --{shut.kind} --out NEW-FOLDER{of_data(asked)}"
            )


def _audit(asked: argparse.Namespace, folder: Folder) -> None:
    if asked.json:
        for each in json_lines(map(for_programs.audit_line, _audit_lines(folder))):
            say(each)
        return
    for line in _audit_lines(folder):
        say(f"{line.number}  {local_time(line.at_ms)}  {line.who}: {line.what}  {line.about}".rstrip())


def _audit_lines(folder: Folder) -> Iterator[administration.AuditLine]:
    after = 0
    while lines := answered(ask(folder.socket, "GET", f"{protocol.AUDIT}?after={after}", administration.Audit)).lines:
        yield from lines
        after = lines[-1].number


def _root(asked: argparse.Namespace, folder: Folder) -> None:
    """Show or change the root key. Whoever has this machine may do it, without a certificate. With SQLite the server must be stopped."""
    known = asyncio.run(_in_store(_store(folder), roots.fingerprint))
    if asked.new is None:
        say(
            f"Notices are taken under the root key {known.hex()}." if known else "The first notice says which root key."
        )
        return
    now_ms = int(utc_now().timestamp() * 1000)
    replaced = asyncio.run(
        _in_store(_store(folder), lambda sql: roots.replace(sql, asked.new, asked.instead_of or b"", now_ms))
    )
    answered(replaced)
    say(
        f"From now on notices are taken under the root key {asked.new.hex()} alone, and none of before is given out any more.\n"
        "Start the server. Then, with the new root key, sign recipients and receipt keys, and again what was revoked and decided;\n"
        "at the office: handbell office trust NEW --instead-of OLD; at every box: handbell trust NEW --instead-of OLD"
    )


async def _in_store[Answer](store: Store, act: Callable[[Sql], Answer]) -> Answer:
    await store.start()
    try:
        return await store.do(act)
    finally:
        await store.stop()


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell district", description=(main.__doc__ or "").splitlines()[0])
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument("--data", type=Path, default=DATA_DEFAULT, help="keys, and the store (default: %(default)s)")
    first = what.add_parser("init", parents=[data], help="make the district's keys, once")
    first.add_argument(
        "--host",
        action="append",
        required=True,
        metavar="NAME",
        help="name or address boxes find it by; may be repeated",
    )
    _add_serve(what.add_parser("serve", parents=[data], help="run the server"))
    belonging_command.add_words(what, data)
    certificate_command.add_words(what, data)
    shut = what.add_parser("revoke", parents=[data], help="shut out a box or a certificate")
    shut.add_argument(
        "target",
        metavar="BOX",
        help="the box's id, or a certificate's serial number, in hex: district buildings, audit",
    )
    shut.add_argument("--reason", required=True, help="why, for the audit log")
    backup_command.add_word(what, data)
    copies.add_words(what, data)
    audit = what.add_parser("audit", parents=[data], help="who did what when")
    audit.add_argument("--json", action="store_true", help="for programs: one array of objects")
    root = what.add_parser("root", parents=[data], help="the safety office's root key; another one, where it was lost")
    root.add_argument("new", nargs="?", type=_fingerprint, metavar="FINGERPRINT", help="of: handbell office root init")
    root.add_argument("--instead-of", type=_fingerprint, metavar="FINGERPRINT", help="the one until now")
    return parser


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--listen",
        type=_address,
        default=("0.0.0.0", PORT_DEFAULT),  # noqa: S104 — a server is there to be reached
        metavar="HOST:PORT",
        help="default: 0.0.0.0:8460",
    )
    parser.add_argument(
        "--metrics", type=_address, metavar="HOST:PORT", help="also serve figures for Prometheus there, over plain HTTP"
    )
    parser.add_argument(
        "--mib-a-day",
        type=int,
        default=BYTES_PER_DAY // MIB,
        metavar="MIB",
        help="what one box may bring a day (default: %(default)s)",
    )
    parser.add_argument(
        "--copy",
        type=Path,
        metavar="FILE",
        help="also copy the store as it changes, to where this YAML file says: a folder, SFTP or S3 (INSTALL.md)",
    )
    parser.epilog = f"The store is one SQLite file under --data, or what {STORE_VARIABLE} names: postgresql://user:password@host/name"


def _fingerprint(text: str) -> bytes:
    try:
        found = bytes.fromhex("".join(letter for letter in text if letter not in " -:"))
    except ValueError:
        found = b""
    if len(found) != DIGEST_LEN:
        raise argparse.ArgumentTypeError(f"{text!r} is no fingerprint: 64 hex digits")
    return found


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, for instance 0.0.0.0:{PORT_DEFAULT}")
    return host.strip("[]"), int(port)


_COMMANDS: dict[str, Callable[[argparse.Namespace, Folder], None]] = {
    "init": _init,
    "serve": _serve,
    "enrol": belonging_command.enrol,
    "buildings": belonging_command.buildings,
    "token": belonging_command.token,
    "building": belonging_command.building,
    "certificate": certificate_command.certificate,
    "revoke": _revoke,
    "backup": backup_command.backup,
    "status": copies.status,
    "restore": _restore,
    "audit": _audit,
    "root": _root,
}
