"""`handbell office readings`: shows who read what at the office, even to a person who may read no record. Opens no record and no store."""

import argparse
from datetime import UTC, date, datetime

import msgspec

from appliance.envelope.format import DIGEST_LEN
from sync.office import keyring
from sync.office.folder import Folder
from sync.office.keyring import Keyring
from sync.office.readers import checking, login, roles
from sync.office.readers.log import Found, Head, Log
from sync.office.words import local
from sync.transport.line import printable


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]", where: argparse.ArgumentParser) -> None:
    """Add the parser of `readings`."""
    parser = what.add_parser("readings", parents=[where], help="who read what here, without what it said")
    parser.add_argument(
        "step",
        nargs="?",
        choices=["head"],
        metavar="head",
        help="print the last entry's number and digest, to keep elsewhere",
    )
    parser.add_argument("--by", default="", metavar="NAME", help="only what this user read")
    parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--json", action="store_true", help="one array of objects")
    parser.add_argument(
        "--verify", action="store_true", help="whether the log is what was written, and whole; lists nothing"
    )
    parser.add_argument(
        "--head", type=_head, metavar="NUMBER:DIGEST", help="with --verify: a head that was kept elsewhere"
    )


def readings(asked: argparse.Namespace) -> int:
    """List the readings, verify the log, or print its head. Give 1 where the log is not as it was written. Raises SecretError, NotYours,
    Unreadable.
    """
    log = _log(asked)
    if asked.step == "head":
        print(log.end()[0])  # noqa: T201
        return 0
    if asked.verify or asked.head:
        return _verified(log, asked.head)
    found = [each for each in log.found() if _is_asked(each, asked)]
    if asked.json:
        print(msgspec.json.format(msgspec.json.encode([_plain(each) for each in found])).decode())  # noqa: T201
        return 0
    for line in [*(_line(each) for each in found)] or ["No readings."]:
        print(line)  # noqa: T201
    return 0


def _log(asked: argparse.Namespace) -> Log:
    """Open the log with an auditor's key, a keeper's, or the one passphrase."""
    folder, who = Folder(asked.data), login.ask(asked)
    key = keyring.auditors_key(asked.data, who.passphrase, who.user) if who.user else None
    if key is None:
        opened = Keyring.open(asked.data, who.passphrase, who.user)
        if who.user:
            roles.check(who.user, opened.role, *roles.READINGS)
        key = opened.readings
    return Log(folder.readings, key)


def _verified(log: Log, known: Head | None) -> int:
    wrong = list(checking.wrong(log, known))
    for each in wrong:
        print(each)  # noqa: T201
    last, torn = log.end()
    if torn:
        print(_TORN)  # noqa: T201
    if not wrong:
        print(f"{last.number:,} entries, each as it was written. The head is {last}")  # noqa: T201
        if known is None:
            print(_UNTIL)  # noqa: T201
    return 1 if wrong else 0


def _is_asked(each: Found, asked: argparse.Namespace) -> bool:
    if each.reading is None:
        return not asked.by and asked.since is None
    since_ms = datetime.combine(asked.since, datetime.min.time()).astimezone().timestamp() * 1000 if asked.since else 0
    return each.reading.at_ms >= since_ms and asked.by.casefold() in {"", each.reading.user}


def _line(each: Found) -> str:
    if each.line is None or each.reading is None:
        return f"{each.place:>6}  NOT READABLE: changed, or of another office. Look: handbell office readings --verify"
    what, number = each.reading.what, each.line.number
    about = [f"building {what.building.hex()}"] if what.building else []
    about += [f"record {what.number}"] if what.number else []
    about += [f"classes {what.classes}"] if what.classes else []
    about += ["(a line before it had been cut off in mid-write)"] if each.reading.torn else []
    return printable(
        f"{number:>6}  {local(each.reading.at_ms)}  {each.reading.user}: {what.command}  {' '.join(about)}"
    ).rstrip()


def _plain(each: Found) -> dict[str, object]:
    if each.line is None or each.reading is None:
        return {"number": each.place, "readable": False}
    reading, what = each.reading, each.reading.what
    return {
        "number": each.line.number,
        "readable": True,
        "at": datetime.fromtimestamp(reading.at_ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "user": reading.user,
        "command": what.command,
        "building_id": what.building.hex(),
        "incident_number": what.number,
        "classes": what.classes,
        "after_torn_line": reading.torn,
    }


def _head(text: str) -> Head:
    number, _, digest = text.strip().partition(":")
    try:
        found = Head(int(number), bytes.fromhex(digest))
    except ValueError:
        found = Head(-1, b"")
    if found.number < 0 or len(found.digest) != DIGEST_LEN:
        raise argparse.ArgumentTypeError(f"{text!r} is no head: NUMBER:DIGEST, as `readings head` prints it")
    return found


_TORN = "Behind it a line was cut off in mid-write, by a crash or a full disk: what it was for was not shown."
_UNTIL = (
    "That nothing was cut off its end shows only against a head that was kept elsewhere: --head NUMBER:DIGEST, from the district's audit or"
    " from paper."
)
