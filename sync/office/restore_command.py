"""`handbell office restore …`: what the office has of a box that died, for one that is to go on for it. Opens no entry.

The online office fetches the bundle, which none of its keys opens; the offline machine has the key that does.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from appliance.envelope.bundle import BundleError, Contents, Sealed, opened
from appliance.envelope.hybrid import PrivateKey
from sync.office import papers, passphrase
from sync.office.keyring import RECOVERY_NAME, read_recovery
from sync.office.line import answered
from sync.office.office import Office
from sync.office.offline_command import FOLDER_DEFAULT
from sync.office.words import local
from sync.protocol import BundleKept


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]", where: argparse.ArgumentParser) -> None:
    """The parsers of `restore`."""
    steps = what.add_parser("restore", help="the recovery bundle of a box that died").add_subparsers(
        dest="step", required=True, metavar="WHAT"
    )
    ask = steps.add_parser("ask", parents=[where], help="online: fetch it from the district, sealed, into a file")
    ask.add_argument("building", metavar="BUILDING", help="its name, the beginning of it, or its id")
    ask.add_argument("--out", type=Path, required=True, metavar="FILE")
    check = steps.add_parser(
        "check", help="offline: whether the recovery key opens it, and what is in it; shows no secret"
    )
    check.add_argument("file", type=Path, metavar="FILE", help="of: handbell office restore ask")
    check.add_argument("--folder", type=Path, default=FOLDER_DEFAULT, help="where the key is (default: %(default)s)")
    check.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its first line; else it is asked for")
    check.set_defaults(act=_check)


async def restore(asked: argparse.Namespace, office: Office) -> int:
    """Fetch the newest bundle that its box signed."""
    building = office.building(asked.building)
    async with office.line() as line:
        told = answered(await line.bundles(building))
    found = next(
        ((each, sealed) for each in told.bundles if (sealed := _whole(office, building, each)) is not None), None
    )
    if found is None:
        raise papers.Unreadable(
            "The district has no recovery bundle of this building that its box signed. One is made once the box knows a recovery phrase, or"
            " the office's recovery key stands in the notice of recipients."
        )
    each, sealed = found
    with papers.new_paper(asked.out) as paper:
        paper.write(sealed.pack())
    print(  # noqa: T201
        f"Wrote {asked.out}: bundle {sealed.about.serial} of box {each.box.hex()}, made {local(sealed.about.made_ms)}, brought "
        f"{local(each.at_ms)}. Nothing online opens it. Carry it to the machine with the recovery key: handbell office restore check"
    )
    return 0


def _whole(office: Office, building: bytes, kept: BundleKept) -> Sealed | None:
    """One that the device of that box signed, as far as the office knows that device; None for any other: the district may lie."""
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
    try:
        sealed = Sealed.unpack(asked.file.read_bytes())
        contents = opened(sealed, _recovery(asked))
    except BundleError as wrong:
        raise papers.Unreadable(f"{asked.file} {wrong}.") from wrong
    about = sealed.about
    made = datetime.fromtimestamp(about.made_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M %Z")
    return [
        f"It opens. Bundle {about.serial} of box {about.box.hex()}, building {about.building.hex()}, made {made} at entry {about.head}.",
        f"In it: {_counted(contents)}.",
    ]


def _counted(contents: Contents) -> str:
    plan = "the plan" if contents.plan else "no plan"
    files, weeks = len(contents.files), len(contents.reading)
    return f"{plan}, {files} files of keys and people, {weeks} weeks of reading keys, counts of {len(contents.counts)} contacts"


def _recovery(asked: argparse.Namespace) -> PrivateKey:
    path = asked.folder / RECOVERY_NAME
    return read_recovery(path, passphrase.ask(asked.passphrase_file, f"the recovery key {path}")).opening
