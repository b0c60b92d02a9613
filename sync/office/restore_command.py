"""`handbell office restore …`: hands over what a dead box had to the box in its place. Opens no entry.

It takes three steps, so that nobody can do it alone. The online office fetches what the district keeps, and has no key to it. The offline
machine opens it, and seals it for the box whose code somebody reads out. The online office gives that to the district.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from appliance.envelope.bundle import BundleError, Contents, Sealed
from appliance.envelope.format import FormatError
from appliance.envelope.handover import HandedKey, HandoverError
from appliance.envelope.hybrid import PrivateKey, PublicKey
from appliance.record.words import Status
from sync.office import believing, incidents, papers, passphrase
from sync.office.handing_over import (
    PAPER_LEN_MAX,
    Known,
    NoSuchCode,
    Opened,
    RestorePaper,
    hand_over,
    known_for,
    opened_with,
    read,
)
from sync.office.incidents import Found
from sync.office.keyring import RECOVERY_NAME, read_recovery
from sync.office.line import answered
from sync.office.office import Office
from sync.office.offline_command import FOLDER_DEFAULT
from sync.office.readers.log import What
from sync.office.root import Root
from sync.office.words import local
from sync.protocol import BundleKept, HandoverGiven, RestoringBox, decode, encode

# 75 bytes each, so that they fit in one handover with the largest bundle; keys of calls first, then the newest keys of the house
KEYS_MAX = 4_000


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]", where: argparse.ArgumentParser) -> None:
    """Add the parsers of `restore`."""
    steps = what.add_parser(
        "restore", help="hand over what a box had that died, to the one in its place"
    ).add_subparsers(dest="step", required=True, metavar="WHAT")
    ask = steps.add_parser("ask", parents=[where], help="online: fetch what there is, sealed, into a file")
    ask.add_argument("building", metavar="BUILDING", help="its name, the beginning of it, or its id")
    ask.add_argument("--out", type=Path, required=True, metavar="FILE")
    offline = argparse.ArgumentParser(add_help=False)
    offline.add_argument("file", type=Path, metavar="FILE", help="of: handbell office restore ask")
    offline.add_argument(
        "--folder", type=Path, default=FOLDER_DEFAULT, help="where the keys are (default: %(default)s)"
    )
    offline.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its first line; else it is asked for")
    check = steps.add_parser(
        "check", parents=[offline], help="offline: whether the recovery key opens it; shows no secret"
    )
    check.set_defaults(act=_check)
    seal = steps.add_parser(
        "seal", parents=[offline], help="offline: seal it for the new box, by the code on its screen"
    )
    seal.add_argument(
        "--code", required=True, metavar="CODE", help="as somebody read it to you from the new box's screen"
    )
    seal.add_argument("--root-passphrase-file", type=Path, metavar="FILE", help="the same for the root key")
    seal.add_argument("--out", type=Path, required=True, metavar="FILE", help="for: handbell office restore send FILE")
    seal.set_defaults(act=_seal)
    send = steps.add_parser("send", parents=[where], help="online: give it to the district, for the new box to fetch")
    send.add_argument("file", type=Path, metavar="FILE")


async def restore(asked: argparse.Namespace, office: Office) -> int:
    """Fetch with `ask`, give with `send`."""
    await (_ask if asked.step == "ask" else _send)(asked, office)
    return 0


async def _ask(asked: argparse.Namespace, office: Office) -> None:
    """Write into a file the newest bundle that its box signed, the keys to what is open or not reviewed, and which boxes ask for it."""
    building = office.building(asked.building)
    async with office.line() as line:
        told = answered(await line.bundles(building))
        boxes = answered(await line.restoring(building)).boxes
    found = _newest(office, building, told.bundles, boxes)
    if found is None:
        raise papers.Unreadable(
            "The district has no recovery bundle of this building that its box signed. One is made once the box knows a recovery phrase, or"
            " the office's recovery key stands in the notice of recipients."
        )
    each, sealed = found
    known = Known(tuple(_keys(office, building))[:KEYS_MAX], _head(office, each.box), _unread(office, each.box))
    recipients = [PublicKey.from_bytes(one.public) for one in believing.recovery_recipients(office.store)]
    for_recovery = tuple(known_for(one, building, known) for one in recipients)
    with papers.new_paper(asked.out) as paper:
        office.reads(What("restore ask", building, classes="".join(sorted({each.klass for each in known.keys}))))
        paper.write(msgspec.msgpack.encode(RestorePaper(building, sealed.pack(), boxes, for_recovery)))
    _say(
        f"Wrote {asked.out}: bundle {sealed.about.serial} of box {each.box.hex()}, made {local(sealed.about.made_ms)}, brought "
        f"{local(each.at_ms)}; and {len(known.keys)} keys of what is open, not reviewed or of the house. Nothing online opens the bundle.",
        *(
            f"Box {one.box.hex()} asks since {local(one.asked_ms)}, in the place of {one.replaces.hex()}."
            for one in boxes
        ),
        *([] if boxes else ["No box asks for it yet."]),
        f"Carry it to the machine with the recovery key: handbell office restore seal {asked.out} --code CODE --out FILE",
    )


async def _send(asked: argparse.Namespace, office: Office) -> None:
    try:
        given = decode(HandoverGiven, _bytes_of(asked.file))
    except FormatError as wrong:
        raise papers.Unreadable(f"{asked.file} is no file of handbell office restore seal ({wrong}).") from wrong
    async with office.line() as line:
        answered(await line.hand_over(given))
    _say(f"The district has it for box {given.box.hex()}, which fetches it within a minute.")


def _keys(office: Office, building: bytes) -> Iterator[HandedKey]:
    """Give the data keys of what is open, of what nobody has reviewed, and of the house, where everything that still holds was written. The
    newest first.
    """
    owed = {each.stream for each in incidents.listed(office.store, building=building) if _is_owed(each)}
    house = office.store.all("SELECT stream FROM stream WHERE building = ? AND house = 1", building)
    rows = office.store.all(
        "SELECT stream, key_no FROM data_key WHERE building = ? ORDER BY number DESC, stream, key_no", building
    )
    for wanted in (owed, {stream for (stream,) in house} - owed):
        for stream, key_no in rows:
            key = office.opener.key(building, stream, key_no) if stream in wanted else None
            if key is not None:
                yield HandedKey(stream, key_no, key.klass, key.raw)


def _head(office: Office, box: bytes) -> tuple[bytes, int, bytes] | None:
    """Give the last entry of this box up to which each follows on the one before it."""
    row = office.store.one("SELECT epoch, number, digest FROM box WHERE box = ? AND number > 0", box)
    return None if row is None else (row[0], row[1], row[2])


def _unread(office: Office, box: bytes) -> int:
    """Count the streams with something that no key opened yet: they may be calls."""
    row = office.store.one("SELECT count(DISTINCT stream) FROM entry WHERE box = ? AND opened IN (0, 3)", box)
    return 0 if row is None else row[0]


def _is_owed(found: Found) -> bool:
    return found.incident.open or found.incident.status != Status.REVIEWED


def _newest(
    office: Office, building: bytes, kept: tuple[BundleKept, ...], asking: tuple[RestoringBox, ...]
) -> tuple[BundleKept, Sealed] | None:
    """Give the newest bundle that its box signed, from a box whose place is taken if there is one. The box that asks has brought a bundle
    of its own, with nothing in it, which does not count.
    """
    replaced, ask = {each.replaces for each in asking}, {each.box for each in asking}
    whole = [
        (each, sealed)
        for each in kept
        if each.box not in ask and (sealed := _whole(office, building, each)) is not None
    ]
    return next((one for one in whole if one[0].box in replaced), next(iter(whole), None))


def _whole(office: Office, building: bytes, kept: BundleKept) -> Sealed | None:
    """Give the bundle if the device of its box signed it, as far as the office knows that device; None otherwise: the district may lie."""
    try:
        sealed = Sealed.unpack(kept.sealed)
        sealed.check()
        about = sealed.about
    except BundleError:
        return None
    row = office.store.one("SELECT building, device_key, listed_key FROM box WHERE box = ?", about.box)
    if row is None or (about.building, about.box, row[0]) != (building, kept.box, building):
        return None
    return sealed if about.device_key == (row[1] or row[2]) else None


def _check(asked: argparse.Namespace) -> list[str]:
    paper = read(_bytes_of(asked.file))
    found = _opened(asked, paper).whole
    about = paper.sealed.about
    made = datetime.fromtimestamp(about.made_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M %Z")
    return [
        f"It opens. Bundle {about.serial} of box {about.box.hex()}, building {about.building.hex()}, made {made} at entry {about.head}.",
        f"In it: {_counted(found.bundle)}, {len(found.keys)} keys of records.",
    ]


def _seal(asked: argparse.Namespace) -> list[str]:
    paper = read(_bytes_of(asked.file))
    found = _opened(asked, paper)
    root = Root.open(asked.folder, passphrase.ask(asked.root_passphrase_file, f"the root key in {asked.folder}"))
    try:
        given = hand_over(paper, found, asked.code, root)
    except (NoSuchCode, HandoverError) as wrong:
        raise papers.Unreadable(f"Nothing was sealed. {wrong}") from wrong
    with papers.new_paper(asked.out) as made:
        made.write(encode(given))
    return [
        f"Sealed for box {given.box.hex()} alone. Carry it to the online office: handbell office restore send {asked.out}"
    ]


def _opened(asked: argparse.Namespace, paper: RestorePaper) -> Opened:
    try:
        return opened_with(paper, _recovery(asked))
    except BundleError as wrong:
        raise papers.Unreadable(f"The bundle in {asked.file} {wrong}.") from wrong


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(PAPER_LEN_MAX + 1)
    except OSError as wrong:
        raise papers.Unreadable(f"{path} cannot be read ({wrong.strerror}).") from wrong
    if len(data) > PAPER_LEN_MAX:
        raise papers.Unreadable(f"{path} is longer than {PAPER_LEN_MAX:,} bytes, and no file of this office.")
    return data


def _counted(contents: Contents) -> str:
    plan = "the plan" if contents.plan else "no plan"
    files, weeks = len(contents.files), len(contents.reading)
    return f"{plan}, {files} files of keys and people, {weeks} weeks of reading keys, counts of {len(contents.counts)} contacts"


def _recovery(asked: argparse.Namespace) -> PrivateKey:
    path = asked.folder / RECOVERY_NAME
    return read_recovery(path, passphrase.ask(asked.passphrase_file, f"the recovery key {path}")).opening


def _say(*lines: str) -> None:
    for each in lines:
        print(each, flush=True)  # noqa: T201
